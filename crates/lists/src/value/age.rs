//! Ages as lists write them, read into spans of completed years.
//!
//! Conventions, so that a reader can check a value: "about 40" is 38 to 42; "30s" is 30 to 39, "early 30s" 30 to 33,
//! "mid" 34 to 36, "late" 37 to 39; "60+" and "over 60" are 60 to 120, "under 18" is 0 to 17; a teenager is 13 to 19, a
//! child or minor 0 to 17, an adult 18 to 120, an elderly person 60 to 120, a toddler 1 to 3, an infant 0. A fraction
//! of a year is dropped, as it is in speech.

use super::fold;
use crate::AgeValue;

/// No higher age is believed: the longest life that is proved lasted 122 years, and a typing error is likelier.
const OLDEST: u16 = 120;

/// "About": so many years to either side.
const ABOUT: u16 = 2;

/// Ages in words: lowest, highest, and whether it is a band rather than an age.
const WORDS: &[(&[&str], u16, u16, bool)] = &[
    (&["newborn", "neonate", "stillborn", "مولود", "مولوده", "وليد", "وليده", "جنين"], 0, 0, false),
    (&["infant", "baby", "رضيع", "رضيعه"], 0, 0, true),
    (&["toddler"], 1, 3, true),
    (&["teen", "teens", "teenager", "teenage", "مراهق", "مراهقه"], 13, 19, true),
    (&["child", "minor", "juvenile", "kid", "طفل", "طفله", "قاصر"], 0, 17, true),
    (&["adult", "بالغ", "بالغه", "راشد"], 18, OLDEST, true),
    (&["elderly", "senior", "مسن", "مسنه", "عجوز"], 60, OLDEST, true),
    (&["شهرين", "شهران", "شهر", "اسبوع", "اسبوعين", "اسبوعان", "يوم", "يومين", "يومان", "ايام"], 0, 0, false),
    (&["سنه", "عام"], 1, 1, false),
    (&["سنتين", "سنتان", "عامين", "عامان"], 2, 2, false),
];

/// Words that say that the age is not exact.
const APPROXIMATE: &[&str] = &[
    "about",
    "approx",
    "approximately",
    "around",
    "circa",
    "ca",
    "c",
    "roughly",
    "nearly",
    "almost",
    "estimated",
    "est",
    "حوالي",
    "حوالى",
    "تقريبا",
    "نحو",
    "قرابه",
    "يقارب",
    "بحدود",
    "بحوالي",
];

/// Words that add nothing.
const FILLERS: &[&str] = &[
    "o",
    "in",
    "his",
    "her",
    "their",
    "the",
    "age",
    "aged",
    "old",
    "of",
    "at",
    "between",
    "from",
    "من",
    "بين",
    "عمر",
    "العمر",
    "عمره",
    "عمرها",
    "ما",
];

/// How many of a unit make a year; words folded.
const UNITS: &[(&[&str], u32)] = &[
    (&["y", "yr", "yrs", "yo", "year", "years", "سنه", "سنوات", "سنين", "عام", "عاما", "اعوام", "سنتين"], 1),
    (&["month", "months", "mo", "mos", "mth", "mths", "شهر", "شهرا", "اشهر", "شهور"], 12),
    (&["week", "weeks", "wk", "wks", "اسبوع", "اسابيع", "اسبوعا"], 52),
    (&["day", "days", "يوم", "يوما", "ايام"], 365),
    (&["hour", "hours", "hr", "hrs", "ساعه", "ساعات", "minute", "minutes"], 8760),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    /// A whole number; a fraction was dropped.
    Number(u32),
    /// So many of the unit before make a year.
    Unit(u32),
    /// An age in words.
    Word(u16, u16, bool),
    /// The "s" of "30s".
    Decade,
    /// Between the ends of a range.
    To,
    /// "+", "and over".
    Plus,
    /// "over", ">".
    Over,
    /// "under", "<".
    Under,
    Early,
    Mid,
    Late,
}

