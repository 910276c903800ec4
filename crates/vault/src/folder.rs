//! Where things are in a case folder, and the log as it stands there.

use crate::checkpoint::Checkpoint;
use crate::durable;
use crate::error::Problem;
use crate::hash::Hash;
use crate::log::{Log, Reading};
use std::path::{Path, PathBuf};

/// Longest checkpoint, in bytes.
const MAX_CHECKPOINT: u64 = 4096;
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
            log,
            objects: root.join("objects"),
            payloads: root.join("payloads"),
        }
    }

    /// The place of a payload.
    pub fn payload(&self, name: Hash) -> PathBuf {
        self.payloads.join(name.to_string())
    }

    /// The folders that a vault itself makes.
    pub fn own(&self) -> [&Path; 3] {
        [&self.log, &self.objects, &self.payloads]
    }

    /// Whether the folder holds what only a log can explain.
    pub fn has_traces(&self) -> bool {
        let holds_something =
            |folder: &Path| folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        self.checkpoint.exists() || holds_something(&self.objects) || holds_something(&self.payloads)
    }

    /// Reads the log and its checkpoint; `None` if there is neither a log nor a trace of one.
    pub fn read(&self) -> Result<Option<Standing>, Problem> {
        let strange = |folder: &&Path| folder.symlink_metadata().is_ok_and(|found| !found.is_dir());
        if let Some(folder) = self.own().into_iter().find(strange) {
            return Err(Problem::not_a_folder(folder));
        }
        // The checkpoint first: a writer that is at work meanwhile can only make the log longer than it says.
        let checkpoint =
            durable::read(&self.checkpoint, MAX_CHECKPOINT).map_err(Problem::unreadable(&self.checkpoint))?;
        let Some(bytes) =
            durable::read(&self.entries, MAX_LOG).map_err(Problem::unreadable(&self.entries))?
        else {
            return if self.has_traces() { Err(Problem::LogMissing) } else { Ok(None) };
        };
        let reading = Log::read(&bytes);
        let newer = match checkpoint {
            Some(bytes) => Checkpoint::read(&bytes).and_then(|checkpoint| checkpoint.check(&reading.log)),
            None if reading.log.len() == 0 => Ok(0),
            None => Err(Problem::CheckpointMissing { entries: reading.log.len() }),
        };
        Ok(Some(Standing { reading, newer }))
    }
}
