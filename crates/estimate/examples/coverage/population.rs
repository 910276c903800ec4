//! Populations whose size is known.

use estimate::OverlapTable;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Fixes every table that is drawn.
pub const SEED: u64 = 20_260_101;

/// What is known of a population.
pub struct Population {
    pub name: &'static str,
    pub parameters: &'static str,
    pub size: u32,
    /// How many lists there are.
    pub lists: usize,
    /// The probability of each pattern of lists, none of them first.
    pub cells: Vec<f64>,
}

/// The populations that were at hand when the rules of what is recommended were chosen.
pub fn known() -> Vec<Population> {
    vec![
        Population {
            name: "Independent lists",
            parameters: "lists with probabilities 0.30, 0.25, 0.20, 0.15",
            size: 2_000,
            lists: 4,
            cells: classes(&[(1.0, &[0.30, 0.25, 0.20, 0.15])]),
        },
        Population {
            name: "Dependent pairs",
            parameters: "log-linear: odds of the lists 1/3, 1/4, 1/3, 1/4; interaction of lists 1 and 2: +1.0, of lists 3 and 4: -0.7",
            size: 2_000,
            lists: 4,
            cells: log_linear(&[1.0 / 3.0, 0.25, 1.0 / 3.0, 0.25], &[(0b0011, 1.0), (0b1100, -0.7)]),
        },
        Population {
            name: "Two latent classes",
            parameters: "30 % of people with probabilities 0.60, 0.50, 0.50, 0.40; 70 % with 0.20, 0.15, 0.15, 0.10",
            size: 2_000,
            lists: 4,
            cells: classes(&[(0.3, &[0.6, 0.5, 0.5, 0.4]), (0.7, &[0.20, 0.15, 0.15, 0.10])]),
        },
        Population {
            name: "Four latent classes",
            parameters: "10 % of people with probabilities 0.8, 0.7, 0.7, 0.6; 20 % with 0.5, 0.1, 0.4, 0.1; 30 % with 0.1, 0.4, \
                         0.1, 0.4; 40 % with 0.10, 0.08, 0.06, 0.05",
            size: 2_500,
            lists: 4,
            cells: classes(&[
                (0.1, &[0.8, 0.7, 0.7, 0.6]),
                (0.2, &[0.5, 0.1, 0.4, 0.1]),
                (0.3, &[0.1, 0.4, 0.1, 0.4]),
                (0.4, &[0.10, 0.08, 0.06, 0.05]),
            ]),
        },
    ]
}

/// Populations that were made up after the rules had been chosen, to test them, and that changed nothing in them.
pub fn held_out() -> Vec<Population> {
    vec![
        Population {
            name: "People differ by degrees",
            parameters: "logits of four lists -1.0, -1.3, -0.8, -1.6 plus a normal number of each person, standard deviation 1",
            size: 3_000,
            lists: 4,
            cells: by_degrees(&[-1.0, -1.3, -0.8, -1.6], 1.0),
        },
        Population {
            name: "People differ by degrees, five lists",
            parameters: "logits of five lists -1.5, -1.8, -1.2, -2.0, -1.6 plus a normal number of each person, standard deviation 1",
            size: 1_500,
            lists: 5,
            cells: by_degrees(&[-1.5, -1.8, -1.2, -2.0, -1.6], 1.0),
        },
        Population {
            name: "Three lists depend at once",
            parameters: "log-linear: odds of four lists 0.3, 0.3, 0.25, 0.35; interaction of each two of lists 1, 2 and 3: +0.5, of the \
                         three: +0.8",
            size: 3_000,
            lists: 4,
            cells: log_linear(
                &[0.3, 0.3, 0.25, 0.35],
                &[(0b011, 0.5), (0b101, 0.5), (0b110, 0.5), (0b111, 0.8)],
            ),
        },
        Population {
            name: "Five lists, two classes",
            parameters: "40 % of people with probabilities 0.45, 0.40, 0.35, 0.30, 0.30; 60 % with 0.15, 0.10, 0.15, 0.08, 0.10",
            size: 1_000,
            lists: 5,
            cells: classes(&[(0.4, &[0.45, 0.40, 0.35, 0.30, 0.30]), (0.6, &[0.15, 0.10, 0.15, 0.08, 0.10])]),
        },
        Population {
            name: "Few people, three lists",
            parameters: "three independent lists with probabilities 0.35, 0.30, 0.25",
            size: 400,
            lists: 3,
            cells: classes(&[(1.0, &[0.35, 0.30, 0.25])]),
        },
        Population {
            name: "Many people who differ little",
            parameters: "half the people with probabilities 0.35, 0.30, 0.25, 0.20, half with 0.15, 0.20, 0.10, 0.15",
            size: 20_000,
            lists: 4,
            cells: classes(&[(0.5, &[0.35, 0.30, 0.25, 0.20]), (0.5, &[0.15, 0.20, 0.10, 0.15])]),
        },
    ]
}

/// Cells where the logit of each person's probability of each list is the list's plus the person's own, which is normal with
/// this standard deviation (Rasch's model); summed over 401 points to eight standard deviations.
fn by_degrees(logits: &[f64], sd: f64) -> Vec<f64> {
    let people: Vec<(f64, Vec<f64>)> = (-200..=200)
        .map(|i| {
            let z = f64::from(i) / 25.0;
            let p = logits.iter().map(|logit| 1.0 / (1.0 + (-logit - sd * z).exp())).collect();
            ((-0.5 * z * z).exp(), p)
        })
        .collect();
    let all: f64 = people.iter().map(|(weight, _)| weight).sum();
    classes(&people.iter().map(|(weight, p)| (weight / all, p.as_slice())).collect::<Vec<_>>())
}

/// Cells where each class (its share, its probability of each list) comes on the lists independently.
fn classes(of: &[(f64, &[f64])]) -> Vec<f64> {
    let lists = of.first().map_or(0, |(_, p)| p.len());
    let chance = |p: &[f64], x: usize| -> f64 {
        p.iter().enumerate().map(|(list, p)| if x >> list & 1 == 1 { *p } else { 1.0 - p }).product()
    };
    (0..1 << lists).map(|x| of.iter().map(|(share, p)| share * chance(p, x)).sum()).collect()
}

/// Cells of a log-linear model with these odds of the lists and these interactions of sets of them.
fn log_linear(odds: &[f64], interactions: &[(usize, f64)]) -> Vec<f64> {
    let weight = |x: usize| -> f64 {
        let lists: f64 =
            odds.iter().enumerate().filter(|(list, _)| x >> list & 1 == 1).map(|(_, odds)| odds).product();
        let terms: f64 = interactions.iter().filter(|(set, _)| x & set == *set).map(|(_, term)| term).sum();
        lists * terms.exp()
    };
    let weights: Vec<f64> = (0..1usize << odds.len()).map(weight).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

impl Population {
    /// A table of those on a list. Its random numbers are a stream of its own.
    pub fn draw(&self, stream: u64) -> Result<OverlapTable, estimate::Error> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        random.set_stream(stream);
        let mut counts = vec![0u64; self.cells.len()];
        for _ in 0..self.size {
            let mut left = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
            let within = |cell: &f64| {
                left -= cell;
                left < 0.0
            };
            let drawn = self.cells.iter().position(within).unwrap_or(self.cells.len() - 1);
            if let Some(count) = counts.get_mut(drawn) {
                *count += 1;
            }
        }
        let names = ('A'..).take(self.lists).map(String::from).collect();
        OverlapTable::new(names, (0..).zip(counts).skip(1))
    }
}
