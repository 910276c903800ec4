//! Have the chains converged, and how much are their draws worth?
//!
//! Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), "Rank-normalization, folding, and localization: an improved R-hat",
//! *Bayesian Analysis* 16. Every function takes `chains`: one slice of draws for each, all of one length (longer ones are read
//! to the shortest's length). Fewer than four draws a chain say nothing: R-hat is then infinite and the effective size 0.
//! Chains whose draws are all one number have converged: R-hat 1, every draw counts, no error.

use crate::distribution::{beta, bisect, normal_cdf, normal_quantile};

/// R-hat: the larger of two potential scale reduction factors, of the ranks of the draws (do the chains agree where they
/// are?) and of the ranks of their distances from the median (do they agree how far they spread?). 1 is perfect; Vehtari et al.
/// ask for at most 1.01.
///
/// ```
/// use estimate::latent_class::diagnostics::rhat;
///
/// let stuck = [vec![1.0, 1.1, 0.9, 1.05, 1.0, 0.95], vec![7.0, 7.1, 6.9, 7.05, 7.0, 6.95]];
/// assert!(rhat(&stuck) > 1.5);
/// ```
#[must_use]
pub fn rhat<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    let halves = halves(chains);
    let all: Vec<f64> = halves.concat();
    let median = quantile_of(&sorted(&all), 0.5);
    let folded: Vec<Vec<f64>> =
        halves.iter().map(|half| half.iter().map(|x| (x - median).abs()).collect()).collect();
    scale_reduction(&normal_scores(&halves)).max(scale_reduction(&normal_scores(&folded)))
}

/// Effective sample size for the middle of the distribution: of the draws' normal scores.
#[must_use]
pub fn ess_bulk<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    effective(&normal_scores(&halves(chains)))
}

/// Effective sample size for the tails: the lesser of those for the 5 and the 95 per cent quantile.
#[must_use]
pub fn ess_tail<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    let halves = halves(chains);
    let all = sorted(&halves.concat());
    let at = |p| effective(&below(&halves, quantile_of(&all, p)));
    at(0.05).min(at(0.95))
}

/// The mean of all draws.
#[must_use]
pub fn mean<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    moments(&halves(chains).concat()).0
}

/// The standard deviation of all draws.
#[must_use]
pub fn sd<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    moments(&halves(chains).concat()).1.sqrt()
}

/// The quantile of all draws for `p` in 0..=1, interpolated between neighbours (type 7 of Hyndman & Fan 1996).
#[must_use]
pub fn quantile<C: AsRef<[f64]>>(chains: &[C], p: f64) -> f64 {
    quantile_of(&sorted(&halves(chains).concat()), p)
}

/// Monte Carlo standard error of the mean.
#[must_use]
pub fn mcse_mean<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    let halves = halves(chains);
    let (_, variance) = moments(&halves.concat());
    if variance == 0.0 { 0.0 } else { (variance / effective(&halves)).sqrt() }
}

/// Monte Carlo standard error of the quantile for `p` in (0, 1): half the distance between the draws that stand where a
/// normal's one standard deviation would leave the quantile's own probability, given its effective sample size (section 4.3).
#[must_use]
pub fn mcse_quantile<C: AsRef<[f64]>>(chains: &[C], p: f64) -> f64 {
    let halves = halves(chains);
    let all = sorted(&halves.concat());
    let size = effective(&below(&halves, quantile_of(&all, p)));
    let (a, b) = (size * p + 1.0, size * (1.0 - p) + 1.0);
    let place = |z: f64| {
        let level = normal_cdf(z);
        quantile_of(&all, bisect(0.0, 1.0, 1e-9, |x| beta(a, b, x) < level))
    };
    0.5 * (place(1.0) - place(-1.0))
}

/// How many draws of each chain lie in each of `bins` equal parts of the ranks of all draws; equal draws share their mean rank.
#[must_use]
pub fn ranks<C: AsRef<[f64]>>(chains: &[C], bins: usize) -> Vec<Vec<usize>> {
    let all = sorted(&chains.iter().flat_map(|chain| chain.as_ref()).copied().collect::<Vec<f64>>());
    let counted = |chain: &C| {
        let mut counts = vec![0; bins];
        for draw in chain.as_ref() {
            let (below, to) = (all.partition_point(|x| x < draw), all.partition_point(|x| x <= draw));
            let bin = (below + to) * bins / (2 * all.len()).max(1);
            if let Some(count) = counts.get_mut(bin.min(bins.saturating_sub(1))) {
                *count += 1;
            }
        }
        counts
    };
    chains.iter().map(counted).collect()
}

