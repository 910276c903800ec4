//! `inquest log`: what concerns the log alone.

use super::{by, case_dir, print, print_json};
use crate::Outcome;
use crate::args::{Common, Log, LogAction};
use anyhow::{Context, Result, bail};
use casefile::Case;
use jiff::Timestamp;
use serde_json::json;
use std::io::Write;
use std::path::Path;

pub fn run(log: &Log, common: &Common) -> Result<Outcome> {
    let dir = case_dir(common)?;
    if !Case::is_in(&dir) {
        bail!("{}: no case here; name one with --case DIR", dir.display());
    }
    let mut case = Case::open_or_create(&dir)?;
    match &log.action {
        LogAction::Timestamp { request: Some(file), .. } => {
            let request = case.vault().request_timestamp()?;
            // A file that is there is somebody's: perhaps a request whose answer is under way.
            let written = std::fs::File::create_new(file).and_then(|mut new| new.write_all(&request));
            written.with_context(|| {
                format!("{}: cannot be written; name a file that is not there yet", file.display())
            })?;
            if common.json {
                print_json(&json!({ "request": file }))?;
            } else {
                let text = format!(
                    "{}: send it to one or more timestamp authorities; then, for each answer,\n\
                     inquest log timestamp --response FILE --trusted PEM\n",
                    file.display()
                );
                print(&mut std::io::stdout().lock(), &text)?;
            }
        }
        LogAction::Timestamp { response: Some(file), trusted: Some(trusted), .. } => {
            let response = read(file, vault::timestamp::MAX_RESPONSE)?;
            let trusted = read(trusted, vault::MAX_TRUSTED)?;
            let stamp = case
                .vault()
                .keep_timestamp(&response, &trusted, &by(common), Timestamp::now())
                .with_context(|| file.display().to_string())?;
            if common.json {
                print_json(&json!({ "at": stamp.at.to_string(), "serial": stamp.serial }))?;
            } else {
                let text = format!("kept: stamped {}, serial number {}\n", stamp.at, stamp.serial);
                print(&mut std::io::stdout().lock(), &text)?;
            }
        }
        LogAction::Timestamp { .. } => bail!("say --request FILE, or --response FILE and --trusted PEM"),
    }
    Ok(Outcome::Done)
}

fn read(file: &Path, most: u64) -> Result<Vec<u8>> {
    let name = file.display();
    let bytes = vault::read_file(file, most).with_context(|| format!("{name}: cannot be read"))?;
    bytes.with_context(|| format!("{name}: not there"))
}
