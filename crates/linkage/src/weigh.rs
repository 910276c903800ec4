//! The match weight of a pair, fast: most pairs that share a block are told apart by a sum over their codes.
//!
//! The weight is the logarithm of the odds that a pair is one person. It can be no larger than the sum, over the comparisons, of
//! the most that each could still say against chance alone. Equal codes are known at sight, and for unequal ones the best
//! level they could reach bounds them; so a pair whose sum lies below what is worth keeping is dropped before any two words
//! are compared. What is left is compared column by column, those first that tell two people apart for the least, until the sum
//! is too low.

use crate::compare::{COMPLEX, Compared, Comparer, Memos, Pattern, Prepared, Slot};
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
    bounds: Vec<Bound>,
}

/// What one slot, or the two of a name, can add to a weight at most.
struct Bound {
    /// Index of the slot, the first one of a name.
    s: usize,
    comparisons: Range<usize>,
    parts: Vec<Part>,
    /// Of a name: where in a row its sounds stand.
    sounds: Option<usize>,
    /// Slot of the value that silences this one where both records have it.
    silenced_by: Option<usize>,
}

/// What a slot can add.
struct Part {
    /// If both codes are equal.
    equal: f32,
    /// If they are not.
    unequal: f32,
    /// By equal code, how much rarer than the average it is, in natural log.
    rarity: Vec<f32>,
    /// Of a name: by token how much rarer than the average all are that sound like it.
    sound: Vec<f32>,
    /// Whether equal codes may still be unequal values, or the other way round.
    loose: bool,
}

impl<'a> Weigher<'a> {
    /// For all records.
    pub fn new(comparer: &'a Comparer<'a>, model: &Model, list_of: &'a [u32]) -> Weigher<'a> {
        let scores = Scores::new(model);
        let slots = comparer.rows().slots();
        let part = |slot: &Slot| {
            let best = |from: usize| scores.best_gain(slot.comparison, from);
            let (equal, mut unequal) = (best(0), best(1));
            let (mut rarity, mut sound, mut loose) = (Vec::new(), Vec::new(), false);
            match &comparer.columns()[slot.column] {
                Prepared::Name(names) => {
                    let tokens = names.names().tokens().len() as u32;
                    rarity = (0..tokens).map(|t| -names.rarity_of(slot.part, t).ln()).collect();
                    sound = (0..tokens).map(|t| -names.rarity_of_sound(slot.part, t).ln()).collect();
                    // Two scripts may write one name.
                    unequal = equal;
                }
                Prepared::Relative(_) => (loose, unequal) = (true, equal),
                Prepared::Event(dates) | Prepared::Birth(dates) => {
                    rarity = (0..dates.days().len() as u32).map(|d| -dates.rarity(d).ln()).collect();
                }
                Prepared::Age(_) => {}
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                    rarity = (0..texts.folded().len() as u32).map(|t| -texts.rarity(t).ln()).collect();
                }
                Prepared::Place(places) => {
                    let codes = places.values().len() as u32;
                    rarity = (0..codes).map(|p| -places.rarity(p, p).ln()).collect();
                    // The same narrowest place under another wider one.
                    unequal = equal + rarity.iter().fold(0.0, |m: f32, r| m.max(*r));
                }
            }
            Part { equal, unequal, rarity, sound, loose }
        };
        let mut bounds: Vec<Bound> = Vec::new();
        for (s, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.part == 0) {
            let column = &comparer.columns()[slot.column];
            let is_name = matches!(column, Prepared::Name(_));
            bounds.push(Bound {
                s,
                comparisons: slot.comparison..slot.comparison + if is_name { 3 } else { 1 },
                parts: slots[s..s + 1 + usize::from(is_name)].iter().map(part).collect(),
                sounds: comparer.rows().sounds(s),
                silenced_by: comparer.birth().filter(|_| matches!(column, Prepared::Age(_))),
            });
        }
        // Those first that tell two people apart for the least.
        let worth = |b: &Bound| {
            b.comparisons.clone().map(|c| scores.expected_loss(c)).sum::<f32>() / comparer.cost(&slots[b.s])
        };
        bounds.sort_by(|x, y| worth(y).total_cmp(&worth(x)));
        Weigher { comparer, scores, list_of, lists: model.lists, bounds }
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
        let mut bounds = [0f32; Pattern::MOST];
        for (slot, bound) in bounds.iter_mut().zip(&self.bounds) {
            *slot = bound.most(x, y);
            most += *slot;
        }
        if most < least {
            return None;
        }
        let mut compared = Compared::default();
        for (bound, could) in self.bounds.iter().zip(&bounds) {
            self.comparer.compare_slot(bound.s, (a, x), (b, y), memos, &mut compared);
            if bound.is_exact(x, y) {
                continue;
            }
            let says = bound.comparisons.clone().filter_map(|c| {
                compared.pattern.level(c).map(|level| self.scores.gain(c, level, compared.rarity[c]))
            });
            most += says.sum::<f32>() - could;
            if most < least {
                return None;
            }
        }
        let weight = self.scores.log_odds(&compared, lists) as f32;
        (weight >= least).then_some(weight)
    }
}

impl Bound {
    /// Whether [`Bound::most`] is what the comparison says.
    fn is_exact(&self, x: &[u32], y: &[u32]) -> bool {
        matches!(&self.parts[..], [part] if !part.loose && x[self.s] == y[self.s])
    }

    fn most(&self, x: &[u32], y: &[u32]) -> f32 {
        if self.silenced_by.is_some_and(|s| x[s] != NONE && y[s] != NONE) {
            return 0.0;
        }
        if let ([given, family], Some(at)) = (&self.parts[..], self.sounds) {
            let (s, t) = (self.s, self.s + 1);
            if x[s] == COMPLEX || y[s] == COMPLEX || x[at] == y[at + 1] || x[at + 1] == y[at] {
                // The two may stand in the other order.
                return MOST_OF_A_NAME;
            }
            return given.most(x[s], y[s], x[at] == y[at]) + family.most(x[t], y[t], x[at + 1] == y[at + 1]);
        }
        self.parts.first().map_or(0.0, |part| part.most(x[self.s], y[self.s], false))
    }
}

impl Part {
    /// At most for two codes, of which it is said whether they sound alike.
    fn most(&self, p: u32, q: u32, alike: bool) -> f32 {
        if p == NONE || q == NONE {
            return 0.0;
        }
        if p == q && !self.loose {
            return self.equal + self.rarity.get(p as usize).copied().unwrap_or(0.0);
        }
        // Spellings of one name.
        let rarer = if alike { self.sound.get(p as usize).copied().unwrap_or(0.0).max(0.0) } else { 0.0 };
        self.unequal + rarer
    }
}