/// Each chain cut in two, so that a drift within a chain shows too.
fn halves<C: AsRef<[f64]>>(chains: &[C]) -> Vec<Vec<f64>> {
    let length = chains.iter().map(|c| c.as_ref().len()).min().unwrap_or(0);
    let half = length / 2;
    let cut = |c: &C| [c.as_ref()[..half].to_vec(), c.as_ref()[length - half..length].to_vec()];
    chains.iter().flat_map(cut).collect()
}

fn sorted(draws: &[f64]) -> Vec<f64> {
    let mut draws = draws.to_vec();
    draws.sort_unstable_by(f64::total_cmp);
    draws
}

fn quantile_of(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let low = place.floor() as usize;
    sorted[low] + (place - low as f64) * (sorted[(low + 1).min(last)] - sorted[low])
}

/// Mean and variance (divisor: one less than the number). Counted from the first draw: of equal draws the variance is 0, not
/// nearly 0.
fn moments(draws: &[f64]) -> (f64, f64) {
    let count = draws.len() as f64;
    let first = draws.first().copied().unwrap_or(f64::NAN);
    let mean = first + draws.iter().map(|x| x - first).sum::<f64>() / count;
    (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0))
}

fn below(chains: &[Vec<f64>], limit: f64) -> Vec<Vec<f64>> {
    chains.iter().map(|chain| chain.iter().map(|&x| f64::from(x <= limit)).collect()).collect()
}

/// Each draw's rank among all, as a normal score (Blom 1958); equal draws share their mean rank.
fn normal_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let all = sorted(&chains.concat());
    let count = all.len() as f64;
    let mut scores: Vec<(f64, f64)> = Vec::new();
    let mut start = 0;
    while start < all.len() {
        let mut end = start + 1;
        while end < all.len() && all[end] == all[start] {
            end += 1;
        }
        let rank = 0.5 * (start + 1 + end) as f64;
        scores.push((all[start], normal_quantile((rank - 0.375) / (count + 0.25))));
        start = end;
    }
    let score = |x: &f64| {
        let at = scores.partition_point(|(value, _)| value < x);
        scores.get(at).map_or(0.0, |&(_, score)| score)
    };
    chains.iter().map(|chain| chain.iter().map(score).collect()).collect()
}

/// Variance within the chains, and the estimate of the whole that counts the spread of their means.
fn variances(chains: &[Vec<f64>]) -> (f64, f64) {
    let length = chains.first().map_or(0, Vec::len) as f64;
    let each: Vec<(f64, f64)> = chains.iter().map(|chain| moments(chain)).collect();
    let within = each.iter().map(|m| m.1).sum::<f64>() / each.len() as f64;
    let means: Vec<f64> = each.iter().map(|m| m.0).collect();
    (within, within * (length - 1.0) / length + moments(&means).1)
}

fn too_short(chains: &[Vec<f64>]) -> bool {
    chains.first().is_none_or(|chain| chain.len() < 2)
}

fn scale_reduction(chains: &[Vec<f64>]) -> f64 {
    if too_short(chains) {
        return f64::INFINITY;
    }
    match variances(chains) {
        (_, 0.0) => 1.0,
        (0.0, _) => f64::INFINITY,
        (within, whole) => (whole / within).sqrt(),
    }
}

