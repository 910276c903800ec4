//! Intervals from the likelihood of one model. The Wald interval is [`Fit::wald`](crate::loglinear::Fit::wald).

use serde::Serialize;

use crate::distribution::{bisect, golden, ln_gamma, normal_quantile};
use crate::loglinear::{Cells, Fit, Problem};
use crate::{Error, OverlapTable};

/// Which likelihood is profiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Likelihood {
    /// The observed cells are Poisson; the constant is held at log n0.
    Poisson,
    /// Cormack (1992): the unseen cell is given n0 people and the whole table is fitted; the rise of its deviance counts.
    Cormack,
    /// The number of all is a parameter, the cells multinomial (Sanathanan 1972).
    Multinomial,
}

/// A profile interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Profile {
    /// The total at which the likelihood is highest.
    pub mode: f64,
    /// The lowest total the data do not speak against.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// How exactly the mode and the ends are found, on the scale of log n0.
const PRECISION: f64 = 1e-7;

/// The totals at which twice the log-likelihood of the fit's model falls short of its maximum by no more than the quantile of
/// chi-square with one degree of freedom. `level` in (0, 1). Where the likelihood does not fall within a factor of a million of
/// those unseen, the end is `f64::INFINITY` (above) or the number listed (below).
pub fn profile(
    table: &OverlapTable,
    fit: &Fit,
    likelihood: Likelihood,
    level: f64,
) -> Result<Profile, Error> {
    let cells = Cells::new(table);
    let n = cells.n();
    let name = || fit.model.to_string();
    let shape = cells.shape(&fit.model, likelihood != Likelihood::Poisson)?;
    // Minus twice the log-likelihood, up to a constant, at log n0.
    let height = |log_unseen: f64| -> f64 {
        let unseen = log_unseen.exp();
        let solved = match likelihood {
            Likelihood::Poisson => Problem {
                counts: cells.counts(),
                live: &shape.live,
                terms: shape.terms.get(1..).unwrap_or_default(),
                held: &[(0, log_unseen)],
            }
            .solve(),
            Likelihood::Cormack | Likelihood::Multinomial => {
                let mut counts = cells.counts().to_vec();
                counts[0] = unseen;
                Problem { counts: &counts, live: &shape.live, terms: &shape.terms, held: &[] }.solve()
            }
        };
        let Some(solved) = solved else { return f64::NAN };
        if likelihood != Likelihood::Multinomial {
            return solved.deviance;
        }
        // The deviance holds sum n log(n / mu); what it lacks are the ways of choosing whom no list saw, and the terms
        // n log n of the unseen cell and of the total, which are no constants here.
        let total = n + unseen;
        let ways = ln_gamma(total + 1.0) - ln_gamma(unseen + 1.0);
        solved.deviance - 2.0 * (ways + unseen * log_unseen - total * total.ln())
    };
    let centre = fit.unseen.max(1e-3).ln();
    let reach = 1e6f64.ln();
    // From a width of 3 to less than the precision.
    let [left, right] = golden(centre - 1.5, centre + 1.5, 36, height);
    let top = 0.5 * (left.0 + right.0);
    let lowest = height(top);
    if lowest.is_nan() {
        return Err(Error::NotConverged { model: name() });
    }
    let allowed = lowest + normal_quantile(0.5 + 0.5 * level).powi(2);
    // A fit that fails far out counts as outside.
    let inside = |x: f64| height(x) <= allowed;
    let low =
        if inside(top - reach) { 0.0 } else { bisect(top - reach, top, PRECISION, |x| !inside(x)).exp() };
    let high =
        if inside(top + reach) { f64::INFINITY } else { bisect(top, top + reach, PRECISION, inside).exp() };
    Ok(Profile { mode: n + top.exp(), low: n + low, high: n + high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loglinear::Model;

    #[test]
    fn the_profiles_agree_where_counts_are_large() {
        let names = vec!["north".to_owned(), "south".to_owned()];
        let t = OverlapTable::new(names, [(1, 40_000), (2, 30_000), (3, 12_000)]).unwrap();
        let fit = Cells::new(&t).fit(&Model::independence(2).unwrap()).unwrap();
        let wald = fit.wald(0.95);
        for likelihood in [Likelihood::Poisson, Likelihood::Cormack, Likelihood::Multinomial] {
            let p = profile(&t, &fit, likelihood, 0.95).unwrap();
            assert!((p.mode - fit.total()).abs() < 5.0, "{likelihood:?} {p:?}");
            assert!(
                (p.low / wald.0 - 1.0).abs() < 1e-3 && (p.high / wald.1 - 1.0).abs() < 1e-3,
                "{p:?} {wald:?}"
            );
        }
    }
}
