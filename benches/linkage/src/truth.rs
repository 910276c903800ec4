//! Sets whose records carry the truth in a column, and what `inquest link` said of each record and pair.

use crate::row::Row;
use crate::run;
use crate::score::{self, Judged, Score, pairs_within};
use anyhow::{Context, Result, bail};
use csv::ByteRecord;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// No person is known, or no cluster was given.
pub const NONE: u32 = u32::MAX;

/// The column that says who is who.
const TRUTH: &str = "cluster";

/// Texts as numbers, in the order in which they came.
#[derive(Default)]
struct Numbers(FxHashMap<Box<[u8]>, u32>);

impl Numbers {
    fn get(&mut self, text: &[u8]) -> u32 {
        if let Some(&known) = self.0.get(text) {
            return known;
        }
        let next = self.0.len() as u32;
        self.0.insert(text.into(), next);
        next
    }
}

/// A list: its name, and the number of each id.
type List = (Vec<u8>, FxHashMap<Box<[u8]>, u32>);

/// The records of a set, numbered list by list.
#[derive(Default)]
pub struct Truth {
    lists: Vec<List>,
    /// The list of each record.
    pub list_of: Vec<u32>,
    /// Who each record is; [`NONE`] where that is not known.
    pub person_of: Vec<u32>,
}

/// A pair that was found.
pub struct Pair {
    /// The earlier record.
    pub a: u32,
    /// The later record.
    pub b: u32,
    /// Match weight.
    pub weight: f64,
    /// Probability.
    pub probability: f64,
}

impl Truth {
    /// Reads ids and truth; an empty truth is none.
    pub fn read(files: &[PathBuf], id: &str, person: &str) -> Result<Truth> {
        let mut truth = Truth::default();
        let mut persons = Numbers::default();
        for (list, file) in files.iter().enumerate() {
            let mut records = FxHashMap::default();
            each_row(file, [id, person], |[id, person]| {
                let record = truth.person_of.len() as u32;
                truth.list_of.push(list as u32);
                truth.person_of.push(if person.is_empty() { NONE } else { persons.get(person) });
                if records.insert(id.into(), record).is_some() {
                    bail!("an id stands there twice");
                }
                Ok(())
            })?;
            // `inquest link` calls a list by its file's name.
            let name = file.file_stem().context("a file without a name")?.to_string_lossy().into_owned();
            truth.lists.push((name.into_bytes(), records));
        }
        Ok(truth)
    }

    fn record(&self, list: &[u8], id: &[u8]) -> Result<u32> {
        let records = self.lists.iter().find(|(name, _)| name == list).map(|(_, records)| records);
        let record = records.context("a list that is not in the set")?.get(id);
        record.copied().context("an id that is not in its list")
    }

    /// Whether the two records are known to be one person.
    pub fn is_one(&self, pair: &Pair) -> bool {
        let (a, b) = (self.person_of[pair.a as usize], self.person_of[pair.b as usize]);
        a != NONE && a == b
    }

    /// Whether the two records are of different lists.
    pub fn is_across(&self, pair: &Pair) -> bool {
        self.list_of[pair.a as usize] != self.list_of[pair.b as usize]
    }

    /// The pairs that were found, each once.
    pub fn pairs(&self, path: &Path) -> Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        let columns = ["list_l", "id_l", "list_r", "id_r", "weight", "probability"];
        each_row(path, columns, |[list_l, id_l, list_r, id_r, weight, probability]| {
            let (l, r) = (self.record(list_l, id_l)?, self.record(list_r, id_r)?);
            let (weight, probability) = (number(weight)?, number(probability)?);
            pairs.push(Pair { a: l.min(r), b: l.max(r), weight, probability });
            Ok(())
        })?;
        pairs.sort_by_key(|p| (p.a, p.b));
        pairs.dedup_by_key(|p| (p.a, p.b));
        Ok(pairs)
    }

    /// The cluster of each record; [`NONE`] where none is given.
    pub fn clusters(&self, path: &Path) -> Result<Vec<u32>> {
        let mut clusters = Numbers::default();
        let mut cluster_of = vec![NONE; self.person_of.len()];
        each_row(path, ["list", "id", "cluster"], |[list, id, cluster]| {
            cluster_of[self.record(list, id)? as usize] = clusters.get(cluster);
            Ok(())
        })?;
        Ok(cluster_of)
    }

    /// How right the clusters are, over the pairs of records of which it is known who they are.
    pub fn score(&self, cluster_of: &[u32], across: bool) -> Score {
        let known = || (0..self.person_of.len()).filter(|&r| self.person_of[r] != NONE);
        let in_clusters = || known().filter(|&r| cluster_of[r] != NONE);
        let both = |r: usize| u64::from(cluster_of[r]) << 32 | u64::from(self.person_of[r]);
        let list = |r: usize| self.list_of[r];
        Score {
            truth: pairs_within(known().map(|r| (u64::from(self.person_of[r]), list(r))).collect(), across),
            found: pairs_within(in_clusters().map(|r| (u64::from(cluster_of[r]), list(r))).collect(), across),
            right: pairs_within(in_clusters().map(|r| (both(r), list(r))).collect(), across),
        }
    }
}