/// How many independent draws the chains are worth: autocorrelations from all chains at once, summed in pairs while those are
/// positive and falling (Geyer 1992).
fn effective(chains: &[Vec<f64>]) -> f64 {
    if too_short(chains) {
        return 0.0;
    }
    let length = chains[0].len();
    let draws = (length * chains.len()) as f64;
    let (within, whole) = variances(chains);
    if whole == 0.0 {
        return draws;
    }
    let centred: Vec<Vec<f64>> = chains
        .iter()
        .map(|chain| {
            let mean = moments(chain).0;
            chain.iter().map(|x| x - mean).collect()
        })
        .collect();
    let correlation = |lag: usize| {
        let covariance = |chain: &Vec<f64>| {
            chain[lag..].iter().zip(chain).map(|(x, y)| x * y).sum::<f64>() / length as f64
        };
        1.0 - (within - centred.iter().map(covariance).sum::<f64>() / chains.len() as f64) / whole
    };
    let mut time = 1.0 + correlation(1);
    let (mut sum, mut lag) = (time, 2);
    while lag + 1 < length {
        let pair = correlation(lag) + correlation(lag + 1);
        if pair < 0.0 || pair.is_nan() {
            break;
        }
        time = time.min(pair);
        sum += time;
        lag += 2;
    }
    // Chains that alternate are worth more than their length; the paper bounds by how much.
    let time = (2.0 * sum - 1.0).max(1.0 / draws.log10());
    draws / time
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    fn autoregressive(chains: usize, length: usize, phi: f64) -> Vec<Vec<f64>> {
        let chain = |stream| {
            let mut random = Random::new(19, stream);
            let mut x = random.normal() / (1.0 - phi * phi).sqrt();
            let mut step = || {
                x = phi * x + random.normal();
                x
            };
            (0..length).map(|_| step()).collect()
        };
        (0..chains).map(chain).collect()
    }

    #[test]
    fn autoregressive_chains_have_their_effective_size() {
        for phi in [-0.3, 0.0, 0.5, 0.9] {
            let chains = autoregressive(4, 10_000, phi);
            let expected = 40_000.0 * (1.0 - phi) / (1.0 + phi);
            let got = ess_bulk(&chains);
            assert!((got / expected - 1.0).abs() < 0.15, "{phi}: {got}, not {expected}");
            assert!(rhat(&chains) < 1.01);
            let sd = (1.0 - phi * phi).sqrt().recip();
            assert!((mcse_mean(&chains) / (sd / expected.sqrt()) - 1.0).abs() < 0.15);
            assert!(mean(&chains).abs() < 4.0 * mcse_mean(&chains));
        }
    }

    #[test]
    fn the_error_of_a_quantile_is_that_of_the_theory() {
        // Of a standard normal sample: sqrt(p (1 - p) / n) / density.
        let chains = autoregressive(4, 5_000, 0.0);
        for (p, z, density) in [(0.5, 0.0, 0.398_942), (0.975, 1.959_964, 0.058_445)] {
            let expected = (p * (1.0 - p) / 20_000f64).sqrt() / density;
            assert!((mcse_quantile(&chains, p) / expected - 1.0).abs() < 0.25);
            assert!((quantile(&chains, p) - z).abs() < 4.0 * expected);
        }
        assert!((ess_tail(&chains) / 20_000.0 - 1.0).abs() < 0.15);
    }

    #[test]
    fn chains_at_different_places_or_of_different_spread_are_seen() {
        let mut chains = autoregressive(4, 1_000, 0.3);
        chains[2].iter_mut().for_each(|x| *x += 2.0);
        assert!(rhat(&chains) > 1.1);
        let mut chains = autoregressive(4, 1_000, 0.3);
        chains[2].iter_mut().for_each(|x| *x *= 4.0);
        assert!(rhat(&chains) > 1.05);
        let stuck: Vec<Vec<f64>> = (0..4).map(|level| vec![f64::from(level); 50]).collect();
        assert_eq!(rhat(&stuck), f64::INFINITY);
        assert!(ess_bulk(&stuck) < 10.0 && ess_tail(&stuck) < 400.0);
    }

    #[test]
    fn constant_and_empty_chains_have_a_defined_result() {
        let same = vec![vec![3.0; 40]; 4];
        assert_eq!((rhat(&same), ess_bulk(&same), ess_tail(&same)), (1.0, 160.0, 160.0));
        assert_eq!((mcse_mean(&same), mcse_quantile(&same, 0.5), sd(&same)), (0.0, 0.0, 0.0));
        for chains in [Vec::new(), vec![Vec::new(); 3], vec![vec![1.0, 2.0, 4.0]; 2]] {
            assert_eq!((rhat(&chains), ess_bulk(&chains)), (f64::INFINITY, 0.0));
        }
    }
}
