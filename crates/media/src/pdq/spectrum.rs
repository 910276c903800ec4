//! The 16 × 16 lowest frequencies of a picture, and the hashes of the picture turned or mirrored.

use super::blur::{SIDE, Samples, reduce};
use super::{Pdq, PdqError};
use std::sync::LazyLock;

/// Frequencies kept along each side.
const KEPT: usize = 16;

/// What PDQ knows of a picture: 16 × 16 coefficients of its cosine transform, and how much detail it has.
///
/// ```
/// use media::{Spectrum, Symmetry};
/// let slope: Vec<u8> = (0..200 * 100).map(|at| (at % 200) as u8).collect();
/// let turned: Vec<u8> = (0..200 * 100).map(|at| 199 - (at % 200) as u8).collect();
/// let slope = Spectrum::of_gray(200, 100, &slope)?;
/// let turned = Spectrum::of_gray(200, 100, &turned)?;
/// assert!(turned.hash().distance(&slope.hash_of(Symmetry::Mirrored)) < turned.hash().distance(&slope.hash()));
/// # Ok::<(), media::PdqError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// By vertical, then horizontal frequency.
    coefficients: [[f32; KEPT]; KEPT],
    quality: u8,
}

/// A picture turned (anticlockwise) or mirrored: the eight symmetries of a rectangle's sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symmetry {
    /// As it is.
    Original,
    /// A quarter turn.
    Rotated90,
    /// A half turn.
    Rotated180,
    /// Three quarters of a turn.
    Rotated270,
    /// Upside down, as in still water.
    Flipped,
    /// Left and right exchanged, as in a mirror.
    Mirrored,
    /// Mirrored at the diagonal from the upper left.
    Transposed,
    /// Mirrored at the diagonal from the upper right.
    Transversed,
}

impl Symmetry {
    /// All eight, in the order in which the reference returns their hashes.
    pub const ALL: [Self; 8] = [
        Self::Original,
        Self::Rotated90,
        Self::Rotated180,
        Self::Rotated270,
        Self::Flipped,
        Self::Mirrored,
        Self::Transposed,
        Self::Transversed,
    ];

    /// Whether rows become columns; whether odd vertical and odd horizontal frequencies change their sign.
    fn parts(self) -> (bool, bool, bool) {
        match self {
            Self::Original => (false, false, false),
            Self::Rotated90 => (true, true, false),
            Self::Rotated180 => (false, true, true),
            Self::Rotated270 => (true, false, true),
            Self::Flipped => (false, true, false),
            Self::Mirrored => (false, false, true),
            Self::Transposed => (true, false, false),
            Self::Transversed => (true, true, true),
        }
    }
}

impl Spectrum {
    /// Of a picture in RGB, 8 bits each, rows from the top without padding.
    ///
    /// The luma is 0.299 R + 0.587 G + 0.114 B, computed in `f64` and rounded to `f32`.
    ///
    /// # Errors
    /// If the picture is smaller than 5 × 5 or `pixels` does not have `3 * width * height` bytes.
    pub fn of_rgb(width: usize, height: usize, pixels: &[u8]) -> Result<Self, PdqError> {
        check(width, height, 3, pixels)?;
        let (pixels, _) = pixels.as_chunks::<3>();
        let mut rows = pixels.chunks_exact(width);
        Ok(Self::of_luma(width, height, |_, row| {
            let pixels = rows.next().unwrap_or_default();
            for (luma, [r, g, b]) in row.iter_mut().zip(pixels) {
                *luma = (f64::from(*r) * 0.299 + f64::from(*g) * 0.587 + f64::from(*b) * 0.114) as f32;
            }
        }))
    }

    /// Of a picture in shades of grey, 8 bits each, rows from the top without padding.
    ///
    /// # Errors
    /// If the picture is smaller than 5 × 5 or `pixels` does not have `width * height` bytes.
    pub fn of_gray(width: usize, height: usize, pixels: &[u8]) -> Result<Self, PdqError> {
        check(width, height, 1, pixels)?;
        let mut rows = pixels.chunks_exact(width);
        Ok(Self::of_luma(width, height, |_, row| {
            row.iter_mut()
                .zip(rows.next().unwrap_or_default())
                .for_each(|(luma, value)| *luma = f32::from(*value));
        }))
    }

