//! How common each value is: two records that share a rare name are likelier to be one person than two that share a
//! common one (Newcombe et al. 1959; Winkler 1989).

use crate::compare::{Comparer, Exactness};
use rustc_hash::FxHashMap;

/// The frequency table of each comparison.
pub struct Frequencies {
    tables: Vec<Table>,
}

#[derive(Default)]
struct Table {
    counts: FxHashMap<u64, u32>,
    total: u64,
    /// Sum of the squared counts of exact values: divided by the squared total, the chance that two records drawn at random
    /// share a value.
    squares: u64,
}

impl Frequencies {
    /// Counts the values of all records.
    pub fn new(comparer: &Comparer, records: usize) -> Frequencies {
        let mut tables: Vec<Table> = comparer.comparisons().iter().map(|_| Table::default()).collect();
        for record in 0..records {
            comparer.values(record, |comparison, value, exactness| {
                let table = &mut tables[comparison];
                let count = table.counts.entry(value).or_insert(0);
                *count += 1;
                if exactness == Exactness::Exact {
                    table.total += 1;
                    // (n + 1)² - n²: the sum of squares as the counts grow.
                    table.squares += 2 * u64::from(*count) - 1;
                }
            });
        }
        Frequencies { tables }
    }

    /// How much commoner than the average shared value this one is: its share of the records, divided by the chance
    /// that two records share any value. 1 is average, below 1 is rare.
    pub fn relative(&self, comparison: usize, value: u64) -> f64 {
        let table = &self.tables[comparison];
        if table.squares == 0 {
            return 1.0;
        }
        let count = table.counts.get(&value).copied().unwrap_or(1);
        f64::from(count) * table.total as f64 / table.squares as f64
    }
}
