//! How close two tokens are.
//!
//! In doubt the answer is the more distant one: a wrong "same" makes two people into one, a wrong "different" is found
//! again by the other fields of a record.

use crate::edit::{LONGEST, within};
use crate::in_arabic::in_arabic;
use crate::in_latin::in_latin;
use crate::latin::Spelling;
use crate::name::Token;
use crate::other::through_latin;
use crate::quick;
use crate::script::Script;
use crate::sketch::Prefix;
use crate::transliterate::{Fit, fit, has_consonants, may_begin};

/// How close two tokens are; the lesser is the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Closeness {
    /// Equal normalised text, but for hyphens.
    Same,
    /// The same name in another form: a transliteration, the other script, an article more or less, Bill for William.
    Variant,
    /// One slip in a word of five letters, two in one of eight, or vowels that differ.
    Typo,
    /// One says less: an initial, the beginning of a name, one part of a compound.
    Partial,
    /// Two names. Also a man's and the woman's name made of it (Samir and Samira).
    Different,
}

use Closeness::{Different, Partial, Same, Typo, Variant};

/// How close two tokens are. Scripts other than Latin and Arabic are compared through a general transliteration, which is
/// coarse. Symmetric; depends on the texts alone, not on roles.
pub fn closeness(a: &Token, b: &Token) -> Closeness {
    if a.sketch.whole == b.sketch.whole && a.text == b.text {
        return Same;
    }
    if a.script == Script::Other || b.script == Script::Other {
        return through_latin(a, b);
    }
    let initial = a.initial || b.initial;
    if !initial && quick::two_names(&a.sketch, &b.sketch) {
        return Different;
    }
    compare(a, b)
}

/// What the letters of two tokens with unequal texts say.
fn compare(a: &Token, b: &Token) -> Closeness {
    // One order for both directions; within a script the order makes no difference.
    let (a, b) = if a.script <= b.script { (a, b) } else { (b, a) };
    if a.initial || b.initial {
        return initials(a, b);
    }
    match (a.script, b.script) {
        (Script::Latin, Script::Latin) => in_latin(a, b),
        (Script::Arabic, Script::Arabic) => in_arabic(a, b),
        (Script::Latin, Script::Arabic) => across(b, a),
        _ => Different,
    }
}

/// An initial against a name with this first letter (or, across scripts, this first sound).
fn initials(a: &Token, b: &Token) -> Closeness {
    let agree = if a.script == b.script {
        let core = |t: &Token| {
            if t.script == Script::Latin { t.bare().chars().next() } else { t.text.chars().next() }
        };
        // Al-Najjar may be abbreviated by either letter.
        core(a) == core(b) || a.text.chars().next() == b.text.chars().next()
    } else {
        let mut letters = b.bare().chars();
        let first = letters.next().unwrap_or('ا');
        b.script == Script::Arabic && a.script == Script::Latin && may_begin(first, letters.next(), a.bare())
    };
    if agree { Partial } else { Different }
}

/// One edit in words of five letters or more, two in words of eight.
pub(crate) fn slips<T: PartialEq>(x: &[T], y: &[T]) -> bool {
    let limit = quick::slips_in(x.len().min(y.len()));
    limit > 0 && within(x, y, limit)
}

/// The letters of two cores without an ending that makes a compound and that both have: it is the rest that tells them
/// apart.
pub(crate) fn stems<'a, T>(a: &Token, x: &'a [T], b: &Token, y: &'a [T]) -> (&'a [T], &'a [T]) {
    let ending = a.sketch.ending.letters(a.script);
    if a.sketch.ending != b.sketch.ending || x.len() <= ending || y.len() <= ending {
        return (x, y);
    }
    (x.get(..x.len() - ending).unwrap_or(x), y.get(..y.len() - ending).unwrap_or(y))
}

/// The letters of a word on the stack; none if it is longer than [`LONGEST`].
pub(crate) struct Letters([char; LONGEST], usize);

impl Letters {
    pub(crate) fn of(text: &str) -> Letters {
        Letters::from(text.chars())
    }

    pub(crate) fn from(chars: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters(['\0'; LONGEST], 0);
        for c in chars {
            match letters.0.get_mut(letters.1) {
                Some(slot) => *slot = c,
                None => return Letters(letters.0, 0),
            }
            letters.1 += 1;
        }
        letters
    }

    pub(crate) fn get(&self) -> &[char] {
        self.0.get(..self.1).unwrap_or(&[])
    }
}

