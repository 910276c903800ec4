//! Do the cells of a column agree with what its header says?

use super::{
    look::Look,
    sample::{Sample, is_own_id},
};
use crate::{
    Field, Kind, Seen,
    value::{age, coordinate, date, digits::to_ascii, sex},
};

/// Of the cells that hold something, so many must read as what the header says.
const ENOUGH: f64 = 0.6;

/// Any order and any century: whether the cell reads as a date at all.
pub(super) fn any_reading() -> date::Reading {
    date::Reading { order: date::DateOrder::DayMonthYear, latest_year: 2068, serials: 20_000..=80_000 }
}

/// Do the cells of the column read as the field? An empty column contradicts nothing.
pub(super) fn agrees(table: &impl Look, column: usize, field: Field) -> bool {
    if field == Field::Other {
        return true;
    }
    if field == Field::RecordId {
        return is_own_id(table, column);
    }
    let sample = Sample::new(table, column, field);
    if sample.cells.is_empty() {
        return true;
    }
    let reading = match field {
        Field::BirthDate => date::Reading { serials: super::dates::BIRTH_SERIALS, ..any_reading() },
        _ => any_reading(),
    };
    let fits = |cell: Seen| -> bool {
        let text = cell.text;
        match field {
            Field::BirthDate | Field::DeathDate => date::parse_cell(cell, &reading).is_some(),
            Field::BirthYear | Field::DeathYear => year(text, reading.latest_year).is_some(),
            Field::BirthMonth | Field::DeathMonth => date::month(text).is_some(),
            Field::BirthDay | Field::DeathDay => day(text).is_some(),
            Field::Age => age::parse(text).is_some(),
            Field::Sex => sex::parse(text).is_some(),
            Field::Latitude => coordinate::parse(text, 90.0).is_some(),
            Field::Longitude => coordinate::parse(text, 180.0).is_some(),
            Field::PersonNumber => text.chars().filter(|c| c.is_numeric()).count() >= 4,
            Field::FullName
            | Field::GivenName
            | Field::FatherName
            | Field::GrandfatherName
            | Field::FamilyName
            | Field::MotherName
            | Field::OtherName => is_wordy(cell),
            _ => !matches!(cell.kind, Kind::Bool(_)) && text.chars().any(char::is_alphabetic),
        }
    };
    // A place or a cause may be a code, a note anything at all.
    let enough = match field {
        Field::Status | Field::Cause | Field::SourceNote => 0.0,
        _ => ENOUGH,
    };
    sample.share(fits) >= enough
}

/// Letters, more of them than digits, and no address of a web page.
pub(super) fn is_wordy(cell: Seen) -> bool {
    let letters = cell.text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = cell.text.chars().filter(|c| c.is_numeric()).count();
    cell.kind == Kind::Text
        && letters > digits
        && !cell.text.contains("://")
        && !cell.text.starts_with("www.")
        && date::parse(cell.text, &any_reading()).is_none()
}

/// A year in a column of years.
pub(super) fn year(text: &str, latest: i16) -> Option<i16> {
    let (value, digits) = whole(text)?;
    if matches!(digits, 2 | 4) { date::full_year(value, digits, latest) } else { None }
}

/// A day of the month in a column of days.
pub(super) fn day(text: &str) -> Option<i8> {
    let (value, _) = whole(text)?;
    i8::try_from(value).ok().filter(|d| (1..=31).contains(d))
}

fn whole(text: &str) -> Option<(u32, u8)> {
    let ascii = to_ascii(text.trim());
    let plain = ascii.strip_suffix(".0").unwrap_or(&ascii);
    if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((plain.parse().ok()?, u8::try_from(plain.len()).ok()?))
}

/// What a cell of the field should be, in words; `None` where anything will do.
pub(super) fn expected(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::BirthDate | Field::DeathDate => "a date",
        Field::BirthYear | Field::DeathYear => "a year",
        Field::BirthMonth | Field::DeathMonth => "a month",
        Field::BirthDay | Field::DeathDay => "a day of the month",
        Field::Age => "an age",
        Field::Sex => "a sex",
        Field::Latitude => "a latitude in degrees",
        Field::Longitude => "a longitude in degrees",
        Field::PersonNumber => "a number of a person",
        Field::RecordId => "an id that differs in every row",
        f if super::header::is_name(f) => "a name",
        f if super::header::is_place(f) => "a place",
        _ => return None,
    })
}
