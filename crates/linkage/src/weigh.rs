//! The match weight of a pair, fast: most pairs that share a block are told apart by a sum over their codes.
//!
//! The weight is the logarithm of the odds that a pair is one person. It can be no larger than the sum, over the comparisons, of
//! the most that each could still say against chance alone. Equal codes are told at sight, and for unequal ones the best
//! level they could reach bounds them; so a pair whose sum lies below what is worth keeping is dropped before any two words
//! are compared. What is left is compared column by column, those first that tell two people apart for the least, until the sum
//! is too low.

use crate::compare::{COMPLEX, Compared, Comparer, Memos, Pattern, Prepared, Slot, TokenRarity};
use crate::model::{Model, Scores};
use crate::records::NONE;
use std::ops::Range;

/// What no name says more than, in natural log.
const MOST_OF_A_NAME: f32 = 60.0;

/// Weighs pairs.
pub struct Weigher<'a> {
    comparer: &'a Comparer<'a>,
    scores: Scores,
    list_of: &'a [u32],
    lists: usize,
    columns: Vec<Column<'a>>,
}

/// What one column says of two records at sight, by their codes.
struct Column<'a> {
    /// Index of its slot, the first one of a name.
    s: usize,
    comparisons: Range<usize>,
    by: By<'a>,
}

enum By<'a> {
    /// One code: equal codes say all.
    Code {
        /// By code, what two equal ones say.
        same: Vec<Same>,
        /// The most that unequal ones can add to a weight.
        unequal: f32,
        /// Slot of the value that silences this one where both records have it.
        silenced_by: Option<usize>,
    },
    /// The given and the family name, and where in a row their sounds stand.
    Name([Part<'a>; 2], usize),
    /// A relative's name, which codes do not tell.
    Relative,
}

/// What two equal codes say.
struct Same {
    level: u8,
    rarity: f32,
    /// What that adds to a weight.
    gain: f32,
}

/// What a part of a name can add to a weight at most.
struct Part<'a> {
    /// In two scripts one name may have two spellings.
    most: f32,
    /// By token.
    rarities: &'a [TokenRarity],
}

/// What is seen of two records at sight.
enum Sight<'a> {
    Nothing,
    Same(&'a Same),
    AtMost(f32),
}

impl<'a> Weigher<'a> {
    /// For all records.
    pub fn new(comparer: &'a Comparer<'a>, model: &Model, list_of: &'a [u32]) -> Weigher<'a> {
        let scores = Scores::new(model);
        let slots = comparer.rows().slots();
        let mut columns: Vec<Column> = Vec::new();
        for (s, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.part == 0) {
            let prepared = &comparer.columns()[slot.column];
            let by = match prepared {
                Prepared::Name(names) => {
                    let part = |part: usize| Part {
                        most: scores.best_gain(slot.comparison + part, 0),
                        rarities: names.rarities(part),
                    };
                    By::Name([part(0), part(1)], comparer.rows().sounds(s).unwrap_or(s))
                }
                Prepared::Relative(_) => By::Relative,
                _ => by_code(comparer, &scores, slot),
            };
            let parts = if matches!(prepared, Prepared::Name(_)) { 3 } else { 1 };
            columns.push(Column { s, comparisons: slot.comparison..slot.comparison + parts, by });
        }
        // Those first that tell two people apart for the least.
        let worth = |c: &Column| {
            c.comparisons.clone().map(|c| scores.expected_loss(c)).sum::<f32>() / comparer.cost(&slots[c.s])
        };
        columns.sort_by(|x, y| worth(y).total_cmp(&worth(x)));
        Weigher { comparer, scores, list_of, lists: model.lists, columns }
    }

    /// Index of the pair of lists of two records.
    fn lists_of(&self, a: u32, b: u32) -> usize {
        crate::model::pair_of_lists(self.list_of[a as usize], self.list_of[b as usize], self.lists)
    }

    /// The match weight of a pair, in natural log odds.
    pub fn weight(&self, a: u32, b: u32, memos: &mut Memos) -> f64 {
        let rows = self.comparer.rows();
        self.weight_of_rows(a, rows.of(a), b, rows.of(b), memos)
    }

    /// The match weight of a pair whose codes are at hand, in natural log odds.
    pub fn weight_of_rows(&self, a: u32, x: &[u32], b: u32, y: &[u32], memos: &mut Memos) -> f64 {
        let compared = self.comparer.compare_rows(a, x, b, y, memos);
        self.scores.log_odds(&compared, self.lists_of(a, b))
    }

    /// The match weight of a pair, or `least` if it is less.
    pub fn weight_or(&self, least: f32, a: u32, b: u32, memos: &mut Memos) -> f64 {
        let rows = self.comparer.rows();
        let above = self.weight_above(least, a, rows.of(a), b, rows.of(b), memos);
        f64::from(above.unwrap_or(least))
    }

    /// The match weight of a pair whose codes are at hand, if it is at least `least`.
    pub fn weight_above(
        &self,
        least: f32,
        a: u32,
        x: &[u32],
        b: u32,
        y: &[u32],
        memos: &mut Memos,
    ) -> Option<f32> {
        let list = |row: &[u32]| row.last().copied().unwrap_or(0);
        let lists = crate::model::pair_of_lists(list(x), list(y), self.lists);
        let mut most = self.scores.prior(lists);
        let mut compared = Compared::default();
        // What the columns that are not told at sight could add, and which those are, one bit each.
        let mut could = [0f32; Pattern::MOST];
        let mut open = 0u32;
        for (at, column) in self.columns.iter().enumerate() {
            match column.at_sight(&self.scores, x, y) {
                Sight::Nothing => {}
                Sight::Same(same) => {
                    compared.say(column.comparisons.start, Some(same.level), same.rarity);
                    most += same.gain;
                }
                Sight::AtMost(gain) => {
                    could[at] = gain;
                    most += gain;
                    open |= 1 << at;
                }
            }
        }
        while most >= least && open != 0 {
            let at = open.trailing_zeros() as usize;
            open &= open - 1;
            let column = &self.columns[at];
            self.comparer.compare_slot(column.s, (a, x), (b, y), memos, &mut compared);
            let says = column.comparisons.clone().filter_map(|c| {
                compared.pattern.level(c).map(|level| self.scores.gain(c, level, compared.rarity[c]))
            });
            most += says.sum::<f32>() - could[at];
        }
        if most < least {
            return None;
        }
        let weight = self.scores.log_odds(&compared, lists) as f32;
        (weight >= least).then_some(weight)
    }
}

/// How a column of one code is told at sight.
fn by_code(comparer: &Comparer, scores: &Scores, slot: &Slot) -> By<'static> {
    let codes = match &comparer.columns()[slot.column] {
        Prepared::Event(dates) | Prepared::Birth(dates) => dates.days().len(),
        Prepared::Age(ages) => ages.values.len(),
        Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => texts.folded().len(),
        Prepared::Place(places) => places.values().len(),
        Prepared::Name(_) | Prepared::Relative(_) => 0,
    };
    let same = |code| {
        let (level, rarity) = comparer.same(slot, code).unwrap_or((0, 1.0));
        Same { level, rarity, gain: scores.gain(slot.comparison, level.into(), rarity) }
    };
    let same: Vec<Same> = (0..codes as u32).map(same).collect();
    let mut unequal = scores.best_gain(slot.comparison, 1);
    if matches!(comparer.columns()[slot.column], Prepared::Place(_)) {
        // The same narrowest place under another wider one.
        unequal = same.iter().fold(scores.best_gain(slot.comparison, 0), |most, same| most.max(same.gain));
    }
    let is_age = matches!(comparer.columns()[slot.column], Prepared::Age(_));
    By::Code { same, unequal, silenced_by: comparer.birth().filter(|_| is_age) }
}

