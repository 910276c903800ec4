//! Some cells of a column, spread evenly over the table.

use crate::{
    Cell, Field, Table,
    value::{is_missing_in, tidy},
};

/// Enough to see what a column holds, few enough to look at thirty columns in no time.
const ROWS: usize = 400;

/// The cells of a column that hold something, in a sample of the rows.
pub(super) struct Sample<'a> {
    pub cells: Vec<&'a Cell>,
}

impl<'a> Sample<'a> {
    /// The sample of a column; what is missing in the given field is left out.
    pub fn new(table: &'a Table, column: usize, field: Field) -> Self {
        let rows = table.rows.len();
        let take = rows.min(ROWS);
        let cells = (0..take)
            .filter_map(|at| table.rows.get(at * rows / take.max(1))?.cells.get(column))
            .filter(|cell| !cell.text.trim().is_empty() && !is_missing_in(field, &cell.text))
            .collect();
        Sample { cells }
    }

    /// Share of the cells for which `test` holds; 0 where there are none.
    pub fn share(&self, test: impl Fn(&Cell) -> bool) -> f64 {
        if self.cells.is_empty() {
            return 0.0;
        }
        self.cells.iter().filter(|cell| test(cell)).count() as f64 / self.cells.len() as f64
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

/// Cells of the column that are not blank.
pub(super) fn filled(table: &Table, column: usize) -> usize {
    table.rows.iter().filter(|row| row.cells.get(column).is_some_and(|c| !c.text.trim().is_empty())).count()
}

/// Is the column filled and different in nearly every row, as an id of the entries is?
pub(super) fn is_own_id(table: &Table, column: usize) -> bool {
    const NEARLY: f64 = 0.98;
    let mut ids: Vec<String> = table
        .rows
        .iter()
        .filter_map(|row| row.cells.get(column))
        .map(|cell| tidy(&cell.text))
        .filter(|text| !text.is_empty())
        .collect();
    let (rows, filled) = (table.rows.len() as f64, ids.len() as f64);
    ids.sort_unstable();
    ids.dedup();
    rows > 0.0 && filled >= rows * NEARLY && ids.len() as f64 >= filled * NEARLY
}

/// Does the text hold a letter of the Arabic script?
pub(super) fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}'))
}
