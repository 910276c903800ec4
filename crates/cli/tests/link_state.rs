//! `inquest link --state`: what a run leaves behind, and what the next one makes of it.

#![allow(clippy::unwrap_used)]

mod common;

use common::{PEOPLE as HEAD, person, told};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;

/// Rows of the people `of`, with ids that begin with `prefix`.
fn rows(prefix: &str, of: impl IntoIterator<Item = usize>) -> String {
    of.into_iter().map(|i| format!("{prefix}{i},{}\n", person(i))).collect()
}

/// List and id.
type Id = (String, String);
/// By list and id the cluster, and the probability.
type Clusters = BTreeMap<Id, (u32, String)>;
/// The records of a cluster, and their probabilities.
type Person<'a> = (Vec<&'a Id>, Vec<&'a str>);

/// A folder in which `inquest link` works.
struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, rows)| desk.write(name, rows));
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a list of these rows.
    fn write(&self, name: &str, rows: &str) {
        std::fs::write(self.path().join(name), HEAD.to_owned() + rows).unwrap();
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut inquest = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
        inquest.arg("link").args(args).current_dir(self.path());
        inquest
    }

    /// Links the lists, which must go well: the clusters, and what was said.
    fn link(&self, args: &[&str]) -> (Clusters, String) {
        let output = self.command(&[args, &["--out", "c.csv"]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let mut reader = csv::Reader::from_path(self.path().join("c.csv")).unwrap();
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            let row = row.unwrap();
            ((row[0].to_owned(), row[1].to_owned()), (row[2].parse().unwrap(), row[3].to_owned()))
        };
        (reader.records().map(row).collect(), String::from_utf8(output.stdout).unwrap())
    }

    /// Runs it in vain: one clear line on standard error, and 2.
    fn refused(&self, args: &[&str]) -> String {
        let output: Output = self.command(&[args, &["--out", "refused.csv"]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(output.stdout.is_empty() && !self.path().join("refused.csv").exists());
        said
    }

    /// Two lists, of eighty people each and forty in common, that have been linked.
    fn begun() -> (Desk, Clusters) {
        let desk = Desk::new(&[("north.csv", &rows("n", 0..80)), ("south.csv", &rows("s", 40..120))]);
        let (clusters, said) =
            desk.link(&[LISTS, &["--state", "s.state", "--save-model", "m.toml"]].concat());
        assert!(said.contains("There was no state yet"), "{said}");
        (desk, clusters)
    }
}

const LISTS: &[&str] = &["north.csv", "south.csv"];
const STATE: &[&str] = &["north.csv", "south.csv", "--state", "s.state"];

/// Clusters and probabilities, whatever the clusters' numbers.
fn unnumbered(clusters: &Clusters) -> BTreeSet<Person<'_>> {
    let mut of: BTreeMap<u32, Person> = BTreeMap::new();
    for (id, (cluster, probability)) in clusters {
        let (ids, probabilities) = of.entry(*cluster).or_default();
        ids.push(id);
        probabilities.push(probability);
    }
    of.into_values().collect()
}

fn number(clusters: &Clusters, list: &str, id: &str) -> u32 {
    clusters[&(list.to_owned(), id.to_owned())].0
}

/// What the state leads to is what the model alone leads to.
fn as_in_full(desk: &Desk, clusters: &Clusters) {
    let (in_full, _) = desk.link(&[LISTS, &["--model", "m.toml"]].concat());
    assert_eq!(unnumbered(clusters), unnumbered(&in_full));
}

#[test]
fn rows_are_added() {
    let (desk, before) = Desk::begun();
    let (same, said) = desk.link(STATE);
    assert_eq!(same, before);
    assert!(said.contains("0 records are new, 0 changed, 0 gone, 160 as they were"), "{said}");
    // Before and behind those that were there, some of them of people who are known.
    desk.write("north.csv", &(rows("n", 200..203) + &rows("n", 0..80) + &rows("n", 100..103)));
    let (clusters, said) = desk.link(STATE);
    assert!(said.contains("6 records are new, 0 changed, 0 gone, 160 as they were"), "{said}");
    assert!(said.contains("what was compared before was not compared again"), "{said}");
    as_in_full(&desk, &clusters);
    for (id, (cluster, _)) in &before {
        assert_eq!(clusters[id].0, *cluster, "a person keeps the number");
    }
    assert_eq!(number(&clusters, "north", "n100"), number(&before, "south", "s100"));
    let next = before.values().map(|c| c.0).max().unwrap() + 1;
    let new: BTreeSet<u32> = (200..203).map(|i| number(&clusters, "north", &format!("n{i}"))).collect();
    assert_eq!(new, (next..next + 3).collect());
    // And once more, from what this run left behind: a third list.
    desk.write("east.csv", &rows("e", 78..84));
    let (clusters, said) = desk.link(&[STATE, &["east.csv"]].concat());
    assert!(said.contains("6 records are new, 0 changed, 0 gone, 166 as they were"), "{said}");
    assert_eq!(number(&clusters, "east", "e80"), number(&before, "south", "s80"));
    let (in_full, _) = desk.link(&[LISTS, &["east.csv", "--model", "m.toml"]].concat());
    assert_eq!(unnumbered(&clusters), unnumbered(&in_full));
}

#[test]
fn a_row_changes_and_a_row_goes() {
    let (desk, before) = Desk::begun();
    assert_eq!(number(&before, "north", "n50"), number(&before, "south", "s50"));
    // What the south says of one is now what it says of somebody else; another row is gone.
    let south: Vec<String> = (40..120)
        .filter(|&i| i != 60)
        .map(|i| {
            format!(
                "s{i},{}\n",
                if i == 50 { "Yusra Tenbrak,2031-12-30,99,F,Zeret".to_owned() } else { person(i) }
            )
        })
        .collect();
    desk.write("south.csv", &south.concat());
    let (clusters, said) = desk.link(STATE);
    assert!(said.contains("0 records are new, 1 changed, 1 gone, 158 as they were"), "{said}");
    as_in_full(&desk, &clusters);
    // The part with the record that was first keeps the number.
    assert_eq!(number(&clusters, "north", "n50"), number(&before, "north", "n50"));
    assert!(before.values().all(|c| c.0 != number(&clusters, "south", "s50")));
    assert_eq!(number(&clusters, "north", "n60"), number(&before, "north", "n60"));
    // As it was: one person again, by the lesser number.
    desk.write("south.csv", &rows("s", 40..120));
    let (again, _) = desk.link(STATE);
    as_in_full(&desk, &again);
    assert_eq!(number(&again, "south", "s50"), number(&before, "north", "n50"));
    assert_eq!(again, before);
}

#[test]
fn what_cannot_be_gone_on_with_is_done_anew_and_numbers_stay() {
    let (desk, before) = Desk::begun();
    let model = String::from_utf8(desk.bytes("m.toml")).unwrap();
    std::fs::write(
        desk.path().join("m.toml"),
        model.replace("[matches]\nbetween = ", "[matches]\nbetween = 0.01 # "),
    )
    .unwrap();
    let args = [STATE, &["--model", "m.toml", "--json"]].concat();
    let (clusters, said) = desk.link(&args);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["since"]["anew"], "the model is another one");
    assert_eq!(said["since"]["same"], 160);
    as_in_full(&desk, &clusters);
    assert_eq!(number(&clusters, "south", "s119"), number(&before, "south", "s119"));
    // A list of which it is now said that it names nobody twice is another one.
    let (_, said) = desk.link(&[STATE, &["--one-per-list", "north"]].concat());
    assert!(said.contains("80 changed") && said.contains("many records are gone or have changed"), "{said}");
}

