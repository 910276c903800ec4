//! Prints what `inquest link` costs and how right it is, on sets of records whose truth is known.
//!
//! It runs the built command as anybody would, with its defaults, and never sees a name: it reads ids, clusters and
//! probabilities. `benches/README.md` says how to run it and what each column means.

mod gaza;
mod peer;
mod police;
mod romanise;
mod row;
mod run;
mod score;
mod sets;
mod table;
mod truth;

use anyhow::{Context, Result, bail};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use peer::Peer;
use row::Row;
use sets::{Folders, Kind, SETS, Set};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Run `inquest link` on sets whose truth is known; print its cost and how right it was
#[derive(Parser)]
#[command(name = "linkage-bench")]
struct Args {
    /// The sets to run [default: all whose files are there]
    #[arg(value_name = "SET", value_parser = PossibleValuesParser::new(SETS.iter().map(|s| s.name)))]
    sets: Vec<String>,
    /// The folder that holds linkage/, police/ and gaza/
    #[arg(long, value_name = "DIR", env = "INQUEST_DATA", default_value = "../shared/data")]
    data: PathBuf,
    /// A second folder in which syn_*.csv are looked for
    #[arg(long, value_name = "DIR")]
    syn: Option<PathBuf>,
    /// The command to measure [default: `inquest` beside this program]
    #[arg(long, value_name = "PATH")]
    inquest: Option<PathBuf>,
    /// Also run the peer, with this Python
    #[arg(long, value_name = "PYTHON")]
    peer: Option<PathBuf>,
    /// The folder of the peer's run_splink.py and specs/ [default: bench/linkage beside the data folder]
    #[arg(long, value_name = "DIR")]
    peer_bench: Option<PathBuf>,
    /// Print Markdown tables
    #[arg(long)]
    markdown: bool,
}

fn main() -> ExitCode {
    let mut given = std::env::args_os().skip(1);
    if given.next().is_some_and(|first| first == measure::MEASURE) {
        return measure::measure(given.collect());
    }
    match bench(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("linkage-bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn bench(args: &Args) -> Result<ExitCode> {
    let inquest = match &args.inquest {
        Some(path) => path.clone(),
        None => std::env::current_exe()?.with_file_name(format!("inquest{}", std::env::consts::EXE_SUFFIX)),
    };
    if !inquest.is_file() {
        bail!("{}: not there; build it with `cargo build --release -p inquest`", inquest.display());
    }
    let folders = Folders { data: args.data.clone(), syn: args.syn.clone() };
    let peer = args.peer.as_ref().map(|python| Peer {
        python: python.clone(),
        bench: args.peer_bench.clone().unwrap_or_else(|| args.data.join("../bench/linkage")),
    });
    let mut out = std::io::stdout().lock();
    let mut rows = Vec::new();
    let mut failed = false;
    for set in SETS.iter().filter(|s| args.sets.is_empty() || args.sets.iter().any(|name| name == s.name)) {
        match of_set(set, &folders, &inquest, peer.as_ref()) {
            Ok(Some(row)) => {
                if !args.markdown {
                    write!(out, "{}", table::text(&row, rows.is_empty(), peer.is_some()))?;
                }
                rows.push(row);
            }
            Ok(None) => {}
            Err(error) => {
                failed = true;
                eprintln!("{}: {error:#}", set.name);
            }
        }
    }
    if args.markdown {
        write!(out, "{}", table::markdown(&rows, peer.is_some()))?;
    }
    Ok(ExitCode::from(u8::from(failed)))
}

/// One set; `None` where its files are not there.
fn of_set(set: &Set, folders: &Folders, inquest: &Path, peer: Option<&Peer>) -> Result<Option<Row>> {
    let files = match set.files(folders) {
        Ok(files) => files,
        Err(missing) => {
            eprintln!("{}: skipped, {} is not there", set.name, missing.display());
            return Ok(None);
        }
    };
    let mut row = match &set.kind {
        Kind::Truth { id, ignore, across, .. } => truth::row(set.name, inquest, &files, id, ignore, *across),
        Kind::Police => police::row(set.name, inquest, &files),
        Kind::Gaza { january, march } => gaza::row(set.name, inquest, &files, *january, *march),
    }?;
    if let Some(peer) = peer {
        row.peer = peer.run(set.name, &files).context("the peer")?;
    }
    Ok(Some(row))
}
