//! Candidate blocking rules: the coarsest combinations of atoms that do not explode.

use crate::block::atoms::Atoms;
use crate::block::keys::{Room, blocks, keys};
use crate::content::chosen;
use rayon::prelude::*;

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
pub const MOST_CANDIDATES: usize = 48;
/// Records on which an atom's chance agreement is measured.
const SAMPLED: usize = 5_000;

impl Rule {
    /// Its name for reports, atoms joined by " + ".
    pub fn name(&self, atoms: &Atoms) -> String {
        self.atoms.iter().map(|&a| atoms.0[a].name.as_str()).collect::<Vec<_>>().join(" + ")
    }

    /// Share of matches that should agree on it, beforehand.
    pub fn agreement(&self, atoms: &Atoms) -> f64 {
        self.atoms.iter().map(|&a| atoms.0[a].agreement).product()
    }

    /// How many keys two records share under this rule; `shared` says on how many values of an atom they agree.
    pub fn shared_keys(&self, shared: impl Fn(usize) -> u8) -> u32 {
        let ways = |of_atom: &[usize]| choose(u32::from(shared(of_atom[0])), of_atom.len() as u32);
        self.atoms.chunk_by(|x, y| x == y).map(ways).product()
    }
}

/// In how many ways `k` things are chosen from `n`.
fn choose(n: u32, k: u32) -> u32 {
    (0..k).fold(1, |ways, i| ways * n.saturating_sub(i) / (i + 1))
}

/// The minimal combinations of atoms that are expected to make at most `most_pairs` pairs each, those first on which most
/// matches should agree. `contents` says what each record says.
pub fn candidates(atoms: &Atoms, contents: &[u64], most_pairs: f64) -> Vec<Rule> {
    let records = contents.len();
    let chance = Chances::new(atoms, contents);
    let all_pairs = records as f64 * (records as f64 - 1.0) / 2.0;
    let expected = |rule: &[usize]| chance.of(rule) * all_pairs;
    let mut found: Vec<Rule> = Vec::new();
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..MOST_ATOMS {
        let mut next = Vec::new();
        for rule in &open {
            let from = rule.last().copied().unwrap_or(0);
            for atom in from..atoms.0.len() {
                let mut longer = rule.clone();
                longer.push(atom);
                if !may_join(atoms, rule, atom) || expected(&longer) == 0.0 {
                    continue;
                }
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
    // Of equals by name: the order of columns shall not matter.
    let name = |rule: &Rule| {
        let mut names: Vec<&str> = rule.atoms.iter().map(|&a| atoms.0[a].name.as_str()).collect();
        names.sort_unstable();
        names
    };
    found.sort_by(|x, y| {
        let (p, q) = ((x.agreement(atoms) * 1e9).round(), (y.agreement(atoms) * 1e9).round());
        q.total_cmp(&p).then_with(|| name(x).cmp(&name(y))).then_with(|| x.cmp(y))
    });
    found.truncate(MOST_CANDIDATES);
    found
}

/// The chances that two records drawn at random agree on an atom once, twice and so on.
struct Chances(Vec<[f64; MOST_ATOMS]>);

impl Chances {
    fn new(atoms: &Atoms, contents: &[u64]) -> Chances {
        let looked = chosen(contents, SAMPLED, 0xc0de);
        let times = |atom: usize| if atoms.0[atom].pairs_with_itself { MOST_ATOMS } else { 1 };
        let of_atom = |atom: usize| {
            std::array::from_fn(|n| {
                if n < times(atom) {
                    agreement(
                        keys(atoms, &Rule { atoms: vec![atom; n + 1] }, &looked, &mut Room::default()),
                        looked.len(),
                    )
                } else {
                    0.0
                }
            })
        };
        Chances((0..atoms.0.len()).into_par_iter().map(of_atom).collect())
    }

    /// That two agree on all atoms of a rule, as if atoms had nothing to do with each other.
    fn of(&self, rule: &[usize]) -> f64 {
        rule.chunk_by(|x, y| x == y).map(|of_atom| self.0[of_atom[0]][of_atom.len() - 1]).product()
    }
}

/// The chance that two of so many records share a key.
fn agreement(keyed: &[u64], records: usize) -> f64 {
    let agreeing: f64 = blocks(keyed).map(|b| b.len() as f64 * (b.len() - 1) as f64).sum();
    let pairs = (records as f64 * (records as f64 - 1.0)).max(1.0);
    // What the sample did not see twice is rare, not impossible.
    agreeing.max(if keyed.is_empty() { 0.0 } else { 0.5 }) / pairs
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
