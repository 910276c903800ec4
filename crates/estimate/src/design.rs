//! The design of the lists: which of them are evidence of their own, and of whom.

use serde::Serialize;

use crate::{Error, LISTS, Lineage, OverlapTable};

/// What is known of the lists beside whom they name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Design {
    /// Lists that copy others, and lists that could name only a part of the victims.
    pub lineage: Lineage,
    /// Lists that could name only those of some strata. Where strata are estimated one by one, such a list takes part in those
    /// alone: that it names nobody elsewhere is a structural zero, which says nothing. Of the whole it covers only a part.
    pub covers: Vec<Covers>,
    /// Lists that name fewer people than this are pooled into one, if three lists remain: a list of a few names meets each
    /// other list hardly ever, and the chance that it does would decide the estimate. 0: none are.
    pub fewest: u64,
}

/// A list that could name only people of some strata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covers {
    /// The list, counted from 0.
    pub list: usize,
    /// The column of strata.
    pub column: String,
    /// The values of that column of which it could name people.
    pub values: Vec<String>,
}

/// What a design leaves of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Used {
    /// The lists used, each a mask of the table's.
    columns: Vec<u32>,
    /// The table of these, or why there is none.
    pub(crate) table: Result<OverlapTable, String>,
    /// What became of lists that do not stand as they were given, one sentence each.
    pub(crate) notes: Vec<String>,
}

impl Used {
    /// Another table of the same lists, in the same form; `None` if nobody in it is on a list that is used.
    pub(crate) fn of(&self, other: &OverlapTable) -> Option<OverlapTable> {
        other.regroup(&self.columns).ok()
    }

    /// Which of the lists used a list of the table has become, as a mask of them; 0 if it is left out.
    pub(crate) fn place(&self, list: usize) -> u32 {
        let holds = |(place, column): (usize, &u32)| if column >> list & 1 == 1 { 1 << place } else { 0 };
        self.columns.iter().enumerate().map(holds).sum()
    }
}

impl Design {
    /// The design in a stratum, given its values by column: what lists cover is then known of it.
    #[must_use]
    pub fn within(&self, stratum: &[(String, String)]) -> Design {
        let outside = |covers: &&Covers| {
            let here = stratum.iter().find(|(column, _)| *column == covers.column);
            here.is_none_or(|(_, value)| !covers.values.contains(value))
        };
        let mut lineage = self.lineage.clone();
        lineage.partial.extend(self.covers.iter().filter(outside).map(|covers| covers.list));
        Design { lineage, covers: Vec::new(), fewest: self.fewest }
    }

    /// What the design leaves of a table.
    ///
    /// Errors: a list that the table does not have.
    pub(crate) fn apply(&self, table: &OverlapTable) -> Result<Used, Error> {
        let whole = self.within(&[]);
        let joined = whole.lineage.columns(table)?;
        let name = |mask: u32| table.joined_name(mask);
        let listed = |mask: u32| -> u64 {
            table.patterns().iter().filter(|(p, _)| p & mask != 0).map(|(_, count)| count).sum()
        };
        let alone = |mask: u32| -> u64 {
            table.patterns().iter().filter(|(p, _)| p & !mask == 0).map(|(_, count)| count).sum()
        };
        let mut notes = Vec::new();
        let mut columns = Vec::new();
        for (mask, partial) in joined {
            if mask.count_ones() > 1 {
                notes.push(format!(
                    "{} are merged into one list: one copies another, and that both name someone says nothing",
                    name(mask)
                ));
            }
            if listed(mask) == 0 {
                notes.push(format!("{} names nobody and is left out", name(mask)));
            } else if partial {
                notes.push(format!(
                    "{} covers only a part and is left out of the estimate, for its silence on others means nothing; the {} \
                     people whom no other list names count among those documented",
                    name(mask),
                    alone(mask)
                ));
            } else {
                columns.push(mask);
            }
        }
        let small: Vec<u32> = columns.iter().copied().filter(|&mask| listed(mask) < self.fewest).collect();
        if small.len() > 1 && columns.len() - small.len() >= 2 {
            let pooled = small.iter().fold(0, |all, mask| all | mask);
            let names: Vec<String> = small.iter().map(|&mask| name(mask)).collect();
            notes.push(format!(
                "{} name fewer than {} people each and are pooled into one list of {}",
                names.join(", "),
                self.fewest,
                listed(pooled)
            ));
            columns.retain(|mask| !small.contains(mask));
            columns.push(pooled);
            columns.sort_unstable_by_key(|mask| mask.trailing_zeros());
        }
        let used = match columns.len() {
            0 | 1 => Err(FEWER_THAN_TWO.to_owned()),
            found if !LISTS.contains(&found) => Err(Error::Lists { found }.to_string()),
            _ => table.regroup(&columns).map_err(|error| error.to_string()),
        };
        Ok(Used { columns, table: used, notes })
    }
}

