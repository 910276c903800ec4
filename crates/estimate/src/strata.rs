//! Estimates of the parts, and of the whole from them.
//!
//! People differ less within a region or a year than across the country, and lists depend on each other less there; so an estimate
//! by strata often holds where one of the whole does not. The total of a method is made of draws: one from each stratum, added up.
//! Ends of intervals are never added: that all strata lie at their ends at once is next to impossible.

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use serde::Serialize;

use crate::combine::{LogUnlisted, Pooled};
use crate::latent_class::diagnostics;
use crate::methods::{Answer, Answers, Method, Settings, nothing, over_matchings, recommended, spanned};
use crate::{Error, Stratum, draw};

/// Draws of a total.
const DRAWS: usize = 20_000;

/// What is said of all strata and of their sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parted {
    /// How many are on at least one list.
    pub observed: u64,
    /// What each estimate says of the sum; two lists and lower bounds are not added up.
    pub methods: Vec<Answer>,
    /// The method whose total to state; `None` where none may be relied on in every stratum, or where those that may contradict
    /// each other, in one of them or in the sum.
    pub recommended: Option<Method>,
    /// The 95 per cent interval to state with its total: it spans those of all methods that may be relied on in every stratum.
    pub interval: Option<(f64, f64)>,
    /// Why that one, or why none.
    pub because: String,
    /// The strata.
    pub strata: Vec<OfStratum>,
}

/// What is said of one stratum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfStratum {
    /// Its name.
    pub stratum: String,
    /// What each method says.
    #[serde(flatten)]
    pub answers: Answers,
}

/// Asks the methods of each stratum and adds up what they say. The strata must be disjoint: nobody may be in two. Doubt in matching
/// enters each by itself. `progress` is told how many strata are done.
///
/// Errors: as [`over_matchings`], with the stratum.
pub fn parted(strata: &[Stratum], settings: &Settings, progress: impl Fn(usize)) -> Result<Parted, Error> {
    let of_stratum = |(done, stratum): (usize, &Stratum)| {
        progress(done);
        let here = Settings { stratum: stratum.values.clone(), ..settings.clone() };
        let answers = match over_matchings(&stratum.table, &stratum.drawn, &here) {
            Ok(answers) => answers,
            Err(error @ Error::OneList { .. }) => nothing(&stratum.table, settings, &error.to_string()),
            Err(error) => {
                return Err(Error::Stratum { name: stratum.name(), problem: error.to_string() });
            }
        };
        Ok(OfStratum { stratum: stratum.name(), answers })
    };
    let strata: Vec<OfStratum> = strata.iter().enumerate().map(of_stratum).collect::<Result<_, _>>()?;
    let summed = Method::ALL.into_iter().filter(|method| method.is_estimate());
    let totals: Vec<Answer> =
        summed.filter_map(|method| total(method, &strata, settings.latent_class.seed)).collect();
    let undecided = strata.iter().find(|s| s.answers.recommended.is_none());
    let (recommended, because) = match undecided {
        Some(one) => {
            (None, format!("of stratum {} nothing can be stated: {}", one.stratum, one.answers.because))
        }
        None => recommended(&totals),
    };
    let observed = strata.iter().map(|s| s.answers.observed).sum();
    let interval = spanned(&totals, recommended);
    Ok(Parted { observed, methods: totals, recommended, interval, because, strata })
}

