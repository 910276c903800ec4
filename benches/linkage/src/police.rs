//! Lists of killings by police, judged by the links between them that one list's publisher made.
//!
//! The truth knows links of Mapping Police Violence (MPV) to the Washington Post (WAPO) and to Fatal Encounters (FE),
//! and is silent on records it does not name. So a found pair counts as wrong in three readings, from the fairest to
//! the harshest.

use crate::row::Row;
use crate::run;
use crate::score::{self, Judged, Score};
use crate::truth::each_row;
use anyhow::{Context, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};

const CENTRE: &str = "MPV";

/// Each list with a truth, by its file: the prefix of its records in the truth, and whether its own ids lack it.
const LISTS: [(&str, &str, bool); 3] = [
    ("mapping_police_violence", CENTRE, false),
    ("washington_post", "WAPO", true),
    ("fatal_encounters", "FE", false),
];

/// A record as the truth names it, such as `WAPO:17`; `None` if its list has no truth.
fn named(list: &[u8], id: &[u8]) -> Option<String> {
    let (_, prefix, lacks) = LISTS.iter().find(|(file, ..)| file.as_bytes() == list)?;
    let id = String::from_utf8_lossy(id);
    Some(if *lacks { format!("{prefix}:{id}") } else { id.into_owned() })
}

fn list(record: &str) -> &str {
    record.split(':').next().unwrap_or_default()
}

/// The true links.
#[derive(Default)]
struct Links {
    all: FxHashSet<(String, String)>,
    /// Records with the list to which they have a link.
    linked: FxHashSet<(String, String)>,
}

impl Links {
    fn read(path: &Path) -> Result<Links> {
        let mut links = Links::default();
        each_row(path, ["a", "b", "audit"], |[a, b, audit]| {
            if audit != b"suspect" {
                links.add(&String::from_utf8_lossy(a), &String::from_utf8_lossy(b));
            }
            Ok(())
        })?;
        Ok(links)
    }

    fn add(&mut self, centre: &str, other: &str) {
        self.all.insert((centre.to_owned(), other.to_owned()));
        self.linked.insert((centre.to_owned(), list(other).to_owned()));
        self.linked.insert((other.to_owned(), list(centre).to_owned()));
    }

    /// Whether the link is true, and of how many of its records the truth knows some link to the other's list.
    fn judge(&self, centre: &str, other: &str) -> (bool, usize) {
        let pair = (centre.to_owned(), other.to_owned());
        let known = |record: &str, list: &str| self.linked.contains(&(record.to_owned(), list.to_owned()));
        let of_both = [known(centre, list(other)), known(other, list(centre))];
        (self.all.contains(&pair), of_both.iter().filter(|k| **k).count())
    }

    /// Scores of clusters: pairs whose two, at least one, or no record need be known to the truth.
    fn scores<'a>(&self, clusters: impl Iterator<Item = &'a Vec<String>>) -> [Score; 3] {
        let mut scores = [Score { truth: self.all.len() as u64, found: 0, right: 0 }; 3];
        for cluster in clusters {
            for centre in cluster.iter().filter(|r| list(r) == CENTRE) {
                for other in cluster.iter().filter(|r| list(r) != CENTRE) {
                    let (is_true, known) = self.judge(centre, other);
                    for (score, needed) in scores.iter_mut().zip([2, 1, 0]) {
                        score.found += u64::from(known >= needed);
                        score.right += u64::from(known >= needed && is_true);
                    }
                }
            }
        }
        scores
    }
}

/// Runs and judges the set; the last file holds the truth.
pub fn row(set: &'static str, inquest: &Path, files: &[PathBuf]) -> Result<Row> {
    let (truth, lists) = files.split_last().context("no files")?;
    let linked = run::link(inquest, lists, None, &[])?;
    let links = Links::read(truth)?;
    let mut records = 0;
    let mut clusters: FxHashMap<Vec<u8>, Vec<String>> = FxHashMap::default();
    each_row(&linked.clusters(), ["list", "id", "cluster"], |[list, id, cluster]| {
        records += 1;
        if let Some(record) = named(list, id) {
            clusters.entry(cluster.to_owned()).or_default().push(record);
        }
        Ok(())
    })?;
    let [both, one, all] = links.scores(clusters.values());
    let mut judged: Vec<Judged> = Vec::new();
    let columns = ["list_l", "id_l", "list_r", "id_r", "probability"];
    each_row(&linked.pairs(), columns, |[list_l, id_l, list_r, id_r, probability]| {
        if let (Some(l), Some(r)) = (named(list_l, id_l), named(list_r, id_r))
            && (list(&l) == CENTRE) != (list(&r) == CENTRE)
        {
            let (centre, other) = if list(&l) == CENTRE { (l, r) } else { (r, l) };
            let (is_true, known) = links.judge(&centre, &other);
            if known == 2 {
                judged.push((std::str::from_utf8(probability)?.parse()?, is_true));
            }
        }
        Ok(())
    })?;
    let reading = |score: Score| format!("{:.5} ({} of {})", score.precision(), score.right, score.found);
    let note = format!(
        "precision where the truth links both records: {}; at least one: {}; of all pairs: {}",
        reading(both),
        reading(one),
        reading(all)
    );
    let bins = score::calibration(&judged);
    Ok(Row {
        set,
        records,
        usage: linked.usage,
        edges: score::edges(judged, both.truth),
        clusters: both,
        notes: vec![note],
        bins,
        peer: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_named_as_in_the_truth() {
        assert_eq!(named(b"washington_post", b"17").as_deref(), Some("WAPO:17"));
        assert_eq!(named(b"fatal_encounters", b"FE:17").as_deref(), Some("FE:17"));
        assert_eq!(named(b"killed_by_police", b"KBP:17"), None);
    }

    #[test]
    fn what_the_truth_is_silent_on_counts_in_the_harsher_readings_only() {
        let mut links = Links::default();
        links.add("MPV:1", "WAPO:1");
        links.add("MPV:2", "WAPO:2");
        links.add("MPV:2", "FE:2");
        let cluster = |records: &[&str]| records.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>();
        let clusters = [
            cluster(&["MPV:1", "WAPO:1", "FE:1"]), // right; and a pair of which MPV:1 has no link to FE, nor FE:1 to MPV
            cluster(&["MPV:2", "WAPO:9", "FE:2"]), // a pair with a record unknown to the truth; and a right one
            cluster(&["MPV:3", "WAPO:2"]),         // wrong if one known record is enough
        ];
        let [both, one, all] = links.scores(clusters.iter());
        assert_eq!(both, Score { truth: 3, found: 2, right: 2 });
        assert_eq!(one, Score { truth: 3, found: 4, right: 2 });
        assert_eq!(all, Score { truth: 3, found: 5, right: 2 });
        let crossed = [cluster(&["MPV:1", "WAPO:2"])];
        assert_eq!(links.scores(crossed.iter())[0], Score { truth: 3, found: 1, right: 0 });
    }
}
