//! Names of months and of the days of the week, folded as [`crate::value::fold`] does.

/// Months by name. Arabic has three sets: the Egyptian (يناير), the Levantine (كانون الثاني) and the Maghrebi (جانفي).
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "يناير", "جانفي", "كانون الثاني", "كانون ثاني", "كانون2", "ينائر"],
    &["february", "feb", "febr", "فبراير", "فيفري", "شباط"],
    &["march", "mar", "مارس", "اذار"],
    &["april", "apr", "ابريل", "افريل", "نيسان"],
    &["may", "مايو", "ماي", "ايار"],
    &["june", "jun", "يونيو", "يونيه", "جوان", "حزيران"],
    &["july", "jul", "يوليو", "يوليه", "جويليه", "تموز"],
    &["august", "aug", "اغسطس", "اوت", "غشت", "اب"],
    &["september", "sep", "sept", "سبتمبر", "شتنبر", "ايلول"],
    &["october", "oct", "اكتوبر", "تشرين الاول", "تشرين اول", "تشرين1"],
    &["november", "nov", "نوفمبر", "نونبر", "تشرين الثاني", "تشرين ثاني", "تشرين2"],
    &["december", "dec", "ديسمبر", "دجنبر", "كانون الاول", "كانون اول", "كانون1"],
];

/// Words of a date that add nothing to it.
const FILLERS: &[&str] = &[
    "the",
    "of",
    "on",
    "in",
    "st",
    "nd",
    "rd",
    "th",
    "day",
    "year",
    "month",
    "ad",
    "ce",
    "في",
    "يوم",
    "عام",
    "سنه",
    "شهر",
    "بتاريخ",
    "تاريخ",
    "م",
    "ميلادي",
    "ميلاديه",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "الاثنين",
    "الاتنين",
    "الثلاثاء",
    "الاربعاء",
    "الخميس",
    "الجمعه",
    "السبت",
    "الاحد",
];

/// Words that leave only the month or the year certain: "early March" is read as the whole of March.
const VAGUE: &[&str] = &[
    "early",
    "mid",
    "late",
    "beginning",
    "middle",
    "end",
    "اوائل",
    "اواسط",
    "اواخر",
    "منتصف",
    "بدايه",
    "نهايه",
    "مطلع",
];

/// What a word of a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Month(i8),
    /// Nothing is lost without it.
    Filler,
    /// Only the month or the year is certain.
    Vague,
    /// Between the two ends of a range.
    To,
    /// Before a range.
    From,
}

/// The month of a (folded) name, 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

/// May this word be the first half of a month's name (كانون, تشرين)?
pub(super) fn begins_month(word: &str) -> bool {
    matches!(word, "كانون" | "تشرين")
}

/// What a (folded) word says in a date; `None`: the text is no date that we read.
pub(super) fn meaning(word: &str) -> Option<Meaning> {
    if let Some(month) = month(word) {
        return Some(Meaning::Month(month));
    }
    if FILLERS.contains(&word) {
        return Some(Meaning::Filler);
    }
    if VAGUE.contains(&word) {
        return Some(Meaning::Vague);
    }
    match word {
        "to" | "and" | "or" | "until" | "till" | "through" | "thru" | "الي" | "حتي" | "لغايه" | "و"
        | "او" => Some(Meaning::To),
        "from" | "between" | "من" | "بين" | "مابين" | "ما" => Some(Meaning::From),
        _ => None,
    }
}
