//! A bundle joins another vault: its objects are sealed there, and with them its whole log, so that the custody before the
//! import can still be checked.

use super::redaction::Withheld;
use super::{MAX_TAG, WITHHELD};
use crate::checkpoint::Kept;
use crate::error::{Problem, VaultError};
use crate::folder::{Folder, MAX_LOG};
use crate::hash::{Hash, ItemId};
use crate::line::Entry;
use crate::log::Log;
use crate::note::MAX_NOTE;
use crate::object;
use crate::payload::MAX_PAYLOAD;
use crate::{durable, stamps};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Kind of the entry that says a bundle was taken up.
pub const IMPORT: &str = "import";

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Name of the log that was taken up.
    pub origin: String,
    /// Its entries.
    pub entries: u64,
    /// Objects that were new here.
    pub new: usize,
    /// Objects that the bundle withholds.
    pub withheld: usize,
}

/// A file that an import seals: where it is, the name under which it is sealed, and the entry that sealed it before.
pub struct Incoming {
    /// Where it is.
    pub path: PathBuf,
    /// Its name as the sender gave it, or what it is.
    pub name: String,
    /// How it came.
    pub acquired: String,
    /// What part of the custody it is; `None` for an object.
    pub part: Option<&'static str>,
}

/// All that is to be sealed of a bundle that was checked, and the file that holds its payloads, one a line. That file stands in
/// `own`, and not in the system's temporary folder, which may be on a disk that is not encrypted.
pub fn incoming(data: &Folder, log: &Log, own: &Path) -> Result<(Vec<Incoming>, NamedTempFile), VaultError> {
    let origin = log.origin().unwrap_or_default();
    let mut files = Vec::new();
    let mut payloads = durable::beside(own)?;
    let mut written = BTreeSet::new();
    for entry in log.entries() {
        let Some(name) = entry.payload.filter(|name| written.insert(*name)) else { continue };
        let place = data.payload(name);
        if let Some(bytes) = durable::read(&place, MAX_PAYLOAD).map_err(VaultError::io("read", &place))? {
            payloads.write_all(&bytes).map_err(VaultError::io("write", payloads.path()))?;
        }
    }
    payloads.flush().map_err(VaultError::io("write", payloads.path()))?;

    for (item, n) in log.sealed() {
        let path = object::path(&data.objects, *item);
        if !path.exists() {
            continue; // withheld: the check has made sure of that
        }
        let entry = usize::try_from(*n).ok().and_then(|n| log.entries().get(n));
        let body = entry.and_then(|entry| {
            let name = entry.payload?;
            crate::payload::open(name, &durable::read(&data.payload(name), MAX_PAYLOAD).ok()??)
        });
        let name = body.and_then(|body| body.get("file")?.as_str().map(str::to_owned));
        let acquired = format!("from a bundle of {origin}, where log entry {n} sealed it");
        files.push(Incoming { path, name: name.unwrap_or_default(), acquired, part: None });
    }
    let custody = |path: PathBuf, name: String, part| {
        let acquired = format!("from a bundle of {origin}: its custody");
        Incoming { path, name, acquired, part: Some(part) }
    };
    files.push(custody(data.entries.clone(), "entries.jsonl".into(), "log"));
    files.push(custody(data.checkpoint.clone(), "checkpoint".into(), "checkpoint"));
    files.push(custody(data.public_key.clone(), "key.pub".into(), "key"));
    files.push(custody(data.root.join(WITHHELD), WITHHELD.into(), "withheld"));
    files.push(custody(payloads.path().to_owned(), "payloads.jsonl".into(), "payloads"));
    for (hash, kind) in stamps::listed(log) {
        files.push(custody(data.timestamp(hash, kind), format!("{hash}.{kind}"), "timestamps"));
    }
    Ok((files, payloads))
}

/// The facts of the entry: the name and length of the log, and the items that hold its custody.
pub fn facts(log: &Log, custody: &[(&'static str, ItemId)]) -> Value {
    let mut facts = Map::new();
    facts.insert("origin".into(), log.origin().into());
    facts.insert("entries".into(), log.len().into());
    for (part, item) in custody {
        if *part == "timestamps" {
            let list = facts.entry(*part).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.push(item.to_string().into());
            }
        } else {
            facts.insert((*part).into(), item.to_string().into());
        }
    }
    Value::Object(facts)
}

/// The items that hold the custody of an import: what an "import" entry names. They are no evidence of their own.
pub fn custody(entry: &Entry) -> Vec<ItemId> {
    if entry.kind != IMPORT {
        return Vec::new();
    }
    let of = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    let values = entry.facts.values().flat_map(|value| match value {
        Value::Array(list) => list.iter().filter_map(of).collect::<Vec<_>>(),
        value => of(value).into_iter().collect(),
    });
    values.collect()
}

/// Checks the custody that an "import" entry names: the log as it was then, its checkpoint, and that each object it sealed is
/// sealed here or was withheld. A part that is withheld from this copy is not checked.
pub fn check(folder: &Folder, log: &Log, entry: &Entry, list: Option<&Withheld>) -> Result<(), Problem> {
    let problem = |why: &str| Problem::Import { entry: entry.n, why: why.to_owned() };
    let part = |name: &str, most: u64| {
        let item: ItemId = entry
            .facts
            .get(name)
            .and_then(|item| item.as_str()?.parse().ok())
            .ok_or_else(|| problem("its facts do not name what was imported"))?;
        if list.is_some_and(|list| list.objects.contains_key(&item.0)) {
            return Ok(None);
        }
        let place = object::path(&folder.objects, item);
        // One that is missing or changed is told of as an object.
        Ok(durable::read(&place, most)
            .map_err(Problem::unreadable(&place))?
            .filter(|bytes| Hash::of(bytes) == item.0))
    };
    let (entries, checkpoint, withheld) =
        (part("log", MAX_LOG)?, part("checkpoint", MAX_NOTE)?, part("withheld", MAX_TAG)?);
    let (Some(entries), Some(checkpoint), Some(withheld)) = (entries, checkpoint, withheld) else {
        return Ok(());
    };
    let reading = Log::read(&entries);
    if reading.torn || !reading.problems.is_empty() {
        return Err(problem("the log in it does not hold"));
    }
    let imported = reading.log;
    let newer = Kept::read(&checkpoint).and_then(|kept| kept.check(&imported));
    if newer != Ok(0) || imported.key().is_none() {
        return Err(problem("the checkpoint in it is not that of its log"));
    }
    if entry.facts.get("origin").and_then(Value::as_str) != imported.origin().as_deref() {
        return Err(problem("the log in it has another name"));
    }
    let withheld = std::str::from_utf8(&withheld).ok().and_then(Withheld::read);
    let withheld =
        withheld.ok_or_else(|| problem("the list of what was withheld is not as it was written"))?;
    let lost = imported
        .sealed()
        .keys()
        .find(|item| !log.sealed().contains_key(item) && !withheld.objects.contains_key(&item.0));
    match lost {
        Some(item) => Err(problem(&format!("item {item} was sealed there and is not here"))),
        None => Ok(()),
    }
}
