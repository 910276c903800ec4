//! Which lists there are, and which record belongs to which.

use super::input::Input;
use anyhow::{Result, bail};
use linkage::NONE;
use rustc_hash::{FxHashMap, FxHashSet};

/// Lists at most: a column with more values parts a file into something else than lists.
const MOST_LISTS: usize = 200;

/// The lists, and the list of each record.
pub struct Roster {
    /// Their names, no two the same.
    pub names: Vec<String>,
    /// For each record, in the order of the files, its list.
    pub list_of: Vec<u32>,
}

impl Roster {
    /// A list for each file, or for each value of the column that parts the files; rows without a value are a list too.
    pub fn new(inputs: &mut [Input]) -> Result<Roster> {
        let records: usize = inputs.iter().map(|input| input.rows).sum();
        if let [only] = inputs
            && only.rows == 1
        {
            bail!("{}: one record alone has nothing to be matched with; name a second list", only.name);
        }
        if records == 0 {
            bail!("there are no records to match");
        }
        let mut roster = Roster { names: Vec::new(), list_of: Vec::with_capacity(records) };
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        for input in inputs.iter_mut() {
            let Some(parts) = input.parts.take() else {
                roster.list_of.extend(std::iter::repeat_n(roster.names.len() as u32, input.rows));
                roster.names.push(input.name.clone());
                continue;
            };
            if parts.values.len() > MOST_LISTS {
                bail!(
                    "{}: the column of --list has {} different values; at most {MOST_LISTS} lists are matched",
                    input.name,
                    parts.values.len()
                );
            }
            let mut number = |name: String| {
                *numbers.entry(name).or_insert_with_key(|name| {
                    roster.names.push(name.clone());
                    roster.names.len() as u32 - 1
                })
            };
            let mut of: Vec<u32> = parts.values.into_iter().map(&mut number).collect();
            // Rows that name no list are one: that of the file.
            let blank = parts.of.contains(&NONE).then(|| number(input.name.clone()));
            of.extend(blank);
            let last = of.len().saturating_sub(1);
            let list = |&code: &u32| of.get((code as usize).min(last)).copied().unwrap_or_default();
            roster.list_of.extend(parts.of.iter().map(list));
        }
        if roster.names.len() > MOST_LISTS {
            bail!("{} lists; at most {MOST_LISTS} are matched at once", roster.names.len());
        }
        roster.check_ids(inputs, !numbers.is_empty())?;
        Ok(roster)
    }

    /// Where several files hold parts of one list, no id may stand in two of them.
    fn check_ids(&self, inputs: &[Input], parted: bool) -> Result<()> {
        if !parted || inputs.len() < 2 || inputs.iter().any(|input| input.ids.are_rows) {
            return Ok(());
        }
        let mut seen: FxHashSet<(u32, &str)> = FxHashSet::default();
        let ids = inputs.iter().flat_map(|input| input.ids.iter());
        for (&list, id) in self.list_of.iter().zip(ids) {
            if !seen.insert((list, id)) {
                let name = self.names.get(list as usize).map_or("", String::as_str);
                bail!("the id \"{id}\" stands in more than one row of the list \"{name}\"");
            }
        }
        Ok(())
    }

    /// Number of records of each list.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.names.len()];
        for &list in &self.list_of {
            if let Some(size) = sizes.get_mut(list as usize) {
                *size += 1;
            }
        }
        sizes
    }
}
