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
mod groups;
mod model;
mod partition;
mod posterior;
mod records;
mod workers;

pub use compare::Gazetteer;
pub use posterior::{Group, Linked, Pair};
pub use records::{Coded, Column, List, NONE, Names, Records, Span, Values};

use block::{Atoms, Index, Seen};
use compare::{Comparer, Memos, Pattern};
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
    /// Whether the likely pairs are returned too.
    pub pairs: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: 20_250_307, draws: 1000, pairs: false }
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
        column: String,
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
/// Records that a worker takes at a time.
const CHUNK: usize = 2048;

/// Pairs of records that may be compared: sixty for each of a few thousand records, eight for each of a million.
fn budget(records: usize) -> f64 {
    let records = records as f64;
    records * (3e6 / records.max(1.0)).clamp(8.0, 60.0)
}

/// Matches the records: persons, probabilities, draws. The same records and settings give the same outcome on any
/// number of threads.
pub fn link(records: &Records, settings: Settings, progress: Progress) -> Result<Linked, LinkError> {
    check(records)?;
    let n = records.len();
    let comparer = Comparer::new(records);
    if comparer.comparisons().len() > Pattern::MOST {
        return Err(LinkError::Columns { needed: comparer.comparisons().len() });
    }
    if n == 0 {
        return Ok(Linked::default());
    }
    progress("choosing which pairs to compare", 0, 0);
    let atoms = Atoms::new(&comparer);
    let candidates = block::candidates(&atoms, n, budget(n) / 2.0);
    let sample = block::sample(&atoms, &candidates, n);
    progress("learning what agreement means", 0, 0);
    let pairs = Pairs { comparer: &comparer, list_of: &records.list_of, lists: records.lists.len() };
    let (model, probabilities) = learn(&pairs, &sample, settings.seed);
    let choice = block::choose(&candidates, &sample, &probabilities, budget(n));
    if std::env::var_os("INQUEST_DEBUG").is_some() {
        eprintln!("{} candidates, sample {} pairs", candidates.len(), sample.pairs.len());
        for r in &choice.rules {
            let i = candidates.iter().position(|c| c == r).unwrap_or(0);
            eprintln!("  rule {} pairs {:.0} keys {:.0}", r.name(&atoms), sample.pairs_of[i], sample.keys_of[i]);
        }
        eprintln!("recall {:.4} pairs {:.0}", choice.recall, choice.pairs);
        eprintln!("{model:#?}");
    }
    drop((candidates, sample, probabilities));
    let index = Index::new(&atoms, &choice.rules, n);
    let edges = weigh_all(&pairs, &model, &index, progress);
    progress("grouping records into persons", 0, 0);
    let weigh = |memos: &mut Memos, a: u32, b: u32| pairs.weight(&model, a, b, memos);
    let asked = cluster::Asked { draws: usize::from(settings.draws), pairs: settings.pairs, seed: settings.seed };
    Ok(cluster::cluster(n, &edges, || comparer.memos(), weigh, asked))
}

/// The pairs of all records, compared and weighed on demand.
struct Pairs<'a> {
    comparer: &'a Comparer,
    list_of: &'a [u32],
    lists: usize,
}

impl Pairs<'_> {
    fn lists_of(&self, a: u32, b: u32) -> usize {
        pair_of_lists(self.list_of[a as usize], self.list_of[b as usize], self.lists)
    }

    fn compare(&self, a: u32, b: u32, memos: &mut Memos) -> Pattern {
        self.comparer.compare(a as usize, b as usize, memos)
    }

    /// Match weight of a pair, in natural log odds.
    fn weight(&self, model: &Model, a: u32, b: u32, memos: &mut Memos) -> f64 {
        let pattern = self.compare(a, b, memos);
        let rarities = self.comparer.rarities(a as usize, b as usize, memos);
        model.log_odds(pattern, &rarities, self.lists_of(a, b))
    }

    fn patterns(&self, pairs: &[(u32, u32)]) -> Vec<Pattern> {
        let of_chunk = |chunk: &[(u32, u32)]| {
            let mut memos = self.comparer.memos();
            chunk.iter().map(|&(a, b)| self.compare(a, b, &mut memos)).collect::<Vec<_>>()
        };
        pairs.par_chunks(32_768).flat_map_iter(of_chunk).collect()
    }
}

