//! From match weights to persons: groups that hang together, parted into persons, with what is in doubt.

use crate::enumerate;
use crate::groups::Groups;
use crate::membership::{membership, memberships, togetherness};
use crate::partition::{self, Labels, Weights, logistic};
use crate::posterior::{Group, Linked, Pair, number_persons};
use crate::workers;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

/// A pair of records, `a < b`, and its match weight in natural log odds.
pub type Edge = (u32, u32, f32);

/// Pairs below these log odds (one in twenty), with what their records gain by not being alone, do not tie records into one
/// group.
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

/// Parts the records into persons. `alone` gives what a record scores that is nobody else's, not above 0; `weigh` gives the match weight of any pair, with a memory from `start`; `edges` are those
/// found by blocking, ascending. `contents` decides between equals.
pub fn cluster<S>(
    contents: &[u64],
    edges: &[Edge],
    alone: impl Fn(u32) -> f64 + Sync,
    start: impl Fn() -> S + Sync,
    weigh: impl Fn(&mut S, u32, u32) -> f64 + Sync,
    asked: Asked,
) -> Linked {
    let records = contents.len();
    // Two records that are both alone gain by being one.
    let strength = |e: &Edge| e.2 - (alone(e.0) + alone(e.1)) as f32;
    let groups = Groups::new(records, edges, strength, TIE);
    let batch = |(state, room): &mut (S, Room), i: usize| {
        let mut batch = Batch::default();
        for g in i * BATCH..((i + 1) * BATCH).min(groups.len()) {
            part(
                groups.members(g),
                groups.edges(g),
                |a, b| weigh(state, a, b),
                &alone,
                (contents, asked),
                room,
                &mut batch,
            );
        }
        batch
    };
    let start = || (start(), Room::default());
    let parted = workers::in_order(groups.len().div_ceil(BATCH), start, batch);
    // A cluster is named after its first record until all are known; who is in no group is alone.
    let mut person_of: Vec<u32> = (0..records as u32).collect();
    let mut probability = vec![1.0; records];
    let mut doubtful = Vec::new();
    let mut pairs = Vec::new();
    let mut first_of = [u32::MAX; LARGEST_GROUP + 1];
    let mut g = 0;
    for mut batch in parted {
        let (mut labels, mut probabilities) = (&batch.labels[..], &batch.probability[..]);
        while !labels.is_empty() {
            let members = groups.members(g);
            g += 1;
            first_of[..=members.len()].fill(u32::MAX);
            let of_group = labels.iter().zip(probabilities);
            for (&record, (&label, &p)) in members.iter().zip(of_group) {
                let first = &mut first_of[usize::from(label)];
                *first = (*first).min(record);
                person_of[record as usize] = *first;
                probability[record as usize] = p;
            }
            (labels, probabilities) = (&labels[members.len()..], &probabilities[members.len()..]);
        }
        doubtful.append(&mut batch.doubtful);
        pairs.append(&mut batch.pairs);
    }
    let mut cut = pairs_between(groups.between(), &person_of, alone);
    for pair in &cut {
        // Who may belong to another group is not with his own for certain, nor alone.
        for record in [pair.a, pair.b] {
            let own = &mut probability[record as usize];
            *own = f64::min(*own, 1.0 - pair.probability);
        }
    }
    if asked.pairs {
        pairs.append(&mut cut);
        pairs.par_sort_unstable_by_key(|p| (p.a, p.b));
    }
    number_persons(&mut person_of);
    doubtful.sort_by(|x, y| x.records.cmp(&y.records));
    Linked { person_of, probability, groups: doubtful, draws: asked.draws, pairs }
}

/// Pairs of lesser probability are not worth a line.
const LEAST_PROBABILITY: f64 = 0.01;
/// What a pair says that blocking did not find or that was not worth keeping, in a group too large to compare everything.
const ABSENT: f64 = -6.0;

