//! Whether an earlier rule has found a pair already: most true pairs are found by several rules, and are compared once.

use crate::block::atoms::{Atoms, Hashes};
use crate::block::candidates::Rule;
use crate::compare::{COMPLEX, Rows};
use crate::records::NONE;

/// The rules whose blocks have all been compared.
#[derive(Default)]
pub struct Earlier<'a> {
    rules: Vec<Vec<Check<'a>>>,
}

/// One atom of a rule, on two rows of codes.
enum Check<'a> {
    One {
        slot: usize,
        hash: &'a [u32],
        exact: bool,
    },
    /// So many words of the name must be shared.
    Words {
        slot: usize,
        hash: &'a [u32],
        needed: usize,
    },
    /// The same, of sounds, which stand in the rows.
    Sounds {
        slot: usize,
        at: usize,
        needed: usize,
    },
    Many {
        slot: usize,
        hashes: &'a [Vec<u32>],
    },
}

impl<'a> Earlier<'a> {
    /// Adds a rule of which every block was compared whole.
    pub fn add(&mut self, atoms: &'a Atoms, rule: &Rule, rows: &Rows) {
        let mut checks = Vec::new();
        for of_atom in rule.atoms.chunk_by(|x, y| x == y) {
            let atom = &atoms.0[of_atom[0]];
            let Some(slot) = rows.slots().iter().position(|s| s.column == atom.column) else { return };
            checks.push(match &atom.values {
                Hashes::One { hash, .. } => Check::One { slot, hash, exact: atom.exact },
                // The name of a relative is not in the rows.
                Hashes::Words { .. } if !atom.pairs_with_itself => return,
                Hashes::Words { .. } if atom.sounds => match rows.sounds(slot) {
                    Some(at) => Check::Sounds { slot, at, needed: of_atom.len() },
                    None => return,
                },
                Hashes::Words { hash, .. } => Check::Words { slot, hash, needed: of_atom.len() },
                Hashes::Many { hashes, .. } => Check::Many { slot, hashes },
            });
        }
        // What is seldom shared first.
        checks.sort_by_key(|c| match c {
            Check::One { exact: true, .. } => 0,
            Check::Words { .. } | Check::Sounds { .. } => 1,
            Check::One { .. } => 2,
            Check::Many { .. } => 3,
        });
        self.rules.push(checks);
    }

    /// Whether one of the rules has found this pair for certain.
    pub fn found(&self, x: &[u32], y: &[u32]) -> bool {
        self.rules.iter().any(|checks| checks.iter().all(|c| c.holds(x, y)))
    }
}

impl Check<'_> {
    fn holds(&self, x: &[u32], y: &[u32]) -> bool {
        match *self {
            Check::One { slot, hash, exact } => {
                if exact && x[slot] != y[slot] {
                    return false;
                }
                let value = |code: u32| hash.get(code as usize).copied().unwrap_or(0);
                let p = value(x[slot]);
                p != 0 && (x[slot] == y[slot] || p == value(y[slot]))
            }
            Check::Words { slot, hash, needed } => {
                let words = |row: &[u32]| {
                    [row[slot], row[slot + 1]].map(|w| hash.get(w as usize).copied().unwrap_or(0))
                };
                if x[slot] == COMPLEX || y[slot] == COMPLEX {
                    return false;
                }
                shared(words(x), words(y), 0) >= needed
            }
            Check::Sounds { slot, at, needed } => {
                x[slot] != COMPLEX
                    && y[slot] != COMPLEX
                    && shared([x[at], x[at + 1]], [y[at], y[at + 1]], NONE) >= needed
            }
            Check::Many { slot, hashes } => {
                let (p, q) = (x[slot], y[slot]);
                if p == NONE || q == NONE {
                    return false;
                }
                let (Some(p), Some(q)) = (hashes.get(p as usize), hashes.get(q as usize)) else {
                    return false;
                };
                p.iter().any(|h| q.contains(h))
            }
        }
    }
}

/// How many words two names of two words share, in either order.
fn shared([p, q]: [u32; 2], [r, s]: [u32; 2], nothing: u32) -> usize {
    let same = |v: u32, w: u32| v != nothing && v == w;
    let straight = usize::from(same(p, r)) + usize::from(same(q, s));
    let crossed = usize::from(same(p, s)) + usize::from(same(q, r));
    straight.max(crossed)
}
