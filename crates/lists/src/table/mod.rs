//! A table inside a grid of cells: the header, the rows under it, and what was left out.

/// What the file itself says a cell is. CSV says nothing: everything is [`Kind::Text`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Text, or a format that does not say.
    Text,
    /// A number.
    Number(f64),
    /// A date (the time of day is dropped).
    Date(jiff::civil::Date),
    /// True or false.
    Bool(bool),
}

/// One cell: its text as a person would see it (verbatim for text formats) and what the file says it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Verbatim text; empty for an empty cell. A whole number is written without a decimal point.
    pub text: String,
    /// What the file says it is.
    pub kind: Kind,
}

/// The cells of one sheet, or of a whole file that has no sheets, before anything is known of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Name of the sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Rows with the number a person sees beside them (the first line or row of the file is 1).
    pub rows: Vec<Row>,
    /// The format names its columns itself (JSON, Parquet): the first row is the header.
    pub has_header: bool,
}

/// One row and the number by which a person finds it in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Line, row or position in the file, from 1.
    pub number: u32,
    /// Cells, left to right; may be shorter than the header.
    pub cells: Vec<Cell>,
}

/// Rows of the file that are no entries, and why ("title above the table", "total at the foot").
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct LeftOut {
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// First and last row number.
    pub rows: (u32, u32),
    /// Why, in words.
    pub reason: String,
}

/// A list: column names and the rows under them.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Number of the (last) header row; 0 where there is none.
    pub header_row: u32,
    /// Names of the columns; "column 3" where the header is empty. No two are the same.
    pub columns: Vec<String>,
    /// The entries; every row has as many cells as there are columns.
    pub rows: Vec<Row>,
    /// What was left out and why.
    pub left_out: Vec<LeftOut>,
}
