//! What an estimate says, and what it says where it must not give a number.

use serde::Serialize;

use crate::loglinear::Model;
use crate::{Lineage, OverlapTable};

/// The answer to "how many in all?".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// The data carry a number.
    Identified {
        /// How many in all, listed and unlisted: the middle of what the weighed models say.
        point: f64,
        /// Lower end of the interval: the models weighed by BIC or by AIC, whichever reach further; never below those documented.
        low: f64,
        /// Upper end of the interval.
        high: f64,
        /// Level of all intervals, 0.95.
        level: f64,
        /// How the number was made, in words.
        method: String,
        /// The model with the most support, in the lists' names.
        model: String,
        /// How many models were compared.
        models: usize,
        /// What must hold for the number to be right, in words.
        assumption: String,
        /// What other methods say.
        alternatives: Vec<Alternative>,
        /// What the true number is at least, if people differ and the lists do not avoid each other.
        lower_bound: Option<Alternative>,
        /// The models that were weighed, best first.
        support: Vec<Supported>,
        /// How to estimate again from another table of the same lists; see [`refit`](crate::refit).
        #[serde(skip)]
        plan: Box<Plan>,
    },
    /// The data carry no number beyond those documented.
    NotIdentified {
        /// Why, in plain words.
        reason: String,
        /// What methods would say whose conditions cannot be checked here or do not hold. Not to be published as estimates.
        alternatives: Vec<Alternative>,
        /// What the true number is at least, if people differ and the lists do not avoid each other.
        lower_bound: Option<Alternative>,
    },
}

/// Another number for the same total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// Which method, model or lists.
    pub name: String,
    /// How many in all.
    pub point: f64,
    /// Lower end of its 95 per cent interval, under its own model alone.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A model that was weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Supported {
    /// The model, by numbers of the lists used.
    pub model: Model,
    /// The model in the lists' names.
    pub name: String,
    /// Its weight, 0 to 1.
    pub weight: f64,
    /// How many in all, by this model alone.
    pub point: f64,
    /// Standard error of the log of those unseen.
    pub se_log: f64,
    /// Probability of a worse fit if the model were true; 1 where there is nothing left to test.
    pub fit_p: f64,
}

/// What an estimate chose, to be applied to other tables of the same lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub(crate) lists: Vec<String>,
    pub(crate) lineage: Lineage,
    pub(crate) models: Vec<Model>,
}

impl Plan {
    /// The part of a table that the plan's models speak of; `None` where the lists differ.
    pub(crate) fn table(&self, table: &OverlapTable) -> Option<OverlapTable> {
        if table.lists() == self.lists { self.lineage.apply(table).ok().flatten() } else { None }
    }
}

impl Outcome {
    /// The point and the interval, where there are any.
    #[must_use]
    pub fn numbers(&self) -> Option<(f64, f64, f64)> {
        match self {
            Outcome::Identified { point, low, high, .. } => Some((*point, *low, *high)),
            Outcome::NotIdentified { .. } => None,
        }
    }
}