/// What a method says of the sum; `None` if it was not asked.
fn total(method: Method, strata: &[OfStratum], seed: u64) -> Option<Answer> {
    let of = |s: &OfStratum| s.answers.methods.iter().find(|a| a.name == method).cloned();
    let answers: Vec<Answer> = strata.iter().filter_map(of).collect();
    if answers.is_empty() {
        return None;
    }
    let unsound = strata.iter().zip(&answers).filter(|(_, answer)| !answer.reliable);
    let reasons: Vec<String> = unsound
        .map(|(s, answer)| format!("in stratum {}: {}", s.stratum, answer.reasons.join("; ")))
        .collect();
    let answer = Answer { reliable: reasons.is_empty(), reasons, ..Answer::of(method) };
    if answers.iter().any(|answer| answer.likely.is_empty()) {
        return Some(answer);
    }
    // A matching is one of all strata: where each was asked of as many, those of one draw are added up.
    let mut asked: Vec<usize> = answers.iter().filter_map(|answer| answer.matchings).collect();
    asked.dedup();
    let matchings = if let [matchings] = asked[..] { matchings } else { 1 };
    let mut sums = vec![0.0; DRAWS];
    for (number, answer) in answers.iter().enumerate() {
        // A stream of its own for each stratum: but for the matching, what is drawn in one says nothing of another.
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(number as u64);
        let parts = if answer.matchings.is_some() { matchings } else { 1 };
        let each = answer.likely.len() / parts;
        for (draw, sum) in sums.iter_mut().enumerate() {
            let first = draw % parts * each;
            *sum += answer.likely[first + draw::below(&mut random, each as u64) as usize];
        }
    }
    let observed: u64 = strata.iter().map(|s| s.answers.observed).sum();
    let share = (matchings > 1).then(|| share(&sums, matchings, observed as f64));
    let sums = [sums];
    let [low, point, high] = [0.025, 0.5, 0.975].map(|p| diagnostics::quantile(&sums, p));
    // A sum has none if a part has none.
    let has_moments = answers.iter().all(|answer| answer.mean.is_some());
    let answer = Answer {
        mean: has_moments.then(|| diagnostics::mean(&sums)),
        sd: has_moments.then(|| diagnostics::sd(&sums)),
        matching: share,
        matchings: share.map(|_| matchings),
        ..answer.numbers((point, low, high))
    };
    let [sums] = sums;
    Some(Answer { likely: sums, ..answer })
}

