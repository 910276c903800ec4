//! Each distinct text of a column once, and a number for each row.
//!
//! An open hash table of numbers, at most half full: four bytes a slot, so that the table of a hundred thousand names stays
//! in the processor's second cache. The keys stand apart, by number: frequent texts come early, and so their keys lie
//! together. A text of up to sixteen bytes is its own key; of a longer one the key is a hash, and the text is compared.
//! Many cells are taken at once: first the keys of all, then the slots of all, then the keys of those, so that the
//! processor need not wait for one before it asks for the next. What is not at its first place is looked for afterwards.
//! New texts are copied side by side while they are at hand: whatever is done with each of them later finds them in a row.

use super::marks::word;
use super::store::{Span, Store};

/// No value.
pub const NONE: u32 = u32::MAX;

/// What tells a text from all others, or nearly: see [`key`].
type Key = [u64; 2];

/// The distinct texts of a column.
#[derive(Clone)]
pub(super) struct Interner {
    /// Numbers of texts, or [`NONE`]; as many as a power of two.
    slots: Vec<u32>,
    keys: Vec<Key>,
    /// The texts, one after the other, where each of them stands in it, and where each first stood in the store.
    pub own: String,
    pub spans: Vec<Span>,
    pub origins: Vec<Span>,
    /// The cells that are being taken, and what stands in the slots where they would be.
    taken: Vec<(Key, Span)>,
    guesses: Vec<u32>,
}

impl Interner {
    pub fn new() -> Self {
        Interner {
            slots: vec![NONE; 1 << 9],
            keys: Vec::new(),
            own: String::new(),
            spans: Vec::new(),
            origins: Vec::new(),
            taken: Vec::new(),
            guesses: Vec::new(),
        }
    }

    /// Appends the number of each text, known or new; [`NONE`] for a blank one.
    pub fn code_all<'a>(
        &mut self,
        store: &Store,
        cells: impl Iterator<Item = &'a Span>,
        codes: &mut Vec<u32>,
    ) {
        let (mut taken, mut guesses) = (std::mem::take(&mut self.taken), std::mem::take(&mut self.guesses));
        taken.clear();
        taken.extend(cells.map(|&span| cell(store, span)));
        let mask = self.slots.len() - 1;
        let at_first =
            |(key, _): &(Key, Span)| self.slots.get(spread(*key) as usize & mask).copied().unwrap_or(NONE);
        guesses.clear();
        guesses.extend(taken.iter().map(at_first));
        for (guess, (key, span)) in guesses.iter_mut().zip(&taken) {
            let is_known = self.keys.get(*guess as usize) == Some(key) && span.length <= 16;
            *guess = if is_known { *guess } else { NONE };
        }
        for (&guess, &(key, span)) in guesses.iter().zip(&taken) {
            codes.push(if guess == NONE { self.code(store, key, span) } else { guess });
        }
        (self.taken, self.guesses) = (taken, guesses);
    }

    #[inline]
    fn code(&mut self, store: &Store, key: Key, span: Span) -> u32 {
        if span.length == 0 {
            return NONE;
        }
        let mask = self.slots.len() - 1;
        let mut place = spread(key) as usize & mask;
        loop {
            let code = self.slots.get(place).copied().unwrap_or(NONE);
            let Some(known) = self.keys.get(code as usize) else {
                return self.add(store, place, key, span);
            };
            if *known == key && (span.length <= 16 || self.is_text(store, code, span)) {
                return code;
            }
            place = (place + 1) & mask;
        }
    }

    fn is_text(&self, store: &Store, code: u32, span: Span) -> bool {
        self.origins.get(code as usize).is_some_and(|known| store.get(*known) == store.get(span))
    }

    #[cold]
    fn add(&mut self, store: &Store, place: usize, key: Key, span: Span) -> u32 {
        let code = self.spans.len() as u32;
        // No longer than the store, in which all of these stand.
        self.spans.push(Span { start: self.own.len() as u32, length: span.length });
        self.origins.push(span);
        self.own.push_str(store.get(span));
        self.keys.push(key);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = code;
        }
        if self.spans.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    fn grow(&mut self) {
        let times = if self.slots.len() < 1 << 16 { 4 } else { 2 };
        let mut slots = vec![NONE; self.slots.len() * times];
        let mask = slots.len() - 1;
        for (code, key) in (0..).zip(&self.keys) {
            let mut place = spread(*key) as usize & mask;
            while slots.get(place).is_some_and(|&slot| slot != NONE) {
                place = (place + 1) & mask;
            }
            if let Some(free) = slots.get_mut(place) {
                *free = code;
            }
        }
        self.slots = slots;
    }
}

/// The key of a cell, and where it stands; nowhere if it is blank.
#[inline]
fn cell(store: &Store, span: Span) -> (Key, Span) {
    if store.is_blank(span) {
        return ([0; 2], Span::default());
    }
    let (bytes, at) = store.bytes_of(span);
    (key(bytes, at, span.length as usize), span)
}

/// Up to sixteen bytes are the text itself, since no text holds a zero byte. Of more, a hash whose second half ends in a
/// zero byte, and so is no text.
#[inline]
fn key(bytes: &[u8], at: usize, length: usize) -> Key {
    if let Some([first, second]) = MASKS.get(length) {
        return [word(bytes, at) & first, word(bytes, at + 8) & second];
    }
    let mut hash = length as u64;
    let last = at + length - 8;
    let mut at = at;
    while at < last {
        hash = fold(hash ^ word(bytes, at), 0x9e37_79b9_7f4a_7c15);
        at += 8;
    }
    [fold(hash ^ word(bytes, last), 0xd1b5_4a32_d192_ed03), hash << 8 | 1 << 63]
}

/// Which bits of two words belong to a text of so many bytes: looked up, since lengths are not foreseen.
const MASKS: [Key; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let bits = 8 * length;
        masks[length] =
            if bits <= 64 { [u64::MAX >> (64 - bits), 0] } else { [u64::MAX, u64::MAX >> (128 - bits)] };
        length += 1;
    }
    masks
};

#[inline]
fn spread([first, second]: Key) -> u64 {
    fold(first ^ second.wrapping_mul(0xe703_7ed1_a0b4_28db), 0xa076_1d64_78bd_642f)
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
    if text.is_empty() { 0 } else { spread(key(text.as_bytes(), 0, text.len())) }
}
