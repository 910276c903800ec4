//! A comparison pattern: one level per comparison, packed.

/// Levels of up to sixteen comparisons, four bits each; 15 says that a value is missing. Two pairs with equal
/// patterns are alike in everything the model sees, save for how common the shared values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(u64);

const MISSING: u64 = 15;

impl Default for Pattern {
    fn default() -> Pattern {
        Pattern(u64::MAX)
    }
}

impl Pattern {
    /// How many comparisons a pattern holds at most.
    pub const MOST: usize = 16;

    /// Sets the level of comparison `c` (`None`: missing). A seventeenth is ignored.
    pub fn set(&mut self, c: usize, level: Option<u8>) {
        if c < Self::MOST {
            let level = level.map_or(MISSING, |l| u64::from(l).min(MISSING - 1));
            self.0 = self.0 & !(MISSING << (4 * c)) | level << (4 * c);
        }
    }

    /// Level of comparison `c`, `None` where a value is missing.
    pub fn level(self, c: usize) -> Option<usize> {
        if c >= Self::MOST {
            return None;
        }
        let level = (self.0 >> (4 * c)) & 15;
        (level != MISSING).then_some(level as usize)
    }

    /// The comparisons that found a level, with it, in order.
    pub fn said(self) -> impl Iterator<Item = (usize, usize)> {
        // One bit for each level that is not 15.
        let unset = !self.0;
        let some = unset | unset >> 1;
        let mut left = (some | some >> 2) & 0x1111_1111_1111_1111;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (at < u64::BITS).then(|| ((at / 4) as usize, (self.0 >> at & MISSING) as usize))
        })
    }
}

/// What a comparison of two records found: a level for each comparison, and how common the value is that they share.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// The levels.
    pub pattern: Pattern,
    /// For each comparison how common the shared value is against the average shared value; 1 where none is shared.
    pub rarity: [f32; Pattern::MOST],
}

impl Default for Compared {
    fn default() -> Compared {
        Compared { pattern: Pattern::default(), rarity: [1.0; Pattern::MOST] }
    }
}

impl Compared {
    /// Notes what comparison `c` found.
    pub fn say(&mut self, c: usize, level: Option<u8>, rarity: f32) {
        self.pattern.set(c, level);
        if let Some(slot) = self.rarity.get_mut(c) {
            *slot = rarity;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_pushed() {
        let mut pattern = Pattern::default();
        for (c, level) in [(3, Some(14)), (0, Some(3)), (1, None), (2, Some(6)), (0, Some(0)), (16, Some(1))]
        {
            pattern.set(c, level);
        }
        assert_eq!(pattern.said().collect::<Vec<_>>(), [(0, 0), (2, 6), (3, 14)]);
        assert_eq!(pattern.level(4), None);
        assert_eq!(pattern.level(16), None);
    }
}
