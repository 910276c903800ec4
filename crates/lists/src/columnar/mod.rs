//! A list by columns: each distinct text of a column once, a number for each row.
//!
//! For lists of millions of rows, of which nobody needs the grid. [`read`] gives what [`format::read`] and [`table::best`]
//! give, turned by ninety degrees; a CSV that is a plain table is read without ever making a grid of it.
//!
//! ```text
//! the file's text  ............Sami,Noor,34|Lina,Noor,7|...........     Store: once, as read
//! a column         spans  [Noor at 17][Haddad at 171]...                eight bytes for each distinct text
//!                  codes  [0, 0, 1, ...]                                four bytes for each row
//! an id column     spans  [1 at 12][2 at 27][3 at 40]...                eight bytes for each row, no codes
//! ```
//!
//! How it goes: `marks` finds delimiters, line feeds and quotes eight bytes at a time; `scan` makes rows of them, a few
//! thousand at once, and interns these column by column, so that one hash table is in the processor's cache at a time.
//! Rows with quotes, or of another width, go through the same cutter as the grid does. `plain` then proves that the table
//! would have left nothing out; where it cannot, the file is read again by the grid.

mod intern;
mod marks;
mod of_table;
mod plain;
mod repeats;
mod scan;
mod store;
#[cfg(test)]
mod tests;
mod texts;
mod values;

use crate::column::look::Look;
use crate::table::TableError;
use crate::{Seen, format, table};
pub use intern::NONE;
pub use repeats::Repeats;
use store::Store;
use texts::Texts;
pub use values::Coded;

/// A list by columns. Blank cells hold nothing; otherwise it says what the [`Table`](crate::Table) of the same file says.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    names: Vec<String>,
    rows: usize,
    numbers: Numbers,
    store: Store,
    texts: Vec<Texts>,
}

/// Why a file holds no list.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error(transparent)]
    Format(#[from] format::FormatError),
    /// It can, but there is no list in it.
    #[error("{file}: {why}")]
    Table {
        /// Name of the file.
        file: String,
        /// Why.
        why: TableError,
    },
}

/// Reads the list of a file; more than one where several sheets hold parts of it. Columns whose name is `unwanted` are left
/// out.
///
/// # Errors
/// As of [`format::read`] and [`table::best`].
pub fn read(
    file_name: &str,
    bytes: Vec<u8>,
    unwanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<Columns>, ReadError> {
    let bytes = match scan::read(file_name, bytes, unwanted) {
        Ok(columns) => return Ok(vec![columns]),
        Err(bytes) => bytes,
    };
    by_grid(file_name, &bytes, unwanted)
}

/// The general way: through the grid.
fn by_grid(
    file_name: &str,
    bytes: &[u8],
    unwanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<Columns>, ReadError> {
    let file = format::read(file_name, bytes)?;
    let found =
        table::best(&file.grids).map_err(|why| ReadError::Table { file: file_name.to_owned(), why })?;
    drop(file);
    let too_large = || format::FormatError::TooLarge {
        file: file_name.to_owned(),
        what: "more than 4 GB of text".to_owned(),
    };
    let columns = |table: &crate::Table| of_table::columns(table, unwanted).ok_or_else(too_large);
    Ok(found.tables.iter().map(columns).collect::<Result<_, _>>()?)
}

impl Columns {
    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number by which a person finds the row in the file.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row)
    }

    /// Number of cells of a column that are not blank.
    pub fn filled(&self, column: usize) -> usize {
        self.texts.get(column).map_or(0, Texts::filled)
    }

    /// What a cell says; `None` if it is blank.
    pub fn cell(&self, row: usize, column: usize) -> Option<Seen<'_>> {
        self.texts.get(column)?.cell(&self.store, row)
    }
}

impl Look for Columns {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn cell(&self, row: usize, column: usize) -> Option<Seen<'_>> {
        Columns::cell(self, row, column)
    }

    fn each<'a>(&'a self, column: usize, see: &mut dyn FnMut(Seen<'a>, usize)) {
        if let Some(texts) = self.texts.get(column) {
            texts.each(&self.store, see);
        }
    }

    fn filled(&self, column: usize) -> usize {
        Columns::filled(self, column)
    }

    fn distinct(&self, column: usize) -> (usize, usize) {
        self.texts.get(column).map_or((0, 0), |texts| texts.distinct(&self.store))
    }
}

/// The number of each row: counted from the first, or listed where lines are left out or cells span several.
#[derive(Clone, Debug, Default)]
struct Numbers {
    first: u32,
    rows: usize,
    listed: Vec<u32>,
}

impl Numbers {
    fn push(&mut self, number: u32) {
        if self.rows == 0 {
            self.first = number;
        }
        if self.listed.is_empty() && number != self.expected(self.rows) {
            self.listed = (0..self.rows).map(|row| self.expected(row)).collect();
        }
        if !self.listed.is_empty() {
            self.listed.push(number);
        }
        self.rows += 1;
    }

    fn expected(&self, row: usize) -> u32 {
        self.first.saturating_add(row as u32)
    }

    fn get(&self, row: usize) -> u32 {
        self.listed.get(row).copied().unwrap_or_else(|| self.expected(row))
    }
}
