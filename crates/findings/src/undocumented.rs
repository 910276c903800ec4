//! How many people no list holds: the overlap tables go through the estimators.

use crate::OverlapTables;
use crate::finding::EstimateFinding;
use casefile::Source;

/// Estimates how many people were killed in all from who is on which lists.
pub fn undocumented(_tables: &OverlapTables, _sources: &[Source]) -> EstimateFinding {
    EstimateFinding {
        reason: Some("not yet".into()),
        ..EstimateFinding::default()
    }
}
