//! Decomposable graphs: which lists depend on each other directly.

use std::cmp::Reverse;
use std::fmt;

use serde::{Serialize, Serializer};

use super::LISTS;

/// A decomposable (chordal) graph whose vertices are the lists of a table; an edge joins two lists that depend on each other
/// even among people of whom it is known which other lists name them.
///
/// Written by its cliques, the largest sets of lists all joined: `{12,13,45}` has the edges 1-2, 1-3 and 4-5, `{1,2,3}` none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Graph {
    lists: usize,
    edges: u32,
}

/// The cliques of a graph and their separators, as masks of lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    /// The cliques, in the order of the search that found them.
    pub(super) cliques: Vec<u32>,
    /// What each clique but the first shares with those before it; as often as it is shared, and empty between parts of the
    /// graph that are not connected.
    pub(super) separators: Vec<u32>,
}

/// The bit that stands for the edge between two lists; further lists add bits above.
fn edge(i: usize, j: usize) -> u32 {
    let (low, high) = if i < j { (i, j) } else { (j, i) };
    1 << (high * high.saturating_sub(1) / 2 + low)
}

impl Graph {
    /// The graph of 3 to 6 lists with these edges: bit j (j - 1) / 2 + i joins lists i < j, counted from 0. `None` where the
    /// number of lists or a bit lies outside, or where the graph is not decomposable.
    #[must_use]
    pub fn new(lists: usize, edges: u32) -> Option<Graph> {
        if !LISTS.contains(&lists) || edges & !Graph::all_edges(lists) != 0 {
            return None;
        }
        let graph = Graph { lists, edges };
        graph.search().map(|_| graph)
    }

    /// All decomposable graphs of so many lists, in the order of their masks: 8 of 3 lists, 61 of 4, 822 of 5, 18,154 of 6
    /// (OEIS A058862). None of any other number.
    #[must_use]
    pub fn all(lists: usize) -> Vec<Graph> {
        if !LISTS.contains(&lists) {
            return Vec::new();
        }
        (0..=Graph::all_edges(lists)).filter_map(|edges| Graph::new(lists, edges)).collect()
    }

    fn all_edges(lists: usize) -> u32 {
        (1 << (lists * (lists - 1) / 2)) - 1
    }

    /// How many lists the graph is of.
    #[must_use]
    pub fn lists(self) -> usize {
        self.lists
    }

    /// The edges, as [`Graph::new`] takes them.
    #[must_use]
    pub fn edges(self) -> u32 {
        self.edges
    }

    /// Whether two lists are joined.
    #[must_use]
    pub fn joins(self, i: usize, j: usize) -> bool {
        i != j && i < self.lists && j < self.lists && self.edges & edge(i, j) != 0
    }

    /// Whether every list is joined with every other: then the table says nothing of those unlisted.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.edges == Graph::all_edges(self.lists)
    }

    /// The cliques, each a mask of lists, in the order in which they are written.
    #[must_use]
    pub fn cliques(self) -> Vec<u32> {
        let mut cliques = self.parts().cliques;
        // 123 before 14 before 34.
        cliques.sort_unstable_by_key(|clique| Reverse(clique.reverse_bits()));
        cliques
    }

    /// The graph in the lists' names: cliques of two or more lists as `north:south, south:west`; `independence` where no lists
    /// are joined.
    #[must_use]
    pub fn in_names(self, names: &[String]) -> String {
        let name = |i: usize| names.get(i).map_or("?", String::as_str);
        let joined = self.cliques().into_iter().filter(|clique| clique.count_ones() > 1);
        let written: Vec<String> =
            joined.map(|clique| members(clique).map(name).collect::<Vec<_>>().join(":")).collect();
        if written.is_empty() { "independence".to_owned() } else { written.join(", ") }
    }

    pub(super) fn parts(self) -> Parts {
        // A graph is made by `new` alone, which has searched it.
        self.search().unwrap_or(Parts { cliques: Vec::new(), separators: Vec::new() })
    }

    /// Maximum cardinality search (Tarjan & Yannakakis 1984): visits next the vertex with most visited neighbours. The graph is
    /// chordal if and only if the visited neighbours of each are all joined. A clique is complete, and the next begins, where
    /// their number does not grow (Blair & Peyton 1993).
    fn search(self) -> Option<Parts> {
        let neighbours =
            |i: usize| (0..self.lists).filter(|&j| self.joins(i, j)).fold(0u32, |mask, j| mask | 1 << j);
        let adjacent: Vec<u32> = (0..self.lists).map(neighbours).collect();
        let mut parts = Parts { cliques: Vec::new(), separators: Vec::new() };
        let (mut visited, mut clique) = (0u32, 0u32);
        for _ in 0..self.lists {
            let unvisited = (0..self.lists).filter(|i| visited >> i & 1 == 0);
            let next = unvisited.min_by_key(|&i| Reverse((adjacent[i] & visited).count_ones()))?;
            let before = adjacent[next] & visited;
            if members(before).any(|i| before & !adjacent[i] & !(1 << i) != 0) {
                return None;
            }
            if before.count_ones() < clique.count_ones() {
                parts.cliques.push(clique);
                parts.separators.push(before);
            }
            clique = before | 1 << next;
            visited |= 1 << next;
        }
        parts.cliques.push(clique);
        Some(parts)
    }
}

