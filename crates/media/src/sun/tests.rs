//! Against published values, an independent implementation, and laws.

use super::*;
use proptest::prelude::*;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn off(a: f64, b: f64) -> f64 {
    ((a - b + 180.0).rem_euclid(360.0) - 180.0).abs()
}

#[test]
fn the_worked_example_of_spa() {
    // Reda & Andreas, table A5.1. Its refraction is for 820 hPa, ours for 1010: 0.004° more.
    let sun = position(Place::new(39.742476, -105.1786).unwrap(), time("2003-10-17T12:30:30-07:00")).unwrap();
    assert!(off(sun.azimuth, 194.34024) < 0.005, "{sun:?}");
    assert!((sun.elevation - 39.872046).abs() < 0.005, "{sun:?}");
    assert!((90.0 - sun.apparent - 50.11162).abs() < 0.01, "{sun:?}");
}

/// Latitude, longitude, time, azimuth, elevation without refraction: SPA as implemented in pvlib.
const SPA: [(f64, f64, &str, f64, f64); 12] = [
    (33.5, 36.3, "1925-10-18T06:30:00Z", 128.9040, 31.0363),
    (36.2, 37.16, "2016-12-13T09:00:00Z", 173.1607, 30.3083),
    (-33.9, 18.4, "2024-06-21T10:00:00Z", 13.0133, 31.5211),
    (69.65, 18.96, "2030-06-21T22:40:00Z", 358.6000, 3.0874),
    (0.0, 0.0, "2000-03-20T07:35:00Z", 90.0000, 21.8895),
    (-77.8, 166.7, "2050-12-22T12:00:00Z", 192.1124, 11.5136),
    (51.5, -0.1, "1900-01-02T12:00:00Z", 178.9137, 15.5534),
    (35.7, 139.7, "2100-12-30T03:00:00Z", 184.4571, 31.0078),
    (-54.8, -68.3, "1969-07-20T16:00:00Z", 9.5196, 14.1069),
    (23.4, 90.4, "1971-03-26T02:00:00Z", 100.4523, 27.1486),
    (15.5, 32.5, "2023-04-15T13:00:00Z", 268.8832, 43.4075),
    (43.86, 18.41, "1992-05-02T11:00:00Z", 188.4421, 61.4419),
];

#[test]
fn an_independent_implementation_agrees() {
    for (latitude, longitude, at, azimuth, elevation) in SPA {
        let sun = position(Place::new(latitude, longitude).unwrap(), time(at)).unwrap();
        assert!(
            off(sun.azimuth, azimuth) < ACCURACY && (sun.elevation - elevation).abs() < ACCURACY,
            "{at}: {sun:?}"
        );
    }
}

#[test]
fn polar_day_polar_night_and_the_poles() {
    let north = Place::new(78.2, 15.6).unwrap();
    let up = |day: &str| {
        let from = time(&format!("{day}T00:00:00Z"));
        let to = from + jiff::SignedDuration::from_hours(24);
        fitting_times(north, from, to, &[]).unwrap()
    };
    let summer = up("2024-06-21");
    assert_eq!((summer.len(), summer[0].to.as_second() - summer[0].from.as_second()), (1, 86_400));
    assert_eq!(up("2024-12-21"), []);
    let pole = position(Place::new(90.0, 0.0).unwrap(), time("2024-06-21T12:00:00Z")).unwrap();
    assert!((pole.elevation - 23.44).abs() < 0.01);
}

