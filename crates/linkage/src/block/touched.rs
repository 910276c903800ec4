//! The blocks of a rule after some records have come and some have gone: those in which an earlier search has not seen
//! every pair.
//!
//! What shares a block decides what is compared, and a block is compared whole only up to a size. So new records do more than
//! make new pairs: a block that they let grow too large is parted, and pairs of records that were known are no longer found by
//! it. Where records have gone, a block that was too large may be small enough. Both are told apart here by what the size of
//! a block can have been, so that the search comes to what a search of all records would find.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::index::{Blocks, HOPELESS_BLOCK, LARGEST_BLOCK, LARGEST_PART, parts};
use crate::block::keys::{Marks, Room};
use std::ops::RangeInclusive;

/// What has become other since an earlier search.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// Whether each record is new.
    pub is_new: &'a [bool],
    /// How many records are gone.
    pub gone: usize,
}

impl Change<'_> {
    fn is_new(&self, key: &u64) -> bool {
        self.is_new[*key as u32 as usize]
    }

    /// How many records of some had been there, at least and at most.
    fn before(&self, keyed: &[u64]) -> RangeInclusive<usize> {
        let known = keyed.iter().filter(|key| !self.is_new(key)).count();
        known..=known + self.gone
    }
}

/// Blocks in which not every pair has been seen.
#[derive(Default)]
pub struct Touched {
    /// The blocks.
    pub blocks: Blocks,
    /// For each whether pairs of known records may not have been seen either.
    pub anew: Vec<bool>,
}

impl Touched {
    /// Makes the blocks of a rule and notes of which records it makes keys, as [`Blocks::fill`] does. Known records that were
    /// compared on account of a block and now are not are marked as `doubtful`.
    pub fn fill(
        &mut self,
        (atoms, rule): (&Atoms, &Rule),
        records: &[u32],
        change: Change,
        room: &mut Room,
        reached: &mut [bool],
        doubtful: &mut [bool],
    ) {
        // Where no record is gone, blocks without a new one are as they were.
        let marks = (change.gone == 0).then(|| {
            let new: Vec<u32> = records.iter().copied().filter(|r| change.is_new[*r as usize]).collect();
            room.make(atoms, rule, &new, |_| true, |_| {});
            Marks::of(room.keyed())
        });
        let wanted = |key| marks.as_ref().is_none_or(|marks| marks.has(key));
        room.make(atoms, rule, records, wanted, |record| reached[record] = true);
        room.sort();
        self.blocks.begin(room.whole);
        self.anew.clear();
        for block in room.keyed().chunk_by(|x, y| x >> 32 == y >> 32) {
            self.add(atoms, rule, block, change, doubtful);
        }
    }

    fn add(&mut self, atoms: &Atoms, rule: &Rule, block: &[u64], change: Change, doubtful: &mut [bool]) {
        let mut doubt = |keyed: &[u64]| {
            keyed.iter().filter(|k| !change.is_new(k)).for_each(|k| doubtful[*k as u32 as usize] = true);
        };
        let before = change.before(block);
        let (was_small, was_parted) = (
            *before.end() <= LARGEST_BLOCK,
            *before.start() > LARGEST_BLOCK && *before.end() < HOPELESS_BLOCK,
        );
        if block.len() <= LARGEST_BLOCK {
            return self.push(block, !was_small, change);
        }
        self.blocks.whole = false;
        if *before.start() <= LARGEST_BLOCK
            || block.len() >= HOPELESS_BLOCK && *before.start() < HOPELESS_BLOCK
        {
            doubt(block);
        }
        if block.len() >= HOPELESS_BLOCK {
            return;
        }
        parts(atoms, rule, block, |part| {
            let before = change.before(part);
            if part.len() <= LARGEST_PART {
                let seen = was_small || was_parted && *before.end() <= LARGEST_PART;
                self.push(part, !seen, change);
            } else if *before.start() <= LARGEST_PART {
                doubt(part);
            }
        });
    }

    /// Adds a block if there is anything in it to be compared.
    fn push(&mut self, block: &[u64], anew: bool, change: Change) {
        if block.len() > 1 && (anew || block.iter().any(|key| change.is_new(key))) {
            self.blocks.push(block.iter().map(|key| *key as u32));
            self.anew.push(anew);
        }
    }
}
