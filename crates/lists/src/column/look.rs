//! What the recognition of columns looks at: a table, by rows or by columns.

use rustc_hash::FxHashSet;

use crate::{Seen, Table, value::tidy};

/// A table as columns of cells.
pub(crate) trait Look {
    /// The names of the columns.
    fn names(&self) -> &[String];
    /// Number of rows.
    fn rows(&self) -> usize;
    /// A cell; `None` beyond the end of its row.
    fn cell(&self, row: usize, column: usize) -> Option<Seen<'_>>;
    /// Shows the cells of a column, each content with the number of rows it stands for; empty cells may be left out, and
    /// a content may come more than once.
    fn each<'a>(&'a self, column: usize, see: &mut dyn FnMut(Seen<'a>, usize));

    /// Number of cells of the column that are not blank.
    fn filled(&self, column: usize) -> usize {
        let mut filled = 0;
        self.each(column, &mut |cell, rows| filled += if cell.text.trim().is_empty() { 0 } else { rows });
        filled
    }

    /// Number of cells that hold something, and of distinct contents among them.
    fn distinct(&self, column: usize) -> (usize, usize) {
        let mut filled = 0;
        let mut distinct: FxHashSet<String> = FxHashSet::default();
        self.each(column, &mut |cell, rows| {
            let text = tidy(cell.text);
            if !text.is_empty() {
                filled += rows;
                distinct.insert(text);
            }
        });
        (filled, distinct.len())
    }
}

impl Look for Table {
    fn names(&self) -> &[String] {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, column: usize) -> Option<Seen<'_>> {
        Some(self.rows.get(row)?.cells.get(column)?.seen())
    }

    fn each<'a>(&'a self, column: usize, see: &mut dyn FnMut(Seen<'a>, usize)) {
        for cell in self.rows.iter().filter_map(|row| row.cells.get(column)) {
            see(cell.seen(), 1);
        }
    }
}
