//! The log in memory: its entries, the hashes of its lines, and the tree over them.

use crate::bundle::{EXPORT, IMPORT};
use crate::error::Problem;
use crate::hash::{Hash, ItemId};
use crate::key::{NamedKey, PublicKey};
use crate::line::{self, Entry};
use crate::merkle::{self, Tree};
use std::collections::BTreeMap;

/// Kind of the entry that seals an item.
pub const SEAL: &str = "seal";
/// Kind of the entry that names the public key of the case.
pub const KEY: &str = "key";
/// Kind of the entry that names a timestamp of a checkpoint.
pub const TIMESTAMP: &str = "timestamp";
/// The fact of a "key" entry: the 32 bytes of an Ed25519 key in base64.
pub const ED25519: &str = "ed25519";

/// Whether entries of a kind only keep the log: neither evidence nor decision, so that no finding rests on them.
pub fn is_bookkeeping(kind: &str) -> bool {
    [KEY, TIMESTAMP, EXPORT, IMPORT].contains(&kind)
}

/// What a log says, read from its bytes or grown line by line.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    leaves: Vec<Hash>,
    tree: Tree,
    first: Option<Hash>,
    last: Option<Hash>,
    sealed: BTreeMap<ItemId, u64>,
    key: Option<(u64, PublicKey)>,
    bytes: u64,
}

/// A log read from bytes.
#[derive(Debug)]
pub struct Reading {
    /// What could be read. Without problems, it has every line.
    pub log: Log,
    /// What does not hold, in the order of the lines.
    pub problems: Vec<Problem>,
    /// There are bytes after the last complete line.
    pub torn: bool,
}

impl Log {
    /// Reads `log/entries.jsonl`: every line is checked for itself and against the line before it.
    pub fn read(bytes: &[u8]) -> Reading {
        let mut log = Log::default();
        let mut problems = Vec::new();
        let mut torn = false;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(line) = line.strip_suffix(b"\n") else {
                torn = true;
                break;
            };
            let n = log.len();
            match line::read(line) {
                Ok(entry) => {
                    if entry.n != n || entry.prev != log.last() {
                        problems.push(Problem::ChainBroken { entry: n });
                    }
                    if entry.kind == SEAL && sealed_item(&entry).is_none() {
                        problems.push(Problem::SealUnreadable { entry: n });
                    }
                    if entry.kind == KEY && named_key(&entry).is_none() {
                        problems.push(Problem::KeyUnreadable { entry: n });
                    }
                    if let Some((first, _)) = log.key.filter(|_| entry.kind == KEY) {
                        problems.push(Problem::KeyAgain { entry: n, first });
                    }
                    log.push(line, Some(entry));
                }
                Err(why) => {
                    problems.push(Problem::LineUnreadable { entry: n, why });
                    log.push(line, None);
                }
            }
        }
        Reading { log, problems, torn }
    }

    /// Adds a line (without newline) and what it says. A line that says nothing readable still counts in the chain and
    /// the tree, so that one bad line is one problem and not a hundred.
    pub fn push(&mut self, line: &[u8], entry: Option<Entry>) {
        let n = self.len();
        let hash = entry.as_ref().map_or_else(|| Hash::of(line), |entry| entry.hash);
        let leaf = merkle::leaf(line);
        self.leaves.push(leaf);
        self.tree.push(leaf);
        self.first.get_or_insert(hash);
        self.last = Some(hash);
        self.bytes += line.len() as u64 + 1;
        if let Some(item) = entry.as_ref().and_then(sealed_item) {
            self.sealed.entry(item).or_insert(n);
        }
        if let Some(key) = entry.as_ref().and_then(named_key) {
            self.key.get_or_insert((n, key));
        }
        self.entries.extend(entry);
    }

    /// Number of lines.
    pub fn len(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The entries that could be read, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Length of the complete lines in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Hash of the last line, [`Hash::ZERO`] if there is none: what the next line holds as `prev`.
    pub fn last(&self) -> Hash {
        self.last.unwrap_or(Hash::ZERO)
    }

    /// Root of the Merkle tree over all lines.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Root over the first `n` lines; `None` if there are not so many.
    pub fn root_at(&self, n: u64) -> Option<Hash> {
        let leaves = self.leaves.get(..usize::try_from(n).ok()?)?;
        Some(if n == self.len() { self.root() } else { Tree::over(leaves).root() })
    }

    /// The name of the log, which its first line gives it; `None` while it is empty.
    pub fn origin(&self) -> Option<String> {
        let first = self.first?.to_string();
        Some(format!("inquest/case/{}", first.get(..16)?))
    }

    /// The key that signs this log's checkpoints, and the entry that names it.
    pub fn key(&self) -> Option<(u64, NamedKey)> {
        let (n, key) = self.key?;
        Some((n, key.named(&self.origin()?)))
    }

    /// The sealed items, each with the number of the entry that first sealed it.
    pub fn sealed(&self) -> &BTreeMap<ItemId, u64> {
        &self.sealed
    }
}

