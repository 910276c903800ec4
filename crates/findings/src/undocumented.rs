//! How many people no list holds: the overlap tables go through the estimators.
//!
//! The table of the best partition decides whether there is an estimate at all, and which models speak. The same
//! models are then fitted to the tables of the draws, so that the interval carries the doubt of matching as well.

use crate::OverlapTables;
use crate::finding::{Alternative, EstimateFinding};
use crate::number::six_decimals;
use casefile::Source;
use estimate::{Draw, Lineage, Outcome, OverlapTable};

/// Draws to which the models are fitted again. Multiple imputation needs few: with 40 the interval is within about one
/// percent of what endless draws would give (Rubin 1987, ch. 4), and a large case takes no longer.
const REFITS: usize = 40;

/// If the models cannot be fitted to more than this share of the draws, matching leaves too much in doubt.
const MOST_FAILED: f64 = 0.1;

/// Estimates how many people were killed in all from who is on which lists.
///
/// A source that copies another (`derived_from`) is merged with it. A source of which is said what it covers
/// (`covers`) is taken to cover only a part, whatever the words: it is left out of the estimate, never of the count.
/// Where the lists do not allow an estimate, the finding says why.
pub fn undocumented(tables: &OverlapTables, sources: &[Source]) -> EstimateFinding {
    if sources.len() > *estimate::LISTS.end() {
        let most = estimate::LISTS.end();
        return refusal(format!(
            "there are {} lists and the method takes at most {most}; join lists that have one origin",
            sources.len()
        ));
    }
    if sources.len() < *estimate::LISTS.start() {
        return refusal(
            "one list alone cannot show how many it missed; a second, independent list is needed".into(),
        );
    }
    let lineage = lineage(sources);
    let best = match table(&tables.patterns, &tables.best, sources) {
        Ok(table) => table,
        Err(error) => return refusal(error.to_string()),
    };
    let outcome = estimate::estimate(&best, &lineage);
    let used = lists_used(sources, &lineage, &best);
    match &outcome {
        Outcome::NotIdentified { reason, alternatives, lower_bound } => EstimateFinding {
            alternatives: shown(alternatives),
            lower_bound: lower_bound.as_ref().and_then(|bound| six_decimals(bound.point)),
            lists_used: used,
            ..refusal(reason.clone())
        },
        Outcome::Identified {
            point,
            low,
            high,
            level,
            method,
            model,
            models,
            assumption,
            alternatives,
            lower_bound,
            ..
        } => {
            let mut finding = EstimateFinding {
                identified: true,
                reason: None,
                point: six_decimals(*point),
                low: six_decimals(*low),
                high: six_decimals(*high),
                level: *level,
                method: Some(format!("{method}; {models} models compared, the best of them: {model}")),
                assumption: Some(assumption.clone()),
                lists_used: used,
                alternatives: shown(alternatives),
                lower_bound: lower_bound.as_ref().and_then(|bound| six_decimals(bound.point)),
            };
            if tables.in_doubt() {
                let (asked, draws) = refits(tables, sources, &outcome);
                let failed = asked - draws.len();
                let combined =
                    estimate::combine_draws(&draws).filter(|c| c.low.is_finite() && c.high.is_finite());
                match combined {
                    Some(combined) if failed as f64 <= MOST_FAILED * asked as f64 => {
                        finding.point = six_decimals(combined.point);
                        // Doubt in matching can only add to the doubt between models.
                        finding.low = six_decimals(combined.low.min(*low));
                        finding.high = six_decimals(combined.high.max(*high));
                        finding.method = finding.method.map(|method| {
                            format!("{method}; fitted again to {} drawn matchings", draws.len())
                        });
                    }
                    _ => {
                        finding.identified = false;
                        (finding.point, finding.low, finding.high) = (None, None, None);
                        finding.reason = Some(format!(
                            "matching is in doubt, and in {failed} of {asked} credible ways to match the records the \
                             models cannot be fitted"
                        ));
                    }
                }
            }
            finding
        }
    }
}

fn refusal(reason: String) -> EstimateFinding {
    EstimateFinding { reason: Some(reason), level: estimate::LEVEL, ..EstimateFinding::default() }
}

/// The models of `outcome` on evenly spaced draws: how many were tried, and those that could be fitted.
fn refits(tables: &OverlapTables, sources: &[Source], outcome: &Outcome) -> (usize, Vec<Draw>) {
    let asked = tables.draws.min(REFITS);
    let draws = (0..asked)
        .filter_map(|i| {
            let counts = tables.draw(i * tables.draws / asked);
            let table = table(&tables.patterns, &counts, sources).ok()?;
            estimate::refit_draw(&table, outcome)
        })
        .collect();
    (asked, draws)
}

fn table(patterns: &[Vec<u32>], counts: &[u32], sources: &[Source]) -> Result<OverlapTable, estimate::Error> {
    let mask =
        |pattern: &Vec<u32>| pattern.iter().fold(0_u32, |mask, &s| mask | 1_u32.checked_shl(s).unwrap_or(0));
    OverlapTable::new(
        sources.iter().map(|source| source.id.clone()).collect(),
        patterns.iter().zip(counts).map(|(pattern, &count)| (mask(pattern), u64::from(count))),
    )
}

