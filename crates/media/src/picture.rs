//! Pictures: photos decoded within limits, and written as PNG.

use crate::pdq::{PdqError, Spectrum};
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use std::io::Cursor;

/// Longest side of a picture that is decoded, in pixels.
pub const MAX_SIDE: u32 = 30_000;
/// Most memory that decoding one picture may take, in bytes.
pub const MAX_MEMORY: u64 = 1 << 30;

/// A picture in RGB, 8 bits each, rows from the top without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// Bytes that are no picture we can read, or a picture that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Larger than [`MAX_SIDE`] or [`MAX_MEMORY`] allow.
    #[error(
        "the picture is too large: expected at most {MAX_SIDE} pixels a side and {MAX_MEMORY} bytes in memory"
    )]
    TooLarge,
    /// Another format, or damaged.
    #[error("the picture cannot be decoded ({0}): expected a whole JPEG, PNG, WebP, GIF, BMP or TIFF file")]
    Undecodable(String),
    /// The pixels are not as many as the sides promise.
    #[error("expected {expected} bytes for {width} × {height} pixels in RGB, got {got}")]
    WrongLength {
        /// Pixels in a row.
        width: usize,
        /// Number of rows.
        height: usize,
        /// 3 × width × height.
        expected: usize,
        /// Length of what was given.
        got: usize,
    },
    /// The picture could not be written as PNG.
    #[error("the picture cannot be written as PNG ({0})")]
    Unwritable(String),
}

impl Picture {
    /// From its pixels.
    ///
    /// # Errors
    /// If `rgb` does not have `3 * width * height` bytes.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>) -> Result<Self, PictureError> {
        let expected = width.saturating_mul(height).saturating_mul(3);
        if rgb.len() != expected {
            return Err(PictureError::WrongLength { width, height, expected, got: rgb.len() });
        }
        Ok(Self { width, height, rgb })
    }

    /// Decodes a file in JPEG, PNG, WebP, GIF (its first frame), BMP or TIFF, told by its content, and turns it as its
    /// EXIF orientation says, so that it is what a viewer shows. Transparency is left out.
    ///
    /// # Errors
    /// If it is in no such format, damaged or too large.
    pub fn decode(file: &[u8]) -> Result<Self, PictureError> {
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        limits.max_alloc = Some(MAX_MEMORY);
        let mut reader = ImageReader::new(Cursor::new(file))
            .with_guessed_format()
            .map_err(|why| PictureError::Undecodable(why.to_string()))?;
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(undecodable)?;
        // Pixels of 16 bits or with transparency take more than the three bytes they become.
        if decoder.total_bytes() > MAX_MEMORY {
            return Err(PictureError::TooLarge);
        }
        let orientation = decoder.orientation().map_err(undecodable)?;
        let mut decoded = DynamicImage::from_decoder(decoder).map_err(undecodable)?;
        decoded.apply_orientation(orientation);
        let rgb = decoded.into_rgb8();
        let (width, height) = rgb.dimensions();
        Self::new(width as usize, height as usize, rgb.into_raw())
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Three bytes a pixel.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// What PDQ knows of it.
    ///
    /// # Errors
    /// If it is smaller than 5 × 5.
    pub fn spectrum(&self) -> Result<Spectrum, PdqError> {
        Spectrum::of_rgb(self.width, self.height, &self.rgb)
    }

    /// The picture as the bytes of a PNG file.
    ///
    /// # Errors
    /// If it has no pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, PictureError> {
        let unwritable = |why: String| PictureError::Unwritable(why);
        let side = |length: usize| u32::try_from(length).map_err(|why| unwritable(why.to_string()));
        let mut png = Cursor::new(Vec::new());
        image::write_buffer_with_format(
            &mut png,
            &self.rgb,
            side(self.width)?,
            side(self.height)?,
            image::ExtendedColorType::Rgb8,
            image::ImageFormat::Png,
        )
        .map_err(|why| unwritable(why.to_string()))?;
        Ok(png.into_inner())
    }
}

fn undecodable(why: ImageError) -> PictureError {
    match why {
        ImageError::Limits(_) => PictureError::TooLarge,
        why => PictureError::Undecodable(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checks() -> Picture {
        let rgb = (0..12 * 7 * 3).map(|at| (at * 37 % 256) as u8).collect();
        Picture::new(12, 7, rgb).unwrap()
    }

    #[test]
    fn a_png_comes_back() {
        assert_eq!(Picture::decode(&checks().to_png().unwrap()).unwrap(), checks());
    }

    #[test]
    fn what_is_damaged_or_endless_is_refused() {
        let png = checks().to_png().unwrap();
        for end in 0..png.len() - 12 {
            assert!(Picture::decode(&png[..end]).is_err(), "cut after {end} bytes");
        }
        // The width stands in bytes 16 to 20, the checksum of the header in 29 to 33.
        let mut wide = png.clone();
        wide[16..20].copy_from_slice(&(MAX_SIDE + 1).to_be_bytes());
        let sum = crc(&wide[12..29]);
        wide[29..33].copy_from_slice(&sum.to_be_bytes());
        assert!(matches!(Picture::decode(&wide), Err(PictureError::TooLarge)));
        assert!(Picture::new(2, 2, vec![0; 11]).is_err());
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc: u32, byte| {
            (0..8).fold(
                crc ^ u32::from(*byte),
                |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
            )
        })
    }
}
