//! Which items of footage show the same: copies that were re-encoded, scaled, cropped, mirrored, framed, captioned, cut or
//! played at another speed.
//!
//! Each frame of an item has [`Views`]. Some are looked up among the frames of all others; items with a frame in common are
//! then compared in every frame, the whole of one with the whole and the crops of the other. The matches of two items must
//! agree on an offset and a speed. A relation is a resemblance that a person
//! checks: it says nothing of which copy came first, nor whether either is true.

mod align;
mod group;
mod index;

use crate::gray::Views;
use align::{Alignment, Match};
use index::Index;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Frames with less detail than this are not compared: dark, blank and blurred pictures resemble each other.
pub const MIN_QUALITY: u8 = 20;
/// Two frames in a sequence match if their hashes differ in at most so many bits.
pub const FRAME_LIMIT: u32 = 60;
/// Two pictures that stand alone match if their hashes differ in at most so many bits.
pub const STILL_LIMIT: u32 = 44;
/// Up to here two pictures that stand alone match beyond doubt: the limit that PDQ's authors recommend.
pub const FIRM_LIMIT: u32 = 31;
/// Frames of one item that differ in fewer bits show one moment: they do not count as two.
const SAME_MOMENT: u32 = 16;
/// Where two frames of an item differ in more bits, a new shot begins.
const NEW_SHOT: u32 = 90;
/// Distinct frames that a relation between two sequences needs, to be taken at all and to be taken as firm.
const ENOUGH: (usize, usize) = (3, 5);
/// Matched share of the frames that the two items have in common, at least.
const MIN_SHARE: f64 = 0.5;
/// One frame in so many is looked up, of items with many.
const LOOKED_UP: usize = 4;
/// Nearest matches that are kept for one frame in one other item.
const PER_FRAME: usize = 4;

/// One picture of an item and when it is shown.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Seconds from the start.
    pub at: f64,
    /// Its hashes.
    pub views: Views,
}

/// What is compared: a photo, or a video as frames at a fixed rate.
#[derive(Clone, Debug)]
pub struct Footage {
    frames: Vec<Frame>,
    step: f64,
}

impl Footage {
    /// A photo.
    pub fn still(views: Views) -> Self {
        Self::video(vec![Frame { at: 0.0, views }], 0.0)
    }

    /// A video from its frames, `step` seconds apart, by time. Frames with too little detail are left out.
    pub fn video(mut frames: Vec<Frame>, step: f64) -> Self {
        frames.retain(|frame| frame.views.quality >= MIN_QUALITY && frame.at.is_finite());
        Self { frames, step }
    }

    /// What is compared, by time; empty if nothing in it has enough detail.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }
}

/// Two items that show the same, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Position of the first item.
    pub a: usize,
    /// Position of the second item, greater than `a`.
    pub b: usize,
    /// One is the other with left and right exchanged.
    pub mirrored: bool,
    /// Second `t` of `a` is shown at second `speed * t + offset` of `b`: below 1, `b` plays faster.
    pub speed: f64,
    /// See `speed`; seconds.
    pub offset: f64,
    /// Distinct moments that match.
    pub frames: usize,
    /// Share of the frames in the common part that match, 0 to 1.
    pub share: f64,
    /// Mean Hamming distance of the matches, in bits of 256.
    pub distance: f64,
    /// Part of `a` in which frames match, in seconds.
    pub span: (f64, f64),
    /// Many moments agree, or the pictures are nearer than chance allows. Otherwise a person should look first.
    pub firm: bool,
}

/// What is one footage.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicates {
    /// Pairs of items that show the same, by position.
    pub relations: Vec<Relation>,
    /// Groups of two or more items. An item with several shots may stand in several.
    pub groups: Vec<Vec<usize>>,
}

