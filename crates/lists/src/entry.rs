//! What one row of a list says, in typed values.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a column holds. The names in `case.toml` are these in kebab-case ("full-name", "death-date").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The list's own id of the entry.
    RecordId,
    /// An official number of the person (national id), not of the entry.
    PersonNumber,
    FullName,
    GivenName,
    FatherName,
    GrandfatherName,
    FamilyName,
    MotherName,
    /// Nickname, alias, other spelling of the full name.
    OtherName,
    Sex,
    Age,
    BirthDate,
    BirthYear,
    BirthMonth,
    BirthDay,
    /// Date of death, or of the incident that led to it.
    DeathDate,
    DeathYear,
    DeathMonth,
    DeathDay,
    Country,
    /// Governorate, state, province.
    Region,
    /// District, county.
    District,
    /// City, town, village.
    Locality,
    /// Quarter, neighbourhood, camp.
    Neighbourhood,
    /// Street address, hospital, site.
    Address,
    /// A place in one cell whose level is not said.
    Place,
    Latitude,
    Longitude,
    /// Civilian, fighter, ...
    Status,
    Cause,
    /// Where the list has it from.
    SourceNote,
    /// Kept verbatim, not interpreted.
    Other,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatePrecision {
    Day,
    Month,
    Year,
    Range,
}

/// A date as a span of days, both ends included: one day, a month, a year, or a stated range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateValue {
    pub first: Date,
    pub last: Date,
    pub precision: DatePrecision,
}

/// An age in completed years at death, as a span, both ends included: "34" is 34..34, "30s" is 30..39, "2 months" is 0..0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgeValue {
    pub low: u16,
    pub high: u16,
    /// The list said "about" or gave a band.
    pub approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    Female,
    Male,
    Other,
}

/// One row of a list, read. Missing values ("Unknown", "N/A") are `None`; the verbatim cells stay in the table's row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Row number in the sheet, as a person sees it.
    pub row: u32,
    pub record_id: Option<String>,
    pub person_number: Option<String>,
    pub full_name: Option<String>,
    pub given_name: Option<String>,
    pub father_name: Option<String>,
    pub grandfather_name: Option<String>,
    pub family_name: Option<String>,
    pub mother_name: Option<String>,
    pub other_name: Option<String>,
    pub sex: Option<Sex>,
    pub age: Option<AgeValue>,
    pub birth: Option<DateValue>,
    pub death: Option<DateValue>,
    /// Places from the widest to the narrowest, each with the field that said it (Country ... Place).
    pub places: Vec<(Field, String)>,
    /// Degrees, latitude then longitude (WGS 84).
    pub coordinates: Option<(f64, f64)>,
    pub status: Option<String>,
    pub cause: Option<String>,
    pub source_note: Option<String>,
}

/// A cell whose column has a meaning but whose content could not be read; kept verbatim, never guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    pub sheet: Option<String>,
    pub row: u32,
    pub column: String,
    pub text: String,
    /// What was expected ("a date", "an age").
    pub expected: String,
}
