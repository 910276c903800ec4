//! Learning the model from the records themselves, without a single labelled pair.
//!
//! Expectation maximisation (Dempster, Laird & Rubin 1977) over the counts of comparison patterns. The population is *all*
//! pairs of records: those that blocking did not find are represented by a sample, so that the shares of the classes, and
//! with them the match weights, mean what they say.

use crate::compare::{Compared, Comparison, Kind, NAME, Pattern};
use crate::content::chosen;
use crate::model::{CLASSES, COUNT, Class, From, LEVELS, Model, PRIOR_PAIRS, PerClass, Scores, prior};
use crate::strength::Strength;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

/// Random pairs from which the levels' frequencies among all pairs are estimated.
const SAMPLE: usize = 20_000;
const ROUNDS: usize = 3;
const STEPS: usize = 40;
/// Training stops when the expected number of matches moves by less than this share.
const SETTLED: f64 = 1e-5;
/// Expected pairs of a pattern that are too few to learn from.
const NEGLIGIBLE: f64 = 1e-6;
/// Matches that are expected before any evidence: half a pair for two lists, next to none within one list, because a list
/// that names a person twice made a mistake.
const PRIOR_MATCHES: (f64, f64) = (0.5, 0.05);

/// How often each pattern occurs between each pair of lists, among all pairs of records: those that blocking found are
/// counted, the others are estimated from a sample.
pub struct Observed {
    /// Of each distinct pattern the [`Scores::place`] of each level it says.
    patterns: Vec<Vec<u16>>,
    cells: Vec<Cell>,
    /// All pairs of records of each pair of lists.
    pairs: Vec<f64>,
    /// The most that matches may be of them.
    most: Vec<f64>,
}

/// Pairs of one pattern between two lists.
#[derive(Clone, Copy)]
struct Cell {
    /// Index of the pattern.
    pattern: u32,
    lists: u32,
    /// Whether blocking found them. What no block holds is taken for two people: a single pair of the sample stands for
    /// millions, and would make a class of matches of its own.
    found: bool,
    rarity: Rarity,
    count: f64,
}

/// How common the values are that a pair shares, against the average, in whole units of natural log: of all of them, of those
/// that kin share by chance only, and of those that neighbours do. Three common names in a row make far more pairs than three
/// average ones, and are not to be learned from as if they were matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rarity {
    all: i8,
    of_kin: i8,
    of_neighbours: i8,
}

impl Rarity {
    const MOST: i8 = 20;

    /// The exponential of each rarity that there is, the least first.
    fn powers() -> Vec<f64> {
        (-Rarity::MOST..=Rarity::MOST).map(|r| f64::from(r).exp()).collect()
    }

    /// Of what two records share.
    pub fn of(compared: &Compared, comparisons: &[Comparison]) -> Rarity {
        let (mut all, mut of_kin, mut of_neighbours) = (0.0, 0.0, 0.0);
        for (c, _) in compared.pattern.said() {
            let Some(rarity) = compared.rarity.get(c).filter(|r| **r != 1.0).map(|r| r.ln()) else {
                continue;
            };
            all += rarity;
            match comparisons.get(c).map(|c| c.kind) {
                Some(Kind::Family | Kind::Middle | Kind::Relative) => of_neighbours += rarity,
                Some(Kind::Place | Kind::Code | Kind::Text) => of_kin += rarity,
                _ => {
                    of_kin += rarity;
                    of_neighbours += rarity;
                }
            }
        }
        let most = f32::from(Rarity::MOST);
        let whole = |x: f32| x.round().clamp(-most, most) as i8;
        Rarity { all: whole(all), of_kin: whole(of_kin), of_neighbours: whole(of_neighbours) }
    }

    /// In the lower 24 bits.
    fn packed(self) -> u64 {
        let [all, of_kin, of_neighbours] = [self.all, self.of_kin, self.of_neighbours].map(|r| r as u8);
        u64::from(u32::from_be_bytes([0, all, of_kin, of_neighbours]))
    }

    /// From the lower 24 bits.
    fn unpacked(packed: u64) -> Rarity {
        let [_, all, of_kin, of_neighbours] = (packed as u32).to_be_bytes().map(|r| r as i8);
        Rarity { all, of_kin, of_neighbours }
    }

    /// By what each class makes such a pair likelier; `powers` are those of [`Rarity::powers`].
    fn factors(self, powers: &[f64]) -> PerClass {
        let [all, of_kin, of_neighbours] =
            [self.all, self.of_kin, self.of_neighbours].map(|r| powers[(r + Rarity::MOST) as usize]);
        [1.0, all, of_kin, all, 1.0, of_neighbours]
    }
}

