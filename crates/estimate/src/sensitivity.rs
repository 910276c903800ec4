//! What becomes of the estimate when one list had not existed, or when two depend on each other as is assumed.

use serde::Serialize;

use crate::loglinear::{Cells, Model};
use crate::mixture::Mixture;
use crate::select::{ALL_MODELS_UP_TO, STEPWISE_P, candidates, pairs, stepwise, supported};
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

/// Odds ratios that are tried: that someone on the one list is on the other, against someone who is not.
pub const ODDS_RATIOS: [f64; 7] = [0.25, 1.0 / 3.0, 0.5, 1.0, 2.0, 3.0, 4.0];

/// The total under assumed dependences of two lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// The two lists.
    pub lists: [String; 2],
    /// The rest of the model, in the lists' names.
    pub model: String,
    /// Deviance of the model in which this dependence is fitted like the others; `None` where the lists cannot tell it, as with
    /// two.
    pub free: Option<f64>,
    /// What follows from each odds ratio; those under which nothing can be fitted are left out.
    pub assumed: Vec<Assumed>,
}

impl Dependence {
    /// Whether the lists speak against an assumption: its fit is worse, beyond chance, than that of the dependence fitted like the
    /// others. With two lists they never do.
    #[must_use]
    pub fn contradicts(&self, assumed: &Assumed) -> bool {
        self.free.is_some_and(|free| assumed.deviance > free + WORSE)
    }
}

/// A deviance that is higher by more than this speaks against an assumption: about the 95 per cent point of chi-square with one
/// degree of freedom.
const WORSE: f64 = 4.0;

/// The total under one assumption.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Assumed {
    /// Odds ratio of the two lists: 1 for independent ones, more where one leads to the other.
    pub odds_ratio: f64,
    /// How many in all.
    pub point: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Deviance of the fit; see [`Dependence::contradicts`].
    pub deviance: f64,
}

/// The total against the dependence of two lists, held at each of [`ODDS_RATIOS`] in place of what `model` says of it, for the pair by
/// which the total moves most. `None` where no pair can be held so. `level` in (0, 1).
#[must_use]
pub fn dependence(table: &OverlapTable, model: &Model, level: f64) -> Option<Dependence> {
    let cells = Cells::new(table);
    let of_pair = |pair: u32| {
        let rest = model.without(pair).ok()?;
        let of_ratio = |&odds_ratio: &f64| {
            let fit = cells.fit_held(&rest, &[(pair, odds_ratio.ln())]).ok()?;
            let (low, high) = fit.wald(level);
            Some(Assumed { odds_ratio, point: fit.total(), low, high, deviance: fit.deviance })
        };
        let assumed: Vec<Assumed> = ODDS_RATIOS.iter().filter_map(of_ratio).collect();
        let with = [rest.generators(), &[pair]].concat();
        let free = Model::new(model.lists(), &with).and_then(|model| cells.fit(&model)).ok();
        let names = table.lists().iter().enumerate().filter(|(i, _)| pair >> i & 1 == 1);
        let mut names = names.map(|(_, name)| name.clone());
        Some(Dependence {
            lists: [names.next()?, names.next()?],
            model: rest.in_names(table.lists()),
            free: free.map(|fit| fit.deviance),
            assumed,
        })
    };
    let moves = |d: &Dependence| {
        let points = || d.assumed.iter().map(|a| a.point);
        points().fold(0.0, f64::max) / points().fold(f64::INFINITY, f64::min)
    };
    // The first of those by which it moves alike.
    let each = pairs(table.lists().len()).filter_map(of_pair).filter(|d| d.assumed.len() > 1);
    each.fold(None, |most: Option<Dependence>, d| match most {
        Some(most) if moves(&most) >= moves(&d) => Some(most),
        _ => Some(d),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_are_as_many_times_more_unseen_as_the_odds_ratio_says() {
        let two = OverlapTable::numbered(2, &[(1, 400), (2, 300), (3, 120)]);
        let found = dependence(&two, &Model::independence(2).unwrap(), 0.95).unwrap();
        assert_eq!(found.assumed.len(), ODDS_RATIOS.len());
        for a in found.assumed {
            // n0 = n1 n2 / m times the odds ratio, by its definition.
            let unseen = 400.0 * 300.0 / 120.0 * a.odds_ratio;
            assert!(
                (a.point - 820.0 - unseen).abs() < 1e-6 * unseen && a.low < a.point && a.point < a.high,
                "{a:?}"
            );
            assert!(a.deviance.abs() < 1e-9);
        }
    }

    #[test]
    fn the_odds_ratio_that_made_the_table_fits_best() {
        // Three lists, of which the first two depend with an odds ratio of 3.
        let three = OverlapTable::numbered(
            3,
            &[(1, 600), (2, 500), (4, 800), (3, 300), (5, 240), (6, 200), (7, 120)],
        );
        let independence = Model::independence(3).unwrap();
        let at = |odds: f64| Cells::new(&three).fit_held(&independence, &[(0b11, odds.ln())]).unwrap();
        let free = Cells::new(&three).fit(&Model::parse("[12]", 3).unwrap()).unwrap();
        let deviances: Vec<f64> = ODDS_RATIOS.iter().map(|o| at(*o).deviance).collect();
        assert!(deviances.iter().all(|d| *d >= free.deviance - 1e-9));
        let found = dependence(&three, &free.model, 0.95).unwrap();
        let (first, last) = (found.assumed[0].point, found.assumed[ODDS_RATIOS.len() - 1].point);
        assert!(first < last, "{found:?}");
    }
}
