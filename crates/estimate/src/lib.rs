//! How many no list saw: capture-recapture from overlap tables.
//!
//! An [`OverlapTable`] says how many people were on exactly which lists. [`estimate`] says how many there were in all, with an
//! interval that carries the doubt between models, or says why the lists cannot tell: a refusal is an answer. What it is made of
//! stands open: two lists ([`two_list`]), lower bounds ([`chao`]), log-linear models ([`loglinear`]) and their choice
//! ([`select`], [`averaging`]), intervals from the likelihood ([`interval`]) and from resamples ([`bootstrap`]), graphical models weighed by their probability ([`graphical`]),
//! classes of people who differ ([`latent_class`]), leaving lists out ([`sensitivity`]), and the same estimate over many tables
//! drawn from an uncertain matching ([`refit`], [`combine`]). [`methods`](methods::methods) asks them all.
//!
//! Everything is deterministic, and nothing panics on any table.
//!
//! ```
//! use estimate::{Lineage, Outcome, OverlapTable, estimate};
//!
//! let csv = "north,south,press,count\n1,0,0,60\n0,1,0,50\n0,0,1,80\n1,1,0,12\n1,0,1,20\n0,1,1,16\n1,1,1,4\n";
//! let table = OverlapTable::from_csv(csv.as_bytes())?;
//! match estimate(&table, &Lineage::default()) {
//!     Outcome::Identified { point, low, high, .. } => assert!(242.0 < low && low < point && point < high),
//!     Outcome::NotIdentified { reason, .. } => println!("{reason}"),
//! }
//! # Ok::<(), estimate::Error>(())
//! ```

mod alternatives;
pub mod averaging;
pub mod bootstrap;
pub mod chao;
mod combine;
mod design;
mod distribution;
mod draw;
mod error;
mod estimate;
pub mod graphical;
pub mod interval;
pub mod latent_class;
mod lineage;
mod linear;
pub mod loglinear;
pub mod methods;
mod mixture;
mod outcome;
mod portable;
pub mod select;
pub mod sensitivity;
mod simplex;
pub mod strata;
mod table;
mod table_file;
pub mod two_list;

pub use combine::{Combined, Draw, combine, combine_draws, refit, refit_draw};
pub use design::{Covers, Design};
pub use error::Error;
pub use estimate::{FEWEST_SEEN_TWICE, LEVEL, MOST_DISAGREEMENT, POOR_FIT, WIDEST, estimate};
pub use lineage::Lineage;
pub use outcome::{Alternative, Outcome, Plan, Supported};
pub use table::{LISTS, OverlapTable};
pub use table_file::Stratum;
