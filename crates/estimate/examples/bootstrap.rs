//! Prints the bootstrap intervals of the tables beside the tests, the model chosen anew in each resample.
//!
//! `cargo run --release -p estimate --example bootstrap -- [resamples] [seed]`

use std::path::Path;
use std::time::Instant;

use estimate::bootstrap::{Bootstrap, best_choice, bootstrap, stepwise_choice};
use estimate::select::STEPWISE_P;
use estimate::{Error, OverlapTable};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let resamples: usize = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    for name in ["neworl5", "neworl8", "uk5", "uk6", "ned5", "kosovo"] {
        report(name, "stepwise", |t| bootstrap(t, resamples, seed, stepwise_choice(STEPWISE_P)))?;
    }
    for name in ["kosovo", "gaza"] {
        report(name, "best BIC", |t| bootstrap(t, resamples, seed, best_choice(t.lists().len())?))?;
    }
    Ok(())
}

fn report(
    name: &str,
    choice: &str,
    draw: impl Fn(&OverlapTable) -> Result<Bootstrap, Error>,
) -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tables/{name}.csv"));
    let table = OverlapTable::from_csv(std::fs::File::open(path)?)?;
    let start = Instant::now();
    let drawn = draw(&table)?;
    println!(
        "{name} {choice}: point {:.1}, bias {:.4}, acceleration {:.4}, {} refused, {} indispensable; {:.2} s",
        drawn.point,
        drawn.bias,
        drawn.acceleration,
        drawn.refused,
        drawn.indispensable,
        start.elapsed().as_secs_f64()
    );
    for level in [0.8, 0.95] {
        println!("  {level}: percentile {:.1?}, BCa {:.1?}", drawn.percentile(level), drawn.bca(level));
    }
    Ok(())
}
