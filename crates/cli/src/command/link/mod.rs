//! `inquest link`: which records of any lists are one person, without a case.

mod against;
mod columns;
mod ids;
mod input;
mod model;
mod names;
mod output;
mod summary;

use super::{print, print_json};
use crate::Outcome;
use crate::args::{Common, Link};
use crate::progress::Line;
use anyhow::{Context, Result, bail};
use against::Against;
use linkage::{Given, Settings};
use summary::Summary;

pub fn run(args: &Link, common: &Common) -> Result<Outcome> {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("--threads: no such number of threads can be had")?;
    }
    let given = model::read(args)?;
    let line = Line::new();
    line.step("reading the lists", 0, 0);
    let mut inputs = Vec::new();
    for path in &args.files {
        inputs.extend(input::read(path, args)?);
    }
    if inputs.iter().all(|i| i.rows == 0) {
        bail!("there are no records to match");
    }
    let mut records = columns::records(&mut inputs)?;
    model::mark_one_per_list(&mut records.lists, &args.one_per_list)?;
    if let Some(given) = &given {
        model::fit(&mut records, given);
    }
    let settings = Settings { draws: 0, pairs: args.pairs.is_some(), ..Settings::default() };
    let asked = Given { model: given.as_ref(), diagnose: common.json, ..Given::default() };
    let matched = linkage::link_given(&records, settings, asked, &|what, done, of| line.step(what, done, of));
    let matched = match (matched, &args.model) {
        (Err(error @ linkage::LinkError::Model(_)), Some(path)) => {
            return Err(error).with_context(|| path.display().to_string());
        }
        (matched, _) => matched?,
    };
    line.clear();
    // Before anything is written: it may be the file that is written next.
    let against = args.against.as_ref().map(|path| Against::new(path, &inputs, &matched.linked)).transpose()?;
    output::clusters(&args.out, &inputs, &matched.linked)?;
    if let Some(pairs) = &args.pairs {
        output::pairs(pairs, &inputs, &matched.linked)?;
    }
    if let Some(path) = &args.save_model {
        model::save(path, matched.model.as_ref())?;
    }
    let summary = Summary::new(&records, &matched, against);
    if common.json {
        print_json(&summary)?;
    } else {
        print(&mut std::io::stdout().lock(), &summary.told())?;
    }
    Ok(Outcome::Done)
}
