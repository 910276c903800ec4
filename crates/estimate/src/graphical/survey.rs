//! A first look at every graph: where its density has peaks, and which graphs matter at all.
//!
//! The density of each graph is taken on a coarse scale that reaches as far as any number could, so that no mode is missed that
//! lies apart from the others; each peak seen there is then climbed. Nothing is kept but the graphs that matter.

use crate::distribution::{bisect, golden};

use super::density::Density;
use super::graph::{Graph, Parts};

/// What has so many nats less under it than the best peak is left out: some 1e-20 of it.
const NEGLIGIBLE: f64 = 45.0;

/// Points for each factor of e in 1 + n0 on the coarse scale.
const COARSENESS: f64 = 16.0;

/// What may lie beyond an upper end that is sought: a hundredth of what is asked of it.
const BEYOND: f64 = 1e-8;

/// A graph that matters.
pub(super) struct Candidate {
    pub(super) graph: Graph,
    pub(super) parts: Parts,
    /// Where its density is not negligible.
    pub(super) live: (f64, f64),
}

/// A peak of one graph's density.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peak {
    /// The number unlisted.
    pub(super) at: f64,
    /// How far from there the log density is lower by a half, on the nearer side: the standard deviation, were it normal.
    pub(super) width: f64,
    /// The log density.
    height: f64,
}

impl Peak {
    /// The log of about how much lies under it.
    fn mass(self) -> f64 {
        self.height + self.width.ln()
    }
}

/// What the first look found.
pub(super) struct Survey {
    /// The graphs that matter.
    pub(super) candidates: Vec<Candidate>,
    /// Their peaks.
    pub(super) peaks: Vec<Peak>,
    /// The highest log density of all.
    pub(super) highest: f64,
    /// Beyond this number unlisted lies next to nothing; infinite where that is not so at the end of the range.
    pub(super) end: f64,
}

impl Survey {
    /// Looks at all `graphs` between two numbers unlisted. There must be a graph; the ends may be the same.
    pub(super) fn new(density: &Density, graphs: &[Graph], low: f64, high: f64) -> Survey {
        let (first, last) = (low.ln_1p(), high.ln_1p());
        let steps = ((last - first) * COARSENESS).ceil().max(1.0);
        let scale: Vec<f64> = (0..=steps as usize)
            .map(|k| (first + (last - first) * k as f64 / steps).exp_m1().clamp(low, high))
            .collect();
        let table = density.table(&scale);
        let mut coarse = vec![0.0; scale.len()];
        let mut best = f64::NEG_INFINITY;
        let mut found: Vec<(Graph, Parts, Vec<Peak>)> = Vec::new();
        for &graph in graphs {
            let parts = graph.parts();
            table.density(&parts, &mut coarse);
            let climb = Climb { density, parts: &parts, scale: &scale, coarse: &coarse };
            let peaks: Vec<Peak> = climb.peaks(best - NEGLIGIBLE).collect();
            let mass = largest(&peaks);
            if mass >= best - NEGLIGIBLE {
                found.push((graph, parts, peaks));
            }
            best = best.max(mass);
        }
        found.retain(|(_, _, peaks)| largest(peaks) >= best - NEGLIGIBLE);
        let peaks: Vec<Peak> = found.iter().flat_map(|(_, _, peaks)| peaks.iter().copied()).collect();
        let highest = peaks.iter().map(|peak| peak.height).fold(f64::NEG_INFINITY, f64::max);

        let mut candidates = Vec::with_capacity(found.len());
        let mut sum = vec![0.0; scale.len()];
        for (graph, parts, peaks) in found {
            table.density(&parts, &mut coarse);
            sum.iter_mut().zip(&coarse).for_each(|(s, d)| *s += (d - highest).exp());
            let live = live(&scale, &coarse, &peaks, best - NEGLIGIBLE);
            candidates.push(Candidate { graph, parts, live });
        }
        let mass: f64 = peaks.iter().map(|peak| (peak.mass() - highest).exp()).sum();
        let matters = |k: &usize| sum[*k] * (1.0 + scale[*k]) > BEYOND * mass;
        let beyond = (0..scale.len()).rev().find(matters).map_or(0, |k| k + 1);
        let tops = peaks.iter().filter(|peak| (peak.mass() - highest).exp() > BEYOND * mass);
        let end = scale.get(beyond).copied().unwrap_or(f64::INFINITY);
        let end = tops.map(|peak| peak.at + 10.0 * peak.width).fold(end, f64::max);
        Survey { candidates, peaks, highest, end: if end > high { f64::INFINITY } else { end } }
    }
}

