//! Runs a command and says what it cost.
//!
//! The system counts processor time and peak memory over all children a process has waited for. So each command is run
//! by a fresh copy of this program, which has no other child and is small itself.

use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use tempfile::TempDir;

/// The first argument of a copy that is to run and measure the command that follows.
pub const MEASURE: &str = "--measure-command";

/// How often each set is run.
const RUNS: usize = 3;

/// What a command cost.
#[derive(Clone, Copy)]
pub struct Usage {
    /// Seconds of processor time, user and system, of all its threads.
    pub cpu: f64,
    /// The most memory it held at any time.
    pub mib: f64,
}

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

/// Runs a command; its cost and what it printed.
pub fn measured(command: &[OsString]) -> Result<(Usage, String)> {
    let copy = std::env::current_exe()?;
    let ran = Command::new(copy).arg(MEASURE).args(command).stderr(Stdio::inherit()).output()?;
    let printed = String::from_utf8_lossy(&ran.stdout);
    let (head, rest) = printed.split_once('\n').unwrap_or_default();
    let mut numbers = head.split(' ').map(str::parse::<f64>);
    let (Some(Ok(code)), Some(Ok(cpu)), Some(Ok(mib))) = (numbers.next(), numbers.next(), numbers.next())
    else {
        bail!("the command could not be measured");
    };
    if code != 0.0 {
        // Its own words are not repeated: they may hold values of the lists.
        let told: Vec<_> = command.iter().map(|part| part.to_string_lossy()).collect();
        bail!("ended with {code}; run it by hand to see why: {}", told.join(" "));
    }
    Ok((Usage { cpu, mib }, rest.to_owned()))
}

/// In the copy: runs the command, prints its exit code, processor time and peak memory, then what it printed.
pub fn measure(command: Vec<OsString>) -> ExitCode {
    let told = || -> Result<()> {
        let (program, args) = command.split_first().context("there is no command to measure")?;
        let ran = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output();
        let ran = ran.with_context(|| format!("{}: cannot be run", program.display()))?;
        let usage = of_children()?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} {} {}", ran.status.code().unwrap_or(-1), usage.cpu, usage.mib)?;
        out.write_all(&ran.stdout)?;
        Ok(())
    };
    match told() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("linkage-bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

#[cfg(unix)]
fn of_children() -> Result<Usage> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts bytes, the others KiB.
    let unit = if cfg!(target_vendor = "apple") { 1024.0 * 1024.0 } else { 1024.0 };
    Ok(Usage { cpu: micros as f64 / 1e6, mib: usage.max_rss() as f64 / unit })
}

#[cfg(not(unix))]
fn of_children() -> Result<Usage> {
    bail!("this system does not say what a command cost (getrusage)")
}
