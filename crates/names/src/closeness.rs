//! How close two tokens are.
//!
//! In doubt the answer is the more distant one: a wrong "same" makes two people into one, a wrong "different" is found
//! again by the other fields of a record.

use crate::edit::{LONGEST, distance};
use crate::latin::{self, Spelling};
use crate::name::Token;
use crate::script::Script;
use crate::transliterate::{Fit, fit, may_begin};
use crate::{arabic, diminutive, lexicon};

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

/// How close two tokens are. Symmetric; depends on the texts alone, not on roles.
pub fn closeness(a: &Token, b: &Token) -> Closeness {
    if a.text == b.text {
        return Same;
    }
    // One order for both directions.
    let (a, b) = if (a.script, &a.text) <= (b.script, &b.text) {
        (a, b)
    } else {
        (b, a)
    };
    if a.initial || b.initial {
        return initials(a, b);
    }
    match (a.script, b.script) {
        (Script::Latin, Script::Latin) => in_latin(a, b),
        (Script::Arabic, Script::Arabic) => in_arabic(a, b),
        (Script::Latin, Script::Arabic) => across(b, a),
        (Script::Other, Script::Other) => {
            let (x, y) = (Letters::of(&a.text), Letters::of(&b.text));
            if slips(x.get(), y.get()) { Typo } else { Different }
        }
        _ => Different,
    }
}

/// An initial against a name with this first letter (or, across scripts, this first sound).
fn initials(a: &Token, b: &Token) -> Closeness {
    let agree = if a.script == b.script {
        let core = |t: &Token| {
            if t.script == Script::Latin {
                latin::strip_article(&t.text).chars().next()
            } else {
                t.text.chars().next()
            }
        };
        // Al-Najjar may be abbreviated by either letter.
        core(a) == core(b) || a.text.chars().next() == b.text.chars().next()
    } else {
        let (latin, arabic) = (latin::strip_article(&a.text), arabic::strip_article(&b.text));
        let mut letters = arabic.chars();
        let first = letters.next().unwrap_or('ا');
        b.script == Script::Arabic && a.script == Script::Latin && may_begin(first, letters.next(), latin)
    };
    if agree { Partial } else { Different }
}

/// What a token has before its core: Abd and Abu make another name of what follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    Abd,
    Abu,
}

fn split_prefix(token: &Token) -> (Prefix, &str) {
    let text = token.text.as_str();
    let long = |rest: &&str| rest.chars().nth(1).is_some();
    if token.script == Script::Latin {
        let text = latin::strip_article(text);
        match text.strip_prefix("abdul").filter(long) {
            Some(rest) => (Prefix::Abd, rest),
            None => match text.strip_prefix("abu").filter(|r| r.len() > 2) {
                Some(rest) => (
                    Prefix::Abu,
                    rest.strip_prefix("al").filter(|r| r.len() > 3).unwrap_or(rest),
                ),
                None => (Prefix::None, text),
            },
        }
    } else {
        match text
            .strip_prefix("عبدال")
            .filter(|rest| !rest.is_empty() && long(rest))
        {
            Some(rest) => (Prefix::Abd, rest),
            None => match text.strip_prefix("ابو").filter(long) {
                Some(rest) => (Prefix::Abu, arabic::strip_article(rest)),
                None => (Prefix::None, arabic::strip_article(text)),
            },
        }
    }
}

