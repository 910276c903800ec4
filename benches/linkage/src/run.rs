//! Runs `inquest link` on a set.

use anyhow::{Context, Result};
use measure::{Usage, measured};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How often each set is run.
const RUNS: usize = 3;

/// What `inquest link` made of a set, in a folder that is deleted afterwards.
pub struct Linked {
    dir: TempDir,
    /// What it cost.
    pub usage: Usage,
}

impl Linked {
    /// `list,id,cluster,probability`, a row for each record.
    pub fn clusters(&self) -> PathBuf {
        self.dir.path().join("clusters.csv")
    }

    /// `list_l,id_l,list_r,id_r,weight,probability`, a row for each likely pair.
    pub fn pairs(&self) -> PathBuf {
        self.dir.path().join("pairs.csv")
    }
}

/// Runs `inquest link` with its defaults.
pub fn link(inquest: &Path, files: &[PathBuf], id: Option<&str>, ignore: &[&str]) -> Result<Linked> {
    let dir = tempfile::tempdir().context("no temporary folder can be made")?;
    let mut linked = Linked { dir, usage: Usage { cpu: 0.0, mib: 0.0 } };
    let mut command: Vec<OsString> = vec![inquest.into(), "link".into()];
    command.extend(files.iter().map(Into::into));
    if let Some(id) = id {
        command.extend(["--id".into(), id.into()]);
    }
    for column in ignore {
        command.extend(["--ignore".into(), column.into()]);
    }
    command.extend(["--out".into(), linked.clusters().into(), "--pairs".into(), linked.pairs().into()]);
    // The least of several runs: whatever else the machine does can only add to it.
    linked.usage.cpu = f64::INFINITY;
    for _ in 0..RUNS {
        let usage = measured(&command)?.0;
        linked.usage = Usage { cpu: linked.usage.cpu.min(usage.cpu), mib: linked.usage.mib.max(usage.mib) };
    }
    Ok(linked)
}
