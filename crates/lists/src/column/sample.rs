//! Some cells of a column, spread evenly over the table.

use super::look::Look;
use crate::{Field, Seen, value::is_missing_in};

/// Enough to see what a column holds, few enough to look at thirty columns in no time.
const ROWS: usize = 400;

/// The cells of a column that hold something, in a sample of the rows.
pub(super) struct Sample<'a> {
    pub cells: Vec<Seen<'a>>,
}

impl<'a> Sample<'a> {
    /// The sample of a column; what is missing in the given field is left out.
    pub fn new(table: &'a impl Look, column: usize, field: Field) -> Self {
        let rows = table.rows();
        let take = rows.min(ROWS);
        let cells = (0..take)
            .filter_map(|at| table.cell(at * rows / take.max(1), column))
            .filter(|cell| !cell.text.trim().is_empty() && !is_missing_in(field, cell.text))
            .collect();
        Sample { cells }
    }

    /// Share of the cells for which `test` holds; 0 where there are none.
    pub fn share(&self, test: impl Fn(Seen) -> bool) -> f64 {
        if self.cells.is_empty() {
            return 0.0;
        }
        self.cells.iter().filter(|cell| test(**cell)).count() as f64 / self.cells.len() as f64
    }

    /// Mean number of words in a cell.
    pub fn words(&self) -> f64 {
        let words: usize = self.cells.iter().map(|c| c.text.split_whitespace().count()).sum();
        words as f64 / self.cells.len().max(1) as f64
    }

    /// Distinct texts, as a share of the cells.
    pub fn distinct(&self) -> f64 {
        let mut texts: Vec<&str> = self.cells.iter().map(|c| c.text.trim()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len() as f64 / self.cells.len().max(1) as f64
    }
}

/// Is the column filled and different in nearly every row, as an id of the entries is?
pub(super) fn is_own_id(table: &impl Look, column: usize) -> bool {
    const NEARLY: f64 = 0.98;
    let (filled, distinct) = table.distinct(column);
    let (rows, filled) = (table.rows() as f64, filled as f64);
    rows > 0.0 && filled >= rows * NEARLY && distinct as f64 >= filled * NEARLY
}

/// Does the text hold a letter of the Arabic script?
pub(super) fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}'))
}
