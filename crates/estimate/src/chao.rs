//! Lower bounds for all, from how many people were on exactly one, two, ... lists (Chao 1987).
//!
//! Where people differ in how easily they come on a list, and the lists do not avoid each other, the true number is, but for
//! chance, at least this. The regression form (Rivest & Baillargeon 2007) uses the whole table: log mu_x is linear in the
//! lists, plus a convex piece for each number k >= 3 of lists. `Mh` takes all lists to be alike, `Mth` lets each have its size.

use serde::Serialize;

use crate::distribution::normal_quantile;
use crate::linear::Cholesky;
use crate::{Error, OverlapTable};

/// A lower bound and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bound {
    /// The bound on all, listed and unlisted.
    pub point: f64,
    /// Its standard error.
    pub se: f64,
    /// Standard error of the log of the unseen part.
    pub se_log: f64,
    /// How many are listed.
    pub listed: f64,
}

impl Bound {
    /// An interval for the bound, log-normal in the unseen part. `level` in (0, 1).
    #[must_use]
    pub fn interval(&self, level: f64) -> (f64, f64) {
        let factor = (normal_quantile(0.5 + 0.5 * level) * self.se_log).exp();
        let unseen = self.point - self.listed;
        (self.listed + unseen / factor, self.listed + unseen * factor)
    }
}

/// The closed form with its correction for small counts: n + (J-1)/J * f1 (f1 - 1) / (2 (f2 + 1)). Always defined.
#[must_use]
pub fn bias_corrected(table: &OverlapTable) -> f64 {
    let f = table.captures();
    let at = |k: usize| f.get(k).copied().unwrap_or(0) as f64;
    let lists = f.len() as f64;
    let (f1, f2) = (at(0), at(1));
    table.n() as f64 + (lists - 1.0) / lists * f1 * (f1 - 1.0).max(0.0) / (2.0 * (f2 + 1.0))
}

/// Lower bound where all lists are alike and people differ.
pub fn mh(table: &OverlapTable) -> Result<Bound, Error> {
    let f = table.captures();
    let lists = f.len();
    let mut ways = 1.0;
    let cells = f.iter().enumerate().map(|(i, &count)| {
        let k = i + 1;
        ways *= (lists - i) as f64 / k as f64;
        let mut row = vec![1.0, k as f64];
        row.extend(convex(k, lists));
        Cell { row, offset: f64::ln(ways), count: count as f64 }
    });
    bound(cells.collect(), 2, table.n() as f64)
}

/// Lower bound where lists differ in size and people differ.
pub fn mth(table: &OverlapTable) -> Result<Bound, Error> {
    let kept: Vec<usize> = (0..table.lists().len()).filter(|&i| table.listed(i) > 0).collect();
    let mut counts = vec![0.0; 1 << kept.len()];
    for &(pattern, count) in table.patterns() {
        let x = kept.iter().enumerate().fold(0, |x, (to, &from)| x | (pattern >> from & 1) << to);
        counts[x as usize] = count as f64;
    }
    let cells = counts.iter().enumerate().skip(1).map(|(x, &count)| {
        let mut row = vec![1.0];
        row.extend((0..kept.len()).map(|i| (x >> i & 1) as f64));
        row.extend(convex(x.count_ones() as usize, kept.len()));
        Cell { row, offset: 0.0, count }
    });
    bound(cells.collect(), kept.len() + 1, table.n() as f64)
}

/// One cell of the regression.
struct Cell {
    row: Vec<f64>,
    offset: f64,
    count: f64,
}

/// The pieces max(k - 2, 0), max(k - 3, 0), ...: with positive coefficients they make a convex curve in k.
fn convex(k: usize, lists: usize) -> impl Iterator<Item = f64> {
    (2..lists.max(2)).map(move |knot| k.saturating_sub(knot) as f64)
}