/// The age a text states, in completed years; `None` for anything else: no number, a negative one, one above 120.
pub fn parse(text: &str) -> Option<AgeValue> {
    let folded = fold(text);
    // "25`" is a slip of the finger; a question mark is a doubt.
    let plain = folded.trim_matches(['\'', '"', '.', ',', ' ']);
    let (tokens, about) = tokens(plain)?;
    let (low, high, band) = span(&tokens)?;
    if high > OLDEST || low > high {
        return None;
    }
    Some(if about {
        AgeValue { low: low.saturating_sub(ABOUT), high: (high + ABOUT).min(OLDEST), approximate: true }
    } else {
        AgeValue { low, high, approximate: band }
    })
}

/// Lowest, highest, and whether the text gives a band.
fn span(tokens: &[Token]) -> Option<(u16, u16, bool)> {
    use Token::{Decade, Early, Late, Mid, Number, Over, Plus, To, Under, Unit, Word};
    let (low, high, band) = match *tokens {
        [Number(n)] | [Number(n), Unit(1)] => (n, n, false),
        [Number(n), Unit(per)] => (n / per, n / per, false),
        [Number(years), Unit(1), Number(n), Unit(per)]
        | [Number(years), Unit(1), To, Number(n), Unit(per)]
            if n < per =>
        {
            (years, years, false)
        }
        [Word(low, high, band)] => (u32::from(low), u32::from(high), band),
        [Number(n), Decade] if n % 10 == 0 => (n, n + 9, true),
        [Early, Number(n), Decade] if n % 10 == 0 => (n, n + 3, true),
        [Mid, Number(n), Decade] if n % 10 == 0 => (n + 4, n + 6, true),
        [Late, Number(n), Decade] if n % 10 == 0 => (n + 7, n + 9, true),
        [Number(a), To, Number(b)]
        | [Number(a), To, Number(b), Unit(1)]
        | [Number(a), Unit(1), To, Number(b), Unit(1)] => (a, b, true),
        [Number(a), To, Number(b), Unit(per)] => (a / per, b / per, false),
        [Number(a), Decade, To, Number(b), Decade] | [Number(a), To, Number(b), Decade]
            if a % 10 == 0 && b % 10 == 0 =>
        {
            (a, b + 9, true)
        }
        [Number(n), Plus]
        | [Number(n), Unit(1), Plus]
        | [Number(n), Plus, Unit(1)]
        | [Over, Number(n)]
        | [Over, Number(n), Unit(1)] => (n, u32::from(OLDEST), true),
        [Under, Number(n)] | [Under, Number(n), Unit(1)] => (0, n.checked_sub(1)?, true),
        _ => return None,
    };
    Some((u16::try_from(low).ok()?, u16::try_from(high).ok()?, band))
}

/// The tokens, and whether the text says "about".
fn tokens(text: &str) -> Option<(Vec<Token>, bool)> {
    let mut out = Vec::with_capacity(4);
    let mut about = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.len() > 8 {
            return None;
        }
        if c.is_ascii_digit() {
            let (number, after) = number(rest)?;
            out.push(Token::Number(number));
            rest = after;
            continue;
        }
        if c.is_alphabetic() {
            let (word, after) = split_word(rest);
            rest = after;
            match word {
                "s" if matches!(out.last(), Some(Token::Number(_))) => out.push(Token::Decade),
                word if APPROXIMATE.contains(&word) => about = true,
                word if FILLERS.contains(&word) => {}
                word => out.push(meaning(word, &out)?),
            }
            continue;
        }
        match c {
            ' ' | '\'' => {}
            '~' | '≈' | '±' | '?' => about = true,
            '+' => out.push(Token::Plus),
            '>' => out.push(Token::Over),
            '<' => out.push(Token::Under),
            // Between two numbers, a range; after one and before a word ("2-year-old"), nothing; before the first, a minus.
            '-' if out.is_empty() => return None,
            '-' if matches!(out.last(), Some(Token::Early | Token::Mid | Token::Late)) => {}
            '-' if rest
                .get(1..)
                .is_some_and(|t| t.trim_start().starts_with(|c: char| c.is_ascii_digit())) =>
            {
                out.push(Token::To)
            }
            '-' => {}
            '.' if !rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit()) => {}
            _ => return None,
        }
        rest = rest.get(c.len_utf8()..)?;
    }
    Some((out, about))
}