/// The log of about how much lies under the largest of a graph's peaks.
fn largest(peaks: &[Peak]) -> f64 {
    peaks.iter().map(|peak| peak.mass()).fold(f64::NEG_INFINITY, f64::max)
}

/// From where to where more than the exponential of `floor` lies under a graph's density, in a factor of e of the numbers or
/// under a peak; to a step of the scale.
fn live(scale: &[f64], coarse: &[f64], peaks: &[Peak], floor: f64) -> (f64, f64) {
    let above = |k: &usize| coarse[*k] + scale[*k].ln_1p() >= floor;
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    if let (Some(first), Some(last)) = ((0..scale.len()).find(above), (0..scale.len()).rev().find(above)) {
        low = scale[first.saturating_sub(1)];
        high = scale[(last + 1).min(scale.len() - 1)];
    }
    // A peak may be too narrow for the scale.
    for peak in peaks.iter().filter(|peak| peak.mass() >= floor) {
        let at = scale.partition_point(|&x| x < peak.at);
        low = low.min(scale[at.saturating_sub(1)]);
        high = high.max(scale[(at + 1).min(scale.len() - 1)]);
    }
    (low, high)
}

/// One graph's density on the coarse scale.
struct Climb<'a> {
    density: &'a Density,
    parts: &'a Parts,
    scale: &'a [f64],
    coarse: &'a [f64],
}

impl Climb<'_> {
    /// The peaks that could have more under them than `floor`.
    fn peaks(&self, floor: f64) -> impl Iterator<Item = Peak> {
        let last = self.scale.len() - 1;
        let top = move |k: &usize| {
            let k = *k;
            (k == 0 || self.coarse[k] > self.coarse[k - 1])
                && (k == last || self.coarse[k] >= self.coarse[k + 1])
                && self.at_most(k) >= floor
        };
        (0..=last).filter(top).map(|k| self.climb(k))
    }

    /// More than the log of what lies under the peak next to point k: twice as high above the point as the parabola through
    /// it and its neighbours, and as wide as the number itself.
    fn at_most(&self, k: usize) -> f64 {
        let here = self.coarse[k];
        let before = k.checked_sub(1).map_or(here, |k| self.coarse[k]);
        let after = self.coarse.get(k + 1).copied().unwrap_or(here);
        let (slope, bend) = (0.5 * (after - before), before - 2.0 * here + after);
        let rise = if bend < 0.0 { -0.5 * slope * slope / bend } else { 0.0 };
        here + 2.0 * rise + 2.0 + self.scale[k].ln_1p()
    }

    /// The peak between the neighbours of point k, by golden section in log(1 + n0).
    fn climb(&self, k: usize) -> Peak {
        let last = self.scale.len() - 1;
        let (low, high) = (self.scale[k.saturating_sub(1)].ln_1p(), self.scale[(k + 1).min(last)].ln_1p());
        let depth = |t: f64| -self.density.at(self.parts, t.exp_m1().max(0.0));
        // Forty steps take the bracket to a thousandth of a millionth: narrower than any peak of up to 10^12 people.
        let [left, right] = golden(low, high, 40, depth);
        let (t, depth) = if left.1 <= right.1 { left } else { right };
        let top = -depth;
        // At an end of the range the point itself is the highest.
        let (at, height) =
            if top >= self.coarse[k] { (t.exp_m1().max(0.0), top) } else { (self.scale[k], self.coarse[k]) };
        Peak { at, width: self.width(at, height), height }
    }

    fn width(&self, at: f64, height: f64) -> f64 {
        let reach = at.max(1.0).ln();
        let side = |sign: f64| {
            let below = |log: f64| {
                let x = at + sign * log.exp();
                x >= 0.0 && self.density.at(self.parts, x) > height - 0.5
            };
            bisect(-1.0, reach + 1.0, 0.1, below).exp()
        };
        side(1.0).min(side(-1.0))
    }
}
