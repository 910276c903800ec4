//! What a statistician asks of a model: how many matches it expects where, which pairs it looks at and which it misses, and
//! how far apart it holds matches and the rest. What it makes of each level stands in the [`ModelFile`](crate::ModelFile).

use crate::block::Atoms;
use crate::cluster::Edge;
use crate::em::pairs_of_lists;
use crate::learning::Ready;
use crate::model::pair_of_lists;
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

impl Diagnosis {
    pub(crate) fn new(records: &Records, ready: &Ready, atoms: &Atoms, edges: &[Edge]) -> Diagnosis {
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
        }
    }
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
}
