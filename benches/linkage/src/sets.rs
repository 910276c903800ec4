//! The sets: which files, which column is the id, what the truth is.

use crate::romanise::Way;
use std::path::{Path, PathBuf};

/// Where the files are.
pub struct Folders {
    /// Holds `linkage/`, `police/` and `gaza/`.
    pub data: PathBuf,
    /// A second place for the large invented sets.
    pub syn: Option<PathBuf>,
}

/// One set.
pub struct Set {
    /// Its name on the command line and in the table.
    pub name: &'static str,
    /// How it is run and judged.
    pub kind: Kind,
}

/// How a set is run and judged.
pub enum Kind {
    /// Files with a column `cluster` that says who is who.
    Truth {
        /// Its files.
        files: &'static [&'static str],
        /// The column of ids.
        id: &'static str,
        /// Columns to be ignored besides the truth.
        ignore: &'static [&'static str],
        /// Only pairs across the two files count.
        across: bool,
    },
    /// Lists of killings by police, judged by the links that their publishers made.
    Police,
    /// Two releases of one list in Arabic, judged by the national id; one or both may be romanised first.
    Gaza {
        /// How the first is romanised.
        january: Option<Way>,
        /// How the second is romanised.
        march: Option<Way>,
    },
}

const fn one(name: &'static str, files: &'static [&'static str], id: &'static str) -> Set {
    Set { name, kind: Kind::Truth { files, id, ignore: &[], across: false } }
}

const fn gaza(name: &'static str, january: Option<Way>, march: Option<Way>) -> Set {
    Set { name, kind: Kind::Gaza { january, march } }
}

const FEBRL4: &[&str] = &["febrl4a.csv", "febrl4b.csv"];
const NO_ID: &[&str] = &["soc_sec_id"];

/// All sets, in the order in which they are run.
pub const SETS: &[Set] = &[
    one("syn_1m", &["syn_1m.csv"], "unique_id"),
    one("syn_5m", &["syn_5m.csv"], "unique_id"),
    one("syn_100k", &["syn_100k.csv"], "unique_id"),
    one("febrl3", &["febrl3.csv"], "rec_id"),
    Set { name: "febrl4", kind: Kind::Truth { files: FEBRL4, id: "rec_id", ignore: &[], across: true } },
    Set {
        name: "febrl3_noid",
        kind: Kind::Truth { files: &["febrl3.csv"], id: "rec_id", ignore: NO_ID, across: false },
    },
    Set {
        name: "febrl4_noid",
        kind: Kind::Truth { files: FEBRL4, id: "rec_id", ignore: NO_ID, across: true },
    },
    one("historical_50k", &["historical_50k.csv"], "unique_id"),
    one("RLdata10000", &["RLdata10000.csv"], "rec_id"),
    one("fake_1000", &["fake_1000.csv"], "unique_id"),
    Set { name: "police", kind: Kind::Police },
    gaza("gaza_ar", None, None),
    gaza("gaza_dict", Some(Way::Usual), None),
    gaza("gaza_char", Some(Way::Letters), None),
    gaza("gaza_rand", Some(Way::Drawn), None),
    gaza("gaza_both", Some(Way::Letters), Some(Way::Usual)),
];

const POLICE: &[&str] = &[
    "fatal_encounters.csv",
    "mapping_police_violence.xlsx",
    "washington_post.csv",
    "the_counted_2015.csv",
    "the_counted_2016.csv",
    "killed_by_police.csv",
    "truth_links.csv",
];

const GAZA: &[&str] = &["moh_20240105.csv", "moh_20240329.csv", "name_pairs_ar_en.csv"];

impl Set {
    /// The set's files, those that say the truth among them; or the first that is missing.
    pub fn files(&self, folders: &Folders) -> Result<Vec<PathBuf>, PathBuf> {
        let (folder, files) = match &self.kind {
            Kind::Truth { files, .. } => ("linkage", *files),
            Kind::Police => ("police", POLICE),
            Kind::Gaza { january: None, march: None } => ("gaza", &GAZA[..2]),
            Kind::Gaza { .. } => ("gaza", GAZA),
        };
        files.iter().map(|file| find(folders, folder, file)).collect()
    }
}

fn find(folders: &Folders, folder: &str, file: &str) -> Result<PathBuf, PathBuf> {
    let usual = folders.data.join(folder).join(file);
    let other = folders.syn.as_deref().filter(|_| file.starts_with("syn_")).map(|syn: &Path| syn.join(file));
    match other {
        _ if usual.is_file() => Ok(usual),
        Some(other) if other.is_file() => Ok(other),
        _ => Err(usual),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = SETS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SETS.len());
    }

    #[test]
    fn a_large_set_may_lie_in_a_second_folder() {
        let (data, syn) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let set = SETS.iter().find(|s| s.name == "syn_100k").unwrap();
        let folders = |syn: Option<&Path>| Folders { data: data.path().into(), syn: syn.map(Into::into) };
        assert_eq!(set.files(&folders(None)), Err(data.path().join("linkage/syn_100k.csv")));
        std::fs::write(syn.path().join("syn_100k.csv"), "").unwrap();
        let found = set.files(&folders(Some(syn.path())));
        assert_eq!(found, Ok(vec![syn.path().join("syn_100k.csv")]));
    }
}
