//! The many ways in which a list says that it does not know.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold;
use crate::Field;

/// What programs and tables write for nothing, where it could not be a name (Na, Null and None are surnames).
const EMPTY_CELLS: &str = "na|n a|n/a|n.a|n.a.|nan|nil|null|none|#n/a|#null!|#value!|#ref!|لا شيء";

/// Whole phrases, in any field.
const PHRASES: &str = "n/a|n.a.|#n/a|#null!|#value!|#ref!|tbd|tba|tbc|tk|tk tk|tktk|to be determined|to be confirmed|\
     to be announced|no data|no name|no information|no info|لا يوجد|لم يحدد|لم تحدد|لم يذكر|لم تعرف هويته|بدون|\
     بلا اسم|بدون اسم|غ م";

/// Words that say that something is not known or not told.
const MARKS: &str = "unknown|unkown|unk|unidentified|unnamed|unreleased|undisclosed|undetermined|unspecified|\
     unavailable|unreported|withheld|redacted|anonymous|pending|مجهول|مجهوله|مجهولي|مجهولين|المجهول|مجهولو";

/// Words that say it after "not", "yet" or غير.
const AFTER_NOT: &str = "known|identified|named|released|disclosed|available|applicable|given|stated|specified|reported|\
     recorded|provided|determined|confirmed|published|معروف|معروفه|محدد|محدده|مذكور|مذكوره|متوفر|متوفره|معلوم|معلومه";

/// Words that add nothing beside a mark, in any field.
const BESIDE: &str = "name|names|identity|identification|age|sex|gender|date|cause|by|the|of|at|as|police|authorities|\
     officials|family|still|is|was|being|release|official|الهويه|هويه|الاسم|بعد";

/// Words that add nothing to a mark in a name: they say what the dead person was, not who.
const SOMEBODY: &str = "man|men|male|woman|women|female|boy|girl|child|baby|infant|person|people|victim|body|adult|teen|\
     teenager|juvenile|minor|individual|suspect|civilian|martyr|black|white|hispanic|asian|a|an|no|رجل|امراه|شاب|\
     طفل|طفله|شخص|جثه|جثمان|شهيد|شهيده|فتاه|رضيع";

/// Longest ASCII word of all these, and more.
const LONGEST: usize = 16;

/// What a word does in a cell that may say "not known".
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Mark,
    Not,
    AfterNot,
    Beside,
    Somebody,
    Jane,
    Doe,
}

/// The words with their roles, and the two lists of whole cells.
struct Words {
    roles: FxHashMap<&'static str, Role>,
    /// The first words of all of them.
    first: FxHashSet<&'static str>,
    phrases: FxHashSet<&'static str>,
    empty: FxHashSet<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists = [
        (MARKS, Role::Mark),
        ("not|yet|غير|لم", Role::Not),
        (AFTER_NOT, Role::AfterNot),
        (BESIDE, Role::Beside),
        (SOMEBODY, Role::Somebody),
        ("john|jane", Role::Jane),
        ("doe", Role::Doe),
    ];
    let all =
        lists.iter().map(|(list, _)| *list).chain([PHRASES, EMPTY_CELLS]).flat_map(|list| list.split('|'));
    Words {
        first: all.filter_map(first_word).collect(),
        roles: lists.iter().flat_map(|(list, role)| list.split('|').map(|word| (word, *role))).collect(),
        phrases: PHRASES.split('|').collect(),
        empty: EMPTY_CELLS.split('|').collect(),
    }
});

/// Is the cell empty, or does it say that the value is not known? For cells that do not hold a name.
pub fn is_missing(text: &str) -> bool {
    is_missing_in(Field::Other, text)
}

/// As [`is_missing`], with regard to the field: among names "Na" and "Null" are names, and "Unidentified man", "Jane Doe"
/// and "مجهول الهوية 12" are not.
pub fn is_missing_in(field: Field, text: &str) -> bool {
    // The longest phrases above, in the widest script, are shorter by far: a statement is no missing value.
    text.len() <= 120 && may_be_missing(field, text) && says_missing(field, text)
}

fn says_missing(field: Field, text: &str) -> bool {
    let folded = fold(text);
    let plain = folded
        .trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '"' | '\'' | '<' | '>' | ' '));
    if !plain.chars().any(char::is_alphanumeric) {
        return true;
    }
    if WORDS.phrases.contains(plain) {
        return true;
    }
    match field {
        Field::FullName => {
            // "Na" alone could be all a list knows of a name; the others are what programs write for nothing.
            (plain != "na" && plain != "nil" && WORDS.empty.contains(plain)) || says_unknown(plain, true)
        }
        field if is_name(field) => says_unknown(plain, true),
        _ => WORDS.empty.contains(plain) || says_unknown(plain, false),
    }
}

