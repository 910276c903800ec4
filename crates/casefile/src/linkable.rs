//! What matching sees of a case: names, dates, ages, sex and places of its records.
//!
//! Left out on purpose: cause, status and notes (each list has its own words for them), the ids of other lists (they
//! are what a copying list carries along, and would make matching agree with whoever copied), street addresses and coordinates.

use crate::record::{Reading, Record};
use linkage::{Column, List, Names, Records, Span, Values};
use lists::{DateValue, Field, Sex};
use names::{Name, Parts};

/// The records of a case as columns for matching.
pub fn records(reading: &Reading) -> Records {
    let all = &reading.records;
    let column = |name: &str, values| Column { name: name.to_owned(), values };
    Records {
        lists: reading.sources.iter().map(|s| List { name: s.id.clone() }).collect(),
        list_of: all.iter().map(|r| r.source as u32).collect(),
        columns: vec![
            column("name", Values::Name(names(all, name))),
            column("mother", Values::Relative(names(all, mother))),
            column("number", Values::Code(all.iter().map(|r| r.entry.person_number.clone()).collect())),
            column("death", Values::Event(all.iter().map(|r| r.entry.death.map(span)).collect())),
            column("birth", Values::Birth(all.iter().map(|r| r.entry.birth.map(span)).collect())),
            column("age", Values::Age(all.iter().map(|r| r.entry.age.map(|a| (a.low, a.high))).collect())),
            column("sex", Values::Category(all.iter().map(sex).collect())),
            column(
                "place",
                Values::Place(all.iter().map(|r| Some(places(r)).filter(|p| !p.is_empty())).collect()),
            ),
        ],
    }
}

fn names(records: &[Record], name: impl Fn(&Record) -> Option<Name>) -> Names {
    let mut names = Names::default();
    for record in records {
        let words: Vec<u32> = name(record).iter().flat_map(|n| &n.tokens).map(|t| names.number(t)).collect();
        names.push(words);
    }
    names
}

fn name(record: &Record) -> Option<Name> {
    let e = &record.entry;
    Name::from_parts(&Parts {
        full: e.full_name.as_deref(),
        given: e.given_name.as_deref(),
        father: e.father_name.as_deref(),
        grandfather: e.grandfather_name.as_deref(),
        family: e.family_name.as_deref(),
        other: e.other_name.as_deref(),
    })
}

fn mother(record: &Record) -> Option<Name> {
    record.entry.mother_name.as_deref().and_then(Name::parse)
}

fn span(date: DateValue) -> Span {
    Span { first: date.first, last: date.last }
}

fn sex(record: &Record) -> Option<String> {
    let word = |sex| match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
    };
    record.entry.sex.map(|sex| word(sex).to_owned())
}

/// Narrowest first; a street address is a place of its own in every list. A cell that does not say its level often names
/// several, the narrowest first: "Kafr Rashuf, Qasab".
fn places(record: &Record) -> Vec<String> {
    let places = record.entry.places.iter().rev();
    let used = places.filter(|(field, _)| !matches!(field, Field::Address | Field::Country));
    let parts = used.flat_map(|(field, text)| {
        let cut: &[char] = if *field == Field::Place { &[',', '،', ';', '؛', '/', '(', ')'] } else { &[] };
        text.split(cut).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordId;
    use lists::Entry;

    #[test]
    fn places_are_narrowest_first_and_a_mixed_cell_is_parted() {
        let mut entry = Entry::default();
        let of = |entry: &Entry| {
            places(&Record { id: RecordId(String::new()), source: 0, item: 0, entry: entry.clone() })
        };
        entry.places = vec![
            (Field::Region, "North".into()),
            (Field::Locality, "Doven".into()),
            (Field::Address, "1 Mill Rd".into()),
        ];
        assert_eq!(of(&entry), ["Doven", "North"]);
        entry.places = vec![(Field::Place, "Doven، (North)".into())];
        assert_eq!(of(&entry), ["Doven", "North"]);
    }
}