/// An Arabic word and a Latin one.
fn across(arabic: &Token, latin: &Token) -> Closeness {
    let (mut prefix, mut core, mut core_latin) = (arabic.sketch.prefix, arabic.core(), latin.core());
    if prefix != latin.sketch.prefix {
        (prefix, core, core_latin) = (Prefix::None, arabic.bare(), latin.bare());
    }
    let (letters, spelling) = (Letters::of(core), Spelling::joined(core_latin));
    let (x, y) = (letters.get(), spelling.as_bytes());
    let mut best = fit(x, y);
    // An article that is not set off: Alnajjar.
    let article = core.len() < arabic.text.len();
    if best != Fit::Full
        && article
        && let [b'a' | b'e', b'l', rest @ ..] = y
    {
        best = best.min(fit(x, rest));
    }
    let two_names = || arabic.is_common() && latin.is_common();
    if best != Fit::Full
        && (has_consonants(x, y)
            || article && y.strip_prefix(b"l").is_some_and(|rest| has_consonants(x, rest)))
    {
        return Typo;
    }
    match best {
        Fit::Full => Variant,
        Fit::Vowel if y.len() >= 5 || x.len() >= 4 => Typo,
        Fit::Consonant if prefix != Prefix::Abd && (x.len() >= 5 || y.len() >= 6) && !two_names() => Typo,
        _ => Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, Role};
    use proptest::prelude::*;

    fn of(a: &str, b: &str) -> Closeness {
        let token = |t: &str| {
            let joined = crate::words::join(&crate::normalise::fold(t), true);
            Token::new(joined.into_iter().next().unwrap().text, Role::Given)
        };
        let (a, b) = (token(a), token(b));
        let there = closeness(&a, &b);
        assert_eq!(there, closeness(&b, &a), "{a:?} {b:?}");
        there
    }

    fn all(expected: Closeness, pairs: &[(&str, &str)]) {
        let wrong: Vec<_> =
            pairs.iter().filter(|(a, b)| of(a, b) != expected).map(|(a, b)| (*a, *b, of(a, b))).collect();
        assert!(wrong.is_empty(), "expected {expected:?}: {wrong:?}");
    }

    #[test]
    fn same() {
        all(
            Same,
            &[
                ("José", "JOSE"),
                ("Abd al-Rahman", "Abdurrahman"),
                ("Jean-Paul", "Jeanpaul"),
                ("أحمد", "احمد"),
                ("عبد الله", "عبدالله"),
                ("فاطمة", "فاطمه"),
                ("موسي", "موسى"),
                ("DelaCruz", "de la Cruz"),
            ],
        );
    }

    #[test]
    fn variant() {
        all(
            Variant,
            &[
                ("Bill", "William"),
                ("Mohd", "Mohammed"),
                ("Mohamed", "Muhammad"),
                ("Mohammed", "محمد"),
                ("Hussein", "Husayn"),
                ("Khalid", "Khaled"),
                ("Khaled", "خالد"),
                ("Al-Najjar", "Najjar"),
                ("Al-Najjar", "El-Najar"),
                ("Alnajjar", "النجار"),
                ("النجار", "نجار"),
                ("Fatima", "Fatimah"),
                ("Ann", "Anne"),
                ("Jon", "John"),
                ("Lee", "Leigh"),
                ("Said", "Saeed"),
                ("Salem", "سالم"),
                ("Salim", "سليم"),
                ("Abdelrahman", "عبد الرحمن"),
                ("Abdullah", "عبدالله"),
                ("Abu Salah", "أبو صلاح"),
                ("Salah al-Din", "صلاح الدين"),
                ("Yusuf", "Youssef"),
                ("Mouhamad", "Mohammed"),
                ("Hocine", "حسين"),
                ("Cheikh", "شيخ"),
                ("اسماء", "اسما"),
                ("علي", "عليي"),
                ("محمد", "mhmd"),
                ("Muhammad", "mhmd"),
                ("النجار", "alnjar"),
                ("عبد الرحمن", "Abd Alrhmn"),
                ("Catherine", "Katherine"),
                ("Clark", "Clarke"),
            ],
        );
    }

    #[test]
    fn typo() {
        all(
            Typo,
            &[
                ("Martinez", "Matrinez"),
                ("Salim", "Salem"),
                ("Salim", "سالم"),
                ("Salem", "سليم"),
                ("Karim", "Karam"),
                ("Jamal", "جميل"),
                ("Henderson", "Handerson"),
                ("Montgomery", "Montgmoeri"),
                ("نضالي", "نظالي"),
                ("خالد", "حالد"),
                ("محمد", "محدم"),
                ("محمد", "محد"),
                ("سمير", "سمي"),
                ("حمد", "خمد"),
                ("سمارره", "سماره"),
                ("حسين", "hsn"),
                ("ابراهيم", "brhym"),
                ("النجار", "lnjr"),
                ("Khaled", "khld"),
            ],
        );
    }

    #[test]
    fn partial() {
        all(
            Partial,
            &[
                ("J", "John"),
                ("Maria", "Maria-Elena"),
                ("Garcia", "Garcia-Lopez"),
                ("Cruz", "de la Cruz"),
                ("Wash", "Washington"),
                ("K", "خالد"),
                ("م", "محمد"),
                ("حمودة", "محمد"),
                ("فطوم", "فاطمة"),
            ],
        );
    }

    #[test]
    fn different() {
        all(
            Different,
            &[
                ("Ali", "Alia"),
                ("Ali", "علياء"),
                ("علي", "علا"),
                ("Samir", "Samira"),
                ("سمير", "سميرة"),
                ("Samira", "سمير"),
                ("Daniel", "Danielle"),
                ("Michael", "Michelle"),
                ("Joseph", "Josephine"),
                ("Eric", "Erica"),
                ("John", "Joan"),
                ("Mario", "Maria"),
                ("Khalid", "Khalil"),
                ("خالد", "خليل"),
                ("Khalid", "خليل"),
                ("محمد", "احمد"),
                ("Ahmad", "محمد"),
                ("Hamid", "احمد"),
                ("Abdulkarim", "عبد الرحيم"),
                ("علاء الدين", "بهاء الدين"),
                ("Alaa al-Din", "Bahaa al-Din"),
                ("هاني", "تهاني"),
                ("حسين", "تحسين"),
                ("غنيمة", "غنمة"),
                ("Abdullah", "Abdulrahman"),
                ("عبد الله", "عبد الرحمن"),
                ("Omar", "Ammar"),
                ("Omar", "عمار"),
                ("حسن", "حسين"),
                ("Mark", "Mary"),
                ("J", "Robert"),
                ("Abu Ali", "Ali"),
                ("Jane", "Jan"),
                ("и", "a"),
            ],
        );
    }

    #[test]
    fn names_that_are_never_one() {
        let families: [&[&str]; 10] = [
            &["Muhammad", "محمد", "Mahmoud", "محمود", "Ahmad", "أحمد", "Hamid", "حميد", "Hamed", "حامد"],
            &["Hasan", "حسن", "Husayn", "حسين", "Ihsan", "إحسان"],
            &["Ali", "علي", "Alia", "علياء", "Ola", "علا"],
            &["Abdullah", "عبد الله", "Abdulrahman", "عبد الرحمن", "Abdulkarim", "عبد الكريم"],
            &["Omar", "عمر", "Amir", "أمير", "Ammar", "عمار"],
            &["Salim", "سليم", "Salem", "سالم", "Sulaiman", "سليمان", "Salman", "سلمان"],
            &["Karim", "كريم", "Karam", "كرم"],
            &["Jamal", "جمال", "Jamil", "جميل"],
            &["Khalid", "خالد", "Khalil", "خليل"],
            &["Said", "سعيد", "Saad", "سعد"],
        ];
        for names in families {
            for (i, a) in names.iter().enumerate() {
                for (j, b) in names.iter().enumerate() {
                    let one = i / 2 == j / 2;
                    assert_eq!(of(a, b) <= Variant, one, "{a} {b} {:?}", of(a, b));
                }
            }
        }
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{1,12}",
            "[ابتجحدرسعفقكلمنهويىء]{1,8}",
            "(al|el|abdul|abu)-?[a-z]{1,8}",
            "\\PC{1,10}"
        ]
    }

    proptest! {
        #[test]
        fn a_quick_no_is_the_answer(a in word(), b in word(), at in 0usize..8, put in "[a-zابعهيى-]{0,2}") {
            // Near words: the same but for what is put in, or in the place of a letter.
            let mut near = a.clone();
            let from = a.char_indices().nth(at).map_or(a.len(), |(i, _)| i);
            let to = a.char_indices().nth(at + 1).map_or(a.len(), |(i, _)| i);
            near.replace_range(from..to, &put);
            let tokens = |raw: &str| Name::parse(raw).map_or(vec![], |n| n.tokens);
            for x in tokens(&a) {
                for y in tokens(&b).iter().chain(&tokens(&near)).filter(|y| y.text != x.text) {
                    let plain = if x.script == Script::Other || y.script == Script::Other { through_latin(&x, y) } else { compare(&x, y) };
                    prop_assert_eq!(closeness(&x, y), plain, "{} {}", x.text, y.text);
                }
            }
        }

        #[test]
        fn symmetric_and_never_panics(a in word(), b in word()) {
            if let (Some(a), Some(b)) = (Name::parse(&a), Name::parse(&b)) {
                for x in &a.tokens {
                    prop_assert_eq!(closeness(x, x), Same);
                    for y in &b.tokens {
                        prop_assert_eq!(closeness(x, y), closeness(y, x));
                    }
                }
            }
        }
    }
}
