//! Every partition of a small group, and how probable each is.

use crate::partition::{Labels, Weights};
use std::sync::OnceLock;

/// Groups up to this size are enumerated: 877 partitions of seven records.
pub const EXACT: usize = 7;

/// A partition of a small group.
pub struct Partition {
    /// For each record its cluster.
    pub labels: Labels,
    /// Which pairs of records are together, by [`pair`], one bit each.
    pub together: u32,
    /// Which records are alone, one bit each.
    pub alone: u8,
}

/// The bit of a pair `i < j` of the records of a small group.
pub fn pair(i: usize, j: usize) -> u32 {
    1 << (j * (j - 1) / 2 + i)
}

/// Every partition of a small group, in the order of restricted growth strings, which begins with all together.
pub fn all(records: usize) -> &'static [Partition] {
    static ALL: OnceLock<Vec<Vec<Partition>>> = OnceLock::new();
    let all = ALL.get_or_init(|| (0..=EXACT).map(partitions).collect());
    all.get(records).map_or(&[], Vec::as_slice)
}

fn partitions(n: usize) -> Vec<Partition> {
    let mut found = Vec::new();
    let mut labels = vec![0u8; n];
    loop {
        let (mut together, mut alone) = (0, 0);
        for i in 0..n {
            let with = |j: &usize| *j != i && labels[*j] == labels[i];
            alone |= u8::from(!(0..n).any(|j| with(&j))) << i;
            together |= (i + 1..n).filter(with).map(|j| pair(i, j)).sum::<u32>();
        }
        found.push(Partition { labels: labels.clone(), together, alone });
        // The next restricted growth string: each label at most one above all before it.
        let next = (1..n).rev().find(|&i| labels[i] <= labels[..i].iter().copied().max().unwrap_or(0));
        let Some(i) = next else { break found };
        labels[i] += 1;
        labels[i + 1..].fill(0);
    }
}

/// Pairs of a small group whose sums are looked up together: half of the 21 of seven records.
const HALF: u32 = 11;

/// Room for [`probabilities`], used again for each group.
#[derive(Default)]
pub struct Room {
    first: Vec<f64>,
    second: Vec<f64>,
    alone: Vec<f64>,
    scores: Vec<f64>,
}

/// The probability of each partition of [`all`].
pub fn probabilities<'a>(weights: &Weights, room: &'a mut Room) -> &'a [f64] {
    let n = weights.len();
    let all = all(n);
    // The weights by pair, and the sums of all choices of the first half of the pairs, of the others, and of the records alone.
    let mut by_pair = [0.0; 2 * HALF as usize];
    for j in 1..n.min(EXACT) {
        (0..j).for_each(|i| by_pair[pair(i, j).trailing_zeros() as usize] = weights.between(i, j));
    }
    let pairs = n * n.saturating_sub(1) / 2;
    let (first, second) = by_pair.split_at(HALF as usize);
    sums(&first[..pairs.min(HALF as usize)], &mut room.first);
    sums(&second[..pairs.saturating_sub(HALF as usize)], &mut room.second);
    sums(&weights.alone()[..n.min(EXACT)], &mut room.alone);
    let score = |p: &Partition| {
        room.first[(p.together & ((1 << HALF) - 1)) as usize]
            + room.second[(p.together >> HALF) as usize]
            + room.alone[usize::from(p.alone)]
    };
    let scores = &mut room.scores;
    scores.clear();
    scores.extend(all.iter().map(score));
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // What is a million million times less likely than the best is left out.
    scores.iter_mut().for_each(|s| *s = if *s < best - 28.0 { 0.0 } else { (*s - best).exp() });
    let total: f64 = scores.iter().sum();
    scores.iter_mut().for_each(|s| *s /= total);
    scores
}

/// How probable it is that each two records are together, by the place of the bit of their [`pair`], and that each is alone.
pub fn marginals<'a>(
    partitions: impl Iterator<Item = (&'a Partition, f64)>,
) -> ([f64; 2 * HALF as usize], [f64; EXACT + 1]) {
    let (mut together, mut alone) = ([0.0; 2 * HALF as usize], [0.0; EXACT + 1]);
    for (partition, p) in partitions {
        add(p, partition.together, &mut together);
        add(p, partition.alone.into(), &mut alone);
    }
    (together, alone)
}

/// Adds a number to what stands at each of some bits.
fn add(number: f64, mut bits: u32, to: &mut [f64]) {
    while bits != 0 {
        to[bits.trailing_zeros() as usize] += number;
        bits &= bits - 1;
    }
}

/// The sum of each choice of some numbers, by the bits of the choice.
fn sums(of: &[f64], sums: &mut Vec<f64>) {
    sums.clear();
    sums.push(0.0);
    for number in of {
        // Not minus infinity plus itself, and no sum that is not chosen.
        (0..sums.len()).for_each(|i| sums.push(sums[i] + number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::canonical;

    #[test]
    fn all_partitions_are_found_once() {
        for (n, bell) in [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52), (6, 203), (7, 877)] {
            let mut room = Room::default();
            let probabilities = probabilities(&Weights::new(n, |_, _| 0.0, |_| 0.0), &mut room);
            assert_eq!(probabilities.len(), bell);
            assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(all(n).iter().all(|p| canonical(&p.labels) == p.labels));
        }
    }
}
