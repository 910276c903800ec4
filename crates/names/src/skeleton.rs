//! The sound of a word, roughly: its consonants in one alphabet for Latin and Arabic.
//!
//! Vowels go, since Arabic does not write the short ones; so do w and y inside a word (they may be long vowels), a
//! final h, and repeated letters (Arabic does not show doubling). An initial vowel or ع is `a`. Sounds that Latin
//! spellings mix up share a class: q, k and c; g, j and gh; s and ṣ; t and ṭ; d and ḍ; sh and ch.

use crate::script::Script;
use crate::{arabic, diminutive, latin};

/// The skeleton of a normalised word, without its article; never empty unless the word is.
pub fn skeleton(text: &str, script: Script) -> String {
    let mut out = Classes { text: String::with_capacity(text.len().min(16)), last: '\0' };
    match script {
        Script::Latin => of_latin(without_article(text), &mut out),
        Script::Arabic => of_arabic(arabic::strip_article(text), &mut out),
        Script::Other => return text.to_owned(),
    }
    let mut out = out.text;
    if out.len() > 1 && out.ends_with('h') {
        out.pop();
    }
    if out.is_empty() { text.to_owned() } else { out }
}

/// The word without its article, also where it is not set off: Alnajjar, but neither Alan nor Allison, nor Albert, whose
/// short forms are known.
fn without_article(text: &str) -> &str {
    let bare = latin::strip_article(text);
    match bare.as_bytes() {
        [b'a' | b'e', b'l', next, _, _, _, ..]
            if !matches!(next, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'l')
                && diminutive::groups(bare) == 0 =>
        {
            bare.get(2..).unwrap_or(bare)
        }
        _ => bare,
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same on every machine and in every release.
pub fn key(skeleton: &str) -> u64 {
    skeleton
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

struct Classes {
    text: String,
    last: char,
}

impl Classes {
    fn push(&mut self, class: char) {
        if self.last != class {
            self.text.push(class);
            self.last = class;
        }
    }
}

fn of_latin(text: &str, out: &mut Classes) {
    let bytes = text.as_bytes();
    let mut i = 0;
    let mut first = true;
    while let Some(&c) = bytes.get(i) {
        let next = bytes.get(i + 1).copied().unwrap_or(0);
        let mut used = 1;
        match c {
            b'a' | b'e' | b'i' | b'o' | b'u' => {
                if first {
                    out.push('a');
                }
            }
            b'w' | b'y' => {
                if first {
                    out.push(c as char);
                }
            }
            b's' | b'c' if next == b'h' => {
                out.push('c');
                used = 2;
            }
            b'k' if next == b'h' => {
                out.push('x');
                used = 2;
            }
            b't' if next == b'h' => {
                out.push('t');
                used = 2;
            }
            b'd' if next == b'h' => {
                out.push('d');
                used = 2;
            }
            b'g' if next == b'h' => {
                out.push('j');
                used = 2;
            }
            b'p' if next == b'h' => {
                out.push('f');
                used = 2;
            }
            b'd' if next == b'j' => {
                out.push('j');
                used = 2;
            }
            b'c' if matches!(next, b'e' | b'i' | b'y') => out.push('s'),
            b'c' | b'q' | b'k' => out.push('k'),
            b'g' | b'j' => out.push('j'),
            b'f' | b'v' => out.push('f'),
            b'x' => {
                out.push('k');
                out.push('s');
            }
            b'-' => {}
            c => out.push(c as char),
        }
        first = first && c == b'-';
        i += used;
    }
}

fn of_arabic(text: &str, out: &mut Classes) {
    for (i, c) in text.chars().enumerate() {
        let class = match c {
            'ا' | 'ع' if i == 0 => 'a',
            'و' if i == 0 => 'w',
            'ي' | 'ى' if i == 0 => 'y',
            'ا' | 'ع' | 'و' | 'ي' | 'ى' | 'ء' => continue,
            'ب' => 'b',
            'پ' => 'p',
            'ت' | 'ط' | 'ث' | 'ٹ' => 't',
            'ج' | 'غ' | 'گ' | 'ژ' => 'j',
            'ح' | 'ه' => 'h',
            'خ' => 'x',
            'د' | 'ض' | 'ذ' | 'ڈ' => 'd',
            'ر' | 'ڕ' | 'ڑ' => 'r',
            'ز' | 'ظ' => 'z',
            'س' | 'ص' => 's',
            'ش' | 'چ' => 'c',
            'ف' | 'ڤ' => 'f',
            'ق' | 'ك' => 'k',
            'ل' | 'ڵ' => 'l',
            'م' => 'm',
            'ن' | 'ں' => 'n',
            c => c,
        };
        out.push(class);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        skeleton(text, Script::of(text))
    }

    #[test]
    fn the_same_name_meets_in_both_scripts() {
        for (arabic, spellings) in [
            ("محمد", &["muhammad", "mohamed", "mohammed", "mouhamad"][..]),
            ("حسين", &["hussein", "husayn", "houssain"]),
            ("النجار", &["al-najjar", "an-najjar", "el-najar", "alnajjar", "elnaggar"]),
            ("عبدالرحمن", &["abdulrahman"]),
            ("خديجه", &["khadija", "khadijah", "khadeeja"]),
            ("صلاح", &["salah", "salaah"]),
            ("عمر", &["omar", "umar"]),
            ("يوسف", &["yusuf", "youssef"]),
            ("قاسم", &["qasim", "kassem"]),
            ("شادي", &["shadi", "chadi"]),
        ] {
            for spelling in spellings {
                assert_eq!(of(spelling), of(arabic), "{spelling} {arabic}");
            }
        }
    }

    #[test]
    fn different_consonants_stay_apart() {
        for (a, b) in [
            ("albert", "bert"),
            ("alan", "nan"),
            ("khalid", "khalil"),
            ("ahmad", "hamid"),
            ("john", "joan-x"),
            ("salman", "salim"),
        ] {
            assert_ne!(of(a), of(b), "{a} {b}");
        }
    }

    #[test]
    fn nothing_is_empty() {
        for text in ["h", "ه", "ء", "ى", "-", "и"] {
            assert!(!of(text).is_empty(), "{text}");
        }
        assert_ne!(key("a"), key("b"));
    }
}
