//! What each method says of one table.

use super::matching::Again;
use super::{Answer, Chains, Method, Settings};
use crate::estimate::FEWEST_SEEN_TWICE;
use crate::loglinear::{Cells, Fit, Model};
use crate::mixture::{Mixture, Spread};
use crate::{
    Alternative, Error, LEVEL, Outcome, OverlapTable, POOR_FIT, WIDEST, graphical, latent_class, select,
    two_list,
};

/// What a method says, and how it is asked again of another table; not at all where it has no distribution.
pub(super) struct Asked {
    pub(super) answer: Answer,
    pub(super) again: Option<Again>,
}

impl From<Answer> for Asked {
    fn from(answer: Answer) -> Asked {
        Asked { answer, again: None }
    }
}

/// Into so many equal parts a distribution is cut.
const PARTS: usize = 2_000;

/// The middles of so many equal parts of a distribution.
pub(super) fn parts(count: usize, quantile: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..count).map(|i| quantile((i as f64 + 0.5) / count as f64)).collect()
}

/// What the fits of a table with so many listed say together.
pub(super) fn log_linear(outcome: &Outcome, fits: &[Fit], listed: f64) -> Asked {
    match outcome {
        Outcome::Identified { point, low, high, model, .. } => {
            let likely =
                Spread::of(fits).map(|spread| spread.parts(PARTS).into_iter().map(|x| listed + x).collect());
            let answer = Answer {
                model: Some(model.clone()),
                reliable: true,
                likely: likely.unwrap_or_default(),
                ..Answer::of(Method::LogLinear).numbers((*point, *low, *high))
            };
            Asked { answer, again: Some(Again::Models(select::weighed(fits))) }
        }
        Outcome::NotIdentified { reason, .. } => Answer::refused(Method::LogLinear, reason).into(),
    }
}

pub(super) fn one_model(table: &OverlapTable, model: &Model) -> Result<Asked, Error> {
    let named = Answer { model: Some(model.in_names(table.lists())), ..Answer::of(Method::LogLinear) };
    let fit = match Cells::new(table).fit(model) {
        Ok(fit) => fit,
        Err(
            error @ (Error::NotIdentifiable { .. } | Error::NoMaximum { .. } | Error::NotConverged { .. }),
        ) => {
            return Ok(Answer { reasons: vec![error.to_string()], ..named }.into());
        }
        Err(error) => return Err(error),
    };
    let (low, high) = fit.wald(LEVEL);
    let mut reasons = Vec::new();
    if fit.fit_p() < POOR_FIT {
        reasons.push(format!(
            "the model does not fit the overlaps (probability {:.1e} of so poor a fit by chance)",
            fit.fit_p()
        ));
    }
    if !high.is_finite() || high > WIDEST * low {
        reasons.push("the interval reaches over more than a factor of ten".to_owned());
    }
    let reliable = reasons.is_empty();
    let (numbers, sd) = ((fit.total(), low, high), Some(fit.se()));
    let listed = table.n() as f64;
    let mixture = Mixture::by_bic(&[fit]);
    let likely = mixture.map(|mixture| parts(PARTS, |p| listed + mixture.quantile(p))).unwrap_or_default();
    let answer = Answer { sd, reliable, reasons, likely, ..named.numbers(numbers) };
    Ok(Asked { answer, again: Some(Again::Models(vec![model.clone()])) })
}

pub(super) fn latent_classes(table: &OverlapTable, settings: &Settings) -> Result<Asked, Error> {
    let mut options = settings.latent_class.clone();
    if let Some((low, high)) = settings.expansion {
        options.prior = latent_class::elicit(table.lists().len(), (0.025, low), (0.975, high))?;
    }
    let found = match latent_class::latent_classes(table, &options) {
        Ok(found) => found,
        Err(error @ (Error::FewLists { .. } | Error::ManyPatterns { .. })) => {
            return Ok(Answer::refused(Method::LatentClass, error).into());
        }
        Err(error) => return Err(error),
    };
    let total = &found.total;
    let at = |p: f64| total.quantiles.iter().find(|q| (q.probability - p).abs() < 1e-9).map(|q| q.value);
    let totals: Vec<Vec<f64>> =
        found.unlisted.iter().map(|chain| chain.iter().map(|x| found.listed as f64 + x).collect()).collect();
    let answer = Answer {
        model: Some(format!("at most {} classes, {:.1} of them in use", found.classes, found.occupied)),
        point: at(0.5),
        low: at(0.025),
        high: at(0.975),
        mean: finite(total.mean),
        sd: finite(total.sd),
        reliable: found.reliable(),
        reasons: found.reasons.clone(),
        rhat: finite(total.rhat),
        ess: finite(total.ess_bulk.min(total.ess_tail)),
        mcse: finite(total.mcse),
        chains: Some(Chains::of(&totals)),
        likely: totals.concat(),
        ..Answer::of(Method::LatentClass)
    };
    Ok(Asked { answer, again: Some(Again::Classes(options)) })
}

