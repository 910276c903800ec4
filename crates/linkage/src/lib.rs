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
mod constraints;
mod content;
mod copies;
mod diagnosis;
mod em;
mod explain;
mod groups;
mod model;
mod model_file;
mod partition;
mod posterior;
mod records;
mod weigh;
mod workers;

pub use compare::{Gazetteer, Kind};
pub use constraints::{Decided, Verdict};
pub use diagnosis::{Bin, Diagnosis, ListPair, RuleFound};
pub use explain::{Explained, FieldSaid, explain};
pub use model_file::{ComparisonModel, LevelModel, ListShare, Matches, ModelError, ModelFile, Shares};
pub use posterior::{Group, Linked, Pair};
pub use records::{Coded, Column, List, NONE, Names, Records, Span, Values};

use block::{Atoms, Blocks, Earlier};
use compare::{Compared, Comparer, Memos, Pattern};
use constraints::Constraints;
use model::{Model, Scores, pair_of_lists};
use rayon::prelude::*;
use weigh::Weigher;
use workers::{Pool, Taken};

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
    /// A decision names a record that does not exist.
    #[error("a decision names record {record}, but there are {records} records, numbered from 0")]
    NoSuchRecord {
        /// The record it names.
        record: usize,
        /// Number of records.
        records: usize,
    },
    /// Two records were decided to be two people, and by other decisions are one.
    #[error(
        "records {a} and {b} were decided to be two people, but other decisions make them one; withdraw one of these"
    )]
    Contradiction {
        /// Index of one record.
        a: usize,
        /// Index of the other.
        b: usize,
    },
    /// Two records of a list that names nobody twice were decided to be one person.
    #[error(
        "records {a} and {b} were decided to be one person, but list \"{list}\" was said to name nobody twice"
    )]
    TwiceInList {
        /// Index of one record.
        a: usize,
        /// Index of the other.
        b: usize,
        /// Name of the list.
        list: String,
    },
    /// A model that does not fit these records.
    #[error("the model does not fit these records: {0}")]
    Model(#[from] ModelError),
}

/// What is known before matching begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// A model to match by; nothing is learned then.
    pub model: Option<&'a ModelFile>,
    /// What people decided on pairs of records: holds in every partition.
    pub decided: &'a [Decided],
    /// Whether a [`Diagnosis`] is wanted.
    pub diagnose: bool,
}

/// What came of matching, and by what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matched {
    /// The persons.
    pub linked: Linked,
    /// The model: what was given, or what was learned; `None` where there were no records to learn from.
    pub model: Option<ModelFile>,
    /// Where it was wanted.
    pub diagnosis: Option<Diagnosis>,
}

