//! The sun's place in the sky of the whole Earth. All formulas are from Meeus, *Astronomical Algorithms*, chapters 12, 22, 25.

/// Apparent place on the equator of date, in degrees.
pub struct Equatorial {
    pub right_ascension: f64,
    pub declination: f64,
}

/// Days from noon of 1 January 2000.
fn days(second: f64) -> f64 {
    second / 86_400.0 - 10_957.5
}

/// Centuries of 36,525 days from the same noon.
fn centuries(second: f64) -> f64 {
    days(second) / 36_525.0
}

/// Longitude of the moon's ascending node, which the nutation follows.
fn node(t: f64) -> f64 {
    (125.04 - 1934.136 * t).to_radians()
}

fn obliquity(t: f64) -> f64 {
    let mean = 23.0 + (26.0 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60.0) / 60.0;
    (mean + 0.00256 * node(t).cos()).to_radians()
}

/// The sun's place; `second` counts from 1970, UTC.
pub fn equatorial(second: f64) -> Equatorial {
    let t = centuries(second);
    let mean_longitude = 280.46646 + t * (36000.76983 + t * 0.0003032);
    let anomaly = (357.52911 + t * (35999.05029 - t * 0.0001537)).rem_euclid(360.0).to_radians();
    let center = (1.914602 - t * (0.004817 + t * 0.000014)) * anomaly.sin()
        + (0.019993 - t * 0.000101) * (2.0 * anomaly).sin()
        + 0.000289 * (3.0 * anomaly).sin();
    let apparent = mean_longitude + center - 0.00569 - 0.00478 * node(t).sin();
    let (longitude, obliquity) = (apparent.rem_euclid(360.0).to_radians(), obliquity(t));
    Equatorial {
        right_ascension: f64::atan2(obliquity.cos() * longitude.sin(), longitude.cos()).to_degrees(),
        declination: (obliquity.sin() * longitude.sin()).asin().to_degrees(),
    }
}

/// Apparent sidereal time at Greenwich, in degrees.
pub fn sidereal(second: f64) -> f64 {
    let t = centuries(second);
    let mean = 280.460_618_37 + 360.985_647_366_29 * days(second) + t * t * (0.000387933 - t / 38_710_000.0);
    mean.rem_euclid(360.0) - 0.00478 * node(t).sin() * obliquity(t).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_chapter_25() {
        // 13 October 1992, 0 h.
        let sun = equatorial(718_934_400.0);
        assert!((sun.right_ascension.rem_euclid(360.0) - 198.38083).abs() < 0.0002);
        assert!((sun.declination + 7.78507).abs() < 0.0002);
    }

    #[test]
    fn the_example_of_chapter_12() {
        // 10 April 1987, 0 h: 13 h 10 min 46.1351 s.
        let expected = (13.0 + (10.0 + 46.1351 / 60.0) / 60.0) * 15.0;
        assert!((sidereal(545_011_200.0) - expected).abs() < 0.0005);
    }
}
