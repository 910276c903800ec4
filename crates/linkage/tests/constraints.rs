//! What is known of pairs holds in every partition, best or drawn.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use linkage::{
    Column, Decided, Given, LinkError, Linked, List, Records, Settings, Span, Values, Verdict, link_given,
};
use names::Name;
use proptest::prelude::*;

const NAMES: [&str; 6] =
    ["Karim Oram", "Karim Orram", "Salma Haddun", "Tarek Oram", "Karim Salem Oram", "Salma Hadun"];

/// Records with few values, so that groups grow large and much is in doubt.
fn records(picks: &[(u32, usize, i8)], whole: bool) -> Records {
    let names: Vec<Option<Name>> = picks.iter().map(|p| Name::parse(NAMES[p.1])).collect();
    let day = |p: &(u32, usize, i8)| {
        let day = date(2031, 3, 1 + p.2);
        Some(Span { first: day, last: day })
    };
    Records {
        lists: (0..3).map(|l| List { name: format!("list {l}"), one_per_list: whole && l != 1 }).collect(),
        list_of: picks.iter().map(|p| p.0).collect(),
        columns: vec![
            Column { name: "name".into(), values: Values::Name(names.iter().map(Option::as_ref).collect()) },
            Column { name: "death".into(), values: Values::Event(picks.iter().map(day).collect()) },
        ],
    }
}

fn run(records: &Records, decided: &[Decided], draws: u16) -> Result<Linked, LinkError> {
    let settings = Settings { draws, pairs: true, ..Settings::default() };
    let given = Given { decided, ..Given::default() };
    Ok(link_given(records, settings, given, &|_, _, _| {})?.linked)
}

fn decided(a: u32, b: u32, verdict: Verdict) -> Decided {
    Decided { a, b, verdict }
}

/// The best partition, and all that were drawn.
fn partitions(linked: &Linked) -> Vec<Vec<u32>> {
    let draws = (0..linked.draws).map(|d| linked.draw(d));
    std::iter::once(linked.person_of.clone()).chain(draws).collect()
}

fn is_partition(linked: &Linked, n: usize) {
    assert_eq!(linked.person_of.len(), n);
    let mut next = 0;
    for &person in &linked.person_of {
        assert!(person <= next);
        next = next.max(person + 1);
    }
    assert!(linked.probability.iter().all(|p| (0.0..=1.0).contains(p)));
    assert!(linked.pairs.is_sorted_by(|x, y| (x.a, x.b) < (y.a, y.b)));
    for group in &linked.groups {
        assert!(group.records.is_sorted());
        assert!(group.partitions.iter().all(|p| p.len() == group.records.len() && p[0] == 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn constraints_are_never_violated(
        picks in prop::collection::vec((0u32..3, 0usize..6, 0i8..3), 2..70),
        decisions in prop::collection::vec((0usize..70, 0usize..70, 0u8..3), 0..12),
        whole: bool,
        draws in prop::sample::select(vec![0u16, 7]),
    ) {
        let n = picks.len();
        let records = records(&picks, whole);
        let verdict = |v| [Verdict::Same, Verdict::Different, Verdict::CannotTell][usize::from(v)];
        let decisions: Vec<Decided> =
            decisions.into_iter().map(|(a, b, v)| decided((a % n) as u32, (b % n) as u32, verdict(v))).collect();
        let linked = match run(&records, &decisions, draws) {
            Ok(linked) => linked,
            Err(LinkError::Contradiction { .. } | LinkError::TwiceInList { .. }) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        is_partition(&linked, n);
        for person in partitions(&linked) {
            for d in &decisions {
                let together = person[d.a as usize] == person[d.b as usize];
                match d.verdict {
                    Verdict::Same => prop_assert!(together),
                    Verdict::Different => prop_assert!(!together),
                    Verdict::CannotTell => {}
                }
            }
            for i in 0..n {
                for j in i + 1..n {
                    let list = records.list_of[i];
                    let apart = list == records.list_of[j] && records.lists[list as usize].one_per_list;
                    prop_assert!(!apart || person[i] != person[j], "{} and {}", i, j);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_told_changes_nothing(picks in prop::collection::vec((0u32..3, 0usize..6, 0i8..3), 2..30)) {
        let records = records(&picks, false);
        let undecided = [decided(0, 1, Verdict::CannotTell)];
        prop_assert_eq!(run(&records, &undecided, 7), run(&records, &[], 7));
    }
}

#[test]
fn decided_pairs_are_listed_as_certain() {
    let records = records(&[(0, 0, 0), (1, 2, 1), (1, 0, 0), (2, 3, 2)], false);
    let linked = run(&records, &[decided(3, 1, Verdict::Same)], 0).unwrap();
    assert_eq!(linked.person_of[1], linked.person_of[3]);
    let pair = linked.pairs.iter().find(|p| (p.a, p.b) == (1, 3)).unwrap();
    assert_eq!(pair.probability, 1.0);
    assert_eq!(linked.probability[1], 1.0);
}

#[test]
fn contradictions_name_the_records() {
    let records = records(&[(0, 0, 0), (1, 0, 0), (2, 0, 0), (2, 0, 1)], true);
    use Verdict::{Different, Same};
    let refused = run(&records, &[decided(0, 1, Same), decided(2, 1, Same), decided(0, 2, Different)], 0);
    assert_eq!(refused, Err(LinkError::Contradiction { a: 0, b: 2 }));
    let refused = run(&records, &[decided(3, 2, Same)], 0);
    assert_eq!(refused, Err(LinkError::TwiceInList { a: 2, b: 3, list: "list 2".into() }));
    let refused = run(&records, &[decided(9, 2, Same)], 0);
    assert_eq!(refused, Err(LinkError::NoSuchRecord { record: 9, records: 4 }));
    assert!(refused.unwrap_err().to_string().contains("record 9"));
}
