//! The proof that a table would leave nothing out of what was scanned.
//!
//! Only few rows can be anything but entries, and these are found by columns: rows that hold a word of totals or what the
//! header says, rows with one filled cell, and the last ones. They are judged by the very rules of the table.

use super::Numbers;
use super::intern::NONE;
use super::store::Store;
use super::texts::Texts;
use crate::table::entries::{COUNTED, Shape, is_telling, trimmed};
use crate::{Cell, Row};

/// Filled rows at the head, header included, that decide on the header and the shape of an entry: more than any rule of
/// the table looks at.
pub(super) const HEAD: usize = COUNTED + 50;
/// Rows at the foot that are judged together: more than the longest block under a blank row that is taken for notes.
pub(super) const TAIL: usize = 64;

/// A number tells nothing, and most ids are numbers. No header is one.
fn is_of_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What was read, row by row.
pub(super) struct Scanned<'a> {
    pub store: &'a Store,
    pub texts: &'a [Texts],
    pub rows: usize,
    pub numbers: &'a Numbers,
    pub blanks: &'a [usize],
}

impl Scanned<'_> {
    /// Whether every row is an entry. `head`: the header, in its first row, and the rows under it.
    pub fn is_plain(&self, names: &[String], head: &[Row]) -> bool {
        let Some((header, body)) = head.split_first() else { return false };
        let counted = |column: usize| self.texts.get(column).map_or(0, Texts::filled);
        let shape = Shape::of(names, body, counted);
        let is_entry =
            |row: usize| shape.reason_anywhere(&self.row(row), std::slice::from_ref(header)).is_none();
        self.telling(header).into_iter().chain(self.lonely()).all(is_entry)
            && self.foot_is_plain(&shape, header)
    }

    fn row(&self, row: usize) -> Row {
        let cell = |texts: &Texts| Cell::text(texts.cell(self.store, row).map_or("", |seen| seen.text));
        Row { number: self.numbers.get(row), cells: self.texts.iter().map(cell).collect() }
    }

    /// Rows with a cell that could make them a total or a repeated header.
    fn telling(&self, header: &Row) -> Vec<usize> {
        let mut found = Vec::new();
        for (column, texts) in self.texts.iter().enumerate() {
            let header = trimmed(header, column);
            let tells = |text: &str| !is_of_digits(text) && is_telling(text, header);
            let places: Vec<usize> = (texts.all(self.store).enumerate())
                .filter(|(_, text)| tells(text))
                .map(|(place, _)| place)
                .collect();
            match &texts.codes {
                None => found.extend(places),
                Some(_) if places.is_empty() => {}
                Some(codes) => {
                    let mut telling = vec![false; texts.spans.len()];
                    places.iter().for_each(|&place| telling[place] = true);
                    let tells = |code: u32| telling.get(code as usize) == Some(&true);
                    found.extend((0..).zip(codes).filter(|(_, code)| tells(**code)).map(|(row, _)| row));
                }
            }
        }
        found
    }

    /// Rows with one filled cell.
    fn lonely(&self) -> Vec<usize> {
        const PART: usize = 4096;
        let mut found = Vec::new();
        for start in (0..self.rows).step_by(PART) {
            let end = (start + PART).min(self.rows);
            let mut filled = vec![0u16; end - start];
            for texts in self.texts {
                match &texts.codes {
                    Some(codes) => {
                        let codes = codes.get(start..end).unwrap_or_default();
                        filled.iter_mut().zip(codes).for_each(|(n, code)| *n += u16::from(*code != NONE));
                    }
                    None => {
                        let spans = texts.spans.get(start..end).unwrap_or_default();
                        filled.iter_mut().zip(spans).for_each(|(n, span)| *n += u16::from(span.length > 0));
                    }
                }
            }
            found.extend((start..).zip(filled).filter(|(_, n)| *n < 2).map(|(row, _)| row));
        }
        found
    }

    fn foot_is_plain(&self, shape: &Shape, header: &Row) -> bool {
        let start = self.rows.saturating_sub(TAIL);
        let mut foot: Vec<Row> = Vec::new();
        for row in start..self.rows {
            // Where there are more rows above, a blank one before the first of these makes no difference.
            if (row > start || start == 0) && self.blanks.contains(&row) {
                foot.push(Row { number: 0, cells: Vec::new() });
            }
            foot.push(self.row(row));
        }
        let mut reasons: Vec<_> =
            foot.iter().map(|row| shape.reason_anywhere(row, std::slice::from_ref(header))).collect();
        shape.sort_foot(&foot, &mut reasons);
        reasons.iter().all(Option::is_none)
    }
}
