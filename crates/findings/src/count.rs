//! Who is one person, and the interval that doubt in matching leaves on a count.

use linkage::Linked;

/// Level of every interval from matching.
pub(crate) const LEVEL: f64 = 0.95;

/// The records of each person, in the best partition.
pub(crate) struct Members {
    person: Vec<u32>,
    /// Records sorted by person, then in reading order.
    order: Vec<u32>,
}

impl Members {
    /// Members among the first `records` records; one that matching does not know is a person of its own.
    pub(crate) fn new(linked: &Linked, records: usize) -> Members {
        let mut next = linked.persons() as u32;
        let person: Vec<u32> = (0..records)
            .map(|record| {
                linked.person_of.get(record).copied().unwrap_or_else(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let mut order: Vec<u32> = (0..records as u32).collect();
        order.sort_by_key(|&record| person[record as usize]);
        Members { person, order }
    }

    /// For each person the indexes of its records, ascending; never empty.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.order.chunk_by(|&a, &b| self.person[a as usize] == self.person[b as usize])
    }
}

/// Interval of a count from its values in the draws: the 2.5% and 97.5% quantiles, widened to hold `best`.
///
/// Quantiles are values that occurred (type 1 of Hyndman & Fan, 1996: the inverse of the empirical distribution
/// function), so the ends are whole people. No draws: `best` alone. `values` is reordered.
pub(crate) fn interval(values: &mut [u32], best: u32) -> (u32, u32) {
    if values.is_empty() {
        return (best, best);
    }
    values.sort_unstable();
    let at = |thousandths: usize| {
        let rank = (values.len() * thousandths).div_ceil(1000).max(1);
        values.get(rank - 1).copied().unwrap_or(best)
    };
    (at(25).min(best), at(975).max(best))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let mut values: Vec<u32> = (1..=1000).rev().collect();
        assert_eq!(interval(&mut values, 500), (25, 975));
        assert_eq!(interval(&mut [7, 9], 8), (7, 9));
        assert_eq!(interval(&mut (1..=40).collect::<Vec<_>>(), 20), (1, 39));
    }

    #[test]
    fn the_interval_always_holds_the_best_count() {
        assert_eq!(interval(&mut [5, 5, 5], 9), (5, 9));
        assert_eq!(interval(&mut [5, 5, 5], 3), (3, 5));
        assert_eq!(interval(&mut [], 4), (4, 4));
    }

    #[test]
    fn a_record_without_a_person_counts_alone() {
        let linked = Linked { person_of: vec![0, 1, 0], ..Linked::default() };
        let members = Members::new(&linked, 5);
        let people: Vec<Vec<u32>> = members.iter().map(<[u32]>::to_vec).collect();
        assert_eq!(people, [vec![0, 2], vec![1], vec![3], vec![4]]);
    }
}
