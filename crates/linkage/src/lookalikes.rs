//! What two people who are alike weigh, counted on pairs that are known to be two people.
//!
//! Two records of one list are seldom one person, because a list that names a person twice made a mistake; but relatives,
//! namesakes and twins are in it as they are between lists. So the pairs within lists are decoys, as in target-decoy
//! searches (Elias & Gygi 2007): weighed as if they stood between two lists, they show how many pairs of two people there are
//! at each weight. Where the model claims fewer between the lists than the decoys show, it claims too many matches, and weights
//! there are lowered by the logarithm of the ratio; raised, where it claims too few.

use crate::cluster::Edge;
use crate::pairs::LEAST_WEIGHT;
use crate::partition::logistic;
use crate::standing::ByLists;

/// Middle of the first bin of weights, in natural log odds; one follows every unit.
pub const FIRST: f64 = -3.5;
/// Number of bins.
pub const BINS: usize = 16;
/// How far off the model is held to be beforehand: the standard deviation of the logarithm of the ratio of two people there are
/// to those it claims.
const HELD: f64 = 1.5;
/// No model is out by more than this, as a natural log.
const FURTHEST: f64 = 10.0;
/// Fewest decoys that tell anything.
const FEWEST: f64 = 50.0;
/// The decoys stand for no fewer pairs between lists than this share of what their number says.
const LEAST_SCALE: f64 = 0.25;
/// Sums are kept in whole parts of this size: the order of the pairs shall not matter.
const PART: f64 = 1.0 / 4_294_967_296.0;

/// By how much weights are lowered, bin by bin; in natural log.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookalikes(pub(crate) [f64; BINS]);

impl Lookalikes {
    /// Counts the decoys among `edges`, which are weighed as if all pairs of lists had equally many matches; `more` is what each
    /// pair of lists weighs more than that, `expected` the number of matches within each list, and `pairs` the number of all
    /// pairs between lists, and within them. `None` where there are too few to tell.
    pub fn counted(
        edges: &[Edge],
        more: &ByLists,
        expected: &[f64],
        (between, inside): (f64, f64),
    ) -> Option<Lookalikes> {
        if between < 1.0 || inside < 1.0 {
            return None;
        }
        Counts::new(edges, more, expected).lookalikes(between / inside)
    }

    /// Weights, and by how much each is lowered.
    pub fn lowered(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.0.iter().enumerate().map(|(i, by)| (FIRST + i as f64, *by))
    }

    /// What a weight stands for: linear between the middles of bins.
    pub fn log_odds(&self, weight: f64) -> f64 {
        let at = (weight - FIRST).clamp(0.0, BINS as f64 - 1.0);
        let (low, part) = (at.floor() as usize, at.fract());
        let high = (low + 1).min(BINS - 1);
        weight - (self.0[low] * (1.0 - part) + self.0[high] * part)
    }
}

/// Pairs by weight, as sums over bins, smoothed.
struct Counts {
    /// Pairs within lists, each by the probability that it is two people.
    decoys: [f64; BINS],
    /// The same between lists, as the model says.
    claimed: [f64; BINS],
}

impl Counts {
    fn new(edges: &[Edge], more: &ByLists, expected: &[f64]) -> Counts {
        // How much lighter pairs were looked for shall not matter.
        let edges = || edges.iter().filter(|e| e.2 >= LEAST_WEIGHT);
        let list_of = |record: u32| more.list_of[record as usize] as usize;
        let parts = |count: f64| (count / PART) as u64;
        // A pair within a list may be one person after all: so it counts as far as the model says that it is not. But no list has
        // more such pairs than the model expects of it, or what is to be checked would excuse itself.
        let one_person = |e: &Edge| logistic(f64::from(e.2) + more.of(e.0, e.1));
        let mut one = vec![0u64; expected.len()];
        let within = edges().filter(|e| more.is_within(e.0, e.1));
        within.for_each(|e| one[list_of(e.0)] += parts(one_person(e)));
        let share = |(one, expected): (&u64, &f64)| (expected / (*one as f64 * PART).max(1e-9)).min(1.0);
        let share: Vec<f64> = one.iter().zip(expected).map(share).collect();
        let (mut decoys, mut claimed) = ([0u64; BINS], [0u64; BINS]);
        for e in edges() {
            let bin = (f64::from(e.2) - FIRST + 0.5).floor().clamp(0.0, BINS as f64 - 1.0) as usize;
            if more.is_within(e.0, e.1) {
                decoys[bin] += parts(1.0 - share[list_of(e.0)] * one_person(e));
            } else {
                claimed[bin] += parts(1.0 - one_person(e));
            }
        }
        let smooth = |counts: [u64; BINS]| {
            let at = |i: usize| counts[i.min(BINS - 1)] as f64 * PART;
            std::array::from_fn(|i| (at(i.saturating_sub(1)) + 2.0 * at(i) + at(i + 1)) / 4.0)
        };
        Counts { decoys: smooth(decoys), claimed: smooth(claimed) }
    }

