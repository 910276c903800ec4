//! Sweeps and effective draws of the latent-class sampler for each second of processor time.
//!
//! `cargo run --release -p estimate --example latent_class_speed`

use std::path::Path;
use std::time::Instant;

use estimate::OverlapTable;
use estimate::latent_class::{Options, latent_classes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("table     K  sweeps       sweeps/s  R-hat    bulk ESS  tail ESS  bulk ESS/s  mean (MCSE)");
    for (name, classes) in [("uk6", 15), ("uk6", 10), ("kosovo", 10), ("kosovo", 15)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tables/{name}.csv"));
        let table = OverlapTable::from_csv(std::fs::File::open(path)?)?;
        let options = Options {
            classes: Some(classes),
            warm_up: 2_000,
            sweeps: 500_000,
            thin: 10,
            longest: 1,
            ..Options::default()
        };
        let (wall, before) = (Instant::now(), processor_seconds());
        let found = latent_classes(&table, &options)?;
        // Scouts and warm-up are in the time and in the sweeps; the effective draws are those of the rest.
        let seconds = before.zip(processor_seconds()).map_or(wall.elapsed().as_secs_f64(), |(b, a)| a - b);
        let sweeps = options.chains * found.sweeps + 24 * options.warm_up;
        let total = &found.total;
        println!(
            "{name:<8}{classes:>3}  {sweeps:<11}{:>10.0}  {:<7.4}{:>10.0}{:>10.0}{:>12.0}  {:.1} ({:.1})",
            sweeps as f64 / seconds,
            total.rhat,
            total.ess_bulk,
            total.ess_tail,
            total.ess_bulk / seconds,
            total.mean,
            total.mcse,
        );
    }
    Ok(())
}

/// Processor time of this process so far, of all its threads, where the system tells it.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}
