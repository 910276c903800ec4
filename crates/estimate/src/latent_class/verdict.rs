//! Whether the draws may be used.

use super::diagnostics::quantile;
use super::{LatentClasses, Summary};

/// Most R-hat (Vehtari et al. 2021).
pub const MOST_RHAT: f64 = 1.01;

/// Fewest draws, in effective number, in the middle and in the tails (Vehtari et al. 2021).
pub const FEWEST_DRAWS: f64 = 400.0;

/// Most of the sweeps in which all classes may have people: beyond it the limit on their number shapes the answer.
pub const ALL_IN_USE: f64 = 0.1;

/// Whether the chains agree and their draws suffice.
pub(super) fn converged(summary: &Summary) -> bool {
    summary.rhat <= MOST_RHAT && summary.ess_bulk >= FEWEST_DRAWS && summary.ess_tail >= FEWEST_DRAWS
}

/// Why the draws must not be used; `totals` are those of how many in all, by chain, `met` says whether any two lists have
/// someone in common.
pub(super) fn reasons(found: &LatentClasses, totals: &[Vec<f64>], met: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    let summary = &found.total;
    if !met {
        reasons.push(
            "no one is on two lists: the number rests on what was assumed before seeing them".to_owned(),
        );
    }
    if summary.rhat > MOST_RHAT || summary.rhat.is_nan() {
        let by_chain = |p: f64| totals.iter().map(move |chain| quantile(std::slice::from_ref(chain), p));
        let least = |p: f64| by_chain(p).fold(f64::INFINITY, f64::min);
        let most = |p: f64| by_chain(p).fold(0.0, f64::max);
        let (lowest, highest) = (least(0.5), most(0.5));
        reasons.push(format!(
            "the chains do not agree: R-hat is {:.3}, at most {MOST_RHAT} is asked for; their medians reach from {lowest:.0} to {highest:.0}",
            summary.rhat
        ));
        if most(0.1) > least(0.9) {
            reasons.push(
                "the chains stay in different places: several answers fit the lists, and how likely each is was not found out"
                    .to_owned(),
            );
        }
    }
    for (size, place) in [(summary.ess_bulk, "in the middle"), (summary.ess_tail, "in the tails")] {
        if size < FEWEST_DRAWS || size.is_nan() {
            reasons.push(format!(
                "the draws are worth only {size:.0} independent ones {place}; {FEWEST_DRAWS} are asked for"
            ));
        }
    }
    if found.classes > 1 && found.all_in_use > ALL_IN_USE {
        reasons.push(format!(
            "all {} classes were in use in {:.0} per cent of the sweeps: people may differ in more ways than that; allow more classes",
            found.classes,
            100.0 * found.all_in_use
        ));
    }
    reasons
}