#[test]
fn a_shadow_leads_back_to_its_time() {
    let place = Place::new(33.51, 36.29).unwrap();
    let (from, to) = (time("2031-03-06T22:00:00Z"), time("2031-03-07T22:00:00Z"));
    let shadow = position(place, time("2031-03-07T07:15:00Z")).unwrap().shadow().unwrap();
    let direction = Measured::Direction { degrees: shadow.direction, uncertainty: 2.0 };
    let ratio = Measured::Ratio { ratio: shadow.ratio, uncertainty: 0.05 };
    let truth = time("2031-03-07T07:15:00Z");
    let holds = |found: &[Interval]| found.iter().any(|i| i.from <= truth && truth <= i.to);

    let by_direction = fitting_times(place, from, to, &[direction]).unwrap();
    assert!(by_direction.len() == 1 && holds(&by_direction), "{by_direction:?}");
    let by_ratio = fitting_times(place, from, to, &[ratio]).unwrap();
    assert!(by_ratio.len() == 2 && holds(&by_ratio), "morning and afternoon: {by_ratio:?}");
    let by_both = fitting_times(place, from, to, &[direction, ratio]).unwrap();
    assert!(by_both.len() == 1 && holds(&by_both), "{by_both:?}");
    let mirrored = Measured::Direction { degrees: 360.0 - shadow.direction, uncertainty: 2.0 };
    assert!(!holds(&fitting_times(place, from, to, &[mirrored]).unwrap()));

    let svg = chart(place, from, to, jiff::tz::offset(3), &by_both).unwrap();
    assert_eq!(svg.matches("class=\"fits\"").count(), 1);
    assert_eq!(svg.matches("<circle").count(), 12, "full hours in daylight");
    assert_eq!(svg, chart(place, from, to, jiff::tz::offset(3), &by_both).unwrap());
}

#[test]
fn near_the_zenith_no_direction_is_missed() {
    // On the day the sun passes over this place it turns from east to west within a minute.
    let place = Place::new(10.0, 0.0).unwrap();
    let (from, to) = (time("2024-04-16T00:00:00Z"), time("2024-04-17T00:00:00Z"));
    for degrees in [200.0, 250.0, 100.0] {
        let exact = Measured::Direction { degrees, uncertainty: 0.0 };
        let opposite = Measured::Direction { degrees: degrees + 180.0, uncertainty: 0.0 };
        let found = [exact, opposite].map(|m| fitting_times(place, from, to, &[m]).unwrap().len());
        assert!(found[0] + found[1] > 0, "{degrees}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let place = Place::new(0.0, 0.0).unwrap();
    assert!(Place::new(91.0, 0.0).is_err() && Place::new(f64::NAN, 0.0).is_err());
    assert!(position(place, time("1899-12-31T23:59:59Z")).is_err());
    assert!(position(place, time("1900-01-01T00:00:00Z")).is_ok());
    assert!(position(place, time("2100-12-31T23:59:59Z")).is_ok());
    assert!(position(place, time("2101-01-01T00:00:00Z")).is_err());
    let (from, to) = (time("2024-01-01T00:00:00Z"), time("2024-01-04T00:00:00Z"));
    assert!(fitting_times(place, from, to, &[]).is_err() && fitting_times(place, to, from, &[]).is_err());
    assert!(chart(place, from, to, jiff::tz::Offset::UTC, &[]).is_err());
    let wrong = Measured::Ratio { ratio: f64::NAN, uncertainty: 0.1 };
    assert!(fitting_times(place, from, from, &[wrong]).is_err());
}

proptest! {
    #[test]
    fn every_shadow_fits_its_own_time(
        latitude in -90.0..90.0f64, longitude in -180.0..180.0f64, second in -2_208_988_800i64..4_133_894_400,
    ) {
        let place = Place::new(latitude, longitude).unwrap();
        let at = Timestamp::from_second(second).unwrap();
        let sun = position(place, at).unwrap();
        prop_assert!((0.0..360.0).contains(&sun.azimuth) && sun.apparent >= sun.elevation);
        if let Some(shadow) = sun.shadow() {
            let measured = [
                Measured::Direction { degrees: shadow.direction, uncertainty: 1.0 },
                Measured::Ratio { ratio: shadow.ratio, uncertainty: shadow.ratio * 0.02 },
            ];
            let end = Timestamp::from_second(second + 3600).unwrap();
            let found = fitting_times(place, at, end, &measured).unwrap();
            prop_assert_eq!(found.first().map(|interval| interval.from), Some(at));
        }
    }
}
