//! A model that was saved matches as the one that was learned.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use linkage::{
    Coded, Column, Given, LinkError, List, Matched, ModelFile, Names, Recalibration, Records, Settings, Span,
    Values, explain, link_given,
};
use names::Name;
use proptest::prelude::*;

const GIVEN: [&str; 8] = ["Karim", "Salma", "Tarek", "Nadia", "Faris", "Huda", "Bassam", "Rana"];
const FAMILY: [&str; 9] =
    ["Oram", "Haddun", "Belkar", "Zuveri", "Tamash", "Qorani", "Velmar", "Durrani", "Shahbek"];

/// Two lists of a hundred people each, half of them on both, with slips.
fn records(people: usize) -> Records {
    let mut rows: Vec<(u32, usize)> = (0..people).map(|i| (0, i)).collect();
    rows.extend((people / 2..people * 3 / 2).map(|i| (1, i)));
    let name = |&(list, i): &(u32, usize)| {
        let slip = if list == 1 && i % 7 == 0 { "n" } else { "" };
        Name::parse(&format!("{} {}{slip}", GIVEN[i % 8], FAMILY[(i * 7 + i / 8) % 9]))
    };
    let day = |&(list, i): &(u32, usize)| {
        let day = date(2031, 2 + (i % 3) as i8, 1 + (i * 5 % 27) as i8 + i8::from(list == 1 && i % 9 == 0));
        (i % 11 != 0).then_some(Span { first: day, last: day })
    };
    let age = |&(_, i): &(u32, usize)| Some((3 + (i * 13 % 70) as u16, 3 + (i * 13 % 70) as u16));
    let names: Vec<Option<Name>> = rows.iter().map(name).collect();
    Records {
        lists: vec![List::named("monitor"), List::named("hospital")],
        list_of: rows.iter().map(|r| r.0).collect(),
        columns: vec![
            Column {
                name: "name".into(),
                values: Values::Name(names.iter().map(Option::as_ref).collect::<Names>()),
            },
            Column { name: "death".into(), values: Values::Event(rows.iter().map(day).collect()) },
            Column { name: "age".into(), values: Values::Age(rows.iter().map(age).collect()) },
        ],
    }
}

fn run(records: &Records, model: Option<&ModelFile>) -> Result<Matched, LinkError> {
    let settings = Settings { draws: 20, pairs: true, ..Settings::default() };
    link_given(records, settings, Given { model, diagnose: true, ..Given::default() }, &|_, _, _| {})
}

fn learned() -> (Records, Matched, ModelFile) {
    let records = records(100);
    let matched = run(&records, None).unwrap();
    let file = matched.model.clone().unwrap();
    (records, matched, file)
}

#[test]
fn the_same_records_by_the_saved_model_come_out_the_same() {
    let (records, matched, file) = learned();
    let read = ModelFile::parse(&file.to_toml()).unwrap();
    assert_eq!(read, file);
    let again = run(&records, Some(&read)).unwrap();
    assert_eq!(again.linked, matched.linked);
    assert_eq!(again.model, matched.model);
    assert!(matched.linked.person_of.iter().max().unwrap() < &170, "most of those on both lists are found");
    let (first, second) = (matched.diagnosis.unwrap(), again.diagnosis.unwrap());
    assert_eq!((&first.weights, first.kept, &first.lists), (&second.weights, second.kept, &second.lists));
    assert!(first.missed.is_some_and(|m| (0.0..0.1).contains(&m)) && second.missed.is_none());
    assert!(!first.rules.is_empty() && first.rules.iter().all(|r| r.pairs.is_some()));
    let expected: f64 = first.lists.iter().filter(|l| l.a != l.b).map(|l| l.matches).sum();
    assert!((40.0..60.0).contains(&expected), "{expected} matches");
}

#[test]
fn explanations_sum_to_the_weight() {
    let (records, matched, file) = learned();
    let pairs: Vec<(u32, u32)> = matched.linked.pairs.iter().map(|p| (p.a, p.b)).collect();
    let explained = explain(&records, &file, &pairs).unwrap();
    for (pair, why) in matched.linked.pairs.iter().zip(&explained) {
        let sum: f64 = why.fields.iter().map(|f| f.weight + f.rarity).sum();
        assert!((why.prior + sum + why.lookalikes + why.counted - why.weight).abs() < 1e-9);
        assert!((why.weight - pair.weight / std::f64::consts::LN_2).abs() < 1e-4, "{why:?} {pair:?}");
        assert!(why.lookalikes <= 1e-9, "{why:?}");
        assert_eq!(why.fields.len(), 5);
    }
    assert!(explained.iter().any(|e| e.fields[0].level == Some("same")));
    assert!(matches!(
        explain(&records, &file, &[(0, 999)]),
        Err(LinkError::NoSuchRecord { record: 999, .. })
    ));
}

