//! Parting a few records into persons: the score of a partition, all partitions of a small group, draws for a larger one.
//!
//! A cluster of `k` records scores `2/k` times the sum of its pairs' match weights: the weight itself for a pair, and
//! `k - 1` weights for `k` records that agree alike, because a cluster of `k` holds only `k - 1` independent links.
//! The probability of a partition is proportional to the exponential of its clusters' scores.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Groups up to this size are enumerated: 877 partitions of seven records.
pub const EXACT: usize = 7;

/// Match weights between the records of a group: natural log odds, symmetric.
#[derive(Clone, Debug)]
pub struct Weights {
    size: usize,
    weights: Vec<f64>,
}

/// For each record of the group its cluster; clusters are numbered from 0 in the order of their first record.
pub type Labels = Vec<u8>;

impl Weights {
    /// Weights from a function of two positions `i < j`. At most 255 records.
    pub fn new(size: usize, mut weight: impl FnMut(usize, usize) -> f64) -> Weights {
        let mut weights = vec![0.0; size * size];
        for i in 0..size {
            for j in i + 1..size {
                let w = weight(i, j).clamp(-40.0, 40.0);
                weights[i * size + j] = w;
                weights[j * size + i] = w;
            }
        }
        Weights { size, weights }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.size
    }

    /// Weight between two records.
    pub fn between(&self, i: usize, j: usize) -> f64 {
        self.weights[i * self.size + j]
    }

    /// Whether one partition scores clearly better than another.
    pub fn better(&self, one: &[u8], other: &[u8]) -> bool {
        self.score(one) > self.score(other) + 1e-9
    }

    fn score(&self, labels: &[u8]) -> f64 {
        let clusters = labels.iter().max().map_or(0, |&l| usize::from(l) + 1);
        let (mut sums, mut sizes) = (vec![0.0; clusters], vec![0.0f64; clusters]);
        for i in 0..self.size {
            sizes[usize::from(labels[i])] += 1.0;
            for j in i + 1..self.size {
                if labels[i] == labels[j] {
                    sums[usize::from(labels[i])] += self.between(i, j);
                }
            }
        }
        sums.iter().zip(&sizes).map(|(s, k)| 2.0 * s / k.max(1.0)).sum()
    }
}

/// Every partition of a small group with its probability.
pub fn enumerate(weights: &Weights) -> Vec<(Labels, f64)> {
    let n = weights.len();
    let mut found = Vec::new();
    let mut labels = vec![0u8; n];
    loop {
        found.push((labels.clone(), weights.score(&labels)));
        // The next restricted growth string: each label at most one above all before it.
        let next = (1..n).rev().find(|&i| labels[i] <= labels[..i].iter().copied().max().unwrap_or(0));
        let Some(i) = next else { break };
        labels[i] += 1;
        labels[i + 1..].fill(0);
    }
    let best = found.iter().map(|f| f.1).fold(f64::NEG_INFINITY, f64::max);
    found.iter_mut().for_each(|f| f.1 = (f.1 - best).exp());
    let total: f64 = found.iter().map(|f| f.1).sum();
    found.iter_mut().for_each(|f| f.1 /= total);
    found
}

/// A good partition of a larger group: merge what gains most, then move single records while that helps.
pub fn agglomerate(weights: &Weights) -> Labels {
    let n = weights.len();
    // Sum of weights between clusters and within each; merged clusters are emptied.
    let mut between = weights.weights.clone();
    let mut within = vec![0.0; n];
    let mut members: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let score = |sum: f64, size: usize| 2.0 * sum / size as f64;
    loop {
        let mut best = (1e-9, 0, 0);
        for a in 0..n {
            for b in a + 1..n {
                let (p, q) = (members[a].len(), members[b].len());
                if p > 0 && q > 0 {
                    let joined = score(within[a] + within[b] + between[a * n + b], p + q);
                    let gain = joined - score(within[a], p) - score(within[b], q);
                    if gain > best.0 {
                        best = (gain, a, b);
                    }
                }
            }
        }
        let (_, a, b) = best;
        if a == b {
            break;
        }
        within[a] += within[b] + between[a * n + b];
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        for c in 0..n {
            let sum = between[a * n + c] + between[b * n + c];
            between[a * n + c] = sum;
            between[c * n + a] = sum;
        }
    }
    let mut labels = vec![0u8; n];
    for (label, cluster) in members.iter().enumerate() {
        cluster.iter().for_each(|&i| labels[i] = label as u8);
    }
    let mut chain = Chain::new(weights, labels);
    while chain.improve() {}
    canonical(&chain.labels)
}

/// Draws of partitions by Gibbs sampling, one record at a time, from a good partition on.
pub fn sample(weights: &Weights, start: &[u8], draws: usize, seed: u64, stream: u64) -> Vec<Labels> {
    const WARM_UP: usize = 100;
    const THINNING: usize = 2;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    let mut chain = Chain::new(weights, start.to_vec());
    for _ in 0..WARM_UP {
        chain.sweep(&mut random);
    }
    (0..draws)
        .map(|_| {
            for _ in 0..THINNING {
                chain.sweep(&mut random);
            }
            canonical(&chain.labels)
        })
        .collect()
}

/// A uniform draw from [0, 1).
pub fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Renumbers clusters in the order of their first record.
pub fn canonical(labels: &[u8]) -> Labels {
    let mut number = [u8::MAX; 256];
    let mut next = 0;
    labels
        .iter()
        .map(|&l| {
            let number = &mut number[usize::from(l)];
            if *number == u8::MAX {
                *number = next;
                next += 1;
            }
            *number
        })
        .collect()
}