/// The pairs that are worth a line among edges between groups. Where a group was cut, two records are no likelier to be one
/// person than their clusters are, all that ties these taken together.
fn pairs_between(edges: &[Edge], person_of: &[u32], alone: impl Fn(u32) -> f64) -> Vec<Pair> {
    let mut size: FxHashMap<u32, f64> = FxHashMap::default();
    let mut ties: FxHashMap<(u32, u32), (f64, f64)> = FxHashMap::default();
    let persons = |e: &Edge| {
        let (p, q) = (person_of[e.0 as usize], person_of[e.1 as usize]);
        (p.min(q), p.max(q))
    };
    for edge in edges {
        let tie = ties.entry(persons(edge)).or_default();
        *tie = (tie.0 + f64::from(edge.2), tie.1 + 1.0);
    }
    let counted: rustc_hash::FxHashSet<u32> = ties.keys().flat_map(|k| [k.0, k.1]).collect();
    person_of.iter().filter(|p| counted.contains(p)).for_each(|p| *size.entry(*p).or_default() += 1.0);
    let pair = |e: &Edge| {
        let (p, q) = persons(e);
        let of = |person: &u32| size.get(person).copied().unwrap_or(1.0);
        let (sum, count) = ties.get(&(p, q)).copied().unwrap_or_default();
        let absent = (of(&p) * of(&q) - count).max(0.0) * ABSENT;
        // What a record that is alone gains by being one with another.
        let gain = |record: u32| if of(&person_of[record as usize]) > 1.0 { 0.0 } else { -alone(record) };
        let gain = gain(e.0) + gain(e.1);
        let merged = logistic((sum + absent) / (1.0 + (of(&p) + of(&q) - 2.0) / 2.0) + gain);
        let weight = f64::from(e.2);
        Pair { a: e.0, b: e.1, weight, probability: logistic(weight + gain).min(merged) }
    };
    edges.iter().map(pair).filter(|p| p.probability >= LEAST_PROBABILITY).collect()
}

/// What came of some groups, one after the other.
#[derive(Default)]
struct Batch {
    labels: Labels,
    probability: Vec<f64>,
    doubtful: Vec<Group>,
    pairs: Vec<Pair>,
}

/// Room to work in, used again for each group.
#[derive(Default)]
struct Room {
    known: Vec<f64>,
    together: Vec<f64>,
    weights: Weights,
    enumerated: enumerate::Room,
}

