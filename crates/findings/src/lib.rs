//! What the evidence, the decisions and the method come to: counts, tables, report.
//!
//! ```text
//! Reading + Linked -> person (what is shown of each) -> overlap (who is on which lists, in every draw)
//!                  -> breakdown, timeline, undocumented -> Findings -> tables, report, summary -> write
//! ```
//!
//! [`compute`] is a pure function: the same reading, matching and context give the same bytes, anywhere.
//! This crate reads no clock and prints nothing.

mod breakdown;
mod choose;
mod compute;
mod count;
mod finding;
mod number;
mod overlap;
mod person;
mod report;
mod run;
#[cfg(test)]
mod sample;
mod strata;
mod summary;
mod tables;
mod timeline;
mod undocumented;
mod verify;
mod write;

pub use compute::compute;
pub use finding::*;
pub use overlap::{OverlapTables, Pattern};
pub use run::{Run, RunError, estimable};
pub use summary::{headline, summary};
pub use verify::{Checked, VerifyError, verify};
pub use write::{RenderError, WriteError, render, write};