fn lineage(sources: &[Source]) -> Lineage {
    let position = |id: &String| sources.iter().position(|source| &source.id == id);
    let copies = |(a, source): (usize, &Source)| -> Vec<(usize, usize)> {
        source.derived_from.iter().filter_map(position).filter(|&b| b != a).map(|b| (a, b)).collect()
    };
    Lineage {
        derived: sources.iter().enumerate().flat_map(copies).collect(),
        partial: (0..sources.len()).filter(|&s| sources.get(s).is_some_and(|s| s.covers.is_some())).collect(),
    }
}

/// The lists that speak in the estimate: those of one lineage joined by "+", without those that cover only a part.
fn lists_used(sources: &[Source], lineage: &Lineage, table: &OverlapTable) -> Vec<String> {
    let mut group: Vec<usize> = (0..sources.len()).collect();
    for &(a, b) in &lineage.derived {
        if let (Some(&from), Some(&to)) = (group.get(a), group.get(b)) {
            let (from, to) = (from.max(to), from.min(to));
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
    }
    (0..sources.len())
        .map(|first| (0..sources.len()).filter(|&s| group.get(s) == Some(&first)).collect::<Vec<usize>>())
        .filter(|members| members.iter().any(|s| !lineage.partial.contains(s)))
        .filter(|members| members.iter().any(|&s| table.listed(s) > 0))
        .map(|members| {
            let ids: Vec<&str> =
                members.iter().filter_map(|&s| sources.get(s)).map(|s| s.id.as_str()).collect();
            ids.join("+")
        })
        .collect()
}

fn shown(alternatives: &[estimate::Alternative]) -> Vec<Alternative> {
    let shown = |other: &estimate::Alternative| {
        Some(Alternative {
            name: other.name.clone(),
            point: six_decimals(other.point)?,
            low: six_decimals(other.low),
            high: six_decimals(other.high),
        })
    };
    alternatives.iter().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::source;

    /// Three invented lists that meet as often as independent lists would.
    fn three() -> (OverlapTables, Vec<Source>) {
        let counts = [
            (vec![0], 60),
            (vec![1], 50),
            (vec![2], 80),
            (vec![0, 1], 12),
            (vec![0, 2], 20),
            (vec![1, 2], 16),
            (vec![0, 1, 2], 4),
        ];
        (OverlapTables::of(3, &counts), ["a", "b", "c"].map(source).to_vec())
    }

    #[test]
    fn independent_lists_give_an_estimate_with_its_condition() {
        let (tables, sources) = three();
        let found = undocumented(&tables, &sources);
        assert!(found.identified, "{found:?}");
        let (low, point, high) = (found.low.unwrap(), found.point.unwrap(), found.high.unwrap());
        assert!(242.0 < low && low < point && point < high);
        assert!(found.assumption.is_some() && found.reason.is_none());
        assert_eq!(found.lists_used, ["a", "b", "c"]);
    }

    #[test]
    fn doubt_in_matching_widens_the_interval() {
        let (mut tables, sources) = three();
        let sure = undocumented(&tables, &sources);
        tables.vary(20, |d| vec![(0, (d % 2) as u32 * 30), (3, (d % 3) as u32 * 6)]);
        let unsure = undocumented(&tables, &sources);
        assert!(unsure.identified);
        assert!(unsure.high.unwrap() - unsure.low.unwrap() > sure.high.unwrap() - sure.low.unwrap());
        assert!(unsure.method.unwrap().contains("20 drawn matchings"));
    }

    #[test]
    fn copies_and_parts_are_no_evidence_of_their_own() {
        let (tables, mut sources) = three();
        sources[2].derived_from = vec!["a".into()];
        let copied = undocumented(&tables, &sources);
        assert!(!copied.identified);
        assert_eq!(copied.lists_used, ["a+c", "b"]);
        sources[1].covers = Some("one district only".into());
        let alone = undocumented(&tables, &sources);
        assert_eq!((alone.identified, alone.lists_used), (false, vec!["a+c".to_string()]));
        assert!(alone.reason.unwrap().contains("fewer than two"));
    }

    #[test]
    fn one_list_too_many_lists_and_nobody_are_refused_in_words() {
        let one = undocumented(&OverlapTables::of(1, &[(vec![0], 9)]), &[source("a")]);
        assert!(one.reason.unwrap().contains("one list alone"));
        let many: Vec<Source> = (0..17).map(|i| source(&format!("s{i}"))).collect();
        let many = undocumented(&OverlapTables::of(17, &[(vec![0, 16], 9)]), &many);
        assert!(many.reason.unwrap().contains("17 lists"));
        let nobody = undocumented(&OverlapTables::of(2, &[]), &[source("a"), source("b")]);
        assert!(!nobody.identified && nobody.reason.is_some());
    }
}
