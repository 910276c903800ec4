//! What weights should have said, by what people decided.
//!
//! The log odds of a pair are taken as `offset + slope × weight` (Platt 1999) and fitted to the pairs that people decided,
//! by logistic regression of the verdict on the weight. This holds for all pairs if which ones were decided depends on the
//! weight alone: that people look at the doubtful ones, or at all above some weight, does no harm; that they write down
//! only what they find to be the same does.
//!
//! The fit begins from the belief that weights are right (slope 1, offset 0), and what it minimises is strictly convex: there
//! is one answer, whatever the order of the decisions. Where the decisions cannot carry it, nothing is changed, and the reason
//! is said.

use crate::Given;
use crate::constraints::{Decided, Verdict};
use crate::partition::logistic;
use crate::records::Records;
use rustc_hash::FxHashSet;

/// Fewest decided pairs that recalibrate.
const FEWEST: usize = 50;
/// Fewest of them of each verdict.
const FEWEST_OF_EACH: usize = 5;
/// How far apart their weights must lie, the lightest and the heaviest tenth aside, in natural log odds.
const SPREAD: f64 = 2.0;
/// A decided pair counts as if it weighed no more than this, nor less than minus this: one verdict against a weight that
/// nobody doubted shall not outweigh the doubtful ones.
const FURTHEST: f64 = 10.0;
/// Standard deviations of what is held of the slope and the offset beforehand.
const SLOPE_HELD: f64 = 0.5;
const OFFSET_HELD: f64 = 1.0;
/// With a lesser slope the weights say nothing of the verdicts.
const LEAST_SLOPE: f64 = 0.1;
/// Pairs that decisions would have to raise by more, in natural log odds, to be worth keeping are not looked at.
const RAISED: f32 = 3.0;
/// Steps in which the fit must settle; it takes about six.
const STEPS: usize = 100;

/// A line from match weights to the log odds that people's decisions bear out, both in natural logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recalibration {
    /// What a unit of weight is worth; above 0. Less than 1 where weights claimed too much.
    pub slope: f64,
    /// The log odds of a weight of 0.
    pub offset: f64,
    /// Decided pairs that it was fitted to.
    pub decisions: u32,
}

impl Recalibration {
    /// The log odds that a weight of the model stands for.
    pub fn log_odds(&self, weight: f64) -> f64 {
        self.offset + self.slope * weight
    }
}

/// Why the decisions did not recalibrate the weights.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotRecalibrated {
    /// There are few.
    #[error("pairs decided to be the same or different: {decided}; at least {FEWEST} are needed")]
    Few {
        /// Decided pairs, those aside that cannot be told.
        decided: usize,
    },
    /// Nearly all say the same.
    #[error(
        "{same} pairs were decided to be the same and {different} to be different; at least {FEWEST_OF_EACH} of each are needed"
    )]
    OneSided {
        /// Pairs decided to be one person.
        same: usize,
        /// Pairs decided to be two people.
        different: usize,
    },
    /// The decided pairs all weigh about the same.
    #[error(
        "the decided pairs weigh nearly the same (most of them {from:.1} to {to:.1} in natural log odds); decide on lighter and heavier ones too"
    )]
    Narrow {
        /// Weight that a tenth of the pairs are below.
        from: f64,
        /// Weight that a tenth of the pairs are above.
        to: f64,
    },
    /// The decisions do not go with the weights at all.
    #[error(
        "heavier pairs were not decided to be the same more often than lighter ones (slope {slope:.2}); look whether the verdicts are swapped"
    )]
    Contrary {
        /// The slope that was fitted.
        slope: f64,
    },
    /// No line was found.
    #[error("the fit to the decided pairs did not settle")]
    Unsettled,
}

/// A decided pair: what the model says of it by itself, and what was decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// Its match weight in natural log odds.
    pub weight: f64,
    /// Whether it is one person.
    pub same: bool,
}

