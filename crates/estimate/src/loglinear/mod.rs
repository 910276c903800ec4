//! Log-linear models of an overlap table: n_x ~ Poisson(mu_x), log mu_x = the sum of theta_S over the terms S contained
//! in x. The constant is the log of how many no list saw (Fienberg 1972; Cormack 1989; Bishop, Fienberg & Holland 1975, ch. 6).

mod existence;
mod fit;
mod lattice;
mod model;
mod newton;

pub use fit::{Cells, Fit};
pub(crate) use lattice::superset_sums;
pub use model::Model;
pub(crate) use newton::Problem;
