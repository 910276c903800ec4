//! What the lists of a case say, row by row, and who says it.

use lists::{Entry, LeftOut, Unread};
use serde::{Deserialize, Serialize};

/// Id of a [`Record`]: the first 12 hex digits of its Item's SHA-256, the sheet's position and the row
/// ("3f9a2c81d0e4.0.17"). It never changes, whatever else joins the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub String);

/// Id of a Person: that of its earliest-sealed Record, after "p-".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

/// One sealed file (or one sheet of it) of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceItem {
    /// SHA-256 of the sealed bytes, in hex.
    pub sha256: String,
    /// Name of the file when it was sealed.
    pub file: String,
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
}

/// Who asserts: one list, in one file or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Short id, unique in the case ("the_counted").
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Its files, in the order in which they were sealed.
    pub items: Vec<SourceItem>,
    /// Ids of the sources it copies: it is no independent evidence beside them.
    pub derived_from: Vec<String>,
    /// What it could have listed, in words, where a person said so ("the district of Qasab only").
    pub covers: Option<String>,
}

/// One source's entry on one victim.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Stable id.
    pub id: RecordId,
    /// Index into [`Reading::sources`].
    pub source: usize,
    /// Index into that source's items.
    pub item: usize,
    /// The row's values.
    pub entry: Entry,
}

/// Everything that was read from the lists of a case.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The sources, in the order of `case.toml`.
    pub sources: Vec<Source>,
    /// The records, source by source, item by item, row by row.
    pub records: Vec<Record>,
    /// Cells that could not be read, with the file's name.
    pub unread: Vec<(String, Unread)>,
    /// Rows that are no entries, with the file's name.
    pub left_out: Vec<(String, LeftOut)>,
}
