//! Prints what the posterior over all decomposable graphs says of the tables beside the tests, and how long it takes.
//!
//! `cargo run --release -p estimate --example graphical_speed`

use std::path::Path;
use std::time::Instant;

use estimate::OverlapTable;
use estimate::graphical::{Grid, Options, average};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = [
        ("diabetes5", Some(0.5), Grid::Range(1..=300), true),
        ("diabetes5", None, Grid::Range(1..=300), true),
        ("kosovo", None, Grid::Range(1..=20_000), true),
        ("kosovo", Some(0.5), Grid::Range(1..=20_000), true),
        ("uk5", None, Grid::Range(1..=100_000), true),
        ("ned5", None, Grid::Range(1..=200_000), true),
        ("neworl5", None, Grid::Range(1..=20_000), true),
        ("uk6", None, Grid::Range(1..=100_000), true),
        ("diabetes5", None, Grid::Automatic, false),
        ("kosovo", None, Grid::Automatic, false),
        ("kosovo", Some(0.5), Grid::Automatic, false),
        ("uk5", None, Grid::Automatic, false),
        ("ned5", None, Grid::Automatic, false),
        ("neworl5", None, Grid::Automatic, false),
        ("gaza", None, Grid::Automatic, false),
        ("artificial3", None, Grid::Automatic, false),
        ("uk6", None, Grid::Automatic, false),
    ];
    let only = std::env::args().nth(1);
    for (name, delta, grid, complete) in cases {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tables/{name}.csv"));
        let table = OverlapTable::from_csv(std::fs::File::open(path)?)?;
        let options = Options { delta, grid, complete };
        let start = Instant::now();
        let answer = average(&table, &options)?;
        let seconds = start.elapsed().as_secs_f64();
        let p = &answer.posterior;
        let quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map(|q| p.quantile(q));
        println!("{name} {options:?}: {seconds:.3} s");
        println!("  mean {:.6} sd {:.6} mode {} quantiles {quantiles:?}", p.mean(), p.sd(), p.mode());
        println!(
            "  complete {:.6} edge {:.1e} to {} modes {:?}",
            answer.complete,
            answer.edge,
            p.quantile(1.0),
            p.modes()
        );
        for weighed in answer.graphs.iter().take(3) {
            println!("  {} {:.6} mean {:.1}", weighed.graph, weighed.probability, weighed.mean);
        }
        println!("  {} of {} graphs matter", answer.graphs.len(), answer.considered);
    }
    Ok(())
}
