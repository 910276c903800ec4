//! The files of `inquest link`: their columns, each distinct value once.

use super::ids::Ids;
use super::naming;
use crate::args::Link;
use anyhow::{Context, Result, bail};
use linkage::{Coded, NONE, Span};
use lists::column::{self, Mapping};
use lists::columnar::{self, Columns};
use lists::value::sex;
use lists::{Field, Sex};
use rustc_hash::FxHashMap;
use std::path::Path;

/// The list of one file, or of one sheet of several.
pub struct Input {
    /// Its name.
    pub name: String,
    /// Number of rows.
    pub rows: usize,
    /// The id of each row.
    pub ids: Ids,
    /// The list of each row, where a column parts the file into lists.
    pub parts: Option<Coded<String>>,
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

/// Reads all files.
pub fn read(args: &Link) -> Result<Vec<Input>> {
    let paths: Vec<&Path> = args.files.iter().map(|path| path.as_path()).collect();
    let mut inputs = Vec::new();
    for (path, name) in paths.iter().zip(naming::names(&paths)) {
        inputs.extend(of_file(path, &name, args)?);
    }
    let names = naming::numbered(inputs.iter().map(|input: &Input| input.name.clone()).collect());
    inputs.iter_mut().zip(names).for_each(|(input, name)| input.name = name);
    Ok(inputs)
}

/// The list of a file; several where it has sheets with the same columns.
fn of_file(path: &Path, name: &str, args: &Link) -> Result<Vec<Input>> {
    let shown = path.display().to_string();
    if path.is_dir() {
        bail!("{shown}: this is a folder; name the files in it");
    }
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!("{shown}: there is no such file"),
        read => read.with_context(|| format!("{shown}: cannot be read"))?,
    };
    let is_ignored = |column: &str| args.ignore.iter().any(|i| is_same(i, column));
    let lists = columnar::read(&shown, bytes, &is_ignored)?;
    let several = lists.len() > 1;
    let of_sheet = |list: Columns| {
        let name = match &list.sheet {
            Some(sheet) if several => format!("{name} {sheet}"),
            _ => name.to_owned(),
        };
        of_columns(name, list, args).with_context(|| shown.clone())
    };
    lists.into_iter().map(of_sheet).collect()
}

/// Whether two columns have the same name, whatever its case and what stands between its words.
pub fn is_same(x: &str, y: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    x == y || (letters(x) == letters(y) && x.chars().any(char::is_alphanumeric))
}

fn column_named(list: &Columns, name: &str) -> Result<usize> {
    // As it is written, if there is one; else much alike.
    let exactly = list.names().iter().position(|c| c == name);
    match exactly.or_else(|| list.names().iter().position(|c| is_same(c, name))) {
        Some(at) => Ok(at),
        None => bail!("there is no column \"{name}\"; its columns are: {}", list.names().join(", ")),
    }
}

fn of_columns(name: String, mut list: Columns, args: &Link) -> Result<Input> {
    let mut mapping: Mapping = column::map_columns(&list);
    let asked = args.id.as_ref().map(|id| column_named(&list, id)).transpose()?;
    let part = args.list.as_ref().map(|part| column_named(&list, part)).transpose()?;
    let id = asked.or_else(|| mapping.columns.iter().position(|c| c.field == Field::RecordId));
    for (at, used) in mapping.columns.iter_mut().enumerate() {
        if Some(at) == id || Some(at) == part || used.field == Field::RecordId {
            used.field = Field::Other;
        }
    }
    let rows = list.rows();
    let mut typed = column::typed(&mut list, &mapping);
    // Names of lists are wanted as they are, "unknown" too.
    let parts = part.map(|at| {
        let texts = list.texts(at);
        Coded { values: texts.values, of: texts.of }
    });
    let ids = Ids::new(&list, id, asked.is_some(), parts.as_ref().map(|p| p.of.as_slice()))?;
    let mut columns = Vec::new();
    for (at, used) in mapping.columns.iter().enumerate() {
        if Some(at) == id || Some(at) == part {
            continue;
        }
        let cells = match used.field {
            Field::DeathDate | Field::DeathYear => typed.death.take().map(dates),
            Field::BirthDate | Field::BirthYear => typed.birth.take().map(dates),
            Field::Age => typed.age.take().map(|ages| Cells::Age(Coded { values: ages.values, of: ages.of })),
            Field::BirthMonth | Field::BirthDay | Field::DeathMonth | Field::DeathDay => None,
            // Nothing is compared by these.
            Field::SourceNote | Field::Latitude | Field::Longitude => None,
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
    Ok(Input { name, rows, ids, parts, columns })
}

fn dates(dates: columnar::Coded<lists::DateValue>) -> Cells {
    let span = |date: &lists::DateValue| Span { first: date.first, last: date.last };
    Cells::Date(Coded { values: dates.values.iter().map(span).collect(), of: dates.of })
}

/// One word for each sex, however a list writes it; a code without a legend stays as it is.
fn sexes(mut texts: Coded<String>) -> Coded<String> {
    let mut values: Vec<String> = Vec::new();
    let mut number: FxHashMap<String, u32> = FxHashMap::default();
    let to: Vec<u32> = (texts.values.drain(..))
        .map(|text| {
            let word = match sex::parse(&text) {
                Some(Sex::Female) => "female".to_owned(),
                Some(Sex::Male) => "male".to_owned(),
                Some(Sex::Other) => "other".to_owned(),
                None => text,
            };
            *number.entry(word).or_insert_with_key(|word| {
                values.push(word.clone());
                values.len() as u32 - 1
            })
        })
        .collect();
    for code in &mut texts.of {
        *code = to.get(*code as usize).copied().unwrap_or(NONE);
    }
    Coded { values, of: texts.of }
}
