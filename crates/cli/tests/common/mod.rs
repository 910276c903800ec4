//! What the tests of the built command share; each test program uses a part of it.

#![allow(dead_code, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The lists of the invented country.
pub fn marsa() -> Vec<PathBuf> {
    let mut lists: Vec<PathBuf> =
        std::fs::read_dir(root().join("examples/marsa/lists")).unwrap().map(|f| f.unwrap().path()).collect();
    lists.sort();
    lists
}

/// `inquest` with a case, not yet run.
pub fn inquest(case: &Path, command: &str) -> Command {
    let mut inquest = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    inquest.arg(command).arg("--case").arg(case).env("INQUEST_BY", "tester");
    inquest
}

/// What a command wrote, and that it ended well.
pub fn ok(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Everything a command said.
pub fn told(output: &Output) -> String {
    format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A small list that needs no more than a moment.
pub fn small_list(dir: &Path) -> PathBuf {
    let file = dir.join("small.csv");
    std::fs::write(
        &file,
        "No,Name,Age,Sex,Date of death,Town\n\
         1,Karim Oram,34,M,2031-03-07,Belmar\n\
         2,Salma Oram,31,F,2031-03-07,Belmar\n\
         3,Tarek Lin,19,M,2031-03-09,Doven\n",
    )
    .unwrap();
    file
}
