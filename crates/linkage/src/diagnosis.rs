//! What a statistician asks of a model: how many matches it expects where, which pairs it looks at and which it misses, and
//! how far apart it holds matches and the rest. What it makes of each level stands in the [`ModelFile`](crate::ModelFile).

use crate::block::Atoms;
use crate::cluster::Edge;
use crate::em::pairs_of_lists;
use crate::learning::Ready;
use crate::model::pair_of_lists;
use crate::partition::logistic;
use crate::recalibrate::{Recalibration, Told};
use crate::records::Records;
use std::f64::consts::LN_2;

/// What can be said of a model and its rules on some records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// Every pair of lists that has pairs of records, and each list with itself.
    pub lists: Vec<ListPair>,
    /// The blocking rules.
    pub rules: Vec<RuleFound>,
    /// Estimated share of the likely matches that no rule finds, in [0, 1]; of those that any of the rules that were tried would
    /// find. `None` where the rules were given.
    pub missed: Option<f64>,
    /// Pairs that were likely enough to be kept (odds of at least one in a hundred).
    pub kept: usize,
    /// Their match weights, in bins of one bit, ascending; bins without pairs are left out.
    pub weights: Vec<Bin>,
    /// What the model by itself claims of the pairs that people decided, and what they decided: by probability, ascending; bins
    /// without pairs are left out.
    pub calibration: Vec<Calibrated>,
    /// The same of the claims after recalibration; empty where there was none.
    pub recalibrated: Vec<Calibrated>,
}

/// Two lists, or a list with itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListPair {
    /// Index of one list.
    pub a: u32,
    /// Index of the other; not less.
    pub b: u32,
    /// Pairs of records.
    pub pairs: f64,
    /// How many of them the model expects to be one person.
    pub matches: f64,
}

/// A blocking rule and what it finds.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFound {
    /// What records must agree on.
    pub name: String,
    /// Estimated number of pairs; `None` where the rules were given.
    pub pairs: Option<f64>,
}

/// Pairs whose match weights lie in one bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Weights from so many bits, up to one more.
    pub from: i32,
    /// Number of pairs.
    pub pairs: u64,
}

/// Decided pairs of which much the same is claimed. What is claimed of a pair is the probability that its weight stands for:
/// of the two records alone, with no decision held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibrated {
    /// Least probability of the bin.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Decided pairs; those that cannot be told are not among them.
    pub pairs: u64,
    /// The mean probability that is claimed of them.
    pub claimed: f64,
    /// How many of them were decided to be one person.
    pub same: u64,
}

impl Diagnosis {
    pub(crate) fn new(
        records: &Records,
        ready: &Ready,
        atoms: &Atoms,
        edges: &[Edge],
        told: &[Told],
        by: Option<&Recalibration>,
    ) -> Diagnosis {
        let lists = records.lists.len();
        let pairs = pairs_of_lists(&records.list_of, lists);
        let of_lists = |(a, b): (u32, u32)| {
            let at = pair_of_lists(a, b, lists);
            ListPair { a, b, pairs: pairs[at], matches: pairs[at] * ready.model.matches[at] }
        };
        let all = (0..lists as u32).flat_map(|a| (a..lists as u32).map(move |b| (a, b)));
        let found = |r: usize| ready.chosen.as_ref().and_then(|c| c.pairs_of.get(r).copied());
        let rules = ready.rules.iter().enumerate();
        Diagnosis {
            lists: all.map(of_lists).filter(|l| l.pairs > 0.0).collect(),
            rules: rules.map(|(r, rule)| RuleFound { name: rule.name(atoms), pairs: found(r) }).collect(),
            missed: ready.chosen.as_ref().map(|c| (1.0 - c.recall).clamp(0.0, 1.0)),
            kept: edges.len(),
            weights: histogram(edges),
            calibration: calibration(told, |weight| weight),
            recalibrated: by.map_or(Vec::new(), |by| calibration(told, |weight| by.log_odds(weight))),
        }
    }
}

/// Where the bins of a calibration curve begin and end: tenths, and the hundredths at either end, where most pairs are.
const ENDS: [f64; 13] = [0.0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0];

fn calibration(told: &[Told], log_odds: impl Fn(f64) -> f64) -> Vec<Calibrated> {
    let bin = |ends: &[f64]| Calibrated { from: ends[0], to: ends[1], pairs: 0, claimed: 0.0, same: 0 };
    let mut bins: Vec<Calibrated> = ENDS.windows(2).map(bin).collect();
    for t in told {
        let p = logistic(log_odds(t.weight));
        let at = ENDS[1..ENDS.len() - 1].partition_point(|&end| end <= p);
        bins[at].pairs += 1;
        bins[at].claimed += p;
        bins[at].same += u64::from(t.same);
    }
    bins.retain(|bin| bin.pairs > 0);
    bins.iter_mut().for_each(|bin| bin.claimed /= bin.pairs as f64);
    bins
}

fn histogram(edges: &[Edge]) -> Vec<Bin> {
    let mut counts = std::collections::BTreeMap::<i32, u64>::new();
    for edge in edges {
        *counts.entry((f64::from(edge.2) / LN_2).floor() as i32).or_default() += 1;
    }
    counts.into_iter().map(|(from, pairs)| Bin { from, pairs }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fall_in_bins_of_one_bit() {
        let bits = |b: f64| (b * LN_2) as f32;
        let edges = [(0, 1, bits(3.5)), (0, 2, bits(-0.5)), (1, 2, bits(3.1))];
        assert_eq!(histogram(&edges), [Bin { from: -1, pairs: 1 }, Bin { from: 3, pairs: 2 }]);
    }

    #[test]
    fn a_calibration_curve_sets_what_is_claimed_beside_what_was_decided() {
        let told = |weight, same| Told { weight, same };
        let decided =
            [told(-30.0, false), told(0.0, true), told(0.1, false), told(0.2, true), told(700.0, true)];
        let curve = calibration(&decided, |weight| weight);
        let shown: Vec<_> = curve.iter().map(|b| (b.from, b.to, b.pairs, b.same)).collect();
        assert_eq!(shown, [(0.0, 0.01, 1, 0), (0.5, 0.6, 3, 2), (0.99, 1.0, 1, 1)]);
        assert!((curve[1].claimed - 0.5249).abs() < 1e-3, "{curve:?}");
        let curve = calibration(&decided, |weight| weight - 1.0);
        assert_eq!(curve.iter().map(|b| b.pairs).collect::<Vec<_>>(), [1, 2, 1, 1]);
        assert!(calibration(&[], |weight| weight).is_empty());
    }
}
