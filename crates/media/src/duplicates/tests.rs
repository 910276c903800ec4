//! Invented sequences of hashes: what an alignment finds, and what it must not.

use super::*;
use crate::pdq::Pdq;

/// A hash that depends on `seed` alone, with `flips` of its bits changed.
fn hash(seed: u64, flips: u64) -> Pdq {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let mixed = (seed * 64 + at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        *byte = ((mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56) as u8;
    }
    // A generator of full period: no bit comes twice.
    let mut bit = (seed % 256) as usize;
    for _ in 0..flips {
        bytes[bit / 8] ^= 1 << (bit % 8);
        bit = (bit * 77 + 29) % 256;
    }
    Pdq::from_bytes(bytes)
}

fn views(seed: u64, flips: u64) -> Views {
    let other = |k: u64| hash(seed + k * 1_000_000, 0);
    Views {
        whole: hash(seed, flips),
        mirrored: other(1),
        crops: [2, 3, 4, 5, 6].map(other),
        upper: other(7 + flips),
        quality: 90,
    }
}

/// A video whose frame at second `t` shows the moment `moment(t)`.
fn video(seconds: u32, flips: u64, moment: impl Fn(f64) -> f64) -> Footage {
    let frame = |at: f64| Frame { at, views: views(moment(at).round() as u64, flips) };
    Footage::video((0..seconds).map(|at| frame(f64::from(at))).collect(), 1.0)
}

#[test]
fn a_later_faster_part_is_found_with_offset_and_speed() {
    let whole = video(60, 0, |t| 5000.0 + t);
    let part = video(15, 20, |t| 5000.0 + 20.0 + 2.0 * t);
    let other = video(60, 0, |t| 9000.0 + t);
    let found = find(&[whole, part, other]);
    let [relation] = found.relations.as_slice() else { panic!("{:?}", found.relations) };
    assert_eq!(
        (relation.a, relation.b, relation.mirrored, relation.frames, relation.firm),
        (0, 1, false, 15, true)
    );
    assert!((relation.speed - 0.5).abs() < 1e-9 && (relation.offset + 10.0).abs() < 1e-9, "{relation:?}");
    assert_eq!((relation.share, relation.distance, relation.span), (1.0, 20.0, (20.0, 48.0)));
    assert_eq!(found.groups, [vec![0, 1]]);
}

#[test]
fn frames_in_another_order_are_no_sequence() {
    // Each frame is near enough for a sequence and too far for a picture alone.
    let shuffled = video(30, 50, |t| 100.0 + (t * t * 13.0 + t * 7.0) % 31.0);
    let forward = video(30, 50, |t| 100.0 + t);
    let original = video(30, 0, |t| 100.0 + t);
    assert!(find(&[original.clone(), forward]).relations.len() == 1);
    assert_eq!(find(&[original, shuffled]).relations, []);
}

#[test]
fn a_still_is_found_in_its_video_and_says_when() {
    let still = Footage::still(views(140, 25));
    let found = find(&[still, video(60, 0, |t| 100.0 + t)]);
    let [relation] = found.relations.as_slice() else { panic!("{:?}", found.relations) };
    assert_eq!((relation.offset, relation.frames, relation.firm), (40.0, 1, true));
}

#[test]
fn a_compilation_does_not_join_what_it_shows() {
    let (one, two) = (video(20, 0, |t| 100.0 + t), video(20, 0, |t| 700.0 + t));
    let both = video(20, 10, |t| if t < 10.0 { 105.0 + t } else { 700.0 + t });
    assert_eq!(find(&[one, two, both]).groups, [vec![0, 2], vec![1, 2]]);
}

#[test]
fn a_standing_picture_counts_once() {
    let standing = |flips| video(30, flips, |_| 42.0);
    assert_eq!(find(&[standing(0), standing(50)]).relations, []);
    assert_eq!(find(&[standing(0), standing(20)]).relations.len(), 1);
}

#[test]
fn nothing_and_blank_frames_make_nothing() {
    let blank = Footage::still(Views { quality: 3, ..views(1, 0) });
    assert!(blank.frames().is_empty());
    assert_eq!(find(&[blank.clone(), blank]).relations, []);
    assert_eq!(find(&[]).groups, Vec::<Vec<usize>>::new());
}
