//! Several models' estimates, weighed: a mixture of log-normal distributions of those unseen.

use crate::Supported;
use crate::distribution::{bisect, normal_cdf};
use crate::loglinear::Fit;

/// The weighed estimates: `(weight, log unseen, standard error of it)`, weights summing to one.
pub(crate) struct Mixture {
    parts: Vec<(f64, f64, f64)>,
}

impl Mixture {
    /// Weighs fits of one table by exp(-BIC / 2), which approximates each model's probability where all were equally likely
    /// before (Raftery 1995). `None` where there are no fits.
    pub(crate) fn by_bic(fits: &[Fit]) -> Option<Mixture> {
        let best = fits.iter().map(|fit| fit.bic).min_by(f64::total_cmp)?;
        let weight = |fit: &Fit| (-0.5 * (fit.bic - best)).exp();
        let sum: f64 = fits.iter().map(weight).sum();
        let part = |fit: &Fit| (weight(fit) / sum, fit.unseen.max(UNSEEN_FLOOR).ln(), fit.se_log);
        Some(Mixture { parts: fits.iter().map(part).collect() })
    }

    /// What an estimate weighed, where so many are listed.
    pub(crate) fn of(support: &[Supported], listed: f64) -> Mixture {
        let part = |s: &Supported| (s.weight, (s.point - listed).max(UNSEEN_FLOOR).ln(), s.se_log);
        Mixture { parts: support.iter().map(part).collect() }
    }

    /// The weights, in the order of the fits.
    pub(crate) fn weights(&self) -> impl Iterator<Item = f64> {
        self.parts.iter().map(|part| part.0)
    }

    /// The number unseen below which the true one lies with probability `p`.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let low = self.parts.iter().map(|(_, m, s)| m - 40.0 * s).fold(f64::INFINITY, f64::min);
        let high = self.parts.iter().map(|(_, m, s)| m + 40.0 * s).fold(f64::NEG_INFINITY, f64::max);
        let below = |x: f64| {
            let part = |(w, m, s): &(f64, f64, f64)| {
                if *s > 0.0 { w * normal_cdf((x - m) / s) } else { w * f64::from(u8::from(x >= *m)) }
            };
            self.parts.iter().map(part).sum::<f64>() < p
        };
        bisect(low, high, 1e-9, below).exp()
    }

    /// Standard deviation of log unseen: within the models and between them.
    pub(crate) fn sd_log(&self) -> f64 {
        let mean: f64 = self.parts.iter().map(|(w, m, _)| w * m).sum();
        self.parts.iter().map(|(w, m, s)| w * (s * s + (m - mean).powi(2))).sum::<f64>().sqrt()
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
    fn two_distant_parts_widen_the_interval() {
        let two = Mixture { parts: vec![(0.5, 100f64.ln(), 0.01), (0.5, 200f64.ln(), 0.01)] };
        assert!(two.quantile(0.025) < 101.0 && two.quantile(0.975) > 199.0);
        assert!((two.sd_log() - 0.5 * 2f64.ln()).abs() < 1e-3);
    }
}
