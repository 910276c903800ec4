//! A hierarchical log-linear model, named by its generators.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Error;
use crate::table::LISTS;

/// A hierarchical log-linear model: with a term, all terms contained in it. Every list has its main effect.
///
/// Lists are bits, counted from 0 in masks and from 1 in the written form: `[123,14]` has the dependence of lists 1, 2, 3
/// among each other and of 1 with 4. A list that depends on none is not written: `[]` is independence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Model {
    lists: usize,
    generators: Vec<u32>,
}

impl Model {
    /// The model of `lists` lists with these generators (masks of two or more lists); those contained in another are
    /// dropped, and so are single lists. The dependence of all lists together is refused: the data say nothing of it.
    pub fn new(lists: usize, generators: &[u32]) -> Result<Model, Error> {
        let wrong = |problem| Error::Model { model: write(lists, generators), problem };
        if !LISTS.contains(&lists) {
            return Err(Error::Lists { found: lists });
        }
        if generators.iter().any(|g| g >> lists != 0) {
            return Err(wrong("it names a list that the table does not have"));
        }
        if generators.contains(&((1 << lists) - 1)) {
            return Err(wrong("the dependence of all lists at once cannot be estimated"));
        }
        let mut kept: Vec<u32> = generators
            .iter()
            .copied()
            .filter(|&g| g.count_ones() >= 2 && !generators.iter().any(|&h| h != g && h & g == g))
            .collect();
        kept.sort_unstable_by_key(|&g| (lowest_first(g, lists), g));
        kept.dedup();
        Ok(Model { lists, generators: kept })
    }

    /// Independence: each list caught people without regard to the others.
    pub fn independence(lists: usize) -> Result<Model, Error> {
        Model::new(lists, &[])
    }

    /// Reads the written form, `[123,14,34]`, for up to 9 lists.
    pub fn parse(text: &str, lists: usize) -> Result<Model, Error> {
        let wrong = || Error::Model {
            model: text.chars().take(60).collect(),
            problem: "expected digits of lists, as in [123,14]; 9 lists at most",
        };
        let inner = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']')).ok_or_else(wrong)?;
        let mut generators = Vec::new();
        for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let mut mask = 0;
            for c in part.chars() {
                match c.to_digit(10) {
                    Some(d @ 1..=9) => mask |= 1 << (d - 1),
                    _ => return Err(wrong()),
                }
            }
            generators.push(mask);
        }
        Model::new(lists, &generators)
    }

    /// The same without the dependence of two lists, given as a mask, and all that contain it.
    pub fn without(&self, pair: u32) -> Result<Model, Error> {
        // A group that holds both becomes two, each without one of them.
        let part = |g: &u32| match g & pair == pair {
            false => vec![*g],
            true => bits(pair).map(|list| g & !(1 << list)).collect(),
        };
        Model::new(self.lists, &self.generators.iter().flat_map(part).collect::<Vec<_>>())
    }

    /// How many lists the model is for.
    #[must_use]
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// The largest terms, each a mask of two or more lists.
    #[must_use]
    pub fn generators(&self) -> &[u32] {
        &self.generators
    }

    /// All terms, smallest first: the constant (0), each list, and all contained in the generators.
    #[must_use]
    pub fn terms(&self) -> Vec<u32> {
        let mut terms: Vec<u32> = (0..self.lists).map(|i| 1 << i).collect();
        terms.push(0);
        for &g in &self.generators {
            // Steps through the subsets of g downwards.
            let mut s = g;
            while s != 0 {
                terms.push(s);
                s = (s - 1) & g;
            }
        }
        terms.sort_unstable_by_key(|&t| (t.count_ones(), t));
        terms.dedup();
        terms
    }

    /// The model in the lists' names: `north:south, south:west`; `independence` where there are no generators.
    #[must_use]
    pub fn in_names(&self, names: &[String]) -> String {
        if self.generators.is_empty() {
            return "independence".to_owned();
        }
        let name = |i: usize| names.get(i).map_or("?", String::as_str);
        let part = |g: &u32| bits(*g).map(name).collect::<Vec<_>>().join(":");
        self.generators.iter().map(part).collect::<Vec<_>>().join(", ")
    }
}

/// The lists of a mask, in order.
fn bits(mask: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |i| mask >> i & 1 == 1)
}

/// Sorts `123` before `14` before `34`, as people write them.
fn lowest_first(mask: u32, lists: usize) -> std::cmp::Reverse<u32> {
    std::cmp::Reverse(mask.reverse_bits() >> (32 - lists.clamp(1, 32)))
}

fn write(lists: usize, generators: &[u32]) -> String {
    let separator = if lists > 9 { "." } else { "" };
    let part = |g: &u32| bits(*g).map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(separator);
    format!("[{}]", generators.iter().map(part).collect::<Vec<_>>().join(","))
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(self.lists, &self.generators))
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_written_as_it_was_read() {
        for text in ["[]", "[12]", "[123,14,34]", "[123,124,134,234]", "[12,34]"] {
            assert_eq!(Model::parse(text, 4).unwrap().to_string(), text);
        }
        assert_eq!(Model::parse("[34, 21,1,14,123]", 4).unwrap().to_string(), "[123,14,34]");
        assert_eq!(Model::new(12, &[0b1100_0000_0000]).unwrap().to_string(), "[11.12]");
    }

    #[test]
    fn terms_are_closed_downwards() {
        assert_eq!(Model::parse("[123,34]", 4).unwrap().terms(), [0, 1, 2, 4, 8, 3, 5, 6, 12, 7]);
        assert_eq!(Model::independence(2).unwrap().terms(), [0, 1, 2]);
    }

    #[test]
    fn a_pair_is_taken_out_with_all_that_contain_it() {
        let without = |text: &str, pair| Model::parse(text, 4).unwrap().without(pair).unwrap().to_string();
        assert_eq!(without("[123,14]", 0b11), "[13,14,23]");
        assert_eq!(without("[12,34]", 0b11), "[34]");
        assert_eq!(without("[34]", 0b11), "[34]");
    }

    #[test]
    fn what_no_table_can_fit_is_refused() {
        for text in ["[15]", "[1234]", "123", "[1x]", "[0]", "[12"] {
            assert!(Model::parse(text, 4).is_err(), "{text}");
        }
        assert!(Model::independence(17).is_err());
    }
}
