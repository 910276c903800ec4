//! What must hold for any table, and what must hold of the estimate over many simulated ones.

use estimate::loglinear::{Cells, Model};
use estimate::{Lineage, Outcome, OverlapTable, chao, estimate};
use proptest::prelude::*;

fn table(counts: &[u64], lists: usize) -> Option<OverlapTable> {
    let names = (0..lists).map(|i| format!("list{i}")).collect();
    OverlapTable::new(names, (1u32..).zip(counts.iter().copied())).ok()
}

/// The table with its lists in another order: list i stands where `order[i]` says.
fn reordered(t: &OverlapTable, order: &[usize]) -> OverlapTable {
    let mut names = vec![String::new(); order.len()];
    for (i, &to) in order.iter().enumerate() {
        names[to] = t.lists()[i].clone();
    }
    let moved = t.patterns().iter().map(|&(p, count)| {
        let q = order.iter().enumerate().filter(|(i, _)| p >> i & 1 == 1).fold(0, |q, (_, to)| q | 1 << to);
        (q, count)
    });
    OverlapTable::new(names, moved).expect("the same table")
}

fn counts(lists: usize) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![2 => Just(0u64), 5 => 0u64..40, 3 => 0u64..2_000], (1 << lists) - 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_the_lists_changes_nothing(
        c in counts(4), order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let Some(t) = table(&c, 4) else { return Ok(()) };
        let (a, b) = (estimate(&t, &Lineage::default()), estimate(&reordered(&t, &order), &Lineage::default()));
        match (a.numbers(), b.numbers()) {
            (None, None) => {}
            (Some((p, l, h)), Some((q, m, i))) => {
                prop_assert!((p / q - 1.0).abs() < 1e-5 && (l / m - 1.0).abs() < 1e-5 && (h / i - 1.0).abs() < 1e-5);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn scaling_the_counts_scales_the_total(c in prop::collection::vec(1u64..500, 15), k in 2u64..50) {
        let more: Vec<u64> = c.iter().map(|v| v * k).collect();
        let (a, b) = (table(&c, 4).unwrap(), table(&more, 4).unwrap());
        let model = Model::parse("[12,34]", 4).unwrap();
        let (x, y) = (Cells::new(&a).fit(&model).unwrap(), Cells::new(&b).fit(&model).unwrap());
        prop_assert!((y.total() / (k as f64 * x.total()) - 1.0).abs() < 1e-6);
        let (x, y) = (chao::mth(&a).unwrap(), chao::mth(&b).unwrap());
        prop_assert!((y.point / (k as f64 * x.point) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_is_said_is_coherent(c in counts(3), d in counts(5)) {
        for (c, lists) in [(c, 3), (d, 5)] {
            let Some(t) = table(&c, lists) else { continue };
            match estimate(&t, &Lineage::default()) {
                Outcome::Identified { point, low, high, support, .. } => {
                    prop_assert!(t.n() as f64 <= low && low <= point && point <= high && high.is_finite());
                    prop_assert!((support.iter().map(|s| s.weight).sum::<f64>() - 1.0).abs() < 1e-9);
                }
                Outcome::NotIdentified { reason, .. } => prop_assert!(reason.len() > 40),
            }
        }
    }
}

/// A small generator (Knuth's MMIX constants), so that the test is the same everywhere.
struct Lcg(u64);

impl Lcg {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[test]
fn simulated_independent_lists_are_covered() {
    let truth = 3_000;
    let (mut covered, mut answered) = (0, 0);
    let runs = 60;
    for seed in 0..runs {
        let mut random = Lcg(seed * 7_919 + 17);
        for _ in 0..10 {
            random.uniform();
        }
        let mut c = vec![0u64; 15];
        for _ in 0..truth {
            let listed = [0.3, 0.25, 0.35, 0.2].iter().enumerate();
            let x = listed.fold(0usize, |x, (i, p)| x | usize::from(random.uniform() < *p) << i);
            if x > 0 {
                c[x - 1] += 1;
            }
        }
        if let Some((_, low, high)) = estimate(&table(&c, 4).unwrap(), &Lineage::default()).numbers() {
            answered += 1;
            covered += u32::from((low..=high).contains(&f64::from(truth)));
        }
    }
    assert!(answered >= 55, "{answered} of {runs} answered");
    assert!(covered * 100 >= answered * 90, "{covered} of {answered} covered");
}

#[test]
fn lists_that_copy_each_other_do_not_shrink_the_total() {
    // The fourth list repeats the first: taken for independent it would pull the total down.
    let mut c = [0u64; 15];
    for (x, count) in [(1usize, 240), (2, 200), (4, 300), (3, 60), (5, 90), (6, 75), (7, 25)] {
        c[if x & 1 == 1 { x | 8 } else { x } - 1] += count;
    }
    let t = table(&c, 4).unwrap();
    let lineage = Lineage { derived: vec![(3, 0)], partial: vec![] };
    let three = table(&[240, 200, 60, 300, 90, 75, 25], 3).unwrap();
    assert_eq!(
        estimate(&t, &lineage).numbers().map(|n| n.0.round()),
        estimate(&three, &Lineage::default()).numbers().map(|n| n.0.round())
    );
}
