//! PDQ against the reference: hashes that `pdqhash` 0.2.8 gives for pictures made by a formula.

use media::{Pdq, Spectrum, Symmetry};

/// Waves that grow finer over coarse blocks: `(x² a + y² b + x y c) / (w + h)` and a step per block, modulo 256.
fn picture(width: usize, height: usize, seed: usize) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            for c in 0..3 {
                let wave = (x * x * (seed + 3) + y * y * (seed * 2 + 5) + x * y * (c + 1)) / (width + height);
                let block = (x * (4 + seed) / width * 73 + y * (3 + seed) / height * 151 + c * 29) * 97;
                rgb.push(((wave + block) % 256) as u8);
            }
        }
    }
    rgb
}

/// Width, height, seed, quality, hash.
const REFERENCE: [(usize, usize, usize, u8, &str); 8] = [
    (5, 5, 0, 100, "6cdbce6391a4318ccb726c5bca7391a4318cce736c5bce6393a4318cca726c5b"),
    (64, 64, 1, 100, "363eade0fb87d6c8a582ae2fd060345de8b181e2295f229c793e8c73c2f1c2f1"),
    (65, 63, 2, 100, "a7c1af986cc69f3ab868749ad13b92c59385e69e9331c23c64fe2de325a305a8"),
    (128, 128, 1, 100, "d4e3998e123e3580291fcb70c6e381c03e3f85f83b143e3fc6ebc4e8c5f0c6f0"),
    (129, 257, 3, 100, "2b0cb34ea747ee432e7968f948fc12fe128e12be16be96b2d7839782d5809782"),
    (640, 360, 0, 100, "07f73f005300823e0dc1b3bf2ee0788fc37e9660b6e7b4c7a4dea598ad986d88"),
    (333, 1000, 2, 100, "6caf6eaf6aaf78fb58eb58eb5be253e313e013f017e007c007e013c017e017e0"),
    (1000, 9, 1, 100, "0f03d2f0ebb8efbbd07c0f03201fe03fcfe0f0fc2d03104710462f83f0fcdfe0"),
];

/// Of the picture of 320 × 240 with seed 1, in the order of `Symmetry::ALL`.
const TURNED: [&str; 8] = [
    "41ee1c0871e7cb5872b3c7ec9e1122b75c2c5d6c9d59b9d339d123f223f023d0",
    "d638433f291f950752f8b91f1f074b80ad9f4b80adc6e4c0f4f05a3fa914d4c7",
    "94bb36b224ba65f627e66d46cb44891d09f9f7c6c80c1379ec84995876a5897a",
    "8365e9957c4a3fa907ad93b54a52e12af84ae12af8934e6a81a5e095fc417e6d",
    "c5ee63f771e734a372b338139e11dd485c2ca2939d59462439d1cc0d23f0dc2f",
    "94bbc95d24ba9e0d27e692b9cb4477e209f90839c80cec8eec8476a776a57685",
    "1630bcc0291f6af852f846e01f07b47fad1fb47fadc61b3fd4e0a5c0a9142b38",
    "836d166a7c4ac05607adfc4a4a521fd5f8ca1ed5f893f195a1b51f6afc418192",
];

#[test]
fn hashes_and_quality_are_those_of_the_reference() {
    for (width, height, seed, quality, hash) in REFERENCE {
        let spectrum = Spectrum::of_rgb(width, height, &picture(width, height, seed)).unwrap();
        let found = (spectrum.quality(), spectrum.hash().to_string());
        assert_eq!(found, (quality, hash.to_string()), "{width} × {height}, seed {seed}");
    }
}

#[test]
fn turned_hashes_are_those_of_the_reference() {
    let spectrum = Spectrum::of_rgb(320, 240, &picture(320, 240, 1)).unwrap();
    assert_eq!(Symmetry::ALL.map(|symmetry| spectrum.hash_of(symmetry).to_string()), TURNED);
}

#[test]
fn a_picture_mirrored_first_has_almost_the_mirrored_hash() {
    let rgb = picture(320, 240, 2);
    let mirrored: Vec<u8> = rgb
        .chunks_exact(320 * 3)
        .flat_map(|row| row.chunks_exact(3).rev().flatten().copied().collect::<Vec<u8>>())
        .collect();
    let spectrum = Spectrum::of_rgb(320, 240, &rgb).unwrap();
    let truth = Spectrum::of_rgb(320, 240, &mirrored).unwrap().hash();
    assert!(truth.distance(&spectrum.hash_of(Symmetry::Mirrored)) <= 16);
    assert!(truth.distance(&spectrum.hash()) > 64);
}

#[test]
fn grey_is_grey() {
    let gray: Vec<u8> = picture(200, 150, 1).into_iter().step_by(3).collect();
    let rgb: Vec<u8> = gray.iter().flat_map(|value| [*value; 3]).collect();
    let (gray, rgb) =
        (Spectrum::of_gray(200, 150, &gray).unwrap(), Spectrum::of_rgb(200, 150, &rgb).unwrap());
    assert!(gray.hash().distance(&rgb.hash()) <= 2);
}

#[test]
fn what_cannot_be_hashed_is_refused() {
    assert!(Spectrum::of_rgb(4, 100, &[0; 1200]).is_err());
    assert!(Spectrum::of_rgb(10, 10, &[0; 299]).is_err());
    assert!(Spectrum::of_gray(usize::MAX, usize::MAX, &[0; 1]).is_err());
    let blank = Spectrum::of_gray(300, 300, &[128; 90_000]).unwrap();
    assert_eq!(blank.quality(), 0);
    assert!("f8f8".parse::<Pdq>().is_err());
}
