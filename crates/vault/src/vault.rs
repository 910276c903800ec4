//! The vault: one folder with sealed objects, one log and its payloads, opened for reading or for writing.

mod handover;

use crate::checkpoint::{Checkpoint, Kept};
use crate::durable;
use crate::error::{Problem, VaultError};
use crate::folder::{Folder, MAX_LOG};
use crate::hash::{Hash, ItemId};
use crate::key::{CaseKey, NamedKey};
use crate::line::{self, Draft, Entry};
use crate::log::{ED25519, KEY, Log, SEAL, is_bookkeeping};
use crate::object;
use crate::payload::{self, MAX_PAYLOAD, Salt};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Evidence and log of one folder. See the crate's documentation for an example.
#[derive(Debug)]
pub struct Vault {
    folder: Folder,
    log: Log,
    writer: Option<Writer>,
}

/// Fills bytes with what nobody can guess.
type Random = Box<dyn FnMut(&mut [u8]) -> io::Result<()> + Send + Sync>;

/// What only a vault that is open for writing has.
struct Writer {
    /// Held until the vault is dropped.
    _lock: File,
    entries: File,
    key: CaseKey,
    random: Random,
    /// A write failed half-way: memory and disk may differ.
    stale: bool,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("stale", &self.stale).finish_non_exhaustive()
    }
}

/// An entry that is in the log for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRef {
    /// Its number, from 0.
    pub n: u64,
    /// Hash of its line.
    pub hash: Hash,
}

/// What sealing a file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The item's id: SHA-256 of its bytes.
    pub item: ItemId,
    /// Length in bytes.
    pub size: u64,
    /// Media type, as the log states it.
    pub media_type: String,
    /// Whether these bytes were not sealed before.
    pub new: bool,
}

/// Where the log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last line; [`Hash::ZERO`] for an empty log.
    pub hash: Hash,
}

impl Vault {
    /// Opens the vault of a folder for writing; creates what is not there. Takes the lock: a second writer is refused
    /// with [`VaultError::Locked`] until this vault is dropped.
    ///
    /// What a crash left is put right: a last line without end is cut off (it was never acknowledged), a checkpoint that
    /// agrees but is behind is brought up to date. Anything else that does not hold is [`VaultError::Damaged`], and
    /// nothing is changed.
    pub fn create_or_open(dir: &Path) -> Result<Vault, VaultError> {
        Vault::create_or_open_with(dir, |bytes| getrandom::fill(bytes).map_err(io::Error::from))
    }

    /// As [`Vault::create_or_open`], with another source of random bytes: for tests and examples that must give the same
    /// bytes each time. Whoever can guess them can sign checkpoints, and can test guesses at what a withheld payload says.
    pub fn create_or_open_with(
        dir: &Path,
        random: impl FnMut(&mut [u8]) -> io::Result<()> + Send + Sync + 'static,
    ) -> Result<Vault, VaultError> {
        let mut random: Random = Box::new(random);
        let folder = Folder::new(dir);
        durable::create_folder(dir)?;
        durable::make_folder(&folder.log)?;
        let lock = lock(&folder)?;

        let standing = folder.read()?;
        if standing.is_none() {
            durable::write(&folder.entries, b"")?;
        }
        let (log, torn, newer) = match standing {
            None => (Log::default(), false, 0),
            Some(standing) => {
                let newer = match standing.newer {
                    Err(Problem::CheckpointMissing { entries }) => entries,
                    newer => newer?,
                };
                (sound(standing.reading.log, standing.reading.problems)?, standing.reading.torn, newer)
            }
        };

        let key = match CaseKey::read(&folder.key)? {
            Some(key) => key,
            None if log.key().is_some() => return Err(VaultError::NoKey { path: folder.key }),
            None => {
                let mut seed = [0; 32];
                random(&mut seed).map_err(VaultError::Random)?;
                CaseKey::from_seed(&seed)
            }
        };
        if let Some((entry, _)) = log.key().filter(|(_, named)| named.key != key.public()) {
            return Err(Problem::KeyDiffers { entry }.into());
        }

        // From here on it is certain that what is on disk is ours to complete.
        for own in folder.own() {
            durable::make_folder(own)?;
            durable::sweep(own)?;
        }
        durable::flush_folder(&folder.log)?;
        durable::flush_folder(&folder.root)?;
        let entries = OpenOptions::new().append(true).open(&folder.entries);
        let entries = entries.map_err(VaultError::io("write", &folder.entries))?;
        if torn {
            let cut = entries.set_len(log.bytes()).and_then(|()| entries.sync_all());
            cut.map_err(VaultError::io("write", &folder.entries))?;
        }
        if newer > 0 || folder.check_public_key(&log).is_err() {
            write_checkpoint(&folder, &log, &key)?;
        }
        let writer = Writer { _lock: lock, entries, key, random, stale: false };
        Ok(Vault { folder, log, writer: Some(writer) })
    }

