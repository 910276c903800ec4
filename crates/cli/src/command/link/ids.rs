//! By what the rows of a list are named in what is written.

use lists::columnar::Columns;

/// The id of each row, one after the other in one text.
pub struct Ids {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Ids {
    /// From a column, or the row numbers.
    pub fn new(list: &Columns, column: Option<usize>) -> Ids {
        if let Some(column) = column {
            let (text, ends) = list.joined(column);
            return Ids { text, ends };
        }
        let mut ids = Ids { text: String::new(), ends: Vec::with_capacity(list.rows()) };
        for row in 0..list.rows() {
            ids.text.push_str(itoa::Buffer::new().format(list.number(row)));
            // Row numbers of five million rows are forty megabytes.
            ids.ends.push(u32::try_from(ids.text.len()).unwrap_or(u32::MAX));
        }
        ids
    }

    /// The id of a row.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..self.ends[row] as usize).unwrap_or_default()
    }

    /// The ids of all rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|row| self.get(row))
    }
}