#[test]
fn a_recalibration_is_kept_and_weighs() {
    let (records, matched, file) = learned();
    assert!(matched.recalibration.is_none() && file.recalibration.is_none());
    let by = Recalibration { slope: 0.5, offset: -0.25, decisions: 77 };
    let recalibrated = ModelFile { recalibration: Some(by), ..file.clone() };
    let read = ModelFile::parse(&recalibrated.to_toml()).unwrap();
    assert_eq!(read, recalibrated);
    let again = run(&records, Some(&read)).unwrap();
    assert_eq!((again.recalibration, again.not_recalibrated), (Some(by), None));
    assert_eq!(again.model.unwrap().recalibration, Some(by));
    let raw: Vec<(u32, u32, f64)> = matched.linked.pairs.iter().map(|p| (p.a, p.b, p.weight)).collect();
    let mut met = 0;
    for (pair, why) in again.linked.pairs.iter().zip(
        explain(&records, &read, &again.linked.pairs.iter().map(|p| (p.a, p.b)).collect::<Vec<_>>()).unwrap(),
    ) {
        let sum: f64 = why.fields.iter().map(|f| f.weight + f.rarity).sum();
        assert!(
            (why.prior + sum + why.lookalikes + why.counted + why.recalibration - why.weight).abs() < 1e-9
        );
        assert!((why.weight - pair.weight / std::f64::consts::LN_2).abs() < 1e-4, "{why:?} {pair:?}");
        if let Some(&(.., before)) = raw.iter().find(|r| (r.0, r.1) == (pair.a, pair.b)) {
            assert!((by.log_odds(before) - pair.weight).abs() < 1e-4);
            met += 1;
        }
    }
    assert!(met > 40, "{met}");
    // Nothing changes where weights stand for themselves.
    let same = Recalibration { slope: 1.0, offset: 0.0, decisions: 50 };
    let same = run(&records, Some(&ModelFile { recalibration: Some(same), ..file }));
    assert_eq!(same.unwrap().linked, matched.linked);
}

#[test]
fn a_part_of_the_records_gets_the_same_weights_but_for_commonness() {
    let (all, _, file) = learned();
    let (part, pair) = (records(60), [(31, 61)]);
    let [whole, part] = [&all, &part].map(|records| {
        let pair = if records.len() > 150 { [(51, 101)] } else { pair };
        explain(records, &file, &pair).unwrap().remove(0)
    });
    assert_eq!(whole.prior, part.prior);
    // Two pairs of alike records, of the same levels.
    let levels =
        |e: &linkage::Explained| e.fields.iter().map(|f| (f.level, f.weight.to_bits())).collect::<Vec<_>>();
    assert_eq!(levels(&whole), levels(&part));
}

#[test]
fn one_list_alone_and_lists_of_one_name_can_be_saved() {
    let mut records = records(100);
    records.lists[1].name = "monitor".into();
    let matched = run(&records, None).unwrap();
    let file = ModelFile::parse(&matched.model.as_ref().unwrap().to_toml()).unwrap();
    assert_eq!(run(&records, Some(&file)).unwrap().linked, matched.linked);
    records.lists.truncate(1);
    records.list_of.fill(0);
    let matched = run(&records, None).unwrap();
    assert_eq!(run(&records, matched.model.as_ref()).unwrap().linked, matched.linked);
}

