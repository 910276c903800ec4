//! Intervals from resamples of the people listed, the choice of the model repeated in each.
//!
//! The people observed are drawn again with replacement and the whole estimate is made anew, so that the interval carries the
//! doubt about the model as well as that within it. Those unseen are not drawn: the resamples vary as the listed do.
//!
//! ```
//! use estimate::{OverlapTable, bootstrap::{bootstrap, stepwise_choice}, select::STEPWISE_P};
//!
//! let csv = "north,south,press,count\n1,0,0,60\n0,1,0,50\n0,0,1,80\n1,1,0,12\n1,0,1,20\n0,1,1,16\n1,1,1,4\n";
//! let table = OverlapTable::from_csv(csv.as_bytes())?;
//! let drawn = bootstrap(&table, 200, 1, stepwise_choice(STEPWISE_P))?;
//! let ends = drawn.bca(0.95).unwrap();
//! assert!(ends.low < drawn.point && drawn.point < ends.high && !ends.misplaced);
//! # Ok::<(), estimate::Error>(())
//! ```

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use rayon::prelude::*;
use serde::Serialize;

use crate::distribution::{normal_cdf, normal_quantile};
use crate::loglinear::Fit;
use crate::{Error, OverlapTable, draw, select};

/// So many resamples at most: their totals are kept.
pub const MOST_RESAMPLES: usize = 1_000_000;

/// So many people at most are drawn in all resamples together; each is drawn by itself.
pub const MOST_DRAWS: u64 = 20_000_000_000;

/// An end with fewer resamples than this beyond it is marked as unsettled: how many lie beyond then varies by a third or more of
/// their number from seed to seed.
pub const FEWEST_BEYOND: usize = 10;

/// What resamples of one table say of its total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bootstrap {
    /// The estimate of all, listed and unlisted, from the table itself.
    pub point: f64,
    /// The estimates from the resamples in which one could be made, from the lowest to the highest.
    pub totals: Vec<f64>,
    /// In how many resamples no estimate could be made. The intervals say nothing of these, so that many of them mean that the
    /// intervals are too narrow.
    pub refused: usize,
    /// By how much the resamples sit to one side of the point: the normal quantile of the part of them below it. Positive where
    /// most are below, infinite where all are on one side.
    pub bias: f64,
    /// How fast the estimate's standard error changes with the true total, from leaving out one person in turn.
    pub acceleration: f64,
    /// How many people are such that without them no estimate could be made; the acceleration leaves them out.
    pub indispensable: u64,
}

/// An interval of the total from resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ends {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Whether the point lies outside: an end is on the wrong side of it. Most resamples then give another model than the table
    /// itself does, and the interval must not be published without saying so.
    pub misplaced: bool,
    /// Whether fewer than [`FEWEST_BEYOND`] resamples lie beyond an end: it then hangs on a few resamples and would be elsewhere with
    /// another seed. The correction for bias often asks for so remote an end; more resamples settle it.
    pub unsettled: bool,
}

/// Draws `resamples` (100 to [`MOST_RESAMPLES`]) tables of as many people as are listed, multinomial with the observed shares, and
/// applies `choose` to the table, to each resample and to the table less one person of each pattern. `choose` gives the
/// total, or `None` where it has no estimate; it must give the same for the same table.
///
/// The result depends on the table, the seed and the number of resamples alone, on any number of threads, and the first
/// resamples stay the same where more are drawn. Refused where the table itself has no estimate, where no resample has one, or
/// where more than [`MOST_DRAWS`] people would have to be drawn.
pub fn bootstrap(
    table: &OverlapTable,
    resamples: usize,
    seed: u64,
    choose: impl Fn(&OverlapTable) -> Option<f64> + Sync,
) -> Result<Bootstrap, Error> {
    let wrong = |problem| Error::Bootstrap { problem };
    if !(100..=MOST_RESAMPLES).contains(&resamples) {
        return Err(wrong("expected 100 to 1,000,000 resamples"));
    }
    if table.n().saturating_mul(resamples as u64) > MOST_DRAWS {
        return Err(wrong(
            "more than 20,000,000,000 people would have to be drawn; ask for fewer resamples, or use an interval from the \
             likelihood, which is as good for so large a table",
        ));
    }
    let choose = |table: &OverlapTable| choose(table).filter(|total| total.is_finite());
    let point = choose(table).ok_or(wrong("the table itself has no estimate"))?;
    let mut totals: Vec<f64> = (0..resamples as u64)
        .into_par_iter()
        .filter_map(|stream| choose(&resample(table, seed, stream).ok()?))
        .collect();
    if totals.is_empty() {
        return Err(wrong("no resample has an estimate"));
    }
    totals.sort_unstable_by(f64::total_cmp);
    let below = totals.partition_point(|&total| total < point) as f64 / totals.len() as f64;
    let bias = match below {
        0.0 => f64::NEG_INFINITY,
        1.0 => f64::INFINITY,
        part => normal_quantile(part),
    };
    let (acceleration, indispensable) = acceleration(table, &choose);
    Ok(Bootstrap { point, refused: resamples - totals.len(), totals, bias, acceleration, indispensable })
}

