//! How these clusters compare with earlier ones: which pairs of records they agree on, which they join and which they part.

use super::input::Input;
use super::roster::Roster;
use anyhow::{Context, Result, bail};
use linkage::Linked;
use rustc_hash::FxHashMap;
use std::io::Read;
use std::path::Path;

/// What has changed since an earlier `clusters.csv`. Pairs are counted among the records that both hold.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub struct Against {
    /// Pairs in one cluster then and now.
    agree: u64,
    /// Pairs in one cluster now, and not then.
    joined: u64,
    /// Pairs in one cluster then, and not now.
    split: u64,
    /// Records that stand here only.
    only_now: u64,
    /// Records that stood in the earlier file only.
    only_then: u64,
}

impl Against {
    /// Compares with the clusters of a file: `list,id,cluster`, other columns aside.
    pub fn new(path: &Path, inputs: &[Input], roster: &Roster, linked: &Linked) -> Result<Against> {
        let name = path.display().to_string();
        let file = std::fs::File::open(path).with_context(|| format!("{name}: cannot be read"))?;
        let then = read(file).with_context(|| name)?;
        let lists = roster.list_of.iter().map(|&l| roster.names[l as usize].as_str());
        let ids = lists.zip(inputs.iter().flat_map(|input| input.ids.iter()));
        Ok(compared(&then, ids.zip(linked.person_of.iter().copied())))
    }

    /// In words.
    pub fn told(&self) -> String {
        let Against { agree, joined, split, only_now, only_then } = self;
        let mut told = format!(
            "Against the earlier clusters: {agree} pairs of records are together as they were, {joined} were joined, {split} were split."
        );
        if only_now + only_then > 0 {
            told += &format!(" {only_now} records are new, {only_then} are gone; they are not compared.");
        }
        told + "\n"
    }
}

/// Clusters by list, id, and how many records of that list and id came before: an id may stand twice.
type Clusters = FxHashMap<(String, String, u32), u32>;

fn read(file: impl Read) -> Result<Clusters> {
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.byte_headers().context("line 1 cannot be read")?.clone();
    let column = |name: &str| {
        let is = |cell: &[u8]| cell.strip_prefix("\u{feff}".as_bytes()).unwrap_or(cell) == name.as_bytes();
        header
            .iter()
            .position(is)
            .with_context(|| format!("there is no column \"{name}\"; expected list,id,cluster"))
    };
    let columns = [column("list")?, column("id")?, column("cluster")?];
    let mut number: FxHashMap<String, u32> = FxHashMap::default();
    let mut times: FxHashMap<(String, String), u32> = FxHashMap::default();
    let mut clusters = Clusters::default();
    for row in reader.records() {
        let row = row.context("not a row of list,id,cluster")?;
        let [list, id, cluster] = columns.map(|c| row.get(c).unwrap_or_default().to_owned());
        if cluster.is_empty() {
            bail!("line {}: there is no cluster", row.position().map_or(0, csv::Position::line));
        }
        let next = number.len() as u32;
        let cluster = *number.entry(cluster).or_insert(next);
        let times = times.entry((list.clone(), id.clone())).or_default();
        clusters.insert((list, id, *times), cluster);
        *times += 1;
    }
    Ok(clusters)
}

fn compared<'a>(then: &Clusters, now: impl Iterator<Item = ((&'a str, &'a str), u32)>) -> Against {
    let mut times: FxHashMap<(&str, &str), u32> = FxHashMap::default();
    let mut of_both: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    let (mut of_then, mut of_now): (FxHashMap<u32, u64>, FxHashMap<u32, u64>) = Default::default();
    let (mut shared, mut only_now) = (0, 0);
    for ((list, id), now) in now {
        let times = times.entry((list, id)).or_default();
        match then.get(&(list.to_owned(), id.to_owned(), *times)) {
            Some(&then) => {
                shared += 1;
                *of_both.entry((then, now)).or_default() += 1;
                *of_then.entry(then).or_default() += 1;
                *of_now.entry(now).or_default() += 1;
            }
            None => only_now += 1,
        }
        *times += 1;
    }
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let agree = of_both.values().copied().map(pairs).sum();
    Against {
        agree,
        joined: of_now.values().copied().map(pairs).sum::<u64>() - agree,
        split: of_then.values().copied().map(pairs).sum::<u64>() - agree,
        only_now,
        only_then: then.len() as u64 - shared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_joined_and_split_are_counted() {
        let then =
            read("list,id,cluster,probability\na,1,x,1\na,2,x,1\nb,1,x,1\nb,2,y,1\na,9,y,1\n".as_bytes())
                .unwrap();
        let now = [(("a", "1"), 0), (("a", "2"), 0), (("b", "1"), 1), (("b", "2"), 1), (("b", "3"), 1)];
        let against = compared(&then, now.into_iter());
        assert_eq!(against, Against { agree: 1, joined: 1, split: 2, only_now: 1, only_then: 1 });
        assert!(against.told().contains("1 records are new, 1 are gone"));
    }

    #[test]
    fn an_id_that_stands_twice_is_met_twice() {
        let then = read("id,list,cluster\n1,a,5\n1,a,5\n".as_bytes()).unwrap();
        let against = compared(&then, [(("a", "1"), 0), (("a", "1"), 0), (("a", "1"), 0)].into_iter());
        assert_eq!(against, Against { agree: 1, joined: 0, split: 0, only_now: 1, only_then: 0 });
    }

    #[test]
    fn what_is_no_clusters_file_is_refused() {
        let refused = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(refused("list,cluster\n"), "there is no column \"id\"; expected list,id,cluster");
        assert_eq!(refused("list,id,cluster\na,1,\n"), "line 2: there is no cluster");
        assert!(refused("list,id,cluster\na,1\n").contains("not a row"));
    }
}
