//! Footage made from ffmpeg's test sources, with the changes that copies on the internet go through.

use media::duplicates::{Footage, Frame, Relation};
use media::frames::Reader;
use media::{Gray, Picture};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

type Any = Box<dyn std::error::Error + Send + Sync>;

/// Seconds of an original video; pictures a second that are compared.
const LENGTH: u32 = 8;
const RATE: u32 = 2;

/// What is done to a copy: its name, ffmpeg's filter, where it begins, how many seconds of the result are kept.
const CHANGES: [(&str, &str, u32, &str); 10] = [
    ("original", "null", 0, "8"),
    ("re-encoded", "null", 0, "8"),
    ("scaled to 1/4", "scale=iw/4:-2", 0, "8"),
    ("cropped, middle", "crop=iw*0.9:ih*0.9", 0, "8"),
    ("cropped, corner", "crop=iw*0.9:ih*0.9:iw*0.1:0", 0, "8"),
    ("mirrored", "hflip", 0, "8"),
    ("border added", "pad=iw*1.3:ih*1.2:(ow-iw)/2:(oh-ih)/2:color=black", 0, "8"),
    (
        "captioned",
        "drawbox=y=ih*0.84:h=ih*0.12:x=iw*0.1:w=iw*0.8:color=black:t=fill,drawbox=y=ih*0.87:h=ih*0.06:x=iw*0.14:w=iw*0.3:color=white:t=fill,drawbox=y=ih*0.87:h=ih*0.06:x=iw*0.48:w=iw*0.2:color=white:t=fill",
        0,
        "8",
    ),
    ("at double speed", "setpts=PTS/2", 0, "4"),
    ("cut to a third", "null", 3, "2.67"),
];
/// As many of them are made of photos too.
const FOR_PHOTOS: usize = 8;

/// One file of the set.
pub struct Made {
    /// Files of one source show the same.
    pub source: usize,
    pub change: &'static str,
    pub footage: Footage,
}

/// Where one pair of files stands.
pub struct Score {
    pub change: &'static str,
    pub photo: bool,
    pub found: usize,
    pub of: usize,
}

/// A source of moving pictures. Sources with different numbers show different things.
fn source(number: usize) -> String {
    let seed = number * 7 + 1;
    let life = |size: &str, rate: u32| {
        format!(
            "life=s={size}:rate={rate}:seed={seed}:mold=12:ratio=0.4:life_color=#e8d0a0:death_color=#183050:mold_color=#506030,scale=320:180:flags=bicubic,fps=12"
        )
    };
    match number % 6 {
        0 if number == 0 => "testsrc2=s=320x180:r=12".into(),
        0 => format!(
            "gradients=s=320x180:r=12:seed={seed}:nb_colors=8:speed=0.004[g];{}[l];[g][l]blend=all_mode=average",
            life("24x14", 1)
        ),
        1 => life("32x18", 2),
        2 => {
            // Places of the set that have nothing in common.
            let places = [
                (-0.7436, 0.1318),
                (0.2821, 0.0100),
                (-1.7687, 0.0017),
                (-0.1592, 1.0317),
                (0.3750, 0.6000),
                (-1.2500, 0.0400),
                (-0.5500, 0.6300),
                (0.4400, 0.3500),
                (-1.4800, 0.0030),
                (-1.0000, 0.2900),
                (0.1000, 0.6300),
            ];
            let (x, y) = places[number / 6 % places.len()];
            format!(
                "mandelbrot=s=320x180:r=12:start_x={x}:start_y={y}:start_scale=0.2:end_scale=0.02:end_pts=200"
            )
        }
        3 => format!(
            "cellauto=s=40x22:r=3:seed={seed}:rule={}:scroll=1,scale=320:180:flags=bicubic,fps=12",
            [110, 90, 30, 150][number / 6 % 4]
        ),
        4 if number == 4 => "smptebars=s=320x180:r=12".into(),
        4 => format!(
            "gradients=s=320x180:r=12:seed={seed}:nb_colors=6:speed=0.01[g];{}[l];[g][l]blend=all_mode=average",
            life("16x10", 1)
        ),
        _ => life("20x12", 1),
    }
}

