//! From match weights to persons: groups that hang together, parted into persons, with what is in doubt.

use crate::partition::{self, Labels, Weights};
use crate::posterior::{Group, Linked};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use rayon::prelude::*;

/// A pair of records, `a < b`, and its match weight in natural log odds.
pub type Edge = (u32, u32, f64);

/// Pairs below these log odds (one in twenty) do not tie records into one group.
const TIE: f64 = -2.94;
/// A larger group is cut at its weakest ties first: everything in it is compared with everything.
const LARGEST_GROUP: usize = 64;
/// A partition this sure is not in doubt.
const SURE: f64 = 0.9995;

/// Parts the records into persons. `weigh` gives the match weight of any pair; `edges` are those found by blocking.
pub fn cluster(
    records: usize,
    edges: &[Edge],
    weigh: impl Fn(u32, u32) -> f64 + Sync,
    draws: usize,
    seed: u64,
) -> Linked {
    let groups = components(records, edges, TIE);
    let parted: Vec<Parted> = groups.par_iter().map(|group| part(group, &weigh, draws, seed)).collect();
    let mut person_of = vec![u32::MAX; records];
    let mut probability = vec![1.0; records];
    let mut clusters: Vec<Vec<u32>> = Vec::new();
    let mut doubtful = Vec::new();
    for (group, parted) in groups.iter().zip(parted) {
        let count = parted.labels.iter().max().map_or(0, |&l| usize::from(l) + 1);
        let mut members = vec![Vec::new(); count];
        for ((&record, &label), &p) in group.iter().zip(&parted.labels).zip(&parted.probability) {
            members[usize::from(label)].push(record);
            probability[record as usize] = p;
        }
        clusters.extend(members);
        doubtful.extend(parted.group);
    }
    clusters.sort_unstable();
    for (person, cluster) in clusters.iter().enumerate() {
        cluster.iter().for_each(|&record| person_of[record as usize] = person as u32);
    }
    doubtful.sort_by(|x, y| x.records.cmp(&y.records));
    Linked { person_of, probability, groups: doubtful, draws }
}

/// Records that hang together by edges above `tie`, each group ascending, groups in the order of their first record.
/// Groups that are too large are parted again with a higher bar.
fn components(records: usize, edges: &[Edge], tie: f64) -> Vec<Vec<u32>> {
    let all: Vec<u32> = (0..records as u32).collect();
    let mut groups = Vec::new();
    let mut pending = vec![(all, edges.to_vec(), tie)];
    while let Some((members, edges, tie)) = pending.pop() {
        let edges: Vec<Edge> = edges.into_iter().filter(|e| e.2 >= tie).collect();
        let mut forest: Vec<u32> = (0..members.len() as u32).collect();
        let position = |record: u32| members.binary_search(&record).unwrap_or(0) as u32;
        for &(a, b, _) in &edges {
            let (x, y) = (root(&mut forest, position(a)), root(&mut forest, position(b)));
            forest[x.max(y) as usize] = x.min(y);
        }
        let mut by_root: Vec<(u32, u32)> =
            (0..members.len() as u32).map(|i| (root(&mut forest, i), members[i as usize])).collect();
        by_root.sort_unstable();
        for group in by_root.chunk_by(|x, y| x.0 == y.0) {
            let group: Vec<u32> = group.iter().map(|g| g.1).collect();
            if group.len() <= LARGEST_GROUP {
                groups.push(group);
            } else {
                let inside =
                    edges.iter().filter(|e| group.binary_search(&e.0).is_ok()).copied().collect::<Vec<_>>();
                pending.push((group, inside, tie + 1.0));
            }
        }
    }
    groups.sort_unstable();
    groups
}

fn root(forest: &mut [u32], mut i: u32) -> u32 {
    while forest[i as usize] != i {
        let up = forest[forest[i as usize] as usize];
        forest[i as usize] = up;
        i = up;
    }
    i
}

struct Parted {
    labels: Labels,
    probability: Vec<f64>,
    group: Option<Group>,
}

fn part(group: &[u32], weigh: &(impl Fn(u32, u32) -> f64 + Sync), draws: usize, seed: u64) -> Parted {
    let n = group.len();
    if n == 1 {
        return Parted { labels: vec![0], probability: vec![1.0], group: None };
    }
    let weights = Weights::new(n, |i, j| weigh(group[i], group[j]));
    let stream = u64::from(group[0]);
    if n <= partition::EXACT {
        let all = partition::enumerate(&weights);
        // The first of equals: deterministic, and the one that keeps records together.
        let best = all.iter().enumerate().fold(0, |best, (i, p)| if p.1 > all[best].1 { i } else { best });
        let labels = all[best].0.clone();
        let probability = memberships(&labels, all.iter().map(|(l, p)| (l, *p)));
        let doubt = (all[best].1 < SURE && draws > 0).then(|| {
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
        Parted { labels, probability, group: doubt }
    } else {
        let mut labels = partition::agglomerate(&weights);
        let drawn = partition::sample(&weights, &labels, draws.max(1), seed, stream);
        for found in &drawn {
            if weights.better(found, &labels) {
                labels.clone_from(found);
            }
        }
        let share = 1.0 / drawn.len() as f64;
        let probability = memberships(&labels, drawn.iter().map(|l| (l, share)));
        let doubt = draws > 0 && drawn.iter().any(|d| *d != labels);
        Parted { labels, probability, group: doubt.then(|| doubtful(group, drawn.into_iter())) }
    }
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

    fn weight(edges: &[Edge]) -> impl Fn(u32, u32) -> f64 + Sync {
        move |a, b| edges.iter().find(|e| (e.0, e.1) == (a.min(b), a.max(b))).map_or(-20.0, |e| e.2)
    }

    #[test]
    fn sure_pairs_join_and_doubtful_ones_are_drawn() {
        let edges = [(0, 2, 20.0), (1, 3, 0.5)];
        let linked = cluster(5, &edges, weight(&edges), 2000, 1);
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
        let linked = cluster(100, &edges, weight(&edges), 50, 1);
        assert!(linked.persons() >= 50, "{}", linked.persons());
    }

    #[test]
    fn the_outcome_does_not_depend_on_the_number_of_draws() {
        let edges: Vec<Edge> = (0..9u32).flat_map(|i| (i + 1..9).map(move |j| (i, j, 4.0))).collect();
        assert_eq!(cluster(9, &edges, weight(&edges), 10, 1).person_of, [0; 9]);
    }
}
