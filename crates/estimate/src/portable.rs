//! Elementary functions that give the same digits on every machine.
//!
//! The standard library calls the system's, whose last digit differs between systems and even between processors. A sampler that
//! compares with a drawn number turns such a digit into another chain, and a check on another machine would call a sound finding
//! wrong. What is summed or fitted, and published with six decimals, does not need these.

pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// ln(1 + x), exact for small x.
pub(crate) fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// exp(x) - 1, exact for small x.
pub(crate) fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

pub(crate) fn sin(x: f64) -> f64 {
    libm::sin(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_system_to_the_last_digits() {
        let near = |a: f64, b: f64| (a - b).abs() <= 4.0 * f64::EPSILON * b.abs();
        for i in -400..400 {
            let x = f64::from(i) * 0.37 + 0.011;
            let y = x.abs() * 1e-3;
            assert!(near(exp(x), x.exp()) && near(exp_m1(y), y.exp_m1()) && near(ln(y), y.ln()), "{x}");
            assert!(near(ln_1p(y), y.ln_1p()) && (sin(x) - x.sin()).abs() < 1e-15, "{x}");
        }
        assert_eq!((ln(0.0), exp(-1e9)), (f64::NEG_INFINITY, 0.0));
    }
}