    /// Opens the vault of a folder for reading. Takes no lock and writes nothing; entries that a writer adds later are
    /// not seen. A log that does not hold is [`VaultError::Damaged`]; objects and payloads are checked when they are read.
    pub fn read_only(dir: &Path) -> Result<Vault, VaultError> {
        let folder = Folder::new(dir);
        let standing = folder.read()?.ok_or_else(|| VaultError::NoVault { dir: dir.to_owned() })?;
        match standing.newer {
            Ok(_) | Err(Problem::CheckpointMissing { .. }) => {}
            Err(problem) => return Err(problem.into()),
        }
        let log = sound(standing.reading.log, standing.reading.problems)?;
        Ok(Vault { folder, log, writer: None })
    }

    /// Seals one file: see [`Vault::seal_all`].
    pub fn seal(&mut self, path: &Path, by: &str, at: Timestamp) -> Result<Sealed, VaultError> {
        let sealed = self.seal_all(&[path], by, at)?;
        sealed.into_iter().next().ok_or_else(|| VaultError::NotAFile { path: path.to_owned() })
    }

    /// Seals files: copies the bytes among the objects and logs each as a "seal" entry, all with one write. Bytes that
    /// are sealed already add no entry; if their object was lost it is put back. The results are in the order of `paths`.
    ///
    /// If one file fails, none is logged; what was copied so far is harmless and is not copied again. An object that
    /// stands under the right name with other bytes is [`Problem::ObjectChanged`].
    pub fn seal_all<P: AsRef<Path>>(
        &mut self,
        paths: &[P],
        by: &str,
        at: Timestamp,
    ) -> Result<Vec<Sealed>, VaultError> {
        let acquired = "from a file on this computer";
        let files: Vec<_> = paths.iter().map(|path| (path.as_ref(), None, acquired)).collect();
        let (sealed, drafts) = self.store(&files, by, at)?;
        self.commit(drafts)?;
        Ok(sealed)
    }

    /// Stores files, each with the name it shall have (`None`: its own) and how it was acquired; what became of each, and the
    /// entries that are still to be added.
    fn store(
        &self,
        files: &[(&Path, Option<&str>, &str)],
        by: &str,
        at: Timestamp,
    ) -> Result<(Vec<Sealed>, Vec<Draft>), VaultError> {
        if self.writer.is_none() {
            return Err(VaultError::ReadOnly);
        }
        let mut drafts: Vec<Draft> = Vec::new();
        let mut results: Vec<Sealed> = Vec::new();
        let mut fresh = BTreeSet::new();
        for (path, name, acquired) in files {
            let stored = object::store(&self.folder.objects, path, *name)?;
            let (item, size) = (stored.item, stored.size);
            let known = self.sealed(&item);
            let media_type = known.and_then(|entry| entry.facts.get("media_type")?.as_str());
            let media_type = media_type.unwrap_or(stored.media_type).to_owned();
            let new = known.is_none() && fresh.insert(item);
            if new {
                drafts.push(Draft {
                    kind: SEAL.into(),
                    by: by.into(),
                    at,
                    facts: json!({"item": item, "size": size, "media_type": media_type}),
                    payload: Some(json!({"file": stored.file, "acquired": acquired})),
                });
            }
            results.push(Sealed { item, size, media_type, new });
        }
        // Also for bytes that were there: a run that was cut short may have left them without this.
        object::flush(&self.folder.objects, results.iter().map(|sealed| sealed.item))?;
        Ok((results, drafts))
    }

