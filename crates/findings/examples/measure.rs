//! How long the findings of a large case take: 12,000 invented records on 6 lists, 1,000 draws.
//!
//! `cargo run --release -p findings --example measure [FOLDER]`; with a folder, the files are written there.

use casefile::{Reading, Record, RecordId, Source, SourceItem};
use findings::{Context, MappingShown};
use jiff::ToSpan;
use jiff::civil::date;
use linkage::{Group, Linked};
use lists::{AgeValue, DatePrecision, DateValue, Entry, Field, LeftOut, Sex, Unread};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const RECORDS: usize = 12_000;
const LISTS: u64 = 6;
const GROUPS: usize = 400;
const DRAWS: usize = 1_000;

const GIVEN: [&str; 12] =
    ["Lina", "Sami", "Omar", "Huda", "Karim", "Rana", "سامي", "لينا", "عمر", "هدى", "كريم", "رنا"];
const FAMILY: [&str; 9] = ["Haddad", "Darwish", "Nasser", "Khoury", "Saleh", "حداد", "درويش", "ناصر", "صالح"];
const REGIONS: [&str; 6] = ["Qasab", "Marsa", "Tell Amin", "Wadi Zahr", "Deir Noor", "قصب"];

/// A small generator of invented values; its stream is fixed.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len() as u64) as usize).copied().unwrap_or_default()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut lcg = Lcg(20_210_305);
    let (reading, linked) = case(&mut lcg);
    let context = Context {
        title: "An invented case, to measure".into(),
        method_hash: "0f".repeat(32),
        method_version: "1".into(),
        seed: 7,
        log_entries: 9,
        log_head: "e1".repeat(32),
        program: "inquest 0.1.0".into(),
        mappings: vec![MappingShown {
            source: "list1".into(),
            file: "list 1.csv".into(),
            sheet: None,
            header_row: 1,
            columns: vec![("Name".into(), "full-name".into()), ("تاريخ الوفاة".into(), "death-date".into())],
        }],
        notices: vec!["List 4 gives no ages.".into()],
        ..Context::default()
    };
    let start = Instant::now();
    let found = findings::compute(&reading, &linked, &context);
    let computed = start.elapsed();
    let files = findings::render(&found, &reading, &linked)?;
    let rendered = start.elapsed() - computed;
    println!("{}", findings::summary(&found));
    println!("\ncompute {computed:?}, render {rendered:?}");
    for (name, bytes) in &files {
        println!("{:>9.2} MB  {name}", bytes.len() as f64 / 1e6);
    }
    if let Some(dir) = std::env::args().nth(1) {
        findings::write(&found, &reading, &linked, Path::new(&dir))?;
    }
    Ok(())
}

fn case(lcg: &mut Lcg) -> (Reading, Linked) {
    let sources = (1..=LISTS)
        .map(|i| Source {
            id: format!("list{i}"),
            name: if i == 3 {
                "مستشفى قصب الوطني".into()
            } else {
                format!("Monitoring group no. {i} of Qasab")
            },
            items: vec![SourceItem {
                sha256: format!("{i:064x}"),
                file: format!("list {i}.csv"),
                sheet: None,
            }],
            derived_from: if i == 6 { vec!["list5".into()] } else { Vec::new() },
            covers: (i == 3).then(|| "the district of Qasab only".into()),
        })
        .collect();
    // People first: each is on some of the lists, and each list writes the record a little differently.
    let mut rows: Vec<(usize, u64, Entry)> = Vec::new();
    let mut person = 0;
    while rows.len() < RECORDS {
        let on: Vec<u64> = (0..LISTS).filter(|&list| lcg.below(10) < 5 - list / 2).collect();
        let name = [GIVEN, GIVEN, GIVEN].map(|names| lcg.pick(&names)).join(" ") + " " + lcg.pick(&FAMILY);
        let (age, sex, region) = (lcg.below(80) as u16, lcg.below(10), lcg.pick(&REGIONS));
        let died =
            date(2021, 1, 1).saturating_add(((lcg.below(30) + lcg.below(30) + lcg.below(40)) as i64).days());
        for &list in &on {
            let spelled = if lcg.below(5) == 0 { name.replace("r", "rr") } else { name.clone() };
            let wrong = if lcg.below(20) == 0 { 1 } else { 0 };
            let entry = Entry {
                record_id: (list % 2 == 0).then(|| format!("N-{}", rows.len())),
                full_name: (lcg.below(60) > 0).then_some(spelled),
                sex: (lcg.below(12) > 0).then_some(if sex < 3 { Sex::Female } else { Sex::Male }),
                age: (list != 3).then_some(AgeValue {
                    low: age + wrong,
                    high: age + wrong,
                    approximate: false,
                }),
                death: (lcg.below(15) > 0).then_some(DateValue {
                    first: died,
                    last: died,
                    precision: DatePrecision::Day,
                }),
                places: vec![(Field::Country, "Invented".into()), (Field::Region, region.into())],
                ..Entry::default()
            };
            rows.push((person, list, entry));
        }
        person += usize::from(!on.is_empty());
    }
    rows.truncate(RECORDS);
    rows.sort_by_key(|(_, list, _)| *list);
    let mut number = vec![None; person];
    let mut next = 0;
    let mut person_of = Vec::with_capacity(RECORDS);
    for (person, _, _) in &rows {
        let known = number[*person].get_or_insert_with(|| {
            next += 1;
            next - 1
        });
        person_of.push(*known);
    }
    let mut probability = vec![1.0; RECORDS];
    let groups = (0..GROUPS)
        .map(|g| {
            let records: Vec<u32> = (0..3).map(|i| (i * RECORDS / 3 + g * 5) as u32).collect();
            for &record in &records {
                probability[record as usize] = 0.6 + lcg.below(390) as f64 / 1000.0;
            }
            let partitions = vec![vec![0, 1, 2], vec![0, 0, 1], vec![0, 1, 1], vec![0, 0, 0]];
            Group { records, partitions, draws: (0..DRAWS).map(|_| lcg.below(8).min(3) as u16).collect() }
        })
        .collect();
    let records = rows
        .into_iter()
        .enumerate()
        .map(|(index, (_, list, mut entry))| {
            entry.row = index as u32 + 2;
            Record {
                id: RecordId(format!("{list:012x}.0.{}", entry.row)),
                source: list as usize,
                item: 0,
                entry,
            }
        })
        .collect();
    let unread = Unread {
        sheet: Some("ورقة1".into()),
        row: 77,
        column: "العمر".into(),
        text: "حوالي ؟".into(),
        expected: "an age".into(),
    };
    let total = LeftOut { sheet: None, rows: (2_100, 2_100), reason: "total at the foot".into() };
    let reading = Reading {
        sources,
        records,
        unread: vec![("list 3.csv".into(), unread)],
        left_out: vec![("list 1.csv".into(), total)],
    };
    (reading, Linked { person_of, probability, groups, draws: DRAWS, ..Linked::default() })
}
