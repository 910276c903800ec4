//! Dates and ages of a table by columns: each distinct content read once, by the reader of the rows.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::Mapping;
use super::entries::{BIRTH, Column, DEATH, Reader, Row, plan};
use crate::columnar::{Coded, Columns, NONE};
use crate::{AgeValue, DateValue, Field};

/// The values with a type of their own; `None` where the list has no column for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// Dates of death.
    pub death: Option<Coded<DateValue>>,
    /// Dates of birth.
    pub birth: Option<Coded<DateValue>>,
    /// Ages, lowest and highest.
    pub age: Option<Coded<(u16, u16)>>,
}

/// What [`entries`](super::entries) would read as dates and ages.
pub fn typed(columns: &mut Columns, mapping: &Mapping) -> Typed {
    let plan = plan(columns, mapping);
    let with = |fields: &[Field]| -> Vec<usize> {
        plan.iter().filter(|c| fields.contains(&c.used.field)).map(|c| c.at).collect()
    };
    let (death, birth, age) = (with(&DEATH), with(&BIRTH), with(&[Field::Age]));
    for &at in death.iter().chain(&birth).chain(&age) {
        columns.intern(at);
    }
    let mut of = OfColumns { columns, plan, reader: Reader::default() };
    let ages = (!age.is_empty()).then(|| of.ages(&age));
    let deaths = (!death.is_empty()).then(|| of.deaths(&death));
    let births = (!birth.is_empty()).then(|| match &deaths {
        Some(deaths) => of.births_beside(&birth, deaths, ages.as_ref()),
        None => of.births(&birth),
    });
    let age = ages.map(|ages| coded(ages.values.into_iter().map(|a| (a.low, a.high)), ages.of));
    Typed { death: deaths, birth: births, age }
}

/// Values that may be the same, each kept once.
fn coded<T: Copy + Eq + Hash>(values: impl Iterator<Item = T>, of: Vec<u32>) -> Coded<T> {
    let mut once = Once::default();
    let to: Vec<u32> = values.map(|value| once.code(value)).collect();
    let of = of.into_iter().map(|code| to.get(code as usize).copied().unwrap_or(NONE)).collect();
    Coded { values: once.values, of }
}

/// Values in the order in which they first come.
struct Once<T> {
    values: Vec<T>,
    known: FxHashMap<T, u32>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Once { values: Vec::new(), known: FxHashMap::default() }
    }
}

impl<T: Copy + Eq + Hash> Once<T> {
    fn code(&mut self, value: T) -> u32 {
        let next = self.values.len() as u32;
        *self.known.entry(value).or_insert_with(|| {
            self.values.push(value);
            next
        })
    }
}

struct OfColumns<'a> {
    columns: &'a Columns,
    plan: Vec<Column<'a>>,
    reader: Reader<'a>,
}

impl OfColumns<'_> {
    /// What a reader makes of a row.
    fn read<T>(&mut self, row: usize, read: impl Fn(&mut Reader, &Row, &[Column]) -> T) -> T {
        let cells = |at: usize| self.columns.cell(row, at);
        let row = Row { number: self.columns.number(row), cells: &cells };
        read(&mut self.reader, &row, &self.plan)
    }

    fn ages(&mut self, columns: &[usize]) -> Coded<AgeValue> {
        let Alike { of, first } = self.alike(columns);
        let mut values = Vec::new();
        let to: Vec<u32> = (first.iter())
            .map(|&row| match self.read(row, |reader, row, plan| reader.age(row, plan)) {
                Some(age) => {
                    values.push(age);
                    values.len() as u32 - 1
                }
                None => NONE,
            })
            .collect();
        Coded { values, of: recoded(of, &to) }
    }

    fn deaths(&mut self, columns: &[usize]) -> Coded<DateValue> {
        self.dates(columns, |reader, row, plan| reader.death(row, plan))
    }

    fn births(&mut self, columns: &[usize]) -> Coded<DateValue> {
        self.dates(columns, |reader, row, plan| reader.birth(row, plan, None, None))
    }

    fn dates(
        &mut self,
        columns: &[usize],
        date: impl Fn(&mut Reader, &Row, &[Column]) -> Option<DateValue>,
    ) -> Coded<DateValue> {
        let Alike { of, first } = self.alike(columns);
        let mut once = Once::default();
        let to: Vec<u32> =
            (first.iter()).map(|&row| self.read(row, &date).map_or(NONE, |date| once.code(date))).collect();
        Coded { values: once.values, of: recoded(of, &to) }
    }

    /// Dates of birth where a row may also state a death and an age: these tell the century of two digits.
    fn births_beside(
        &mut self,
        columns: &[usize],
        deaths: &Coded<DateValue>,
        ages: Option<&Coded<AgeValue>>,
    ) -> Coded<DateValue> {
        let Alike { of, first } = self.alike(columns);
        let own: Vec<(Option<DateValue>, bool)> = (first.iter())
            .map(|&row| self.read(row, |reader, row, plan| reader.birth_alone(row, plan)))
            .collect();
        let mut once = Once::default();
        let mut memo: FxHashMap<(u32, u32, u32), u32> = FxHashMap::default();
        let mut all = Vec::with_capacity(of.len());
        for (row, birth) in of.into_iter().enumerate() {
            let code = match own.get(birth as usize) {
                None => NONE,
                Some((date, true)) => date.map_or(NONE, |date| once.code(date)),
                Some((_, false)) => {
                    let death = deaths.of.get(row).copied().unwrap_or(NONE);
                    let age = ages.and_then(|ages| ages.of.get(row).copied()).unwrap_or(NONE);
                    *memo.entry((birth, death, age)).or_insert_with(|| {
                        let death = deaths.values.get(death as usize).copied();
                        let age = ages.and_then(|ages| ages.values.get(age as usize).copied());
                        let born = self.read(row, |reader, row, plan| reader.birth(row, plan, death, age));
                        born.map_or(NONE, |born| once.code(born))
                    })
                }
            };
            all.push(code);
        }
        Coded { values: once.values, of: all }
    }

    /// The rows that say the same in all of some columns.
    fn alike(&self, columns: &[usize]) -> Alike {
        let mut alike = Alike { of: Vec::with_capacity(self.columns.rows()), first: Vec::new() };
        if let &[only] = columns {
            // Codes are given in the order in which they first come.
            alike.of.extend_from_slice(self.columns.codes(only));
            for (row, &code) in alike.of.iter().enumerate() {
                if code as usize == alike.first.len() {
                    alike.first.push(row);
                }
            }
            return alike;
        }
        let codes: Vec<&[u32]> = columns.iter().map(|&at| self.columns.codes(at)).collect();
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut key = Vec::with_capacity(codes.len());
        for row in 0..self.columns.rows() {
            key.clear();
            key.extend(codes.iter().map(|codes| codes.get(row).copied().unwrap_or(NONE)));
            let code = if key.iter().all(|&code| code == NONE) {
                NONE
            } else if let Some(&code) = known.get(&key) {
                code
            } else {
                let code = alike.first.len() as u32;
                alike.first.push(row);
                known.insert(key.clone(), code);
                code
            };
            alike.of.push(code);
        }
        alike
    }
}

struct Alike {
    /// For each row the number of those that say the same; [`NONE`] where all columns are blank.
    of: Vec<u32>,
    /// The first row of each.
    first: Vec<usize>,
}

fn recoded(mut of: Vec<u32>, to: &[u32]) -> Vec<u32> {
    for code in &mut of {
        *code = to.get(*code as usize).copied().unwrap_or(NONE);
    }
    of
}
