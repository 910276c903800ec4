//! A picture's luma, blurred and reduced to 64 × 64 samples.
//!
//! Two rounds of a box filter along rows, then along columns, make a tent filter (Jarosz, "Fast image convolutions", 2001);
//! then every 64th part of each side gives one sample. The reference sums in `f32`, so that every sum must be made in its
//! order: add what enters the window, then subtract what leaves it. Within that order three things make it fast. Eight rows
//! go through the row filter side by side, so that their sums are one vector. The column filter keeps one sum per column and
//! goes down row by row, with only as many rows in memory as its window holds. And what no sample asks for is never divided.

/// Side of the reduced picture.
pub const SIDE: usize = 64;

/// Rows that are filtered side by side.
const LANES: usize = 8;

/// One sample per 64th of each side, row by row.
pub type Samples = [[f32; SIDE]; SIDE];

/// Reduces a picture of `width` × `height` pixels whose rows of luma `fill` writes: `fill(y, row)`, each row once, downwards.
pub fn reduce(width: usize, height: usize, mut fill: impl FnMut(usize, &mut [f32])) -> Box<Samples> {
    let mut samples = Box::new([[0.0; SIDE]; SIDE]);
    if (width, height) == (SIDE, SIDE) {
        for (y, row) in samples.iter_mut().enumerate() {
            fill(y, row);
        }
        return samples;
    }
    let (across, down) = (Window::new(width), Window::new(height));
    let columns = centres(width);

    let mut row = vec![0.0; width];
    let mut band = vec![[0.0; LANES]; width];
    let mut ring = Ring { rows: vec![0.0; width * (down.size + LANES)], width };
    let mut sums = vec![0.0; width];
    let mut narrow: Vec<[f32; SIDE]> = Vec::with_capacity(height + LANES);
    let mut blurred = band.clone();
    let mut below = band.clone();
    let (mut added, mut out) = (0, 0);

    for top in (0..height).step_by(LANES) {
        let lanes = LANES.min(height - top);
        for lane in 0..lanes {
            fill(top + lane, &mut row);
            scatter(&row, &mut band, lane);
        }
        let mut means = blurred.iter_mut();
        across.along(&band, |_, sums, count| {
            if let Some(means) = means.next() {
                *means = sums;
                means.iter_mut().for_each(|mean| *mean /= count);
            }
        });
        for (lane, row) in ring.band(top).into_iter().enumerate() {
            row.iter_mut().zip(&blurred).for_each(|(pixel, means)| *pixel = means[lane % LANES]);
        }
        let filled = top + lanes;
        while out < height && down.last_row(out) < filled {
            while added <= down.last_row(out) {
                sums.iter_mut().zip(ring.row(added)).for_each(|(sum, value)| *sum += value);
                added += 1;
            }
            if let Some(left) = down.leaves(out) {
                sums.iter_mut().zip(ring.row(left)).for_each(|(sum, value)| *sum -= value);
            }
            let count = down.count(out);
            row.iter_mut().zip(&sums).for_each(|(mean, sum)| *mean = sum / count);
            scatter(&row, &mut below, out % LANES);
            out += 1;
            if out % LANES == 0 || out == height {
                let mut rows = [[0.0; SIDE]; LANES];
                let mut wanted = columns.iter().enumerate().peekable();
                across.along(&below, |x, sum, count| {
                    while let Some((column, _)) = wanted.next_if(|(_, at)| **at == x) {
                        for (row, sum) in rows.iter_mut().zip(sum) {
                            row[column] = sum / count;
                        }
                    }
                });
                narrow.extend(rows);
            }
        }
    }

    let rows = centres(height);
    let mut wanted = rows.iter().zip(samples.iter_mut()).peekable();
    down.along(narrow.get(..height).unwrap_or(&narrow), |y, sums, count| {
        while let Some((_, samples)) = wanted.next_if(|(at, _)| **at == y) {
            *samples = sums;
            samples.iter_mut().for_each(|mean| *mean /= count);
        }
    });
    samples
}

/// Where the centres of 64 equal parts of a side lie.
fn centres(length: usize) -> [usize; SIDE] {
    std::array::from_fn(|part| ((part as f64 + 0.5) * length as f64 / SIDE as f64) as usize)
}

/// Writes a row into one lane of a band.
fn scatter(row: &[f32], band: &mut [[f32; LANES]], lane: usize) {
    for (lanes, value) in band.iter_mut().zip(row) {
        lanes[lane % LANES] = *value;
    }
}

/// The window of a box filter on a side of `length` pixels; narrower where it reaches over an end.
struct Window {
    length: usize,
    /// Pixels in the window: half of a 64th of the side, since it is passed twice.
    size: usize,
    /// Pixels from the one it is centred on to its last, both included.
    ahead: usize,
}

impl Window {
    fn new(length: usize) -> Self {
        let size = length.div_ceil(2 * SIDE);
        Self { length, size, ahead: (size + 2) / 2 }
    }

    /// The last place in the window of `place`.
    fn last_row(&self, place: usize) -> usize {
        (place + self.ahead - 1).min(self.length - 1)
    }

    /// The place that leaves when the window moves to `place`.
    fn leaves(&self, place: usize) -> Option<usize> {
        place.checked_sub(self.size + 1 - self.ahead)
    }

    /// Places in the window of `place`.
    fn count(&self, place: usize) -> f32 {
        (self.last_row(place) + 1 - self.leaves(place).map_or(0, |left| left + 1)) as f32
    }

    /// Slides over `N` lanes at once: `emit(place, sums, count)`, upwards.
    fn along<const N: usize>(&self, values: &[[f32; N]], mut emit: impl FnMut(usize, [f32; N], f32)) {
        let mut sums = [0.0; N];
        let mut entering = values.iter();
        for value in entering.by_ref().take(self.ahead - 1) {
            sums.iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
        }
        let mut leaving = values.iter();
        let first_to_leave = self.size + 1 - self.ahead;
        for place in 0..values.len() {
            if let Some(value) = entering.next() {
                sums.iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
            }
            if place >= first_to_leave
                && let Some(value) = leaving.next()
            {
                sums.iter_mut().zip(value).for_each(|(sum, value)| *sum -= value);
            }
            emit(place, sums, self.count(place));
        }
    }
}

/// The latest rows of a picture that is passed through once.
struct Ring {
    rows: Vec<f32>,
    width: usize,
}

impl Ring {
    fn place(&self, y: usize) -> usize {
        y * self.width % self.rows.len()
    }

    fn row(&self, y: usize) -> &[f32] {
        let start = self.place(y);
        self.rows.get(start..start + self.width).unwrap_or_default()
    }

    /// The rows from `top` on, to be written.
    fn band(&mut self, top: usize) -> Vec<&mut [f32]> {
        let start = self.place(top);
        let (before, after) = self.rows.split_at_mut(start);
        after.chunks_exact_mut(self.width).chain(before.chunks_exact_mut(self.width)).take(LANES).collect()
    }
}
