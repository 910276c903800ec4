//! Averages over decomposable graphs against independently computed values, and what must hold of them for any table.

mod tables;

use estimate::graphical::{Average, FURTHEST, Graph, Grid, MOST_POINTS, Options, average};
use estimate::loglinear::{Cells, Model};
use estimate::{Error, OverlapTable};
use proptest::prelude::*;

/// Table, prior count, range, mean, standard deviation, mode, quantiles 2.5, 50 and 97.5 %.
type Row = (&'static str, f64, u64, f64, f64, u64, [u64; 3]);

/// They include the complete graph.
const REFERENCE: [Row; 7] = [
    ("diabetes5", 0.5, 300, 617.815_891, 17.262_502, 614, [588, 616, 655]),
    ("diabetes5", 1.0 / 32.0, 300, 618.910_669, 16.760_200, 615, [590, 618, 656]),
    ("kosovo", 1.0 / 16.0, 20_000, 12_749.174_163, 1_714.550_746, 12_267, [9_827, 12_595, 16_543]),
    ("kosovo", 0.5, 20_000, 11_030.733_063, 2_205.690_953, 4_401, [4_500, 11_323, 14_486]),
    ("uk5", 1.0 / 32.0, 100_000, 21_282.257_170, 7_171.804_492, 11_718, [10_387, 22_990, 33_510]),
    ("ned5", 1.0 / 32.0, 200_000, 85_976.979_949, 55_632.553_632, 47_655, [41_628, 50_218, 193_735]),
    ("neworl5", 1.0 / 32.0, 20_000, 936.545_230, 334.845_219, 774, [511, 869, 1_762]),
];

fn with_complete(name: &str, delta: f64, high: u64) -> Average {
    let options = Options { delta: Some(delta), grid: Grid::Range(1..=high), complete: true };
    average(&tables::read(name), &options).expect("an answer")
}

fn automatic(table: &OverlapTable) -> Average {
    average(table, &Options::default()).expect("an answer")
}

fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got}, not {want}");
}

#[test]
fn every_reference_posterior_is_met() {
    for (name, delta, high, mean, sd, mode, quantiles) in REFERENCE {
        let answer = with_complete(name, delta, high);
        let p = &answer.posterior;
        near(p.mean(), mean, 1e-5);
        near(p.sd(), sd, 1e-5);
        assert_eq!(p.mode(), mode, "{name}");
        assert_eq!([0.025, 0.5, 0.975].map(|q| p.quantile(q)), quantiles, "{name}");
        near(answer.graphs.iter().map(|weighed| weighed.probability).sum(), 1.0, 1e-12);
        near(
            answer.graphs.iter().map(|weighed| weighed.probability * weighed.mean).sum(),
            p.mean(),
            1e-9 * p.mean(),
        );
    }
}

#[test]
fn the_most_probable_graphs_are_met() {
    let diabetes = with_complete("diabetes5", 0.5, 300);
    let kosovo = with_complete("kosovo", 1.0 / 16.0, 20_000);
    for (answer, place, graph, probability) in [
        (&diabetes, 0, "{12,13,24,45}", 0.217_073),
        (&diabetes, 1, "{12,13,45}", 0.160_294),
        (&kosovo, 0, "{123,134}", 0.985_514),
    ] {
        assert_eq!(answer.graphs[place].graph.to_string(), graph);
        near(answer.graphs[place].probability, probability, 1e-6);
    }
    assert_eq!((diabetes.considered, kosovo.considered), (822, 61));
    let names = tables::read("kosovo").lists().to_vec();
    assert_eq!(kosovo.graphs[0].graph.in_names(&names), "EXH:ABA:OSCE, EXH:OSCE:HRW");
}

#[test]
fn the_complete_graph_is_left_out_but_said() {
    let with = with_complete("kosovo", 0.5, 20_000);
    let options = Options { delta: Some(0.5), grid: Grid::Range(1..=20_000), complete: false };
    let without = average(&tables::read("kosovo"), &options).unwrap();
    near(with.complete, 0.061_099, 1e-6);
    near(without.complete, with.complete, 1e-12);
    assert!(without.graphs.iter().all(|weighed| !weighed.graph.is_complete()));
    assert_eq!((with.considered, without.considered), (61, 60));
    assert!(with.posterior.mode() == 4_401 && (11_000..11_500).contains(&without.posterior.mode()));
    // Removing it leaves the others' odds as they were.
    let odds = |answer: &Average, i: usize| {
        answer.graphs.iter().filter(|w| !w.graph.is_complete()).nth(i).unwrap().probability
    };
    near(odds(&with, 1) / odds(&with, 0), odds(&without, 1) / odds(&without, 0), 1e-12);
}

