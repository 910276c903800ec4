//! Which models to fit: all of them for few lists, a search among pairs for many.

use std::collections::BTreeMap;

use crate::distribution::{poisson_at_least, poisson_at_most};
use crate::loglinear::{Cells, Fit, Model, superset_sums};
use crate::{Error, OverlapTable};

/// Up to this many lists every hierarchical model is fitted; with five there would be thousands.
pub const ALL_MODELS_UP_TO: usize = 4;

/// Chan, Silverman & Vincent (2021) add a pair while its probability under the model without it is below this.
pub const STEPWISE_P: f64 = 0.02;

/// Models whose BIC exceeds the best by more than this have no support worth the name: Raftery (1995) calls such evidence very
/// strong, a ratio of 1 to 150.
pub const BIC_WINDOW: f64 = 10.0;

/// The search among pairs fits no more models than this, nor more cells than the next constant: it goes best first, so what it
/// leaves out is the least likely.
const MOST_FITS: usize = 3_000;
const MOST_CELLS: usize = 400_000;

/// Every hierarchical model of 2 to 4 lists, with dependences among up to all but one of the lists: 1, 8 or 113 of them,
/// independence first. Refused for more lists.
pub fn hierarchical(lists: usize) -> Result<Vec<Model>, Error> {
    if !(2..=ALL_MODELS_UP_TO).contains(&lists) {
        return Err(Error::Lists { found: lists });
    }
    let triples: Vec<u32> =
        (0..1u32 << lists).filter(|m| m.count_ones() == 3 && m.count_ones() < lists as u32).collect();
    let mut models = Vec::new();
    // A model is a set of triples, and a set of the pairs not within one of them.
    for choice in 0u32..1 << triples.len() {
        let chosen: Vec<u32> =
            triples.iter().enumerate().filter(|(i, _)| choice >> i & 1 == 1).map(|(_, &t)| t).collect();
        let left: Vec<u32> =
            pairs(lists).filter(|pair| (lists > 2) && !chosen.iter().any(|t| t & pair == *pair)).collect();
        for extra in 0u32..1 << left.len() {
            let more = left.iter().enumerate().filter(|(i, _)| extra >> i & 1 == 1).map(|(_, &p)| p);
            let generators: Vec<u32> = chosen.iter().copied().chain(more).collect();
            models.push(Model::new(lists, &generators)?);
        }
    }
    models.sort_by_cached_key(|m| (m.terms().len(), m.generators().to_vec()));
    Ok(models)
}

/// The models worth weighing, fitted and sorted from the best BIC on. Models that the data cannot fit are left out.
/// Up to four lists: all hierarchical models. Five and more: models of pairs alone, found by a search that starts from
/// independence and from the stepwise choice and goes on, best first, from every model within [`BIC_WINDOW`] of the best.
#[must_use]
pub fn candidates(table: &OverlapTable) -> Vec<Fit> {
    let lists = table.lists().len();
    let cells = Cells::new(table);
    let mut fits = match hierarchical(lists) {
        Ok(models) => models.iter().filter_map(|model| cells.fit(model).ok()).collect(),
        Err(_) => search(table, &cells),
    };
    fits.sort_by(|a, b| a.bic.total_cmp(&b.bic).then_with(|| a.model.cmp(&b.model)));
    fits
}

/// Those of the fits, sorted by BIC as [`candidates`] gives them, that are within [`BIC_WINDOW`] of the best.
#[must_use]
pub fn supported(fits: &[Fit]) -> &[Fit] {
    let best = fits.first().map_or(f64::NAN, |fit| fit.bic);
    let end = fits.iter().position(|fit| fit.bic > best + BIC_WINDOW).unwrap_or(fits.len());
    fits.get(..end).unwrap_or_default()
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

    #[test]
    fn all_hierarchical_models_are_found_once() {
        assert_eq!(hierarchical(2).unwrap().len(), 1);
        assert_eq!(hierarchical(3).unwrap().len(), 8);
        assert_eq!(hierarchical(4).unwrap().len(), 113);
        assert!(hierarchical(5).is_err());
        assert_eq!(hierarchical(4).unwrap()[0].to_string(), "[]");
    }
}
