//! What weighing needs, learned from the records themselves: the model, and the rules by which pairs are found.

use crate::block::{self, Atoms};
use crate::compare::{Compared, Comparer, Pattern};
use crate::lookalikes::Lookalikes;
use crate::model::{Model, Scores, pair_of_lists};
use crate::records::{List, Records};
use crate::{Progress, em, partition};
use rayon::prelude::*;

/// Pairs that a worker compares at a time.
const CHUNK: usize = 16_384;

/// Pairs of records that may be compared: forty for each of a few thousand records, two for each of a million.
fn budget(records: usize) -> f64 {
    let records = records as f64;
    records * (1.5e6 / records.max(1.0)).clamp(2.0, 40.0)
}

/// What weighing needs to begin.
pub struct Ready {
    pub model: Model,
    pub rules: Vec<block::Rule>,
    /// Rules for the records that none of those makes a key of.
    pub rescues: Vec<block::Rule>,
    /// What the rules find, where they were chosen and not given.
    pub chosen: Option<Chosen>,
    /// What is learned of the pairs that the rules find, where it was given.
    pub given: Option<Learned>,
}

/// What is learned of the pairs that were found, once they have weights.
pub struct Learned {
    /// What lookalikes weigh, where it is known.
    pub lookalikes: Option<Lookalikes>,
    /// For each list the share of its records that have no match.
    pub alone: Vec<f64>,
}

/// What chosen rules find, as estimated from a sample.
pub struct Chosen {
    /// Pairs that each rule makes.
    pub pairs_of: Vec<f64>,
    /// Share of the likely matches that they find together.
    pub recall: f64,
}

/// Learns the model and chooses the rules.
pub fn learned(
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
    Ready { model, rules: choice.rules, rescues: choice.rescues, chosen, given: None }
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
        let mut compared = vec![Compared::default(); pairs.len()];
        let chunks = pairs.par_chunks(CHUNK).zip(compared.par_chunks_mut(CHUNK));
        chunks.for_each_init(
            || self.comparer.memos(),
            |memos, (pairs, compared)| {
                for (&(a, b), compared) in pairs.iter().zip(compared) {
                    *compared = self.comparer.compare(a, b, memos);
                }
            },
        );
        compared
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
    debug_assert!(random.is_sorted() && sample.drawn.is_sorted());
    // Both ascend: what is left of the drawn pairs begins where the last search ended.
    let mut drawn = &sample.drawn[..];
    let is_drawn = |pair: &(u32, u32)| {
        let before = drawn.iter().take_while(|other| *other < pair).count();
        drawn = &drawn[before..];
        drawn.first() == Some(pair)
    };
    let is_drawn: Vec<bool> = random.iter().map(is_drawn).collect();
    let others = random.iter().zip(&random_compared).zip(is_drawn).filter(|(_, drawn)| !drawn);
    let others: Vec<em::Sampled> = others.map(|((pair, compared), _)| sampled(pair, compared, 1.0)).collect();
    let population = em::pairs_of_lists(pairs.list_of, pairs.lists.len());
    let most = em::most_matches(pairs.list_of, pairs.lists.len());
    let observed = em::Observed::new(blocked, others, population.clone(), most);
    let mut first = em::first_matches(pairs.list_of, pairs.lists.len());
    // Pairs within a list that names nobody twice are known not to match, and teach what chance and kinship look like.
    let whole = pairs.lists.iter().enumerate().filter(|(_, list)| list.one_per_list);
    whole.for_each(|(l, _)| first[l * pairs.lists.len() + l] = 0.0);
    let mut said = vec![false; comparisons.len()];
    compared.iter().flat_map(|c| c.pattern.said()).for_each(|(c, _)| said[c] = true);
    let model = Model::new(comparisons, &said, &marginals, pairs.lists.len(), first);
    let mut model = em::train(model, &observed, &marginals);
    model.between = model.mean_matches(&population).0;
    let scores = Scores::new(&model);
    let probability = |(&(a, b), compared): (&(u32, u32), &Compared)| {
        partition::logistic(scores.log_odds(compared, pairs.lists_of(a, b)))
    };
    let probabilities = sample.pairs.iter().zip(&compared).map(probability).collect();
    (model, probabilities)
}
