//! Matching again with what an earlier run left behind comes to what matching everything by its model comes to.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Row, SLIPS, lists, records};
use linkage::{
    Carried, Given, Linked, Matched, ModelFile, Records, Settings, State, link_given, record_id, resume,
};
use proptest::prelude::*;

const SETTINGS: Settings = Settings { seed: 7, draws: 20, pairs: true };

/// Rows by their ids.
type Rows = Vec<(u64, Row)>;

fn numbered(rows: &[Row]) -> Rows {
    let id = |(i, row): (usize, &Row)| (record_id(&format!("list {}", row.list), &i.to_string(), 0), *row);
    rows.iter().enumerate().map(id).collect()
}

/// The rows as records, of some columns, always of three lists.
fn of(rows: &Rows, columns: &[&str]) -> (Vec<u64>, Records) {
    let mut records = records(&rows.iter().map(|r| r.1).collect::<Vec<_>>());
    records.lists = (0..3).map(|l| linkage::List::named(format!("list {l}"))).collect();
    records.columns.retain(|c| columns.is_empty() || columns.contains(&c.name.as_str()));
    (rows.iter().map(|r| r.0).collect(), records)
}

fn again(
    (ids, records): &(Vec<u64>, Records),
    state: Option<&State>,
    model: Option<&ModelFile>,
) -> (Matched, Carried) {
    let given = Given { model, ..Given::default() };
    let (matched, carried) = resume(records, ids, state, SETTINGS, given, &|_, _, _| {}).unwrap();
    if let Some(state) = &carried.state {
        assert!(State::parse(&state.to_bytes()).as_ref() == Ok(state));
    }
    (matched, carried)
}

fn in_full((_, records): &(Vec<u64>, Records), model: &ModelFile) -> Linked {
    let given = Given { model: Some(model), ..Given::default() };
    link_given(records, SETTINGS, given, &|_, _, _| {}).unwrap().linked
}

fn few() -> impl Strategy<Value = Vec<Row>> {
    let row = (0u32..3, 0u32..40, 0u8..SLIPS).prop_map(|(list, person, slip)| Row { list, person, slip });
    prop::collection::vec(row, 8..120)
}

fn many() -> impl Strategy<Value = Vec<Row>> {
    (150u32..400, 1u32..4, any::<u16>()).prop_map(|(people, n, salt)| lists(people, n, salt.into()))
}

const CHOICES: [&[&str]; 5] = [
    &[],
    &["name", "age"],
    &["name", "death", "age", "sex", "place"],
    &["name", "birth", "street"],
    &["mother", "age", "place", "sex"],
];

/// Rules of which a few hundred records make blocks that are too large.
fn coarse(mut model: ModelFile, columns: &[&str]) -> ModelFile {
    let rules = [["sex"], ["place: place"], ["death: day"], ["birth: year"], ["age: age"]];
    let has = |rule: &&[&str; 1]| {
        let column = rule[0].split(':').next().unwrap();
        (columns.is_empty() || columns.contains(&column))
            && model.comparisons.iter().any(|c| c.name == column)
    };
    let rules: Vec<Vec<String>> =
        rules.iter().filter(has).map(|rule| rule.iter().map(|&atom| atom.to_owned()).collect()).collect();
    if !rules.is_empty() {
        model.rules = rules;
    }
    model
}

