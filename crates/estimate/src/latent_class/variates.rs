//! Draws from the gamma, beta, Poisson and binomial distributions, in bounded time for any size.
//!
//! Counts are doubles that hold whole numbers: exact to 2^53, and with no overflow beyond.

use super::random::Random;
use crate::portable::{exp, ln, ln_1p};

/// Means and variances above this are drawn from the rounded normal: its distribution function is then off by less than 1e-6,
/// while the exact test would have lost its digits.
const NORMAL_ABOVE: f64 = 1e11;

/// Of more people than this, a moderate share is drawn from the rounded normal too, and a few as a Poisson number.
const MANY: f64 = 1e12;
const MODERATE: f64 = 1e7;

/// Below this mean counting up from zero is faster than rejection.
const INVERT_BELOW: f64 = 10.0;

impl Random {
    /// Gamma with `shape` > 0 and scale 1 (Marsaglia & Tsang 2000). Shapes below 1 may underflow to 0; see [`Random::ln_gamma`].
    #[inline]
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        if shape == 1.0 {
            return self.exponential();
        }
        if shape < 1.0 {
            return exp(self.ln_gamma(shape));
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            let (u, x2) = (self.uniform(), x * x);
            if u < 1.0 - 0.0331 * x2 * x2 || ln(u) < 0.5 * x2 + d * (1.0 - v + ln(v)) {
                return d * v;
            }
        }
    }

    /// The logarithm of a gamma variate: finite for any `shape` > 0, since G(a) = G(a + 1) U^(1/a).
    pub(super) fn ln_gamma(&mut self, shape: f64) -> f64 {
        if shape >= 1.0 {
            ln(self.gamma(shape))
        } else {
            ln(self.gamma(shape + 1.0)) - self.exponential() / shape
        }
    }

    /// Beta with shapes `a`, `b` > 0: the variate and one minus it, each with its own precision.
    #[inline]
    pub(super) fn beta(&mut self, a: f64, b: f64) -> (f64, f64) {
        if a < 0.5 || b < 0.5 {
            let difference = self.ln_gamma(a) - self.ln_gamma(b);
            return (1.0 / (1.0 + exp(-difference)), 1.0 / (1.0 + exp(difference)));
        }
        let (x, y) = (self.gamma(a), self.gamma(b));
        let scale = 1.0 / (x + y);
        (x * scale, y * scale)
    }

    /// Poisson with mean `mean` >= 0: by inversion, by transformed rejection (Hörmann 1993) or as a rounded normal.
    #[inline]
    pub(super) fn poisson(&mut self, mean: f64) -> f64 {
        if mean < INVERT_BELOW {
            return self.small_poisson(mean);
        }
        if mean > NORMAL_ABOVE {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.024_83 * b;
        let inverse_alpha = 1.123_9 + 1.132_8 / (b - 3.4);
        let squeeze = 0.927_7 - 3.622_4 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let us = 0.5 - u.abs();
            let k = whole((2.0 * a / us + b) * u + mean + 0.43);
            if us >= 0.07 && v <= squeeze {
                return k;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let left = ln(v * inverse_alpha / (a / (us * us) + b));
            if left <= k * ln(mean) - mean - ln_factorial(k) {
                return k;
            }
        }
    }

    #[inline]
    fn small_poisson(&mut self, mean: f64) -> f64 {
        // 1 - U is as uniform as U; P(X > 0) <= mean settles most of the very small ones without an exponential.
        let u = self.uniform();
        if u >= mean {
            return 0.0;
        }
        let (mut k, mut term) = (0.0, exp(-mean));
        let (mut left, floor) = (1.0 - u - term, 1e-18);
        while left > 0.0 && (term > floor || k < mean) {
            k += 1.0;
            term *= mean / k;
            left -= term;
        }
        k
    }

    /// Binomial: how many of `n` >= 0 with probability `p` each (below 0 or no number: 0; above 1: 1): by inversion, by transformed rejection
    /// (Hörmann 1993, BTRS) or as a rounded normal.
    #[inline]
    pub(super) fn binomial(&mut self, n: f64, p: f64) -> f64 {
        if p > 0.5 {
            if p >= 1.0 { n } else { n - self.lower_binomial(n, 1.0 - p) }
        } else if p > 0.0 {
            self.lower_binomial(n, p)
        } else {
            0.0
        }
    }

    #[inline]
    fn lower_binomial(&mut self, n: f64, p: f64) -> f64 {
        let mean = n * p;
        if mean < INVERT_BELOW {
            return self.small_binomial(n, p);
        }
        let q = 1.0 - p;
        let spread = (mean * q).sqrt();
        if mean > NORMAL_ABOVE || (n > MANY && mean > MODERATE) {
            return (mean + spread * self.normal()).round().clamp(0.0, n);
        }
        if n > MANY {
            return self.poisson(mean);
        }
        let b = 1.15 + 2.53 * spread;
        let a = -0.087_3 + 0.024_8 * b + 0.01 * p;
        let c = mean + 0.5;
        let squeeze = 0.92 - 4.2 / b;
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let us = 0.5 - u.abs();
            let k = whole((2.0 * a / us + b) * u + c);
            if us >= 0.07 && v <= squeeze {
                return k;
            }
            if k < 0.0 || k > n {
                continue;
            }
            let alpha = (2.83 + 5.1 / b) * spread;
            let mode = whole((n + 1.0) * p);
            let left = ln(v * alpha / (a / (us * us) + b));
            let right = ln_factorial(mode) + ln_factorial(n - mode) - ln_factorial(k) - ln_factorial(n - k)
                + (k - mode) * ln(p / q);
            if left <= right {
                return k;
            }
        }
    }

    #[inline]
    fn small_binomial(&mut self, n: f64, p: f64) -> f64 {
        let u = self.uniform();
        if u >= n * p {
            return 0.0;
        }
        let ratio = p / (1.0 - p);
        let (mut k, mut term) = (0.0, exp(n * ln_1p(-p)));
        let (mut left, floor) = (1.0 - u - term, 1e-18);
        while left > 0.0 && k < n && (term > floor || k < n * p) {
            term *= ratio * (n - k) / (k + 1.0);
            k += 1.0;
            left -= term;
        }
        k
    }
}

