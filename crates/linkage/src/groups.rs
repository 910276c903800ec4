//! Records that hang together by match weights: what clustering looks at one at a time.

use crate::cluster::{Edge, LARGEST_GROUP};
use rustc_hash::FxHashMap;

/// Records of two and more that hang together by edges, ascending within a group; a group that would be too large is cut at its
/// weakest edges. Records that hang on nobody are in no group.
pub struct Groups {
    starts: Vec<u32>,
    members: Vec<u32>,
    edge_starts: Vec<u32>,
    edges: Vec<Edge>,
    /// Edges that lie in no group.
    between: Vec<Edge>,
}

impl Groups {
    /// Groups records by edges that are at least as strong as `tie`. Edges inside a group are kept whatever their strength.
    pub fn new(records: usize, edges: &[Edge], strength: impl Fn(&Edge) -> f32, tie: f32) -> Groups {
        let mut forest = Forest::new(records);
        edges.iter().filter(|e| strength(e) >= tie).for_each(|e| forest.join(e.0, e.1));
        let mut group_of = forest.numbered();
        let sizes = sizes(&group_of);
        if sizes.iter().any(|size| *size > LARGEST_GROUP) {
            let too_large = |record: &u32| is_large(&sizes, group_of[*record as usize]);
            let members: Vec<u32> = (0..records as u32).filter(too_large).collect();
            let ties = edges.iter().filter(|e| too_large(&e.0) && inside(&group_of, e) != ALONE);
            let ties = ties.map(|e| (e.0, e.1, strength(e))).filter(|e| e.2 >= tie).collect();
            for (record, part) in members.iter().zip(cut(&members, ties, tie + 1.0)) {
                group_of[*record as usize] = if part == ALONE { ALONE } else { sizes.len() as u32 + part };
            }
            renumber(&mut group_of);
        }
        Groups::of(records, edges, &group_of)
    }

    fn of(records: usize, edges: &[Edge], group_of: &[u32]) -> Groups {
        let count = count(group_of);
        let (starts, members) = buckets(count, records, |i| group_of[i]);
        let (edge_starts, order) = buckets(count, edges.len(), |i| inside(group_of, &edges[i]));
        let between = edges.iter().filter(|e| inside(group_of, e) == ALONE).copied().collect();
        let edges = order.into_iter().map(|i| edges[i as usize]).collect();
        Groups { starts, members, edge_starts, edges, between }
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Records of a group.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// Edges inside a group.
    pub fn edges(&self, group: usize) -> &[Edge] {
        &self.edges[self.edge_starts[group] as usize..self.edge_starts[group + 1] as usize]
    }

    /// Edges between groups, ascending: too weak to tie, or cut.
    pub fn between(&self) -> &[Edge] {
        &self.between
    }
}

/// In place of a group's number: in no group.
const ALONE: u32 = u32::MAX;

/// Number of groups.
fn count(group_of: &[u32]) -> usize {
    group_of.iter().filter(|g| **g != ALONE).max().map_or(0, |&g| g as usize + 1)
}

/// Records of each group.
fn sizes(group_of: &[u32]) -> Vec<usize> {
    let mut sizes = vec![0; count(group_of)];
    group_of.iter().filter(|g| **g != ALONE).for_each(|&g| sizes[g as usize] += 1);
    sizes
}

/// Whether a group is too large.
fn is_large(sizes: &[usize], group: u32) -> bool {
    group != ALONE && sizes[group as usize] > LARGEST_GROUP
}

/// The group that holds both ends of an edge.
fn inside(group_of: &[u32], edge: &Edge) -> u32 {
    let (a, b) = (group_of[edge.0 as usize], group_of[edge.1 as usize]);
    if a == b { a } else { ALONE }
}

/// For each of some records, ascending, the part it is of when groups that are too large are parted by ties of at least `tie`, and
/// what is still too large by stronger ones, each time one unit more; [`ALONE`] for a part of one.
fn cut(members: &[u32], mut ties: Vec<Edge>, mut tie: f32) -> Vec<u32> {
    let position: FxHashMap<u32, u32> = members.iter().zip(0..).map(|(&record, at)| (record, at)).collect();
    for tie in &mut ties {
        let of = |record: u32| position.get(&record).copied().unwrap_or(0);
        (tie.0, tie.1) = (of(tie.0), of(tie.1));
    }
    let mut part = vec![ALONE; members.len()];
    let mut parts = 0;
    while !ties.is_empty() {
        let mut forest = Forest::new(members.len());
        ties.iter().filter(|t| t.2 >= tie).for_each(|t| forest.join(t.0, t.1));
        let number = forest.numbered();
        let sizes = sizes(&number);
        for (part, &n) in part.iter_mut().zip(&number) {
            if n != ALONE && !is_large(&sizes, n) {
                *part = parts + n;
            }
        }
        parts += sizes.len() as u32;
        ties.retain(|t| {
            number[t.0 as usize] == number[t.1 as usize] && is_large(&sizes, number[t.0 as usize])
        });
        tie += 1.0;
    }
    part
}

/// Numbers groups in the order of their first record.
fn renumber(group_of: &mut [u32]) {
    let mut number = vec![ALONE; count(group_of)];
    let mut next = 0;
    for group in group_of {
        if let Some(number) = number.get_mut(*group as usize) {
            if *number == ALONE {
                *number = next;
                next += 1;
            }
            *group = *number;
        }
    }
}

/// Things `0..things` by bucket, in order within each, and where each bucket begins; those in no bucket are left out.
fn buckets(count: usize, things: usize, bucket: impl Fn(usize) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; count + 1];
    (0..things).map(&bucket).filter(|b| *b != ALONE).for_each(|b| starts[b as usize + 1] += 1);
    (0..count).for_each(|b| starts[b + 1] += starts[b]);
    let mut next = starts.clone();
    let mut order = vec![0u32; starts[count] as usize];
    for i in 0..things {
        if let Some(at) = next.get_mut(bucket(i) as usize) {
            order[*at as usize] = i as u32;
            *at += 1;
        }
    }
    (starts, order)
}

