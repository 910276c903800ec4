//! The texts of a list, held together.

use std::sync::Arc;

use crate::table::is_invisible;

/// Where a text stands in its [`Store`]: eight bytes for each cell or distinct value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Span {
    pub start: u32,
    pub length: u32,
}

impl Span {
    /// What stands there in a text.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        let start = self.start as usize;
        text.get(start..start + self.length as usize).unwrap_or_default()
    }
}

/// The text of a file, and behind it what stands nowhere in it as such (cells with doubled quotes).
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    text: Arc<String>,
    extra: String,
}

impl Store {
    /// The text of a file; `None` if it is too long for a [`Span`].
    pub fn new(text: String) -> Result<Store, String> {
        // Half of what a span can say, so that as much again has room behind it.
        if text.len() < (u32::MAX / 2) as usize {
            Ok(Store { text: Arc::new(text), extra: String::new() })
        } else {
            Err(text)
        }
    }

    pub fn text(&self) -> &Arc<String> {
        &self.text
    }

    /// Takes a text in; `None` where there is no more room.
    pub fn add(&mut self, text: &str) -> Option<Span> {
        let start = u32::try_from(self.text.len() + self.extra.len()).ok()?;
        let length = u32::try_from(text.len()).ok()?;
        start.checked_add(length)?;
        self.extra.push_str(text);
        Some(Span { start, length })
    }

    /// The bytes in which a span stands, and where it begins in them.
    #[inline]
    pub fn bytes_of(&self, span: Span) -> (&[u8], usize) {
        let start = span.start as usize;
        match start.checked_sub(self.text.len()) {
            None => (self.text.as_bytes(), start),
            Some(start) => (self.extra.as_bytes(), start),
        }
    }

    /// Whether nothing can be seen there. Nearly always the first byte tells.
    #[inline]
    pub fn is_blank(&self, span: Span) -> bool {
        if span.length == 0 {
            return true;
        }
        let (bytes, at) = self.bytes_of(span);
        let graphic = bytes.get(at).is_some_and(|byte| (0x21..0x7f).contains(byte));
        !graphic && self.get(span).chars().all(is_invisible)
    }

    /// The text of a span.
    #[inline]
    pub fn get(&self, span: Span) -> &str {
        let length = span.length as usize;
        let start = span.start as usize;
        match start.checked_sub(self.text.len()) {
            None => span.of(&self.text),
            Some(start) => self.extra.get(start..start + length).unwrap_or_default(),
        }
    }
}
