//! What is known of pairs of records beside their weights: that a person decided on them, or that their list names nobody
//! twice.
//!
//! Records that were decided to be one person enter clustering as one *unit*, so that no partition, best or drawn, can part
//! them. Two units of which any two records must be apart have the weight minus infinity, so that no partition can
//! join them. Otherwise the weight of two units is the mean of their records' weights: that a person's records are known to be
//! one makes them neither more nor less of a witness against a third.

use crate::LinkError;
use crate::ascending::ascending;
use crate::cluster::{self, Asked, Edge};
use crate::groups::Forest;
use crate::posterior::{Group, Linked, Pair};
use crate::records::Records;
use rustc_hash::{FxHashMap, FxHashSet};

/// Records decided to be one of which every pair is told; of more, pairs with the first only.
const MOST_PAIRED: usize = 64;

/// What a person decided on two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// They are one person.
    Same,
    /// They are two people.
    Different,
    /// It cannot be told; changes nothing.
    CannotTell,
}

/// A decision on two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decided {
    /// Index of one record.
    pub a: u32,
    /// Index of the other.
    pub b: u32,
    /// What was decided.
    pub verdict: Verdict,
}

/// The decisions that say something; an error where they contradict each other, or what is said of lists.
pub fn settled(records: &Records, decided: &[Decided]) -> Result<Vec<Decided>, LinkError> {
    // What is wrong with them is said of records as they are numbered here.
    Constraints::new(records, decided)?;
    Ok(decided.iter().filter(|d| d.verdict != Verdict::CannotTell).copied().collect())
}

/// All that is known of pairs.
pub struct Constraints<'a> {
    list_of: &'a [u32],
    one_per_list: Vec<bool>,
    /// Pairs that were decided to be two people, the lesser index first.
    different: FxHashSet<(u32, u32)>,
    /// Where any records were decided to be one person.
    units: Option<Units>,
}

