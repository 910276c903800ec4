//! What the latent-class sampler says of tables, with several seeds.
//!
//! `cargo run --release -p estimate --example latent_class_table seeds classes file...`; 0 classes: the default

use estimate::OverlapTable;
use estimate::latent_class::{Options, latent_classes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let (seeds, classes) = (number(), number());
    let classes = if classes == 0 { None } else { Some(classes) };
    for file in arguments {
        let table = OverlapTable::from_csv(std::fs::File::open(&file)?)?;
        println!("{file}");
        for seed in 1..=seeds as u64 {
            let found = latent_classes(&table, &Options { classes, seed, ..Options::default() })?;
            let total = &found.total;
            print!("  {seed:>2} {:.1} ({:.1}) sd {:.1} |", total.mean, total.mcse, total.sd);
            total.quantiles.iter().for_each(|q| print!(" {:.0}", q.value));
            println!(
                " | R-hat {:.4}, ESS {:.0} {:.0}, {} sweeps, {:.2} classes, all {:.3}",
                total.rhat, total.ess_bulk, total.ess_tail, found.sweeps, found.occupied, found.all_in_use
            );
            found.reasons.iter().for_each(|reason| println!("     {reason}"));
        }
    }
    Ok(())
}