/// A sampled pair: what was found, between which lists, how common what it shares is, and for how many pairs it stands.
pub type Sampled = (Pattern, u32, Rarity, f64);

impl Observed {
    /// `blocked` holds pairs that blocking found; `others` sampled pairs that it did not find, which stand for all of those.
    pub fn new(blocked: Vec<Sampled>, others: Vec<Sampled>, pairs: Vec<f64>, most: Vec<f64>) -> Observed {
        let (mut found, mut sampled) = (vec![0.0; pairs.len()], vec![0.0; pairs.len()]);
        blocked.iter().for_each(|b| found[b.1 as usize] += b.3);
        others.iter().for_each(|o| sampled[o.1 as usize] += 1.0);
        let each = |l: usize| (pairs[l] - found[l]).max(0.0) / sampled[l];
        // Pattern, lists, whether found and how common, packed; the count last: sums of weights are always added in one order.
        let packed = |&(pattern, lists, rarity, count): &Sampled, found: bool| {
            (pattern, u64::from(lists) << 32 | u64::from(found) << 24 | rarity.packed(), count.to_bits())
        };
        let mut seen: Vec<_> = blocked.iter().map(|b| packed(b, true)).collect();
        seen.extend(others.iter().map(|o| packed(&(o.0, o.1, o.2, each(o.1 as usize)), false)));
        seen.par_sort_unstable();
        let (mut patterns, mut cells): (Vec<Vec<u16>>, Vec<Cell>) = (Vec::new(), Vec::new());
        let mut last = None;
        for run in seen.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            let (pattern, packed, _) = run[0];
            if last.replace(pattern) != Some(pattern) {
                patterns.push(pattern.said().map(|(k, level)| Scores::place(k, level) as u16).collect());
            }
            cells.push(Cell {
                pattern: patterns.len() as u32 - 1,
                lists: (packed >> 32) as u32,
                found: packed >> 24 & 1 == 1,
                rarity: Rarity::unpacked(packed),
                count: run.iter().map(|r| f64::from_bits(r.2)).sum(),
            });
        }
        Observed { patterns, cells, pairs, most }
    }
}

/// Number of pairs of records of each pair of lists.
pub fn pairs_of_lists(list_of: &[u32], lists: usize) -> Vec<f64> {
    let mut sizes = vec![0.0; lists];
    list_of.iter().for_each(|&l| sizes[l as usize] += 1.0);
    let mut pairs = vec![0.0; lists * lists];
    for a in 0..lists {
        pairs[a * lists + a] = sizes[a] * (sizes[a] - 1.0) / 2.0;
        for b in a + 1..lists {
            pairs[a * lists + b] = sizes[a] * sizes[b];
        }
    }
    pairs
}

/// Number of pairs of records of two lists, and of one, from those of each two.
pub fn between_and_within(pairs: &[f64], lists: usize) -> (f64, f64) {
    let within: f64 = (0..lists).map(|list| pairs[list * lists + list]).sum();
    (pairs.iter().sum::<f64>() - within, within)
}

/// Shares of matches to begin with: a third of the shorter list is in the longer one.
pub fn first_matches(list_of: &[u32], lists: usize) -> Vec<f64> {
    let mut sizes = vec![0.0f64; lists];
    list_of.iter().for_each(|&l| sizes[l as usize] += 1.0);
    let mut shares = vec![0.0; lists * lists];
    for a in 0..lists {
        shares[a * lists + a] = if sizes[a] > 1.0 { 0.01 / (sizes[a] - 1.0) } else { 0.0 };
        for b in a + 1..lists {
            shares[a * lists + b] = 0.3 / sizes[a].max(sizes[b]).max(1.0);
        }
    }
    shares
}

/// The most that matches may be of the pairs of two lists. Where there are several lists, each names most people once: no more
/// than one record in twenty has a second one in its own list, nor many a second one in another list. Such pairs within a list
/// show what two people who are alike look like, and keep the class of matches from becoming the class of relatives. A list
/// alone may hold a person any number of times.
pub fn most_matches(list_of: &[u32], lists: usize) -> Vec<f64> {
    let mut sizes = vec![0.0f64; lists];
    list_of.iter().for_each(|&l| sizes[l as usize] += 1.0);
    let several = sizes.iter().filter(|s| **s > 0.0).count() > 1;
    let mut most = vec![1.0; lists * lists];
    if several {
        for a in 0..lists {
            most[a * lists + a] = 0.1 / sizes[a].max(1.0);
            for b in a + 1..lists {
                most[a * lists + b] = 1.2 / sizes[a].max(sizes[b]).max(1.0);
            }
        }
    }
    most
}

