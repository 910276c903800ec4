//! The codes of all records, record by record.
//!
//! Two records are compared by their codes, and pairs come in no order that memory would like. So the codes of a record
//! stand side by side: a pair costs two places in memory, not two for each column.

use super::columns::Prepared;
use super::name::{COMPLEX, NameColumn};
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

/// The rows: a record's codes, then for each name the sounds of its given and its family name, and at the end of each row the
/// list it is of.
pub struct Rows {
    slots: Vec<Slot>,
    /// First slot of each name, and where in a row its two sounds stand.
    sounds: Vec<(usize, usize)>,
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
        let names = slots.iter().enumerate().filter(|(_, slot)| slot.part == 1);
        let sounds: Vec<(usize, usize)> =
            names.enumerate().map(|(n, (s, _))| (s - 1, slots.len() + 2 * n)).collect();
        // Rows share as few cache lines as may be.
        let stride = match slots.len() + 2 * sounds.len() + 1 {
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
                    if let Some(&(_, at)) = sounds.iter().find(|of| of.0 == s) {
                        for (short, row) in names.short().zip(codes.chunks_exact_mut(stride)) {
                            row[s..s + 2].copy_from_slice(&short);
                            let sounds =
                                |token| if short[0] == COMPLEX { NONE } else { names.short_sound(token) };
                            row[at..at + 2].copy_from_slice(&short.map(sounds));
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
        Rows { slots, sounds, stride, codes }
    }

    /// What each code of a row is; a row may be longer.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Where in a row the sounds of a name stand whose given name is in this slot: [`NONE`] for what it lacks, and for both of
    /// a name that is more than a given and a family name. Sounds that are unequal are so for certain.
    pub fn sounds(&self, slot: usize) -> Option<usize> {
        self.sounds.iter().find(|of| of.0 == slot).map(|of| of.1)
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