#[test]
fn decisions_are_heeded_and_not_remembered() {
    let (desk, before) = Desk::begun();
    let verdict =
        "list_l,id_l,list_r,id_r,verdict\nnorth,n3,south,s100,same\nnorth,n50,south,s50,different\n";
    std::fs::write(desk.path().join("d.csv"), verdict).unwrap();
    let with = ["--decisions", "d.csv"];
    let (clusters, said) = desk.link(&[STATE, &with].concat());
    assert!(said.contains("what was compared before was not compared again"), "{said}");
    let (in_full, _) = desk.link(&[LISTS, &["--model", "m.toml"], &with].concat());
    assert_eq!(unnumbered(&clusters), unnumbered(&in_full));
    assert_eq!(number(&clusters, "south", "s100"), number(&before, "north", "n3"));
    assert_ne!(number(&clusters, "south", "s50"), number(&clusters, "north", "n50"));
    // Without them all is as it was, but for a number that has gone.
    let (again, _) = desk.link(STATE);
    as_in_full(&desk, &again);
    assert_ne!(number(&again, "south", "s100"), number(&again, "north", "n3"));
}

#[test]
fn a_state_that_is_of_no_use_is_refused_in_one_line() {
    let (desk, _) = Desk::begun();
    let whole = desk.bytes("s.state");
    let with = |bytes: &[u8]| {
        std::fs::write(desk.path().join("s.state"), bytes).unwrap();
        let said = desk.refused(STATE);
        assert_eq!(desk.bytes("s.state"), bytes, "it stays as it is");
        said
    };
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for damaged in [&damaged[..], &whole[..whole.len() / 2], &whole[..60], b"inquest link state 1\n"] {
        let said = with(damaged);
        assert!(said.contains("s.state: this state is damaged") && said.contains("delete it"), "{said}");
    }
    let said = with(&[b"inquest link state 7\n", &whole[21..]].concat());
    assert!(said.contains("format 7") && said.contains("delete it"), "{said}");
    for other in [&b""[..], b"id,name\n1,Karim Oram\n"] {
        let said = with(other);
        assert!(said.contains("no state of inquest link"), "{said}");
    }
    // Of other columns.
    std::fs::write(desk.path().join("s.state"), &whole).unwrap();
    let lists = [rows("n", 0..80), rows("s", 40..120)];
    for (name, list) in LISTS.iter().zip(&lists) {
        let without: String = (HEAD.to_owned() + list)
            .lines()
            .map(|l| l.rsplit_once(',').unwrap().0.to_owned() + "\n")
            .collect();
        std::fs::write(desk.path().join(name), without).unwrap();
    }
    let said = desk.refused(STATE);
    assert!(
        said.contains("s.state: ") && said.contains("no such column") && said.contains("delete it"),
        "{said}"
    );
    assert_eq!(desk.bytes("s.state"), whole);
    let said = desk.refused(&["north.csv", "south.csv", "--state", "south.csv"]);
    assert!(said.contains("--state south.csv: this would overwrite the list"), "{said}");
}

#[test]
fn whoever_is_cut_off_can_go_on() {
    let (desk, before) = Desk::begun();
    let old = desk.bytes("s.state");
    desk.write("north.csv", &(rows("n", 0..80) + &rows("n", 300..2300)));
    // The clusters cannot be written: neither is the state.
    let output = desk.command(&[STATE, &["--out", "nowhere/c.csv"]].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert_eq!(desk.bytes("s.state"), old);
    let mut cut_off = 0;
    for wait in [0, 5, 10, 20, 40, 80] {
        std::fs::write(desk.path().join("s.state"), &old).unwrap();
        let mut child = desk.command(&[STATE, &["--out", "cut.csv"]].concat());
        let mut child =
            child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        cut_off += u32::from(!child.wait().unwrap().success());
        let there = desk.bytes("s.state");
        let (clusters, _) = desk.link(STATE);
        assert!(there == old || there == desk.bytes("s.state"), "the old state or the new one");
        assert_eq!(number(&clusters, "south", "s90"), number(&before, "south", "s90"));
    }
    assert!(cut_off > 0);
}
