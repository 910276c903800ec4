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
    /// The whole name in one cell.
    FullName,
    /// First name.
    GivenName,
    /// Father's given name.
    FatherName,
    /// Grandfather's given name.
    GrandfatherName,
    /// Surname, family or tribe.
    FamilyName,
    /// Mother's name.
    MotherName,
    /// Nickname, alias, other spelling of the full name.
    OtherName,
    /// Sex or gender.
    Sex,
    /// Age at death.
    Age,
    /// Date of birth in one cell.
    BirthDate,
    /// Year of birth, where the date stands in columns of its own.
    BirthYear,
    /// Month of birth, a number or a name.
    BirthMonth,
    /// Day of the month of birth.
    BirthDay,
    /// Date of death, or of the incident that led to it.
    DeathDate,
    /// Year of death, where the date stands in columns of its own.
    DeathYear,
    /// Month of death, a number or a name.
    DeathMonth,
    /// Day of the month of death.
    DeathDay,
    /// Country.
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
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Civilian, fighter, ...
    Status,
    /// Cause or manner of death.
    Cause,
    /// Where the list has it from.
    SourceNote,
    /// Kept verbatim, not interpreted.
    Other,
}

impl Field {
    /// All fields, in their order.
    pub const ALL: [Field; 32] = [
        Field::RecordId,
        Field::PersonNumber,
        Field::FullName,
        Field::GivenName,
        Field::FatherName,
        Field::GrandfatherName,
        Field::FamilyName,
        Field::MotherName,
        Field::OtherName,
        Field::Sex,
        Field::Age,
        Field::BirthDate,
        Field::BirthYear,
        Field::BirthMonth,
        Field::BirthDay,
        Field::DeathDate,
        Field::DeathYear,
        Field::DeathMonth,
        Field::DeathDay,
        Field::Country,
        Field::Region,
        Field::District,
        Field::Locality,
        Field::Neighbourhood,
        Field::Address,
        Field::Place,
        Field::Latitude,
        Field::Longitude,
        Field::Status,
        Field::Cause,
        Field::SourceNote,
        Field::Other,
    ];

    /// Its name in `case.toml` ("full-name").
    pub fn name(self) -> &'static str {
        match self {
            Field::RecordId => "record-id",
            Field::PersonNumber => "person-number",
            Field::FullName => "full-name",
            Field::GivenName => "given-name",
            Field::FatherName => "father-name",
            Field::GrandfatherName => "grandfather-name",
            Field::FamilyName => "family-name",
            Field::MotherName => "mother-name",
            Field::OtherName => "other-name",
            Field::Sex => "sex",
            Field::Age => "age",
            Field::BirthDate => "birth-date",
            Field::BirthYear => "birth-year",
            Field::BirthMonth => "birth-month",
            Field::BirthDay => "birth-day",
            Field::DeathDate => "death-date",
            Field::DeathYear => "death-year",
            Field::DeathMonth => "death-month",
            Field::DeathDay => "death-day",
            Field::Country => "country",
            Field::Region => "region",
            Field::District => "district",
            Field::Locality => "locality",
            Field::Neighbourhood => "neighbourhood",
            Field::Address => "address",
            Field::Place => "place",
            Field::Latitude => "latitude",
            Field::Longitude => "longitude",
            Field::Status => "status",
            Field::Cause => "cause",
            Field::SourceNote => "source-note",
            Field::Other => "other",
        }
    }
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatePrecision {
    /// To the day.
    Day,
    /// To the month: the span is the whole month.
    Month,
    /// To the year: the span is the whole year.
    Year,
    /// The list itself gives two ends.
    Range,
}

/// A date as a span of days, both ends included: one day, a month, a year, or a stated range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateValue {
    /// First day of the span.
    pub first: Date,
    /// Last day of the span; never before the first.
    pub last: Date,
    /// What the list gave: a day, a month, a year, a range.
    pub precision: DatePrecision,
}

/// An age in completed years at death, as a span, both ends included: "34" is 34..34, "30s" is 30..39, "2 months" is 0..0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgeValue {
    /// Lowest age meant.
    pub low: u16,
    /// Highest age meant; never below `low`, at most 120.
    pub high: u16,
    /// The list said "about" or gave a band.
    pub approximate: bool,
}

/// Sex or gender as the list states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Stated, and neither of the two.
    Other,
}

/// One row of a list, read. Missing values ("Unknown", "N/A") are `None`; the verbatim cells stay in the table's row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Row number in the sheet, as a person sees it.
    pub row: u32,
    /// The list's own id of the entry.
    pub record_id: Option<String>,
    /// An official number of the person.
    pub person_number: Option<String>,
    /// The whole name as written, blanks tidied.
    pub full_name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Father's given name.
    pub father_name: Option<String>,
    /// Grandfather's given name.
    pub grandfather_name: Option<String>,
    /// Surname, family or tribe.
    pub family_name: Option<String>,
    /// Mother's name.
    pub mother_name: Option<String>,
    /// Nickname, alias, other spelling; several are divided by "; ".
    pub other_name: Option<String>,
    /// Sex or gender.
    pub sex: Option<Sex>,
    /// Age at death.
    pub age: Option<AgeValue>,
    /// Date of birth.
    pub birth: Option<DateValue>,
    /// Date of death, or of the incident that led to it.
    pub death: Option<DateValue>,
    /// Places from the widest to the narrowest, each with the field that said it (Country ... Place).
    pub places: Vec<(Field, String)>,
    /// Degrees, latitude then longitude (WGS 84).
    pub coordinates: Option<(f64, f64)>,
    /// Civilian, fighter, ...
    pub status: Option<String>,
    /// Cause or manner of death, as written.
    pub cause: Option<String>,
    /// Where the list has it from; several are divided by "; ".
    pub source_note: Option<String>,
}

/// A cell whose column has a meaning but whose content could not be read; kept verbatim, never guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Row number in the sheet, as a person sees it.
    pub row: u32,
    /// Name of the column.
    pub column: String,
    /// The cell, verbatim.
    pub text: String,
    /// What was expected ("a date", "an age").
    pub expected: String,
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn names_are_those_of_the_serial_form() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(serde_json::to_string(&field).unwrap(), format!("\"{}\"", field.name()));
            assert_eq!(field as usize, place);
        }
    }
}
