//! From the words above a column to the field they name.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::phrases::{CONTINUED, EVENT, FILLERS, LANGUAGE, OTHERS, PHRASES, VICTIM};
use crate::{Field, value::fold};

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub field: Field,
    /// Higher is more specific. [`WEAK`] for what needs the cells to say more.
    pub score: u8,
    /// The header says in which language the name stands, or is one that two kinds of name share: should the field
    /// go to another column, this one still holds a name.
    pub spare_name: bool,
}

/// Score of "WaPo ID": an id, but perhaps that of another list.
pub(super) const WEAK: u8 = 0;

/// Words, folded, as they are looked up.
struct Lexicon {
    phrases: FxHashMap<String, (Field, u8)>,
    victim: FxHashSet<String>,
    event: FxHashSet<String>,
    language: FxHashSet<String>,
    fillers: FxHashSet<String>,
    /// Every word known in a header, to divide compounds.
    vocabulary: FxHashSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let set = |list: &str| -> FxHashSet<String> { list.split(',').flat_map(raw_words).collect() };
    let (victim, event, language, fillers) = (set(VICTIM), set(EVENT), set(LANGUAGE), set(FILLERS));
    let mut vocabulary = set(OTHERS);
    let mut phrases = FxHashMap::default();
    for (field, score, list) in PHRASES {
        for phrase in list.split(',') {
            let words = raw_words(phrase);
            vocabulary.extend(words.iter().cloned());
            // The first phrase that claims a set of words keeps it.
            phrases.entry(key(words.iter().filter(|w| !fillers.contains(*w)))).or_insert((*field, *score));
        }
    }
    for list in [&victim, &event, &language, &fillers] {
        vocabulary.extend(list.iter().cloned());
    }
    Lexicon { phrases, victim, event, language, fillers, vocabulary }
});

/// The field that a header names, or `None`. "Officer names", "WaPo ID" and "Date of publication" name none.
pub fn field_of_header(header: &str) -> Option<Field> {
    recognise(header).filter(|hit| hit.score > WEAK).map(|hit| hit.field)
}

/// The field that a header names and how surely.
pub(super) fn recognise(header: &str) -> Option<Hit> {
    let (main, hint) = split_hint(header);
    let (main, hint) = (words(main), words(hint));
    let hit = phrase(&main)?;
    if matches!(hit.field, Field::Place | Field::Address) && !hint.is_empty() {
        // "Location of death (county)".
        let level = phrase(&hint).map(|h| h.field);
        if let Some(field) = level.filter(|f| is_place(*f)) {
            return Some(Hit { field, ..hit });
        }
        if hint.iter().any(|w| matches!(w.as_str(), "zip" | "postal" | "zipcode" | "postcode")) {
            return None;
        }
    }
    let by_language = is_name(hit.field) && hint.iter().any(|w| LEXICON.language.contains(w));
    Some(Hit { spare_name: hit.spare_name || by_language, ..hit })
}

/// Which order of day, month and year a header states: "(month/day/year)", "dd/mm/yyyy".
pub(super) fn stated_order(header: &str) -> Option<crate::value::date::DateOrder> {
    use crate::value::date::DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
    let mut letters = String::new();
    for word in raw_words(header) {
        letters.push(match word.as_str() {
            "d" | "dd" | "day" | "يوم" | "اليوم" => 'd',
            "m" | "mm" | "mon" | "month" | "شهر" | "الشهر" => 'm',
            "y" | "yy" | "yyyy" | "year" | "سنه" | "السنه" => 'y',
            _ => ' ',
        });
    }
    let compact = raw_words(header).iter().find_map(|w| match w.as_str() {
        "ddmmyyyy" | "ddmmyy" | "dmy" => Some(DayMonthYear),
        "mmddyyyy" | "mmddyy" | "mdy" => Some(MonthDayYear),
        "yyyymmdd" | "yymmdd" | "ymd" => Some(YearMonthDay),
        _ => None,
    });
    [("dmy", DayMonthYear), ("mdy", MonthDayYear), ("ymd", YearMonthDay)]
        .iter()
        .find(|(pattern, _)| letters.contains(pattern))
        .map(|(_, order)| *order)
        .or(compact)
}

/// Has the column no name of its own: "column 3", "Unnamed: 3", "F3", nothing?
pub(super) fn is_nameless(header: &str) -> bool {
    const NO_NAME: &[&str] =
        &["", "column", "col", "unnamed", "field", "var", "f", "c", "v", "x", "عمود", "العمود"];
    raw_words(header).iter().all(|w| NO_NAME.contains(&w.trim_end_matches(|c: char| c.is_ascii_digit())))
}

