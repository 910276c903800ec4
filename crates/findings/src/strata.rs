//! The people of a case parted by what the lists say of them, as the estimators take them: one table for each part, from the best
//! partition of the records and from drawn ones.
//!
//! A person of a drawn matching is placed by the records that it has there, so that doubt in matching enters the parts as well.

use crate::OverlapTables;
use crate::breakdown::{PLACE_LEVELS, Place, Slot, age_slot, gazetteer, month_slot, place_of, sex_slot};
use crate::count::Members;
use crate::person::{Person, people, voters};
use crate::undocumented::{MATCHINGS, whole};
use casefile::Reading;
use estimate::{OverlapTable, Stratum};
use linkage::{Gazetteer, Linked};
use lists::Field;
use std::collections::BTreeMap;

/// The part of those of whom no list says.
const NOT_STATED: &str = "not stated";

/// What people may be parted by.
#[derive(Clone, Copy)]
enum Column {
    Sex,
    Age,
    Month,
    Year,
    Place(Field),
}

impl Column {
    fn named(name: &str) -> Result<Column, String> {
        match name {
            "sex" => return Ok(Column::Sex),
            "age" => return Ok(Column::Age),
            "month" => return Ok(Column::Month),
            "year" => return Ok(Column::Year),
            _ => {}
        }
        let level = PLACE_LEVELS.iter().find(|(field, _)| field.name() == name);
        level.map(|(field, _)| Column::Place(*field)).ok_or_else(|| {
            let levels: Vec<&str> = PLACE_LEVELS.iter().map(|(field, _)| field.name()).collect();
            format!(
                "people cannot be parted by \"{name}\"; expected sex, age, month, year or a level of place ({})",
                levels.join(", ")
            )
        })
    }
}

/// Whom parts are made for, and places that have several spellings.
struct Parting<'a> {
    reading: &'a Reading,
    voters: Vec<usize>,
    columns: Vec<Column>,
    gazetteer: Gazetteer,
    /// The name of each place by its number: the spelling that was met first, in the best partition.
    places: BTreeMap<u32, String>,
}

impl Parting<'_> {
    fn values(&mut self, person: &Person) -> Vec<String> {
        let columns = self.columns.clone();
        columns.into_iter().map(|column| self.value(person, column)).collect()
    }

    fn value(&mut self, person: &Person, column: Column) -> String {
        let slot = match column {
            Column::Sex => sex_slot(person),
            Column::Age => age_slot(person),
            Column::Month => month_slot(person),
            Column::Year => match month_slot(person) {
                Slot::Under(month) => Slot::Under(month.split('-').next().unwrap_or_default().to_owned()),
                other => other,
            },
            Column::Place(level) => {
                match place_of(person, level, self.reading, &self.voters, &mut self.gazetteer) {
                    Some(Place { number, text }) => {
                        Slot::Under(self.places.entry(number).or_insert_with(|| text.to_owned()).clone())
                    }
                    None => Slot::Missing,
                }
            }
        };
        match slot {
            Slot::Under(key) => key,
            Slot::Differ => "lists differ".to_owned(),
            Slot::Missing => NOT_STATED.to_owned(),
        }
    }

    /// How many people have each pattern of lists, in each part.
    fn counts(&mut self, linked: &Linked) -> BTreeMap<Vec<String>, BTreeMap<u32, u64>> {
        let members = Members::new(linked, self.reading.records.len());
        let mut counts: BTreeMap<Vec<String>, BTreeMap<u32, u64>> = BTreeMap::new();
        for person in people(self.reading, linked, &members) {
            let pattern = person.sources.iter().fold(0u32, |mask, &s| mask | 1 << s);
            *counts.entry(self.values(&person)).or_default().entry(pattern).or_default() += 1;
        }
        counts
    }
}

