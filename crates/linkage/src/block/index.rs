//! The blocks of a rule: which records share a key.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::keys::{Room, keys};

/// Records that share a key beyond this number are not compared on account of it alone.
pub const LARGEST_BLOCK: usize = 300;
/// A block beyond this number is not looked into any further.
pub const HOPELESS_BLOCK: usize = 20_000;
/// A part of a block beyond this number is not compared.
pub const LARGEST_PART: usize = LARGEST_BLOCK / 4;

/// Blocks of two records or more, each in ascending order; used again for each rule, so that the pages are asked of the system
/// once.
#[derive(Default)]
pub struct Blocks {
    members: Vec<u32>,
    /// Where each block ends.
    ends: Vec<u32>,
    /// Whether no block was too large: every pair that shares a key stands in one.
    pub whole: bool,
}

impl Blocks {
    /// Makes the blocks of a rule and notes of which records it makes keys; `records` holds all of them in order. A block that is too large is parted by the other atoms.
    pub fn fill(
        &mut self,
        atoms: &Atoms,
        rule: &Rule,
        records: &[u32],
        room: &mut Room,
        reached: &mut [bool],
    ) {
        keys(atoms, rule, records, room);
        self.begin(room.whole);
        let keyed = room.keyed();
        keyed.iter().for_each(|k| reached[*k as u32 as usize] = true);
        self.members.reserve(keyed.len());
        for block in keyed.chunk_by(|x, y| x >> 32 == y >> 32) {
            match block.len() {
                0 | 1 => {}
                2..=LARGEST_BLOCK => self.push(block.iter().map(|k| *k as u32)),
                too_large => {
                    self.whole = false;
                    if too_large < HOPELESS_BLOCK {
                        parts(atoms, rule, block, |part| {
                            if part.len() <= LARGEST_PART {
                                self.push(part.iter().map(|k| *k as u32));
                            }
                        });
                    }
                }
            }
        }
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The records of a block.
    pub fn get(&self, block: usize) -> &[u32] {
        self.members(block..block + 1)
    }

    /// The records of some blocks, one after the other.
    pub fn members(&self, blocks: std::ops::Range<usize>) -> &[u32] {
        let start = |block: usize| block.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        &self.members[start(blocks.start)..start(blocks.end)]
    }

    /// Begins anew, without a block.
    pub fn begin(&mut self, whole: bool) {
        self.members.clear();
        self.ends.clear();
        self.whole = whole;
    }

    /// Adds a block.
    pub fn push(&mut self, members: impl Iterator<Item = u32>) {
        self.members.extend(members);
        self.ends.push(self.members.len() as u32);
    }
}

/// The parts of a block that is too large, of two records or more: those of its records that agree on one more atom.
pub fn parts(atoms: &Atoms, rule: &Rule, block: &[u64], mut each: impl FnMut(&[u64])) {
    for atom in (0..atoms.0.len()).filter(|atom| !rule.atoms.contains(atom)) {
        let mut keyed: Vec<u64> = Vec::with_capacity(block.len());
        for &record in block {
            atoms.values(atom, record as u32 as usize, |h| {
                keyed.push(u64::from(h) << 32 | u64::from(record as u32))
            });
        }
        keyed.sort_unstable();
        keyed.dedup();
        keyed.chunk_by(|x, y| x >> 32 == y >> 32).filter(|part| part.len() > 1).for_each(&mut each);
    }
}