/// Told how far the matching has come: what is being done, how much of it is done, of how much (0 where that is not
/// known). Called from several threads.
pub type Progress<'a> = &'a (dyn Fn(&'static str, u64, u64) + Sync);

/// Pairs below these log odds (one in a hundred) are not kept.
const LEAST_WEIGHT: f32 = -4.595;
/// Blocks that a worker takes at a time.
const CHUNK: usize = 1024;

/// Pairs of records that may be compared: forty for each of a few thousand records, three for each of a million.
fn budget(records: usize) -> f64 {
    let records = records as f64;
    records * (1.5e6 / records.max(1.0)).clamp(3.0, 40.0)
}

/// Matches the records: persons, probabilities, draws. The same records and settings give the same outcome on any
/// number of threads.
pub fn link(records: &Records, settings: Settings, progress: Progress) -> Result<Linked, LinkError> {
    Ok(link_given(records, settings, Given::default(), progress)?.linked)
}

/// As [`link`], with a model or decisions that are there already.
pub fn link_given(
    records: &Records,
    settings: Settings,
    given: Given,
    progress: Progress,
) -> Result<Matched, LinkError> {
    check(records)?;
    let kept = given.model.map(|file| file.kept(records));
    let contents = content::contents(records, kept.as_deref());
    // Decisions name records by their place, and a row that was decided on is not like its copies.
    let copies = if given.decided.is_empty() { copies::Copies::find(&contents) } else { None };
    let Some(copies) = copies else {
        return link_few_alike(records, &contents, kept.as_deref(), settings, given, progress);
    };
    let (records, contents) = (copies.records(records), copies.only(&contents));
    let matched = link_few_alike(&records, &contents, kept.as_deref(), settings, given, progress)?;
    Ok(Matched { linked: copies.put_back(matched.linked), ..matched })
}

/// Matches records of which no more than a handful are alike, by the columns that are `kept`, where that is said.
fn link_few_alike(
    records: &Records,
    contents: &[u64],
    kept: Option<&[bool]>,
    settings: Settings,
    given: Given,
    progress: Progress,
) -> Result<Matched, LinkError> {
    let n = records.len();
    let constraints = Constraints::new(records, given.decided)?;
    let comparer = Comparer::new(records, contents, kept);
    if comparer.comparisons().len() > Pattern::MOST {
        return Err(LinkError::Columns { needed: comparer.comparisons().len() });
    }
    if n == 0 {
        return Ok(Matched { model: given.model.cloned(), ..Matched::default() });
    }
    progress("choosing which pairs to compare", 0, 0);
    let atoms = Atoms::new(&comparer);
    let ready = match given.model {
        Some(file) => file.ready(records, &comparer, &atoms)?,
        None => learned(records, contents, &comparer, &atoms, settings.seed, progress),
    };
    let Ready { model, rules, rescues, .. } = &ready;
    let weigher = Weigher::new(&comparer, model, &records.list_of);
    let edges = weigh_all(&weigher, &comparer, &atoms, (rules, rescues), n, progress);
    progress("grouping records into persons", 0, 0);
    let diagnosis = given.diagnose.then(|| Diagnosis::new(records, &ready, &atoms, &edges));
    let file = given.model.cloned().unwrap_or_else(|| ModelFile::of(records, &comparer, &atoms, &ready));
    let weigh = |memos: &mut Memos, a: u32, b: u32| weigher.weight(a, b, memos);
    let asked =
        cluster::Asked { draws: usize::from(settings.draws), pairs: settings.pairs, seed: settings.seed };
    let linked = constraints.cluster(contents, edges, || comparer.memos(), weigh, asked);
    Ok(Matched { linked, model: Some(file), diagnosis })
}

/// What weighing needs to begin.
struct Ready {
    model: Model,
    rules: Vec<block::Rule>,
    /// Rules for the records that none of those makes a key of.
    rescues: Vec<block::Rule>,
    /// What the rules find, where they were chosen and not given.
    chosen: Option<Chosen>,
}

/// What chosen rules find, as estimated from a sample.
struct Chosen {
    /// Pairs that each rule makes.
    pairs_of: Vec<f64>,
    /// Share of the likely matches that they find together.
    recall: f64,
}

/// Learns the model and chooses the rules.
fn learned(
    records: &Records,
    contents: &[u64],
    comparer: &Comparer,
    atoms: &Atoms,
    seed: u64,
    progress: Progress,
) -> Ready {
    let n = records.len();
    let candidates = block::candidates(atoms, contents, budget(n) / 2.0);
    let sample = block::sample(atoms, &candidates, contents);
    progress("learning what agreement means", 0, 0);
    let pairs = Pairs { comparer, list_of: &records.list_of, lists: &records.lists };
    let (model, probabilities) = learn(&pairs, &sample, contents, seed);
    let choice = block::choose(atoms, &candidates, &sample, &probabilities, budget(n));
    let of = |rule| candidates.iter().position(|c| c == rule).map_or(0.0, |r| sample.pairs_of[r]);
    let pairs_of = choice.rules.iter().map(of).collect();
    let chosen = Some(Chosen { pairs_of, recall: choice.recall });
    Ready { model, rules: choice.rules, rescues: choice.rescues, chosen }
}

/// The pairs of all records, compared on demand.
struct Pairs<'a> {
    comparer: &'a Comparer<'a>,
    list_of: &'a [u32],
    lists: &'a [List],
}

impl Pairs<'_> {
    fn lists_of(&self, a: u32, b: u32) -> usize {
        pair_of_lists(self.list_of[a as usize], self.list_of[b as usize], self.lists.len())
    }

    fn compared(&self, pairs: &[(u32, u32)]) -> Vec<Compared> {
        let of_chunk = |chunk: &[(u32, u32)]| {
            let mut memos = self.comparer.memos();
            chunk.iter().map(|&(a, b)| self.comparer.compare(a, b, &mut memos)).collect::<Vec<_>>()
        };
        pairs.par_chunks(32_768).flat_map_iter(of_chunk).collect()
    }
}

