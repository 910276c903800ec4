//! From match weights to persons: groups that hang together, parted into persons, with what is in doubt.

use crate::partition::{self, Labels, Weights};
use crate::groups::Groups;
use crate::posterior::{Group, Linked, Pair};
use crate::workers;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use rayon::slice::ParallelSliceMut;

/// A pair of records, `a < b`, and its match weight in natural log odds.
pub type Edge = (u32, u32, f32);

/// Edges in ascending order, each pair once: sorted by the first record in one pass over the records, by the second among
/// the few that are left.
pub fn sorted(edges: Vec<Edge>, records: usize) -> Vec<Edge> {
    let mut starts = vec![0u32; records + 1];
    edges.iter().for_each(|e| starts[e.0 as usize + 1] += 1);
    (0..records).for_each(|r| starts[r + 1] += starts[r]);
    let mut next = starts.clone();
    let mut seconds = vec![(0u32, 0f32); edges.len()];
    for (a, b, weight) in edges {
        let at = &mut next[a as usize];
        seconds[*at as usize] = (b, weight);
        *at += 1;
    }
    let mut sorted = Vec::with_capacity(seconds.len());
    for a in 0..records {
        let of_record = &mut seconds[starts[a] as usize..starts[a + 1] as usize];
        of_record.sort_unstable_by_key(|s| s.0);
        let mut last = u32::MAX;
        for &(b, weight) in of_record.iter() {
            if b != last {
                sorted.push((a as u32, b, weight));
            }
            last = b;
        }
    }
    sorted
}

/// Pairs below these log odds (one in twenty) do not tie records into one group.
const TIE: f32 = -2.94;
/// A larger group is cut at its weakest ties first: everything in it is compared with everything.
pub const LARGEST_GROUP: usize = 64;
/// A partition this sure is not in doubt.
const SURE: f64 = 0.9995;
/// Groups that a worker takes at a time.
const BATCH: usize = 256;

/// What is asked of [`cluster`].
#[derive(Clone, Copy)]
pub struct Asked {
    /// Draws from the posterior over partitions.
    pub draws: usize,
    /// Whether every likely pair is to be returned.
    pub pairs: bool,
    /// Seed of the draws.
    pub seed: u64,
}

/// Parts the records into persons. `weigh` gives the match weight of any pair, with a memory from `start`; `edges` are those
/// found by blocking, ascending.
pub fn cluster<S>(
    records: usize,
    edges: &[Edge],
    start: impl Fn() -> S + Sync,
    weigh: impl Fn(&mut S, u32, u32) -> f64 + Sync,
    asked: Asked,
) -> Linked {
    let groups = Groups::new(records, edges, TIE);
    let batch = |state: &mut S, i: usize| {
        let of_group = |g: usize| part(groups.members(g), groups.edges(g), |a, b| weigh(state, a, b), asked);
        (i * BATCH..((i + 1) * BATCH).min(groups.len())).map(of_group).collect::<Vec<_>>()
    };
    let parted = workers::in_order(groups.len().div_ceil(BATCH), start, batch);
    let mut person_of = vec![u32::MAX; records];
    let mut probability = vec![1.0; records];
    let mut doubtful = Vec::new();
    let mut pairs = Vec::new();
    // A cluster is named after its first record until all are known.
    let mut first_of = vec![u32::MAX; LARGEST_GROUP + 1];
    for (g, parted) in parted.into_iter().flatten().enumerate() {
        let members = groups.members(g);
        first_of.fill(u32::MAX);
        for ((&record, &label), &p) in members.iter().zip(&parted.labels).zip(&parted.probability) {
            let first = &mut first_of[usize::from(label)];
            *first = (*first).min(record);
            person_of[record as usize] = *first;
            probability[record as usize] = p;
        }
        doubtful.extend(parted.group);
        pairs.extend(parted.pairs);
    }
    if asked.pairs {
        let apart = |e: &&Edge| groups.of(e.0) != groups.of(e.1);
        let pair = |e: &Edge| Pair { a: e.0, b: e.1, weight: f64::from(e.2), probability: logistic(f64::from(e.2)).min(CUT) };
        pairs.extend(edges.iter().filter(apart).map(pair).filter(|p| p.probability >= LEAST_PROBABILITY));
        pairs.par_sort_unstable_by_key(|p| (p.a, p.b));
    }
    number_persons(&mut person_of);
    doubtful.sort_by(|x, y| x.records.cmp(&y.records));
    Linked { person_of, probability, groups: doubtful, draws: asked.draws, pairs }
}

