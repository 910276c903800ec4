//! The answers in words.

use estimate::methods::{Answer, Answers, Method};
use estimate::strata::Parted;
use std::fmt::Write;

/// What can be stated, or that nothing can.
fn stated(
    methods: &[Answer],
    recommended: Option<Method>,
    interval: Option<(f64, f64)>,
    because: &str,
) -> String {
    match methods.iter().find(|a| Some(a.name) == recommended) {
        Some(stated) => format!(
            "\nIn all, listed and unlisted: {}, with 95% interval, by {}: {because}.\nIt holds if everyone could have come on every list and if {}.\n",
            numbers(stated.point, interval.map(|i| i.0), interval.map(|i| i.1)),
            stated.name.title(),
            stated.assumption
        ),
        None => format!("\nHow many were never listed cannot be said from these lists: {because}.\n"),
    }
}

pub fn told_by_strata(from: &str, parted: &Parted) -> String {
    let mut text = format!("{from}: {} people are in {} strata.\n", parted.observed, parted.strata.len());
    text.push_str(&stated(&parted.methods, parted.recommended, parted.interval, &parted.because));
    text.push_str("\nWhat each method says of the sum, from draws of all strata:\n");
    text.push_str(&each(&parted.methods));
    for s in &parted.strata {
        let _ = write!(text, "\n{}", told(&s.stratum, &s.answers));
    }
    text
}

/// `from`: the table, the case or the stratum.
pub fn told(from: &str, answers: &Answers) -> String {
    let lists = answers.lists.len();
    let mut text =
        format!("{from}: {} people are on {lists} lists: {}.\n", answers.observed, answers.lists.join(", "));
    for note in &answers.design {
        let _ = writeln!(text, "Note: {note}.");
    }
    text.push_str(&stated(&answers.methods, answers.recommended, answers.interval, &answers.because));
    if let (None, Some(bound)) = (answers.recommended, &answers.lower_bound) {
        let _ = writeln!(
            text,
            "If the lists do not avoid each other there were, but for chance, at least {:.0} ({:.0}–{:.0}).",
            bound.point, bound.low, bound.high
        );
    }
    text.push_str("\nWhat each method says:\n");
    text.push_str(&each(&answers.methods));
    let pairs: Vec<&Answer> = answers.methods.iter().filter(|a| a.name == Method::TwoList).collect();
    if !pairs.is_empty() {
        text.push_str("\nEach two lists alone, right only if they are independent of each other, which two cannot show:\n");
        for pair in pairs {
            let _ = writeln!(
                text,
                "  {:<28} {}",
                numbers(pair.point, pair.low, pair.high),
                pair.model.as_deref().unwrap_or_default()
            );
        }
    }
    if let Some(dependence) = &answers.sensitivity {
        let [one, other] = &dependence.lists;
        let _ = writeln!(
            text,
            "\nIf {one} and {other} depended on each other by this odds ratio (1: not at all), the rest as in {}:",
            dependence.model
        );
        for a in &dependence.assumed {
            let against = if dependence.contradicts(a) { "; the lists speak against it" } else { "" };
            let _ = writeln!(
                text,
                "  {:>4.2}  {:.0} ({:.0}–{:.0}){against}",
                a.odds_ratio, a.point, a.low, a.high
            );
        }
    }
    if !answers.alternatives.is_empty() {
        text.push_str("\nHow the log-linear estimate moves with the choice of model and lists:\n");
        for a in &answers.alternatives {
            let _ = writeln!(text, "  {:.0} ({:.0}–{:.0})  {}", a.point, a.low, a.high, a.name);
        }
    }
    text
}

/// A line for each method, two lists aside, and what speaks against it.
fn each(methods: &[Answer]) -> String {
    let mut text = String::new();
    for answer in methods.iter().filter(|a| a.name != Method::TwoList) {
        let verdict = match (answer.reliable, answer.name) {
            (true, Method::LowerBound) => "a bound, no estimate",
            (true, _) => "sound",
            (false, _) => "not to be relied on",
        };
        let _ = write!(
            text,
            "  {:<13} {:<28} {verdict}",
            answer.name.name(),
            numbers(answer.point, answer.low, answer.high)
        );
        if let Some(model) = &answer.model {
            let _ = write!(text, "; {model}");
        }
        if let Some(share) = answer.matching {
            let best = answer
                .by_best_matching
                .map_or(String::new(), |best| format!(" ({best:.0} by the best alone)"));
            let _ = write!(
                text,
                "; {:.0} % of the doubt about those unlisted is in the matching{best}",
                (100.0 * share).floor()
            );
        }
        text.push('\n');
        for reason in &answer.reasons {
            let _ = writeln!(text, "                because {reason}");
        }
        if answer.point.is_some() {
            let _ = writeln!(text, "                if {}", answer.assumption);
        }
    }
    text
}

/// Point and interval.
fn numbers(point: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    match (point, low, high) {
        (Some(point), Some(low), Some(high)) => format!("{point:.0} ({low:.0}–{high:.0})"),
        (Some(point), Some(low), None) => format!("{point:.0} ({low:.0} or more)"),
        _ => "no number".to_owned(),
    }
}
