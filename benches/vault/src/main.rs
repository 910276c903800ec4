//! Prints what checking a bundle and sealing files cost, beside the tools that others use for it, in one run.
//!
//! The least of several runs counts, and the tools take turns: whatever else the machine does can only add to a figure, and
//! adds to all. Files are in the system's cache when they are checked.

use anyhow::{Context, Result, bail};
use clap::Parser;
use measure::{Usage, measured};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vault::Vault;
use vault::bundle::{Redaction, verify_bundle};

/// Seal and check invented files; print the cost beside that of sha256sum, bagit.py, cp and sync
#[derive(Parser)]
#[command(name = "vault-bench")]
struct Args {
    /// How many files
    #[arg(long, default_value_t = 8000)]
    files: u64,
    /// How many bytes in all
    #[arg(long, default_value_t = 2_000_000_000)]
    bytes: u64,
    /// How often each command is run
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Also measure this `inquest verify`: the same check, as a command
    #[arg(long, value_name = "PATH")]
    inquest: Option<PathBuf>,
    /// bagit.py of bagit-python, if it shall be measured too
    #[arg(long, value_name = "PATH")]
    bagit: Option<PathBuf>,
    /// Where the files are written, and deleted afterwards [default: the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// In a copy of this program: seals all files of a folder.
const SEAL: &str = "--seal-files";
/// In a copy of this program: checks a bundle.
const CHECK: &str = "--check-bundle";

fn main() -> ExitCode {
    let mut given = std::env::args_os().skip(1);
    match given.next() {
        Some(first) if first == measure::MEASURE => return measure::measure(given.collect()),
        Some(first) if first == SEAL => return ended(seal(&given.map(PathBuf::from).collect::<Vec<_>>())),
        Some(first) if first == CHECK => return ended(check(&given.map(PathBuf::from).collect::<Vec<_>>())),
        _ => {}
    }
    ended(bench(&Args::parse()))
}

fn ended(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vault-bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn bench(args: &Args) -> Result<()> {
    let this = std::env::current_exe()?;
    let dir = match &args.dir {
        Some(dir) => tempfile::tempdir_in(dir),
        None => tempfile::tempdir(),
    }?;
    let at = |name: &str| dir.path().join(name);
    make_files(&at("files"), args.files, args.bytes)?;

    println!("{} files, {} bytes; least CPU seconds of {} runs, in turn", args.files, args.bytes, args.runs);
    let (case, copy) = (at("case"), at("copy"));
    let afresh = |dir: &Path| if dir.exists() { std::fs::remove_dir_all(dir) } else { Ok(()) };
    let shell = |script: &str, place: &Path| -> Vec<OsString> {
        vec!["sh".into(), "-c".into(), script.into(), "sh".into(), place.into(), copy.clone().into()]
    };
    let mut sealing = [("seal", f64::INFINITY), ("cp and sync", f64::INFINITY)];
    for _ in 0..args.runs {
        afresh(&case)?;
        let seal = vec![this.clone().into(), SEAL.into(), case.clone().into(), at("files").into()];
        least(&mut sealing[0].1, &seal)?;
        afresh(&copy)?;
        least(&mut sealing[1].1, &shell("cp -r \"$1\" \"$2\" && sync -f \"$2\"", &at("files")))?;
    }
    print_beside(&sealing);
    afresh(&copy)?;

    let bundle = at("bundle");
    let now: jiff::Timestamp = "2031-04-05T06:07:08Z".parse()?;
    Vault::create_or_open(&case)?.export(&bundle, &Redaction::default(), &[], "bench", now)?;
    let mut checks = vec![
        ("vault", vec![this.into(), CHECK.into(), bundle.clone().into()]),
        ("sha256sum -c", shell("cd \"$1\" && exec sha256sum --check --quiet manifest-sha256.txt", &bundle)),
    ];
    if let Some(inquest) = &args.inquest {
        checks.push(("inquest verify", vec![inquest.into(), "verify".into(), bundle.clone().into()]));
    }
    if let Some(bagit) = &args.bagit {
        let command = vec![bagit.into(), "--validate".into(), "--quiet".into(), bundle.clone().into()];
        checks.push(("bagit.py --validate", command));
    }
    let mut checking: Vec<_> = checks.iter().map(|(name, _)| (*name, f64::INFINITY)).collect();
    for _ in 0..args.runs {
        for ((_, command), (_, cpu)) in checks.iter().zip(&mut checking) {
            least(cpu, command)?;
        }
    }
    print_beside(&checking);
    Ok(())
}

fn least(cpu: &mut f64, command: &[OsString]) -> Result<()> {
    let (Usage { cpu: now, .. }, _) = measured(command)?;
    *cpu = cpu.min(now);
    Ok(())
}

/// Each figure, and how many times the first it is.
fn print_beside(figures: &[(&str, f64)]) {
    let first = figures.first().map_or(f64::NAN, |(_, cpu)| *cpu);
    for (name, cpu) in figures {
        println!("{name:<20} {cpu:>8.2} s {:>7.2} x", cpu / first);
    }
}

/// Files of random bytes with a fixed seed: most are small, as in an archive of footage and papers.
fn make_files(dir: &Path, files: u64, bytes: u64) -> Result<()> {
    std::fs::create_dir(dir)?;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    // One in eight files holds seven eighths of the bytes.
    let (large, small) = (files.div_ceil(8), files - files.div_ceil(8));
    let mut buffer = Vec::new();
    for i in 0..files {
        let length = if i < large { bytes * 7 / 8 / large } else { bytes / 8 / small.max(1) };
        buffer.resize(usize::try_from(length)?, 0);
        random.fill_bytes(&mut buffer);
        std::fs::write(dir.join(format!("{i:06}.bin")), &buffer)?;
    }
    Ok(())
}

fn check(given: &[PathBuf]) -> Result<()> {
    let [bundle] = given else { bail!("expected a bundle") };
    match verify_bundle(bundle) {
        Ok(_) => Ok(()),
        Err(problems) => bail!("{} problems", problems.len()),
    }
}

fn seal(given: &[PathBuf]) -> Result<()> {
    let [case, files] = given else { bail!("expected a vault and a folder") };
    let files =
        files.read_dir().context("no files")?.map(|file| Ok(file?.path())).collect::<Result<Vec<_>>>()?;
    Vault::create_or_open(case)?.seal_all(&files, "bench", "2031-04-05T06:07:08Z".parse()?)?;
    Ok(())
}
