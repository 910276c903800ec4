//! How many records of each list have no match, and what it says that one has none.
//!
//! The weight of a pair holds that any two records are one person with a small probability, whatever else either is like. But
//! where nearly everyone of a list is named in another, somebody must be the match of each: a record that is like one other
//! only, and not very, is that person all the same (record linkage as a bipartite matching; Sadinle 2017). So a partition scores, for
//! each record that stays alone, the logarithm of the share of its list's records that do.
//!
//! If people are met by two lists independently, this is exact: `N a b` are in both, `N a (1 − b)` in one and `N b (1 − a)` in
//! the other, so that joining two records that were alone multiplies the odds of the pair by one over the product of the
//! two shares. For more lists it is an approximation from below.

use crate::cluster::Edge;

/// The least share of a list that is taken to be alone.
const LEAST: f64 = 0.02;
/// How much of the logarithm counts. Not all: the share is learned from the same weights that it then adds to, and a record whose
/// match was never compared is not alone.
const COUNTED: f64 = 0.8;
/// Steps in which the shares settle.
const STEPS: usize = 40;
/// Bins of odds, eight for each unit of natural log.
const BINS: usize = 256;
/// Odds are added up in whole parts of this size: the order of the pairs shall not matter.
const PART: f64 = 1.0 / 1_048_576.0;

/// For each list the share of its records that have no match, by expectation maximisation: the weights of a record's `edges` are
/// fixed, and the share is that under which they are likeliest. `expected` is the number of matches that the model holds a record
/// of each list to have before anything is compared.
pub fn alone(edges: &[Edge], list_of: &[u32], expected: &[f64]) -> Vec<f64> {
    let mut odds = vec![0u64; list_of.len()];
    for &(a, b, weight) in edges {
        let of_pair = (f64::from(weight.min(15.0)).exp() / PART) as u64;
        odds[a as usize] += of_pair;
        odds[b as usize] += of_pair;
    }
    // By list: records by the odds that they have a match, the first bin being for those that are like nobody.
    let mut counts = vec![[0u32; BINS]; expected.len()];
    for (&list, &odds) in list_of.iter().zip(&odds) {
        let bin = if odds == 0 { 0.0 } else { ((odds as f64 * PART).ln() * 8.0 + 100.0).clamp(1.0, 255.0) };
        counts[list as usize][bin as usize] += 1;
    }
    let of_bin = |bin: usize| if bin == 0 { 0.0 } else { ((bin as f64 - 99.5) / 8.0).exp() };
    let of_list = |(counts, &expected): (&[u32; BINS], &f64)| {
        let records: f64 = counts.iter().map(|&c| f64::from(c)).sum();
        let mut share = (-expected).exp();
        for _ in 0..STEPS {
            let alone = |(bin, &count): (usize, &u32)| {
                let matched = (1.0 - share) * of_bin(bin) / expected.max(1e-9);
                f64::from(count) * share / (share + matched)
            };
            share = (counts.iter().enumerate().map(alone).sum::<f64>() + 1.0) / (records + 2.0);
            share = share.clamp(LEAST, 1.0);
        }
        // What lies beyond is noise, and might differ between machines.
        (share * 1e6).round() / 1e6
    };
    counts.iter().zip(expected).map(of_list).collect()
}

/// What it scores that a record of a list of which this share is alone stays alone; not above 0.
pub fn score(alone: f64) -> f64 {
    COUNTED * alone.clamp(LEAST, 1.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_found_again() {
        // 1,000 records in each of two lists; 700 pairs that are surely matches, the others like nobody.
        let edges: Vec<Edge> = (0..700).map(|i| (i, 1000 + i, 12.0)).collect();
        let list_of: Vec<u32> = (0..2000).map(|i| u32::from(i >= 1000)).collect();
        for share in alone(&edges, &list_of, &[0.7, 0.7]) {
            assert!((share - 0.3).abs() < 0.01, "{share}");
        }
    }

    #[test]
    fn who_is_like_nobody_is_alone_and_a_list_of_all_matched_has_few() {
        assert!(alone(&[], &[0; 100], &[0.01])[0] > 0.98);
        let edges: Vec<Edge> = (0..50).map(|i| (2 * i, 2 * i + 1, 9.0)).collect();
        assert_eq!(alone(&edges, &[0; 100], &[1.0]), [LEAST]);
        assert!(score(LEAST) < score(0.5) && score(1.0) == 0.0);
    }
}
