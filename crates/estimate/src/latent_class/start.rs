//! Where chains start: far apart, so that a posterior with several modes is seen to have them.
//!
//! More scouts than chains set out from few, many and very many unlisted and from classes that hardly or widely differ. After a
//! short walk they have fallen into whatever modes there are; the chains go on from scouts evenly spread over the order of
//! their answers, the lowest and the highest among them (overdispersed starts: Gelman & Rubin 1992, *Statistical Science* 7).

use crate::portable::{exp, ln};
use rayon::prelude::*;

use super::chain::{Chain, Data, EDGE};
use super::random::Random;
use super::{Options, Run};

/// Scouts: every size with every spread, twice.
const SCOUTS: usize = 2 * TIMES.len() * SPREAD.len();

/// Most sweeps that a scout walks.
const WALK: usize = 2_000;

/// Shares of everyone's counts that the walk begins with: fewer people hold a scout less, so that it does not stay in a place
/// of hardly any weight that it happened to start in (simulated annealing: Kirkpatrick, Gelatt & Vecchi 1983).
const COOLING: [f64; 4] = [1.0 / 16.0, 1.0 / 4.0, 1.0, 1.0];

/// How many times the listed the whole population is at a start: few, many, very many unlisted.
const TIMES: [f64; 4] = [1.3, 4.0, 15.0, 100.0];

/// Spread of the logits of the classes' inclusion probabilities about the lists' own.
const SPREAD: [f64; 3] = [0.0, 1.0, 2.5];

/// The chains, warmed up.
pub(super) fn runs(data: &Data, options: &Options) -> Vec<Run> {
    let cooling: Vec<Data> = COOLING.iter().map(|&share| data.thinned(share)).collect();
    let mut scouts: Vec<Chain> = (0..SCOUTS.max(options.chains))
        .into_par_iter()
        .map(|number| {
            let mut chain = Chain::new(data, Random::new(options.seed, number));
            chain.start(data, number);
            let sweeps = WALK.min(options.warm_up);
            for data in &cooling {
                (0..sweeps / cooling.len()).for_each(|_| chain.sweep(data));
            }
            chain
        })
        .collect();
    scouts.sort_by(|x, y| x.unlisted.total_cmp(&y.unlisted));
    let place = |chain: usize| chain * (scouts.len() - 1) / (options.chains - 1);
    let mut runs: Vec<Run> =
        (0..options.chains).map(|chain| Run::new(scouts[place(chain)].clone())).collect();
    let left = options.warm_up.saturating_sub(WALK);
    runs.par_iter_mut().for_each(|run| (0..left).for_each(|_| run.chain.sweep(data)));
    runs
}

impl Data {
    /// The same patterns with a share of the people, every pattern kept.
    fn thinned(&self, share: f64) -> Data {
        let mut data = self.clone();
        data.patterns.iter_mut().for_each(|pattern| pattern.count = (pattern.count * share).ceil());
        data.n = data.patterns.iter().map(|pattern| pattern.count).sum();
        data
    }
}

impl Chain {
    /// Puts a chain at start number `number`: its classes' inclusion probabilities scatter about the lists' shares of the
    /// listed, all shifted until as many are on no list as this start says.
    pub(super) fn start(&mut self, data: &Data, number: usize) {
        let times = TIMES[number % TIMES.len()];
        let spread = SPREAD[number / TIMES.len() % SPREAD.len()];
        self.alpha = 0.3;
        let step = ln(0.3 + 0.6 * self.random.uniform());
        self.ln_share.iter_mut().enumerate().for_each(|(class, ln)| *ln = class as f64 * step);
        let mut logits = Vec::with_capacity(self.on.len());
        for list in 0..data.lists {
            let on_it = data.patterns.iter().filter(|pattern| pattern.lists.contains(&list));
            let share = (on_it.map(|pattern| pattern.count).sum::<f64>() + 0.5) / (data.n + 1.0);
            let logit = ln(share / (1.0 - share));
            logits.extend((0..data.classes).map(|_| logit + spread * self.random.normal()));
        }
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..50 {
            let shift: f64 = 0.5 * (low + high);
            for ((on, off), logit) in self.on.iter_mut().zip(&mut self.off).zip(&logits) {
                let odds = exp(logit + shift);
                (*on, *off) = ((odds / (1.0 + odds)).max(EDGE), (1.0 / (1.0 + odds)).max(EDGE));
            }
            self.weigh(data);
            if self.caught() * times < self.share.iter().sum() { low = shift } else { high = shift }
        }
        self.assign(data);
    }
}