/// The decided pairs, each once, those aside that were known without a decision; in an order that is theirs alone.
pub fn told(records: &Records, decided: &[Decided], mut weigh: impl FnMut(u32, u32) -> f64) -> Vec<Told> {
    let known = |a: u32, b: u32| {
        let list = records.list_of[a as usize];
        a == b || list == records.list_of[b as usize] && records.lists[list as usize].one_per_list
    };
    let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut told = Vec::new();
    for d in decided.iter().filter(|d| d.verdict != Verdict::CannotTell && !known(d.a, d.b)) {
        let pair = (d.a.min(d.b), d.a.max(d.b));
        if seen.insert(pair) {
            told.push(Told { weight: weigh(pair.0, pair.1), same: d.verdict == Verdict::Same });
        }
    }
    told.retain(|t| t.weight.is_finite());
    told.sort_by(|x, y| x.weight.total_cmp(&y.weight).then(x.same.cmp(&y.same)));
    told
}

/// By what weights are to be recalibrated: by the decisions, or if they do not carry it, as the model given says; and why the
/// decisions, where there are any, do not.
pub fn by(told: &[Told], given: Given) -> (Option<Recalibration>, Option<NotRecalibrated>) {
    match fit(told) {
        Ok(by) => (Some(by), None),
        Err(why) => {
            let of_model = given.model.and_then(|file| file.recalibration);
            (of_model, Some(why).filter(|_| !given.decided.is_empty()))
        }
    }
}

/// The least weight of pairs whose recalibrated log odds may be at least `least`. What decisions will say is not known yet: they
/// are taken to raise weights by no more than [`RAISED`].
pub fn least(least: f32, given: Given) -> f32 {
    let by = given.model.and_then(|file| file.recalibration);
    let of_model = by.map_or(least, |by| ((f64::from(least) - by.offset) / by.slope) as f32);
    if given.decided.len() < FEWEST { of_model } else { of_model.min(least) - RAISED }
}

/// The line that the decided pairs bear out; they are in the order of their weights.
pub fn fit(told: &[Told]) -> Result<Recalibration, NotRecalibrated> {
    let decided = told.len();
    if decided < FEWEST {
        return Err(NotRecalibrated::Few { decided });
    }
    let same = told.iter().filter(|t| t.same).count();
    if same.min(decided - same) < FEWEST_OF_EACH {
        return Err(NotRecalibrated::OneSided { same, different: decided - same });
    }
    let points: Vec<(f64, f64)> =
        told.iter().map(|t| (t.weight.clamp(-FURTHEST, FURTHEST), f64::from(u8::from(t.same)))).collect();
    let (from, to) = (points[decided / 10].0, points[decided - 1 - decided / 10].0);
    if to - from < SPREAD {
        return Err(NotRecalibrated::Narrow { from, to });
    }
    let (slope, offset) = line(&points).ok_or(NotRecalibrated::Unsettled)?;
    if slope < LEAST_SLOPE {
        return Err(NotRecalibrated::Contrary { slope });
    }
    // What lies beyond is noise, and might differ between machines.
    let rounded = |x: f64| (x * 1e6).round() / 1e6;
    let decisions = u32::try_from(decided).unwrap_or(u32::MAX);
    Ok(Recalibration { slope: rounded(slope), offset: rounded(offset), decisions })
}

