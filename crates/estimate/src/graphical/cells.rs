//! Over which whole numbers the posterior is summed.

use super::survey::Peak;

/// Numbers unlisted up to about here, times as many as a cell is finer than its number, stand each for itself.
const FINENESS: f64 = 2_000.0;

/// Cells for the width of a peak.
const ACROSS: f64 = 32.0;

/// A range of whole numbers, cut into cells of one or more; the density is taken in the middle of each.
pub(super) struct Cells {
    /// Where each begins; the last entry is where the range ends, and is not in it.
    pub(super) starts: Vec<u64>,
}

impl Cells {
    /// Each whole number for itself.
    pub(super) fn whole(low: u64, high: u64) -> Cells {
        Cells { starts: (low..=high + 1).collect() }
    }

    /// Cells that grow with the numbers, and are narrow around narrow peaks.
    ///
    /// The middle of a cell stands for it with an error of (width / scale of the density)^2 / 24, which cancels where the
    /// widths of neighbours are alike: so widths grow slowly, as the number or as the distance from a peak.
    pub(super) fn fitted(high: u64, peaks: &[Peak]) -> Cells {
        let mut narrow: Vec<Peak> =
            peaks.iter().copied().filter(|peak| peak.width / ACROSS < peak.at / FINENESS).collect();
        narrow.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut starts = vec![0];
        let mut start = 0u64;
        while start <= high {
            let x = start as f64;
            let near = |peak: &Peak| (peak.width / ACROSS).max((x - peak.at).abs() / (10.0 * ACROSS));
            let width = narrow.iter().map(near).fold(x / FINENESS, f64::min);
            start += (width as u64).max(1);
            starts.push(start);
        }
        Cells { starts }
    }

    /// The last number of the range.
    pub(super) fn high(&self) -> u64 {
        self.starts.last().map_or(0, |end| end - 1)
    }

    /// The middles of the cells and how many numbers each holds.
    pub(super) fn middles(starts: &[u64]) -> impl Iterator<Item = (f64, f64)> {
        starts.windows(2).map(|pair| {
            let count = (pair[1] - pair[0]) as f64;
            (pair[0] as f64 + 0.5 * (count - 1.0), count)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OverlapTable;
    use crate::graphical::Graph;
    use crate::graphical::density::Density;
    use crate::graphical::survey::Survey;

    #[test]
    fn cells_are_single_numbers_first_and_grow_slowly() {
        let cells = Cells::fitted(1_000_000, &[]);
        assert!(cells.starts[..4_000].iter().enumerate().all(|(i, &start)| start == i as u64));
        assert!(cells.high() >= 1_000_000 && cells.starts.len() < 20_000);
        let counts: Vec<f64> = Cells::middles(&cells.starts).map(|(_, count)| count).collect();
        assert!(counts.windows(2).all(|pair| pair[1] <= pair[0] + 1.0));
        assert_eq!(Cells::whole(3, 5).starts, [3, 4, 5, 6]);
        assert_eq!(Cells::middles(&[3, 4, 8]).collect::<Vec<_>>(), [(3.0, 1.0), (5.5, 4.0)]);
    }

    #[test]
    fn a_narrow_peak_is_crossed_by_many_cells() {
        let names = ["north", "south", "press"].map(str::to_owned).to_vec();
        let half = (1..8).map(|pattern| (pattern, 10_000_000_000));
        let table = OverlapTable::new(names, half).unwrap();
        let independent = Graph::new(3, 0).unwrap();
        let survey = Survey::new(&Density::new(&table, 0.125), &[independent], 0.0, 1e13);
        // Each list has half of 8 x 10^10: an eighth is unlisted, and the variance is a quarter of the total (Darroch 1958).
        let peak = survey.peaks[0];
        assert!((peak.at / 1e10 - 1.0).abs() < 1e-4 && (1e5..3e5).contains(&peak.width), "{peak:?}");
        let cells = Cells::fitted(20_000_000_000, &survey.peaks);
        let across = Cells::middles(&cells.starts).filter(|(x, _)| (x - peak.at).abs() < peak.width).count();
        assert!((60..70).contains(&across), "{across}");
    }
}
