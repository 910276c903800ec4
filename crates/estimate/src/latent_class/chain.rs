//! One chain: its state, and a sweep of Gibbs sampling.
//!
//! Data layout: everything by list or by pattern is a row of `classes` numbers (`array[row * classes + class]`), so that the
//! loops over classes run over neighbours. Nothing is allocated after a chain is made.

use super::random::Random;
use crate::portable::{exp, exp_m1, ln};

/// What all chains of one table share.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) lists: usize,
    pub(super) classes: usize,
    /// Beta prior of every inclusion probability.
    pub(super) prior: (f64, f64),
    pub(super) patterns: Vec<Pattern>,
    /// How many are on at least one list.
    pub(super) n: f64,
}

/// A pattern of lists and how many people have it.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) lists: Vec<usize>,
    pub(super) count: f64,
}

/// Probabilities closer to 0 or 1 than this are moved to it: products over 16 lists then never underflow.
pub(super) const EDGE: f64 = 1e-18;

/// Shape and rate of the gamma prior of the concentration alpha (Manrique-Vallier 2016).
pub(super) const ALPHA: f64 = 0.25;

/// The state of one chain.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    pub(super) random: Random,
    pub(super) alpha: f64,
    /// Logarithms of the classes' shares pi, which stick-breaking may make too small for a double.
    pub(super) ln_share: Vec<f64>,
    /// The shares up to a common factor: the sampler's later steps need no more.
    pub(super) share: Vec<f64>,
    /// Probability of being on a list (list by class), and one minus it.
    pub(super) on: Vec<f64>,
    pub(super) off: Vec<f64>,
    /// By class: the probability of being on no list, and one minus it.
    pub(super) missed: Vec<f64>,
    pub(super) caught: Vec<f64>,
    /// Pattern by class: the probability of class and pattern, up to the factor of `share`; and its sum over classes.
    pub(super) cells: Vec<f64>,
    pub(super) totals: Vec<f64>,
    /// People by class, and those of them on a list (list by class).
    pub(super) members: Vec<f64>,
    pub(super) listed: Vec<f64>,
    /// People on no list.
    pub(super) unlisted: f64,
    pub(super) scratch: Scratch,
}

/// Room for intermediate results.
#[derive(Debug, Clone)]
pub(super) struct Scratch {
    /// A row over classes.
    pub(super) class: Vec<f64>,
    /// The order in which classes take their labels.
    pub(super) order: Vec<usize>,
    /// A row over patterns.
    pub(super) pattern: Vec<f64>,
    /// A row over 0, 1, ..., lists.
    pub(super) factor: Vec<f64>,
}

impl Chain {
    /// A chain with no people in it: fill its parameters, then [`Chain::weigh`] and [`Chain::assign`].
    pub(super) fn new(data: &Data, random: Random) -> Chain {
        let (k, by_list) = (data.classes, data.classes * data.lists);
        Chain {
            random,
            alpha: 1.0,
            ln_share: vec![-ln(k as f64); k],
            share: vec![1.0 / k as f64; k],
            on: vec![0.5; by_list],
            off: vec![0.5; by_list],
            missed: vec![0.0; k],
            caught: vec![0.0; k],
            cells: vec![0.0; k * data.patterns.len()],
            totals: vec![0.0; data.patterns.len()],
            members: vec![0.0; k],
            listed: vec![0.0; by_list],
            unlisted: 0.0,
            scratch: Scratch {
                class: vec![0.0; k],
                order: (0..k).collect(),
                pattern: vec![0.0; data.patterns.len()],
                factor: vec![0.0; data.lists + 1],
            },
        }
    }

    /// One sweep: parameters given people, moves with people integrated out, people given parameters. Swaps cost more than they
    /// bring in most sweeps: one sweep in four has one.
    pub(super) fn sweep(&mut self, data: &Data) {
        let swaps = usize::from(self.random.bits() >> 62 == 0);
        self.sweep_with(data, swaps, 1);
    }

    /// A sweep with these numbers of moves.
    pub(super) fn sweep_with(&mut self, data: &Data, swaps: usize, shifts: usize) {
        (0..swaps).for_each(|_| self.swap(data));
        self.draw_shares(data);
        self.relabel(data);
        self.draw_probabilities(data);
        self.weigh(data);
        (0..shifts).for_each(|_| self.shift(data));
        self.assign(data);
    }

    /// How many classes have someone in them.
    pub(super) fn occupied(&self) -> usize {
        self.members.iter().filter(|&&m| m > 0.0).count()
    }

    /// The probability of being on a list, up to the factor of `share`.
    pub(super) fn caught(&self) -> f64 {
        self.share.iter().zip(&self.caught).map(|(share, caught)| share * caught).sum()
    }

