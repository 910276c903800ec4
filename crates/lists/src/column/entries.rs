//! From the rows of a table to entries with typed values.

use std::collections::BTreeMap;

use super::{ColumnUse, Mapping, agree, dates, header::is_place, look::Look};
use crate::{
    AgeValue, DateValue, Entry, Field, Seen, Table, Unread,
    value::{
        age, coordinate,
        date::{self, Reading},
        is_missing_in, sex, tidy,
    },
};

/// The entries of a table, and what could not be read of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// One per row, in the table's order.
    pub entries: Vec<Entry>,
    /// Cells with a meaning that could not be read.
    pub unread: Vec<Unread>,
    /// Column, what stood there for "not known" (as first written), and how often; empty cells are not counted.
    pub missing: Vec<(String, String, usize)>,
}

/// Reads every row of the table by the mapping. Rows are never left out; a cell that cannot be read is in
/// [`Entries::unread`] and its value is `None`.
pub fn entries(table: &Table, mapping: &Mapping) -> Entries {
    let mut reader = Reader { sheet: table.sheet.as_deref(), missing: BTreeMap::new(), unread: Vec::new() };
    let plan = plan(table, mapping);
    let row = |row: &crate::Row| {
        let cells = |at: usize| row.cells.get(at).map(|cell| cell.seen());
        reader.row(&Row { number: row.number, cells: &cells }, &plan)
    };
    let entries = table.rows.iter().map(row).collect();
    let mut missing: Vec<((usize, String), usize)> = reader.missing.into_iter().collect();
    missing.sort_by(|((a, _), m), ((b, _), n)| a.cmp(b).then(n.cmp(m)));
    let name = |at: usize| mapping.columns.get(at).map(|c| c.name.clone()).unwrap_or_default();
    Entries {
        entries,
        unread: reader.unread,
        missing: missing.into_iter().map(|((at, text), count)| (name(at), text, count)).collect(),
    }
}

/// The columns that are read, and how.
pub(super) fn plan<'a>(table: &impl Look, mapping: &'a Mapping) -> Vec<Column<'a>> {
    let column = |(at, used): (usize, &'a ColumnUse)| {
        let reading = needs_reading(used.field).then(|| dates::reading(table, &mapping.columns, at));
        (used.field != Field::Other).then_some(Column { at, used, reading })
    };
    mapping.columns.iter().enumerate().filter_map(column).collect()
}

/// A column that is read.
pub(super) struct Column<'a> {
    pub at: usize,
    pub used: &'a ColumnUse,
    pub reading: Option<Reading>,
}

/// A row: its number, and its cells by column.
pub(super) struct Row<'a, 'c> {
    pub number: u32,
    pub cells: &'a dyn Fn(usize) -> Option<Seen<'c>>,
}

impl<'c> Row<'_, 'c> {
    fn cell(&self, column: &Column) -> Option<Seen<'c>> {
        (self.cells)(column.at)
    }
}

#[derive(Default)]
pub(super) struct Reader<'a> {
    sheet: Option<&'a str>,
    missing: BTreeMap<(usize, String), usize>,
    unread: Vec<Unread>,
}

fn needs_reading(field: Field) -> bool {
    matches!(field, Field::BirthDate | Field::DeathDate | Field::BirthYear | Field::DeathYear)
}

