//! The checkpoint: three lines that fix the whole log at one moment, small enough to print, read out or publish.
//!
//! It is the body of a C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>): origin, number of entries, root of the
//! Merkle tree over the log's lines (RFC 6962) in base64. `log/checkpoint` holds it as a signed note ([`Note`]), signed by the key of the case, whose name is the origin.

use crate::base64;
use crate::error::Problem;
use crate::hash::Hash;
use crate::log::Log;
use crate::note::Note;
use std::fmt;
use std::str::FromStr;

/// What a log was at one moment. Its text (`Display`, [`FromStr`]) is what is signed in `log/checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// "inquest/case/" and the first 16 hex digits of the SHA-256 of the log's first line.
    pub origin: String,
    /// How many entries, from the first, it speaks of. At least 1.
    pub entries: u64,
    /// Root of the Merkle tree over their lines.
    pub root: Hash,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.entries, base64::encode(self.root.as_bytes()))
    }
}

impl FromStr for Checkpoint {
    type Err = Problem;

    /// Reads the three lines, each with its newline, and nothing else.
    fn from_str(text: &str) -> Result<Checkpoint, Problem> {
        let parse = || {
            let mut lines = text.lines();
            let origin = lines.next()?.to_owned();
            let entries = lines.next()?.parse().ok().filter(|entries| *entries > 0)?;
            let root = Hash::from_bytes(base64::decode(lines.next()?)?.try_into().ok()?);
            let checkpoint = Checkpoint { origin, entries, root };
            // Leading zeros, other line ends or further lines show when it is written again.
            (checkpoint.to_string() == text).then_some(checkpoint)
        };
        parse().ok_or(Problem::CheckpointUnreadable)
    }
}

impl Checkpoint {
    /// The checkpoint of a log as it was after its first `entries` entries; `None` for 0 and for more than there are.
    pub(crate) fn of(log: &Log, entries: u64) -> Option<Checkpoint> {
        Some(Checkpoint {
            origin: log.origin()?,
            entries,
            root: log.root_at(entries).filter(|_| entries > 0)?,
        })
    }

    /// Whether a log begins with just the entries that this checkpoint was made of: `Ok` with the number of entries
    /// that have come since, or what is wrong.
    pub(crate) fn check(&self, log: &Log) -> Result<u64, Problem> {
        let says = self.entries;
        let Some(newer) = log.len().checked_sub(says) else {
            return Err(Problem::CheckpointAhead { says, entries: log.len() });
        };
        if log.origin().as_ref() != Some(&self.origin) || log.root_at(says) != Some(self.root) {
            return Err(Problem::CheckpointDiffers { says });
        }
        Ok(newer)
    }
}

/// A checkpoint as it was kept, with the signatures on it if it has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note that says it; `None` if it is not signed at all.
    pub note: Option<Note>,
}

impl Kept {
    /// What a file holds in which a checkpoint was kept: its three lines, or these as a signed note. Whether a signature
    /// holds is not looked at; [`crate::Vault::continues_signed`] does.
    pub fn read(bytes: &[u8]) -> Result<Kept, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::CheckpointUnreadable)?;
        let note: Option<Note> = text.parse().ok();
        let checkpoint = note.as_ref().map_or(text, |note| &note.text).parse()?;
        Ok(Kept { checkpoint, note })
    }

    /// As [`Checkpoint::check`]; a checkpoint that was made after the log got its key must bear the key's signature.
    pub(crate) fn check(&self, log: &Log) -> Result<u64, Problem> {
        let newer = self.checkpoint.check(log)?;
        if let Some((key, named)) = log.key().filter(|(key, _)| *key < self.checkpoint.entries) {
            match self.note.as_ref().and_then(|note| named.signed(note)) {
                Some(true) => {}
                Some(false) => return Err(Problem::CheckpointForged { key }),
                None => return Err(Problem::CheckpointUnsigned { key }),
            }
        }
        Ok(newer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "inquest/case/0011223344556677\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    #[test]
    fn reads_what_it_writes() {
        let checkpoint: Checkpoint = TEXT.parse().unwrap();
        assert_eq!(checkpoint.entries, 12);
        assert_eq!(checkpoint.root, Hash::of(b""));
        assert_eq!(checkpoint.to_string(), TEXT);
    }

    #[test]
    fn refuses_every_other_spelling() {
        for wrong in [
            TEXT.trim_end(),
            &TEXT.replace('\n', "\r\n"),
            &TEXT.replace("12", "012"),
            &TEXT.replace("12", "+12"),
            &TEXT.replace("12", "0"),
            &TEXT.replace("FU=", "FV="),
            &TEXT.replace("FU=", ""),
            &format!("{TEXT}\n"),
            "",
        ] {
            assert_eq!(wrong.parse::<Checkpoint>(), Err(Problem::CheckpointUnreadable), "{wrong:?}");
        }
    }
}
