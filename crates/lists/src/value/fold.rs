//! One spelling for words that are compared with word lists.

use super::digits::ascii;

/// Marks that carry no letter: direction marks, zero-width characters, byte order marks.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
}

/// Vowel signs, the superscript alef and the tatweel.
fn is_arabic_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Lower case, ASCII digits and dashes, one form of alef, ta marbuta and ya, no vowel signs, single blanks.
///
/// For comparison with word lists only; what a person reads is never folded.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if is_invisible(c) || is_arabic_mark(c) {
            continue;
        }
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ة' => out.push('ه'),
            'ى' | 'ی' => out.push('ي'),
            'ک' => out.push('ك'),
            '\u{66b}' => out.push('.'),
            '،' => out.push(','),
            '؛' => out.push(';'),
            '؟' => out.push('?'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' | '\u{b4}' | '`' => out.push('\''),
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(ascii(c).to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_spelling() {
        assert_eq!(fold(" Name\u{a0} of  VICTIM "), "name of victim");
        assert_eq!(fold("أُنْثَى"), "انثي");
        assert_eq!(fold("سنـــة"), "سنه");
        assert_eq!(fold("\u{200f}٣٤–٣٦"), "34-36");
    }
}
