//! Two lists: the estimates of Lincoln & Petersen and of Chapman (1951).
//!
//! They need what two lists alone can never show: that being on one list makes it neither likelier nor less likely to be on
//! the other. Lists that depend positively (they draw on the same informants) make them too low; missed matches make them
//! too high.

use serde::Serialize;

use crate::distribution::normal_quantile;
use crate::{Error, OverlapTable};

/// An estimate from two lists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TwoList {
    /// The estimate of all.
    pub point: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of the interval; never below those listed.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Lincoln & Petersen: `n1 * n2 / m` people in all, where two lists name `n1` and `n2` and have `m` in common.
pub fn lincoln_petersen(n1: u64, n2: u64, m: u64) -> Result<f64, Error> {
    if m == 0 { Err(Error::NoOverlap) } else { Ok(n1 as f64 * n2 as f64 / m as f64) }
}

/// Chapman's estimate, nearly unbiased and defined even with no overlap, with Seber's (1970) variance and an interval that is
/// log-normal in those unseen (Burnham et al. 1987). `m` is at most `n1` and `n2` (more is taken for that); `level` in (0, 1).
#[must_use]
pub fn chapman(n1: u64, n2: u64, m: u64, level: f64) -> TwoList {
    let m = m.min(n1).min(n2) as f64;
    let (n1, n2) = (n1 as f64, n2 as f64);
    let listed = n1 + n2 - m;
    let point = (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0;
    let variance = (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) / ((m + 1.0) * (m + 1.0) * (m + 2.0));
    let unseen = point - listed;
    let (low, high) = if unseen > 0.0 {
        let spread = (variance / (unseen * unseen)).ln_1p().sqrt();
        let factor = (normal_quantile(0.5 + 0.5 * level) * spread).exp();
        (listed + unseen / factor, listed + unseen * factor)
    } else {
        (listed, listed)
    };
    TwoList { point, se: variance.sqrt(), low, high }
}

/// Chapman's estimate for every pair of lists, `(i, j, estimate)` with i < j. Pairs that disagree widely show that some lists
/// depend on each other; they bracket nothing.
#[must_use]
pub fn every_pair(table: &OverlapTable, level: f64) -> Vec<(usize, usize, TwoList)> {
    let lists = table.lists().len();
    let pairs = (0..lists).flat_map(|i| (i + 1..lists).map(move |j| (i, j)));
    pairs
        .map(|(i, j)| (i, j, chapman(table.listed(i), table.listed(j), table.overlap(i, j), level)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimates_follow_their_formulas() {
        assert_eq!(lincoln_petersen(200, 150, 60), Ok(500.0));
        assert_eq!(lincoln_petersen(5, 5, 0), Err(Error::NoOverlap));
        let c = chapman(200, 150, 60, 0.95);
        assert!((c.point - (201.0 * 151.0 / 61.0 - 1.0)).abs() < 1e-9);
        assert!((c.se.powi(2) - 201.0 * 151.0 * 140.0 * 90.0 / (61.0 * 61.0 * 62.0)).abs() < 1e-9);
        assert!(c.low > 290.0 && c.low < c.point && c.point < c.high);
        // The interval is symmetric in the logarithm of those unseen.
        let ratio = (c.point - 290.0) / (c.low - 290.0) / ((c.high - 290.0) / (c.point - 290.0));
        assert!((ratio - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_edges_hold() {
        let same = chapman(40, 40, 40, 0.95);
        assert_eq!((same.point, same.low, same.high), (40.0, 40.0, 40.0));
        let apart = chapman(10, 10, 0, 0.95);
        assert!(apart.high.is_finite() && apart.point == 120.0);
        assert!(chapman(0, 0, 9, 0.95).point == 0.0);
    }
}
