//! What must hold of matching, whatever the lists.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Row, hashed, lists, matched, partition, records};
use linkage::{
    Coded, Column, Decided, Given, Linked, Matched, NONE, Names, Records, Settings, Values, Verdict,
    link_given,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Lists of a few dozen rows, crowded enough for doubt.
fn few() -> impl Strategy<Value = Vec<Row>> {
    let row =
        (0u32..3, 0u32..40, 0u8..common::SLIPS).prop_map(|(list, person, slip)| Row { list, person, slip });
    prop::collection::vec(row, 2..120)
}

/// Lists so long that the model is learned from a sample of their pairs.
fn many() -> impl Strategy<Value = Vec<Row>> {
    (200u32..500, 1u32..4, any::<u16>()).prop_map(|(people, n, salt)| lists(people, n, salt.into()))
}

fn any_lists() -> impl Strategy<Value = Vec<Row>> {
    prop_oneof![3 => few(), 1 => many()]
}

/// Rows, and which of the columns they have: the fewer there are, the more is in doubt.
fn some_columns() -> impl Strategy<Value = (Vec<Row>, usize)> {
    (any_lists(), 0..CHOICES.len() + 4)
}

const CHOICES: [&[&str]; 4] = [
    &["name", "age"],
    &["name", "death", "age", "sex", "place"],
    &["name", "birth", "street"],
    &["mother", "age", "place", "sex"],
];

fn with_columns((rows, choice): &(Vec<Row>, usize)) -> Records {
    let mut records = records(rows);
    if let Some(kept) = CHOICES.get(*choice) {
        records.columns.retain(|c| kept.contains(&c.name.as_str()));
    }
    records
}

/// The records in another order.
fn in_order(records: &Records, order: &[usize]) -> Records {
    fn turned<T: Clone>(coded: &Coded<T>, order: &[usize]) -> Coded<T> {
        Coded {
            values: coded.values.iter().rev().cloned().collect(),
            of: order
                .iter()
                .map(|&i| {
                    let code = coded.of[i];
                    if code == NONE { NONE } else { coded.values.len() as u32 - 1 - code }
                })
                .collect(),
        }
    }
    let renamed = |names: &Names| {
        let mut turned = Names::default();
        for &i in order {
            let words: Vec<u32> =
                names.words(i).iter().map(|&w| turned.number(&names.tokens()[w as usize])).collect();
            turned.push(words);
        }
        turned
    };
    let column = |column: &Column| Column {
        name: column.name.clone(),
        values: match &column.values {
            Values::Name(v) => Values::Name(renamed(v)),
            Values::Relative(v) => Values::Relative(renamed(v)),
            Values::Event(v) => Values::Event(turned(v, order)),
            Values::Birth(v) => Values::Birth(turned(v, order)),
            Values::Age(v) => Values::Age(turned(v, order)),
            Values::Category(v) => Values::Category(turned(v, order)),
            Values::Code(v) => Values::Code(turned(v, order)),
            Values::Text(v) => Values::Text(turned(v, order)),
            Values::Place(v) => Values::Place(turned(v, order)),
        },
    };
    Records {
        lists: records.lists.clone(),
        list_of: order.iter().map(|&i| records.list_of[i]).collect(),
        columns: records.columns.iter().map(column).collect(),
    }
}

/// The partition as sets of rows, where rows of one list that say the same are the same.
fn persons(linked: &Linked, records: &Records) -> Vec<Vec<String>> {
    let mut persons: Vec<Vec<String>> = vec![Vec::new(); linked.persons()];
    linked.person_of.iter().enumerate().for_each(|(r, p)| persons[*p as usize].push(said(records, r)));
    persons.iter_mut().for_each(|p| p.sort_unstable());
    persons.sort_unstable();
    persons
}

/// All that a row says.
fn said(records: &Records, row: usize) -> String {
    let names = |v: &Names| {
        v.words(row).iter().map(|&w| v.tokens()[w as usize].text.clone()).collect::<Vec<_>>().join(" ")
    };
    fn of<T: std::fmt::Debug>(v: &Coded<T>, row: usize) -> String {
        format!("{:?}", v.values.get(v.of[row] as usize))
    }
    let column = |c: &Column| match &c.values {
        Values::Name(v) | Values::Relative(v) => names(v),
        Values::Event(v) | Values::Birth(v) => of(v, row),
        Values::Age(v) => of(v, row),
        Values::Category(v) | Values::Code(v) | Values::Text(v) => of(v, row),
        Values::Place(v) => of(v, row),
    };
    let columns: Vec<String> = records.columns.iter().map(column).collect();
    format!("{} {}", records.lists[records.list_of[row] as usize].name, columns.join(" | "))
}

/// An order of `0..n` that follows from a salt.
fn order(n: usize, salt: u32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&i| hashed(i as u32, salt));
    order
}

