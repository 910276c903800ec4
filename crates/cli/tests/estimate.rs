//! `inquest estimate` by the built command, on published tables and on wrong ones.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{inquest, marsa, ok, root, told};
use serde_json::Value;
use std::process::{Command, Output};

fn estimate() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("inquest"));
    command.arg("estimate");
    command
}

fn kosovo(more: &[&str]) -> Value {
    let said = ok(estimate().arg(root().join("examples/kosovo/kosovo.csv")).args(more).arg("--json"));
    serde_json::from_str(&said).unwrap()
}

fn of_text(table: &str, more: &[&str]) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("table.csv");
    std::fs::write(&file, table).unwrap();
    estimate().arg(&file).args(more).output().unwrap()
}

#[test]
fn every_method_says_its_number_and_how_far_to_trust_it() {
    let sweeps = ["--sweeps", "5000", "--threads", "1"];
    let found = kosovo(&sweeps);
    assert_eq!((&found["observed"], &found["recommended"]), (&Value::from(4400), &Value::from("loglinear")));
    let names: Vec<&str> =
        found["methods"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!(names[..4], ["loglinear", "latent-class", "graphical", "lower-bound"]);
    assert_eq!(names[4..], ["two-list"; 6]);
    let latent = &found["methods"][1];
    for field in ["model", "point", "low", "high", "mean", "sd", "reliable", "reasons", "rhat", "ess", "mcse"]
    {
        assert!(!latent[field].is_null(), "{field}: {latent}");
    }
    assert!((9_500.0..11_500.0).contains(&latent["mean"].as_f64().unwrap()), "{latent}");
    assert_eq!(kosovo(&["--sweeps", "5000", "--threads", "2"]), found, "threads change nothing");
    let other = kosovo(&["--sweeps", "5000", "--seed", "2", "--method", "latent-class"]);
    assert_ne!(other["methods"][0]["mean"], latent["mean"]);
}

#[test]
fn a_model_and_a_grid_that_are_asked_for_are_used() {
    let found = kosovo(&["--method", "loglinear", "--model", "[123,14,34]"]);
    let model = &found["methods"][0];
    assert!((model["point"].as_f64().unwrap() - 10_356.519).abs() < 1e-2, "{model}");
    assert_eq!(found["methods"].as_array().unwrap().len(), 1);
    let intervals: Vec<[f64; 2]> = found["alternatives"].as_array().unwrap()[..3]
        .iter()
        .map(|a| [a["low"].as_f64().unwrap().round(), a["high"].as_f64().unwrap().round()])
        .collect();
    assert_eq!(intervals, [[9_020.0, 12_131.0], [8_994.0, 12_110.0], [9_012.0, 12_138.0]]);
    let found = kosovo(&["--method", "graphical", "--delta", "0.0625", "--grid", "1..20000"]);
    assert!((found["methods"][0]["mean"].as_f64().unwrap() - 12_749.17).abs() < 1.0, "{found}");
    let short = kosovo(&["--method", "graphical", "--grid", "1..6000"]);
    assert_eq!(short["methods"][0]["reliable"], false);
}

#[test]
fn the_answer_in_words_begins_with_what_can_be_stated() {
    let said = ok(estimate().arg(root().join("examples/kosovo/kosovo.csv")).args(["--method", "loglinear"]));
    let first: Vec<&str> = said.lines().take(4).collect();
    assert!(first[0].ends_with("kosovo.csv: 4400 people are on 4 lists: EXH, ABA, OSCE, HRW."), "{said}");
    assert!(first[2].contains("12060 (9223–24965)") && first[3].starts_with("It holds if"), "{said}");
    let output = of_text("a,b,count\n1,0,40\n0,1,30\n1,1,12\n", &[]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("cannot be said from these lists") && said.contains("independent"), "{said}");
}

#[test]
fn rows_of_persons_and_rows_of_patterns_say_the_same() {
    let said = |table: &str| of_text(table, &["--method", "two-list", "--json"]).stdout;
    assert_eq!(said("a,b\n1,0\n1,1\n1,1\n0,1\n"), said("a,b,count\n1,0,1\n0,1,1\n1,1,2\n"));
}

#[test]
fn strata_are_estimated_by_themselves_and_added_up_from_draws() {
    let part = |name: &str, by: u32| {
        let counts = [
            ("1,0,0", 15),
            ("0,1,0", 12),
            ("0,0,1", 20),
            ("1,1,0", 3),
            ("1,0,1", 5),
            ("0,1,1", 4),
            ("1,1,1", 1),
        ];
        counts.map(|(pattern, count)| format!("{pattern},{name},{}\n", count * by)).concat()
    };
    let table = format!("a,b,c,region,count\n{}{}", part("south", 20), part("north", 40));
    let graphs = ["--method", "graphical", "--strata", "region"];
    let output = of_text(&table, &[&graphs[..], &["--json"]].concat());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(&output)));
    let high = |of: &Value| of["methods"][0]["high"].as_f64().unwrap();
    assert_eq!((&found["observed"], &found["recommended"]), (&Value::from(3600), &Value::from("graphical")));
    assert_eq!(
        (&found["strata"][0]["stratum"], &found["strata"][1]["observed"]),
        (&"region=north".into(), &1200.into())
    );
    assert!(high(&found) < high(&found["strata"][0]) + high(&found["strata"][1]), "{found}");
    let said = String::from_utf8(of_text(&table, &graphs).stdout).unwrap();
    assert!(
        said.contains("3600 people are in 2 strata.") && said.contains("\nregion=south: 1200 people"),
        "{said}"
    );
    let said = told(&of_text(&table, &["--strata", "year"]));
    assert!(said.contains("table.csv: there is no column \"year\""), "{said}");
}