    /// Adds entries to the log, all with one write; when it returns they are on the disk. Either all are added or, if
    /// one is refused, none. Entries of kind "seal" come from [`Vault::seal`] alone. Before the first entry that is added to a
    /// log without a key comes one of kind "key", in the name of the same person: it fixes the key that signs checkpoints.
    pub fn append(&mut self, drafts: Vec<Draft>) -> Result<Vec<EntryRef>, VaultError> {
        if let Some(draft) = drafts.iter().find(|draft| draft.kind == SEAL || is_bookkeeping(&draft.kind)) {
            return Err(refused(&draft.kind, "kind", "only the vault itself makes such an entry".into()));
        }
        self.commit(drafts)
    }

    fn commit(&mut self, mut drafts: Vec<Draft>) -> Result<Vec<EntryRef>, VaultError> {
        let writer = self.writer.as_mut().ok_or(VaultError::ReadOnly)?;
        if writer.stale {
            return Err(VaultError::Stale);
        }
        let Some(first) = drafts.first() else {
            return Ok(Vec::new());
        };
        let keyless = self.log.key().is_none();
        if keyless {
            let facts = json!({ ED25519: writer.key.public().text() });
            let (by, at) = (first.by.clone(), first.at);
            drafts.insert(0, Draft { kind: KEY.into(), by, at, facts, payload: None });
        }

        // First everything that can be refused, then the payloads, then the lines: an entry never precedes what it names.
        let mut text = String::new();
        let mut entries = Vec::new();
        let mut payloads = Vec::new();
        let mut prev = self.log.last();
        for (n, draft) in (self.log.len()..).zip(&drafts) {
            let payload =
                draft.payload.as_ref().map(|body| prepare(draft, body, &mut writer.random)).transpose()?;
            let line = line::write(draft, n, payload.as_ref().map(|payload| payload.name), prev)
                .map_err(|(field, why)| refused(&draft.kind, field, why))?;
            let entry = line::read(line.as_bytes()).map_err(|why| refused(&draft.kind, "line", why))?;
            prev = entry.hash;
            if payload.as_ref().is_some_and(|payload| payload.file.len() as u64 > MAX_PAYLOAD) {
                return Err(refused(&draft.kind, "payload", format!("longer than {MAX_PAYLOAD} bytes")));
            }
            payloads.extend(payload);
            entries.push((line.len(), entry));
            text.push_str(&line);
            text.push('\n');
        }
        if self.log.bytes() + text.len() as u64 > MAX_LOG {
            return Err(VaultError::LogFull { most: MAX_LOG });
        }
        if keyless {
            writer.key.write(&self.folder.key)?;
            durable::flush_folder(&self.folder.keys)?;
        }
        for payload in &payloads {
            durable::write(&self.folder.payload(payload.name), payload.file.as_bytes())?;
        }
        if !payloads.is_empty() {
            durable::flush_folder(&self.folder.payloads)?;
        }

        let written = writer.entries.write_all(text.as_bytes()).and_then(|()| writer.entries.sync_data());
        if let Err(error) = written {
            // Take back what may have been written, and trust nothing until the vault is opened again.
            writer.stale = true;
            let _ = writer.entries.set_len(self.log.bytes()).and_then(|()| writer.entries.sync_all());
            return Err(VaultError::io("write", &self.folder.entries)(error));
        }
        let added = entries
            .iter()
            .skip(usize::from(keyless))
            .map(|(_, entry)| EntryRef { n: entry.n, hash: entry.hash })
            .collect();
        for (line, (_, entry)) in text.lines().zip(entries) {
            self.log.push(line.as_bytes(), Some(entry));
        }
        write_checkpoint(&self.folder, &self.log, &writer.key).map_err(|source| {
            writer.stale = true;
            let last = self.log.len().saturating_sub(1);
            VaultError::CheckpointUnwritten { last, source: Box::new(source) }
        })?;
        Ok(added)
    }

    /// The bytes of a sealed item, checked against its hash. One of more than `most` bytes is an error and is not read.
    pub fn object(&self, item: &ItemId, most: u64) -> Result<Vec<u8>, VaultError> {
        object::read(&self.folder.objects, *item, most)
    }

    /// Where an item's bytes stand, for readers that stream; whether they are there and unchanged is not checked.
    pub fn object_path(&self, item: &ItemId) -> PathBuf {
        object::path(&self.folder.objects, *item)
    }

    /// All entries, from the first; `entries()[n].n == n`.
    pub fn entries(&self) -> &[Entry] {
        self.log.entries()
    }