/// Makes all files of `videos` sources of videos and as many sources of photos, and takes their hashes.
pub fn make(folder: &Path, videos: usize, photos: usize) -> Result<Vec<Made>, Any> {
    let mut made = Vec::new();
    for number in 0..videos + photos {
        let photo = number >= videos;
        let count = if photo { FOR_PHOTOS } else { CHANGES.len() };
        let paths: Vec<PathBuf> = (0..count)
            // Names that a careless call would take for an option or a protocol.
            .map(|at| {
                folder.join(format!(
                    "-{number}:{at}.{}",
                    if photo && at == 0 {
                        "png"
                    } else if photo {
                        "jpg"
                    } else {
                        "mp4"
                    }
                ))
            })
            .collect();
        render(&source(number), photo, &paths)?;
        for (path, (change, ..)) in paths.iter().zip(CHANGES) {
            made.push(Made {
                source: number,
                change,
                footage: if photo { still(path)? } else { video(path)? },
            });
        }
    }
    Ok(made)
}

fn render(source: &str, photo: bool, paths: &[PathBuf]) -> Result<(), Any> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-v", "error", "-y", "-threads", "1", "-f", "lavfi", "-i", source]);
    for (path, (change, filter, from, length)) in paths.iter().zip(CHANGES) {
        ffmpeg.args(["-vf", filter, "-threads", "1"]);
        if photo {
            ffmpeg.args([
                "-ss",
                "2",
                "-frames:v",
                "1",
                "-q:v",
                if change == "re-encoded" { "24" } else { "5" },
            ]);
        } else {
            let quality = if change == "re-encoded" { "24" } else { "6" };
            ffmpeg.args(["-ss", &from.to_string(), "-t", length, "-c:v", "mpeg4", "-q:v", quality]);
        }
        ffmpeg.arg(format!("file:{}", path.display()));
    }
    let done = ffmpeg.stdin(Stdio::null()).output()?;
    if !done.status.success() {
        return Err(format!("{source}: {}", String::from_utf8_lossy(&done.stderr)).into());
    }
    Ok(())
}

fn still(path: &Path) -> Result<Footage, Any> {
    let views = Gray::reduced(&Picture::decode(&std::fs::read(path)?)?).views();
    Ok(Footage::still(views.ok_or("too small")?))
}

fn video(path: &Path) -> Result<Footage, Any> {
    let mut frames = Vec::new();
    Reader::new(Duration::from_secs(60)).sample(path, RATE, |at, picture| {
        frames.extend(Gray::reduced(&picture).views().map(|views| Frame { at, views }));
        at < f64::from(LENGTH)
    })?;
    Ok(Footage::video(frames, 1.0 / f64::from(RATE)))
}

/// For each change how many copies were found to be of their original, as mirrored if they are; and the false relations.
pub fn score<'a>(made: &[Made], videos: usize, relations: &'a [Relation]) -> (Vec<Score>, Vec<&'a Relation>) {
    let mut scores = Vec::new();
    for photo in [false, true] {
        for (change, ..) in CHANGES.iter().take(if photo { FOR_PHOTOS } else { CHANGES.len() }).skip(1) {
            let mut score = Score { change, photo, found: 0, of: 0 };
            for (b, copy) in
                made.iter().enumerate().filter(|(_, m)| m.change == *change && (m.source >= videos) == photo)
            {
                let a = made.iter().position(|m| m.source == copy.source && m.change == "original");
                let relation = relations.iter().find(|r| Some(r.a) == a && r.b == b);
                score.of += 1;
                score.found += usize::from(relation.is_some_and(|r| !r.mirrored || *change == "mirrored"));
            }
            scores.push(score);
        }
    }
    let source = |at: usize| made.get(at).map(|m| m.source);
    (scores, relations.iter().filter(|r| source(r.a) != source(r.b)).collect())
}