#[test]
fn what_is_known_of_the_lists_is_used_and_told() {
    let table = "a,b,c,d,e,f,count\n1,0,0,0,0,0,600\n0,1,0,0,0,0,500\n0,0,1,0,0,0,800\n1,1,0,0,0,0,120\n1,0,1,0,0,0,200\n\
                 0,1,1,0,0,0,160\n1,1,1,0,0,0,40\n1,0,0,1,0,0,100\n0,0,0,0,1,0,70\n0,1,0,0,0,1,5\n0,0,1,0,0,1,2\n";
    let design = ["--copies", "d=a", "--partial", "e", "--pool", "20", "--method", "graphical"];
    let said = String::from_utf8(of_text(table, &design).stdout).unwrap();
    assert!(said.contains("Note: a+d are merged into one list"), "{said}");
    assert!(said.contains("Note: e covers only a part") && said.contains("the 70 people"), "{said}");
    let output = of_text(table, &[&design[..], &["--json"]].concat());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    // One small list has nothing to be pooled with, and that is said.
    assert!(said.contains("f name fewer than 20 people each, but are not pooled"), "{said}");
    assert_eq!(found["used"], serde_json::json!(["a+d", "b", "c", "f"]));
    assert_eq!(found["lists"].as_array().unwrap().len(), 6);
    let prior = |factors: &str| {
        let more = ["--method", "latent-class", "--sweeps", "4000", "--expansion", factors, "--json"];
        let found: Value = serde_json::from_slice(&of_text(table, &more).stdout).unwrap();
        found["methods"][0]["point"].as_f64().unwrap()
    };
    assert!(prior("1.05..1.2") < prior("2..20"), "what is believed beforehand has its say");
}

#[test]
fn a_case_is_estimated_with_the_doubt_of_its_matching() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let counted: Value =
        serde_json::from_str(&ok(inquest(&case, "count").args(marsa()).arg("--json"))).unwrap();
    let asked: Value = serde_json::from_str(&ok(inquest(&case, "estimate").arg("--json"))).unwrap();
    let (stated, first) = (&counted["estimate"], &asked["methods"][0]);
    assert_eq!((&stated["identified"], &asked["recommended"]), (&true.into(), &first["name"]));
    // What the command says is what the findings state.
    let near = |a: &Value, b: &Value| (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-5;
    let interval = &asked["interval"];
    for (name, stated, asked) in [
        ("point", &stated["point"], &first["point"]),
        ("low", &stated["low"], &interval[0]),
        ("high", &stated["high"], &interval[1]),
        ("share", &stated["from_matching"], &first["matching"]),
    ] {
        assert!(near(stated, asked), "{name}: {stated} {asked}");
    }
    let share = first["matching"].as_f64().unwrap();
    assert!(0.0 < share && share < 0.5, "{share}");
    let report = std::fs::read_to_string(case.join("findings/report.html")).unwrap();
    for drawn in ["forest-title", "ridges-title", "chains-title", "What each method says"] {
        assert!(report.contains(drawn), "{drawn}");
    }
    let strata = ["--strata", "sex", "--method", "loglinear", "--json"];
    let parted: Value = serde_json::from_str(&ok(inquest(&case, "estimate").args(strata))).unwrap();
    assert_eq!(parted["observed"], asked["observed"]);
    assert!(parted["strata"].as_array().unwrap().len() >= 2, "{parted}");
    let output = inquest(&case, "estimate").args(["--strata", "colour"]).output().unwrap();
    assert!(told(&output).contains("cannot be parted by \"colour\""), "{}", told(&output));
}

