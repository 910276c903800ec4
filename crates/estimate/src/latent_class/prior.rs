//! A prior of the inclusion probabilities for tables of many lists.
//!
//! The more lists, the more a uniform prior says that everyone is on one of them: a class is missed by all J lists with
//! probability 2^-J on average. Better to say what is believed of the expansion factor of a class, 1 / (1 - prod_j (1 - lambda_j)),
//! by two quantiles, and to find the Beta(a, b), equal for all lists, that has them.

use crate::Error;
use crate::distribution::bisect;
use crate::table::LISTS;

/// The shapes a, b for which the expansion factor of one class (its people, over those of them on a list) has the given
/// quantiles: `low` and `high` are each a probability in (0, 1) and the factor, above 1, that it belongs to. `lists`: 2 to 16.
///
/// The same arguments give the same numbers everywhere; both quantiles are met to about five digits.
///
/// Errors: arguments out of range or order; quantiles that no Beta prior with shapes from 1e-3 to 1e4 has.
///
/// ```
/// let (a, b) = estimate::latent_class::elicit(10, (0.025, 1.1), (0.975, 3.0))?;
/// assert!(0.0 < a && a < b);
/// # Ok::<(), estimate::Error>(())
/// ```
pub fn elicit(lists: usize, low: (f64, f64), high: (f64, f64)) -> Result<(f64, f64), Error> {
    let refused = |problem| Err(Error::LatentClasses { problem });
    if !LISTS.contains(&lists) {
        return refused("a prior is elicited for 2 to 16 lists");
    }
    let sound = 0.0 < low.0 && low.0 < high.0 && high.0 < 1.0 && 1.0 < low.1 && low.1 < high.1;
    if !sound || !high.1.is_finite() {
        return refused("two probabilities and two factors above 1 are needed, both rising");
    }
    // The factor is at most f where minus the logarithm of prod (1 - lambda) is at least this.
    let place = |factor: f64| -(-1.0 / factor).ln_1p();
    let at_most = |ln_a: f64, ln_b: f64, factor: f64| {
        1.0 - sum_at_most(place(factor), lists as f64, ln_a.exp(), ln_b.exp())
    };
    // The larger b, the larger the factors; of the pairs that meet the low quantile, the larger a, the closer they lie.
    let matching = |ln_a: f64| bisect(SHAPES.0, SHAPES.1, 1e-11, |ln_b| at_most(ln_a, ln_b, low.1) > low.0);
    let ln_a = bisect(SHAPES.0, SHAPES.1, 1e-10, |ln_a| at_most(ln_a, matching(ln_a), high.1) < high.0);
    let ln_b = matching(ln_a);
    let met = |(p, factor): (f64, f64)| (at_most(ln_a, ln_b, factor) - p).abs() < 1e-4;
    if met(low) && met(high) {
        Ok((ln_a.exp(), ln_b.exp()))
    } else {
        refused("no Beta prior has these quantiles: bring them closer together, or farther apart")
    }
}

/// Logarithms of the shapes searched, 1e-3 to 1e4.
const SHAPES: (f64, f64) = (-6.907_755, 9.210_340);

/// P(L <= t) for L = - sum of ln(1 - lambda_j) over `lists` independent lambda_j ~ Beta(a, b).
///
/// The Laplace transform of one term is E (1 - lambda)^s = G(b + s) G(a + b) / (G(b) G(a + b + s)); it is inverted by
/// Euler summation (Abate & Whitt 2006, *INFORMS Journal on Computing* 18, section 5).
fn sum_at_most(t: f64, lists: f64, a: f64, b: f64) -> f64 {
    const M: usize = 11;
    let constant = ln_gamma((a + b, 0.0)).0 - ln_gamma((b, 0.0)).0;
    let shift = M as f64 * std::f64::consts::LN_10 / 3.0;
    let mut sum = 0.0;
    let mut tail = 1.0;
    let mut binomial = 1.0;
    for k in (0..=2 * M).rev() {
        // Weights: 1/2, 1, ..., 1, then the binomial tail of 2^-M.
        let weight = match k {
            0 => 0.5,
            _ if k <= M => 1.0,
            _ => {
                let weight = binomial_tail(&mut tail, &mut binomial, 2 * M - k, M);
                weight / (1u64 << M) as f64
            }
        };
        let s = (shift / t, std::f64::consts::PI * k as f64 / t);
        let (above, below) = (ln_gamma((b + s.0, s.1)), ln_gamma((a + b + s.0, s.1)));
        let size = (lists * (constant + above.0 - below.0)).exp();
        let angle = lists * (above.1 - below.1);
        // The real part of transform / s.
        let real = size * (angle.cos() * s.0 + angle.sin() * s.1) / (s.0 * s.0 + s.1 * s.1);
        sum += if k % 2 == 0 { weight * real } else { -weight * real };
    }
    (10f64.powf(M as f64 / 3.0) / t * sum).clamp(0.0, 1.0)
}

