//! Which models there are, and which of them to fit: all for few lists, a search among pairs for many.

use std::collections::BTreeMap;

use crate::distribution::{poisson_at_least, poisson_at_most};
use crate::loglinear::{Cells, Fit, Model, superset_sums};
use crate::{Error, OverlapTable};

/// Up to this many lists [`candidates`] fits every hierarchical model; with five there would be thousands.
pub const ALL_MODELS_UP_TO: usize = 4;

/// Up to this many lists [`hierarchical`] names every model; of six there are 7,785,061.
pub const HIERARCHICAL_UP_TO: usize = 5;

/// Up to this many lists [`pairwise`] names every model; of seven there would be two million.
pub const PAIRWISE_UP_TO: usize = 6;

/// Chan, Silverman & Vincent (2021) add a pair while its probability under the model without it is below this.
pub const STEPWISE_P: f64 = 0.02;

/// Models whose BIC exceeds the best by more than this have no support worth the name: Raftery (1995) calls such evidence very
/// strong, a ratio of 1 to 150.
pub const BIC_WINDOW: f64 = 10.0;

/// The search among pairs fits no more models than this, nor more cells than the next constant: it goes best first, so what it
/// leaves out is the least likely.
const MOST_FITS: usize = 3_000;
const MOST_CELLS: usize = 400_000;

/// Every hierarchical model of 2 to 5 lists, with dependences among up to all but one of the lists: 1, 8, 113 or 6,893 of them,
/// independence first, smaller models before larger. Refused for more lists.
pub fn hierarchical(lists: usize) -> Result<Vec<Model>, Error> {
    if !(2..=HIERARCHICAL_UP_TO).contains(&lists) {
        return Err(Error::Lists { found: lists });
    }
    let mut terms: Vec<u32> = (1..(1u32 << lists) - 1).filter(|t| t.count_ones() > 1).collect();
    terms.sort_unstable_by_key(|t| t.count_ones());
    // A model is the set of its terms, bit t standing for term t. Smaller terms come first, so that a larger one can join
    // exactly those sets that hold all it contains.
    let mut sets = vec![(0..lists).fold(0u32, |set, i| set | 1 << (1u32 << i))];
    for term in terms {
        let below = (0..lists).filter(|i| term >> i & 1 == 1).fold(0u32, |set, i| set | 1 << (term ^ 1 << i));
        let joined: Vec<u32> =
            sets.iter().filter(|&set| set & below == below).map(|set| set | 1 << term).collect();
        sets.extend(joined);
    }
    let members = |set: u32| (0..32).filter(|t| set >> t & 1 == 1).collect::<Vec<u32>>();
    let mut models = sets
        .into_iter()
        .map(|set| Model::new(lists, &members(set)))
        .collect::<Result<Vec<Model>, Error>>()?;
    models.sort_by_cached_key(|m| (m.terms().len(), m.generators().to_vec()));
    Ok(models)
}

/// Every model of 2 to 6 lists in which lists depend on each other two by two and no more, one after another: 2^(J (J - 1) / 2)
/// of them for J lists, from 8 for three to 32,768 for six; for two lists only independence. Refused for more lists.
pub fn pairwise(lists: usize) -> Result<impl Iterator<Item = Model>, Error> {
    if !(2..=PAIRWISE_UP_TO).contains(&lists) {
        return Err(Error::Lists { found: lists });
    }
    let pairs: Vec<u32> = pairs(lists).filter(|_| lists > 2).collect();
    Ok((0u32..1 << pairs.len()).filter_map(move |choice| {
        let chosen = pairs.iter().enumerate().filter(|(i, _)| choice >> i & 1 == 1).map(|(_, &pair)| pair);
        Model::new(lists, &chosen.collect::<Vec<u32>>()).ok()
    }))
}

