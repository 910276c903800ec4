//! `inquest link --decisions`: what people decided holds, and recalibrates the weights.

#![allow(clippy::unwrap_used)]

mod common;

use common::{ok, told};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const HEAD: &str = "list_l,id_l,list_r,id_r,verdict\n";

fn link(dir: &Path, more: &[&str]) -> Command {
    let mut link = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    link.current_dir(dir).arg("link").args(["north.csv", "south.csv", "--threads", "1"]).args(more);
    link
}

/// Two invented lists of 300 people each, half of them on both, with slips, and with names and ages that many share. The
/// ids tell who is who: n17 is s17.
fn lists(dir: &Path) {
    let given = ["Karim", "Salma", "Tarek", "Nadia", "Faris", "Huda", "Bassam", "Rana", "Ziad", "Mona"];
    let family = ["Oram", "Haddun", "Belkar", "Zuveri", "Tamash", "Qorani", "Velmar", "Durrani", "Shahbek"];
    let write = |name: &str, people: std::ops::Range<usize>| {
        let mut text = String::from("No,Name,Age,Town\n");
        for i in people {
            let mixed = i.wrapping_mul(2_654_435_761) >> 7;
            let slips = name == "south";
            let mut family = family[mixed / 10 % 9].to_owned();
            if slips && mixed.is_multiple_of(5) {
                family.pop();
            }
            let age = 3 + mixed / 90 % 60 + usize::from(slips && mixed.is_multiple_of(3)) * (mixed % 4);
            let town = ["Belmar", "Doven", "Karsa", "Tilun"]
                [(mixed / 5_400 + usize::from(slips && mixed % 7 == 1)) % 4];
            writeln!(text, "{}{i},{} {family},{age},{town}", &name[..1], given[mixed % 10]).unwrap();
        }
        std::fs::write(dir.join(format!("{name}.csv")), text).unwrap();
    };
    write("north", 0..300);
    write("south", 150..450);
}

fn read(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).unwrap()
}

/// Clusters by id.
fn clusters(dir: &Path, name: &str) -> BTreeMap<String, String> {
    let mut rows = csv::Reader::from_path(dir.join(name)).unwrap();
    rows.records().map(Result::unwrap).map(|row| (row[1].to_owned(), row[2].to_owned())).collect()
}

/// The likely pairs of a run, each with a verdict by the truth.
fn decided_by_truth(dir: &Path, pairs: &str) -> String {
    let text = read(dir, pairs);
    let mut lines = text.lines();
    let mut decided = format!("{},verdict\n", lines.next().unwrap());
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let same = cells[1][1..] == cells[3][1..];
        writeln!(decided, "{line},{}", if same { "same" } else { "different" }).unwrap();
    }
    decided
}

#[test]
fn decisions_hold_and_few_of_them_recalibrate_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    lists(dir);
    ok(&mut link(dir, &["--out", "first.csv", "--pairs", "pairs.csv"]));
    let first = clusters(dir, "first.csv");
    // One pair that is together is parted, and two that have nothing in common are joined.
    let (left, right) =
        (150..300).map(|i| (format!("n{i}"), format!("s{i}"))).find(|(l, r)| first[l] == first[r]).unwrap();
    assert_ne!(first["n0"], first["s449"]);
    let decisions = format!(
        "{HEAD}north,{left},south,{right},different\nnorth,n0,south,s449,same\nnorth,n1,south,s440,cannot tell\n"
    );
    std::fs::write(dir.join("decisions.csv"), decisions).unwrap();
    let said =
        ok(&mut link(dir, &["--out", "second.csv", "--pairs", "again.csv", "--decisions", "decisions.csv"]));
    assert!(said.contains("Decisions: 1 same, 1 different, 1 cannot tell.\n"), "{said}");
    assert!(
        said.contains(
            "did not recalibrate the weights: pairs decided to be the same or different: 2; at least 50"
        ),
        "{said}"
    );
    let second = clusters(dir, "second.csv");
    assert_ne!(second[&left], second[&right]);
    assert_eq!(second["n0"], second["s449"]);
    // What nobody decided on weighs what it weighed.
    let weight = |text: &str| {
        let line =
            text.lines().find(|line| line.contains(",s2") && !line.contains(&right)).unwrap().to_owned();
        line.split(',').take(5).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(weight(&read(dir, "pairs.csv")), weight(&read(dir, "again.csv")));
}