fn part(
    group: &[u32],
    edges: &[Edge],
    weigh: impl FnMut(u32, u32) -> f64,
    alone_of: impl Fn(u32) -> f64,
    (contents, asked): (&[u64], Asked),
    room: &mut Room,
    batch: &mut Batch,
) {
    let n = group.len();
    let Asked { draws, seed, .. } = asked;
    let Room { known, together, weights, enumerated } = room;
    between(group, edges, weigh, known);
    together.clear();
    together.resize(n * n, 0.0);
    // A larger group is searched in an order that its records' own contents give, and the labels are put back.
    let order = if n > enumerate::EXACT { by_content(group, contents) } else { Vec::new() };
    let sorted = || {
        let at = |i: usize, j: usize| order[i].min(order[j]) * n + order[i].max(order[j]);
        Weights::new(n, |i, j| known[at(i, j)], |i| alone_of(group[order[i]]))
    };
    let back = |labels: &[u8]| {
        let mut put = vec![0; n];
        order.iter().zip(labels).for_each(|(&at, &label)| put[at] = label);
        partition::canonical(&put)
    };
    if n == 2 && draws == 0 {
        let p = logistic(known[1] - alone_of(group[0]) - alone_of(group[1]));
        batch.labels.extend([0, u8::from(p < 0.5)]);
        batch.probability.extend([p.max(1.0 - p); 2]);
        together[1] = p;
    } else if n <= enumerate::EXACT {
        weights.fill(n, |i, j| known[i * n + j], |i| alone_of(group[i]));
        let (all, p) = (enumerate::all(n), enumerate::probabilities(weights, enumerated));
        // Of equals the one that keeps records together, the first by what they say.
        let most = p.iter().copied().fold(0.0, f64::max) - 1e-9;
        let mut equals = (0..p.len()).filter(|&i| p[i] >= most);
        let mut best = equals.next().unwrap_or(0);
        if n > 2
            && let Some(second) = equals.next()
        {
            let order = by_content(group, contents);
            let key = |i: &usize| reordered(&all[*i].labels, &order);
            best = [best, second].into_iter().chain(equals).min_by_key(key).unwrap_or(best);
        }
        let credible = || all.iter().zip(p).filter(|(_, p)| **p > 0.0).map(|(l, p)| (l, *p));
        let (tied, alone) = enumerate::marginals(credible());
        for i in 0..n {
            (i + 1..n)
                .for_each(|j| together[i * n + j] = tied[enumerate::pair(i, j).trailing_zeros() as usize]);
            // Below the diagonal it would be said twice; on it stands that the record is alone.
            together[i * n + i] = alone[i];
        }
        together.iter_mut().for_each(|p| *p = p.clamp(0.0, 1.0));
        let labels = &all[best].labels;
        batch.labels.extend(labels);
        batch.probability.extend((0..n).map(|i| membership(labels, i, together, together[i * n + i])));
        if p[best] < SURE && draws > 0 {
            // Partitions in an order, and a stream, that the records' own contents give.
            let order = by_content(group, contents);
            let mut credible: Vec<_> = credible().collect();
            credible.sort_by_cached_key(|(partition, _)| reordered(&partition.labels, &order));
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(contents[group[order[0]] as usize]);
            let drawn = (0..draws).map(|_| {
                let mut left = partition::uniform(&mut random);
                let found = credible.iter().find(|p| {
                    left -= p.1;
                    left < 0.0
                });
                found.map_or(labels, |p| &p.0.labels).clone()
            });
            batch.doubtful.push(doubtful(group, drawn));
        }
    } else if draws == 0 {
        let labels = back(&partition::agglomerate(&sorted()));
        let weights = Weights::new(n, |i, j| known[i * n + j], |i| alone_of(group[i]));
        let (pairwise, alone) = partition::around(&weights, &labels);
        batch.probability.extend((0..n).map(|i| membership(&labels, i, &pairwise, alone[i])));
        batch.labels.extend(labels);
        *together = pairwise;
    } else {
        let weights = sorted();
        let mut best = partition::agglomerate(&weights);
        let mut drawn = partition::sample(&weights, &best, draws, seed, contents[group[order[0]] as usize]);
        for found in &drawn {
            if weights.better(found, &best) {
                best.clone_from(found);
            }
        }
        let best = back(&best);
        drawn.iter_mut().for_each(|d| *d = back(d));
        let share = 1.0 / drawn.len() as f64;
        batch.probability.extend(memberships(&best, drawn.iter().map(|l| (l, share))));
        if asked.pairs {
            togetherness(n, drawn.iter().map(|l| (l, share)), together);
        }
        if drawn.iter().any(|d| *d != best) {
            batch.doubtful.push(doubtful(group, drawn.into_iter()));
        }
        batch.labels.extend(best);
    }
    if asked.pairs {
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let pair = |(i, j)| Pair {
            a: group[i],
            b: group[j],
            weight: known[i * n + j],
            probability: together[i * n + j],
        };
        batch.pairs.extend(pairs.map(pair).filter(|p| p.probability >= LEAST_PROBABILITY));
    }
}

/// A partition as it looks with the records in another order.
fn reordered(labels: &[u8], order: &[usize]) -> Labels {
    partition::canonical(&order.iter().map(|&i| labels[i]).collect::<Labels>())
}

/// The positions of a group's records in the order of what they say.
fn by_content(group: &[u32], contents: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..group.len()).collect();
    order.sort_by_key(|&i| contents[group[i] as usize]);
    order
}

/// The weights of all pairs of a group, upper half; those that blocking did not find are weighed now.
fn between(group: &[u32], edges: &[Edge], mut weigh: impl FnMut(u32, u32) -> f64, known: &mut Vec<f64>) {
    let n = group.len();
    known.clear();
    known.resize(n * n, f64::NAN);
    // Edges and records both ascend.
    let (mut i, mut j) = (0, 0);
    for &(a, b, weight) in edges {
        while group.get(i).is_some_and(|&record| record < a) {
            i += 1;
            j = i;
        }
        while group.get(j).is_some_and(|&record| record < b) {
            j += 1;
        }
        if let Some(known) = known.get_mut(i * n + j).filter(|_| i < j && j < n) {
            *known = f64::from(weight);
        }
    }
    for i in 0..n {
        for j in i + 1..n {
            if known[i * n + j].is_nan() {
                known[i * n + j] = weigh(group[i], group[j]);
            }
        }
    }
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
        let contents: Vec<u64> = (0..records as u64).collect();
        cluster(&contents, edges, |_| 0.0, || (), |(), _, _| -20.0, Asked { draws, pairs: true, seed: 1 })
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
