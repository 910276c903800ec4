//! What can be wrong with a vault ([`Problem`]) and what can go wrong in using it ([`VaultError`]).

use crate::hash::{Hash, ItemId};
use std::io;
use std::path::{Path, PathBuf};

/// Something in a vault that does not hold. Entries are named by their number `n`, from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A file or folder that cannot be read, or is no ordinary file.
    #[error("{}: cannot be read ({why}); check the disk and the permissions", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// There is no log, though there is something that only a log can explain.
    #[error(
        "log/entries.jsonl is missing, but objects, payloads or a checkpoint are there; bring it back from a copy"
    )]
    LogMissing,
    /// A line is not the canonical text of an entry.
    #[error("log entry {entry}: the line is not as it was written ({why}); compare with another copy")]
    LineUnreadable {
        /// The number of the line, from 0.
        entry: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The log ends in the middle of a line: an append that was never acknowledged, or a log that was cut.
    #[error(
        "log entry {entry}: the line has no end; opening the case for writing removes it if no checkpoint counts it"
    )]
    LineTorn {
        /// The number of the line, from 0.
        entry: u64,
    },
    /// An entry does not carry the hash of the line before it, or the number that follows from its place.
    #[error(
        "log entry {entry}: does not follow from the line before it (a line was changed, added, removed or moved)"
    )]
    ChainBroken {
        /// The number of the line, from 0.
        entry: u64,
    },
    /// There are entries but no checkpoint.
    #[error(
        "log/checkpoint is missing, the log has {entries} entries; opening the case for writing writes it anew"
    )]
    CheckpointMissing {
        /// Entries in the log.
        entries: u64,
    },
    /// The checkpoint is not what was written: three lines and signatures.
    #[error("log/checkpoint is not as it was written; bring it back from a copy")]
    CheckpointUnreadable,
    /// The checkpoint agrees with the log but speaks of fewer entries: an append was interrupted.
    #[error(
        "log/checkpoint speaks of {says} entries, the log has {entries}; opening the case for writing updates it"
    )]
    CheckpointBehind {
        /// Entries that the checkpoint speaks of.
        says: u64,
        /// Entries in the log.
        entries: u64,
    },
    /// The checkpoint speaks of more entries than there are: the log was cut.
    #[error(
        "log/checkpoint speaks of {says} entries, the log has only {entries}; bring the log back from a copy"
    )]
    CheckpointAhead {
        /// Entries that the checkpoint speaks of.
        says: u64,
        /// Entries in the log.
        entries: u64,
    },
    /// The log is not the one that the checkpoint was made of.
    #[error(
        "the first {says} log entries are not those that the checkpoint was made of; compare with another copy"
    )]
    CheckpointDiffers {
        /// Entries that the checkpoint speaks of.
        says: u64,
    },
    /// The log names the key of the case, but the checkpoint does not bear its signature.
    #[error(
        "log/checkpoint is not signed with the key that log entry {key} names; bring it back from a copy"
    )]
    CheckpointUnsigned {
        /// The entry that names the key.
        key: u64,
    },
    /// The checkpoint bears a signature in the name of the key of the case that this key did not make.
    #[error(
        "log/checkpoint: the signature is not that of the key that log entry {key} names; compare with another copy"
    )]
    CheckpointForged {
        /// The entry that names the key.
        key: u64,
    },
    /// A "key" entry does not hold a key.
    #[error("log entry {entry}: of kind \"key\", but its facts hold no Ed25519 key")]
    KeyUnreadable {
        /// The entry.
        entry: u64,
    },
    /// A second "key" entry: a log has one key for good.
    #[error("log entry {entry}: names a key, but entry {first} did so before; a log keeps its key")]
    KeyAgain {
        /// The entry.
        entry: u64,
        /// The entry that counts.
        first: u64,
    },
    /// `log/key.pub` is missing or is another key.
    #[error(
        "log/key.pub is not the key that log entry {entry} names; opening the case for writing writes it anew"
    )]
    KeyFileDiffers {
        /// The entry that names the key.
        entry: u64,
    },
    /// `keys/case.key` belongs to another public key.
    #[error("keys/case.key is not the key that log entry {entry} names; bring it back from a copy")]
    KeyDiffers {
        /// The entry that names the key.
        entry: u64,
    },
    /// What a "timestamp" entry names does not hold.
    #[error("log entry {entry}: the timestamp does not hold: {why}; bring log/timestamps back from a copy")]
    Timestamp {
        /// The entry.
        entry: u64,
        /// What is wrong.
        why: String,
    },
    /// A file of a bundle is not as it should be.
    #[error("{path}: {why}; ask for the bundle again, or compare with another copy")]
    Bundle {
        /// The file, from the bundle's folder.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// What an "import" entry names does not hold.
    #[error("log entry {entry}: the bundle that it imported does not hold: {why}; compare with the bundle")]
    Import {
        /// The entry.
        entry: u64,
        /// What is wrong.
        why: String,
    },
    /// A payload is neither there nor on the bundle's list of what is withheld.
    #[error("payload {payload} of log entry {entry}: neither there nor on the list of what is withheld")]
    PayloadMissing {
        /// The entry.
        entry: u64,
        /// The payload's name.
        payload: Hash,
    },
    /// A "seal" entry does not name an item.
    #[error("log entry {entry}: of kind \"seal\", but its facts name no item")]
    SealUnreadable {
        /// The entry.
        entry: u64,
    },
    /// The bytes of an object are not those that its name stands for.
    #[error("object {item}: its bytes have changed since it was sealed; bring it back from a copy")]
    ObjectChanged {
        /// The object.
        item: ItemId,
    },
    /// The log says an item was sealed but it is not there.
    #[error("object {item}: sealed by log entry {entry} but missing; bring it back from a copy")]
    ObjectMissing {
        /// The object.
        item: ItemId,
        /// The entry that sealed it.
        entry: u64,
    },
    /// The payload of an entry is not the one whose hash the entry holds.
    #[error(
        "payload {payload} of log entry {entry}: has changed since it was written; bring it back from a copy"
    )]
    PayloadChanged {
        /// The entry.
        entry: u64,
        /// The payload's name.
        payload: Hash,
    },
}

