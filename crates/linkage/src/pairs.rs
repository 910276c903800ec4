//! All pairs that share a block, compared and weighed; those worth keeping.

use crate::block::{self, Atoms, Blocks, Earlier};
use crate::compare::{Comparer, Memos};
use crate::weigh::Weigher;
use crate::workers::{self, Pool, Taken};
use crate::{Progress, cluster};

/// Pairs below these log odds (one in a hundred) are not kept.
const LEAST_WEIGHT: f32 = -4.595;
/// Blocks that a worker takes at a time.
const CHUNK: usize = 1024;

/// Compares all pairs that share a block; those worth keeping, with their weights, in ascending order, each once.
pub fn weigh_all(
    weigher: &Weigher,
    comparer: &Comparer,
    atoms: &Atoms,
    (rules, rescues): (&[block::Rule], &[block::Rule]),
    records: usize,
    progress: Progress,
) -> Vec<cluster::Edge> {
    let mut found: Vec<cluster::Edge> = Vec::new();
    let (rows, stride) = (comparer.rows(), comparer.rows().stride());
    let mut earlier = Earlier::default();
    let all: Vec<u32> = (0..records as u32).collect();
    let (mut room, mut blocks) = (block::Room::default(), Blocks::default());
    let pool = Pool::new();
    // Of which records the rules, those for all, make keys.
    let mut reached = vec![false; records];
    let mut reached_after = reached.clone();
    let in_turn = rules.iter().map(|r| (r, false)).chain(rescues.iter().map(|r| (r, true)));
    for (r, (rule, rescue)) in in_turn.enumerate() {
        progress("comparing pairs", r as u64, (rules.len() + rescues.len()) as u64);
        blocks.fill(atoms, rule, &all, &mut room, if rescue { &mut reached_after } else { &mut reached });
        let blocks = &blocks;
        let of_chunk = |state: &mut Taken<(Memos, Vec<u32>)>, chunk: usize| {
            let mut edges = Vec::new();
            let Some((memos, codes)) = state.state() else { return edges };
            let chunk = chunk * CHUNK..((chunk + 1) * CHUNK).min(blocks.len());
            // All rows of the chunk first: fetching them one after the other from all over memory is the dear part, and
            // goes faster with nothing else between.
            rows.gather(blocks.members(chunk.clone()), codes);
            let mut codes = &codes[..];
            for block in chunk {
                let block = blocks.get(block);
                let (of_block, rest) = codes.split_at(block.len() * stride);
                codes = rest;
                for (i, (&a, x)) in block.iter().zip(of_block.chunks_exact(stride)).enumerate() {
                    for (&b, y) in block.iter().zip(of_block.chunks_exact(stride)).skip(i + 1) {
                        let both_reached = || reached[a as usize] && reached[b as usize];
                        if rescue && both_reached() || earlier.found(x, y) {
                            continue;
                        }
                        if let Some(weight) = weigher.weight_above(LEAST_WEIGHT, a, x, b, y, memos) {
                            edges.push((a, b, weight));
                        }
                    }
                }
            }
            edges
        };
        let chunks = blocks.len().div_ceil(CHUNK);
        let of_rule = workers::in_order(chunks, || pool.take(|| (comparer.memos(), Vec::new())), of_chunk);
        let new: usize = of_rule.iter().map(Vec::len).sum();
        found.reserve(new);
        of_rule.into_iter().for_each(|mut edges| found.append(&mut edges));
        if blocks.whole && !rescue {
            earlier.add(atoms, rule, rows);
        }
    }
    cluster::sorted(found, records)
}
