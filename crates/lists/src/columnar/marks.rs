//! Where the marks of a CSV stand: delimiters, line feeds and quotes, eight bytes at a time.

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const EACH: u64 = 0x0101_0101_0101_0101;

/// The positions of the marks, in order.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    delimiter: u64,
    /// The eight bytes looked at, and which of them are marks that have not been handed out: the top bit of each byte.
    base: usize,
    mask: u64,
}

impl<'a> Marks<'a> {
    /// From `at` on. Where nothing parts the cells of a line, the delimiter is `\n`.
    pub fn new(bytes: &'a [u8], delimiter: u8, at: usize) -> Self {
        let mut marks = Marks { bytes, delimiter: u64::from(delimiter) * EACH, base: 0, mask: 0 };
        marks.go_to(at);
        marks
    }

    /// Goes on from `at`.
    pub fn go_to(&mut self, at: usize) {
        self.base = at & !7;
        self.mask = self.look() & (u64::MAX << (8 * (at & 7)));
    }

    /// The next mark.
    #[inline]
    pub fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.base += 8;
            if self.base >= self.bytes.len() {
                return None;
            }
            self.mask = self.look();
        }
        let bit = self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(self.base + bit / 8)
    }

    #[inline]
    fn look(&self) -> u64 {
        let word = word(self.bytes, self.base);
        // The top bit of each byte is clear where the byte is zero (Hacker's Delight, 6-1); exact for every byte.
        let not_zero = |x: u64| ((x & LOW) + LOW) | x;
        let (feed, quote) = (u64::from(b'\n') * EACH, u64::from(b'"') * EACH);
        !(not_zero(word ^ self.delimiter) & not_zero(word ^ feed) & not_zero(word ^ quote)) & !LOW
    }
}

/// Which of eight bytes are the letter, small or capital, or no ASCII; exact up to the first.
#[inline]
pub(super) fn has_letter(word: u64, small: u8) -> bool {
    let lower = word | 0x20 * EACH;
    let other = lower ^ u64::from(small) * EACH;
    (other.wrapping_sub(EACH) & !other | word) & !LOW != 0
}

/// Eight bytes from `at`, those beyond the end as zeros.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
        Some(eight) => u64::from_le_bytes(eight),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_marks_and_nothing_else(bytes in "[a-c,;\"\\nج\u{80}]{0,60}", from in 0usize..60) {
            let bytes = bytes.as_bytes();
            let from = from.min(bytes.len());
            let mut marks = Marks::new(bytes, b',', from);
            let found: Vec<usize> = std::iter::from_fn(|| marks.next()).collect();
            let expected: Vec<usize> =
                (from..bytes.len()).filter(|&at| matches!(bytes[at], b',' | b'\n' | b'"')).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn letters_in_a_word() {
        for (text, has) in [("123", false), ("bcd", false), ("xA1", true), ("a", true), ("", false), ("ج", true)] {
            assert_eq!(has_letter(word(text.as_bytes(), 0), b'a'), has, "{text}");
        }
    }

    #[test]
    fn words_at_the_end() {
        assert_eq!(word(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!((word(b"abc", 3), word(b"abc", 9)), (0, 0));
    }
}
