//! The part of the report on those whom no list holds: what each method says, side by side, and the drawings of it.

use super::axis::{Axis, Tick, tenth};
use crate::finding::{Documented, EstimateFinding, Findings, MethodFinding};
use crate::number::{percent_down, rounded, thousands};
use estimate::methods::{Chains, Method};

pub(crate) struct View {
    pub methods: Vec<MethodLine>,
    pub forest: Option<Forest>,
    pub ridges: Option<Ridges>,
    pub chains: Option<ChainsDrawn>,
    pub dependence: Option<DependenceTable>,
    pub matching: Option<String>,
}

pub(crate) struct MethodLine {
    pub title: &'static str,
    pub numbers: String,
    pub verdict: &'static str,
    pub why: String,
    pub stated: bool,
}

pub(crate) struct DependenceTable {
    pub lists: [String; 2],
    pub rows: Vec<(String, String, &'static str)>,
}

/// The part of the report; drawings only where there is something to draw.
pub(crate) fn view(findings: &Findings) -> View {
    let estimate = &findings.estimate;
    let chains = estimate.drawings.iter().find_map(|drawing| drawing.chains.as_ref());
    View {
        methods: estimate.methods.iter().filter(|m| m.name != Method::TwoList.name()).map(|m| line(m, estimate)).collect(),
        forest: forest(estimate, &findings.documented),
        ridges: ridges(estimate),
        chains: chains.and_then(chains_drawn),
        dependence: estimate.dependence.as_ref().map(|found| DependenceTable {
            lists: found.lists.clone(),
            rows: found
                .assumed
                .iter()
                .map(|a| {
                    let against = if a.contradicted { "the lists speak against it" } else { "" };
                    (ratio(a.odds_ratio), numbers(Some(a.point), a.low, a.high), against)
                })
                .collect(),
        }),
        matching: estimate.from_matching.map(|share| {
            let best = estimate.by_best_matching.map_or(String::new(), |best| {
                format!(" By the best matching alone it would be {}; in the others fewer or more records are one person.", rounded(best))
            });
            format!(
                "Of the doubt about those on no list (the variance of the logarithm of their number), {} comes from the matching of \
                 records, the rest from the method and from chance.{best}",
                percent_down(share)
            )
        }),
    }
}

/// The lower end of the lower bound: its middle would be read for more than it is.
pub(crate) fn bound(findings: &Findings) -> Option<String> {
    let bound =
        findings.estimate.methods.iter().find(|m| m.name == Method::LowerBound.name() && m.reliable)?;
    bound.low.map(rounded)
}

/// An odds ratio in words.
fn ratio(odds: f64) -> String {
    if odds < 1.0 {
        format!("1/{:.0}: avoid each other", 1.0 / odds)
    } else if odds > 1.0 {
        format!("{odds:.0}: lead to each other")
    } else {
        "1: nothing to do with each other".to_owned()
    }
}

fn numbers(point: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    match (point, low, high) {
        (Some(point), Some(low), Some(high)) => {
            format!("{} ({}–{})", rounded(point), rounded(low), rounded(high))
        }
        (Some(point), Some(low), None) => format!("{} ({} or more)", rounded(point), rounded(low)),
        _ => "no number".to_owned(),
    }
}

fn title(name: &str) -> &'static str {
    Method::ALL.into_iter().find(|method| method.name() == name).map_or("", Method::title)
}

fn is_stated(method: &MethodFinding, estimate: &EstimateFinding) -> bool {
    estimate.recommended == Some(method.name)
}

