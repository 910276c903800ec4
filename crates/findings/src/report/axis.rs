//! A scale of numbers along a drawing. Coordinates in CSS pixels.

use crate::number::rounded;

/// From numbers of people to places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    left: f64,
    right: f64,
}

/// A mark on the scale.
pub(crate) struct Tick {
    pub x: f64,
    pub text: String,
}

impl Axis {
    /// The scale from `low` to `high`, which must be more, laid between two places.
    pub(crate) fn new((low, high): (f64, f64), (left, right): (f64, f64)) -> Axis {
        Axis { low, high: high.max(low + 1.0), left, right }
    }

    /// Where a number stands, to a tenth; numbers beyond an end stand at the end.
    pub(crate) fn at(&self, number: f64) -> f64 {
        let share = ((number - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        tenth(self.left + share * (self.right - self.left))
    }

    /// Whether a number lies beyond the upper end.
    pub(crate) fn is_beyond(&self, number: f64) -> bool {
        number > self.high
    }

    /// Marks at round numbers, at most seven.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let step = nice_step((self.high - self.low) / 6.0);
        let (first, last) = ((self.low / step).ceil() as i64, (self.high / step).floor() as i64);
        let tick = |number: f64| Tick { x: self.at(number), text: rounded(number) };
        (first..=last).map(|i| tick(i as f64 * step)).collect()
    }
}

/// 1, 2 or 5 times a power of ten, at least 1 and at least `least`.
fn nice_step(least: f64) -> f64 {
    let mut power = 1.0;
    loop {
        for step in [power, 2.0 * power, 5.0 * power] {
            if step >= least || !least.is_finite() {
                return step;
            }
        }
        power *= 10.0;
    }
}

/// To a tenth of a pixel: what the eye sees, without noise in the file.
pub(crate) fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_round_numbers_within_the_scale() {
        let axis = Axis::new((1_130.0, 4_870.0), (100.0, 500.0));
        let ticks = axis.ticks();
        let said: Vec<&str> = ticks.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(said, ["2,000", "3,000", "4,000"]);
        assert!(ticks.iter().all(|tick| 100.0 < tick.x && tick.x < 500.0));
        assert_eq!((axis.at(0.0), axis.at(1e9), axis.at(3_000.0)), (100.0, 500.0, 300.0));
        assert!(axis.is_beyond(5_000.0) && !axis.is_beyond(4_870.0));
        assert!(Axis::new((5.0, 5.0), (0.0, 10.0)).ticks().len() <= 2);
    }
}
