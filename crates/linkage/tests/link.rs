//! Matching as a whole, on small invented lists.

#![allow(clippy::unwrap_used)]

#[path = "common/people.rs"]
mod people;

use jiff::civil::{Date, date};
use linkage::{Column, LinkError, Linked, List, Records, Settings, Span, Values, link};
use names::Name;
use people::{FAMILY, GIVEN, PLACES};
use proptest::prelude::*;

/// One row of an invented list: list, name, day of death, age, sex, place.
#[derive(Clone, Debug)]
struct Row(u32, String, Option<Date>, Option<u16>, Option<u16>, &'static str);

fn records(rows: &[Row]) -> Records {
    let column = |name: &str, values| Column { name: name.to_owned(), values };
    let lists = rows.iter().map(|r| r.0 + 1).max().unwrap_or(0);
    Records {
        lists: (0..lists).map(|l| List::named(format!("list {l}"))).collect(),
        list_of: rows.iter().map(|r| r.0).collect(),
        columns: vec![
            column(
                "name",
                Values::Name(
                    rows.iter()
                        .map(|r| Name::parse(&r.1))
                        .collect::<Vec<_>>()
                        .iter()
                        .map(Option::as_ref)
                        .collect(),
                ),
            ),
            column(
                "death",
                Values::Event(rows.iter().map(|r| r.2.map(|d| Span { first: d, last: d })).collect()),
            ),
            column("age", Values::Age(rows.iter().map(|r| r.3.map(|a| (a, a))).collect())),
            column("sex", Values::Category(rows.iter().map(|r| r.4.map(|s| s.to_string())).collect())),
            column(
                "place",
                Values::Place(rows.iter().map(|r| (!r.5.is_empty()).then(|| vec![r.5.to_owned()])).collect()),
            ),
        ],
    }
}

fn matched(rows: &[Row]) -> Linked {
    link(&records(rows), Settings::default(), &|_, _, _| {}).unwrap()
}

/// Two lists of the same people, the second with a slip in every third row: a date one day off, an age one year off, or
/// a letter dropped from the family name; and, in each list, people whom the other does not hold.
fn two_lists() -> (Vec<Row>, usize) {
    let mut rows = Vec::new();
    let day = |i: usize| date(2031, 2 + (i % 3) as i8, 1 + (i * 5 % 27) as i8);
    let person = |i: usize| {
        let (given, family) = (GIVEN[i % 16], FAMILY[(i * 7 + i / 16) % 20]);
        let age = 3 + (i * 13 % 70) as u16;
        Row(0, format!("{given} {family}"), Some(day(i)), Some(age), Some((i % 2) as u16), PLACES[i * 3 % 6])
    };
    for i in 0..150 {
        rows.push(person(i));
    }
    for i in 50..200 {
        let mut row = person(i);
        row.0 = 1;
        match i % 9 {
            0 => row.2 = row.2.map(|d| d.tomorrow().unwrap()),
            3 => row.3 = row.3.map(|a| a + 1),
            6 => {
                row.1.pop();
            }
            _ => {}
        }
        rows.push(row);
    }
    (rows, 200)
}

#[test]
fn people_on_both_lists_are_counted_once() {
    let (rows, people) = two_lists();
    let linked = matched(&rows);
    let pairs = (50..150).filter(|&i| linked.person_of[i] == linked.person_of[150 + i - 50]).count();
    assert!(pairs >= 98, "{pairs} of 100 found");
    assert!(linked.persons().abs_diff(people) <= 2, "{} persons of {people}", linked.persons());
}

#[test]
fn a_family_killed_together_stays_apart() {
    let (mut rows, _) = two_lists();
    let day = Some(date(2031, 3, 7));
    let family = [("Karim", 41, 1), ("Salma", 38, 0), ("Tarek", 12, 1), ("Rana", 9, 0), ("Faris", 6, 1)];
    let first = rows.len();
    for list in 0..2 {
        for (given, age, sex) in family {
            rows.push(Row(list, format!("{given} Sandouq"), day, Some(age), Some(sex), "Belmar"));
        }
    }
    let linked = matched(&rows);
    let of = |i: usize| linked.person_of[first + i];
    for i in 0..5 {
        assert_eq!(of(i), of(i + 5), "{} is one person on both lists", family[i].0);
        for j in 0..i {
            assert_ne!(of(i), of(j), "{} and {} are two people", family[i].0, family[j].0);
        }
    }
}

#[test]
fn the_same_row_twice_in_one_list_is_in_doubt_or_one_but_lookalikes_are_two() {
    let (mut rows, _) = two_lists();
    let row = Row(0, "Munir Castelan".into(), Some(date(2031, 4, 2)), Some(33), Some(1), "Zeret");
    let first = rows.len();
    rows.extend([row.clone(), row]);
    // A namesake, killed elsewhere at another time and another age.
    rows.push(Row(0, "Munir Castelan".into(), Some(date(2031, 2, 11)), Some(71), Some(1), "Doven"));
    let linked = matched(&rows);
    assert_eq!(linked.person_of[first], linked.person_of[first + 1]);
    assert_ne!(linked.person_of[first], linked.person_of[first + 2]);
}

#[test]
fn threads_do_not_matter() {
    let (rows, _) = two_lists();
    let records = records(&rows);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| link(&records, Settings::default(), &|_, _, _| {}).unwrap())
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn wrong_shapes_are_refused_in_words() {
    let (rows, _) = two_lists();
    let mut short = records(&rows);
    short.columns[2].values = Values::Age([None].into_iter().collect());
    let refused = link(&short, Settings::default(), &|_, _, _| {});
    assert_eq!(refused, Err(LinkError::Length { column: "age".to_owned(), values: 1, records: 300 }));
    let mut stray = records(&rows);
    stray.list_of[3] = 9;
    let refused = link(&stray, Settings::default(), &|_, _, _| {});
    assert_eq!(refused, Err(LinkError::List { record: 3, list: 9, lists: 2 }));
}

#[test]
fn nothing_and_next_to_nothing() {
    assert_eq!(matched(&[]).persons(), 0);
    let alone = Row(0, "Karim Oram".into(), None, None, None, "");
    assert_eq!(matched(std::slice::from_ref(&alone)).persons(), 1);
    let nobody = Row(1, String::new(), None, None, None, "");
    assert_eq!(matched(&[nobody.clone(), nobody]).persons(), 2, "rows that say nothing are not one person");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the rows: every record has a person, persons are numbered in order of appearance, probabilities are such,
    /// and each draw is a partition of the same records.
    #[test]
    fn the_outcome_is_a_partition(picks in prop::collection::vec((0u32..3, 0usize..16, 0usize..4, 0i8..5, 0u16..4), 0..60)) {
        let rows: Vec<Row> = picks
            .into_iter()
            .map(|(list, given, family, day, age)| {
                let name = format!("{} {}", GIVEN[given], FAMILY[family]);
                Row(list, name, Some(date(2031, 3, day + 1)), (age > 0).then_some(age * 20), None, PLACES[family])
            })
            .collect();
        let linked = matched(&rows);
        prop_assert_eq!(linked.person_of.len(), rows.len());
        let mut next = 0;
        for &person in &linked.person_of {
            prop_assert!(person <= next);
            next = next.max(person + 1);
        }
        prop_assert!(linked.probability.iter().all(|p| (0.0..=1.0).contains(p)));
        for d in [0, linked.draws.saturating_sub(1)] {
            if d < linked.draws {
                prop_assert_eq!(linked.draw(d).len(), rows.len());
            }
        }
    }
}
