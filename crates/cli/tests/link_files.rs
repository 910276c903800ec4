//! `inquest link` on small invented lists: what it writes, and what it says of lists that it cannot use.

#![allow(clippy::unwrap_used)]

mod common;

use common::{PEOPLE as HEAD, person, told};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A list of the people `of`, with ids that begin with `prefix`.
fn list(prefix: &str, of: impl IntoIterator<Item = usize>) -> String {
    let rows = of.into_iter().map(|i| format!("{prefix}{i},{}\n", person(i)));
    HEAD.to_owned() + &rows.collect::<String>()
}

/// A folder with files, and the command that works in it.
struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(dir.path().join(name), text).unwrap());
        Desk(dir)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// `inquest link` with these arguments.
    fn run(&self, args: &[&str]) -> Output {
        let inquest = assert_cmd::cargo::cargo_bin!("inquest");
        Command::new(inquest).arg("link").args(args).current_dir(self.path()).output().unwrap()
    }

    /// Links files into `c.csv` and `p.csv`, which must go well: the rows of both.
    fn link(&self, args: &[&str]) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let args = [args, &["--out", "c.csv", "--pairs", "p.csv"]].concat();
        let output = self.run(&args);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let clusters = rows(&self.path().join("c.csv"), "list,id,cluster,probability");
        let pairs = rows(&self.path().join("p.csv"), "list_l,id_l,list_r,id_r,weight,probability");
        for row in &clusters {
            assert!(row[2].parse::<u32>().is_ok(), "{row:?}");
        }
        for probability in clusters.iter().map(|r| &r[3]).chain(pairs.iter().map(|r| &r[5])) {
            assert!((0.0..=1.0).contains(&probability.parse::<f64>().unwrap()), "{probability}");
        }
        (clusters, pairs)
    }

    /// Runs it in vain: one clear line on standard error, nothing on standard output, and 2.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(output.stdout.is_empty(), "{}", told(&output));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(said.starts_with("inquest: ") && said.len() < 600, "{said}");
        assert!(!said.contains("fault in this program"), "{said}");
        assert!(!self.path().join("c.csv").exists(), "nothing is written");
        said
    }
}

/// The rows of a table whose head is known.
fn rows(path: &PathBuf, head: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().next(), Some(head));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn cluster_of<'a>(clusters: &'a [Vec<String>], list: &str, id: &str) -> &'a str {
    let found: Vec<_> = clusters.iter().filter(|r| r[0] == list && r[1] == id).collect();
    assert_eq!(found.len(), 1, "{list} {id}");
    &found[0][2]
}

#[test]
fn two_lists_are_linked() {
    let desk = Desk::new(&[("one.csv", &list("A", 0..60)), ("two.csv", &list("B", 30..90))]);
    let (clusters, pairs) = desk.link(&["one.csv", "two.csv"]);
    assert_eq!(clusters.len(), 120);
    assert!(clusters[..60].iter().all(|r| r[0] == "one") && clusters[60..].iter().all(|r| r[0] == "two"));
    let shared = (30..60).filter(|i| {
        cluster_of(&clusters, "one", &format!("A{i}")) == cluster_of(&clusters, "two", &format!("B{i}"))
    });
    assert!(shared.count() >= 29);
    let persons: BTreeSet<&String> = clusters.iter().map(|r| &r[2]).collect();
    assert!((89..=91).contains(&persons.len()), "{} clusters", persons.len());
    let is_pair =
        |i: usize| pairs.iter().any(|p| p[..4] == ["one", &format!("A{i}"), "two", &format!("B{i}")]);
    assert!((30..60).filter(|&i| is_pair(i)).count() >= 29);
}

#[test]
fn one_list_is_deduplicated_the_same_on_any_number_of_threads() {
    let desk = Desk::new(&[("one.csv", &list("A", (0..60).chain(0..5).chain([7; 300])))]);
    let read = |name: &str| std::fs::read(desk.path().join(name)).unwrap();
    desk.link(&["one.csv", "--threads", "1"]);
    let one = [read("c.csv"), read("p.csv")];
    let (clusters, _) = desk.link(&["one.csv", "--threads", "4"]);
    assert!(one == [read("c.csv"), read("p.csv")]);
    assert_eq!(clusters.len(), 365);
    let persons: BTreeSet<&String> = clusters.iter().map(|r| &r[2]).collect();
    assert_eq!(persons.len(), 60);
    assert!((0..5).all(|i| clusters[i][2] == clusters[60 + i][2]));
    assert!(clusters[65..].iter().all(|r| r[2] == clusters[7][2]), "the same row 300 times");
}

