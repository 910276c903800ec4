//! Whether a model's estimate exists, and whether the data tell its terms apart (Fienberg & Rinaldo 2012; Chan, Silverman
//! & Vincent 2021).

use super::lattice::superset_sums;
use crate::linear::Cholesky;
use crate::simplex;

/// A fitted count above this, where none was observed, shows that the estimate is inside its space: a fit runs on towards
/// zero only where no maximum exists.
pub(super) const VANISHING: f64 = 1e-5;

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
