//! The methods side by side: what each says, whether it may be relied on and, if not, why; and which of them to state.

mod answer;
mod ask;
mod chains;
mod matching;
mod recommend;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::alternatives::{lower_bound, of_model};
use crate::design::Used;
use crate::estimate::{FEWEST_SEEN_TWICE, too_little_overlap, weigh};
use crate::loglinear::Model;
use crate::sensitivity::{self, Dependence};
use crate::{
    Alternative, Design, Error, LEVEL, Lineage, Outcome, OverlapTable, graphical, latent_class, select,
};
pub use answer::Answer;
use ask::Asked;
pub use chains::Chains;
use matching::Drawn;
use recommend::{Fitting, MINIMUM, above};
pub(crate) use recommend::{recommended, spanned};

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

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Method::LogLinear => "log-linear models",
            Method::LatentClass => "latent classes",
            Method::Graphical => "graphical models",
            Method::LowerBound => "lower bound",
            Method::TwoList => "two lists alone",
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
            Method::LogLinear => "lists depend on each other only as in the models weighed",
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

/// What may be set.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The methods; empty for all.
    pub methods: Vec<Method>,
    /// What is known of the lists.
    pub design: Design,
    /// The columns that part the people and their values here, which say where lists cover all; none for the whole.
    pub stratum: Vec<(String, String)>,
    /// One log-linear model, of the table's lists, in place of those that the data choose.
    pub model: Option<Model>,
    /// Of the graphical models.
    pub graphical: graphical::Options,
    /// Of the latent classes.
    pub latent_class: latent_class::Options,
    /// What is believed beforehand of the factor by which all people of a kind are more than those of it on a list: between these
    /// two with probability 0.95. Then the prior of [`latent_class`](Settings::latent_class) is elicited from that
    /// ([`elicit`](latent_class::elicit)).
    pub expansion: Option<(f64, f64)>,
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
    /// Those from which the estimates come; lists that are merged stand joined by `+`.
    pub used: Vec<String>,
    /// What became of lists that do not stand as they were given, one sentence each.
    pub design: Vec<String>,
    /// What each method says.
    pub methods: Vec<Answer>,
    /// The method whose number to state; `None` where none may be relied on, or where those that may contradict each other.
    pub recommended: Option<Method>,
    /// The 95 per cent interval to state with its point: it spans those of all methods that may be relied on, for the lists do not
    /// say whose assumption holds.
    pub interval: Option<(f64, f64)>,
    /// Why that one, or why none.
    pub because: String,
    /// What the true number is at least, if lists do not avoid each other.
    pub lower_bound: Option<Alternative>,
    /// What the best log-linear model says if two lists depend on each other as is assumed.
    pub sensitivity: Option<Dependence>,
    /// What the log-linear models say if something is done otherwise: another interval, another choice, a list left out.
    pub alternatives: Vec<Alternative>,
}

/// Asks the methods of a table; see [`over_matchings`], which this is with one matching.
pub fn methods(table: &OverlapTable, settings: &Settings) -> Result<Answers, Error> {
    over_matchings(table, &[], settings)
}

/// Asks the methods of a table, and again of the tables that other matchings of the same records give, so that the intervals
/// carry that doubt too. The design decides which lists speak, a list that names nobody is left out, and what cannot be
/// computed is a refusal of that method, with its reason.
///
/// `drawn`: tables of the same lists, equally likely, drawn from the posterior over matchings; none where there is no doubt.
///
/// Errors: settings that are out of range or speak of lists that are not there.
pub fn over_matchings(
    table: &OverlapTable,
    drawn: &[OverlapTable],
    settings: &Settings,
) -> Result<Answers, Error> {
    // A table of one list is no table of overlaps; one that the design leaves is an answer.
    table.without_empty_lists()?;
    let design = settings.design.apply(table, &settings.stratum)?;
    let used = match &design.table {
        Ok(used) => used.clone(),
        Err(reason) => {
            return Ok(Answers { design: design.notes, ..nothing(table, settings, reason) });
        }
    };
    let documented = table.n() as f64;
    let model = settings.model.as_ref().map(|model| translated(model, &design, table)).transpose()?;
    let fits = select::candidates(&used);
    let outcome = weigh(table, &Lineage::default(), &used, &fits);
    let bound = (used.seen_twice() >= FEWEST_SEEN_TWICE)
        .then(|| lower_bound(&used, documented))
        .flatten()
        .filter(|bound| bound.point > documented);
    let mut asked: Vec<Asked> = Vec::new();
    for method in settings.asked() {
        match (method, &model) {
            (Method::LogLinear, Some(model)) => asked.push(ask::one_model(&used, model)?),
            (Method::LogLinear, None) => asked.push(ask::log_linear(&outcome, &fits, used.n() as f64)),
            (Method::LatentClass, _) => asked.push(ask::latent_classes(&used, settings)?),
            (Method::Graphical, _) => asked.push(ask::graphs(&used, &settings.graphical)?),
            (Method::LowerBound, _) => asked.push(ask::lower(&used, bound.as_ref(), documented).into()),
            (Method::TwoList, _) => asked.extend(ask::pairs(&used).into_iter().map(Asked::from)),
        }
    }
    let fitting = Fitting::of(&fits, &outcome);
    let against = objections(&used, &fitting);
    let drawn: Vec<Drawn> =
        drawn.iter().map(|table| Drawn { documented: table.n() as f64, used: design.of(table) }).collect();
    let answers: Vec<Answer> = asked
        .into_iter()
        .map(|Asked { mut answer, again }| {
            let speaks =
                |of: Option<Method>| answer.name.is_estimate() && of.is_none_or(|of| of == answer.name);
            let reasons: Vec<&String> =
                against.iter().filter(|(of, _)| speaks(*of)).map(|(_, reason)| reason).collect();
            reasons.into_iter().for_each(|reason| answer.object(reason));
            let answer = match again {
                Some(again) if answer.reliable => matching::carried(answer, &again, &drawn),
                _ => answer,
            };
            answer.at_least(documented)
        })
        .collect();
    let (recommended, because) = match fitting {
        Fitting::Unfit(reason) | Fitting::Disagreeing(reason) => (None, format!("{reason}; {MINIMUM}")),
        Fitting::Sound => above(recommended(&answers), &answers, bound.as_ref()),
    };
    let (Outcome::Identified { alternatives, .. } | Outcome::NotIdentified { alternatives, .. }) = outcome;
    let of_model = model.as_ref().map(|model| of_model(&used, model)).unwrap_or_default();
    let best = fits.first().map(|fit| &fit.model);
    let interval = spanned(&answers, recommended);
    Ok(Answers {
        observed: table.n(),
        lists: table.lists().to_vec(),
        used: used.lists().to_vec(),
        design: design.notes,
        methods: answers,
        recommended,
        interval,
        because,
        lower_bound: bound,
        sensitivity: model.as_ref().or(best).and_then(|m| sensitivity::dependence(&used, m, LEVEL)),
        alternatives: [of_model, alternatives].concat(),
    })
}

