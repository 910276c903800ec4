//! `inquest figures` and `inquest estimate` on the examples.

#![allow(clippy::unwrap_used)]

mod common;

use common::{inquest, ok, root, told};
use serde_json::Value;

#[test]
fn the_public_totals_are_kept_and_listed_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let file = root().join("examples/coast-2025/figures.csv");
    let said = ok(inquest(&case, "figures").arg("import").arg(&file));
    assert!(said.contains("79"), "{said}");
    let figures: Value = serde_json::from_str(&ok(inquest(&case, "figures").arg("--json"))).unwrap();
    assert_eq!(figures["figures"].as_array().unwrap().len(), 79);
    let said = ok(&mut inquest(&case, "figures"));
    assert!(said.contains("1,426") && said.contains("more than"), "{said}");

    // Importing again adds nothing.
    let log = std::fs::read(case.join("log/entries.jsonl")).unwrap();
    ok(inquest(&case, "figures").arg("import").arg(&file));
    assert_eq!(log, std::fs::read(case.join("log/entries.jsonl")).unwrap());
}

#[test]
fn a_list_of_names_is_no_file_of_figures() {
    let dir = tempfile::tempdir().unwrap();
    let output = inquest(&dir.path().join("case"), "figures")
        .arg("import")
        .arg(common::small_list(dir.path()))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("no column \"source\""), "{}", told(&output));
}

#[test]
fn the_kosovo_table_gives_an_estimate_or_a_reason() {
    let table = root().join("examples/kosovo/kosovo.csv");
    let mut inquest = std::process::Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    let said = ok(inquest.arg("estimate").arg(table));
    assert!(said.contains("4400 people are on 4 lists"), "{said}");
}

#[test]
fn rows_that_are_no_figures_are_told_and_numbers_are_not_made_up() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let file = dir.path().join("totals.csv");
    let import = |rows: &str| {
        std::fs::write(&file, format!("id,source,what_counted,number\n{rows}")).unwrap();
        inquest(&case, "figures").arg("import").arg(&file).output().unwrap()
    };
    let output = import("A,Monitor,killed,\"1,5\"\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("\"1,5\" is no whole number"), "{}", told(&output));
    let output = import("A,Monitor,killed,١٢\nB,Ministry,killed,\"1,500\"\nTotal,,,1512\n");
    let said = told(&output);
    assert!(said.contains("2 figures are new") && said.contains("row 4: left out"), "{said}");
    assert!(ok(&mut inquest(&case, "figures")).contains("1,500"));
}