/// Why something asked of a [`crate::Vault`] was not done.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried ("read", "write").
        doing: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// Another writer holds the lock.
    #[error("{}: another process works in this case; wait until it has ended", dir.display())]
    Locked {
        /// The case folder.
        dir: PathBuf,
    },
    /// The folder holds no log.
    #[error("{}: no case here (expected log/entries.jsonl); name a case folder, or start a case in this one", dir.display())]
    NoVault {
        /// The folder.
        dir: PathBuf,
    },
    /// The vault was opened for reading.
    #[error("this case was opened for reading only; open it for writing to seal or decide")]
    ReadOnly,
    /// What is on disk does not hold; nothing was done.
    #[error("{0}; a check of the whole case lists every problem")]
    Damaged(#[from] Problem),
    /// What was to be sealed, or the lock, is a folder, a link, a pipe or a device.
    #[error("{}: not an ordinary file; only such files can be sealed or locked", path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// A draft that cannot become an entry; nothing was appended.
    #[error("log entry of kind \"{kind}\" refused: {field}: {why}")]
    Draft {
        /// The draft's kind.
        kind: String,
        /// The part of the draft that is wrong ("facts", "payload", ...).
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes ({0}); keys and payloads cannot be made without")]
    Random(io::Error),
    /// The log names a key, and its secret half is not here.
    #[error("{}: the key of this case is not here, so that nothing can be added to its log; bring it back from where the case is kept", path.display())]
    NoKey {
        /// Where the key should be.
        path: PathBuf,
    },
    /// Something stands where a bundle is to be written.
    #[error("{}: is there already; name a place where nothing is", path.display())]
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// A bundle that does not hold; nothing was taken up.
    #[error(
        "the bundle does not hold: {first} ({count} problems in all; `inquest verify BUNDLE` lists them)"
    )]
    BadBundle {
        /// The first problem.
        first: Problem,
        /// How many there are.
        count: usize,
    },
    /// There is nothing to be stamped.
    #[error("the log is empty: there is no checkpoint to be stamped")]
    NoCheckpoint,
    /// A response that stamps none of the checkpoints for which a timestamp was asked.
    #[error("the timestamp was not kept: {0}")]
    Timestamp(crate::timestamp::BadStamp),
    /// The log would become longer than it may be.
    #[error("the log would be longer than {most} bytes; begin a new case")]
    LogFull {
        /// Longest log, in bytes.
        most: u64,
    },
    /// No such object.
    #[error("object {item}: not in this case")]
    NoObject {
        /// What was asked for.
        item: ItemId,
    },
    /// An earlier write failed half-way, so that disk and memory may differ.
    #[error("an earlier write to the log failed; close the case and open it again before writing more")]
    Stale,
    /// The entries are in the log, but the checkpoint could not be written.
    #[error(
        "log entries up to {last} are written but not the checkpoint ({source}); open the case again, do not repeat"
    )]
    CheckpointUnwritten {
        /// Number of the last entry.
        last: u64,
        /// What went wrong.
        source: Box<VaultError>,
    },
}

impl VaultError {
    /// For `map_err`: says what was tried, and where.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> VaultError {
        let path = path.to_owned();
        move |source| VaultError::Io { doing, path, source }
    }
}

impl Problem {
    /// For `map_err`: says what could not be read.
    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Problem {
        let path = path.to_owned();
        move |error| Problem::Unreadable { path, why: error.to_string() }
    }

    /// Something else where one of the vault's own folders should be.
    pub(crate) fn not_a_folder(path: &Path) -> Problem {
        Problem::Unreadable {
            path: path.to_owned(),
            why: "a link or a file stands where a folder should be".into(),
        }
    }
}