/// The sum of the first `terms` + 1 binomial coefficients of `of`, built up as `terms` rises from 0.
fn binomial_tail(sum: &mut f64, coefficient: &mut f64, terms: usize, of: usize) -> f64 {
    if terms > 0 {
        *coefficient *= (of + 1 - terms) as f64 / terms as f64;
        *sum += *coefficient;
    }
    *sum
}

/// The logarithm of the gamma function at a complex number (real part, imaginary part) with positive real part, up to a
/// multiple of 2 pi i: Stirling's series after moving up past 15.
fn ln_gamma((mut x, y): (f64, f64)) -> (f64, f64) {
    let (mut size, mut angle) = (0.0, 0.0);
    while x < 15.0 {
        size += 0.5 * (x * x + y * y).ln();
        angle += y.atan2(x);
        x += 1.0;
    }
    let square = x * x + y * y;
    let (ln_size, ln_angle) = (0.5 * square.ln(), y.atan2(x));
    // (z - 1/2) ln z - z + ln(2 pi)/2 + 1/(12 z) - 1/(360 z^3) + 1/(1260 z^5)
    let inverse = (x / square, -y / square);
    let times = |p: (f64, f64), q: (f64, f64)| (p.0 * q.0 - p.1 * q.1, p.0 * q.1 + p.1 * q.0);
    let inverse2 = times(inverse, inverse);
    let inner = (-1.0 / 360.0 + inverse2.0 / 1260.0, inverse2.1 / 1260.0);
    let inner = times(inverse2, inner);
    let series = times(inverse, (1.0 / 12.0 + inner.0, inner.1));
    let main = times((x - 0.5, y), (ln_size, ln_angle));
    let half_ln_two_pi = 0.918_938_533_204_672_8;
    (main.0 - x + half_ln_two_pi + series.0 - size, main.1 - y + series.1 - angle)
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    #[test]
    fn the_complex_gamma_function_is_met() {
        let (size, angle) = ln_gamma((5.0, 0.0));
        assert!((size - 24f64.ln()).abs() < 1e-11 && angle == 0.0);
        // |G(1/2 + i y)|^2 = pi / cosh(pi y).
        for y in [0.3, 2.0, 9.0] {
            let expected = 0.5 * (std::f64::consts::PI / (std::f64::consts::PI * y).cosh()).ln();
            assert!((ln_gamma((0.5, y)).0 - expected).abs() < 1e-10);
        }
    }

    #[test]
    fn sums_have_their_distribution() {
        // For a = b = 1 a term is exponential: the sum of J of them is Gamma(J).
        for (t, lists) in [(0.3, 1.0), (2.0, 3.0), (9.0, 8.0)] {
            let expected = crate::distribution::gamma(lists, t).0;
            assert!((sum_at_most(t, lists, 1.0, 1.0) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn an_elicited_prior_has_the_quantiles_asked_for() {
        let mut random = Random::new(2, 0);
        for (lists, low, high) in [
            (4, (0.025, 1.1), (0.975, 5.0)),
            (10, (0.025, 1.1), (0.975, 1.5)),
            (16, (0.025, 1.1), (0.975, 3.0)),
            (3, (0.1, 1.5), (0.9, 40.0)),
        ] {
            let (a, b) = elicit(lists, low, high).unwrap();
            let draws = 40_000;
            let mut factor = || 1.0 / (1.0 - (0..lists).map(|_| random.beta(a, b).1).product::<f64>());
            let factors: Vec<f64> = (0..draws).map(|_| factor()).collect();
            for (p, limit) in [low, high] {
                let share = factors.iter().filter(|&&f| f <= limit).count() as f64 / f64::from(draws);
                assert!(
                    (share - p).abs() < 4.5 * (p * (1.0 - p) / f64::from(draws)).sqrt(),
                    "{lists}: {share} not {p}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_elicited_is_refused() {
        assert!(elicit(1, (0.1, 1.5), (0.9, 4.0)).is_err());
        assert!(elicit(5, (0.9, 1.5), (0.1, 4.0)).is_err());
        assert!(elicit(5, (0.1, 1.0), (0.9, 4.0)).is_err());
        assert!(elicit(5, (0.1, 1.5), (0.9, f64::NAN)).is_err());
        assert!(elicit(5, (0.499, 1.1), (0.501, 1e9)).is_err());
    }
}