impl Column<'_> {
    fn at_sight(&self, scores: &Scores, x: &[u32], y: &[u32]) -> Sight<'_> {
        let (p, q) = (x[self.s], y[self.s]);
        match &self.by {
            By::Code { .. } | By::Relative if p == NONE || q == NONE => Sight::Nothing,
            By::Code { silenced_by: Some(s), .. } if x[*s] != NONE && y[*s] != NONE => Sight::Nothing,
            By::Code { same, unequal, .. } => match same.get(p as usize) {
                Some(same) if p == q => Sight::Same(same),
                _ => Sight::AtMost(*unequal),
            },
            By::Relative => Sight::AtMost(scores.best_gain(self.comparisons.start, 0)),
            By::Name([given, family], at) => {
                let (s, t) = (self.s, self.s + 1);
                if p == COMPLEX || q == COMPLEX || x[*at] == y[at + 1] || x[at + 1] == y[*at] {
                    // The two may stand in the other order.
                    return Sight::AtMost(MOST_OF_A_NAME);
                }
                let family = family.most(x[t], y[t], x[at + 1] == y[at + 1]);
                Sight::AtMost(given.most(x[s], y[s], x[*at] == y[*at]) + family)
            }
        }
    }
}

impl Part<'_> {
    /// At most for two tokens, of which it is said whether they sound alike.
    fn most(&self, p: u32, q: u32, alike: bool) -> f32 {
        if p == NONE || q == NONE {
            return 0.0;
        }
        let rarity = |p: u32| self.rarities.get(p as usize);
        let rarer = if p == q {
            rarity(p).map_or(0.0, |r| r.exact_rarer)
        } else if alike {
            // Spellings of one name.
            rarity(p).map_or(0.0, |r| r.alike_rarer.max(0.0))
        } else {
            0.0
        };
        self.most + rarer
    }
}

#[cfg(test)]
mod tests {
    use super::Weigher;
    use crate::block::Atoms;
    use crate::compare::Comparer;
    use crate::{common, content, learning};

    #[test]
    fn a_pair_is_dropped_only_if_it_weighs_less() {
        let records = common::records(&common::lists(120, 3, 5));
        let contents = content::contents(&records, None);
        let comparer = Comparer::new(&records, &contents, None);
        let ready =
            learning::learned(&records, &contents, &comparer, &Atoms::new(&comparer), 1, &|_, _, _| {});
        let weigher = Weigher::new(&comparer, &ready.model, &records.list_of);
        let (mut memos, rows) = (comparer.memos(), comparer.rows());
        let (mut kept, mut dropped) = (0, 0);
        for a in 0..records.len() as u32 {
            for b in a + 1..records.len() as u32 {
                let whole = weigher.weight(a, b, &mut memos) as f32;
                for least in [-9.0, -4.595, 3.0] {
                    let above = weigher.weight_above(least, a, rows.of(a), b, rows.of(b), &mut memos);
                    assert_eq!(above, (whole >= least).then_some(whole), "{a} {b} {least}");
                    if above.is_some() { kept += 1 } else { dropped += 1 }
                }
            }
        }
        assert!(kept > 300 && dropped > 50_000, "{kept} {dropped}");
    }
}
