//! The match weight of a pair, fast: most pairs that share a block are told apart by a sum over their codes.
//!
//! The weight is the logarithm of the odds that a pair is one person. It can be no larger than the sum, over the comparisons, of
//! the most that each could still say against chance alone. Equal codes are known at sight, and for unequal ones the best
//! level they could reach bounds them; so a pair whose sum lies below what is worth keeping is dropped before any two words
//! are compared. What is left is compared level by level, the cheap comparisons first.

use crate::compare::{COMPLEX, Compared, Comparer, Memos, Prepared, Slot};
use crate::model::{Model, Scores};
use crate::records::NONE;

/// Weighs pairs.
pub struct Weigher<'a> {
    comparer: &'a Comparer,
    scores: Scores,
    list_of: &'a [u32],
    lists: usize,
    bounds: Vec<Bound>,
}

/// What one slot can add to a weight at most.
struct Bound {
    slot: Slot,
    /// If both codes are equal.
    equal: f32,
    /// If they are not.
    unequal: f32,
    /// By equal code, how much rarer than the average it is, in natural log.
    rarity: Vec<f32>,
    /// Whether equal codes may still be unequal values, or the other way round.
    loose: bool,
    silenced_by: Option<usize>,
}

impl<'a> Weigher<'a> {
    /// For all records.
    pub fn new(comparer: &'a Comparer, model: &Model, list_of: &'a [u32]) -> Weigher<'a> {
        let scores = Scores::new(model);
        let slots = comparer.rows().slots();
        let birth = slots.iter().position(|s| matches!(comparer.columns()[s.column], Prepared::Birth(_)));
        let bound = |slot: &Slot| {
            let column = &comparer.columns()[slot.column];
            let best = |from: usize| scores.best_gain(slot.comparison, from);
            let mut bound = Bound {
                slot: *slot,
                equal: best(0),
                unequal: best(1),
                rarity: Vec::new(),
                loose: false,
                silenced_by: None,
            };
            match column {
                Prepared::Name(names) => {
                    let tokens = names.names().tokens().len() as u32;
                    bound.rarity = (0..tokens).map(|t| -names.log_rarity(slot.part, t)).collect();
                    // Two scripts may write one name.
                    bound.unequal = bound.equal;
                }
                Prepared::Relative(_) => (bound.loose, bound.unequal) = (true, bound.equal),
                Prepared::Event(dates) | Prepared::Birth(dates) => {
                    bound.rarity = (0..dates.days().len() as u32).map(|d| -dates.rarity(d).ln()).collect();
                }
                Prepared::Age(_) => bound.silenced_by = birth,
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                    bound.rarity = (0..texts.folded().len() as u32).map(|t| -texts.rarity(t).ln()).collect();
                }
                Prepared::Place(places) => {
                    let codes = places.values().len() as u32;
                    bound.rarity = (0..codes).map(|p| -places.rarity(p, p).ln()).collect();
                    // The same narrowest place under another wider one.
                    bound.unequal = bound.equal + bound.rarity.iter().fold(0.0, |m: f32, r| m.max(*r));
                }
            }
            bound
        };
        let bounds = slots.iter().map(bound).collect();
        Weigher { comparer, scores, list_of, lists: model.lists, bounds }
    }

    /// Index of the pair of lists of two records.
    fn lists_of(&self, a: u32, b: u32) -> usize {
        crate::model::pair_of_lists(self.list_of[a as usize], self.list_of[b as usize], self.lists)
    }

    /// The match weight of a pair, in natural log odds.
    pub fn weight(&self, a: u32, b: u32, memos: &mut Memos) -> f64 {
        let compared = self.comparer.compare(a, b, memos);
        self.scores.log_odds(&compared, self.lists_of(a, b))
    }

    /// What was compared, for those who explain a weight.
    pub fn compared(&self, a: u32, b: u32, memos: &mut Memos) -> Compared {
        self.comparer.compare(a, b, memos)
    }

    /// The match weight of a pair whose codes are at hand, if it is at least `least`.
    pub fn weight_above(&self, least: f32, a: u32, x: &[u32], b: u32, y: &[u32], memos: &mut Memos) -> Option<f32> {
        let lists = self.lists_of(a, b);
        let mut most = self.scores.prior(lists);
        for (s, bound) in self.bounds.iter().enumerate() {
            most += bound.most(x[s], y[s], x, y);
        }
        TOTAL.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if most < least {
            return None;
        }
        CLOSE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let compared = self.comparer.compare_rows(a, x, b, y, memos);
        let weight = self.scores.log_odds(&compared, lists) as f32;
        (weight >= least).then_some(weight)
    }
}

impl Bound {
    fn most(&self, p: u32, q: u32, x: &[u32], y: &[u32]) -> f32 {
        if p == NONE || q == NONE {
            return 0.0;
        }
        if p == COMPLEX || q == COMPLEX {
            return 60.0;
        }
        if self.silenced_by.is_some_and(|s| x[s] != NONE && y[s] != NONE) {
            return 0.0;
        }
        if p != q || self.loose {
            return self.unequal;
        }
        self.equal + self.rarity.get(p as usize).copied().unwrap_or(0.0)
    }
}

pub static TOTAL: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
pub static CLOSE: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