/// Why nothing can be said where one list remains, or none.
pub(crate) const FEWER_THAN_TWO: &str = "fewer than two independent lists remain once lists that copy each other are merged and those that cover only a part are left \
     out; how many nobody listed cannot be told, and the documented number stands as the minimum";

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> OverlapTable {
        let text = "a,b,c,d,e,count\n1,0,0,0,0,50\n0,1,0,0,0,40\n1,1,0,0,0,20\n0,0,1,0,0,30\n1,0,0,1,0,2\n0,0,0,1,0,1\n0,1,0,0,1,3\n";
        OverlapTable::from_csv(text.as_bytes()).unwrap()
    }

    fn lists(design: &Design) -> Vec<String> {
        design.apply(&table()).unwrap().table.unwrap().lists().to_vec()
    }

    #[test]
    fn small_lists_are_pooled_by_rule_and_shown() {
        let design = Design { fewest: 10, ..Design::default() };
        let used = design.apply(&table()).unwrap();
        let pooled = used.table.clone().unwrap();
        assert_eq!(pooled.lists(), ["a", "b", "c", "d+e"]);
        assert_eq!(pooled.n(), table().n());
        assert_eq!(used.notes, ["d, e name fewer than 10 people each and are pooled into one list of 6"]);
        assert_eq!((used.place(0), used.place(3), used.place(4)), (1, 8, 8));
        assert_eq!(used.of(&table()), Some(pooled));
        // Three lists must remain.
        assert_eq!(lists(&Design { fewest: 60, ..Design::default() }), ["a", "b", "c+d+e"]);
        assert_eq!(lists(&Design { fewest: 70, ..Design::default() }).len(), 5);
    }

    #[test]
    fn a_list_takes_part_only_where_it_could_name_people() {
        let north = Covers { list: 2, column: "region".to_owned(), values: vec!["north".to_owned()] };
        let design = Design { covers: vec![north], ..Design::default() };
        let of = |value: &str| design.within(&[("region".to_owned(), value.to_owned())]);
        assert_eq!(lists(&of("north")), ["a", "b", "c", "d", "e"]);
        assert_eq!(lists(&of("south")), ["a", "b", "d", "e"]);
        // Of the whole it covers a part.
        assert_eq!(lists(&design), ["a", "b", "d", "e"]);
        let notes = design.apply(&table()).unwrap().notes;
        assert!(notes[0].contains("c covers only a part") && notes[0].contains("the 30 people"), "{notes:?}");
    }

    #[test]
    fn too_little_left_and_wrong_numbers_are_said() {
        let lineage = Lineage { derived: vec![(0, 1), (1, 2)], partial: vec![3, 4] };
        let used = Design { lineage, ..Design::default() }.apply(&table()).unwrap();
        assert!(used.table.unwrap_err().contains("fewer than two"));
        assert_eq!(used.notes.len(), 3);
        let wrong = Lineage { derived: vec![(0, 9)], partial: vec![] };
        assert!(Design { lineage: wrong, ..Design::default() }.apply(&table()).is_err());
    }
}