/// What speaks against an estimate whatever it says: of which method, or of all, and why.
fn objections(used: &OverlapTable, fitting: &Fitting) -> Vec<(Option<Method>, String)> {
    let mut against = Vec::new();
    if used.lists().len() < 3 {
        let reason = "fewer than three lists name anyone: two cannot show whether they depend on each other";
        against.push((None, reason.to_owned()));
    } else if let Some(reason) = too_little_overlap(used) {
        against.push((None, reason));
    }
    if matches!(fitting, Fitting::Unfit(_)) {
        let reason = "no log-linear model fits these overlaps: people differ, and graphs do not know how";
        against.push((Some(Method::Graphical), reason.to_owned()));
    }
    against
}

/// A model of the table's lists as one of the lists used: lists that are merged count as one.
///
/// Errors: a model of another number of lists, or of one that is left out.
fn translated(model: &Model, design: &Used, table: &OverlapTable) -> Result<Model, Error> {
    let wrong = |problem| Error::Model { model: model.to_string(), problem };
    if model.lists() != table.lists().len() {
        return Err(wrong("it speaks of another number of lists than the table has"));
    }
    let Ok(used) = &design.table else { return Err(wrong("too few lists are left")) };
    let mut generators = Vec::new();
    for generator in model.generators() {
        let mut translated = 0;
        for list in (0..model.lists()).filter(|list| generator >> list & 1 == 1) {
            match design.place(list) {
                0 => return Err(wrong("it names a list that is left out of the estimate")),
                place => translated |= place,
            }
        }
        generators.push(translated);
    }
    Model::new(used.lists().len(), &generators)
}

/// Answers that say only that nothing can be said.
pub(crate) fn nothing(table: &OverlapTable, settings: &Settings, reason: &str) -> Answers {
    Answers {
        observed: table.n(),
        lists: table.lists().to_vec(),
        used: Vec::new(),
        design: Vec::new(),
        methods: settings.asked().map(|method| Answer::refused(method, reason)).collect(),
        recommended: None,
        interval: None,
        because: reason.to_owned(),
        lower_bound: None,
        sensitivity: None,
        alternatives: Vec::new(),
    }
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
    fn the_design_decides_which_lists_speak_and_is_told() {
        let five = table(
            "a,b,c,copy,part,count\n1,0,0,0,0,600\n0,1,0,0,0,500\n0,0,1,0,0,800\n1,1,0,1,0,120\n1,0,1,1,0,200\n0,1,1,0,0,160\n\
             1,1,1,1,0,40\n0,0,0,0,1,90\n1,0,0,0,1,0\n",
        );
        let lineage = Lineage { derived: vec![(3, 0)], partial: vec![4] };
        let design = Design { lineage, ..Design::default() };
        let ask = |model: Option<&str>| {
            let model = model.map(|text| Model::parse(text, 5).unwrap());
            let settings = Settings {
                methods: vec![Method::LogLinear, Method::Graphical],
                model,
                ..Settings::default()
            };
            methods(&five, &Settings { design: design.clone(), ..settings })
        };
        let found = ask(None).unwrap();
        assert_eq!(found.used, ["a+copy", "b", "c"]);
        assert_eq!((found.observed, found.design.len()), (2510, 2));
        let plain = methods(&table(INDEPENDENT), &Settings::default()).unwrap();
        assert!((found.methods[0].point.unwrap() / plain.methods[0].point.unwrap() - 1.0).abs() < 1e-9);
        // Nothing reaches below those documented, among them the 90 whom the list left out alone names.
        assert!(found.methods.iter().all(|answer| answer.low >= Some(2510.0)), "{:?}", found.because);
        assert_eq!(ask(Some("[12]")).unwrap().methods[0].model.as_deref(), Some("a+copy:b"));
        assert_eq!(ask(Some("[14,23]")).unwrap().methods[0].model.as_deref(), Some("b:c"));
        assert!(ask(Some("[15]")).unwrap_err().to_string().contains("left out"));
        let copies = Lineage { derived: vec![(0, 1), (1, 2)], partial: vec![3, 4] };
        let settings =
            Settings { design: Design { lineage: copies, ..Design::default() }, ..Settings::default() };
        let nothing = methods(&five, &settings).unwrap();
        assert!(nothing.recommended.is_none() && nothing.because.contains("fewer than two independent"));
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
