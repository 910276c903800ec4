//! How right clusters and pairs are.

/// Pairs that are true, that were found, and that are both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Pairs of records that are one person.
    pub truth: u64,
    /// Pairs that were found.
    pub found: u64,
    /// Found pairs that are true.
    pub right: u64,
}

impl Score {
    /// Share of the found pairs that are true; 0 if none was found.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.found)
    }

    /// Share of the true pairs that were found; 0 if there is none.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.truth)
    }

    /// Harmonic mean of precision and recall: 2 right / (found + true).
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.found + self.truth)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Pairs of records within the same group; where only pairs `across` two lists count, those of the first list (0) with
/// the others.
pub fn pairs_within(mut members: Vec<(u64, u32)>, across: bool) -> u64 {
    members.sort_unstable();
    let in_group = |group: &[(u64, u32)]| {
        let (all, first) = (group.len() as u64, group.iter().filter(|m| m.1 == 0).count() as u64);
        if across { first * (all - first) } else { all * (all - 1) / 2 }
    };
    members.chunk_by(|x, y| x.0 == y.0).map(in_group).sum()
}

/// F1 of pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edges {
    /// The best over all thresholds of probability: chosen with the truth.
    pub best: f64,
    /// With the pairs of probability 0.5 and more.
    pub half: f64,
}

/// A found pair: its probability, and whether it is true.
pub type Judged = (f64, bool);

/// F1 of pairs where `truth` pairs are true.
pub fn edges(mut pairs: Vec<Judged>, truth: u64) -> Edges {
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0));
    let mut score = Score { truth, found: 0, right: 0 };
    let mut edges = Edges { best: 0.0, half: 0.0 };
    for same in pairs.chunk_by(|x, y| x.0 == y.0) {
        score.found += same.len() as u64;
        score.right += same.iter().filter(|p| p.1).count() as u64;
        edges.best = edges.best.max(score.f1());
        if same[0].0 >= 0.5 {
            edges.half = score.f1();
        }
    }
    edges
}

/// Pairs of about the same probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// Lowest probability.
    pub from: f64,
    /// What they stay below (1 counts to the last).
    pub to: f64,
    /// Number of pairs.
    pub pairs: usize,
    /// Their mean probability.
    pub claimed: f64,
    /// The share that is true.
    pub actual: f64,
}

impl Bin {
    /// More is claimed than holds, by over 2 points.
    pub fn claims_too_much(&self) -> bool {
        self.claimed - self.actual > 0.02
    }
}

const LIMITS: [f64; 13] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001];
const FEWEST: usize = 200;

/// Claimed and actual share of true pairs, for each bin of at least 200 pairs.
pub fn calibration(pairs: &[Judged]) -> Vec<Bin> {
    let mut bins = Vec::new();
    for limits in LIMITS.windows(2) {
        let (from, to) = (limits[0], limits[1]);
        let inside = || pairs.iter().filter(move |p| p.0 >= from && p.0 < to);
        let count = inside().count();
        if count >= FEWEST {
            let claimed = inside().map(|p| p.0).sum::<f64>() / count as f64;
            let actual = inside().filter(|p| p.1).count() as f64 / count as f64;
            bins.push(Bin { from, to: to.min(1.0), pairs: count, claimed, actual });
        }
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_recall_and_f1() {
        let score = Score { truth: 8, found: 4, right: 3 };
        assert_eq!((score.precision(), score.recall(), score.f1()), (0.75, 0.375, 0.5));
        let none = Score { truth: 0, found: 0, right: 0 };
        assert_eq!((none.precision(), none.recall(), none.f1()), (0.0, 0.0, 0.0));
    }

    #[test]
    fn pairs_in_groups_and_across_lists() {
        let members = vec![(7, 0), (7, 0), (7, 1), (9, 1), (9, 1), (4, 0)];
        assert_eq!(pairs_within(members.clone(), false), 3 + 1);
        assert_eq!(pairs_within(members, true), 2);
        assert_eq!(pairs_within(Vec::new(), false), 0);
    }

    #[test]
    fn a_threshold_takes_all_pairs_of_its_probability() {
        // Of the two at 0.9 only the right one would give F1 0.8; no threshold parts them.
        let pairs = vec![(0.9, false), (0.9, true), (0.3, true)];
        let edges = edges(pairs, 2);
        assert_eq!(edges, Edges { best: 2.0 * 2.0 / 5.0, half: 2.0 * 1.0 / 4.0 });
    }

    #[test]
    fn a_half_counts_to_the_pairs_at_a_half() {
        assert_eq!(edges(vec![(0.5, true), (0.49999, false)], 1), Edges { best: 1.0, half: 1.0 });
        assert_eq!(edges(Vec::new(), 1), Edges { best: 0.0, half: 0.0 });
    }

    #[test]
    fn bins_of_fewer_than_200_pairs_are_left_out() {
        let mut pairs = vec![(0.1, false); 199];
        pairs.extend(vec![(0.95, true); 150]);
        pairs.extend(vec![(0.97, false); 50]);
        pairs.extend(vec![(1.0, true); 200]);
        let bins = calibration(&pairs);
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[0].from, bins[0].to, bins[0].pairs, bins[0].actual), (0.95, 0.99, 200, 0.75));
        assert!((bins[0].claimed - 0.955).abs() < 1e-12 && bins[0].claims_too_much());
        assert_eq!((bins[1].to, bins[1].claimed, bins[1].actual), (1.0, 1.0, 1.0));
        assert!(!bins[1].claims_too_much());
    }
}
