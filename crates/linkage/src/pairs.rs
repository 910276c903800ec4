//! All pairs that share a block, compared and weighed; those worth keeping.

use crate::Progress;
use crate::ascending::ascending;
use crate::block::{Atoms, Blocks, Change, Earlier, Room, Rule, Touched};
use crate::cluster::Edge;
use crate::compare::{Comparer, Memos};
use crate::weigh::Weigher;
use crate::workers::{self, Pool, Taken};
use rustc_hash::FxHashSet;

/// Pairs below these log odds (one in a hundred) are not kept.
pub const LEAST_WEIGHT: f32 = -4.595;
/// Two records of one group that blocking did not find weigh no less than this: one pair of records that are quite unlike each
/// other, for all records have errors, shall not outweigh all that ties them to the others.
pub const LEAST_SAID: f32 = -7.0;
/// Blocks, or pairs, that a worker takes at a time.
const CHUNK: usize = 1024;

/// What a search for pairs goes by.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    pub weigher: &'a Weigher<'a>,
    pub comparer: &'a Comparer<'a>,
    pub atoms: &'a Atoms<'a>,
    pub rules: &'a [Rule],
    /// Rules for the records of which those make no key.
    pub rescues: &'a [Rule],
    pub records: usize,
    /// Pairs of less weight are not wanted.
    pub least: f32,
    pub progress: Progress<'a>,
}

/// The blocks of one rule after the other, and which pairs of them are to be compared.
trait Source: Sync {
    /// Makes the blocks of a rule, and notes of which records it makes keys. Of a rule of rescue it is said which records the
    /// others have reached: blocks of those alone need not be made.
    fn fill(&mut self, rule: &Rule, reached: &mut [bool], rescued: Option<&[bool]>);
    /// The blocks made last.
    fn blocks(&self) -> &Blocks;
    /// Calls `compare` with the positions in their block, the lesser first, of the pairs of a block.
    fn pairs(&self, block: usize, compare: impl FnMut(usize, usize));
}