#[test]
fn many_decisions_recalibrate_and_the_model_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    lists(dir);
    ok(&mut link(dir, &["--out", "first.csv", "--pairs", "pairs.csv"]));
    let decided = decided_by_truth(dir, "pairs.csv");
    std::fs::write(dir.join("decisions.csv"), &decided).unwrap();
    let args =
        ["--decisions", "decisions.csv", "--save-model", "model.toml", "--pairs", "again.csv", "--json"];
    let json = ok(&mut link(dir, &[&args[..], &["--out", "second.csv"]].concat()));
    let json: Value = serde_json::from_str(&json).unwrap();
    let by = &json["recalibration"];
    assert_eq!(by["from"], "decisions", "{json}");
    assert_eq!(by["decisions"].as_u64().unwrap() as usize, decided.lines().count() - 1);
    let (slope, offset) = (by["slope"].as_f64().unwrap(), by["offset"].as_f64().unwrap());
    assert!(slope > 0.1 && (slope - 1.0).abs() + offset.abs() > 0.01, "{by}");

    // The curve: of what was claimed before and after, how much was decided; after, the two are closer.
    let sums = |curve: &str| {
        let bins = json["model"][curve].as_array().unwrap();
        let of = |key: &str| {
            bins.iter().map(|b| b[key].as_f64().unwrap() * b["pairs"].as_f64().unwrap()).sum::<f64>()
        };
        let pairs: u64 = bins.iter().map(|b| b["pairs"].as_u64().unwrap()).sum();
        (pairs as usize, of("claimed"), of("decided"))
    };
    let (before, after) = (sums("calibration"), sums("calibration_recalibrated"));
    assert_eq!((before.0, after.0), (decided.lines().count() - 1, decided.lines().count() - 1));
    assert!((before.2 - after.2).abs() < 1e-6);
    assert!((after.1 - after.2).abs() < (before.1 - before.2).abs().max(3.0), "{before:?} {after:?}");

    // All pairs that stand in both weigh what the line makes of them.
    let weights = |name: &str| -> BTreeMap<(String, String), f64> {
        let mut rows = csv::Reader::from_path(dir.join(name)).unwrap();
        let rows = rows.records().map(Result::unwrap);
        rows.map(|r| ((r[1].to_owned(), r[3].to_owned()), r[4].parse().unwrap())).collect()
    };
    let (raw, now) = (weights("pairs.csv"), weights("again.csv"));
    let both: Vec<_> = raw.iter().filter_map(|(pair, raw)| Some((raw, now.get(pair)?))).collect();
    assert!(both.len() > 50);
    for (raw, now) in both {
        assert!((offset + slope * raw - now).abs() < 0.002 * (1.0 + slope), "{raw} {now}");
    }
    // Decisions hold.
    let second = clusters(dir, "second.csv");
    for line in decided.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(second[cells[1]] == second[cells[3]], cells[6] == "same", "{line}");
    }

    // Nor does the order of the decisions matter.
    let mut lines: Vec<&str> = decided.lines().skip(1).collect();
    lines.reverse();
    let turned = format!("{}\n{}\n", decided.lines().next().unwrap(), lines.join("\n"));
    std::fs::write(dir.join("turned.csv"), turned).unwrap();
    ok(&mut link(dir, &["--out", "third.csv", "--decisions", "turned.csv", "--save-model", "turned.toml"]));
    assert_eq!(read(dir, "second.csv"), read(dir, "third.csv"));
    assert_eq!(read(dir, "model.toml"), read(dir, "turned.toml"));

    // The model keeps the recalibration, with the decisions and without; more of them replace it.
    let saved = read(dir, "model.toml");
    assert!(saved.contains("[recalibration]\nslope = "), "{saved}");
    let args = ["--model", "model.toml", "--save-model", "same.toml", "--out", "fourth.csv"];
    ok(&mut link(dir, &[&args[..], &["--decisions", "decisions.csv"]].concat()));
    assert_eq!(read(dir, "second.csv"), read(dir, "fourth.csv"));
    let said = ok(&mut link(dir, &[&args[..], &["--pairs", "kept.csv"]].concat()));
    assert!(said.contains("Weights are recalibrated by the model's "), "{said}");
    assert_eq!(read(dir, "same.toml"), saved);
    let kept = weights("kept.csv");
    let shared: Vec<_> = kept.iter().filter_map(|(pair, kept)| Some((kept, now.get(pair)?))).collect();
    assert!(shared.len() > 50 && shared.iter().all(|(kept, now)| (*kept - *now).abs() < 0.002));

    std::fs::write(dir.join("bad.toml"), saved.replace("slope = ", "slope = -")).unwrap();
    let refused = link(dir, &["--model", "bad.toml", "--out", "x.csv"]).output().unwrap();
    assert!(told(&refused).contains("bad.toml: recalibration, slope: -"), "{}", told(&refused));
}

