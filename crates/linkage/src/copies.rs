//! Rows that stand many times in one list, word for word.
//!
//! No block holds two hundred thousand equal rows, and no group. A handful of them is matched like other rows; all further
//! ones go with the first of them if the handful turned out to be one person, and are people of their own if not.

use crate::constraints::Decided;
use crate::posterior::{Group, Linked, Pair, number_persons};
use crate::records::{Coded, Column, Names, Records, Values};
use rustc_hash::{FxHashMap, FxHashSet};

/// Copies of a row that are matched like other rows.
const HANDFUL: u32 = 5;
/// Counters by content: a row is looked at closely if its counter says that it may stand more than a handful of times.
const COUNTERS: u32 = 20;

/// Which rows are matched, and whom the others follow.
pub struct Copies {
    /// The records that are matched, ascending.
    kept: Vec<u32>,
    /// Further copies, ascending.
    further: Vec<Copy>,
}

struct Copy {
    record: u32,
    /// The first copy and the last that is matched, as positions in `kept`.
    first: u32,
    last: u32,
}

impl Copies {
    /// Finds the rows that stand more than a handful of times, by what they say; `None` where there are none. A row that a
    /// decision names is not like its copies, and none of them.
    pub fn find(contents: &[u64], decided: &[Decided]) -> Option<Copies> {
        let named: FxHashSet<u32> = decided.iter().flat_map(|d| [d.a, d.b]).collect();
        let at = |content: u64| (content >> (64 - COUNTERS)) as usize;
        let mut counters = vec![0u32; 1 << COUNTERS];
        contents.iter().for_each(|&c| counters[at(c)] += 1);
        if counters.iter().all(|&c| c <= HANDFUL) {
            return None;
        }
        let mut copies = Copies { kept: Vec::with_capacity(contents.len()), further: Vec::new() };
        // By content: how many, and where the first and the last that is kept stand.
        let mut seen: FxHashMap<u64, (u32, u32, u32)> = FxHashMap::default();
        for (record, &content) in contents.iter().enumerate() {
            let record = record as u32;
            let place = copies.kept.len() as u32;
            if counters[at(content)] > HANDFUL && !named.contains(&record) {
                let (count, first, last) = seen.entry(content).or_insert((0, place, place));
                *count += 1;
                if *count > HANDFUL {
                    copies.further.push(Copy { record, first: *first, last: *last });
                    continue;
                }
                *last = place;
            }
            copies.kept.push(record);
        }
        (!copies.further.is_empty()).then_some(copies)
    }

    /// The records that are matched, ascending.
    pub fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// The values of the kept records alone.
    pub fn only<T: Clone>(&self, of: &[T]) -> Vec<T> {
        self.kept.iter().map(|&r| of[r as usize].clone()).collect()
    }

    /// The decisions, by the places of their records among the kept ones; all that they name are kept.
    pub fn decided(&self, decided: &[Decided]) -> Vec<Decided> {
        let place = |record: u32| self.kept.partition_point(|&kept| kept < record) as u32;
        decided.iter().map(|d| Decided { a: place(d.a), b: place(d.b), ..*d }).collect()
    }

    /// The kept records alone.
    pub fn records(&self, records: &Records) -> Records {
        let column = |c: &Column| Column { name: c.name.clone(), values: self.values(&c.values) };
        Records {
            lists: records.lists.clone(),
            list_of: self.only(&records.list_of),
            columns: records.columns.iter().map(column).collect(),
        }
    }

    fn values(&self, values: &Values) -> Values {
        match values {
            Values::Name(v) => Values::Name(self.names(v)),
            Values::Relative(v) => Values::Relative(self.names(v)),
            Values::Event(v) => Values::Event(self.coded(v)),
            Values::Birth(v) => Values::Birth(self.coded(v)),
            Values::Age(v) => Values::Age(self.coded(v)),
            Values::Category(v) => Values::Category(self.coded(v)),
            Values::Code(v) => Values::Code(self.coded(v)),
            Values::Text(v) => Values::Text(self.coded(v)),
            Values::Place(v) => Values::Place(self.coded(v)),
        }
    }

    fn coded<T: Clone>(&self, coded: &Coded<T>) -> Coded<T> {
        Coded { values: coded.values.clone(), of: self.only(&coded.of) }
    }

    fn names(&self, names: &Names) -> Names {
        let mut kept = Names::default();
        names.tokens().iter().for_each(|t| {
            kept.number(t);
        });
        self.kept.iter().for_each(|&r| kept.push(names.words(r as usize).iter().copied()));
        kept
    }

    /// The outcome for all records, from that for the kept ones.
    pub fn put_back(&self, linked: Linked) -> Linked {
        let records = self.kept.len() + self.further.len();
        let (mut person_of, mut probability) = (vec![u32::MAX; records], vec![1.0; records]);
        for (place, &record) in self.kept.iter().enumerate() {
            person_of[record as usize] = linked.person_of[place];
            probability[record as usize] = linked.probability[place];
        }
        let joined = |c: &Copy| linked.person_of[c.first as usize] == linked.person_of[c.last as usize];
        let mut next = linked.persons() as u32;
        for copy in &self.further {
            probability[copy.record as usize] = linked.probability[copy.last as usize];
            person_of[copy.record as usize] = if joined(copy) {
                linked.person_of[copy.first as usize]
            } else {
                next += 1;
                next - 1
            };
        }
        number_persons(&mut person_of);
        let mut followers: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for copy in self.further.iter().filter(|c| joined(c)) {
            followers.entry(copy.first).or_default().push(copy.record);
        }
        let groups = linked.groups.iter().map(|g| self.group(g, &followers)).collect();
        Linked { person_of, probability, groups, draws: linked.draws, pairs: self.pairs(linked.pairs) }
    }

    /// A doubtful group with those who follow its records.
    fn group(&self, group: &Group, followers: &FxHashMap<u32, Vec<u32>>) -> Group {
        // Each record, and the place in the group of the one whose label it has.
        let mut records: Vec<(u32, usize)> = Vec::with_capacity(group.records.len());
        for (at, place) in group.records.iter().enumerate() {
            records.push((self.kept[*place as usize], at));
            records.extend(followers.get(place).into_iter().flatten().map(|&r| (r, at)));
        }
        records.sort_unstable();
        let labels = |of: &Vec<u8>| records.iter().map(|r| of[r.1]).collect();
        Group {
            partitions: group.partitions.iter().map(labels).collect(),
            records: records.iter().map(|r| r.0).collect(),
            draws: group.draws.clone(),
        }
    }

    /// The pairs, and one for each further copy, with the first.
    fn pairs(&self, mut pairs: Vec<Pair>) -> Vec<Pair> {
        let further: Vec<Pair> = (self.further.iter())
            .filter_map(|copy| {
                let at = pairs.binary_search_by_key(&(copy.first, copy.last), |p| (p.a, p.b)).ok()?;
                Some(Pair { a: self.kept[copy.first as usize], b: copy.record, ..pairs[at] })
            })
            .collect();
        for pair in &mut pairs {
            (pair.a, pair.b) = (self.kept[pair.a as usize], self.kept[pair.b as usize]);
        }
        pairs.extend(further);
        pairs.sort_unstable_by_key(|p| (p.a, p.b));
        pairs
    }
}