impl Reader<'_> {
    fn row(&mut self, row: &Row, plan: &[Column]) -> Entry {
        let mut entry = Entry { row: row.number, ..Entry::default() };
        let (mut latitude, mut longitude) = (None, None);
        for column in plan {
            let field = column.used.field;
            if is_date(field) {
                continue;
            }
            let Some(text) = self.text(row, column) else {
                continue;
            };
            match field {
                Field::Age => entry.age = self.read(row, column, AN_AGE, age::parse),
                Field::Sex => entry.sex = self.read(row, column, "a sex", sex::parse),
                Field::Latitude => {
                    latitude = self.read(row, column, "a latitude in degrees", |t| coordinate::parse(t, 90.0))
                }
                Field::Longitude => {
                    longitude =
                        self.read(row, column, "a longitude in degrees", |t| coordinate::parse(t, 180.0))
                }
                field if is_place(field) => entry.places.push((field, text)),
                field => set_text(&mut entry, field, text),
            }
        }
        entry.places.sort_by_key(|(field, _)| *field);
        // Zero, zero lies in the ocean: programs write it for nothing.
        entry.coordinates = latitude.zip(longitude).filter(|c| *c != (0.0, 0.0));
        entry.death = self.death(row, plan);
        entry.birth = self.birth(row, plan, entry.death, entry.age);
        entry
    }

    /// The date of death.
    pub fn death(&mut self, row: &Row, plan: &[Column]) -> Option<DateValue> {
        self.date(row, plan, DEATH, None)
    }

    /// The date of birth: two digits of its year can mean none after the death, and the age may tell the century.
    pub fn birth(
        &mut self,
        row: &Row,
        plan: &[Column],
        death: Option<DateValue>,
        age: Option<AgeValue>,
    ) -> Option<DateValue> {
        let born = self.date(row, plan, BIRTH, death.map(|d| d.last.year()));
        match (born, death, age) {
            (Some(born), Some(death), Some(age)) => Some(self.century(row, plan, born, death, age)),
            _ => born,
        }
    }

    /// The date of birth as far as its own cells tell it, and whether that is all that can be said: without two digits for
    /// a year, neither the death nor the age changes it.
    pub fn birth_alone(&mut self, row: &Row, plan: &[Column]) -> (Option<DateValue>, bool) {
        const ANY: i16 = 2050;
        let [one, other] = [ANY, ANY - 100].map(|latest| self.date(row, plan, BIRTH, Some(latest)));
        (one, one == other)
    }

    /// The age, where the row states one.
    pub fn age(&mut self, row: &Row, plan: &[Column]) -> Option<AgeValue> {
        let mut age = None;
        for column in plan.iter().filter(|c| c.used.field == Field::Age) {
            if self.text(row, column).is_some() {
                age = self.read(row, column, AN_AGE, age::parse);
            }
        }
        age
    }

    /// The cell's text, tidied; `None` (and counted) where it says that the value is not known.
    fn text(&mut self, row: &Row, column: &Column) -> Option<String> {
        let text = tidy(row.cell(column)?.text);
        if text.is_empty() {
            return None;
        }
        // No phrase for "not known" begins with a digit.
        if !text.starts_with(|c: char| c.is_ascii_digit()) && is_missing_in(column.used.field, &text) {
            *self.missing.entry((column.at, text)).or_default() += 1;
            return None;
        }
        Some(text)
    }

    fn read<T>(
        &mut self,
        row: &Row,
        column: &Column,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(row.cell(column)?.text);
        if value.is_none() {
            self.not_read(row, column, expected);
        }
        value
    }

    fn not_read(&mut self, row: &Row, column: &Column, expected: &str) {
        self.unread.push(Unread {
            sheet: self.sheet.map(str::to_owned),
            row: row.number,
            column: column.used.name.clone(),
            text: row.cell(column).map(|c| c.text.to_owned()).unwrap_or_default(),
            expected: expected.to_owned(),
        });
    }

    /// The date in one cell, or else in a year, a month and a day of their own. `latest`: the last year possible, if the
    /// row itself says more than its column.
    fn date(
        &mut self,
        row: &Row,
        plan: &[Column],
        fields: [Field; 4],
        latest: Option<i16>,
    ) -> Option<DateValue> {
        let [whole, year, month, day] = fields.map(|field| plan.iter().find(|c| c.used.field == field));
        if let Some(column) = whole
            && self.text(row, column).is_some()
        {
            let value = column.reading.as_ref().and_then(|r| {
                let cell = row.cell(column)?;
                date::parse_cell(cell, &Reading { latest_year: latest.unwrap_or(r.latest_year), ..r.clone() })
            });
            match value {
                Some(value) => return Some(value),
                None => self.not_read(row, column, "a date"),
            }
        }
        let (year_column, latest) =
            year.and_then(|c| Some((c, latest.unwrap_or(c.reading.as_ref()?.latest_year))))?;
        self.text(row, year_column)?;
        let year = self.read(row, year_column, "a year", |t| agree::year(t, latest))?;
        let month = match month.filter(|c| self.text(row, c).is_some()) {
            Some(column) => Some(self.read(row, column, "a month", date::month)?),
            None => None,
        };
        let Some(day_column) = day.filter(|c| month.is_some() && self.text(row, c).is_some()) else {
            return date::from_parts(year, month, None);
        };
        let day = self.read(row, day_column, "a day of the month", agree::day)?;
        let value = date::from_parts(year, month, Some(day));
        if value.is_none() {
            self.not_read(row, day_column, "a day that the month has");
        }
        value
    }

    /// A birth a hundred years off the stated age, where two digits allow the other century, is read in that century.
    fn century(
        &self,
        row: &Row,
        plan: &[Column],
        born: DateValue,
        death: DateValue,
        age: AgeValue,
    ) -> DateValue {
        let misses = |born: &DateValue| {
            let years = i32::from(death.first.year()) - i32::from(born.first.year());
            (years - i32::from(age.low)).abs().min((years - i32::from(age.high)).abs())
        };
        if misses(&born) <= 50 {
            return born;
        }
        let other = plan.iter().find(|c| c.used.field == Field::BirthDate).and_then(|column| {
            let reading = column.reading.clone()?;
            date::parse_cell(row.cell(column)?, &Reading { latest_year: death.last.year() - 100, ..reading })
        });
        other.filter(|other| misses(other) <= 2).unwrap_or(born)
    }
}

const AN_AGE: &str = "an age from 0 to 120";

/// The columns of a date of death, and of one of birth: the whole, else year, month and day.
pub(super) const DEATH: [Field; 4] = [Field::DeathDate, Field::DeathYear, Field::DeathMonth, Field::DeathDay];
pub(super) const BIRTH: [Field; 4] = [Field::BirthDate, Field::BirthYear, Field::BirthMonth, Field::BirthDay];

fn is_date(field: Field) -> bool {
    use Field::{BirthDate, BirthDay, BirthMonth, BirthYear, DeathDate, DeathDay, DeathMonth, DeathYear};
    matches!(
        field,
        BirthDate | BirthDay | BirthMonth | BirthYear | DeathDate | DeathDay | DeathMonth | DeathYear
    )
}

fn set_text(entry: &mut Entry, field: Field, text: String) {
    let slot = match field {
        Field::RecordId => &mut entry.record_id,
        Field::PersonNumber => &mut entry.person_number,
        Field::FullName => &mut entry.full_name,
        Field::GivenName => &mut entry.given_name,
        Field::FatherName => &mut entry.father_name,
        Field::GrandfatherName => &mut entry.grandfather_name,
        Field::FamilyName => &mut entry.family_name,
        Field::MotherName => &mut entry.mother_name,
        Field::OtherName => &mut entry.other_name,
        Field::Status => &mut entry.status,
        Field::Cause => &mut entry.cause,
        Field::SourceNote => &mut entry.source_note,
        _ => return,
    };
    match slot {
        // Several columns of given names, of other names, or of sources.
        Some(before) => {
            let goes_on = matches!(field, Field::GivenName | Field::FamilyName);
            before.push_str(if goes_on { " " } else { "; " });
            before.push_str(&text);
        }
        None => *slot = Some(text),
    }
}
