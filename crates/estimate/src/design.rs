//! The design of the lists: which of them are evidence of their own, and of whom.

use serde::Serialize;

use crate::{Error, LISTS, Lineage, OverlapTable, Stratum};

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
    /// What the design leaves of a table; `stratum` holds the columns that part it and their values here, none for the whole.
    ///
    /// Errors: a list that the table does not have, or one that copies itself.
    pub(crate) fn apply(&self, table: &OverlapTable, stratum: &[(String, String)]) -> Result<Used, Error> {
        let lists = table.lists().len();
        let itself = self.lineage.derived.iter().find(|(copy, of)| copy == of).map(|(copy, _)| *copy);
        if let Some(index) = itself {
            return Err(Error::Index { index, lists, problem: "it is said to copy itself" });
        }
        if let Some(index) = self.covers.iter().map(|covers| covers.list).find(|&list| list >= lists) {
            return Err(Error::Index { index, lists, problem: "there is no such list" });
        }
        let name = |mask: u32| table.joined_name(mask);
        let people = |holds: &dyn Fn(u32) -> bool| -> u64 {
            table.patterns().iter().filter(|(p, _)| holds(*p)).map(|(_, count)| count).sum()
        };
        let listed = |mask: u32| people(&|p| p & mask != 0);
        let mut notes = Vec::new();
        let mut columns = Vec::new();
        for (mask, partial) in self.lineage.columns(table)? {
            if mask.count_ones() > 1 {
                notes.push(format!(
                    "{} are merged into one list: one copies another, and that both name someone says nothing",
                    name(mask)
                ));
            }
            let alone = people(&|p| p & !mask == 0);
            match self.reach(mask, stratum) {
                _ if listed(mask) == 0 => notes.push(format!("{} names nobody and is left out", name(mask))),
                Reach::All if !partial => columns.push(mask),
                Reach::Elsewhere => notes.push(format!(
                    "{} is said to be able to name nobody here, yet names {} people; it is left out of this estimate, and the \
                     {alone} whom no other list names count among those documented",
                    name(mask),
                    listed(mask)
                )),
                Reach::All | Reach::Part => notes.push(format!(
                    "{} covers only a part and is left out of the estimate, for its silence on others means nothing; the \
                     {alone} people whom no other list names count among those documented",
                    name(mask)
                )),
            }
        }
        self.pool(&mut columns, &mut notes, listed, name);
        let used = match columns.len() {
            0 | 1 => Err(FEWER_THAN_TWO.to_owned()),
            found if !LISTS.contains(&found) => Err(Error::Lists { found }.to_string()),
            _ => table.regroup(&columns).map_err(|error| error.to_string()),
        };
        Ok(Used { columns, table: used, notes })
    }

    /// Of whom a list, or several that are merged, could name people here: of all if one of them could.
    fn reach(&self, mask: u32, stratum: &[(String, String)]) -> Reach {
        let of_list = |list: usize| {
            let limits: Vec<&Covers> = self.covers.iter().filter(|covers| covers.list == list).collect();
            let here = |covers: &&Covers| {
                stratum
                    .iter()
                    .find(|(column, _)| *column == covers.column)
                    .map(|(_, value)| covers.holds(value))
            };
            let said: Vec<bool> = limits.iter().filter_map(here).collect();
            match (limits.is_empty(), said.is_empty(), said.contains(&true)) {
                (true, ..) | (_, false, true) => Reach::All,
                (_, true, _) => Reach::Part,
                _ => Reach::Elsewhere,
            }
        };
        (0..32).filter(|list| mask >> list & 1 == 1).map(of_list).max().unwrap_or(Reach::All)
    }

    /// Pools the small lists.
    fn pool(
        &self,
        columns: &mut Vec<u32>,
        notes: &mut Vec<String>,
        listed: impl Fn(u32) -> u64,
        name: impl Fn(u32) -> String,
    ) {
        let small: Vec<u32> = columns.iter().copied().filter(|&mask| listed(mask) < self.fewest).collect();
        if small.is_empty() {
            return;
        }
        let names: Vec<String> = small.iter().map(|&mask| name(mask)).collect();
        let names = format!("{} name fewer than {} people each", names.join(", "), self.fewest);
        if small.len() == 1 || columns.len() - small.len() < 2 {
            notes.push(format!(
                "{names}, but are not pooled: two such lists are needed, and two others that remain"
            ));
            return;
        }
        let pooled = small.iter().fold(0, |all, mask| all | mask);
        notes.push(format!("{names} and are pooled into one list of {}", listed(pooled)));
        columns.retain(|mask| !small.contains(mask));
        columns.push(pooled);
        columns.sort_unstable_by_key(|mask| mask.trailing_zeros());
    }
}

