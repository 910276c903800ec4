//! The whole job on the invented country, against its truth.

#![allow(clippy::unwrap_used)]

mod common;

use common::{inquest, marsa, ok, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// `(source, record id) -> person or victim`.
type Assignment = BTreeMap<Record, String>;
/// Source and record id.
type Record = (String, String);

fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn truth() -> Assignment {
    let text = std::fs::read_to_string(root().join("examples/marsa/truth.csv")).unwrap();
    table(&text)
        .into_iter()
        .map(|r| ((r["source"].clone(), r["record_id"].clone()), r["victim"].clone()))
        .collect()
}

/// All pairs of records that an assignment puts together.
fn pairs(assignment: &Assignment) -> BTreeSet<(&Record, &Record)> {
    let mut by_person: BTreeMap<&String, Vec<&Record>> = BTreeMap::new();
    for (record, person) in assignment {
        by_person.entry(person).or_default().push(record);
    }
    let pairs = by_person
        .values()
        .flat_map(|r| (0..r.len()).flat_map(move |i| (i + 1..r.len()).map(move |j| (r[i], r[j]))));
    pairs.collect()
}

#[test]
fn the_count_and_the_links_agree_with_the_truth() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let findings: Value =
        serde_json::from_str(&ok(inquest(&case, "count").args(marsa()).arg("--json"))).unwrap();
    let links = std::fs::read_to_string(case.join("findings/links.csv")).unwrap();
    let linked: Assignment = table(&links)
        .into_iter()
        .map(|r| ((r["source"].clone(), r["record_id"].clone()), r["person_id"].clone()))
        .collect();
    let truth = truth();

    assert_eq!(
        linked.keys().collect::<Vec<_>>(),
        truth.keys().collect::<Vec<_>>(),
        "every entry is read, and no other row"
    );
    let (right, found) = (pairs(&truth), pairs(&linked));
    let both = right.intersection(&found).count() as f64;
    let (recall, precision) = (both / right.len() as f64, both / found.len() as f64);
    assert!(recall >= 0.95, "recall {recall}");
    assert!(precision >= 0.97, "precision {precision}");

    let victims = truth.values().collect::<BTreeSet<_>>().len() as f64;
    let count = |key: &str| findings["documented"][key].as_f64().unwrap();
    assert!(
        (count("best") - victims).abs() <= 0.02 * victims,
        "{} counted, {victims} in truth",
        count("best")
    );
    assert!(count("low") <= count("best") && count("best") <= count("high"));
    assert_eq!(findings["records"].as_u64().unwrap() as usize, truth.len());
    let persons = table(&std::fs::read_to_string(case.join("findings/persons.csv")).unwrap());
    assert_eq!(persons.len() as f64, count("best"));

    // A second run, from the sealed files alone, changes nothing; and a check agrees.
    let stated = |name: &str| std::fs::read(case.join("findings").join(name)).unwrap();
    let before: Vec<Vec<u8>> =
        ["findings.json", "links.csv", "report.html"].iter().map(|n| stated(n)).collect();
    let log = std::fs::read(case.join("log/entries.jsonl")).unwrap();
    ok(&mut inquest(&case, "count"));
    let after: Vec<Vec<u8>> =
        ["findings.json", "links.csv", "report.html"].iter().map(|n| stated(n)).collect();
    assert!(before == after, "the findings changed without a cause");
    assert_eq!(log, std::fs::read(case.join("log/entries.jsonl")).unwrap());
    assert!(ok(inquest(&case, "verify").env("RAYON_NUM_THREADS", "1")).starts_with("verified"));
}
