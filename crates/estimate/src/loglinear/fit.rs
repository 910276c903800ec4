//! One model fitted to one table.

use serde::Serialize;

use super::existence::{full_rank, has_maximum, proves_maximum};
use super::lattice::superset_sums;
use super::model::Model;
use super::newton::Problem;
use crate::distribution::{chi_square_tail, ln_gamma, normal_quantile};
use crate::{Error, OverlapTable};

/// A table laid out for fitting: one cell for each of the 2^J patterns. Made once, fitted with many models.
#[derive(Debug, Clone)]
pub struct Cells {
    lists: usize,
    counts: Vec<f64>,
    /// Superset sums of the counts: the observed total of every term.
    totals: Vec<f64>,
    /// -2 times the log-likelihood of the perfect fit, so that AIC and BIC carry their constant.
    perfect: f64,
    n: f64,
}

/// A model fitted to a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// The model.
    pub model: Model,
    /// How many are on at least one list.
    pub n: f64,
    /// The estimate of how many are on none: exp of the constant.
    pub unseen: f64,
    /// Standard error of log(unseen), from the information matrix.
    pub se_log: f64,
    /// Minus twice the log-likelihood against a perfect fit.
    pub deviance: f64,
    /// Cells less free parameters.
    pub df: usize,
    /// Akaike's criterion, -2 log-likelihood + 2 p, with all constants.
    pub aic: f64,
    /// Schwarz's criterion, -2 log-likelihood + p log n, with all constants; n is the number of people listed.
    pub bic: f64,
    /// Terms whose lists were never seen together: their parameter is minus infinity. They count in p.
    pub absent: Vec<u32>,
    /// Fitted counts by pattern, 2^J of them; the first (on no list) is 0.
    #[serde(skip)]
    pub fitted: Vec<f64>,
}

impl Fit {
    /// The estimate of all: listed and unlisted.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.n + self.unseen
    }

    /// Standard error of the total as Poisson counting has it: the unseen vary too, besides the error of their mean.
    #[must_use]
    pub fn se(&self) -> f64 {
        (self.unseen + (self.unseen * self.se_log).powi(2)).sqrt()
    }

    /// Probability of a worse fit if the model were true; 1 where there is nothing left to test.
    #[must_use]
    pub fn fit_p(&self) -> f64 {
        chi_square_tail(self.deviance, self.df)
    }

    /// Wald interval of the total on the scale of log(unseen): it cannot fall below those listed. `level` in (0, 1).
    #[must_use]
    pub fn wald(&self, level: f64) -> (f64, f64) {
        let factor = (normal_quantile(0.5 + 0.5 * level) * self.se_log).exp();
        (self.n + self.unseen / factor, self.n + self.unseen * factor)
    }
}

impl Cells {
    /// Lays out a table.
    #[must_use]
    pub fn new(table: &OverlapTable) -> Cells {
        let lists = table.lists().len();
        let mut counts = vec![0.0; 1 << lists];
        for &(pattern, count) in table.patterns() {
            counts[pattern as usize] = count as f64;
        }
        let perfect = 2.0
            * counts.iter().filter(|&&c| c > 0.0).map(|&c| ln_gamma(c + 1.0) - c * c.ln() + c).sum::<f64>();
        let mut totals = counts.clone();
        superset_sums(&mut totals);
        Cells { lists, n: totals[0], counts, totals, perfect }
    }

    /// How many are on at least one list.
    #[must_use]
    pub fn n(&self) -> f64 {
        self.n
    }

    /// Fits a model by maximum likelihood, extended as Chan, Silverman & Vincent (2021) have it: a term whose lists were
    /// never seen together is set to minus infinity. Refused where the data cannot tell the terms apart or no maximum
    /// exists.
    pub fn fit(&self, model: &Model) -> Result<Fit, Error> {
        self.fit_held(model, &[])
    }

