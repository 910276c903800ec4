//! `inquest import`: a bundle of another case joins this one.

use super::{by, case_dir, print, print_json};
use crate::Outcome;
use crate::args::{Common, Import};
use anyhow::Result;
use casefile::Case;
use jiff::Timestamp;
use serde_json::json;

pub fn run(import: &Import, common: &Common) -> Result<Outcome> {
    // A case may begin with what another handed over.
    let mut case = Case::open_or_create(&case_dir(common)?)?;
    let done = case.import(&import.bundle, &by(common), Timestamp::now())?;
    if common.json {
        print_json(&json!({
            "origin": done.origin, "entries": done.entries, "new": done.new, "withheld": done.withheld,
        }))?;
    } else {
        let text = format!(
            "{}: {} sealed items are new here, {} are withheld; its log of {} entries is kept as their custody\n",
            done.origin, done.new, done.withheld, done.entries
        );
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(Outcome::Done)
}
