//! The published default: what is weighed, what is refused, and what is said.

use crate::alternatives::{alternatives, lower_bound, pair_range};
use crate::design::FEWER_THAN_TWO;
use crate::loglinear::Fit;
use crate::mixture::Spread;
use crate::outcome::Plan;
use crate::select::{self, ALL_MODELS_UP_TO, BIC_WINDOW};
use crate::{Alternative, Lineage, Outcome, OverlapTable, Supported};

/// Level of all intervals: the convention of the field.
pub const LEVEL: f64 = 0.95;

/// With fewer people on two or more lists than this there is no estimate: each match then moves those unseen by a tenth or
/// more, so that one mistaken match decides the result. (Robson & Regier 1964 ask for seven against bias alone.)
pub const FEWEST_SEEN_TWICE: u64 = 10;

/// Where the models with support differ in their totals by more than this factor, the data do not choose between answers that
/// mean different things, and no single number is given.
pub const MOST_DISAGREEMENT: f64 = 2.0;

/// An interval whose ends differ by more than this factor says so little that its middle would be read for more than it is.
pub const WIDEST: f64 = 10.0;

/// A best model that fits worse than this probability is wrong in a way its interval does not show. Strict, because with
/// thousands of people small and harmless departures are found too.
pub const POOR_FIT: f64 = 0.001;

/// Estimates how many there are in all, listed and unlisted, from lists that may overlap.
///
/// Up to four lists all hierarchical log-linear models are weighed by BIC, for five and more those of pairs that a search
/// finds; the point is the median of the mixture, and the interval its central 95 per cent, or those of all models weighed by
/// AIC where they reach further, so that it carries the doubt between models. Where the data do not support a number the outcome is the refusal, with its reason. See
/// `docs/estimation.md`. The same table and lineage give the same outcome; the order of the lists does not matter.
#[must_use]
pub fn estimate(table: &OverlapTable, lineage: &Lineage) -> Outcome {
    let refuse = |reason: String| Outcome::NotIdentified { reason, alternatives: vec![], lower_bound: None };
    let used = match lineage.apply(table) {
        Ok(Some(used)) => used,
        Ok(None) => {
            return refuse(FEWER_THAN_TWO.to_owned());
        }
        Err(error) => {
            return refuse(format!("what was said of how the lists came about cannot be used: {error}"));
        }
    };
    weigh(table, lineage, &used, &select::candidates(&used))
}

/// What the fits of [`select::candidates`] say together; `used` is what the lineage leaves of the table.
pub(crate) fn weigh(table: &OverlapTable, lineage: &Lineage, used: &OverlapTable, fits: &[Fit]) -> Outcome {
    let documented = table.n() as f64;
    let lower_bound = lower_bound(used, documented);
    let lists = used.lists().len();
    if lists == 2 {
        return two_lists(used, lower_bound);
    }
    let alternatives = alternatives(used, fits);
    let refuse = |reason: String| Outcome::NotIdentified {
        reason,
        alternatives: alternatives.clone(),
        lower_bound: lower_bound.clone(),
    };
    if let Some(reason) = too_little_overlap(used) {
        return refuse(reason);
    }
    let (Some(best), Some(spread)) = (fits.first(), Spread::of(fits)) else {
        return refuse(
            "no model of the lists can be fitted: too many of the overlaps that it would need are empty"
                .to_owned(),
        );
    };
    let support = select::supported(fits);
    if best.fit_p() < POOR_FIT {
        return refuse(format!(
            "the best of the {} models compared does not fit the overlaps (probability {:.1e} of so poor a fit by chance); \
             people probably differ in ways the lists do not show, and a number from a model that is wrong would mislead. \
             Estimating each region or period by itself may help",
            fits.len(),
            best.fit_p()
        ));
    }
    let totals = || support.iter().map(Fit::total);
    let (least, most) = (totals().fold(f64::INFINITY, f64::min), totals().fold(0.0, f64::max));
    if most > MOST_DISAGREEMENT * least {
        return refuse(format!(
            "models that explain the overlaps about equally well put the total anywhere between {} and {}: the lists do \
             not say which is right, so no single number is given",
            thousands(least),
            thousands(most)
        ));
    }
    let at = |p: f64| used.n() as f64 + spread.quantile(p);
    let (point, high) = (at(0.5), at(0.5 + 0.5 * LEVEL));
    let low = at(0.5 - 0.5 * LEVEL).max(documented);
    if !high.is_finite() || high > WIDEST * low {
        return refuse(
            "the interval would reach over more than a factor of ten: the lists overlap too little to say more than the \
             documented minimum"
                .to_owned(),
        );
    }
    if point < documented {
        return refuse(format!(
            "the lists that cover everything point to {} people, fewer than the {} that are documented with the lists left \
             out; one of them must cover more, or less, than was said",
            thousands(point),
            thousands(documented)
        ));
    }
    let supported = |(fit, weight): (&Fit, f64)| Supported {
        model: fit.model.clone(),
        name: fit.model.in_names(used.lists()),
        weight,
        point: fit.total(),
        se_log: fit.se_log,
        fit_p: fit.fit_p(),
    };
    Outcome::Identified {
        point,
        low,
        high,
        level: LEVEL,
        method: method(lists, support.len()),
        model: best.model.in_names(used.lists()),
        models: fits.len(),
        assumption: assumption(best, support.len()),
        alternatives,
        lower_bound,
        support: support.iter().zip(spread.by_bic.weights()).map(supported).collect(),
        plan: Box::new(Plan {
            lists: table.lists().to_vec(),
            lineage: lineage.clone(),
            models: support.iter().map(|fit| fit.model.clone()).collect(),
        }),
    }
}

