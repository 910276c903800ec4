//! All hashes near a given one, without comparing it with each.
//!
//! Multi-index hashing (Norouzi, Punjani, Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012): a hash
//! is cut into 16 words of 16 bits, and each word has a table from its value to the hashes that hold it. Hashes that share a
//! word up to one bit are compared in full. So every hash within 31 bits is found (32 differing bits leave no word with
//! fewer than two only if all have two), and most of those somewhat further away: of those at 48 bits about 19 in 20.

use crate::pdq::Pdq;

const WORDS: usize = 16;
const VALUES: usize = 1 << 16;
/// A word as it is, and with each of its bits changed.
const FLIPS: [u16; 17] = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

/// Hashes in the order in which they were given, and where each word's values occur.
pub struct Index {
    hashes: Vec<Pdq>,
    tables: Vec<Table>,
}

/// The hashes sorted by one word: those with the value `v` stand from `starts[v]` to `starts[v + 1]`.
struct Table {
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Index {
    pub fn new(hashes: Vec<Pdq>) -> Self {
        let tables = (0..WORDS).map(|word| Table::new(&hashes, word)).collect();
        Self { hashes, tables }
    }

    /// Positions and distances of hashes at most `limit` bits away, by position.
    pub fn near(&self, hash: &Pdq, limit: u32) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (table, value) in self.tables.iter().zip(words(hash)) {
            for flip in FLIPS {
                for entry in table.bucket(value ^ flip) {
                    if let Some(distance) = self.hashes.get(*entry as usize).map(|other| hash.distance(other))
                        && distance <= limit
                    {
                        found.push((*entry, distance));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Table {
    fn new(hashes: &[Pdq], word: usize) -> Self {
        let values: Vec<usize> =
            hashes.iter().map(|hash| words(hash).get(word).copied().map_or(0, usize::from)).collect();
        let mut starts = vec![0u32; VALUES + 1];
        for value in &values {
            if let Some(count) = starts.get_mut(value + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut entries = vec![0; hashes.len()];
        for (entry, value) in (0..).zip(values) {
            if let Some(next) = next.get_mut(value) {
                if let Some(place) = entries.get_mut(*next as usize) {
                    *place = entry;
                }
                *next += 1;
            }
        }
        Self { starts, entries }
    }

    #[inline]
    fn bucket(&self, value: u16) -> &[u32] {
        let at = usize::from(value);
        match self.starts.get(at..at + 2) {
            Some([start, end]) => self.entries.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

#[inline]
fn words(hash: &Pdq) -> [u16; WORDS] {
    let bytes = hash.to_bytes();
    std::array::from_fn(|at| u16::from_be_bytes([bytes[2 * at % 32], bytes[(2 * at + 1) % 32]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_all_within_31_bits_and_nothing_beyond_the_limit(
            base: [u8; 32],
            flips in prop::collection::vec(prop::collection::vec(0usize..256, 0..60), 1..40),
            limit in 0u32..60,
        ) {
            let hashes: Vec<Pdq> = flips
                .iter()
                .map(|flips| {
                    let mut bytes = base;
                    flips.iter().for_each(|bit| bytes[bit / 8] ^= 1 << (bit % 8));
                    Pdq::from_bytes(bytes)
                })
                .collect();
            let base = Pdq::from_bytes(base);
            let found = Index::new(hashes.clone()).near(&base, limit);
            let all = |limit: u32| -> Vec<(u32, u32)> {
                let distances = hashes.iter().map(|hash| base.distance(hash));
                (0..).zip(distances).filter(|(_, distance)| *distance <= limit).collect()
            };
            prop_assert!(all(limit.min(31)).iter().all(|near| found.contains(near)));
            prop_assert!(found.iter().all(|near| all(limit).contains(near)));
        }
    }
}
