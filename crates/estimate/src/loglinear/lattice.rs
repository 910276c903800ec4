//! Sums over the lattice of patterns: all that a hierarchical model asks of its design matrix.
//!
//! Values are indexed by pattern (bit mask, 2^J of them). The design matrix of a hierarchical model has a one where a
//! term is contained in a pattern, so A'v is a sum over supersets, A theta a sum over subsets, and the element (S, T) of
//! A' diag(mu) A is the superset sum of mu at S | T. Each takes J 2^J additions (the zeta transform), however many terms.

/// v[x] becomes the sum of v[y] over all y that contain x.
pub(crate) fn superset_sums(v: &mut [f64]) {
    let mut half = 1;
    while half < v.len() {
        for block in v.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (a, b) in without.iter_mut().zip(with) {
                *a += *b;
            }
        }
        half *= 2;
    }
}

/// v[x] becomes the sum of v[y] over all y contained in x.
pub(crate) fn subset_sums(v: &mut [f64]) {
    let mut half = 1;
    while half < v.len() {
        for block in v.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (a, b) in without.iter().zip(with) {
                *b += *a;
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_run_over_what_contains_and_what_is_contained() {
        let start: Vec<f64> = (0..16).map(|x| f64::from(x * x + 1)).collect();
        let (mut up, mut down) = (start.clone(), start.clone());
        superset_sums(&mut up);
        subset_sums(&mut down);
        for x in 0..16usize {
            let above: f64 = (0..16).filter(|y| y & x == x).map(|y| start[y]).sum();
            let below: f64 = (0..16).filter(|y| y & x == *y).map(|y| start[y]).sum();
            assert_eq!((up[x], down[x]), (above, below));
        }
    }
}
