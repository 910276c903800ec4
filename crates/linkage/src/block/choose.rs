//! Choosing the blocking rules: those that find most of the likely matches in a sample for the pairs they cost.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::sample::Sample;

/// What it costs to index one key, in comparisons of a pair.
const PRICE_OF_A_KEY: f64 = 0.4;
/// A rule is worth having if it finds this share of the likely matches that no other rule finds.
const LEAST_GAIN: f64 = 2e-4;

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
    // What a sample of the matches does not show may exist all the same: a column that no rule looks at gets one, on which most
    // matches should agree for what it costs.
    let agreements: Vec<f64> = rules.iter().map(|rule| rule.agreement(atoms)).collect();
    loop {
        let columns = |r: usize| rules[r].atoms.iter().map(|&a| atoms.0[a].column);
        let looked_at = |c: usize| chosen.iter().any(|&r| columns(r).any(|d| d == c));
        let open = |r: usize| pairs + sample.pairs_of[r] <= budget / 3.0 && columns(r).any(|c| !looked_at(c));
        let Some(r) = most_valuable(&agreements, &open) else { break };
        chosen.push(r);
        pairs += sample.pairs_of[r];
        left.retain(|(found_by, _)| found_by >> r & 1 == 0);
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