    /// The entry that sealed an item; `None` if none did.
    pub fn sealed(&self, item: &ItemId) -> Option<&Entry> {
        let n = self.log.sealed().get(item)?;
        self.entries().get(usize::try_from(*n).ok()?)
    }

    /// What an entry says in words and values; `None` if it has no payload or the payload was withheld or destroyed.
    pub fn payload(&self, entry: &Entry) -> Result<Option<serde_json::Value>, VaultError> {
        let Some(name) = entry.payload else {
            return Ok(None);
        };
        let place = self.folder.payload(name);
        let Some(file) = durable::read(&place, MAX_PAYLOAD).map_err(VaultError::io("read", &place))? else {
            return Ok(None);
        };
        let body =
            payload::open(name, &file).ok_or(Problem::PayloadChanged { entry: entry.n, payload: name })?;
        Ok(Some(body))
    }

    /// Where the log ends now.
    pub fn head(&self) -> Head {
        Head { entries: self.log.len(), hash: self.log.last() }
    }

    /// What fixes the log as it is now, to be published or kept elsewhere; `None` while it is empty.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        self.checkpoint_at(self.log.len())
    }

    /// What fixes the first `entries` entries of the log; `None` for 0 and for more than there are.
    pub fn checkpoint_at(&self, entries: u64) -> Option<Checkpoint> {
        Checkpoint::of(&self.log, entries)
    }

    /// Whether this log still begins with the very entries of a checkpoint that was kept elsewhere: the number of
    /// entries added since, or [`Problem::CheckpointAhead`] or [`Problem::CheckpointDiffers`].
    pub fn continues(&self, kept: &Checkpoint) -> Result<u64, Problem> {
        kept.check(&self.log)
    }

    /// As [`Vault::continues`], for a checkpoint with its signatures: if it was made since the log has a key, it must
    /// also bear the signature of that key.
    pub fn continues_signed(&self, kept: &Kept) -> Result<u64, Problem> {
        match kept.note {
            Some(_) => kept.check(&self.log),
            // Three bare lines, as findings.json states them and as they are read into a minute, speak for themselves.
            None => kept.checkpoint.check(&self.log),
        }
    }

    /// The key that signs checkpoints of this log; `None` if the log names none, as logs of earlier versions.
    pub fn key(&self) -> Option<NamedKey> {
        self.log.key().map(|(_, key)| key)
    }
}

/// The log, if nothing is wrong with it; else the first problem.
fn sound(log: Log, problems: Vec<Problem>) -> Result<Log, VaultError> {
    problems.into_iter().next().map_or(Ok(log), |problem| Err(problem.into()))
}

fn refused(kind: &str, field: &'static str, why: String) -> VaultError {
    VaultError::Draft { kind: kind.to_owned(), field, why }
}

fn prepare(
    draft: &Draft,
    body: &serde_json::Value,
    random: &mut Random,
) -> Result<payload::Prepared, VaultError> {
    if !body.is_object() {
        return Err(refused(&draft.kind, "payload", "expected a JSON object".into()));
    }
    let mut salt = Salt::default();
    random(&mut salt).map_err(VaultError::Random)?;
    payload::seal(body, salt).map_err(|error| refused(&draft.kind, "payload", error.to_string()))
}

fn lock(folder: &Folder) -> Result<File, VaultError> {
    // A pipe under that name would keep us waiting for ever, a link would create a file elsewhere.
    if folder.lock.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return Err(VaultError::NotAFile { path: folder.lock.clone() });
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&folder.lock);
    let file = file.map_err(VaultError::io("write", &folder.lock))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(VaultError::Locked { dir: folder.root.clone() }),
        Err(TryLockError::Error(error)) => Err(VaultError::io("lock", &folder.lock)(error)),
    }
}

/// Writes the checkpoint, signed if the log names the key, and the public key beside it.
fn write_checkpoint(folder: &Folder, log: &Log, key: &CaseKey) -> Result<(), VaultError> {
    let Some(checkpoint) = Checkpoint::of(log, log.len()) else {
        return Ok(());
    };
    let mut text = checkpoint.to_string();
    if let Some((_, named)) = log.key() {
        if folder.check_public_key(log).is_err() {
            durable::write(&folder.public_key, format!("{named}\n").as_bytes())?;
        }
        text = key.sign(&checkpoint.origin, text).to_string();
    }
    durable::write(&folder.checkpoint, text.as_bytes())?;
    durable::flush_folder(&folder.log)
}
