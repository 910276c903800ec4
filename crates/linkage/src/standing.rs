//! What a weight stands for in the end: corrected by what lookalikes weigh and by what people decided.
//!
//! All pairs are weighed as if any two lists, and any list with itself, had equally many matches. Then the weight is set
//! against [`Lookalikes`]; the pair is given what its lists weigh more or less than that; and what people decided recalibrates
//! the whole.

use crate::cluster::Edge;
use crate::lookalikes::Lookalikes;
use crate::model::pair_of_lists;
use crate::recalibrate::Recalibration;

/// What the pairs of any two lists weigh more because they have more matches than the mean.
#[derive(Clone, Debug)]
pub struct ByLists<'a> {
    /// For each record its list.
    pub list_of: &'a [u32],
    /// By pair of lists, in natural log.
    pub more: Vec<f64>,
    /// Number of lists.
    pub lists: usize,
}

impl ByLists<'_> {
    /// Of two records.
    pub fn of(&self, a: u32, b: u32) -> f64 {
        self.more[pair_of_lists(self.list_of[a as usize], self.list_of[b as usize], self.lists)]
    }

    /// Whether two records are of one list.
    pub fn is_within(&self, a: u32, b: u32) -> bool {
        self.list_of[a as usize] == self.list_of[b as usize]
    }

    /// The most that any pair weighs more; not below 0.
    pub fn most(&self) -> f64 {
        self.more.iter().copied().fold(0.0, f64::max)
    }
}

/// From the weights of a model to the log odds that count.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// What pairs weigh more by their lists.
    pub by_lists: ByLists<'a>,
    /// What lookalikes weigh, where it is known.
    pub lookalikes: Option<Lookalikes>,
    /// What people decided, where it was enough.
    pub recalibration: Option<Recalibration>,
}

impl Standing<'_> {
    /// The log odds of two records of that weight.
    pub fn log_odds(&self, a: u32, b: u32, weight: f64) -> f64 {
        let checked = self.lookalikes.as_ref().map_or(weight, |l| l.log_odds(weight));
        let own = checked + self.by_lists.of(a, b);
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
        let by_lists = ByLists { list_of: &[0, 0, 1], more: vec![-2.0, 0.0, 0.0, 0.0], lists: 2 };
        let mut standing = Standing { by_lists, lookalikes: None, recalibration: None };
        assert_eq!(standing.of_edges(edges.clone(), -4.5), [(0, 1, 2.0)]);
        standing.recalibration = Some(by);
        assert_eq!(standing.of_edges(edges, -4.5), [(0, 1, 2.0), (0, 2, -4.5)]);
    }
}
