//! A looser likeness than [`crate::closeness`] grants: letters that agree for the most part.

use crate::closeness::Letters;
use crate::edit::within;
use crate::name::Token;
use crate::quick;

/// Whether two tokens of one script that are [`crate::Closeness::Different`] look like one word with more slips than a
/// typing slip has: one edit in three to five letters, two in up to eight, three in longer ones. Never two names that are
/// both well known: Hasan and Husayn are two names however alike. Symmetric.
pub fn resembles(a: &Token, b: &Token) -> bool {
    if a.script != b.script || a.initial || b.initial {
        return false;
    }
    let longer = a.text.len().max(b.text.len());
    let shorter = a.text.len().min(b.text.len());
    if shorter < 3 || longer > shorter * 2 {
        return false;
    }
    if !quick::may_resemble(&a.sketch, &b.sketch) {
        return false;
    }
    let most = usize::from(quick::edits_in_likeness(a.sketch.whole_chars.max(b.sketch.whole_chars)));
    let near = if a.text.is_ascii() && b.text.is_ascii() {
        within(a.text.as_bytes(), b.text.as_bytes(), most)
    } else {
        let (x, y) = (Letters::of(&a.text), Letters::of(&b.text));
        let (x, y) = (x.get(), y.get());
        !x.is_empty() && !y.is_empty() && within(x, y, most)
    };
    near && !(a.is_common() && b.is_common())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    proptest::proptest! {
        #[test]
        fn a_quick_no_is_the_answer(a in "[a-e]{1,9}|[ابتدر]{1,9}", b in "[a-e]{1,9}|[ابتدر]{1,9}") {
            let token = |text: &str| Token::new(text.to_owned(), Role::Given);
            let (x, y) = (a.chars().collect::<Vec<_>>(), b.chars().collect::<Vec<_>>());
            let (longer, shorter) = (a.len().max(b.len()), a.len().min(b.len()));
            let limit = match x.len().max(y.len()) {
                0..3 => 0,
                3..6 => 1,
                6..9 => 2,
                _ => 3,
            };
            let (s, t) = (token(&a), token(&b));
            let near = s.script == t.script
                && !s.initial
                && !t.initial
                && shorter > 2
                && longer <= shorter * 2
                && crate::edit::distance(&x, &y, limit).is_some();
            proptest::prop_assert_eq!(resembles(&s, &t), near && !(s.is_common() && t.is_common()), "{} {}", a, b);
        }
    }

    #[test]
    fn slips_beyond_a_typing_slip() {
        let of = |a: &str, b: &str| {
            let (a, b) = (Token::new(a.to_owned(), Role::Given), Token::new(b.to_owned(), Role::Given));
            assert_eq!(resembles(&a, &b), resembles(&b, &a));
            resembles(&a, &b)
        };
        for (a, b) in [("brel", "bral"), ("chewoss", "chivoss"), ("maddon", "mwdden"), ("بحرون", "بحرن")]
        {
            assert!(of(a, b), "{a} {b}");
        }
        for (a, b) in [("hasan", "husayn"), ("حسن", "حسين"), ("brel", "tral"), ("al", "il"), ("", "a")]
        {
            assert!(!of(a, b), "{a} {b}");
        }
    }
}