/// Learns the model from the sampled pairs and from pairs drawn at random; with it the probability of each sampled pair.
fn learn(pairs: &Pairs, sample: &block::Sample, seed: u64) -> (Model, Vec<f64>) {
    let comparisons = pairs.comparer.comparisons();
    let patterns = pairs.patterns(&sample.pairs);
    let random = em::sample(pairs.list_of.len(), seed);
    let random_patterns = pairs.patterns(&random);
    let marginals = em::marginals(comparisons, &random_patterns, &pairs.comparer.chances());
    let blocked = sample.pairs.iter().zip(&patterns).zip(&sample.weights);
    let blocked = blocked.map(|((&(a, b), &pattern), &weight)| (pattern, pairs.lists_of(a, b) as u32, weight));
    let others = random.iter().zip(&random_patterns);
    let others = others.filter(|(pair, _)| sample.pairs.binary_search(pair).is_err());
    let others = others.map(|(&(a, b), &pattern)| (pattern, pairs.lists_of(a, b) as u32));
    let population = em::pairs_of_lists(pairs.list_of, pairs.lists);
    let observed = em::Observed::new(blocked.collect(), others.collect(), population);
    let first = em::first_matches(pairs.list_of, pairs.lists);
    let model = em::train(Model::new(comparisons, &marginals, pairs.lists, first), &observed, &marginals);
    let probability = |(&(a, b), &pattern): (&(u32, u32), &Pattern)| {
        let weight = model.log_odds(pattern, &[], pairs.lists_of(a, b));
        1.0 / (1.0 + (-weight).exp())
    };
    let probabilities = sample.pairs.iter().zip(&patterns).map(probability).collect();
    (model, probabilities)
}

/// Compares all pairs that share a block; those that are not hopeless, with their weights, in ascending order.
fn weigh_all(pairs: &Pairs, model: &Model, index: &Index, progress: Progress) -> Vec<cluster::Edge> {
    let n = pairs.list_of.len();
    let done = AtomicU64::new(0);
    let of_chunk = |(seen, memos): &mut (Seen, Memos), first: usize| {
        let mut edges = Vec::new();
        for a in first..(first + CHUNK).min(n) {
            let a = a as u32;
            index.partners(a, seen, |b| {
                let pattern = pairs.compare(a, b, memos);
                let lists = pairs.lists_of(a, b);
                if model.log_odds(pattern, &[], lists) > HOPELESS {
                    let rarities = pairs.comparer.rarities(a as usize, b as usize, memos);
                    let weight = model.log_odds(pattern, &rarities, lists);
                    edges.push((a, b, weight));
                }
            });
        }
        edges.sort_unstable_by_key(|e| (e.0, e.1));
        let so_far = done.fetch_add(CHUNK as u64, Ordering::Relaxed) + CHUNK as u64;
        progress("comparing pairs", so_far.min(n as u64), n as u64);
        edges
    };
    workers::in_order(n.div_ceil(CHUNK), || (Seen::new(n), pairs.comparer.memos()), |state, i| of_chunk(state, i * CHUNK))
        .into_iter()
        .flatten()
        .collect()
}

fn check(records: &Records) -> Result<(), LinkError> {
    let n = records.len();
    if n >= u32::MAX as usize {
        return Err(LinkError::Records(n));
    }
    for column in &records.columns {
        if column.values.len() != n {
            return Err(LinkError::Length { column: column.name.clone(), values: column.values.len(), records: n });
        }
    }
    let lists = records.lists.len();
    match records.list_of.iter().position(|&l| l as usize >= lists) {
        Some(record) => Err(LinkError::List { record, list: records.list_of[record], lists }),
        None => Ok(()),
    }
}
