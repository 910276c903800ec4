//! Prints what estimating costs, on the published tables beside the tests of `crates/estimate`.
//!
//! `benches/README.md` says how to run it and what each column means.

mod case;

use anyhow::{Context, Result, bail};
use case::{CASES, Case};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use measure::Usage;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

/// How often each case is run: the least of several processor times, for whatever else the machine does can only add to it.
const RUNS: usize = 3;

/// Estimate from published tables; print processor time and peak memory
#[derive(Parser)]
#[command(name = "estimate-bench")]
struct Args {
    /// The cases to run [default: all]
    #[arg(value_name = "CASE", value_parser = PossibleValuesParser::new(CASES.iter().map(|case| case.name)))]
    cases: Vec<String>,
    /// Run one case in this process and print what it cost
    #[arg(long, hide = true)]
    here: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match bench(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("estimate-bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn bench(args: &Args) -> Result<()> {
    let asked =
        || CASES.iter().filter(|c| args.cases.is_empty() || args.cases.iter().any(|name| name == c.name));
    let mut out = std::io::stdout().lock();
    if args.here {
        for case in asked() {
            let (usage, said) = case.run()?;
            writeln!(out, "{}\t{}\t{said}", usage.cpu, usage.mib)?;
        }
        return Ok(());
    }
    writeln!(out, "| case | CPU s | MiB | asked for | result |\n|---|---|---|---|---|")?;
    for case in asked() {
        let (usage, said) = alone(case).with_context(|| case.name)?;
        writeln!(out, "| {} | {:.3} | {:.0} | {} | {said} |", case.name, usage.cpu, usage.mib, case.bar)?;
    }
    Ok(())
}

/// A case in processes of its own, since a process can tell only the most memory it ever held; and on one thread.
fn alone(case: &Case) -> Result<(Usage, String)> {
    let mut least: Option<(Usage, String)> = None;
    for _ in 0..RUNS {
        let ran = Command::new(std::env::current_exe()?)
            .args(["--here", case.name])
            .env("RAYON_NUM_THREADS", "1")
            .stderr(Stdio::inherit())
            .output()?;
        let printed = String::from_utf8(ran.stdout)?;
        let mut parts = printed.trim_end().splitn(3, '\t');
        let (Some(cpu), Some(mib), Some(said)) = (parts.next(), parts.next(), parts.next()) else {
            bail!("the case ended without a result");
        };
        let usage = Usage { cpu: cpu.parse()?, mib: mib.parse()? };
        let mib = least.as_ref().map_or(0.0, |(before, _)| before.mib).max(usage.mib);
        if least.as_ref().is_none_or(|(before, _)| usage.cpu < before.cpu) {
            least = Some((usage, said.to_owned()));
        }
        if let Some((least, _)) = &mut least {
            least.mib = mib;
        }
    }
    least.context("the case was not run")
}