pub(super) fn is_place(field: Field) -> bool {
    use Field::{Address, Country, District, Locality, Neighbourhood, Place, Region};
    matches!(field, Country | Region | District | Locality | Neighbourhood | Address | Place)
}

pub(super) fn is_name(field: Field) -> bool {
    use Field::{FamilyName, FatherName, FullName, GivenName, GrandfatherName, MotherName, OtherName};
    matches!(field, FullName | GivenName | FatherName | GrandfatherName | FamilyName | MotherName | OtherName)
}

/// Whether a column goes on with a given or family name that another begins: "middle name".
pub(super) fn is_continued(hit: &Hit) -> bool {
    matches!(hit.field, Field::GivenName | Field::FamilyName) && hit.score == CONTINUED
}

fn phrase(words: &[String]) -> Option<Hit> {
    let lexicon = &*LEXICON;
    let look = |words: &[&String]| lexicon.phrases.get(&key(words.iter().copied())).copied();
    let content: Vec<&String> = words.iter().filter(|w| !lexicon.fillers.contains(*w)).collect();
    if content.is_empty() {
        return None;
    }
    if let Some((field, score)) = look(&content) {
        // اللقب is a surname in some countries and a byname in others.
        let spare_name = field == Field::FamilyName && words.iter().any(|w| w == "اللقب" || w == "لقب");
        return Some(Hit { field, score, spare_name });
    }
    let without = |list: &FxHashSet<String>, from: &[&String]| -> Vec<String> {
        from.iter().filter(|w| !list.contains(**w)).map(|w| (*w).clone()).collect()
    };
    let person = without(&lexicon.victim, &content);
    let person: Vec<&String> = person.iter().collect();
    if let Some((field, score)) = look(&person) {
        return Some(Hit { field, score, spare_name: false });
    }
    let name = without(&lexicon.language, &person);
    if let Some((field, score)) = look(&name.iter().collect::<Vec<_>>()).filter(|(field, _)| is_name(*field))
    {
        return Some(Hit { field, score, spare_name: true });
    }
    let event = without(&lexicon.event, &person);
    if let Some((field, score)) =
        look(&event.iter().collect::<Vec<_>>()).filter(|(field, _)| is_of_event(*field))
    {
        return Some(Hit { field, score, spare_name: false });
    }
    // "MPV ID": whose id it is, the cells must say.
    let foreign = [
        "agency", "officer", "officers", "incident", "zip", "source", "media", "national", "identity",
        "facebook", "twitter",
    ];
    let an_id = words.last().is_some_and(|w| w == "id") && words.len() <= 4;
    (an_id && !words.iter().any(|w| foreign.contains(&w.as_str()))).then_some(Hit {
        field: Field::RecordId,
        score: WEAK,
        spare_name: false,
    })
}

fn is_of_event(field: Field) -> bool {
    use Field::{Cause, DeathDate, DeathDay, DeathMonth, DeathYear, Latitude, Longitude};
    is_place(field)
        || matches!(field, DeathDate | DeathYear | DeathMonth | DeathDay | Latitude | Longitude | Cause)
}

