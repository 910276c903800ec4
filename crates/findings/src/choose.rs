//! Which of several stated values is displayed. All of them are kept; this only chooses.
//!
//! The rule: the value that most independent sources support; a source supports a value if what it says holds that
//! value ("2024" supports "5 March 2024", not the reverse). Ties go to the more exact value, then to the earlier source.

use lists::{AgeValue, DateValue, Field, Sex};

/// Something a source can say of a person.
pub(crate) trait Statement: PartialEq {
    /// True if whoever says `self` does not deny `other`, and `other` is at least as exact.
    fn holds(&self, other: &Self) -> bool {
        self == other
    }

    /// True if both cannot be so.
    fn contradicts(&self, other: &Self) -> bool {
        self != other
    }
}

impl Statement for Sex {}

impl Statement for String {}

impl Statement for DateValue {
    fn holds(&self, other: &Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    fn contradicts(&self, other: &Self) -> bool {
        self.last < other.first || other.last < self.first
    }
}

impl Statement for AgeValue {
    fn holds(&self, other: &Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    fn contradicts(&self, other: &Self) -> bool {
        self.high < other.low || other.high < self.low
    }
}

/// A place with its levels; one with fewer levels holds one that adds to them.
impl Statement for &[(Field, String)] {
    fn holds(&self, other: &Self) -> bool {
        self.iter().all(|level| other.contains(level))
    }

    // The same place is spelled in many ways: two spellings do not say that it was elsewhere.
    fn contradicts(&self, _: &Self) -> bool {
        false
    }
}

/// The value that is displayed, and whether the sources agree on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chosen<T> {
    /// `None` where no source says anything.
    pub value: Option<T>,
    /// Values with as much support as `value` that contradict it.
    pub rivals: Vec<T>,
    /// Some source contradicts another.
    pub contested: bool,
}

/// Chooses among statements, each with its voter (a source; copies vote as the source they copy), earlier sources first.
pub(crate) fn choose<T: Statement>(statements: Vec<(usize, T)>) -> Chosen<T> {
    let support: Vec<usize> = statements
        .iter()
        .map(|(_, candidate)| {
            let mut voters: Vec<usize> = statements
                .iter()
                .filter(|(_, said)| said.holds(candidate))
                .map(|&(voter, _)| voter)
                .collect();
            voters.sort_unstable();
            voters.dedup();
            voters.len()
        })
        .collect();
    let contested = statements
        .iter()
        .enumerate()
        .any(|(i, (_, a))| statements.iter().take(i).any(|(_, b)| a.contradicts(b)));
    let mut best: Option<(usize, T)> = None;
    let mut rivals: Vec<T> = Vec::new();
    for ((_, candidate), support) in statements.into_iter().zip(support) {
        match &best {
            Some((most, chosen)) if support == *most => {
                if chosen.contradicts(&candidate) {
                    if !rivals.contains(&candidate) {
                        rivals.push(candidate);
                    }
                } else if chosen.holds(&candidate) && !candidate.holds(chosen) {
                    best = Some((support, candidate));
                }
            }
            Some((most, _)) if support < *most => {}
            _ => {
                rivals.clear();
                best = Some((support, candidate));
            }
        }
    }
    Chosen { value: best.map(|(_, value)| value), rivals, contested }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(said: &[(usize, &str)]) -> Chosen<String> {
        choose(said.iter().map(|&(voter, text)| (voter, text.to_string())).collect())
    }

    fn age(low: u16, high: u16) -> AgeValue {
        AgeValue { low, high, approximate: low != high }
    }

    #[test]
    fn the_value_that_most_sources_share_is_shown() {
        let chosen = text(&[(0, "a"), (1, "b"), (2, "b")]);
        assert_eq!(chosen.value.as_deref(), Some("b"));
        assert!(chosen.contested && chosen.rivals.is_empty());
    }

    #[test]
    fn a_tie_goes_to_the_earlier_source_and_names_its_rivals() {
        let chosen = text(&[(0, "a"), (1, "b")]);
        assert_eq!(chosen.value.as_deref(), Some("a"));
        assert_eq!(chosen.rivals, ["b"]);
    }

    #[test]
    fn a_source_that_repeats_itself_votes_once() {
        let chosen = text(&[(0, "a"), (1, "b"), (1, "b"), (1, "b")]);
        assert_eq!(chosen.value.as_deref(), Some("a"));
    }

    #[test]
    fn a_vaguer_value_supports_an_exact_one_and_does_not_contradict_it() {
        let chosen = choose(vec![(0, age(30, 39)), (1, age(34, 34)), (2, age(51, 51))]);
        assert_eq!(chosen.value, Some(age(34, 34)));
        assert!(chosen.contested && chosen.rivals.is_empty());
        let within = choose(vec![(0, age(30, 39)), (0, age(34, 34))]);
        assert_eq!(within.value, Some(age(34, 34)));
        assert!(!within.contested);
    }

    #[test]
    fn nothing_said_is_nothing_shown() {
        let chosen = text(&[]);
        assert_eq!(chosen.value, None);
        assert!(!chosen.contested);
    }
}
