//! The tables that are published beside the report: `persons.csv`, `links.csv`, `overlaps.csv`.
//!
//! RFC 4180, UTF-8, one header line, lines end in LF.

use crate::finding::Findings;
use crate::person::{age_text, date_text, place_text, sex_text};
use casefile::Reading;
use linkage::Linked;
use std::borrow::Cow;

/// One line per person.
pub(crate) fn persons(findings: &Findings, reading: &Reading) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "person_id",
        "name",
        "other_names",
        "sex",
        "age",
        "birth_date",
        "death_date",
        "place",
        "sources",
        "records",
        "probability",
    ])?;
    for person in &findings.people {
        let joined = |texts: Vec<&str>| texts.join(";");
        let sources = person.sources.iter().filter_map(|&s| reading.sources.get(s)).map(|s| s.id.as_str());
        let records = person.records.iter().filter_map(|&r| reading.records.get(r)).map(|r| r.id.0.as_str());
        table.write_record([
            person.id.0.as_str(),
            &safe(person.name.as_deref().unwrap_or_default()),
            &safe(&person.other_names.join("; ")),
            person.sex.value.map_or("", sex_text),
            &person.age.value.as_ref().map(age_text).unwrap_or_default(),
            &person.birth.value.as_ref().map(date_text).unwrap_or_default(),
            &person.death.value.as_ref().map(date_text).unwrap_or_default(),
            &safe(&place_text(&person.places)),
            &joined(sources.collect()),
            &joined(records.collect()),
            &probability(person.probability),
        ])?;
    }
    bytes(table)
}

/// One line per record, in reading order: which person it is held to be.
pub(crate) fn links(findings: &Findings, reading: &Reading, linked: &Linked) -> Result<Vec<u8>, csv::Error> {
    let mut person_of = vec![""; reading.records.len()];
    for person in &findings.people {
        for &record in &person.records {
            if let Some(slot) = person_of.get_mut(record) {
                *slot = &person.id.0;
            }
        }
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["source", "item", "row", "record_id", "person_id", "probability"])?;
    for (index, (record, person)) in reading.records.iter().zip(person_of).enumerate() {
        let source = reading.sources.get(record.source);
        let item = source.and_then(|s| s.items.get(record.item));
        let own = record.entry.record_id.as_deref().filter(|id| !id.is_empty());
        table.write_record([
            source.map_or("", |s| &s.id),
            item.map_or("", |i| &i.sha256),
            &record.entry.row.to_string(),
            &safe_id(own.unwrap_or(&record.id.0)),
            person,
            &probability(linked.probability.get(index).copied().unwrap_or(1.0)),
        ])?;
    }
    bytes(table)
}

/// One line per set of lists on which somebody is, and how many people are on exactly those.
pub(crate) fn overlaps(findings: &Findings, reading: &Reading) -> Result<Vec<u8>, csv::Error> {
    let tables = &findings.tables;
    let mut rows: Vec<(Vec<bool>, u32)> = tables
        .patterns
        .iter()
        .zip(&tables.best)
        .filter(|&(_, &persons)| persons > 0)
        .map(|(pattern, &persons)| {
            ((0..tables.sources as u32).map(|s| pattern.binary_search(&s).is_ok()).collect(), persons)
        })
        .collect();
    rows.sort();
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(reading.sources.iter().map(|s| s.id.as_str()).chain(["count"]))?;
    for (pattern, persons) in rows {
        let persons = persons.to_string();
        let cells = pattern.iter().map(|&on| if on { "1" } else { "0" });
        table.write_record(cells.chain([persons.as_str()]))?;
    }
    bytes(table)
}

fn bytes(table: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Three decimals, rounded down: what is not certain is never shown as 1.
fn probability(p: f64) -> String {
    format!("{:.3}", ((p.clamp(0.0, 1.0) * 1000.0 + 1e-9).floor()) / 1000.0)
}

/// Text that no spreadsheet takes for a formula: an apostrophe goes before the signs that begin one.
fn safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A list's own id, verbatim so that it can be looked up, unless it could be a formula: "-12" is none.
fn safe_id(id: &str) -> Cow<'_, str> {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | ' ');
    if id.starts_with(['+', '-']) && id.chars().skip(1).all(harmless) { Cow::Borrowed(id) } else { safe(id) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;
    use crate::{Context, compute};

    fn text(bytes: Result<Vec<u8>, csv::Error>) -> Vec<String> {
        String::from_utf8(bytes.unwrap()).unwrap().lines().map(str::to_string).collect()
    }

    #[test]
    fn persons_show_what_was_chosen_and_what_else_was_said() {
        let (reading, linked) = case();
        let lines = text(persons(&compute(&reading, &linked, &Context::default()), &reading));
        assert_eq!(
            lines[1],
            "p-5a5a5a5a5a5a.0.2,Lina Haddad,لينا حداد,female,9,,2021-03-05,Qasab,alpha;beta,\
             5a5a5a5a5a5a.0.2;5a5a5a5a5a5a.1.2,1.000"
        );
        assert_eq!(
            lines[3],
            "p-5a5a5a5a5a5a.0.4,Omar Nasser,Omar Naser,male,62,,2021-04-01,Marsa,alpha;beta,\
             5a5a5a5a5a5a.0.4;5a5a5a5a5a5a.1.4,0.900"
        );
        assert_eq!(lines[5], "p-5a5a5a5a5a5a.2.2,,,male,,,2021,,gamma,5a5a5a5a5a5a.2.2,1.000");
        assert_eq!(lines.len(), 6);
    }

    #[test]
    fn no_cell_is_a_formula() {
        let (reading, linked) = case();
        let lines = text(persons(&compute(&reading, &linked, &Context::default()), &reading));
        assert!(lines[2].contains(",'=1+1,"), "{}", lines[2]);
        for evil in ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx"] {
            assert_eq!(safe(evil), format!("'{evil}"));
        }
        assert_eq!(safe("Sami-Ali"), "Sami-Ali");
        assert_eq!((safe_id("-12"), safe_id("+A 3")), ("-12".into(), "+A 3".into()));
        assert_eq!(
            (safe_id("-2+cmd|' /C x'!A0"), safe_id("=A1")),
            ("'-2+cmd|' /C x'!A0".into(), "'=A1".into())
        );
    }

    #[test]
    fn every_record_has_its_line_with_its_own_id_where_it_has_one() {
        let (reading, linked) = case();
        let lines = text(links(&compute(&reading, &linked, &Context::default()), &reading, &linked));
        assert_eq!(lines.len(), 1 + reading.records.len());
        let item = "5a".repeat(32);
        assert_eq!(lines[5], format!("beta,{item},3,A-17,p-5a5a5a5a5a5a.1.3,1.000"));
        assert_eq!(lines[6], format!("beta,{item},4,5a5a5a5a5a5a.1.4,p-5a5a5a5a5a5a.0.4,0.900"));
    }

    #[test]
    fn overlaps_are_sorted_and_add_up() {
        let (reading, linked) = case();
        let lines = text(overlaps(&compute(&reading, &linked, &Context::default()), &reading));
        assert_eq!(lines, ["alpha,beta,gamma,count", "0,0,1,1", "0,1,0,1", "1,0,0,1", "1,1,0,2"]);
    }

    #[test]
    fn doubt_is_not_rounded_to_certainty() {
        assert_eq!([probability(0.9999), probability(1.0), probability(0.29)], ["0.999", "1.000", "0.290"]);
    }
}
