//! What is found with the help of what was found before is what is found in one go: in blocks of any size, among records that
//! come, go and change.

use super::Again;
use super::known::Known;
use super::state::{Rows, State};
use crate::cluster::Edge;
use crate::pairs::LEAST_WEIGHT;
use crate::pairs::Search;
use crate::posterior::Linked;
use crate::records::{Coded, Column, List, NONE, Records, Values};
use crate::{Given, ModelFile, Settings, content, link_few_alike, record_id, resume};
use proptest::prelude::*;

/// Records that say little: blocks of them are large.
fn records(rows: &[u64]) -> Records {
    let column = |(at, most): (usize, u64)| {
        let value = |row: &u64| {
            let drawn = content::mix(row ^ (at as u64) << 50);
            (!drawn.is_multiple_of(16)).then(|| (drawn / 16 % most).to_string())
        };
        Column {
            name: format!("c{at}"),
            values: Values::Category(rows.iter().map(value).collect::<Coded<String>>()),
        }
    };
    Records {
        lists: vec![List::named("list")],
        list_of: vec![0; rows.len()],
        columns: [2, 3, 7, 12, 60].into_iter().enumerate().map(column).collect(),
    }
}

/// What is done with a search of some records by a model.
fn searched<T>(rows: &[u64], model: &ModelFile, work: impl FnOnce(&Search) -> T) -> T {
    let records = records(rows);
    let kept = model.kept(&records);
    let contents = content::contents(&records, Some(&kept));
    let given = Given { model: Some(model), ..Given::default() };
    let mut done = None;
    let find = |search: &Search| {
        done = Some(work(search));
        Vec::new()
    };
    let settings = Settings { draws: 0, ..Settings::default() };
    link_few_alike(&records, &contents, Some(&kept), settings, given, &|_, _, _| {}, find).unwrap();
    done.unwrap()
}

fn state(rows: &[u64]) -> State {
    let ids: Vec<u64> = (0..rows.len() as u64).collect();
    let settings = Settings { draws: 0, ..Settings::default() };
    resume(&records(rows), &ids, None, settings, Given::default(), &|_, _, _| {}).unwrap().1.state.unwrap()
}

fn pairs(edges: &[Edge]) -> Vec<(u32, u32)> {
    edges.iter().map(|edge| (edge.0, edge.1)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_pair_that_shares_a_block_is_found(
        // Among them numbers at which blocks of the first column, or parts of these, come to be too large or are so no more.
        records in prop_oneof![100usize..1300, 630usize..680, 1090usize..1240],
        salt in any::<u64>(),
        few_rules in any::<bool>(),
        come in prop_oneof![Just(0u64), 1u64..200],
        gone in prop_oneof![Just(0u64), 1u64..60],
    ) {
        let rows: Vec<u64> = (0..records as u64).map(|row| content::mix(row ^ salt)).collect();
        let drawn = |row: &u64| content::mix(*row) % 1000;
        let first: Vec<u64> = rows.iter().copied().filter(|row| drawn(row) >= come).collect();
        let then: Vec<u64> = rows.iter().copied().filter(|row| drawn(row) < 1000 - gone).collect();
        prop_assume!(first.len() > 50 && then.len() > 50);
        let mut state = state(&first);
        let rule = |atoms: &[&str]| atoms.iter().map(|atom| (*atom).to_owned()).collect::<Vec<_>>();
        state.model.rules = if few_rules { vec![rule(&["c0"])] } else { vec![rule(&["c0"]), rule(&["c1", "c3"]), rule(&["c4"])] };
        state.model.rescues = vec![rule(&["c2"])];
        let model = state.model.clone();
        let all = f32::NEG_INFINITY;
        state.pairs = searched(&first, &model, |search| pairs(&search.all(all)));
        let at: Vec<u32> = (first.iter())
            .map(|row| then.iter().position(|other| other == row).map_or(NONE, |at| at as u32))
            .collect();
        let gone = at.iter().filter(|at| **at == NONE).count();
        let is_new = then.iter().map(|row| !first.contains(row)).collect();
        let again = Again { state: &state, is_other_model: false, at, is_new, gone };
        let (found, in_one_go) = searched(&then, &model, |search| (again.pairs(search, all), search.all(all)));
        prop_assert!(found == in_one_go, "{} pairs, not {}", found.len(), in_one_go.len());
        prop_assert!(in_one_go.iter().any(|edge| edge.2 < LEAST_WEIGHT));
    }
}

#[test]
fn a_record_is_known_by_the_same_number_for_ever() {
    let ids =
        [("north", "n1", 0), ("north", "n1", 1), ("northn", "1", 0), ("", "", 0), ("شمال", "الرقم ٢٣", 0)];
    let known = [
        10_103_338_351_216_085_724,
        2_129_839_853_860_642_948,
        15_463_317_788_945_210_111,
        7_162_328_886_435_488_531,
        18_377_031_310_281_134_692,
    ];
    assert_eq!(ids.map(|(list, id, before)| record_id(list, id, before)), known);
}

#[test]
fn the_first_record_of_a_person_keeps_its_number() {
    let mut state = state(&(0..60).map(content::mix).collect::<Vec<_>>());
    state.rows = Rows {
        ids: vec![1, 2, 3, 4, 5],
        contents: vec![0; 5],
        persons: vec![0, 0, 1, 2, 2],
        compared: vec![true; 5],
    };
    (state.numbers, state.next) = (vec![10, 4, 7], 11);
    // The first and the third are one person now, the others are alone, and one id stands twice.
    let known = Known::new(&[5, 1, 9, 3, 4, 9, 2], Some(&state), None);
    let linked = Linked { person_of: vec![0, 1, 2, 1, 3, 4, 5], ..Linked::default() };
    assert_eq!(known.numbers(&linked).unwrap(), (vec![11, 4, 12, 7, 13, 14], 15));
    assert_eq!(known.by_age(), [1, 6, 3, 4, 0, 2, 5]);
    // Each record of the state is met once.
    let known = Known::new(&[1, 1, 7, 2], Some(&state), Some(&[0, 0, 0, 3]));
    assert_eq!([0, 1, 2].map(|place| known.same_at(place)), [Some(0), None, None]);
    let since = known.since();
    assert_eq!((since.same, since.changed, since.new, since.gone), (1, 1, 2, 3));
}

#[test]
fn what_was_cut_short_or_changed_is_no_state() {
    let state = state(&(0..120).map(content::mix).collect::<Vec<_>>());
    assert!(!state.pairs.is_empty());
    let bytes = state.to_bytes();
    assert!(State::parse(&bytes).unwrap() == state);
    for end in (0..bytes.len()).step_by(13) {
        assert!(State::parse(&bytes[..end]).is_err());
    }
    for at in (0..bytes.len()).step_by(7) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 4;
        assert!(State::parse(&bytes).is_err());
    }
}
