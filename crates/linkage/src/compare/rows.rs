//! The codes of all records, record by record.
//!
//! Two records are compared by their codes, and pairs come in no order that memory would like. So the codes of a record
//! stand side by side: a pair costs two places in memory, not two for each column.

use super::columns::Prepared;
use super::name::NameColumn;
use crate::records::NONE;

/// One code of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The column it is of.
    pub column: usize,
    /// For a name: 0 for the given, 1 for the family name; else 0.
    pub part: usize,
    /// Index of its comparison.
    pub comparison: usize,
}

/// The rows: a record's codes, and at the end of each row the list it is of.
pub struct Rows {
    slots: Vec<Slot>,
    stride: usize,
    codes: Vec<u32>,
}

impl Rows {
    /// Lays the columns' codes side by side.
    pub fn new(columns: &[Prepared], list_of: &[u32]) -> Rows {
        let records = list_of.len();
        let mut slots = Vec::new();
        let mut comparison = 0;
        for (column, prepared) in columns.iter().enumerate() {
            let is_name = matches!(prepared, Prepared::Name(_));
            for part in 0..1 + usize::from(is_name) {
                slots.push(Slot { column, part, comparison: comparison + part });
            }
            comparison += if is_name { 3 } else { 1 };
        }
        // Rows share as few cache lines as may be.
        let stride = match slots.len() + 1 {
            0..=4 => 4,
            5..=8 => 8,
            n => n.next_multiple_of(4),
        };
        let mut codes = vec![NONE; stride * records];
        for (s, slot) in slots.iter().enumerate() {
            let mut fill = |of: &[u32]| {
                codes.iter_mut().skip(s).step_by(stride).zip(of).for_each(|(to, from)| *to = *from);
            };
            match &columns[slot.column] {
                Prepared::Name(names) => {
                    if slot.part == 0 {
                        for (record, row) in codes.chunks_exact_mut(stride).enumerate() {
                            row[s..s + 2].copy_from_slice(&names.simple(record));
                        }
                    }
                }
                Prepared::Relative(names) => fill(&whole_names(names)),
                Prepared::Event(dates) | Prepared::Birth(dates) => fill(dates.of()),
                Prepared::Age(ages) => fill(&ages.of),
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => fill(&texts.of),
                Prepared::Place(places) => fill(places.of()),
            }
        }
        codes.iter_mut().skip(stride - 1).step_by(stride).zip(list_of).for_each(|(to, list)| *to = *list);
        Rows { slots, stride, codes }
    }

    /// What each code of a row is; a row may be longer.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Codes in a row.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Puts the codes of some records one after the other.
    pub fn gather(&self, records: &[u32], codes: &mut Vec<u32>) {
        codes.clear();
        codes.reserve(records.len() * self.stride);
        if self.stride == 8 {
            let (rows, _) = self.codes.as_chunks::<8>();
            records.iter().for_each(|&record| codes.extend_from_slice(&rows[record as usize]));
        } else {
            records.iter().for_each(|&record| codes.extend_from_slice(self.of(record)));
        }
    }

    /// The codes of a record.
    pub fn of(&self, record: u32) -> &[u32] {
        &self.codes[record as usize * self.stride..][..self.stride]
    }
}

/// A number for each record that has a name.
fn whole_names(names: &NameColumn) -> Vec<u32> {
    (0..names.names().len())
        .map(|record| names.names().words(record).first().copied().unwrap_or(NONE))
        .collect()
}
