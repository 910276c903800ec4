//! A whole case, from its sealed lists to its findings.

use crate::compute;
use crate::finding::{Context, Findings, MappingShown, MissingWord};
use crate::strata::strata;
use crate::undocumented::estimate_settings;
use crate::write::{RenderError, WriteError, render, write};
use casefile::{Case, CaseError, Reading};
use estimate::Stratum;
use linkage::{LinkError, Linked, Progress, Settings};

/// The findings of a case and what they were computed from.
pub struct Run {
    /// What is stated.
    pub findings: Findings,
    /// The records.
    pub reading: Reading,
    /// Who is who.
    pub linked: Linked,
}

/// Why a case has no findings.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The case could not be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The records could not be matched.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The people cannot be estimated from, or not in these parts.
    #[error("{0}")]
    Strata(String),
}

/// The people of a case as the estimators take them, parted by `columns` (none: the whole), and how the case's estimate is made.
pub fn estimable(
    case: &mut Case,
    columns: &[String],
    progress: Progress,
) -> Result<(Vec<Stratum>, estimate::methods::Settings), RunError> {
    let (read, linked) = matched(case, u64::MAX, progress)?;
    let strata = strata(&read.reading, &linked, columns).map_err(RunError::Strata)?;
    Ok((strata, estimate_settings(&read.reading.sources, case.settings().method.seed)))
}

fn matched(case: &mut Case, entries: u64, progress: Progress) -> Result<(casefile::Read, Linked), RunError> {
    progress("reading the lists", 0, 0);
    let read = case.read(entries)?;
    let method = case.settings().method;
    let settings = Settings { seed: method.seed, draws: method.draws, pairs: false };
    let linked = linkage::link(&casefile::linkable(&read.reading), settings, progress)?;
    Ok((read, linked))
}

impl Run {
    /// Computes the findings from the sealed evidence, the decisions and the method; from nothing else.
    /// `program` is what the findings name as the program that made them.
    pub fn of_case(case: &mut Case, program: &str, progress: Progress) -> Result<Run, RunError> {
        Run::as_of(case, u64::MAX, program, progress)
    }

    /// As [`Run::of_case`], as it was when the log had `entries` entries.
    pub fn as_of(case: &mut Case, entries: u64, program: &str, progress: Progress) -> Result<Run, RunError> {
        let (read, linked) = matched(case, entries, progress)?;
        let method = case.settings().method;
        progress("counting", 0, 0);
        let position = case.position(entries);
        let context = Context {
            title: case.settings().title.clone(),
            method_hash: case.settings().hash(),
            method_version: method.version.to_string(),
            seed: method.seed,
            log_entries: position.entries,
            log_head: position.head,
            checkpoint: position.checkpoint,
            program: program.to_owned(),
            mappings: read.mappings.into_iter().map(shown).collect(),
            missing: read.missing.into_iter().map(missing).collect(),
            notices: read.notices,
        };
        let findings = compute(&read.reading, &linked, &context);
        Ok(Run { findings, reading: read.reading, linked })
    }

    /// The files of the findings, in memory.
    pub fn render(&self) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
        render(&self.findings, &self.reading, &self.linked)
    }

    /// Writes the files of the findings into a folder; their names with their SHA-256.
    pub fn write(&self, dir: &std::path::Path) -> Result<Vec<(String, String)>, WriteError> {
        write(&self.findings, &self.reading, &self.linked, dir)
    }
}

fn missing(words: casefile::MissingWords) -> MissingWord {
    MissingWord { file: words.file, column: words.column, text: words.text, cells: words.cells }
}

fn shown(mapping: casefile::MappingUsed) -> MappingShown {
    MappingShown {
        source: mapping.source,
        file: mapping.file,
        sheet: mapping.sheet,
        header_row: mapping.header_row,
        columns: mapping.columns.into_iter().map(|(c, f)| (c, f.name().to_owned())).collect(),
    }
}
