//! How often do the 95 per cent intervals hold the truth? Each method is asked of tables drawn from populations whose size is known.
//!
//! ```text
//! cargo run --release -p estimate --example coverage [TABLES] [METHODS] [CHAINED]
//! ```
//!
//! TABLES: drawn from each population, by default 500. METHODS: some of `loglinear`, `latent-class`, `graphical` and `lower-bound`,
//! with commas; by default all. What is recommended is then recommended among those. CHAINED: the latent classes take by far the
//! longest, and are asked of the first so many tables alone, by default 200; so is, with them, what is recommended. It prints
//! Markdown; the same arguments print the same, whatever the number of threads.
//!
//! There are four lists. A table is N people drawn one by one, each with a pattern of lists; those on no list are then forgotten.
//!
//! 1. Independence: N = 2,000; lists with probabilities 0.30, 0.25, 0.20, 0.15. On a list: 64 per cent.
//! 2. Dependent pairs: N = 2,000; log-linear with odds 1/3, 1/4, 1/3, 1/4, interaction +1.0 of lists 1 and 2 and -0.7 of lists 3 and
//!    4. On a list: 66 per cent.
//! 3. Two classes: N = 2,000; 30 per cent easy to list (0.6, 0.5, 0.5, 0.4), 70 per cent hard (0.20, 0.15, 0.15, 0.10). On a list: 62
//!    per cent.
//! 4. Four classes: N = 2,500; 10 per cent (0.8, 0.7, 0.7, 0.6), 20 per cent (0.5, 0.1, 0.4, 0.1), 30 per cent (0.1, 0.4, 0.1, 0.4),
//!    40 per cent (0.10, 0.08, 0.06, 0.05). On a list: 57 per cent.
//!
//! The chains of the latent classes are shorter here than by default, so that many tables can be asked: more of them fail to converge.

use std::error::Error;
use std::time::Instant;

use estimate::latent_class::{FEWEST_DRAWS, MOST_RHAT, Options};
use estimate::methods::{Answer, Method, Settings, methods};
use estimate::{LEVEL, OverlapTable, select};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

const LISTS: usize = 4;
const PATTERNS: usize = 1 << LISTS;
const SEED: u64 = 20_260_101;

/// The methods that can be asked: Chapman's pairs never claim to be reliable.
const ASKED: [Method; 4] = [Method::LogLinear, Method::LatentClass, Method::Graphical, Method::LowerBound];

/// What is known of a population.
struct Population {
    name: &'static str,
    parameters: &'static str,
    size: u32,
    /// The probability of each pattern of lists, none of them first.
    cells: [f64; PATTERNS],
}

fn populations() -> [Population; 4] {
    [
        Population {
            name: "Independent lists",
            parameters: "lists with probabilities 0.30, 0.25, 0.20, 0.15",
            size: 2_000,
            cells: classes(&[(1.0, [0.30, 0.25, 0.20, 0.15])]),
        },
        Population {
            name: "Dependent pairs",
            parameters: "log-linear: odds of the lists 1/3, 1/4, 1/3, 1/4; interaction of lists 1 and 2: +1.0, of lists 3 and 4: -0.7",
            size: 2_000,
            cells: log_linear([1.0 / 3.0, 0.25, 1.0 / 3.0, 0.25], &[(0b0011, 1.0), (0b1100, -0.7)]),
        },
        Population {
            name: "Two latent classes",
            parameters: "30 % of people with probabilities 0.60, 0.50, 0.50, 0.40; 70 % with 0.20, 0.15, 0.15, 0.10",
            size: 2_000,
            cells: classes(&[(0.3, [0.6, 0.5, 0.5, 0.4]), (0.7, [0.20, 0.15, 0.15, 0.10])]),
        },
        Population {
            name: "Four latent classes",
            parameters: "10 % of people with probabilities 0.8, 0.7, 0.7, 0.6; 20 % with 0.5, 0.1, 0.4, 0.1; 30 % with 0.1, 0.4, \
                         0.1, 0.4; 40 % with 0.10, 0.08, 0.06, 0.05",
            size: 2_500,
            cells: classes(&[
                (0.1, [0.8, 0.7, 0.7, 0.6]),
                (0.2, [0.5, 0.1, 0.4, 0.1]),
                (0.3, [0.1, 0.4, 0.1, 0.4]),
                (0.4, [0.10, 0.08, 0.06, 0.05]),
            ]),
        },
    ]
}

/// Cells where each class (its share, its probability of each list) comes on the lists independently.
fn classes(of: &[(f64, [f64; LISTS])]) -> [f64; PATTERNS] {
    let chance = |p: &[f64; LISTS], x: usize| -> f64 {
        p.iter().enumerate().map(|(list, p)| if x >> list & 1 == 1 { *p } else { 1.0 - p }).product()
    };
    std::array::from_fn(|x| of.iter().map(|(share, p)| share * chance(p, x)).sum())
}