/// The share of the variance of the logarithm of those unlisted that lies between the matchings, each of which gave every so
/// manieth sum.
fn share(sums: &[f64], matchings: usize, observed: f64) -> f64 {
    let of = |matching: usize| {
        let sums = sums.iter().skip(matching).step_by(matchings);
        LogUnlisted::of(sums.clone().copied(), observed, sums.count() as f64)
    };
    Pooled::of(&(0..matchings).map(of).collect::<Vec<_>>()).share()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Covers, Design, OverlapTable};

    const PARTS: &str = "region,a,b,c,count\n\
        north,1,0,0,600\nnorth,0,1,0,500\nnorth,0,0,1,800\nnorth,1,1,0,120\nnorth,1,0,1,200\nnorth,0,1,1,160\nnorth,1,1,1,40\n\
        south,1,0,0,300\nsouth,0,1,0,250\nsouth,0,0,1,400\nsouth,1,1,0,60\nsouth,1,0,1,100\nsouth,0,1,1,80\nsouth,1,1,1,20\n";

    fn of(text: &str, method: Method) -> Parted {
        let strata = Stratum::from_csv(text.as_bytes(), &["region".to_owned()]).unwrap();
        parted(&strata, &Settings { methods: vec![method], ..Settings::default() }, |_| ()).unwrap()
    }

    #[test]
    fn a_total_is_narrower_than_the_sum_of_ends() {
        for method in [Method::LogLinear, Method::Graphical] {
            let found = of(PARTS, method);
            let total = &found.methods[0];
            let sum = |end: fn(&Answer) -> Option<f64>| {
                found.strata.iter().map(|s| end(&s.answers.methods[0]).unwrap()).sum::<f64>()
            };
            assert!((total.point.unwrap() / sum(|a| a.point) - 1.0).abs() < 0.02, "{total:?}");
            assert!(
                total.low.unwrap() > sum(|a| a.low) && total.high.unwrap() < sum(|a| a.high),
                "{total:?}"
            );
            assert_eq!((found.observed, found.recommended), (3630, Some(method)));
        }
    }

    #[test]
    fn a_list_of_one_region_takes_part_there_alone() {
        let text = format!("{}\n", PARTS.replace(",count", ",local,count").replace("0,count", "count"));
        let text: String = text
            .lines()
            .enumerate()
            .map(|(i, line)| match line.rsplit_once(',') {
                Some((lists, count)) if i > 0 => format!("{lists},0,{count}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let text = format!("{text}south,1,0,0,1,40\nsouth,0,1,0,1,30\nsouth,0,0,1,1,50\nsouth,0,0,0,1,200\n");
        let strata = Stratum::from_csv(text.as_bytes(), &["region".to_owned()]).unwrap();
        let covers = Covers { list: 3, column: "region".to_owned(), values: vec!["south".to_owned()] };
        let design = Design { covers: vec![covers], ..Design::default() };
        let settings = Settings { methods: vec![Method::Graphical], design, ..Settings::default() };
        let found = parted(&strata, &settings, |_| ()).unwrap();
        let used: Vec<usize> = found.strata.iter().map(|s| s.answers.used.len()).collect();
        assert_eq!(used, [3, 4], "{:?}", found.because);
        let whole = Stratum::from_csv(text.replace("region", "x").as_bytes(), &["x".to_owned()]).unwrap();
        let elsewhere = parted(&whole, &settings, |_| ()).unwrap();
        assert!(elsewhere.strata[1].answers.design[0].contains("local covers only a part"));
        assert_eq!(elsewhere.strata[1].answers.observed, found.strata[1].answers.observed);
        assert!(elsewhere.strata[1].answers.methods[0].low >= Some(found.strata[1].answers.observed as f64));
    }

    #[test]
    fn a_matching_is_one_of_all_strata() {
        let mut strata = Stratum::from_csv(PARTS.as_bytes(), &["region".to_owned()]).unwrap();
        // In every second matching fewer of all strata meet on two lists, or in one stratum fewer and in the other more.
        let vary = |strata: &mut [Stratum], together: bool| {
            for (number, stratum) in strata.iter_mut().enumerate() {
                let lists = stratum.table.lists().to_vec();
                stratum.drawn = (0..40)
                    .map(|draw| {
                        let fewer = (draw % 2 == 0) == (together || number == 0);
                        let moved = |&(pattern, count): &(u32, u64)| match (pattern, fewer) {
                            (3 | 5 | 6, true) => (pattern, count * 4 / 5),
                            (3 | 5 | 6, false) => (pattern, count * 6 / 5),
                            _ => (pattern, count),
                        };
                        OverlapTable::new(lists.clone(), stratum.table.patterns().iter().map(moved)).unwrap()
                    })
                    .collect();
            }
        };
        let settings = Settings { methods: vec![Method::Graphical], ..Settings::default() };
        let of = |strata: &[Stratum]| parted(strata, &settings, |_| ()).unwrap().methods.remove(0);
        vary(&mut strata, true);
        let together = of(&strata);
        vary(&mut strata, false);
        let against = of(&strata);
        let width = |answer: &Answer| answer.high.unwrap() - answer.low.unwrap();
        assert!(width(&together) > 1.5 * width(&against), "{} {}", width(&together), width(&against));
        assert!(together.matching > against.matching && together.matchings == Some(40));
    }

    #[test]
    fn one_stratum_without_an_answer_leaves_the_sum_without_one() {
        let found = of(
            &format!("{PARTS}west,1,0,0,5\nwest,0,1,0,4\nwest,0,0,1,4\nwest,1,1,0,2\n"),
            Method::LogLinear,
        );
        assert!(found.recommended.is_none() && found.because.contains("region=west"), "{}", found.because);
        assert!(!found.methods[0].reliable && found.methods[0].point.is_none());
    }
}
