//! A small linear programme: maximise c'x where A x = b and x >= 0, by the two-phase simplex method with
//! Bland's (1977) rule, which cannot cycle.

/// What is nearer to zero than this, in rows scaled to about 1, is taken for zero.
const ZERO: f64 = 1e-10;

/// The tableau: one row for each constraint, the objective last; the right-hand side is the last column.
struct Tableau {
    width: usize,
    rows: Vec<Vec<f64>>,
    objective: Vec<f64>,
    basis: Vec<usize>,
}

/// The largest c'x with A x = b, x >= 0. `a` holds one row for each constraint, all as long as `c`.
/// `None` where nothing satisfies the constraints or the objective has no bound.
pub(crate) fn maximise(a: &[Vec<f64>], b: &[f64], c: &[f64]) -> Option<f64> {
    let (m, n) = (a.len(), c.len());
    let width = n + m + 1;
    let mut tableau =
        Tableau { width, rows: Vec::with_capacity(m), objective: vec![0.0; width], basis: Vec::new() };
    for (i, (row, &right)) in a.iter().zip(b).enumerate() {
        let sign = if right < 0.0 { -1.0 } else { 1.0 };
        let mut full = vec![0.0; width];
        for (cell, v) in full.iter_mut().zip(row) {
            *cell = sign * v;
        }
        full[n + i] = 1.0;
        full[width - 1] = sign * right;
        // Phase one minimises the sum of the artificial variables: their rows, priced out.
        for (j, v) in full.iter().enumerate() {
            if j < n || j == width - 1 {
                tableau.objective[j] -= v;
            }
        }
        tableau.rows.push(full);
        tableau.basis.push(n + i);
    }
    let scale = b.iter().fold(1.0, |s: f64, v| s.max(v.abs()));
    tableau.run(n)?;
    if tableau.objective[width - 1].abs() > 1e-9 * scale {
        return None;
    }
    tableau.expel_artificials(n);
    tableau.objective.fill(0.0);
    for (cell, v) in tableau.objective.iter_mut().zip(c) {
        *cell = -v;
    }
    for i in 0..tableau.rows.len() {
        let factor = tableau.objective[tableau.basis[i]];
        if factor != 0.0 {
            for j in 0..width {
                tableau.objective[j] -= factor * tableau.rows[i][j];
            }
        }
    }
    tableau.run(n)?;
    Some(tableau.objective[width - 1])
}

impl Tableau {
    /// Pivots until no variable among the first `n` improves the objective; `None` where it has no bound.
    fn run(&mut self, n: usize) -> Option<()> {
        let right = self.width - 1;
        // Bland's rule ends by itself; the limit is for rounding.
        for _ in 0..50_000 {
            let Some(enter) = (0..n).find(|&j| self.objective[j] < -ZERO) else {
                return Some(());
            };
            let mut leave: Option<(usize, f64)> = None;
            for (i, row) in self.rows.iter().enumerate() {
                if row[enter] > ZERO {
                    let ratio = row[right] / row[enter];
                    let better = match leave {
                        None => true,
                        Some((k, best)) => {
                            ratio < best - ZERO || (ratio <= best + ZERO && self.basis[i] < self.basis[k])
                        }
                    };
                    if better {
                        leave = Some((i, ratio));
                    }
                }
            }
            let (i, _) = leave?;
            self.pivot(i, enter);
        }
        None
    }

    fn pivot(&mut self, i: usize, enter: usize) {
        let mut row = std::mem::take(&mut self.rows[i]);
        let by = row[enter];
        row.iter_mut().for_each(|v| *v /= by);
        for other in self.rows.iter_mut().filter(|r| !r.is_empty()).chain([&mut self.objective]) {
            let factor = other[enter];
            if factor != 0.0 {
                for (v, r) in other.iter_mut().zip(&row) {
                    *v -= factor * r;
                }
                other[enter] = 0.0;
            }
        }
        self.rows[i] = row;
        self.basis[i] = enter;
    }

    /// Artificial variables still in the basis stand at zero: exchange them, or drop the row that says nothing new.
    fn expel_artificials(&mut self, n: usize) {
        let mut i = 0;
        while i < self.rows.len() {
            if self.basis[i] >= n {
                match (0..n).find(|&j| self.rows[i][j].abs() > 1e-8) {
                    Some(j) => self.pivot(i, j),
                    None => {
                        self.rows.remove(i);
                        self.basis.remove(i);
                        continue;
                    }
                }
            }
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_textbook_programme_is_solved() {
        // max 3x + 5y; x <= 4, 2y <= 12, 3x + 2y <= 18 (slacks written out): 36.
        let a = [vec![1.0, 0.0, 1.0, 0.0, 0.0], vec![0.0, 2.0, 0.0, 1.0, 0.0], vec![3.0, 2.0, 0.0, 0.0, 1.0]];
        let best = maximise(&a, &[4.0, 12.0, 18.0], &[3.0, 5.0, 0.0, 0.0, 0.0]).unwrap();
        assert!((best - 36.0).abs() < 1e-9);
    }

    #[test]
    fn the_cycling_example_of_beale_ends() {
        let a = [
            vec![0.25, -60.0, -0.04, 9.0, 1.0, 0.0, 0.0],
            vec![0.5, -90.0, -0.02, 3.0, 0.0, 1.0, 0.0],
            vec![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        ];
        let best = maximise(&a, &[0.0, 0.0, 1.0], &[0.75, -150.0, 0.02, -6.0, 0.0, 0.0, 0.0]).unwrap();
        assert!((best - 0.05).abs() < 1e-9);
    }

    #[test]
    fn the_impossible_the_unbounded_and_the_redundant_are_told_apart() {
        assert_eq!(maximise(&[vec![1.0], vec![1.0]], &[1.0, 2.0], &[1.0]), None);
        assert_eq!(maximise(&[vec![1.0, -1.0]], &[0.0], &[1.0, 0.0]), None);
        let twice = maximise(&[vec![1.0, 1.0], vec![2.0, 2.0]], &[1.0, 2.0], &[1.0, 0.0]).unwrap();
        assert!((twice - 1.0).abs() < 1e-12);
    }
}
