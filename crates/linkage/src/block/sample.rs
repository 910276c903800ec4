//! A sample of the pairs that candidate rules would make: what the model is learned from, and what rules are chosen by.

use crate::ascending::ascending;
use crate::block::atoms::{Atoms, Hashes, MOST_ATOMS, MOST_VALUES};
use crate::block::candidates::Rule;
use crate::block::index::LARGEST_BLOCK;
use crate::block::keys::{Room, blocks};
use crate::content::{chosen, mix};
use rayon::prelude::*;

/// Pairs that are sampled, about: at least, for each record, and at most.
const PAIRS: (u64, u64, u64) = (60_000, 4, 100_000);

/// Of the pairs that hardly any rule finds, no more than one in [`MANY_RULES`] of the candidates, one in so many is kept: they are
/// most of all pairs, and next to none of them is a match. Where there are fewer candidates, all are kept.
const THINNED: u64 = 4;
const MANY_RULES: usize = 12;

/// Pairs found by a sample of the keys of all candidates.
#[derive(Default)]
pub struct Sample {
    /// The pairs `(a, b)`, `a < b`, ascending.
    pub pairs: Vec<(u32, u32)>,
    /// Those that were drawn before some were left out, ascending.
    pub drawn: Vec<(u32, u32)>,
    /// How many pairs each of `pairs` stands for.
    pub weights: Vec<f64>,
    /// For each pair the candidates that it would be found by, one bit each.
    pub found_by: Vec<u64>,
    /// For each candidate the pairs it makes, about.
    pub pairs_of: Vec<f64>,
    /// For each candidate the keys it makes, about.
    pub keys_of: Vec<f64>,
    /// For each record that was looked at the candidates that make a key of it, one bit each.
    pub reached_by: Vec<u64>,
}

/// Records that the sample looks at: all of seven thousand, 87,000 of a million. Of the pairs that these make more than enough
/// are found.
fn looked_at(contents: &[u64]) -> Vec<u32> {
    chosen(contents, (contents.len() as f64 * 7.5e3).sqrt() as usize, 0x5eed)
}