#[test]
fn what_is_wrong_is_said_with_its_key() {
    let (records, _, file) = learned();
    let text = file.to_toml();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        ModelFile::parse(&text.replacen(from, to, 1)).unwrap_err()
    };
    assert_eq!(refused("version = 1", "version = 2").to_string(), "version: 2; expected 1");
    assert_eq!(refused("version = 1", "").key, "version");
    let stray = refused("level = \"same\"", "level = \"sane\"");
    assert_eq!(
        (stray.key.as_str(), stray.found.as_str()),
        ("comparison \"name: given\", levels", "\"sane\"")
    );
    assert!(stray.expected.contains("typing slip"));
    let out = refused("[shares]\nkin = ", "[shares]\nkin = 1.5 # ");
    assert_eq!(out.key, "shares, kin");
    let sum = refused("m = 0.", "m = 0.0");
    assert!(sum.key == "comparison \"name: given\", m" && sum.found.contains("sum to"), "{sum}");
    assert_eq!(refused("kind = \"given\"", "kind = \"first\"").key, "comparison \"name: given\", kind");
    assert!(refused("m = 0.", "M = 0.").key.starts_with("line "));
    assert!(refused("m = 0.", "m = nan, m = 0.").key.starts_with("line "));
    assert!(refused(", kin = ", ", event = ").to_string().contains("expected"));

    let recalibrated = |by: &str| {
        ModelFile::parse(&text.replacen(
            "[[comparison]]",
            &format!("[recalibration]\n{by}\n\n[[comparison]]"),
            1,
        ))
    };
    assert!(recalibrated("slope = 0.8\noffset = -1.5\ndecisions = 60").is_ok());
    for (by, key) in [
        ("slope = 0.0\noffset = 0.0\ndecisions = 60", "recalibration, slope"),
        ("slope = nan\noffset = 0.0\ndecisions = 60", "recalibration, slope"),
        ("slope = inf\noffset = 0.0\ndecisions = 60", "recalibration, slope"),
        ("slope = 1.0\noffset = -inf\ndecisions = 60", "recalibration, offset"),
        ("slope = 1.0\noffset = 0.0\ndecisions = -1", "line "),
        ("slope = 1.0\noffset = 0.0", "line "),
    ] {
        assert!(recalibrated(by).unwrap_err().key.starts_with(key), "{by}");
    }

    let lacking = |from: &str, to: &str| {
        let file = ModelFile::parse(&text.replace(from, to)).unwrap();
        match run(&records, Some(&file)).unwrap_err() {
            LinkError::Model(error) => error,
            other => panic!("{other}"),
        }
    };
    assert_eq!(lacking("\"death\"", "\"burial\"").key, "comparison \"burial\"");
    // Whichever rules were chosen, they are of atoms that these records have.
    let rule = lacking("rules = [\n", "rules = [\n  [\"name: wort\"],\n");
    assert!(rule.key.starts_with("rules") && rule.expected.contains("name: word"), "{rule}");
    let mut other = records.clone();
    other.columns[2].values =
        Values::Code((0..records.len()).map(|r| Some(r.to_string())).collect::<Coded<_>>());
    assert!(
        matches!(run(&other, Some(&file)), Err(LinkError::Model(e)) if e.key == "comparison \"age\", kind")
    );
}

#[test]
fn a_column_that_the_model_does_not_know_is_not_looked_at() {
    let (mut records, matched, file) = learned();
    let rooms =
        Values::Text((0..records.len()).map(|r| Some(format!("room {}", r % 5))).collect::<Coded<_>>());
    records.columns.insert(1, Column { name: "room".into(), values: rooms });
    assert_eq!(run(&records, Some(&file)).unwrap().linked, matched.linked);
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,300}") {
        let _ = ModelFile::parse(&text);
    }

    /// A model with some characters of it changed: refused in words, or read, and then written and read alike.
    #[test]
    fn a_damaged_model_is_refused_or_read(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..6)) {
        let mut text: Vec<char> = SMALL.chars().collect();
        for (at, char) in changes {
            let at = at.index(text.len());
            text[at] = char;
        }
        let text: String = text.into_iter().collect();
        if let Ok(file) = ModelFile::parse(&text) {
            prop_assert_eq!(ModelFile::parse(&file.to_toml()).unwrap(), file);
        }
    }
}

const SMALL: &str = r#"version = 1
rules = [["sex"]]
[shares]
kin = 0.0
event = 0.0
namesake = 0.0
[matches]
between = 0.01
within = 1e-5
lists = [{ a = "one", b = "two \" \\ \u00e9", share = 0.5 }]
[recalibration]
slope = 0.75
offset = -0.5
decisions = 60
[[comparison]]
name = "sex"
kind = "category"
levels = [
  { level = "different", m = 0.04, u = 0.5 },
  { level = "same", m = 0.96, u = 0.5 },
]
"#;
