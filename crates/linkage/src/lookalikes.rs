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

/// Middle of the first bin of weights, in natural log odds; one follows every unit.
pub const FIRST: f64 = -3.5;
/// Number of bins.
pub const BINS: usize = 16;
/// What counts for the model as if so many decoys had borne it out, in each bin.
const HELD: f64 = 2.0;
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
    /// Counts the decoys among `edges`, which are weighed as if all stood between lists; `within` is what pairs within
    /// each list weigh more than that (mostly less). `pairs` is the number of all pairs between lists, and within them. `None`
    /// where there are too few to tell.
    pub fn counted(edges: &[Edge], list_of: &[u32], within: &[f64], pairs: (f64, f64)) -> Option<Lookalikes> {
        let (mut decoys, mut claimed) = ([0u64; BINS], [0u64; BINS]);
        // How much lighter pairs were looked for shall not matter.
        for &(a, b, weight) in edges.iter().filter(|e| e.2 >= LEAST_WEIGHT) {
            let weight = f64::from(weight);
            let bin = (weight - FIRST + 0.5).floor().clamp(0.0, BINS as f64 - 1.0) as usize;
            let list = list_of[a as usize];
            // Pairs within a list may be one person after all: they count as far as the model says that they are not.
            let (count, odds) = if list == list_of[b as usize] {
                (&mut decoys, weight + within[list as usize])
            } else {
                (&mut claimed, weight)
            };
            count[bin] += ((1.0 - logistic(odds)) / PART) as u64;
        }
        let smooth = |counts: [u64; BINS]| {
            let at = |i: usize| counts[i.min(BINS - 1)] as f64 * PART;
            std::array::from_fn::<f64, BINS, _>(|i| (at(i.saturating_sub(1)) + 2.0 * at(i) + at(i + 1)) / 4.0)
        };
        let (decoys, claimed) = (smooth(decoys), smooth(claimed));
        let (between, inside) = pairs;
        if decoys.iter().sum::<f64>() < FEWEST || between < 1.0 || inside < 1.0 {
            return None;
        }
        // Lists that cover different places have fewer lookalikes between them than within: where weights are low, and nearly
        // all pairs are two people, the decoys are made as many as those.
        let lowest = claimed[0] / decoys[0].max(1.0);
        let scale = lowest.clamp(LEAST_SCALE * between / inside, between / inside);
        let mut stands_for: [f64; BINS] = std::array::from_fn(|i| {
            let lowered = ((decoys[i] * scale + HELD) / (claimed[i] + HELD)).ln();
            FIRST + i as f64 - lowered
        });
        // A heavier pair is never less likely.
        for i in (0..BINS - 1).rev() {
            stands_for[i] = stands_for[i].min(stands_for[i + 1]);
        }
        // What lies beyond is noise, and might differ between machines.
        let rounded = |x: f64| (x * 1e6).round() / 1e6;
        Some(Lookalikes(std::array::from_fn(|i| rounded(FIRST + i as f64 - stands_for[i]))))
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
        Lookalikes::counted(&edges, &[0, 0, 1], &[-20.0, -20.0], (100.0, 100.0))
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
        assert!((0.6..0.8).contains(&p), "{p}");
        assert!(found.log_odds(3.4) <= found.log_odds(3.5));
        assert!((found.log_odds(9.0) - 9.0).abs() < 0.01);
    }

    #[test]
    fn a_few_decoys_tell_nothing() {
        assert_eq!(counted(&[(0.0, 40)], &[(0.0, 1000)]), None);
        assert_eq!(counted(&[], &[(0.0, 1000)]), None);
    }
}
