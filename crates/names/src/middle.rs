//! What stands between given and family name, and after them.

use crate::align::{Pair, roles};
use crate::closeness::Closeness::{self, Different, Partial, Same, Typo, Variant};
use crate::name::{Role, Token};

/// What the names between given and family name say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Middle {
    /// Nothing: at least one side has none.
    None,
    /// All that both sides have are the same.
    Agree,
    /// Some agree, or an initial or a slip stands against a name.
    Partly,
    /// They contradict each other; also where one is junior and the other senior.
    Conflict,
}

/// Compares the middle names that no other pairing has used; `parted` are part of a family name.
pub(crate) fn middles(
    a: &[&Token],
    b: &[&Token],
    given: Option<Pair>,
    family: Option<Pair>,
    parted: [Option<usize>; 2],
    closeness: &mut impl FnMut(usize, usize) -> Closeness,
) -> Middle {
    let used_a = [given.map(|p| p.a), family.map(|p| p.a), parted[0]];
    let used_b = [given.map(|p| p.b), family.map(|p| p.b), parted[1]];
    let xs = || roles(a, Role::Middle).filter(|i| !used_a.contains(&Some(*i)));
    let ys = || roles(b, Role::Middle).filter(|j| !used_b.contains(&Some(*j)));
    let (n, m) = (xs().count(), ys().count());
    if n == 0 || m == 0 {
        return Middle::None;
    }
    let mut level = |i: usize, j: usize| {
        let initials = a.get(i).zip(b.get(j)).is_some_and(|(x, y)| x.initial && y.initial);
        match closeness(i, j) {
            Same | Variant if !initials => Middle::Agree,
            Different => Middle::Conflict,
            Same | Variant | Typo | Partial => Middle::Partly,
        }
    };
    if n == 1 || m == 1 {
        let mut all = xs().flat_map(|i| ys().map(move |j| (i, j)));
        let mut nearest = Middle::Conflict;
        for (i, j) in all.by_ref() {
            nearest = nearest.min(level(i, j));
        }
        return nearest;
    }
    let mut in_step = xs().zip(ys()).map(|(i, j)| level(i, j));
    let first = in_step.next().unwrap_or(Middle::None);
    let worst = in_step.fold(first, Middle::max);
    if worst < Middle::Conflict {
        return worst;
    }
    // A name left out on the longer side: all of the shorter must be found there in order.
    if n != m && in_sequence(xs(), ys(), n <= m, &mut level) {
        return Middle::Agree;
    }
    if first < Middle::Conflict { Middle::Partly } else { Middle::Conflict }
}

/// Whether all of the shorter side agree with names of the longer one, in order.
fn in_sequence(
    xs: impl Iterator<Item = usize>,
    ys: impl Iterator<Item = usize>,
    xs_shorter: bool,
    level: &mut impl FnMut(usize, usize) -> Middle,
) -> bool {
    if xs_shorter {
        let mut longer = ys;
        return { xs }.all(|i| longer.any(|j| level(i, j) == Middle::Agree));
    }
    let mut longer = xs;
    { ys }.all(|j| longer.any(|i| level(i, j) == Middle::Agree))
}

/// Junior against senior, or another number; jr and ii may be one.
pub(crate) fn suffixes_conflict(a: &[&Token], b: &[&Token]) -> bool {
    let suffix = |n: &[&Token]| {
        let number = |t: &str| match t {
            "sr" => 1,
            "jr" | "ii" => 2,
            "iii" => 3,
            _ => 4,
        };
        roles(n, Role::Suffix).next().and_then(|i| n.get(i)).map(|t| number(&t.text))
    };
    matches!((suffix(a), suffix(b)), (Some(x), Some(y)) if x != y)
}
