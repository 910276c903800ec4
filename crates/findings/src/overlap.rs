//! Who is on which lists: the table of overlaps in the best partition and in every draw.
//!
//! A draw differs from the best partition only inside the doubtful groups. So the people outside them are counted
//! once; each way of parting a group is turned into list patterns once; a draw then only adds up small numbers.

use crate::count::{LEVEL, Members, interval};
use crate::finding::{Documented, Overlap};
use casefile::Reading;
use linkage::{Group, Linked};
use rustc_hash::FxHashMap;

/// The exact set of lists on which a person is: indexes of sources, ascending.
pub type Pattern = Vec<u32>;

/// How many people have each pattern.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverlapTables {
    /// Number of sources.
    pub sources: usize,
    /// Every pattern that occurs in the best partition or in some draw, sorted.
    pub patterns: Vec<Pattern>,
    /// For each pattern the number of people in the best partition.
    pub best: Vec<u32>,
    /// Number of draws.
    pub draws: usize,
    /// For each pattern the number of people whom no draw changes.
    settled: Vec<u32>,
    /// For each pattern that draws change, its index and what each draw adds to `settled`.
    varying: Vec<(usize, Vec<u32>)>,
}

impl OverlapTables {
    /// Counts the overlaps; `O(records + groups x draws)`.
    pub(crate) fn new(reading: &Reading, linked: &Linked, members: &Members) -> OverlapTables {
        let records = reading.records.len();
        let groups: Vec<&Group> = linked.groups.iter().filter(|g| usable(g, linked, records)).collect();
        let mut doubtful = vec![false; records];
        for &record in groups.iter().flat_map(|group| &group.records) {
            doubtful[record as usize] = true;
        }
        let source = |record: u32| reading.records.get(record as usize).map_or(0, |r| r.source as u32);
        let mut known = Interner::default();
        let mut best: Vec<u32> = Vec::new();
        let mut settled: Vec<u32> = Vec::new();
        for person in members.iter() {
            let pattern = known.index(person.iter().map(|&r| source(r)).collect());
            add(&mut best, pattern, 1);
            let outside: Pattern =
                person.iter().filter(|&&r| !doubtful[r as usize]).map(|&r| source(r)).collect();
            if outside.len() == person.len() {
                add(&mut settled, pattern, 1);
            } else if !outside.is_empty() {
                add(&mut settled, known.index(outside), 1);
            }
        }
        let mut by_pattern: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
        for group in groups {
            let ways: Vec<Vec<usize>> = group
                .partitions
                .iter()
                .map(|labels| patterns_of(&group.records, labels, source, &mut known))
                .collect();
            for (draw, &way) in group.draws.iter().take(linked.draws).enumerate() {
                for &pattern in ways.get(usize::from(way)).into_iter().flatten() {
                    let counts = by_pattern.entry(pattern).or_insert_with(|| vec![0; linked.draws]);
                    counts[draw] += 1;
                }
            }
        }
        best.resize(known.patterns.len(), 0);
        settled.resize(known.patterns.len(), 0);
        let mut order: Vec<usize> = (0..known.patterns.len()).collect();
        order.sort_by(|&a, &b| known.patterns[a].cmp(&known.patterns[b]));
        let varying = order
            .iter()
            .enumerate()
            .filter_map(|(new, old)| by_pattern.remove(old).map(|counts| (new, counts)))
            .collect();
        OverlapTables {
            sources: reading.sources.len(),
            best: order.iter().map(|&old| best[old]).collect(),
            settled: order.iter().map(|&old| settled[old]).collect(),
            patterns: order.iter().map(|&old| std::mem::take(&mut known.patterns[old])).collect(),
            draws: linked.draws,
            varying,
        }
    }

    /// Whether any draw differs from the best partition in who is on which lists.
    pub(crate) fn in_doubt(&self) -> bool {
        self.draws > 0 && !self.varying.is_empty()
    }

