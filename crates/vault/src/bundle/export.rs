//! A bundle is written: copied beside its place, each file hashed on the way, then renamed.

use super::import;
use super::load::{self, Row};
use super::manifest::{self, Manifest};
use super::redaction::{Redaction, Withheld};
use super::{BAGIT, VERIFY_SH, WITHHELD};
use crate::durable;
use crate::error::{Problem, VaultError};
use crate::folder::Folder;
use crate::hash::{Hash, ItemId};
use crate::line::Entry;
use crate::log::Log;
use crate::object;
use crate::payload::{self, MAX_PAYLOAD};
use crate::stamps;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

/// What a bundle holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Objects whose bytes are in it.
    pub objects: usize,
    /// Payloads that are in it.
    pub payloads: usize,
    /// Objects that are withheld.
    pub objects_withheld: usize,
    /// Payloads that are withheld, or were not here.
    pub payloads_withheld: usize,
}

/// What the rules withhold of a log, and what is not there to be handed out.
pub fn withheld(folder: &Folder, log: &Log, rules: &Redaction) -> Withheld {
    let mut withheld = Withheld::default();
    for (item, n) in log.sealed() {
        let entry = usize::try_from(*n).ok().and_then(|n| log.entries().get(n));
        let media_type = entry.and_then(|entry| entry.facts.get("media_type")?.as_str());
        if let Some(reason) = rules.of_object(item.0, media_type.unwrap_or_default()) {
            withheld.objects.insert(item.0, (*n, reason.to_owned()));
        }
    }
    // What another log said in words is kept as one object for each import. It would say again what is withheld here.
    if !rules.is_empty() {
        for entry in log.entries().iter().filter(|entry| entry.kind == import::IMPORT) {
            let said = entry.facts.get("payloads").and_then(|item| item.as_str()?.parse::<ItemId>().ok());
            if let Some(item) = said {
                withheld
                    .objects
                    .entry(item.0)
                    .or_insert((entry.n, "holds words of the log it came with".to_owned()));
            }
        }
    }
    for entry in log.entries() {
        let Some(name) = entry.payload else { continue };
        let absent = || (!folder.payload(name).exists()).then_some("not in the case it was exported from");
        if let Some(reason) = rules.of_payload(entry).or_else(absent) {
            withheld.payloads.insert(name, (entry.n, reason.to_owned()));
        }
    }
    withheld
}

/// Writes the bundle of a folder to a place where nothing is yet. `date` is the day that the bag states; `extra` are
/// further files for `data/`.
pub fn write(
    folder: &Folder,
    log: &Log,
    withheld: &Withheld,
    date: &str,
    extra: &[(String, Vec<u8>)],
    place: &Path,
) -> Result<Exported, VaultError> {
    if fs::symlink_metadata(place).is_ok() {
        return Err(VaultError::Exists { path: place.to_owned() });
    }
    let parent = place.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".inquest-").suffix(".tmp");
    // A bundle holds names: it is its owner's alone, who may open it to others.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let dir = builder.tempdir_in(parent).map_err(VaultError::io("write in", parent))?;
    let mut bag = Bag { root: dir.path(), manifest: Manifest::new(), bytes: 0 };

    for own in ["log", "objects", "payloads"] {
        let own = dir.path().join("data").join(own);
        fs::create_dir_all(&own).map_err(VaultError::io("create", &own))?;
    }
    for (from, name) in [
        (&folder.entries, "entries.jsonl"),
        (&folder.checkpoint, "checkpoint"),
        (&folder.public_key, "key.pub"),
    ] {
        bag.copy(from, &format!("data/log/{name}"))?;
    }
    for (hash, kind) in stamps::listed(log) {
        bag.copy(&folder.timestamp(hash, kind), &format!("data/log/timestamps/{hash}.{kind}"))?;
    }
    let mut rows = Vec::new();
    for (item, n) in log.sealed() {
        let id = item.to_string();
        let path = format!("data/objects/{}/{id}", id.get(..2).unwrap_or_default());
        let kept = withheld.objects.contains_key(&item.0);
        if !kept && bag.copy(&object::path(&folder.objects, *item), &path)? != item.0 {
            return Err(Problem::ObjectChanged { item: *item }.into());
        }
        let entry = usize::try_from(*n).ok().and_then(|n| log.entries().get(n));
        rows.extend(
            entry.map(|entry| row(folder, entry, *item, if kept { None } else { Some(path) }, withheld)),
        );
    }
    let named = log.entries().iter().filter_map(|entry| entry.payload);
    let payloads: Vec<Hash> = named.filter(|name| !withheld.payloads.contains_key(name)).collect();
    for name in &payloads {
        bag.copy(&folder.payload(*name), &format!("data/payloads/{name}"))?;
    }
    bag.write(&format!("data/{WITHHELD}"), withheld.to_csv().as_bytes())?;
    bag.write("data/items.csv", load::csv(&rows).as_bytes())?;
    bag.write("data/items.dat", load::dat(&rows).as_bytes())?;
    for (name, bytes) in extra {
        if !manifest::is_safe(name) {
            return Err(VaultError::NotAFile { path: name.into() });
        }
        bag.write(&format!("data/{name}"), bytes)?;
    }
    let objects = log.sealed().len() - withheld.objects.len();
    bag.finish(log, date)?;
    fs::rename(dir.path(), place).map_err(VaultError::io("write", place))?;
    drop(dir.keep()); // it has its own name now: nothing is left to be removed
    durable::flush_folder(parent)?;
    Ok(Exported {
        objects,
        payloads: payloads.len(),
        objects_withheld: withheld.objects.len(),
        payloads_withheld: withheld.payloads.len(),
    })
}

