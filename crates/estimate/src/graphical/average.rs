//! The average over all graphs.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::{Error, OverlapTable};

use super::LISTS;
use super::cells::Cells;
use super::density::Density;
use super::graph::Graph;
use super::posterior::Posterior;
use super::survey::{Candidate, Survey};

/// Prior counts of a cell that are accepted.
pub const PRIOR_COUNTS: RangeInclusive<f64> = 1e-6..=1e3;

/// No more people than this are considered unlisted.
pub const FURTHEST: u64 = 10_000_000_000_000;

/// The most whole numbers in a range that was given: each is summed.
pub const MOST_POINTS: u64 = 2_000_000;

/// A posterior with as much at its upper end is not reliable: see [`Average::edge`].
pub const EDGE: f64 = 1e-6;

/// A posterior with as much of its variance at its upper end has no mean and deviation to speak of: see
/// [`Average::edge_variance`].
pub const EDGE_VARIANCE: f64 = 0.01;

/// Cells of the range that are worked on at once: few enough for their terms to stay in the processor's cache.
const BLOCK: usize = 128;

/// Which numbers unlisted are summed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Grid {
    /// From 0 to where next to nothing lies beyond. Numbers up to some 4,000 each for itself, larger ones in cells that grow to
    /// one two-thousandth of the number, and are finer around narrow peaks.
    #[default]
    Automatic,
    /// Each whole number of this range for itself; at most [`MOST_POINTS`] of them, none above [`FURTHEST`].
    Range(RangeInclusive<u64>),
}

/// How graphs are averaged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// The prior count of each cell of the table, within [`PRIOR_COUNTS`]; by default one over the number of cells: one person
    /// in all.
    pub delta: Option<f64>,
    /// Which numbers unlisted are summed over.
    pub grid: Grid,
    /// Whether the graph in which all lists are joined is averaged with the others. Only to compare with programs that do:
    /// under it the total is the prior's.
    pub complete: bool,
}

/// A graph and how much it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weighed {
    /// The graph.
    pub graph: Graph,
    /// Its posterior probability, 0 to 1, among the graphs averaged.
    pub probability: f64,
    /// The mean of the total under it alone.
    pub mean: f64,
}

/// What the graphs say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// The total.
    pub posterior: Posterior,
    /// The graphs, most probable first. Those that are not here have a probability of 1e-19 at most.
    pub graphs: Vec<Weighed>,
    /// How many graphs were looked at.
    pub considered: usize,
    /// The probability that the graph in which all lists are joined has, or would have if it were averaged with the others.
    pub complete: f64,
    /// How much of the posterior lies at its upper end: the density there times the number unlisted, which is about what the
    /// range cuts off.
    pub edge: f64,
    /// How much of the variance lies there. Where overlaps are very few the tail can be so heavy that the range makes the
    /// variance, however wide it is, and the mean with it: see [`Average::has_moments`].
    pub edge_variance: f64,
}

impl Average {
    /// Whether so little lies at the upper end that a wider range would not change the answer ([`EDGE`]).
    #[must_use]
    pub fn reliable(&self) -> bool {
        self.edge < EDGE
    }

    /// Whether the posterior's mean and standard deviation say something of the data ([`EDGE_VARIANCE`]). Where they do not, its
    /// quantiles may still.
    #[must_use]
    pub fn has_moments(&self) -> bool {
        self.edge_variance < EDGE_VARIANCE
    }
}

/// Averages all decomposable graphs of a table of 3 to 6 lists.
///
/// Exact to about 1e-7 of the standard deviation up to 10^9 people; with more, logarithms of gamma functions lose digits, and
/// with 10^12 the densities are exact to about a hundredth. An empty list takes part and adds nothing but graphs: drop it.
///
/// # Errors
/// [`Error::GraphLists`], [`Error::PriorCount`], [`Error::Unsummable`].
pub fn average(table: &OverlapTable, options: &Options) -> Result<Average, Error> {
    average_over(table, options, Graph::all)
}

