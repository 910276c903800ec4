//! Choosing the blocking rules: a sample of keys of all candidates, the likely matches among the pairs they make, and the
//! rules that find most of those for the pairs they cost.

use crate::block::atoms::{Atoms, mix};
use crate::block::candidates::Rule;
use crate::block::index::LARGEST_BLOCK;
use crate::block::keys::keys;
use rayon::prelude::*;

/// Pairs that are sampled, about: at least, for each record, and at most.
const PAIRS: (u64, u64, u64) = (30_000, 8, 60_000);
/// What it costs to index one key, in comparisons of a pair.
const PRICE_OF_A_KEY: f64 = 0.4;
/// A rule is worth having if it finds this share of the likely matches that no other rule finds.
const LEAST_GAIN: f64 = 2e-4;

/// Pairs found by a sample of the keys of all candidates.
pub struct Sample {
    /// The pairs `(a, b)`, `a < b`, ascending.
    pub pairs: Vec<(u32, u32)>,
    /// How many pairs each stands for.
    pub weights: Vec<f64>,
    /// For each pair the candidates that it would be found by, one bit each.
    pub found_by: Vec<u64>,
    /// For each candidate the pairs it makes, about.
    pub pairs_of: Vec<f64>,
    /// For each candidate the keys it makes, about.
    pub keys_of: Vec<f64>,
}

/// Records that the sample looks at: all of a hundred thousand, a hundred and twenty thousand of a million.
fn looked_at(records: usize) -> Vec<u32> {
    let most = (records as f64 * 1.5e4).sqrt().max(1e5);
    if records as f64 <= most {
        return (0..records as u32).collect();
    }
    // Not every tenth: lists have an order.
    let share = (most / records as f64 * u64::MAX as f64) as u64;
    (0..records as u32).filter(|&r| mix(u64::from(r) ^ 0x5eed) < share).collect()
}

/// Draws records (all, where they are few), makes the keys of all candidates for them, and of the pairs that share a key as
/// many as the model needs.
pub fn sample(atoms: &Atoms, rules: &[Rule], records: usize) -> Sample {
    let looked = looked_at(records);
    // A record stands for so many records, a pair for the square of that.
    let stands_for = records as f64 / looked.len().max(1) as f64;
    let mut keys_of = vec![0.0; rules.len()];
    let mut pairs_of = vec![0.0; rules.len()];
    let keyed: Vec<(usize, Vec<u64>)> =
        rules.par_iter().enumerate().map(|(r, rule)| (r, keys(atoms, rule, &looked))).collect();
    let is_block = |b: &&[u64]| b.len() > 1 && b.len() as f64 * stands_for <= LARGEST_BLOCK as f64 + 2.0 * stands_for;
    let size = |b: &[u64]| (b.len() * (b.len() - 1) / 2) as u64;
    let mut total = 0;
    for (r, keyed) in &keyed {
        let made: u64 = keyed.chunk_by(|x, y| x >> 32 == y >> 32).filter(is_block).map(size).sum();
        keys_of[*r] = keyed.len() as f64 * stands_for;
        pairs_of[*r] = made as f64 * stands_for * stands_for;
        total += made;
    }
    let wanted = (PAIRS.1 * records as u64).clamp(PAIRS.0, PAIRS.2);
    let every = total.div_ceil(wanted).max(1);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (r, keyed) in &keyed {
        for block in keyed.chunk_by(|x, y| x >> 32 == y >> 32).filter(is_block) {
            if mix(block[0] >> 32 ^ (*r as u64) << 32) % every != 0 {
                continue;
            }
            for (i, x) in block.iter().enumerate() {
                let record = |k: &u64| looked[*k as u32 as usize];
                pairs.extend(block[i + 1..].iter().map(|y| (record(x), record(y))));
            }
        }
    }
    drop(keyed);
    pairs.par_sort_unstable();
    pairs.dedup();
    let drawn = 1.0 / every as f64;
    let of_pair = |&(a, b): &(u32, u32)| {
        let mut shared = [0u8; 64];
        let shared = &mut shared[..atoms.0.len().min(64)];
        for (atom, shared) in shared.iter_mut().enumerate() {
            *shared = atoms.shared(atom, a as usize, b as usize) as u8;
        }
        (rules.iter().enumerate()).filter(|(_, rule)| rule.holds(shared)).fold(0u64, |found, (r, _)| found | 1 << r)
    };
    let found_by: Vec<u64> = pairs.par_iter().map(of_pair).collect();
    // A pair was drawn if any of its keys was.
    let weight = |f: &u64| {
        stands_for * stands_for / (1.0 - (1.0 - drawn).powi(f.count_ones().max(1) as i32)).max(drawn)
    };
    let weights = found_by.iter().map(weight).collect();
    Sample { pairs, weights, found_by, pairs_of, keys_of }
}

/// Which rules are used, and what they are expected to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The rules, the most useful first.
    pub rules: Vec<Rule>,
    /// Pairs they make, about; those that several make are counted several times.
    pub pairs: f64,
    /// Share of the likely matches, among those that any candidate finds, that they find.
    pub recall: f64,
}

/// Chooses rules greedily by the likely matches they find for what they cost, within a budget of pairs.
/// `probabilities` are those of the sampled pairs.
pub fn choose(rules: &[Rule], sample: &Sample, probabilities: &[f64], budget: f64) -> Choice {
    let likely: Vec<(u64, f64)> = (sample.found_by.iter().zip(&sample.weights).zip(probabilities))
        .map(|((&found_by, weight), p)| (found_by, weight * p))
        .filter(|(_, expected)| *expected > 1e-6)
        .collect();
    let total: f64 = likely.iter().map(|l| l.1).sum();
    let mut left = likely;
    let mut choice = Choice { rules: Vec::new(), pairs: 0.0, recall: 0.0 };
    let mut chosen = vec![false; rules.len()];
    let price = |r: usize| sample.pairs_of[r] + PRICE_OF_A_KEY * sample.keys_of[r];
    loop {
        let mut gains = vec![0.0; rules.len()];
        for (found_by, expected) in &left {
            let mut bits = *found_by;
            while bits != 0 {
                gains[bits.trailing_zeros() as usize] += expected;
                bits &= bits - 1;
            }
        }
        let fits = |r: &usize| {
            !chosen[*r] && gains[*r] > LEAST_GAIN * total && choice.pairs + sample.pairs_of[*r] <= budget
        };
        let value = |r: usize| gains[r] / price(r).max(1.0);
        let best = (0..rules.len()).filter(fits).max_by(|&x, &y| value(x).total_cmp(&value(y)).then(y.cmp(&x)));
        let Some(r) = best else { break };
        chosen[r] = true;
        if std::env::var_os("INQUEST_DEBUG").is_some() { eprintln!("gain {:.5} pairs {:.0} keys {:.0}", gains[r]/total, sample.pairs_of[r], sample.keys_of[r]); }
        choice.rules.push(rules[r].clone());
        choice.pairs += sample.pairs_of[r];
        left.retain(|(found_by, _)| found_by >> r & 1 == 0);
    }
    let missed: f64 = left.iter().map(|l| l.1).sum();
    choice.recall = if total > 0.0 { 1.0 - missed / total } else { 1.0 };
    choice
}
