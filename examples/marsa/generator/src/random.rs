//! The generator's own random numbers, so that the files never change with a library.

/// SplitMix64: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", fig. 1.
///
/// Draws use integers and exact arithmetic only, so that every machine gets the same victims.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream of its own for each `purpose`: a change in one part of the generator leaves the others as they were.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut random = Random(seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        random.bits();
        random
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..n`; 0 if `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below((high + 1).saturating_sub(low))
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        ((self.bits() >> 11) as f64) < p * (1u64 << 53) as f64
    }

    /// One of `items`, all alike; nothing if there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u32) as usize)
    }

    /// One of `items`, the first ones more often: the probability falls in a straight line to nearly nothing.
    pub fn pick_early<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let n = items.len() as u32;
        let index = self.below(n).min(self.below(n));
        items.get(index as usize)
    }

    /// An index into `weights`, in proportion to them; 0 if there are none.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (index, weight) in weights.enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_published_stream() {
        // The first outputs of SplitMix64 for seed 0, as other implementations print them.
        let mut random = Random(0);
        assert_eq!(random.bits(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.bits(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn draws_stay_in_range_and_keep_their_weights() {
        let mut random = Random::new(1, 1);
        assert!((0..1000).all(|_| (3..=5).contains(&random.between(3, 5))));
        let hits = (0..10_000).filter(|_| random.chance(0.3)).count();
        assert!((2800..3200).contains(&hits), "{hits}");
        let second = (0..10_000).filter(|_| random.weighted([1, 3].into_iter()) == 1).count();
        assert!((7300..7700).contains(&second), "{second}");
        assert_eq!(random.pick::<u8>(&[]), None);
    }
}
