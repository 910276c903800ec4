//! The lists in the formats of their makers, and the truth.

use crate::{
    families::Sex,
    lists::Lists,
    random::Random,
    slips::{Age, Entry},
};
use jiff::civil::Date;

/// How often the monitors write the father's name inside the full name too, where they know it.
const FATHER_INSIDE: f64 = 0.25;
/// What the monitors write of a body that nobody could identify.
const NAMELESS: [&str; 3] = ["Unknown", "N/A", "Unidentified"];
/// Where the monitors have it from.
const NOTES: [&str; 5] = [
    "Local correspondent",
    "Relative, by telephone",
    "Burial seen",
    "Two witnesses",
    "Posted list, photographed",
];

/// `monitors.csv`: UTF-8 with a byte order mark, commas, day/month/year.
pub fn monitors(entries: &[Entry], random: &mut Random) -> Vec<u8> {
    let header =
        ["ID", "Full name", "Father's name", "Sex", "Age", "Date of death", "District", "Town", "Source"];
    let mut text = String::from('\u{feff}');
    line(&mut text, ',', header.map(String::from));
    for entry in entries {
        let nameless = random.pick(&NAMELESS).copied().unwrap_or_default().to_string();
        let father = entry.name.as_ref().and_then(|name| name.father.clone()).unwrap_or_default();
        let inside = father_inside(entry);
        let cells = [
            entry.id.clone(),
            entry.name.as_ref().map_or(nameless, |_| latin_name(entry, inside)),
            father,
            sex(entry, "F", "M"),
            latin_age(entry),
            entry.date.map(slashes).unwrap_or_default(),
            entry.district.clone(),
            entry.quarter.as_ref().or(entry.town.as_ref()).cloned().unwrap_or_default(),
            random.pick(&NOTES).copied().unwrap_or_default().to_string(),
        ];
        line(&mut text, ',', cells);
    }
    text.into_bytes()
}

/// `herald.csv`: UTF-16 with a byte order mark, semicolons, dates in words ("3 March 2031").
pub fn herald(entries: &[Entry]) -> Vec<u8> {
    let mut text = String::from('\u{feff}');
    line(&mut text, ';', ["No", "Name", "Sex", "Age", "Killed on", "Place"].map(String::from));
    for entry in entries {
        let narrow = entry.quarter.as_ref().or(entry.town.as_ref());
        let cells = [
            entry.id.clone(),
            latin_name(entry, father_inside(entry)),
            sex(entry, "female", "male"),
            latin_age(entry),
            entry.date.map(in_words).unwrap_or_default(),
            narrow.map_or(entry.district.clone(), |place| format!("{place}, {}", entry.district)),
        ];
        line(&mut text, ';', cells);
    }
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// `truth.csv`: which victim each row of each list is. The row of an unidentified body has its victim too.
pub fn truth(lists: &Lists) -> Vec<u8> {
    let mut text = String::from("source,record_id,victim\n");
    for (source, entries) in lists.by_source() {
        for entry in entries {
            text.push_str(&format!("{source},{},V{:04}\n", entry.id, entry.victim + 1));
        }
    }
    text.into_bytes()
}

/// Whether the father's name stands inside the full name. It hangs on the victim alone, so that a copy says the same.
fn father_inside(entry: &Entry) -> bool {
    Random::new(entry.victim as u64, 77).chance(FATHER_INSIDE)
}

fn latin_name(entry: &Entry, inside: bool) -> String {
    let Some(name) = &entry.name else {
        return String::new();
    };
    match name.father.as_ref().filter(|_| inside) {
        Some(father) => format!("{} {father} {}", name.given, name.family),
        None => format!("{} {}", name.given, name.family),
    }
}

fn sex(entry: &Entry, female: &str, male: &str) -> String {
    let word = match entry.sex {
        Some(Sex::Female) => female,
        Some(Sex::Male) => male,
        None => "",
    };
    word.to_string()
}

fn latin_age(entry: &Entry) -> String {
    match entry.age {
        Some(Age::Years(years)) => years.to_string(),
        Some(Age::Months(1)) => "1 month".to_string(),
        Some(Age::Months(months)) => format!("{months} months"),
        None => String::new(),
    }
}

fn slashes(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn in_words(date: Date) -> String {
    let month = MONTHS.get(date.month() as usize - 1).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// One line of a delimited file (RFC 4180): cells with a separator or a quotation mark are quoted, lines end in CR LF.
fn line<const N: usize>(text: &mut String, separator: char, cells: [String; N]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(separator);
        }
        if cell.contains([separator, '"', '\n', '\r']) {
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut text = String::new();
        line(&mut text, ',', ["a".into(), "b, c".into(), "d \"e\"".into()]);
        assert_eq!(text, "a,\"b, c\",\"d \"\"e\"\"\"\r\n");
        assert_eq!(slashes(jiff::civil::date(2031, 3, 5)), "5/3/2031");
        assert_eq!(in_words(jiff::civil::date(2031, 12, 31)), "31 December 2031");
    }
}
