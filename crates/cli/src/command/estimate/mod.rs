//! `inquest estimate`: how many no list saw, from a table of overlaps or from the case.

mod settings;
mod told;

use super::{case_dir, print, print_json};
use crate::args::{Common, Estimate};
use crate::progress::Line;
use crate::{Outcome, threads};
use anyhow::{Context, Result, bail};
use casefile::Case;
use estimate::Stratum;
use estimate::methods::{Settings, over_matchings};
use estimate::strata::parted;

pub fn run(args: &Estimate, common: &Common) -> Result<Outcome> {
    if args.threads == Some(0) {
        bail!("--threads 0: the work needs at least one thread");
    }
    if let Some(twice) = args.strata.iter().enumerate().find(|(i, name)| args.strata[..*i].contains(name)) {
        bail!("--strata {}: is said twice; say it once", twice.1);
    }
    threads::start(args.threads.unwrap_or_else(threads::all))
        .context("--threads: no such number of threads can be had")?;
    let line = Line::new();
    let (from, strata, usual) = people(args, common, &line)?;
    let settings = settings::settings(args, &strata, usual)?;
    line.step("estimating", 0, 0);
    match strata.as_slice() {
        [whole] if args.strata.is_empty() => {
            let answers =
                over_matchings(&whole.table, &whole.drawn, &settings).with_context(|| from.clone())?;
            line.clear();
            if common.json { print_json(&answers)? } else { say(&told::told(&from, &answers))? }
        }
        strata => {
            let of = strata.len() as u64;
            let progress = |done| line.step("estimating the strata", done as u64, of);
            let parted = parted(strata, &settings, progress).with_context(|| from.clone())?;
            line.clear();
            if common.json { print_json(&parted)? } else { say(&told::told_by_strata(&from, &parted))? }
        }
    }
    Ok(Outcome::Done)
}

fn say(text: &str) -> Result<()> {
    print(&mut std::io::stdout().lock(), text)
}

/// Whence the people are, for messages; who is on which lists; and how their number is estimated if nothing else is asked for.
fn people(args: &Estimate, common: &Common, line: &Line) -> Result<(String, Vec<Stratum>, Settings)> {
    let Some(table) = &args.table else {
        let dir = case_dir(common).context("name a TABLE of overlaps, or work in a case")?;
        let mut case = Case::read_only(&dir)?;
        let progress = |what, done, of| line.step(what, done, of);
        let (strata, usual) = findings::estimable(&mut case, &args.strata, &progress)?;
        return Ok((dir.display().to_string(), strata, usual));
    };
    let name = table.display().to_string();
    let file = std::fs::File::open(table).with_context(|| format!("{name}: cannot be opened"))?;
    let strata = Stratum::from_csv(file, &args.strata).with_context(|| name.clone())?;
    Ok((name, strata, Settings::default()))
}
