//! How common each value is: two records that share a rare name are likelier to be one person than two that share a
//! common one (Newcombe et al. 1959; Winkler 1989).

use crate::records::NONE;

/// How common the values of a column are, against the average value that two records share.
#[derive(Clone, Debug, Default)]
pub struct Commonness {
    relative: Vec<f32>,
    chance: f64,
    scale: f64,
}

impl Commonness {
    /// Counts codes below `count`; others say nothing.
    pub fn of(codes: &[u32], count: usize) -> Commonness {
        let mut counts = vec![0u32; count];
        codes.iter().filter(|&&c| c != NONE).for_each(|&c| counts[c as usize] += 1);
        Commonness::from_counts(&counts)
    }

    /// From the number of records that have each value.
    pub fn from_counts(counts: &[u32]) -> Commonness {
        let total: f64 = counts.iter().map(|&c| f64::from(c)).sum();
        let squares: f64 = counts.iter().map(|&c| f64::from(c) * f64::from(c)).sum();
        let relative = |&c: &u32| if squares > 0.0 { (others(c) * total / squares) as f32 } else { 1.0 };
        // Of the pairs of two different records.
        let chance = if total > 1.0 { (squares - total).max(0.5) / (total * (total - 1.0)) } else { 0.0 };
        let scale = if squares > 0.0 { total / squares } else { 0.0 };
        Commonness { relative: counts.iter().map(relative).collect(), chance, scale }
    }

    /// By what the number of the other records that have a value is multiplied, to tell how common it is; 0 where no record
    /// has any.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// A value's share of the other records, divided by the chance that two records share any value: 1 is average, below 1
    /// is rare.
    pub fn of_value(&self, value: u32) -> f32 {
        self.relative.get(value as usize).copied().unwrap_or(1.0)
    }

    /// The chance that two different records share a value, where both have one; 0 if that cannot be said.
    pub fn chance(&self) -> f64 {
        self.chance
    }
}

/// Of `count` records with one value, those that one of them meets. That a value is shared by two records alone says less of
/// how common it is: they may be one person.
pub fn others(count: u32) -> f64 {
    (f64::from(count) - 1.0).max(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_values_are_below_one() {
        let common = Commonness::of(&[0, 0, 0, 1, NONE], 2);
        assert_eq!(common.of_value(0), 2.0 * 4.0 / 10.0);
        assert_eq!(common.of_value(1), 0.5 * 4.0 / 10.0);
        assert_eq!(common.chance(), 6.0 / 12.0);
        assert_eq!(Commonness::of(&[], 0).chance(), 0.0);
    }
}
