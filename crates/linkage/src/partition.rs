//! Parting a few records into persons: the score of a partition, all partitions of a small group, draws for a larger one.
//!
//! A partition scores the sum of the match weights inside its clusters (correlation clustering; Bansal, Blum & Chawla 2004), and
//! its probability is proportional to the exponential of the score. Taken as they are, the weights would count evidence
//! many times: `k` records of one person are tied by `k (k - 1) / 2` pairs, of which only `k - 1` are independent. So the
//! weight of a pair, be it for or against, is first divided by `1 + n / 2`, where `n` other records are tied to one of the two: a
//! pair alone keeps its weight, and `k` records that agree alike come to `k - 1` weights.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Tempered match weights between the records of a group, symmetric.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    size: usize,
    weights: Vec<f64>,
    /// What it scores that a record is in a cluster of its own.
    alone: Vec<f64>,
    /// For each record a bit for each other that it has a positive weight to.
    speaks_for: Vec<u64>,
}

/// For each record of the group its cluster; clusters are numbered from 0 in the order of their first record.
pub type Labels = Vec<u8>;

impl Weights {
    /// Weights from a function of two positions `i < j` that gives natural log odds; negative infinity for two that must be
    /// apart, which no partition then puts together; and what each scores alone, not above 0. At most 255 records.
    pub fn new(
        size: usize,
        log_odds: impl FnMut(usize, usize) -> f64,
        alone: impl Fn(usize) -> f64,
    ) -> Weights {
        let mut weights = Weights::default();
        weights.fill(size, log_odds, alone);
        weights
    }

    /// The same, in the room of earlier ones.
    pub fn fill(
        &mut self,
        size: usize,
        mut log_odds: impl FnMut(usize, usize) -> f64,
        alone: impl Fn(usize) -> f64,
    ) {
        let Weights { weights, speaks_for, .. } = self;
        weights.clear();
        weights.resize(size * size, 0.0);
        let words = size.div_ceil(64);
        speaks_for.clear();
        speaks_for.resize(size * words, 0);
        for i in 0..size {
            for j in i + 1..size {
                let w = log_odds(i, j);
                let w = if w == f64::NEG_INFINITY { w } else { w.clamp(-40.0, 40.0) };
                weights[i * size + j] = w;
                if w > 0.0 {
                    speaks_for[i * words + j / 64] |= 1 << (j % 64);
                    speaks_for[j * words + i / 64] |= 1 << (i % 64);
                }
            }
        }
        let of = |i: usize| &speaks_for[i * words..][..words];
        for i in 0..size {
            for j in i + 1..size {
                let w = weights[i * size + j];
                let either: u32 = of(i).iter().zip(of(j)).map(|(x, y)| (x | y).count_ones()).sum();
                // The two themselves, if they speak for each other, are no others.
                let near = either - if w > 0.0 { 2 } else { 0 };
                let w = w * 2.0 / f64::from(2 + near);
                weights[i * size + j] = w;
                weights[j * size + i] = w;
            }
        }
        self.size = size;
        self.alone.clear();
        self.alone.extend((0..size).map(alone));
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.size
    }

    /// Weight between two records.
    pub fn between(&self, i: usize, j: usize) -> f64 {
        self.weights[i * self.size + j]
    }

    /// What each record scores alone.
    pub fn alone(&self) -> &[f64] {
        &self.alone
    }

    /// Whether one partition scores clearly better than another.
    pub fn better(&self, one: &[u8], other: &[u8]) -> bool {
        self.score(one) > self.score(other) + NO_GAIN
    }

    fn score(&self, labels: &[u8]) -> f64 {
        let mut score = 0.0;
        for (i, label) in labels.iter().enumerate() {
            for (other, weight) in labels[i + 1..].iter().zip(&self.weights[i * self.size + i + 1..]) {
                score += if label == other { *weight } else { 0.0 };
            }
            if labels.iter().filter(|l| *l == label).count() == 1 {
                score += self.alone[i];
            }
        }
        score
    }
}

/// What is not worth a merge or a move: sums of weights differ by as much in another order.
const NO_GAIN: f64 = 1e-9;

