//! How many people no list holds: the overlap tables go through the estimators.
//!
//! The table of the best partition decides which method's number is stated, if any; the tables of the draws go through the same
//! methods, so that their intervals carry the doubt of matching as well.

use crate::OverlapTables;
use crate::finding::{
    Alternative, AssumedFinding, DependenceFinding, Drawing, EstimateFinding, MethodFinding,
};
use crate::number::{percent_down, six_decimals};
use casefile::Source;
use estimate::methods::{Answer, Answers, Settings, over_matchings};
use estimate::sensitivity::Dependence;
use estimate::{Covers, Design, Lineage, OverlapTable, Stratum, latent_class};

/// Matchings that go through the estimators. Multiple imputation needs few: with 40 the interval is within about one percent of
/// what endless draws would give (Rubin 1987, ch. 4), and a large case takes no longer.
pub(crate) const MATCHINGS: usize = 40;

/// A list that names fewer people is pooled with others as small: with ten, one mistaken match moves a tenth of it.
const SMALLEST: u64 = 10;

/// How the estimate of a case is made, where nothing else is asked for: what is known of the lists decides which of them speak,
/// and chains are long enough to show whether they agree, while a count still takes seconds.
///
/// A source that copies another (`derived_from`) is merged with it. A source of which is said what it covers (`covers`) is
/// taken to cover only a part: of the whole, whatever the words; of strata, those named as in `region: north, south`.
pub fn estimate_settings(sources: &[Source], seed: u64) -> Settings {
    let position = |id: &String| sources.iter().position(|source| &source.id == id);
    let copies = |(a, source): (usize, &Source)| -> Vec<(usize, usize)> {
        source.derived_from.iter().filter_map(position).filter(|&b| b != a).map(|b| (a, b)).collect()
    };
    let covers = |(list, source): (usize, &Source)| {
        let said = source.covers.as_ref()?;
        let (column, values) = said.split_once(':').unwrap_or(("", said));
        let values = values.split(',').map(|value| value.trim().to_owned()).collect();
        Some(Covers { list, column: column.trim().to_owned(), values })
    };
    Settings {
        design: Design {
            lineage: Lineage {
                derived: sources.iter().enumerate().flat_map(copies).collect(),
                partial: Vec::new(),
            },
            covers: sources.iter().enumerate().filter_map(covers).collect(),
            fewest: SMALLEST,
        },
        latent_class: latent_class::Options {
            warm_up: 3_000,
            sweeps: 10_000,
            longest: 4,
            seed,
            ..latent_class::Options::default()
        },
        ..Settings::default()
    }
}

/// All people as the estimators take them: who is on which lists, in the best partition and in evenly spaced draws.
///
/// # Errors
/// In words: too few or too many lists, or nobody on them.
pub(crate) fn whole(tables: &OverlapTables, sources: &[Source]) -> Result<Stratum, String> {
    if sources.len() > *estimate::LISTS.end() {
        let most = estimate::LISTS.end();
        return Err(format!(
            "there are {} lists and the method takes at most {most}; join lists that have one origin",
            sources.len()
        ));
    }
    if sources.len() < *estimate::LISTS.start() {
        return Err(
            "one list alone cannot show how many it missed; a second, independent list is needed".into()
        );
    }
    let table = |counts: &[u32]| table(&tables.patterns, counts, sources);
    let best = table(&tables.best).map_err(|error| error.to_string())?;
    let drawn = tables.spaced(MATCHINGS).filter_map(|draw| table(&tables.draw(draw)).ok()).collect();
    Ok(Stratum { values: Vec::new(), table: best, drawn })
}

fn table(patterns: &[Vec<u32>], counts: &[u32], sources: &[Source]) -> Result<OverlapTable, estimate::Error> {
    let mask =
        |pattern: &Vec<u32>| pattern.iter().fold(0_u32, |mask, &s| mask | 1_u32.checked_shl(s).unwrap_or(0));
    OverlapTable::new(
        sources.iter().map(|source| source.id.clone()).collect(),
        patterns.iter().zip(counts).map(|(pattern, &count)| (mask(pattern), u64::from(count))),
    )
}

/// Estimates how many people were killed in all from who is on which lists, or says why that cannot be done.
pub(crate) fn undocumented(tables: &OverlapTables, sources: &[Source], seed: u64) -> EstimateFinding {
    let settings = estimate_settings(sources, seed);
    let said = whole(tables, sources).and_then(|people| {
        over_matchings(&people.table, &people.drawn, &settings).map_err(|error| error.to_string())
    });
    match said {
        Ok(answers) => finding(&answers),
        Err(reason) => {
            EstimateFinding { reason: Some(reason), level: estimate::LEVEL, ..EstimateFinding::default() }
        }
    }
}

fn finding(answers: &Answers) -> EstimateFinding {
    let stated = answers.methods.iter().find(|answer| Some(answer.name) == answers.recommended);
    let point = |number: Option<f64>| number.and_then(six_decimals);
    EstimateFinding {
        identified: stated.is_some(),
        reason: stated.is_none().then(|| refusal(answers)),
        point: point(stated.and_then(|answer| answer.point)),
        low: point(answers.interval.map(|(low, _)| low)),
        high: point(answers.interval.map(|(_, high)| high)),
        level: estimate::LEVEL,
        method: stated.map(|answer| method(answer, answers)),
        assumption: stated.map(|answer| {
            format!(
                "The number holds if each victim could have come on every list, if records of one person were matched, and if \
                 {}. That victims were missed by all lists alike cannot be seen in any list: if some tend to be, the true \
                 number is higher than stated.",
                answer.assumption
            )
        }),
        recommended: stated.map(|answer| answer.name.name()),
        because: stated.map(|_| answers.because.clone()),
        from_matching: point(stated.and_then(|answer| answer.matching)),
        by_best_matching: point(stated.and_then(|answer| answer.by_best_matching)),
        lists_used: answers.used.clone(),
        design: answers.design.clone(),
        methods: answers.methods.iter().map(method_finding).collect(),
        alternatives: answers.alternatives.iter().filter_map(alternative).collect(),
        dependence: answers.sensitivity.as_ref().map(dependence),
        lower_bound: point(answers.lower_bound.as_ref().map(|bound| bound.point)),
        drawings: answers.methods.iter().filter(|a| a.name.is_estimate()).map(drawing).collect(),
    }
}

