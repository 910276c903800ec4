//! What is printed of one set.

use crate::peer::PeerRow;
use crate::score::{Bin, Edges, Score};
use measure::Usage;

/// What is printed of one set.
pub struct Row {
    /// The set.
    pub set: &'static str,
    /// How many records it has.
    pub records: usize,
    /// What matching cost.
    pub usage: Usage,
    /// How right the pairs are.
    pub edges: Edges,
    /// How right the clusters are.
    pub clusters: Score,
    /// What else there is to say, a line each.
    pub notes: Vec<String>,
    /// Claimed and actual share of true pairs.
    pub bins: Vec<Bin>,
    /// The peer on the same set.
    pub peer: Option<PeerRow>,
}
