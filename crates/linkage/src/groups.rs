//! Records that hang together by match weights: what clustering looks at one at a time.

use crate::cluster::{Edge, LARGEST_GROUP};

/// The records in groups, ascending within a group; groups in the order of their first record. Records of one group hang
/// together by edges; a group that would be too large is cut at its weakest edges.
pub struct Groups {
    group_of: Vec<u32>,
    starts: Vec<u32>,
    members: Vec<u32>,
    edge_starts: Vec<u32>,
    edges: Vec<Edge>,
}

impl Groups {
    /// Groups records by edges of at least `tie`. Edges inside a group are kept whatever their weight.
    pub fn new(records: usize, edges: &[Edge], tie: f32) -> Groups {
        let mut forest = Forest::new(records);
        edges.iter().filter(|e| e.2 >= tie).for_each(|e| forest.join(e.0, e.1));
        let mut group_of = forest.numbered();
        let mut count = group_of.iter().max().map_or(0, |&g| g + 1);
        let mut sizes = vec![0u32; count as usize];
        group_of.iter().for_each(|&g| sizes[g as usize] += 1);
        let mut large: Vec<(u32, f32)> =
            (0..count).filter(|&g| sizes[g as usize] as usize > LARGEST_GROUP).map(|g| (g, tie + 1.0)).collect();
        if !large.is_empty() {
            while let Some((group, tie)) = large.pop() {
                for part in cut(&group_of, group, edges, tie) {
                    if part.len() > LARGEST_GROUP {
                        large.push((count, tie + 1.0));
                    }
                    part.iter().for_each(|&record| group_of[record as usize] = count);
                    count += 1;
                }
            }
            renumber(&mut group_of);
            count = group_of.iter().max().map_or(0, |&g| g + 1);
        }
        let (starts, members) = buckets(count as usize, records, |i| group_of[i]);
        let inside: Vec<Edge> =
            edges.iter().filter(|e| group_of[e.0 as usize] == group_of[e.1 as usize]).copied().collect();
        let (edge_starts, order) = buckets(count as usize, inside.len(), |i| group_of[inside[i].0 as usize]);
        let edges = order.into_iter().map(|i| inside[i as usize]).collect();
        Groups {
            group_of,
            starts,
            members: members.into_iter().collect(),
            edge_starts,
            edges,
        }
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

    /// Group of a record.
    pub fn of(&self, record: u32) -> u32 {
        self.group_of[record as usize]
    }
}

/// Parts one group by edges of at least `tie`.
fn cut(group_of: &[u32], group: u32, edges: &[Edge], tie: f32) -> Vec<Vec<u32>> {
    let members: Vec<u32> = (0..group_of.len() as u32).filter(|&r| group_of[r as usize] == group).collect();
    let position = |record: u32| members.binary_search(&record).unwrap_or(0) as u32;
    let mut forest = Forest::new(members.len());
    let inside = edges.iter().filter(|e| e.2 >= tie && group_of[e.0 as usize] == group && group_of[e.1 as usize] == group);
    inside.for_each(|e| forest.join(position(e.0), position(e.1)));
    let number = forest.numbered();
    let count = number.iter().max().map_or(0, |&g| g as usize + 1);
    let mut parts = vec![Vec::new(); count];
    members.iter().zip(&number).for_each(|(&record, &part)| parts[part as usize].push(record));
    parts
}

/// Numbers groups in the order of their first record.
fn renumber(group_of: &mut [u32]) {
    let mut number = vec![u32::MAX; group_of.iter().max().map_or(0, |&g| g as usize + 1)];
    let mut next = 0;
    for group in group_of {
        let number = &mut number[*group as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *group = *number;
    }
}

/// Things `0..things` by bucket, in order within each; where each bucket begins.
fn buckets(count: usize, things: usize, bucket: impl Fn(usize) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; count + 1];
    (0..things).for_each(|i| starts[bucket(i) as usize + 1] += 1);
    (0..count).for_each(|b| starts[b + 1] += starts[b]);
    let mut next = starts.clone();
    let mut order = vec![0u32; things];
    for i in 0..things {
        let at = &mut next[bucket(i) as usize];
        order[*at as usize] = i as u32;
        *at += 1;
    }
    (starts, order)
}

/// Union-find (Galler & Fischer 1964), with path halving; the root of a tree is its first record.
struct Forest(Vec<u32>);

impl Forest {
    fn new(records: usize) -> Forest {
        Forest((0..records as u32).collect())
    }

    fn root(&mut self, mut i: u32) -> u32 {
        while self.0[i as usize] != i {
            let up = self.0[self.0[i as usize] as usize];
            self.0[i as usize] = up;
            i = up;
        }
        i
    }

    fn join(&mut self, a: u32, b: u32) {
        let (x, y) = (self.root(a), self.root(b));
        self.0[x.max(y) as usize] = x.min(y);
    }

    /// For each record the number of its tree, in the order of their first records.
    fn numbered(mut self) -> Vec<u32> {
        let mut next = 0;
        let mut number = vec![0; self.0.len()];
        for i in 0..self.0.len() {
            let root = self.root(i as u32) as usize;
            number[i] = if root == i {
                next += 1;
                next - 1
            } else {
                number[root]
            };
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
        let groups = Groups::new(6, &edges, -1.0);
        let members: Vec<&[u32]> = (0..groups.len()).map(|g| groups.members(g)).collect();
        assert_eq!(members, [&[0, 3, 5][..], &[1], &[2, 4]]);
        assert_eq!(groups.edges(0), [(0, 3, 1.0), (3, 5, 0.0)]);
        assert!(groups.edges(1).is_empty());
        assert_eq!(groups.of(4), 2);
    }

    #[test]
    fn a_long_chain_is_cut_at_its_weakest() {
        let edges: Vec<Edge> = (0..199u32).map(|i| (i, i + 1, if i % 50 == 49 { 0.0 } else { 9.0 })).collect();
        let groups = Groups::new(200, &edges, -1.0);
        assert_eq!((0..groups.len()).map(|g| groups.members(g).len()).collect::<Vec<_>>(), [50; 4]);
    }
}
