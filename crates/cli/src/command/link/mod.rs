//! `inquest link`: which records of any lists are one person, without a case.

mod columns;
mod content;
mod ids;
mod input;
mod names;
mod naming;
mod output;
mod roster;

use super::{print, print_json};
use crate::Outcome;
use crate::args::{Common, Link};
use crate::progress::Line;
use anyhow::{Context, Result, bail};
use linkage::{Linked, Records, Settings, Values};
use roster::Roster;
use std::path::Path;

pub fn run(args: &Link, common: &Common) -> Result<Outcome> {
    check(args)?;
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("--threads: no such number of threads can be had")?;
    }
    let line = Line::new();
    line.step("reading the lists", 0, 0);
    let mut inputs = input::read(args)?;
    let roster = Roster::new(&mut inputs)?;
    let records = columns::records(&mut inputs, &roster)?;
    inputs.iter_mut().for_each(|input| input.columns = Vec::new());
    let settings = Settings { draws: 0, pairs: args.pairs.is_some(), ..Settings::default() };
    let linked = linkage::link(&records, settings, &|what, done, of| line.step(what, done, of))?;
    line.clear();
    output::clusters(&args.out, &inputs, &roster, &linked)?;
    if let Some(pairs) = &args.pairs {
        output::pairs(pairs, &inputs, &roster, &linked)?;
    }
    let summary = Summary::new(&roster, &records, &linked);
    if common.json {
        print_json(&summary)?;
    } else {
        print(&mut std::io::stdout().lock(), &summary.told())?;
    }
    Ok(Outcome::Done)
}

/// What can be said to be wrong before anything is read.
fn check(args: &Link) -> Result<()> {
    if args.threads == Some(0) {
        bail!("--threads 0: the work needs at least one thread");
    }
    let same =
        |a: &Path, b: &Path| a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
    let is_file = |path: &Path| path.metadata().is_ok_and(|there| there.is_file());
    for (option, path) in [("--out", Some(&args.out)), ("--pairs", args.pairs.as_ref())] {
        let Some(path) = path else { continue };
        if let Some(list) = args.files.iter().find(|list| is_file(list) && same(list, path)) {
            bail!("{option} {}: this would overwrite the list {}", path.display(), list.display());
        }
    }
    if args.pairs.as_ref().is_some_and(|pairs| same(pairs, &args.out)) {
        bail!("--out and --pairs are the same file: {}", args.out.display());
    }
    Ok(())
}

/// What came of it, in numbers.
#[derive(serde::Serialize)]
struct Summary<'a> {
    records: usize,
    clusters: usize,
    lists: Vec<ListSummary<'a>>,
    columns: Vec<ColumnSummary<'a>>,
}

#[derive(serde::Serialize)]
struct ListSummary<'a> {
    name: &'a str,
    records: usize,
}

/// A column that was compared, and as what.
#[derive(serde::Serialize)]
struct ColumnSummary<'a> {
    name: &'a str,
    kind: &'static str,
}

impl<'a> Summary<'a> {
    fn new(roster: &'a Roster, records: &'a Records, linked: &Linked) -> Summary<'a> {
        let sizes = roster.sizes();
        let lists = roster.names.iter().zip(sizes).map(|(name, records)| ListSummary { name, records });
        let columns = records.columns.iter().map(|c| ColumnSummary { name: &c.name, kind: kind(&c.values) });
        Summary {
            records: linked.person_of.len(),
            clusters: linked.persons(),
            lists: lists.collect(),
            columns: columns.collect(),
        }
    }

    fn told(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|c| format!("{} ({})", c.name, c.kind)).collect();
        let lists =
            if self.lists.len() == 1 { "one list".to_owned() } else { format!("{} lists", self.lists.len()) };
        format!(
            "{} records in {lists} are {} clusters.\nCompared by {}.\n",
            self.records,
            self.clusters,
            columns.join(", ")
        )
    }
}

fn kind(values: &Values) -> &'static str {
    match values {
        Values::Name(_) => "name",
        Values::Relative(_) => "name of a relative",
        Values::Event(_) => "date",
        Values::Birth(_) => "date of birth",
        Values::Age(_) => "age",
        Values::Category(_) => "category",
        Values::Code(_) => "code",
        Values::Text(_) => "text",
        Values::Place(_) => "place",
    }
}
