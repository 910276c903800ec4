//! How many no list saw: capture-recapture from overlap tables.
pub mod chao;
mod distribution;
mod error;
pub mod interval;
mod linear;
pub mod loglinear;
pub mod select;
mod simplex;
mod table;
pub mod two_list;

pub use error::Error;
pub use table::{LISTS, OverlapTable};