/// Union-find (Galler & Fischer 1964), with path halving; the root of a tree is its first record.
pub struct Forest(Vec<u32>);

impl Forest {
    /// Each record by itself.
    pub fn new(records: usize) -> Forest {
        Forest((0..records as u32).collect())
    }

    /// The first record of a record's tree.
    pub fn root(&mut self, mut i: u32) -> u32 {
        while self.0[i as usize] != i {
            let up = self.0[self.0[i as usize] as usize];
            self.0[i as usize] = up;
            i = up;
        }
        i
    }

    /// Makes one tree of those of two records.
    pub fn join(&mut self, a: u32, b: u32) {
        let (x, y) = (self.root(a), self.root(b));
        self.0[x.max(y) as usize] = x.min(y);
    }

    /// For each record the number of its tree, in the order of their first records; [`ALONE`] for a tree of one.
    fn numbered(mut self) -> Vec<u32> {
        let mut next = 0;
        let mut number = vec![ALONE; self.0.len()];
        for i in 0..self.0.len() {
            let root = self.root(i as u32) as usize;
            if root != i {
                if number[root] == ALONE {
                    number[root] = next;
                    next += 1;
                }
                number[i] = number[root];
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_in_order_with_their_edges() {
        let edges = [(0, 3, 1.0), (1, 4, -5.0), (2, 4, 2.0), (3, 5, 0.0)];
        let groups = Groups::new(6, &edges, |e| e.2, -1.0);
        let members: Vec<&[u32]> = (0..groups.len()).map(|g| groups.members(g)).collect();
        assert_eq!(members, [&[0, 3, 5][..], &[2, 4]]);
        assert_eq!(groups.edges(0), [(0, 3, 1.0), (3, 5, 0.0)]);
        assert_eq!(groups.edges(1), [(2, 4, 2.0)]);
        assert_eq!(groups.between(), [(1, 4, -5.0)]);
    }

    #[test]
    fn a_long_chain_is_cut_at_its_weakest() {
        let edges: Vec<Edge> =
            (0..199u32).map(|i| (i, i + 1, if i % 50 == 49 { 0.0 } else { 9.0 })).collect();
        let groups = Groups::new(200, &edges, |e| e.2, -1.0);
        assert_eq!((0..groups.len()).map(|g| groups.members(g).len()).collect::<Vec<_>>(), [50; 4]);
    }
}
