//! The distributions an estimate needs: normal, chi-square, Poisson, Student's t.
//!
//! Built on the incomplete gamma and beta functions by their series and continued fractions (Abramowitz & Stegun
//! 1964, ch. 6, 26); quantiles by bisection, which cannot fail. Accurate to about 1e-13 where a test could see it.

use crate::portable::{exp, ln, ln_1p, sin};

/// From here on Stirling's series, cut after five terms, is exact to the last digit of a double.
const STIRLING_FROM: f64 = 10.0;

/// What Stirling's series adds to (x - 1/2) ln x - x + ln(2 pi)/2, for x of at least [`STIRLING_FROM`]
/// (Abramowitz & Stegun 1964, 6.1.41).
fn stirling(x: f64) -> f64 {
    let r = 1.0 / x;
    let s = r * r;
    r * (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1_260.0 - s * (1.0 / 1_680.0 - s / 1_188.0))))
}

/// ln gamma(x) - ln gamma(x + rise) for x > 0 and rise >= 0, with an error of the size of the result's last digits. The two
/// logarithms taken one by one agree in most of their digits where x is large, and lose them in the subtraction.
pub(crate) fn ln_gamma_fall(x: f64, rise: f64) -> f64 {
    let top = x + rise;
    if x < STIRLING_FROM {
        return ln_gamma(x) - ln_gamma(top);
    }
    (x - 0.5) * ln_1p(-rise / top) - rise * (ln(top) - 1.0) + (stirling(x) - stirling(top))
}

/// Natural logarithm of the gamma function for x > 0 (Lanczos 1964, g = 7; Stirling's series where x is large); infinite at 0
/// and below.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x <= 0.0 {
        return f64::INFINITY;
    }
    if x >= STIRLING_FROM {
        return (x - 0.5) * ln(x) - x + 0.5 * ln(2.0 * std::f64::consts::PI) + stirling(x);
    }
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return ln(pi / sin(pi * x)) - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let sum: f64 = C[0] + C[1..].iter().zip(1..).map(|(c, i)| c / (x + f64::from(i))).sum::<f64>();
    0.5 * ln(2.0 * std::f64::consts::PI) + (x + 0.5) * ln(t) - t + ln(sum)
}

/// The regularised incomplete gamma functions (P, Q) of shape a > 0 at x >= 0; P + Q = 1, each exact in its own tail.
pub(crate) fn gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if !x.is_finite() {
        return (1.0, 0.0);
    }
    let front = exp(a * ln(x) - x - ln_gamma(a));
    // Both expansions need a few times sqrt(a) terms where x is near a.
    let limit = 500 + 20 * a.sqrt() as u32;
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        for _ in 0..limit {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        let p = (front * sum).min(1.0);
        (p, 1.0 - p)
    } else {
        let mut b = x + 1.0 - a;
        let mut d = 1.0 / b;
        let (mut c, mut h) = (1e300, d);
        for i in 1..limit {
            let i = f64::from(i);
            let an = -i * (i - a);
            b += 2.0;
            d = 1.0 / away_from_zero(an * d + b);
            c = away_from_zero(b + an / c);
            h *= c * d;
            if (c * d - 1.0).abs() < 1e-15 {
                break;
            }
        }
        let q = (front * h).min(1.0);
        (1.0 - q, q)
    }
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// P(Z <= z) of the standard normal.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    let (p, q) = gamma(0.5, 0.5 * z * z);
    if z < 0.0 { 0.5 * q } else { 0.5 + 0.5 * p }
}

/// The standard normal's quantile for p in (0, 1).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    bisect(-40.0, 40.0, 1e-14, |z| normal_cdf(z) < p)
}

/// P(X > x) of the chi-square with `df` degrees of freedom; 1 where df is 0.
pub(crate) fn chi_square_tail(x: f64, df: usize) -> f64 {
    if df == 0 { 1.0 } else { gamma(0.5 * df as f64, 0.5 * x).1 }
}

/// P(X <= k) of the Poisson with mean `mean`.
pub(crate) fn poisson_at_most(k: u64, mean: f64) -> f64 {
    gamma(k as f64 + 1.0, mean).1
}

/// P(X >= k) of the Poisson with mean `mean`.
pub(crate) fn poisson_at_least(k: u64, mean: f64) -> f64 {
    if k == 0 { 1.0 } else { gamma(k as f64, mean).0 }
}

/// The quantile of Student's t with `df` > 0 degrees of freedom (may be infinite: the normal), p in (0, 1).
pub(crate) fn t_quantile(p: f64, df: f64) -> f64 {
    if !df.is_finite() || df > 1e8 {
        return normal_quantile(p);
    }
    let below = |t: f64| {
        let tail = 0.5 * beta(0.5 * df, 0.5, df / (df + t * t));
        (if t < 0.0 { tail } else { 1.0 - tail }) < p
    };
    bisect(-1e6, 1e6, 1e-12, below)
}