/// A good partition of a larger group: merge what gains most, then move single records while that helps.
pub fn agglomerate(weights: &Weights) -> Labels {
    let n = weights.len();
    // Sum of weights between clusters; a cluster that was merged into another is no longer open.
    let mut between = weights.weights.clone();
    // What a cluster of one scores less than one of several.
    let mut alone = weights.alone.clone();
    let mut open = vec![true; n];
    let mut labels: Labels = (0..n).map(|i| i as u8).collect();
    // Of each cluster the later one that it gains most by, and how much.
    let best_of = |a: usize, between: &[f64], alone: &[f64], open: &[bool]| {
        let row = &between[a * n..][..n];
        let gain = |b: usize| row[b] - alone[a] - alone[b];
        let later = (a + 1..n).filter(|&b| open[b]);
        later.fold((0.0, a), |best, b| if gain(b) > best.0 + NO_GAIN { (gain(b), b) } else { best })
    };
    let mut best: Vec<(f64, usize)> = (0..n).map(|a| best_of(a, &between, &alone, &open)).collect();
    loop {
        let first = (0..n).filter(|&a| open[a]);
        let (gain, a) =
            first.fold((0.0, n), |most, a| if best[a].0 > most.0 + NO_GAIN { (best[a].0, a) } else { most });
        if gain <= 0.0 {
            break;
        }
        let b = best[a].1;
        open[b] = false;
        (alone[a], alone[b]) = (0.0, 0.0);
        labels.iter_mut().filter(|l| usize::from(**l) == b).for_each(|l| *l = a as u8);
        for c in 0..n {
            let sum = between[a * n + c] + between[b * n + c];
            between[a * n + c] = sum;
            between[c * n + a] = sum;
        }
        for c in (0..n).filter(|&c| open[c]) {
            // Those before `b` may have gained most by it, those before `a` may now gain most by that.
            if c <= a || best[c].1 == b {
                best[c] = best_of(c, &between, &alone, &open);
            }
        }
    }
    let mut chain = Chain::new(weights, labels);
    while chain.improve() {}
    canonical(&chain.labels)
}

/// For each pair of records of a larger group the probability that they are together, upper half of a square; and for each
/// record that it is alone. An approximation around a good partition: one record moves at a time, or two clusters become one,
/// while all else stays as it is.
pub fn around(weights: &Weights, labels: &[u8]) -> (Vec<f64>, Vec<f64>) {
    let n = weights.len();
    let mut chain = Chain::new(weights, labels.to_vec());
    let clusters = labels.iter().map(|&l| usize::from(l) + 1).max().unwrap_or(0);
    let mut sizes = vec![0usize; 256];
    labels.iter().for_each(|label| sizes[usize::from(*label)] += 1);
    // Of each record for each cluster, itself aside; the last column is for a cluster of its own.
    let mut fits = vec![0.0; n * (clusters + 1)];
    let mut ties = vec![0.0; clusters * clusters];
    for i in 0..n {
        let gains = chain.gains(i);
        let best = gains.iter().map(|g| g.1).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = gains.iter().map(|g| (g.1 - best).exp()).sum();
        for &(label, gain) in gains {
            // Alone in its own cluster, the record keeps its label.
            let own = sizes[usize::from(label)] == usize::from(labels[i] == label);
            let at = if own { clusters } else { usize::from(label) };
            fits[i * (clusters + 1) + at] = (gain - best).exp() / total;
        }
        for j in 0..n {
            if labels[i] != labels[j] {
                ties[usize::from(labels[i]) * clusters + usize::from(labels[j])] += weights.between(i, j);
            }
        }
    }
    // What the only record of a cluster scores for being alone.
    let mut released = vec![None; clusters];
    for (label, alone) in labels.iter().zip(&weights.alone) {
        let only = &mut released[usize::from(*label)];
        *only = Some(if only.is_some() { 0.0 } else { *alone });
    }
    let released: Vec<f64> = released.into_iter().map(Option::unwrap_or_default).collect();
    let fit = |i: usize, cluster: u8| fits[i * (clusters + 1) + usize::from(cluster)];
    let mut together = vec![0.0; n * n];
    for i in 0..n {
        for j in i + 1..n {
            let (a, b) = (labels[i], labels[j]);
            together[i * n + j] = if a == b {
                fit(i, a).min(fit(j, b))
            } else {
                let tie = ties[usize::from(a) * clusters + usize::from(b)];
                let merged = logistic(tie - released[usize::from(a)] - released[usize::from(b)]);
                fit(i, b).max(fit(j, a)).max(merged)
            };
        }
    }
    let alone = (0..n).map(|i| fits[i * (clusters + 1) + clusters]).collect();
    (together, alone)
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

/// The probability of log odds.
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A partition that changes one record at a time.
struct Chain<'a> {
    weights: &'a Weights,
    labels: Labels,
    /// Room for [`Chain::gains`]: by label the weights to its records, how many they are and which is the first.
    ties: Vec<(f64, u8, u8)>,
    gains: Vec<(u8, f64)>,
}

