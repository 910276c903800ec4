//! Frames of a video, decoded by `ffmpeg` in a process of its own.
//!
//! A video from a stranger is read by a program of a million lines of C; so it runs apart, without a shell, without input,
//! within a limit of time, and may open nothing but the one file: other protocols and the formats that name further files
//! (playlists) are shut off.

use crate::child::{Failure, run};
use crate::gray::Gray;
use crate::pdq::Pdq;
use crate::picture::Picture;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest side of a frame, in pixels.
const SIDE: usize = 256;
/// A frame is a keyframe if its hash differs in more bits from the keyframe before.
const CHANGE: u32 = 60;
/// Containers that are opened.
const FORMATS: &str =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,h264,hevc";

/// How long a child process may run.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    limit: Duration,
}

/// What a video file says of itself. None of it is proof: each can be written by anyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Length in seconds.
    pub duration: Option<f64>,
    /// Container, as ffprobe names it.
    pub format: String,
    /// Video, sound and others, in the order of the file.
    pub streams: Vec<Stream>,
    /// What the container carries in words: time of creation, encoder, place.
    pub tags: BTreeMap<String, String>,
}

/// One stream of a video file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Stream {
    /// `video`, `audio`, `subtitle`, `data`.
    #[serde(rename = "codec_type", default)]
    pub kind: String,
    /// Codec, as ffprobe names it.
    #[serde(rename = "codec_name", default)]
    pub codec: String,
    /// Pixels in a row, before any rotation.
    pub width: Option<u32>,
    /// Number of rows, before any rotation.
    pub height: Option<u32>,
}

/// A frame and when it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Still {
    /// Seconds from the start.
    pub at: f64,
    /// The frame, at most 256 pixels a side.
    pub picture: Picture,
}

/// Why a video could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FramesError {
    /// ffmpeg or ffprobe is not installed.
    #[error(
        "{0} is not installed, so videos cannot be read: install ffmpeg (on Debian: apt-get install ffmpeg)"
    )]
    Missing(&'static str),
    /// The time limit is over.
    #[error("{path}: {program} took longer than {seconds} s and was stopped", path = path.display())]
    Late {
        /// The video.
        path: PathBuf,
        /// What was run.
        program: &'static str,
        /// The limit.
        seconds: u64,
    },
    /// It is no video, or damaged.
    #[error("{path}: {program} cannot read it ({said}): expected a video", path = path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What was run.
        program: &'static str,
        /// What it said.
        said: String,
    },
    /// The child process could not be run.
    #[error("{path}: {program} could not be run", path = path.display())]
    Io {
        /// The video.
        path: PathBuf,
        /// What was to be run.
        program: &'static str,
        /// Why not.
        source: std::io::Error,
    },
}

impl Reader {
    /// A reader that stops a child process after `limit`.
    pub fn new(limit: Duration) -> Self {
        Self { limit }
    }

    /// Whether ffmpeg and ffprobe are installed.
    ///
    /// # Errors
    /// [`FramesError::Missing`] says what to install.
    pub fn check(&self) -> Result<(), FramesError> {
        for program in ["ffmpeg", "ffprobe"] {
            let started = run(program, &["-version".into()], self.limit, |_| true);
            started.map_err(|why| self.error(Path::new(program), program, why))?;
        }
        Ok(())
    }

