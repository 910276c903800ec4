//! Which rows under the header are entries, and what the others are.
//!
//! A row is left out only when it can be said what it is instead. In doubt it is an entry, and people decide.

use super::header::{filled, is_typed, usual_width};
use super::{LeftOut, Row, is_invisible, words};

/// Rows of the body, sorted into entries and the rest.
pub(super) struct Sorted {
    pub entries: Vec<Row>,
    pub left_out: Vec<LeftOut>,
}

/// Rows, and cells of a column, by which the shape of an entry is judged.
pub(crate) const COUNTED: usize = 400;

const REPEATED: &str = "header repeated";
const TOTAL: &str = "total";
const TOTAL_AT_FOOT: &str = "total at the foot";
const NOTE_AT_FOOT: &str = "note at the foot";
const HEADING: &str = "heading between the entries";
const NUMBERS_ONLY: &str = "only a running number";

/// Sorts the rows under the header. `names` are the names of the columns, `header` the rows they stand in.
pub(super) fn sort(sheet: Option<&str>, header: &[Row], names: &[String], body: &[Row]) -> Sorted {
    let filled_cells = |column: usize| {
        let cells = body.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_blank());
        cells.take(COUNTED).count()
    };
    let shape = Shape::of(names, body, filled_cells);
    let mut reasons: Vec<Option<&'static str>> =
        body.iter().map(|row| shape.reason_anywhere(row, header)).collect();
    shape.sort_foot(body, &mut reasons);
    let mut sorted = Sorted { entries: Vec::new(), left_out: Vec::new() };
    for (row, reason) in body.iter().zip(reasons) {
        match reason {
            _ if filled(row) == 0 => {}
            None => sorted.entries.push(row.clone()),
            Some(reason) => match sorted.left_out.last_mut() {
                Some(last) if last.reason == reason && last.rows.1 + 1 == row.number => {
                    last.rows.1 = row.number
                }
                _ => sorted.left_out.push(LeftOut {
                    sheet: sheet.map(str::to_owned),
                    rows: (row.number, row.number),
                    reason: reason.to_owned(),
                }),
            },
        }
    }
    sorted
}

/// What an entry of this table looks like.
pub(crate) struct Shape {
    /// Cells an entry usually fills.
    usual: usize,
    /// Columns in which most cells are numbers or dates.
    typed: Vec<bool>,
    /// The column of the person's name.
    name: Option<usize>,
}