/// Pairs of lesser probability are not worth a line.
const LEAST_PROBABILITY: f64 = 0.01;
/// The most that is claimed for two records that stand in different groups because one group would have been too large.
const CUT: f64 = 0.5;

fn logistic(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp())
}

/// Numbers the persons from 0 in the order of their first record; they come named after it.
fn number_persons(person_of: &mut [u32]) {
    let mut next = 0;
    for record in 0..person_of.len() {
        let first = person_of[record] as usize;
        // The first record's own entry holds the number already, for it comes first.
        person_of[record] = if first >= record {
            next += 1;
            next - 1
        } else {
            person_of[first]
        };
    }
}

struct Parted {
    labels: Labels,
    probability: Vec<f64>,
    group: Option<Group>,
    pairs: Vec<Pair>,
}

fn part(group: &[u32], edges: &[Edge], weigh: impl FnMut(u32, u32) -> f64, asked: Asked) -> Parted {
    let n = group.len();
    if n == 1 {
        return Parted { labels: vec![0], probability: vec![1.0], group: None, pairs: Vec::new() };
    }
    let known = between(group, edges, weigh);
    let weights = Weights::new(n, |i, j| known[i * n + j]);
    let Asked { draws, seed, .. } = asked;
    let stream = u64::from(group[0]);
    let (labels, probability, doubt, together);
    if n <= partition::EXACT {
        let all = partition::enumerate(&weights);
        // The first of equals: deterministic, and the one that keeps records together.
        let best = all.iter().enumerate().fold(0, |best, (i, p)| if p.1 > all[best].1 { i } else { best });
        labels = all[best].0.clone();
        probability = memberships(&labels, all.iter().map(|(l, p)| (l, *p)));
        together = asked.pairs.then(|| togetherness(n, all.iter().map(|(l, p)| (l, *p))));
        doubt = (all[best].1 < SURE && draws > 0).then(|| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(stream);
            let drawn = (0..draws).map(|_| {
                let mut left = partition::uniform(&mut random);
                let found = all.iter().find(|p| {
                    left -= p.1;
                    left < 0.0
                });
                found.map_or_else(|| labels.clone(), |p| p.0.clone())
            });
            doubtful(group, drawn)
        });
    } else if draws == 0 {
        labels = partition::agglomerate(&weights);
        let (pairwise, alone) = partition::around(&weights, &labels);
        probability = (0..n).map(|i| membership(&labels, i, &pairwise, alone[i])).collect();
        together = asked.pairs.then_some(pairwise);
        doubt = None;
    } else {
        let mut best = partition::agglomerate(&weights);
        let drawn = partition::sample(&weights, &best, draws, seed, stream);
        for found in &drawn {
            if weights.better(found, &best) {
                best.clone_from(found);
            }
        }
        labels = best;
        let share = 1.0 / drawn.len() as f64;
        probability = memberships(&labels, drawn.iter().map(|l| (l, share)));
        together = asked.pairs.then(|| togetherness(n, drawn.iter().map(|l| (l, share))));
        doubt = drawn.iter().any(|d| *d != labels).then(|| doubtful(group, drawn.into_iter()));
    }
    let pairs = together.map_or_else(Vec::new, |together| {
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let pair = |(i, j)| Pair {
            a: group[i],
            b: group[j],
            weight: known[i * n + j],
            probability: together[i * n + j],
        };
        pairs.map(pair).filter(|p| p.probability >= LEAST_PROBABILITY).collect()
    });
    Parted { labels, probability, group: doubt, pairs }
}

/// The weights of all pairs of a group, upper half; those that blocking did not find are weighed now.
fn between(group: &[u32], edges: &[Edge], mut weigh: impl FnMut(u32, u32) -> f64) -> Vec<f64> {
    let n = group.len();
    let mut known = vec![f64::NAN; n * n];
    let position = |record: u32| group.binary_search(&record).ok();
    for &(a, b, weight) in edges {
        if let (Some(i), Some(j)) = (position(a), position(b)) {
            known[i * n + j] = f64::from(weight);
        }
    }
    for i in 0..n {
        for j in i + 1..n {
            if known[i * n + j].is_nan() {
                known[i * n + j] = weigh(group[i], group[j]);
            }
        }
    }
    known
}

