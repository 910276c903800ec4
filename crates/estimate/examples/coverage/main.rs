//! How often do the 95 per cent intervals hold the truth? Each method is asked of tables drawn from populations whose size is known.
//!
//! ```text
//! cargo run --release -p estimate --example coverage [TABLES] [HELD_OUT] [METHODS]
//! ```
//!
//! TABLES: drawn from each of the four populations that were at hand when the rules of what is recommended were chosen, by default
//! 500. HELD_OUT: from each of those made up afterwards, by default 60. METHODS: some of `loglinear`, `latent-class`, `graphical`
//! and `lower-bound`, with commas; by default all. What is recommended is then recommended among those. It prints Markdown; the
//! same arguments print the same, whatever the number of threads.
//!
//! A table is N people drawn one by one, each with a pattern of lists; those on no list are then forgotten. `population.rs` says
//! how they come on lists. The chains of the latent classes are shorter here than by default, so that many tables can be asked:
//! more of them fail to converge.

mod population;
mod said;

use std::error::Error;
use std::time::Instant;

use estimate::latent_class::Options;
use estimate::methods::{Method, Settings};
use population::{Population, SEED};
use rayon::prelude::*;
use said::{Line, Said, ask, convergence, recommended, row};

/// The methods that can be asked: Chapman's pairs never claim to be reliable.
const ASKED: [Method; 4] = [Method::LogLinear, Method::LatentClass, Method::Graphical, Method::LowerBound];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let tables: u64 = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let held_out: u64 = arguments.next().map_or(Ok(60), |text| text.parse())?;
    let asked = match arguments.next() {
        None => ASKED.to_vec(),
        Some(names) => names
            .split(',')
            .map(|name| ASKED.into_iter().find(|m| m.name() == name).ok_or(format!("no such method: {name}")))
            .collect::<Result<_, _>>()?,
    };
    let chains = Options { warm_up: 400, sweeps: 3_000, thin: 3, longest: 1, ..Options::default() };
    let names: Vec<&str> = asked.iter().map(|method| method.name()).collect();
    println!("Seed {SEED}; methods: {}.", names.join(", "));
    if asked.contains(&Method::LatentClass) {
        println!(
            "Latent classes: {} chains of {} sweeps after {} of warm-up, and no more where they have not converged (the program's own \
             default is longer).",
            chains.chains, chains.sweeps, chains.warm_up
        );
    }
    let known = population::known().into_iter().map(|population| (population, tables));
    let later = population::held_out().into_iter().map(|population| (population, held_out));
    for (number, (population, tables)) in (1..).zip(known.chain(later)) {
        let start = Instant::now();
        if tables > 0 {
            report(number, &population, tables, &asked, &chains)?;
        }
        eprintln!("population {number}: {:.1} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Asks the methods of so many tables of a population and prints what came of it.
fn report(
    number: u64,
    population: &Population,
    tables: u64,
    asked: &[Method],
    chains: &Options,
) -> Result<(), estimate::Error> {
    let mut lines: Vec<Line> = asked.iter().copied().map(Line::Of).collect();
    lines.extend([Line::BestModel, Line::Recommended]);
    let said: Vec<Vec<Option<Said>>> = (0..tables)
        .into_par_iter()
        .map(|table| {
            let latent_class = Options { seed: table + 1, ..chains.clone() };
            let settings = Settings { methods: asked.to_vec(), latent_class, ..Settings::default() };
            ask(&population.draw(number << 32 | table)?, &lines, &settings)
        })
        .collect::<Result<_, _>>()?;
    let truth = f64::from(population.size);
    println!("\n## {number}. {}\n", population.name);
    println!(
        "N = {}; {}. On at least one list: {:.1} % on average. {tables} tables.\n",
        population.size,
        population.parameters,
        100.0 * (1.0 - population.cells.first().unwrap_or(&0.0))
    );
    println!(
        "| method | number called reliable | of those: interval holds the truth | truth above it | truth below it | point / truth, \
         median | width / truth, median |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut notes = Vec::new();
    for (at, &line) in lines.iter().enumerate() {
        let of_line: Vec<Option<Said>> =
            said.iter().filter_map(|of_table| of_table.get(at).copied()).collect();
        println!("{}", row(line, &of_line, truth));
        match line {
            Line::Of(Method::LatentClass) => notes.push(convergence(&of_line, truth)),
            Line::Recommended => notes.push(recommended(&of_line, truth)),
            _ => {}
        }
    }
    notes.iter().for_each(|note| println!("\n{note}"));
    Ok(())
}