impl Shape {
    /// `body` must hold at least the first [`COUNTED`] filled rows; `filled_cells` counts those of a column over all rows.
    pub fn of(names: &[String], body: &[Row], filled_cells: impl Fn(usize) -> usize) -> Self {
        let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(names.len());
        let mut typed = vec![0usize; width];
        let mut texts = vec![0usize; width];
        for row in body.iter().filter(|row| filled(row) > 0).take(COUNTED) {
            for ((cell, typed), texts) in row.cells.iter().zip(&mut typed).zip(&mut texts) {
                match cell.is_blank() {
                    true => {}
                    false if is_typed(cell) => *typed += 1,
                    false => {
                        *texts +=
                            usize::from(cell.text.trim().contains(' ') && words::is_like_name(&cell.text))
                    }
                }
            }
        }
        let named = names.iter().position(|name| words::is_name_header(name));
        // Without a header, the column in which most cells read like names of two words and more.
        let most = texts.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at));
        let guessed = most.filter(|(_, count)| **count > 0).map(|(at, _)| at);
        let usual = usual_width(body);
        let half: Vec<bool> = (0..width)
            .map(|column| {
                typed.get(column).is_some_and(|typed| typed * 2 > filled_cells(column).min(COUNTED))
            })
            .collect();
        Shape { usual, typed: half, name: named.or(guessed) }
    }

    fn is_typed_column(&self, column: usize) -> bool {
        self.typed.get(column) == Some(&true)
    }

    fn has_name(&self, row: &Row) -> bool {
        self.name.and_then(|column| row.cells.get(column)).is_some_and(|cell| !cell.is_blank())
    }

    /// What a row is wherever it stands in the body, if not an entry.
    pub fn reason_anywhere(&self, row: &Row, header: &[Row]) -> Option<&'static str> {
        if header.iter().any(|header| repeats(row, header)) {
            return Some(REPEATED);
        }
        if is_total(row, words::is_total) {
            return Some(TOTAL);
        }
        // One text alone, in a column of numbers or dates: "Tell Ward district" across the sheet.
        let mut cells = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        match (cells.next(), cells.next()) {
            (Some((column, cell)), None)
                if self.usual >= 3
                    && self.name != Some(column)
                    && self.is_typed_column(column)
                    && !is_typed(cell)
                    && !words::is_unknown(&cell.text) =>
            {
                Some(HEADING)
            }
            _ => None,
        }
    }

    /// Goes up from the last row while rows are totals, notes or empty forms, then over the block after the last blank row.
    pub fn sort_foot(&self, body: &[Row], reasons: &mut [Option<&'static str>]) {
        let mut last = body.len();
        let pairs = body.iter().zip(reasons.iter_mut()).enumerate().rev();
        for (at, (row, reason)) in pairs {
            if filled(row) == 0 {
                continue;
            }
            let foot = match *reason {
                Some(TOTAL) => Some(TOTAL_AT_FOOT),
                Some(HEADING) => Some(NOTE_AT_FOOT),
                Some(other) => Some(other),
                None => self.reason_at_foot(row),
            };
            if foot.is_none() {
                last = at;
                break;
            }
            *reason = foot;
        }
        // A short block of nearly empty rows after a blank one, as long as none reads like a person.
        let Some(blank) = body.get(..last).unwrap_or_default().iter().rposition(|row| filled(row) == 0)
        else {
            return;
        };
        let block = body.get(blank + 1..).unwrap_or_default();
        let sparse =
            |row: &Row| filled(row) <= 2 && filled(row) * 2 < self.usual && !self.reads_like_person(row);
        if blank > 0 && block.len() <= 12 && block.iter().all(sparse) {
            for (row, reason) in body.iter().zip(reasons.iter_mut()).skip(blank + 1) {
                let numbers = row.cells.iter().all(|cell| cell.is_blank() || is_typed(cell));
                let kind = if numbers { TOTAL_AT_FOOT } else { NOTE_AT_FOOT };
                *reason = reason.or(Some(kind));
            }
        }
    }

    /// What a row among the last ones is, if not an entry.
    fn reason_at_foot(&self, row: &Row) -> Option<&'static str> {
        if is_total(row, |text| words::is_total(text) || words::is_weak_total(text)) {
            return Some(TOTAL_AT_FOOT);
        }
        let mut cells = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let (Some((column, cell)), None) = (cells.next(), cells.next()) else {
            return None;
        };
        if self.usual < 3 || (self.name == Some(column) && words::is_like_name(&cell.text)) {
            return None;
        }
        if words::is_note(&cell.text) {
            return Some(NOTE_AT_FOOT);
        }
        // A number alone: of a form that was not filled in, or a sum.
        let first_typed = self.typed.iter().position(|typed| *typed);
        match is_typed(cell) && !self.has_name(row) {
            true if first_typed == Some(column) => Some(NUMBERS_ONLY),
            true => Some(TOTAL_AT_FOOT),
            false => None,
        }
    }

    fn reads_like_person(&self, row: &Row) -> bool {
        let name = self.name.and_then(|column| row.cells.get(column));
        if row.cells.iter().find(|cell| !cell.is_blank()).is_some_and(|cell| words::is_note(&cell.text)) {
            return false;
        }
        name.is_some_and(|cell| !cell.is_blank() && words::is_like_name(&cell.text))
            || row.cells.iter().filter(|cell| !cell.is_blank() && !is_typed(cell)).count() >= 2
    }
}

/// A word of totals and beside it nothing but numbers. A total that is merged over several cells may stand in each of them.
fn is_total(row: &Row, word: impl Fn(&str) -> bool) -> bool {
    let mut total = false;
    row.cells.iter().filter(|cell| !cell.is_blank()).all(|cell| {
        let here = cell.text.chars().any(char::is_alphabetic) && word(&cell.text);
        total |= here;
        here || is_typed(cell)
    }) && total
}

/// Whether a row says again what a header row says, as at the top of each printed page. One cell out of five may differ
/// (a page number in a corner).
fn repeats(row: &Row, header: &Row) -> bool {
    let (mut same, mut other) = (0, 0);
    for column in 0..row.cells.len().max(header.cells.len()) {
        match (trimmed(row, column), trimmed(header, column)) {
            (here, there) if here != there => other += 1,
            (here, _) => same += usize::from(!here.is_empty()),
        }
        // Nearly every row leaves here, at its first cells.
        if other > 0 && other * 4 > header.cells.len() {
            return false;
        }
    }
    same > 0 && other * 4 <= same
}

/// Whether a cell could make its row a total or a repeated header; `header` is what is seen in the header of its column.
pub(crate) fn is_telling(text: &str, header: &str) -> bool {
    let graphic = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7f).contains(byte));
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    let seen = if graphic(first) && graphic(last) { text } else { text.trim_matches(is_invisible) };
    (!header.is_empty() && seen == header) || (words::is_total(text) && text.chars().any(char::is_alphabetic))
}

/// What is seen in a column of a row; empty beyond its end.
pub(crate) fn trimmed(row: &Row, column: usize) -> &str {
    row.cells.get(column).map(|cell| cell.text.trim_matches(is_invisible)).unwrap_or_default()
}