fn in_latin(a: &Token, b: &Token) -> Closeness {
    if diminutive::related(&a.text, &b.text) {
        return Variant;
    }
    let ((prefix_a, core_a), (prefix_b, core_b)) = (split_prefix(a), split_prefix(b));
    let compound = core_a.contains('-') || core_b.contains('-');
    if !compound && far_apart(core_a.as_bytes(), core_b.as_bytes()) {
        return Different;
    }
    let (x, y) = (Spelling::joined(core_a), Spelling::joined(core_b));
    if prefix_a == prefix_b {
        if x.as_bytes() == y.as_bytes() {
            return if Spelling::joined(&a.text).as_bytes() == Spelling::joined(&b.text).as_bytes() {
                Same
            } else {
                Variant
            };
        }
        if latin::differ_in_gender(core_a, core_b) {
            return Different;
        }
        if Spelling::by_sound(core_a).as_bytes() == Spelling::by_sound(core_b).as_bytes() {
            return Variant;
        }
        if a.key == b.key && core_key(a, core_a) == core_key(b, core_b) {
            let key = core_key(a, core_a);
            if lexicon::mean_the_same(key, x.as_bytes(), y.as_bytes()) {
                return Variant;
            }
        }
        if slips(x.as_bytes(), y.as_bytes()) || vowels_differ(x.as_bytes(), y.as_bytes()) {
            return if are_two_names(a, core_a, x.as_bytes(), b, core_b, y.as_bytes()) {
                Different
            } else {
                Typo
            };
        }
    } else if Spelling::joined(&a.text).as_bytes() == Spelling::joined(&b.text).as_bytes() {
        return Same;
    }
    if compound && share_a_part(core_a, core_b) {
        return Partial;
    }
    let begins = |long: &[u8], short: &[u8]| short.len() >= 4 && long.starts_with(short);
    if prefix_a == Prefix::None
        && prefix_b == Prefix::None
        && (begins(x.as_bytes(), y.as_bytes()) || begins(y.as_bytes(), x.as_bytes()))
        && !are_two_names(a, core_a, x.as_bytes(), b, core_b, y.as_bytes())
    {
        return Partial;
    }
    Different
}

/// The key of a token's core, which is the token's own where it has no prefix.
fn core_key(token: &Token, core: &str) -> u64 {
    if token.text == core {
        token.key
    } else {
        crate::skeleton::key(&crate::skeleton::skeleton(core, Script::Latin))
    }
}

/// Whether both are well-known names with other consonants: Khalid is no misspelling of Khalil, nor Marion of Martin.
fn are_two_names(a: &Token, core_a: &str, x: &[u8], b: &Token, core_b: &str, y: &[u8]) -> bool {
    if a.skeleton == b.skeleton {
        return false;
    }
    let known = |t: &Token, core: &str, letters: &[u8]| {
        diminutive::is_known(&t.text) || lexicon::knows_latin(core_key(t, core), letters)
    };
    known(a, core_a, x) && known(b, core_b, y)
}

/// A quick no: words whose consonants differ in too many classes to be spellings or misspellings of one another, where
/// neither begins with the other. Sees no order; a word's classes are the bits of a number.
fn far_apart(a: &[u8], b: &[u8]) -> bool {
    let classes = |word: &[u8]| {
        word.iter().fold(0u32, |set, &c| {
            set | match c {
                b'c' | b'k' | b'q' | b's' | b'x' | b'z' => 1 << 26,
                b'g' | b'j' => 1 << 27,
                b'f' | b'v' | b'p' => 1 << 28,
                b'd' | b't' => 1 << 29,
                b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h' => 0,
                c => 1 << (c.wrapping_sub(b'a') & 31),
            }
        })
    };
    let slips = if a.len().min(b.len()) >= 8 { 4 } else { 2 };
    (classes(a) ^ classes(b)).count_ones() > slips && !a.starts_with(b) && !b.starts_with(a)
}

