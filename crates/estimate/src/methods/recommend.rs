//! Which method's number to state, or why none.

use super::{Answer, Method};
use crate::loglinear::Fit;
use crate::{Alternative, Outcome, POOR_FIT, WIDEST};

/// What is left where nothing can be stated.
pub(super) const MINIMUM: &str = "the number documented stands as the minimum";

/// What the log-linear models say of the table. Where they are refused, no other method decides: that it settles on one answer
/// is then its assumption, not what the lists tell.
pub(super) enum Fitting {
    /// They fit and agree.
    Sound,
    /// The best does not fit, and why: people differ.
    Unfit(String),
    /// They fit and do not agree, or know too little, and why.
    Disagreeing(String),
}

impl Fitting {
    /// From the fits, the best first, and what they say together.
    pub(super) fn of(fits: &[Fit], outcome: &Outcome) -> Fitting {
        let Outcome::NotIdentified { reason, .. } = outcome else { return Fitting::Sound };
        match fits.first() {
            Some(best) if best.fit_p() < POOR_FIT => Fitting::Unfit(reason.clone()),
            _ => Fitting::Disagreeing(reason.clone()),
        }
    }
}

/// The interval to state: from the least to the greatest end of the intervals of all sound methods, one of which is recommended.
/// Each is right if its assumption holds, and the lists do not say which does.
pub(crate) fn spanned(answers: &[Answer], recommended: Option<Method>) -> Option<(f64, f64)> {
    recommended?;
    let sound = || answers.iter().filter(|a| a.name.is_estimate() && a.reliable);
    let low = sound().filter_map(|a| a.low).min_by(f64::total_cmp)?;
    let high = sound().filter_map(|a| a.high).max_by(f64::total_cmp)?;
    Some((low, high))
}

/// The same, if a lower bound that lies above the number does not speak against it. Log-linear models may know that lists avoid
/// each other, and then the bound does not hold; others may not.
pub(super) fn above(
    (recommended, because): (Option<Method>, String),
    answers: &[Answer],
    bound: Option<&Alternative>,
) -> (Option<Method>, String) {
    let stated = answers.iter().find(|a| Some(a.name) == recommended);
    match (stated, bound) {
        (Some(stated), Some(bound)) if stated.high < Some(bound.low) => match stated.name {
            Method::LogLinear => (
                recommended,
                format!(
                    "{because}. The lower bound lies above it: it is right only if lists avoid each other"
                ),
            ),
            name => (
                None,
                format!(
                    "{name} gives less than the lower bound, which holds unless lists avoid each other; {MINIMUM}"
                ),
            ),
        },
        _ => (recommended, because),
    }
}

/// The first method that may be relied on, unless another that may says something else.
pub(crate) fn recommended(answers: &[Answer]) -> (Option<Method>, String) {
    let reliable: Vec<&Answer> = answers.iter().filter(|a| a.name.is_estimate() && a.reliable).collect();
    let Some(first) = reliable.first() else {
        return (None, format!("no method that was asked may be relied on; {MINIMUM}"));
    };
    let apart = |a: &Answer, b: &Answer| a.high < b.low || b.high < a.low;
    for (at, a) in reliable.iter().enumerate() {
        if let Some(b) = reliable[at + 1..].iter().find(|b| apart(a, b)) {
            return (
                None,
                format!(
                    "{} and {} both seem sound and contradict each other beyond their intervals: the lists do not say which \
                     assumption holds, and {MINIMUM}",
                    a.name.title(),
                    b.name.title()
                ),
            );
        }
    }
    match spanned(answers, Some(first.name)) {
        Some((low, high)) if high <= WIDEST * low => {}
        _ => {
            return (
                None,
                format!("the sound methods together reach over more than a factor of ten; {MINIMUM}"),
            );
        }
    }
    let others: Vec<&str> = reliable[1..].iter().map(|a| a.name.title()).collect();
    let because = match others.as_slice() {
        [] => "no other sound method, of those that were asked, contradicts or confirms it".to_owned(),
        others => {
            format!("{} agree with it, and their intervals are within the one stated", others.join(" and "))
        }
    };
    (Some(first.name), because)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_methods_that_contradict_each_other_recommend_nothing() {
        let sound = |name, low, high| Answer {
            reliable: true,
            ..Answer::of(name).numbers(((low + high) / 2.0, low, high))
        };
        let one = sound(Method::LogLinear, 100.0, 200.0);
        let (none, because) = recommended(&[one.clone(), sound(Method::LatentClass, 201.0, 400.0)]);
        assert!(none.is_none() && because.contains("contradict"));
        let (first, _) = recommended(&[one.clone(), sound(Method::LatentClass, 199.0, 400.0)]);
        assert_eq!(first, Some(Method::LogLinear));
        let both = [one.clone(), sound(Method::LatentClass, 199.0, 400.0)];
        assert_eq!(spanned(&both, first), Some((100.0, 400.0)));
        assert_eq!(spanned(&both, None), None);
        let wide = [one.clone(), sound(Method::LatentClass, 199.0, 1_001.0)];
        assert!(recommended(&wide).0.is_none());
        let unsound = Answer { reliable: false, ..sound(Method::LatentClass, 201.0, 400.0) };
        assert_eq!(recommended(&[one, unsound.clone()]).0, Some(Method::LogLinear));
        assert_eq!(recommended(&[unsound]).0, None);
        assert_eq!(recommended(&[sound(Method::LowerBound, 1.0, 2.0)]).0, None);
    }
}