/// Draws records (all, where they are few), makes the keys of all candidates for them, and of the pairs that share a key as
/// many as the model needs.
pub fn sample(atoms: &Atoms, rules: &[Rule], contents: &[u64]) -> Sample {
    let (looked, records) = (looked_at(contents), contents.len());
    // A record stands for so many records, a pair for the square of that.
    let stands_for = records as f64 / looked.len().max(1) as f64;
    let wanted = (PAIRS.1 * records as u64).clamp(PAIRS.0, PAIRS.2);
    let is_block =
        |b: &&[u64]| b.len() > 1 && b.len() as f64 * stands_for <= LARGEST_BLOCK as f64 + 2.0 * stands_for;
    let size = |b: &[u64]| (b.len() * (b.len() - 1) / 2) as u64;
    let made = |keyed: &Keyed| -> u64 { blocks(&keyed.drawn).filter(is_block).map(size).sum() };
    // One key in so many is enough for the pairs that are wanted, as a rule.
    let mut share = (looked.len() as u64 / 4_000).clamp(1, 4);
    let (keyed, made, every) = loop {
        let keyed: Vec<Keyed> = (rules.par_iter().enumerate())
            .map_init(Room::default, |room, (r, rule)| {
                Keyed::draw(atoms, rule, &looked, room, |key| is_drawn(key, r, share))
            })
            .collect();
        let made: Vec<u64> = keyed.iter().map(|keyed| made(keyed) * share).collect();
        let every = made.iter().sum::<u64>().div_ceil(wanted).max(1);
        if every >= share {
            break (keyed, made, every);
        }
        share = 1;
    };
    let keys_of = keyed.iter().map(|keyed| keyed.made as f64 * stands_for).collect();
    let pairs_of = made.iter().map(|made| *made as f64 * stands_for * stands_for).collect();
    let mut reached_by = vec![0u64; looked.len()];
    for (r, keyed) in keyed.iter().enumerate() {
        reached_by.iter_mut().zip(&keyed.reached).for_each(|(by, reached)| *by |= u64::from(*reached) << r);
    }
    // Pairs of positions in `looked`, which ascend as the records do.
    let mut pairs: Vec<(u32, u32, ())> = Vec::new();
    for (r, keyed) in keyed.iter().enumerate() {
        for block in blocks(&keyed.drawn).filter(is_block).filter(|block| is_drawn(block[0], r, every)) {
            for (i, x) in block.iter().enumerate() {
                pairs.extend(block[i + 1..].iter().map(|y| (*x as u32, *y as u32, ())));
            }
        }
    }
    drop(keyed);
    // A pair that many rules find is there many times.
    let pairs: Vec<(u32, u32)> =
        ascending(pairs, looked.len()).into_iter().map(|(a, b, ())| (a, b)).collect();
    let agreements = Agreements::new(atoms, rules, &looked, &pairs);
    let found: Vec<(u64, u32)> = pairs.par_iter().map(|&(a, b)| agreements.found_by(a, b)).collect();
    let mut sample = Sample { pairs_of, keys_of, reached_by, ..Sample::default() };
    for ((a, b), (found_by, keys)) in pairs.into_iter().zip(found) {
        let (a, b) = (looked[a as usize], looked[b as usize]);
        sample.drawn.push((a, b));
        // A pair was drawn if any of its keys was.
        let drawn = 1.0 - (1.0 - 1.0 / every as f64).powi(keys.max(1) as i32);
        let mut weight = stands_for * stands_for / drawn;
        if every > 1 && found_by.count_ones() as usize <= rules.len() / MANY_RULES {
            // The sum is the same whichever record comes first.
            let chance = mix(contents[a as usize].wrapping_add(contents[b as usize]));
            if !chance.is_multiple_of(THINNED) {
                continue;
            }
            weight *= THINNED as f64;
        }
        sample.pairs.push((a, b));
        sample.weights.push(weight);
        sample.found_by.push(found_by);
    }
    sample
}

/// Whether a key of a rule is among the one in `every` that are drawn; what is among fewer is among more.
fn is_drawn(key: u64, rule: usize, every: u64) -> bool {
    mix(key >> 32 ^ (rule as u64) << 32) <= u64::MAX / every
}

/// The keys of a rule.
struct Keyed {
    /// Those that were drawn, sorted.
    drawn: Vec<u64>,
    /// How many there are in all.
    made: usize,
    /// For each record whether there is one.
    reached: Vec<bool>,
}

impl Keyed {
    fn draw(
        atoms: &Atoms,
        rule: &Rule,
        records: &[u32],
        room: &mut Room,
        is_drawn: impl Fn(u64) -> bool,
    ) -> Keyed {
        let (mut made, mut reached) = (0, vec![false; records.len()]);
        room.make(atoms, rule, records, is_drawn, |at| {
            made += 1;
            reached[at] = true;
        });
        room.sort();
        Keyed { drawn: room.keyed().to_vec(), made, reached }
    }
}

