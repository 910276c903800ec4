//! Whether the matches between the frames of two items tell one story: the same footage, from some offset on, at some speed.
//!
//! As in Douze, Jégou, Schmid, "An image-based approach to video copy detection with spatio-temporal post-filtering" (IEEE
//! Transactions on Multimedia 12, 2010), matches vote for a mapping of time. Here every two matches propose one, `t_b = speed
//! t_a + offset`, and the proposal with which most distinct frames agree wins.

use super::Frame;

/// Two frames whose hashes are near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Position of the frame in the first item, in the second item.
    pub frames: (usize, usize),
    pub distance: u32,
}

/// A mapping of time and the matches that agree with it, at most one for each frame of either item, by time.
#[derive(Clone, Debug)]
pub struct Alignment {
    pub speed: f64,
    pub offset: f64,
    pub matches: Vec<Match>,
}

/// Slowest and fastest playback that is looked for.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.25..=4.0;
/// Matches, the nearest first, of which every two propose a mapping.
const PROPOSERS: usize = 64;

/// The best mapping of the time of `a` to that of `b`, whose frames are `steps` seconds apart. One match alone is a mapping
/// at speed 1.
pub fn align(a: &[Frame], b: &[Frame], steps: (f64, f64), matches: &[Match]) -> Option<Alignment> {
    let time = |m: &Match| Some((a.get(m.frames.0)?.at, b.get(m.frames.1)?.at));
    let mut timed: Vec<(f64, f64, Match)> =
        matches.iter().filter_map(|m| time(m).map(|(ta, tb)| (ta, tb, *m))).collect();
    timed.sort_by_key(|(_, _, m)| (m.distance, m.frames));
    let proposers = timed.get(..PROPOSERS).unwrap_or(&timed);
    let mut best: Option<Alignment> = None;
    let mut consider = |speed: f64, offset: f64| {
        let agreeing = agreeing(&timed, speed, offset, steps);
        let better = best.as_ref().is_none_or(|best| {
            let rank = |count: usize, speed: f64| (count, -(speed.ln().abs() * 1e6).round() as i64);
            rank(agreeing.len(), speed) > rank(best.matches.len(), best.speed)
        });
        if better && !agreeing.is_empty() {
            best = Some(Alignment { speed, offset, matches: agreeing });
        }
    };
    for (at, (ta, tb, _)) in proposers.iter().enumerate() {
        consider(1.0, tb - ta);
        for (ua, ub, _) in proposers.iter().skip(at + 1) {
            let speed = (ub - tb) / (ua - ta);
            if speed.is_finite() && SPEEDS.contains(&speed) {
                consider(speed, tb - speed * ta);
            }
        }
    }
    if let Some((speed, offset)) = best.as_ref().and_then(|best| line(best.matches.iter().filter_map(time)))
        && SPEEDS.contains(&speed)
    {
        let agreeing = agreeing(&timed, speed, offset, steps);
        if best.as_ref().is_some_and(|best| agreeing.len() >= best.matches.len()) {
            best = Some(Alignment { speed, offset, matches: agreeing });
        }
    }
    best
}

/// The matches (nearest first) that a mapping explains, each frame used once.
fn agreeing(timed: &[(f64, f64, Match)], speed: f64, offset: f64, steps: (f64, f64)) -> Vec<Match> {
    // Frames that show the same moment were taken at most half a step of each item apart.
    let tolerance = (steps.0 * speed + steps.1) / 2.0 + 1e-6;
    let mut used = (rustc_hash::FxHashSet::default(), rustc_hash::FxHashSet::default());
    let mut found = Vec::new();
    for (ta, tb, m) in timed {
        if (tb - (speed * ta + offset)).abs() <= tolerance
            && !used.0.contains(&m.frames.0)
            && used.1.insert(m.frames.1)
        {
            used.0.insert(m.frames.0);
            found.push(*m);
        }
    }
    found.sort_by_key(|m| m.frames);
    found
}

/// Least squares through at least three points.
fn line(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<(f64, f64)> {
    let count = points.clone().count();
    if count < 3 {
        return None;
    }
    let n = count as f64;
    let (sx, sy) = points.clone().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mx, my) = (sx / n, sy / n);
    let (sxx, sxy) =
        points.fold((0.0, 0.0), |(sxx, sxy), (x, y)| (sxx + (x - mx) * (x - mx), sxy + (x - mx) * (y - my)));
    let slope = sxy / sxx;
    slope.is_finite().then_some((slope, my - slope * mx))
}
