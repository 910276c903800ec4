//! The same estimate on many tables: each a draw from what the matching of records leaves uncertain.

use serde::Serialize;

use crate::distribution::t_quantile;
use crate::latent_class::diagnostics;
use crate::loglinear::{Cells, Fit};
use crate::mixture::{Mixture, UNSEEN_FLOOR};
use crate::{LEVEL, Outcome, OverlapTable};

/// The estimate on one table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Draw {
    /// How many are on the table.
    pub listed: f64,
    /// How many more there are.
    pub unlisted: f64,
    /// Standard error of log(unlisted), within and between models.
    pub se_log: f64,
}

/// The estimate over all draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Combined {
    /// How many in all: mean of the listed plus mean of the unlisted.
    pub point: f64,
    /// Lower end of the 95 per cent interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The part of the variance, 0 to 1, that is due to the matching rather than to the models.
    pub between: f64,
}

/// The total when the models that `outcome` weighed are fitted, and weighed again, on another table of the same lists.
/// `None` where the outcome has no number, the lists differ, or the table fits none of the models.
#[must_use]
pub fn refit(table: &OverlapTable, outcome: &Outcome) -> Option<f64> {
    refit_draw(table, outcome).map(|draw| draw.listed + draw.unlisted)
}

/// As [`refit`], with what [`combine`] and [`combine_draws`] need besides. People whom only the lists left out name count as
/// listed, and no more as unlisted.
#[must_use]
pub fn refit_draw(table: &OverlapTable, outcome: &Outcome) -> Option<Draw> {
    let Outcome::Identified { plan, .. } = outcome else {
        return None;
    };
    let used = plan.table(table)?;
    let cells = Cells::new(&used);
    let fits: Vec<Fit> = plan.models.iter().filter_map(|model| cells.fit(model).ok()).collect();
    let mixture = Mixture::by_bic(&fits)?;
    let total = used.n() as f64 + mixture.quantile(0.5);
    let listed = table.n() as f64;
    Some(Draw { listed, unlisted: (total - listed).max(0.0), se_log: mixture.sd_log() })
}

/// A 95 per cent interval from estimates of a positive number on several draws, each with the standard error of its logarithm:
/// the variance within draws and that between them are added on the scale of logarithms (Rubin 1987, ch. 3), with Student's t.
/// Its degrees of freedom, (M - 1)(1 + W / ((M + 1) B))^2, are those of the Truth Commission of Colombia's published method
/// (`verdata`): fewer than Rubin's own, hence a somewhat wider interval.
/// Points below 0.1 are taken for 0.1. One draw gives its own interval; none gives NaN. Ten or more are advisable.
///
/// For totals, combine those unlisted and add the mean of those listed: [`combine_draws`] does.
#[must_use]
pub fn combine(draws: &[(f64, f64)]) -> (f64, f64) {
    Pooled::of(&of_draws(draws)).interval()
}

/// Combines estimates on several tables; `None` where there are none.
#[must_use]
pub fn combine_draws(draws: &[Draw]) -> Option<Combined> {
    let count = draws.len() as f64;
    let first = draws.first()?;
    let mean = |value: fn(&Draw) -> f64| draws.iter().map(value).sum::<f64>() / count;
    let pairs: Vec<(f64, f64)> = draws.iter().map(|d| (d.unlisted, d.se_log)).collect();
    let pooled = Pooled::of(&of_draws(&pairs));
    let (low, high) = pooled.interval();
    let listed =
        if draws.iter().all(|d| d.listed == first.listed) { first.listed } else { mean(|d| d.listed) };
    Some(Combined {
        point: listed + mean(|d| d.unlisted),
        low: listed + low,
        high: listed + high,
        between: pooled.share(),
    })
}

/// What is known from one table of the logarithm of those unlisted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogUnlisted {
    mean: f64,
    variance: f64,
    /// Variance of the mean that is due to a finite number of draws.
    noise: f64,
}

