//! The files of `inquest link`: their columns, each distinct value once.

use crate::args::Link;
use anyhow::{Context, Result, bail};
use linkage::{Coded, Span};
use lists::column::{self, Mapping};
use lists::value::{is_missing_in, tidy};
use lists::{DateValue, Entry, Field, Table, format, table};
use std::path::Path;

/// One list.
pub struct Input {
    /// Its name: that of the file, or the value of the column that tells lists apart.
    pub name: String,
    /// Number of rows.
    pub rows: usize,
    /// The id of each row.
    pub ids: Vec<String>,
    /// Its columns, without those of ids and those to be ignored.
    pub columns: Vec<InputColumn>,
}

/// A column of a list.
pub struct InputColumn {
    /// Its name in the file.
    pub name: String,
    /// What it holds.
    pub field: Field,
    /// Its values.
    pub cells: Cells,
}

/// Values of a column.
pub enum Cells {
    /// Anything without a type of its own.
    Text(Coded<String>),
    /// Dates.
    Date(Coded<Span>),
    /// Ages, lowest and highest.
    Age(Coded<(u16, u16)>),
}

/// Reads one file; several lists where `--list` parts it.
pub fn read(path: &Path, args: &Link) -> Result<Vec<Input>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("{name}: cannot be read"))?;
    let file = format::read(&name, &bytes)?;
    drop(bytes);
    let found = table::best(&file.grids).with_context(|| name.clone())?;
    let stem = path.file_stem().map_or_else(|| name.clone(), |s| s.to_string_lossy().into_owned());
    let mut inputs = Vec::new();
    for table in &found.tables {
        inputs.push(of_table(&stem, table, args).with_context(|| name.clone())?);
    }
    Ok(inputs)
}

fn of_table(stem: &str, table: &Table, args: &Link) -> Result<Input> {
    let same = |x: &str, y: &str| x.trim().eq_ignore_ascii_case(y.trim());
    let is_ignored = |column: &str| args.ignore.iter().any(|i| same(i, column));
    let mut mapping: Mapping = column::map(table);
    let id = match &args.id {
        Some(id) => match table.columns.iter().position(|c| same(c, id)) {
            Some(at) => Some(at),
            None => bail!("there is no column \"{id}\"; its columns are {}", table.columns.join(", ")),
        },
        None => mapping.columns.iter().position(|c| c.field == Field::RecordId),
    };
    for (at, used) in mapping.columns.iter_mut().enumerate() {
        if is_ignored(&used.name) || Some(at) == id || used.field == Field::RecordId {
            used.field = Field::Other;
        }
    }
    let entries = column::entries(table, &mapping);
    let mut columns = Vec::new();
    let text = |at: usize, field: Field| -> Coded<String> {
        let cells = table.rows.iter().map(|row| {
            let text = tidy(&row.cells.get(at)?.text);
            (!text.is_empty() && !is_missing_in(field, &text)).then_some(text)
        });
        cells.collect()
    };
    let typed = |field: Field| -> Option<Cells> {
        let all = &entries.entries;
        let dates = |f: fn(&Entry) -> Option<DateValue>| {
            Cells::Date(all.iter().map(|e| f(e).map(|d| Span { first: d.first, last: d.last })).collect())
        };
        match field {
            Field::BirthDate | Field::BirthYear => Some(dates(|e| e.birth)),
            Field::DeathDate | Field::DeathYear => Some(dates(|e| e.death)),
            Field::Age => Some(Cells::Age(all.iter().map(|e| e.age.map(|a| (a.low, a.high))).collect())),
            _ => None,
        }
    };
    for (at, used) in mapping.columns.iter().enumerate() {
        if Some(at) == id || is_ignored(&used.name) {
            continue;
        }
        let part = matches!(used.field, Field::BirthMonth | Field::BirthDay | Field::DeathMonth | Field::DeathDay);
        if !part {
            let cells = typed(used.field).unwrap_or_else(|| Cells::Text(text(at, used.field)));
            columns.push(InputColumn { name: used.name.clone(), field: used.field, cells });
        }
    }
    let ids = match id {
        Some(at) => table.rows.iter().map(|r| r.cells.get(at).map(|c| tidy(&c.text)).unwrap_or_default()).collect(),
        None => table.rows.iter().map(|r| r.number.to_string()).collect(),
    };
    Ok(Input { name: stem.to_owned(), rows: table.rows.len(), ids, columns })
}
