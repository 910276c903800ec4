//! Doubt in the matching of records, carried through every method: the tables of equally likely matchings go through it, and
//! what it says of each is mixed in equal parts.
//!
//! The mixture is the posterior over matchings and totals, if the method's own distribution is one for each table. Rubin's rules
//! ([`combine_draws`](crate::combine_draws)) approximate it by a log-normal; the share of the variance that lies between the
//! tables is taken as there.

use rayon::prelude::*;

use super::Answer;
use super::ask::parts;
use crate::graphical::{self, Graph};
use crate::latent_class::{self, diagnostics};
use crate::loglinear::{Cells, Fit, Model};
use crate::mixture::{Spread, UNSEEN_FLOOR};
use crate::{Error, OverlapTable};

/// How a method is asked again of another table of the same lists.
pub(super) enum Again {
    /// By these log-linear models, weighed anew.
    Models(Vec<Model>),
    /// By these graphs, averaged anew.
    Graphs(Vec<Graph>, graphical::Options),
    /// By chains that are run anew, and are shorter: that they agree was seen on the table itself.
    Classes(latent_class::Options),
}

/// If a method gives no number for more than this share of the matchings, it gives none at all.
const MOST_FAILED: f64 = 0.1;

/// How many totals stand for what a method says of one table.
const EACH: usize = 400;

/// An answer with the doubt in matching, given the tables of equally likely matchings.
pub(super) fn carried(answer: Answer, again: &Again, drawn: &[OverlapTable]) -> Answer {
    if drawn.is_empty() {
        return answer;
    }
    let drawn: Vec<&OverlapTable> = drawn.iter().step_by(again.every()).collect();
    // Where little is in doubt, many matchings give the same table.
    let mut distinct: Vec<(&OverlapTable, usize)> = Vec::new();
    for &table in &drawn {
        match distinct.iter_mut().find(|(known, _)| *known == table) {
            Some((_, times)) => *times += 1,
            None => distinct.push((table, 1)),
        }
    }
    let said: Vec<(Option<Said>, usize)> =
        distinct.into_par_iter().map(|(table, times)| (again.of(table).ok().flatten(), times)).collect();
    let failed: usize = said.iter().filter(|(said, _)| said.is_none()).map(|(_, times)| times).sum();
    let said: Vec<&Said> =
        said.iter().flat_map(|(said, times)| std::iter::repeat_n(said, *times)).flatten().collect();
    if said.is_empty() || failed as f64 > MOST_FAILED * drawn.len() as f64 {
        let mut answer = answer;
        answer.object(&format!(
            "matching is in doubt, and for {failed} of {} credible ways to match the records it gives no number",
            drawn.len()
        ));
        return answer;
    }
    let mixed = [said.iter().flat_map(|said| said.totals.iter().copied()).collect::<Vec<f64>>()];
    let [low, point, high] = [0.025, 0.5, 0.975].map(|p| diagnostics::quantile(&mixed, p));
    let has_moments = answer.mean.is_some();
    let matching = Some(between(&said));
    let answer = Answer {
        mean: has_moments.then(|| diagnostics::mean(&mixed)),
        sd: has_moments.then(|| diagnostics::sd(&mixed)),
        matching,
        ..answer.numbers((point, low, high))
    };
    let [likely] = mixed;
    Answer { likely, ..answer }
}

/// What a method says of one table.
struct Said {
    /// Totals that are equally likely.
    totals: Vec<f64>,
    /// Mean and variance of the logarithm of those unlisted.
    log: (f64, f64),
    /// Variance of that mean that is due to the number of draws of the chains.
    noise: f64,
}

impl Said {
    /// `worth`: so many independent draws the totals are worth; infinite where they are exact.
    fn new(listed: f64, totals: &[f64], worth: f64) -> Said {
        let totals = [totals];
        let totals: Vec<f64> =
            (0..EACH).map(|i| diagnostics::quantile(&totals, (i as f64 + 0.5) / EACH as f64)).collect();
        let logs = [totals.iter().map(|total| (total - listed).max(UNSEEN_FLOOR).ln()).collect::<Vec<f64>>()];
        let variance = diagnostics::sd(&logs).powi(2);
        Said { totals, log: (diagnostics::mean(&logs), variance), noise: variance / worth.max(1.0) }
    }
}