fn line(method: &MethodFinding, estimate: &EstimateFinding) -> MethodLine {
    let stated = is_stated(method, estimate);
    let bound = method.name == Method::LowerBound.name();
    MethodLine {
        title: title(method.name),
        // What may not be relied on is not shown as a number where none is stated: it would be quoted for one.
        numbers: if estimate.identified || bound {
            numbers(method.point, method.low, method.high)
        } else {
            "not shown".to_owned()
        },
        verdict: match (method.reliable, stated, bound) {
            (false, ..) => "not to be relied on",
            (true, true, _) => "sound; its number is stated above",
            (true, _, true) => "a bound, no estimate",
            (true, ..) => "sound, if its assumption holds",
        },
        why: if method.reliable {
            format!("Holds if {}.", method.assumption)
        } else {
            sentences(&method.reasons)
        },
        stated,
    }
}

/// Reasons as sentences.
fn sentences(reasons: &[String]) -> String {
    let sentence = |reason: &String| {
        let mut letters = reason.chars();
        let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    };
    reasons.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

const WIDTH: f64 = 900.0;
const LABELS: f64 = 300.0;
const NUMBERS: f64 = 700.0;
const ROW: f64 = 22.0;

/// Intervals one beneath the other.
pub(crate) struct Forest {
    pub height: f64,
    pub foot: f64,
    pub rows: Vec<ForestRow>,
    pub ticks: Vec<Tick>,
}

pub(crate) struct ForestRow {
    pub y: f64,
    pub label: String,
    pub full_label: String,
    pub text: String,
    pub from: f64,
    pub to: f64,
    pub point: f64,
    /// The interval goes on beyond the drawing.
    pub beyond: bool,
    /// "stated", "sound", "doubtful" or "other".
    pub class: &'static str,
}

/// Ends of the drawing are as far beyond the stated number as this, in parts of it; others may go on beyond.
const FARTHEST: f64 = 2.5;

fn forest(estimate: &EstimateFinding, documented: &Documented) -> Option<Forest> {
    if !estimate.identified {
        return None;
    }
    let mut rows: Vec<(String, f64, f64, Option<f64>, &'static str)> = vec![(
        "documented by name or description".into(),
        documented.best as f64,
        documented.low as f64,
        Some(documented.high as f64),
        "other",
    )];
    if let (Some(point), Some(low)) = (estimate.point, estimate.low) {
        rows.push(("stated: spans the sound methods".into(), point, low, estimate.high, "stated"));
    }
    // Each two lists alone are in the table: their numbers rest on what two lists cannot show.
    let shown = estimate.methods.iter().filter(|m| m.name != Method::TwoList.name());
    for method in shown {
        if let (Some(point), Some(low)) = (method.point, method.low) {
            let class = if method.reliable { "sound" } else { "doubtful" };
            rows.push((title(method.name).into(), point, low, method.high, class));
        }
    }
    for other in &estimate.alternatives {
        if let Some(low) = other.low {
            rows.push((other.name.clone(), other.point, low, other.high, "other"));
        }
    }
    let stated = estimate.high?;
    let farthest = rows.iter().filter_map(|row| row.3).fold(stated, f64::max).min(FARTHEST * stated);
    let least = rows.iter().map(|row| row.2).fold(f64::INFINITY, f64::min);
    let axis = Axis::new((least - 0.03 * (farthest - least), farthest), (LABELS + 10.0, NUMBERS - 10.0));
    let foot = tenth(10.0 + ROW * rows.len() as f64);
    let row =
        |(i, (label, point, low, high, class)): (usize, (String, f64, f64, Option<f64>, &'static str))| {
            let end = high.unwrap_or(f64::INFINITY);
            ForestRow {
                y: tenth(10.0 + ROW * (i as f64 + 0.5)),
                label: shortened(&label),
                text: numbers(Some(point), Some(low), high),
                full_label: label,
                from: axis.at(low),
                to: axis.at(end),
                point: axis.at(point),
                beyond: axis.is_beyond(end),
                class,
            }
        };
    let rows = rows.into_iter().enumerate().map(row).collect();
    Some(Forest { height: foot + 26.0, foot, rows, ticks: axis.ticks() })
}

fn shortened(text: &str) -> String {
    const LETTERS: usize = 46;
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(LETTERS - 1).collect::<String>())
}

