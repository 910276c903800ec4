//! Candidate blocking rules: the coarsest combinations of atoms that do not explode.

use crate::block::atoms::Atoms;
use rustc_hash::FxHashMap;

/// A blocking rule: records that agree on all of its atoms are compared. An atom that stands twice must agree twice (two
/// words of the name).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// Indexes of its atoms, ascending.
    pub atoms: Vec<usize>,
}

/// Most atoms in a rule.
const MOST_ATOMS: usize = 3;
/// Most candidates.
pub const MOST_CANDIDATES: usize = 64;
/// Records on which an atom's chance agreement is measured.
const SAMPLED: usize = 20_000;

impl Rule {
    /// Its name for reports, atoms joined by " + ".
    pub fn name(&self, atoms: &Atoms) -> String {
        self.atoms.iter().map(|&a| atoms.0[a].name.as_str()).collect::<Vec<_>>().join(" + ")
    }

    /// Whether two records agree on all its atoms; `shared[atom]` says on how many values of each they do.
    pub fn holds(&self, shared: &[u8]) -> bool {
        let needed = |atom: usize| self.atoms.iter().filter(|a| **a == atom).count() as u8;
        self.atoms.iter().all(|&a| shared[a] >= needed(a))
    }
}

/// The minimal combinations of atoms that are expected to make at most `most_pairs` pairs each, those first on which most
/// matches should agree. `records` is their number.
pub fn candidates(atoms: &Atoms, records: usize, most_pairs: f64) -> Vec<Rule> {
    let chance: Vec<f64> = (0..atoms.0.len()).map(|a| chance_agreement(atoms, a, records)).collect();
    let all_pairs = records as f64 * (records as f64 - 1.0) / 2.0;
    let expected = |rule: &[usize]| rule.iter().map(|&a| chance[a]).product::<f64>() * all_pairs;
    let mut found: Vec<Rule> = Vec::new();
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..MOST_ATOMS {
        let mut next = Vec::new();
        for rule in &open {
            let from = rule.last().copied().unwrap_or(0);
            for atom in from..atoms.0.len() {
                if !may_join(atoms, rule, atom) || chance[atom] == 0.0 {
                    continue;
                }
                let mut longer = rule.clone();
                longer.push(atom);
                let contains = |smaller: &Rule| is_part(&smaller.atoms, &longer);
                if found.iter().any(contains) {
                    continue;
                }
                if expected(&longer) <= most_pairs {
                    found.push(Rule { atoms: longer });
                } else {
                    next.push(longer);
                }
            }
        }
        open = next;
    }
    let agreement = |rule: &Rule| rule.atoms.iter().map(|&a| atoms.0[a].agreement).product::<f64>();
    found.sort_by(|x, y| agreement(y).total_cmp(&agreement(x)).then_with(|| x.cmp(y)));
    found.truncate(MOST_CANDIDATES);
    found
}

/// Atoms of one column say much the same, save for several words of one name.
fn may_join(atoms: &Atoms, rule: &[usize], atom: usize) -> bool {
    let new = &atoms.0[atom];
    rule.iter().all(|&a| {
        let old = &atoms.0[a];
        old.column != new.column || old.pairs_with_itself && new.pairs_with_itself
    }) && rule.iter().filter(|a| **a == atom).count() < MOST_ATOMS
}

/// Whether every atom of `smaller` stands in `larger`, as often.
fn is_part(smaller: &[usize], larger: &[usize]) -> bool {
    let count = |rule: &[usize], atom: usize| rule.iter().filter(|a| **a == atom).count();
    smaller.iter().all(|&a| count(smaller, a) <= count(larger, a))
}

/// The chance that two records drawn at random agree on an atom.
fn chance_agreement(atoms: &Atoms, atom: usize, records: usize) -> f64 {
    let step = records.div_ceil(SAMPLED).max(1);
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    let mut n = 0u64;
    for record in (0..records).step_by(step) {
        n += 1;
        atoms.values(atom, record, |h| *counts.entry(h).or_default() += 1);
    }
    // A sum of whole numbers: the order in which a hash map gives them does not matter.
    let agreeing: u64 = counts.values().map(|&c| u64::from(c) * u64::from(c - 1)).sum();
    let pairs = (n * n.saturating_sub(1)).max(1) as f64;
    // What the sample did not see twice is rare, not impossible.
    (agreeing as f64).max(if counts.is_empty() { 0.0 } else { 0.5 }) / pairs
}
