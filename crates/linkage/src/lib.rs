//! Which records are one person: probabilistic record linkage without training data.
//!
//! ```text
//! Records -> block (which pairs to compare) -> compare (a pattern of levels for each)
//!         -> em (what each level says, learned) -> model (a match weight for each pair)
//!         -> cluster (persons, and what is in doubt) -> Linked
//! ```
//!
//! Records may come from any number of lists, each with its own gaps and errors; that one list names a person twice is
//! unlikely, not impossible. The outcome is the best partition of the records into persons, a probability for each
//! record, and draws from the posterior over partitions, so that any number computed from the persons can carry the
//! uncertainty of the matching.

mod block;
mod cluster;
mod compare;
mod em;
mod frequency;
mod model;
mod partition;
mod posterior;
mod records;

pub use compare::Gazetteer;
pub use posterior::{Group, Linked};
pub use records::{Column, List, Records, Span, Values};

use compare::{Comparer, Memo, Pattern};
use frequency::Frequencies;
use model::{Model, pair_of_lists};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a person may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seed of all random draws.
    pub seed: u64,
    /// Number of draws from the posterior over partitions; at most 65,535.
    pub draws: u16,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: 20_250_307, draws: 1000 }
    }
}

/// What went wrong.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum LinkError {
    /// A column does not have one value per record.
    #[error(
        "column \"{column}\" has {values} values for {records} records; give each record one value, or none as `None`"
    )]
    Length {
        /// Name of the column.
        column: &'static str,
        /// Values in it.
        values: usize,
        /// Records.
        records: usize,
    },
    /// A record names a list that does not exist.
    #[error("record {record} belongs to list {list}, but there are {lists} lists, numbered from 0")]
    List {
        /// Index of the record.
        record: usize,
        /// The list it names.
        list: u32,
        /// Number of lists.
        lists: usize,
    },
    /// More comparisons than a pattern holds.
    #[error("the columns need {needed} comparisons, and at most {most} can be made (a name needs three); leave some out", most = Pattern::MOST)]
    Columns {
        /// Comparisons that the columns need.
        needed: usize,
    },
    /// More records than can be numbered.
    #[error("{0} records are more than can be matched at once (four thousand million)")]
    Records(usize),
}

/// Told how far the matching has come: what is being done, how much of it is done, of how much (0 where that is not
/// known). Called from several threads.
pub type Progress<'a> = &'a (dyn Fn(&'static str, u64, u64) + Sync);

/// A pair whose average match weight lies below this is no match, however rare the values it shares.
const HOPELESS: f64 = -16.0;

/// Matches the records: persons, probabilities, draws. The same records and settings give the same outcome on any
/// number of threads.
pub fn link(records: &Records, settings: Settings, progress: Progress) -> Result<Linked, LinkError> {
    check(records)?;
    let comparer = Comparer::new(records);
    if comparer.comparisons().len() > Pattern::MOST {
        return Err(LinkError::Columns { needed: comparer.comparisons().len() });
    }
    let (n, lists) = (records.len(), records.lists.len());
    if n == 0 {
        return Ok(Linked::default());
    }
    progress("finding pairs to compare", 0, 0);
    let frequencies = Frequencies::new(&comparer, n);
    let pairs = block::pairs(&comparer, n);
    let pair_of = |&(a, b): &(u32, u32)| {
        pair_of_lists(records.list_of[a as usize], records.list_of[b as usize], lists) as u32
    };
    let compared = AtomicU64::new(0);
    let patterns_of = |pairs: &[(u32, u32)]| -> Vec<Pattern> {
        let of_chunk = |chunk: &[(u32, u32)]| {
            let mut memo = Memo::default();
            let patterns: Vec<Pattern> =
                chunk.iter().map(|&(a, b)| comparer.compare(a as usize, b as usize, &mut memo)).collect();
            let done = compared.fetch_add(chunk.len() as u64, Ordering::Relaxed) + chunk.len() as u64;
            progress("comparing pairs", done, pairs.len() as u64);
            patterns
        };
        pairs.par_chunks(8192).flat_map_iter(of_chunk).collect()
    };
    let patterns = patterns_of(&pairs);
    progress("learning what agreement means", 0, 0);
    let sample = em::sample(n, settings.seed);
    let sampled = patterns_of(&sample);
    let marginals = em::marginals(comparer.comparisons(), &sampled);
    let with_lists = |(pair, pattern): (&(u32, u32), &Pattern)| (*pattern, pair_of(pair));
    let blocked = pairs.iter().zip(&patterns).map(with_lists).collect();
    let others = sample.iter().zip(&sampled).filter(|(pair, _)| pairs.binary_search(pair).is_err());
    let population = em::pairs_of_lists(&records.list_of, lists);
    let observed = em::Observed::new(blocked, others.map(with_lists).collect(), population);
    let start =
        Model::new(comparer.comparisons(), &marginals, lists, em::first_matches(&records.list_of, lists));
    let model = em::train(start, &observed, &marginals);

    progress("grouping records into persons", 0, 0);
    let weigher = Weigher { comparer: &comparer, model: &model, frequencies: &frequencies };
    let edges: Vec<cluster::Edge> = pairs
        .par_chunks(8192)
        .zip(patterns.par_chunks(8192))
        .flat_map_iter(|(pairs, patterns)| {
            let mut memo = Memo::default();
            let weigh = |(pair, &pattern): (&(u32, u32), &Pattern)| {
                let (&(a, b), lists) = (pair, pair_of(pair) as usize);
                let average = model.log_odds(pattern, &[], lists);
                (average > HOPELESS).then(|| (a, b, weigher.weight(a, b, pattern, lists, &mut memo)))
            };
            pairs.iter().zip(patterns).filter_map(weigh).collect::<Vec<_>>()
        })
        .collect();
    let weigh = |a: u32, b: u32| {
        let mut memo = Memo::default();
        let pattern = comparer.compare(a as usize, b as usize, &mut memo);
        weigher.weight(a, b, pattern, pair_of(&(a, b)) as usize, &mut memo)
    };
    Ok(cluster::cluster(n, &edges, weigh, usize::from(settings.draws), settings.seed))
}

struct Weigher<'a> {
    comparer: &'a Comparer,
    model: &'a Model,
    frequencies: &'a Frequencies,
}

impl Weigher<'_> {
    fn weight(&self, a: u32, b: u32, pattern: Pattern, pair_of_lists: usize, memo: &mut Memo) -> f64 {
        let shared = self.comparer.shared(a as usize, b as usize, memo);
        let rarity: Vec<Option<f64>> =
            shared.iter().enumerate().map(|(c, v)| v.map(|v| self.frequencies.relative(c, v))).collect();
        self.model.log_odds(pattern, &rarity, pair_of_lists)
    }
}

fn check(records: &Records) -> Result<(), LinkError> {
    let n = records.len();
    if n >= u32::MAX as usize {
        return Err(LinkError::Records(n));
    }
    for column in &records.columns {
        if column.values.len() != n {
            return Err(LinkError::Length { column: column.name, values: column.values.len(), records: n });
        }
    }
    let lists = records.lists.len();
    match records.list_of.iter().position(|&l| l as usize >= lists) {
        Some(record) => Err(LinkError::List { record, list: records.list_of[record], lists }),
        None => Ok(()),
    }
}