/// The distributions of the sound methods, one beneath the other on one scale.
pub(crate) struct Ridges {
    pub height: f64,
    pub foot: f64,
    pub ridges: Vec<Ridge>,
    pub ticks: Vec<Tick>,
}

pub(crate) struct Ridge {
    pub label: &'static str,
    pub label_y: f64,
    pub base: f64,
    pub path: String,
    pub stated: bool,
}

const RIDGE: f64 = 74.0;
const BINS: usize = 56;

fn ridges(estimate: &EstimateFinding) -> Option<Ridges> {
    if !estimate.identified {
        return None;
    }
    let sound: Vec<(&MethodFinding, Vec<f64>)> = estimate
        .methods
        .iter()
        .filter(|method| method.reliable)
        .filter_map(|method| {
            let drawing = estimate.drawings.iter().find(|drawing| drawing.name == method.name)?;
            let mut likely = drawing.likely.clone();
            likely.sort_by(f64::total_cmp);
            (!likely.is_empty()).then_some((method, likely))
        })
        .collect();
    let at =
        |likely: &[f64], p: f64| likely.get((p * (likely.len() - 1) as f64) as usize).copied().unwrap_or(0.0);
    let low = sound.iter().map(|(_, likely)| at(likely, 0.001)).fold(f64::INFINITY, f64::min);
    let high = sound.iter().map(|(_, likely)| at(likely, 0.995)).fold(0.0, f64::max);
    if sound.is_empty() || high <= low {
        return None;
    }
    let axis = Axis::new((low, high), (LABELS + 10.0, WIDTH - 20.0));
    let step = (high - low) / BINS as f64;
    let ridge = |(i, (method, likely)): (usize, &(&MethodFinding, Vec<f64>))| {
        let base = tenth(RIDGE * (i as f64 + 1.0));
        let up_to = |x: f64| likely.partition_point(|&y| y < x);
        let counts: Vec<usize> =
            (0..BINS).map(|b| up_to(low + step * (b as f64 + 1.0)) - up_to(low + step * b as f64)).collect();
        let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
        let mut path = format!("M{} {base}", axis.at(low));
        for (b, &count) in counts.iter().enumerate() {
            let y = tenth(base - (RIDGE - 14.0) * count as f64 / most);
            let (from, to) = (axis.at(low + step * b as f64), axis.at(low + step * (b as f64 + 1.0)));
            path.push_str(&format!("L{from} {y}L{to} {y}"));
        }
        path.push_str(&format!("L{} {base}Z", axis.at(high)));
        Ridge {
            label: title(method.name),
            label_y: tenth(base - RIDGE * 0.3),
            base,
            path,
            stated: is_stated(method, estimate),
        }
    };
    let ridges: Vec<Ridge> = sound.iter().enumerate().map(ridge).collect();
    let foot = tenth(RIDGE * ridges.len() as f64);
    Some(Ridges { height: foot + 26.0, foot, ridges, ticks: axis.ticks() })
}

/// Traces and ranks of the chains.
pub(crate) struct ChainsDrawn {
    pub traces: Vec<String>,
    pub top: String,
    pub bottom: String,
    pub ranks: Vec<RankPanel>,
    pub rank_base: f64,
    pub height: f64,
}

pub(crate) struct RankPanel {
    pub label: String,
    pub x: f64,
    pub to: f64,
    pub bars: Vec<(f64, f64, f64, f64)>,
    pub even: f64,
}

const TRACE: f64 = 170.0;
const PANEL: f64 = 90.0;