#[test]
fn a_range_that_cuts_the_posterior_is_said() {
    let cut = with_complete("ned5", 1.0 / 32.0, 200_000);
    assert!(!cut.reliable() && cut.edge > 0.1, "{}", cut.edge);
    let whole = automatic(&tables::read("ned5"));
    assert!(!cut.has_moments() && whole.has_moments());
    assert!(whole.reliable() && whole.posterior.mean() > cut.posterior.mean() + 1_000.0);
}

#[test]
fn a_tail_too_heavy_for_a_deviation_is_said() {
    // Overlaps of 1 and 2 people: quantiles there are, but the mean and the deviation grow with the range.
    let answer = automatic(&tables::read("artificial3"));
    assert!(answer.reliable() && !answer.has_moments(), "{}", answer.edge_variance);
    for name in ["kosovo", "uk5", "neworl5", "gaza"] {
        assert!(automatic(&tables::read(name)).has_moments(), "{name}");
    }
}

#[test]
fn two_modes_are_said() {
    let modes = |name: &str| automatic(&tables::read(name)).posterior.modes().to_vec();
    let ned = modes("ned5");
    assert_eq!(ned.len(), 2);
    assert!((47_000..48_500).contains(&ned[0].at) && (155_000..165_000).contains(&ned[1].at), "{ned:?}");
    assert!((0.6..0.7).contains(&ned[0].mass), "{ned:?}");
    for (name, several) in [("kosovo", false), ("diabetes5", false), ("neworl5", false), ("uk5", true)] {
        assert_eq!(automatic(&tables::read(name)).posterior.is_multimodal(), several, "{name}");
    }
}

#[test]
fn six_lists_are_answered() {
    let answer = automatic(&tables::read("uk6"));
    assert!(answer.considered == 18_153 && answer.reliable());
    let options = Options { grid: Grid::Range(0..=100_000), ..Options::default() };
    let exact = average(&tables::read("uk6"), &options).unwrap();
    close(&answer, &exact, 1e-6);
    assert_eq!(answer.graphs[0].graph.to_string(), "{125,135,36,45}");
}

/// The means, deviations, quantiles and graphs are the same but for so much of a standard deviation.
fn close(a: &Average, b: &Average, within: f64) {
    let sd = b.posterior.sd();
    near(a.posterior.mean(), b.posterior.mean(), within * sd);
    near(a.posterior.sd(), sd, within * sd);
    for p in [0.025, 0.1, 0.5, 0.9, 0.975] {
        near(a.posterior.quantile(p) as f64, b.posterior.quantile(p) as f64, 1e-4 * sd + 1.0);
    }
    for (a, b) in a.graphs.iter().zip(&b.graphs).take(3) {
        assert_eq!(a.graph, b.graph);
        near(a.probability, b.probability, within);
    }
}

/// The table with all counts so many times as large.
fn scaled(name: &str, factor: u64) -> OverlapTable {
    let table = tables::read(name);
    OverlapTable::new(table.lists().to_vec(), table.patterns().iter().map(|&(p, c)| (p, c * factor)))
        .expect("the table is sound")
}

#[test]
fn the_automatic_cells_meet_the_sum_over_every_number() {
    for (table, low, high) in [
        (tables::read("kosovo"), 0, 100_000),
        (scaled("kosovo", 10), 0, 400_000),
        // Here no number far from the peak matters.
        (scaled("kosovo", 1_000), 7_500_000, 9_400_000),
        (scaled("gaza", 20), 100_000, 1_500_000),
    ] {
        let options = Options { grid: Grid::Range(low..=high), ..Options::default() };
        let exact = average(&table, &options).unwrap();
        close(&automatic(&table), &exact, 1e-6);
    }
}

#[test]
fn the_largest_tables_have_narrow_posteriors() {
    let (small, large) = (automatic(&scaled("kosovo", 10_000)), automatic(&scaled("kosovo", 200_000_000)));
    let (p, q) = (&small.posterior, &large.posterior);
    // The same shares, 20,000 times the people: relative deviations go with the square root.
    near(q.mean() / 20_000.0 / p.mean(), 1.0, 1e-4);
    near(q.sd() / q.mean() * 20_000f64.sqrt(), p.sd() / p.mean(), 1e-3 * p.sd() / p.mean());
    assert!(large.reliable() && q.quantile(1.0) < FURTHEST);
}

