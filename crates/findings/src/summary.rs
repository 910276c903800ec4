//! The findings in a few lines that can be quoted.

use crate::finding::Findings;
use crate::number::{counted, rounded, thousands};

/// Lists and notices that the summary shows one by one.
const LISTS: usize = 8;
const NOTICES: usize = 4;

/// The count in one sentence, with its uncertainty.
pub fn headline(findings: &Findings) -> String {
    let documented = &findings.documented;
    let lists = findings.sources.len() as u64;
    let records = counted(findings.records as u64, "record", "records");
    let lists = format!("{} holding {records}", counted(lists, "list", "lists"));
    if documented.best == 0 {
        return format!("No victim could be read from {lists}.");
    }
    let best = documented.best as u64;
    let are = if best == 1 { "is" } else { "are" };
    let people = counted(best, "person", "people");
    let interval = if findings.method.draws == 0 {
        String::new()
    } else {
        format!(
            " ({} interval from matching: {}–{})",
            percent(documented.level),
            thousands(documented.low as u64),
            thousands(documented.high as u64)
        )
    };
    format!("{people} {are} documented as killed, by name or description, in {lists}{interval}.")
}

/// How many people were killed in all, or why that is not said; one sentence.
pub(crate) fn in_all(findings: &Findings) -> String {
    let estimate = &findings.estimate;
    match (estimate.identified, estimate.point, estimate.low, estimate.high) {
        (true, Some(point), Some(low), Some(high)) => format!(
            "Counting those whom no list holds, an estimated {} people were killed ({} interval: {}–{}).",
            rounded(point),
            percent(estimate.level),
            rounded(low),
            rounded(high)
        ),
        _ => {
            let reason = estimate.reason.as_deref().unwrap_or("the lists do not allow it").trim();
            let stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
            format!("How many people no list holds is not estimated: {reason}{stop}")
        }
    }
}

/// "95%".
pub(crate) fn percent(level: f64) -> String {
    format!("{}%", (level * 1000.0).round() / 10.0)
}

/// For the terminal: what was found, by list, and what to bear in mind; fewer than 25 lines, ends without a line break.
pub fn summary(findings: &Findings) -> String {
    let mut lines = Vec::new();
    if !findings.title.is_empty() {
        lines.push(findings.title.clone());
    }
    lines.push(findings.headline.clone());
    lines.push(in_all(findings));
    lines.push(String::new());
    lines.push("   people    records  only here  list".into());
    for source in findings.sources.iter().take(LISTS) {
        lines.push(format!(
            "{:>9}  {:>9}  {:>9}  {}",
            thousands(source.persons as u64),
            thousands(source.records as u64),
            thousands(source.only_here as u64),
            source.name
        ));
    }
    if findings.sources.len() > LISTS {
        lines.push(format!(
            "  and {}",
            counted((findings.sources.len() - LISTS) as u64, "more list", "more lists")
        ));
    }
    lines.push(String::new());
    let were = if findings.corroborated == 1 { "is" } else { "are" };
    lines.push(format!(
        "{} {were} on two or more lists that are not known to copy each other.",
        counted(findings.corroborated as u64, "person", "people")
    ));
    if findings.doubtful.groups > 0 {
        lines.push(format!(
            "{} in {} could be matched in more than one way.",
            counted(findings.doubtful.records as u64, "record", "records"),
            counted(findings.doubtful.groups as u64, "group", "groups")
        ));
    }
    let left_out: u64 = findings.left_out.iter().map(|l| rows(l.rows)).sum();
    if left_out > 0 || !findings.unread.is_empty() {
        lines.push(format!(
            "Not counted: {} that {} no entry; {} could not be read. The report lists them.",
            counted(left_out, "row", "rows"),
            if left_out == 1 { "is" } else { "are" },
            counted(findings.unread.len() as u64, "cell", "cells")
        ));
    }
    let unknown: usize = findings.missing.iter().map(|m| m.cells).sum();
    if unknown > 0 {
        let says = if unknown == 1 { "cell says" } else { "cells say" };
        lines.push(format!("{} {says} in words that the value is not known.", thousands(unknown as u64)));
    }
    lines.extend(findings.notices.iter().take(NOTICES).map(|notice| format!("Note: {notice}")));
    if findings.notices.len() > NOTICES {
        let more = (findings.notices.len() - NOTICES) as u64;
        lines.push(format!("{} in the report.", counted(more, "more note", "more notes")));
    }
    lines.join("\n")
}

/// Number of rows from the first to the last.
pub(crate) fn rows((first, last): (u32, u32)) -> u64 {
    u64::from(last.saturating_sub(first)) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{case, source};
    use crate::{Context, compute};
    use casefile::Reading;
    use linkage::Linked;

    #[test]
    fn the_headline_says_one_and_many_and_none() {
        let (reading, linked) = case();
        assert_eq!(
            compute(&reading, &linked, &Context::default()).headline,
            "5 people are documented as killed, by name or description, in 3 lists holding 7 records \
             (95% interval from matching: 5–6)."
        );
        let one = Reading {
            sources: reading.sources[..1].to_vec(),
            records: reading.records[..1].to_vec(),
            ..Reading::default()
        };
        let linked = Linked { person_of: vec![0], ..Linked::default() };
        assert_eq!(
            compute(&one, &linked, &Context::default()).headline,
            "1 person is documented as killed, by name or description, in 1 list holding 1 record."
        );
        assert_eq!(
            compute(&Reading::default(), &Linked::default(), &Context::default()).headline,
            "No victim could be read from 0 lists holding 0 records."
        );
    }

    #[test]
    fn the_summary_reads_well() {
        let (reading, linked) = case();
        let context = Context {
            title: "Qasab".into(),
            notices: vec!["A list has no dates.".into()],
            ..Context::default()
        };
        let mut findings = compute(&reading, &linked, &context);
        findings.estimate.reason = Some("one list of three stands alone".into());
        insta::assert_snapshot!(summary(&findings));
    }

    #[test]
    fn the_summary_stays_short() {
        let (mut reading, linked) = case();
        reading.sources.extend((0..40).map(|i| source(&format!("more{i}"))));
        let context = Context { notices: vec!["x".into(); 50], ..Context::default() };
        assert!(summary(&compute(&reading, &linked, &context)).lines().count() < 25);
    }
}