impl Bootstrap {
    /// The percentile interval: the central part of the resamples. `level` in (0, 1).
    #[must_use]
    pub fn percentile(&self, level: f64) -> Ends {
        self.ends(0.5 - 0.5 * level, 0.5 + 0.5 * level)
    }

    /// The interval corrected for bias and acceleration (Efron 1987, *Journal of the American Statistical Association* 82). `level`
    /// in (0, 1). `None` where the correction cannot be made: all resamples lie on one side of the point, or the acceleration is
    /// too strong for the level.
    #[must_use]
    pub fn bca(&self, level: f64) -> Option<Ends> {
        let corrected = |p: f64| {
            let z = self.bias + normal_quantile(p);
            let slowed = 1.0 - self.acceleration * z;
            (slowed > 0.0 && self.bias.is_finite()).then(|| normal_cdf(self.bias + z / slowed))
        };
        Some(self.ends(corrected(0.5 - 0.5 * level)?, corrected(0.5 + 0.5 * level)?))
    }

    /// The total below which the part `p` of the resamples lies, 0 to 1; between two of them by Hyndman & Fan's (1996) type 8, which
    /// is nearly without bias for the median whatever the distribution.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let size = self.totals.len();
        let place = ((size as f64 + 1.0 / 3.0) * p + 1.0 / 3.0).clamp(1.0, size.max(1) as f64);
        let at = |k: usize| self.totals.get(k.min(size).saturating_sub(1)).copied().unwrap_or(f64::NAN);
        let whole = place.floor() as usize;
        let (low, high) = (at(whole), at(whole + 1));
        low + (place - place.floor()) * (high - low)
    }

    /// The interval between the parts `low` and `high` of the resamples.
    fn ends(&self, low: f64, high: f64) -> Ends {
        let beyond = low.min(1.0 - high) * self.totals.len() as f64;
        let (low, high) = (self.quantile(low), self.quantile(high));
        Ends {
            low,
            high,
            misplaced: !(low <= self.point && self.point <= high),
            unsettled: beyond < FEWEST_BEYOND as f64,
        }
    }
}

/// The choice of Chan, Silverman & Vincent (2021), as [`select::stepwise`] makes it: the total of the model it ends at.
pub fn stepwise_choice(threshold: f64) -> impl Fn(&OverlapTable) -> Option<f64> + Sync {
    move |table| select::stepwise(table, threshold).ok().map(|fit| fit.total())
}

/// The total of the hierarchical model with the best BIC among all there are, for tables of `lists` lists: 2 to
/// [`select::HIERARCHICAL_UP_TO`]; more are refused.
pub fn best_choice(lists: usize) -> Result<impl Fn(&OverlapTable) -> Option<f64> + Sync, Error> {
    let models = select::hierarchical(lists)?;
    Ok(move |table: &OverlapTable| select::best(table, &models).as_ref().map(Fit::total))
}

/// As many people as the table has, drawn from it with replacement. Each resample has a stream of random numbers of its own, so that
/// it does not matter which thread draws it.
fn resample(table: &OverlapTable, seed: u64, stream: u64) -> Result<OverlapTable, Error> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    let n = table.n();
    let upto: Vec<u64> = table
        .patterns()
        .iter()
        .scan(0, |sum, &(_, count)| {
            *sum += count;
            Some(*sum)
        })
        .collect();
    let mut drawn = vec![0u64; upto.len()];
    for _ in 0..n {
        let person = draw::below(&mut random, n);
        drawn[upto.partition_point(|&end| end <= person)] += 1;
    }
    let patterns = table.patterns().iter().zip(drawn).map(|(&(pattern, _), count)| (pattern, count));
    OverlapTable::new(table.lists().to_vec(), patterns)
}

