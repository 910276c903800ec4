//! Small invented readings for the tests.

use crate::OverlapTables;
use casefile::{Reading, Record, RecordId, Source, SourceItem};
use jiff::civil::date;
use linkage::{Group, Linked};
use lists::{AgeValue, DatePrecision, DateValue, Entry, Field, LeftOut, Sex, Unread};

pub(crate) fn source(id: &str) -> Source {
    let file = format!("{id}.csv");
    Source {
        id: id.into(),
        name: format!("The list {id}"),
        items: vec![SourceItem { sha256: "5a".repeat(32), file, sheet: None }],
        derived_from: Vec::new(),
        covers: None,
    }
}

pub(crate) fn record(source: usize, row: u32, mut entry: Entry) -> Record {
    entry.row = row;
    Record { id: RecordId(format!("5a5a5a5a5a5a.{source}.{row}")), source, item: 0, entry }
}

pub(crate) fn day(year: i16, month: i8, day: i8) -> DateValue {
    let day = date(year, month, day);
    DateValue { first: day, last: day, precision: DatePrecision::Day }
}

pub(crate) fn year(year: i16) -> DateValue {
    DateValue { first: date(year, 1, 1), last: date(year, 12, 31), precision: DatePrecision::Year }
}

/// Who is on three lists that meet as often as independent lists would: 242 people.
pub(crate) fn independent() -> (OverlapTables, Vec<Source>) {
    let counts = [
        (vec![0], 60),
        (vec![1], 50),
        (vec![2], 80),
        (vec![0, 1], 12),
        (vec![0, 2], 20),
        (vec![1, 2], 16),
        (vec![0, 1, 2], 4),
    ];
    (OverlapTables::of(3, &counts), ["a", "b", "c"].map(source).to_vec())
}

/// Three lists, seven records, five people in the best partition; records 2 and 5 are one person or two.
pub(crate) fn case() -> (Reading, Linked) {
    let person = |name: &str, sex, age: u16, death, region: &str| Entry {
        full_name: Some(name.into()),
        sex,
        age: Some(AgeValue { low: age, high: age, approximate: false }),
        death,
        places: vec![(Field::Region, region.into())],
        ..Entry::default()
    };
    let mut hostile =
        person("<script>alert(1)</script>", Some(Sex::Male), 40, Some(day(2021, 3, 7)), "Qasab");
    hostile.record_id = Some("A-17".into());
    let records = vec![
        record(0, 2, person("Lina Haddad", Some(Sex::Female), 9, Some(day(2021, 3, 5)), "Qasab")),
        record(0, 3, person("=1+1", Some(Sex::Male), 31, Some(day(2021, 3, 5)), "Qasab")),
        record(0, 4, person("Omar Nasser", Some(Sex::Male), 62, None, "Marsa")),
        record(1, 2, person("لينا حداد", Some(Sex::Female), 9, Some(day(2021, 3, 6)), "qasab ")),
        record(1, 3, hostile),
        record(1, 4, person("Omar Naser", Some(Sex::Male), 62, Some(day(2021, 4, 1)), "Marsa")),
        record(2, 2, Entry { sex: Some(Sex::Male), death: Some(year(2021)), ..Entry::default() }),
    ];
    let reading = Reading {
        sources: vec![source("alpha"), source("beta"), source("gamma")],
        records,
        unread: vec![(
            "alpha.csv".into(),
            Unread {
                sheet: None,
                row: 9,
                column: "Age".into(),
                text: "forty-ish?".into(),
                expected: "an age".into(),
            },
        )],
        left_out: vec![(
            "beta.csv".into(),
            LeftOut { sheet: None, rows: (12, 12), reason: "total at the foot".into() },
        )],
    };
    let linked = Linked {
        person_of: vec![0, 1, 2, 0, 3, 2, 4],
        probability: vec![1.0, 1.0, 0.9, 1.0, 1.0, 0.9, 1.0],
        groups: vec![Group {
            records: vec![2, 5],
            partitions: vec![vec![0, 0], vec![0, 1]],
            draws: vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        }],
        draws: 10,
        ..Linked::default()
    };
    (reading, linked)
}
