//! Decomposable graphical models, averaged by their posterior probability (Madigan & York 1997).
//!
//! A graph says which lists depend on each other directly; given it, the cells' probabilities have a hyper-Dirichlet prior (Dawid
//! & Lauritzen 1993) with the same small count in every cell, so the probability of table and total is a product of gamma
//! functions. All decomposable graphs are weighed, each as likely as any other before the data, with the prior 1/N on the total;
//! what comes out is the posterior distribution of the total over all graphs.
//!
//! With d_S = delta 2^(J - |S|), n_S(c) the count of cell c in the margin of the lists S and n0 the number unlisted, which is added
//! to the cell of zeros, a set's marginal likelihood is
//!
//! ```text
//! log M_S = sum over cells c of [ln gamma(n_S(c) + d_S) - ln gamma(d_S)] + ln gamma(2^J delta) - ln gamma(N + 2^J delta)
//! log p(n, N | graph) = sum over cliques of log M_C - sum over separators of log M_S
//!                       + ln gamma(N + 1) - sum over patterns of ln gamma(n_x + 1) - ln N      (N = n + n0)
//! ```
//!
//! The graph in which all lists are joined is left out by default: under it the table says nothing of those unlisted, and its
//! total is the prior's. What share it would have had is said; a large one warns that the lists depend on each other in ways
//! that no model of this kind can use.
//!
//! ```
//! use estimate::OverlapTable;
//! use estimate::graphical::{Options, average};
//!
//! let csv = "north,south,press,count\n1,0,0,60\n0,1,0,50\n0,0,1,80\n1,1,0,12\n1,0,1,20\n0,1,1,16\n1,1,1,4\n";
//! let table = OverlapTable::from_csv(csv.as_bytes())?;
//! let answer = average(&table, &Options::default())?;
//! let [low, middle, high] = [0.025, 0.5, 0.975].map(|p| answer.posterior.quantile(p));
//! assert!(242 < low && low < middle && middle < high && answer.reliable());
//! # Ok::<(), estimate::Error>(())
//! ```

mod average;
mod cells;
mod density;
mod graph;
mod modes;
mod posterior;
mod survey;

pub(crate) use average::average_over;
pub use average::{
    Average, EDGE, EDGE_VARIANCE, FURTHEST, Grid, MOST_POINTS, Options, PRIOR_COUNTS, Weighed, average,
};
pub use graph::Graph;
pub use modes::Mode;
pub use posterior::Posterior;

/// The fewest and the most lists: with two there is no graph to choose, with seven there are 617,675.
pub const LISTS: std::ops::RangeInclusive<usize> = 3..=6;
