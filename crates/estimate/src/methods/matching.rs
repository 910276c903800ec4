//! Doubt in the matching of records, carried through every method: the tables of equally likely matchings go through it, and
//! what it says of each is mixed in equal parts.
//!
//! The mixture is the posterior over matchings and totals, if the method's own distribution is one for each table. Rubin's rules
//! ([`combine_draws`](crate::combine_draws)) approximate it by a log-normal; the share of the variance that lies between the
//! tables is taken as there.

use rayon::prelude::*;

use super::Answer;
use super::ask::parts;
use crate::combine::{LogUnlisted, Pooled};
use crate::estimate::too_little_overlap;
use crate::graphical::{self, Graph};
use crate::latent_class::{self, FEWEST_DRAWS, MOST_RHAT, diagnostics};
use crate::loglinear::{Cells, Fit, Model};
use crate::mixture::Spread;
use crate::{Error, OverlapTable};

/// How a method is asked again of another table of the same lists.
pub(super) enum Again {
    /// By these log-linear models, weighed anew.
    Models(Vec<Model>),
    /// By these graphs, averaged anew.
    Graphs(Vec<Graph>, graphical::Options),
    /// By chains that are run anew and must agree as well, all together.
    Classes(latent_class::Options),
}

/// If a method gives no number for more than this share of the matchings, it gives none at all.
const MOST_FAILED: f64 = 0.1;

/// How many totals stand for what a method says of one table.
const EACH: usize = 400;

/// What one matching gives.
#[derive(PartialEq)]
pub(super) struct Drawn {
    /// People who are documented by it.
    pub(super) documented: f64,
    /// Its table of the lists used; `None` where nobody is on one.
    pub(super) used: Option<OverlapTable>,
}

/// An answer with the doubt in matching, given what equally likely matchings give.
pub(super) fn carried(answer: Answer, again: &Again, drawn: &[Drawn]) -> Answer {
    if drawn.is_empty() {
        return answer;
    }
    let drawn: Vec<&Drawn> = drawn.iter().step_by(again.every()).collect();
    // Where little is in doubt, many matchings give the same table.
    let mut distinct: Vec<&Drawn> = Vec::new();
    let mut which: Vec<usize> = Vec::new();
    for one in &drawn {
        let known = distinct.iter().position(|known| known == one);
        which.push(known.unwrap_or_else(|| {
            distinct.push(one);
            distinct.len() - 1
        }));
    }
    let mut length = 1;
    let (said, agreement) = loop {
        let of_each: Vec<Option<Said>> =
            distinct.par_iter().map(|one| again.of(one, length).ok().flatten()).collect();
        let said: Vec<Said> = which.iter().filter_map(|&at| of_each.get(at)?.clone()).collect();
        let agreement = Agreement::of(&said);
        if agreement.as_ref().is_none_or(Agreement::suffices) || length >= LONGEST {
            break (said, agreement);
        }
        length *= 2;
    };
    let failed = drawn.len() - said.len();
    let mut answer = answer;
    if said.is_empty() || failed as f64 > MOST_FAILED * drawn.len() as f64 {
        answer.object(&format!(
            "matching is in doubt, and for {failed} of {} credible ways to match the records it gives no number",
            drawn.len()
        ));
        return answer;
    }
    let mixed = [said.iter().flat_map(|said| said.totals.iter().copied()).collect::<Vec<f64>>()];
    let [low, point, high] = [0.025, 0.5, 0.975].map(|p| diagnostics::quantile(&mixed, p));
    let (has_moments, sd) = (answer.mean.is_some(), diagnostics::sd(&mixed));
    let by_best_matching = answer.point;
    answer = Answer {
        mean: has_moments.then(|| diagnostics::mean(&mixed)),
        sd: has_moments.then_some(sd),
        matching: Some(Pooled::of(&said.iter().map(|said| said.log).collect::<Vec<_>>()).share()),
        matchings: Some(said.len()),
        by_best_matching,
        ..answer.numbers((point, low, high))
    };
    if let Some(agreement) = agreement {
        (answer.rhat, answer.ess) = (Some(agreement.rhat), Some(agreement.ess));
        answer.mcse = Some(sd / agreement.ess.sqrt());
        if !agreement.suffices() {
            answer.object(&format!(
                "the chains on the drawn matchings do not agree: together their R-hat is {:.3} and they are worth {:.0} independent \
                 draws",
                agreement.rhat, agreement.ess
            ));
        }
    }
    let [likely] = mixed;
    Answer { likely, ..answer }
}