/// The probability of each pair of a group that both are one person, upper half.
fn togetherness<'a>(n: usize, partitions: impl Iterator<Item = (&'a Labels, f64)>) -> Vec<f64> {
    let mut together = vec![0.0; n * n];
    for (labels, p) in partitions {
        for i in 0..n {
            for j in i + 1..n {
                if labels[i] == labels[j] {
                    together[i * n + j] += p;
                }
            }
        }
    }
    together.iter_mut().for_each(|p| *p = p.clamp(0.0, 1.0));
    together
}

/// The mean probability that a record is with each other record of its cluster, or alone where it is alone.
fn membership(labels: &[u8], i: usize, together: &[f64], alone: f64) -> f64 {
    let n = labels.len();
    let peers = (0..n).filter(|&j| j != i && labels[j] == labels[i]);
    let (size, with) = peers.fold((0, 0.0), |(size, with), j| (size + 1, with + together[i.min(j) * n + i.max(j)]));
    if size > 0 { with / f64::from(size) } else { alone }
}

/// For each record the mean probability that it is with each other record of its cluster, or alone where it is alone.
fn memberships<'a>(best: &[u8], partitions: impl Iterator<Item = (&'a Labels, f64)>) -> Vec<f64> {
    let n = best.len();
    let mut probability = vec![0.0; n];
    for (labels, p) in partitions {
        for i in 0..n {
            let peers = (0..n).filter(|&j| j != i && best[j] == best[i]);
            let (mut with, mut size) = (0.0, 0.0);
            for j in peers {
                size += 1.0;
                with += f64::from(u8::from(labels[j] == labels[i]));
            }
            probability[i] += p * if size > 0.0 {
                with / size
            } else {
                f64::from(u8::from((0..n).all(|j| j == i || labels[j] != labels[i])))
            };
        }
    }
    probability.iter_mut().for_each(|p| *p = p.clamp(0.0, 1.0));
    probability
}

fn doubtful(group: &[u32], drawn: impl Iterator<Item = Labels>) -> Group {
    let mut partitions: Vec<Labels> = Vec::new();
    let mut draws = Vec::new();
    for labels in drawn {
        let index = partitions.iter().position(|p| *p == labels).unwrap_or_else(|| {
            partitions.push(labels);
            partitions.len() - 1
        });
        draws.push(index as u16);
    }
    Group { records: group.to_vec(), partitions, draws }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(records: usize, edges: &[Edge], draws: usize) -> Linked {
        cluster(records, edges, || (), |(), _, _| -20.0, Asked { draws, pairs: true, seed: 1 })
    }

    #[test]
    fn sure_pairs_join_and_doubtful_ones_are_drawn() {
        let edges = [(0, 2, 20.0), (1, 3, 0.5)];
        let linked = run(5, &edges, 2000);
        assert_eq!(linked.person_of, [0, 1, 0, 1, 2]);
        assert_eq!(linked.groups.len(), 1);
        assert_eq!(linked.groups[0].records, [1, 3]);
        let persons: Vec<usize> = (0..linked.draws)
            .map(|d| linked.draw(d).iter().collect::<std::collections::BTreeSet<_>>().len())
            .collect();
        let together = persons.iter().filter(|&&n| n == 3).count() as f64 / 2000.0;
        let expected = 0.5f64.exp() / (1.0 + 0.5f64.exp());
        assert!((together - expected).abs() < 0.04, "{together}");
        assert!((linked.probability[1] - expected).abs() < 1e-9);
        assert_eq!(linked.probability[4], 1.0);
    }

    #[test]
    fn a_chain_of_lookalikes_is_cut() {
        // A hundred records, each like its neighbour and unlike all others: no person has a hundred records.
        let edges: Vec<Edge> = (0..99u32).map(|i| (i, i + 1, if i % 10 == 9 { -1.0 } else { 3.0 })).collect();
        let linked = run(100, &edges, 50);
        assert!(linked.persons() >= 50, "{}", linked.persons());
    }

    #[test]
    fn the_outcome_does_not_depend_on_the_number_of_draws() {
        let edges: Vec<Edge> = (0..9u32).flat_map(|i| (i + 1..9).map(move |j| (i, j, 4.0))).collect();
        assert_eq!(run(9, &edges, 10).person_of, [0; 9]);
    }
}
