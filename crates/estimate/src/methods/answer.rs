//! What a method says, whether it may be relied on and, if not, why.

use std::fmt;

use serde::Serialize;

use super::{Chains, Method};

/// What one method says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The method.
    pub name: Method,
    /// The model with most support, or the lists, where there is one.
    pub model: Option<String>,
    /// How many in all; `None` where it gives no number. Of a distribution the median.
    pub point: Option<f64>,
    /// Lower end of the 95 per cent interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Mean of the posterior, where it has one.
    pub mean: Option<f64>,
    /// Its standard deviation; for one model the standard error.
    pub sd: Option<f64>,
    /// Whether the number may be relied on, if its assumption holds.
    pub reliable: bool,
    /// Why not, in plain words.
    pub reasons: Vec<String>,
    /// What must hold for the number to be right.
    pub assumption: &'static str,
    /// Convergence of the chains, 1 if they agree (Vehtari et al. 2021).
    pub rhat: Option<f64>,
    /// So many independent draws the chains are worth, in the middle or in the tails, whichever is less.
    pub ess: Option<f64>,
    /// Standard error of the mean that is due to the number of draws.
    pub mcse: Option<f64>,
    /// The share of the variance, 0 to 1, of the logarithm of those unlisted that is due to doubt in the matching of records;
    /// `None` where none was carried through.
    pub matching: Option<f64>,
    /// How many matchings it was asked of, where there is doubt.
    pub matchings: Option<usize>,
    /// Its point by the best matching alone, where there is doubt.
    pub by_best_matching: Option<f64>,
    /// Totals that are equally likely, of which sums over strata are made; empty where there is no distribution. Where there is doubt
    /// in matching, as many for each matching, one after the other.
    #[serde(skip)]
    pub(crate) likely: Vec<f64>,
    /// What the chains did, where there are any.
    #[serde(skip)]
    pub chains: Option<Chains>,
}

impl Answer {
    pub(crate) fn of(name: Method) -> Answer {
        Answer {
            name,
            model: None,
            point: None,
            low: None,
            high: None,
            mean: None,
            sd: None,
            reliable: false,
            reasons: Vec::new(),
            assumption: name.assumption(),
            rhat: None,
            ess: None,
            mcse: None,
            matching: None,
            matchings: None,
            by_best_matching: None,
            likely: Vec::new(),
            chains: None,
        }
    }

    pub(crate) fn refused(name: Method, reason: impl fmt::Display) -> Answer {
        Answer { reasons: vec![reason.to_string()], ..Answer::of(name) }
    }

    /// Totals that are equally likely: its distribution; empty where it has none.
    #[must_use]
    pub fn likely(&self) -> &[f64] {
        &self.likely
    }

    /// The same, no longer to be relied on.
    pub(crate) fn object(&mut self, reason: &str) {
        self.reliable = false;
        if !self.reasons.iter().any(|known| known == reason) {
            self.reasons.insert(0, reason.to_owned());
        }
    }

    /// The same where so many are documented: no interval of an estimate reaches below that.
    pub(crate) fn at_least(mut self, documented: f64) -> Answer {
        if !self.name.is_estimate() || self.point.is_none() {
            return self;
        }
        if self.point < Some(documented) {
            let reason = format!(
                "it points to {:.0} people, fewer than the {documented:.0} who are documented with the lists left out: one of \
                 them must cover more, or less, than was said",
                self.point.unwrap_or_default()
            );
            return Answer { model: self.model, ..Answer::refused(self.name, reason) };
        }
        self.low = self.low.map(|low| low.max(documented));
        self.likely.iter_mut().for_each(|total| *total = total.max(documented));
        self
    }

    pub(crate) fn numbers(self, (point, low, high): (f64, f64, f64)) -> Answer {
        Answer { point: Some(point), low: Some(low), high: Some(high), ..self }
    }
}