#[test]
fn what_is_wrong_with_decisions_is_said_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    lists(dir);
    let refused = |rows: &str, more: &[&str], expected: &[&str]| {
        std::fs::write(dir.join("d.csv"), rows).unwrap();
        let args = ["--out", "out.csv", "--decisions", "d.csv"];
        let output = link(dir, &[&args[..], more].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        expected.iter().for_each(|words| assert!(said.contains(words), "{words:?} is not in: {said}"));
        assert!(!dir.join("out.csv").exists());
    };
    let rows = |rows: &str| format!("{HEAD}{rows}");
    refused(
        &rows("north,n9999,south,s200,same\n"),
        &[],
        &["d.csv: row 2: there is no record \"n9999\" of \"north\""],
    );
    refused(
        &rows("north,n1,south,s200,yes\n"),
        &[],
        &["d.csv: row 2: \"yes\" is no verdict; expected same, different or cannot tell"],
    );
    refused(&rows("north,n1,north,n1,same\n"), &[], &["d.csv: row 2: both sides"]);
    refused(
        &rows("north,n1,south,s200,same\nsouth,s200,north,n1,different\n"),
        &[],
        &["d.csv: row 3: the same pair was decided otherwise in row 2"],
    );
    refused("id_l,id_r,verdict\nn1,n2,same\n", &[], &["d.csv: row 2: there is no list"]);
    refused(
        "list_l,id_l,list_r,id_r\nnorth,n1,south,s200\n",
        &[],
        &["d.csv: there is no column \"verdict\""],
    );
    refused("", &[], &["d.csv: the file is empty"]);
    // What only the rows together say.
    refused(
        &rows("north,n1,south,s200,same\nsouth,s200,south,s201,same\nsouth,s201,north,n1,different\n"),
        &[],
        &[
            "d.csv, row 4: \"",
            "\"n1\" of \"north\"",
            "are different here, but by other rows they are the same",
        ],
    );
    refused(
        &rows("south,s200,south,s201,same\n"),
        &["--one-per-list", "south"],
        &["d.csv, row 2: \"s200\" of \"south\" and \"s201\" of \"south\"", "names nobody twice"],
    );
    let args = ["--out", "d.csv", "--decisions", "d.csv"];
    let output = link(dir, &args).output().unwrap();
    assert!(told(&output).contains("--out d.csv: this would overwrite the decisions"), "{}", told(&output));
}

#[test]
fn of_one_list_the_lists_need_not_be_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    lists(dir);
    std::fs::write(dir.join("d.csv"), "id_l,id_r,verdict\nn0,n1,نفس الشخص\n").unwrap();
    let mut link = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    link.current_dir(dir).args(["link", "north.csv", "--out", "out.csv", "--decisions", "d.csv"]);
    ok(&mut link);
    let found = clusters(dir, "out.csv");
    assert_eq!(found["n0"], found["n1"]);
    assert_ne!(found["n0"], found["n2"]);
}
