//! Each distinct text of a column once, and a number for each row.
//!
//! An open hash table of sixteen bytes a slot. A text of up to eight bytes is its own key, so that it is found without a
//! look at the text; of a longer one the key is a hash, and the text is compared.

use super::marks::word;
use super::store::{Span, Store};
use crate::table::is_invisible;

/// No value.
pub const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The text itself (up to eight bytes) or its hash.
    key: u64,
    /// Its length; zero in an empty slot.
    length: u32,
    code: u32,
}

/// The distinct texts of a column.
#[derive(Clone)]
pub(super) struct Interner {
    slots: Vec<Slot>,
    pub spans: Vec<Span>,
}

impl Interner {
    pub fn new() -> Self {
        Interner { slots: vec![Slot::default(); 1 << 8], spans: Vec::new() }
    }

    /// The number of the text at `span`, known or new; [`NONE`] for a blank one.
    #[inline]
    pub fn code(&mut self, store: &Store, span: Span) -> u32 {
        if span.length == 0 {
            return NONE;
        }
        let bytes = store.bytes_of(span);
        let at = span.start as usize - if store.is_extra(span) { store.text().len() } else { 0 };
        let graphic = bytes.get(at).is_some_and(|byte| (0x21..0x7f).contains(byte));
        if !graphic && store.get(span).chars().all(is_invisible) {
            return NONE;
        }
        let key = key(bytes, at, span.length as usize);
        let mask = self.slots.len() - 1;
        let mut place = spread(key, span.length) as usize & mask;
        loop {
            let Some(slot) = self.slots.get(place) else {
                return NONE;
            };
            if slot.length == 0 {
                return self.add(place, key, span);
            }
            if slot.key == key
                && slot.length == span.length
                && (span.length <= 8
                    || self.spans.get(slot.code as usize).is_some_and(|s| store.get(*s) == store.get(span)))
            {
                return slot.code;
            }
            place = (place + 1) & mask;
        }
    }

    #[cold]
    fn add(&mut self, place: usize, key: u64, span: Span) -> u32 {
        let code = self.spans.len() as u32;
        self.spans.push(span);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = Slot { key, length: span.length, code };
        }
        if self.spans.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 4];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|s| s.length > 0) {
            let mut place = spread(slot.key, slot.length) as usize & mask;
            while self.slots.get(place).is_some_and(|s| s.length > 0) {
                place = (place + 1) & mask;
            }
            if let Some(free) = self.slots.get_mut(place) {
                *free = slot;
            }
        }
    }
}

/// The text itself where it fits, else its hash.
#[inline]
fn key(bytes: &[u8], at: usize, length: usize) -> u64 {
    if length <= 8 {
        return word(bytes, at) & (u64::MAX >> (64 - 8 * length));
    }
    let mut hash = length as u64;
    let last = at + length - 8;
    let mut at = at;
    while at < last {
        hash = fold(hash ^ word(bytes, at), 0x9e37_79b9_7f4a_7c15);
        at += 8;
    }
    fold(hash ^ word(bytes, last), 0xd1b5_4a32_d192_ed03)
}

#[inline]
fn spread(key: u64, length: u32) -> u64 {
    fold(key ^ u64::from(length) << 56, 0xa076_1d64_78bd_642f)
}

/// Both halves of a product: every bit of `x` reaches every bit of the result.
#[inline]
fn fold(x: u64, by: u64) -> u64 {
    let product = u128::from(x) * u128::from(by);
    (product >> 64) as u64 ^ product as u64
}

/// A hash of a text that stands alone.
#[inline]
pub(super) fn hash(text: &str) -> u64 {
    let length = text.len();
    if length == 0 { 0 } else { spread(key(text.as_bytes(), 0, length), length as u32) }
}
