//! What a worker remembers of the values it has compared: names repeat, and comparing them is the dear part.

use super::name::NameLevels;
use crate::records::NONE;

/// A small table of recent comparisons; a newer one takes the place of an older. Room is made for it when there is the first.
#[derive(Default)]
pub struct Memo {
    /// Two numbers of 30 bits and a level of 4, packed.
    levels: Vec<u64>,
    names: Vec<([[u32; 2]; 2], NameLevels)>,
}

const LEVELS: usize = 1 << 14;
const NAMES: usize = 1 << 15;
/// Numbers from here on are compared each time.
const MOST: u32 = 1 << 30;

impl Memo {
    /// The level of an ordered pair of numbers, remembered or found by `compare`; levels are below 16.
    pub fn get(&mut self, p: u32, q: u32, compare: impl FnOnce() -> u8) -> u8 {
        if p >= MOST || q >= MOST {
            return compare();
        }
        let pair = u64::from(p) << 30 | u64::from(q);
        if self.levels.is_empty() {
            self.levels.resize(LEVELS, u64::MAX);
        }
        let slot = &mut self.levels[slot(pair, LEVELS)];
        if *slot >> 4 != pair {
            *slot = pair << 4 | u64::from(compare());
        }
        (*slot & 15) as u8
    }

    /// What two names say, each given as two numbers, the lesser first: remembered or found by `compare`. Blocks of one person
    /// hold the same few names many times.
    pub fn of_names(
        &mut self,
        names: [[u32; 2]; 2],
        compare: impl FnOnce(&mut Memo) -> NameLevels,
    ) -> NameLevels {
        let [x, y] = names.map(|[given, family]| u64::from(given) << 32 | u64::from(family));
        let at = slot(x.rotate_left(17) ^ y, NAMES);
        if let Some(known) = self.names.get(at).filter(|known| known.0 == names) {
            return known.1;
        }
        let levels = compare(self);
        if self.names.is_empty() {
            self.names.resize(NAMES, ([[NONE; 2]; 2], NameLevels::default()));
        }
        self.names[at] = (names, levels);
        levels
    }
}

fn slot(pair: u64, slots: usize) -> usize {
    (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - slots.trailing_zeros())) as usize
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
        assert_eq!(memo.get(MOST_PLUS, 1, || 5), 5);
        assert_eq!(memo.get(MOST_PLUS, 1, || 6), 6);
    }

    const MOST_PLUS: u32 = super::MOST + 7;
}