/// As [`average`], over some graphs of the lists alone, which must be decomposable and at least one.
pub(crate) fn average_over(
    table: &OverlapTable,
    options: &Options,
    graphs: impl FnOnce(usize) -> Vec<Graph>,
) -> Result<Average, Error> {
    let lists = table.lists().len();
    if !LISTS.contains(&lists) {
        return Err(Error::GraphLists { found: lists });
    }
    let delta = options.delta.unwrap_or(0.5f64.powi(lists as i32));
    if !PRIOR_COUNTS.contains(&delta) {
        return Err(Error::PriorCount { found: delta });
    }
    let density = Density::new(table, delta);
    let (complete, mut graphs): (Vec<Graph>, Vec<Graph>) =
        graphs(lists).into_iter().partition(|graph| graph.is_complete());
    if options.complete {
        graphs.extend(&complete);
    }
    let (low, high) = match &options.grid {
        Grid::Automatic => (0, FURTHEST),
        Grid::Range(range) => check_range(range)?,
    };
    let survey = Survey::new(&density, &graphs, low as f64, high as f64);
    let mut cells = match &options.grid {
        Grid::Range(_) => Cells::whole(low, high),
        Grid::Automatic => Cells::fitted(whole_end(survey.end), &survey.peaks),
    };
    let mut sums = Sums::new(&density, &survey, &cells);
    // The end was sought on a coarse scale: where it proves too near, it is moved.
    while options.grid == Grid::Automatic && sums.edge(&cells) >= EDGE && cells.high() < FURTHEST {
        cells = Cells::fitted(whole_end(4.0 * cells.high() as f64), &survey.peaks);
        sums = Sums::new(&density, &survey, &cells);
    }
    let edge = sums.edge(&cells);
    let all: f64 = sums.graphs.iter().map(|sum| sum.mass).sum();
    let mut weighed: Vec<Weighed> = survey
        .candidates
        .iter()
        .zip(&sums.graphs)
        .map(|(candidate, sum)| Weighed {
            graph: candidate.graph,
            probability: sum.mass / all,
            mean: table.n() as f64 + if sum.mass > 0.0 { sum.moment / sum.mass } else { 0.0 },
        })
        .collect();
    weighed.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.graph.cmp(&b.graph)));
    let complete = match weighed.iter().find(|weighed| weighed.graph.is_complete()) {
        Some(weighed) => weighed.probability,
        None if options.complete || complete.is_empty() => 0.0,
        None => {
            let other = Survey::new(&density, &complete, low as f64, high as f64);
            let apart = Sums::new(&density, &other, &cells);
            let against = survey.highest + all.ln() - other.highest - apart.cells.iter().sum::<f64>().ln();
            1.0 / (1.0 + against.exp())
        }
    };
    let end = table.n() as f64 + cells.high() as f64;
    let posterior = Posterior::new(table.n(), cells.starts, &sums.cells);
    // A range of one number has no variance.
    let distance = (end - posterior.mean()) / posterior.sd().max(0.5);
    Ok(Average {
        considered: graphs.len(),
        graphs: weighed,
        complete,
        edge,
        edge_variance: edge * distance * distance,
        posterior,
    })
}

fn check_range(range: &RangeInclusive<u64>) -> Result<(u64, u64), Error> {
    let (low, high) = (*range.start(), *range.end());
    let problem = if high < low {
        "is empty"
    } else if high > FURTHEST {
        "reaches above 10,000,000,000,000"
    } else if high - low >= MOST_POINTS {
        "has more than 2,000,000 numbers"
    } else {
        return Ok((low, high));
    };
    Err(Error::Unsummable { low, high, problem })
}

/// The whole number at which a range ends that should end here.
fn whole_end(end: f64) -> u64 {
    // A cast from a float is held within the range of the integer.
    (end.ceil() as u64).min(FURTHEST)
}

/// What the graphs that matter add up to, relative to the survey's highest density.
struct Sums {
    /// In each cell, over all graphs.
    cells: Vec<f64>,
    /// Over all cells, for each graph.
    graphs: Vec<GraphSum>,
}

#[derive(Clone, Copy, Default)]
struct GraphSum {
    mass: f64,
    /// The mass times the number unlisted.
    moment: f64,
}

impl Sums {
    fn new(density: &Density, survey: &Survey, cells: &Cells) -> Sums {
        let mut sums = Sums {
            cells: Vec::with_capacity(cells.starts.len()),
            graphs: vec![GraphSum::default(); survey.candidates.len()],
        };
        let mut starts = cells.starts.as_slice();
        while starts.len() > 1 {
            let block = &starts[..starts.len().min(BLOCK + 1)];
            sums.add(density, &survey.candidates, survey.highest, block);
            starts = &starts[block.len() - 1..];
        }
        sums
    }

    /// Adds one block of cells.
    fn add(&mut self, density: &Density, candidates: &[Candidate], highest: f64, starts: &[u64]) {
        let (middles, counts): (Vec<f64>, Vec<f64>) = Cells::middles(starts).unzip();
        let first = self.cells.len();
        self.cells.resize(first + middles.len(), 0.0);
        let masses = &mut self.cells[first..];
        let (Some(&low), Some(&high)) = (middles.first(), middles.last()) else { return };
        let table = density.table(&middles);
        let mut log = vec![0.0; middles.len()];
        for (candidate, sum) in candidates.iter().zip(&mut self.graphs) {
            if candidate.live.1 < low || high < candidate.live.0 {
                continue;
            }
            table.density(&candidate.parts, &mut log);
            let (mut mass, mut moment) = (0.0, 0.0);
            for (((log, count), middle), cell) in log.iter().zip(&counts).zip(&middles).zip(&mut *masses) {
                let here = (log - highest).exp() * count;
                *cell += here;
                mass += here;
                moment += here * middle;
            }
            sum.mass += mass;
            sum.moment += moment;
        }
    }

    /// The density at the upper end, times the number there, as a share of all.
    fn edge(&self, cells: &Cells) -> f64 {
        let (Some(last), [.., before, end]) = (self.cells.last(), cells.starts.as_slice()) else {
            return 0.0;
        };
        let each = last / (end - before) as f64;
        each * (*end as f64 - 1.0) / self.cells.iter().sum::<f64>()
    }
}
