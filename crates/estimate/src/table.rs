//! The overlap table: how many people were on exactly which lists.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;

/// The fewest and the most lists a table may have.
pub const LISTS: std::ops::RangeInclusive<usize> = 2..=16;

/// More people than this are refused: counts stay exact in a double, with room to add them.
const MOST: u64 = 1_000_000_000_000;

/// How many people were on exactly which lists.
///
/// A pattern is a bit mask: bit `i` is set where list `i` names the person. Patterns are sorted, each stands once, none is
/// zero (those on no list are the unknown) and no count is zero. A pattern that is absent was observed no times.
///
/// ```
/// let table = estimate::OverlapTable::from_csv("north,south,count\n1,0,40\n0,1,30\n1,1,12\n".as_bytes())?;
/// assert_eq!((table.n(), table.listed(0), table.overlap(0, 1)), (82, 52, 12));
/// # Ok::<(), estimate::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlapTable {
    lists: Vec<String>,
    patterns: Vec<(u32, u64)>,
}

impl OverlapTable {
    /// A table of `lists` (2 to 16, named, no name twice) and of counts by pattern; counts of the same pattern are added,
    /// counts of zero dropped. A list may be empty.
    pub fn new(
        lists: Vec<String>,
        patterns: impl IntoIterator<Item = (u32, u64)>,
    ) -> Result<OverlapTable, Error> {
        check_lists(&lists)?;
        let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
        let mut total: u64 = 0;
        for (place, (pattern, count)) in patterns.into_iter().enumerate() {
            if pattern >> lists.len() != 0 {
                return Err(Error::Pattern { place: place + 1, lists: lists.len() });
            }
            if count == 0 {
                continue;
            }
            if pattern == 0 {
                return Err(Error::Unlisted { line: place as u64 + 1 });
            }
            total = total.saturating_add(count);
            if total > MOST {
                return Err(Error::Total { problem: "too much" });
            }
            *sums.entry(pattern).or_default() += count;
        }
        if total == 0 {
            return Err(Error::Total { problem: "nothing" });
        }
        Ok(OverlapTable { lists, patterns: sums.into_iter().collect() })
    }

    /// The lists' names, in the order of the bits.
    #[must_use]
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// The patterns that were observed and how often, sorted by pattern.
    #[must_use]
    pub fn patterns(&self) -> &[(u32, u64)] {
        &self.patterns
    }

    /// How many people are on at least one list.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.patterns.iter().map(|&(_, count)| count).sum()
    }

    /// How many people are on all the lists of `mask` (and perhaps on others).
    #[must_use]
    pub fn on_all(&self, mask: u32) -> u64 {
        self.patterns.iter().filter(|&&(p, _)| p & mask == mask).map(|&(_, count)| count).sum()
    }

    /// How many people list `i` names; 0 where there is no such list.
    #[must_use]
    pub fn listed(&self, i: usize) -> u64 {
        if i < self.lists.len() { self.on_all(1 << i) } else { 0 }
    }

    /// How many people both list `i` and list `j` name; 0 where one does not exist.
    #[must_use]
    pub fn overlap(&self, i: usize, j: usize) -> u64 {
        let lists = self.lists.len();
        if i < lists && j < lists { self.on_all(1 << i | 1 << j) } else { 0 }
    }

    /// How many people are on exactly 1, 2, ... lists: element k - 1 speaks of k lists.
    #[must_use]
    pub fn captures(&self) -> Vec<u64> {
        let mut counts = vec![0; self.lists.len()];
        for &(pattern, count) in &self.patterns {
            if let Some(cell) = counts.get_mut(pattern.count_ones() as usize - 1) {
                *cell += count;
            }
        }
        counts
    }

    /// How many people are on two lists or more.
    #[must_use]
    pub fn seen_twice(&self) -> u64 {
        self.captures().iter().skip(1).sum()
    }

    /// The table in which each group of lists counts as one list, named by its members joined with `+`: for lists that copy
    /// each other. A list in no group stays as it is. A merged list stands where its first member stood.
    pub fn merge_lists(&self, groups: &[Vec<usize>]) -> Result<OverlapTable, Error> {
        let lists = self.lists.len();
        let mut leader: Vec<usize> = (0..lists).collect();
        let mut used = vec![false; lists];
        for group in groups {
            let first = group.iter().copied().min().unwrap_or(0);
            for &member in group {
                let problem = match used.get(member) {
                    None => "there is no such list",
                    Some(true) => "it stands in the groups twice",
                    Some(false) => {
                        used[member] = true;
                        leader[member] = first;
                        continue;
                    }
                };
                return Err(Error::Index { index: member, lists, problem });
            }
        }
        let columns: Vec<u32> = (0..lists)
            .filter(|&i| leader[i] == i)
            .map(|i| (i..lists).filter(|&k| leader[k] == i).fold(0, |mask, k| mask | 1 << k))
            .collect();
        self.regroup(&columns)
    }

    /// The table without list `i`; people whom that list alone names are no longer in it.
    pub fn drop_list(&self, i: usize) -> Result<OverlapTable, Error> {
        let lists = self.lists.len();
        if i >= lists {
            return Err(Error::Index { index: i, lists, problem: "there is no such list" });
        }
        let columns: Vec<u32> = (0..lists).filter(|&k| k != i).map(|k| 1 << k).collect();
        self.regroup(&columns)
    }

    /// The table without the lists that name nobody.
    pub fn without_empty_lists(&self) -> Result<OverlapTable, Error> {
        let columns: Vec<u32> =
            (0..self.lists.len()).filter(|&i| self.listed(i) > 0).map(|i| 1 << i).collect();
        if columns.len() < *LISTS.start() {
            return Err(Error::OneList { found: columns.len() });
        }
        self.regroup(&columns)
    }

    /// The name of these lists taken as one: their names joined by `+`.
    pub(crate) fn joined_name(&self, mask: u32) -> String {
        let members = self.lists.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
        members.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("+")
    }

    /// The table whose lists are these unions of the present ones; people on none of them are no longer in it.
    pub(crate) fn regroup(&self, columns: &[u32]) -> Result<OverlapTable, Error> {
        let pattern = |p: u32| {
            let on = columns.iter().enumerate().filter(|(_, mask)| p & **mask != 0);
            on.fold(0u32, |x, (i, _)| x | 1 << i)
        };
        let moved = self.patterns.iter().map(|&(p, count)| (pattern(p), count));
        OverlapTable::new(
            columns.iter().map(|&mask| self.joined_name(mask)).collect(),
            moved.filter(|&(p, _)| p != 0),
        )
    }
}

