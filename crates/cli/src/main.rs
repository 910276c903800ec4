//! The command `inquest`: it reads what the user asks, calls the libraries, and says what came of it.

mod args;
mod command;
mod progress;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

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
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Count(count) => command::count::run(count, &args.common),
        Command::Verify(verify) => command::verify::run(verify, &args.common),
        Command::Figures(figures) => command::figures::run(figures, &args.common),
        Command::Estimate(estimate) => command::estimate::run(estimate, &args.common),
        Command::Link(link) => command::link::run(link, &args.common),
    };
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
