//! The keys of a rule, for many records at a time.
//!
//! Atoms with one value are added up column by column; the few that may have several are then laid over each other record by
//! record. A key is a sum, so that two words of a name meet in either order.

use crate::block::atoms::{Atoms, Hashes, MOST_VALUES};
use crate::block::candidates::Rule;
use crate::content::mix;

/// A record that has no value for an atom.
const NOTHING: u64 = u64::MAX;
/// Keys of one record under one rule at most.
const MOST_KEYS: usize = 64;

/// What making keys needs to write on; used again for each rule, so that the pages are asked of the system once.
#[derive(Default)]
pub struct Room {
    sums: Vec<u64>,
    keyed: Vec<u64>,
    other: Vec<u64>,
    /// Whether every key was made of the last rule; a record has 64 at most.
    pub whole: bool,
}

impl Room {
    /// The keys made last.
    pub fn keyed(&self) -> &[u64] {
        &self.keyed
    }

    /// Makes the keys of some records anew that are `wanted`, in no order, a few perhaps twice; `has_key` is called with the
    /// position of each record that has a key, wanted or not.
    pub fn make(
        &mut self,
        atoms: &Atoms,
        rule: &Rule,
        records: &[u32],
        wanted: impl Fn(u64) -> bool,
        mut has_key: impl FnMut(usize),
    ) {
        self.keyed.clear();
        let keyed = &mut self.keyed;
        self.whole = each_key(atoms, rule, records, &mut self.sums, |key| {
            has_key(key as u32 as usize);
            if wanted(key) {
                keyed.push(key);
            }
        });
    }

    /// Sorts by key, each pair of key and record once.
    pub fn sort(&mut self) {
        sort_by_key(&mut self.keyed, &mut self.other);
        self.keyed.dedup();
    }
}

/// The keys of some records under a rule: the upper half of a key, and in the lower half the position of its record in
/// `records`. Sorted by key, each pair of key and record once.
pub fn keys<'a>(atoms: &Atoms, rule: &Rule, records: &[u32], room: &'a mut Room) -> &'a [u64] {
    room.make(atoms, rule, records, |_| true, |_| {});
    room.sort();
    &room.keyed
}

/// Keys that have their upper half in common, by blocks; `keyed` is sorted by it.
pub fn blocks(keyed: &[u64]) -> impl Iterator<Item = &[u64]> {
    keyed.chunk_by(|x, y| x >> 32 == y >> 32)
}

/// Some keys, and a few others by chance: a mark for each, by its upper bits, in a table that is small enough to stay at hand.
pub struct Marks {
    /// Upper bits that tell a key's mark.
    bits: u32,
    marks: Vec<u64>,
}

impl Marks {
    /// Marks keys.
    pub fn of(keyed: &[u64]) -> Marks {
        let bits = (16 * keyed.len()).next_power_of_two().clamp(1 << 10, 1 << 26).trailing_zeros();
        let mut marks = Marks { bits, marks: vec![0; 1 << (bits - 6)] };
        for &key in keyed {
            let (word, bit) = marks.place(key);
            marks.marks[word] |= bit;
        }
        marks
    }

