//! PDQ of image files, one line each: hash, quality, path. With `--time N` as the first two arguments it hashes each picture
//! N times and prints milliseconds of processor time per picture instead: for decoding, for hashing.
//!
//! `cargo run --release -p media --example pdq -- [--time N] FILE...`

use media::Picture;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut times = None;
    if arguments.first().is_some_and(|first| first == "--time") {
        times = Some(arguments.get(1).ok_or("--time needs a number")?.parse::<u32>()?);
        arguments.drain(..2);
    }
    for path in arguments {
        let file = std::fs::read(&path)?;
        let Some(times) = times else {
            let spectrum = Picture::decode(&file)?.spectrum()?;
            println!("{} {:3} {path}", spectrum.hash(), spectrum.quality());
            continue;
        };
        let picture = Picture::decode(&file)?;
        let decoding = milliseconds(times, || Picture::decode(&file).is_ok())?;
        let hashing = milliseconds(times, || {
            picture.spectrum().is_ok_and(|s| s.hash() != s.hash_of(media::Symmetry::Mirrored))
        })?;
        println!("{decoding:8.2} ms to decode, {hashing:8.2} ms to hash {path}");
    }
    Ok(())
}

/// Processor time of one run, the mean of `times`.
fn milliseconds(times: u32, run: impl Fn() -> bool) -> nix::Result<f64> {
    let spent = || getrusage(UsageWho::RUSAGE_SELF).map(|usage| usage.user_time().num_microseconds());
    let before = spent()?;
    for _ in 0..times {
        std::hint::black_box(run());
    }
    Ok((spent()? - before) as f64 / 1000.0 / f64::from(times))
}