/// The values of all atoms, record by record, and what agreement each rule asks for.
struct Agreements<'a> {
    rules: &'a [Rule],
    /// For each atom the rules, one bit each, that want one agreement on it at least, two and three.
    wanted: Vec<[u64; 3]>,
    /// All rules, and those with an atom that may agree on more values than one.
    all: u64,
    ambiguous: u64,
    /// Atoms with one value at most, and the others.
    single: Vec<usize>,
    several: Vec<usize>,
    /// For each record the values of the single atoms.
    ones: Vec<u32>,
    /// For each record and each of the other atoms where its values begin, and one more for the end.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl<'a> Agreements<'a> {
    /// Of the records in some pairs; what is not in them is left empty.
    fn new(atoms: &Atoms, rules: &'a [Rule], looked: &[u32], pairs: &[(u32, u32)]) -> Agreements<'a> {
        let is_single = |&atom: &usize| matches!(atoms.0[atom].values, Hashes::One { .. });
        let (single, several): (Vec<usize>, Vec<usize>) = (0..atoms.0.len()).partition(is_single);
        let mut wanted = vec![[0; 3]; atoms.0.len()];
        let (mut all, mut ambiguous) = (0, 0);
        for (r, rule) in rules.iter().enumerate() {
            all |= 1 << r;
            for of_atom in rule.atoms.chunk_by(|x, y| x == y) {
                wanted[of_atom[0]].iter_mut().take(of_atom.len()).for_each(|rules| *rules |= 1 << r);
                ambiguous |= u64::from(several.contains(&of_atom[0])) << r;
            }
        }
        let mut is_in_pair = vec![false; looked.len()];
        pairs.iter().for_each(|p| [p.0, p.1].into_iter().for_each(|end| is_in_pair[end as usize] = true));
        let mut ones = vec![0; single.len() * looked.len()];
        for (at, &atom) in single.iter().enumerate() {
            let of_atom = ones.iter_mut().skip(at).step_by(single.len());
            for ((slot, &record), _) in of_atom.zip(looked).zip(&is_in_pair).filter(|(_, is)| **is) {
                atoms.values(atom, record as usize, |value| *slot = value);
            }
        }
        let (mut starts, mut values) = (Vec::with_capacity(several.len() * looked.len() + 1), Vec::new());
        for (&record, is_in_pair) in looked.iter().zip(&is_in_pair) {
            for &atom in &several {
                starts.push(values.len() as u32);
                if *is_in_pair {
                    atoms.values(atom, record as usize, |value| values.push(value));
                }
            }
        }
        starts.push(values.len() as u32);
        Agreements { rules, wanted, all, ambiguous, single, several, ones, starts, values }
    }

    /// The rules, one bit each, that find a pair, and how many of their keys it shares.
    fn found_by(&self, a: u32, b: u32) -> (u64, u32) {
        let ones = |record: u32| &self.ones[record as usize * self.single.len()..][..self.single.len()];
        // The rules that want an agreement which is not there.
        let mut missed = 0;
        for ((x, y), &atom) in ones(a).iter().zip(ones(b)).zip(&self.single) {
            let [once, more, still_more] = self.wanted[atom];
            missed |= if x == y && *x != 0 { more | still_more } else { once };
        }
        let values = |record: u32, at: usize| {
            let start = record as usize * self.several.len() + at;
            &self.values[self.starts[start] as usize..self.starts[start + 1] as usize]
        };
        let mut of_several = [0u8; MOST_ATOMS];
        for ((at, &atom), both) in self.several.iter().enumerate().zip(&mut of_several) {
            *both = shared_values(values(a, at), values(b, at));
            missed |= self.wanted[atom].iter().skip((*both).into()).fold(0, |all, rules| all | rules);
        }
        let found = self.all & !missed;
        // Of a single atom there is one agreement.
        let shared = |atom| self.several.iter().position(|a| *a == atom).map_or(1, |at| of_several[at]);
        let (mut keys, mut left) = ((found & !self.ambiguous).count_ones(), found & self.ambiguous);
        while left != 0 {
            keys += self.rules[left.trailing_zeros() as usize].shared_keys(shared);
            left &= left - 1;
        }
        (found, keys)
    }
}