/// Runs and judges a set with a truth column.
pub fn row(
    set: &'static str,
    inquest: &Path,
    files: &[PathBuf],
    id: &str,
    ignore: &[&str],
    across: bool,
) -> Result<Row> {
    let ignore: Vec<&str> = [TRUTH].iter().chain(ignore).copied().collect();
    let linked = run::link(inquest, files, Some(id), &ignore)?;
    let truth = Truth::read(files, id, TRUTH)?;
    let clusters = truth.score(&truth.clusters(&linked.clusters())?, across);
    let mut pairs = truth.pairs(&linked.pairs())?;
    pairs.retain(|p| !across || truth.is_across(p));
    let judged: Vec<Judged> = pairs.iter().map(|p| (p.probability, truth.is_one(p))).collect();
    let bins = score::calibration(&judged);
    Ok(Row {
        set,
        records: truth.person_of.len(),
        usage: linked.usage,
        edges: score::edges(judged, clusters.truth),
        clusters,
        notes: Vec::new(),
        bins,
        peer: None,
    })
}

/// Calls `use_row` with the cells of the wanted columns, row by row.
pub fn each_row<const N: usize>(
    path: &Path,
    wanted: [&str; N],
    mut use_row: impl FnMut([&[u8]; N]) -> Result<()>,
) -> Result<()> {
    let name = path.display();
    let mut file = csv::Reader::from_path(path).with_context(|| format!("{name}: cannot be read"))?;
    let header = file.byte_headers().with_context(|| format!("{name}: cannot be read"))?;
    let mut at = [0; N];
    for (at, column) in at.iter_mut().zip(wanted) {
        let found = header.iter().position(|c| c == column.as_bytes());
        *at = found.with_context(|| format!("{name}: there is no column \"{column}\""))?;
    }
    let mut row = ByteRecord::new();
    while file.read_byte_record(&mut row).with_context(|| format!("{name}: cannot be read"))? {
        let line = row.position().map_or(0, csv::Position::line);
        use_row(at.map(|c| row.get(c).unwrap_or_default()))
            .with_context(|| format!("{name}, line {line}"))?;
    }
    Ok(())
}

fn number(text: &[u8]) -> Result<f64> {
    std::str::from_utf8(text)?.parse().context("not a number")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(dir: &Path) -> Truth {
        let (one, two) = (dir.join("one.csv"), dir.join("two.csv"));
        std::fs::write(&one, "\u{feff}id,who,x\n1,A,\n2,A,\n3,,\n").unwrap();
        std::fs::write(&two, "x,who,id\n,A,1\n,B,2\n,,3\n").unwrap();
        Truth::read(&[one, two], "id", "who").unwrap()
    }

    #[test]
    fn an_id_may_stand_in_both_lists() {
        let dir = tempfile::tempdir().unwrap();
        let truth = set(dir.path());
        assert_eq!(truth.list_of, [0, 0, 0, 1, 1, 1]);
        assert_eq!(truth.person_of, [0, 0, NONE, 0, 1, NONE]);
    }

    #[test]
    fn clusters_are_judged_by_records_of_known_persons() {
        let dir = tempfile::tempdir().unwrap();
        let truth = set(dir.path());
        let path = dir.path().join("clusters.csv");
        std::fs::write(&path, "list,id,cluster\none,1,7\none,2,8\none,3,7\ntwo,1,7\ntwo,2,7\ntwo,3,7\n")
            .unwrap();
        let clusters = truth.clusters(&path).unwrap();
        assert_eq!(truth.score(&clusters, false), Score { truth: 3, found: 3, right: 1 });
        assert_eq!(truth.score(&clusters, true), Score { truth: 2, found: 2, right: 1 });
    }

    #[test]
    fn records_without_a_cluster_stand_alone() {
        let dir = tempfile::tempdir().unwrap();
        let truth = set(dir.path());
        assert_eq!(truth.score(&[NONE; 6], false), Score { truth: 3, found: 0, right: 0 });
    }

    #[test]
    fn a_pair_counts_once_whichever_way_round() {
        let dir = tempfile::tempdir().unwrap();
        let truth = set(dir.path());
        let path = dir.path().join("pairs.csv");
        let head = "list_l,id_l,list_r,id_r,weight,probability\n";
        std::fs::write(&path, format!("{head}two,1,one,1,5.5,0.9\none,1,two,1,5.5,0.9\none,3,two,3,1,0.5\n"))
            .unwrap();
        let pairs = truth.pairs(&path).unwrap();
        assert_eq!(pairs.iter().map(|p| (p.a, p.b)).collect::<Vec<_>>(), [(0, 3), (2, 5)]);
        assert!(truth.is_one(&pairs[0]) && truth.is_across(&pairs[0]));
        assert!(!truth.is_one(&pairs[1]), "two records of unknown persons are not one");
        std::fs::write(&path, format!("{head}one,1,three,1,5.5,0.9\n")).unwrap();
        assert!(truth.pairs(&path).is_err());
    }
}
