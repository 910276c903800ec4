//! How many changed copies are found, by change, on footage made with ffmpeg; what looking them up costs.
//!
//! `cargo run --release -p media --example near_duplicates -- [VIDEOS PHOTOS]`, or `-- --scale ITEMS FRAMES` for the time
//! that a set of so many invented videos takes.

#[path = "../tests/footage/mod.rs"]
mod footage;

use media::duplicates::{Footage, Frame, find};
use media::{Pdq, Views};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--scale", items, frames] => scale(items.parse()?, frames.parse()?),
        [] => recall(30, 30)?,
        [videos, photos] => recall(videos.parse()?, photos.parse()?)?,
        _ => return Err("expected nothing, VIDEOS PHOTOS, or --scale ITEMS FRAMES".into()),
    }
    Ok(())
}

fn recall(videos: usize, photos: usize) -> Result<(), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let made = footage::make(folder.path(), videos, photos)?;
    let items: Vec<Footage> = made.iter().map(|m| m.footage.clone()).collect();
    let begun = Instant::now();
    let found = find(&items);
    println!(
        "{} files, {} relations, {} groups, {:.2?}",
        items.len(),
        found.relations.len(),
        found.groups.len(),
        begun.elapsed()
    );
    let (scores, wrong) = footage::score(&made, videos, &found.relations);
    for score in scores {
        let kind = if score.photo { "photo" } else { "video" };
        println!("{kind}  {:16} {:3} of {:3}", score.change, score.found, score.of);
    }
    println!("false relations: {}", wrong.len());
    for r in wrong {
        let name = |at: usize| made.get(at).map(|m| format!("{} {}", m.source, m.change)).unwrap_or_default();
        println!(
            "  {} / {}: {} frames, {:.1} bits, share {:.2}, firm {}",
            name(r.a),
            name(r.b),
            r.frames,
            r.distance,
            r.share,
            r.firm
        );
    }
    Ok(())
}

/// Items of random hashes, every tenth a copy of the one before it with some bits changed.
fn scale(items: usize, frames: usize) {
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb)
    };
    let mut hash = move || {
        let mut bytes = [0; 32];
        bytes.as_chunks_mut::<8>().0.iter_mut().for_each(|word| *word = random().to_le_bytes());
        Pdq::from_bytes(bytes)
    };
    let mut set: Vec<Footage> = Vec::new();
    for item in 0..items {
        let copied = if item % 10 == 9 { set.last().cloned() } else { None };
        set.push(copied.unwrap_or_else(|| {
            let frame = |at: usize| Frame {
                at: at as f64 / 2.0,
                views: Views {
                    whole: hash(),
                    mirrored: hash(),
                    crops: std::array::from_fn(|_| hash()),
                    upper: hash(),
                    quality: 90,
                },
            };
            Footage::video((0..frames).map(frame).collect(), 0.5)
        }));
    }
    let begun = Instant::now();
    let found = find(&set);
    println!(
        "{items} items of {frames} frames: {} relations in {:.2?}",
        found.relations.len(),
        begun.elapsed()
    );
}
