//! Whether a model's estimate exists, and whether the data tell its terms apart (Fienberg & Rinaldo 2012; Chan, Silverman
//! & Vincent 2021).

use super::lattice::superset_sums;
use super::newton::Solution;
use crate::linear::Cholesky;
use crate::simplex;

/// A fitted count below this, where none was observed, may be on its way to zero.
const VANISHING: f64 = 1e-5;

/// A parameter whose standard error exceeds this may be on its way to infinity: there the information falls with the counts that
/// vanish, to less than the settling tolerance, and the error grows to 10,000 and more.
const RUNAWAY: f64 = 100.0;

/// Tableaus of more numbers than this are not made: a table so large, with a fit so doubtful, is refused.
const LARGEST_TABLEAU: usize = 4_000_000;

/// Whether a settled fit itself proves that the maximum exists, being the positive table with the observed totals. It does unless
/// it ran on towards zero.
pub(super) fn proves_maximum(counts: &[f64], live: &[bool], fit: &Solution) -> bool {
    let vanishes = (0..live.len()).any(|x| live[x] && counts[x] == 0.0 && fit.mu[x] < VANISHING);
    !vanishes || (0..fit.theta.len()).all(|k| fit.information.inverse_diagonal(k) < RUNAWAY * RUNAWAY)
}

/// Whether the terms' columns of the design matrix, over the live cells, are independent.
pub(super) fn full_rank(live: &[bool], terms: &[u32]) -> bool {
    let mut sums: Vec<f64> = live.iter().map(|&l| f64::from(u8::from(l))).collect();
    superset_sums(&mut sums);
    let size = terms.len();
    let mut gram = Vec::with_capacity(size * size);
    for &s in terms {
        gram.extend(terms.iter().map(|&t| sums[(s | t) as usize]));
    }
    Cholesky::factor(gram, size).is_some()
}

/// Whether the likelihood has a maximum: some positive table has the observed total of every term.
///
/// The largest s for which a table x >= s with A'x = A'n exists must be above zero; written with y = x - s >= 0 as
/// A'y + s A'1 = A'n.
pub(super) fn has_maximum(counts: &[f64], live: &[bool], terms: &[u32]) -> bool {
    let cells: Vec<usize> = (0..counts.len()).filter(|&x| live[x]).collect();
    if cells.iter().all(|&x| counts[x] > 0.0) {
        return true;
    }
    if (cells.len() + terms.len()).saturating_mul(terms.len()) > LARGEST_TABLEAU {
        return false;
    }
    let mut totals = Vec::with_capacity(terms.len());
    let mut rows = Vec::with_capacity(terms.len());
    for &t in terms {
        let within = |x: &usize| *x as u32 & t == t;
        totals.push(cells.iter().filter(|x| within(x)).map(|&x| counts[x]).sum());
        let mut row: Vec<f64> = cells.iter().map(|x| f64::from(u8::from(within(x)))).collect();
        row.push(row.iter().sum());
        rows.push(row);
    }
    let mut objective = vec![0.0; cells.len() + 1];
    if let Some(last) = objective.last_mut() {
        *last = 1.0;
    }
    simplex::maximise(&rows, &totals, &objective).is_some_and(|s| s > 1e-7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loglinear::Model;

    fn counts(patterns: &[(usize, f64)], lists: usize) -> (Vec<f64>, Vec<bool>) {
        let mut n = vec![0.0; 1 << lists];
        for &(x, count) in patterns {
            n[x] = count;
        }
        (n, (0..1 << lists).map(|x| x != 0).collect())
    }

    #[test]
    fn an_estimate_at_infinity_is_found_out() {
        // Three lists, of which the third meets no other.
        let (n, live) = counts(&[(1, 40.0), (2, 30.0), (4, 20.0), (3, 6.0)], 3);
        assert!(has_maximum(&n, &live, &Model::parse("[]", 3).unwrap().terms()));
        // With [12] the total, the lists' totals and the overlap of 1 and 2 together fix the sum of the cells 13, 23 and
        // 123, and they fix it at zero.
        assert!(!has_maximum(&n, &live, &Model::parse("[12]", 3).unwrap().terms()));
        assert!(!has_maximum(&n, &live, &Model::parse("[13]", 3).unwrap().terms()));
    }

    #[test]
    fn terms_that_rows_cannot_tell_apart_lose_rank() {
        let terms = Model::parse("[12,13,23]", 3).unwrap().terms();
        assert!(full_rank(&[false, true, true, true, true, true, true, true], &terms));
        assert!(!full_rank(&[false, true, true, true, true, true, false, false], &terms));
    }
}
