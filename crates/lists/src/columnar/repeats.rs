//! Which texts of a column stand in more than one row.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::intern::hash;
use super::store::Store;
use super::texts::{Texts, is_tidy};
use crate::value::tidy;

/// The rows whose text, tidied, stands in another row too; by text, in the order of the first rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repeats {
    /// For each such text its rows, by index.
    pub rows: Vec<Vec<u32>>,
}

impl Repeats {
    pub(super) fn of(store: &Store, texts: &Texts) -> Repeats {
        let rows = texts.codes.as_ref().map_or(texts.spans.len(), Vec::len);
        let text = |row: usize| -> Option<Cow<str>> {
            let place = match &texts.codes {
                None => row,
                Some(codes) => *codes.get(row)? as usize,
            };
            let text = texts.text(store, *texts.spans.get(place)?);
            (!text.is_empty())
                .then(|| if is_tidy(text) { Cow::Borrowed(text) } else { Cow::Owned(tidy(text)) })
        };
        if rise(rows, &text) {
            return Repeats::default();
        }
        // First one bit for each hash: a text whose bit is set already may be a repeat, most are none.
        let bits = (rows.max(64) * 16).next_power_of_two();
        let mut seen = vec![0u64; bits / 64];
        let mut suspect: FxHashSet<u64> = FxHashSet::default();
        for text in (0..rows).filter_map(text) {
            let hash = hash(&text);
            let bit = hash as usize & (bits - 1);
            if let Some(word) = seen.get_mut(bit / 64) {
                if *word >> (bit % 64) & 1 == 1 {
                    suspect.insert(hash);
                }
                *word |= 1 << (bit % 64);
            }
        }
        drop(seen);
        let mut places: FxHashMap<Cow<str>, usize> = FxHashMap::default();
        let mut found: Vec<Vec<u32>> = Vec::new();
        if !suspect.is_empty() {
            for row in 0..rows {
                if let Some(text) = text(row).filter(|text| suspect.contains(&hash(text))) {
                    let place = *places.entry(text).or_insert_with(|| {
                        found.push(Vec::new());
                        found.len() - 1
                    });
                    found[place].push(row as u32);
                }
            }
        }
        found.retain(|rows| rows.len() > 1);
        Repeats { rows: found }
    }

    /// Number of rows beyond the first of each text.
    pub fn extra(&self) -> usize {
        self.rows.iter().map(|rows| rows.len() - 1).sum()
    }
}

/// Whether each text is longer than the one before or follows it in the alphabet, as running numbers do: then none
/// stands twice.
fn rise<'a>(rows: usize, text: &impl Fn(usize) -> Option<Cow<'a, str>>) -> bool {
    let mut before: Option<Cow<str>> = None;
    (0..rows).filter_map(text).all(|text| {
        let rises = before.as_ref().is_none_or(|b| (b.len(), b.as_bytes()) < (text.len(), text.as_bytes()));
        before = Some(text);
        rises
    })
}
