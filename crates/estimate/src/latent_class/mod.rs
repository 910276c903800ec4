//! Bayesian non-parametric latent classes: lists whose chances differ from person to person, with no list of interactions to
//! choose from.
//!
//! Everyone belongs to one of K unseen classes; within a class the lists catch people independently, each with its own
//! probability. How many classes matter, and how large they are, the data decide through a stick-breaking prior; the number in
//! all has prior density proportional to 1/N. Manrique-Vallier (2016), "Bayesian population size estimation using Dirichlet
//! process mixtures", *Biometrics* 72. With i for people, j for lists, k for classes:
//!
//! - x_ij given class k is 1 with probability lambda_jk ~ Beta(a, b), by default uniform;
//! - class k has the share pi_k = V_k (1 - V_1) ... (1 - V_{k-1}), V_k ~ Beta(1, alpha), V_K = 1;
//! - alpha ~ Gamma(1/4, rate 1/4).
//!
//! The sampler is Gibbs's, with moves that integrate people or sticks out (`moves`): without them chains stay for very long
//! where they began. There is no upper limit on the number unlisted. Several chains go from far-apart starts side by side;
//! [`LatentClasses::reasons`] says why not to trust them, if anything speaks against it. A posterior in several places is common
//! here, and then the answer is a refusal. [`calibration`] asks the sampler to find again what was drawn from its own model.
//!
//! ```
//! use estimate::OverlapTable;
//! use estimate::latent_class::{Options, latent_classes};
//!
//! let csv = "north,south,press,count\n1,0,0,60\n0,1,0,50\n0,0,1,80\n1,1,0,12\n1,0,1,20\n0,1,1,16\n1,1,1,4\n";
//! let table = OverlapTable::from_csv(csv.as_bytes())?;
//! let options = Options { warm_up: 500, sweeps: 1_000, thin: 1, ..Options::default() };
//! let found = latent_classes(&table, &options)?;
//! assert!(found.total.mean > table.n() as f64);
//! if !found.reliable() {
//!     println!("{}", found.reasons.join("\n"));
//! }
//! # Ok::<(), estimate::Error>(())
//! ```

pub mod calibration;
mod chain;
pub mod diagnostics;
mod moves;
mod prior;
mod random;
mod start;
mod variates;
mod verdict;

use rayon::prelude::*;
use serde::Serialize;

pub use prior::elicit;
pub use verdict::{ALL_IN_USE, FEWEST_DRAWS, MOST_RHAT};

use crate::{Error, OverlapTable};
use chain::{Chain, Data, Pattern};

/// How to run the sampler.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Most classes there may be, 1 to 255; `None`: one fewer than the cells of the table, at most 15.
    pub classes: Option<usize>,
    /// Shapes a, b > 0 of the Beta prior of all inclusion probabilities; see [`elicit`] for tables of many lists, on which the
    /// uniform prior says that hardly anyone is on no list.
    pub prior: (f64, f64),
    /// Chains, 2 to 64.
    pub chains: usize,
    /// Sweeps of each chain that are not counted.
    pub warm_up: usize,
    /// Sweeps of each chain after that, at first.
    pub sweeps: usize,
    /// Every how many sweeps a draw is kept, at first; at least four draws must remain.
    pub thin: usize,
    /// While the chains have not converged their length is doubled, up to this many times `sweeps`. 1: never.
    pub longest: usize,
    /// Fixes every draw, whatever the number of threads.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            classes: None,
            prior: (1.0, 1.0),
            chains: 4,
            warm_up: 10_000,
            sweeps: 50_000,
            thin: 10,
            longest: 8,
            seed: 1,
        }
    }
}

/// What the chains found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatentClasses {
    /// People on at least one list.
    pub listed: u64,
    /// The lists that name anyone; the others take no part.
    pub lists: Vec<String>,
    /// Most classes there could be.
    pub classes: usize,
    /// Draws of how many are on no list, by chain, all equally long: whole numbers.
    pub unlisted: Vec<Vec<f64>>,
    /// How many in all, listed and unlisted.
    pub total: Summary,
    /// Mean number of classes with someone in them.
    pub occupied: f64,
    /// Share of the sweeps in which every class had someone in it.
    pub all_in_use: f64,
    /// Sweeps of each chain that were counted.
    pub sweeps: usize,
    /// Why the draws must not be used, in plain words; empty where nothing speaks against it.
    pub reasons: Vec<String>,
}

impl LatentClasses {
    /// Whether nothing speaks against using the draws.
    #[must_use]
    pub fn reliable(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// A posterior distribution, and how exactly the draws show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub mcse: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Quantiles for [`PROBABILITIES`].
    pub quantiles: [Quantile; PROBABILITIES.len()],
    /// See [`diagnostics::rhat`].
    pub rhat: f64,
    /// See [`diagnostics::ess_bulk`].
    pub ess_bulk: f64,
    /// See [`diagnostics::ess_tail`].
    pub ess_tail: f64,
}

/// A quantile of the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quantile {
    /// Its probability.
    pub probability: f64,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: f64,
}

/// The probabilities of the quantiles that a [`Summary`] gives.
pub const PROBABILITIES: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

impl Summary {
    /// Of these chains' draws; see [`diagnostics`] for what must hold of them.
    #[must_use]
    pub fn of(chains: &[Vec<f64>]) -> Summary {
        Summary {
            mean: diagnostics::mean(chains),
            mcse: diagnostics::mcse_mean(chains),
            sd: diagnostics::sd(chains),
            quantiles: PROBABILITIES.map(|probability| Quantile {
                probability,
                value: diagnostics::quantile(chains, probability),
                mcse: diagnostics::mcse_quantile(chains, probability),
            }),
            rhat: diagnostics::rhat(chains),
            ess_bulk: diagnostics::ess_bulk(chains),
            ess_tail: diagnostics::ess_tail(chains),
        }
    }
}