/// Learns the model from the sampled pairs and from pairs drawn at random; with it the probability of each sampled pair.
fn learn(pairs: &Pairs, sample: &block::Sample, contents: &[u64], seed: u64) -> (Model, Vec<f64>) {
    let comparisons = pairs.comparer.comparisons();
    let compared = pairs.compared(&sample.pairs);
    let random = em::sample(contents, seed);
    let random_compared = pairs.compared(&random);
    let random_patterns: Vec<Pattern> = random_compared.iter().map(|c| c.pattern).collect();
    let marginals = em::marginals(comparisons, &random_patterns, &pairs.comparer.chances());
    let sampled = |&(a, b): &(u32, u32), compared: &Compared, weight: f64| {
        (compared.pattern, pairs.lists_of(a, b) as u32, em::Rarity::of(compared, comparisons), weight)
    };
    let blocked = sample.pairs.iter().zip(&compared).zip(&sample.weights);
    let blocked: Vec<em::Sampled> =
        blocked.map(|((pair, compared), &weight)| sampled(pair, compared, weight)).collect();
    let others = random.iter().zip(&random_compared);
    let others = others.filter(|(pair, _)| sample.pairs.binary_search(pair).is_err());
    let others: Vec<em::Sampled> = others.map(|(pair, compared)| sampled(pair, compared, 1.0)).collect();
    let population = em::pairs_of_lists(pairs.list_of, pairs.lists.len());
    let most = em::most_matches(pairs.list_of, pairs.lists.len());
    let observed = em::Observed::new(blocked, others, population, most);
    let mut first = em::first_matches(pairs.list_of, pairs.lists.len());
    // Pairs within a list that names nobody twice are known not to match, and teach what chance and kinship look like.
    let whole = pairs.lists.iter().enumerate().filter(|(_, list)| list.one_per_list);
    whole.for_each(|(l, _)| first[l * pairs.lists.len() + l] = 0.0);
    let mut said = vec![false; comparisons.len()];
    compared.iter().flat_map(|c| c.pattern.said()).for_each(|(c, _)| said[c] = true);
    let model = Model::new(comparisons, &said, &marginals, pairs.lists.len(), first);
    let model = em::train(model, &observed, &marginals);
    let scores = Scores::new(&model);
    let probability = |(&(a, b), compared): (&(u32, u32), &Compared)| {
        partition::logistic(scores.log_odds(compared, pairs.lists_of(a, b)))
    };
    let probabilities = sample.pairs.iter().zip(&compared).map(probability).collect();
    (model, probabilities)
}

/// Compares all pairs that share a block; those worth keeping, with their weights, in ascending order, each once.
fn weigh_all(
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

fn check(records: &Records) -> Result<(), LinkError> {
    let n = records.len();
    if n >= u32::MAX as usize {
        return Err(LinkError::Records(n));
    }
    for column in &records.columns {
        if column.values.len() != n {
            return Err(LinkError::Length {
                column: column.name.clone(),
                values: column.values.len(),
                records: n,
            });
        }
    }
    let lists = records.lists.len();
    match records.list_of.iter().position(|&l| l as usize >= lists) {
        Some(record) => Err(LinkError::List { record, list: records.list_of[record], lists }),
        None => Ok(()),
    }
}
