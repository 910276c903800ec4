//! `inquest verify`: is what was published what the evidence gives?

use super::{case_dir, print, print_json};
use crate::args::{Common, Verify};
use crate::progress::Line;
use crate::{Outcome, PROGRAM};
use anyhow::Result;
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
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(if checked.verified { Outcome::Done } else { Outcome::DoesNotHold })
}
