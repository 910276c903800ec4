//! The check of a bundle: the bag, then the vault in it.

use super::manifest::{self, Manifest};
use super::redaction::Withheld;
use super::{BAGIT, EXPORT, MAX_TAG, WITHHELD};
use crate::durable;
use crate::error::Problem;
use crate::folder::Folder;
use crate::hash::Hash;
use crate::object;
use crate::verify::{Verified, verify_with};
use std::collections::BTreeSet;
use std::path::Path;

/// A bundle in which everything holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBundle {
    /// The vault in it. Its count of payloads withheld is that of the list.
    pub vault: Verified,
    /// Objects that the list names as withheld.
    pub objects_withheld: u64,
}

/// Files that a bag has beside `data/`, but for the manifest of these.
const TAGS: [&str; 4] = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "verify.sh"];
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Folders nest at most this deep in a bundle.
const DEPTH: usize = 4;

/// Checks everything in a bundle and changes nothing: that the manifests name just what is there, each file's hash, and
/// then all that [`crate::verify`] checks; only what the bundle's own list names may be missing, and the last entry of
/// the log holds the hash of that list.
///
/// # Errors
/// Every problem that was found.
pub fn verify_bundle(dir: &Path) -> Result<VerifiedBundle, Vec<Problem>> {
    let problem = |path: &str, why: &str| Problem::Bundle { path: path.to_owned(), why: why.to_owned() };
    let mut problems = Vec::new();
    let mut found = BTreeSet::new();
    walk(dir, "", DEPTH, &mut found, &mut problems);
    let mut listed = BTreeSet::from([TAG_MANIFEST.to_owned()]);
    for (name, of_payload) in [("manifest-sha256.txt", true), (TAG_MANIFEST, false)] {
        let manifest = match read(dir, name).and_then(|text| {
            manifest::read(&text).map_err(|(line, why)| problem(name, &format!("line {line}: {why}")))
        }) {
            Ok(manifest) => manifest,
            Err(error) => {
                problems.push(error);
                continue;
            }
        };
        let fits = |path: &str| if of_payload { path.starts_with("data/") } else { TAGS.contains(&path) };
        problems.extend(
            manifest
                .keys()
                .filter(|path| !fits(path))
                .map(|path| problem(name, &format!("names {path}, which does not belong there"))),
        );
        check_files(dir, &manifest, &found, &mut problems);
        listed.extend(manifest.into_keys());
    }
    let extra = found.difference(&listed).map(|path| problem(path, "is in no manifest"));
    problems.extend(extra.collect::<Vec<_>>());
    problems.extend(
        TAGS.iter().filter(|tag| !listed.contains(**tag)).map(|tag| problem(tag, "is in no manifest")),
    );
    match read(dir, "bagit.txt") {
        Ok(text) if text == BAGIT => {}
        Ok(_) => problems.push(problem("bagit.txt", "not of BagIt 1.0 in UTF-8")),
        Err(error) => problems.push(error),
    }
    // What is a link or not to be read would mislead the rest.
    if !problems.is_empty() {
        return Err(problems);
    }
    check_vault(dir)
}

fn check_vault(dir: &Path) -> Result<VerifiedBundle, Vec<Problem>> {
    let problem = |why: &str| Problem::Bundle { path: format!("data/{WITHHELD}"), why: why.to_owned() };
    let text = read(dir, &format!("data/{WITHHELD}")).map_err(|error| vec![error])?;
    let withheld = Withheld::read(&text).ok_or_else(|| vec![problem("not as it was written")])?;
    let data = dir.join("data");
    let vault = verify_with(&data, Some(&withheld))?;
    let log = Folder::new(&data).read().map_err(|error| vec![error])?;
    let last = log.and_then(|standing| standing.reading.log.entries().last().cloned());
    let last = last.filter(|entry| entry.kind == EXPORT);
    let said = last.as_ref().and_then(|entry| entry.facts.get("withheld")?.as_str());
    if said != Some(&Hash::of(text.as_bytes()).to_string()) {
        return Err(vec![problem("is not what the last log entry says was withheld")]);
    }
    if vault.key.is_none() {
        return Err(vec![Problem::CheckpointUnsigned { key: 0 }]);
    }
    if let Some(path) = vault.unlisted.first() {
        return Err(vec![Problem::Bundle {
            path: path.display().to_string(),
            why: "no log entry names it".into(),
        }]);
    }
    Ok(VerifiedBundle { objects_withheld: withheld.objects.len() as u64, vault })
}

/// Each file of a manifest is there with its bytes. Objects are only compared by name: the check of the vault hashes them.
fn check_files(dir: &Path, manifest: &Manifest, found: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let problem = |path: &str, why: &str| Problem::Bundle { path: path.to_owned(), why: why.to_owned() };
    for (path, hash) in manifest {
        if !found.contains(path) {
            problems.push(problem(path, "is missing"));
        } else if let Some(name) = path.strip_prefix("data/objects/") {
            let id = hash.to_string();
            if name.split_once('/') != id.get(..2).map(|two| (two, id.as_str())) {
                problems.push(problem(path, "is not named by its SHA-256"));
            }
        } else {
            match object::hash_of(&dir.join(path)) {
                Ok(Some(found)) if found == *hash => {}
                Ok(_) => problems.push(problem(path, "its bytes have changed")),
                Err(error) => problems.push(Problem::unreadable(&dir.join(path))(error)),
            }
        }
    }
}

/// The ordinary files below a folder; links, pipes, names that no bundle has and folders too deep are problems.
fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut BTreeSet<String>,
    problems: &mut Vec<Problem>,
) {
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) => return problems.push(Problem::unreadable(folder)(error)),
    };
    for entry in entries {
        let (name, kind) = match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
            Ok(entry) => entry,
            Err(error) => return problems.push(Problem::unreadable(folder)(error)),
        };
        let path = format!("{prefix}{}", name.to_string_lossy());
        let mut problem =
            |why: &str| problems.push(Problem::Bundle { path: path.clone(), why: why.to_owned() });
        if !manifest::is_safe(&path) {
            problem("no bundle has a file of this name");
        } else if kind.is_file() {
            found.insert(path);
        } else if !kind.is_dir() {
            problem("a link, a pipe or a device");
        } else if depth <= 1 {
            problem("no bundle has folders so deep");
        } else {
            walk(&folder.join(&name), &format!("{path}/"), depth - 1, found, problems);
        }
    }
}

fn read(dir: &Path, name: &str) -> Result<String, Problem> {
    let path = dir.join(name);
    let problem = |why: &str| Problem::Bundle { path: name.to_owned(), why: why.to_owned() };
    let bytes = durable::read(&path, MAX_TAG).map_err(Problem::unreadable(&path))?;
    String::from_utf8(bytes.ok_or_else(|| problem("is missing"))?).map_err(|_| problem("not UTF-8"))
}