/// The models worth weighing, fitted and sorted from the best BIC on. Models that the data cannot fit are left out.
/// Up to four lists: all hierarchical models. Five and more: models of pairs alone, found by a search that starts from
/// independence and from the stepwise choice and goes on, best first, from every model within [`BIC_WINDOW`] of the best.
#[must_use]
pub fn candidates(table: &OverlapTable) -> Vec<Fit> {
    let lists = table.lists().len();
    let cells = Cells::new(table);
    let all = if lists <= ALL_MODELS_UP_TO { hierarchical(lists).ok() } else { None };
    let mut fits = match all {
        Some(models) => models.iter().filter_map(|model| cells.fit(model).ok()).collect(),
        None => search(table, &cells),
    };
    fits.sort_by(|a, b| a.bic.total_cmp(&b.bic).then_with(|| a.model.cmp(&b.model)));
    fits
}

/// The fit of the lowest BIC among `models`, the first of those equally low; `None` where none can be fitted. Gives what fitting
/// all would give, but passes over models that even a perfect fit would leave behind the best so far: quickest with small
/// models first, as [`hierarchical`] has them.
#[must_use]
pub fn best(table: &OverlapTable, models: &[Model]) -> Option<Fit> {
    let cells = Cells::new(table);
    let mut best: Option<Fit> = None;
    for model in models {
        let beaten = |best: &Fit| cells.least_bic(model) >= best.bic;
        if best.as_ref().is_some_and(beaten) {
            continue;
        }
        if let Ok(fit) = cells.fit(model)
            && best.as_ref().is_none_or(|best| fit.bic < best.bic)
        {
            best = Some(fit);
        }
    }
    best
}

/// Those of the fits, sorted by BIC as [`candidates`] gives them, that are within [`BIC_WINDOW`] of the best.
#[must_use]
pub fn supported(fits: &[Fit]) -> &[Fit] {
    let best = fits.first().map_or(f64::NAN, |fit| fit.bic);
    let end = fits.iter().position(|fit| fit.bic > best + BIC_WINDOW).unwrap_or(fits.len());
    fits.get(..end).unwrap_or_default()
}

/// Whether a fit's criterion exceeds the lowest of all by no more than [`BIC_WINDOW`]: the ratio of weights is the same for AIC.
fn window(fits: &[Fit], criterion: impl Fn(&Fit) -> f64) -> impl Fn(&Fit) -> bool {
    let most = fits.iter().map(&criterion).fold(f64::INFINITY, f64::min) + BIC_WINDOW;
    move |fit| criterion(fit) <= most
}

/// Those of the fits that are within the window of a criterion.
pub(crate) fn within(fits: &[Fit], criterion: impl Fn(&Fit) -> f64) -> Vec<&Fit> {
    let inside = window(fits, criterion);
    fits.iter().filter(|fit| inside(fit)).collect()
}

/// Those that the interval of an estimate rests on: within the window by BIC or by AIC.
pub(crate) fn weighed(fits: &[Fit]) -> Vec<Model> {
    let (by_bic, by_aic) = (window(fits, |fit| fit.bic), window(fits, |fit| fit.aic));
    fits.iter().filter(|fit| by_bic(fit) || by_aic(fit)).map(|fit| fit.model.clone()).collect()
}

/// Forward selection of pairs (Chan, Silverman & Vincent 2021): from independence, add the pair whose observed overlap is the
/// least likely under the model so far, while its Poisson tail is below `threshold` and a model with it can be fitted.
pub fn stepwise(table: &OverlapTable, threshold: f64) -> Result<Fit, Error> {
    let lists = table.lists().len();
    let cells = Cells::new(table);
    let mut fit = cells.fit(&Model::independence(lists)?)?;
    loop {
        let mut overlaps = fit.fitted.clone();
        superset_sums(&mut overlaps);
        let mut tails: Vec<(f64, u32)> = pairs(lists)
            .filter(|pair| !fit.model.generators().contains(pair))
            .map(|pair| {
                let seen = table.on_all(pair);
                let expected = overlaps[pair as usize];
                (poisson_at_most(seen, expected).min(poisson_at_least(seen, expected)), pair)
            })
            .filter(|(p, _)| *p < threshold)
            .collect();
        tails.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let next = tails.into_iter().find_map(|(_, pair)| {
            let mut chosen = fit.model.generators().to_vec();
            chosen.push(pair);
            cells.fit(&Model::new(lists, &chosen).ok()?).ok()
        });
        match next {
            Some(better) => fit = better,
            None => return Ok(fit),
        }
    }
}