impl LogUnlisted {
    /// From totals that are equally likely where so many are documented. `worth`: so many independent draws they are worth;
    /// infinite where they are exact.
    pub(crate) fn of(totals: impl Iterator<Item = f64>, documented: f64, worth: f64) -> LogUnlisted {
        let logs = [totals.map(|total| log_unlisted(total - documented)).collect::<Vec<f64>>()];
        let variance = diagnostics::sd(&logs).powi(2);
        LogUnlisted { mean: diagnostics::mean(&logs), variance, noise: variance / worth.max(1.0) }
    }
}

fn log_unlisted(unlisted: f64) -> f64 {
    unlisted.max(UNSEEN_FLOOR).ln()
}

fn of_draws(draws: &[(f64, f64)]) -> Vec<LogUnlisted> {
    let of_draw =
        |&(point, se): &(f64, f64)| LogUnlisted { mean: log_unlisted(point), variance: se * se, noise: 0.0 };
    draws.iter().map(of_draw).collect()
}

/// Rubin's rules on logarithms.
pub(crate) struct Pooled {
    mean: f64,
    variance: f64,
    between: f64,
    df: f64,
}

impl Pooled {
    pub(crate) fn of(tables: &[LogUnlisted]) -> Pooled {
        let count = tables.len() as f64;
        let mean_of = |value: fn(&LogUnlisted) -> f64| tables.iter().map(value).sum::<f64>() / count;
        let (mean, within, noise) = (mean_of(|t| t.mean), mean_of(|t| t.variance), mean_of(|t| t.noise));
        let spread = tables.iter().map(|t| (t.mean - mean).powi(2)).sum::<f64>();
        // Less what only the number of draws puts between the tables.
        let inflated = 1.0 + 1.0 / count;
        let between =
            if count > 1.0 { (inflated * spread / (count - 1.0) - inflated * noise).max(0.0) } else { 0.0 };
        let df = if between > 0.0 {
            (count - 1.0) * (1.0 + within / (count * between)).powi(2)
        } else {
            f64::INFINITY
        };
        Pooled { mean, variance: within + between, between, df }
    }

    fn interval(&self) -> (f64, f64) {
        let reach = t_quantile(0.5 + 0.5 * LEVEL, self.df) * self.variance.sqrt();
        ((self.mean - reach).exp(), (self.mean + reach).exp())
    }

    /// The part of the variance, 0 to 1, that lies between the tables.
    pub(crate) fn share(&self) -> f64 {
        if self.variance > 0.0 { self.between / self.variance } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_draws_give_the_interval_of_one() {
        let one = combine(&[(200.0, 0.1)]);
        let ten = combine(&[(200.0, 0.1); 10]);
        assert!((one.0 - 200.0 * (-0.195_996_398f64).exp()).abs() < 1e-5);
        assert!((one.0 - ten.0).abs() < 1e-9 && (one.1 - ten.1).abs() < 1e-9);
    }

    #[test]
    fn draws_that_differ_widen_it() {
        let same = combine(&[(200.0, 0.1), (200.0, 0.1), (200.0, 0.1)]);
        let apart = combine(&[(150.0, 0.1), (200.0, 0.1), (266.0, 0.1)]);
        assert!(apart.0 < same.0 && apart.1 > same.1);
        let draws = [150.0, 200.0, 266.0].map(|unlisted| Draw { listed: 50.0, unlisted, se_log: 0.1 });
        let all = combine_draws(&draws).unwrap();
        assert!((all.low - 50.0 - apart.0).abs() < 1e-9 && all.between > 0.8 && all.between < 1.0);
    }

    #[test]
    fn nothing_and_zero_have_their_answers() {
        assert!(combine(&[]).0.is_nan());
        assert_eq!(combine_draws(&[]), None);
        let (low, high) = combine(&[(0.0, 0.0), (0.0, 0.0)]);
        assert!((low - 0.1).abs() < 1e-12 && (high - 0.1).abs() < 1e-12);
    }
}