/// Slope and offset that minimise what the verdicts cost under them and how far they lie from 1 and 0 (Newton's method, with
/// steps halved while they do not help); `None` if they do not settle.
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (of_slope, of_offset) = (1.0 / SLOPE_HELD.powi(2), 1.0 / OFFSET_HELD.powi(2));
    let cost = |slope: f64, offset: f64| {
        // ln(1 + e^z) − y z, without overflow.
        let of_point = |&(x, y): &(f64, f64)| {
            let z = offset + slope * x;
            z.max(0.0) + (-z.abs()).exp().ln_1p() - y * z
        };
        let held = of_slope * (slope - 1.0).powi(2) + of_offset * offset.powi(2);
        points.iter().map(of_point).sum::<f64>() + held / 2.0
    };
    let (mut slope, mut offset) = (1.0, 0.0);
    let mut now = cost(slope, offset);
    for _ in 0..STEPS {
        let mut first = [of_slope * (slope - 1.0), of_offset * offset];
        // Second derivatives: by the slope twice, by both, by the offset twice.
        let mut second = [of_slope, 0.0, of_offset];
        for &(x, y) in points {
            let p = logistic(offset + slope * x);
            let (error, spread) = (p - y, p * (1.0 - p));
            first[0] += error * x;
            first[1] += error;
            second[0] += spread * x * x;
            second[1] += spread * x;
            second[2] += spread;
        }
        let determinant = second[0] * second[2] - second[1] * second[1];
        let step = [
            (second[2] * first[0] - second[1] * first[1]) / determinant,
            (second[0] * first[1] - second[1] * first[0]) / determinant,
        ];
        if !step.iter().all(|s| s.is_finite()) {
            return None;
        }
        if step.iter().all(|s| s.abs() < 1e-9) {
            return Some((slope, offset));
        }
        let mut share = 1.0;
        loop {
            let next = (slope - share * step[0], offset - share * step[1]);
            let then = cost(next.0, next.1);
            if then <= now {
                ((slope, offset), now) = (next, then);
                break;
            }
            share /= 2.0;
            if share < 1e-6 {
                // No lower cost in the only direction that could have one: what is left is rounding.
                return step.iter().all(|s| s.abs() < 1e-6).then_some((slope, offset));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::uniform;
    use rand_chacha::ChaCha8Rng;
    use rand_core::SeedableRng;

    /// Decisions on pairs whose true log odds are `offset + slope × weight`, weights between the ends alike.
    fn decided(n: usize, (from, to): (f64, f64), slope: f64, offset: f64, seed: u64) -> Vec<Told> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut told: Vec<Told> = (0..n)
            .map(|_| {
                let weight = from + (to - from) * uniform(&mut random);
                Told { weight, same: uniform(&mut random) < logistic(offset + slope * weight) }
            })
            .collect();
        told.sort_by(|x, y| x.weight.total_cmp(&y.weight).then(x.same.cmp(&y.same)));
        told
    }

    fn points(told: &[Told]) -> Vec<(f64, f64)> {
        told.iter().map(|t| (t.weight, f64::from(u8::from(t.same)))).collect()
    }

    #[test]
    fn a_known_line_is_found_again() {
        for (slope, offset) in [(0.5, -1.0), (1.0, 0.0), (1.6, 1.5), (0.3, 0.4)] {
            let by = fit(&decided(20_000, (-6.0, 6.0), slope, offset, 7)).unwrap();
            assert!((by.slope - slope).abs() < 0.06, "{slope}: {by:?}");
            assert!((by.offset - offset).abs() < 0.12, "{offset}: {by:?}");
            assert_eq!(by.decisions, 20_000);
        }
    }

    /// Which pairs are looked at may depend on their weight in any way.
    #[test]
    fn looking_at_the_doubtful_pairs_alone_gives_the_same_line() {
        let by = fit(&decided(20_000, (-1.0, 3.0), 0.6, -0.8, 3)).unwrap();
        assert!((by.slope - 0.6).abs() < 0.06 && (by.offset + 0.8).abs() < 0.1, "{by:?}");
    }

    #[test]
    fn over_many_small_samples_the_line_errs_little_and_to_no_side() {
        let fits: Vec<Recalibration> =
            (0..200).filter_map(|seed| fit(&decided(200, (-5.0, 5.0), 0.8, -0.5, seed)).ok()).collect();
        let n = fits.len() as f64;
        assert!(n > 195.0);
        let (slope, offset) =
            (fits.iter().map(|f| f.slope).sum::<f64>() / n, fits.iter().map(|f| f.offset).sum::<f64>() / n);
        assert!((slope - 0.8).abs() < 0.05 && (offset + 0.5).abs() < 0.06, "{slope} {offset}");
        assert!(fits.iter().all(|f| (0.3..2.0).contains(&f.slope) && f.offset.abs() < 2.0));
    }

    #[test]
    fn weights_that_are_right_stay_nearly_as_they_are() {
        for seed in 0..20 {
            let by = fit(&decided(60, (-5.0, 5.0), 1.0, 0.0, seed)).unwrap();
            assert!((by.slope - 1.0).abs() < 0.6 && by.offset.abs() < 1.2, "{by:?}");
        }
    }

    #[test]
    fn few_decisions_change_nothing() {
        assert_eq!(fit(&[]), Err(NotRecalibrated::Few { decided: 0 }));
        let told = decided(49, (-5.0, 5.0), 0.5, 0.0, 1);
        assert_eq!(fit(&told), Err(NotRecalibrated::Few { decided: 49 }));
        assert!(fit(&decided(50, (-5.0, 5.0), 0.5, 0.0, 1)).is_ok());
    }

    #[test]
    fn one_sided_decisions_change_nothing_and_would_not_explode() {
        let told: Vec<Told> = (0..60).map(|i| Told { weight: f64::from(i) / 10.0, same: true }).collect();
        let refused = fit(&told);
        assert_eq!(refused, Err(NotRecalibrated::OneSided { same: 60, different: 0 }));
        // Even if they were taken.
        for same in [0.0, 1.0] {
            for n in [50, 500, 50_000] {
                let points: Vec<(f64, f64)> = (0..n).map(|i| (f64::from(i % 60) / 10.0, same)).collect();
                let (slope, offset) = line(&points).unwrap();
                assert!(slope.abs() < 6.0 && offset.abs() < 10.0, "{n} {same}: {slope} {offset}");
            }
        }
        // Verdicts that the weights foretell without an error do not make them infinitely sure.
        let told: Vec<Told> =
            (-50..50).map(|i| Told { weight: f64::from(i) / 10.0 + 0.05, same: i >= 0 }).collect();
        let by = fit(&told).unwrap();
        assert!((1.0..3.5).contains(&by.slope) && by.offset.abs() < 0.1, "{by:?}");
    }

    #[test]
    fn one_slip_of_a_person_on_a_sure_pair_changes_little() {
        let mut told = decided(200, (-5.0, 5.0), 1.0, 0.0, 5);
        let before = fit(&told).unwrap();
        told.push(Told { weight: 38.0, same: false });
        let after = fit(&told).unwrap();
        assert!((before.slope - after.slope).abs() < 0.4, "{before:?} {after:?}");
    }

    #[test]
    fn what_cannot_carry_a_line_is_said() {
        let narrow: Vec<Told> =
            (0..80).map(|i| Told { weight: 3.0 + f64::from(i) / 100.0, same: i % 2 == 0 }).collect();
        let refused = fit(&narrow).unwrap_err();
        assert!(matches!(refused, NotRecalibrated::Narrow { .. }), "{refused}");
        assert!(refused.to_string().contains("3.1 to 3.7"), "{refused}");
        let swapped: Vec<Told> =
            decided(200, (-5.0, 5.0), 1.0, 0.0, 9).iter().map(|t| Told { same: !t.same, ..*t }).collect();
        let refused = fit(&swapped).unwrap_err();
        assert!(matches!(refused, NotRecalibrated::Contrary { .. }), "{refused}");
    }

    /// The minimum is one: the slope of the cost is 0 there, and no neighbour costs less.
    #[test]
    fn the_line_is_the_best_one() {
        let points = points(&decided(120, (-4.0, 8.0), 0.4, 1.0, 2));
        let (slope, offset) = line(&points).unwrap();
        let errors: Vec<(f64, f64)> =
            points.iter().map(|&(x, y)| (x, logistic(offset + slope * x) - y)).collect();
        let by_slope = errors.iter().map(|(x, e)| x * e).sum::<f64>() + (slope - 1.0) / SLOPE_HELD.powi(2);
        let by_offset = errors.iter().map(|(_, e)| e).sum::<f64>() + offset / OFFSET_HELD.powi(2);
        assert!(by_slope.abs() < 1e-6 && by_offset.abs() < 1e-6, "{by_slope} {by_offset}");
    }
}
