//! `inquest link`: which records of any lists are one person, without a case.

mod columns;
mod ids;
mod input;
mod names;
mod output;

use super::{print, print_json};
use crate::Outcome;
use crate::args::{Common, Link};
use crate::progress::Line;
use anyhow::{Context, Result, bail};
use input::Input;
use linkage::{Linked, Settings};

pub fn run(args: &Link, common: &Common) -> Result<Outcome> {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("--threads: no such number of threads can be had")?;
    }
    let line = Line::new();
    line.step("reading the lists", 0, 0);
    let mut inputs = Vec::new();
    for path in &args.files {
        inputs.extend(input::read(path, args)?);
    }
    if inputs.iter().all(|i| i.rows == 0) {
        bail!("there are no records to match");
    }
    let records = columns::records(&mut inputs)?;
    let settings = Settings { draws: 0, pairs: args.pairs.is_some(), ..Settings::default() };
    let linked = linkage::link(&records, settings, &|what, done, of| line.step(what, done, of))?;
    line.clear();
    output::clusters(&args.out, &inputs, &linked)?;
    if let Some(pairs) = &args.pairs {
        output::pairs(pairs, &inputs, &linked)?;
    }
    let summary = Summary::new(&inputs, &linked);
    if common.json {
        print_json(&summary)?;
    } else {
        print(&mut std::io::stdout().lock(), &summary.told())?;
    }
    Ok(Outcome::Done)
}

/// What came of it, in numbers.
#[derive(serde::Serialize)]
struct Summary {
    lists: usize,
    records: usize,
    clusters: usize,
}

impl Summary {
    fn new(inputs: &[Input], linked: &Linked) -> Summary {
        Summary { lists: inputs.len(), records: linked.person_of.len(), clusters: linked.persons() }
    }

    fn told(&self) -> String {
        format!("{} records in {} lists are {} clusters.\n", self.records, self.lists, self.clusters)
    }
}
