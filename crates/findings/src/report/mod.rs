//! The report: one page that stands alone, made of what [`crate::Findings`] holds. The types here hold what the
//! page shows, ready to print; the template only lays it out, and escapes all of it.

mod axis;
mod estimate;
mod people;
mod timeline;
mod upset;

use crate::finding::{Findings, Share};
use crate::number::{counted, thousands};
use crate::summary::{in_all, rows};
use askama::Template;
use casefile::Reading;
use linkage::Linked;

/// Rows of the lists of what was not read, at most.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "report.html")]
struct Report<'a> {
    findings: &'a Findings,
    in_all: String,
    corroborated: String,
    unnamed: Option<String>,
    doubt: Option<String>,
    lists: Vec<ListLine<'a>>,
    people_total: String,
    records_total: String,
    upset: Option<upset::Upset>,
    overlaps: Vec<OverlapLine>,
    chart: Option<timeline::Chart>,
    absent: Vec<String>,
    bins: Vec<(String, String)>,
    breakdowns: Vec<Breakdown>,
    differences: Vec<String>,
    estimate: estimate::View,
    lower_bound: Option<String>,
    chunks: Vec<people::Chunk<'a>>,
    left_out: Vec<LeftOutLine<'a>>,
    left_out_rows: String,
    left_out_more: Option<String>,
    unread_count: String,
    unread_more: Option<String>,
    draws: String,
}

impl Report<'_> {
    /// The cells that could not be read and are shown.
    fn unread(&self) -> &[crate::UnreadCell] {
        self.findings.unread.get(..SHOWN).unwrap_or(&self.findings.unread)
    }
}

struct ListLine<'a> {
    name: &'a str,
    id: &'a str,
    files: String,
    records: String,
    persons: String,
    only_here: String,
    note: Option<String>,
}

struct OverlapLine {
    lists: String,
    persons: String,
    interval: Option<String>,
}

struct Breakdown {
    title: String,
    rows: Vec<BarRow>,
}

struct BarRow {
    label: String,
    persons: String,
    share: String,
    /// Length of the bar in percent of the longest.
    length: f64,
    /// No value of the people but a statement on what is known.
    aside: bool,
}

struct LeftOutLine<'a> {
    place: String,
    rows: String,
    reason: &'a str,
}

/// The report as HTML.
pub(crate) fn render(
    findings: &Findings,
    reading: &Reading,
    linked: &Linked,
) -> Result<String, askama::Error> {
    let left_out_rows: u64 = findings.left_out.iter().map(|l| rows(l.rows)).sum();
    let people = |n: usize| counted(n as u64, "person", "people");
    let more = |n: usize, one: &str, many: &str| {
        (n > SHOWN).then(|| format!("and {}, in findings.json", counted((n - SHOWN) as u64, one, many)))
    };
    let corroborated = findings.corroborated;
    let report = Report {
        in_all: in_all(findings),
        corroborated: format!(
            "{} {} on at least two lists that are not known to copy each other.",
            people(corroborated),
            if corroborated == 1 { "is" } else { "are" }
        ),
        unnamed: unnamed(findings),
        doubt: doubt(findings),
        lists: lists(findings),
        people_total: thousands(findings.documented.best as u64),
        records_total: thousands(findings.records as u64),
        upset: upset::upset(findings),
        overlaps: overlaps(findings),
        chart: timeline::chart(&findings.timeline),
        absent: timeline::absent(&findings.timeline),
        bins: findings
            .timeline
            .bins
            .iter()
            .filter(|bin| bin.persons > 0)
            .map(|bin| {
                let label = timeline::step_label(&bin.from, findings.timeline.unit);
                (label.to_string(), thousands(bin.persons as u64))
            })
            .collect(),
        breakdowns: breakdowns(findings),
        differences: differences(findings),
        estimate: estimate::view(findings),
        lower_bound: estimate::bound(findings),
        chunks: people::chunks(findings, reading, linked),
        left_out: findings
            .left_out
            .iter()
            .take(SHOWN)
            .map(|left| LeftOutLine {
                place: file_and_sheet(&left.file, left.sheet.as_deref()),
                rows: match left.rows {
                    (first, last) if first == last => first.to_string(),
                    (first, last) => format!("{first} to {last}"),
                },
                reason: &left.reason,
            })
            .collect(),
        left_out_rows: match left_out_rows {
            0 => "Every row under the headers is an entry.".into(),
            1 => "1 row of the files is no entry on a victim.".into(),
            n => format!("{} rows of the files are no entries on victims.", thousands(n)),
        },
        left_out_more: more(findings.left_out.len(), "more entry", "more entries"),
        unread_count: match findings.unread.len() {
            0 => "Every cell whose column has a meaning could be read.".into(),
            n => format!(
                "{} could not be read; nothing was guessed, and the rest of the row was used.",
                counted(n as u64, "cell", "cells")
            ),
        },
        unread_more: more(findings.unread.len(), "more cell", "more cells"),
        draws: thousands(findings.method.draws as u64),
        findings,
    };
    report.render()
}

fn file_and_sheet(file: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(|| file.to_string(), |sheet| format!("{file}, sheet {sheet}"))
}

fn unnamed(findings: &Findings) -> Option<String> {
    let people = match findings.unnamed {
        0 => return None,
        1 => "1 of them stands on the lists without a name and is".to_owned(),
        n => format!("{} of them stand on the lists without a name and are", thousands(n as u64)),
    };
    Some(format!("{people} known by description alone; such a person may be the same as one who is named."))
}

