//! What this process has cost so far.

use anyhow::Result;

/// Processor time and memory.
#[derive(Clone, Copy)]
pub struct Usage {
    /// Seconds of processor time, user and system, of all threads.
    pub cpu: f64,
    /// The most memory held at any time.
    pub mib: f64,
}

#[cfg(unix)]
pub fn so_far() -> Result<Usage> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts bytes, the others KiB.
    let unit = if cfg!(target_vendor = "apple") { 1024.0 * 1024.0 } else { 1024.0 };
    Ok(Usage { cpu: micros as f64 / 1e6, mib: usage.max_rss() as f64 / unit })
}

#[cfg(not(unix))]
pub fn so_far() -> Result<Usage> {
    anyhow::bail!("this system does not say what a process cost (getrusage)")
}
