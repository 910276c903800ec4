//! A looser likeness than [`crate::closeness`] grants: letters that agree for the most part.

use crate::closeness::Letters;
use crate::edit::distance;
use crate::lexicon;
use crate::name::Token;
use crate::script::Script;
use crate::{arabic, latin};

/// Whether two tokens of one script that are [`crate::Closeness::Different`] look like one word with more slips than a
/// typing slip has: one edit in three to five letters, two in up to eight, three in longer ones. Never two names that are
/// both well known: Hasan and Husayn are two names however alike. Symmetric.
pub fn resembles(a: &Token, b: &Token) -> bool {
    if a.script != b.script || a.initial || b.initial {
        return false;
    }
    let longer = a.text.len().max(b.text.len());
    let shorter = a.text.len().min(b.text.len());
    if shorter < 3 || longer > shorter * 2 || letters(&a.text).abs_diff(letters(&b.text)) > 3 {
        return false;
    }
    if (signature(&a.text) ^ signature(&b.text)).count_ones() > 6 {
        return false;
    }
    let limit = |x: usize, y: usize| match x.max(y) {
        0..3 => 0,
        3..6 => 1,
        6..9 => 2,
        _ => 3,
    };
    let near = if a.text.is_ascii() && b.text.is_ascii() {
        let (x, y) = (a.text.as_bytes(), b.text.as_bytes());
        distance(x, y, limit(x.len(), y.len())).is_some()
    } else {
        let (x, y) = (Letters::of(&a.text), Letters::of(&b.text));
        let (x, y) = (x.get(), y.get());
        !x.is_empty() && !y.is_empty() && distance(x, y, limit(x.len(), y.len())).is_some()
    };
    near && !(is_known(a) && is_known(b))
}

fn letters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// One bit for each letter (of 32 classes) that occurs.
fn signature(text: &str) -> u32 {
    text.chars().fold(0, |set, c| set | 1 << (c as u32 & 31))
}

fn is_known(token: &Token) -> bool {
    match token.script {
        Script::Latin => lexicon::knows_latin(token.key, latin::strip_article(&token.text).as_bytes()),
        Script::Arabic => {
            let letters = Letters::of(arabic::strip_article(&token.text));
            lexicon::knows_arabic(token.key, letters.get())
        }
        Script::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    #[test]
    fn slips_beyond_a_typing_slip() {
        let of = |a: &str, b: &str| {
            let (a, b) = (Token::new(a.to_owned(), Role::Given), Token::new(b.to_owned(), Role::Given));
            assert_eq!(resembles(&a, &b), resembles(&b, &a));
            resembles(&a, &b)
        };
        for (a, b) in [("brel", "bral"), ("chewoss", "chivoss"), ("maddon", "mwdden"), ("بحرون", "بحرن")] {
            assert!(of(a, b), "{a} {b}");
        }
        for (a, b) in [("hasan", "husayn"), ("حسن", "حسين"), ("brel", "tral"), ("al", "il"), ("", "a")] {
            assert!(!of(a, b), "{a} {b}");
        }
    }
}
