//! A table of rows, turned into columns.

use rustc_hash::FxHashMap;

use super::intern::NONE;
use super::store::{Span, Store};
use super::texts::Texts;
use super::{Columns, Numbers};
use crate::{Cell, Kind, Table};

/// The columns of a table; `None` if it holds more text than can be held.
pub(super) fn columns(table: &Table, unwanted: &dyn Fn(&str) -> bool) -> Option<Columns> {
    let (mut names, mut texts) = (Vec::new(), Vec::new());
    for (at, name) in table.columns.iter().enumerate().filter(|(_, name)| !unwanted(name)) {
        names.push(name.clone());
        texts.push(column(table, at)?);
    }
    let mut numbers = Numbers::default();
    table.rows.iter().for_each(|row| numbers.push(row.number));
    Some(Columns {
        sheet: table.sheet.clone(),
        names,
        rows: table.rows.len(),
        numbers,
        store: Store::default(),
        texts,
    })
}

fn column(table: &Table, at: usize) -> Option<Texts> {
    let mut known: FxHashMap<(&str, u8, u64), u32> = FxHashMap::default();
    let mut own = String::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut codes = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let Some(cell) = row.cells.get(at).filter(|cell| !cell.is_blank()) else {
            codes.push(NONE);
            continue;
        };
        let (kind, value) = exactly(cell);
        let code = match known.get(&(cell.text.as_str(), kind, value)) {
            Some(code) => *code,
            None => {
                let code = spans.len() as u32;
                let (start, length) = (u32::try_from(own.len()).ok()?, u32::try_from(cell.text.len()).ok()?);
                start.checked_add(length)?;
                own.push_str(&cell.text);
                spans.push(Span { start, length });
                kinds.push(cell.kind);
                known.insert((cell.text.as_str(), kind, value), code);
                code
            }
        };
        codes.push(code);
    }
    if kinds.iter().all(|kind| *kind == Kind::Text) {
        kinds = Vec::new();
    }
    Some(Texts { own, spans, kinds, codes: Some(codes), ..Texts::default() })
}

/// What the file says a cell is, to be compared.
fn exactly(cell: &Cell) -> (u8, u64) {
    match cell.kind {
        Kind::Text => (0, 0),
        Kind::Number(number) => (1, number.to_bits()),
        // The text says the day.
        Kind::Date(_) => (2, 0),
        Kind::Bool(value) => (3, u64::from(value)),
    }
}