/// The item that a "seal" entry names.
fn sealed_item(entry: &Entry) -> Option<ItemId> {
    (entry.kind == SEAL).then(|| entry.facts.get("item")?.as_str()?.parse().ok()).flatten()
}

/// The key that a "key" entry names.
fn named_key(entry: &Entry) -> Option<PublicKey> {
    (entry.kind == KEY).then(|| PublicKey::from_text(entry.facts.get(ED25519)?.as_str()?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Draft;
    use serde_json::json;

    fn lines(facts: &[serde_json::Value]) -> Vec<String> {
        let mut prev = Hash::ZERO;
        let mut lines = Vec::new();
        for (n, facts) in facts.iter().enumerate() {
            let draft = Draft {
                kind: if facts.get("item").is_some() { SEAL } else { "state" }.into(),
                by: "m".into(),
                at: jiff::Timestamp::UNIX_EPOCH,
                facts: facts.clone(),
                payload: None,
            };
            let line = line::write(&draft, n as u64, None, prev).unwrap();
            prev = Hash::of(line.as_bytes());
            lines.push(line + "\n");
        }
        lines
    }

    fn four() -> Vec<String> {
        lines(&[json!({"x": 0}), json!({"item": Hash::of(b"a")}), json!({"x": 2}), json!({"x": 3})])
    }

    #[test]
    fn reads_a_log_and_knows_what_it_seals() {
        let lines = four();
        let reading = Log::read(lines.concat().as_bytes());
        assert!(reading.problems.is_empty() && !reading.torn);
        assert_eq!(reading.log.len(), 4);
        assert_eq!(reading.log.bytes(), lines.concat().len() as u64);
        assert_eq!(reading.log.last(), Hash::of(lines[3].trim_end().as_bytes()));
        assert_eq!(reading.log.sealed().get(&ItemId(Hash::of(b"a"))), Some(&1));
        assert_eq!(reading.log.root_at(3), Some(Log::read(lines[..3].concat().as_bytes()).log.root()));
        assert_eq!(reading.log.root_at(5), None);
    }

    #[test]
    fn an_empty_log_is_a_log() {
        let reading = Log::read(b"");
        assert!(reading.problems.is_empty() && !reading.torn && reading.log.len() == 0);
        assert_eq!(reading.log.last(), Hash::ZERO);
    }

    #[test]
    fn sees_lines_removed_moved_doubled_and_spoiled() {
        let l = four();
        let problems = |lines: &[&str]| Log::read(lines.concat().as_bytes()).problems;
        let broken = |entry| Problem::ChainBroken { entry };
        assert_eq!(problems(&[&l[1], &l[2]]), [broken(0), broken(1)]);
        assert_eq!(problems(&[&l[0], &l[2], &l[3]]), [broken(1), broken(2)]);
        assert_eq!(problems(&[&l[0], &l[0], &l[1]]), [broken(1), broken(2)]);
        assert_eq!(problems(&[&l[0], &l[2], &l[1], &l[3]]), [broken(1), broken(2), broken(3)]);
        let spoiled = problems(&[&l[0], "nonsense\n", &l[2], &l[3]]);
        assert!(matches!(
            spoiled[..],
            [Problem::LineUnreadable { entry: 1, .. }, Problem::ChainBroken { entry: 2 }]
        ));
        let reading = Log::read((l.concat() + "{").as_bytes());
        assert!(reading.torn && reading.problems.is_empty() && reading.log.len() == 4);
    }

    #[test]
    fn a_seal_must_name_its_item() {
        let lines = lines(&[json!({"item": "not-a-hash"})]);
        assert_eq!(Log::read(lines.concat().as_bytes()).problems, [Problem::SealUnreadable { entry: 0 }]);
    }
}
