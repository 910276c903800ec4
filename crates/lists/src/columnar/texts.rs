//! The texts of one column.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::intern::{Interner, NONE};
use super::repeats::Repeats;
use super::store::{Span, Store};
use crate::value::tidy;
use crate::{Kind, Seen};

/// The texts of one column: with codes, `spans` holds each distinct text once, in `own`; without, that of each row, in the
/// store.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub own: String,
    pub spans: Vec<Span>,
    /// What the file says each text is; empty where all are text.
    pub kinds: Vec<Kind>,
    pub codes: Option<Vec<u32>>,
    /// Found when asked for.
    pub repeats: OnceCell<Repeats>,
}

impl Texts {
    fn place(&self, row: usize) -> Option<usize> {
        match &self.codes {
            Some(codes) => codes.get(row).map(|&code| code as usize),
            None => Some(row),
        }
    }

    pub fn cell<'a>(&'a self, store: &'a Store, row: usize) -> Option<Seen<'a>> {
        self.seen(store, self.place(row)?)
    }

    /// The text at a place of `spans`; `None` if it is blank.
    pub fn seen<'a>(&'a self, store: &'a Store, place: usize) -> Option<Seen<'a>> {
        let span = *self.spans.get(place).filter(|span| span.length > 0)?;
        let kind = self.kinds.get(place).copied().unwrap_or(Kind::Text);
        Some(Seen { text: self.text(store, span), kind })
    }

    /// The text of one of `spans`.
    #[inline]
    pub fn text<'a>(&'a self, store: &'a Store, span: Span) -> &'a str {
        if self.codes.is_some() { span.of(&self.own) } else { store.get(span) }
    }

    /// The texts of `spans`, in their order.
    pub fn all<'a>(&'a self, store: &'a Store) -> impl Iterator<Item = &'a str> {
        self.spans.iter().map(|span| self.text(store, *span))
    }

    /// Number of cells that are not blank.
    pub fn filled(&self) -> usize {
        match &self.codes {
            Some(codes) => codes.iter().filter(|&&code| code != NONE).count(),
            None => self.spans.iter().filter(|span| span.length > 0).count(),
        }
    }

    /// In how many rows each distinct text stands.
    pub fn counts(&self) -> Vec<u32> {
        let Some(codes) = &self.codes else {
            return self.spans.iter().map(|span| u32::from(span.length > 0)).collect();
        };
        let mut counts = vec![0; self.spans.len()];
        for &code in codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    }

    pub fn each<'a>(&'a self, store: &'a Store, see: &mut dyn FnMut(Seen<'a>, usize)) {
        for (place, count) in self.counts().into_iter().enumerate() {
            if let Some(seen) = self.seen(store, place) {
                see(seen, count as usize);
            }
        }
    }

    /// Number of cells that hold something, and of distinct contents among them.
    pub fn distinct(&self, store: &Store) -> (usize, usize) {
        let filled = self.filled();
        if self.codes.is_none() {
            return (filled, filled - self.repeats(store).extra());
        }
        if self.kinds.is_empty() && self.all(store).all(is_tidy) {
            return (filled, self.spans.len());
        }
        let texts: FxHashSet<String> = self.all(store).map(tidy).collect();
        (filled, texts.len())
    }

    /// Which texts, tidied, stand in more than one row.
    pub fn repeats(&self, store: &Store) -> &Repeats {
        self.repeats.get_or_init(|| Repeats::of(store, self))
    }

    /// Gives the column codes, if it has none.
    pub fn intern(&mut self, store: &Store) {
        if self.codes.is_none() {
            let mut interner = Interner::new();
            let mut codes = Vec::with_capacity(self.spans.len());
            for part in self.spans.chunks(4096) {
                interner.code_all(store, part.iter(), &mut codes);
            }
            (self.own, self.spans, self.codes) = (interner.own, interner.spans, Some(codes));
        }
    }
}

/// Whether [`tidy`] would change nothing.
pub(super) fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| (0x21..0x7f).contains(byte);
    let mut after_blank = true;
    for byte in bytes {
        if plain(byte) {
            after_blank = false;
        } else if *byte == b' ' && !after_blank {
            after_blank = true;
        } else {
            return *byte >= 0x80 && tidy(text) == text;
        }
    }
    !after_blank || text.is_empty()
}
