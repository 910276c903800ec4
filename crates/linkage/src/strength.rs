//! How strong the evidence is of what is taken for matches, between lists and within each.
//!
//! A list that names people twice names them as any two lists would: half of such pairs agree as well as half of the matches
//! between lists. Relatives within a list agree less. So the matches within a list are counted where the better half of the
//! matches between lists lie, twice.

/// Fewest expected matches between lists that say how strong matches are.
const FEWEST_MATCHES: f64 = 20.0;

/// Expected matches by the strength of their evidence.
pub struct Strength {
    lists: usize,
    /// By bin of evidence: expected matches between lists.
    between: [f64; Strength::BINS],
    /// The same within each list.
    within: Vec<[f64; Strength::BINS]>,
}

impl Strength {
    /// Bins of half a unit of natural log.
    const BINS: usize = 256;

    /// None yet.
    pub fn new(lists: usize) -> Strength {
        Strength { lists, between: [0.0; Strength::BINS], within: vec![[0.0; Strength::BINS]; lists] }
    }

    /// Adds expected matches of one pattern.
    pub fn add(&mut self, pair_of_lists: usize, matched: f64, others: f64, expected: f64) {
        let bin = ((matched / others).max(1e-300).ln() * 2.0 + 128.0).clamp(0.0, 255.0) as usize;
        let (a, b) = (pair_of_lists / self.lists, pair_of_lists % self.lists);
        if a == b { self.within[a][bin] += expected } else { self.between[bin] += expected }
    }

    /// Judges the expected matches within lists by those between them, where there are enough of those.
    pub fn judge_within(&self, matches: &mut [f64]) {
        let all: f64 = self.between.iter().sum();
        if all < FEWEST_MATCHES {
            return;
        }
        let mut better = 0.0;
        let half = (0..Strength::BINS).rev().find(|&bin| {
            better += self.between[bin];
            better >= all / 2.0
        });
        let half = half.unwrap_or(0);
        for (list, within) in self.within.iter().enumerate() {
            let strong: f64 = within[half..].iter().sum();
            let judged = &mut matches[list * self.lists + list];
            *judged = judged.min(strong * all / better);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Matches between two lists, half of them strong; within the first list so many strong and weak ones.
    fn judged(strong: f64, weak: f64) -> f64 {
        let mut strength = Strength::new(2);
        for (pair_of_lists, strong, weak) in [(1, 500.0, 500.0), (0, strong, weak)] {
            strength.add(pair_of_lists, 1e9, 1.0, strong);
            strength.add(pair_of_lists, 1.0, 1.0, weak);
        }
        let mut matches = vec![strong + weak, 1000.0, 0.0, 0.0];
        strength.judge_within(&mut matches);
        matches[0]
    }

    #[test]
    fn matches_within_a_list_are_as_strong_as_those_between() {
        assert_eq!(judged(50.0, 50.0), 100.0);
        // Relatives: they agree in part, and next to none agrees in all.
        assert_eq!(judged(1.0, 99.0), 2.0);
    }
}
