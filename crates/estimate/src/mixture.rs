//! Several models' estimates, weighed: a mixture of log-normal distributions of those unseen.

use std::cmp::Ordering;

use crate::distribution::{bisect, normal_cdf};
use crate::loglinear::Fit;
use crate::select::within;

/// The weighed estimates: `(weight, log unseen, standard error of it)`, weights summing to one.
pub(crate) struct Mixture {
    parts: Vec<(f64, f64, f64)>,
}

impl Mixture {
    /// Weighs fits of one table by exp(-BIC / 2), which approximates each model's probability where all were equally likely
    /// before (Raftery 1995). `None` where there are no fits.
    pub(crate) fn by_bic(fits: &[Fit]) -> Option<Mixture> {
        Mixture::by(&fits.iter().collect::<Vec<_>>(), |fit| fit.bic)
    }

    /// Weighs fits of one table by exp(-criterion / 2).
    fn by(fits: &[&Fit], criterion: impl Fn(&Fit) -> f64) -> Option<Mixture> {
        let best = fits.iter().map(|fit| criterion(fit)).min_by(f64::total_cmp)?;
        let weight = |fit: &Fit| (-0.5 * (criterion(fit) - best)).exp();
        let sum: f64 = fits.iter().map(|fit| weight(fit)).sum();
        let part = |fit: &Fit| (weight(fit) / sum, fit.unseen.max(UNSEEN_FLOOR).ln(), fit.se_log);
        Some(Mixture { parts: fits.iter().map(|fit| part(fit)).collect() })
    }

    /// The weights, in the order of the fits.
    pub(crate) fn weights(&self) -> impl Iterator<Item = f64> {
        self.parts.iter().map(|part| part.0)
    }