/// Best-first search among the models of pairs.
fn search(table: &OverlapTable, cells: &Cells) -> Vec<Fit> {
    let lists = table.lists().len();
    // Every model tried, by its pairs; None where the data cannot fit it.
    let mut tried: BTreeMap<Vec<u32>, Option<Fit>> = BTreeMap::new();
    let mut open: Vec<(f64, Vec<u32>)> = Vec::new();
    let mut best = f64::INFINITY;
    let budget = MOST_FITS.min(MOST_CELLS >> lists);
    let start = stepwise(table, STEPWISE_P).map(|fit| fit.model.generators().to_vec());
    let mut todo = vec![Vec::new()];
    todo.extend(start);
    loop {
        for mut chosen in todo.drain(..) {
            chosen.sort_unstable();
            if tried.contains_key(&chosen) {
                continue;
            }
            let fit = Model::new(lists, &chosen).ok().and_then(|model| cells.fit(&model).ok());
            if let Some(fit) = &fit {
                best = best.min(fit.bic);
                open.push((fit.bic, chosen.clone()));
            }
            tried.insert(chosen, fit);
        }
        let next = (0..open.len()).min_by(|&a, &b| open[a].0.total_cmp(&open[b].0));
        let Some((bic, chosen)) = next.map(|i| open.swap_remove(i)) else {
            break;
        };
        if bic > best + BIC_WINDOW || tried.len() >= budget {
            break;
        }
        todo.extend(pairs(lists).map(|pair| {
            let mut other = chosen.clone();
            match other.iter().position(|&p| p == pair) {
                Some(i) => drop(other.remove(i)),
                None => other.push(pair),
            }
            other
        }));
    }
    tried.into_values().flatten().collect()
}

/// The pairs of lists, as masks.
pub(crate) fn pairs(lists: usize) -> impl Iterator<Item = u32> {
    (0..lists).flat_map(move |i| (i + 1..lists).map(move |j| 1 << i | 1 << j))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many monotone functions there are of 0, 1, ..., 5 variables (Dedekind 1897), counted one by one up to four. A
    /// function of five is two of four, one below the other.
    fn monotone() -> Vec<usize> {
        let functions = |variables: u32| -> Vec<u32> {
            let points = 1u32 << variables;
            let rises = |f: &u32| {
                (0..points).all(|x| f >> x & 1 == 0 || (0..variables).all(|i| f >> (x | 1 << i) & 1 == 1))
            };
            (0..1u32 << points).filter(rises).collect()
        };
        let mut counts: Vec<usize> = (0..=4).map(|variables| functions(variables).len()).collect();
        let four = functions(4);
        counts.push(four.iter().map(|f| four.iter().filter(|g| f & **g == *f).count()).sum());
        counts
    }

    #[test]
    fn all_hierarchical_models_are_found_once() {
        assert!(hierarchical(6).is_err() && hierarchical(1).is_err());
        let monotone = monotone();
        assert_eq!(monotone, [2, 3, 6, 20, 168, 7_581]);
        for (lists, number) in [(2usize, 1), (3, 8), (4, 113), (5, 6_893)] {
            let models = hierarchical(lists).unwrap();
            assert_eq!(models.len(), number);
            assert_eq!(models[0].to_string(), "[]");
            let mut once = models.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), number);
            // Sets of terms closed downwards are monotone functions; those that lack some list are taken off by inclusion and
            // exclusion, and the one with the dependence of all lists at once.
            let (mut count, mut choose, mut sign) = (0i64, 1, 1);
            for left in (0..=lists).rev() {
                count += sign * choose * monotone[left] as i64;
                choose = choose * left as i64 / (lists - left + 1) as i64;
                sign = -sign;
            }
            assert_eq!(number as i64, count - 1);
        }
    }

    #[test]
    fn all_models_of_pairs_are_named_once() {
        for (lists, number) in [(2, 1), (3, 8), (4, 64), (5, 1_024), (6, 32_768)] {
            let mut models: Vec<Model> = pairwise(lists).unwrap().collect();
            models.sort();
            models.dedup();
            assert_eq!(models.len(), number);
            assert!(models.iter().all(|m| m.generators().iter().all(|g| g.count_ones() == 2)));
        }
        assert!(pairwise(7).is_err());
    }
}
