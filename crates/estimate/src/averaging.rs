//! Many models fitted to one table, one after another, and the average of what they say. What a model says does not depend on
//! those fitted before it: each starts anew.

use serde::Serialize;

use crate::loglinear::{Cells, Fit, Model};
use crate::{Error, OverlapTable};

/// What many models say of one table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Average {
    /// The few fits of the lowest BIC, best first.
    pub best: Vec<Fit>,
    /// How many models could be fitted.
    pub fitted: usize,
    /// How many could not: the data cannot tell their terms apart, or their estimate does not exist.
    pub refused: usize,
    /// The estimate of all, listed and unlisted: the mean of the models' totals weighed by exp(-AIC / 2)
    /// (Burnham & Anderson 2002).
    pub by_aic: f64,
    /// The same weighed by exp(-BIC / 2) (Raftery 1995).
    pub by_bic: f64,
}

/// Fits every one of `models` to the table and keeps the `keep` best by BIC (at least one). Models that the data cannot carry are
/// counted and left out, as [`Cells::fit`] decides it. Refused where no model can be fitted, with what was said of the first,
/// or where a model is for another number of lists.
///
/// ```
/// use estimate::{OverlapTable, averaging::average, select::pairwise};
///
/// let csv = "north,south,press,count\n1,0,0,60\n0,1,0,50\n0,0,1,80\n1,1,0,12\n1,0,1,20\n0,1,1,16\n1,1,1,4\n";
/// let answer = average(&OverlapTable::from_csv(csv.as_bytes())?, pairwise(3)?, 3)?;
/// assert_eq!((answer.fitted, answer.best.len()), (8, 3));
/// # Ok::<(), estimate::Error>(())
/// ```
pub fn average(
    table: &OverlapTable,
    models: impl IntoIterator<Item = Model>,
    keep: usize,
) -> Result<Average, Error> {
    let cells = Cells::new(table);
    let keep = keep.max(1);
    let mut best: Vec<Fit> = Vec::new();
    let (mut by_aic, mut by_bic) = (Weighed::default(), Weighed::default());
    let (mut fitted, mut refused) = (0, 0);
    let mut first = None;
    for model in models {
        match cells.fit(&model) {
            Ok(fit) => {
                fitted += 1;
                by_aic.add(fit.aic, fit.total());
                by_bic.add(fit.bic, fit.total());
                let place = best.partition_point(|other| {
                    other.bic.total_cmp(&fit.bic).then_with(|| other.model.cmp(&fit.model)).is_lt()
                });
                if place < keep {
                    best.truncate(keep - 1);
                    best.insert(place, fit);
                }
            }
            Err(error @ Error::Model { .. }) => return Err(error),
            Err(error) => {
                refused += 1;
                first.get_or_insert(error);
            }
        }
    }
    if best.is_empty() {
        return Err(first.unwrap_or(Error::Model { model: "none".to_owned(), problem: "no model was given" }));
    }
    Ok(Average { best, fitted, refused, by_aic: by_aic.mean(), by_bic: by_bic.mean() })
}

/// A mean with weights exp(-criterion / 2), added up against the lowest criterion so far, so that nothing under- or overflows.
struct Weighed {
    lowest: f64,
    weights: f64,
    sum: f64,
}

impl Default for Weighed {
    fn default() -> Weighed {
        Weighed { lowest: f64::INFINITY, weights: 0.0, sum: 0.0 }
    }
}

impl Weighed {
    fn add(&mut self, criterion: f64, value: f64) {
        if criterion < self.lowest {
            let shrink = (-0.5 * (self.lowest - criterion)).exp();
            self.weights *= shrink;
            self.sum *= shrink;
            self.lowest = criterion;
        }
        let weight = (-0.5 * (criterion - self.lowest)).exp();
        self.weights += weight;
        self.sum += weight * value;
    }

    fn mean(&self) -> f64 {
        self.sum / self.weights
    }
}
