//! How common each value is: two records that share a rare name are likelier to be one person than two that share a
//! common one (Newcombe et al. 1959; Winkler 1989).

use crate::compare::Comparer;
use rustc_hash::FxHashMap;

/// The frequency table of each comparison.
pub struct Frequencies {
    tables: Vec<Table>,
}

#[derive(Default)]
struct Table {
    counts: FxHashMap<u64, u32>,
    total: f64,
    /// Chance that two records drawn at random share a value: the sum of squared shares.
    coincidence: f64,
}

impl Frequencies {
    /// Counts the values of all records.
    pub fn new(comparer: &Comparer, records: usize) -> Frequencies {
        let mut tables: Vec<Table> = comparer.comparisons().iter().map(|_| Table::default()).collect();
        for record in 0..records {
            for (table, value) in tables.iter_mut().zip(comparer.values(record)) {
                if let Some(value) = value {
                    *table.counts.entry(value).or_insert(0) += 1;
                    table.total += 1.0;
                }
            }
        }
        for table in &mut tables {
            // An integer sum: the same in any order.
            let squares: u64 = table.counts.values().map(|&n| u64::from(n) * u64::from(n)).sum();
            table.coincidence = if table.total > 0.0 { squares as f64 / (table.total * table.total) } else { 0.0 };
        }
        Frequencies { tables }
    }

    /// How much commoner than the average shared value this one is: its share of the records, divided by the chance
    /// that two records share any value. 1 is average, below 1 is rare.
    pub fn relative(&self, comparison: usize, value: u64) -> f64 {
        let table = &self.tables[comparison];
        if table.coincidence <= 0.0 {
            return 1.0;
        }
        let count = table.counts.get(&value).copied().unwrap_or(1);
        f64::from(count) / table.total / table.coincidence
    }
}