    /// What the file says of itself.
    ///
    /// # Errors
    /// If ffprobe is missing, too slow, or cannot read the file.
    pub fn probe(&self, path: &Path) -> Result<Probe, FramesError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            streams: Vec<Stream>,
            format: Format,
        }
        #[derive(Deserialize)]
        struct Format {
            format_name: String,
            duration: Option<String>,
            #[serde(default)]
            tags: BTreeMap<String, String>,
        }
        let mut arguments: Vec<OsString> =
            ["-v", "error", "-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS]
                .map(OsString::from)
                .to_vec();
        arguments
            .extend(["-print_format", "json", "-show_format", "-show_streams", "-i"].map(OsString::from));
        arguments.push(named(path));
        let mut json = Vec::new();
        run("ffprobe", &arguments, self.limit, |piece| {
            json.extend_from_slice(piece);
            json.len() < 1 << 22
        })
        .map_err(|why| self.error(path, "ffprobe", why))?;
        let answer: Answer = serde_json::from_slice(&json)
            .map_err(|why| self.error(path, "ffprobe", Failure::Refused(why.to_string())))?;
        let duration =
            answer.format.duration.and_then(|seconds| seconds.parse().ok()).filter(|s: &f64| s.is_finite());
        Ok(Probe {
            duration,
            format: answer.format.format_name,
            streams: answer.streams,
            tags: answer.format.tags,
        })
    }

    /// Hands over `rate` frames of each second, reduced to at most 256 pixels a side, with their time. Stops when `take`
    /// returns false.
    ///
    /// # Errors
    /// If ffmpeg is missing, too slow, or cannot read the file. Frames may have been handed over before.
    pub fn sample(
        &self,
        path: &Path,
        rate: u32,
        mut take: impl FnMut(f64, Picture) -> bool,
    ) -> Result<(), FramesError> {
        let mut arguments: Vec<OsString> = [
            "-nostdin",
            "-v",
            "error",
            "-threads",
            "1",
            "-protocol_whitelist",
            "file,pipe",
            "-format_whitelist",
            FORMATS,
            "-i",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.push(named(path));
        let filter =
            format!("fps={rate},scale={SIDE}:{SIDE}:force_original_aspect_ratio=decrease:flags=area");
        arguments.extend(
            ["-map", "0:v:0", "-an", "-sn", "-dn", "-filter_threads", "1", "-vf", &filter]
                .map(OsString::from),
        );
        arguments
            .extend(["-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"].map(OsString::from));
        let (mut waiting, mut count) = (Vec::new(), 0u32);
        run("ffmpeg", &arguments, self.limit, |piece| {
            waiting.extend_from_slice(piece);
            while let Some((picture, length)) = ppm(&waiting) {
                waiting.drain(..length);
                if !take(f64::from(count) / f64::from(rate.max(1)), picture) {
                    return false;
                }
                count += 1;
            }
            // No header, no frame: nothing that ffmpeg writes.
            waiting.len() < 3 * SIDE * SIDE + 100
        })
        .map_err(|why| self.error(path, "ffmpeg", why))
    }

    /// The frames at which the picture changes, of `rate` frames a second: the first, and each whose hash is far from the
    /// one before it in the list. At most `most`.
    ///
    /// # Errors
    /// As [`sample`](Self::sample).
    pub fn keyframes(&self, path: &Path, rate: u32, most: usize) -> Result<Vec<Still>, FramesError> {
        let mut stills: Vec<Still> = Vec::new();
        let mut last: Option<Pdq> = None;
        self.sample(path, rate, |at, picture| {
            let hash = picture.spectrum().ok().map(|spectrum| spectrum.hash());
            let changed = hash.is_some_and(|hash| last.is_none_or(|last| hash.distance(&last) > CHANGE));
            if changed {
                last = hash;
                stills.push(Still { at, picture });
            }
            stills.len() < most
        })?;
        Ok(stills)
    }

    fn error(&self, path: &Path, program: &'static str, why: Failure) -> FramesError {
        let path = path.to_owned();
        match why {
            Failure::Missing => FramesError::Missing(program),
            Failure::Late => FramesError::Late { path, program, seconds: self.limit.as_secs() },
            Failure::Refused(said) => FramesError::Refused { path, program, said },
            Failure::Io(source) => FramesError::Io { path, program, source },
        }
    }
}

/// The frame with most detail: what stands for the video in a list.
pub fn thumbnail(stills: &[Still]) -> Option<&Picture> {
    let detail = |still: &&Still| Gray::reduced(&still.picture).views().map_or(0, |views| views.quality);
    stills.iter().rev().max_by_key(detail).map(|still| &still.picture)
}

