//! Small dense symmetric systems, by Cholesky's factor.

/// The lower factor L of a positive definite matrix A = L L'.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

/// A pivot below this part of its diagonal is held to be zero: the column is a combination of those before it.
const PIVOT: f64 = 1e-11;

impl Cholesky {
    /// Factors the `size` x `size` matrix `a` (rows one after another, the lower triangle is read).
    /// `None` where it is not positive definite to working precision.
    pub(crate) fn factor(mut a: Vec<f64>, size: usize) -> Option<Cholesky> {
        for j in 0..size {
            let diagonal = a[j * size + j];
            let pivot = diagonal - a[j * size..j * size + j].iter().map(|v| v * v).sum::<f64>();
            // Written so that a NaN fails too.
            if !(pivot > PIVOT * diagonal && pivot.is_finite()) {
                return None;
            }
            let root = pivot.sqrt();
            a[j * size + j] = root;
            for i in j + 1..size {
                let (above, below) = a.split_at(i * size);
                let done = &above[j * size..j * size + j];
                let dot: f64 = below[..j].iter().zip(done).map(|(x, y)| x * y).sum();
                a[i * size + j] = (a[i * size + j] - dot) / root;
            }
        }
        Some(Cholesky { size, lower: a })
    }

    /// Solves A x = b in place.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        let n = self.size;
        for i in 0..n {
            let row = &self.lower[i * n..i * n + i];
            let dot: f64 = row.iter().zip(b.iter()).map(|(l, x)| l * x).sum();
            b[i] = (b[i] - dot) / self.lower[i * n + i];
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.lower[k * n + i] * b[k]).sum();
            b[i] = (b[i] - dot) / self.lower[i * n + i];
        }
    }

    /// The element (k, k) of the inverse of A.
    pub(crate) fn inverse_diagonal(&self, k: usize) -> f64 {
        let mut unit = vec![0.0; self.size];
        unit[k] = 1.0;
        self.solve(&mut unit);
        unit[k]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let a = vec![4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let factor = Cholesky::factor(a, 3).unwrap();
        let mut b = vec![4.0 + 4.0 + 1.8, 2.0 + 10.0 + 3.0, 0.6 + 2.0 + 9.0];
        factor.solve(&mut b);
        for (x, want) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((x - want).abs() < 1e-12);
        }
        assert!((factor.inverse_diagonal(2) - 16.0 / 43.8).abs() < 0.01);
    }

    #[test]
    fn what_is_singular_or_not_a_number_is_refused() {
        assert!(Cholesky::factor(vec![1.0, 1.0, 1.0, 1.0], 2).is_none());
        assert!(Cholesky::factor(vec![f64::NAN], 1).is_none());
        assert!(Cholesky::factor(vec![-1.0], 1).is_none());
    }
}