/// Whether the chains on all drawn tables, taken together, may be used: what is stated is their mixture.
struct Agreement {
    rhat: f64,
    ess: f64,
}

impl Agreement {
    /// `None` where there are no chains.
    fn of(said: &[Said]) -> Option<Agreement> {
        let with: Vec<&(Vec<Vec<f64>>, f64)> = said.iter().filter_map(|said| said.chains.as_ref()).collect();
        let (chains, draws) = (with.first()?.0.len(), with.first()?.0.first()?.len());
        // The tables take turns, so that both halves of a chain hold all of them and a drift shows.
        let of_all = |chain: usize| -> Vec<f64> {
            let at = |draw: usize| {
                with.iter().filter_map(move |(chains, _)| chains.get(chain)?.get(draw).copied())
            };
            (0..draws).flat_map(at).collect()
        };
        let chains: Vec<Vec<f64>> = (0..chains).map(of_all).collect();
        Some(Agreement { rhat: diagnostics::rhat(&chains), ess: with.iter().map(|(_, ess)| ess).sum() })
    }

    fn suffices(&self) -> bool {
        self.rhat <= MOST_RHAT && self.ess >= FEWEST_DRAWS
    }
}

/// The chains on drawn tables are made up to so many times as long.
const LONGEST: usize = 8;

/// What a method says of one table.
#[derive(Clone)]
struct Said {
    /// Totals that are equally likely.
    totals: Vec<f64>,
    /// The logarithm of those unlisted.
    log: LogUnlisted,
    /// The draws of its chains and how many independent ones they are worth, in the middle or the tails, where it has chains.
    chains: Option<(Vec<Vec<f64>>, f64)>,
}

impl Said {
    /// `worth`: so many independent draws the totals are worth; infinite where they are exact.
    fn new(documented: f64, totals: &[f64], worth: f64) -> Said {
        let totals = [totals];
        let part = |i: usize| diagnostics::quantile(&totals, (i as f64 + 0.5) / EACH as f64).max(documented);
        let totals: Vec<f64> = (0..EACH).map(part).collect();
        let log = LogUnlisted::of(totals.iter().copied(), documented, worth);
        Said { totals, log, chains: None }
    }
}

impl Again {
    /// Every how many matchings are asked: chains take a hundred times as long as the rest, and their own spread is wide beside
    /// what the matching adds, so that fewer show it.
    fn every(&self) -> usize {
        if matches!(self, Again::Classes(_)) { 4 } else { 1 }
    }

    /// What the method says of a matching, by chains so many times as long as usual; `None` where it gives no number.
    fn of(&self, drawn: &Drawn, length: usize) -> Result<Option<Said>, Error> {
        let Some(table) = drawn.used.as_ref().filter(|table| too_little_overlap(table).is_none()) else {
            return Ok(None);
        };
        let listed = table.n() as f64;
        let (mut worth, mut chains) = (f64::INFINITY, None);
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
                let found = latent_class::latent_classes(table, &shorter(options, length))?;
                worth = found.total.ess_bulk;
                chains = Some((found.unlisted.clone(), worth.min(found.total.ess_tail)));
                found.unlisted.iter().flatten().map(|unlisted| listed + unlisted).collect()
            }
        };
        let sound = !totals.is_empty() && totals.iter().all(|total| total.is_finite());
        Ok(sound.then(|| Said { chains, ..Said::new(drawn.documented, &totals, worth) }))
    }
}

/// Chains on one of several tables: each is shorter, for all of them are judged together.
fn shorter(options: &latent_class::Options, length: usize) -> latent_class::Options {
    let (warm_up, sweeps) = ((options.warm_up / 5).max(500), (options.sweeps / 10).max(500) * length);
    latent_class::Options { warm_up, sweeps, thin: length, longest: 1, ..options.clone() }
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
        settings.latent_class.sweeps = 10_000;
        settings.latent_class.warm_up = 2_000;
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