/// The parts of a case's people, in the order of their values; the whole where no column is given.
///
/// # Errors
/// In words: a column that people cannot be parted by, too few or too many lists, nobody on them.
pub fn strata(reading: &Reading, linked: &Linked, columns: &[String]) -> Result<Vec<Stratum>, String> {
    let members = Members::new(linked, reading.records.len());
    let tables = OverlapTables::new(reading, linked, &members);
    let whole = whole(&tables, &reading.sources)?;
    if columns.is_empty() {
        return Ok(vec![whole]);
    }
    let mut parting = Parting {
        reading,
        voters: voters(&reading.sources),
        columns: columns.iter().map(|name| Column::named(name)).collect::<Result<_, _>>()?,
        gazetteer: gazetteer(reading),
        places: BTreeMap::new(),
    };
    let best = parting.counts(linked);
    if let Some((_, name)) = columns
        .iter()
        .enumerate()
        .find(|(i, _)| best.keys().all(|values| values.get(*i).is_some_and(|v| v == NOT_STATED)))
    {
        return Err(format!("no list says the {name} of anybody; people cannot be parted by it"));
    }
    let drawn: Vec<_> = tables
        .spaced(MATCHINGS)
        .map(|draw| parting.counts(&Linked { person_of: linked.draw(draw), ..Linked::default() }))
        .collect();
    let table = |patterns: &BTreeMap<u32, u64>| {
        OverlapTable::new(whole.table.lists().to_vec(), patterns.iter().map(|(&p, &count)| (p, count)))
    };
    // A part that only some draws have is too small to be estimated; in those draws its few people are in no part.
    let stratum = |(values, patterns): (&Vec<String>, &BTreeMap<u32, u64>)| {
        Ok(Stratum {
            values: columns.iter().cloned().zip(values.iter().cloned()).collect(),
            table: table(patterns).map_err(|error| error.to_string())?,
            drawn: drawn.iter().filter_map(|draw| table(draw.get(values)?).ok()).collect(),
        })
    };
    best.iter().map(stratum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;

    fn parted(columns: &[&str]) -> Vec<(String, u64, usize)> {
        let (reading, linked) = case();
        let columns: Vec<String> = columns.iter().map(|&c| c.to_owned()).collect();
        let strata = strata(&reading, &linked, &columns).unwrap();
        strata.iter().map(|s| (s.name(), s.table.n(), s.drawn.len())).collect()
    }

    #[test]
    fn the_parts_hold_everybody_once() {
        let of = |name: &str, n: u64| (name.to_owned(), n, 10);
        assert_eq!(parted(&[]), [of("", 5)]);
        assert_eq!(parted(&["sex"]), [of("sex=female", 1), of("sex=male", 4)]);
        // Two spellings of a region are one place.
        assert_eq!(
            parted(&["region"]),
            [of("region=Marsa", 1), of("region=Qasab", 3), of("region=not stated", 1)]
        );
        assert_eq!(parted(&["year"]), [of("year=2021", 5)]);
    }

    #[test]
    fn a_draw_places_people_by_the_records_they_have_there() {
        let (reading, linked) = case();
        let parts = strata(&reading, &linked, &["month".to_owned()]).unwrap();
        let april = parts.iter().find(|s| s.name() == "month=2021-04").unwrap();
        let both: Vec<u64> = april.drawn.iter().map(|table| table.overlap(0, 1)).collect();
        assert_eq!((april.table.overlap(0, 1), both), (1, vec![1, 1, 1, 1, 1, 1, 1, 1, 1, 0]));
    }

    #[test]
    fn a_column_that_nobody_has_parts_nobody() {
        let (reading, linked) = case();
        let error = strata(&reading, &linked, &["district".to_owned()]).unwrap_err();
        assert!(error.contains("no list says the district"), "{error}");
    }

    #[test]
    fn a_column_that_is_not_known_is_named() {
        let (reading, linked) = case();
        let error = strata(&reading, &linked, &["colour".to_owned()]).unwrap_err();
        assert!(error.contains("\"colour\"") && error.contains("region"), "{error}");
    }
}
