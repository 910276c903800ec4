//! Whether a posterior has several modes.

use serde::Serialize;

/// A hill of less than this is no mode of its own.
const LEAST: f64 = 0.05;

/// A valley parts two hills where it is lower than this share of the lower one.
const VALLEY: f64 = 0.5;

/// A mode of the posterior, and what lies around it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mode {
    /// The total at which it is highest.
    pub at: u64,
    /// How much of the posterior lies between the valleys on either side, 0 to 1.
    pub mass: f64,
}

/// A hill of a density given point by point: where it begins, where it is highest, where the next begins.
struct Hill {
    first: usize,
    top: usize,
    end: usize,
}

/// Cuts a density into hills: wherever it falls below a half of a hill's height and rises again above twice the lowest point since.
fn hills(density: &[f64]) -> Vec<Hill> {
    let mut hills = Vec::new();
    let (mut first, mut top, mut lowest) = (0, 0, 0);
    for (here, &d) in density.iter().enumerate() {
        if d < density[lowest] {
            lowest = here;
        }
        if density[lowest] < VALLEY * density[top] && density[lowest] < VALLEY * d {
            hills.push(Hill { first, top, end: lowest });
            (first, top, lowest) = (lowest, here, here);
        } else if d > density[top] {
            (top, lowest) = (here, here);
        }
    }
    hills.push(Hill { first, top, end: density.len() });
    hills
}

/// The modes that hold more than a twentieth, in order. `total(i)` is the total in the middle of point i, `masses` what lies at
/// each, `density` that per person.
pub(super) fn modes(masses: &[f64], density: &[f64], total: impl Fn(usize) -> u64) -> Vec<Mode> {
    if density.is_empty() {
        return Vec::new();
    }
    let mode = |hill: &Hill| Mode {
        at: total(hill.top),
        mass: masses[hill.first..hill.end].iter().sum::<f64>().min(1.0),
    };
    hills(density).iter().map(mode).filter(|mode| mode.mass > LEAST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(density: &[f64]) -> Vec<u64> {
        modes(density, density, |i| i as u64).iter().map(|mode| mode.at).collect()
    }

    #[test]
    fn hills_are_parted_by_valleys_alone() {
        assert_eq!(at(&[0.1, 0.3, 0.2, 0.25, 0.15]), [1]);
        assert_eq!(at(&[0.1, 0.4, 0.05, 0.05, 0.2, 0.3, 0.0]), [1, 5]);
        assert_eq!(at(&[0.3, 0.1, 0.05, 0.1, 0.3, 0.02, 0.13]), [0, 4, 6]);
        // A spike of a hundredth.
        assert_eq!(at(&[0.01, 0.0, 0.2, 0.5, 0.29]), [3]);
        assert_eq!(at(&[]), [0u64; 0]);
        assert_eq!(at(&[1.0]), [0]);
    }

    #[test]
    fn all_is_shared_out() {
        let density = [0.3, 0.1, 0.05, 0.1, 0.45];
        let found = modes(&density, &density, |i| i as u64);
        assert!((found.iter().map(|mode| mode.mass).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((found[0].mass - 0.4).abs() < 1e-12);
    }
}