fn doubt(findings: &Findings) -> Option<String> {
    let doubtful = findings.doubtful;
    (doubtful.groups > 0).then(|| {
        format!(
            "For {} it is not certain whether they speak of the same person as another; the interval says how \
             much that can change the count.",
            counted(doubtful.records as u64, "record", "records")
        )
    })
}

fn lists(findings: &Findings) -> Vec<ListLine<'_>> {
    let name =
        |id: &String| findings.sources.iter().find(|s| &s.id == id).map_or(id.clone(), |s| s.name.clone());
    findings
        .sources
        .iter()
        .map(|source| {
            let copies: Vec<String> = source.derived_from.iter().map(name).collect();
            let copies = (!copies.is_empty()).then(|| format!("Copies {}.", copies.join(", ")));
            let covers = source.covers.as_ref().map(|covers| format!("Covers {covers}."));
            let note: Vec<String> = copies.into_iter().chain(covers).collect();
            ListLine {
                name: &source.name,
                id: &source.id,
                files: source.files.join(", "),
                records: thousands(source.records as u64),
                persons: thousands(source.persons as u64),
                only_here: thousands(source.only_here as u64),
                note: (!note.is_empty()).then(|| note.join(" ")),
            }
        })
        .collect()
}

fn overlaps(findings: &Findings) -> Vec<OverlapLine> {
    let line = |overlap: &crate::Overlap| OverlapLine {
        lists: overlap.lists.join(" + "),
        persons: thousands(overlap.persons as u64),
        interval: (overlap.low != overlap.high)
            .then(|| format!("{}–{}", thousands(overlap.low as u64), thousands(overlap.high as u64))),
    };
    findings.overlaps.iter().filter(|overlap| overlap.persons > 0).map(line).collect()
}

fn breakdowns(findings: &Findings) -> Vec<Breakdown> {
    let b = &findings.breakdowns;
    let place = b.place_level.as_ref().map_or("By place".into(), |level| format!("By place ({level})"));
    let total = findings.documented.best.max(1) as f64;
    [
        ("By sex".to_string(), &b.sex),
        ("By age".into(), &b.age_band),
        ("By month of death".into(), &b.month),
        (place, &b.place),
    ]
    .into_iter()
    .map(|(title, shares)| {
        let longest = shares.iter().map(|share| share.persons).max().unwrap_or(1).max(1) as f64;
        let row = |share: &Share| BarRow {
            label: share.label.clone(),
            persons: thousands(share.persons as u64),
            share: format!("{:.1}%", share.persons as f64 / total * 100.0),
            length: (share.persons as f64 / longest * 1000.0).round() / 10.0,
            aside: matches!(
                share.key.as_str(),
                "sources_differ" | "not_stated" | "other_places" | "wide_range"
            ),
        };
        Breakdown { title, rows: shares.iter().filter(|share| share.persons > 0).map(row).collect() }
    })
    .collect()
}

fn differences(findings: &Findings) -> Vec<String> {
    let d = findings.differences;
    [(d.sex, "sex"), (d.age, "age"), (d.birth, "date of birth"), (d.death, "date of death")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("the {what} of {}", counted(n as u64, "person", "people")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;
    use crate::{Context, MappingShown, compute};

    fn page() -> String {
        let (reading, linked) = case();
        let context = Context {
            title: "Qasab & Marsa".into(),
            mappings: vec![MappingShown {
                source: "alpha".into(),
                file: "alpha.csv".into(),
                sheet: None,
                header_row: 1,
                columns: vec![("<b>Name</b>".into(), "full-name".into())],
            }],
            notices: vec!["List <gamma> has no names.".into()],
            ..Context::default()
        };
        render(&compute(&reading, &linked, &context), &reading, &linked).unwrap()
    }

    #[test]
    fn what_lists_say_is_text_and_never_markup() {
        let page = page();
        assert!(!page.contains("<script"), "a name became markup");
        assert!(!page.contains("<b>Name"), "a column became markup");
        assert!(!page.contains("<gamma>"), "a notice became markup");
        assert!(page.contains("&#60;script&#62;alert(1)"), "the name itself is lost");
    }

    #[test]
    fn the_page_needs_nothing_from_outside() {
        let page = page();
        assert!(page.contains("default-src 'none'"));
        for from_outside in ["http://", "https://", "src=", "<link", "@import", "url("] {
            let found = page.replace("http://www.w3.org/2000/svg", "").contains(from_outside);
            assert!(!found, "{from_outside}");
        }
    }

    #[test]
    fn every_record_stands_behind_its_person() {
        let page = page();
        assert_eq!(page.matches("<tr id=\"p-").count(), 5);
        assert_eq!(page.matches("class=\"rec\"").count(), 7);
        assert!(page.contains("1 of them stands on the lists without a name"));
        assert!(page.contains("A-17") && page.contains("لينا حداد"));
        assert_eq!(page.matches("doubtful:").count(), 2, "both records of the doubtful person say so");
    }

    #[test]
    fn what_was_left_out_is_shown_with_its_place() {
        let page = page();
        assert!(page.contains("forty-ish?") && page.contains("total at the foot"));
    }

    #[test]
    fn an_empty_case_makes_a_page() {
        let (reading, linked) = (Reading::default(), Linked::default());
        let page = render(&compute(&reading, &linked, &Context::default()), &reading, &linked).unwrap();
        assert!(page.contains("No victim could be read"));
    }
}
