//! From the columns of all lists to what matching compares.

use super::input::{Cells, Input, InputColumn, is_same};
use super::roster::Roster;
use super::{content, names};
use ::names::Name;
use anyhow::{Result, bail};
use linkage::{Coded, Column, List, NONE, Names, Records, Span, Values};
use lists::Field;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use std::hash::Hash;

/// Comparisons at most; a name takes three.
const MOST_COMPARISONS: usize = 16;

/// A column that is not compared, and why not.
#[derive(Serialize)]
pub struct LeftOut {
    name: String,
    why: &'static str,
}

impl LeftOut {
    /// A column, and why it is left out.
    pub fn new(name: &str, why: &'static str) -> LeftOut {
        LeftOut { name: name.to_owned(), why }
    }

    /// In words.
    pub fn told(&self) -> String {
        format!("{} ({})", self.name, self.why)
    }
}

/// The records of all lists as columns, and what is left out of them.
pub fn records(inputs: &mut [Input], roster: &Roster) -> Result<(Records, Vec<LeftOut>)> {
    let mut columns = Vec::new();
    let mut add = |name: &str, values: Values| columns.push(Column { name: name.to_owned(), values });
    if let Some(names) = names::of(inputs) {
        add("name", Values::Name(names));
    }
    if let Some(mothers) = text(inputs, |c| c.field == Field::MotherName) {
        add("mother", Values::Relative(parsed(&mothers)));
    }
    if let Some(numbers) = text(inputs, |c| c.field == Field::PersonNumber) {
        add("number", Values::Code(numbers));
    }
    if let Some(dates) = date(inputs, &[Field::DeathDate, Field::DeathYear]) {
        add("death", Values::Event(dates));
    }
    if let Some(dates) = date(inputs, &[Field::BirthDate, Field::BirthYear]) {
        add("birth", Values::Birth(dates));
    }
    if let Some(ages) = age(inputs) {
        add("age", Values::Age(ages));
    }
    if let Some(sexes) = text(inputs, |c| c.field == Field::Sex) {
        add("sex", Values::Category(sexes));
    }
    for (name, values) in places(inputs) {
        add(&name, values);
    }
    for (name, values) in others(inputs) {
        add(&name, values);
    }
    let mut left = MOST_COMPARISONS;
    let mut left_out = Vec::new();
    columns.retain(|c| {
        let needs = if matches!(c.values, Values::Name(_)) { 3 } else { 1 };
        let why = if !tells(&c.values) {
            "tells no two records apart"
        } else if left < needs {
            "one too many to compare"
        } else {
            left -= needs;
            return true;
        };
        left_out.push(LeftOut::new(&c.name, why));
        false
    });
    if columns.is_empty() {
        bail!("there is nothing to match by: no column is left but ids, and columns with one value or none");
    }
    let lists = roster.names.iter().map(|name| List::named(name.clone())).collect();
    Ok((Records { lists, list_of: roster.list_of.clone(), columns }, left_out))
}

/// Whether the column can tell two records apart: one that is empty or everywhere the same cannot.
fn tells(values: &Values) -> bool {
    match values {
        Values::Name(names) | Values::Relative(names) => !names.tokens().is_empty(),
        Values::Event(dates) | Values::Birth(dates) => dates.values.len() > 1,
        Values::Age(ages) => ages.values.len() > 1,
        Values::Category(texts) | Values::Code(texts) | Values::Text(texts) => texts.values.len() > 1,
        Values::Place(places) => places.values.len() > 1,
    }
}

/// The first column of each list that is wanted, as one; `None` if no list has it.
fn text(inputs: &mut [Input], wanted: impl Fn(&InputColumn) -> bool) -> Option<Coded<String>> {
    joined(inputs, wanted, |cells| match cells {
        Cells::Text(cells) => Some(cells),
        _ => None,
    })
}

fn date(inputs: &mut [Input], fields: &[Field]) -> Option<Coded<Span>> {
    joined(
        inputs,
        |c| fields.contains(&c.field),
        |cells| match cells {
            Cells::Date(cells) => Some(cells),
            _ => None,
        },
    )
}

fn age(inputs: &mut [Input]) -> Option<Coded<(u16, u16)>> {
    joined(
        inputs,
        |c| c.field == Field::Age,
        |cells| match cells {
            Cells::Age(cells) => Some(cells),
            _ => None,
        },
    )
}

