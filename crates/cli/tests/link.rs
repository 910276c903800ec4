//! `inquest link`: what it writes, and what it says of input that it cannot take.

#![allow(clippy::unwrap_used)]

mod common;

use common::{ok, told};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `inquest link` in a folder.
fn link(dir: &Path, args: &[&str]) -> Command {
    let mut link = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    link.current_dir(dir).arg("link").args(args);
    link
}

/// Forty people, of whom every fourth stands twice, with a slip of the pen; `first` numbers them.
fn people(first: usize) -> String {
    const GIVEN: [&str; 8] = ["karim", "salma", "tarek", "nadia", "bashir", "leyla", "omar", "rima"];
    const FAMILY: [&str; 5] = ["oram", "lindal", "veshti", "marun", "dastan"];
    let mut list = "id,given name,surname,date of birth,town,part\n".to_owned();
    for person in 0..40 {
        let name = (GIVEN[person % 8], FAMILY[person % 5]);
        let born = format!("19{}-0{}-1{}", 40 + person, 1 + person % 9, person % 10);
        let part = if person % 2 == 0 { "north" } else { "south" };
        list += &format!("r{},{},{},{born},belmar,{part}\n", first + person, name.0, name.1);
        if person % 4 == 0 {
            list += &format!("r{},{}x,{},{born},belmar,{part}\n", first + person + 100, name.0, name.1);
        }
    }
    list
}

#[track_caller]
fn refused(dir: &Path, args: &[&str], words: &[&str]) {
    let output = link(dir, args).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
    assert!(!dir.join("out.csv").exists(), "{args:?} left a file");
}

#[test]
fn one_list_is_searched_for_duplicates() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("people.csv"), people(0)).unwrap();
    let args = [
        "people.csv",
        "--id",
        "ID",
        "--ignore",
        "part",
        "--out",
        "out.csv",
        "--pairs",
        "pairs.csv",
        "--json",
    ];
    let summary: Value = serde_json::from_str(&ok(&mut link(dir.path(), &args))).unwrap();
    assert_eq!(summary["records"], 50);
    assert_eq!(summary["lists"][0]["name"], "people");
    let kinds: Vec<&str> =
        summary["columns"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["name", "date of birth"]);
    let clusters = std::fs::read_to_string(dir.path().join("out.csv")).unwrap();
    assert!(clusters.starts_with("list,id,cluster,probability\npeople,r0,0,"), "{clusters}");
    assert_eq!(clusters.lines().count(), 51);
    let pairs = std::fs::read_to_string(dir.path().join("pairs.csv")).unwrap();
    assert!(pairs.starts_with("list_l,id_l,list_r,id_r,weight,probability\n"));
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_column_parts_a_file_and_files_of_one_name_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("a")).unwrap();
    std::fs::create_dir(dir.path().join("b")).unwrap();
    std::fs::write(dir.path().join("a/list.csv"), people(0)).unwrap();
    std::fs::write(dir.path().join("b/list.csv"), people(500)).unwrap();
    let names = |args: &[&str]| -> Vec<String> {
        let mut all = args.to_vec();
        all.extend(["--out", "out.csv", "--json"]);
        let summary: Value = serde_json::from_str(&ok(&mut link(dir.path(), &all))).unwrap();
        let lists = summary["lists"].as_array().unwrap();
        lists.iter().map(|l| format!("{} {}", l["name"].as_str().unwrap(), l["records"])).collect()
    };
    assert_eq!(names(&["a/list.csv", "b/list.csv"]), ["a/list 50", "b/list 50"]);
    assert_eq!(names(&["a/list.csv", "--list", "part"]), ["north 30", "south 20"]);
    assert_eq!(names(&["a/list.csv", "b/list.csv", "--list", "Part"]), ["north 60", "south 40"]);
}

#[test]
fn what_cannot_be_taken_is_said_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let out = ["--out", "out.csv"];
    let refused = |args: &[&str], words: &[&str]| refused(dir.path(), &[args, &out].concat(), words);
    write("people.csv", &people(0));
    refused(
        &["people.csv", "--id", "key"],
        &["people.csv: ", "no column \"key\"", "id, given name, surname"],
    );
    refused(&["people.csv", "--list", "wave"], &["no column \"wave\""]);
    refused(&["people.csv", "--threads", "0"], &["--threads 0", "at least one"]);
    refused(&["nobody.csv"], &["nobody.csv: there is no such file"]);
    refused(&["."], &["this is a folder"]);
    write("empty.csv", "");
    refused(&["empty.csv"], &["empty.csv: the file is empty"]);
    write("header.csv", "id,name,age\n");
    refused(&["header.csv"], &["header.csv: ", "at least one entry"]);
    std::fs::write(dir.path().join("image.csv"), b"\x89PNG\r\n\x1a\n").unwrap();
    refused(&["image.csv"], &["an image, not a table"]);
    write("one.csv", "id,name,age\n1,Karim Oram,34\n");
    refused(&["one.csv"], &["one record alone"]);
    write("blank.csv", &format!("id,name,age\n{}", (0..50).map(|n| format!("{n},,\n")).collect::<String>()));
    refused(&["blank.csv"], &["nothing to match by"]);
    write("twice.csv", "id,name,age\n7,Karim Oram,34\n7,Salma Oram,31\n8,Tarek Lin,19\n7,Omar Veshti,50\n");
    refused(&["twice.csv", "--id", "id"], &["one id stands in more than one row", "\"7\" in rows 2, 3, 5"]);
    write("none.csv", "id,name,age\n7,Karim Oram,34\n,Salma Oram,31\n8,Tarek Lin,19\n");
    refused(&["none.csv", "--id", "id"], &["one row has no id", "row 3"]);
    // Without the option the rows are numbered.
    let said = ok(&mut link(dir.path(), &["twice.csv", "--out", "out.csv"]));
    assert!(said.contains("4 records"), "{said}");
    let clusters = std::fs::read_to_string(dir.path().join("out.csv")).unwrap();
    assert!(clusters.contains("\ntwice,2,0,") && clusters.contains("\ntwice,5,"), "{clusters}");
}

#[test]
fn a_list_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("people.csv"), people(0)).unwrap();
    refused(dir.path(), &["people.csv", "--out", "./people.csv"], &["would overwrite the list"]);
    refused(dir.path(), &["people.csv", "--out", "out.csv", "--pairs", "out.csv"], &["the same file"]);
    refused(dir.path(), &["people.csv", "--out", "no/where.csv"], &["no/where.csv: cannot be written"]);
    assert_eq!(std::fs::read_to_string(dir.path().join("people.csv")).unwrap(), people(0));
}
