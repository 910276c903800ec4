//! The timestamps of a log: requests, responses and the checkpoints they speak of, kept in `log/timestamps/`.
//!
//! Each file is named by the SHA-256 of its content: `….note` (a checkpoint), `….tsq` (the request for it), `….tsr` (a
//! response) and `….pem` (the root certificates it was checked with). An entry of kind "timestamp" names the four.

use crate::checkpoint::Kept;
use crate::durable;
use crate::error::{Problem, VaultError};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::line::{Draft, Entry};
use crate::log::{Log, TIMESTAMP};
use crate::note::MAX_NOTE;
use crate::timestamp::{self, BadStamp, MAX_RESPONSE, Stamp};
use serde_json::json;
use std::collections::BTreeSet;

/// Longest file of trusted certificates, in bytes.
pub const MAX_TRUSTED: u64 = 1 << 20;

/// A timestamp that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The log entry that names it.
    pub entry: u64,
    /// How many entries of the log, from the first, existed at that time.
    pub entries: u64,
    /// What the authority attests.
    pub stamp: Stamp,
    /// SHA-256 of the file of root certificates with which it was checked. Whether they are those of the authority, the
    /// reader must know from elsewhere.
    pub trusted: Hash,
}

/// The four files of a timestamp.
#[derive(Clone, Copy, Debug)]
struct Files {
    checkpoint: Hash,
    request: Hash,
    response: Hash,
    trusted: Hash,
}

impl Files {
    fn of(entry: &Entry) -> Option<Files> {
        let hash = |name: &str| entry.facts.get(name)?.as_str()?.parse().ok();
        Some(Files {
            checkpoint: hash("checkpoint")?,
            request: hash("request")?,
            response: hash("response")?,
            trusted: hash("trusted")?,
        })
    }

    fn named(self) -> [(Hash, &'static str, u64); 4] {
        [
            (self.checkpoint, "note", MAX_NOTE),
            (self.request, "tsq", MAX_NOTE),
            (self.response, "tsr", MAX_RESPONSE),
            (self.trusted, "pem", MAX_TRUSTED),
        ]
    }
}

/// The files that the "timestamp" entries of a log name, each once: its hash and its kind.
pub fn listed(log: &Log) -> BTreeSet<(Hash, &'static str)> {
    let files = log.entries().iter().filter(|entry| entry.kind == TIMESTAMP).filter_map(Files::of);
    files.flat_map(Files::named).map(|(hash, kind, _)| (hash, kind)).collect()
}

/// Keeps a checkpoint and the request for it.
pub fn keep_request(folder: &Folder, note: &[u8], nonce: [u8; 8]) -> Result<Vec<u8>, VaultError> {
    durable::make_folder(&folder.timestamps)?;
    let request = timestamp::request(note, nonce);
    keep(folder, "note", note)?;
    keep(folder, "tsq", &request)?;
    durable::flush_folder(&folder.timestamps)?;
    Ok(request)
}

/// Keeps a response to one of the requests, with the certificates that it was checked with; the facts of its entry.
pub fn keep_response(
    folder: &Folder,
    response: &[u8],
    trusted: &[u8],
) -> Result<(Stamp, serde_json::Value), VaultError> {
    let pem = std::str::from_utf8(trusted).unwrap_or_default();
    let mut why = BadStamp::OtherImprint;
    for (request, bytes) in requests(folder)? {
        let Some(checkpoint) = timestamp::imprint(&bytes) else { continue };
        let place = folder.timestamp(checkpoint, "note");
        let Some(note) = durable::read(&place, MAX_NOTE).map_err(VaultError::io("read", &place))? else {
            continue;
        };
        match timestamp::check(response, &note, timestamp::nonce(&bytes).as_deref(), pem) {
            Ok(stamp) => {
                let response = keep(folder, "tsr", response)?;
                let trusted = keep(folder, "pem", trusted)?;
                durable::flush_folder(&folder.timestamps)?;
                let facts = json!({"checkpoint": checkpoint, "request": request, "response": response, "trusted": trusted});
                return Ok((stamp, facts));
            }
            Err(BadStamp::OtherImprint) => {}
            Err(error) => why = error,
        }
    }
    Err(VaultError::Timestamp(why))
}

/// The entry for a timestamp.
pub fn draft(facts: serde_json::Value, by: &str, at: jiff::Timestamp) -> Draft {
    Draft { kind: TIMESTAMP.into(), by: by.into(), at, facts, payload: None }
}

fn keep(folder: &Folder, kind: &str, bytes: &[u8]) -> Result<Hash, VaultError> {
    let hash = Hash::of(bytes);
    durable::write(&folder.timestamp(hash, kind), bytes)?;
    Ok(hash)
}

/// The requests that were made, in the order of their names.
fn requests(folder: &Folder) -> Result<Vec<(Hash, Vec<u8>)>, VaultError> {
    let dir = &folder.timestamps;
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut requests = Vec::new();
    for file in dir.read_dir().map_err(VaultError::io("read", dir))? {
        let name = file.map_err(VaultError::io("read", dir))?.file_name();
        let hash = name.to_str().and_then(|name| name.strip_suffix(".tsq")?.parse::<Hash>().ok());
        let Some(hash) = hash else { continue };
        let place = folder.timestamp(hash, "tsq");
        let bytes = durable::read(&place, MAX_NOTE).map_err(VaultError::io("read", &place))?;
        requests.extend(bytes.filter(|bytes| Hash::of(bytes) == hash).map(|bytes| (hash, bytes)));
    }
    requests.sort_unstable_by_key(|(hash, _)| *hash);
    Ok(requests)
}

/// Checks what one entry of kind "timestamp" names.
pub fn check(folder: &Folder, log: &Log, entry: &Entry) -> Result<Stamped, Problem> {
    let problem = |why: String| Problem::Timestamp { entry: entry.n, why };
    let files = Files::of(entry).ok_or_else(|| problem("its facts do not name four files".into()))?;
    let read = |(hash, kind, most): (Hash, &str, u64)| {
        let place = folder.timestamp(hash, kind);
        let name = format!("log/timestamps/{hash}.{kind}");
        match durable::read(&place, most).map_err(Problem::unreadable(&place))? {
            Some(bytes) if Hash::of(&bytes) == hash => Ok(bytes),
            Some(_) => Err(problem(format!("{name} has changed"))),
            None => Err(problem(format!("{name} is missing"))),
        }
    };
    let [note, request, response, trusted] = files.named().map(read);
    let (note, trusted) = (note?, trusted?);
    let pem = std::str::from_utf8(&trusted).unwrap_or_default();
    let nonce = timestamp::nonce(&request?);
    let stamp =
        timestamp::check(&response?, &note, nonce.as_deref(), pem).map_err(|why| problem(why.to_string()))?;
    let kept = Kept::read(&note).map_err(|_| problem("it is of no checkpoint".into()))?;
    kept.check(log).map_err(|_| problem("it is of a checkpoint that this log does not continue".into()))?;
    if kept.checkpoint.entries > entry.n {
        return Err(problem("it is of a checkpoint that is later than the entry".into()));
    }
    Ok(Stamped { entry: entry.n, entries: kept.checkpoint.entries, stamp, trusted: files.trusted })
}
