//! Which records a state knows, and the numbers that persons keep.

use super::Since;
use super::state::State;
use crate::LinkError;
use crate::posterior::Linked;
use crate::records::NONE;
use rustc_hash::FxHashMap;

/// Which records a state knows; without a state none.
pub struct Known<'a> {
    state: Option<&'a State>,
    /// For each record its place in the state, or [`NONE`].
    place: Vec<u32>,
    /// For each place in the state its record, or [`NONE`].
    record_at: Vec<u32>,
    /// Whether each record is known and says what it said.
    same: Vec<bool>,
}

impl<'a> Known<'a> {
    /// Finds the records in a state; `contents` tells what each says now.
    pub fn new(ids: &[u64], state: Option<&'a State>, contents: Option<&[u64]>) -> Known<'a> {
        let there: &[u64] = state.map_or(&[], |state| &state.rows.ids);
        let (mut place, mut record_at) = (vec![NONE; ids.len()], vec![NONE; there.len()]);
        // Most stand where they stood.
        let alike = ids.iter().zip(there).take_while(|(now, then)| now == then).count();
        for at in 0..alike {
            (place[at], record_at[at]) = (at as u32, at as u32);
        }
        if alike < there.len() {
            let mut places: FxHashMap<u64, u32> = FxHashMap::default();
            places.reserve(there.len() - alike);
            for (at, id) in there.iter().enumerate().skip(alike) {
                places.entry(*id).or_insert(at as u32);
            }
            for (record, id) in ids.iter().enumerate().skip(alike) {
                if let Some(at) = places.remove(id) {
                    (place[record], record_at[at as usize]) = (at, record as u32);
                }
            }
        }
        let same = match (state, contents) {
            (Some(state), Some(contents)) => {
                let then = |at: &u32| state.rows.contents.get(*at as usize);
                place.iter().zip(contents).map(|(at, now)| then(at) == Some(now)).collect()
            }
            _ => vec![false; ids.len()],
        };
        Known { state, place, record_at, same }
    }

    /// How the records differ from those of the state.
    pub fn since(&self) -> Since {
        let count = |is: &dyn Fn(usize) -> bool| (0..self.place.len()).filter(|&record| is(record)).count();
        let same = count(&|record| self.same[record]);
        let new = count(&|record| self.place[record] == NONE);
        let gone = self.record_at.iter().filter(|record| **record == NONE).count();
        Since { same, changed: self.place.len() - same - new, new, gone, anew: None }
    }

    /// Number of records.
    pub fn records(&self) -> usize {
        self.place.len()
    }

    /// The record at a place of the state, if it says what it said.
    pub fn same_at(&self, place: usize) -> Option<u32> {
        let record = *self.record_at.get(place)?;
        (self.same.get(record as usize) == Some(&true)).then_some(record)
    }

    /// All records in the order in which they were first seen.
    pub fn by_age(&self) -> Vec<u32> {
        let known = self.record_at.iter().copied().filter(|record| *record != NONE);
        let new =
            (0..self.place.len()).filter(|&record| self.place[record] == NONE).map(|record| record as u32);
        known.chain(new).collect()
    }

    /// The number of each person, and the next one that is free.
    pub fn numbers(&self, linked: &Linked) -> Result<(Vec<u32>, u32), LinkError> {
        let mut numbers = vec![NONE; linked.persons()];
        let mut next = 0u32;
        if let Some(state) = self.state {
            next = state.next;
            // What was a person then is found where its first record is.
            let mut has_gone_on = vec![false; state.numbers.len()];
            for (&record, &person) in self.record_at.iter().zip(&state.rows.persons) {
                if record != NONE && !has_gone_on[person as usize] {
                    has_gone_on[person as usize] = true;
                    let number = &mut numbers[linked.person_of[record as usize] as usize];
                    *number = state.numbers[person as usize].min(*number);
                }
            }
        }
        for number in numbers.iter_mut().filter(|number| **number == NONE) {
            *number = next;
            next = next.checked_add(1).filter(|next| *next != NONE).ok_or(LinkError::Numbers)?;
        }
        Ok((numbers, next))
    }
}