/// Finds all pairs of items that show the same, and the groups they make.
pub fn find(items: &[Footage]) -> Duplicates {
    let frames = || items.iter().flat_map(|footage| &footage.frames);
    let counted =
        items.iter().enumerate().flat_map(|(item, footage)| footage.frames.iter().map(move |_| item));
    let owners: Vec<usize> = counted.collect();
    let wholes = Index::new(frames().map(|frame| frame.views.whole).collect());
    let uppers = Index::new(frames().map(|frame| frame.views.upper).collect());
    let candidates = (0..items.len()).into_par_iter();
    let candidates = candidates.flat_map_iter(|item| candidates_of(item, items, [&wholes, &uppers], &owners));
    let mut candidates: Vec<Pair> = candidates.collect();
    candidates.par_sort_unstable();
    candidates.dedup();
    let mut relations: Vec<Relation> =
        candidates.into_par_iter().filter_map(|pair| relate(items, pair, &matches(items, pair))).collect();
    // The same pair may match both ways round; the way with more moments holds, then the nearer.
    relations.sort_by(|x, y| {
        let rank = |r: &Relation| (r.a, r.b, std::cmp::Reverse(r.frames));
        rank(x).cmp(&rank(y)).then(x.distance.total_cmp(&y.distance))
    });
    relations.dedup_by_key(|relation| (relation.a, relation.b));
    let shots: Vec<Vec<usize>> = items.iter().map(shots).collect();
    let groups = group::groups(&relations, |relation, item| covered(items, &shots, relation, item));
    Duplicates { relations, groups }
}

/// Two items, the first first, and whether one is looked at in a mirror.
type Pair = (usize, usize, bool);

/// The items to which a view of every few frames of one item is near. What is nearer than chance in one frame is compared
/// in all: so most frames need not be looked up, and the views need not stand in the index.
fn candidates_of(
    item: usize,
    items: &[Footage],
    [wholes, uppers]: [&Index; 2],
    owners: &[usize],
) -> BTreeSet<Pair> {
    let frames = items.get(item).map_or(&[][..], |footage| &footage.frames);
    let every = (frames.len() / 8).clamp(1, LOOKED_UP);
    let mut found = BTreeSet::new();
    for Frame { views, .. } in frames.iter().step_by(every) {
        let plain = views.crops.iter().chain([&views.whole]).map(|hash| (wholes, hash, false));
        for (index, hash, mirrored) in
            plain.chain([(wholes, &views.mirrored, true), (uppers, &views.upper, false)])
        {
            for (at, _) in index.near(hash, FRAME_LIMIT) {
                if let Some(other) = owners.get(at as usize).filter(|other| **other != item) {
                    found.insert((item.min(*other), item.max(*other), mirrored));
                }
            }
        }
    }
    found
}

/// The frames of two items that are near, for each frame of the first the nearest few.
fn matches(items: &[Footage], (a, b, mirrored): Pair) -> Vec<Match> {
    let (Some(a), Some(b)) = (items.get(a), items.get(b)) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in a.frames.iter().enumerate() {
        let distances = b.frames.iter().map(|other| distance(&one.views, &other.views, mirrored));
        let mut near: Vec<(u32, usize)> =
            distances.zip(0..).filter(|(distance, _)| *distance <= FRAME_LIMIT).collect();
        near.sort_unstable();
        found.extend(
            near.into_iter().take(PER_FRAME).map(|(distance, its)| Match { frames: (at, its), distance }),
        );
    }
    found
}

/// The distance of the views of two frames that are nearest: a whole to a whole or a crop, an upper part to an upper part.
fn distance(a: &Views, b: &Views, mirrored: bool) -> u32 {
    if mirrored {
        return a.mirrored.distance(&b.whole).min(a.whole.distance(&b.mirrored));
    }
    let crops = a.crops.iter().zip(&b.crops);
    let crops = crops.map(|(of_a, of_b)| of_a.distance(&b.whole).min(of_b.distance(&a.whole)));
    crops.fold(a.whole.distance(&b.whole).min(a.upper.distance(&b.upper)), u32::min)
}