/// Samples the posterior of a table. Lists that name no one are left out; the order of lists and patterns changes nothing.
///
/// A sweep takes time in proportion to patterns times classes: about 6 microseconds for 25 patterns and 15 classes.
///
/// Errors: fewer than three lists that name anyone; more than [`MOST_PATTERNS`]; options out of their ranges.
pub fn latent_classes(table: &OverlapTable, options: &Options) -> Result<LatentClasses, Error> {
    let (data, lists) = prepare(table, options)?;
    let mut runs = start::runs(&data, options);
    let (mut sweeps, mut thin) = (0, options.thin);
    loop {
        // The chains go on from where they are, as far again as they have come; to keep the room they take, every second draw
        // goes. Nothing else is forgotten: a mode that a chain was stuck in stays in view.
        let more = if sweeps == 0 { options.sweeps } else { sweeps };
        if sweeps > 0 {
            thin *= 2;
            runs.iter_mut().for_each(Run::halve);
        }
        runs.par_iter_mut().for_each(|run| run.extend(&data, more, thin));
        sweeps += more;
        let found = summarise(&runs, &data, &lists, sweeps);
        let work = sweeps.saturating_mul(data.patterns.len() * data.classes * runs.len());
        if verdict::converged(&found.total)
            || work > MOST_WORK
            || sweeps.saturating_mul(2) > options.sweeps.saturating_mul(options.longest)
        {
            return Ok(found);
        }
    }
}

fn summarise(runs: &[Run], data: &Data, lists: &[String], sweeps: usize) -> LatentClasses {
    let totals: Vec<Vec<f64>> =
        runs.iter().map(|run| run.unlisted.iter().map(|unlisted| unlisted + data.n).collect()).collect();
    let all = (sweeps * runs.len()) as f64;
    let mut found = LatentClasses {
        listed: data.n as u64,
        lists: lists.to_vec(),
        classes: data.classes,
        unlisted: runs.iter().map(|run| run.unlisted.clone()).collect(),
        total: Summary::of(&totals),
        occupied: runs.iter().map(|run| run.occupied).sum::<u64>() as f64 / all,
        all_in_use: runs.iter().map(|run| run.all_in_use).sum::<u64>() as f64 / all,
        sweeps,
        reasons: Vec::new(),
    };
    let met = data.patterns.iter().any(|pattern| pattern.lists.len() > 1);
    found.reasons = verdict::reasons(&found, &totals, met);
    found
}

/// The table in the order that the sampler uses: the longest list first, lists of one length by name.
fn prepare(table: &OverlapTable, options: &Options) -> Result<(Data, Vec<String>), Error> {
    let mut order: Vec<usize> = (0..table.lists().len()).filter(|&list| table.listed(list) > 0).collect();
    order.sort_by_key(|&list| (std::cmp::Reverse(table.listed(list)), &table.lists()[list]));
    if order.len() < 3 {
        return Err(Error::FewLists { found: order.len() });
    }
    if table.patterns().len() > MOST_PATTERNS {
        return Err(Error::ManyPatterns { found: table.patterns().len(), most: MOST_PATTERNS });
    }
    let classes = options.classes.unwrap_or(((1usize << order.len()) - 1).min(MOST_CLASSES));
    let (a, b) = options.prior;
    let positive = |x: f64| x > 0.0 && x.is_finite();
    for (holds, problem) in [
        ((1..=255).contains(&classes), "the classes must be 1 to 255"),
        (positive(a) && positive(b), "the prior's shapes must be above 0"),
        ((2..=64).contains(&options.chains), "the chains must be 2 to 64"),
        (options.thin > 0 && options.longest > 0, "thinning and the longest run must be 1 or more"),
        (options.sweeps / options.thin.max(1) >= 4, "each chain must keep four draws or more"),
    ] {
        if !holds {
            return Err(Error::LatentClasses { problem });
        }
    }
    let mut patterns: Vec<Pattern> = table
        .patterns()
        .iter()
        .map(|&(mask, count)| Pattern {
            lists: (0..order.len()).filter(|&place| mask >> order[place] & 1 == 1).collect(),
            count: count as f64,
        })
        .collect();
    patterns.sort_by(|x, y| x.lists.cmp(&y.lists));
    let names = order.iter().map(|&list| table.lists()[list].clone()).collect();
    Ok((Data { lists: order.len(), classes, prior: options.prior, patterns, n: table.n() as f64 }, names))
}

/// Most patterns of a table; so many take some minutes by default.
pub const MOST_PATTERNS: usize = 4_000;

/// Chains go on no further once they have weighed a class of a pattern so often: half a minute.
const MOST_WORK: usize = 2_000_000_000;

/// Most classes, unless more are asked for.
const MOST_CLASSES: usize = 15;

/// A chain and what is kept of it.
struct Run {
    chain: Chain,
    unlisted: Vec<f64>,
    occupied: u64,
    all_in_use: u64,
}

impl Run {
    fn new(chain: Chain) -> Run {
        Run { chain, unlisted: Vec::new(), occupied: 0, all_in_use: 0 }
    }

    fn extend(&mut self, data: &Data, sweeps: usize, thin: usize) {
        for sweep in 1..=sweeps {
            self.chain.sweep(data);
            let occupied = self.chain.occupied();
            self.occupied += occupied as u64;
            self.all_in_use += u64::from(occupied == data.classes);
            if sweep % thin == 0 {
                self.unlisted.push(self.chain.unlisted);
            }
        }
    }

    /// Drops every second draw.
    fn halve(&mut self) {
        self.unlisted = self.unlisted.iter().skip(1).step_by(2).copied().collect();
    }
}
