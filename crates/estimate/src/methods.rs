//! The methods side by side: what each says, whether it may be relied on and, if not, why; and which of them to state.

mod recommend;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::alternatives::lower_bound;
use crate::estimate::{FEWEST_SEEN_TWICE, too_little_overlap, weigh};
use crate::loglinear::{Cells, Fit, Model};
use crate::mixture::Mixture;
use crate::sensitivity::{self, Dependence};
use crate::{
    Alternative, Error, LEVEL, Lineage, Outcome, OverlapTable, POOR_FIT, WIDEST, graphical, latent_class,
    select, two_list,
};
pub(crate) use recommend::recommended;
use recommend::{Fitting, MINIMUM, above};

/// A way to estimate how many there are in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Log-linear models weighed by BIC ([`estimate`](crate::estimate())), or one that was asked for.
    LogLinear,
    /// Classes of people who differ ([`latent_class`]).
    LatentClass,
    /// Decomposable graphical models ([`graphical`]).
    Graphical,
    /// Chao's bound ([`chao`](crate::chao)).
    LowerBound,
    /// Chapman's estimate from each pair of lists ([`two_list`]).
    TwoList,
}

impl Method {
    /// All, those first that are stated if they may be relied on.
    pub const ALL: [Method; 5] =
        [Method::LogLinear, Method::LatentClass, Method::Graphical, Method::LowerBound, Method::TwoList];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::LogLinear => "loglinear",
            Method::LatentClass => "latent-class",
            Method::Graphical => "graphical",
            Method::LowerBound => "lower-bound",
            Method::TwoList => "two-list",
        }
    }

    /// Whether it estimates how many there are of more than two lists: bounds and pairs are not stated, nor added up.
    #[must_use]
    pub fn is_estimate(self) -> bool {
        !matches!(self, Method::LowerBound | Method::TwoList)
    }

    /// What must hold for its number to be right.
    #[must_use]
    pub fn assumption(self) -> &'static str {
        match self {
            Method::LogLinear => {
                "lists depend on each other only as in the models weighed, and everyone could have come on every list"
            }
            Method::LatentClass => {
                "people fall into a few kinds, and within a kind lists name them independently of each other"
            }
            Method::Graphical => {
                "lists depend on each other only as in a graph without chordless rings, and not all at once"
            }
            Method::LowerBound => "lists do not avoid each other; then at least so many, but for chance",
            Method::TwoList => {
                "being on the one list makes it neither likelier nor less likely to be on the other"
            }
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What one method says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The method.
    pub name: Method,
    /// The model with most support, or the lists, where there is one.
    pub model: Option<String>,
    /// How many in all; `None` where it gives no number. Of a distribution the median.
    pub point: Option<f64>,
    /// Lower end of the 95 per cent interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Mean of the posterior, where it has one.
    pub mean: Option<f64>,
    /// Its standard deviation; for one model the standard error.
    pub sd: Option<f64>,
    /// Whether the number may be relied on, if its assumption holds.
    pub reliable: bool,
    /// Why not, in plain words.
    pub reasons: Vec<String>,
    /// What must hold for the number to be right.
    pub assumption: &'static str,
    /// Convergence of the chains, 1 if they agree (Vehtari et al. 2021).
    pub rhat: Option<f64>,
    /// So many independent draws the chains are worth, in the middle or in the tails, whichever is less.
    pub ess: Option<f64>,
    /// Standard error of the mean that is due to the number of draws.
    pub mcse: Option<f64>,
    /// Totals that are equally likely, of which sums over strata are made; empty where there is no distribution.
    #[serde(skip)]
    pub(crate) likely: Vec<f64>,
}

impl Answer {
    pub(crate) fn of(name: Method) -> Answer {
        Answer {
            name,
            model: None,
            point: None,
            low: None,
            high: None,
            mean: None,
            sd: None,
            reliable: false,
            reasons: Vec::new(),
            assumption: name.assumption(),
            rhat: None,
            ess: None,
            mcse: None,
            likely: Vec::new(),
        }
    }

