//! The posterior distribution of the total.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use super::cells::Cells;
use super::modes::{Mode, modes};

/// The posterior distribution of the total N: those listed and those unlisted.
///
/// It is held in cells of one or more whole numbers, within which all are equally probable.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// People listed.
    listed: u64,
    /// The number unlisted with which each cell begins; the last entry is the end.
    starts: Vec<u64>,
    /// What lies in each cell and those before it; the last is 1.
    cumulative: Vec<f64>,
    mean: f64,
    sd: f64,
    mode: u64,
    modes: Vec<Mode>,
}

impl Posterior {
    /// `masses` of the cells, up to a factor; their sum must be above zero.
    pub(super) fn new(listed: u64, starts: Vec<u64>, masses: &[f64]) -> Posterior {
        let sum: f64 = masses.iter().sum();
        let masses: Vec<f64> = masses.iter().map(|mass| mass / sum).collect();
        let cells = || masses.iter().zip(Cells::middles(&starts));
        let unlisted: f64 = cells().map(|(mass, (middle, _))| mass * middle).sum();
        // No variance within cells is added: sums over the middles are exact for a smooth density, as they are for the mean.
        let spread = |(mass, (middle, _)): (&f64, (f64, f64))| mass * (middle - unlisted).powi(2);
        let variance: f64 = cells().map(spread).sum();
        let density: Vec<f64> = cells().map(|(mass, (_, count))| mass / count).collect();
        let middle = |i: usize| listed + starts[i] + (starts[i + 1] - starts[i] - 1) / 2;
        // The first of equals.
        let highest = (1..density.len()).fold(0, |top, i| if density[i] > density[top] { i } else { top });
        let mut below = 0.0;
        let mut cumulative: Vec<f64> = masses
            .iter()
            .map(|mass| {
                below += mass;
                below.min(1.0)
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        Posterior {
            mean: listed as f64 + unlisted,
            sd: variance.sqrt(),
            mode: middle(highest),
            modes: modes(&masses, &density, middle),
            listed,
            starts,
            cumulative,
        }
    }

    /// How many are listed: the total less those unlisted.
    #[must_use]
    pub fn listed(&self) -> u64 {
        self.listed
    }

    /// The mean of the total.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation of the total, and of the number unlisted.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The most probable total; where cells hold several numbers, the middle of the most probable one.
    #[must_use]
    pub fn mode(&self) -> u64 {
        self.mode
    }

    /// The modes: hills of the density that hold more than a twentieth, parted by valleys of less than half their height. With
    /// two or more, no single number and no interval says what the lists say.
    #[must_use]
    pub fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// Whether there are two or more [`modes`](Posterior::modes).
    #[must_use]
    pub fn is_multimodal(&self) -> bool {
        self.modes.len() > 1
    }

    /// The smallest total below or at which lies at least `p`, in 0..=1, of the posterior.
    #[must_use]
    pub fn quantile(&self, p: f64) -> u64 {
        self.listed + self.unlisted(p)
    }

    /// As [`quantile`](Posterior::quantile), of the number unlisted. At a random number uniform in (0, 1) it is a draw.
    #[must_use]
    pub fn unlisted(&self, p: f64) -> u64 {
        let cell = self.cumulative.partition_point(|&below| below < p).min(self.cumulative.len() - 1);
        let before = if cell == 0 { 0.0 } else { self.cumulative[cell - 1] };
        let count = self.starts[cell + 1] - self.starts[cell];
        let share = (p - before) / (self.cumulative[cell] - before);
        // The cast is held at zero where p is.
        let into = (share * count as f64).ceil() as u64;
        self.starts[cell] + into.clamp(1, count) - 1
    }

    /// How much of the posterior lies at or below `total`.
    #[must_use]
    pub fn at_most(&self, total: u64) -> f64 {
        let Some(unlisted) = total.checked_sub(self.listed) else { return 0.0 };
        let cell = self.starts.partition_point(|&start| start <= unlisted);
        if cell == 0 {
            return 0.0;
        }
        if cell == self.starts.len() {
            return 1.0;
        }
        let before = if cell == 1 { 0.0 } else { self.cumulative[cell - 2] };
        let (start, end) = (self.starts[cell - 1], self.starts[cell]);
        let share = (unlisted - start + 1) as f64 / (end - start) as f64;
        before + share * (self.cumulative[cell - 1] - before)
    }

    /// So many independent draws of the number unlisted. The same seed gives the same draws on every machine; tables whose
    /// draws are added up need seeds of their own.
    #[must_use]
    pub fn draws(&self, seed: u64, count: usize) -> Vec<u64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        // The middle of one of 2^53 equal parts: never 0 or 1.
        let mut uniform = || ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        (0..count).map(|_| self.unlisted(uniform())).collect()
    }

    /// The posterior for a plot: totals at equal distances that reach over all but a thousandth at either side, each with its
    /// probability per person; at most `points` of them.
    #[must_use]
    pub fn curve(&self, points: usize) -> Vec<(f64, f64)> {
        let (low, high) = (self.quantile(0.001), self.quantile(0.999));
        let whole = high - low + 1;
        let points = (points as u64).min(whole);
        let edge = |k: u64| low + (u128::from(whole) * u128::from(k) / u128::from(points)) as u64;
        let point = |k: u64| {
            let (first, next) = (edge(k), edge(k + 1));
            let mass = self.at_most(next - 1) - first.checked_sub(1).map_or(0.0, |below| self.at_most(below));
            (0.5 * (first + next - 1) as f64, mass / (next - first) as f64)
        };
        (0..points).map(point).collect()
    }
}
