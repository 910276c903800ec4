//! Where the marks of a CSV stand: delimiters, line feeds and quotes, sixty-four bytes at a time.

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const EACH: u64 = 0x0101_0101_0101_0101;
const BLOCK: usize = 64;

/// The positions of the marks, in order.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    delimiter: u64,
    /// The bytes looked at, and which of them are marks that have not been handed out: one bit for each.
    base: usize,
    marked: u64,
}

impl<'a> Marks<'a> {
    /// From `at` on. Where nothing parts the cells of a line, the delimiter is `\n`.
    pub fn new(bytes: &'a [u8], delimiter: u8, at: usize) -> Self {
        let mut marks = Marks { bytes, delimiter: u64::from(delimiter) * EACH, base: 0, marked: 0 };
        marks.go_to(at);
        marks
    }

    /// Goes on from `at`.
    pub fn go_to(&mut self, at: usize) {
        self.base = at & !(BLOCK - 1);
        self.marked = self.look() & (u64::MAX << (at & (BLOCK - 1)));
    }

    /// The next mark.
    #[inline]
    pub fn next(&mut self) -> Option<usize> {
        while self.marked == 0 {
            self.base += BLOCK;
            if self.base >= self.bytes.len() {
                return None;
            }
            self.marked = self.look();
        }
        let bit = self.marked.trailing_zeros() as usize;
        self.marked &= self.marked - 1;
        Some(self.base + bit)
    }

    fn look(&self) -> u64 {
        let mut marked = 0;
        match self.bytes.get(self.base..self.base + BLOCK) {
            Some(block) => {
                for (place, eight) in block.chunks_exact(8).enumerate() {
                    marked |= self.marked_of(word(eight, 0)) << (8 * place);
                }
            }
            None => {
                for place in 0..BLOCK / 8 {
                    marked |= self.marked_of(word(self.bytes, self.base + 8 * place)) << (8 * place);
                }
            }
        }
        marked
    }

    /// Which of eight bytes are marks: one bit for each.
    #[inline]
    fn marked_of(&self, word: u64) -> u64 {
        // The top bit of each byte is clear where the byte is zero (Hacker's Delight, 6-1); exact for every byte.
        let not_zero = |x: u64| ((x & LOW) + LOW) | x;
        let (feed, quote) = (u64::from(b'\n') * EACH, u64::from(b'"') * EACH);
        let tops = !(not_zero(word ^ self.delimiter) & not_zero(word ^ feed) & not_zero(word ^ quote)) & !LOW;
        // The product moves the eight top bits side by side.
        (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
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
        fn all_marks_and_nothing_else(bytes in "[a-c,;\"\\nج\u{80}]{0,200}", from in 0usize..200) {
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
    fn words_at_the_end() {
        assert_eq!(word(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!((word(b"abc", 3), word(b"abc", 9)), (0, 0));
    }
}
