//! Draws by a generator whose stream is fixed by a published algorithm.

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;

/// A whole number below `below`, from the upper half of a product; up to 10^12 its unevenness never shows.
pub(crate) fn below(random: &mut ChaCha8Rng, below: u64) -> u64 {
    ((u128::from(random.next_u64()) * u128::from(below)) >> 64) as u64
}
