//! Blocking: which pairs of records are worth comparing.
//!
//! Comparing every record with every other would take minutes on a list of thousands. Records that share a blocking
//! key are compared; each rule below makes one kind of key, and a pair that one rule misses (a misspelt name, a wrong
//! date) should be caught by another. A key shared by very many records tells nothing that a narrower key does not,
//! and is dropped.

use crate::compare::{Comparer, Traits};
use rayon::prelude::*;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Records that share a key beyond this number are not compared on account of it.
const LARGEST_BLOCK: usize = 300;
/// The same, for keys that rest on a single word or on numbers without a name.
const LARGEST_WEAK_BLOCK: usize = 40;

/// A blocking key and whether it is a weak one.
type Key = (u64, bool);

/// The pairs `(a, b)` with `a < b` to compare, in ascending order.
pub fn pairs(comparer: &Comparer, records: usize) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, bool, u32)> = (0..records)
        .into_par_iter()
        .flat_map_iter(|record| {
            let mut keys = keys(&comparer.traits(record));
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().map(move |(key, weak)| (key, weak, record as u32))
        })
        .collect();
    keyed.par_sort_unstable();
    let mut pairs: Vec<u64> = Vec::new();
    for block in keyed.chunk_by(|x, y| x.0 == y.0) {
        let most = if block[0].1 { LARGEST_WEAK_BLOCK } else { LARGEST_BLOCK };
        if block.len() > most {
            continue;
        }
        for (i, x) in block.iter().enumerate() {
            pairs.extend(block[i + 1..].iter().map(|y| u64::from(x.2) << 32 | u64::from(y.2)));
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|p| ((p >> 32) as u32, p as u32)).collect()
}

/// The keys of one record.
fn keys(t: &Traits) -> Vec<Key> {
    let mut keys = Vec::with_capacity(32);
    let mut add = |weak: bool, rule: u8, x: u64, y: u64| keys.push((hash(rule, x, y), weak));
    for (i, &x) in t.name.iter().enumerate() {
        add(true, 0, x, 0);
        // Two words of the name, in any order: swapped given and family names meet too.
        t.name[i + 1..].iter().for_each(|&y| add(false, 1, x.min(y), x.max(y)));
        t.event.iter().for_each(|&day| add(false, 2, x, day as u64));
        t.places.iter().for_each(|&place| add(false, 3, x, u64::from(place)));
        t.birth_years.iter().for_each(|&year| add(false, 4, x, year as u64));
        t.relative.iter().for_each(|&y| add(false, 5, x, y));
        t.age.iter().for_each(|&age| add(true, 6, x, u64::from(age)));
    }
    if let Some(number) = &t.identifier {
        let mut hasher = FxHasher::default();
        number.hash(&mut hasher);
        add(true, 10, hasher.finish(), 0);
    }
    if let Some(day) = t.birth {
        add(true, 7, day as u64, 0);
    }
    if let Some(day) = t.event {
        t.places.iter().for_each(|&place| add(true, 8, day as u64, u64::from(place)));
        t.age.iter().for_each(|&age| add(true, 9, day as u64, u64::from(age)));
    }
    keys
}

fn hash(rule: u8, x: u64, y: u64) -> u64 {
    let mut hasher = FxHasher::default();
    (rule, x, y).hash(&mut hasher);
    hasher.finish()
}