/// Of whom a list could name people, the widest last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Of none of those here: its silence is a structural zero.
    Elsewhere,
    /// Of some of those here.
    Part,
    /// Of all.
    All,
}

impl Covers {
    /// A value that it is said to cover and no stratum has; `None` where the strata are not of its column.
    #[must_use]
    pub fn nowhere(&self, strata: &[Stratum]) -> Option<&str> {
        let of_column = |stratum: &'_ Stratum| {
            stratum.values.iter().find(|(column, _)| *column == self.column).map(|(_, value)| fold(value))
        };
        let here: Vec<String> = strata.iter().filter_map(of_column).collect();
        let absent = self.values.iter().find(|value| !here.contains(&fold(value)));
        absent.filter(|_| !here.is_empty()).map(String::as_str)
    }

    /// Whether it is said to cover a value; letters may be large or small.
    fn holds(&self, value: &str) -> bool {
        self.values.iter().any(|covered| fold(covered) == fold(value))
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
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
        design.apply(&table(), &[]).unwrap().table.unwrap().lists().to_vec()
    }

    #[test]
    fn small_lists_are_pooled_by_rule_and_shown() {
        let design = Design { fewest: 10, ..Design::default() };
        let used = design.apply(&table(), &[]).unwrap();
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
        let covers =
            |value: &str| Covers { list: 2, column: "region".to_owned(), values: vec![value.to_owned()] };
        let design = Design { covers: vec![covers("north"), covers("coast")], ..Design::default() };
        let of = |value: &str| design.apply(&table(), &[("region".to_owned(), value.to_owned())]).unwrap();
        let lists = |used: &Used| used.table.clone().unwrap().lists().to_vec();
        assert_eq!(lists(&of("North ")), ["a", "b", "c", "d", "e"]);
        assert_eq!(lists(&of("coast")), ["a", "b", "c", "d", "e"]);
        let south = of("south");
        assert_eq!(lists(&south), ["a", "b", "d", "e"]);
        assert!(
            south.notes[0].contains("able to name nobody here, yet names 30 people"),
            "{:?}",
            south.notes
        );
        // Of the whole it covers a part, and of strata by another column.
        for whole in
            [design.apply(&table(), &[]), design.apply(&table(), &[("year".to_owned(), "north".to_owned())])]
        {
            let whole = whole.unwrap();
            assert_eq!(lists(&whole), ["a", "b", "d", "e"]);
            let note = &whole.notes[0];
            assert!(note.contains("c covers only a part") && note.contains("the 30 people"), "{note}");
        }
    }

    #[test]
    fn too_little_left_and_wrong_numbers_are_said() {
        let lineage = Lineage { derived: vec![(0, 1), (1, 2)], partial: vec![3, 4] };
        let used = Design { lineage, ..Design::default() }.apply(&table(), &[]).unwrap();
        assert!(used.table.unwrap_err().contains("fewer than two"));
        assert_eq!(used.notes.len(), 3);
        let wrong = Lineage { derived: vec![(0, 9)], partial: vec![] };
        assert!(Design { lineage: wrong, ..Design::default() }.apply(&table(), &[]).is_err());
        let itself = Lineage { derived: vec![(1, 1)], partial: vec![] };
        let said =
            Design { lineage: itself, ..Design::default() }.apply(&table(), &[]).unwrap_err().to_string();
        assert!(said.contains("copy itself"), "{said}");
    }
}
