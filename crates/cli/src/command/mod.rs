//! One module per command.

pub mod count;
pub mod estimate;
pub mod export;
pub mod figures;
pub mod import;
pub mod link;
pub mod log;
pub mod verify;

use crate::args::Common;
use anyhow::{Context, Result};
use casefile::Case;
use std::path::PathBuf;

/// The case that a command works in.
fn case_dir(common: &Common) -> Result<PathBuf> {
    if let Some(dir) = &common.case {
        return Ok(dir.clone());
    }
    let here =
        std::env::current_dir().context("the current folder cannot be found; name a case with --case DIR")?;
    Case::find(&here).context("no case here; go to its folder or name it with --case DIR")
}

/// Who does this: as said, else as the computer names the user.
fn by(common: &Common) -> String {
    let user = || {
        ["USER", "LOGNAME", "USERNAME"].iter().find_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()))
    };
    common.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned())
}

/// Writes a result as JSON.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    print(&mut out, "\n")
}

/// Writes text, without the panic of `println!` when nobody reads any more.
fn print(out: &mut impl std::io::Write, text: &str) -> Result<()> {
    out.write_all(harmless(text).as_bytes())?;
    Ok(out.flush()?)
}

/// Text as a terminal may show it: names of files and columns come from others, and control characters in them could move the
/// cursor, hide lines or recolour what stands before. Line breaks stay.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(super::harmless("a\x1b[2Jb\r\u{9b}c\nسمر"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\nسمر");
    }
}