impl Search<'_> {
    /// Compares all pairs that share a block; those of `least` weight or more, in ascending order, each once.
    pub fn all(&self, least: f32) -> Vec<Edge> {
        let source = All {
            atoms: self.atoms,
            records: self.numbers(),
            room: Room::default(),
            blocks: Blocks::default(),
        };
        ascending(self.rule_by_rule(source, least), self.records)
    }

    /// Compares the pairs that share a block and that an earlier search has not seen, in no order, a few perhaps twice. Pairs of
    /// known records that it may have found and that are no longer found, if both are marked as `doubtful`, need [`Search::lost`].
    pub fn touched(&self, least: f32, change: Change, doubtful: &mut [bool]) -> Vec<Edge> {
        let source = Since {
            atoms: self.atoms,
            records: self.numbers(),
            room: Room::default(),
            blocks: Touched::default(),
            change,
            doubtful,
        };
        self.rule_by_rule(source, least)
    }

    fn numbers(&self) -> Vec<u32> {
        (0..self.records as u32).collect()
    }

    /// The rules in turn, those of rescue last; with each whether it is one of those.
    fn in_turn(&self) -> impl Iterator<Item = (&Rule, bool)> {
        let of = (self.rules.len() + self.rescues.len()) as u64;
        let all = self.rules.iter().map(|r| (r, false)).chain(self.rescues.iter().map(|r| (r, true)));
        all.enumerate().map(move |(r, turn)| {
            (self.progress)("comparing pairs", r as u64, of);
            turn
        })
    }

    fn rule_by_rule(&self, mut source: impl Source, least: f32) -> Vec<Edge> {
        let mut found: Vec<Edge> = Vec::new();
        let (rows, stride) = (self.comparer.rows(), self.comparer.rows().stride());
        let mut earlier = Earlier::default();
        let pool = Pool::new();
        // Of which records the rules, those for all, make keys.
        let mut reached = vec![false; self.records];
        let mut reached_after = reached.clone();
        for (rule, rescue) in self.in_turn() {
            if rescue {
                source.fill(rule, &mut reached_after, Some(&reached));
            } else {
                source.fill(rule, &mut reached, None);
            }
            let (source, blocks) = (&source, source.blocks());
            let of_chunk = |state: &mut Taken<(Memos, Vec<u32>)>, chunk: usize| {
                let mut edges = Vec::new();
                let Some((memos, codes)) = state.state() else { return edges };
                let chunk = chunk * CHUNK..((chunk + 1) * CHUNK).min(blocks.len());
                // All rows of the chunk first: fetching them one after the other from all over memory is the dear part, and
                // goes faster with nothing else between.
                rows.gather(blocks.members(chunk.clone()), codes);
                self.comparer.read_ahead(codes);
                let mut codes = &codes[..];
                for at in chunk {
                    let block = blocks.get(at);
                    let (of_block, rest) = codes.split_at(block.len() * stride);
                    codes = rest;
                    source.pairs(at, |i, j| {
                        let (a, x) = (block[i], &of_block[i * stride..][..stride]);
                        let (b, y) = (block[j], &of_block[j * stride..][..stride]);
                        if rescue && reached[a as usize] && reached[b as usize] || earlier.found(x, y) {
                            return;
                        }
                        if let Some(weight) = self.weigher.weight_above(least, a, x, b, y, memos) {
                            edges.push((a, b, weight));
                        }
                    });
                }
                edges
            };
            let chunks = blocks.len().div_ceil(CHUNK);
            let of_rule =
                workers::in_order(chunks, || pool.take(|| (self.comparer.memos(), Vec::new())), of_chunk);
            let new: usize = of_rule.iter().map(Vec::len).sum();
            found.reserve(new);
            of_rule.into_iter().for_each(|mut edges| found.append(&mut edges));
            if blocks.whole && !rescue {
                earlier.add(self.atoms, rule, rows);
            }
        }
        found
    }

    /// Weighs pairs `(a, b)`, `a < b`; those of `least` weight or more, in the order in which they come.
    pub fn weighed(&self, pairs: &[(u32, u32)], least: f32) -> Vec<Edge> {
        let (rows, stride) = (self.comparer.rows(), self.comparer.rows().stride());
        let of_chunk = |(memos, ends, codes): &mut (Memos, Vec<u32>, Vec<u32>), chunk: usize| {
            let chunk = &pairs[chunk * CHUNK..((chunk + 1) * CHUNK).min(pairs.len())];
            ends.clear();
            ends.extend(chunk.iter().flat_map(|pair| [pair.0, pair.1]));
            rows.gather(ends, codes);
            let weigh = |(&(a, b), codes): (&(u32, u32), &[u32])| {
                let (x, y) = codes.split_at(stride);
                // Nearly all are worth keeping: there is nothing to be had from a bound.
                let weight = self.weigher.weight_of_rows(a, x, b, y, memos) as f32;
                (weight >= least).then_some((a, b, weight))
            };
            chunk.iter().zip(codes.chunks_exact(2 * stride)).filter_map(weigh).collect::<Vec<_>>()
        };
        let start = || (self.comparer.memos(), Vec::new(), Vec::new());
        workers::in_order(pairs.len().div_ceil(CHUNK), start, of_chunk).concat()
    }

    /// Takes out of some pairs `(a, b)`, `a < b`, those that share a block: what is left is not found.
    pub fn lost(&self, pairs: &mut FxHashSet<(u32, u32)>) {
        let mut is_end = vec![false; self.records];
        pairs.iter().for_each(|p| [p.0, p.1].into_iter().for_each(|end| is_end[end as usize] = true));
        let change = Change { is_new: &is_end, gone: 0 };
        let mut source = Since {
            atoms: self.atoms,
            records: self.numbers(),
            room: Room::default(),
            blocks: Touched::default(),
            change,
            doubtful: &mut vec![false; self.records],
        };
        let mut reached = vec![false; self.records];
        let mut reached_after = reached.clone();
        for (rule, rescue) in self.in_turn() {
            if pairs.is_empty() {
                return;
            }
            if rescue {
                source.fill(rule, &mut reached_after, Some(&reached));
            } else {
                source.fill(rule, &mut reached, None);
            }
            for at in 0..source.blocks().len() {
                let ends = source.blocks().get(at).iter().copied().filter(|&record| is_end[record as usize]);
                let ends: Vec<u32> = ends.collect();
                for (i, &a) in ends.iter().enumerate() {
                    for &b in &ends[i + 1..] {
                        if !(rescue && reached[a as usize] && reached[b as usize]) {
                            pairs.remove(&(a, b));
                        }
                    }
                }
            }
        }
    }
}

/// All records.
struct All<'a> {
    atoms: &'a Atoms<'a>,
    records: Vec<u32>,
    room: Room,
    blocks: Blocks,
}

impl Source for All<'_> {
    fn fill(&mut self, rule: &Rule, reached: &mut [bool], rescued: Option<&[bool]>) {
        self.blocks.fill(self.atoms, rule, &self.records, &mut self.room, reached, rescued);
    }

    fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    #[inline]
    fn pairs(&self, block: usize, mut compare: impl FnMut(usize, usize)) {
        let members = self.blocks.get(block).len();
        for i in 0..members {
            for j in i + 1..members {
                compare(i, j);
            }
        }
    }
}

/// What an earlier search has not seen.
struct Since<'a> {
    atoms: &'a Atoms<'a>,
    records: Vec<u32>,
    room: Room,
    blocks: Touched,
    change: Change<'a>,
    doubtful: &'a mut [bool],
}

impl Source for Since<'_> {
    fn fill(&mut self, rule: &Rule, reached: &mut [bool], _: Option<&[bool]>) {
        let Since { atoms, records, room, blocks, change, doubtful } = self;
        blocks.fill((atoms, rule), records, *change, room, reached, doubtful);
    }

    fn blocks(&self) -> &Blocks {
        &self.blocks.blocks
    }

    fn pairs(&self, block: usize, mut compare: impl FnMut(usize, usize)) {
        let members = self.blocks.blocks.get(block);
        let is_new = |i: &usize| self.change.is_new[members[*i] as usize];
        let new: Vec<usize> = (0..members.len()).filter(is_new).collect();
        for i in 0..members.len() {
            if self.blocks.anew[block] || is_new(&i) {
                (i + 1..members.len()).for_each(|j| compare(i, j));
            } else {
                new.iter().filter(|j| **j > i).for_each(|&j| compare(i, j));
            }
        }
    }
}