/// A partition that changes one record at a time, with each cluster's size and sum of weights.
struct Chain<'a> {
    weights: &'a Weights,
    labels: Vec<u8>,
    sizes: Vec<usize>,
    sums: Vec<f64>,
}

impl<'a> Chain<'a> {
    fn new(weights: &'a Weights, labels: Vec<u8>) -> Chain<'a> {
        // One label more than records: there is always an empty cluster to move to.
        let mut chain = Chain { weights, labels, sizes: vec![0; weights.len() + 1], sums: vec![0.0; weights.len() + 1] };
        for i in 0..weights.len() {
            let l = usize::from(chain.labels[i]);
            chain.sizes[l] += 1;
            chain.sums[l] +=
                (0..i).filter(|&j| chain.labels[j] == chain.labels[i]).map(|j| weights.between(i, j)).sum::<f64>();
        }
        chain
    }

    /// What joining each cluster would add to the score, for a record that belongs to none.
    fn gains(&self, record: usize) -> (Vec<(usize, f64)>, Vec<f64>) {
        let mut ties = vec![0.0; self.sizes.len()];
        for j in (0..self.weights.len()).filter(|&j| j != record) {
            ties[usize::from(self.labels[j])] += self.weights.between(record, j);
        }
        let mut gains = Vec::new();
        let mut empty = false;
        for (l, &size) in self.sizes.iter().enumerate() {
            if size > 0 {
                let k = size as f64;
                gains.push((l, 2.0 * (self.sums[l] + ties[l]) / (k + 1.0) - 2.0 * self.sums[l] / k));
            } else if !empty {
                empty = true;
                gains.push((l, 0.0));
            }
        }
        (gains, ties)
    }

    fn take_out(&mut self, record: usize) {
        let l = self.labels[record];
        self.sizes[usize::from(l)] -= 1;
        let ties: f64 = (0..self.weights.len())
            .filter(|&j| j != record && self.labels[j] == l)
            .map(|j| self.weights.between(record, j))
            .sum();
        self.sums[usize::from(l)] -= ties;
    }

    fn put(&mut self, record: usize, l: usize, ties: &[f64]) {
        self.labels[record] = l as u8;
        self.sizes[l] += 1;
        self.sums[l] += ties[l];
    }

    /// Moves each record where it fits best; whether any moved.
    fn improve(&mut self) -> bool {
        let mut moved = false;
        for record in 0..self.weights.len() {
            let old = usize::from(self.labels[record]);
            self.take_out(record);
            let (gains, ties) = self.gains(record);
            let stay = gains.iter().find(|g| g.0 == old).map_or(0.0, |g| g.1);
            let best = gains.iter().fold((old, stay + 1e-9), |best, g| if g.1 > best.1 { *g } else { best });
            moved |= best.0 != old;
            self.put(record, best.0, &ties);
        }
        moved
    }

    fn sweep(&mut self, random: &mut ChaCha8Rng) {
        for record in 0..self.weights.len() {
            self.take_out(record);
            let (gains, ties) = self.gains(record);
            let best = gains.iter().map(|g| g.1).fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = gains.iter().map(|g| (g.1 - best).exp()).sum();
            let mut left = uniform(random) * total;
            let mut chosen = gains.last().map_or(0, |g| g.0);
            for (l, gain) in &gains {
                left -= (gain - best).exp();
                if left < 0.0 {
                    chosen = *l;
                    break;
                }
            }
            self.put(record, chosen, &ties);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_partitions_are_found_once() {
        for (n, bell) in [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52), (6, 203), (7, 877)] {
            let all = enumerate(&Weights::new(n, |_, _| 0.0));
            assert_eq!(all.len(), bell);
            assert!((all.iter().map(|p| p.1).sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(all.iter().all(|p| canonical(&p.0) == p.0));
        }
    }

    #[test]
    fn a_pair_is_together_with_the_probability_of_its_weight() {
        let all = enumerate(&Weights::new(2, |_, _| 1.5));
        let together = all.iter().find(|p| p.0 == [0, 0]).unwrap().1;
        assert!((together - 1.5f64.exp() / (1.0 + 1.5f64.exp())).abs() < 1e-12);
    }

    #[test]
    fn draws_agree_with_the_enumeration() {
        let w = [[0.0, 1.0, -2.0, 0.5], [0.0, 0.0, 0.3, -1.0], [0.0, 0.0, 0.0, 2.0], [0.0; 4]];
        let weights = Weights::new(4, |i, j| w[i][j]);
        let exact = enumerate(&weights);
        let draws = sample(&weights, &[0, 1, 2, 3], 20_000, 7, 0);
        for (labels, probability) in exact {
            let share = draws.iter().filter(|d| **d == labels).count() as f64 / draws.len() as f64;
            assert!((share - probability).abs() < 0.02, "{labels:?}: {share} against {probability}");
        }
    }

    #[test]
    fn agglomeration_finds_clear_clusters() {
        // Three persons of 4, 3 and 2 records.
        let person = [0, 0, 0, 0, 1, 1, 1, 2, 2];
        let weights = Weights::new(9, |i, j| if person[i] == person[j] { 5.0 } else { -5.0 });
        assert_eq!(agglomerate(&weights), person);
    }
}