    /// By how much weights must fall to claim what the decoys show, each of which stands for so many pairs between lists.
    fn lookalikes(&self, each: f64) -> Option<Lookalikes> {
        let Counts { decoys, claimed } = self;
        if decoys.iter().sum::<f64>() < FEWEST {
            return None;
        }
        // Lists that cover different places have fewer lookalikes between them than within: where weights are low, and nearly
        // all pairs are two people, the decoys are made as many as those.
        let lowest = claimed[0] / decoys[0].max(1.0);
        let each = lowest.clamp(LEAST_SCALE * each, each);
        let mut stands_for: [f64; BINS] =
            std::array::from_fn(|i| FIRST + i as f64 - out_by(decoys[i], claimed[i] / each));
        // A heavier pair is never less likely.
        for i in (0..BINS - 1).rev() {
            stands_for[i] = stands_for[i].min(stands_for[i + 1]);
        }
        // What lies beyond is noise, and might differ between machines.
        let rounded = |x: f64| (x * 1e6).round() / 1e6;
        Some(Lookalikes(std::array::from_fn(|i| rounded(FIRST + i as f64 - stands_for[i]))))
    }
}

/// By what factor, as a natural log, a model is likeliest to be out that expects so many where so many were counted: Poisson
/// counts, with [`HELD`] beforehand. Newton's method on a function that falls throughout.
fn out_by(counted: f64, expected: f64) -> f64 {
    let mut out = ((counted + 0.5) / (expected + 0.5)).ln();
    for _ in 0..50 {
        let more = expected * out.exp();
        let slope = more + 1.0 / (HELD * HELD);
        let step = (counted - more - out / (HELD * HELD)) / slope;
        // Far below the root the exponential would throw it far above.
        out += step.clamp(-1.0, 1.0);
    }
    out.clamp(-FURTHEST, FURTHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lists of which the pairs within and between weigh so, so many times each.
    fn counted(within: &[(f32, usize)], between: &[(f32, usize)]) -> Option<Lookalikes> {
        let mut edges: Vec<Edge> = Vec::new();
        for &(weight, times) in within {
            edges.extend(std::iter::repeat_n((0, 1, weight), times));
        }
        for &(weight, times) in between {
            edges.extend(std::iter::repeat_n((0, 2, weight), times));
        }
        let more = ByLists { list_of: &[0, 0, 1], more: vec![-20.0, 0.0, 0.0, -20.0], lists: 2 };
        Lookalikes::counted(&edges, &more, &[0.0, 0.0], (100.0, 100.0))
    }

    #[test]
    fn where_the_decoys_bear_the_model_out_nothing_changes() {
        // Of a thousand pairs of weight 0 half are two people.
        let found = counted(&[(-3.5, 970), (0.0, 500)], &[(-3.5, 1000), (0.0, 1000)]).unwrap();
        for weight in [-3.5, 0.0, 0.2, 8.0, 100.0] {
            assert!((found.log_odds(weight) - weight).abs() < 0.1, "{found:?}");
        }
    }

    #[test]
    fn where_there_are_more_lookalikes_than_claimed_weights_fall() {
        // The model claims that 1 in 30 of the pairs of weight 3.5 is two people, and 1 in 3 is.
        let found = counted(&[(-3.5, 970), (3.5, 333)], &[(-3.5, 1000), (3.5, 1000)]).unwrap();
        let p = logistic(found.log_odds(3.5));
        assert!((0.64..0.76).contains(&p), "{p}");
        assert!(found.log_odds(3.4) <= found.log_odds(3.5));
        assert!((found.log_odds(9.0) - 9.0).abs() < 0.01);
    }

    #[test]
    fn where_all_are_lookalikes_little_is_left_to_claim() {
        let found = counted(&[(-3.5, 970), (3.5, 1000)], &[(-3.5, 1000), (3.5, 1000)]).unwrap();
        assert!(logistic(found.log_odds(3.5)) < 0.51, "{found:?}");
        // A quarter of few heavy ones, of which the model doubts none.
        let found = counted(&[(-3.5, 970), (8.5, 33)], &[(-3.5, 1000), (8.5, 141)]).unwrap();
        let p = logistic(found.log_odds(8.5));
        assert!((0.72..0.86).contains(&p), "{p}");
    }

    #[test]
    fn a_few_decoys_tell_nothing() {
        assert_eq!(counted(&[(0.0, 40)], &[(0.0, 1000)]), None);
        assert_eq!(counted(&[], &[(0.0, 1000)]), None);
    }
}
