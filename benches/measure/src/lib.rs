//! Runs a command and says what it cost.
//!
//! The system counts processor time and peak memory over all children a process has waited for. So each command is run
//! by a fresh copy of the program that asks, which has no other child and is small itself.

use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

/// The first argument of a copy that is to run and measure the command that follows.
pub const MEASURE: &str = "--measure-command";

/// What a command cost.
#[derive(Clone, Copy)]
pub struct Usage {
    /// Seconds of processor time, user and system, of all its threads.
    pub cpu: f64,
    /// The most memory it held at any time.
    pub mib: f64,
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
            eprintln!("cannot measure: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// What this process has cost so far, without its children.
pub fn so_far() -> Result<Usage> {
    usage(Who::This)
}

fn of_children() -> Result<Usage> {
    usage(Who::Children)
}

enum Who {
    This,
    Children,
}

#[cfg(unix)]
fn usage(who: Who) -> Result<Usage> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(match who {
        Who::This => UsageWho::RUSAGE_SELF,
        Who::Children => UsageWho::RUSAGE_CHILDREN,
    })?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts bytes, the others KiB.
    let unit = if cfg!(target_vendor = "apple") { 1024.0 * 1024.0 } else { 1024.0 };
    Ok(Usage { cpu: micros as f64 / 1e6, mib: usage.max_rss() as f64 / unit })
}

#[cfg(not(unix))]
fn usage(_: Who) -> Result<Usage> {
    bail!("this system does not say what a process cost (getrusage)")
}