#[test]
fn json_says_how_many() {
    let desk = Desk::new(&[("one.csv", &list("A", 0..20))]);
    let output = desk.run(&["one.csv", "--out", "c.csv", "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["lists"][0]["records"], &said["records"]), (&20.into(), &20.into()));
    assert!(said["clusters"].as_u64().unwrap() <= 20);
}

#[test]
fn duplicate_ids_are_refused_with_their_rows() {
    let text = list("", 0..30).replace("\n7,", "\n8,");
    let said = Desk::new(&[("one.csv", &text)]).refused(&["one.csv", "--id", "id", "--out", "c.csv"]);
    assert!(said.contains("\"8\" in rows 9, 10"), "{said}");
}

#[test]
fn a_list_of_one_row() {
    let said = Desk::new(&[("one.csv", &list("A", [3]))]).refused(&["one.csv", "--out", "c.csv"]);
    assert!(said.contains("one record alone"), "{said}");
    let desk = Desk::new(&[("one.csv", &list("A", 0..40)), ("two.csv", &list("B", [3]))]);
    let (clusters, _) = desk.link(&["one.csv", "two.csv"]);
    assert_eq!(cluster_of(&clusters, "one", "A3"), cluster_of(&clusters, "two", "B3"));
}

#[test]
fn empty_columns_change_nothing() {
    let plain = list("A", (0..40).chain(0..4));
    let wide: String = plain.lines().map(|line| format!("{line},\n")).collect();
    let wide = wide.replacen(",\n", ",remarks\n", 1);
    let desk = Desk::new(&[("one.csv", &plain)]);
    let before = desk.link(&["one.csv"]);
    std::fs::write(desk.path().join("one.csv"), wide).unwrap();
    assert_eq!(before, desk.link(&["one.csv"]));
}

#[test]
fn a_cell_of_ten_megabytes_is_a_cell() {
    let mut text = list("A", (0..40).chain(0..4));
    text.push_str(&format!("A99,{},2031-03-07,30,M,Belmar\n", "Karim ".repeat(10_000_000 / 6)));
    let (clusters, _) = Desk::new(&[("one.csv", &text)]).link(&["one.csv"]);
    assert_eq!(clusters.len(), 45);
    assert!((0..4).all(|i| clusters[i][2] == clusters[40 + i][2]));
    assert_eq!(clusters.iter().filter(|r| r[2] == clusters[44][2]).count(), 1);
}

#[test]
fn what_cannot_be_used_is_one_line() {
    let desk = Desk::new(&[
        ("good.csv", &list("A", 0..30)),
        ("empty.csv", ""),
        ("blank.csv", "id,name,town\n,,\n,,\n,,\n"),
        ("head.csv", HEAD),
        ("noise.csv", "\0\u{1}\u{2}"),
    ]);
    std::fs::create_dir(desk.path().join("folder.csv")).unwrap();
    for bad in ["empty.csv", "blank.csv", "folder.csv", "nowhere.csv", "noise.csv"] {
        let said = desk.refused(&[bad, "--out", "c.csv"]);
        assert!(said.contains(bad), "it names the file: {said}");
        let said = desk.refused(&["good.csv", bad, "--out", "c.csv"]);
        assert!(said.contains(bad), "it names the file: {said}");
    }
    desk.refused(&["head.csv", "--out", "c.csv"]);
    let said = desk.refused(&["good.csv", "--out", "c.csv", "--id", "passport"]);
    assert!(said.contains("good.csv") && said.contains("passport") && said.contains("town"), "{said}");
    let said = desk.refused(&["good.csv", "--out", "nowhere/c.csv"]);
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn wrong_options_are_told_with_the_right_ones() {
    let desk = Desk::new(&[("one.csv", &list("A", 0..30))]);
    let wrong: [&[&str]; 4] = [
        &[],
        &["one.csv"],
        &["one.csv", "--out", "c.csv", "--no-such"],
        &["one.csv", "--out", "c.csv", "--threads", "two"],
    ];
    for args in wrong {
        let output = desk.run(args);
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
        assert!(!desk.path().join("c.csv").exists());
    }
}

#[test]
fn without_a_column_of_ids_rows_go_by_their_number() {
    let text: String =
        list("", 0..30).lines().map(|l| format!("{}\n", &l[l.find(',').unwrap() + 1..])).collect();
    let (clusters, _) = Desk::new(&[("one.csv", &text)]).link(&["one.csv"]);
    let ids: Vec<usize> = clusters.iter().map(|r| r[1].parse().unwrap()).collect();
    assert_eq!(ids.len(), 30);
    assert!(ids.windows(2).all(|w| w[1] == w[0] + 1), "{ids:?}");
}

#[test]
fn it_says_which_columns_say_again_what_others_say() {
    let rows =
        (0..40).map(|i| format!("{i},{0},{0},{1}\n", ["mill road", "old market", "long quay"][i % 3], i % 7));
    let list = "id,address,remarks,ward\n".to_owned() + &rows.collect::<String>();
    let desk = Desk::new(&[("a.csv", &list)]);
    let output = desk.run(&["a.csv", "--id", "id", "--out", "c.csv", "--save-model", "m.toml"]);
    let said = told(&output);
    assert!(said.contains("Left out: remarks (says again what others say)."), "{said}");
    assert!(!said.contains("Compared by address (text), remarks"), "{said}");
    let output = desk.run(&["a.csv", "--id", "id", "--out", "c.csv", "--model", "m.toml"]);
    assert!(told(&output).contains("Left out: remarks (not in the model)."), "{}", told(&output));
}
