//! What a comparison is about, and the levels it can end in.

use super::{date, place, text};

/// What a comparison is about. The model treats kinds differently: two people killed in one event share its date,
/// two kin share the family name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// The names between given and family name: father, grandfather, middle names.
    Middle,
    /// The name of a relative.
    Relative,
    /// Date of the event.
    Event,
    /// Where.
    Place,
    /// Date of birth.
    Birth,
    /// Age.
    Age,
    /// A category such as sex.
    Category,
    /// A number or code.
    Code,
    /// Words.
    Text,
}

/// Names of the levels of a comparison of two names.
pub const NAME: &[&str] = &["same", "variant", "typing slip", "part or initial", "similar", "different"];
/// Names of the levels of [`Kind::Middle`].
pub const MIDDLE: &[&str] = &["two or more agree", "one agrees", "partly", "conflict"];
/// Names of the levels of [`Kind::Category`].
pub const CATEGORY: &[&str] = &["same", "different"];

impl Kind {
    /// Names of the levels, from full agreement down.
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Kind::Given | Kind::Family | Kind::Relative => NAME,
            Kind::Middle => MIDDLE,
            Kind::Event => date::EVENT,
            Kind::Place => place::PLACE,
            Kind::Birth => date::BIRTH,
            Kind::Age => date::AGE,
            Kind::Category => CATEGORY,
            Kind::Code => text::CODE,
            Kind::Text => text::TEXT,
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Name for reports ("death date").
    pub name: String,
    /// What it is about.
    pub kind: Kind,
}