/// Cells of a log-linear model with these odds of the lists and these interactions of sets of them.
fn log_linear(odds: [f64; LISTS], interactions: &[(usize, f64)]) -> [f64; PATTERNS] {
    let weights: [f64; PATTERNS] = std::array::from_fn(|x| {
        let lists: f64 = (0..LISTS).filter(|list| x >> list & 1 == 1).map(|list| odds[list]).product();
        let terms: f64 = interactions.iter().filter(|(set, _)| x & set == *set).map(|(_, term)| term).sum();
        lists * terms.exp()
    });
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

impl Population {
    /// A table of those on a list. Its random numbers are a stream of its own.
    fn draw(&self, stream: u64) -> Result<OverlapTable, estimate::Error> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        random.set_stream(stream);
        let mut counts = [0u64; PATTERNS];
        for _ in 0..self.size {
            let mut left = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
            let within = |cell: &f64| {
                left -= cell;
                left < 0.0
            };
            counts[self.cells.iter().position(within).unwrap_or(PATTERNS - 1)] += 1;
        }
        let names = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
        OverlapTable::new(names, (0..).zip(counts).skip(1))
    }
}

/// A number that was given for a table.
#[derive(Clone, Copy)]
struct Said {
    by: Method,
    point: f64,
    low: f64,
    high: f64,
    reliable: bool,
    /// Whether the chains converged, where there are any.
    converged: bool,
}

impl Said {
    fn of(answer: &Answer) -> Option<Said> {
        Some(Said {
            by: answer.name,
            point: answer.point?,
            low: answer.low?,
            high: answer.high?,
            reliable: answer.reliable,
            converged: answer.rhat.is_some_and(|rhat| rhat <= MOST_RHAT)
                && answer.ess.is_some_and(|ess| ess >= FEWEST_DRAWS),
        })
    }

    fn holds(&self, truth: f64) -> bool {
        self.low <= truth && truth <= self.high
    }
}

/// Whose number a line of the result is about.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Of(Method),
    /// The Wald interval of the model with the best BIC, as if it had not been chosen.
    BestModel,
    Recommended,
}

impl Line {
    fn name(self) -> &'static str {
        match self {
            Line::Of(Method::LogLinear) => "log-linear models, weighed",
            Line::Of(Method::LatentClass) => "latent classes",
            Line::Of(Method::Graphical) => "graphical models",
            Line::Of(Method::LowerBound) => "Chao's bound (lower end alone)",
            Line::Of(Method::TwoList) => "two lists",
            Line::BestModel => "best model by BIC alone",
            Line::Recommended => "what is recommended",
        }
    }
}

/// What is said of one table, in the order of the lines.
fn ask(
    table: &OverlapTable,
    lines: &[Line],
    settings: &Settings,
) -> Result<Vec<Option<Said>>, estimate::Error> {
    let answers = methods(table, settings)?;
    let of = |method| answers.methods.iter().find(|answer| answer.name == method).and_then(Said::of);
    let best = select::candidates(&table.without_empty_lists()?).into_iter().next().map(|fit| {
        let (low, high) = fit.wald(LEVEL);
        Said { by: Method::LogLinear, point: fit.total(), low, high, reliable: true, converged: true }
    });
    let line = |line: &Line| match line {
        Line::Of(method) => of(*method),
        Line::BestModel => best,
        Line::Recommended => answers.recommended.and_then(of),
    };
    Ok(lines.iter().map(line).collect())
}

/// A share in per cent.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

/// Likewise, with its Monte Carlo standard error: that of (part + 1) of (whole + 2), which is not zero where all or none are.
fn percent_and_error(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let p = (part + 1) as f64 / (whole + 2) as f64;
    format!("{} ± {:.1}", percent(part, whole), 100.0 * (p * (1.0 - p) / whole as f64).sqrt())
}

fn median(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    match (numbers.get(numbers.len().saturating_sub(1) / 2), numbers.get(numbers.len() / 2)) {
        (Some(a), Some(b)) => format!("{:.2}", 0.5 * (a + b)),
        _ => "–".to_owned(),
    }
}

/// One line of the table.
fn row(line: Line, said: &[Option<Said>], truth: f64) -> String {
    let reliable: Vec<Said> = said.iter().flatten().copied().filter(|s| s.reliable).collect();
    let whole = reliable.len();
    let above = reliable.iter().filter(|s| truth > s.high).count();
    let below = reliable.iter().filter(|s| truth < s.low).count();
    let given = format!("{whole} of {} ({})", said.len(), percent(whole, said.len()));
    let points = median(reliable.iter().map(|s| s.point / truth).collect());
    let widths = median(reliable.iter().map(|s| (s.high - s.low) / truth).collect());
    let name = line.name();
    let below_share = percent(below, whole);
    if line == Line::Of(Method::LowerBound) {
        let held = percent_and_error(whole - below, whole);
        format!("| {name} | {given} | {held} | – | {below_share} | {points} | – |")
    } else {
        let held = percent_and_error(whole - above - below, whole);
        let above_share = percent(above, whole);
        format!("| {name} | {given} | {held} | {above_share} | {below_share} | {points} | {widths} |")
    }
}

