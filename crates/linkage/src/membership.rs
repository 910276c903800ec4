//! How probable it is that a record belongs where it was put.

use crate::partition::Labels;

/// The probability of each pair of a group that both are one person, upper half.
pub fn togetherness<'a>(n: usize, partitions: impl Iterator<Item = (&'a Labels, f64)>, together: &mut [f64]) {
    for (labels, p) in partitions {
        for i in 0..n {
            for j in i + 1..n {
                if labels[i] == labels[j] {
                    together[i * n + j] += p;
                }
            }
        }
    }
    together.iter_mut().for_each(|p| *p = p.clamp(0.0, 1.0));
}

/// The mean probability that a record is with each other record of its cluster, or alone where it is alone.
pub fn membership(labels: &[u8], i: usize, together: &[f64], alone: f64) -> f64 {
    let n = labels.len();
    let peers = (0..n).filter(|&j| j != i && labels[j] == labels[i]);
    let (size, with) =
        peers.fold((0, 0.0), |(size, with), j| (size + 1, with + together[i.min(j) * n + i.max(j)]));
    if size > 0 { with / f64::from(size) } else { alone }
}

/// For each record the mean probability that it is with each other record of its cluster, or alone where it is alone.
pub fn memberships<'a>(best: &[u8], partitions: impl Iterator<Item = (&'a Labels, f64)>) -> Vec<f64> {
    let n = best.len();
    let mut probability = vec![0.0; n];
    for (labels, p) in partitions {
        for i in 0..n {
            let peers = (0..n).filter(|&j| j != i && best[j] == best[i]);
            let (mut with, mut size) = (0.0, 0.0);
            for j in peers {
                size += 1.0;
                with += f64::from(u8::from(labels[j] == labels[i]));
            }
            probability[i] += p * if size > 0.0 {
                with / size
            } else {
                f64::from(u8::from((0..n).all(|j| j == i || labels[j] != labels[i])))
            };
        }
    }
    probability.iter_mut().for_each(|p| *p = p.clamp(0.0, 1.0));
    probability
}
