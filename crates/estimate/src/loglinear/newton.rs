//! The Poisson fit itself: Newton's method on the lattice of patterns, by iterated weighted least squares.

use super::lattice::{subset_sums, superset_sums};
use crate::linear::Cholesky;

/// One Poisson regression: log mu_x = the sum of theta_S over the terms S contained in x, for the live cells x.
pub(crate) struct Problem<'a> {
    /// Counts by pattern, 2^J; not necessarily whole.
    pub counts: &'a [f64],
    /// Which cells take part; the others are held at zero.
    pub live: &'a [bool],
    /// The terms whose parameters are free.
    pub terms: &'a [u32],
    /// Terms whose parameters are held, with these: the constant at log n0, or a dependence at what is assumed of it.
    pub held: &'a [(u32, f64)],
}

/// A fit that has settled.
pub(crate) struct Solution {
    /// Parameters, by term.
    pub theta: Vec<f64>,
    /// Fitted counts by pattern; 0 in dead cells.
    pub mu: Vec<f64>,
    /// Minus twice the log-likelihood against a perfect fit.
    pub deviance: f64,
    /// The information matrix at the fit.
    pub information: Cholesky,
}

const ITERATIONS: usize = 200;

/// The change of the deviance, against its size, below which a fit has settled.
const SETTLED: f64 = 1e-11;

impl Problem<'_> {
    /// Fits; `None` where the information is singular or the iteration does not settle.
    pub(crate) fn solve(&self) -> Option<Solution> {
        let mut mu: Vec<f64> =
            self.counts.iter().zip(self.live).map(|(n, &live)| if live { n + 0.1 } else { 0.0 }).collect();
        let mut eta: Vec<f64> = mu.iter().map(|&m| if m > 0.0 { m.ln() } else { 0.0 }).collect();
        let known = self.known();
        let mut theta: Option<Vec<f64>> = None;
        let mut deviance = f64::INFINITY;
        // What rounding alone may do to the deviance.
        let noise = 1e-15 * self.counts.iter().sum::<f64>();
        for _ in 0..ITERATIONS {
            let factor = self.information(&mu)?;
            let mut step: Vec<f64> = mu
                .iter()
                .zip(&eta)
                .zip(self.counts.iter().zip(self.live).zip(&known))
                .map(|((m, e), ((n, &live), known))| if live { m * (e - known) + n - m } else { 0.0 })
                .collect();
            superset_sums(&mut step);
            let mut next: Vec<f64> = self.terms.iter().map(|&t| step[t as usize]).collect();
            factor.solve(&mut next);
            let (mut new_eta, mut new_mu) = self.predict(&next, &known);
            let mut new = self.deviance(&new_mu);
            if let Some(last) = &theta {
                // The log-likelihood is concave: a shorter step in the same direction must improve it.
                let mut halvings = 0;
                while new.is_nan() || new > deviance + 1e-9 * (deviance.abs() + 0.1) + noise {
                    halvings += 1;
                    if halvings > 40 {
                        return None;
                    }
                    next.iter_mut().zip(last).for_each(|(a, b)| *a = 0.5 * (*a + b));
                    (new_eta, new_mu) = self.predict(&next, &known);
                    new = self.deviance(&new_mu);
                }
            }
            let settled = (new - deviance).abs() < SETTLED * (new.abs() + 0.1) + noise;
            (mu, eta, deviance, theta) = (new_mu, new_eta, new, Some(next));
            if settled {
                let information = self.information(&mu)?;
                return self.meets_totals(&mu).then_some(Solution {
                    theta: theta?,
                    mu,
                    deviance,
                    information,
                });
            }
        }
        None
    }

    /// A' diag(mu) A over the free terms.
    pub(crate) fn information(&self, mu: &[f64]) -> Option<Cholesky> {
        let mut sums = mu.to_vec();
        superset_sums(&mut sums);
        let mut matrix = Vec::with_capacity(self.terms.len() * self.terms.len());
        for &s in self.terms {
            matrix.extend(self.terms.iter().map(|&t| sums[(s | t) as usize]));
        }
        Cholesky::factor(matrix, self.terms.len())
    }

    /// What the held terms add to the linear predictor of each pattern.
    fn known(&self) -> Vec<f64> {
        let mut known = vec![0.0; self.counts.len()];
        self.held.iter().for_each(|&(term, value)| known[term as usize] += value);
        subset_sums(&mut known);
        known
    }

    fn predict(&self, theta: &[f64], known: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut eta = vec![0.0; self.counts.len()];
        for (&t, value) in self.terms.iter().zip(theta) {
            eta[t as usize] = *value;
        }
        subset_sums(&mut eta);
        eta.iter_mut().zip(known).for_each(|(e, known)| *e += known);
        let mu = eta.iter().zip(self.live).map(|(e, &live)| if live { e.exp() } else { 0.0 }).collect();
        (eta, mu)
    }

    fn deviance(&self, mu: &[f64]) -> f64 {
        let cell = |((&n, &m), &live): ((&f64, &f64), &bool)| match (live, n > 0.0) {
            (false, _) => 0.0,
            (true, false) => m,
            (true, true) => excess(n, m),
        };
        2.0 * self.counts.iter().zip(mu).zip(self.live).map(cell).sum::<f64>()
    }

    /// At the maximum every term's fitted total equals its observed total.
    fn meets_totals(&self, mu: &[f64]) -> bool {
        let mut difference: Vec<f64> = self
            .counts
            .iter()
            .zip(mu)
            .zip(self.live)
            .map(|((n, m), &l)| if l { n - m } else { 0.0 })
            .collect();
        superset_sums(&mut difference);
        let size: f64 = self.counts.iter().sum();
        self.terms.iter().all(|&t| difference[t as usize].abs() <= 1e-6 * (1.0 + size))
    }
}

/// n log(n / m) - (n - m), without cancellation where the two are close.
fn excess(n: f64, m: f64) -> f64 {
    let d = (n - m) / m;
    if d.abs() < 1e-3 {
        m * d * d * (0.5 - d * (1.0 / 6.0 - d * (1.0 / 12.0 - d * (1.0 / 20.0 - d / 30.0))))
    } else {
        n * (n / m).ln() - (n - m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviance_of_a_cell_is_smooth_where_its_two_forms_meet() {
        for m in [3.0, 40_000.0] {
            let (near, far) = (excess(m * 1.000_999_999, m), excess(m * 1.001_000_001, m));
            assert!(near < far && (far / near - 1.0) < 1e-5, "{near} {far}");
        }
        assert_eq!(excess(7.0, 7.0), 0.0);
    }
}
