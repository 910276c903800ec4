//! Choosing the blocking rules: a sample of keys of all candidates, the likely matches among the pairs they make, and the
//! rules that find most of those for the pairs they cost.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::index::LARGEST_BLOCK;
use crate::block::keys::{Room, keys};
use crate::content::{chosen, mix};
use rayon::prelude::*;

/// Pairs that are sampled, about: at least, for each record, and at most.
const PAIRS: (u64, u64, u64) = (60_000, 4, 100_000);
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
    /// For each record that was looked at the candidates that make a key of it, one bit each.
    pub reached_by: Vec<u64>,
}

/// Records that the sample looks at: all of a hundred thousand, a hundred and twenty thousand of a million.
fn looked_at(contents: &[u64]) -> Vec<u32> {
    chosen(contents, (contents.len() as f64 * 1.5e4).sqrt().max(1e5) as usize, 0x5eed)
}

/// Draws records (all, where they are few), makes the keys of all candidates for them, and of the pairs that share a key as
/// many as the model needs.
pub fn sample(atoms: &Atoms, rules: &[Rule], contents: &[u64]) -> Sample {
    let (looked, records) = (looked_at(contents), contents.len());
    // A record stands for so many records, a pair for the square of that.
    let stands_for = records as f64 / looked.len().max(1) as f64;
    let mut keys_of = vec![0.0; rules.len()];
    let mut pairs_of = vec![0.0; rules.len()];
    let keyed: Vec<(usize, Vec<u64>)> = (rules.par_iter().enumerate())
        .map_init(Room::default, |room, (r, rule)| (r, keys(atoms, rule, &looked, room).to_vec()))
        .collect();
    let mut reached_by = vec![0u64; looked.len()];
    for (r, keyed) in &keyed {
        keyed.iter().for_each(|k| reached_by[*k as u32 as usize] |= 1 << r);
    }
    let is_block =
        |b: &&[u64]| b.len() > 1 && b.len() as f64 * stands_for <= LARGEST_BLOCK as f64 + 2.0 * stands_for;
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
            if !mix(block[0] >> 32 ^ (*r as u64) << 32).is_multiple_of(every) {
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
    let of_pair = |&(a, b): &(u32, u32)| {
        let mut shared = [0u8; 64];
        let shared = &mut shared[..atoms.0.len().min(64)];
        for (atom, shared) in shared.iter_mut().enumerate() {
            *shared = atoms.shared(atom, a as usize, b as usize) as u8;
        }
        let keys = rules.iter().enumerate().map(|(r, rule)| (r, rule.shared_keys(shared)));
        keys.filter(|k| k.1 > 0).fold((0u64, 0u32), |(found, keys), (r, n)| (found | 1 << r, keys + n))
    };
    let found: Vec<(u64, u32)> = pairs.par_iter().map(of_pair).collect();
    // A pair was drawn if any of its keys was.
    let drawn = |keys: u32| 1.0 - (1.0 - 1.0 / every as f64).powi(keys.max(1) as i32);
    let weights = found.iter().map(|f| stands_for * stands_for / drawn(f.1)).collect();
    let found_by = found.into_iter().map(|f| f.0).collect();
    Sample { pairs, weights, found_by, pairs_of, keys_of, reached_by }
}

/// Which rules are used, and what they are expected to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The rules, the most useful first.
    pub rules: Vec<Rule>,
    /// Rules for the records that none of those makes a key of.
    pub rescues: Vec<Rule>,
    /// Pairs they make, about; those that several make are counted several times.
    pub pairs: f64,
    /// Share of the likely matches, among those that any candidate finds, that they find.
    pub recall: f64,
}

/// Chooses rules greedily by the likely matches they find for what they cost, within a budget of pairs; then such as reach the
/// records that none of them makes a key of. `probabilities` are those of the sampled pairs.
pub fn choose(atoms: &Atoms, rules: &[Rule], sample: &Sample, probabilities: &[f64], budget: f64) -> Choice {
    let likely: Vec<(u64, f64)> = (sample.found_by.iter().zip(&sample.weights).zip(probabilities))
        .map(|((&found_by, weight), p)| (found_by, weight * p))
        .filter(|(_, expected)| *expected > 1e-6)
        .collect();
    let total: f64 = likely.iter().map(|l| l.1).sum();
    let mut left = likely;
    let mut chosen: Vec<usize> = Vec::new();
    let mut pairs = 0.0;
    let price = |r: usize| (sample.pairs_of[r] + PRICE_OF_A_KEY * sample.keys_of[r]).max(1.0);
    let most_valuable = |gains: &[f64], open: &dyn Fn(usize) -> bool| {
        let value = |r: usize| gains[r] / price(r);
        let open = (0..rules.len()).filter(|&r| gains[r] > 0.0 && open(r));
        open.max_by(|&x, &y| value(x).total_cmp(&value(y)).then(y.cmp(&x)))
    };
    loop {
        let gains = gains(rules.len(), left.iter().copied());
        let open = |r: usize| {
            !chosen.contains(&r) && gains[r] > LEAST_GAIN * total && pairs + sample.pairs_of[r] <= budget
        };
        let Some(r) = most_valuable(&gains, &open) else { break };
        chosen.push(r);
        pairs += sample.pairs_of[r];
        left.retain(|(found_by, _)| found_by >> r & 1 == 0);
    }
    // What a sample of the matches does not show may exist all the same: a column that no rule looks at gets one, the first
    // candidate that is cheap.
    let columns = |r: usize| rules[r].atoms.iter().map(|&a| atoms.0[a].column);
    for r in 0..rules.len() {
        let looked_at = |c: usize| chosen.iter().any(|&r| columns(r).any(|d| d == c));
        if pairs + sample.pairs_of[r] <= budget / 3.0 && columns(r).any(|c| !looked_at(c)) {
            chosen.push(r);
            pairs += sample.pairs_of[r];
            left.retain(|(found_by, _)| found_by >> r & 1 == 0);
        }
    }
    // A record without a date is matched by its name alone, if no other way is left; only such records are.
    let mut rescues: Vec<usize> = Vec::new();
    let mut unreached = sample.reached_by.clone();
    loop {
        unreached.retain(|by| *by != 0 && chosen.iter().chain(&rescues).all(|r| by >> r & 1 == 0));
        let gains = gains(rules.len(), unreached.iter().map(|by| (*by, 1.0)));
        let open = |r: usize| sample.pairs_of[r] <= 4.0 * budget;
        let Some(r) = most_valuable(&gains, &open) else { break };
        rescues.push(r);
    }
    let missed: f64 = left.iter().map(|l| l.1).sum();
    let recall = if total > 0.0 { 1.0 - missed / total } else { 1.0 };
    let named = |chosen: Vec<usize>| chosen.into_iter().map(|r| rules[r].clone()).collect();
    Choice { rules: named(chosen), rescues: named(rescues), pairs, recall }
}

/// What each rule would gain: the sum of the weights of all that it finds.
fn gains(rules: usize, found: impl Iterator<Item = (u64, f64)>) -> Vec<f64> {
    let mut gains = vec![0.0; rules];
    for (mut by, weight) in found {
        while by != 0 {
            gains[by.trailing_zeros() as usize] += weight;
            by &= by - 1;
        }
    }
    gains
}