    fn refused(name: Method, reason: impl fmt::Display) -> Answer {
        Answer { reasons: vec![reason.to_string()], ..Answer::of(name) }
    }

    pub(crate) fn numbers(self, (point, low, high): (f64, f64, f64)) -> Answer {
        Answer { point: Some(point), low: Some(low), high: Some(high), ..self }
    }
}

/// What may be set.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The methods; empty for all.
    pub methods: Vec<Method>,
    /// One log-linear model in place of those that the data choose.
    pub model: Option<Model>,
    /// Of the graphical models.
    pub graphical: graphical::Options,
    /// Of the latent classes.
    pub latent_class: latent_class::Options,
}

impl Settings {
    /// The methods that are asked, in the order of [`Method::ALL`].
    fn asked(&self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(|method| self.methods.is_empty() || self.methods.contains(method))
    }
}

/// What all methods say of one table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answers {
    /// How many are on at least one list.
    pub observed: u64,
    /// The lists.
    pub lists: Vec<String>,
    /// What each method says.
    pub methods: Vec<Answer>,
    /// The method whose number to state; `None` where none may be relied on, or where those that may contradict each other.
    pub recommended: Option<Method>,
    /// Why that one, or why none.
    pub because: String,
    /// What the true number is at least, if lists do not avoid each other.
    pub lower_bound: Option<Alternative>,
    /// What the best log-linear model says if two lists depend on each other as is assumed.
    pub sensitivity: Option<Dependence>,
    /// What the log-linear models say if something is done otherwise: another choice, a list left out.
    pub alternatives: Vec<Alternative>,
}

/// Asks the methods. A list that names nobody is left out; what cannot be computed is a refusal of that method, with its reason.
pub fn methods(table: &OverlapTable, settings: &Settings) -> Result<Answers, Error> {
    let used = table.without_empty_lists()?;
    let too_little = if used.lists().len() < 3 {
        Some(
            "fewer than three lists name anyone: two cannot show whether they depend on each other"
                .to_owned(),
        )
    } else {
        too_little_overlap(&used)
    };
    let fits = select::candidates(&used);
    let outcome = weigh(&used, &Lineage::default(), &used, &fits);
    let bound =
        (used.seen_twice() >= FEWEST_SEEN_TWICE).then(|| lower_bound(&used, used.n() as f64)).flatten();
    let mut answers: Vec<Answer> = Vec::new();
    for method in settings.asked() {
        let of_all = match (method, &settings.model) {
            (Method::LogLinear, Some(model)) => vec![one_model(table, model)?],
            (Method::LogLinear, None) => vec![log_linear(&outcome, used.n() as f64)],
            (Method::LatentClass, _) => vec![latent_classes(&used, &settings.latent_class)?],
            (Method::Graphical, _) => vec![graphs(&used, &settings.graphical)?],
            (Method::LowerBound, _) => vec![lower(&used, bound.as_ref())],
            (Method::TwoList, _) => pairs(&used),
        };
        answers.extend(of_all);
    }
    if let Some(reason) = &too_little {
        for answer in answers.iter_mut().filter(|answer| answer.name.is_estimate()) {
            answer.reliable = false;
            if !answer.reasons.contains(reason) {
                answer.reasons.insert(0, reason.clone());
            }
        }
    }
    let fitting = Fitting::of(&fits, &outcome);
    if fitting == Fitting::None {
        for answer in answers.iter_mut().filter(|answer| answer.name == Method::Graphical) {
            answer.reliable = false;
            answer.reasons.push(
                "no log-linear model fits these overlaps: people differ, and graphs do not know how"
                    .to_owned(),
            );
        }
    }
    let (recommended, because) = match fitting {
        Fitting::Disagreeing(reason) => (None, format!("{reason}; {MINIMUM}")),
        Fitting::Some | Fitting::None => above(recommended(&answers), &answers, bound.as_ref()),
    };
    let alternatives = match outcome {
        Outcome::Identified { alternatives, .. } | Outcome::NotIdentified { alternatives, .. } => {
            alternatives
        }
    };
    Ok(Answers {
        observed: table.n(),
        lists: table.lists().to_vec(),
        methods: answers,
        recommended,
        because,
        lower_bound: bound,
        sensitivity: sensitive(&used, settings.model.as_ref(), &fits),
        alternatives,
    })
}

