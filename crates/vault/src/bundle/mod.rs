//! A bundle: a copy of a vault that a stranger can check, as a BagIt bag (RFC 8493).
//!
//! ```text
//! bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt
//! verify.sh            checks everything with a POSIX shell, coreutils and openssl
//! data/log, data/objects, data/payloads    the vault, without its secret key
//! data/withheld.csv    what is not here, and why; its SHA-256 is in the last log entry
//! data/items.csv, data/items.dat           load files: a row for each sealed item
//! ```

mod check;
mod export;
mod import;
mod load;
pub mod manifest;
mod redaction;

pub use check::{VerifiedBundle, verify_bundle};
pub use export::Exported;
pub(crate) use export::{withheld, write};
pub use import::{IMPORT, Imported, custody};
pub(crate) use import::{check as check_import, facts, incoming};
pub(crate) use redaction::Withheld;
pub use redaction::{NotARule, Redaction};

/// Kind of the entry that says a bundle was made: always the last one of the bundle's log.
pub const EXPORT: &str = "export";

/// The script that a bundle carries to be checked with.
pub const VERIFY_SH: &str = include_str!("verify.sh");

/// Name of the list of what is withheld, in `data/`.
const WITHHELD: &str = "withheld.csv";
const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Longest manifest, list of what is withheld or other tag file, in bytes.
const MAX_TAG: u64 = 256 << 20;