    /// Whether a key is marked.
    pub fn has(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.marks[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let at = (key >> (64 - self.bits)) as usize;
        (at >> 6, 1 << (at & 63))
    }
}

/// Calls `add` with the keys of some records, in no order, a few perhaps twice; whether all were made.
fn each_key(
    atoms: &Atoms,
    rule: &Rule,
    records: &[u32],
    sums: &mut Vec<u64>,
    mut add: impl FnMut(u64),
) -> bool {
    let mut whole = true;
    sums.clear();
    sums.resize(records.len(), 0);
    let mut several: Vec<(&Hashes, usize)> = Vec::new();
    for of_atom in rule.atoms.chunk_by(|x, y| x == y) {
        match &atoms.0[of_atom[0]].values {
            Hashes::One { of, hash } if of_atom.len() == 1 => {
                for (sum, &record) in sums.iter_mut().zip(records) {
                    let value = hash.get(of[record as usize] as usize).copied().unwrap_or(0);
                    *sum = if value == 0 || *sum == NOTHING { NOTHING } else { *sum + u64::from(value) };
                }
            }
            values => several.push((values, of_atom.len())),
        }
    }
    let key = |sum: u64, at: usize| mix(sum) >> 32 << 32 | at as u64;
    let with_sum = sums.iter().enumerate().filter(|(_, s)| **s != NOTHING);
    match several[..] {
        [] => with_sum.for_each(|(at, &sum)| add(key(sum, at))),
        [(hashes, 1)] => {
            for (at, &sum) in with_sum {
                hashes.each(records[at] as usize, |value| add(key(sum + u64::from(value), at)));
            }
        }
        [(hashes, 2)] => {
            for (at, &sum) in with_sum {
                let (mut values, mut n) = ([0u32; MOST_VALUES], 0);
                hashes.each(records[at] as usize, |value| {
                    if let Some(slot) = values.get_mut(n) {
                        *slot = value;
                        n += 1;
                    }
                });
                for (i, one) in values[..n].iter().enumerate() {
                    let pairs = values[i + 1..n].iter().map(|other| u64::from(*one) + u64::from(*other));
                    pairs.for_each(|pair| add(key(sum + pair, at)));
                }
            }
        }
        _ => {
            let (mut before, mut after, mut values) = (Vec::new(), Vec::new(), Vec::new());
            for (at, &sum) in with_sum {
                before.clear();
                before.push(sum);
                for &(hashes, times) in &several {
                    values.clear();
                    hashes.each(records[at] as usize, |value| values.push(value));
                    after.clear();
                    before.iter().for_each(|&sum| combine(sum, &values, times, &mut after));
                    std::mem::swap(&mut before, &mut after);
                    whole &= before.len() <= MOST_KEYS;
                    before.truncate(MOST_KEYS);
                }
                before.iter().for_each(|&sum| add(key(sum, at)));
            }
        }
    }
    whole
}

/// Adds to `sums` what comes of adding `times` of the values to a sum, in every way.
fn combine(sum: u64, values: &[u32], times: usize, sums: &mut Vec<u64>) {
    match (times, values) {
        (0, _) => sums.push(sum),
        (1, _) => sums.extend(values.iter().map(|v| sum + u64::from(*v))),
        (_, []) => {}
        (_, [first, rest @ ..]) => {
            combine(sum + u64::from(*first), rest, times - 1, sums);
            combine(sum, rest, times, sums);
        }
    }
}

/// Sorts by the upper 32 bits, keeping the order of what has equal ones: a radix sort by the upper 22, several times as fast as a
/// comparing one on millions of keys; few keys share those and not all 32.
fn sort_by_key(keyed: &mut Vec<u64>, other: &mut Vec<u64>) {
    if keyed.len() < 4096 {
        return keyed.sort_by_key(|k| k >> 32);
    }
    other.clear();
    other.resize(keyed.len(), 0);
    for shift in [42, 53] {
        let digit = |k: u64| (k >> shift) as usize & 2047;
        let mut at = [0usize; 2048];
        keyed.iter().for_each(|&k| at[digit(k)] += 1);
        let mut sum = 0;
        for slot in &mut at {
            (*slot, sum) = (sum, sum + *slot);
        }
        for &k in keyed.iter() {
            let slot = &mut at[digit(k)];
            other[*slot] = k;
            *slot += 1;
        }
        std::mem::swap(keyed, other);
    }
    for near in keyed.chunk_by_mut(|x, y| x >> 42 == y >> 42) {
        if near.len() > 1 && !near.is_sorted_by_key(|k| k >> 32) {
            near.sort_by_key(|k| k >> 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_equals_keep_their_order() {
        let mut keyed: Vec<u64> = (0..100_000u64).map(|i| mix(i % 33_333) >> 32 << 32 | i).collect();
        let mut expected = keyed.clone();
        expected.sort_by_key(|k| k >> 32);
        sort_by_key(&mut keyed, &mut Vec::new());
        assert_eq!(keyed, expected);
    }

    #[test]
    fn every_choice_of_so_many_values() {
        let mut sums = Vec::new();
        combine(1000, &[1, 10, 100], 2, &mut sums);
        assert_eq!(sums, [1011, 1101, 1110]);
        sums.clear();
        combine(0, &[1, 10], 3, &mut sums);
        assert!(sums.is_empty());
    }
}