/// Why nothing is stated; where no method may be relied on, with what speaks against the first.
fn refusal(answers: &Answers) -> String {
    let first = answers.methods.first().and_then(|answer| answer.reasons.first());
    match first {
        // Where the reason is a method's, "no method may be relied on" alone would not say why.
        Some(reason) if answers.because.starts_with("no method") => format!("{reason}; {}", answers.because),
        _ => answers.because.clone(),
    }
}

fn method(stated: &Answer, answers: &Answers) -> String {
    let mut text = format!("{} on {} lists", stated.name.title(), answers.used.len());
    if let Some(model) = &stated.model {
        text.push_str(&format!(" ({model})"));
    }
    if let Some(share) = stated.matching {
        text.push_str(&format!(
            "; asked of {} drawn matchings, which account for {} of the doubt about those on no list",
            stated.matchings.unwrap_or_default(),
            percent_down(share)
        ));
    }
    text
}

fn method_finding(answer: &Answer) -> MethodFinding {
    let shown = |number: Option<f64>| number.and_then(six_decimals);
    MethodFinding {
        name: answer.name.name(),
        model: answer.model.clone(),
        point: shown(answer.point),
        low: shown(answer.low),
        high: shown(answer.high),
        mean: shown(answer.mean),
        sd: shown(answer.sd),
        reliable: answer.reliable,
        reasons: answer.reasons.clone(),
        assumption: answer.assumption,
        rhat: shown(answer.rhat),
        ess: shown(answer.ess),
        mcse: shown(answer.mcse),
        from_matching: shown(answer.matching),
    }
}

fn drawing(answer: &Answer) -> Drawing {
    Drawing { name: answer.name.name(), likely: answer.likely().to_vec(), chains: answer.chains.clone() }
}

fn dependence(of: &Dependence) -> DependenceFinding {
    let assumed = of.assumed.iter().filter_map(|a| {
        Some(AssumedFinding {
            odds_ratio: six_decimals(a.odds_ratio)?,
            point: six_decimals(a.point)?,
            low: six_decimals(a.low),
            high: six_decimals(a.high),
            contradicted: of.contradicts(a),
        })
    });
    DependenceFinding { lists: of.lists.clone(), assumed: assumed.collect() }
}

fn alternative(other: &estimate::Alternative) -> Option<Alternative> {
    Some(Alternative {
        name: other.name.clone(),
        point: six_decimals(other.point)?,
        low: six_decimals(other.low),
        high: six_decimals(other.high),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{independent, source};

    #[test]
    fn independent_lists_give_an_estimate_with_its_condition() {
        let (tables, sources) = independent();
        let found = undocumented(&tables, &sources, 1);
        assert!(found.identified, "{found:?}");
        let (low, point, high) = (found.low.unwrap(), found.point.unwrap(), found.high.unwrap());
        assert!(242.0 < low && low < point && point < high);
        assert!(found.assumption.is_some() && found.reason.is_none());
        assert_eq!(found.lists_used, ["a", "b", "c"]);
    }

    #[test]
    fn doubt_in_matching_widens_the_interval() {
        let (mut tables, sources) = independent();
        let sure = undocumented(&tables, &sources, 1);
        tables.vary(20, |d| vec![(0, (d % 2) as u32 * 30), (3, (d % 3) as u32 * 6)]);
        let unsure = undocumented(&tables, &sources, 1);
        assert!(unsure.identified);
        assert!(unsure.high.unwrap() - unsure.low.unwrap() > sure.high.unwrap() - sure.low.unwrap());
        assert!(unsure.method.unwrap().contains("20 drawn matchings"));
        let share = unsure.from_matching.unwrap();
        assert!(sure.from_matching.is_none() && 0.0 < share && share < 1.0, "{share}");
    }

    #[test]
    fn copies_and_parts_are_no_evidence_of_their_own() {
        let (tables, mut sources) = independent();
        sources[2].derived_from = vec!["a".into()];
        let copied = undocumented(&tables, &sources, 1);
        assert!(!copied.identified);
        assert_eq!(copied.lists_used, ["a+c", "b"]);
        sources[1].covers = Some("one district only".into());
        let alone = undocumented(&tables, &sources, 1);
        assert!(!alone.identified && alone.reason.unwrap().contains("fewer than two"));
        assert_eq!(alone.design.len(), 2, "{:?}", alone.design);
    }

    #[test]
    fn one_list_too_many_lists_and_nobody_are_refused_in_words() {
        let one = undocumented(&OverlapTables::of(1, &[(vec![0], 9)]), &[source("a")], 1);
        assert!(one.reason.unwrap().contains("one list alone"));
        let many: Vec<Source> = (0..17).map(|i| source(&format!("s{i}"))).collect();
        let many = undocumented(&OverlapTables::of(17, &[(vec![0, 16], 9)]), &many, 1);
        assert!(many.reason.unwrap().contains("17 lists"));
        let nobody = undocumented(&OverlapTables::of(2, &[]), &[source("a"), source("b")], 1);
        assert!(!nobody.identified && nobody.reason.is_some());
    }
}