#[test]
fn without_a_table_or_a_case_it_says_what_to_name() {
    let dir = tempfile::tempdir().unwrap();
    let output = estimate().current_dir(dir.path()).output().unwrap();
    let said = told(&output);
    assert!(output.status.code() == Some(2) && said.contains("name a TABLE of overlaps"), "{said}");
}

#[test]
fn a_wrong_table_or_setting_is_told_in_one_line_with_its_place() {
    let many = (1..=21).map(|i| format!("l{i}")).collect::<Vec<_>>().join(",");
    let three = "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,3\n";
    for (table, more, expected) in [
        ("a,b,count\n1,0,-3\n", &[][..], "table.csv: line 2, column count: found \"-3\""),
        ("a,b,count\n1,0,2.5\n", &[], "line 2, column count: found \"2.5\""),
        ("a,b,count\n1,0,3\n1,0,4\n", &[], "line 3: this pattern was already given in line 2"),
        ("a,b,count\n1,0,3\n0,0,9\n", &[], "line 3: people on no list"),
        (&format!("{many},count\n"), &[], "21 lists; expected 2 to 16"),
        ("a,count\n1,3\n", &[], "1 lists"),
        ("a,b,count\n1,0,3\n", &[], "lists that name anyone: 1"),
        ("", &[], "0 lists"),
        (three, &["--model", "[14]"], "--model: model [14]"),
        (three, &["--model", "12"], "--model: model 12"),
        (three, &["--grid", "9..1"], "expected two whole numbers"),
        (three, &["--method", "guess"], "invalid value 'guess'"),
        (three, &["--threads", "0"], "at least one thread"),
        (three, &["--delta", "-1"], "the prior count of each cell is -1"),
        (three, &["--classes", "0"], "the classes must be 1 to 255"),
        (three, &["--copies", "a"], "--copies a: expected COPY=ORIGINAL"),
        (three, &["--copies", "a=d"], "--copies: there is no list \"d\"; there are a, b, c"),
        (three, &["--partial", "x"], "--partial: there is no list \"x\""),
        (three, &["--covers", "a:region"], "--covers a:region: expected LIST:COLUMN=VALUE"),
        (three, &["--covers", "a:region=north"], "say --strata region as well"),
        (
            "a,b,c,r,count\n1,0,0,x,40\n0,1,0,x,30\n0,0,1,x,25\n",
            &["--strata", "r", "--covers", "a:r=y"],
            "a is said to cover r=y, but nobody is there",
        ),
        (
            "a,b,c,r,count\n1,0,0,x,40\n0,1,0,x,30\n0,0,1,x,25\n",
            &["--strata", "r", "--strata", "r"],
            "--strata r: is said twice",
        ),
        (three, &["--copies", "b=b"], "it is said to copy itself"),
        (three, &["--strata", "count"], "column 4 (count): holds how many people there are"),
        (three, &["--partial", "c", "--model", "[13]"], "it names a list that is left out"),
        (three, &["--expansion", "1..5"], "expected two factors above 1"),
    ] {
        let output = of_text(table, more);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(
            more.contains(&"--grid")
                || more.contains(&"--expansion")
                || more.contains(&"--method")
                || said.trim().lines().count() <= 3,
            "{said}"
        );
    }
    // What a method cannot do with a table is that method's refusal.
    let seven = "a,b,c,d,e,f,g,count\n1,1,0,0,0,0,0,9\n0,1,1,1,0,0,0,9\n1,0,1,0,1,1,1,9\n";
    let output = of_text(seven, &["--method", "graphical", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["methods"][0]["reasons"].to_string().contains("7 lists"), "{found}");
}
