//! By what the rows of a list are named in what is written.

use lists::columnar::Columns;
use lists::value::tidy;

/// The id of each row, one after the other in one text.
pub struct Ids {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Ids {
    /// From a column, or the row numbers.
    pub fn new(list: &Columns, column: Option<usize>) -> Ids {
        let mut ids = Ids { text: String::new(), ends: Vec::with_capacity(list.rows()) };
        for row in 0..list.rows() {
            match column {
                Some(column) => {
                    if let Some(cell) = list.cell(row, column) {
                        ids.push_tidy(cell.text);
                    }
                }
                None => ids.text.push_str(itoa::Buffer::new().format(list.number(row))),
            }
            ids.ends.push(ids.text.len());
        }
        ids
    }

    fn push_tidy(&mut self, text: &str) {
        if text.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
            self.text.push_str(text);
        } else {
            self.text.push_str(&tidy(text));
        }
    }

    /// The id of a row.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..self.ends[row]).unwrap_or_default()
    }

    /// The ids of all rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|row| self.get(row))
    }
}
