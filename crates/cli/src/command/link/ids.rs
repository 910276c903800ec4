//! By what the rows of a list are named in what is written.

use anyhow::{Result, bail};
use lists::columnar::{Columns, NONE};

/// Of rows that a message names, so many.
const NAMED: usize = 3;

/// The id of each row, one after the other in one text.
pub struct Ids {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// Whether they are the numbers of the rows.
    pub are_rows: bool,
}

impl Ids {
    /// From a column, or the row numbers. A column that was `asked` for must name each row, no two of a list alike
    /// (`list_of`: the list of each row, if not one); any other is used if it does.
    pub fn new(list: &Columns, column: Option<usize>, asked: bool, list_of: Option<&[u32]>) -> Result<Ids> {
        if let Some(column) = column {
            let faults = [nameless(list, column), repeated(list, column, list_of)];
            match faults.into_iter().flatten().next() {
                Some(fault) if asked => bail!(fault),
                Some(_) => {}
                None => {
                    let (text, ends) = list.joined(column);
                    return Ok(Ids { text, ends, are_rows: false });
                }
            }
        }
        let mut ids = Ids { text: String::new(), ends: Vec::with_capacity(list.rows()), are_rows: true };
        for row in 0..list.rows() {
            ids.text.push_str(itoa::Buffer::new().format(list.number(row)));
            // The numbers of a hundred million rows are less than a gigabyte.
            ids.ends.push(u32::try_from(ids.text.len()).unwrap_or(u32::MAX));
        }
        Ok(ids)
    }

    /// The id of a row.
    pub fn get(&self, row: usize) -> &str {
        let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        self.text.get(row.checked_sub(1).map_or(0, end)..end(row)).unwrap_or_default()
    }

    /// The ids of all rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|row| self.get(row))
    }
}

/// Rows without an id, in words.
fn nameless(list: &Columns, column: usize) -> Option<String> {
    let count = list.rows() - list.filled(column);
    if count == 0 {
        return None;
    }
    let rows = (0..list.rows()).filter(|&row| list.cell(row, column).is_none());
    let name = list.names().get(column).map_or("", String::as_str);
    let which = numbers(list, rows.take(NAMED + 1));
    Some(if count == 1 {
        format!("one row has no id in column \"{name}\": row {which}")
    } else {
        format!("{count} rows have no id in column \"{name}\": rows {which}")
    })
}

/// Ids that stand in several rows of a list, in words.
fn repeated(list: &Columns, column: usize, list_of: Option<&[u32]>) -> Option<String> {
    let repeats = list.repeats(column);
    let list_of = |row: u32| list_of.map_or(0, |list_of| list_of.get(row as usize).copied().unwrap_or(NONE));
    // Rows of one id, by their lists.
    let apart = |rows: &Vec<u32>| -> Vec<Vec<u32>> {
        let mut rows = rows.clone();
        rows.sort_by_key(|&row| (list_of(row), row));
        rows.chunk_by(|a, b| list_of(*a) == list_of(*b))
            .filter(|rows| rows.len() > 1)
            .map(<[u32]>::to_vec)
            .collect()
    };
    let mut found: Vec<Vec<u32>> = repeats.rows.iter().flat_map(apart).collect();
    found.sort();
    let first = found.first()?;
    let id = list.cell(*first.first()? as usize, column).map_or("", |cell| cell.text.trim());
    let which = numbers(list, first.iter().map(|&row| row as usize).take(NAMED + 1));
    let ids =
        if found.len() == 1 { "one id stands".to_owned() } else { format!("{} ids stand", found.len()) };
    let name = list.names().get(column).map_or("", String::as_str);
    Some(format!(
        "{ids} in more than one row of a list (column \"{name}\": \"{id}\" in rows {which}); \
                  without --id the rows are numbered"
    ))
}

/// "5, 9, 12, ..."
fn numbers(list: &Columns, rows: impl Iterator<Item = usize>) -> String {
    let mut shown: Vec<String> = rows.map(|row| list.number(row).to_string()).collect();
    if shown.len() > NAMED {
        shown.truncate(NAMED);
        shown.push("...".to_owned());
    }
    shown.join(", ")
}
