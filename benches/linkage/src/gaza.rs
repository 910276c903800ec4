//! Two releases of one list in Arabic, judged by the national id that the linker does not see. In the variants one
//! release, or both, is romanised first, as if lists in two scripts were to be matched.

use crate::romanise::{Romaniser, Way, romanised};
use crate::row::Row;
use crate::run;
use crate::score::{self, Edges, Judged, Score};
use crate::truth::{NONE, Pair, Truth};
use anyhow::{Context, Result, bail};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// Of the lots between equal pairs.
const SEED: u64 = 7;
const ID: &str = "id";
const PERSON: &str = "gov_id";

/// Runs and judges a variant; the third file, where there is one, holds names in both scripts.
pub fn row(
    set: &'static str,
    inquest: &Path,
    files: &[PathBuf],
    january: Option<Way>,
    march: Option<Way>,
) -> Result<Row> {
    let [first, second, ..] = files else { bail!("two lists are needed") };
    // Deleted with all names in it when this function ends.
    let dir = tempfile::tempdir().context("no temporary folder can be made")?;
    let mut romaniser = match files.get(2) {
        Some(pairs) => Some(Romaniser::learn(pairs)?),
        None => None,
    };
    let mut lists = Vec::new();
    for (file, way) in [(first, january), (second, march)] {
        lists.push(match (&mut romaniser, way) {
            (Some(romaniser), Some(way)) => romanised(file, romaniser, way, dir.path())?,
            _ => file.clone(),
        });
    }
    let linked = run::link(inquest, &lists, Some(ID), &[PERSON])?;
    let truth = Truth::read(&lists, ID, PERSON)?;
    let clusters = truth.score(&truth.clusters(&linked.clusters())?, true);
    let mut pairs = truth.pairs(&linked.pairs())?;
    pairs.retain(|p| truth.is_across(p));
    let known = |p: &&Pair| [p.a, p.b].iter().all(|&r| truth.person_of[r as usize] != NONE);
    let judged: Vec<Judged> = pairs.iter().filter(known).map(|p| (p.probability, truth.is_one(p))).collect();
    let (edges, half) = one_to_one(&truth, pairs);
    Ok(Row {
        set,
        records: truth.person_of.len(),
        usage: linked.usage,
        edges,
        clusters,
        notes: vec![format!(
            "one to one at 0.5: precision {:.5}, recall {:.5} ({} right of {} found; {} people are in both)",
            half.precision(),
            half.recall(),
            half.right,
            half.found,
            half.truth
        )],
        bins: score::calibration(&judged),
        peer: None,
    })
}

/// Each record used once, likelier pairs first, equal ones by lot: F1, and the score at probability 0.5. The truth is the number of people
/// in both lists.
fn one_to_one(truth: &Truth, pairs: Vec<Pair>) -> (Edges, Score) {
    let persons = |list: u32| -> FxHashSet<u32> {
        let records = (0..truth.person_of.len()).filter(|&r| truth.list_of[r] == list);
        records.map(|r| truth.person_of[r]).filter(|&p| p != NONE).collect()
    };
    let in_both = persons(0).intersection(&persons(1)).count() as u64;
    // Both releases are in about the same order: of equal pairs the first would be right more often than chance has it.
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut drawn: Vec<(u64, Pair)> = pairs.into_iter().map(|pair| (rng.next_u64(), pair)).collect();
    drawn.sort_by(|(lot_x, x), (lot_y, y)| {
        let likelier = y.probability.total_cmp(&x.probability).then(y.weight.total_cmp(&x.weight));
        likelier.then(lot_x.cmp(lot_y))
    });
    let mut used = FxHashSet::default();
    let mut score = Score { truth: in_both, found: 0, right: 0 };
    let (mut best, mut half) = (0.0_f64, score);
    for same in drawn.chunk_by(|(_, x), (_, y)| (x.probability, x.weight) == (y.probability, y.weight)) {
        for (_, pair) in same {
            if !used.contains(&pair.a) && !used.contains(&pair.b) {
                used.extend([pair.a, pair.b]);
                score.found += 1;
                score.right += u64::from(truth.is_one(pair));
            }
        }
        best = best.max(score.f1());
        if same[0].1.probability >= 0.5 {
            half = score;
        }
    }
    (Edges { best, half: half.f1() }, half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_is_used_once() {
        // Three records in each list; persons 0 and 1 are in both, one record of each list has no id.
        let mut truth = Truth::default();
        truth.list_of = vec![0, 0, 0, 1, 1, 1];
        truth.person_of = vec![0, 1, NONE, 1, 0, NONE];
        let pair = |a, b, weight, probability| Pair { a, b, weight, probability };
        let pairs = vec![
            pair(0, 4, 9.0, 0.9), // right
            pair(0, 3, 8.0, 0.9), // record 0 is used
            pair(1, 3, 1.0, 0.4), // right, below a half
            pair(2, 5, 2.0, 0.5), // found, and nobody knows whether it is right
        ];
        let (edges, half) = one_to_one(&truth, pairs);
        assert_eq!(half, Score { truth: 2, found: 2, right: 1 });
        assert_eq!(edges, Edges { best: 2.0 * 2.0 / 5.0, half: 0.5 });
    }
}