    /// The number unseen below which the true one lies with probability `p`.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let low = self.parts.iter().map(|(_, m, s)| m - 40.0 * s).fold(f64::INFINITY, f64::min);
        let high = self.parts.iter().map(|(_, m, s)| m + 40.0 * s).fold(f64::NEG_INFINITY, f64::max);
        bisect(low, high, 1e-9, |x| self.below(x) < p).exp()
    }

    /// The middles of so many parts of equal probability, from a table of the distribution function: a mixture of a hundred models
    /// is slow to ask.
    fn parts(&self, count: usize) -> Vec<f64> {
        let first = 0.5 / count as f64;
        let (low, high) = (self.quantile(first).ln(), self.quantile(1.0 - first).ln());
        let at = |i: usize| low + (high - low) * i as f64 / STEPS as f64;
        let below: Vec<f64> = (0..=STEPS).map(|i| self.below(at(i))).collect();
        let part = |i: usize| {
            let p = (i as f64 + 0.5) / count as f64;
            let next = below.partition_point(|&q| q < p).clamp(1, STEPS);
            let (from, to) = (below[next - 1], below[next]);
            let share = if to > from { ((p - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
            (at(next - 1) + share * (at(next) - at(next - 1))).exp()
        };
        (0..count).map(part).collect()
    }

    /// The probability that the logarithm of those unseen is at most `x`.
    fn below(&self, x: f64) -> f64 {
        let part = |(w, m, s): &(f64, f64, f64)| {
            if *s > 0.0 { w * normal_cdf((x - m) / s) } else { w * f64::from(u8::from(x >= *m)) }
        };
        self.parts.iter().map(part).sum()
    }

    /// Standard deviation of log unseen: within the models and between them.
    pub(crate) fn sd_log(&self) -> f64 {
        let mean: f64 = self.parts.iter().map(|(w, m, _)| w * m).sum();
        self.parts.iter().map(|(w, m, s)| w * (s * s + (m - mean).powi(2))).sum::<f64>().sqrt()
    }
}

/// Steps of a distribution function that is tabulated: the error of what is read off is some 1e-5 of a standard deviation.
const STEPS: usize = 500;

/// What fits of one table say, weighed in two ways.
///
/// BIC finds the right model if it is among those fitted and the table is large; AIC finds the one that predicts best where
/// none is right (Burnham & Anderson 2002). Nobody knows which is the case. So the middle is that of the models weighed by
/// BIC, and each limit is the outer of the two.
pub(crate) struct Spread {
    /// The models within the window of BIC, weighed by it.
    pub(crate) by_bic: Mixture,
    /// Likewise by AIC.
    by_aic: Mixture,
}

impl Spread {
    /// `None` where there are no fits.
    pub(crate) fn of(fits: &[Fit]) -> Option<Spread> {
        let (bic, aic) = (|fit: &Fit| fit.bic, |fit: &Fit| fit.aic);
        Some(Spread {
            by_bic: Mixture::by(&within(fits, bic), bic)?,
            by_aic: Mixture::by(&within(fits, aic), aic)?,
        })
    }

    /// The number unseen below which the true one lies with probability `p`: the lesser of what both say in the lower half,
    /// the greater in the upper.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let middle = self.by_bic.quantile(p);
        match p.total_cmp(&0.5) {
            Ordering::Less => middle.min(self.by_aic.quantile(p)),
            Ordering::Equal => middle,
            Ordering::Greater => middle.max(self.by_aic.quantile(p)),
        }
    }

    /// The middles of so many equal parts, see [`Spread::quantile`].
    pub(crate) fn parts(&self, count: usize) -> Vec<f64> {
        let both = self.by_bic.parts(count).into_iter().zip(self.by_aic.parts(count));
        both.enumerate()
            .map(|(i, (bic, aic))| match (2 * i + 1).cmp(&count) {
                Ordering::Less => bic.min(aic),
                Ordering::Equal => bic,
                Ordering::Greater => bic.max(aic),
            })
            .collect()
    }
}

/// What "none unseen" is taken for on the scale of logarithms.
pub(crate) const UNSEEN_FLOOR: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_one_part_are_log_normal() {
        let one = Mixture { parts: vec![(1.0, 100f64.ln(), 0.2)] };
        assert!((one.quantile(0.5) - 100.0).abs() < 1e-5);
        assert!((one.quantile(0.975) - 100.0 * (0.2 * 1.959_963_984_540_054f64).exp()).abs() < 1e-4);
        assert!((one.sd_log() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_spread_reaches_as_far_as_either_mixture() {
        let one = |median: f64, s: f64| Mixture { parts: vec![(1.0, median.ln(), s)] };
        let spread = Spread { by_bic: one(100.0, 0.1), by_aic: one(120.0, 0.3) };
        let of = |median: f64, s: f64, z: f64| median * (s * z).exp();
        let z = 1.959_963_984_540_054;
        assert!((spread.quantile(0.5) - 100.0).abs() < 1e-5);
        assert!((spread.quantile(0.025) - of(120.0, 0.3, -z)).abs() < 1e-4);
        assert!((spread.quantile(0.975) - of(120.0, 0.3, z)).abs() < 1e-4);
        // Its parts are its quantiles.
        for (i, part) in spread.parts(200).into_iter().enumerate() {
            let exact = spread.quantile((i as f64 + 0.5) / 200.0);
            assert!((part / exact - 1.0).abs() < 1e-4, "{i}: {part} {exact}");
        }
        // Where the one by BIC reaches further, it counts.
        let other = Spread { by_bic: one(100.0, 0.3), by_aic: one(100.0, 0.1) };
        assert!((other.quantile(0.975) - of(100.0, 0.3, z)).abs() < 1e-4);
    }

    #[test]
    fn two_distant_parts_widen_the_interval() {
        let two = Mixture { parts: vec![(0.5, 100f64.ln(), 0.01), (0.5, 200f64.ln(), 0.01)] };
        assert!(two.quantile(0.025) < 101.0 && two.quantile(0.975) > 199.0);
        assert!((two.sd_log() - 0.5 * 2f64.ln()).abs() < 1e-3);
    }
}