fn two_lists(used: &OverlapTable, lower_bound: Option<Alternative>) -> Outcome {
    let alternatives = pair_range(used);
    let reason = "there are only two independent lists, and two lists cannot show whether being on one makes it likelier to be \
                  on the other; the documented number stands as the minimum, and the two-list figure is right only if the \
                  lists are independent of each other (too low if they share informants or areas)";
    Outcome::NotIdentified { reason: reason.to_owned(), alternatives, lower_bound }
}

/// Why the lists overlap too little for any model, if they do.
pub(crate) fn too_little_overlap(used: &OverlapTable) -> Option<String> {
    let twice = used.seen_twice();
    if twice < FEWEST_SEEN_TWICE {
        return Some(format!(
            "only {twice} people are on two lists or more, fewer than {FEWEST_SEEN_TWICE}: a single mistaken match would \
             decide the result"
        ));
    }
    let lists = used.lists().len();
    let meet = |i, j| used.overlap(i, j) > 0;
    let triple = (0..lists)
        .any(|i| (i + 1..lists).any(|j| meet(i, j) && (j + 1..lists).any(|k| meet(i, k) && meet(j, k))));
    (!triple).then(|| {
        "no three of the lists have people in common two by two; dependence between lists then cannot be told from people \
         whom no list saw (Chan, Silverman & Vincent 2021)"
            .to_owned()
    })
}

fn method(lists: usize, weighed: usize) -> String {
    let among =
        if lists <= ALL_MODELS_UP_TO { "all hierarchical models" } else { "models of dependent pairs" };
    format!(
        "log-linear capture-recapture on {lists} lists; {among} compared, the {weighed} within {BIC_WINDOW} BIC of the best \
         weighed by BIC; median of the weighed estimates, and their central 95 per cent, widened to those by AIC"
    )
}

fn assumption(best: &Fit, weighed: usize) -> String {
    let tested = if best.df == 0 {
        " The best model uses up all the overlaps, so that its fit could not be tested."
    } else {
        ""
    };
    format!(
        "The number holds if each victim could have come on every list, if records of one person were matched, and if the lists \
         depend on each other only as in one of the {weighed} models weighed. Dependence of all lists at once cannot be seen in \
         the data: if some victims tend to be missed by every list, the true number is higher than stated.{tested}"
    )
}

/// A number of people, with commas.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str, lineage: &Lineage) -> String {
        match estimate(&OverlapTable::from_csv(text.as_bytes()).unwrap(), lineage) {
            Outcome::NotIdentified { reason, .. } => reason,
            identified => panic!("{identified:?}"),
        }
    }

    #[test]
    fn refusals_say_why() {
        let none = Lineage::default();
        assert!(reason("a,b,count\n1,0,40\n0,1,30\n1,1,12\n", &none).contains("only two independent lists"));
        let three = "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,3\n";
        let copies = Lineage { derived: vec![(0, 1)], partial: vec![2] };
        assert!(reason(three, &copies).contains("fewer than two"));
        let wrong = Lineage { derived: vec![(0, 7)], partial: vec![] };
        assert!(reason(three, &wrong).contains("list number 7"));
        assert!(
            reason("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,4\n0,1,1,3\n1,0,1,1\n", &none)
                .contains("only 8")
        );
        assert!(
            reason("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,14\n0,1,1,9\n", &none)
                .contains("two by two")
        );
    }

    #[test]
    fn two_lists_keep_their_figure_as_an_alternative() {
        let t = OverlapTable::from_csv("a,b,count\n1,0,40\n0,1,30\n1,1,12\n".as_bytes()).unwrap();
        let Outcome::NotIdentified { alternatives, .. } = estimate(&t, &Lineage::default()) else { panic!() };
        assert_eq!(alternatives.len(), 1);
        assert!((alternatives[0].point - (53.0 * 43.0 / 13.0 - 1.0)).abs() < 1e-9);
    }

    #[test]
    fn numbers_are_written_with_commas() {
        assert_eq!([7.0, 999.6, 12_345.0, 1_234_567.0].map(thousands), ["7", "1,000", "12,345", "1,234,567"]);
    }
}