fn chains_drawn(chains: &Chains) -> Option<ChainsDrawn> {
    let all = || chains.traces.iter().flatten().copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    let span = (high - low).max(1.0);
    let trace = |trace: &Vec<f64>| {
        let wide = (WIDTH - 90.0) / (trace.len().max(2) - 1) as f64;
        let points = trace.iter().enumerate().map(|(i, x)| {
            format!(
                "{} {}",
                tenth(80.0 + wide * i as f64),
                tenth(10.0 + (TRACE - 20.0) * (1.0 - (x - low) / span))
            )
        });
        points.collect::<Vec<_>>().join(" ")
    };
    let rank_base = TRACE + 30.0 + PANEL;
    let most = chains.ranks.iter().flatten().copied().max().unwrap_or(1).max(1) as f64;
    let width = (WIDTH - 20.0) / chains.ranks.len().max(1) as f64;
    let panel = |(i, counts): (usize, &Vec<usize>)| {
        let (x, bar) = (10.0 + width * i as f64, (width - 20.0) / counts.len().max(1) as f64);
        let height = |n: f64| (PANEL - 10.0) * n / most;
        let even = counts.iter().sum::<usize>() as f64 / counts.len().max(1) as f64;
        let bars = counts.iter().enumerate().map(|(b, &n)| {
            let high = height(n as f64);
            (tenth(x + bar * b as f64), tenth(rank_base - high), tenth((bar - 1.0).max(0.5)), tenth(high))
        });
        RankPanel {
            label: format!("chain {}", thousands(i as u64 + 1)),
            x: tenth(x),
            to: tenth(x + width - 20.0),
            bars: bars.collect(),
            even: tenth(rank_base - height(even)),
        }
    };
    Some(ChainsDrawn {
        traces: chains.traces.iter().map(trace).collect(),
        top: rounded(high),
        bottom: rounded(low),
        ranks: chains.ranks.iter().enumerate().map(panel).collect(),
        rank_base,
        height: rank_base + 24.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::independent;
    use crate::undocumented::undocumented;
    use crate::{Findings, OverlapTables, compute};
    use casefile::Source;

    fn findings((tables, sources): (OverlapTables, Vec<Source>)) -> Findings {
        let estimate = undocumented(&tables, &sources, 1);
        let nothing = compute(&Default::default(), &Default::default(), &Default::default());
        Findings { estimate, ..nothing }
    }

    #[test]
    fn the_methods_stand_side_by_side_and_one_is_stated() {
        let view = view(&findings(independent()));
        let titles: Vec<&str> = view.methods.iter().map(|line| line.title).collect();
        assert_eq!(titles, ["log-linear models", "latent classes", "graphical models", "lower bound"]);
        assert_eq!(view.methods.iter().filter(|line| line.stated).count(), 1);
        let forest = view.forest.unwrap();
        let inside = |x: f64| (LABELS..=NUMBERS).contains(&x);
        assert!(
            forest.rows.iter().all(|row| row.from <= row.point
                && row.point <= row.to
                && inside(row.from)
                && inside(row.to))
        );
        assert_eq!(forest.rows.iter().filter(|row| row.class == "stated").count(), 1);
        assert!(forest.rows.iter().any(|row| row.label == "without a"), "each list is left out in turn");
        assert!(!view.ridges.unwrap().ridges.is_empty());
        let chains = view.chains.unwrap();
        assert_eq!((chains.traces.len(), chains.ranks.len()), (4, 4));
        assert!(view.dependence.unwrap().rows[3].0.starts_with("1: nothing"));
    }

    #[test]
    fn where_nothing_is_stated_no_number_of_an_estimate_is_shown() {
        // Four people on two lists: too few.
        let counts =
            [(vec![0], 6), (vec![1], 5), (vec![2], 8), (vec![0, 1], 1), (vec![0, 2], 2), (vec![1, 2], 1)];
        let few = OverlapTables::of(3, &counts);
        let found = findings((few, independent().1));
        assert!(!found.estimate.identified);
        let view = view(&found);
        assert!(view.forest.is_none() && view.ridges.is_none());
        for line in &view.methods {
            let shown = line.numbers.chars().any(|c| c.is_ascii_digit());
            assert!(!shown || line.title == "lower bound", "{}: {}", line.title, line.numbers);
            assert!(!line.why.is_empty() && !line.stated);
        }
    }
}