/// On how many values two records agree; a value said twice counts twice only if both say it twice.
fn shared_values(x: &[u32], y: &[u32]) -> u8 {
    let mut left = [0u32; MOST_VALUES];
    let left = &mut left[..x.len().min(MOST_VALUES)];
    left.copy_from_slice(&x[..left.len()]);
    let mut shared = 0;
    for value in y {
        if let Some(at) = left.iter().position(|v| v == value) {
            left[at] = 0;
            shared += 1;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{candidates, keys};
    use crate::compare::Comparer;
    use crate::{common, content};
    use rustc_hash::FxHashSet;

    #[test]
    fn a_pair_is_found_by_the_rules_under_which_it_shares_a_key() {
        let records = common::records(&common::lists(60, 3, 9));
        let contents = content::contents(&records, None);
        let comparer = Comparer::new(&records, &contents, None);
        let atoms = Atoms::new(&comparer);
        let rules = candidates(&atoms, &contents, 2000.0);
        let all: Vec<u32> = (0..records.len() as u32).collect();
        let pairs: Vec<(u32, u32)> =
            all.iter().flat_map(|&a| (a + 1..all.len() as u32).map(move |b| (a, b))).collect();
        let agreements = Agreements::new(&atoms, &rules, &all, &pairs);
        let mut shared = vec![0u64; pairs.len()];
        for (r, rule) in rules.iter().enumerate() {
            let mut of: Vec<FxHashSet<u64>> = vec![FxHashSet::default(); all.len()];
            for key in keys(&atoms, rule, &all, &mut Room::default()) {
                of[*key as u32 as usize].insert(key >> 32);
            }
            for (shared, &(a, b)) in shared.iter_mut().zip(&pairs) {
                *shared |= u64::from(!of[a as usize].is_disjoint(&of[b as usize])) << r;
            }
        }
        assert!(rules.len() > 12 && shared.iter().filter(|s| **s != 0).count() > 500);
        for (shared, &(a, b)) in shared.iter().zip(&pairs) {
            assert_eq!(agreements.found_by(a, b).0, *shared, "{a} {b}");
        }
    }

    #[test]
    fn what_is_sampled_stands_for_all_pairs_there_are() {
        let records = common::records(&common::lists(3000, 3, 4));
        let contents = content::contents(&records, None);
        let comparer = Comparer::new(&records, &contents, None);
        let atoms = Atoms::new(&comparer);
        let rules = candidates(&atoms, &contents, 1e5);
        let sample = sample(&atoms, &rules, &contents);
        let all: Vec<u32> = (0..records.len() as u32).collect();
        let mut pairs: FxHashSet<(u32, u32)> = FxHashSet::default();
        for rule in &rules {
            for block in blocks(keys(&atoms, rule, &all, &mut Room::default())) {
                if block.len() <= LARGEST_BLOCK {
                    let position = |key: &u64| *key as u32;
                    let of =
                        |i: usize| block[i + 1..].iter().map(move |y| (position(&block[i]), position(y)));
                    pairs.extend((0..block.len()).flat_map(of));
                }
            }
        }
        let (share, left) = (
            sample.weights.iter().sum::<f64>() / pairs.len() as f64,
            sample.pairs.len() as f64 / sample.drawn.len() as f64,
        );
        assert!((share - 1.0).abs() < 0.05, "{share} of {}", pairs.len());
        assert!(left < 0.7 && sample.drawn.len() < pairs.len() / 2, "{left} of {}", sample.drawn.len());
    }

    #[test]
    fn a_value_said_twice_is_shared_twice_only_if_both_say_it_twice() {
        assert_eq!(shared_values(&[7, 7, 5], &[7, 5, 5]), 2);
        assert_eq!(shared_values(&[7, 7], &[7, 7, 7]), 2);
        assert_eq!(shared_values(&[], &[7]), 0);
    }

    #[test]
    fn what_is_drawn_among_fewer_is_drawn_among_more() {
        let drawn = |every: u64| (0..40_000u64).map(|k| k << 32).filter(move |&key| is_drawn(key, 3, every));
        for (every, fewer) in [(1, 2), (2, 3), (3, 8)] {
            let among: Vec<u64> = drawn(every).collect();
            assert!(drawn(fewer).all(|key| among.binary_search(&key).is_ok()));
            let share = among.len() as f64 * every as f64 / 40_000.0;
            assert!((share - 1.0).abs() < 0.05, "{share}");
        }
    }
}