/// A set of words, whatever their order.
fn key<'a>(words: impl Iterator<Item = &'a String>) -> String {
    let mut words: Vec<&str> = words.map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// The header before its first bracket, and what the bracket holds.
fn split_hint(header: &str) -> (&str, &str) {
    match header.split_once(['(', '[', '（']) {
        Some((main, hint)) if !main.trim().is_empty() => {
            (main, hint.split([')', ']', '）']).next().unwrap_or_default())
        }
        _ => (header, ""),
    }
}

/// The words of a header, compounds divided.
fn words(header: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in raw_words(header) {
        match divide(&word) {
            Some(parts) => out.extend(parts),
            None => out.push(word),
        }
    }
    out
}

/// Folded words; letters and digits that differ in kind or case ("subjectAge") are divided, punctuation is dropped.
fn raw_words(header: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(header.len() + 8);
    let mut before = ' ';
    for c in header.chars() {
        if c == '#' || c == '№' {
            spaced.push_str(" no ");
        } else {
            if c.is_uppercase() && before.is_lowercase() {
                spaced.push(' ');
            }
            spaced.push(c);
        }
        before = c;
    }
    fold(&spaced).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// "streetaddress" -> street, address; `None` for a word that is known, or not made of known words.
fn divide(word: &str) -> Option<Vec<String>> {
    const LONGEST: usize = 40;
    let known = |part: &str| part.len() > 1 && LEXICON.vocabulary.contains(part);
    if word.len() < 5 || word.len() > LONGEST || !word.is_ascii() || LEXICON.vocabulary.contains(word) {
        return None;
    }
    // For each position, the start of the last word of a division that ends there; longer words are preferred.
    let mut from: Vec<Option<usize>> = vec![None; word.len() + 1];
    for end in 1..=word.len() {
        let start = (0..end).find(|&start| {
            (start == 0 || from.get(start).is_some_and(Option::is_some))
                && word.get(start..end).is_some_and(known)
        });
        if let Some(slot) = from.get_mut(end) {
            *slot = start;
        }
    }
    let mut parts = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let start = (*from.get(end)?)?;
        parts.push(word.get(start..end)?.to_owned());
        end = start;
    }
    parts.reverse();
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Field::*;

    #[test]
    fn headers_that_name_a_field() {
        for (headers, field) in [
            (
                "Victim's name|Name of deceased|Full Name|subject_name|fullName|Name (English)|name_ar",
                FullName,
            ),
            ("الاسم|الاسم الكامل|اسم الشهيد|الإسم", FullName),
            ("First Name|firstname|Middle name", GivenName),
            ("lastname|Surname|الكنية|اللقب", FamilyName),
            ("Father's name|اسم الأب", FatherName),
            ("اسم الأم|Name of mother", MotherName),
            ("Alias|اسم الشهرة|aka|also known as", OtherName),
            ("Subject's age|AGE|age_at_death|العمر|السن", Age),
            ("Gender|sex|الجنس", Sex),
            ("DOB|dateofbirth|Date of birth (dd/mm/yyyy)|تاريخ الميلاد", BirthDate),
            ("birth year|سنة الولادة", BirthYear),
            (
                "Date of Incident (month/day/year)|Date of injury resulting in death (month/day/year)",
                DeathDate,
            ),
            ("encounter_date|Date|death_date|date yymmdd|تاريخ الوفاة|تاريخ الاستشهاد", DeathDate),
            ("encounter_year|Year", DeathYear),
            ("Month|الشهر", DeathMonth),
            ("State|encounter_state|Province|المحافظة|مكان الاستشهاد (المحافظة)", Region),
            ("Location of death (county)|المنطقة|District", District),
            ("Location of injury (city)|City/Town|البلدة|القرية", Locality),
            ("الحي|Neighborhood", Neighbourhood),
            ("Location of injury (address)|streetaddress|Street Address of Incident", Address),
            ("Location of death|Place|مكان الاستشهاد", Place),
            ("lat|Latitude", Latitude),
            ("Longitude|lng", Longitude),
            ("#|No.|Record number|record_id|uid|الرقم", RecordId),
            ("gov_id|الرقم الوطني|رقم الهوية", PersonNumber),
            ("cause_of_death|manner_of_death|سبب الوفاة", Cause),
            ("Sources|المصدر", SourceNote),
        ] {
            for header in headers.split('|') {
                assert_eq!(field_of_header(header), Some(field), "{header}");
            }
        }
    }

    #[test]
    fn headers_that_name_none() {
        let headers = "|Officer names|Names of Officers Involved|age of officer|Race of officers|Name of agency|\
             Agency responsible for death|agencies_involved|lawenforcementagency|raceethnicity|Race|URL|\
             Link to image|image|Date of publication|Date of report|date_added|Report date|Date of burial|\
             Fatal Encounters ID|WaPo ID|MPV ID|ORI Agency Identifier|Signs of mental illness|death_disposition|\
             Official disposition of death|Armed/Unarmed|zip|encounter_zip|Location of death (zip code)|\
             City of birth|place of residence|nationality|is_geocoding_exact|flee|username|statement|\
             classification|Geography (by zipcode)|Alleged Threat Level (Source: WaPo)|ملاحظات|تاريخ النشر|\
             اسم المبلغ|مكان الولادة|رقم الهاتف|الحالة الاجتماعية";
        for header in headers.split('|') {
            assert_eq!(field_of_header(header), None, "{header}");
        }
    }

    #[test]
    fn more_specific_words_score_higher() {
        let score = |header| recognise(header).map(|hit| hit.score);
        assert!(score("Date of death") > score("Date of incident"));
        assert!(score("Date of incident") > score("Date"));
        assert!(score("Full name") > score("Name"));
        assert_eq!(score("WaPo ID"), Some(WEAK));
    }

    #[test]
    fn stated_orders_and_missing_names() {
        use crate::value::date::DateOrder::*;
        assert_eq!(stated_order("Date (month/day/year)"), Some(MonthDayYear));
        assert_eq!(stated_order("DOB dd/mm/yyyy"), Some(DayMonthYear));
        assert_eq!(stated_order("date_yyyymmdd"), Some(YearMonthDay));
        assert_eq!(stated_order("Date of the day"), None);
        for header in ["column 3", "Unnamed: 12", "F4", ""] {
            assert!(is_nameless(header), "{header}");
        }
        assert!(!is_nameless("name") && !is_nameless("X ray"));
    }
}