/// The whole part, downwards. A conversion and a comparison: the processor this is built for need not have an instruction for it.
#[inline]
fn whole(x: f64) -> f64 {
    let toward_zero = x as i64 as f64;
    if toward_zero > x { toward_zero - 1.0 } else { toward_zero }
}

/// ln k! for whole k >= 0: Stirling's series, good to 1e-10 from 10 on, and a table below.
#[inline]
fn ln_factorial(k: f64) -> f64 {
    const SMALL: [f64; 10] = [
        0.0,
        0.0,
        std::f64::consts::LN_2,
        1.791_759_469_228_055,
        3.178_053_830_347_946,
        4.787_491_742_782_046,
        6.579_251_212_010_101,
        8.525_161_361_065_415,
        10.604_602_902_745_25,
        12.801_827_480_081_469,
    ];
    if k < 10.0 {
        return SMALL[k as usize];
    }
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let inverse = 1.0 / k;
    let square = inverse * inverse;
    (k + 0.5) * ln(k) - k
        + HALF_LN_TWO_PI
        + inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{chi_square_tail, gamma, poisson_at_most};

    const DRAWS: usize = 60_000;

    /// Asserts that draws pushed through their distribution function are uniform over 20 bins. `cdf` gives P(X < x), P(X <= x):
    /// a whole draw lands anywhere between, at random.
    fn assert_uniform(name: &str, mut draw: impl FnMut(&mut Random) -> f64, cdf: impl Fn(f64) -> (f64, f64)) {
        let mut random = Random::new(11, 0);
        let mut bins = [0.0; 20];
        for _ in 0..DRAWS {
            let (low, high) = cdf(draw(&mut random));
            let u = low + (high - low) * random.uniform();
            bins[((u * 20.0) as usize).min(19)] += 1.0;
        }
        let expected = DRAWS as f64 / 20.0;
        let chi: f64 = bins.iter().map(|b| (b - expected).powi(2) / expected).sum();
        assert!(chi_square_tail(chi, 19) > 1e-4, "{name}: {bins:?}");
    }

    #[test]
    fn gammas_follow_their_distribution() {
        for shape in [0.05, 0.25, 0.9, 1.0, 1.7, 12.0, 4_000.0] {
            let cdf = |x| [gamma(shape, x).0; 2].into();
            assert_uniform(&format!("gamma {shape}"), |r| r.gamma(shape), cdf);
        }
        let mut random = Random::new(3, 0);
        assert!((0..1_000).all(|_| random.ln_gamma(1e-9).is_finite()));
    }

    #[test]
    fn betas_follow_their_distribution() {
        // Beta(a, 1) has the distribution function x^a; Beta(1, b) mirrors it.
        for a in [0.02, 0.4, 1.0, 3.0, 900.0] {
            assert_uniform(&format!("beta {a}, 1"), |r| r.beta(a, 1.0).0, |x| [x.powf(a); 2].into());
            assert_uniform(&format!("beta 1, {a}"), |r| r.beta(1.0, a).1, |x| [x.powf(a); 2].into());
        }
        // Beta(2, 3): 6x^2 - 8x^3 + 3x^4.
        let cdf = |x: f64| [x * x * (6.0 - 8.0 * x + 3.0 * x * x); 2].into();
        assert_uniform("beta 2, 3", |r| r.beta(2.0, 3.0).0, cdf);
    }

    #[test]
    fn poissons_follow_their_distribution() {
        for mean in [0.003, 0.7, 4.0, 9.99, 10.0, 31.5, 800.0, 2e5] {
            let below = |k: f64| if k < 0.0 { 0.0 } else { poisson_at_most(k as u64, mean) };
            assert_uniform(&format!("Poisson {mean}"), |r| r.poisson(mean), |k| (below(k - 1.0), below(k)));
        }
    }

    #[test]
    fn binomials_follow_their_distribution() {
        let cases =
            [(1.0, 0.3), (7.0, 0.9), (30.0, 0.01), (25.0, 0.5), (900.0, 0.012), (400.0, 0.7), (3_000.0, 0.4)];
        for (n, p) in cases {
            let n: f64 = n;
            let p: f64 = p;
            let term = |k: usize| {
                let k = k as f64;
                (ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
                    + k * p.ln()
                    + (n - k) * (-p).ln_1p())
                .exp()
            };
            let mut sums = vec![0.0];
            for k in 0..=n as usize {
                sums.push(sums[k] + term(k));
            }
            let cdf = |k: f64| (sums[k as usize], sums[k as usize + 1]);
            assert_uniform(&format!("binomial {n}, {p}"), |r| r.binomial(n, p), cdf);
        }
    }

    #[test]
    fn the_largest_counts_keep_their_moments() {
        let mut random = Random::new(5, 0);
        for n in [1e8, 1e10, 1e12, 1e25f64] {
            for p in [0.5, 1e-3, 1e-7f64] {
                let (mean, sd) = (n * p, (n * p * (1.0 - p)).sqrt());
                for poisson in [false, true] {
                    let z: Vec<f64> = (0..4_000)
                        .map(|_| {
                            (if poisson { random.poisson(mean) } else { random.binomial(n, p) } - mean) / sd
                        })
                        .collect();
                    let m = z.iter().sum::<f64>() / 4_000.0;
                    let v = z.iter().map(|z| z * z).sum::<f64>() / 4_000.0;
                    assert!(m.abs() < 0.08, "{n} {p}: {m}");
                    assert!(
                        (v - if poisson { 1.0 / (1.0 - p) } else { 1.0 }).abs() < 0.1 / (1.0 - p),
                        "{n} {p}: {v}"
                    );
                }
            }
        }
        assert_eq!(
            (random.binomial(0.0, 0.4), random.binomial(9.0, 1.0), random.poisson(0.0)),
            (0.0, 9.0, 0.0)
        );
    }

    #[test]
    fn factorials_are_met() {
        for k in 0..40u32 {
            let sum: f64 = (1..=k).map(|i| f64::from(i).ln()).sum();
            assert!((ln_factorial(f64::from(k)) - sum).abs() < 1e-9, "{k}");
        }
    }
}