/// Pairs of records `(a, b)` drawn at random, `a < b`; all pairs where there are few.
pub fn sample(contents: &[u64], seed: u64) -> Vec<(u32, u32)> {
    let records = contents.len();
    let total = records * records.saturating_sub(1) / 2;
    if total <= SAMPLE {
        return (0..records as u32).flat_map(|a| (a + 1..records as u32).map(move |b| (a, b))).collect();
    }
    // Drawn by their content: the order of records shall not matter.
    let mut from = chosen(contents, SAMPLE, 0xfa12);
    if from.len() < 2 {
        // Nearly all say the same.
        from = (0..records as u32).collect();
    }
    from.sort_unstable_by_key(|&r| (contents[r as usize], r));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |below: usize| ((u128::from(random.next_u64()) * below as u128) >> 64) as u32;
    let pair = |_| {
        let (a, b) = (draw(from.len()), draw(from.len() - 1));
        let b = if b >= a { b + 1 } else { b };
        let (a, b) = (from[a as usize], from[b as usize]);
        (a.min(b), a.max(b))
    };
    let mut pairs: Vec<(u32, u32)> = (0..SAMPLE).map(pair).collect();
    // What is compared next to each other shares a record then.
    pairs.sort_unstable();
    pairs
}

/// How often each level of each comparison occurs among sampled pairs: `[comparison][level]`, each row summing to 1.
/// Where the chance of full agreement is known from the counts of the values, it is taken from there.
pub fn marginals(comparisons: &[Comparison], sample: &[Pattern], chances: &[Option<f64>]) -> Vec<Vec<f64>> {
    // Half a pair in each level: what was not seen in the sample is rare, not impossible.
    let mut counts: Vec<Vec<f64>> = comparisons.iter().map(|c| vec![0.5; c.kind.levels().len()]).collect();
    for pattern in sample {
        for (c, level) in pattern.said() {
            if let Some(count) = counts.get_mut(c).and_then(|counts| counts.get_mut(level)) {
                *count += 1.0;
            }
        }
    }
    let with_chance = |(counts, chance): (Vec<f64>, &Option<f64>)| {
        let often = counts.first().is_some_and(|c| *c > 10.0);
        let mut levels = normalised(counts.into_iter());
        if let (Some(same), Some((first, others))) = (chance, levels.split_first_mut()) {
            // Names in two scripts are the same without being written alike: seen in the sample only.
            let same = if often { same.max(*first) } else { *same }.clamp(1e-9, 0.999);
            let scale = (1.0 - same) / others.iter().sum::<f64>();
            others.iter_mut().for_each(|p| *p *= scale);
            *first = same;
        }
        levels
    };
    counts.into_iter().zip(chances).map(with_chance).collect()
}

/// Fits the model to what was observed; `marginals` are the levels' frequencies among all pairs.
pub fn train(mut model: Model, observed: &Observed, marginals: &[Vec<f64>]) -> Model {
    for _ in 0..ROUNDS {
        // What is chance for certain in the first step of a round is left out until the next round.
        let mut doubtful: Vec<Cell> = Vec::new();
        let mut before = step(&mut model, observed, &observed.cells, |cell| doubtful.push(cell));
        for _ in 1..STEPS {
            let matches = step(&mut model, observed, &doubtful, |_| {});
            if (matches - before).abs() <= SETTLED * matches {
                break;
            }
            before = matches;
        }
        take_out_of_chance(&mut model, marginals);
    }
    model
}

