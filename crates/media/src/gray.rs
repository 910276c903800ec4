//! Small pictures in shades of grey, and the views of one by which copies of it are found.

use crate::pdq::{Pdq, Spectrum};
use crate::picture::Picture;

/// Longest side to which a photo is reduced before its views are taken. PDQ keeps 64 samples a side.
const SIDE: usize = 256;

/// A picture in shades of grey, 8 bits each, rows from the top without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gray {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// The hashes by which one picture is compared with others. Plain borders are cut off before any of them is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Views {
    /// The whole picture.
    pub whole: Pdq,
    /// The whole picture, left and right exchanged.
    pub mirrored: Pdq,
    /// Nine tenths of each side: the middle, then upper left, upper right, lower left, lower right.
    pub crops: [Pdq; 5],
    /// The upper four fifths: what a caption below leaves alone.
    pub upper: Pdq,
    /// How much detail the picture has, 0 to 100.
    pub quality: u8,
}

impl Gray {
    /// From its pixels; `None` if they are not `width * height`.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        (width.checked_mul(height) == Some(pixels.len())).then_some(Self { width, height, pixels })
    }

    /// A photo brought to 256 pixels on its longer side: PDQ of a smaller one would pick pixels instead of blurring them.
    pub fn reduced(picture: &Picture) -> Self {
        let longest = picture.width().max(picture.height()).max(1);
        let scaled = |length: usize| if length == 0 { 0 } else { (length * SIDE / longest).max(1) };
        let (width, height) = (scaled(picture.width()), scaled(picture.height()));
        let luma =
            |[r, g, b]: &[u8; 3]| (299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b)) / 1000;
        let (columns, rows) = (covers(width, picture.width()), covers(height, picture.height()));
        let mut pixels = Vec::with_capacity(width * height);
        let mut narrow: Vec<f32> = vec![0.0; width];
        for row in rows {
            narrow.fill(0.0);
            for (y, weight) in row {
                let start = y * picture.width() * 3;
                let line = picture
                    .rgb()
                    .get(start..start + picture.width() * 3)
                    .unwrap_or_default()
                    .as_chunks::<3>()
                    .0;
                for (sum, column) in narrow.iter_mut().zip(&columns) {
                    let part = |(x, share): &(usize, f32)| {
                        line.get(*x).map_or(0.0, |pixel| share * luma(pixel) as f32)
                    };
                    *sum += weight * column.iter().map(part).sum::<f32>();
                }
            }
            pixels.extend(narrow.iter().map(|value| value.round() as u8));
        }
        Self { width, height, pixels }
    }

    /// The part of `width` × `height` pixels from column `left` and row `top` on, as far as the picture reaches.
    pub fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let (left, top) = (left.min(self.width), top.min(self.height));
        let (width, height) = (width.min(self.width - left), height.min(self.height - top));
        let rows = self.pixels.chunks_exact(self.width.max(1)).skip(top).take(height);
        let pixels = rows.flat_map(|row| row.iter().skip(left).take(width).copied()).collect();
        Self { width, height, pixels }
    }

    /// Without the plain bars at its sides: rows and columns of one shade, at most two fifths of the picture from each side.
    pub fn without_borders(&self) -> Self {
        let row = |y: usize| self.pixels.chunks_exact(self.width.max(1)).nth(y).unwrap_or_default().to_vec();
        let rows: Vec<_> = (0..self.height).map(row).collect();
        let column = |x: usize| rows.iter().filter_map(|row| row.get(x).copied()).collect::<Vec<u8>>();
        let columns: Vec<_> = (0..self.width).map(column).collect();
        let (top, bottom) = (plain(rows.iter()), plain(rows.iter().rev()));
        let (left, right) = (plain(columns.iter()), plain(columns.iter().rev()));
        self.part(
            left,
            top,
            self.width.saturating_sub(left + right),
            self.height.saturating_sub(top + bottom),
        )
    }

    /// Its views; `None` if too little is left to hash.
    pub fn views(&self) -> Option<Views> {
        let core = self.without_borders();
        let spectrum = core.spectrum()?;
        let (width, height) = (core.width * 9 / 10, core.height * 9 / 10);
        let (right, bottom) = (core.width - width, core.height - height);
        let corners = [(right / 2, bottom / 2), (0, 0), (right, 0), (0, bottom), (right, bottom)];
        let mut crops = [spectrum.hash(); 5];
        for (crop, (left, top)) in crops.iter_mut().zip(corners) {
            *crop = core.part(left, top, width, height).spectrum()?.hash();
        }
        Some(Views {
            whole: spectrum.hash(),
            // Not from the same transform: that hash is 20 to 48 bits from the one of a mirrored copy, this one 0 to 8.
            mirrored: core.mirrored().spectrum()?.hash(),
            crops,
            upper: core.part(0, 0, core.width, core.height * 4 / 5).spectrum()?.hash(),
            quality: spectrum.quality(),
        })
    }

    fn mirrored(&self) -> Self {
        let rows = self.pixels.chunks_exact(self.width.max(1));
        Self { pixels: rows.flat_map(|row| row.iter().rev().copied()).collect(), ..*self }
    }

    fn spectrum(&self) -> Option<Spectrum> {
        Spectrum::of_gray(self.width, self.height, &self.pixels).ok()
    }
}

