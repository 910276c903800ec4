//! Evidence sealed by hash, and one append-only log of what was done with it.
//!
//! A vault is a folder. It knows nothing of cases, lists or people: it keeps bytes, and a log of entries in which each
//! holds the hash of the one before. What is written in it can be checked by anyone, with this crate or by hand;
//! nothing in it is ever changed.
//!
//! - [`Vault`] opens a folder, [seals](Vault::seal) files, [appends](Vault::append) entries and reads both.
//! - [`verify`] checks a whole folder and lists every [`Problem`].
//! - [`write_files`] and [`read_file`] serve for what else stands in such a folder: nothing half-written, nothing endless.
//! - [`bundle`] makes and checks a copy for strangers.
//! - [`Checkpoint`] is the log in three lines, signed with the key of the case, to be kept where the holder of the folder
//!   cannot change it.
//!
//! ```
//! # let dir = tempfile::tempdir()?;
//! # let list = dir.path().join("list.csv");
//! # std::fs::write(&list, "name\nSalma N.\n")?;
//! use vault::{Draft, Vault, verify};
//!
//! let case = dir.path().join("case");
//! let now: jiff::Timestamp = "2031-04-05T06:07:08Z".parse()?;
//! let mut vault = Vault::create_or_open(&case)?;
//! let sealed = vault.seal(&list, "m.k", now)?;
//! vault.append(vec![Draft {
//!     kind: "decision".into(),
//!     by: "m.k".into(),
//!     at: now,
//!     facts: serde_json::json!({"item": sealed.item}),
//!     payload: Some(serde_json::json!({"reason": "read against the paper copy"})),
//! }])?;
//! let published = vault.checkpoint().expect("the log is not empty").to_string();
//!
//! assert_eq!(verify(&case).unwrap().entries, 3) /* the first names the key */;
//! assert_eq!(vault.continues(&published.parse()?)?, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base64;
pub mod bundle;
pub mod canonical;
mod checkpoint;
mod durable;
mod error;
mod folder;
mod hash;
mod key;
mod line;
mod log;
mod media_type;
pub mod merkle;
mod note;
mod object;
mod payload;
mod stamps;
pub mod timestamp;
mod vault;
mod verify;

pub use checkpoint::{Checkpoint, Kept};
pub use durable::{make_folder, read as read_file, write_files};
pub use error::{Problem, VaultError};
pub use hash::{Hash, ItemId, NotAHash};
pub use key::{NamedKey, NotAKey, PublicKey};
pub use line::{Draft, Entry, MAX_LINE};
pub use log::{SEAL, is_bookkeeping};
pub use note::{MAX_NOTE, NotANote, Note, Signature};
pub use stamps::{MAX_TRUSTED, Stamped};
pub use vault::{EntryRef, Head, Sealed, Vault};
pub use verify::{Verified, verify};
