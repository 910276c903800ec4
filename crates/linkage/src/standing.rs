//! What a weight stands for in the end: corrected by what lookalikes weigh and by what people decided.
//!
//! All pairs are weighed as if they stood between two lists. Then the weight is set against [`Lookalikes`]; a pair within a list
//! is given what it weighs less because lists seldom name a person twice; and what people decided recalibrates the whole.

use crate::cluster::Edge;
use crate::lookalikes::Lookalikes;
use crate::recalibrate::Recalibration;

/// From the weights of a model to the log odds that count.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// For each record its list.
    pub list_of: &'a [u32],
    /// By list what a pair within it weighs more than one between lists.
    pub within: Vec<f64>,
    /// What lookalikes weigh, where it is known.
    pub lookalikes: Option<Lookalikes>,
    /// What people decided, where it was enough.
    pub recalibration: Option<Recalibration>,
}

impl Standing<'_> {
    /// The log odds of two records of that weight.
    pub fn log_odds(&self, a: u32, b: u32, weight: f64) -> f64 {
        let (list, other) = (self.list_of[a as usize], self.list_of[b as usize]);
        let checked = self.lookalikes.as_ref().map_or(weight, |l| l.log_odds(weight));
        let own = if list == other { checked + self.within[list as usize] } else { checked };
        self.recalibration.map_or(own, |by| by.log_odds(own))
    }

    /// The same for all pairs that were found; those below `least` are left out.
    pub fn of_edges(&self, mut edges: Vec<Edge>, least: f32) -> Vec<Edge> {
        edges.iter_mut().for_each(|e| e.2 = self.log_odds(e.0, e.1, f64::from(e.2)) as f32);
        edges.retain(|e| e.2 >= least);
        edges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_kept_by_what_they_stand_for() {
        let by = Recalibration { slope: 0.5, offset: 1.0, decisions: 60 };
        let edges: Vec<Edge> = vec![(0, 1, 4.0), (0, 2, -11.0), (1, 2, -12.0)];
        let list_of = [0, 0, 1];
        let mut standing =
            Standing { list_of: &list_of, within: vec![-2.0, 0.0], lookalikes: None, recalibration: None };
        assert_eq!(standing.of_edges(edges.clone(), -4.5), [(0, 1, 2.0)]);
        standing.recalibration = Some(by);
        assert_eq!(standing.of_edges(edges, -4.5), [(0, 1, 2.0), (0, 2, -4.5)]);
    }
}