/// True verdicts on some pairs, half of them on rows of one person.
fn decisions(rows: &[Row], salt: u32) -> Vec<Decided> {
    let n = rows.len();
    let pairs = (0..150).map(|k| {
        let (a, other) = (hashed(k, salt) % n, hashed(k, salt ^ 0x3_0000) % n);
        let twin = (1..n).map(|d| (a + d) % n).find(|&b| k % 2 == 0 && rows[b].person == rows[a].person);
        (a, twin.unwrap_or(other))
    });
    let verdict = |(a, b): (usize, usize)| {
        if rows[a].person == rows[b].person { Verdict::Same } else { Verdict::Different }
    };
    let pairs = pairs.filter(|(a, b)| a != b);
    pairs.map(|(a, b)| Decided { a: a as u32, b: b as u32, verdict: verdict((a, b)) }).collect()
}

fn matched_given(records: &Records, decided: &[Decided]) -> Matched {
    let settings = Settings { pairs: true, draws: 50, ..Settings::default() };
    link_given(records, settings, Given { decided, diagnose: true, ..Given::default() }, &|_, _, _| {})
        .unwrap()
}

fn told_apart(linked: &Linked) -> Vec<usize> {
    partition(&linked.person_of, |r| r)
}

fn added(mut records: Records, column: Values) -> Records {
    records.columns.insert(records.columns.len() / 2, Column { name: "added".to_owned(), values: column });
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_records_does_not_matter(lists in some_columns(), salt: u32) {
        let records = with_columns(&lists);
        let shuffled = in_order(&records, &order(records.len(), salt));
        let (one, other) = (matched(&records), matched(&shuffled));
        let (one, other) = (persons(&one, &records), persons(&other, &shuffled));
        let differs = one.iter().find(|p| !other.contains(p));
        prop_assert!(one == other, "{:#?}", differs);
    }

    #[test]
    fn the_order_of_records_and_decisions_does_not_matter(lists in some_columns(), salt: u32) {
        let records = with_columns(&lists);
        let decided = decisions(&lists.0, salt);
        let turn = order(records.len(), salt);
        let mut place = vec![0; turn.len()];
        turn.iter().enumerate().for_each(|(at, &record)| place[record] = at as u32);
        let turned: Vec<Decided> = (order(decided.len(), salt).into_iter())
            .map(|d| Decided { a: place[decided[d].b as usize], b: place[decided[d].a as usize], ..decided[d] })
            .collect();
        let shuffled = in_order(&records, &turn);
        let (one, other) = (matched_given(&records, &decided), matched_given(&shuffled, &turned));
        prop_assert_eq!(one.recalibration, other.recalibration);
        prop_assert_eq!(&one.not_recalibrated, &other.not_recalibrated);
        prop_assert!(one.recalibration.is_some() != one.not_recalibrated.is_some());
        let curve = |of: &Matched| of.diagnosis.as_ref().map(|d| d.calibration.iter().map(|b| (b.pairs, b.same)).collect::<Vec<_>>());
        prop_assert_eq!(curve(&one), curve(&other));
        let (one, other) = (persons(&one.linked, &records), persons(&other.linked, &shuffled));
        let differs = one.iter().find(|p| !other.contains(p));
        prop_assert!(one == other, "{:#?}", differs);
    }

    #[test]
    fn the_order_of_lists_does_not_matter(lists in some_columns()) {
        let records = with_columns(&lists);
        let mut turned = records.clone();
        turned.lists.reverse();
        let last = records.lists.len() as u32 - 1;
        turned.list_of.iter_mut().for_each(|l| *l = last - *l);
        prop_assert_eq!(told_apart(&matched(&records)), told_apart(&matched(&turned)));
    }

    #[test]
    fn the_order_of_columns_does_not_matter(lists in some_columns(), salt: u32) {
        let records = with_columns(&lists);
        let columns = order(records.columns.len(), salt).iter().map(|&c| records.columns[c].clone()).collect();
        let turned = Records { columns, ..records.clone() };
        prop_assert_eq!(told_apart(&matched(&records)), told_apart(&matched(&turned)));
    }

    #[test]
    fn a_column_that_says_nothing_changes_nothing(lists in some_columns()) {
        let records = with_columns(&lists);
        let n = records.len();
        // Rows that are all alike have nothing but such columns to go by.
        prop_assume!((1..n).any(|i| said(&records, i)[7..] != said(&records, 0)[7..]));
        let plain = matched(&records);
        let texts = |value: Option<&str>| -> Coded<String> { (0..n).map(|_| value.map(str::to_owned)).collect() };
        let now_and_then = (0..n).map(|i| (i % 3 > 0).then(|| "so".to_owned())).collect();
        for column in [
            Values::Text(texts(None)),
            Values::Name((0..n).map(|_| None).collect()),
            Values::Code(texts(Some("17"))),
            Values::Category(texts(Some("so"))),
            Values::Text(now_and_then),
            Values::Age((0..n).map(|_| Some((30, 30))).collect()),
        ] {
            prop_assert_eq!(&plain, &matched(&added(records.clone(), column)));
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter(lists in some_columns()) {
        let records = with_columns(&lists);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| matched(&records))
        };
        prop_assert_eq!(on(1), on(4));
    }

    #[test]
    fn the_outcome_is_whole(lists in some_columns()) {
        let records = with_columns(&lists);
        let linked = matched(&records);
        prop_assert_eq!(linked.person_of.len(), records.len());
        let mut next = 0;
        for &person in &linked.person_of {
            prop_assert!(person <= next, "persons are numbered in the order of their first record");
            next = next.max(person + 1);
        }
        prop_assert!(linked.probability.iter().all(|p| (0.0..=1.0).contains(p)));
        prop_assert!(linked.pairs.iter().all(|p| (0.0..=1.0).contains(&p.probability) && p.weight.is_finite()));
        prop_assert!(linked.pairs.iter().all(|p| p.a < p.b && (p.b as usize) < records.len()));
        prop_assert!(linked.pairs.is_sorted_by(|x, y| (x.a, x.b) < (y.a, y.b)), "ascending, each once");
        let listed: BTreeSet<(u32, u32)> = linked.pairs.iter().map(|p| (p.a, p.b)).collect();
        for a in 0..records.len() {
            for b in a + 1..records.len() {
                if linked.person_of[a] == linked.person_of[b] {
                    prop_assert!(listed.contains(&(a as u32, b as u32)), "{a} and {b} are one person without a pair");
                }
            }
        }
        for d in 0..linked.draws {
            prop_assert_eq!(linked.draw(d).len(), records.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every eleventh row of a list once more, word for word.
    #[test]
    fn exact_duplicates_are_found(people in 80u32..300, n in 1u32..4, salt: u16) {
        let mut rows = lists(people, n, salt.into());
        let repeated: Vec<usize> = (0..rows.len()).step_by(11).collect();
        let first = rows.len();
        rows.extend(repeated.iter().map(|&i| rows[i]).collect::<Vec<_>>());
        let linked = matched(&records(&rows));
        for (k, &i) in repeated.iter().enumerate() {
            prop_assert_eq!(linked.person_of[i], linked.person_of[first + k], "{:?}", rows[i]);
        }
    }

    /// Rows that say nothing, whatever the others say.
    #[test]
    fn who_says_nothing_is_alone(people in 10u32..200, n in 1u32..4, every in 3usize..30, salt: u16) {
        let rows: Vec<Row> = (lists(people, n, salt.into()).into_iter().enumerate())
            .map(|(i, row)| if i % every == 0 { Row { slip: common::SILENT, ..row } } else { row })
            .collect();
        let linked = matched(&records(&rows));
        let mut with = vec![0; linked.persons()];
        linked.person_of.iter().for_each(|p| with[*p as usize] += 1);
        for (row, &person) in rows.iter().zip(&linked.person_of) {
            prop_assert!(row.slip != common::SILENT || with[person as usize] == 1, "{:?}", row);
        }
    }
}

#[test]
fn a_row_that_stands_two_hundred_thousand_times_takes_seconds() {
    const COPIES: usize = 200_000;
    let mut rows = lists(300, 2, 7);
    let others = rows.len();
    let row = Row { list: 0, person: 1_000, slip: 0 };
    rows.extend(std::iter::repeat_n(row, COPIES));
    rows.push(Row { list: 1, ..row });
    let began = std::time::Instant::now();
    let linked = matched(&records(&rows));
    let copies = &linked.person_of[others..];
    assert!(
        copies.iter().all(|p| *p == copies[0]),
        "all copies are one person, and the other list's row too"
    );
    assert!(linked.person_of[..others].iter().all(|p| *p != copies[0]));
    let with_first = linked.pairs.iter().filter(|p| p.a as usize == others).count();
    assert_eq!(with_first, COPIES, "each copy has a pair with the first");
    assert!(linked.pairs.len() < COPIES + 10_000, "and not with every other");
    assert!(linked.pairs.is_sorted_by(|x, y| (x.a, x.b) < (y.a, y.b)));
    for d in 0..linked.draws {
        let draw = linked.draw(d);
        assert!(draw[others..others + COPIES].iter().all(|p| *p == draw[others]));
    }
    assert!(began.elapsed().as_secs() < 60);
}

#[test]
fn a_list_of_nothing_but_copies_takes_seconds() {
    let rows = vec![Row { list: 0, person: 1, slip: 0 }; 200_000];
    let linked = matched(&records(&rows));
    // Nothing tells whether they are one or many, but all fare alike.
    assert!(linked.persons() == 1 || linked.persons() == rows.len(), "{} persons", linked.persons());
}

/// A decision on one row takes the way for many equal rows from no other row.
#[test]
fn copies_stay_quick_beside_decisions() {
    const COPIES: usize = 20_000;
    let mut rows = lists(300, 2, 7);
    let others = rows.len();
    rows.extend(std::iter::repeat_n(Row { list: 0, person: 1_000, slip: 0 }, COPIES));
    let of = |list: u32| (0..others).find(|&i| rows[i].list == list).unwrap() as u32;
    let elsewhere = Decided { a: of(0), b: of(1), verdict: Verdict::Different };
    let untold = Decided { a: of(1), b: others as u32 + 5, verdict: Verdict::CannotTell };
    // One of the copies is known to be another of the people.
    let apart = Decided { a: of(1), b: others as u32 + 7_000, verdict: Verdict::Same };
    let records = records(&rows);
    let plain = matched_given(&records, &[]).linked;
    let began = std::time::Instant::now();
    for decided in [&[elsewhere][..], &[untold], &[elsewhere, untold, apart]] {
        let linked = matched_given(&records, decided).linked;
        let together = |d: &Decided| linked.person_of[d.a as usize] == linked.person_of[d.b as usize];
        decided.iter().filter(|d| d.verdict != Verdict::CannotTell).for_each(|d| {
            assert_eq!(together(d), d.verdict == Verdict::Same);
        });
        let copies = &linked.person_of[others..];
        let joined = copies.iter().filter(|p| **p == copies[0]).count();
        assert!(joined >= COPIES - 1, "{joined} copies are together");
        if decided == [untold] {
            assert_eq!(linked, plain);
        }
    }
    assert!(began.elapsed().as_secs() < 60);
}

#[test]
fn copies_beyond_a_handful_count_in_every_law() {
    // A row seven times, in doubt with one of another list.
    let mut rows = lists(60, 2, 3);
    let first = rows.len();
    rows.extend(std::iter::repeat_n(Row { list: 0, person: 500, slip: 8 }, 7));
    rows.push(Row { list: 1, person: 500, slip: 2 });
    rows.push(Row { list: 1, person: 501, slip: 0 });
    let records = records(&rows);
    let linked = matched(&records);
    assert!((first..first + 7).all(|i| linked.person_of[i] == linked.person_of[first]));
    let turned: Vec<usize> = (0..rows.len()).rev().collect();
    let other = in_order(&records, &turned);
    assert_eq!(persons(&linked, &records), persons(&matched(&other), &other));
    for group in &linked.groups {
        assert!(group.records.is_sorted());
        assert!(group.partitions.iter().all(|p| p.len() == group.records.len()));
    }
}