/// Records by unit; units are numbered in the order of their first record.
struct Units {
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl<'a> Constraints<'a> {
    /// Gathers what is known; an error where it contradicts itself.
    pub fn new(records: &'a Records, decided: &[Decided]) -> Result<Constraints<'a>, LinkError> {
        let n = records.len();
        for d in decided {
            if let Some(&record) = [d.a, d.b].iter().find(|r| **r as usize >= n) {
                return Err(LinkError::NoSuchRecord { record: record as usize, records: n });
            }
        }
        let of = |verdict: Verdict| decided.iter().filter(move |d| d.verdict == verdict);
        let one_per_list: Vec<bool> = records.lists.iter().map(|l| l.one_per_list).collect();
        let units = of(Verdict::Same).any(|d| d.a != d.b).then(|| Units::new(n, of(Verdict::Same)));
        let is_one =
            |a: u32, b: u32| a == b || units.as_ref().is_some_and(|u| u.of[a as usize] == u.of[b as usize]);
        if let Some(d) = of(Verdict::Different).find(|d| is_one(d.a, d.b)) {
            return Err(LinkError::Contradiction { a: d.a as usize, b: d.b as usize });
        }
        for members in units.iter().flat_map(|u| &u.members).filter(|m| m.len() > 1) {
            let mut of_list: FxHashMap<u32, u32> = FxHashMap::default();
            for &b in members {
                let list = records.list_of[b as usize];
                if let Some(a) = of_list.insert(list, b).filter(|_| one_per_list[list as usize]) {
                    let list = records.lists[list as usize].name.clone();
                    return Err(LinkError::TwiceInList { a: a as usize, b: b as usize, list });
                }
            }
        }
        let different = of(Verdict::Different).map(|d| (d.a.min(d.b), d.a.max(d.b))).collect();
        Ok(Constraints { list_of: &records.list_of, one_per_list, different, units })
    }

    /// Whether two records are known to be two people by themselves, whatever they are joined with.
    pub fn apart(&self, a: u32, b: u32) -> bool {
        let (list, other) = (self.list_of[a as usize], self.list_of[b as usize]);
        list == other && self.one_per_list[list as usize] || self.different.contains(&(a.min(b), a.max(b)))
    }

    /// The edges between records that may be one person.
    pub fn possible(&self, mut edges: Vec<Edge>) -> Vec<Edge> {
        if !self.different.is_empty() || self.one_per_list.contains(&true) {
            edges.retain(|e| !self.apart(e.0, e.1));
        }
        edges
    }

    /// Parts the records into persons, none against what is known; `edges` are [possible](Constraints::possible) ones. As [`cluster::cluster`], to which `weigh` and `edges` go.
    pub fn cluster<S>(
        &self,
        contents: &[u64],
        edges: Vec<Edge>,
        alone: impl Fn(u32) -> f64 + Sync,
        start: impl Fn() -> S + Sync,
        weigh: impl Fn(&mut S, u32, u32) -> f64 + Sync,
        asked: Asked,
    ) -> Linked {
        let weigh = |state: &mut S, a: u32, b: u32| {
            if self.apart(a, b) { f64::NEG_INFINITY } else { weigh(state, a, b) }
        };
        let Some(units) = &self.units else {
            return cluster::cluster(contents, &edges, alone, start, weigh, asked);
        };
        let between = |state: &mut S, u: u32, v: u32| units.mean(u, v, |a, b| weigh(state, a, b));
        let mut state = start();
        let edges = units.edges(&edges, |u, v| between(&mut state, u, v));
        // What a unit says is what its records say together.
        let of_unit = |m: &Vec<u32>| m.iter().fold(0u64, |sum, &r| sum.wrapping_add(contents[r as usize]));
        let contents: Vec<u64> = units.members.iter().map(of_unit).collect();
        let alone = |unit: u32| match *units.members(unit) {
            [record] => alone(record),
            _ => 0.0,
        };
        let linked = cluster::cluster(&contents, &edges, alone, start, between, asked);
        units.expanded(linked, asked.pairs, |a, b| weigh(&mut state, a, b))
    }
}

impl Units {
    fn new<'d>(records: usize, same: impl Iterator<Item = &'d Decided>) -> Units {
        let mut forest = Forest::new(records);
        same.for_each(|d| forest.join(d.a, d.b));
        let mut units = Units { of: vec![0; records], members: Vec::new() };
        for record in 0..records as u32 {
            let root = forest.root(record);
            let unit = if root == record {
                units.members.push(Vec::with_capacity(1));
                units.members.len() as u32 - 1
            } else {
                units.of[root as usize]
            };
            units.of[record as usize] = unit;
            units.members[unit as usize].push(record);
        }
        units
    }

    fn members(&self, unit: u32) -> &[u32] {
        &self.members[unit as usize]
    }

    /// The mean of what the records of two units weigh.
    fn mean(&self, u: u32, v: u32, mut weigh: impl FnMut(u32, u32) -> f64) -> f64 {
        let (of_u, of_v) = (self.members(u), self.members(v));
        let mut sum = 0.0;
        for &a in of_u {
            for &b in of_v {
                sum += weigh(a.min(b), a.max(b));
            }
        }
        sum / (of_u.len() * of_v.len()) as f64
    }

    /// The edges between units, from those between records.
    fn edges(&self, edges: &[Edge], mut weigh: impl FnMut(u32, u32) -> f64) -> Vec<Edge> {
        let mut between = Vec::with_capacity(edges.len());
        for &(a, b, weight) in edges {
            let (u, v) = (self.of[a as usize], self.of[b as usize]);
            let alone = self.members(u).len() == 1 && self.members(v).len() == 1;
            if u != v {
                between.push((u.min(v), u.max(v), if alone { weight } else { f32::NAN }));
            }
        }
        let mut between = ascending(between, self.members.len());
        for edge in between.iter_mut().filter(|e| e.2.is_nan()) {
            edge.2 = weigh(edge.0, edge.1) as f32;
        }
        between.retain(|e| e.2 > f32::NEG_INFINITY);
        between
    }

    /// What was found of units, said of records.
    fn expanded(&self, linked: Linked, with_pairs: bool, mut weigh: impl FnMut(u32, u32) -> f64) -> Linked {
        let person_of: Vec<u32> = self.of.iter().map(|&u| linked.person_of[u as usize]).collect();
        let mut size = vec![0u32; linked.persons()];
        person_of.iter().for_each(|&p| size[p as usize] += 1);
        let probability = (self.of.iter().zip(&person_of)).map(|(&unit, &person)| {
            let (p, own) = (linked.probability[unit as usize], self.members(unit).len() as f64);
            let all = f64::from(size[person as usize]);
            // Those it was decided to be one with are with it for certain.
            if own == 1.0 { p } else { ((own - 1.0) + (all - own) * p) / (all - 1.0) }
        });
        let probability = probability.collect();
        let groups = linked.groups.into_iter().map(|group| self.group(group)).collect();
        let mut pairs = Vec::new();
        for pair in &linked.pairs {
            let (of_u, of_v) = (self.members(pair.a), self.members(pair.b));
            let alone = of_u.len() == 1 && of_v.len() == 1;
            for (&a, &b) in of_u.iter().flat_map(|a| of_v.iter().map(move |b| (a, b))) {
                let (a, b) = (a.min(b), a.max(b));
                let weight = if alone { pair.weight } else { weigh(a, b) };
                pairs.push(Pair { a, b, weight, probability: pair.probability });
            }
        }
        for members in self.members.iter().filter(|m| with_pairs && m.len() > 1) {
            for (i, &a) in members.iter().enumerate() {
                // Of very many, as of copies, each with the first one only.
                let others = if i > 0 && members.len() > MOST_PAIRED { &[] } else { &members[i + 1..] };
                for &b in others {
                    pairs.push(Pair { a, b, weight: weigh(a, b), probability: 1.0 });
                }
            }
        }
        pairs.sort_unstable_by_key(|p| (p.a, p.b));
        Linked { person_of, probability, groups, draws: linked.draws, pairs }
    }

    fn group(&self, group: Group) -> Group {
        let of_unit = |(i, &unit): (usize, &u32)| self.members(unit).iter().map(move |&record| (record, i));
        let mut records: Vec<(u32, usize)> = group.records.iter().enumerate().flat_map(of_unit).collect();
        records.sort_unstable();
        let expanded = |labels: &Vec<u8>| records.iter().map(|&(_, i)| labels[i]).collect();
        Group {
            partitions: group.partitions.iter().map(expanded).collect(),
            draws: group.draws,
            records: records.iter().map(|r| r.0).collect(),
        }
    }
}
