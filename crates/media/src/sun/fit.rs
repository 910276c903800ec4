//! From a measured shadow back to the times at which it can have fallen so.

use super::{ACCURACY, Place, Position, SunError, at_second, check};
use jiff::Timestamp;
use std::fmt;

/// Seconds between the times that are tried first.
const STEP: f64 = 10.0;

/// What was measured in a picture, with the uncertainty of the measurement, on level ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// Where the shadow points, in degrees clockwise from true north.
    Direction {
        /// Degrees.
        degrees: f64,
        /// Degrees to either side.
        uncertainty: f64,
    },
    /// Length of the shadow divided by the height of what casts it.
    Ratio {
        /// From 0 up.
        ratio: f64,
        /// To either side.
        uncertainty: f64,
    },
}

/// Times at which everything that was measured fits, to the second, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first.
    pub from: Timestamp,
    /// The last.
    pub to: Timestamp,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direction { degrees, uncertainty } => {
                write!(f, "a shadow towards {degrees}° ± {uncertainty}°")
            }
            Self::Ratio { ratio, uncertainty } => {
                write!(f, "a shadow of {ratio} ± {uncertainty} of the height")
            }
        }
    }
}

impl Measured {
    fn is_sound(&self) -> bool {
        let (value, uncertainty) = match self {
            Self::Direction { degrees, uncertainty } => (degrees.abs(), uncertainty),
            Self::Ratio { ratio, uncertainty } => (*ratio, uncertainty),
        };
        value.is_finite() && value >= 0.0 && uncertainty.is_finite() && *uncertainty >= 0.0
    }

    /// How far the sun is from what was measured, in degrees with a sign, and how far it may be.
    fn miss(&self, sun: &Position) -> (f64, f64) {
        match *self {
            Self::Direction { degrees, uncertainty } => {
                // The direction is the less certain the smaller the sun's circle around the zenith.
                let accuracy = ACCURACY / sun.apparent.to_radians().cos().max(1e-6);
                let miss = (sun.azimuth - degrees).rem_euclid(360.0) - 180.0;
                (miss, (uncertainty + accuracy).min(180.0))
            }
            Self::Ratio { ratio, uncertainty } => {
                let elevation = |ratio: f64| f64::atan2(1.0, ratio.max(0.0)).to_degrees();
                let (low, high) = (elevation(ratio + uncertainty), elevation(ratio - uncertainty));
                (sun.apparent - (low + high) / 2.0, (high - low) / 2.0 + ACCURACY)
            }
        }
    }
}

/// The times from `from` to `to` (up to 48 hours: a day where the picture was taken) at which the sun is up and all that was
/// measured fits. None at all means: not on that day, or not at that place, or something was measured wrongly.
///
/// # Errors
/// If the times are no day within 1900 to 2100 or a measurement is no number.
pub fn fitting_times(
    place: Place,
    from: Timestamp,
    to: Timestamp,
    measured: &[Measured],
) -> Result<Vec<Interval>, SunError> {
    check(from)?;
    check(to)?;
    let (first, last) = (from.as_second(), to.as_second());
    if !(0..=48 * 3600).contains(&(last - first)) {
        return Err(SunError::NoDay { from, to });
    }
    if let Some(wrong) = measured.iter().find(|measured| !measured.is_sound()) {
        return Err(SunError::NoMeasurement(*wrong));
    }
    let (first, last) = (first as f64, last as f64);
    let fits = |second: f64| {
        let sun = at_second(place, second);
        sun.apparent > 0.0
            && measured.iter().map(|m| m.miss(&sun)).all(|(miss, allowed)| miss.abs() <= allowed)
    };
    let times = trials(place, first, last, measured);
    let mut intervals: Vec<(f64, f64)> = Vec::new();
    let mut before: Option<(f64, bool)> = None;
    for time in times {
        let fit = fits(time);
        match (before, fit) {
            (None, true) => intervals.push((time, time)),
            (Some((earlier, false)), true) => intervals.push((boundary(earlier, time, |t| !fits(t)), time)),
            (Some((_, true)), true) => {
                if let Some((_, end)) = intervals.last_mut() {
                    *end = time;
                }
            }
            (Some((earlier, true)), false) => {
                if let Some((_, end)) = intervals.last_mut() {
                    *end = boundary(earlier, time, fits);
                }
            }
            (_, false) => {}
        }
        before = Some((time, fit));
    }
    let second = |second: f64| Timestamp::from_second(second as i64).unwrap_or(from);
    Ok(intervals
        .into_iter()
        .map(|(from, to)| Interval { from: second(from.floor()), to: second(to.ceil()) })
        .collect())
}

/// Times in a fixed step, and those between them at which a measurement is met exactly: where the sun passes near the zenith
/// its direction turns within seconds.
fn trials(place: Place, first: f64, last: f64, measured: &[Measured]) -> Vec<f64> {
    let count = ((last - first) / STEP) as u32;
    let mut times: Vec<f64> = (0..=count).map(|step| first + f64::from(step) * STEP).collect();
    times.push(last);
    let mut met = Vec::new();
    for pair in times.windows(2) {
        let &[start, end] = pair else { continue };
        for measured in measured {
            let miss = |second: f64| measured.miss(&at_second(place, second)).0;
            let (before, after) = (miss(start), miss(end));
            // A jump from -180 to 180 is no crossing.
            if (before < 0.0) != (after < 0.0) && (before - after).abs() < 180.0 {
                met.push(boundary(start, end, |t| (miss(t) < 0.0) == (before < 0.0)));
            }
        }
    }
    times.extend(met);
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// Where `holds`, true at `start` and false at `end`, ceases to be true.
fn boundary(mut start: f64, mut end: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..24 {
        let middle = (start + end) / 2.0;
        if holds(middle) { start = middle } else { end = middle }
    }
    start
}
