//! Is the sampler right? It is asked to find again what was drawn from its own model.
//!
//! Parameters come from the prior, people from the parameters, one by one until `listed` of them are on a list: those met
//! on the way who are on none are then as many as the model says (with p(N) proportional to 1/N and the listed fixed, their
//! number is negative binomial, and the parameters' marginal distribution is their prior). All of it is drawn by code that the
//! sampler does not use.

use rayon::prelude::*;

use super::chain::{ALPHA, Chain, Data, EDGE, Pattern};
use super::random::Random;
use crate::distribution::chi_square_tail;

/// The size of a calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Lists, 1 to 16.
    pub lists: usize,
    /// Classes, 1 or more.
    pub classes: usize,
    /// People on a list, 1 or more.
    pub listed: usize,
    /// Shapes of the Beta prior of inclusion.
    pub prior: (f64, f64),
    /// How often a population is drawn: at least 400, for 20 bins.
    pub populations: usize,
    /// Fixes every draw.
    pub seed: u64,
}

/// A quantity, and how likely a disagreement as large as was seen would be if the sampler were right.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which quantity.
    pub quantity: &'static str,
    /// Chi-square of 20 bins.
    pub chi_square: f64,
    /// Probability of a larger one.
    pub p: f64,
}

/// The quantities compared: of the parameters alone, of the labels, of the unlisted, and of parameters and data together.
const QUANTITIES: [&str; 8] = [
    "unlisted",
    "probability of being listed",
    "alpha",
    "share of the first class",
    "share of the last class",
    "first class on the first list",
    "sum of squared shares",
    "likelihood",
];

const BINS: usize = 20;

/// Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman 2018): the truth's rank among 99 draws, `thin`
/// sweeps apart after `warm_up` from an overdispersed start, must be uniform.
#[must_use]
pub fn ranks(trial: &Trial, warm_up: usize, thin: usize) -> Vec<Check> {
    const DRAWS: usize = 99;
    let ranks: Vec<[usize; QUANTITIES.len()]> = (0..trial.populations)
        .into_par_iter()
        .map(|population| {
            let (data, mut chain) = draw(trial, population);
            let truth = quantities(&chain, &data);
            chain.start(&data, population);
            (0..warm_up).for_each(|_| chain.sweep(&data));
            let mut below = [0; QUANTITIES.len()];
            let mut equal = [0; QUANTITIES.len()];
            for _ in 0..DRAWS {
                (0..thin).for_each(|_| chain.sweep(&data));
                for (which, drawn) in quantities(&chain, &data).into_iter().enumerate() {
                    below[which] += usize::from(drawn < truth[which]);
                    equal[which] += usize::from(drawn == truth[which]);
                }
            }
            // Among equals the truth may stand anywhere.
            std::array::from_fn(|which| below[which] + chain.random.below(equal[which] + 1))
        })
        .collect();
    let expected = trial.populations as f64 / BINS as f64;
    check(|which| {
        let mut bins = [0.0f64; BINS];
        ranks.iter().for_each(|rank| bins[rank[which] * BINS / (DRAWS + 1)] += 1.0);
        bins.iter().map(|seen| (seen - expected).powi(2) / expected).sum()
    })
}

