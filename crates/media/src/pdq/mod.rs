//! PDQ: a hash of 256 bits for what a picture shows, the same for small changes of the picture.
//!
//! The picture's luma is blurred by two passes of a box filter along rows and columns, reduced to 64 × 64 samples, and put
//! through a cosine transform of which the 16 × 16 lowest frequencies (without the constant ones) are kept. Each bit says
//! whether one of them lies above their median. Meta, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing
//! algorithm" (2019). The hashes are those of the Python package `pdqhash` (0.2.8), bit for bit, on the same RGB pixels.
//!
//! Two pictures that have nothing in common differ in about 128 bits; re-encoded copies mostly in fewer than 31.

mod blur;
mod spectrum;

pub use spectrum::{Spectrum, Symmetry};

use std::fmt;
use std::str::FromStr;

/// A PDQ hash: 256 bits, bit `16 u + v` for the vertical frequency `u + 1` and the horizontal frequency `v + 1`.
///
/// It is written as 64 hex digits, the highest bit first, as the reference prints it.
///
/// ```
/// use media::Pdq;
/// let a: Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22".parse()?;
/// let b: Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b2d".parse()?;
/// assert_eq!(a.distance(&b), 4);
/// # Ok::<(), media::NotAPdq>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pdq([u64; 4]);

/// Text that is not a PDQ hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a PDQ hash: expected 64 hex digits")]
pub struct NotAPdq(String);

/// Pixels that cannot be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdqError {
    /// PDQ is defined for pictures of at least 5 × 5 pixels.
    #[error("a picture of {width} × {height} pixels is too small for PDQ: expected at least 5 × 5")]
    TooSmall {
        /// Pixels in a row.
        width: usize,
        /// Number of rows.
        height: usize,
    },
    /// The slice does not hold the pixels that width and height promise.
    #[error("expected {expected} bytes of pixels, got {got}")]
    WrongLength {
        /// Width × height × channels.
        expected: usize,
        /// Length of the slice.
        got: usize,
    },
}

impl Pdq {
    /// The hash from its 32 bytes, the highest bit first.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let mut hash = [0; 4];
        for (word, bytes) in hash.iter_mut().zip(words) {
            *word = u64::from_be_bytes(*bytes);
        }
        Self(hash)
    }

    /// Its 32 bytes, the highest bit first.
    #[inline]
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *bytes = word.to_be_bytes();
        }
        bytes
    }

    /// Hamming distance: the number of bits in which two hashes differ, 0 to 256.
    #[inline]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    fn from_bits(bits: impl Iterator<Item = bool>) -> Self {
        let mut hash = [0; 4];
        for (k, _) in bits.enumerate().filter(|(_, set)| *set) {
            if let Some(word) = hash.iter_mut().rev().nth(k / 64) {
                *word |= 1 << (k % 64);
            }
        }
        Self(hash)
    }
}

impl fmt::Display for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pdq({self})")
    }
}

impl FromStr for Pdq {
    type Err = NotAPdq;

    fn from_str(text: &str) -> Result<Self, NotAPdq> {
        let refuse = || NotAPdq(text.chars().take(80).collect());
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refuse());
        }
        let mut hash = [0; 4];
        for (word, at) in hash.iter_mut().zip((0..64).step_by(16)) {
            let digits = text.get(at..at + 16).ok_or_else(refuse)?;
            *word = u64::from_str_radix(digits, 16).map_err(|_| refuse())?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_bytes_come_back(bytes: [u8; 32]) {
            let hash = Pdq::from_bytes(bytes);
            prop_assert_eq!(hash.to_bytes(), bytes);
            prop_assert_eq!(hash.to_string().parse::<Pdq>(), Ok(hash));
        }

        #[test]
        fn distance_is_a_metric(a: [u8; 32], b: [u8; 32], c: [u8; 32]) {
            let [a, b, c] = [a, b, c].map(Pdq::from_bytes);
            prop_assert_eq!(a.distance(&b), b.distance(&a));
            prop_assert_eq!(a.distance(&b) == 0, a == b);
            prop_assert!(a.distance(&c) <= a.distance(&b) + b.distance(&c));
        }

        #[test]
        fn other_text_is_refused(text in "\\PC{0,70}") {
            let hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            prop_assert_eq!(text.parse::<Pdq>().is_ok(), hex);
        }
    }
}
