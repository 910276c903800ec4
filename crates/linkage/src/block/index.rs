//! The blocks: which records share a key, and for each record the blocks it stands in.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use rayon::prelude::*;

/// Records that share a key beyond this number are not compared on account of it alone.
pub const LARGEST_BLOCK: usize = 300;
/// A block beyond this number is not looked into any further.
const HOPELESS_BLOCK: usize = 20_000;

/// Blocks of at least two records.
pub struct Index {
    /// Where each block begins in `members`; one more than there are blocks.
    starts: Vec<u32>,
    /// Records, ascending within a block.
    members: Vec<u32>,
    /// Where each record's blocks begin in `blocks`; one more than there are records.
    of: Vec<u32>,
    blocks: Vec<u32>,
}

/// What a worker needs to find each pair once.
pub struct Seen(Vec<u32>);

impl Seen {
    /// For so many records.
    pub fn new(records: usize) -> Seen {
        Seen(vec![u32::MAX; records])
    }
}

impl Index {
    /// Makes the blocks of all rules. A block that is too large is parted by the other atoms.
    pub fn new(atoms: &Atoms, rules: &[Rule], records: usize) -> Index {
        let of_rule = |rule: &Rule| {
            let mut keyed: Vec<u64> = Vec::with_capacity(records);
            for record in 0..records {
                rule.keys(atoms, record, |key| keyed.push(key >> 32 << 32 | record as u64));
            }
            sort_by_key(&mut keyed);
            keyed.dedup();
            let mut blocks = Blocks::default();
            for block in keyed.chunk_by(|x, y| x >> 32 == y >> 32) {
                match block.len() {
                    0 | 1 => {}
                    2..=LARGEST_BLOCK => blocks.push(block.iter().map(|k| *k as u32)),
                    ..HOPELESS_BLOCK => part(atoms, rule, block, &mut blocks),
                    _ => {}
                }
            }
            blocks
        };
        let made: Vec<Blocks> = rules.par_iter().map(of_rule).collect();
        let mut index = Index { starts: vec![0], members: Vec::new(), of: vec![0; records + 1], blocks: Vec::new() };
        for mut blocks in made {
            let from = index.members.len() as u32;
            index.members.append(&mut blocks.members);
            index.starts.extend(blocks.ends.iter().map(|end| from + end));
        }
        for &record in &index.members {
            index.of[record as usize + 1] += 1;
        }
        for record in 0..records {
            index.of[record + 1] += index.of[record];
        }
        let mut next = index.of.clone();
        index.blocks = vec![0; index.members.len()];
        for block in 0..index.starts.len() - 1 {
            for &record in &index.members[index.starts[block] as usize..index.starts[block + 1] as usize] {
                let at = &mut next[record as usize];
                index.blocks[*at as usize] = block as u32;
                *at += 1;
            }
        }
        index
    }

    /// Calls `found` once for each record after `a` that shares a block with it.
    pub fn partners(&self, a: u32, seen: &mut Seen, mut found: impl FnMut(u32)) {
        let (from, to) = (self.of[a as usize] as usize, self.of[a as usize + 1] as usize);
        for &block in &self.blocks[from..to] {
            let members = &self.members[self.starts[block as usize] as usize..self.starts[block as usize + 1] as usize];
            for &b in members.iter().rev() {
                if b <= a {
                    break;
                }
                if seen.0[b as usize] != a {
                    seen.0[b as usize] = a;
                    found(b);
                }
            }
        }
    }

    /// Whether a record stands in any block.
    pub fn has(&self, record: u32) -> bool {
        self.of[record as usize] < self.of[record as usize + 1]
    }
}

#[derive(Default)]
struct Blocks {
    ends: Vec<u32>,
    members: Vec<u32>,
}

impl Blocks {
    fn push(&mut self, members: impl Iterator<Item = u32>) {
        self.members.extend(members);
        self.ends.push(self.members.len() as u32);
    }
}

/// Parts a block that is too large: those of its records that agree on one more atom are compared.
fn part(atoms: &Atoms, rule: &Rule, block: &[u64], blocks: &mut Blocks) {
    for atom in (0..atoms.0.len()).filter(|atom| !rule.atoms.contains(atom)) {
        let mut keyed: Vec<u64> = Vec::with_capacity(block.len());
        for &record in block {
            atoms.values(atom, record as u32 as usize, |h| keyed.push(h >> 32 << 32 | u64::from(record as u32)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        for part in keyed.chunk_by(|x, y| x >> 32 == y >> 32) {
            if part.len() > 1 && part.len() <= LARGEST_BLOCK / 4 {
                blocks.push(part.iter().map(|k| *k as u32));
            }
        }
    }
}

/// Sorts by the upper 32 bits, keeping the order of what has equal ones: a radix sort, several times as fast as a comparing
/// one on millions of keys.
fn sort_by_key(keyed: &mut Vec<u64>) {
    if keyed.len() < 4096 {
        return keyed.sort_by_key(|k| k >> 32);
    }
    let mut other = vec![0u64; keyed.len()];
    for shift in [32, 43, 54] {
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
        std::mem::swap(keyed, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_key;

    #[test]
    fn keys_are_sorted_and_equals_keep_their_order() {
        let mut keyed: Vec<u64> =
            (0..10_000u64).map(|i| crate::block::atoms::mix(i % 777) >> 32 << 32 | i).collect();
        let mut expected = keyed.clone();
        expected.sort_by_key(|k| k >> 32);
        sort_by_key(&mut keyed);
        assert_eq!(keyed, expected);
    }
}
