//! The case: sealed evidence, lists and how they are read, records, figures.
//!
//! ```text
//! files -> import (seal, recognise, write case.toml) -> read (records, as case.toml says) -> linkable (columns for matching)
//! ```
//!
//! A [`Case`] is a folder; everything that findings depend on is in its `objects/`, its `log/` and its `case.toml`.

mod case;
mod case_toml;
mod error;
mod figures;
mod hash;
mod import;
mod linkable;
mod read;
mod record;
mod shelf;

pub use case::{CASE_TOML, Case, Position};
pub use case_toml::{CaseToml, ColumnEntry, ItemEntry, METHOD_VERSION, Method, SourceEntry};
pub use error::CaseError;
pub use figures::{Figure, Figures, Imported};
pub use hash::sha256;
pub use import::Added;
pub use linkable::records as linkable;
pub use read::{MappingUsed, MissingWords, Read};
pub use record::{PersonId, Reading, Record, RecordId, Source, SourceItem};