/// The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.
pub(crate) fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let front = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln_1p(-x)) / a;
    let (mut c, mut d) = (1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut h = d;
    for m in 1..2_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * h
}

/// The point in `low..high` where `below` turns from true to false, to `within` of it.
pub(crate) fn bisect(mut low: f64, mut high: f64, within: f64, below: impl Fn(f64) -> bool) -> f64 {
    while high - low > within {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Narrows `low..high` around the lowest point of a function with one valley there, by golden section, in so many steps, each to
/// 0.618 of the width before. The two inner points it ends with, `(x, f(x))`, the lesser first: the valley lies about them, at
/// the same distance from either end.
pub(crate) fn golden(mut low: f64, mut high: f64, steps: usize, f: impl Fn(f64) -> f64) -> [(f64, f64); 2] {
    let ratio = 0.5 * (5f64.sqrt() - 1.0);
    let at = |x: f64| (x, f(x));
    let (mut a, mut b) = (at(high - ratio * (high - low)), at(low + ratio * (high - low)));
    for _ in 0..steps {
        if a.1 <= b.1 {
            (high, b) = (b.0, a);
            a = at(high - ratio * (high - low));
        } else {
            (low, a) = (a.0, b);
            b = at(low + ratio * (high - low));
        }
    }
    [a, b]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a} is not {b}");
    }

    #[test]
    fn tabulated_values_are_met() {
        near(ln_gamma(5.0), 24f64.ln(), 1e-13);
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-13);
        near(normal_quantile(0.975), 1.959_963_984_540_054, 1e-12);
        near(normal_cdf(-3.0), 0.001_349_898_031_630_095, 1e-15);
        near(chi_square_tail(3.841_458_820_694_124, 1), 0.05, 1e-13);
        near(chi_square_tail(18.307_038_053_275_14, 10), 0.05, 1e-12);
        near(t_quantile(0.975, 10.0), 2.228_138_851_964_939, 1e-10);
        near(t_quantile(0.025, 2.5), -3.558, 0.02);
    }

    #[test]
    fn the_gamma_function_joins_where_its_methods_meet() {
        near(ln_gamma(STIRLING_FROM), 362_880f64.ln(), 4e-15 * 12.8);
        for x in [0.3, 5.5, 9.999, 10.0, 10.001, 41.7] {
            near(ln_gamma(x + 1.0) - ln_gamma(x), x.ln(), 4e-14);
        }
        near(ln_gamma(1e5), 1_051_287.708_973_657, 1e-9);
        near(ln_gamma(1e12), 26_631_021_115_915.653, 0.004);
    }

    #[test]
    fn a_fall_of_the_gamma_function_keeps_its_digits() {
        // gamma(x + 3) / gamma(x) = x (x + 1) (x + 2).
        for x in [0.01f64, 2.5, 9.0, 10.0, 1e3, 1e9, 1e13] {
            let product = x.ln() + (x + 1.0).ln() + (x + 2.0).ln();
            near(ln_gamma_fall(x, 3.0), -product, 2e-14 * product.abs().max(1.0));
        }
        near(ln_gamma_fall(1e13, 0.0), 0.0, 0.0);
        near(ln_gamma_fall(0.5, 1e6 - 0.5), ln_gamma(0.5) - ln_gamma(1e6), 1e-8);
    }

    #[test]
    fn the_bottom_of_a_valley_is_found() {
        let [a, b] = golden(-3.0, 9.0, 40, |x| (x - 2.5).powi(2) + 1.0);
        near(0.5 * (a.0 + b.0), 2.5, 1e-7);
        near(a.1.min(b.1), 1.0, 1e-14);
        // An end that is lowest is come to as well.
        near(golden(0.0, 1.0, 40, |x| x)[0].0, 0.0, 1e-8);
    }

    #[test]
    fn poisson_tails_meet_their_sums() {
        let mean: f64 = 4.2;
        let terms: Vec<f64> =
            (0..60).map(|k| (f64::from(k) * mean.ln() - mean - ln_gamma(f64::from(k) + 1.0)).exp()).collect();
        near(poisson_at_most(6, mean), terms[..=6].iter().sum(), 1e-13);
        near(poisson_at_least(6, mean), terms[6..].iter().sum(), 1e-13);
        near(poisson_at_least(0, mean), 1.0, 0.0);
        near(poisson_at_most(0, mean), (-mean).exp(), 1e-15);
    }

    #[test]
    fn large_shapes_keep_their_precision() {
        let (p, q) = gamma(1e6, 1e6);
        near(p + q, 1.0, 1e-12);
        near(p, 0.500_132_98, 1e-7);
    }
}
