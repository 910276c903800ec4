//! A child process whose output is read within a limit of time: no shell, no input, no environment but the search path.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// Why a child's output could not be had.
#[derive(Debug)]
pub enum Failure {
    /// There is no such program.
    Missing,
    /// It could not be started or read.
    Io(std::io::Error),
    /// It ran longer than it may.
    Late,
    /// It ended with an error: the end of what it said.
    Refused(String),
}

/// Most that is kept of what a child says on standard error, in bytes.
const MESSAGE: usize = 2000;

/// Runs `program` and hands its output over piece by piece. `take` returns whether it wants more; if not, the child is
/// stopped and that is no failure.
pub fn run(
    program: &str,
    arguments: &[OsString],
    limit: Duration,
    mut take: impl FnMut(&[u8]) -> bool,
) -> Result<(), Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| {
            if why.kind() == std::io::ErrorKind::NotFound { Failure::Missing } else { Failure::Io(why) }
        })?;
    let (Some(mut output), Some(mut errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Failure::Io(std::io::Error::other("a pipe is missing")));
    };
    let said = std::thread::spawn(move || {
        let mut said = Vec::new();
        let kept = errors.by_ref().take(MESSAGE as u64).read_to_end(&mut said);
        // The rest is read and dropped, so that the child does not wait for a reader.
        let _ = kept.and_then(|_| std::io::copy(&mut errors, &mut std::io::sink()).map(|_| 0));
        String::from_utf8_lossy(&said).trim().to_owned()
    });
    let (send, receive) = sync_channel::<std::io::Result<Vec<u8>>>(4);
    let reader = std::thread::spawn(move || {
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = output.read(&mut piece).map(|count| piece.get(..count).unwrap_or_default().to_vec());
            if read.as_ref().is_ok_and(Vec::is_empty) {
                return;
            }
            let failed = read.is_err();
            if send.send(read).is_err() || failed {
                return;
            }
        }
    });

    let started = Instant::now();
    let mut outcome = Ok(true);
    while let Ok(true) = outcome {
        match receive.recv_timeout(limit.saturating_sub(started.elapsed())) {
            // What is waiting is handed out at once: the limit must be looked at all the same.
            Ok(Ok(_)) if started.elapsed() >= limit => outcome = Err(Failure::Late),
            Ok(Ok(piece)) if take(&piece) => {}
            Ok(Ok(_)) => outcome = Ok(false),
            Ok(Err(why)) => outcome = Err(Failure::Io(why)),
            Err(RecvTimeoutError::Timeout) => outcome = Err(Failure::Late),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let finished = matches!(outcome, Ok(true));
    if !finished {
        let _ = child.kill();
    }
    drop(receive);
    let status = child.wait().map_err(Failure::Io)?;
    let _ = reader.join();
    let said = said.join().unwrap_or_default();
    outcome?;
    if finished && !status.success() {
        return Err(Failure::Refused(said));
    }
    Ok(())
}