/// How the total moves with the dependence of two lists, the rest of the model being as asked, or the best.
fn sensitive(used: &OverlapTable, model: Option<&Model>, fits: &[Fit]) -> Option<Dependence> {
    let asked = model.filter(|model| model.lists() == used.lists().len());
    sensitivity::dependence(used, asked.or(fits.first().map(|fit| &fit.model))?, LEVEL)
}

/// Into so many equal parts a distribution is cut.
const PARTS: usize = 2_000;

/// The middles of the equal parts of a distribution.
fn parts(quantile: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..PARTS).map(|i| quantile((i as f64 + 0.5) / PARTS as f64)).collect()
}

fn log_linear(outcome: &Outcome, listed: f64) -> Answer {
    let answer = Answer::of(Method::LogLinear);
    match outcome {
        Outcome::Identified { point, low, high, model, support, .. } => {
            let mixture = Mixture::of(support, listed);
            Answer {
                model: Some(model.clone()),
                reliable: true,
                likely: parts(|p| listed + mixture.quantile(p)),
                ..answer.numbers((*point, *low, *high))
            }
        }
        Outcome::NotIdentified { reason, .. } => Answer::refused(Method::LogLinear, reason),
    }
}

fn one_model(table: &OverlapTable, model: &Model) -> Result<Answer, Error> {
    let named = Answer { model: Some(model.in_names(table.lists())), ..Answer::of(Method::LogLinear) };
    let fit = match Cells::new(table).fit(model) {
        Ok(fit) => fit,
        Err(
            error @ (Error::NotIdentifiable { .. } | Error::NoMaximum { .. } | Error::NotConverged { .. }),
        ) => {
            return Ok(Answer { reasons: vec![error.to_string()], ..named });
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
    Ok(Answer { sd: Some(fit.se()), reliable, reasons, ..named.numbers((fit.total(), low, high)) })
}

fn latent_classes(table: &OverlapTable, options: &latent_class::Options) -> Result<Answer, Error> {
    let found = match latent_class::latent_classes(table, options) {
        Ok(found) => found,
        Err(error @ (Error::FewLists { .. } | Error::ManyPatterns { .. })) => {
            return Ok(Answer::refused(Method::LatentClass, error));
        }
        Err(error) => return Err(error),
    };
    let total = &found.total;
    let at = |p: f64| total.quantiles.iter().find(|q| (q.probability - p).abs() < 1e-9).map(|q| q.value);
    Ok(Answer {
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
        likely: found.unlisted.iter().flatten().map(|unlisted| found.listed as f64 + unlisted).collect(),
        ..Answer::of(Method::LatentClass)
    })
}

/// A complete graph that would have more of the weight than this says that the lists depend on each other all at once.
const MOST_COMPLETE: f64 = 0.5;

fn graphs(table: &OverlapTable, options: &graphical::Options) -> Result<Answer, Error> {
    let found = match graphical::average(table, options) {
        Ok(found) => found,
        Err(error @ Error::GraphLists { .. }) => return Ok(Answer::refused(Method::Graphical, error)),
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
    Ok(Answer {
        model: found.graphs.first().map(|best| best.graph.in_names(table.lists())),
        mean: has_moments.then(|| posterior.mean()),
        sd: has_moments.then(|| posterior.sd()),
        reliable: reasons.is_empty(),
        reasons,
        likely: parts(quantile),
        ..Answer::of(Method::Graphical).numbers((quantile(0.5), quantile(0.025), quantile(0.975)))
    })
}

fn lower(used: &OverlapTable, bound: Option<&Alternative>) -> Answer {
    match bound {
        Some(bound) => Answer {
            model: Some(bound.name.clone()),
            reliable: true,
            ..Answer::of(Method::LowerBound).numbers((bound.point, bound.low, bound.high))
        },
        None => {
            let twice = used.seen_twice();
            Answer::refused(Method::LowerBound, format!("only {twice} people are on two lists or more"))
        }
    }
}

/// Answers that say only that nothing can be said.
pub(crate) fn nothing(table: &OverlapTable, settings: &Settings, reason: &str) -> Answers {
    Answers {
        observed: table.n(),
        lists: table.lists().to_vec(),
        methods: settings.asked().map(|method| Answer::refused(method, reason)).collect(),
        recommended: None,
        because: reason.to_owned(),
        lower_bound: None,
        sensitivity: None,
        alternatives: Vec::new(),
    }
}

fn pairs(table: &OverlapTable) -> Vec<Answer> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> OverlapTable {
        OverlapTable::from_csv(text.as_bytes()).unwrap()
    }

    const INDEPENDENT: &str =
        "a,b,c,count\n1,0,0,600\n0,1,0,500\n0,0,1,800\n1,1,0,120\n1,0,1,200\n0,1,1,160\n1,1,1,40\n";

    #[test]
    fn methods_that_agree_recommend_the_first() {
        let found = methods(&table(INDEPENDENT), &Settings::default()).unwrap();
        assert_eq!(found.recommended, Some(Method::LogLinear), "{found:?}");
        let of = |method| found.methods.iter().filter(move |a| a.name == method);
        assert_eq!(of(Method::TwoList).count(), 3);
        for method in [Method::LogLinear, Method::LatentClass, Method::Graphical, Method::LowerBound] {
            let answer = of(method).next().unwrap();
            assert!(
                answer.low.unwrap() <= answer.point.unwrap() && answer.point.unwrap() <= answer.high.unwrap()
            );
        }
        assert!(of(Method::TwoList).all(|a| !a.reliable));
    }

    #[test]
    fn where_models_that_fit_disagree_no_other_method_decides() {
        let eight = table(include_str!("../tests/tables/neworl8.csv"));
        let found =
            methods(&eight, &Settings { methods: vec![Method::LowerBound], ..Settings::default() }).unwrap();
        assert!(
            found.recommended.is_none() && found.because.contains("anywhere between"),
            "{}",
            found.because
        );
    }

    #[test]
    fn what_too_little_overlap_means_holds_for_all_methods() {
        let few = table("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,4\n0,1,1,3\n1,0,1,1\n");
        let settings =
            Settings { methods: vec![Method::LogLinear, Method::Graphical], ..Settings::default() };
        let found = methods(&few, &settings).unwrap();
        assert!(found.methods.iter().all(|a| !a.reliable && a.reasons[0].contains("only 8")), "{found:?}");
        let two = methods(&table("a,b,count\n1,0,40\n0,1,30\n1,1,12\n"), &Settings::default()).unwrap();
        assert!(two.recommended.is_none() && two.methods.iter().all(|a| !a.reasons.is_empty() || a.reliable));
        let empty = table(
            "a,b,c,d,count\n1,0,0,0,600\n0,1,0,0,500\n0,0,1,0,800\n1,1,0,0,120\n1,0,1,0,200\n0,1,1,0,160\n1,1,1,0,40\n",
        );
        let settings = Settings { methods: vec![Method::Graphical], ..Settings::default() };
        let same = |t: &OverlapTable| methods(t, &settings).unwrap().methods;
        assert_eq!(same(&empty), same(&table(INDEPENDENT)));
    }

    #[test]
    fn a_model_that_is_asked_for_is_fitted() {
        let settings = Settings {
            methods: vec![Method::LogLinear],
            model: Some(Model::parse("[12]", 3).unwrap()),
            ..Settings::default()
        };
        let found = methods(&table(INDEPENDENT), &settings).unwrap();
        assert_eq!(found.methods[0].model.as_deref(), Some("a:b"));
        let other = Settings { model: Some(Model::parse("[12]", 4).unwrap()), ..settings };
        assert!(methods(&table(INDEPENDENT), &other).is_err());
    }
}