fn meaning(word: &str, before: &[Token]) -> Option<Token> {
    if matches!(before.last(), Some(Token::Number(_)))
        && let Some((_, per)) = UNITS.iter().find(|(words, _)| words.contains(&word))
    {
        return Some(Token::Unit(*per));
    }
    if let Some((_, low, high, band)) = WORDS.iter().find(|(words, ..)| words.contains(&word)) {
        return Some(Token::Word(*low, *high, *band));
    }
    Some(match word {
        "to" | "or" | "and" | "الي" | "او" | "و" | "حتي" => Token::To,
        "over" | "above" | "فوق" | "اكثر" => Token::Over,
        "under" | "below" | "دون" | "تحت" | "اقل" => Token::Under,
        "plus" => Token::Plus,
        "early" => Token::Early,
        "mid" => Token::Mid,
        "late" => Token::Late,
        _ => return None,
    })
}

/// A number without its fraction, and what follows.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at_checked(end)?;
    let value = whole.parse().ok()?;
    let rest = match rest.strip_prefix('.') {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
            after.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    };
    Some((value, rest))
}

fn split_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(text: &str) -> Option<String> {
        let age = parse(text)?;
        Some(format!(
            "{}{}{}",
            if age.approximate { "~" } else { "" },
            age.low,
            if age.high == age.low { String::new() } else { format!("-{}", age.high) }
        ))
    }

    #[test]
    fn ages_in_many_spellings() {
        for (text, expected) in [
            ("34", "34"),
            ("34.0", "34"),
            ("٣٤", "34"),
            ("34 years", "34"),
            ("34 years old", "34"),
            ("34-year-old", "34"),
            ("34 y.o.", "34"),
            ("34 سنة", "34"),
            ("34 عاماً", "34"),
            ("25`", "25"),
            ("0.5", "0"),
            ("1.5", "1"),
            ("0", "0"),
            ("120", "120"),
            ("Age 7", "7"),
            ("2 months", "0"),
            ("18 months", "1"),
            ("3 days", "0"),
            ("6 weeks", "0"),
            ("4 أشهر", "0"),
            ("20 يوماً", "0"),
            ("شهرين", "0"),
            ("سنتين", "2"),
            ("سنة", "1"),
            ("3 سنوات", "3"),
            ("1 year 6 months", "1"),
            ("سنة واحدة", "none"),
            ("newborn", "0"),
            ("رضيع", "~0"),
            ("infant", "~0"),
            ("30s", "~30-39"),
            ("30's", "~30-39"),
            ("in his 30s", "~30-39"),
            ("early 30s", "~30-33"),
            ("mid-30s", "~34-36"),
            ("late 30s", "~37-39"),
            ("20s-30s", "~20-39"),
            ("about 40", "~38-42"),
            ("~40", "~38-42"),
            ("40?", "~38-42"),
            ("حوالي 40", "~38-42"),
            ("حوالي ٤٠ سنة", "~38-42"),
            ("about 1", "~0-3"),
            ("c. 119", "~117-120"),
            ("30-35", "~30-35"),
            ("30 – 35", "~30-35"),
            ("30 to 35 years", "~30-35"),
            ("between 30 and 35", "~30-35"),
            ("45 or 49", "~45-49"),
            ("بين 30 و35", "~30-35"),
            ("من 30 إلى 35", "~30-35"),
            ("2-3 months", "0"),
            ("60+", "~60-120"),
            ("over 60", "~60-120"),
            (">60", "~60-120"),
            ("أكثر من 60", "~60-120"),
            ("under 18", "~0-17"),
            ("<18", "~0-17"),
            ("أقل من 18", "~0-17"),
            ("teen", "~13-19"),
            ("child", "~0-17"),
            ("طفل", "~0-17"),
            ("elderly", "~60-120"),
            ("مسن", "~60-120"),
        ] {
            assert_eq!(show(text).as_deref().unwrap_or("none"), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_age_is_not_read() {
        for text in [
            "",
            "-5",
            "1985",
            "121",
            "35-30",
            "35s",
            "abc",
            "34/35",
            "12.5.1990",
            "2025-03-05",
            "34 M",
            "<0",
            "99999999999",
            "s",
            "+",
            "years",
        ] {
            assert_eq!(show(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn every_age_is_a_span_of_a_life(text in "([0-9]{1,4}|[-+~<>?. ]|s|about|over|under|to|months|years|late|طفل){0,8}") {
            if let Some(age) = parse(&text) {
                prop_assert!(age.low <= age.high && age.high <= OLDEST);
            }
        }
    }
}
