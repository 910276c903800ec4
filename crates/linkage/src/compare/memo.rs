//! What a worker remembers of the words it has compared: names repeat, and comparing them is the dear part.

/// A small table of recent comparisons; a newer one takes the place of an older.
pub struct Memo {
    slots: Vec<(u64, u8)>,
}

const SLOTS: usize = 1 << 14;

impl Default for Memo {
    fn default() -> Memo {
        Memo { slots: vec![(u64::MAX, 0); SLOTS] }
    }
}

impl Memo {
    /// One that remembers nothing, for columns that are compared without.
    pub fn none() -> Memo {
        Memo { slots: Vec::new() }
    }

    /// The level of an ordered pair of numbers, remembered or found by `compare`.
    pub fn get(&mut self, p: u32, q: u32, compare: impl FnOnce() -> u8) -> u8 {
        let pair = u64::from(p) << 32 | u64::from(q);
        let slot = (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros())) as usize;
        let Some(slot) = self.slots.get_mut(slot) else { return compare() };
        if slot.0 != pair {
            *slot = (pair, compare());
        }
        slot.1
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;

    #[test]
    fn remembers_the_last() {
        let mut memo = Memo::default();
        assert_eq!(memo.get(1, 2, || 3), 3);
        assert_eq!(memo.get(1, 2, || 4), 3);
        assert_eq!(memo.get(2, 1, || 4), 4);
    }
}
