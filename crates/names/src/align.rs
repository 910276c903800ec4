//! Two names laid against each other.

use crate::closeness::Closeness::{self, Different, Partial, Same, Typo, Variant};
use crate::custom::{is_arabic_given, is_family_only};
use crate::middle::{Middle, middles, suffixes_conflict};
use crate::name::{Role, Token};

/// Two tokens that were paired, by their indexes in the two names' tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// How close they are; may be more distant than the tokens themselves are, where the pairing is doubtful.
    pub closeness: Closeness,
    /// Index in the first name.
    pub a: usize,
    /// Index in the second name.
    pub b: usize,
}

/// How two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The given names; `None` if a side has none.
    pub given: Option<Pair>,
    /// The family names; `None` if a side has none.
    pub family: Option<Pair>,
    /// The names between them.
    pub middle: Middle,
    /// Whether given and family name stand in the other order in one of the names.
    pub swapped: bool,
}

/// Lays two names against each other. `closeness(i, j)` is that of token `i` of `a` and token `j` of `b`, as
/// [`crate::closeness`] gives it (symmetric); the caller may remember it. Symmetric but for the order of the indexes.
///
/// - Given name with given name. A nickname may stand for it, then as a [`Closeness::Variant`] at best; two equal
///   nicknames of different given names make it [`Closeness::Partial`]. A middle name used as first name (John Robert
///   Smith, Robert Smith) is [`Closeness::Partial`]; never in Arabic names, where it is the father's.
/// - Family name with family name, the best pair of several. Where none agrees, a family name that is a middle name of
///   the other (García López, García; or an Arabic name without the family's) is [`Closeness::Partial`].
/// - Both the other way round only if neither agrees as it stands, and one of them without a slip. Not for Arabic names unless one of the tokens can
///   only be a family's (an article, Abu): Hasan Ali may be the father of Ali Hasan.
/// - The names between in their order: a lone one may agree with any of the others, otherwise the first (the father) of
///   each side must agree.
/// - A name of one token is compared with the other's given name.
pub fn align(a: &[&Token], b: &[&Token], closeness: &mut impl FnMut(usize, usize) -> Closeness) -> Agreement {
    // One order for both directions, so that a tie is broken alike.
    let (n, m) = (a.len(), b.len());
    if n < m || n == m && before_or_equal(a, b) {
        return in_order(a, b, closeness);
    }
    let flip = |p: Pair| Pair { closeness: p.closeness, a: p.b, b: p.a };
    let found = in_order(b, a, &mut |i, j| closeness(j, i));
    Agreement { given: found.given.map(flip), family: found.family.map(flip), ..found }
}

fn before_or_equal(a: &[&Token], b: &[&Token]) -> bool {
    a.iter().map(|t| (t.text.as_str(), t.role)).le(b.iter().map(|t| (t.text.as_str(), t.role)))
}

fn in_order(a: &[&Token], b: &[&Token], closeness: &mut impl FnMut(usize, usize) -> Closeness) -> Agreement {
    let mut given = best(a, Role::Given, b, Role::Given, closeness);
    let mut family = best(a, Role::Family, b, Role::Family, closeness);
    let mut swapped = false;

    if far(given) {
        given = by_nickname(a, b, given, closeness);
    }
    // A token alone cannot be both given and family name: no look at the other order.
    if far(given)
        && far(family)
        && let (Some(x), Some(y)) = (
            best(a, Role::Given, b, Role::Family, closeness),
            best(a, Role::Family, b, Role::Given, closeness),
        )
        && x.closeness.min(y.closeness) <= Variant
        && x.closeness.max(y.closeness) <= Typo
        && may_swap(a, b, x, y)
    {
        (given, family, swapped) = (Some(x), Some(y), true);
    }
    if far(given) && !swapped {
        given = middle_as_given(a, b, given, closeness);
    }
    if family.is_some_and(|p| p.closeness > Typo) {
        family = family_among_middles(a, b, given, family, closeness);
    }
    let mut parted = [None, None];
    if family.is_some_and(|p| p.closeness > Variant) {
        (family, parted) = family_run_together(a, b, family);
    }
    let mut middle = middles(a, b, given, family, parted, closeness);
    if suffixes_conflict(a, b) {
        middle = Middle::Conflict;
    }
    Agreement { given, family, middle, swapped }
}

fn far(pair: Option<Pair>) -> bool {
    pair.is_none_or(|p| p.closeness >= Partial)
}

