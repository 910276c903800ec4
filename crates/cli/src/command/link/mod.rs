//! `inquest link`: which records of any lists are one person, without a case.

mod against;
mod columns;
mod content;
mod decisions;
mod ids;
mod input;
mod model;
mod names;
mod naming;
mod output;
mod roster;
mod state;
mod summary;

use super::{print, print_json};
use crate::Outcome;
use crate::args::{Common, Link};
use crate::progress::Line;
use crate::threads;
use against::Against;
use anyhow::{Context, Result, bail};
use decisions::Decisions;
use linkage::{Given, LinkError, Settings, State};
use roster::Roster;
use state::Told;
use std::path::Path;
use summary::Summary;

pub fn run(args: &Link, common: &Common) -> Result<Outcome> {
    check(args)?;
    let threads = args.threads.unwrap_or_else(|| threads::for_files(&args.files));
    threads::start(threads).context("--threads: no such number of threads can be had")?;
    let given = model::read(args)?;
    let earlier = state::read(args)?;
    let line = Line::new();
    line.step("reading the lists", 0, 0);
    let mut inputs = input::read(args)?;
    let roster = Roster::new(&mut inputs)?;
    let (mut records, left_out) = columns::records(&mut inputs, &roster)?;
    inputs.iter_mut().for_each(|input| input.columns = Vec::new());
    model::mark_one_per_list(&mut records.lists, &args.one_per_list)?;
    let model = given.as_ref().or(earlier.as_ref().map(State::model));
    if let Some(model) = model {
        model::fit(&mut records, model);
    }
    let decisions = args.decisions.as_ref();
    let decisions = decisions.map(|path| Decisions::read(path, &inputs, &roster)).transpose()?;
    let decided = decisions.as_ref().map_or(&[][..], |d| &d.decided);
    let settings = Settings { draws: 0, pairs: args.pairs.is_some(), ..Settings::default() };
    let asked = Given { model, decided, diagnose: common.json };
    let progress = |what: &'static str, done: u64, of: u64| line.step(what, done, of);
    let matched = match &args.state {
        None => linkage::link_given(&records, settings, asked, &progress).map(|matched| (matched, None)),
        Some(_) => {
            let ids = state::record_ids(args, &inputs, &roster);
            linkage::resume(&records, &ids, earlier.as_ref(), settings, asked, &progress)
                .map(|(matched, carried)| (matched, Some(carried)))
        }
    };
    let (matched, carried) =
        matched.map_err(|error| match (error, &args.model, &args.state, &decisions) {
            (error @ LinkError::Model(_), Some(path), ..) => {
                anyhow::Error::from(error).context(path.display().to_string())
            }
            (error @ LinkError::Model(_), None, Some(path), _) => state::of_no_use(path, &error),
            (error, .., Some(decisions)) => decisions.blamed(error, &inputs, &roster),
            (error, ..) => error.into(),
        })?;
    line.clear();
    // Before anything is written: it may be the file that is written next.
    let against = args
        .against
        .as_ref()
        .map(|path| Against::new(path, &inputs, &roster, &matched.linked))
        .transpose()?;
    let numbers = carried.as_ref().map(|carried| carried.numbers.as_slice());
    output::clusters(&args.out, &inputs, &roster, &matched.linked, numbers)?;
    if let Some(pairs) = &args.pairs {
        output::pairs(pairs, &inputs, &roster, &matched.linked)?;
    }
    if let Some(path) = &args.save_model {
        model::save(path, matched.model.as_ref())?;
    }
    if let (Some(path), Some(carried)) = (&args.state, &carried) {
        // Last: who is cut off before it has the state that these clusters came of, and runs again.
        state::save(path, carried.state.as_ref())?;
    }
    let since = carried.as_ref().map(|carried| Told::new(&carried.since));
    let summary =
        Summary::new(&roster, (&records, left_out), (&matched, model.is_some()), decided, since, against);
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
    // A file that is not there yet is known by its folder.
    let whole = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let by_folder = || Some(folder.canonicalize().ok()?.join(path.file_name()?));
        path.canonicalize().ok().or_else(by_folder)
    };
    let same = |a: &Path, b: &Path| a == b || whole(a).is_some_and(|a| whole(b).is_some_and(|b| a == b));
    let is_file = |path: &Path| path.metadata().is_ok_and(|there| there.is_file());
    let written = [
        ("--out", Some(&args.out)),
        ("--pairs", args.pairs.as_ref()),
        ("--save-model", args.save_model.as_ref()),
        ("--state", args.state.as_ref()),
    ];
    let written: Vec<_> = written.into_iter().filter_map(|(option, path)| Some((option, path?))).collect();
    for (at, (option, path)) in written.iter().enumerate() {
        if let Some(list) = args.files.iter().find(|list| is_file(list) && same(list, path)) {
            bail!("{option} {}: this would overwrite the list {}", path.display(), list.display());
        }
        if let Some((other, _)) = written[..at].iter().find(|(_, other)| same(other, path)) {
            bail!("{other} and {option} are the same file: {}", path.display());
        }
        if *option != "--save-model" && args.model.as_ref().is_some_and(|model| same(model, path)) {
            bail!("{option} {}: this would overwrite the model", path.display());
        }
        if args.decisions.as_ref().is_some_and(|decisions| same(decisions, path)) {
            bail!("{option} {}: this would overwrite the decisions", path.display());
        }
    }
    Ok(())
}
