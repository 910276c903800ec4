//! The values of a column, tidied, without those that say "not known".

use rustc_hash::FxHashMap;

use super::intern::NONE;
use super::repeats::Repeats;
use super::texts::is_tidy;
use super::{Columns, Texts};
use crate::Field;
use crate::value::{is_missing_in, tidy};

/// Values, each distinct one once, and for each row which one it has; [`NONE`] where it has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded<T> {
    /// The values, in the order in which they first come.
    pub values: Vec<T>,
    /// For each row an index into `values`.
    pub of: Vec<u32>,
}

impl Columns {
    /// The texts of a column, tidied.
    pub fn texts(&mut self, column: usize) -> Coded<String> {
        self.intern(column);
        let Some(texts) = self.texts.get(column) else {
            return Coded { values: Vec::new(), of: vec![NONE; self.rows] };
        };
        let mut known: FxHashMap<String, u32> = FxHashMap::default();
        let mut values = Vec::new();
        let to: Vec<u32> = (texts.all(&self.store).map(tidy))
            .map(|text| {
                *known.entry(text).or_insert_with_key(|text| {
                    values.push(text.clone());
                    values.len() as u32 - 1
                })
            })
            .collect();
        let of = self.codes(column).iter().map(|&code| to.get(code as usize).copied().unwrap_or(NONE));
        Coded { of: of.collect(), values }
    }

    /// Takes the values of a column out, as texts: tidied, and without what says in this field that it is not known.
    pub fn take_texts(&mut self, column: usize, field: Field) -> Coded<String> {
        let Some(texts) = self.texts.get_mut(column) else {
            return Coded { values: Vec::new(), of: vec![NONE; self.rows] };
        };
        let mut texts = std::mem::take(texts);
        texts.intern(&self.store);
        // Texts that differ may be the same when tidied.
        let once = texts.kinds.is_empty() && texts.all(&self.store).all(is_tidy);
        let mut known: FxHashMap<String, u32> = FxHashMap::default();
        let mut values = Vec::new();
        let mut changed = false;
        let to: Vec<u32> = (texts.all(&self.store))
            .map(|text| {
                let text = if once { text.to_owned() } else { tidy(text) };
                if text.is_empty() || is_missing_in(field, &text) {
                    changed = true;
                    return NONE;
                }
                let next = values.len() as u32;
                if !once {
                    if let Some(code) = known.get(&text) {
                        changed = true;
                        return *code;
                    }
                    known.insert(text.clone(), next);
                }
                values.push(text);
                next
            })
            .collect();
        let mut of = texts.codes.unwrap_or_default();
        if changed {
            for code in &mut of {
                *code = to.get(*code as usize).copied().unwrap_or(NONE);
            }
        }
        Coded { values, of }
    }

    /// Which texts of a column, tidied, stand in more than one row.
    pub fn repeats(&self, column: usize) -> Repeats {
        self.texts.get(column).map(|texts| texts.repeats(&self.store).clone()).unwrap_or_default()
    }

    /// The text of each row in a column, tidied, one after the other, and where each ends. A column has less than 4 GB.
    pub fn joined(&self, column: usize) -> (String, Vec<u32>) {
        let (mut all, mut ends) = (String::new(), Vec::with_capacity(self.rows));
        let Some(texts) = self.texts.get(column) else { return (all, vec![0; self.rows]) };
        let mut push = |text: &str| {
            if is_tidy(text) {
                all.push_str(text);
            } else {
                all.push_str(&tidy(text));
            }
            ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        };
        match &texts.codes {
            None => texts.spans.iter().for_each(|span| push(self.store.get(*span))),
            Some(codes) => codes.iter().for_each(|&code| {
                push(texts.spans.get(code as usize).map(|span| span.of(&texts.own)).unwrap_or_default());
            }),
        }
        (all, ends)
    }

    /// Gives a column codes, if it has none.
    pub(crate) fn intern(&mut self, column: usize) {
        if let Some(texts) = self.texts.get_mut(column) {
            texts.intern(&self.store);
        }
    }

    /// The code of each row of an interned column.
    pub(crate) fn codes(&self, column: usize) -> &[u32] {
        self.texts.get(column).and_then(|texts: &Texts| texts.codes.as_deref()).unwrap_or_default()
    }
}
