//! Groups of items that are one footage, without chains through what two items do not share.
//!
//! A compilation holds the footage of many events; joining whatever matches it would make one of them all. So it is not items
//! that are joined but relations: two of them belong together if they meet in a shot of an item that they share. An item may
//! therefore stand in several groups. And a doubtful relation brings an item into a group, but never joins two groups.

use super::Relation;
use std::collections::BTreeMap;

/// The first and the last shot of a part.
type Shots = (usize, usize);

/// Groups of two or more items, by their first item; `shots` gives the first and last shot that a relation covers in an item.
pub fn groups(relations: &[Relation], shots: impl Fn(&Relation, usize) -> Shots) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..relations.len()).collect();
    let mut at_item: BTreeMap<usize, Vec<(usize, Shots)>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..relations.len()).collect();
    let certainty = |at: &usize| relations.get(*at).map(|r| (!r.firm, (r.distance * 1e3).round() as i64));
    order.sort_by_key(|at| (certainty(at), *at));
    let mut left_out = Vec::new();

    for at in order {
        let Some(relation) = relations.get(at) else { continue };
        let meets = |item: usize| -> Vec<usize> {
            let (first, last) = shots(relation, item);
            let others = at_item.get(&item).into_iter().flatten();
            others.filter(|(_, (from, to))| *from <= last && first <= *to).map(|(other, _)| *other).collect()
        };
        let mut roots = [relation.a, relation.b].map(|item| {
            let mut roots: Vec<usize> =
                meets(item).into_iter().map(|other| root(&mut parent, other)).collect();
            roots.sort_unstable();
            roots.dedup();
            roots
        });
        if !relation.firm {
            let [a, b] = &mut roots;
            if !a.is_empty() && !b.is_empty() && a != b {
                left_out.push(at);
                continue;
            }
            a.truncate(1);
            b.truncate(1);
        }
        for other in roots.into_iter().flatten() {
            join(&mut parent, at, other);
        }
        for item in [relation.a, relation.b] {
            at_item.entry(item).or_default().push((at, shots(relation, item)));
        }
    }

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, relation) in relations.iter().enumerate().filter(|(at, _)| !left_out.contains(at)) {
        members.entry(root(&mut parent, at)).or_default().extend([relation.a, relation.b]);
    }
    let mut groups: Vec<Vec<usize>> = members.into_values().collect();
    for group in &mut groups {
        group.sort_unstable();
        group.dedup();
    }
    groups.sort();
    groups.dedup();
    groups
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while let Some(above) = parent.get(at).copied().filter(|above| *above != at) {
        let top = parent.get(above).copied().unwrap_or(above);
        if let Some(slot) = parent.get_mut(at) {
            *slot = top;
        }
        at = above;
    }
    at
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    if let Some(slot) = parent.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: usize, b: usize, firm: bool) -> Relation {
        Relation {
            a,
            b,
            mirrored: false,
            speed: 1.0,
            offset: 0.0,
            frames: 9,
            share: 1.0,
            distance: 9.0,
            span: (0.0, 9.0),
            firm,
        }
    }

    #[test]
    fn items_of_one_footage_are_one_group() {
        let relations = [relation(0, 1, true), relation(1, 2, true), relation(3, 4, true)];
        assert_eq!(groups(&relations, |_, _| (0, 0)), [vec![0, 1, 2], vec![3, 4]]);
    }

    #[test]
    fn a_compilation_joins_nothing_that_does_not_meet_in_it() {
        // Item 2 shows item 0 in its first shot and item 1 in its second.
        let relations = [relation(0, 2, true), relation(1, 2, true)];
        let shots =
            |relation: &Relation, item: usize| if item == 2 { (relation.a, relation.a) } else { (0, 0) };
        assert_eq!(groups(&relations, shots), [vec![0, 2], vec![1, 2]]);
    }

    #[test]
    fn a_doubtful_relation_adds_one_item_but_joins_no_groups() {
        let firm = [relation(0, 1, true), relation(2, 3, true)];
        let joining = [firm.as_slice(), &[relation(1, 2, false)]].concat();
        assert_eq!(groups(&joining, |_, _| (0, 0)), [vec![0, 1], vec![2, 3]]);
        let adding = [firm.as_slice(), &[relation(3, 4, false)]].concat();
        assert_eq!(groups(&adding, |_, _| (0, 0)), [vec![0, 1], vec![2, 3, 4]]);
    }
}
