//! What stands beside an estimate, to show how much it hangs on the choice of method, model and lists.

use crate::interval::{self, Likelihood};
use crate::loglinear::{Cells, Fit, Model};
use crate::select::{self, STEPWISE_P};
use crate::{Alternative, LEVEL, OverlapTable, chao, sensitivity, two_list};

/// With more lists than this the alternatives do not leave out each list in turn: it would take longer than the estimate.
const MOST_LEFT_OUT: usize = 10;

/// The lower bound, floored at those documented; `None` where there is none.
pub(crate) fn lower_bound(used: &OverlapTable, documented: f64) -> Option<Alternative> {
    let (name, point, (low, high)) = match chao::mth(used) {
        Ok(bound) => ("Chao's lower bound (lists of unequal size)", bound.point, bound.interval(LEVEL)),
        Err(_) => return None,
    };
    Some(Alternative {
        name: name.to_owned(),
        point: point.max(documented),
        low: low.max(documented),
        high: high.max(documented),
    })
}

/// What else might be said, to show how much the answer hangs on the choice.
pub(crate) fn alternatives(used: &OverlapTable, fits: &[Fit]) -> Vec<Alternative> {
    let names = used.lists();
    let of = |label: &str, fit: &Fit| {
        let (low, high) = fit.wald(LEVEL);
        let name = format!("{label}: {}", fit.model.in_names(names));
        Alternative { name, point: fit.total(), low, high }
    };
    let mut all = Vec::new();
    all.extend(fits.first().map(|fit| of("best model by BIC alone", fit)));
    all.extend(
        fits.iter().min_by(|a, b| a.aic.total_cmp(&b.aic)).map(|fit| of("best model by AIC alone", fit)),
    );
    all.extend(select::stepwise(used, STEPWISE_P).ok().map(|fit| of("stepwise choice of pairs", &fit)));
    let independent = fits.iter().find(|fit| fit.model.generators().is_empty());
    all.extend(independent.map(|fit| of("if all lists were independent", fit)));
    let each = if names.len() <= MOST_LEFT_OUT { sensitivity::drop_each(used, LEVEL) } else { vec![] };
    for without in each {
        all.extend(without.estimate.map(|(point, low, high)| Alternative {
            name: format!("without {}", without.name),
            point,
            low,
            high,
        }));
    }
    all.extend(pair_range(used));
    all
}

/// The intervals of one model from its likelihood; its Wald interval is that which is stated with it.
pub(crate) fn of_model(used: &OverlapTable, model: &Model) -> Vec<Alternative> {
    let Ok(fit) = Cells::new(used).fit(model) else { return Vec::new() };
    let of = |(likelihood, name): (Likelihood, &str)| {
        let found = interval::profile(used, &fit, likelihood, LEVEL).ok()?;
        let name = format!("the model asked for, {name}");
        Some(Alternative { name, point: found.mode, low: found.low, high: found.high })
    };
    let likelihoods = [
        (Likelihood::Poisson, "profile of its Poisson likelihood"),
        (Likelihood::Multinomial, "profile of its multinomial likelihood"),
        (Likelihood::Cormack, "Cormack's profile"),
    ];
    likelihoods.into_iter().filter_map(of).collect()
}

/// Chapman's estimates from the pair of lists that gives the least, and from the pair that gives the most.
pub(crate) fn pair_range(used: &OverlapTable) -> Vec<Alternative> {
    let mut pairs = two_list::every_pair(used, LEVEL);
    pairs.retain(|&(i, j, _)| used.overlap(i, j) > 0);
    pairs.sort_by(|a, b| a.2.point.total_cmp(&b.2.point));
    let name = |i: usize| used.lists().get(i).map_or("", String::as_str);
    let mut ends: Vec<Alternative> = pairs
        .iter()
        .map(|&(i, j, e)| Alternative {
            name: format!("two lists alone (Chapman): {} and {}", name(i), name(j)),
            point: e.point,
            low: e.low,
            high: e.high,
        })
        .collect();
    if ends.len() > 2 {
        ends.drain(1..ends.len() - 1);
    }
    ends
}
