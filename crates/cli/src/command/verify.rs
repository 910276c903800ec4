//! `inquest verify`: is what was published what the evidence gives?

use super::{case_dir, print, print_json};
use crate::args::{Common, Verify};
use crate::progress::Line;
use crate::{Outcome, PROGRAM};
use anyhow::{Context, Result};
use findings::Checked;
use std::fmt::Write;
use std::path::Path;
use vault::bundle::verify_bundle;
use vault::{Kept, MAX_NOTE, Problem, Vault};

pub fn run(verify: &Verify, common: &Common) -> Result<Outcome> {
    let dir = verify.dir.clone().map_or_else(|| case_dir(common), Ok)?;
    let line = Line::new();
    let progress = |what, done, of| line.step(what, done, of);
    let kept = verify.checkpoint.as_deref().map(kept).transpose()?;
    let mut checked = if is_bundle(&dir) {
        of_bundle(&dir, &progress)?
    } else {
        findings::verify(&dir, PROGRAM, &progress)?
    };
    if let Some((name, kept)) = kept {
        line.step("comparing with the checkpoint that was kept", 0, 0);
        // Of a log that is itself damaged it was told above what is wrong with it.
        let log = if is_bundle(&dir) { dir.join(DATA) } else { dir };
        if let Ok(vault) = Vault::read_only(&log) {
            checked
                .problems
                .extend(vault.continues_signed(&kept).err().map(|error| kept_problem(&name, &error)));
        }
        checked.verified = checked.problems.is_empty();
    }
    line.clear();
    if common.json {
        print_json(&checked)?;
    } else {
        let mut text = String::new();
        if checked.verified {
            let _ = writeln!(
                text,
                "verified: {} sealed items, {} log entries, {} files of findings agree with each other",
                checked.items,
                checked.entries,
                checked.files.len()
            );
        } else {
            text.push_str("NOT verified\n");
            checked.problems.iter().for_each(|problem| {
                let _ = writeln!(text, "  {problem}");
            });
        }
        also(&checked, &mut text);
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(if checked.verified { Outcome::Done } else { Outcome::DoesNotHold })
}

/// Where a bundle holds the vault.
const DATA: &str = "data";

fn is_bundle(dir: &Path) -> bool {
    dir.join("bagit.txt").exists()
}

/// The check of a bundle: of the bag and the vault in it, and then of the findings if it holds any.
fn of_bundle(dir: &Path, progress: linkage::Progress) -> Result<Checked> {
    progress("checking the bundle", 0, 0);
    let bundle = match verify_bundle(dir) {
        Ok(bundle) => bundle,
        Err(problems) => {
            let problems = problems.iter().map(ToString::to_string).collect();
            return Ok(Checked { problems, ..Checked::default() });
        }
    };
    if dir.join(DATA).join("findings").exists() && bundle.objects_withheld == 0 {
        return Ok(findings::verify(&dir.join(DATA), PROGRAM, progress)?);
    }
    let mut checked = Checked::of_vault(bundle.vault);
    checked.items_withheld = bundle.objects_withheld;
    checked.verified = true;
    Ok(checked)
}

/// A checkpoint that was kept elsewhere, and the name of its file.
fn kept(file: &Path) -> Result<(String, Kept)> {
    let name = file.display().to_string();
    let bytes = vault::read_file(file, MAX_NOTE).with_context(|| format!("{name}: cannot be read"))?;
    let bytes = bytes.with_context(|| format!("{name}: not there"))?;
    let kept =
        Kept::read(&bytes).with_context(|| format!("{name}: not a checkpoint (a copy of log/checkpoint)"))?;
    Ok((name, kept))
}

/// What a kept checkpoint shows.
fn kept_problem(name: &str, problem: &Problem) -> String {
    let why = match problem {
        Problem::CheckpointAhead { says, entries } => {
            format!(
                "speaks of {says} log entries, this log has only {entries}: entries are missing at its end"
            )
        }
        Problem::CheckpointDiffers { says } => {
            format!(
                "was made of other log entries than the first {says} of this log: it is another log, or was rewritten"
            )
        }
        Problem::CheckpointUnsigned { .. } | Problem::CheckpointForged { .. } => {
            "does not bear a signature of the key that this log names".to_owned()
        }
        other => other.to_string(),
    };
    format!("{name}: {why}")
}

/// What is no fault, but must be known of a copy.
fn also(checked: &Checked, text: &mut String) {
    let counted = |n: u64, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    match &checked.signed_by {
        Some(key) => {
            let _ = writeln!(text, "The checkpoint of the log is signed with the key {key}");
        }
        None if checked.verified => text.push_str(
            "Note: the checkpoint of the log is unsigned: this case has no key yet; the next entry makes one\n",
        ),
        None => {}
    }
    for stamped in &checked.timestamps {
        let _ = writeln!(text, "Timestamp: {stamped}");
    }
    if checked.since > 0 {
        let entries = counted(checked.since as u64, "entry", "entries");
        let _ = writeln!(
            text,
            "Note: since these findings were stated {entries} of evidence or decision came into the log; \
             `inquest count` takes them up"
        );
    }
    if checked.items_withheld > 0 {
        let items = counted(checked.items_withheld, "sealed item is", "sealed items are");
        let _ =
            writeln!(text, "Note: {items} withheld from this bundle; data/withheld.csv says which and why");
    }
    if checked.withheld > 0 {
        let payloads = counted(checked.withheld, "log entry has to", "log entries have to");
        let _ =
            writeln!(text, "Note: what {payloads} say in words is not in this copy: withheld, or destroyed");
    }
    for path in &checked.unlisted {
        let _ = writeln!(text, "Note: {}: no log entry names it; it counts for nothing", path.display());
    }
}
