//! The blocks of a rule after some records have come and some have gone: those in which an earlier search has not seen
//! every pair.
//!
//! What shares a block decides what is compared, and a block is compared whole only up to a size. So new records do more than
//! make new pairs: a block that they let grow too large is parted, and pairs of records that were known are no longer found by
//! it. Where records have gone, a block that was too large may be small enough. Both are told apart here by what the size of
//! a block can have been, so that the search comes to what a search of all records would find.

use crate::block::atoms::Atoms;
use crate::block::candidates::Rule;
use crate::block::index::{Blocks, HOPELESS_BLOCK, LARGEST_BLOCK, parts};
use crate::block::keys::{Marks, Room, blocks};
use rustc_hash::FxHashSet;

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
        for block in blocks(room.keyed()) {
            self.add(atoms, rule, block, change, doubtful);
        }
    }

    fn add(&mut self, atoms: &Atoms, rule: &Rule, block: &[u64], change: Change, doubtful: &mut [bool]) {
        let known = || block.iter().filter(|key| !change.is_new(key)).map(|key| *key as u32);
        let count = known().count();
        let may_have_been = count..=count + change.gone;
        let was_small = *may_have_been.end() <= LARGEST_BLOCK;
        if block.len() <= LARGEST_BLOCK {
            return self.push(block.iter().map(|key| *key as u32), !was_small, change);
        }
        self.blocks.whole = false;
        // Parts as they were: of one that was small none, but all of it was compared.
        let before = (change.gone == 0 && !was_small && count < HOPELESS_BLOCK)
            .then(|| parts(atoms, rule, known().collect::<Vec<_>>().into_iter()));
        let mut had: FxHashSet<(usize, u32)> = before.iter().flatten().map(|part| part.by).collect();
        if block.len() < HOPELESS_BLOCK {
            for part in parts(atoms, rule, block.iter().map(|key| *key as u32)) {
                let seen = was_small || had.remove(&part.by);
                self.push(part.members.into_iter(), !seen, change);
            }
        }
        let mut doubt = |record: u32| doubtful[record as usize] = true;
        match before {
            Some(parts) => {
                let lost = parts.into_iter().filter(|part| had.contains(&part.by));
                lost.flat_map(|part| part.members).for_each(doubt);
            }
            None if count < HOPELESS_BLOCK => known().for_each(&mut doubt),
            None => {}
        }
    }

    /// Adds a block if there is anything in it to be compared.
    fn push(&mut self, members: impl Iterator<Item = u32> + Clone, anew: bool, change: Change) {
        let mut records = members.clone();
        if members.clone().nth(1).is_some() && (anew || records.any(|r| change.is_new[r as usize])) {
            self.blocks.push(members);
            self.anew.push(anew);
        }
    }
}