/// One step of expectation and maximisation on some cells, in order; returns the expected number of matches. `doubtful` is called
/// with each cell that may be something else than chance.
fn step(model: &mut Model, observed: &Observed, cells: &[Cell], mut doubtful: impl FnMut(Cell)) -> f64 {
    let scores = Scores::new(model);
    let shares: Vec<PerClass> = (0..model.matches.len()).map(|l| model.shares_of(l)).collect();
    let powers = Rarity::powers();
    let mut matches = vec![0.0; model.matches.len()];
    let mut strength = Strength::new(model.lists);
    let mut sums = [0.0; COUNT];
    // Expected counts by the place of a level, and class.
    let mut counts = vec![[0.0; COUNT]; LEVELS * model.kinds.len()];
    for of_pattern in cells.chunk_by(|x, y| x.pattern == y.pattern) {
        let said = &observed.patterns[of_pattern[0].pattern as usize];
        let product = scores.probabilities(said);
        let mut responsible = [0.0; COUNT];
        for &cell in of_pattern {
            let Cell { lists, found, count, rarity, .. } = cell;
            let (shares, factors) = (&shares[lists as usize], rarity.factors(&powers));
            let mut weighted: PerClass = std::array::from_fn(|c| product[c] * shares[c] * factors[c]);
            if !found {
                weighted[0] = 0.0;
            }
            let total: f64 = weighted.iter().sum();
            if total > 0.0 {
                let share = count / total;
                if (total - weighted[1]) * share > NEGLIGIBLE {
                    doubtful(cell);
                }
                (0..COUNT).for_each(|c| responsible[c] += weighted[c] * share);
                let matched = weighted[0] * share;
                matches[lists as usize] += matched;
                if model.lists > 1 && matched > NEGLIGIBLE * NEGLIGIBLE {
                    let others = weighted[1..].iter().sum::<f64>().max(1e-300);
                    strength.add(lists as usize, product[0], others, matched);
                }
            }
        }
        (0..COUNT).for_each(|c| sums[c] += responsible[c]);
        // Nothing is learned of chance here, nor from what can hardly be anything else.
        if responsible[0] + responsible[2] + responsible[3] + responsible[5] > NEGLIGIBLE {
            for &at in said {
                (0..COUNT).for_each(|c| counts[usize::from(at)][c] += responsible[c]);
            }
        }
    }
    let all: f64 = observed.pairs.iter().sum();
    for (c, class) in CLASSES.into_iter().enumerate() {
        if class != Class::Chance && model.shares[c] > 0.0 {
            model.shares[c] = (sums[c] + 0.1) / (all + 1.0);
        }
    }
    strength.judge_within(&mut matches);
    for (l, share) in model.matches.iter_mut().enumerate() {
        let (a, b) = (l / model.lists, l % model.lists);
        let expected = if a == b { PRIOR_MATCHES.1 } else { PRIOR_MATCHES.0 };
        // Where no match can be, none is learned.
        if *share > 0.0 && observed.pairs[l] > 0.0 {
            *share = ((matches[l] + expected) / (observed.pairs[l] + 1.0)).min(observed.most[l]);
        }
    }
    for (c, class) in CLASSES.into_iter().enumerate() {
        if class == Class::Chance {
            continue;
        }
        for k in 0..model.kinds.len() {
            let kind = model.kinds[k];
            if class.from(kind) != From::Own {
                continue;
            }
            let prior = prior(kind);
            let held = if class == Class::Match { prior.matched } else { prior.together };
            let learned = held.iter().zip(&counts[Scores::place(k, 0)..]).map(|(p, counts)| {
                // Kin are killed in one event like others.
                p * PRIOR_PAIRS + counts[c] + if class == Class::Event { counts[2] } else { 0.0 }
            });
            let mut levels = normalised(learned);
            if class == Class::Match {
                // A name that is part of the other, or another name, seldom is that of the same person.
                let from = if kind.levels() == NAME { 3 } else { levels.len() - 1 };
                keep_agreeing(&mut levels, from, prior.most_disagreeing);
            }
            model.levels[c][k] = levels;
        }
    }
    model.share_levels();
    matches.iter().sum()
}

/// What is left of the levels' frequencies among all pairs when the other classes' part is taken out.
fn take_out_of_chance(model: &mut Model, marginals: &[Vec<f64>]) {
    for (k, all) in marginals.iter().enumerate() {
        let left = all.iter().enumerate().map(|(level, &p)| {
            let others: f64 =
                [0, 2, 3, 4, 5].iter().map(|&c: &usize| model.shares[c] * model.levels[c][k][level]).sum();
            (p - others).max(0.05 * p)
        });
        model.levels[1][k] = normalised(left);
    }
    model.share_levels();
}

/// Bounds each level from `from` on, and gives what they lose to the others.
fn keep_agreeing(levels: &mut [f64], from: usize, most: f64) {
    let (near, far) = levels.split_at_mut(from.min(levels.len()));
    let before: f64 = far.iter().sum();
    far.iter_mut().for_each(|p| *p = p.min(most));
    let after: f64 = far.iter().sum();
    let scale = (1.0 - after) / (1.0 - before).max(1e-9);
    near.iter_mut().for_each(|p| *p *= scale);
}

fn normalised(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let weights: Vec<f64> = weights.map(|w| w.max(1e-9)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_lists_count_every_pair_once() {
        let list_of = [0, 0, 0, 1, 1, 2];
        let pairs = pairs_of_lists(&list_of, 3);
        assert_eq!(pairs.iter().sum::<f64>(), 15.0);
        assert_eq!(pairs[0], 3.0);
        assert_eq!(pairs[1], 6.0);
        assert_eq!(pairs[3], 0.0);
    }

    #[test]
    fn disagreement_is_bounded() {
        let mut levels = vec![0.2, 0.2, 0.6];
        keep_agreeing(&mut levels, 2, 0.1);
        assert!((levels.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(levels[2], 0.1);
        assert_eq!(levels[0], levels[1]);
    }
}
