//! The sun's way over the sky in a day, drawn as SVG: direction from left to right, elevation upwards.

use super::fit::Interval;
use super::{Place, Position, SunError, at_second, check};
use jiff::Timestamp;
use jiff::tz::Offset;
use std::fmt::Write;

/// Pixels per degree, and around the drawing.
const SCALE: f64 = 2.0;
const MARGIN: f64 = 30.0;
/// Seconds between two points of the line.
const STEP: i64 = 300;

/// The way of the sun from `from` to `to` (up to 48 hours) with a dot at each full hour of the clock `offset`, and the times
/// of `marked` drawn thick. The same arguments give the same text.
///
/// # Errors
/// If the times are no day within 1900 to 2100.
pub fn chart(
    place: Place,
    from: Timestamp,
    to: Timestamp,
    offset: Offset,
    marked: &[Interval],
) -> Result<String, SunError> {
    check(from)?;
    check(to)?;
    let (first, last) = (from.as_second(), to.as_second());
    if !(0..=48 * 3600).contains(&(last - first)) {
        return Err(SunError::NoDay { from, to });
    }
    let (width, height) = (360.0 * SCALE + 2.0 * MARGIN, 90.0 * SCALE + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" direction=\"ltr\" font-family=\"sans-serif\" font-size=\"11\" fill=\"none\" stroke=\"currentColor\">\n"
    );
    let (left, right) = (MARGIN, width - MARGIN);
    for elevation in [0.0, 30.0, 60.0, 90.0] {
        let y = height - MARGIN - elevation * SCALE;
        line(&mut svg, (left, y), (right, y));
        text(&mut svg, (left - 14.0, y + 4.0), &format!("{elevation:.0}°"));
    }
    for (azimuth, name) in [(0.0, "N"), (90.0, "E"), (180.0, "S"), (270.0, "W"), (360.0, "N")] {
        let x = left + azimuth * SCALE;
        line(&mut svg, (x, MARGIN), (x, height - MARGIN));
        text(&mut svg, (x, height - MARGIN + 16.0), name);
    }
    let place_of = |sun: &Position| (left + sun.azimuth * SCALE, height - MARGIN - sun.apparent * SCALE);
    let path = |first: i64, last: i64, step: i64| {
        let mut d = String::new();
        let mut before: Option<f64> = None;
        let times = (first..last).step_by(step as usize).chain([last]);
        for sun in times.map(|second| at_second(place, second as f64)) {
            if sun.apparent < 0.0 {
                before = None;
                continue;
            }
            // From west of north to east of it the line would cross the whole drawing.
            let goes_on =
                before.replace(sun.azimuth).is_some_and(|before| (before - sun.azimuth).abs() < 180.0);
            let (x, y) = place_of(&sun);
            let _ = write!(d, "{}{x:.1} {y:.1}", if goes_on { "L" } else { "M" });
        }
        d
    };
    let _ = writeln!(svg, "<path class=\"day\" d=\"{}\"/>", path(first, last, STEP));
    for interval in marked {
        let (start, end) = (interval.from.as_second().max(first), interval.to.as_second().min(last));
        if start <= end {
            let d = path(start, end, 60);
            let _ = writeln!(
                svg,
                "<path class=\"fits\" stroke-width=\"7\" stroke-opacity=\"0.5\" stroke-linecap=\"round\" d=\"{d}\"/>"
            );
        }
    }
    let clock = |second: i64| second + i64::from(offset.seconds());
    for second in (first..=last).filter(|second| clock(*second) % 3600 == 0) {
        let sun = at_second(place, second as f64);
        if sun.apparent >= 0.0 {
            let (x, y) = place_of(&sun);
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"currentColor\"/>");
            text(&mut svg, (x, y - 6.0), &(clock(second).rem_euclid(86_400) / 3600).to_string());
        }
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn line(svg: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = writeln!(svg, "<path stroke-opacity=\"0.25\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>");
}

fn text(svg: &mut String, (x, y): (f64, f64), text: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\">{text}</text>"
    );
}