/// Numbers of persons where a run went on that knew the first rows, in the order of their age.
fn numbers_stay(
    before: &(Matched, Carried),
    first: &Rows,
    after: &(Matched, Carried),
    then: &Rows,
    by_age: &Rows,
) {
    let number = |run: &(Matched, Carried), at: usize| run.1.numbers[run.0.linked.person_of[at] as usize];
    let place = |rows: &Rows, id: u64| rows.iter().position(|r| r.0 == id);
    let mut seen = std::collections::BTreeSet::new();
    for (id, _) in by_age {
        let old = number(before, place(first, *id).unwrap());
        if let Some(now) = place(then, *id)
            && seen.insert(old)
        {
            // The first record of a person keeps its number, or has joined one with a lesser.
            assert!(number(after, now) <= old);
        }
    }
    let mut of_person = after.1.numbers.clone();
    of_person.sort_unstable();
    of_person.dedup();
    assert_eq!(of_person.len(), after.0.linked.persons(), "no number twice");
    let next = before.1.numbers.iter().max().map_or(0, |n| n + 1);
    for (at, _) in then.iter().enumerate() {
        let number = number(after, at);
        let known = before.1.numbers.contains(&number);
        assert!(known || number >= next);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_come_give_what_all_rows_give(
        rows in prop_oneof![2 => few(), 2 => many()],
        choice in 0..CHOICES.len(),
        come in prop::collection::vec(0u8..8, 400 * 3),
        few_come in any::<bool>(),
        by_coarse in any::<bool>(),
    ) {
        let all = numbered(&rows);
        // In two turns, and never among the rows that were there alone.
        let turn = |i: usize| match come[i % come.len()] { 0 => 1, 1 if few_come => 0, 1 | 2 => 2, _ => 0 };
        let until = |t: u8| -> Rows {
            all.iter().enumerate().filter(|(i, _)| turn(*i) <= t).map(|(_, r)| *r).collect()
        };
        let (first, second) = (until(0), until(1));
        prop_assume!(first.len() > 1);
        let columns = CHOICES[choice];
        let learned = again(&of(&first, columns), None, None);
        let model = learned.0.model.clone().unwrap();
        let model = if by_coarse { coarse(model, columns) } else { model };
        let mut before = again(&of(&first, columns), None, Some(&model));
        prop_assert_eq!(&before.0.linked, &in_full(&of(&first, columns), &model));
        let (mut known, mut by_age) = (first.clone(), first);
        for now in [second, all] {
            let records = of(&now, columns);
            let after = again(&records, before.1.state.as_ref(), None);
            prop_assert_eq!(&after.0.linked, &in_full(&records, &model), "{:?}", after.1.since);
            prop_assert_eq!(after.0.model.as_ref(), Some(&model));
            numbers_stay(&before, &known, &after, &now, &by_age);
            by_age.extend(now.iter().filter(|row| !known.contains(row)));
            (before, known) = (after, now);
        }
    }

    #[test]
    fn rows_that_go_or_change_give_what_the_others_give(
        rows in many(),
        choice in 0..CHOICES.len(),
        drawn in prop::collection::vec(0u16..1000, 400 * 3),
        by_coarse in any::<bool>(),
    ) {
        let all = numbered(&rows);
        let columns = CHOICES[choice];
        let drawn = |i: usize| drawn[i % drawn.len()];
        let first: Rows = all.iter().enumerate().filter(|(i, _)| drawn(*i) >= 30).map(|(_, r)| *r).collect();
        let mut then = Rows::new();
        for (i, (id, row)) in all.iter().enumerate() {
            match drawn(i) {
                970..990 => {}
                950..970 => then.push((*id, Row { slip: (row.slip + 3) % SLIPS, ..*row })),
                _ => then.push((*id, *row)),
            }
        }
        let model = again(&of(&first, columns), None, None).0.model.unwrap();
        let model = if by_coarse { coarse(model, columns) } else { model };
        let before = again(&of(&first, columns), None, Some(&model));
        let records = of(&then, columns);
        let after = again(&records, before.1.state.as_ref(), None);
        prop_assert_eq!(&after.0.linked, &in_full(&records, &model), "{:?}", after.1.since);
        numbers_stay(&before, &first, &after, &then, &first);
    }

    #[test]
    fn a_row_that_stands_many_times_is_no_other(
        rows in few(),
        times in prop::collection::vec((0usize..120, 1usize..9), 1..6),
        split in 8usize..160,
    ) {
        let copies = times.iter().flat_map(|&(at, n)| std::iter::repeat_n(rows[at % rows.len()], n));
        let rows: Vec<Row> = rows.iter().copied().chain(copies).collect();
        let all = numbered(&rows);
        let first: Rows = all.iter().take(split).copied().collect();
        let before = again(&of(&first, &[]), None, None);
        let model = before.0.model.clone().unwrap();
        let turned: Rows = all.iter().rev().copied().collect();
        for now in [all, turned] {
            let records = of(&now, &[]);
            let after = again(&records, before.1.state.as_ref(), None);
            prop_assert_eq!(&after.0.linked, &in_full(&records, &model), "{:?}", after.1.since);
            numbers_stay(&before, &first, &after, &now, &first);
        }
    }
}
