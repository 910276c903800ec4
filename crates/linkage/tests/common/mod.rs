//! Invented lists of every kind of column, for the laws of matching.

#![allow(dead_code, clippy::unwrap_used)]

mod people;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use linkage::{Coded, Column, Linked, List, Records, Settings, Span, Values, link};
use names::Name;
use people::{FAMILY, GIVEN, PLACES};

/// One row of an invented list: its list, whom it speaks of, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub list: u32,
    pub person: u32,
    pub slip: u8,
}

/// How many slips there are; 0 is none.
pub const SLIPS: u8 = 14;
/// In place of a slip: a row that says nothing.
pub const SILENT: u8 = u8::MAX;
/// Names of the columns, in the order of [`records`].
pub const COLUMNS: [&str; 9] =
    ["name", "mother", "number", "death", "birth", "age", "sex", "street", "place"];

const STREETS: [&str; 7] =
    ["Mill Road", "Harbour Street", "Old Market", "Cedar Lane", "Station Square", "Well Alley", "Long Quay"];

/// What a row says in each column.
#[derive(Default)]
struct Said {
    name: Option<String>,
    mother: Option<String>,
    number: Option<String>,
    death: Option<Date>,
    birth: Option<Date>,
    age: Option<u16>,
    sex: Option<String>,
    street: Option<String>,
    place: Option<Vec<String>>,
}

/// A number that has nothing to do with `i` but is always the same.
pub fn hashed(i: u32, salt: u32) -> usize {
    let mut x = u64::from(i) << 32 | u64::from(salt);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 16) as usize
}

fn said(row: Row) -> Said {
    if row.slip == SILENT {
        return Said::default();
    }
    let pick = |salt: u32, from: &[&str]| from[hashed(row.person, salt) % from.len()].to_owned();
    let number = |salt: u32, below: usize| hashed(row.person, salt) % below;
    let age = 1 + number(5, 80);
    let death = date(2031, 2, 1).checked_add((number(4, 80) as i64).days()).unwrap();
    let birth = date(2030 - age as i16, 1 + number(6, 12) as i8, 1 + number(7, 28) as i8);
    let mut family = pick(2, &FAMILY);
    let mut said = Said {
        name: None,
        mother: Some(format!("{} {}", pick(8, &GIVEN), pick(9, &FAMILY))),
        number: Some((900_000_000 + number(10, 99_999_999)).to_string()),
        death: Some(death),
        birth: Some(birth),
        age: Some(age as u16),
        sex: Some(if number(3, 2) == 0 { "female" } else { "male" }.to_owned()),
        street: Some(format!("{} {}", 1 + number(11, 60), pick(12, &STREETS))),
        place: Some(vec![pick(13, &PLACES), "North".to_owned()]),
    };
    match row.slip {
        1 => said.death = Some(death.tomorrow().unwrap()),
        2 => said.age = Some(age as u16 + 1),
        3 => family.truncate(family.len() - 1),
        4 => said.number = None,
        5 => (said.mother, said.street) = (None, None),
        6 => said.birth = None,
        7 => said.place = None,
        8 => (said.number, said.birth, said.age) = (None, None, None),
        9 => said.number = said.number.map(|n| format!("{}7", &n[..8])),
        10 => said.age = Some(age as u16 - 1),
        11 => said.street = Some(pick(14, &STREETS)),
        12 => {
            said.place = said.place.map(|p| vec![format!("{}{}", p[0], p[0].to_lowercase().pop().unwrap())])
        }
        13 => said.place = said.place.map(|p| vec![p[0].replace(['e', 'o'], "a"), "North".to_owned()]),
        _ => {}
    }
    let father = if number(15, 2) == 0 { String::new() } else { format!(" {}", pick(16, &GIVEN)) };
    said.name = Some(format!("{}{father} {family}", pick(1, &GIVEN)));
    said
}

/// The rows as records; as many lists as `lists`, or as the rows name.
pub fn records(rows: &[Row]) -> Records {
    let lists = rows.iter().map(|r| r.list + 1).max().unwrap_or(0);
    let said: Vec<Said> = rows.iter().map(|&r| said(r)).collect();
    let named = |name: fn(&Said) -> &Option<String>| -> linkage::Names {
        let parsed: Vec<Option<Name>> =
            said.iter().map(|s| name(s).as_deref().and_then(Name::parse)).collect();
        parsed.iter().map(Option::as_ref).collect()
    };
    let days = |day: fn(&Said) -> Option<Date>| -> Coded<Span> {
        said.iter().map(|s| day(s).map(|d| Span { first: d, last: d })).collect()
    };
    let values = [
        Values::Name(named(|s| &s.name)),
        Values::Relative(named(|s| &s.mother)),
        Values::Code(said.iter().map(|s| s.number.clone()).collect()),
        Values::Event(days(|s| s.death)),
        Values::Birth(days(|s| s.birth)),
        Values::Age(said.iter().map(|s| s.age.map(|a| (a, a))).collect()),
        Values::Category(said.iter().map(|s| s.sex.clone()).collect()),
        Values::Text(said.iter().map(|s| s.street.clone()).collect()),
        Values::Place(said.iter().map(|s| s.place.clone()).collect()),
    ];
    let columns =
        COLUMNS.iter().zip(values).map(|(name, values)| Column { name: (*name).to_owned(), values });
    Records {
        lists: (0..lists).map(|l| List::named(format!("list {l}"))).collect(),
        list_of: rows.iter().map(|r| r.list).collect(),
        columns: columns.collect(),
    }
}

/// Matches records, likely pairs included.
pub fn matched(records: &Records) -> Linked {
    link(records, Settings { pairs: true, draws: 50, ..Settings::default() }, &|_, _, _| {}).unwrap()
}

/// People `0..people`, each on each of the lists with the chance of two in three, with a slip in half of the rows.
pub fn lists(people: u32, lists: u32, salt: u32) -> Vec<Row> {
    let rows = (0..lists).flat_map(|list| (0..people).map(move |person| (list, person)));
    rows.filter_map(|(list, person)| {
        let drawn = hashed(person, salt ^ list << 8 ^ 0x5_0000);
        let slip = if (drawn / 3).is_multiple_of(2) { 0 } else { (drawn / 6 % usize::from(SLIPS)) as u8 };
        (!drawn.is_multiple_of(3)).then_some(Row { list, person, slip })
    })
    .collect()
}

/// A partition as sets: for each record the first record of its person, in a given numbering of records.
pub fn partition(person_of: &[u32], number: impl Fn(usize) -> usize) -> Vec<usize> {
    let persons = person_of.iter().max().map_or(0, |&p| p as usize + 1);
    let mut first = vec![usize::MAX; persons];
    for (record, &person) in person_of.iter().enumerate() {
        first[person as usize] = first[person as usize].min(number(record));
    }
    let mut found = vec![0; person_of.len()];
    for (record, &person) in person_of.iter().enumerate() {
        found[number(record)] = first[person as usize];
    }
    found
}