/// The acceleration, a sixth of the skewness of what each person pulls the estimate by (Efron & Tibshirani 1993, 14.15), and how
/// many people cannot be left out. People of one pattern are alike, so that one of each is left out.
fn acceleration(table: &OverlapTable, choose: &(impl Fn(&OverlapTable) -> Option<f64> + Sync)) -> (f64, u64) {
    let patterns = table.patterns();
    let without = |left: usize| {
        let fewer = patterns.iter().enumerate().map(|(i, &(p, count))| (p, count - u64::from(i == left)));
        choose(&OverlapTable::new(table.lists().to_vec(), fewer).ok()?)
    };
    let totals: Vec<Option<f64>> = (0..patterns.len()).into_par_iter().map(without).collect();
    let mut indispensable = 0;
    let mut pulls: Vec<(f64, f64)> = Vec::with_capacity(patterns.len());
    for (&(_, count), total) in patterns.iter().zip(totals) {
        match total {
            Some(total) => pulls.push((count as f64, total)),
            None => indispensable += count,
        }
    }
    let people: f64 = pulls.iter().map(|(count, _)| count).sum();
    let mean = pulls.iter().map(|(count, total)| count * total).sum::<f64>() / people;
    let moment =
        |power: i32| pulls.iter().map(|(count, total)| count * (mean - total).powi(power)).sum::<f64>();
    let spread = 6.0 * moment(2).powf(1.5);
    (if spread > 0.0 { moment(3) / spread } else { 0.0 }, indispensable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(totals: Vec<f64>, point: f64, bias: f64, acceleration: f64) -> Bootstrap {
        Bootstrap { point, totals, refused: 0, bias, acceleration, indispensable: 0 }
    }

    #[test]
    fn quantiles_are_of_type_8() {
        let drawn = of((1..=10).map(f64::from).collect(), 5.0, 0.0, 0.0);
        // (10 + 1/3) p + 1/3, within the sample.
        for (p, want) in [(0.5, 5.5), (0.25, 2.916_666_666_666_667), (0.0, 1.0), (1.0, 10.0)] {
            assert!((drawn.quantile(p) - want).abs() < 1e-12, "{p}: {}", drawn.quantile(p));
        }
    }

    #[test]
    fn without_bias_and_acceleration_both_intervals_are_one() {
        let drawn = of((1..=1_000).map(f64::from).collect(), 500.0, 0.0, 0.0);
        let (plain, corrected) = (drawn.percentile(0.9), drawn.bca(0.9).unwrap());
        assert!((plain.low - corrected.low).abs() < 1e-6 && (plain.high - corrected.high).abs() < 1e-6);
        assert!(!plain.misplaced && !plain.unsettled);
        assert!(drawn.percentile(0.99).unsettled);
    }

    #[test]
    fn the_correction_is_that_of_its_formula() {
        let drawn = of((1..=999).map(f64::from).collect(), 400.0, -0.25, 0.05);
        let ends = drawn.bca(0.95).unwrap();
        let at = |z: f64| normal_cdf(-0.25 + (z - 0.25) / (1.0 - 0.05 * (z - 0.25)));
        assert!((ends.low - drawn.quantile(at(-1.959_963_984_540_054))).abs() < 1e-6);
        assert!((ends.high - drawn.quantile(at(1.959_963_984_540_054))).abs() < 1e-6);
    }

    #[test]
    fn what_cannot_be_corrected_or_misses_the_point_is_told() {
        let totals: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(of(totals.clone(), 200.0, f64::INFINITY, 0.0).bca(0.95), None);
        assert_eq!(of(totals.clone(), 50.0, 1.0, 0.5).bca(0.95), None);
        assert!(of(totals, 200.0, f64::INFINITY, 0.0).percentile(0.95).misplaced);
    }

    #[test]
    fn the_acceleration_of_a_mean_is_known() {
        // The share on the second list: leaving out one person moves a mean by (mean - x) / (n - 1), whose skewness is that of
        // a Bernoulli variable.
        let names = vec!["north".to_owned(), "south".to_owned()];
        let table = OverlapTable::new(names, [(1, 80), (2, 20)]).unwrap();
        let share = |t: &OverlapTable| Some(t.listed(1) as f64 / t.n() as f64);
        let (p, n) = (0.2f64, 100.0f64);
        let want = (1.0 - 2.0 * p) / (6.0 * (n * p * (1.0 - p)).sqrt());
        let (got, indispensable) = acceleration(&table, &share);
        assert!((got - want).abs() < 1e-12, "{got} {want}");
        assert_eq!(indispensable, 0);
    }

    #[test]
    fn resamples_have_the_shares_of_the_table() {
        let names = vec!["north".to_owned(), "south".to_owned()];
        let table = OverlapTable::new(names, [(1, 700), (2, 250), (3, 50)]).unwrap();
        let mut sums = [0.0; 4];
        for stream in 0..400 {
            let drawn = resample(&table, 5, stream).unwrap();
            assert_eq!(drawn.n(), 1_000);
            for &(p, count) in drawn.patterns() {
                sums[p as usize] += count as f64 / 400.0;
            }
        }
        // Five standard errors of the mean of 400.
        for (p, want) in [(1, 700.0f64), (2, 250.0), (3, 50.0)] {
            let error = (want * (1.0 - want / 1_000.0) / 400.0).sqrt();
            assert!((sums[p] - want).abs() < 5.0 * error, "{sums:?}");
        }
        assert_ne!(resample(&table, 5, 0).unwrap(), resample(&table, 5, 1).unwrap());
        assert_ne!(resample(&table, 5, 0).unwrap(), resample(&table, 6, 0).unwrap());
    }
}
