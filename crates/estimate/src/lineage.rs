//! Which lists are evidence of their own.

use serde::Serialize;

use crate::{Error, OverlapTable};

/// What is known of how the lists came about. Lists are numbered from 0, as in the table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Lineage {
    /// `(a, b)`: list `a` copies list `b`, wholly or in part. They are merged: being on both says nothing.
    pub derived: Vec<(usize, usize)>,
    /// Lists that could name only a part of the victims (one hospital, one month). They are left out, since their silence
    /// on the others means nothing; whom they alone name stays in the documented minimum.
    pub partial: Vec<usize>,
}

impl Lineage {
    /// The table to estimate from: lists that copy each other (directly or through others) are merged; then lists that cover
    /// a part are left out, and those that name no one. A merged list covers all if one of its members does.
    /// `None` where fewer than two lists remain, or no one is on those that do.
    pub(crate) fn apply(&self, table: &OverlapTable) -> Result<Option<OverlapTable>, Error> {
        let names_anyone = |column: u32| table.patterns().iter().any(|(p, _)| p & column != 0);
        let kept = |&(column, partial): &(u32, bool)| !partial && names_anyone(column);
        let columns: Vec<u32> =
            self.columns(table)?.into_iter().filter(kept).map(|(column, _)| column).collect();
        if columns.len() < 2 { Ok(None) } else { table.regroup(&columns).map(Some) }
    }

    /// The lists once those that copy each other are merged, each a mask of the table's, and whether it covers only a part.
    pub(crate) fn columns(&self, table: &OverlapTable) -> Result<Vec<(u32, bool)>, Error> {
        let lists = table.lists().len();
        let mentioned = self.derived.iter().flat_map(|&(a, b)| [a, b]).chain(self.partial.iter().copied());
        if let Some(index) = mentioned.into_iter().find(|&i| i >= lists) {
            return Err(Error::Index { index, lists, problem: "there is no such list" });
        }
        let mut columns: Vec<u32> = (0..lists).map(|i| 1 << i).collect();
        for &(a, b) in &self.derived {
            let joined = 1 << a | 1 << b;
            let merged = columns.iter().filter(|c| *c & joined != 0).fold(0, |m, c| m | c);
            columns.retain(|c| c & joined == 0);
            columns.push(merged);
        }
        columns.sort_unstable_by_key(|c| c.trailing_zeros());
        let partial = self.partial.iter().fold(0u32, |m, &i| m | 1 << i);
        Ok(columns.into_iter().map(|column| (column, column & !partial == 0)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> OverlapTable {
        let text = "a,b,c,d,count\n1,0,0,0,5\n0,1,0,0,4\n1,0,0,1,2\n0,0,1,0,3\n1,1,1,1,1\n0,0,0,1,6\n";
        OverlapTable::from_csv(text.as_bytes()).unwrap()
    }

    #[test]
    fn copies_are_merged_through_others_and_parts_left_out() {
        let lineage = Lineage { derived: vec![(3, 2), (2, 0)], partial: vec![] };
        let merged = lineage.apply(&table()).unwrap().unwrap();
        assert_eq!(merged.lists(), ["a+c+d", "b"]);
        assert_eq!(merged.patterns(), [(1, 16), (2, 4), (3, 1)]);
        let part = Lineage { derived: vec![(3, 0)], partial: vec![1, 3] };
        let kept = part.apply(&table()).unwrap().unwrap();
        assert_eq!(kept.lists(), ["a+d", "c"]);
        assert_eq!(kept.n(), 17);
    }

    #[test]
    fn too_little_left_and_wrong_numbers_are_said() {
        let all = Lineage { derived: vec![(0, 1), (1, 2), (2, 3)], partial: vec![] };
        assert_eq!(all.apply(&table()), Ok(None));
        let wrong = Lineage { derived: vec![(0, 9)], partial: vec![] };
        assert!(matches!(wrong.apply(&table()), Err(Error::Index { index: 9, .. })));
    }
}
