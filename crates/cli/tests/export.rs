//! `inquest export` makes what strangers can check; `inquest import` takes it up again.

#![allow(clippy::unwrap_used)]

mod common;

use common::{inquest, ok, small_list, told};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn exported(dir: &Path, rules: Option<&str>) -> (PathBuf, PathBuf) {
    let (case, bundle) = (dir.join("case"), dir.join("bundle"));
    ok(inquest(&case, "count").arg(small_list(dir)));
    let mut export = inquest(&case, "export");
    if let Some(rules) = rules {
        fs::write(dir.join("rules"), rules).unwrap();
        export.arg("--redact").arg(dir.join("rules"));
    }
    ok(export.arg(&bundle));
    (case, bundle)
}

fn script(bundle: &Path) -> bool {
    Command::new("sh").arg(bundle.join("verify.sh")).output().unwrap().status.success()
}

#[test]
fn a_whole_bundle_is_verified_with_its_findings() {
    let dir = tempfile::tempdir().unwrap();
    let (case, bundle) = exported(dir.path(), None);
    let said = ok(inquest(&case, "verify").arg(&bundle));
    assert!(said.starts_with("verified: 1 sealed items") && said.contains("5 files of findings"), "{said}");
    assert!(script(&bundle));
    assert!(
        ok(&mut inquest(&case, "verify")).starts_with("verified"),
        "the case itself is as good as before"
    );
    let twice = inquest(&case, "export").arg(&bundle).output().unwrap();
    assert!(twice.status.code() == Some(2) && told(&twice).contains("is there already"));

    let object = fs::read_dir(bundle.join("data/objects")).unwrap().next().unwrap().unwrap().path();
    fs::remove_dir_all(object).unwrap();
    let output = inquest(&case, "verify").arg(&bundle).output().unwrap();
    assert!(output.status.code() == Some(1) && told(&output).contains("is missing"), "{}", told(&output));
    assert!(!script(&bundle));
}

#[test]
fn a_redacted_bundle_is_verified_and_says_what_it_withholds() {
    let dir = tempfile::tempdir().unwrap();
    let (case, bundle) = exported(dir.path(), Some("media-type text/csv names of the dead\n"));
    let said = ok(inquest(&case, "verify").arg(&bundle));
    assert!(
        said.starts_with("verified: 0 sealed items") && said.contains("1 sealed item is withheld"),
        "{said}"
    );
    assert!(
        script(&bundle) && !bundle.join("data/case.toml").exists() && !bundle.join("data/findings").exists()
    );

    fs::write(dir.path().join("rules"), "nonsense\n").unwrap();
    let mut export = inquest(&case, "export");
    let output =
        export.arg(dir.path().join("x")).arg("--redact").arg(dir.path().join("rules")).output().unwrap();
    assert!(
        output.status.code() == Some(2) && told(&output).contains("line 1: not a rule"),
        "{}",
        told(&output)
    );
}

#[test]
fn a_bundle_joins_another_case_and_is_counted_there() {
    let dir = tempfile::tempdir().unwrap();
    let (_, bundle) = exported(dir.path(), Some("kind state none of their business\n"));
    let other = dir.path().join("other");
    let said = ok(inquest(&other, "import").arg(&bundle));
    assert!(said.contains("1 sealed items are new here"), "{said}");
    assert!(ok(&mut inquest(&other, "count")).contains("small.csv"));
    assert!(ok(&mut inquest(&other, "verify")).starts_with("verified"));
    fs::write(bundle.join("data/x"), "x").unwrap();
    let output = inquest(&other, "import").arg(&bundle).output().unwrap();
    assert!(
        output.status.code() == Some(2) && told(&output).contains("data/x: is in no manifest"),
        "{}",
        told(&output)
    );
}