pub(crate) fn roles<'a>(name: &'a [&'a Token], role: Role) -> impl Iterator<Item = usize> + 'a {
    name.iter().enumerate().filter(move |(_, t)| t.role == role).map(|(i, _)| i)
}

/// The closest pair of a token in `role_a` and one in `role_b`; the first of equals.
fn best(
    a: &[&Token],
    role_a: Role,
    b: &[&Token],
    role_b: Role,
    closeness: &mut impl FnMut(usize, usize) -> Closeness,
) -> Option<Pair> {
    let mut found: Option<Pair> = None;
    for i in roles(a, role_a) {
        for j in roles(b, role_b) {
            let pair = Pair { closeness: closeness(i, j), a: i, b: j };
            if found.is_none_or(|f| pair.closeness < f.closeness) {
                found = Some(pair);
            }
            if pair.closeness == Same {
                return found;
            }
        }
    }
    found
}

/// A nickname in the place of a given name, on either side or both.
fn by_nickname(
    a: &[&Token],
    b: &[&Token],
    given: Option<Pair>,
    closeness: &mut impl FnMut(usize, usize) -> Closeness,
) -> Option<Pair> {
    let both = given.is_some();
    let ways = [
        (Role::Nickname, Role::Given, Variant),
        (Role::Given, Role::Nickname, Variant),
        (Role::Nickname, Role::Nickname, if both { Partial } else { Same }),
    ];
    let mut found = given;
    for (role_a, role_b, at_best) in ways {
        if let Some(mut pair) = best(a, role_a, b, role_b, closeness) {
            // A nickname that agrees in part says nothing.
            let agrees = pair.closeness <= Variant;
            pair.closeness = pair.closeness.max(at_best);
            let nearer = found.is_none_or(|f| pair.closeness < f.closeness);
            if nearer && (agrees || found.is_none()) {
                found = Some(pair);
            }
        }
    }
    found
}

/// Whether given and family name can have changed places.
fn may_swap(a: &[&Token], b: &[&Token], x: Pair, y: Pair) -> bool {
    let tokens = [a.get(x.a), a.get(y.a), b.get(x.b), b.get(y.b)];
    let mut tokens = tokens.into_iter().flatten().copied();
    !tokens.clone().all(is_arabic_given) || tokens.any(is_family_only)
}

/// A middle name of one in the place of the given name of the other.
fn middle_as_given(
    a: &[&Token],
    b: &[&Token],
    given: Option<Pair>,
    closeness: &mut impl FnMut(usize, usize) -> Closeness,
) -> Option<Pair> {
    let usable = |pair: &Pair| {
        let tokens = [a.get(pair.a), b.get(pair.b)];
        pair.closeness <= Variant && !tokens.into_iter().flatten().any(|t| t.initial || is_arabic_given(t))
    };
    if given.is_some_and(|p| p.closeness < Different) {
        return given;
    }
    let one = best(a, Role::Given, b, Role::Middle, closeness).filter(usable);
    let found = one.or_else(|| best(a, Role::Middle, b, Role::Given, closeness).filter(usable));
    found.map(|p| Pair { closeness: Partial, ..p }).or(given)
}

/// A family name of one among the middle names of the other.
fn family_among_middles(
    a: &[&Token],
    b: &[&Token],
    given: Option<Pair>,
    family: Option<Pair>,
    closeness: &mut impl FnMut(usize, usize) -> Closeness,
) -> Option<Pair> {
    let usable = |pair: &Pair| {
        let full = |t: Option<&&Token>| t.is_some_and(|t| !t.initial);
        let taken = given.is_some_and(|g| g.a == pair.a || g.b == pair.b);
        pair.closeness <= Variant && !taken && full(a.get(pair.a)) && full(b.get(pair.b))
    };
    if family.is_some_and(|p| p.closeness < Different) {
        return family;
    }
    // `b` has as many tokens as `a` or more: the name that is likelier to say more than the family.
    let one = best(a, Role::Family, b, Role::Middle, closeness).filter(usable);
    let found = one.or_else(|| best(a, Role::Middle, b, Role::Family, closeness).filter(usable));
    found.map(|p| Pair { closeness: Partial, ..p }).or(family)
}

/// A family name of two words that one of the names writes as one, while in the other its first word ends the middle
/// names. Besides the pair, the index of that middle name in each.
fn family_run_together(
    a: &[&Token],
    b: &[&Token],
    family: Option<Pair>,
) -> (Option<Pair>, [Option<usize>; 2]) {
    let is_both = |whole: Option<&&Token>, first: Option<&&Token>, second: Option<&&Token>| {
        let (Some(whole), Some(first), Some(second)) = (whole, first, second) else { return false };
        let (whole, first, second) = (&whole.text, &first.text, &second.text);
        whole.len() == first.len() + second.len()
            && whole.starts_with(first.as_str())
            && whole.ends_with(second.as_str())
    };
    let last = |name: &[&Token]| roles(name, Role::Middle).last();
    let one = |name: &[&Token]| roles(name, Role::Family).next();
    let (Some(i), Some(j)) = (one(a), one(b)) else { return (family, [None, None]) };
    let found = Some(Pair { closeness: Variant, a: i, b: j });
    if let Some(m) = last(b)
        && is_both(a.get(i), b.get(m), b.get(j))
    {
        return (found, [None, Some(m)]);
    }
    if let Some(m) = last(a)
        && is_both(b.get(j), a.get(m), a.get(i))
    {
        return (found, [Some(m), None]);
    }
    (family, [None, None])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;
    use proptest::prelude::*;

    fn of(a: &str, b: &str) -> Agreement {
        let (a, b) = (Name::parse(a).unwrap(), Name::parse(b).unwrap());
        align(&a.words(), &b.words(), &mut |i, j| crate::closeness(&a.tokens[i], &b.tokens[j]))
    }

    #[test]
    fn agreements() {
        let case = |a: &str,
                    b: &str,
                    given: Option<Closeness>,
                    family: Option<Closeness>,
                    middle: Middle,
                    swapped: bool| {
            for found in [of(a, b), of(b, a)] {
                let shown = (
                    found.given.map(|p| p.closeness),
                    found.family.map(|p| p.closeness),
                    found.middle,
                    found.swapped,
                );
                assert_eq!(shown, (given, family, middle, swapped), "{a} | {b}");
            }
        };
        let (same, variant, partial, different) = (Some(Same), Some(Variant), Some(Partial), Some(Different));
        case("John Smith", "Smith, John", same, same, Middle::None, false);
        case("John Robert Smith", "John R. Smith", same, same, Middle::Partly, false);
        case("John Robert Smith", "John Paul Smith", same, same, Middle::Conflict, false);
        case("Bill Smith", "William Smith Jr.", variant, same, Middle::None, false);
        case("John Smith Jr.", "John Smith Sr.", same, same, Middle::Conflict, false);
        case("John Smith", "Smith John", same, same, Middle::None, true);
        case("Robert \"Chip\" Smith", "Chip Smith", variant, same, Middle::None, false);
        case("John Robert Smith", "Robert Smith", partial, same, Middle::None, false);
        case("Maria Garcia Lopez", "Maria Garcia", same, partial, Middle::None, false);
        case("Maria Garcia-Lopez", "Maria Lopez", same, partial, Middle::None, false);
        case("Garcia Lopez, Maria", "Maria Garcia", same, same, Middle::None, false);
        case("J. Smith", "John Smith", partial, same, Middle::None, false);
        case("Cher", "Cher Jones", same, None, Middle::None, false);
        case("محمد خالد عمر النجار", "Mohammed Al-Najjar", variant, variant, Middle::None, false);
        case("محمد خالد عمر النجار", "Mohammed Omar Al-Najjar", variant, variant, Middle::Agree, false);
        case("محمد خالد عمر النجار", "محمد خالد النجار", same, same, Middle::Agree, false);
        case("محمد خالد عمر النجار", "محمد علي عمر النجار", same, same, Middle::Conflict, false);
        case("محمد خالد عمر النجار", "محمد خالد عمر", same, partial, Middle::Agree, false);
        // A father and his son.
        case("محمد خالد النجار", "خالد النجار", different, same, Middle::None, false);
        case("Ali Hasan", "Hasan Ali", different, different, Middle::None, false);
        case("Ali Al-Najjar", "Al-Najjar Ali", same, same, Middle::None, true);
        case("محمد خالد شيخ العيد", "محمد خالد شيخالعيد", same, variant, Middle::Agree, false);
        case("أبو علي حسن النجار", "حسن النجار", same, same, Middle::None, false);
    }

    #[test]
    fn indexes_are_those_of_the_arguments() {
        let found = of("John Robert Smith Jr.", "Smith, John");
        assert_eq!(found.family, Some(Pair { closeness: Same, a: 2, b: 1 }));
        let found = of("Smith, John", "John Robert Smith Jr.");
        assert_eq!(found.family, Some(Pair { closeness: Same, a: 1, b: 2 }));
    }

    fn name() -> impl Strategy<Value = String> {
        let words = [
            "john",
            "smith",
            "robert",
            "bob",
            "r",
            "jr",
            "garcia",
            "lopez",
            "\"bob\"",
            "محمد",
            "خالد",
            "النجار",
            "أبو",
            "علي",
            "ali",
            "abd",
            "al-",
            "salem",
            ",",
        ];
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..6).prop_map(|w| w.join(" "))
    }

    proptest! {
        #[test]
        fn symmetric(a in name(), b in name()) {
            let (Some(x), Some(y)) = (Name::parse(&a), Name::parse(&b)) else { return Ok(()) };
            let there = align(&x.words(), &y.words(), &mut |i, j| crate::closeness(&x.tokens[i], &y.tokens[j]));
            let back = align(&y.words(), &x.words(), &mut |i, j| crate::closeness(&y.tokens[i], &x.tokens[j]));
            let turned = |p: Pair| Pair { closeness: p.closeness, a: p.b, b: p.a };
            prop_assert_eq!(there, Agreement { given: back.given.map(turned), family: back.family.map(turned), ..back });
        }

        #[test]
        fn a_name_agrees_with_itself(a in name()) {
            let Some(x) = Name::parse(&a) else { return Ok(()) };
            let found = align(&x.words(), &x.words(), &mut |i, j| crate::closeness(&x.tokens[i], &x.tokens[j]));
            prop_assert!(found.given.is_none_or(|p| p.closeness == Same));
            prop_assert!(!found.swapped && found.middle != Middle::Conflict);
        }

        #[test]
        fn parsing_never_panics(raw in "\\PC{0,60}") {
            let _ = Name::parse(&raw);
        }
    }
}