/// One edit in words of five letters or more, two in words of eight.
fn slips<T: PartialEq>(x: &[T], y: &[T]) -> bool {
    let limit = match x.len().min(y.len()) {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    distance(x, y, limit).is_some()
}

/// Words of five letters or more with the same consonants whose vowels differ in at most two places.
fn vowels_differ(x: &[u8], y: &[u8]) -> bool {
    let consonant = |c: &&u8| !latin::is_vowel(**c);
    x.len().min(y.len()) >= 5
        && x.first().is_some_and(|&c| latin::is_vowel(c)) == y.first().is_some_and(|&c| latin::is_vowel(c))
        && x.last().is_some_and(|&c| latin::is_vowel(c)) == y.last().is_some_and(|&c| latin::is_vowel(c))
        && x.iter().filter(consonant).eq(y.iter().filter(consonant))
        && distance(x, y, 2).is_some()
}

/// Whether two compounds have a part in common: Smith-Jones and Jones, Garcia-Lopez and Garcia.
fn share_a_part(x: &str, y: &str) -> bool {
    let parts = |t: &'_ str| {
        t.split('-')
            .filter(|p| p.len() > 3)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (x, y) = (parts(x), parts(y));
    x.iter().any(|p| {
        y.iter()
            .any(|q| p == q || Spelling::by_sound(p).as_bytes() == Spelling::by_sound(q).as_bytes())
    })
}

/// The letters of a word on the stack; none if it is longer than [`LONGEST`].
struct Letters([char; LONGEST], usize);

impl Letters {
    fn of(text: &str) -> Letters {
        Letters::from(text.chars())
    }

    fn from(chars: impl Iterator<Item = char>) -> Letters {
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

    fn get(&self) -> &[char] {
        self.0.get(..self.1).unwrap_or(&[])
    }
}

fn in_arabic(a: &Token, b: &Token) -> Closeness {
    let ((prefix_a, core_a), (prefix_b, core_b)) = (split_prefix(a), split_prefix(b));
    if prefix_a != prefix_b {
        return Different;
    }
    if core_a == core_b {
        return Variant;
    }
    let (x, y) = (Letters::of(core_a), Letters::of(core_b));
    let (x, y) = (x.get(), y.get());
    if x.is_empty() || y.is_empty() {
        return Different;
    }
    // A final hamza, ى for ي, a final -a written with alef or ha: one name, unless both are names of their own.
    let folded = |word: &str| {
        let end = word.chars().count().saturating_sub(1);
        let letters = word
            .chars()
            .filter(|&c| c != 'ء')
            .map(|c| if c == 'ى' { 'ي' } else { c });
        Letters::from(
            letters
                .enumerate()
                .map(move |(i, c)| if i == end && end > 1 && c == 'ه' { 'ا' } else { c }),
        )
    };
    let known = || lexicon::knows_arabic(a.key, x) && lexicon::knows_arabic(b.key, y);
    if folded(core_a).get() == folded(core_b).get() {
        return if known() { Typo } else { Variant };
    }
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let ending = long.strip_prefix(short);
    if matches!(ending, Some(['ه' | 'ا' | 'ى'] | ['ا', 'ء'] | ['ي', 'ه'])) {
        return Different;
    }
    let close = slips(x, y) && (prefix_a != Prefix::Abd || x.len() == y.len());
    let mut pairs = x.iter().zip(y).filter(|(p, q)| p != q);
    let confused = short.len() == long.len()
        && short.len() > 3
        && pairs.next().is_some_and(|(&p, &q)| arabic::confusable(p, q))
        && pairs.next().is_none();
    if close || confused {
        return if known() { Different } else { Typo };
    }
    if ending.is_some() && short.len() >= 4 && prefix_a == Prefix::None && !known() {
        Partial
    } else {
        Different
    }
}

/// An Arabic word and a Latin one.
fn across(arabic: &Token, latin: &Token) -> Closeness {
    let (mut prefix, mut core) = split_prefix(arabic);
    let (prefix_latin, mut core_latin) = split_prefix(latin);
    if prefix != prefix_latin {
        (prefix, core) = (Prefix::None, arabic::strip_article(&arabic.text));
        core_latin = latin::strip_article(&latin.text);
    }
    let (letters, spelling) = (Letters::of(core), Spelling::joined(core_latin));
    let (x, y) = (letters.get(), spelling.as_bytes());
    let mut best = fit(x, y);
    // An article that is not set off: Alnajjar.
    if best != Fit::Full
        && core.len() < arabic.text.len()
        && let [b'a' | b'e', b'l', rest @ ..] = y
    {
        best = best.min(fit(x, rest));
    }
    let two_names =
        || lexicon::knows_arabic(arabic.key, x) && lexicon::knows_latin(core_key(latin, core_latin), y);
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
        let wrong: Vec<_> = pairs
            .iter()
            .filter(|(a, b)| of(a, b) != expected)
            .map(|(a, b)| (*a, *b, of(a, b)))
            .collect();
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
            &[
                "Muhammad",
                "محمد",
                "Mahmoud",
                "محمود",
                "Ahmad",
                "أحمد",
                "Hamid",
                "حميد",
                "Hamed",
                "حامد",
            ],
            &["Hasan", "حسن", "Husayn", "حسين", "Ihsan", "إحسان"],
            &["Ali", "علي", "Alia", "علياء", "Ola", "علا"],
            &[
                "Abdullah",
                "عبد الله",
                "Abdulrahman",
                "عبد الرحمن",
                "Abdulkarim",
                "عبد الكريم",
            ],
            &["Omar", "عمر", "Amir", "أمير", "Ammar", "عمار"],
            &[
                "Salim",
                "سليم",
                "Salem",
                "سالم",
                "Sulaiman",
                "سليمان",
                "Salman",
                "سلمان",
            ],
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