#[test]
fn strange_tables_are_answered_without_a_panic() {
    let names = |lists: usize| (0..lists).map(|i| format!("list{i}")).collect::<Vec<_>>();
    let apart = |lists: usize, count: u64| {
        OverlapTable::new(names(lists), (0..lists).map(|i| (1 << i, count))).unwrap()
    };
    let all =
        |lists: usize, count: u64| OverlapTable::new(names(lists), [((1 << lists) - 1, count)]).unwrap();
    let mut strange: Vec<OverlapTable> = Vec::new();
    for lists in 3..=4 {
        strange.extend([
            apart(lists, 1),
            apart(lists, 150_000_000_000),
            all(lists, 1),
            all(lists, 1_000_000_000_000),
        ]);
        strange.push(OverlapTable::new(names(lists), [(1, 1)]).unwrap());
        strange.push(OverlapTable::new(names(lists), [(1, 500_000_000_000), (3, 1)]).unwrap());
    }
    for table in strange {
        for delta in [None, Some(1e-6), Some(1e3)] {
            for complete in [false, true] {
                for grid in [Grid::Automatic, Grid::Range(0..=0), Grid::Range(FURTHEST - 9..=FURTHEST)] {
                    let answer = average(&table, &Options { delta, grid, complete }).unwrap();
                    sound(&answer);
                }
            }
        }
    }
}

/// What holds of every answer.
fn sound(answer: &Average) {
    let p = &answer.posterior;
    near(answer.graphs.iter().map(|weighed| weighed.probability).sum(), 1.0, 1e-12);
    assert!(p.mean().is_finite() && p.sd().is_finite() && p.mean() >= p.listed() as f64, "{answer:?}");
    assert!(
        (0.0..=1.0).contains(&answer.complete) && answer.edge >= 0.0,
        "{} {}",
        answer.complete,
        answer.edge
    );
    let quantiles = [0.0, 0.025, 0.5, 0.975, 1.0].map(|q| p.quantile(q));
    assert!(quantiles.is_sorted() && quantiles[0] >= p.listed(), "{quantiles:?}");
    assert!((quantiles[0]..=quantiles[4]).contains(&p.mode()));
    assert!(p.modes().iter().map(|mode| mode.mass).sum::<f64>() <= 1.0 + 1e-9);
    let curve = p.curve(200);
    assert!(curve.len() <= 200 && curve.iter().all(|&(_, density)| density >= 0.0));
}

#[test]
fn quantiles_and_shares_are_each_others_inverse() {
    for answer in [automatic(&tables::read("ned5")), with_complete("neworl5", 1.0 / 32.0, 20_000)] {
        let p = &answer.posterior;
        for q in [0.001, 0.025, 0.3, 0.5, 0.66, 0.975] {
            let total = p.quantile(q);
            assert!(p.at_most(total) >= q - 1e-12 && p.at_most(total - 1) < q, "{q} {total}");
        }
        assert_eq!((p.at_most(0), p.at_most(p.quantile(1.0))), (0.0, 1.0));
        let curve = p.curve(200);
        let step = (curve[curve.len() - 1].0 - curve[0].0) / (curve.len() - 1) as f64;
        near(curve.iter().map(|&(_, density)| density * step).sum(), 0.998, 0.005);
    }
}

#[test]
fn draws_follow_the_posterior_and_their_seed() {
    let p = automatic(&tables::read("kosovo")).posterior;
    let draws = p.draws(7, 20_000);
    assert_eq!(draws, p.draws(7, 20_000));
    assert_ne!(draws[..100], p.draws(8, 100));
    let mean = draws.iter().sum::<u64>() as f64 / draws.len() as f64;
    near(p.listed() as f64 + mean, p.mean(), 4.0 * p.sd() / (draws.len() as f64).sqrt());
    let below = draws.iter().filter(|&&unlisted| unlisted <= p.unlisted(0.1)).count();
    near(below as f64 / draws.len() as f64, 0.1, 0.01);
}

