//! Asks the latent-class sampler to find again what was drawn from its own model, and prints how well it does.
//!
//! `cargo run --release -p estimate --example calibrate_latent [populations]`

use estimate::latent_class::calibration::{Check, Trial, invariance, ranks};

fn main() {
    let populations = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(2_000);
    println!("chi-square of 20 bins (19 degrees of freedom), probability of a larger one");
    for (lists, classes, listed, prior) in
        [(3, 4, 30, (1.0, 1.0)), (4, 10, 60, (1.0, 1.0)), (5, 1, 25, (1.0, 1.0)), (4, 2, 200, (0.6, 2.0))]
    {
        let trial = Trial { lists, classes, listed, prior, populations, seed: 20_260 };
        println!("\n{lists} lists, {classes} classes, {listed} listed, Beta{prior:?}");
        let joint = Trial { populations: 10 * populations, ..trial.clone() };
        print("joint distribution, 1 sweep of 1 move", &invariance(&joint, 1, 1));
        print("joint distribution, 5 sweeps of 30 moves", &invariance(&joint, 5, 30));
        print("ranks", &ranks(&trial, 2_000, 50));
    }
}

fn print(name: &str, checks: &[Check]) {
    println!("  {name}");
    for check in checks {
        println!("    {:<32}{:>8.1}{:>10.4}", check.quantity, check.chi_square, check.p);
    }
}
