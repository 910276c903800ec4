//! `inquest count`: from lists to findings in one go.

use super::{by, case_dir, print, print_json};
use crate::args::{Common, Count};
use crate::progress::Line;
use crate::{Outcome, PROGRAM};
use anyhow::{Context, Result, bail};
use casefile::{Added, Case};
use findings::Run;
use jiff::Timestamp;
use std::fmt::Write;
use std::path::PathBuf;

/// Where a case goes when nobody says.
const DEFAULT: &str = "case";

pub fn run(count: &Count, common: &Common) -> Result<Outcome> {
    let dir = dir(count, common)?;
    for list in &count.lists {
        let name = list.display();
        // Before it is opened: a pipe without a writer would keep us waiting for ever.
        let kind = list.metadata().with_context(|| format!("{name}: cannot be opened"))?.file_type();
        if kind.is_dir() {
            bail!("{name}: a folder; name the lists in it ({})", list.join("*").display());
        }
        if !kind.is_file() {
            bail!("{name}: not a file; save it as one, so that it can be sealed");
        }
        std::fs::File::open(list).with_context(|| format!("{name}: cannot be opened"))?;
    }
    let line = Line::new();
    let progress = |what, done, of| line.step(what, done, of);
    line.step("sealing and reading the lists", 0, 0);
    let mut case = Case::open_or_create(&dir)?;
    let added = case.add_lists(&count.lists, &by(common), Timestamp::now())?;
    if case.settings().sources.is_empty() {
        bail!("{}: this case has no lists yet; name them: inquest count LIST... --case DIR", dir.display());
    }
    let run = Run::of_case(&mut case, PROGRAM, &progress)?;
    line.step("writing the findings", 0, 0);
    let folder = case.make_findings_dir()?;
    let files = run.write(&folder)?;
    case.log_state(&files, &by(common), Timestamp::now())?;
    line.clear();
    if common.json {
        print_json(&run.findings)?;
    } else {
        let text = format!("{}\n{}", understood(&run, &added, &case), told(&run, &folder));
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(Outcome::Done)
}

/// The case to count: as said, else the one around the current folder, else a new one beside it, but never one that happens
/// to stand there with other lists in it.
fn dir(count: &Count, common: &Common) -> Result<PathBuf> {
    match case_dir(common) {
        Ok(dir) => Ok(dir),
        Err(error) if count.lists.is_empty() => Err(error),
        Err(_) => {
            let dir = PathBuf::from(DEFAULT);
            if Case::is_in(&dir) {
                bail!(
                    "there is a case in ./{DEFAULT} already; say --case {DEFAULT} to add these lists to it, or --case DIR for a new one"
                );
            }
            Ok(dir)
        }
    }
}

/// How the lists were read: what a person should look at before the numbers.
fn understood(run: &Run, added: &Added, case: &Case) -> String {
    let mut text = String::new();
    for mapping in &run.findings.mappings {
        let sheet = mapping.sheet.as_ref().map_or(String::new(), |s| format!(", sheet \"{s}\""));
        let _ = writeln!(text, "{}{sheet} ({})", mapping.file, mapping.source);
        let (used, unused): (Vec<_>, Vec<_>) =
            mapping.columns.iter().partition(|(_, field)| field != "other");
        for (column, field) in used {
            let _ = writeln!(text, "  {field:<16} {column}");
        }
        if !unused.is_empty() {
            let unused: Vec<&str> = unused.iter().map(|(column, _)| column.as_str()).collect();
            let _ = writeln!(text, "  {:<16} {}", "not used", unused.join(" · "));
        }
    }
    for notice in &added.notices {
        let _ = writeln!(text, "Note: {notice}");
    }
    let _ = writeln!(
        text,
        "If a column is wrong, correct it in {} and run `inquest count` there again.",
        case.toml_path().display()
    );
    text
}

fn told(run: &Run, folder: &std::path::Path) -> String {
    format!("{}\n\nReport: {}\n", findings::summary(&run.findings), folder.join("report.html").display())
}