/// Weighs the matches of two items, either as they are or with one of them mirrored.
fn relate(items: &[Footage], (a, b, mirrored): Pair, matches: &[Match]) -> Option<Relation> {
    let (first, second) = (items.get(a)?, items.get(b)?);
    let Alignment { speed, offset, matches } =
        align::align(&first.frames, &second.frames, (first.step, second.step), matches)?;
    let frames = moments(first, matches.iter().map(|m| m.frames.0))
        .min(moments(second, matches.iter().map(|m| m.frames.1)));
    let distance = matches.iter().map(|m| f64::from(m.distance)).sum::<f64>() / matches.len() as f64;
    let at = |m: Option<&Match>| m.and_then(|m| first.frames.get(m.frames.0)).map(|frame| frame.at);
    let span = (at(matches.first())?, at(matches.last())?);
    let share = share(first, second, speed, offset, matches.len());
    let nearest = matches.iter().map(|m| m.distance).min()?;
    let sequence = frames >= ENOUGH.0 && share >= MIN_SHARE;
    if !sequence && nearest > STILL_LIMIT {
        return None;
    }
    let firm = (sequence && frames >= ENOUGH.1) || nearest <= FIRM_LIMIT;
    Some(Relation { a, b, mirrored, speed, offset, frames, share, distance, span, firm })
}

/// How many of some frames, by time, show another moment than the one counted before.
fn moments(footage: &Footage, frames: impl Iterator<Item = usize>) -> usize {
    let mut last = None;
    let hashes = frames.filter_map(|frame| footage.frames.get(frame).map(|frame| frame.views.whole));
    hashes
        .filter(|hash| {
            last.is_none_or(|last| hash.distance(&last) > SAME_MOMENT).then(|| last = Some(*hash)).is_some()
        })
        .count()
}

/// Matches per frame in the common part, of the item that has fewer frames there.
fn share(a: &Footage, b: &Footage, speed: f64, offset: f64, matches: usize) -> f64 {
    let ends = |footage: &Footage| {
        let at = |frame: Option<&Frame>| frame.map_or(0.0, |frame| frame.at);
        (at(footage.frames.first()), at(footage.frames.last()))
    };
    let within = |footage: &Footage, (from, to): (f64, f64)| {
        let slack = footage.step / 2.0 + 1e-6;
        footage.frames.iter().filter(|frame| frame.at >= from - slack && frame.at <= to + slack).count()
    };
    let ((a_from, a_to), (b_from, b_to)) = (ends(a), ends(b));
    let in_a = within(a, ((b_from - offset) / speed, (b_to - offset) / speed));
    let in_b = within(b, (speed * a_from + offset, speed * a_to + offset));
    (matches as f64 / in_a.min(in_b).max(1) as f64).min(1.0)
}

/// The number of the shot that each frame belongs to.
fn shots(footage: &Footage) -> Vec<usize> {
    let mut shot = 0;
    let mut last = None;
    let of = |frame: &Frame| {
        let hash = frame.views.whole;
        shot +=
            usize::from(last.replace(hash).is_some_and(|last: crate::Pdq| last.distance(&hash) > NEW_SHOT));
        shot
    };
    footage.frames.iter().map(of).collect()
}

/// The first and last shot of an item that a relation covers.
fn covered(items: &[Footage], shots: &[Vec<usize>], relation: &Relation, item: usize) -> (usize, usize) {
    let map = |at: f64| if item == relation.a { at } else { relation.speed * at + relation.offset };
    let (from, to) = (map(relation.span.0), map(relation.span.1));
    let (Some(footage), Some(shots)) = (items.get(item), shots.get(item)) else { return (0, 0) };
    let nearest = |at: f64| {
        let gap = |frame: &Frame| (frame.at - at).abs();
        let frame = footage.frames.iter().enumerate().min_by(|(_, x), (_, y)| gap(x).total_cmp(&gap(y)));
        frame.and_then(|(frame, _)| shots.get(frame)).copied().unwrap_or(0)
    };
    (nearest(from), nearest(to))
}

#[cfg(test)]
mod tests;