/// All stills on one sheet, `columns` in a row, on black.
pub fn contact_sheet(stills: &[Still], columns: usize) -> Option<Picture> {
    const GAP: usize = 4;
    let columns = columns.clamp(1, stills.len().max(1));
    let width = stills.iter().map(|still| still.picture.width()).max()? + GAP;
    let height = stills.iter().map(|still| still.picture.height()).max()? + GAP;
    let (sheet_width, sheet_height) = (columns * width + GAP, stills.len().div_ceil(columns) * height + GAP);
    let mut rgb = vec![0; sheet_width * sheet_height * 3];
    for (at, still) in stills.iter().enumerate() {
        let (left, top) = (at % columns * width + GAP, at / columns * height + GAP);
        for (y, row) in still.picture.rgb().chunks_exact((still.picture.width() * 3).max(1)).enumerate() {
            let start = ((top + y) * sheet_width + left) * 3;
            if let Some(place) = rgb.get_mut(start..start + row.len()) {
                place.copy_from_slice(row);
            }
        }
    }
    Picture::new(sheet_width, sheet_height, rgb).ok()
}

/// A path that ffmpeg takes for nothing but a file, whatever it is called.
fn named(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// The first picture of a stream of binary PPM files, if it is complete, and its length in bytes.
fn ppm(bytes: &[u8]) -> Option<(Picture, usize)> {
    let mut fields = bytes.get(..bytes.len().min(40))?.splitn(5, u8::is_ascii_whitespace);
    let mut field = || fields.next().and_then(|field| std::str::from_utf8(field).ok());
    let magic = field()?;
    let (width, height) = (field()?, field()?);
    let depth = field()?;
    if (magic, depth) != ("P6", "255") {
        return None;
    }
    let header = magic.len() + width.len() + height.len() + depth.len() + 4;
    let (width, height): (usize, usize) = (width.parse().ok()?, height.parse().ok()?);
    let end = width.checked_mul(height)?.checked_mul(3)?.checked_add(header)?;
    let picture = Picture::new(width, height, bytes.get(header..end)?.to_vec()).ok()?;
    Some((picture, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn still(width: usize, height: usize, shade: u8) -> Still {
        Still { at: 0.0, picture: Picture::new(width, height, vec![shade; width * height * 3]).unwrap() }
    }

    #[test]
    fn a_stream_of_pictures_is_taken_apart() {
        let one = [b"P6\n2 1\n255\n".as_slice(), &[1, 2, 3, 10, 5, 6]].concat();
        let (picture, length) = ppm(&[one.clone(), one.clone()].concat()).unwrap();
        assert_eq!((picture.rgb(), length), (&[1, 2, 3, 10, 5, 6][..], one.len()));
        for end in 0..one.len() {
            assert_eq!(ppm(&one[..end]), None);
        }
        assert_eq!(ppm(b"P6\n99999999999 99999999999\n255\n"), None);
        assert_eq!(ppm(b"P5\n1 1\n255\n0000"), None);
    }

    #[test]
    fn a_sheet_holds_all_stills() {
        let sheet = contact_sheet(&[still(20, 10, 90), still(10, 20, 200), still(20, 10, 50)], 2).unwrap();
        assert_eq!((sheet.width(), sheet.height()), (52, 52));
        let shades = |shade: u8| sheet.rgb().iter().filter(|value| **value == shade).count();
        assert_eq!([shades(90), shades(200), shades(50)], [600, 600, 600]);
        assert_eq!(contact_sheet(&[], 3), None);
        assert!(thumbnail(&[still(20, 10, 90)]).is_some());
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_install() {
        let why = run("ffmpeg-that-is-nowhere", &[], Duration::from_secs(5), |_| true).unwrap_err();
        let line = Reader::new(Duration::from_secs(5)).error(Path::new("a.mp4"), "ffmpeg", why).to_string();
        assert_eq!(
            line,
            "ffmpeg is not installed, so videos cannot be read: install ffmpeg (on Debian: apt-get install ffmpeg)"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_does_not_end_is_stopped() {
        let begun = std::time::Instant::now();
        let outcome = run("sleep", &["60".into()], Duration::from_millis(200), |_| true);
        assert!(matches!(outcome, Err(Failure::Late)) && begun.elapsed() < Duration::from_secs(20));
    }
}