    /// Evenly spaced draws, at most so many; none where no draw says anything else than the best partition.
    pub(crate) fn spaced(&self, most: usize) -> impl Iterator<Item = usize> {
        let asked = if self.in_doubt() { self.draws.min(most) } else { 0 };
        let draws = self.draws;
        (0..asked).map(move |i| i * draws / asked)
    }

    /// For each pattern the number of people in draw `d` (`0..draws`).
    pub fn draw(&self, d: usize) -> Vec<u32> {
        let mut counts = self.settled.clone();
        for (pattern, added) in &self.varying {
            counts[*pattern] += added.get(d).copied().unwrap_or(0);
        }
        counts
    }

    /// Number of people in the best partition, with its interval.
    pub(crate) fn documented(&self) -> Documented {
        let settled: u32 = self.settled.iter().sum();
        let mut totals = vec![settled; self.draws];
        for (_, added) in &self.varying {
            for (total, added) in totals.iter_mut().zip(added) {
                *total += added;
            }
        }
        let best = self.best.iter().sum();
        let (low, high) = interval(&mut totals, best);
        Documented { best: best as usize, low: low as usize, high: high as usize, level: LEVEL }
    }

    /// People by pattern with intervals: most people first, then in the order of the lists.
    pub(crate) fn overlaps(&self, ids: &[String]) -> Vec<Overlap> {
        let mut varying = self.varying.iter().peekable();
        let mut overlaps: Vec<Overlap> = Vec::with_capacity(self.patterns.len());
        for (index, (pattern, &best)) in self.patterns.iter().zip(&self.best).enumerate() {
            let (low, high) = match varying.next_if(|(of, _)| *of == index) {
                Some((_, added)) => {
                    let mut counts: Vec<u32> = added.iter().map(|a| a + self.settled[index]).collect();
                    interval(&mut counts, best)
                }
                None => interval(&mut [], best),
            };
            if high > 0 {
                let lists = pattern.iter().filter_map(|&s| ids.get(s as usize).cloned()).collect();
                overlaps.push(Overlap {
                    lists,
                    persons: best as usize,
                    low: low as usize,
                    high: high as usize,
                });
            }
        }
        overlaps.sort_by_key(|overlap| std::cmp::Reverse(overlap.persons));
        overlaps
    }

    /// People of the best partition whose pattern satisfies `holds`.
    pub(crate) fn count(&self, holds: impl Fn(&Pattern) -> bool) -> usize {
        self.patterns.iter().zip(&self.best).filter(|(p, _)| holds(p)).map(|(_, &n)| n as usize).sum()
    }
}

#[cfg(test)]
impl OverlapTables {
    /// Tables with these people and no doubt.
    pub(crate) fn of(sources: usize, counts: &[(Pattern, u32)]) -> OverlapTables {
        let best: Vec<u32> = counts.iter().map(|&(_, persons)| persons).collect();
        let patterns = counts.iter().map(|(pattern, _)| pattern.clone()).collect();
        OverlapTables { sources, patterns, settled: best.clone(), best, ..OverlapTables::default() }
    }

    /// Makes draws in which `added` gives what each adds to some patterns.
    pub(crate) fn vary(&mut self, draws: usize, added: impl Fn(usize) -> Vec<(usize, u32)>) {
        self.draws = draws;
        let patterns: Vec<usize> = added(0).into_iter().map(|(pattern, _)| pattern).collect();
        let counts = |i: usize| (0..draws).map(|d| added(d)[i].1).collect();
        self.varying = patterns.into_iter().enumerate().map(|(i, pattern)| (pattern, counts(i))).collect();
    }
}

/// A group that has a partition for every draw. Any other is counted as the best partition has it.
fn usable(group: &Group, linked: &Linked, records: usize) -> bool {
    linked.draws > 0
        && group.draws.len() >= linked.draws
        && group.records.iter().all(|&record| (record as usize) < records)
        && group.partitions.iter().all(|labels| labels.len() == group.records.len())
        && group.draws.iter().all(|&way| usize::from(way) < group.partitions.len())
}