/// Fits with the pieces' coefficients held at zero or above: pieces enter while they improve the fit, and leave when they turn
/// negative. The first `free` columns always take part.
fn bound(cells: Vec<Cell>, free: usize, listed: f64) -> Result<Bound, Error> {
    if cells
        .iter()
        .all(|c| c.count == 0.0 || c.row.get(1..free).is_some_and(|r| r.iter().sum::<f64>() <= 1.0))
    {
        return Err(Error::NoOverlap);
    }
    let unsettled = || Error::NotConverged { model: "Chao's lower bound".to_owned() };
    let columns = cells.first().map_or(0, |c| c.row.len());
    let mut active: Vec<usize> = (0..free).collect();
    let mut barred = None;
    for _ in 0..4 * columns {
        let (theta, mu, information) = regress(&cells, &active).ok_or_else(unsettled)?;
        let negative =
            (free..active.len()).filter(|&k| theta[k] < 0.0).min_by(|&a, &b| theta[a].total_cmp(&theta[b]));
        if let Some(k) = negative {
            barred = Some(active.remove(k));
            continue;
        }
        let slope = |k: usize| cells.iter().zip(&mu).map(|(c, m)| (c.count - m) * c.row[k]).sum::<f64>();
        let enters = (free..columns)
            .filter(|k| !active.contains(k) && barred != Some(*k))
            .map(|k| (k, slope(k)))
            .filter(|(_, s)| *s > 1e-7 * (1.0 + listed))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((k, _)) = enters {
            active.push(k);
            continue;
        }
        let unseen = theta[0].exp();
        let se_log = information.inverse_diagonal(0).sqrt();
        let se = (unseen + (unseen * se_log).powi(2)).sqrt();
        return if se.is_finite() {
            Ok(Bound { point: listed + unseen, se, se_log, listed })
        } else {
            Err(unsettled())
        };
    }
    Err(unsettled())
}

/// Poisson regression on the columns `active`: coefficients, fitted counts, information. `None` where it does not settle.
fn regress(cells: &[Cell], active: &[usize]) -> Option<(Vec<f64>, Vec<f64>, Cholesky)> {
    let p = active.len();
    let mut mu: Vec<f64> = cells.iter().map(|c| c.count + 0.1).collect();
    let mut eta: Vec<f64> = mu.iter().map(|m| m.ln()).collect();
    let mut deviance = f64::INFINITY;
    for _ in 0..200 {
        let mut matrix = vec![0.0; p * p];
        let mut theta = vec![0.0; p];
        for ((c, &m), &e) in cells.iter().zip(&mu).zip(&eta) {
            let z = m * (e - c.offset) + c.count - m;
            for (i, &a) in active.iter().enumerate() {
                let v = c.row[a];
                if v != 0.0 {
                    theta[i] += v * z;
                    for (cell, &b) in matrix[i * p..=i * p + i].iter_mut().zip(active) {
                        *cell += m * v * c.row[b];
                    }
                }
            }
        }
        let information = Cholesky::factor(matrix, p)?;
        information.solve(&mut theta);
        let mut new = 0.0;
        for ((c, m), e) in cells.iter().zip(&mut mu).zip(&mut eta) {
            *e = c.offset + active.iter().zip(&theta).map(|(&a, t)| c.row[a] * t).sum::<f64>();
            *m = e.exp();
            new += if c.count > 0.0 { c.count * (c.count / *m).ln() - (c.count - *m) } else { *m };
        }
        if (new - deviance).abs() < 1e-11 * (new.abs() + 0.1) {
            return Some((theta, mu, information));
        }
        deviance = new;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_heterogeneity_the_regression_is_the_closed_form() {
        // f1 = 300, f2 = 60, f3 = 40: convex, so only f1 and f2 speak of the unseen: 2/3 * 300^2 / 120.
        let t = OverlapTable::numbered(3, &[(1, 120), (2, 100), (4, 80), (3, 25), (5, 20), (6, 15), (7, 40)]);
        let bound = mh(&t).unwrap();
        assert!((bound.point - 400.0 - 500.0).abs() < 1e-6);
        assert!(mth(&t).unwrap().point < bound.point);
        assert!((bias_corrected(&t) - 400.0 - 2.0 / 3.0 * 300.0 * 299.0 / 122.0).abs() < 1e-9);
    }

    #[test]
    fn without_overlap_there_is_no_bound_but_the_corrected_one() {
        let t = OverlapTable::numbered(3, &[(1, 12), (2, 10), (4, 8)]);
        assert_eq!(mh(&t), Err(Error::NoOverlap));
        assert_eq!(mth(&t), Err(Error::NoOverlap));
        assert!(bias_corrected(&t) > 30.0);
    }
}