impl<'a> Chain<'a> {
    fn new(weights: &'a Weights, labels: Labels) -> Chain<'a> {
        // One label more than records: there is always one that nobody has.
        Chain { ties: vec![(0.0, 0, 0); labels.len() + 1], weights, labels, gains: Vec::new() }
    }

    /// What a record would add to the score in each cluster of others, and in a cluster of its own.
    fn gains(&mut self, record: usize) -> &[(u8, f64)] {
        self.ties.fill((0.0, 0, 0));
        for (j, label) in self.labels.iter().enumerate().filter(|(j, _)| *j != record) {
            // Less what the only record scored alone.
            let (tie, size, first) = &mut self.ties[usize::from(*label)];
            *tie += self.weights.between(record, j);
            *size += 1;
            match size {
                1 => (*tie, *first) = (*tie - self.weights.alone[j], j as u8),
                2 => *tie += self.weights.alone[usize::from(*first)],
                _ => {}
            }
        }
        let of_others = self.ties.iter().enumerate().filter(|(_, tie)| tie.1 > 0).map(|(l, tie)| (l, tie.0));
        let own = self.ties.iter().position(|tie| tie.1 == 0).map(|l| (l, self.weights.alone[record]));
        self.gains.clear();
        self.gains.extend(of_others.chain(own).map(|(l, gain)| (l as u8, gain)));
        &self.gains
    }

    /// Moves each record where it fits best; whether any moved to a better place.
    fn improve(&mut self) -> bool {
        let mut moved = false;
        for record in 0..self.weights.len() {
            let (label, alone) = (self.labels[record], self.weights.alone[record]);
            let gains = self.gains(record);
            let stay = gains.iter().find(|g| g.0 == label).map_or(alone, |g| g.1);
            let better = |best: (u8, f64), g: &(u8, f64)| if g.1 > best.1 + NO_GAIN { *g } else { best };
            let best = gains.iter().fold((label, stay), better);
            moved |= best.0 != label;
            self.labels[record] = best.0;
        }
        moved
    }

    fn sweep(&mut self, random: &mut ChaCha8Rng) {
        for record in 0..self.weights.len() {
            let gains = self.gains(record);
            let best = gains.iter().map(|g| g.1).fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = gains.iter().map(|g| (g.1 - best).exp()).sum();
            let mut left = uniform(random) * total;
            let chosen = gains.iter().find(|g| {
                left -= (g.1 - best).exp();
                left < 0.0
            });
            if let Some(&(label, _)) = chosen.or(gains.last()) {
                self.labels[record] = label;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enumerate::{Room, all, probabilities};

    fn enumerate(weights: &Weights) -> Vec<(Labels, f64)> {
        let mut room = Room::default();
        let probabilities = probabilities(weights, &mut room).iter().copied();
        all(weights.len()).iter().map(|p| p.labels.clone()).zip(probabilities).collect()
    }

    #[test]
    fn a_pair_is_together_with_the_probability_of_its_weight() {
        let all = enumerate(&Weights::new(2, |_, _| 1.5, |_| 0.0));
        let together = all.iter().find(|p| p.0 == [0, 0]).unwrap().1;
        assert!((together - 1.5f64.exp() / (1.0 + 1.5f64.exp())).abs() < 1e-12);
    }

    #[test]
    fn draws_agree_with_the_enumeration() {
        let w = [[0.0, 1.0, -2.0, 0.5], [0.0, 0.0, 0.3, -1.0], [0.0, 0.0, 0.0, 2.0], [0.0; 4]];
        let weights = Weights::new(4, |i, j| w[i][j], |i| -(i as f64) / 2.0);
        let exact = enumerate(&weights);
        let draws = sample(&weights, &[0, 1, 2, 3], 20_000, 7, 0);
        for (labels, probability) in exact {
            let share = draws.iter().filter(|d| **d == labels).count() as f64 / draws.len() as f64;
            assert!((share - probability).abs() < 0.02, "{labels:?}: {share} against {probability}");
        }
    }

    #[test]
    fn one_record_that_fits_less_well_still_belongs() {
        // Three that agree in everything, a fourth that agrees well with each of them.
        let weights = Weights::new(4, |_, j| if j == 3 { 4.0 } else { 20.0 }, |_| 0.0);
        let all = enumerate(&weights);
        let together = all.iter().find(|p| p.0 == [0, 0, 0, 0]).unwrap().1;
        assert!(together > 0.98, "{together}");
        // And one that fits none of them badly is left out, however well they agree.
        let weights = Weights::new(4, |_, j| if j == 3 { -4.0 } else { 20.0 }, |_| 0.0);
        let all = enumerate(&weights);
        let apart = all.iter().find(|p| p.0 == [0, 0, 0, 1]).unwrap().1;
        assert!(apart > 0.98, "{apart}");
    }

    #[test]
    fn records_that_agree_alike_come_to_one_weight_less_than_there_are_of_them() {
        for n in 2..7 {
            let weights = Weights::new(n, |_, _| 3.0, |_| 0.0);
            assert!((weights.score(&vec![0; n]) - 3.0 * (n - 1) as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn the_best_merge_is_that_of_a_look_at_all_pairs() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for n in 2..40 {
            let mut draw = || uniform(&mut random) * 10.0 - 5.5;
            let given: Vec<f64> = (0..n * n).map(|_| draw()).collect();
            let weights = Weights::new(n, |i, j| given[i * n + j], |i| (given[i * n + i] - 5.0) / 4.0);
            let mut clusters: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
            let scored = |cluster: &[usize]| if let [only] = cluster { weights.alone[*only] } else { 0.0 };
            let gain = |x: &[usize], y: &[usize]| {
                let ties = x.iter().flat_map(|&i| y.iter().map(move |&j| (i, j)));
                ties.map(|(i, j)| weights.between(i, j)).sum::<f64>() - scored(x) - scored(y)
            };
            loop {
                let pairs = (0..clusters.len()).flat_map(|a| (a + 1..clusters.len()).map(move |b| (a, b)));
                let gains = pairs.map(|(a, b)| (gain(&clusters[a], &clusters[b]), a, b));
                let best = gains.max_by(|x, y| x.0.total_cmp(&y.0)).filter(|best| best.0 > NO_GAIN);
                let Some((_, a, b)) = best else { break };
                let merged = clusters.remove(b);
                clusters[a].extend(merged);
            }
            let mut labels = vec![0u8; n];
            for (label, cluster) in (0..).zip(&clusters) {
                cluster.iter().for_each(|&i| labels[i] = label);
            }
            let mut chain = Chain::new(&weights, labels);
            while chain.improve() {}
            assert_eq!(agglomerate(&weights), canonical(&chain.labels), "{n}");
        }
    }

    #[test]
    fn agglomeration_finds_clear_clusters() {
        // Three persons of 4, 3 and 2 records.
        let person = [0, 0, 0, 0, 1, 1, 1, 2, 2];
        let weights = Weights::new(9, |i, j| if person[i] == person[j] { 5.0 } else { -5.0 }, |_| 0.0);
        assert_eq!(agglomerate(&weights), person);
    }
}