#[cfg(test)]
impl OverlapTable {
    /// A table of lists that are numbered.
    pub(crate) fn numbered(lists: usize, patterns: &[(u32, u64)]) -> OverlapTable {
        let names = (0..lists).map(|i| format!("list{i}")).collect();
        OverlapTable::new(names, patterns.iter().copied()).unwrap()
    }
}

/// Whether a text can be printed as a name: what is asked of lists and strata.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 400 && !text.chars().any(char::is_control)
}

pub(crate) fn check_lists(lists: &[String]) -> Result<(), Error> {
    if !LISTS.contains(&lists.len()) {
        return Err(Error::Lists { found: lists.len() });
    }
    for (i, name) in lists.iter().enumerate() {
        if name.is_empty() {
            return Err(Error::Name { column: i + 1, problem: "empty" });
        }
        if !is_name(name) {
            return Err(Error::Name { column: i + 1, problem: "too long, or not in one line" });
        }
        if lists[..i].contains(name) {
            return Err(Error::Name { column: i + 1, problem: "used twice" });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<OverlapTable, Error> {
        OverlapTable::from_csv(text.as_bytes())
    }

    #[test]
    fn a_table_is_read_and_counted() {
        let t = table("\u{feff}a, b ,c,count\n1,0,0,5\n0,1,1,4\n1,1,1,2\n0,0,1,0\n").unwrap();
        assert_eq!(t.lists(), ["a", "b", "c"]);
        assert_eq!(t.patterns(), [(1, 5), (6, 4), (7, 2)]);
        assert_eq!((t.n(), t.listed(2), t.overlap(1, 2), t.overlap(0, 9), t.listed(3)), (11, 6, 6, 0, 0));
        assert_eq!(t.captures(), [5, 4, 2]);
    }

    #[test]
    fn merging_and_dropping_keep_the_people() {
        let t = table("a,b,c,d,count\n1,0,0,0,5\n0,1,0,0,4\n1,0,0,1,2\n0,0,1,0,3\n1,1,1,1,1\n").unwrap();
        let merged = t.merge_lists(&[vec![3, 0]]).unwrap();
        assert_eq!(merged.lists(), ["a+d", "b", "c"]);
        assert_eq!(merged.n(), t.n());
        assert_eq!(merged.patterns(), [(1, 7), (2, 4), (4, 3), (7, 1)]);
        let dropped = t.drop_list(1).unwrap();
        assert_eq!(dropped.patterns(), [(1, 5), (2, 3), (5, 2), (7, 1)]);
        assert!(t.drop_list(4).is_err());
        assert!(t.merge_lists(&[vec![0, 1], vec![1, 2]]).is_err());
        assert!(t.merge_lists(&[vec![0, 7]]).is_err());
        assert!(matches!(t.merge_lists(&[vec![0, 1, 2, 3]]), Err(Error::Lists { found: 1 })));
    }
}