    /// The same with dependences that are not fitted but held: `(lists, log odds ratio)` of terms that the model does not have.
    pub fn fit_held(&self, model: &Model, held: &[(u32, f64)]) -> Result<Fit, Error> {
        if let Some((term, _)) = held.iter().find(|(term, _)| *term as usize >= self.counts.len()) {
            return Err(Error::Model {
                model: format!("{model} with the term {term:b} held"),
                problem: "it names a list that the table does not have",
            });
        }
        let shape = self.shape(model, false)?;
        let name = || model.to_string();
        let Shape { live, terms, absent } = &shape;
        if !absent.is_empty() && !full_rank(live, terms) {
            return Err(Error::NotIdentifiable { model: name() });
        }
        let solved = Problem { counts: &self.counts, live, terms, held }.solve();
        // The linear programme is asked only where the fit is no proof itself.
        let proved = solved.as_ref().is_some_and(|fit| proves_maximum(&self.counts, live, fit));
        if !proved && !has_maximum(&self.counts, live, terms) {
            return Err(Error::NoMaximum { model: name() });
        }
        let solution = solved.ok_or_else(|| Error::NotConverged { model: name() })?;
        let unseen = solution.theta.first().map_or(f64::NAN, |t| t.exp());
        let se_log = solution.information.inverse_diagonal(0).sqrt();
        if !(unseen.is_finite() && se_log.is_finite()) {
            return Err(Error::NotConverged { model: name() });
        }
        let p = (terms.len() + absent.len()) as f64;
        let base = solution.deviance + self.perfect;
        Ok(Fit {
            model: model.clone(),
            n: self.n,
            unseen,
            se_log,
            deviance: solution.deviance,
            df: live.iter().filter(|l| **l).count().saturating_sub(terms.len()),
            aic: base + 2.0 * p,
            bic: base + p * self.n.ln(),
            absent: shape.absent,
            fitted: solution.mu,
        })
    }

    /// The BIC that a model would have if it fitted perfectly: no fit of it has a lower one.
    pub(crate) fn least_bic(&self, model: &Model) -> f64 {
        self.perfect + model.terms().len() as f64 * self.n.ln()
    }

    /// The counts by pattern, 2^J of them.
    pub(crate) fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// Which cells and terms of a model are left once those never seen together are taken out; `unseen` makes the cell of
    /// those on no list live as well.
    pub(crate) fn shape(&self, model: &Model, unseen: bool) -> Result<Shape, Error> {
        if model.lists() != self.lists {
            return Err(Error::Model {
                model: model.to_string(),
                problem: "it is for another number of lists than the table has",
            });
        }
        let (absent, terms): (Vec<u32>, Vec<u32>) =
            model.terms().into_iter().partition(|&t| self.totals[t as usize] == 0.0);
        let mut live = vec![true; self.counts.len()];
        live[0] = unseen;
        for &t in &absent {
            (0..live.len()).filter(|&x| x as u32 & t == t).for_each(|x| live[x] = false);
        }
        Ok(Shape { live, terms, absent })
    }
}

/// The part of a model that a table can speak of.
pub(crate) struct Shape {
    pub live: Vec<bool>,
    pub terms: Vec<u32>,
    pub absent: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_independent_lists_give_lincoln_and_petersen() {
        let fit = Cells::new(&OverlapTable::numbered(2, &[(1, 40), (2, 30), (3, 12)]))
            .fit(&Model::independence(2).unwrap())
            .unwrap();
        assert!((fit.unseen - 40.0 * 30.0 / 12.0).abs() < 1e-6);
        assert!((fit.se_log - (1.0 / 40.0 + 1.0 / 30.0 + 1.0 / 12.0f64).sqrt()).abs() < 1e-6);
        assert_eq!(fit.df, 0);
    }

    #[test]
    fn a_pair_that_never_meets_is_absent_or_unidentifiable() {
        let cells = Cells::new(&OverlapTable::numbered(3, &[(1, 40), (2, 30), (4, 20), (3, 6), (6, 5)]));
        let fit = cells.fit(&Model::parse("[13]", 3).unwrap()).unwrap();
        assert_eq!(fit.absent, [5]);
        assert!(matches!(
            cells.fit(&Model::parse("[12,13,23]", 3).unwrap()),
            Err(Error::NotIdentifiable { .. })
        ));
    }

    #[test]
    fn a_list_that_meets_no_other_gives_no_number() {
        let cells = Cells::new(&OverlapTable::numbered(2, &[(1, 40), (2, 30)]));
        assert!(matches!(cells.fit(&Model::independence(2).unwrap()), Err(Error::NoMaximum { .. })));
    }
}
