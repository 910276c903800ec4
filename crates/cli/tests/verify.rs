//! `inquest verify` finds what was changed, and says where.

#![allow(clippy::unwrap_used)]

mod common;

use common::{inquest, ok, small_list, told};
use std::fs;
use std::path::{Path, PathBuf};

/// A counted case with one small list.
fn counted(dir: &Path) -> PathBuf {
    let case = dir.join("case");
    ok(inquest(&case, "count").arg(small_list(dir)));
    case
}

/// Flips one bit of a file, whatever its permissions.
fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    // Root may write anywhere; others must first be able to.
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false)]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Runs `verify`, which must fail, and gives what it said.
fn refused(case: &Path) -> String {
    let output = inquest(case, "verify").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    told(&output)
}

fn object(case: &Path) -> PathBuf {
    let folders = fs::read_dir(case.join("objects")).unwrap().map(|f| f.unwrap().path());
    let folder = folders.filter(|f| f.is_dir()).find(|f| fs::read_dir(f).unwrap().next().is_some()).unwrap();
    fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn an_untouched_case_and_a_copy_of_it_are_verified() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    assert!(ok(&mut inquest(&case, "verify")).starts_with("verified"));
    let copy = dir.path().join("copy");
    fs::rename(&case, &copy).unwrap();
    assert!(ok(&mut inquest(&copy, "verify")).starts_with("verified"));
}

#[test]
fn a_flipped_byte_of_a_sealed_file_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let object = object(&case);
    flip(&object, 60);
    let said = refused(&case);
    assert!(said.contains(object.file_name().unwrap().to_str().unwrap()), "{said}");
}

#[test]
fn a_flipped_byte_anywhere_in_the_log_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let log = case.join("log/entries.jsonl");
    let length = fs::read(&log).unwrap().len();
    // The vault's own tests try every byte; here the beginning, the end and some between.
    for at in [0, 9, length / 3, length / 2, length - 20, length - 2, length - 1] {
        flip(&log, at);
        let said = refused(&case);
        assert!(said.contains("log"), "byte {at}: {said}");
        flip(&log, at);
    }
    assert!(ok(&mut inquest(&case, "verify")).starts_with("verified"));
}

#[test]
fn a_changed_number_is_named_with_what_it_should_be() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let json = case.join("findings/findings.json");
    let text = fs::read_to_string(&json).unwrap();
    let changed = text.replacen("\"best\": 3", "\"best\": 2", 1);
    assert_ne!(text, changed);
    fs::write(&json, &changed).unwrap();
    let said = refused(&case);
    assert!(said.contains("documented.best is published as 2, and comes to 3"), "{said}");
    fs::write(&json, &text).unwrap();

    for (name, from, to) in
        [("overlaps.csv", "1,3", "1,4"), ("persons.csv", "34", "35"), ("report.html", "3 people", "9 people")]
    {
        let path = case.join("findings").join(name);
        let text = fs::read_to_string(&path).unwrap();
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "{name} does not hold {from}");
        fs::write(&path, &changed).unwrap();
        let said = refused(&case);
        assert!(said.contains(name), "{said}");
        fs::write(&path, &text).unwrap();
    }
    assert!(ok(&mut inquest(&case, "verify")).starts_with("verified"));
}

#[test]
fn every_byte_of_the_findings_counts() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let json = case.join("findings/findings.json");
    let length = fs::read(&json).unwrap().len();
    for at in (0..length).step_by(length / 12) {
        flip(&json, at);
        refused(&case);
        flip(&json, at);
    }
}

#[test]
fn a_method_changed_after_the_count_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let toml = case.join("case.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("\"age\"", "\"other\"")).unwrap();
    let said = refused(&case);
    assert!(said.contains("findings.json") && said.contains("is published as"), "{said}");
}

#[test]
fn a_folder_without_a_case_is_wrong_use() {
    let dir = tempfile::tempdir().unwrap();
    let output = inquest(dir.path(), "verify").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("no case here"));
}
