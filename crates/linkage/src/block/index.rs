//! The blocks of a rule: which records share a key.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::keys::{Marks, Room, blocks};

/// Records that share a key beyond this number are not compared on account of it alone.
pub const LARGEST_BLOCK: usize = 300;
/// A block beyond this number is not looked into any further.
pub const HOPELESS_BLOCK: usize = 20_000;
/// A part of a block beyond this number is not compared.
const LARGEST_PART: usize = LARGEST_BLOCK / 4;

/// Pairs for each record of a block that is too large, at most, when it is parted.
const PAIRS_OF_A_RECORD: usize = 20;

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
    /// Makes the blocks of a rule and notes of which records it makes keys; `records` holds all of them in order. A block that is
    /// too large is parted by the other atoms. Where it is said which records need no rescue, blocks of those alone may be left
    /// out.
    pub fn fill(
        &mut self,
        atoms: &Atoms,
        rule: &Rule,
        records: &[u32],
        room: &mut Room,
        reached: &mut [bool],
        rescued: Option<&[bool]>,
    ) {
        let has_key = |record: usize| reached[record] = true;
        match rescued {
            None => room.make(atoms, rule, records, |_| true, has_key),
            Some(of_others) => {
                let left: Vec<u32> = records.iter().copied().filter(|r| !of_others[*r as usize]).collect();
                room.make(atoms, rule, &left, |_| true, |_| {});
                let marks = Marks::of(room.keyed());
                room.make(atoms, rule, records, |key| marks.has(key), has_key);
            }
        }
        room.sort();
        self.begin(room.whole);
        let keyed = room.keyed();
        self.members.reserve(keyed.len());
        for block in blocks(keyed) {
            match block.len() {
                0 | 1 => {}
                2..=LARGEST_BLOCK => self.push(block.iter().map(|k| *k as u32)),
                too_large => {
                    self.whole = false;
                    if too_large < HOPELESS_BLOCK {
                        let parts = parts(atoms, rule, block.iter().map(|k| *k as u32));
                        parts.into_iter().for_each(|part| self.push(part.members.into_iter()));
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

/// A part of a block that is too large: the records that agree on one more atom.
pub struct Part {
    /// The atom, and the hash of the value.
    pub by: (usize, u32),
    /// The records, ascending.
    pub members: Vec<u32>,
}

/// Parts a block that is too large: those of its records that agree on one more atom are compared, on those atoms first that
/// make the fewest pairs, while these are within [`PAIRS_OF_A_RECORD`].
pub fn parts(atoms: &Atoms, rule: &Rule, block: impl ExactSizeIterator<Item = u32> + Clone) -> Vec<Part> {
    let parts_by = |atom: usize| {
        let mut keyed: Vec<u64> = Vec::with_capacity(block.len());
        for record in block.clone() {
            atoms.values(atom, record as usize, |h| keyed.push(u64::from(h) << 32 | u64::from(record)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        let parts = blocks(&keyed);
        let parts = parts.filter(|part| part.len() > 1 && part.len() <= LARGEST_PART);
        let part = |part: &[u64]| Part {
            by: (atom, (part[0] >> 32) as u32),
            members: part.iter().map(|k| *k as u32).collect(),
        };
        let parts: Vec<Part> = parts.map(part).collect();
        let pairs: usize = parts.iter().map(|p| p.members.len() * (p.members.len() - 1) / 2).sum();
        (pairs, atoms.0[atom].name.as_str(), parts)
    };
    let others = (0..atoms.0.len()).filter(|atom| !rule.atoms.contains(atom));
    let mut parted: Vec<_> = others.map(parts_by).filter(|p| p.0 > 0).collect();
    parted.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)));
    let mut pairs = 0;
    let mut within = |more: usize| {
        pairs += more;
        pairs <= PAIRS_OF_A_RECORD * block.len()
    };
    parted.into_iter().take_while(|p| within(p.0)).flat_map(|p| p.2).collect()
}
