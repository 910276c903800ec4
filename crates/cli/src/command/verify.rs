//! `inquest verify`: is what was published what the evidence gives?

use super::{case_dir, print, print_json};
use crate::args::{Common, Verify};
use crate::progress::Line;
use crate::{Outcome, PROGRAM};
use anyhow::Result;
use findings::Checked;
use std::fmt::Write;

pub fn run(verify: &Verify, common: &Common) -> Result<Outcome> {
    let dir = verify.dir.clone().map_or_else(|| case_dir(common), Ok)?;
    let line = Line::new();
    let progress = |what, done, of| line.step(what, done, of);
    let checked = findings::verify(&dir, PROGRAM, &progress)?;
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

/// What is no fault, but must be known of a copy.
fn also(checked: &Checked, text: &mut String) {
    let counted = |n: u64, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    if checked.since > 0 {
        let entries = counted(checked.since as u64, "entry", "entries");
        let _ = writeln!(
            text,
            "Note: since these findings were stated {entries} of evidence or decision came into the log; \
             `inquest count` takes them up"
        );
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