/// The lists of a mask, in order.
fn members(mask: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |i| mask >> i & 1 == 1)
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |clique: u32| members(clique).map(|i| (i + 1).to_string()).collect::<String>();
        write!(f, "{{{}}}", self.cliques().into_iter().map(write).collect::<Vec<_>>().join(","))
    }
}

impl Serialize for Graph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(lists: usize, pairs: &[(usize, usize)]) -> Option<Graph> {
        Graph::new(lists, pairs.iter().fold(0, |mask, &(i, j)| mask | edge(i - 1, j - 1)))
    }

    #[test]
    fn three_lists_have_8_graphs() {
        assert_eq!(Graph::all(3).len(), 8);
    }

    #[test]
    fn four_lists_have_61_graphs() {
        assert_eq!(Graph::all(4).len(), 61);
    }

    #[test]
    fn five_lists_have_822_graphs() {
        assert_eq!(Graph::all(5).len(), 822);
    }

    #[test]
    fn six_lists_have_18_154_graphs() {
        let all = Graph::all(6);
        assert_eq!(all.len(), 18_154);
        // Each vertex and each edge lies in a clique more than in separators exactly once.
        for g in all {
            let parts = g.parts();
            let count = |sets: &[u32], of: u32| sets.iter().filter(|&&set| set & of == of).count();
            for (i, j) in (0..6).flat_map(|i| (0..6).map(move |j| (i, j))) {
                let of = 1 << i | 1 << j;
                let times = count(&parts.cliques, of) - count(&parts.separators, of);
                assert_eq!(times, usize::from(i == j || g.joins(i, j)), "{g}");
            }
            assert_eq!(parts.cliques.len(), parts.separators.len() + 1);
        }
    }

    #[test]
    fn graphs_are_written_by_their_cliques() {
        assert_eq!(graph(5, &[(1, 3), (2, 1), (4, 5)]).unwrap().to_string(), "{12,13,45}");
        assert_eq!(graph(4, &[(1, 2), (1, 3), (2, 3), (1, 4)]).unwrap().to_string(), "{123,14}");
        assert_eq!(graph(3, &[]).unwrap().to_string(), "{1,2,3}");
        assert_eq!(graph(4, &[(2, 3)]).unwrap().to_string(), "{1,23,4}");
        let names = ["north", "south", "press"].map(str::to_owned);
        assert_eq!(graph(3, &[(2, 3)]).unwrap().in_names(&names), "south:press");
        assert_eq!(graph(3, &[]).unwrap().in_names(&names), "independence");
    }

    #[test]
    fn what_is_no_decomposable_graph_is_none() {
        assert_eq!(graph(4, &[(1, 2), (2, 3), (3, 4), (4, 1)]), None);
        assert!(graph(4, &[(1, 2), (2, 3), (3, 4), (4, 1), (1, 3)]).is_some());
        assert_eq!((Graph::new(2, 0), Graph::new(7, 0), Graph::new(3, 8)), (None, None, None));
        assert!(Graph::all(2).is_empty() && Graph::all(7).is_empty());
        assert!(Graph::new(3, 7).unwrap().is_complete());
    }
}
