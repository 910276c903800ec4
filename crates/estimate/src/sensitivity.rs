//! What becomes of the estimate when one list had not existed.

use serde::Serialize;

use crate::mixture::Mixture;
use crate::select::{ALL_MODELS_UP_TO, STEPWISE_P, candidates, stepwise, supported};
use crate::{OverlapTable, two_list};

/// The estimate without one list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Without {
    /// Which list was left out, counted from 0.
    pub list: usize,
    /// Its name.
    pub name: String,
    /// `(point, low, high)` from the others; `None` where they give no number.
    pub estimate: Option<(f64, f64, f64)>,
}

/// Leaves out each list in turn. From two lists that remain comes Chapman's estimate, from three or four the models weighed as
/// in the published default (without its refusals), from more the stepwise choice, since each list would else need its own
/// long search. `level` in (0, 1).
#[must_use]
pub fn drop_each(table: &OverlapTable, level: f64) -> Vec<Without> {
    let without = |(list, name): (usize, &String)| {
        let estimate = table.drop_list(list).ok().and_then(|rest| remaining(&rest, level));
        Without { list, name: name.clone(), estimate }
    };
    table.lists().iter().enumerate().map(without).collect()
}

fn remaining(table: &OverlapTable, level: f64) -> Option<(f64, f64, f64)> {
    let lists = table.lists().len();
    if lists == 2 {
        let c = two_list::chapman(table.listed(0), table.listed(1), table.overlap(0, 1), level);
        return (table.overlap(0, 1) > 0).then_some((c.point, c.low, c.high));
    }
    if lists > ALL_MODELS_UP_TO {
        let fit = stepwise(table, STEPWISE_P).ok()?;
        let (low, high) = fit.wald(level);
        return Some((fit.total(), low, high));
    }
    let fits = candidates(table);
    let mixture = Mixture::by_bic(supported(&fits))?;
    let n = table.n() as f64;
    let at = |p| n + mixture.quantile(p);
    Some((at(0.5), at(0.5 - 0.5 * level), at(0.5 + 0.5 * level)))
}