/// The joint distribution test (after Geweke 2004, *JASA* 99): sweeps that start from the truth must leave the joint
/// distribution of parameters and data as it was. Half the populations are looked at `sweeps` sweeps later, half at once. The
/// moves that integrate something out are made `moves` times in each sweep: one alone would hardly show a small error.
#[must_use]
pub fn invariance(trial: &Trial, sweeps: usize, moves: usize) -> Vec<Check> {
    let seen: Vec<[f64; QUANTITIES.len()]> = (0..trial.populations)
        .into_par_iter()
        .map(|population| {
            let (data, mut chain) = draw(trial, population);
            if population % 2 == 1 {
                chain.assign(&data);
                (0..sweeps).for_each(|_| chain.sweep_with(&data, moves, moves));
            }
            quantities(&chain, &data)
        })
        .collect();
    check(|which| {
        let mut order: Vec<usize> = (0..seen.len()).collect();
        order.sort_by(|&x, &y| seen[x][which].total_cmp(&seen[y][which]));
        let mut bins = [[0.0f64; 2]; BINS];
        let mut bin = 0;
        for (place, &population) in order.iter().enumerate() {
            // Equal numbers share a bin.
            if place == 0 || seen[population][which] != seen[order[place - 1]][which] {
                bin = place * BINS / order.len();
            }
            bins[bin][population % 2] += 1.0;
        }
        let filled = bins.iter().filter(|[before, after]| before + after > 0.0);
        filled.map(|[before, after]| (before - after).powi(2) / (before + after)).sum()
    })
}

fn check(chi_square: impl Fn(usize) -> f64) -> Vec<Check> {
    let of = |(which, &quantity)| {
        let chi_square = chi_square(which);
        Check { quantity, chi_square, p: chi_square_tail(chi_square, BINS - 1) }
    };
    QUANTITIES.iter().enumerate().map(of).collect()
}

fn quantities(chain: &Chain, data: &Data) -> [f64; QUANTITIES.len()] {
    let sum: f64 = chain.share.iter().sum();
    let listed = chain.caught() / sum;
    let likelihood =
        data.patterns.iter().zip(&chain.totals).map(|(x, total)| x.count * (total / sum / listed).ln());
    [
        chain.unlisted,
        listed,
        chain.alpha,
        chain.share[0] / sum,
        chain.share[data.classes - 1] / sum,
        chain.on[0],
        chain.share.iter().map(|share| (share / sum).powi(2)).sum(),
        likelihood.sum(),
    ]
}

/// Parameters from the prior and a population from them; the chain stands at the truth.
fn draw(trial: &Trial, population: usize) -> (Data, Chain) {
    let mut random = Random::new(trial.seed ^ (population as u64).wrapping_mul(0x2545_f491_4f6c_dd1d), 0);
    let (k, (a, b)) = (trial.classes, trial.prior);
    let alpha = random.gamma(ALPHA) / ALPHA;
    let mut left = 1.0;
    let share: Vec<f64> = (0..k)
        .map(|class| {
            let rest = if class + 1 == k { 0.0 } else { random.uniform().powf(1.0 / alpha) };
            let share = left * (1.0 - rest);
            left *= rest;
            share
        })
        .collect();
    let on: Vec<f64> = (0..k * trial.lists).map(|_| random.beta(a, b).0.max(EDGE)).collect();
    let mut counts = vec![0.0; 1 << trial.lists];
    let mut listed = 0;
    while listed < trial.listed {
        let mut u = random.uniform();
        let class = share.iter().position(|&share| {
            u -= share;
            u < 0.0
        });
        let class = class.unwrap_or(k - 1);
        let mask = (0..trial.lists)
            .filter(|list| random.uniform() < on[list * k + class])
            .fold(0usize, |mask, list| mask | 1 << list);
        counts[mask] += 1.0;
        listed += usize::from(mask != 0);
    }
    let seen = (1..counts.len()).filter(|&mask| counts[mask] > 0.0);
    let lists_of = |mask: usize| (0..trial.lists).filter(|list| mask >> list & 1 == 1).collect();
    let patterns = seen.map(|mask| Pattern { lists: lists_of(mask), count: counts[mask] }).collect();
    let data = Data { lists: trial.lists, classes: k, prior: trial.prior, patterns, n: trial.listed as f64 };
    let mut chain = Chain::new(&data, random);
    chain.alpha = alpha;
    chain.ln_share = share.iter().map(|share| share.ln()).collect();
    chain.off = on.iter().map(|on| (1.0 - on).max(EDGE)).collect();
    chain.on = on;
    chain.weigh(&data);
    chain.unlisted = counts[0];
    (data, chain)
}