    /// Sticks and concentration given the classes' sizes. The sticks beyond the last class with people do not enter alpha's
    /// conditional (their prior integrates to one): alpha moves more freely without them, and they follow from it.
    pub(super) fn draw_shares(&mut self, data: &Data) {
        let k = data.classes;
        let used = self.members.iter().rposition(|&m| m > 0.0).map_or(0, |last| last + 1).min(k - 1);
        let mut later: f64 = self.members.iter().sum();
        let mut ln_rest = 0.0;
        for class in 0..used {
            let m = self.members[class];
            later = (later - m).max(0.0);
            // V ~ Beta(1 + m, alpha + later), in logarithms: V = x / (x + y).
            let b = self.alpha + later;
            let x = self.random.gamma(1.0 + m);
            let (y, ln_y) = if b < 1.0 {
                let ln_y = self.random.ln_gamma(b);
                (exp(ln_y), ln_y)
            } else {
                let y = self.random.gamma(b);
                (y, ln(y))
            };
            let ln_sum = ln(x + y);
            self.ln_share[class] = ln_rest + ln(x) - ln_sum;
            ln_rest += ln_y - ln_sum;
        }
        self.alpha = (self.random.gamma(ALPHA + used as f64) / (ALPHA - ln_rest)).max(f64::MIN_POSITIVE);
        for class in used..k - 1 {
            // V ~ Beta(1, alpha): 1 - V = U^(1/alpha).
            let ln_left = -self.random.exponential() / self.alpha;
            self.ln_share[class] = ln_rest + ln(-exp_m1(ln_left));
            ln_rest += ln_left;
        }
        self.ln_share[k - 1] = ln_rest;
    }

    /// Inclusion probabilities given who is on which list; those of empty classes come from the prior.
    pub(super) fn draw_probabilities(&mut self, data: &Data) {
        let k = data.classes;
        let (a, b) = data.prior;
        for class in 0..k {
            let from = self.scratch.order[class];
            let people = self.members[from];
            for place in 0..data.lists {
                let (on, off) = if people > 0.0 {
                    let listed = self.listed[place * k + from];
                    self.random.beta(a + listed, b + (people - listed))
                } else if a == 1.0 && b == 1.0 {
                    let u = self.random.uniform();
                    (u, 1.0 - u)
                } else {
                    self.random.beta(a, b)
                };
                self.on[place * k + class] = on.max(EDGE);
                self.off[place * k + class] = off.max(EDGE);
            }
        }
    }

    /// What follows from the parameters: `share`, `missed`, `caught`, `cells` and `totals`.
    pub(super) fn weigh(&mut self, data: &Data) {
        let k = data.classes;
        for (share, ln) in self.share.iter_mut().zip(&self.ln_share) {
            *share = exp(*ln);
        }
        self.missed.fill(1.0);
        self.caught.fill(0.0);
        for place in 0..data.lists {
            let row = place * k..(place + 1) * k;
            for ((missed, caught), (on, off)) in self
                .missed
                .iter_mut()
                .zip(&mut self.caught)
                .zip(self.on[row.clone()].iter().zip(&self.off[row]))
            {
                *caught += *missed * on;
                *missed *= off;
            }
        }
        // `listed` is counted anew by `assign`: until then it holds the odds.
        for (odds, (on, off)) in self.listed.iter_mut().zip(self.on.iter().zip(&self.off)) {
            *odds = on / off;
        }
        for (base, (share, missed)) in self.scratch.class.iter_mut().zip(self.share.iter().zip(&self.missed))
        {
            *base = share * missed;
        }
        for ((pattern, row), total) in
            data.patterns.iter().zip(self.cells.chunks_exact_mut(k)).zip(&mut self.totals)
        {
            row.copy_from_slice(&self.scratch.class);
            for &place in &pattern.lists {
                for (cell, odds) in row.iter_mut().zip(&self.listed[place * k..(place + 1) * k]) {
                    *cell *= odds;
                }
            }
            *total = row.iter().sum();
        }
    }

    /// People given parameters: the listed by pattern, the unlisted by class.
    pub(super) fn assign(&mut self, data: &Data) {
        let k = data.classes;
        self.members.fill(0.0);
        self.listed.fill(0.0);
        for (place, pattern) in data.patterns.iter().enumerate() {
            let row = &self.cells[place * k..(place + 1) * k];
            let mut left = pattern.count;
            let mut weight = self.totals[place];
            let mut class = 0;
            while left > ONE_BY_ONE && class + 1 < k {
                let here = self.random.binomial(left, row[class] / weight);
                if here > 0.0 {
                    join(&mut self.members, &mut self.listed, k, class, &pattern.lists, here);
                    left -= here;
                }
                weight -= row[class];
                class += 1;
            }
            if class + 1 == k && left > 0.0 {
                join(&mut self.members, &mut self.listed, k, class, &pattern.lists, left);
                continue;
            }
            if left > 0.0 {
                let weight: f64 = row[class..].iter().sum();
                for _ in 0..left as usize {
                    let mut u = self.random.uniform() * weight;
                    let mut at = class;
                    while at + 1 < k && u >= row[at] {
                        u -= row[at];
                        at += 1;
                    }
                    join(&mut self.members, &mut self.listed, k, at, &pattern.lists, 1.0);
                }
            }
        }
        // n0 ~ negative binomial (n successes, probability 1 - p0) is Poisson of a gamma; its allocation to classes makes one
        // independent Poisson number for each.
        let rate = self.random.gamma(data.n) / self.caught();
        self.unlisted = 0.0;
        for class in 0..k {
            let unlisted = self.random.poisson(rate * self.share[class] * self.missed[class]);
            self.members[class] += unlisted;
            self.unlisted += unlisted;
        }
    }
}

/// Up to this many people of one pattern are assigned one by one.
const ONE_BY_ONE: f64 = 6.0;

#[inline]
fn join(members: &mut [f64], listed: &mut [f64], k: usize, class: usize, lists: &[usize], people: f64) {
    members[class] += people;
    for &place in lists {
        listed[place * k + class] += people;
    }
}
