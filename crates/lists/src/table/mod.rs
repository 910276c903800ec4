//! A table inside a grid of cells: the header, the rows under it, and what was left out.

pub(crate) mod entries;
pub(crate) mod header;
mod words;

use rustc_hash::FxHashSet;

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

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Cell { text: text.into(), kind: Kind::Text }
    }

    /// A number, written as the shortest decimal that reads back as the same number: `34`, `0.5`.
    /// What is not a number (`NaN`) is an empty cell.
    pub fn number(number: f64) -> Self {
        if number.is_nan() {
            return Cell::empty();
        }
        // Adding zero turns -0 into 0.
        Cell { text: format!("{}", number + 0.0), kind: Kind::Number(number) }
    }

    /// A date, written as YYYY-MM-DD.
    pub fn date(date: jiff::civil::Date) -> Self {
        Cell { text: date.to_string(), kind: Kind::Date(date) }
    }

    /// An empty cell.
    pub fn empty() -> Self {
        Cell::text("")
    }

    /// The cell, borrowed.
    pub fn seen(&self) -> Seen<'_> {
        Seen { text: &self.text, kind: self.kind }
    }

    /// Nothing that a person could see: empty, spaces, or invisible characters.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(is_invisible)
    }
}

/// What a cell says, borrowed: its text, and what the file calls it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// As in [`Cell::text`].
    pub text: &'a str,
    /// As in [`Cell::kind`].
    pub kind: Kind,
}

/// White space, or a character that leaves no mark: zero-width spaces and joiners, marks of writing direction,
/// the byte-order mark, the soft hyphen.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
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

/// The list that a file holds, and the sheets that are not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The list; more than one table where several sheets have the same columns (a sheet for each month).
    pub tables: Vec<Table>,
    /// The other sheets. What was left out within a table stands in the table.
    pub left_out: Vec<LeftOut>,
}

/// Why no list was found in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No sheet has an entry.
    #[error(
        "no list found: expected column names in one row and at least one entry under it, in any of the sheets"
    )]
    NoEntries,
}

/// Finds the table in a grid: its header, its entries, and what is neither. `None` if every cell is blank.
///
/// Titles above the header, repeated headers, totals, and notes at the foot are left out and reported; blank rows are
/// skipped. Where no row looks like a header, all rows are entries and the columns are "column 1", "column 2", ...
pub fn find(grid: &Grid) -> Option<Table> {
    let rows = &grid.rows;
    if rows.iter().all(|row| header::filled(row) == 0) && !grid.has_header {
        return None;
    }
    let sheet = grid.sheet.as_deref();
    let (names, header_rows, header_row) = match grid.has_header {
        true => (rows.first()?.cells.iter().map(|cell| cell.text.clone()).collect(), 0..1, 0),
        false => match header::find(rows) {
            Some(found) => {
                let (upper, lower) = found.rows;
                (found.names, upper..lower + 1, rows.get(lower)?.number)
            }
            None => (Vec::new(), 0..0, 0),
        },
    };
    let mut above = rows.get(..header_rows.start)?.iter().filter(|row| header::filled(row) > 0);
    let mut left_out = Vec::new();
    if let Some(first) = above.next() {
        let last = above.next_back().unwrap_or(first);
        left_out.push(LeftOut {
            sheet: grid.sheet.clone(),
            rows: (first.number, last.number),
            reason: "title above the table".to_owned(),
        });
    }
    let body = rows.get(header_rows.end..)?;
    let mut entries: Vec<Row> = if grid.has_header {
        body.iter().filter(|row| header::filled(row) > 0).cloned().collect()
    } else {
        let mut sorted = entries::sort(sheet, rows.get(header_rows)?, &names, body);
        left_out.append(&mut sorted.left_out);
        sorted.entries
    };
    let width = width(&names, &entries);
    for row in &mut entries {
        row.cells.resize(width, Cell::empty());
    }
    Some(Table {
        sheet: grid.sheet.clone(),
        header_row,
        columns: unique(&names, width),
        rows: entries,
        left_out,
    })
}

/// Chooses the sheet that holds the list, with those that have the same columns; the others are left out.
///
/// # Errors
/// [`TableError::NoEntries`] if no sheet has an entry.
pub fn best(grids: &[Grid]) -> Result<Found, TableError> {
    let tables: Vec<Table> = grids.iter().filter_map(find).collect();
    let mut list: Option<(f64, &Table)> = None;
    for table in tables.iter().filter(|table| !table.rows.is_empty()) {
        let score = likeness(table);
        if list.is_none_or(|(highest, _)| score > highest) {
            list = Some((score, table));
        }
    }
    let list = list.ok_or(TableError::NoEntries)?.1.clone();
    let belongs = |table: &Table| {
        !table.rows.is_empty()
            && (table.sheet == list.sheet || (table.columns == list.columns && table.columns.len() >= 2))
    };
    let mut found = Found { tables: Vec::new(), left_out: Vec::new() };
    for table in tables {
        if belongs(&table) {
            found.tables.push(table);
            continue;
        }
        let numbers = || {
            let left_out = table.left_out.iter().flat_map(|left_out| [left_out.rows.0, left_out.rows.1]);
            let header = (table.header_row > 0).then_some(table.header_row);
            table.rows.iter().map(|row| row.number).chain(left_out).chain(header)
        };
        let reason = format!("another sheet: {} rows under other columns", table.rows.len());
        let rows = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
        found.left_out.push(LeftOut { sheet: table.sheet, rows, reason });
    }
    Ok(found)
}

/// How much a table looks like a list of people: by the words of its header first, then by its length.
fn likeness(table: &Table) -> f64 {
    let known = table.columns.iter().filter(|name| words::is_header(name)).count();
    let names = table.columns.iter().any(|name| words::is_name_header(name));
    let columns = known as f64 + if names { 3.0 } else { 0.0 } + (table.columns.len().min(10) as f64) / 10.0;
    (1.0 + columns).powi(2) * (1.0 + table.rows.len() as f64).ln()
}

/// Columns up to the last that is named or filled.
fn width(names: &[String], rows: &[Row]) -> usize {
    let named = names.iter().rposition(|name| !header::clean(name).is_empty());
    let filled = rows.iter().filter_map(|row| row.cells.iter().rposition(|cell| !cell.is_blank())).max();
    named.max(filled).map_or(0, |last| last + 1)
}

/// Clean names, one for each column and no two the same: "column 3" where there is none, "name (2)" for a second "name".
pub(crate) fn unique(names: &[String], width: usize) -> Vec<String> {
    let mut taken = FxHashSet::default();
    let name = |column: usize| {
        let name = names.get(column).map(|name| header::clean(name)).unwrap_or_default();
        if name.is_empty() { format!("column {}", column + 1) } else { name }
    };
    (0..width)
        .map(|column| {
            let first = name(column);
            let mut unique = first.clone();
            let mut count = 1;
            while !taken.insert(unique.clone()) {
                count += 1;
                unique = format!("{first} ({count})");
            }
            unique
        })
        .collect()
}

#[cfg(test)]
mod tests;