#[test]
fn what_cannot_be_averaged_is_refused() {
    let two = OverlapTable::new(vec!["north".into(), "south".into()], [(1, 5), (2, 4), (3, 2)]).unwrap();
    let refused = |table: &OverlapTable, options: Options| average(table, &options).unwrap_err();
    assert_eq!(refused(&two, Options::default()), Error::GraphLists { found: 2 });
    let eight = refused(&tables::read("neworl8"), Options::default());
    assert_eq!(eight, Error::GraphLists { found: 8 });
    assert!(eight.to_string().contains("leave out or merge some"));
    let gaza = tables::read("gaza");
    for delta in [0.0, -1.0, 1e9, f64::NAN] {
        let options = Options { delta: Some(delta), ..Options::default() };
        assert!(matches!(refused(&gaza, options), Error::PriorCount { .. }));
    }
    #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    for range in [5..=4, 0..=MOST_POINTS, FURTHEST..=FURTHEST + 1, 0..=u64::MAX] {
        let options = Options { grid: Grid::Range(range), ..Options::default() };
        assert!(matches!(refused(&gaza, options), Error::Unsummable { .. }));
    }
}

fn table(counts: &[u64], lists: usize) -> Option<OverlapTable> {
    let names = (0..lists).map(|i| format!("list{i}")).collect();
    OverlapTable::new(names, (1u32..).zip(counts.iter().copied())).ok()
}

fn counts(lists: usize) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![2 => Just(0u64), 5 => 0u64..40, 3 => 0u64..2_000], (1 << lists) - 1)
}

fn moved(pattern: u32, order: &[usize]) -> u32 {
    order.iter().enumerate().filter(|(i, _)| pattern >> i & 1 == 1).fold(0, |q, (_, to)| q | 1 << to)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_the_lists_changes_nothing(
        c in counts(4), order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let Some(t) = table(&c, 4) else { return Ok(()) };
        let other = t.patterns().iter().map(|&(p, count)| (moved(p, &order), count));
        let (a, b) = (automatic(&t), automatic(&OverlapTable::new(t.lists().to_vec(), other).unwrap()));
        let (p, q) = (&a.posterior, &b.posterior);
        prop_assert!((p.mean() - q.mean()).abs() < 1e-6 * q.sd().max(1.0), "{} {}", p.mean(), q.mean());
        prop_assert!((p.sd() / q.sd() - 1.0).abs() < 1e-5);
        // The same graph under its other name weighs the same.
        let best = &a.graphs[0];
        let mut cliques: Vec<u32> = best.graph.cliques().iter().map(|&clique| moved(clique, &order)).collect();
        cliques.sort_unstable();
        let same = b.graphs.iter().find(|weighed| {
            let mut theirs = weighed.graph.cliques();
            theirs.sort_unstable();
            theirs == cliques
        });
        prop_assert!((same.unwrap().probability - best.probability).abs() < 1e-6);
    }

    #[test]
    fn patterns_that_were_never_seen_may_be_written_or_not(c in counts(3)) {
        let Some(t) = table(&c, 3) else { return Ok(()) };
        let unseen = (1..8).map(|pattern| (pattern, 0)).chain(t.patterns().iter().copied());
        let written = OverlapTable::new(t.lists().to_vec(), unseen).unwrap();
        prop_assert_eq!(automatic(&t), automatic(&written));
    }

    #[test]
    fn every_answer_is_sound(c in counts(3), d in counts(5), delta in 0.001f64..2.0, complete: bool) {
        for (c, lists) in [(c, 3), (d, 5)] {
            let Some(t) = table(&c, lists) else { continue };
            let grid = if complete { Grid::Range(0..=500) } else { Grid::Automatic };
            sound(&average(&t, &Options { delta: Some(delta), grid, complete }).unwrap());
        }
    }

    #[test]
    fn independent_lists_give_what_independence_gives(
        shares in prop::collection::vec(0.2f64..0.6, 4), people in 5_000f64..50_000.0,
    ) {
        let count = |x: u32| {
            let share = |(i, p): (usize, &f64)| if x >> i & 1 == 1 { *p } else { 1.0 - p };
            (people * shares.iter().enumerate().map(share).product::<f64>()).round() as u64
        };
        let t = table(&(1..16).map(count).collect::<Vec<_>>(), 4).unwrap();
        let fit = Cells::new(&t).fit(&Model::independence(4).unwrap()).unwrap();
        let answer = automatic(&t);
        prop_assert_eq!(answer.graphs[0].graph, Graph::new(4, 0).unwrap());
        let p = &answer.posterior;
        prop_assert!((p.mean() - fit.total()).abs() < 0.5 * fit.se(), "{} {}", p.mean(), fit.total());
        prop_assert!((0.7..2.5).contains(&(p.sd() / fit.se())), "{} {}", p.sd(), fit.se());
    }
}
