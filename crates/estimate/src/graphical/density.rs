//! The log density of graph and number unlisted, from the marginal tables of sets of lists.
//!
//! A graph's likelihood is the product of its cliques' marginal likelihoods over that of its separators (Dawid & Lauritzen
//! 1993). Thousands of graphs share the same few sets of lists, at most 64: so the terms are kept by set, and a graph's density
//! is a sum of some of them.

use crate::OverlapTable;
use crate::distribution::ln_gamma_fall;

use super::graph::Parts;

/// The terms of one table, by mask of lists; mask 0 holds what all graphs have in common.
pub(super) struct Density {
    sets: Vec<Set>,
    /// People on any list.
    listed: f64,
}

/// What the marginal table of a set of lists needs: the number n0 unlisted is added to its cell of zeros.
struct Set {
    /// That cell's prior count and those people on none of the set's lists who are on others.
    rest: f64,
    /// People on any of the set's lists, and the prior counts of the table's other cells.
    rise: f64,
    /// What does not depend on n0.
    constant: f64,
}

impl Density {
    /// `delta`: the prior count of each of the table's 2^J cells, hence delta 2^(J - |S|) of each cell of the margin S.
    pub(super) fn new(table: &OverlapTable, delta: f64) -> Density {
        let lists = table.lists().len();
        let n = table.n();
        let cells = 1u32 << lists;
        let prior = delta * f64::from(cells);
        let mut sets = Vec::with_capacity(cells as usize);
        for set in 0..cells {
            let mut margin = vec![0u64; cells as usize];
            for &(pattern, count) in table.patterns() {
                margin[(pattern & set) as usize] += count;
            }
            let each = prior / f64::from(1u32 << set.count_ones());
            let seen = margin.iter().skip(1).filter(|&&count| count > 0);
            // Each cell gives gamma(count + prior) / gamma(prior): one where it is empty. The cell of zeros gives its
            // denominator here, its numerator with n0; so does the whole, the other way about.
            let falls: f64 = seen.map(|&count| ln_gamma_fall(each, count as f64)).sum();
            let on_any = n - margin[0];
            sets.push(Set {
                rest: margin[0] as f64 + each,
                rise: on_any as f64 + (prior - each),
                constant: -falls - ln_gamma_fall(each, prior - each),
            });
        }
        Density { sets, listed: n as f64 }
    }

    /// The terms at each number in `unlisted` (>= 0), a row of them for each mask.
    pub(super) fn table(&self, unlisted: &[f64]) -> Table {
        let masks = 0..self.sets.len();
        let values = masks.flat_map(|mask| unlisted.iter().map(move |&u| self.term(mask, u))).collect();
        Table { values, width: unlisted.len() }
    }

    /// One set's log marginal likelihood; for mask 0, the log number of ways to choose who is unlisted and the log prior 1/N.
    /// Both up to a constant of the table.
    fn term(&self, mask: usize, unlisted: f64) -> f64 {
        if mask == 0 {
            return -ln_gamma_fall(unlisted + 1.0, self.listed) - (self.listed + unlisted).ln();
        }
        let set = &self.sets[mask];
        ln_gamma_fall(unlisted + set.rest, set.rise) + set.constant
    }

    /// A graph's log density at `unlisted`, with no table of terms.
    pub(super) fn at(&self, parts: &Parts, unlisted: f64) -> f64 {
        let term = |mask: u32| self.term(mask as usize, unlisted);
        let cliques: f64 = parts.cliques.iter().map(|&clique| term(clique)).sum();
        term(0) + cliques - non_empty(parts).map(term).sum::<f64>()
    }
}

/// The terms of all sets at several numbers unlisted.
pub(super) struct Table {
    values: Vec<f64>,
    width: usize,
}

impl Table {
    /// A graph's log density at each of the table's numbers, into `density`, which is as long.
    pub(super) fn density(&self, parts: &Parts, density: &mut [f64]) {
        let row = |mask: u32| &self.values[mask as usize * self.width..][..self.width];
        density.copy_from_slice(row(0));
        for &clique in &parts.cliques {
            density.iter_mut().zip(row(clique)).for_each(|(d, term)| *d += term);
        }
        for separator in non_empty(parts) {
            density.iter_mut().zip(row(separator)).for_each(|(d, term)| *d -= term);
        }
    }
}

/// Separators of parts that are not connected have no term: the margin of no list is the total itself.
fn non_empty(parts: &Parts) -> impl Iterator<Item = u32> {
    parts.separators.iter().copied().filter(|&separator| separator != 0)
}

#[cfg(test)]
mod tests {
    use super::super::graph::Graph;
    use super::*;
    use crate::distribution::ln_gamma;

    /// The formula of the module's head, term by term.
    fn plainly(table: &OverlapTable, delta: f64, parts: &Parts, unlisted: u64) -> f64 {
        let lists = table.lists().len();
        let cells = f64::from(1u32 << lists);
        let total = (table.n() + unlisted) as f64;
        let margin = |set: u32| {
            let each = delta * cells / f64::from(1u32 << set.count_ones());
            let count = |cell: u32| {
                let of = table.patterns().iter().filter(|&&(p, _)| p & set == cell).map(|&(_, count)| count);
                (of.sum::<u64>() + if cell == 0 { unlisted } else { 0 }) as f64
            };
            let inside = (0..1u32 << lists).filter(|cell| cell & !set == 0);
            let ratios: f64 = inside.map(|cell| ln_gamma(count(cell) + each) - ln_gamma(each)).sum();
            ratios + ln_gamma(cells * delta) - ln_gamma(total + cells * delta)
        };
        parts.cliques.iter().map(|&set| margin(set)).sum::<f64>()
            - parts.separators.iter().map(|&set| margin(set)).sum::<f64>()
            + ln_gamma(total + 1.0)
            - ln_gamma(unlisted as f64 + 1.0)
            - total.ln()
    }

    #[test]
    fn the_density_is_the_formula_up_to_a_constant() {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let counts = [(1, 30), (2, 21), (3, 4), (4, 17), (5, 3), (7, 1), (8, 40), (9, 6), (12, 2), (14, 5)];
        let table = OverlapTable::new(names, counts).unwrap();
        let unlisted = [0, 1, 9, 150, 4_000];
        for delta in [0.001, 1.0 / 16.0, 2.0] {
            let density = Density::new(&table, delta);
            let rows = density.table(&unlisted.map(|u| u as f64));
            let first = Graph::new(4, 0).unwrap().parts();
            let offset = plainly(&table, delta, &first, 0) - density.at(&first, 0.0);
            for graph in Graph::all(4) {
                let parts = graph.parts();
                let mut row = [0.0; 5];
                rows.density(&parts, &mut row);
                for (&u, &in_row) in unlisted.iter().zip(&row) {
                    let (want, got) =
                        (plainly(&table, delta, &parts, u) - offset, density.at(&parts, u as f64));
                    assert!(
                        (got - want).abs() < 1e-8 && (in_row - got).abs() < 1e-9,
                        "{graph} {u} {got} {want}"
                    );
                }
            }
        }
    }
}
