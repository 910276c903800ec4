//! Where things are in a case folder, and the log as it stands there.

use crate::checkpoint::Kept;
use crate::durable;
use crate::error::Problem;
use crate::hash::Hash;
use crate::log::{Log, Reading};
use crate::note::MAX_NOTE;
use std::path::{Path, PathBuf};

/// Longest log, in bytes: some millions of entries.
pub const MAX_LOG: u64 = 1 << 30;

/// The paths of a vault.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The case folder.
    pub root: PathBuf,
    /// `log/`
    pub log: PathBuf,
    /// `log/entries.jsonl`
    pub entries: PathBuf,
    /// `log/checkpoint`
    pub checkpoint: PathBuf,
    /// `log/lock`
    pub lock: PathBuf,
    /// `log/key.pub`: the public half of the key
    pub public_key: PathBuf,
    /// `log/timestamps/`
    pub timestamps: PathBuf,
    /// `keys/`: what must not leave the hands of the investigation
    pub keys: PathBuf,
    /// `keys/case.key`: the secret half of the key
    pub key: PathBuf,
    /// `objects/`
    pub objects: PathBuf,
    /// `payloads/`
    pub payloads: PathBuf,
}

/// The log of a folder and how its checkpoint relates to it.
#[derive(Debug)]
pub struct Standing {
    /// The log.
    pub reading: Reading,
    /// Entries that the checkpoint does not speak of yet, or what is wrong with it.
    pub newer: Result<u64, Problem>,
}

impl Folder {
    /// The paths below a case folder.
    pub fn new(root: &Path) -> Folder {
        let log = root.join("log");
        Folder {
            root: root.to_owned(),
            entries: log.join("entries.jsonl"),
            checkpoint: log.join("checkpoint"),
            lock: log.join("lock"),
            public_key: log.join("key.pub"),
            timestamps: log.join("timestamps"),
            keys: root.join("keys"),
            key: root.join("keys/case.key"),
            log,
            objects: root.join("objects"),
            payloads: root.join("payloads"),
        }
    }

    /// The place of a payload.
    pub fn payload(&self, name: Hash) -> PathBuf {
        self.payloads.join(name.to_string())
    }

    /// The place of a file of a timestamp ("note", "tsq", "tsr" or "pem").
    pub fn timestamp(&self, hash: Hash, kind: &str) -> PathBuf {
        self.timestamps.join(format!("{hash}.{kind}"))
    }

    /// The folders that a vault itself makes.
    pub fn own(&self) -> [&Path; 4] {
        [&self.log, &self.objects, &self.payloads, &self.keys]
    }

    /// Whether the folder holds what only a log can explain.
    pub fn has_traces(&self) -> bool {
        let holds_something =
            |folder: &Path| folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        self.checkpoint.exists() || holds_something(&self.objects) || holds_something(&self.payloads)
    }

    /// Whether `log/key.pub` holds the key that the log names.
    pub fn check_public_key(&self, log: &Log) -> Result<(), Problem> {
        let Some((entry, key)) = log.key() else {
            return Ok(());
        };
        let found =
            durable::read(&self.public_key, MAX_NOTE).map_err(Problem::unreadable(&self.public_key))?;
        let holds = found.is_some_and(|bytes| bytes == format!("{key}\n").as_bytes());
        holds.then_some(()).ok_or(Problem::KeyFileDiffers { entry })
    }

    /// Reads the log and its checkpoint; `None` if there is neither a log nor a trace of one.
    pub fn read(&self) -> Result<Option<Standing>, Problem> {
        let strange = |folder: &&Path| folder.symlink_metadata().is_ok_and(|found| !found.is_dir());
        if let Some(folder) = self.own().into_iter().chain([&*self.timestamps]).find(strange) {
            return Err(Problem::not_a_folder(folder));
        }
        // The checkpoint first: a writer that is at work meanwhile can only make the log longer than it says.
        let checkpoint =
            durable::read(&self.checkpoint, MAX_NOTE).map_err(Problem::unreadable(&self.checkpoint))?;
        let Some(bytes) =
            durable::read(&self.entries, MAX_LOG).map_err(Problem::unreadable(&self.entries))?
        else {
            return if self.has_traces() { Err(Problem::LogMissing) } else { Ok(None) };
        };
        let reading = Log::read(&bytes);
        let newer = match checkpoint {
            Some(bytes) => Kept::read(&bytes).and_then(|kept| kept.check(&reading.log)),
            None if reading.log.len() == 0 => Ok(0),
            None => Err(Problem::CheckpointMissing { entries: reading.log.len() }),
        };
        Ok(Some(Standing { reading, newer }))
    }
}
