//! The files of `inquest link`: their columns, each distinct value once.

use super::ids::Ids;
use crate::args::Link;
use anyhow::{Context, Result, bail};
use linkage::{Coded, NONE, Span};
use lists::column::{self, Mapping};
use lists::columnar::{self, Columns};
use lists::value::sex;
use lists::{Field, Sex};
use std::path::Path;

/// The list of one file, or of one sheet of several.
pub struct Input {
    /// Its name.
    pub name: String,
    /// Number of rows.
    pub rows: usize,
    /// The id of each row.
    pub ids: Ids,
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

/// Reads one file; several lists where it has sheets with the same columns.
pub fn read(path: &Path, args: &Link) -> Result<Vec<Input>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("{name}: cannot be read"))?;
    let stem = path.file_stem().map_or_else(|| name.clone(), |s| s.to_string_lossy().into_owned());
    let is_ignored = |column: &str| args.ignore.iter().any(|i| is_same(i, column));
    let lists = columnar::read(&name, bytes, &is_ignored)?;
    lists.into_iter().map(|list| of_columns(&stem, list, args).with_context(|| name.clone())).collect()
}

fn is_same(x: &str, y: &str) -> bool {
    x.trim().eq_ignore_ascii_case(y.trim())
}

fn of_columns(name: &str, mut list: Columns, args: &Link) -> Result<Input> {
    let mut mapping: Mapping = column::map_columns(&list);
    let id = match &args.id {
        Some(id) => match list.names().iter().position(|c| is_same(c, id)) {
            Some(at) => Some(at),
            None => bail!("there is no column \"{id}\"; its columns are {}", list.names().join(", ")),
        },
        None => mapping.columns.iter().position(|c| c.field == Field::RecordId),
    };
    for (at, used) in mapping.columns.iter_mut().enumerate() {
        if Some(at) == id || used.field == Field::RecordId {
            used.field = Field::Other;
        }
    }
    let ids = Ids::new(&list, id);
    let mut typed = column::typed(&mut list, &mapping);
    let mut columns = Vec::new();
    for (at, used) in mapping.columns.iter().enumerate().filter(|(at, _)| Some(*at) != id) {
        let cells = match used.field {
            Field::DeathDate | Field::DeathYear => typed.death.take().map(dates),
            Field::BirthDate | Field::BirthYear => typed.birth.take().map(dates),
            Field::Age => typed.age.take().map(|ages| Cells::Age(Coded { values: ages.values, of: ages.of })),
            Field::BirthMonth | Field::BirthDay | Field::DeathMonth | Field::DeathDay => None,
            field => {
                let texts = list.take_texts(at, field);
                let texts = Coded { values: texts.values, of: texts.of };
                Some(Cells::Text(if field == Field::Sex { sexes(texts) } else { texts }))
            }
        };
        if let Some(cells) = cells {
            columns.push(InputColumn { name: used.name.clone(), field: used.field, cells });
        }
    }
    Ok(Input { name: name.to_owned(), rows: list.rows(), ids, columns })
}

fn dates(dates: columnar::Coded<lists::DateValue>) -> Cells {
    let span = |date: &lists::DateValue| Span { first: date.first, last: date.last };
    Cells::Date(Coded { values: dates.values.iter().map(span).collect(), of: dates.of })
}

/// One word for each sex, however a list writes it; a code without a legend stays as it is.
fn sexes(mut texts: Coded<String>) -> Coded<String> {
    let mut values: Vec<String> = Vec::new();
    let to: Vec<u32> = (texts.values.drain(..))
        .map(|text| {
            let word = match sex::parse(&text) {
                Some(Sex::Female) => "female".to_owned(),
                Some(Sex::Male) => "male".to_owned(),
                Some(Sex::Other) => "other".to_owned(),
                None => text,
            };
            let at = values.iter().position(|v| *v == word).unwrap_or_else(|| {
                values.push(word);
                values.len() - 1
            });
            at as u32
        })
        .collect();
    for code in &mut texts.of {
        *code = to.get(*code as usize).copied().unwrap_or(NONE);
    }
    Coded { values, of: texts.of }
}
