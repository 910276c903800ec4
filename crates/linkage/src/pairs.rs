//! All pairs that share a block, compared and weighed; those worth keeping.

use crate::Progress;
use crate::block::{Atoms, Blocks, Earlier, Room, Rule};
use crate::cluster::{self, Edge};
use crate::compare::{Comparer, Memos};
use crate::weigh::Weigher;
use crate::workers::{self, Pool, Taken};

/// Pairs below these log odds (one in a hundred) are not kept.
pub const LEAST_WEIGHT: f32 = -4.595;
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
    pub progress: Progress<'a>,
}

/// The blocks of one rule after the other, and which pairs of them are to be compared.
trait Source: Sync {
    /// Makes the blocks of a rule, and notes of which records it makes keys.
    fn fill(&mut self, rule: &Rule, reached: &mut [bool]);
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
        cluster::sorted(self.rule_by_rule(source, least), self.records)
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
            source.fill(rule, if rescue { &mut reached_after } else { &mut reached });
            let (source, blocks) = (&source, source.blocks());
            let of_chunk = |state: &mut Taken<(Memos, Vec<u32>)>, chunk: usize| {
                let mut edges = Vec::new();
                let Some((memos, codes)) = state.state() else { return edges };
                let chunk = chunk * CHUNK..((chunk + 1) * CHUNK).min(blocks.len());
                // All rows of the chunk first: fetching them one after the other from all over memory is the dear part, and
                // goes faster with nothing else between.
                rows.gather(blocks.members(chunk.clone()), codes);
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
}

/// All records.
struct All<'a> {
    atoms: &'a Atoms<'a>,
    records: Vec<u32>,
    room: Room,
    blocks: Blocks,
}

impl Source for All<'_> {
    fn fill(&mut self, rule: &Rule, reached: &mut [bool]) {
        self.blocks.fill(self.atoms, rule, &self.records, &mut self.room, reached);
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
