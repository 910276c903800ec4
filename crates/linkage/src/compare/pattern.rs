//! A comparison pattern: one level per comparison, packed.

/// Levels of up to sixteen comparisons, four bits each; 15 says that a value is missing. Two pairs with equal
/// patterns are alike in everything the model sees, save for how common the shared values are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    packed: u64,
    length: u8,
}

const MISSING: u64 = 15;

impl Pattern {
    /// How many comparisons a pattern holds at most.
    pub const MOST: usize = 16;

    /// Adds the next comparison's level (`None`: missing). A seventeenth is ignored.
    pub fn push(&mut self, level: Option<u8>) {
        if usize::from(self.length) < Self::MOST {
            let level = level.map_or(MISSING, |l| u64::from(l).min(MISSING - 1));
            self.packed |= level << (4 * self.length);
            self.length += 1;
        }
    }

    /// Level of comparison `c`, `None` where a value is missing.
    pub fn level(self, c: usize) -> Option<usize> {
        if c >= usize::from(self.length) {
            return None;
        }
        let level = (self.packed >> (4 * c)) & 15;
        (level != MISSING).then_some(level as usize)
    }

    /// The levels in order.
    pub fn levels(self) -> impl Iterator<Item = Option<usize>> {
        (0..usize::from(self.length)).map(move |c| self.level(c))
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
    /// Adds what the next comparison, `c`, found.
    pub fn say(&mut self, c: usize, level: Option<u8>, rarity: f32) {
        self.pattern.push(level);
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
        for level in [Some(0), None, Some(6), Some(14)] {
            pattern.push(level);
        }
        assert_eq!(pattern.levels().collect::<Vec<_>>(), [Some(0), None, Some(6), Some(14)]);
        assert_eq!(pattern.level(4), None);
    }
}
