//! The case: sources, records, decisions and figures.

mod record;

pub use record::*;
