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

/// The last entry of the log.
fn last_entry(case: &Path) -> serde_json::Value {
    let log = fs::read_to_string(case.join("log/entries.jsonl")).unwrap();
    serde_json::from_str(log.lines().last().unwrap()).unwrap()
}

#[test]
fn what_came_after_the_findings_does_not_make_them_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let figures = common::root().join("examples/coast-2025/figures.csv");
    ok(inquest(&case, "figures").arg("import").arg(figures));
    let said = ok(&mut inquest(&case, "verify"));
    assert!(said.starts_with("verified") && said.contains("2 entries of evidence or decision"), "{said}");
    ok(&mut inquest(&case, "count"));
    assert!(!ok(&mut inquest(&case, "verify")).contains("Note:"));
}

#[test]
fn what_a_copy_lacks_or_has_too_much_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let figures = common::root().join("examples/coast-2025/figures.csv");
    ok(inquest(&case, "figures").arg("import").arg(figures));
    let payload = last_entry(&case)["payload"].as_str().unwrap().to_owned();
    fs::remove_file(case.join("payloads").join(payload)).unwrap();
    fs::write(case.join("objects/evidence.txt"), "never sealed").unwrap();
    let said = ok(&mut inquest(&case, "verify"));
    assert!(said.contains("what 1 log entry has to say") && said.contains("evidence.txt"), "{said}");
    let said = ok(&mut inquest(&case, "figures"));
    assert!(said.contains("79 figures are not in this copy"), "{said}");
}

#[test]
fn findings_and_a_method_that_are_gone_are_missed() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    for name in ["findings/findings.json", "findings/report.html", "case.toml"] {
        let bytes = fs::read(case.join(name)).unwrap();
        fs::remove_file(case.join(name)).unwrap();
        let said = refused(&case);
        assert!(said.contains(&format!("{name}: is missing")), "{said}");
        fs::write(case.join(name), bytes).unwrap();
    }
    fs::write(case.join("case.toml"), "title = \"x").unwrap();
    assert!(refused(&case).contains("case.toml"));
}

#[test]
fn findings_that_name_an_earlier_log_are_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let json = case.join("findings/findings.json");
    let text = fs::read_to_string(&json).unwrap();
    fs::write(&json, text.replace("\"entries\": 2,", "\"entries\": 0,")).unwrap();
    let said = refused(&case);
    assert!(said.contains("log.entries is published as 0, and comes to 2"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_in_a_case_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let endless = |name: &str| {
        fs::remove_file(case.join(name)).unwrap();
        std::os::unix::fs::symlink("/dev/zero", case.join(name)).unwrap();
    };
    endless("findings/findings.json");
    assert!(refused(&case).contains("not an ordinary file"));
    ok(&mut inquest(&case, "count"));
    assert!(ok(&mut inquest(&case, "verify")).starts_with("verified"));

    // A folder that leads elsewhere: nothing is written there.
    let elsewhere = dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::remove_dir_all(case.join("findings")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, case.join("findings")).unwrap();
    let output = inquest(&case, "count").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

    endless("case.toml");
    assert_eq!(inquest(&case, "count").output().unwrap().status.code(), Some(2));
}

#[test]
fn a_log_written_anew_is_told_by_a_checkpoint_that_was_kept() {
    let dir = tempfile::tempdir().unwrap();
    let case = counted(dir.path());
    let kept = dir.path().join("kept");
    fs::copy(case.join("log/checkpoint"), &kept).unwrap();
    let against = |case: &Path| {
        let output = inquest(case, "verify").arg("--checkpoint").arg(&kept).output().unwrap();
        (output.status.code(), told(&output))
    };
    let (code, said) = against(&case);
    assert!(code == Some(0) && said.contains("signed with the key inquest/case/"), "{said}");

    // The same folder made anew from the same list, with a key of its own: nothing in it is wrong.
    let other = dir.path().join("other");
    ok(inquest(&other, "count").arg(dir.path().join("small.csv")));
    ok(&mut inquest(&other, "verify"));
    let (code, said) = against(&other);
    assert!(code == Some(1) && said.contains("kept: was made of other log entries"), "{said}");

    fs::write(&kept, "nonsense").unwrap();
    assert_eq!(against(&case).0, Some(2));
}