/// Whether the first word stands in any of the lists, or there is none: most cells end here, and cheaply.
fn may_be_missing(field: Field, text: &str) -> bool {
    // A name may be "3 unknown men"; no phrase begins with a number.
    let number = |word: &str| is_name(field) && word.starts_with(|c: char| !c.is_alphabetic());
    let known = |word: &str| WORDS.first.contains(word) || number(word);
    if text.is_ascii() {
        let Some(word) = first_word(text) else { return true };
        let mut lower = [0u8; LONGEST];
        let Some(lower) = lower.get_mut(..word.len()) else { return number(word) };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        return std::str::from_utf8(lower).is_ok_and(known);
    }
    // Marks inside a word, which folding takes away, end no word: a blank does.
    let start = text.find(char::is_alphanumeric).unwrap_or(0);
    let word = text.get(start..).and_then(|rest| rest.split(char::is_whitespace).next()).unwrap_or_default();
    first_word(&fold(word)).is_none_or(known)
}

fn is_name(field: Field) -> bool {
    use Field::{FamilyName, FatherName, FullName, GivenName, GrandfatherName, MotherName, OtherName};
    matches!(field, FullName | GivenName | FatherName | GrandfatherName | FamilyName | MotherName | OtherName)
}

/// The first run of letters and digits.
fn first_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
}

/// Do the words hold at least one mark, and nothing but marks and words that add nothing?
fn says_unknown(plain: &str, name: bool) -> bool {
    let (mut marked, mut negated, mut jane, mut doe) = (false, false, false, false);
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        match WORDS.roles.get(word) {
            Some(Role::Mark) => marked = true,
            Some(Role::Not) => negated = true,
            Some(Role::AfterNot) if negated => marked = true,
            Some(Role::Beside) => {}
            Some(Role::Somebody) if name => {}
            Some(Role::Jane) if name && !jane => jane = true,
            Some(Role::Doe) if jane => doe = true,
            None if name && word.bytes().all(|b| b.is_ascii_digit()) => {}
            _ => return false,
        }
    }
    // "John Unknown" has a name after all.
    if jane { doe } else { marked }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_word_never_decides_wrongly(
            text in "[ (#*\u{200b}]{0,2}(unknown|Not|غير|مجهول|مجـهُول|n/a|N.A.|3|٣|tk|jane|x|ali|لا)?[ \u{200b}.\u{64b}-]{0,2}(known|معروف|doe|man|name|12|tk|يوجد|b)?[ )]?",
            name in any::<bool>(),
        ) {
            let field = if name { Field::FullName } else { Field::Place };
            prop_assert!(may_be_missing(field, &text) || !says_missing(field, &text), "{text:?}");
        }
    }

    #[test]
    fn no_word_is_longer_than_there_is_room_for() {
        assert!(WORDS.first.iter().all(|word| !word.is_ascii() || word.len() <= LONGEST));
        // Each entry of the lists may be missing in some field.
        for list in [EMPTY_CELLS, PHRASES, MARKS, BESIDE, SOMEBODY] {
            assert!(list.split('|').all(|phrase| may_be_missing(Field::Other, phrase)));
        }
    }

    #[test]
    fn missing_in_any_field() {
        for text in [
            "",
            "  ",
            "-",
            "--",
            "?",
            "؟",
            ".",
            "Unknown",
            "UNKNOWN ",
            "N/A",
            "NA",
            "n.a.",
            "#N/A",
            "TBD",
            "TK TK",
            "none",
            "null",
            "not known",
            "Not Available",
            "unidentified",
            "undisclosed",
            "Age unknown",
            "مجهول",
            "مجهول الهوية",
            "غير معروف",
            "غير محدد",
            "لا يوجد",
            "لم يحدد",
            "(unknown)",
        ] {
            assert!(is_missing(text), "{text:?}");
        }
        for text in ["0", "No", "Known", "gun", "unknown gunman", "not armed", "نعم", "M", "police"] {
            assert!(!is_missing(text), "{text:?}");
        }
    }

    #[test]
    fn names_are_treated_with_care() {
        for text in [
            "Name withheld by police",
            "name not released",
            "Unidentified man",
            "unnamed woman",
            "Unknown male 3",
            "Jane Doe",
            "John Doe #2",
            "NULL",
            "None",
            "مجهول الهوية 12",
            "طفلة مجهولة",
            "جثة مجهولة الهوية",
            "TK TK",
            "unknown",
        ] {
            assert!(is_missing_in(Field::FullName, text), "{text:?}");
        }
        for text in [
            "Na",
            "John",
            "John Brown",
            "Ali Unknown",
            "John Unknown",
            "Jane Doerr",
            "Darwish (unknown)",
            "رجل",
        ] {
            assert!(!is_missing_in(Field::FullName, text), "{text:?}");
        }
        for text in ["Na", "None", "Null", "Nil", "No", "NA"] {
            assert!(!is_missing_in(Field::FamilyName, text), "{text:?}");
        }
        assert!(is_missing_in(Field::FamilyName, "مجهول") && is_missing_in(Field::FamilyName, "-"));
    }
}
