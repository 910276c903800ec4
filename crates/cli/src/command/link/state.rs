//! What a run of `inquest link --state` leaves behind for the next one.

use super::input::Input;
use super::output;
use super::roster::Roster;
use crate::args::Link;
use anyhow::{Context, Result, bail};
use linkage::{Anew, Since, State};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::path::Path;

/// The state that `--state` names; `None` if there is none yet.
pub fn read(args: &Link) -> Result<Option<State>> {
    let Some(path) = &args.state else { return Ok(None) };
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read.with_context(|| format!("--state {}: cannot be read", path.display()))?,
    };
    match State::parse(&bytes) {
        Ok(state) => Ok(Some(state)),
        Err(linkage::StateError::Other) => {
            bail!("--state {}: this is no state of inquest link, and would be overwritten", path.display())
        }
        Err(error) => Err(of_no_use(path, &error)),
    }
}

/// That a state is of no use, why, and what to do.
pub fn of_no_use(path: &Path, why: &impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("--state {}: {why}; delete it to match anew", path.display())
}

/// Writes the state for the next run.
pub fn save(path: &Path, state: Option<&State>) -> Result<()> {
    let Some(state) = state else { bail!("{}: there is nothing to remember", path.display()) };
    output::bytes(path, &state.to_bytes())
}

/// By what each record is known again.
pub fn record_ids(args: &Link, inputs: &[Input], roster: &Roster) -> Vec<u64> {
    // Where several files hold parts of one list, and rows go by their numbers, an id may stand twice in it.
    let twice = args.list.is_some() && inputs.len() > 1 && inputs.iter().any(|input| input.ids.are_rows);
    let mut times: FxHashMap<(u32, &str), u32> = FxHashMap::default();
    let rows = roster.list_of.iter().zip(inputs.iter().flat_map(|input| input.ids.iter()));
    let known_by = |(&list, id)| {
        let mut before = 0;
        if twice {
            let times = times.entry((list, id)).or_default();
            (before, *times) = (*times, *times + 1);
        }
        linkage::record_id(roster.names.get(list as usize).map_or("", String::as_str), id, before)
    };
    rows.map(known_by).collect()
}

/// What was new since the run before, for the summary.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Told {
    same: usize,
    changed: usize,
    new: usize,
    gone: usize,
    /// Why everything was compared anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    anew: Option<&'static str>,
}

/// Why everything is compared the first time.
const FIRST: &str = "there was no state";

impl Told {
    pub fn new(since: &Since) -> Told {
        let Since { same, changed, new, gone, anew } = *since;
        let anew = anew.map(|anew| match anew {
            Anew::First => FIRST,
            Anew::Model => "the model is another one",
            Anew::Weak => "weak pairs may count, now that there are decisions",
            Anew::Rules => "this program searches for pairs by other rules than the one that wrote the state",
            Anew::Gone => "many records are gone or have changed",
            Anew::Rarer => "the new records make what the others share much rarer",
        });
        Told { same, changed, new, gone, anew }
    }

    /// In words.
    pub fn told(&self) -> String {
        let Told { same, changed, new, gone, anew } = self;
        let compared = match anew {
            Some(FIRST) => return "There was no state yet; the next run goes on from this one.\n".to_owned(),
            None => "what was compared before was not compared again".to_owned(),
            Some(why) => format!("everything was compared, for {why}"),
        };
        format!(
            "Since the state was written: {new} records are new, {changed} changed, {gone} gone, {same} as they were; {compared}.\n"
        )
    }
}