/// The patterns of the people into which `labels` part the records.
fn patterns_of(
    records: &[u32],
    labels: &[u8],
    source: impl Fn(u32) -> u32,
    known: &mut Interner,
) -> Vec<usize> {
    let mut parted: Vec<(u8, u32)> = labels.iter().zip(records).map(|(&l, &r)| (l, source(r))).collect();
    parted.sort_unstable();
    parted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|person| known.index(person.iter().map(|&(_, s)| s).collect()))
        .collect()
}

fn add(counts: &mut Vec<u32>, index: usize, n: u32) {
    if counts.len() <= index {
        counts.resize(index + 1, 0);
    }
    counts[index] += n;
}

/// Patterns by number, in the order in which they were first seen.
#[derive(Default)]
struct Interner {
    index: FxHashMap<Pattern, usize>,
    patterns: Vec<Pattern>,
}

impl Interner {
    fn index(&mut self, mut pattern: Pattern) -> usize {
        pattern.sort_unstable();
        pattern.dedup();
        if let Some(&index) = self.index.get(&pattern) {
            return index;
        }
        self.patterns.push(pattern.clone());
        self.index.insert(pattern, self.patterns.len() - 1);
        self.patterns.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{case, record, source};
    use lists::Entry;
    use std::collections::BTreeMap;

    fn tables(reading: &Reading, linked: &Linked) -> OverlapTables {
        OverlapTables::new(reading, linked, &Members::new(linked, reading.records.len()))
    }

    #[test]
    fn every_person_stands_under_one_pattern() {
        let (reading, linked) = case();
        let tables = tables(&reading, &linked);
        let ids: Vec<String> = reading.sources.iter().map(|s| s.id.clone()).collect();
        let overlaps = tables.overlaps(&ids);
        assert_eq!(overlaps.iter().map(|o| o.persons).sum::<usize>(), linked.persons());
        let both = &overlaps[0];
        assert_eq!(
            (both.lists.join("+").as_str(), both.persons, both.low, both.high),
            ("alpha+beta", 2, 1, 2)
        );
        assert_eq!(tables.documented(), Documented { best: 5, low: 5, high: 6, level: 0.95 });
    }

    /// The counts of a draw must be those of `Linked::draw`, recounted from nothing.
    #[test]
    fn draws_added_up_are_draws_recounted() {
        let mut state = 7_u64;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let reading = Reading {
            sources: (0..5).map(|s| source(&format!("s{s}"))).collect(),
            records: (0..200).map(|r| record(r / 40, r as u32, Entry::default())).collect(),
            ..Reading::default()
        };
        let person_of: Vec<u32> = (0..200).map(|_| next(120) as u32).collect();
        let groups = (0..20_u32)
            .map(|g| Group {
                records: (0..4).map(|i| i * 50 + g).collect(),
                partitions: vec![vec![0, 0, 1, 2], vec![0, 1, 1, 0], vec![0, 0, 0, 0]],
                draws: (0..30).map(|_| next(3) as u16).collect(),
            })
            .collect();
        let linked =
            Linked { person_of, probability: vec![1.0; 200], groups, draws: 30, ..Linked::default() };
        let tables = tables(&reading, &linked);
        for d in 0..linked.draws {
            let mut lists: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for (record, person) in linked.draw(d).into_iter().enumerate() {
                lists.entry(person).or_default().push(reading.records[record].source as u32);
            }
            let mut recounted = vec![0; tables.patterns.len()];
            for mut pattern in lists.into_values() {
                pattern.dedup();
                recounted[tables.patterns.binary_search(&pattern).unwrap()] += 1;
            }
            assert_eq!(tables.draw(d), recounted, "draw {d}");
        }
    }

    #[test]
    fn a_broken_group_is_counted_as_the_best_partition_has_it() {
        let (reading, mut linked) = case();
        linked.groups[0].draws[3] = 9;
        assert_eq!(tables(&reading, &linked).documented().high, 5);
    }
}