/// A row of the load files; without a path the object is withheld.
fn row(folder: &Folder, entry: &Entry, item: ItemId, path: Option<String>, withheld: &Withheld) -> Row {
    let payload = entry
        .payload
        .filter(|name| !withheld.payloads.contains_key(name))
        .and_then(|name| payload::open(name, &durable::read(&folder.payload(name), MAX_PAYLOAD).ok()??));
    let said = payload.and_then(|body| body.get("file")?.as_str().map(str::to_owned));
    let fact = |name: &str| match entry.facts.get(name) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let status = if path.is_some() { "included" } else { "withheld" };
    [
        item.to_string().get(..12).unwrap_or_default().to_owned(),
        entry.n.to_string(),
        entry.at.to_string(),
        entry.by.clone(),
        said.unwrap_or_default(),
        fact("media_type"),
        fact("size"),
        item.to_string(),
        path.unwrap_or_default(),
        status.to_owned(),
    ]
}

/// A bag that is being filled.
struct Bag<'a> {
    root: &'a Path,
    manifest: Manifest,
    bytes: u64,
}

impl Bag<'_> {
    /// Copies an ordinary file; the SHA-256 of what was written.
    fn copy(&mut self, from: &Path, path: &str) -> Result<Hash, VaultError> {
        let source = durable::open(from).map_err(VaultError::io("read", from))?;
        let mut source = source.ok_or_else(|| VaultError::NotAFile { path: from.to_owned() })?;
        let (mut file, place) = self.create(path)?;
        let (mut state, mut piece) = (Sha256::new(), vec![0; object::PIECE]);
        loop {
            let read = source.read(&mut piece).map_err(VaultError::io("read", from))?;
            let read = piece.get(..read).unwrap_or_default();
            if read.is_empty() {
                break;
            }
            state.update(read);
            self.bytes += read.len() as u64;
            file.write_all(read).map_err(VaultError::io("write", &place))?;
        }
        file.sync_all().map_err(VaultError::io("write", &place))?;
        let hash = Hash::finish(state);
        self.manifest.insert(path.to_owned(), hash);
        Ok(hash)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let (mut file, place) = self.create(path)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(VaultError::io("write", &place))?;
        self.bytes += bytes.len() as u64;
        self.manifest.insert(path.to_owned(), Hash::of(bytes));
        Ok(())
    }

    fn create(&self, path: &str) -> Result<(File, std::path::PathBuf), VaultError> {
        let place = self.root.join(path);
        let parent = place.parent().unwrap_or(self.root);
        fs::create_dir_all(parent).map_err(VaultError::io("create", parent))?;
        let file = File::create_new(&place).map_err(VaultError::io("write", &place))?;
        Ok((file, place))
    }

    /// Writes the manifests and what else a bag has beside `data/`.
    fn finish(mut self, log: &Log, date: &str) -> Result<(), VaultError> {
        let payload = std::mem::take(&mut self.manifest);
        let info = format!(
            "Bag-Software-Agent: inquest\nBagging-Date: {date}\nExternal-Identifier: {}\nPayload-Oxum: {}.{}\n",
            log.origin().unwrap_or_default(),
            self.bytes,
            payload.len()
        );
        self.write("bagit.txt", BAGIT.as_bytes())?;
        self.write("bag-info.txt", info.as_bytes())?;
        self.write("manifest-sha256.txt", manifest::write(&payload).as_bytes())?;
        self.write("verify.sh", VERIFY_SH.as_bytes())?;
        let tags = manifest::write(&self.manifest);
        self.write("tagmanifest-sha256.txt", tags.as_bytes())
    }
}
