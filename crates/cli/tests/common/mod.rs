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

/// The columns of [`person`], after an id.
pub const PEOPLE: &str = "id,name,date of death,age,sex,town\n";

/// A person of an invented town.
pub fn person(i: usize) -> String {
    const GIVEN: [&str; 8] = ["Karim", "Salma", "Tarek", "Nadia", "Faris", "Huda", "Bassam", "Rana"];
    const FAMILY: [&str; 9] =
        ["Oram", "Haddun", "Belkar", "Zuveri", "Tamash", "Qorani", "Velmar", "Shahbek", "Lorvan"];
    const TOWNS: [&str; 5] = ["Belmar", "Doven", "Karsa", "Tilun", "Omwas"];
    let (given, family, town) = (GIVEN[i % 8], FAMILY[(i / 8 + i) % 9], TOWNS[i % 5]);
    let sex = if i.is_multiple_of(2) { "M" } else { "F" };
    format!("{given} {family},2031-{:02}-{:02},{},{sex},{town}", 2 + i % 7, 1 + i * 11 % 28, 3 + i * 17 % 70)
}
