//! `inquest count` as people use it: corrections by hand, parts of one list, mistakes, interruptions.

#![allow(clippy::unwrap_used)]

mod common;

use common::{inquest, marsa, ok, small_list, told};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

fn findings(case: &Path) -> Value {
    serde_json::from_slice(&fs::read(case.join("findings/findings.json")).unwrap()).unwrap()
}

#[test]
fn the_mapping_is_printed_and_a_correction_counts() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let said = ok(inquest(&case, "count").arg(small_list(dir.path())));
    for line in ["full-name        Name", "death-date       Date of death", "Report: "] {
        assert!(said.contains(line), "{said}");
    }
    let method = findings(&case)["method"]["hash"].clone();
    let toml = case.join("case.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("Town = \"locality\"", "Town = \"other\"")).unwrap();
    let said = ok(&mut inquest(&case, "count"));
    assert!(said.contains("not used         Town"), "{said}");
    assert_ne!(findings(&case)["method"]["hash"], method);
}

#[test]
fn what_case_toml_cannot_mean_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    ok(inquest(&case, "count").arg(small_list(dir.path())));
    let toml = case.join("case.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("Town =", "Village =")).unwrap();
    let output = inquest(&case, "count").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("no column \"Village\""), "{}", told(&output));
}

#[test]
fn parts_of_one_list_become_one_source() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let part = |year: u32, from: u32| {
        let file = dir.path().join(format!("the_dead_{year}.csv"));
        let row = |i: u32| {
            format!(
                "{},Person{} Oram{},{},{year}-03-{:02}\n",
                from + i,
                i + from,
                i * 7 + from,
                20 + i,
                i + 1
            )
        };
        let rows: String = (0..20).map(row).collect();
        fs::write(&file, format!("id,name,age,date\n{rows}")).unwrap();
        file
    };
    let said = ok(inquest(&case, "count").args([part(2030, 1), part(2031, 21)]));
    assert!(said.contains("taken as a further part of \"the_dead"), "{said}");
    let findings = findings(&case);
    assert_eq!(findings["sources"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(findings["sources"][0]["id"], "the_dead");
    assert_eq!(findings["sources"][0]["records"], 40);
}

#[test]
fn the_same_bytes_are_sealed_and_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let list = small_list(dir.path());
    let copy = dir.path().join("copy.csv");
    fs::copy(&list, &copy).unwrap();
    ok(inquest(&case, "count").arg(&list));
    let log = fs::read(case.join("log/entries.jsonl")).unwrap();
    ok(inquest(&case, "count").args([&list, &copy]));
    assert_eq!(log, fs::read(case.join("log/entries.jsonl")).unwrap());
    assert_eq!(findings(&case)["records"], 3);
}

#[test]
fn a_newer_file_of_the_same_name_is_pointed_out() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let list = small_list(dir.path());
    ok(inquest(&case, "count").arg(&list));
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}4,Nadia Veil,40,F,2031-03-11,Doven\n")).unwrap();
    let said = ok(inquest(&case, "count").arg(&list));
    assert!(said.contains("with other bytes is in \"small\" already"), "{said}");
    assert_eq!(findings(&case)["records"], 7);
}

#[test]
fn a_file_that_is_no_list_stops_the_run_and_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    for (name, bytes) in [
        ("scan.pdf", &b"%PDF-1.7\n\x00\x01\x02"[..]),
        ("empty.csv", b""),
        ("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
    ] {
        let file = dir.path().join(name);
        fs::write(&file, bytes).unwrap();
        let output = inquest(&case, "count").arg(small_list(dir.path())).arg(&file).output().unwrap();
        let said = told(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains(name) && errors.trim().lines().count() == 1, "{errors}");
    }
    let output = inquest(&case, "count").arg(dir.path().join("gone.csv")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("gone.csv"));
}

#[test]
fn cells_that_cannot_be_read_are_listed_where_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let file = dir.path().join("list.csv");
    let rows: String = (0..12).map(|i| format!("Person Oram{i},{},2031-03-{:02}\n", 20 + i, i + 1)).collect();
    fs::write(&file, format!("Name,Age,Date of death\nSami Lin,grown,2031-02-30\n{rows}")).unwrap();
    ok(inquest(&case, "count").arg(&file));
    let unread = findings(&case)["unread"].clone();
    let cell =
        |i: usize| ["file", "row", "column", "text"].map(|k| unread[i][k].to_string().replace('"', ""));
    let mut cells = [cell(0), cell(1)];
    cells.sort();
    assert_eq!(cells, [["list.csv", "2", "Age", "grown"], ["list.csv", "2", "Date of death", "2031-02-30"]]);
}

#[test]
fn without_lists_or_case_the_use_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let output = inquest(&dir.path().join("case"), "count").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("inquest count LIST"), "{}", told(&output));
}

#[test]
fn a_killed_run_is_completed_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let began = std::time::Instant::now();
    ok(inquest(&whole, "count").args(marsa()));
    let took = began.elapsed();
    let expected: Value = findings(&whole)["documented"].clone();
    for tenth in [1, 3, 5, 7, 9] {
        let case = dir.path().join(format!("killed{tenth}"));
        let mut run = inquest(&case, "count");
        let mut child = run.args(marsa()).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(took * tenth / 10 + Duration::from_millis(1));
        child.kill().unwrap();
        child.wait().unwrap();
        ok(inquest(&case, "count").args(marsa()));
        assert_eq!(findings(&case)["documented"], expected, "killed after {tenth} tenths");
        assert!(ok(&mut inquest(&case, "verify")).starts_with("verified"));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_before_it_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let output = inquest(&dir.path().join("case"), "count").arg(&pipe).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("pipe.csv: not a file"), "{}", told(&output));
}

#[cfg(unix)]
#[test]
fn names_of_files_cannot_steer_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("red\u{1b}[31m.csv");
    fs::rename(small_list(dir.path()), &list).unwrap();
    let said = ok(inquest(&dir.path().join("case"), "count").arg(&list));
    assert!(said.contains("red\u{fffd}[31m.csv") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn a_sealed_file_of_which_nothing_is_counted_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let scan = dir.path().join("scan.pdf");
    fs::write(&scan, "%PDF-1.7").unwrap();
    let output = inquest(&case, "count").arg(&scan).output().unwrap();
    assert_eq!(told(&output).matches("scan.pdf").count(), 1, "{}", told(&output));
    let said = ok(inquest(&case, "count").arg(small_list(dir.path())));
    assert!(said.contains("(application/pdf) is in no list of this case"), "{said}");
    assert!(findings(&case)["notices"].to_string().contains("application/pdf"));
}