/// A column of each list, taken out of it, one after the other; `None` if no list has it.
fn joined<T: Eq + Hash>(
    inputs: &mut [Input],
    wanted: impl Fn(&InputColumn) -> bool,
    cells: impl Fn(Cells) -> Option<Coded<T>>,
) -> Option<Coded<T>> {
    let taken = |input: &mut Input| {
        let at = input.columns.iter().position(&wanted)?;
        cells(input.columns.remove(at).cells)
    };
    let mut columns: Vec<Option<Coded<T>>> = inputs.iter_mut().map(taken).collect();
    if let [only] = columns.as_mut_slice() {
        return only.take();
    }
    if columns.iter().all(Option::is_none) {
        return None;
    }
    let mut number: FxHashMap<T, u32> = FxHashMap::default();
    let mut of = Vec::with_capacity(inputs.iter().map(|i| i.rows).sum());
    for (input, column) in inputs.iter().zip(columns) {
        let Some(column) = column else {
            of.extend(std::iter::repeat_n(NONE, input.rows));
            continue;
        };
        let code = |value| {
            let next = number.len() as u32;
            *number.entry(value).or_insert(next)
        };
        let codes: Vec<u32> = column.values.into_iter().map(code).collect();
        of.extend(column.of.iter().map(|&c| codes.get(c as usize).copied().unwrap_or(NONE)));
    }
    let mut values: Vec<Option<T>> = (0..number.len()).map(|_| None).collect();
    number.into_iter().for_each(|(value, code)| values[code as usize] = Some(value));
    Some(Coded { values: values.into_iter().flatten().collect(), of })
}

fn parsed(cells: &Coded<String>) -> Names {
    let mut names = Names::default();
    let words: Vec<Vec<u32>> = (cells.values.iter())
        .map(|cell| {
            let name = Name::parse(cell);
            name.iter().flat_map(|n| &n.tokens).map(|t| names.number(t)).collect()
        })
        .collect();
    for &code in &cells.of {
        names.push(words.get(code as usize).into_iter().flatten().copied());
    }
    names
}

const PLACES: [Field; 7] = [
    Field::Neighbourhood,
    Field::Locality,
    Field::Place,
    Field::District,
    Field::Region,
    Field::Country,
    Field::Address,
];

/// Places: each column by itself where all lists have the same ones, else a hierarchy.
fn places(inputs: &mut [Input]) -> Vec<(String, Values)> {
    let of = |input: &Input| -> BTreeSet<Field> {
        input.columns.iter().map(|c| c.field).filter(|f| PLACES.contains(f)).collect()
    };
    let all: Vec<BTreeSet<Field>> = inputs.iter().map(of).collect();
    if all.windows(2).all(|w| w[0] == w[1]) {
        let mut found = Vec::new();
        for field in PLACES {
            if let Some(cells) = text(inputs, |c| c.field == field) {
                found.push((field.name().to_owned(), content::values(field.name(), cells)));
            }
        }
        return found.into_iter().filter_map(|(name, values)| values.map(|v| (name, v))).collect();
    }
    let of: Vec<Option<Vec<String>>> = inputs.iter().flat_map(hierarchies).collect();
    let coded: Coded<Vec<String>> = of.into_iter().collect();
    if coded.values.is_empty() { Vec::new() } else { vec![("place".to_owned(), Values::Place(coded))] }
}

/// The places of each row, from the narrowest to the widest.
fn hierarchies(input: &Input) -> Vec<Option<Vec<String>>> {
    let levels = PLACES.iter().filter(|f| !matches!(f, Field::Address | Field::Country));
    let columns: Vec<(Field, &Coded<String>)> = levels
        .flat_map(|field| input.columns.iter().filter(move |c| c.field == *field))
        .filter_map(|c| match &c.cells {
            Cells::Text(cells) => Some((c.field, cells)),
            _ => None,
        })
        .collect();
    let row = |row: usize| {
        let mut parts = Vec::new();
        for (field, cells) in &columns {
            let code = cells.of.get(row).copied().unwrap_or(NONE);
            let Some(cell) = cells.values.get(code as usize) else { continue };
            let cut: &[char] =
                if *field == Field::Place { &[',', '،', ';', '؛', '/', '(', ')'] } else { &[] };
            parts.extend(cell.split(cut).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned));
        }
        (!parts.is_empty()).then_some(parts)
    };
    (0..input.rows).map(row).collect()
}

/// Columns of no known field that all lists have, by name.
fn others(inputs: &mut [Input]) -> Vec<(String, Values)> {
    let known = |f: Field| {
        names::is_part(f)
            || PLACES.contains(&f)
            || matches!(
                f,
                Field::MotherName
                    | Field::PersonNumber
                    | Field::Sex
                    | Field::Age
                    | Field::BirthDate
                    | Field::BirthYear
                    | Field::DeathDate
                    | Field::DeathYear
            )
    };
    let Some((first, rest)) = inputs.split_first() else { return Vec::new() };
    let shared = |name: &String| rest.iter().all(|i| i.columns.iter().any(|c| is_same(&c.name, name)));
    let names: Vec<String> =
        first.columns.iter().filter(|c| !known(c.field)).map(|c| c.name.clone()).filter(shared).collect();
    let mut found = Vec::new();
    for name in names {
        if names::say(inputs, |c| is_same(&c.name, &name)) {
            continue;
        }
        let Some(cells) = text(inputs, |c| is_same(&c.name, &name)) else { continue };
        if let Some(values) = content::values(&name, cells) {
            found.push((name, values));
        }
    }
    found
}
