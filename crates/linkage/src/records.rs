//! The records to be matched, column by column.

use jiff::civil::Date;
use names::Name;

/// One list: who holds its records together.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Name for messages and reports.
    pub name: String,
}

/// A span of days, both ends included: one day, a month, a year or a stated range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub first: Date,
    /// Last day; not before the first.
    pub last: Date,
}

/// The values of one column, one per record; `None` (or an empty list) where a record says nothing.
#[derive(Clone, Debug)]
pub enum Values {
    /// The person's own name.
    Name(Vec<Option<Name>>),
    /// The name of a relative (the mother's).
    Relative(Vec<Option<Name>>),
    /// When it happened.
    Event(Vec<Option<Span>>),
    /// When the person was born. Where both records say so, it is compared in place of the age.
    Birth(Vec<Option<Span>>),
    /// Age in completed years, lowest and highest.
    Age(Vec<Option<(u16, u16)>>),
    /// One of a few categories (sex), by number.
    Category(Vec<Option<u16>>),
    /// An official number of the person (a national id): equal numbers are close to proof, unequal ones are not.
    Identifier(Vec<Option<String>>),
    /// Places from the narrowest to the widest ("Ras al-Tin", "Qasab").
    Place(Vec<Vec<String>>),
}

/// A named column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name for reports ("death date").
    pub name: &'static str,
    /// One value per record.
    pub values: Values,
}

/// All records of all lists. Every column has as many values as there are records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The lists.
    pub lists: Vec<List>,
    /// For each record, the index of its list.
    pub list_of: Vec<u32>,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.list_of.len()
    }

    /// Whether there is no record at all.
    pub fn is_empty(&self) -> bool {
        self.list_of.is_empty()
    }
}

impl Values {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Values::Name(v) | Values::Relative(v) => v.len(),
            Values::Event(v) | Values::Birth(v) => v.len(),
            Values::Age(v) => v.len(),
            Values::Category(v) => v.len(),
            Values::Identifier(v) => v.len(),
            Values::Place(v) => v.len(),
        }
    }

    /// Whether the column has no values at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