/// The share of the variance of the logarithm of those unlisted that lies between the tables (Rubin 1987, ch. 3), less what only
/// the chains' number of draws puts there.
fn between(said: &[&Said]) -> f64 {
    let count = said.len() as f64;
    let mean = said.iter().map(|said| said.log.0).sum::<f64>() / count;
    let within = said.iter().map(|said| said.log.1).sum::<f64>() / count;
    let spread = said.iter().map(|said| (said.log.0 - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    let noise = said.iter().map(|said| said.noise).sum::<f64>() / count;
    let between = (1.0 + 1.0 / count) * (spread - noise);
    if between > 0.0 { between / (within + between) } else { 0.0 }
}

impl Again {
    /// Every how many matchings are asked: chains take a hundred times as long as the rest, and their own spread is wide beside
    /// what the matching adds, so that fewer show it.
    fn every(&self) -> usize {
        if matches!(self, Again::Classes(_)) { 4 } else { 1 }
    }

    /// What the method says of a table; `None` where it gives no number.
    fn of(&self, table: &OverlapTable) -> Result<Option<Said>, Error> {
        let listed = table.n() as f64;
        let mut worth = f64::INFINITY;
        let totals = match self {
            Again::Models(models) => {
                let cells = Cells::new(table);
                let fits: Vec<Fit> = models.iter().filter_map(|model| cells.fit(model).ok()).collect();
                let Some(spread) = Spread::of(&fits) else { return Ok(None) };
                spread.parts(EACH).into_iter().map(|unseen| listed + unseen).collect()
            }
            Again::Graphs(graphs, options) => {
                let found = graphical::average_over(table, options, |_| graphs.clone())?;
                parts(EACH, |p| found.posterior.quantile(p) as f64)
            }
            Again::Classes(options) => {
                let found = latent_class::latent_classes(table, &shorter(options))?;
                worth = found.total.ess_bulk;
                found.unlisted.iter().flatten().map(|unlisted| listed + unlisted).collect()
            }
        };
        let sound = !totals.is_empty() && totals.iter().all(|total| total.is_finite());
        Ok(sound.then(|| Said::new(listed, &totals, worth)))
    }
}

/// Chains that show where the posterior of a table lies that differs little from one on which longer ones agreed.
fn shorter(options: &latent_class::Options) -> latent_class::Options {
    let (warm_up, sweeps) = ((options.warm_up / 10).max(500), (options.sweeps / 10).max(1_000));
    latent_class::Options { chains: 2, warm_up, sweeps, thin: 1, longest: 1, ..options.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::{Method, Settings, methods, over_matchings};
    use super::*;

    const COUNTS: [(u32, u64); 7] = [(1, 600), (2, 500), (4, 800), (3, 120), (5, 200), (6, 160), (7, 40)];

    /// Twenty tables in which so many more or fewer of two lists' people are matched.
    fn drawn(step: u64) -> Vec<OverlapTable> {
        let of = |draw: u64| {
            let matched = (draw % 5) * step;
            let moved = |(pattern, count): (u32, u64)| match pattern {
                1 | 2 => (pattern, count + 2 * step - matched),
                3 => (pattern, count + matched - 2 * step),
                _ => (pattern, count),
            };
            OverlapTable::numbered(3, &COUNTS.map(moved))
        };
        (0..20).map(of).collect()
    }

    fn asked(method: Method, drawn: &[OverlapTable]) -> Answer {
        let mut settings = Settings { methods: vec![method], ..Settings::default() };
        settings.latent_class.sweeps = 20_000;
        over_matchings(&OverlapTable::numbered(3, &COUNTS), drawn, &settings).unwrap().methods.remove(0)
    }

    #[test]
    fn doubt_in_matching_widens_every_method_and_its_share_is_stated() {
        for method in [Method::LogLinear, Method::Graphical, Method::LatentClass] {
            let width = |answer: &Answer| answer.high.unwrap() - answer.low.unwrap();
            let sure = asked(method, &[]);
            assert!(sure.matching.is_none());
            let (little, much) = (asked(method, &drawn(1)), asked(method, &drawn(20)));
            assert!(width(&much) > 1.1 * width(&sure), "{method}: {much:?}");
            assert!(little.matching.unwrap() < 0.1, "{method}: {:?}", little.matching);
            assert!(much.matching.unwrap() > 0.2 && much.matching.unwrap() < 1.0, "{:?}", much.matching);
        }
    }

    #[test]
    fn one_matching_alone_changes_nothing_but_the_parts() {
        for method in [Method::LogLinear, Method::Graphical] {
            let (sure, same) = (asked(method, &[]), asked(method, &drawn(0)));
            assert!(same.matching.unwrap() < 1e-9);
            for end in [|a: &Answer| a.low, |a: &Answer| a.point, |a: &Answer| a.high] {
                let (sure, same) = (end(&sure).unwrap(), end(&same).unwrap());
                // Where the two halves of the log-linear models do not meet, the middle is read off between them.
                assert!((same / sure - 1.0).abs() < 4e-3, "{method}: {sure} {same}");
            }
        }
    }

    #[test]
    fn matchings_that_give_no_number_are_said() {
        // In half of the matchings nobody is on two lists.
        let apart = OverlapTable::numbered(3, &[(1, 900), (2, 800), (4, 1000)]);
        let mut tables = drawn(1);
        tables.iter_mut().step_by(2).for_each(|table| *table = apart.clone());
        let answer = asked(Method::LogLinear, &tables);
        assert!(!answer.reliable && answer.reasons[0].contains("for 10 of 20"), "{answer:?}");
        let sound = methods(&OverlapTable::numbered(3, &COUNTS), &Settings::default()).unwrap();
        assert!(sound.methods.iter().all(|answer| answer.matching.is_none()));
    }
}