/// A complete graph that would have more of the weight than this says that the lists depend on each other all at once.
const MOST_COMPLETE: f64 = 0.5;

pub(super) fn graphs(table: &OverlapTable, options: &graphical::Options) -> Result<Asked, Error> {
    let found = match graphical::average(table, options) {
        Ok(found) => found,
        Err(error @ Error::GraphLists { .. }) => return Ok(Answer::refused(Method::Graphical, error).into()),
        Err(error) => return Err(error),
    };
    let posterior = &found.posterior;
    let mut reasons = Vec::new();
    if !found.reliable() {
        reasons
            .push("the posterior presses against the upper end of the numbers that were summed".to_owned());
    }
    if posterior.is_multimodal() {
        let modes: Vec<String> =
            posterior.modes().iter().map(|m| format!("{} ({:.0} %)", m.at, 100.0 * m.mass)).collect();
        reasons.push(format!("several answers fit the lists, around {}", modes.join(" and ")));
    }
    if found.complete > MOST_COMPLETE {
        reasons.push(format!(
            "the lists seem to depend on each other all at once: that graph, left out because it says nothing of those \
             unlisted, would have {:.0} per cent of the weight",
            100.0 * found.complete
        ));
    }
    let is_whole = options.grid == graphical::Grid::Automatic;
    if is_whole && !found.has_moments() {
        reasons.push("a few of the graphs allow any number: the upper tail does not end".to_owned());
    }
    let quantile = |p: f64| posterior.quantile(p) as f64;
    // Over a range that was asked for they are what they are there.
    let has_moments = !is_whole || found.has_moments();
    let answer = Answer {
        model: found.graphs.first().map(|best| best.graph.in_names(table.lists())),
        mean: has_moments.then(|| posterior.mean()),
        sd: has_moments.then(|| posterior.sd()),
        reliable: reasons.is_empty(),
        reasons,
        likely: parts(PARTS, quantile),
        ..Answer::of(Method::Graphical).numbers((quantile(0.5), quantile(0.025), quantile(0.975)))
    };
    let graphs = found.graphs.iter().filter(|g| g.probability > NEGLIGIBLE).map(|g| g.graph).collect();
    Ok(Asked { answer, again: Some(Again::Graphs(graphs, options.clone())) })
}

/// Graphs less probable than this are not averaged again for other matchings: all together they hold less than a hundredth.
const NEGLIGIBLE: f64 = 1e-6;

pub(super) fn lower(used: &OverlapTable, bound: Option<&Alternative>, documented: f64) -> Answer {
    let twice = used.seen_twice();
    match bound {
        Some(bound) => Answer {
            model: Some(bound.name.clone()),
            reliable: true,
            ..Answer::of(Method::LowerBound).numbers((bound.point, bound.low, bound.high))
        },
        None if twice < FEWEST_SEEN_TWICE => {
            Answer::refused(Method::LowerBound, format!("only {twice} people are on two lists or more"))
        }
        None => Answer::refused(
            Method::LowerBound,
            format!(
                "it is no more than the {documented:.0} who are documented, and says nothing beyond them"
            ),
        ),
    }
}

pub(super) fn pairs(table: &OverlapTable) -> Vec<Answer> {
    let name = |i: usize| table.lists().get(i).map_or("", String::as_str);
    let of_pair = |(i, j, found): (usize, usize, two_list::TwoList)| {
        let answer = Answer {
            model: Some(format!("{} and {}", name(i), name(j))),
            sd: Some(found.se),
            reasons: vec!["two lists cannot show whether they depend on each other".to_owned()],
            ..Answer::of(Method::TwoList).numbers((found.point, found.low, found.high))
        };
        if table.overlap(i, j) > 0 { answer } else { Answer { high: None, ..answer } }
    };
    two_list::every_pair(table, LEVEL).into_iter().map(of_pair).collect()
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}