/// What became of the chains.
fn convergence(said: &[Option<Said>], truth: f64) -> String {
    let failed: Vec<&Said> = said.iter().flatten().filter(|s| !s.converged).collect();
    let held = failed.iter().filter(|s| s.holds(truth)).count();
    let (failed, asked) = (failed.len(), said.len());
    format!(
        "Latent classes: the chains did not converge for {failed} of {asked} tables ({}); the intervals of these are marked as not to be \
         used ({held} of the {failed} held the truth).",
        percent(failed, asked)
    )
}

/// Whose numbers were recommended.
fn recommended(said: &[Option<Said>], truth: f64) -> String {
    let of_method = |method: Method| {
        let given: Vec<&Said> = said.iter().flatten().filter(|s| s.by == method).collect();
        let held = given.iter().filter(|s| s.holds(truth)).count();
        let name = Line::Of(method).name();
        (!given.is_empty())
            .then(|| format!("that of the {name}: {} tables ({held} held the truth)", given.len()))
    };
    let mut parts: Vec<String> = ASKED.into_iter().filter_map(of_method).collect();
    parts.push(format!("no number: {} tables", said.iter().filter(|s| s.is_none()).count()));
    format!("What is recommended: {}.", parts.join("; "))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let tables: u64 = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let asked = match arguments.next() {
        None => ASKED.to_vec(),
        Some(names) => names
            .split(',')
            .map(|name| ASKED.into_iter().find(|m| m.name() == name).ok_or(format!("no such method: {name}")))
            .collect::<Result<_, _>>()?,
    };
    let chained: u64 = arguments.next().map_or(Ok(200), |text| text.parse())?;
    // Where they alone are asked, there is nothing to ask of the other tables.
    let tables = if asked == [Method::LatentClass] { tables.min(chained) } else { tables };
    let mut lines: Vec<Line> = asked.iter().copied().map(Line::Of).collect();
    lines.extend([Line::BestModel, Line::Recommended]);
    let chains = Options { warm_up: 3_000, sweeps: 15_000, longest: 2, ..Options::default() };

    let names: Vec<&str> = asked.iter().map(|method| method.name()).collect();
    println!("{tables} tables of each population; seed {SEED}; methods: {}.", names.join(", "));
    if asked.contains(&Method::LatentClass) {
        println!(
            "Latent classes: {} chains of {} sweeps after {} of warm-up, up to {} times as long where they have not converged \
             (the program's own default is longer).",
            chains.chains, chains.sweeps, chains.warm_up, chains.longest
        );
        println!(
            "Latent classes, and what is recommended, on the first {} tables of each population alone.",
            tables.min(chained)
        );
    }
    for (number, population) in (1..).zip(populations()) {
        let start = Instant::now();
        let said: Vec<Vec<Option<Said>>> = (0..tables)
            .into_par_iter()
            .map(|table| {
                let is_asked = |m: &Method| *m != Method::LatentClass || table < chained;
                let settings = Settings {
                    methods: asked.iter().copied().filter(is_asked).collect(),
                    latent_class: Options { seed: table + 1, ..chains.clone() },
                    ..Settings::default()
                };
                ask(&population.draw(number << 32 | table)?, &lines, &settings)
            })
            .collect::<Result<_, _>>()?;
        let truth = f64::from(population.size);
        println!("\n## {number}. {}\n", population.name);
        println!(
            "N = {}; {}. On at least one list: {:.1} % on average.\n",
            population.size,
            population.parameters,
            100.0 * (1.0 - population.cells[0])
        );
        println!(
            "| method | number called reliable | of those: interval holds the truth | truth above it | truth below it | point / truth, \
             median | width / truth, median |"
        );
        println!("|---|---|---|---|---|---|---|");
        let mut notes = Vec::new();
        for (at, &line) in lines.iter().enumerate() {
            let is_chained = line == Line::Of(Method::LatentClass)
                || line == Line::Recommended && asked.contains(&Method::LatentClass);
            let most = if is_chained { tables.min(chained) } else { tables };
            let of_line: Vec<Option<Said>> = (0..most).zip(&said).map(|(_, of_table)| of_table[at]).collect();
            println!("{}", row(line, &of_line, truth));
            match line {
                Line::Of(Method::LatentClass) => notes.push(convergence(&of_line, truth)),
                Line::Recommended => notes.push(recommended(&of_line, truth)),
                _ => {}
            }
        }
        notes.iter().for_each(|note| println!("\n{note}"));
        eprintln!("population {number}: {:.1} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}
