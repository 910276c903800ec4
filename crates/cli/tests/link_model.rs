//! `inquest link` with a model, with earlier clusters, and with lists that name nobody twice.

#![allow(clippy::unwrap_used)]

mod common;

use common::{ok, told};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn link(dir: &Path, lists: &[PathBuf], more: &[&str]) -> Command {
    let mut link = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    link.current_dir(dir).arg("link").args(lists).args(["--threads", "1"]).args(more);
    link
}

/// Two invented lists of eighty people, half of them on both; the first row of the first stands twice.
fn lists(dir: &Path) -> Vec<PathBuf> {
    let given = ["Karim", "Salma", "Tarek", "Nadia", "Faris", "Huda", "Bassam", "Rana"];
    let family = ["Oram", "Haddun", "Belkar", "Zuveri", "Tamash", "Qorani", "Velmar", "Durrani", "Shahbek"];
    let write = |name: &str, people: Vec<usize>| {
        let mut text = String::from("No,Name,Age,Date of death,Town\n");
        for (row, i) in people.into_iter().enumerate() {
            let (given, family) = (given[i % 8], family[(i * 7 + i / 8) % 9]);
            let town = ["Belmar", "Doven", "Karsa", "Tilun", "Omwas"][i % 5];
            let (age, month, day) = (3 + i * 13 % 70, 1 + i % 3, 1 + i * 5 % 27);
            writeln!(text, "{name}{row},{given} {family},{age},2031-{month:02}-{day:02},{town}").unwrap();
        }
        let path = dir.join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        path
    };
    vec![write("north", (0..80).chain([0]).collect()), write("south", (40..120).collect())]
}

#[test]
fn a_saved_model_gives_the_same_clusters_and_says_what_is_wrong_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (dir, lists) = (dir.path(), lists(dir.path()));
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    let said = ok(&mut link(
        dir,
        &lists,
        &["--out", "first.csv", "--pairs", "p1.csv", "--save-model", "model.toml"],
    ));
    assert!(said.contains("161 records in 2 lists are "), "{said}");
    let more =
        ["--out", "second.csv", "--pairs", "p2.csv", "--model", "model.toml", "--save-model", "again.toml"];
    let said = ok(&mut link(dir, &lists, &[&more[..], &["--against", "first.csv"]].concat()));
    assert_eq!((read("first.csv"), read("p1.csv")), (read("second.csv"), read("p2.csv")));
    assert_eq!(read("model.toml"), read("again.toml"));
    assert!(said.contains(" 0 were joined, 0 were split.\n"), "{said}");

    let json = ok(&mut link(dir, &lists, &["--out", "second.csv", "--json", "--against", "first.csv"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert!(json["against"]["agree"].as_u64().unwrap() > 30, "{json}");
    assert!(json["model"]["missed"].as_f64().unwrap() < 0.1, "{json}");
    assert!(
        json["model"]["rules"][0]["agree_on"].is_string() && json["model"]["weights"][0]["pairs"].is_u64()
    );
    assert_eq!(json["model"]["comparisons"][0]["name"], "name: given");
    assert!(!json.to_string().contains("Karim"));

    std::fs::write(dir.join("bad.toml"), read("model.toml").replace("name = \"death\"", "name = \"burial\""))
        .unwrap();
    let refused = link(dir, &lists, &["--out", "third.csv", "--model", "bad.toml"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = told(&refused);
    assert!(
        said.contains("bad.toml: ") && said.contains("comparison \"") && said.contains("expected"),
        "{said}"
    );
    assert!(!dir.join("third.csv").exists());
}

#[test]
fn a_list_said_to_name_nobody_twice_keeps_its_records_apart() {
    let dir = tempfile::tempdir().unwrap();
    let (dir, lists) = (dir.path(), lists(dir.path()));
    let together = |name: &str| {
        let mut rows = csv::Reader::from_path(dir.join(name)).unwrap();
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        let cluster = |id: &str| rows.iter().find(|r| &r[1] == id).unwrap()[2].to_owned();
        cluster("north0") == cluster("north80")
    };
    ok(&mut link(dir, &lists, &["--out", "any.csv"]));
    assert!(together("any.csv"), "the same row twice is one person");
    let said =
        ok(&mut link(dir, &lists, &["--out", "once.csv", "--one-per-list", "north", "--against", "any.csv"]));
    assert!(!together("once.csv"));
    assert!(said.contains(" 1 were split"), "{said}");
    let refused = link(dir, &lists, &["--out", "x.csv", "--one-per-list", "east"]).output().unwrap();
    assert!(
        told(&refused).contains("there is no list \"east\"; the lists are north, south"),
        "{}",
        told(&refused)
    );
}