/// For each pixel of the scaled side the pixels it is made of, with weights that sum to 1: those it covers, or where the
/// picture grows, its two neighbours.
fn covers(scaled: usize, length: usize) -> Vec<Vec<(usize, f32)>> {
    let step = length as f64 / scaled.max(1) as f64;
    let reach = step.max(1.0) / 2.0;
    let pixel = |at: usize| {
        let (from, to) = ((at as f64 + 0.5) * step - reach, (at as f64 + 0.5) * step + reach);
        let share = |x: usize| ((x as f64 + 1.0).min(to) - (x as f64).max(from)).max(0.0);
        let covered: Vec<_> =
            (from.max(0.0) as usize..(to.ceil() as usize).min(length)).map(|x| (x, share(x))).collect();
        let whole: f64 = covered.iter().map(|(_, share)| share).sum();
        covered.into_iter().map(|(x, share)| (x, (share / whole) as f32)).collect()
    };
    (0..scaled).map(pixel).collect()
}

/// How many lines from the first on belong to a plain border: nearly all pixels within a few shades of the first line's middle.
fn plain<'a>(lines: impl ExactSizeIterator<Item = &'a Vec<u8>>) -> usize {
    const SHADES: u8 = 14;
    let most = lines.len() * 2 / 5;
    let mut shade = None;
    let plain = lines
        .take(most)
        .take_while(|line| {
            let mut sorted = line.to_vec();
            sorted.sort_unstable();
            let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
            let shade = *shade.get_or_insert(middle);
            let other = line.iter().filter(|value| value.abs_diff(shade) > SHADES).count();
            other * 50 <= line.len()
        })
        .count();
    // The line where border and picture meet is a mixture of both.
    if plain > 0 { plain + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(width: usize, height: usize) -> Gray {
        let shade = |x: usize, y: usize| ((x * x / 7 + y * y / 5 + x * y / 3) % 223) as u8 + 16;
        Gray::new(width, height, (0..width * height).map(|at| shade(at % width, at / width)).collect())
            .unwrap()
    }

    fn bordered(inner: &Gray, left: usize, top: usize) -> Gray {
        let (width, height) = (inner.width + 2 * left, inner.height + 2 * top);
        let mut pixels = vec![3; width * height];
        for (y, row) in inner.pixels.chunks_exact(inner.width).enumerate() {
            let start = (y + top) * width + left;
            pixels[start..start + inner.width].copy_from_slice(row);
        }
        Gray::new(width, height, pixels).unwrap()
    }

    #[test]
    fn borders_are_cut_off_and_nothing_else() {
        let inner = waves(160, 90);
        assert_eq!(inner.without_borders(), inner);
        for (left, top) in [(0, 20), (30, 0), (12, 12)] {
            let found = bordered(&inner, left, top).without_borders();
            assert!(found.width + 3 >= inner.width && found.width <= inner.width, "{left} {top}");
            assert!(found.height + 3 >= inner.height && found.height <= inner.height, "{left} {top}");
        }
    }

    #[test]
    fn a_plain_picture_has_views_without_detail() {
        let plain = Gray::new(100, 100, vec![9; 10_000]).unwrap();
        assert_eq!(plain.views().map(|views| views.quality), Some(0));
        assert_eq!(Gray::new(4, 4, vec![0; 16]).unwrap().views(), None);
        assert_eq!(Gray::new(0, 0, Vec::new()).unwrap().views(), None);
        assert_eq!(Gray::new(3, 3, vec![0; 8]), None);
    }

    #[test]
    fn a_reduced_photo_keeps_its_shape() {
        let photo = Picture::new(1000, 500, vec![77; 1_500_000]).unwrap();
        let gray = Gray::reduced(&photo);
        assert_eq!((gray.width, gray.height), (256, 128));
        assert!(gray.pixels.iter().all(|value| value.abs_diff(77) <= 1));
    }
}