    fn of_luma(width: usize, height: usize, fill: impl FnMut(usize, &mut [f32])) -> Self {
        let samples = reduce(width, height, fill);
        Self { coefficients: transform(&samples), quality: quality(&samples) }
    }

    /// The hash of the picture as it is.
    pub fn hash(&self) -> Pdq {
        self.hash_of(Symmetry::Original)
    }

    /// The hash of the picture turned or mirrored, from the same transform. A picture that is turned first and hashed then
    /// differs from this in a few bits, since the blur is not symmetric.
    pub fn hash_of(&self, symmetry: Symmetry) -> Pdq {
        let (transposed, vertical, horizontal) = symmetry.parts();
        let coefficient = |row: usize, column: usize| {
            let (u, v) = if transposed { (column, row) } else { (row, column) };
            let value = self.coefficients[u % KEPT][v % KEPT];
            // Index 0 holds frequency 1: the odd ones have even indexes.
            let signs = [vertical && row.is_multiple_of(2), horizontal && column.is_multiple_of(2)];
            if signs[0] != signs[1] { -value } else { value }
        };
        let turned: [f32; KEPT * KEPT] = std::array::from_fn(|at| coefficient(at / KEPT, at % KEPT));
        let mut sorted = turned;
        let (_, median, _) = sorted.select_nth_unstable_by(KEPT * KEPT / 2 - 1, f32::total_cmp);
        Pdq::from_bits(turned.iter().map(|value| value > median))
    }

    /// How much detail the picture has, 0 to 100. Below 50 its hash says little: many dark or blank pictures share it.
    pub fn quality(&self) -> u8 {
        self.quality
    }
}

fn check(width: usize, height: usize, channels: usize, pixels: &[u8]) -> Result<(), PdqError> {
    if width < 5 || height < 5 {
        return Err(PdqError::TooSmall { width, height });
    }
    let expected = width.saturating_mul(height).saturating_mul(channels);
    if pixels.len() != expected {
        return Err(PdqError::WrongLength { expected, got: pixels.len() });
    }
    Ok(())
}

/// Rows 1 to 16 of the cosine transform of length 64 (DCT-II), by sample, then frequency.
static COSINES: LazyLock<Box<[[f32; KEPT]; SIDE]>> = LazyLock::new(|| {
    let scale = f64::from((2.0 / SIDE as f64).sqrt() as f32);
    let mut cosines = Box::new([[0.0; KEPT]; SIDE]);
    for (sample, cosines) in cosines.iter_mut().enumerate() {
        for (index, cosine) in cosines.iter_mut().enumerate() {
            let angle =
                std::f64::consts::PI / 2.0 / SIDE as f64 * (index + 1) as f64 * (2 * sample + 1) as f64;
            *cosine = (scale * angle.cos()) as f32;
        }
    }
    cosines
});

/// Every sum runs over the samples in their order, as in the reference; the loops are arranged so that sums run side by side.
fn transform(samples: &Samples) -> [[f32; KEPT]; KEPT] {
    let mut by_column = [[0.0; SIDE]; KEPT];
    for (samples, cosines) in samples.iter().zip(COSINES.iter()) {
        for (sums, cosine) in by_column.iter_mut().zip(cosines) {
            sums.iter_mut().zip(samples).for_each(|(sum, sample)| *sum += cosine * sample);
        }
    }
    let mut coefficients = [[0.0; KEPT]; KEPT];
    for (sums, samples) in coefficients.iter_mut().zip(&by_column) {
        for (sample, cosines) in samples.iter().zip(COSINES.iter()) {
            sums.iter_mut().zip(cosines).for_each(|(sum, cosine)| *sum += sample * cosine);
        }
    }
    coefficients
}

/// Differences between neighbours in hundredths of the full range, whole ones only, summed and scaled to 0..=100.
fn quality(samples: &Samples) -> u8 {
    let step = |a: &f32, b: &f32| (((a - b) * 100.0 / 255.0) as i32).unsigned_abs();
    let down: u32 =
        samples.iter().zip(&samples[1..]).flat_map(|(a, b)| a.iter().zip(b)).map(|(a, b)| step(a, b)).sum();
    let across: u32 = samples.iter().flat_map(|row| row.iter().zip(&row[1..])).map(|(a, b)| step(a, b)).sum();
    u8::try_from((down + across) / 90).map_or(100, |quality| quality.min(100))
}
