//! The command `inquest`: it reads what the user asks, calls the libraries, and says what came of it.

mod args;
mod command;
mod progress;
mod threads;

use args::{Args, Command};
use clap::Parser;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

/// How a command ended, when it did end.
pub enum Outcome {
    /// What was asked is done.
    Done,
    /// What was asked does not hold.
    DoesNotHold,
}

/// What findings name as their maker.
pub const PROGRAM: &str = concat!("inquest ", env!("CARGO_PKG_VERSION"));

fn main() -> ExitCode {
    allocator::keep_what_is_dropped();
    let args = Args::parse();
    let fault = remember_panics();
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| run(&args))).unwrap_or_else(|_| {
        let fault = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
        let fault = fault.unwrap_or_else(|| "of unknown place".to_owned());
        Err(anyhow::anyhow!("a fault in this program, {fault}; please report it"))
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::DoesNotHold) => ExitCode::from(1),
        // A reader that has seen enough (`inquest figures | head`) is no error.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("inquest: {}", command::harmless(&in_one_line(&error)));
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Count(count) => command::count::run(count, &args.common),
        Command::Verify(verify) => command::verify::run(verify, &args.common),
        Command::Log(log) => command::log::run(log, &args.common),
        Command::Export(export) => command::export::run(export, &args.common),
        Command::Import(import) => command::import::run(import, &args.common),
        Command::Figures(figures) => command::figures::run(figures, &args.common),
        Command::Estimate(estimate) => command::estimate::run(estimate, &args.common),
        Command::Link(link) => command::link::run(link, &args.common),
    }
}

/// Keeps what a panic says instead of printing it: a parser that gave up on a hostile file is told as a damaged file, and
/// no panic takes more than one line.
fn remember_panics() -> Arc<Mutex<Option<String>>> {
    let fault = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&fault);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        let said = panic.payload_as_str().unwrap_or("no message").replace('\n', " ");
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(format!("at {place}: {said}"));
    }));
    fault
}

/// The error and what caused it; a cause that the error itself already told is not told twice.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_line_that_says_where() {
        let fault = remember_panics();
        let ended = std::panic::catch_unwind(|| panic!("two\nlines"));
        drop(std::panic::take_hook());
        assert!(ended.is_err());
        let said = fault.lock().unwrap().take().unwrap();
        assert!(said.contains("main.rs:") && said.ends_with("two lines"), "{said}");
    }

    #[test]
    fn a_cause_that_was_told_is_not_told_again() {
        let error = anyhow::anyhow!("no room").context("cannot write a: no room").context("x");
        assert_eq!(in_one_line(&error), "x: cannot write a: no room");
    }
}
