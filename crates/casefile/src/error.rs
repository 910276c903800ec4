//! What can go wrong in working with a case.

use std::path::PathBuf;

/// Why something asked of a case was not done.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// A file that is no list.
    #[error(transparent)]
    Format(#[from] lists::format::FormatError),
    /// A file in which no table was found.
    #[error("{file}: {source}")]
    Table {
        /// Name of the file.
        file: String,
        /// What is wrong.
        source: lists::table::TableError,
    },
    /// A file that is larger than any list of people.
    #[error("{file}: too large for a list: at most {most} MiB are read; split it")]
    TooLarge {
        /// Name of the file.
        file: String,
        /// The limit, in MiB.
        most: u64,
    },
    /// `case.toml` names an item that is not sealed here.
    #[error(
        "{file}: case.toml names it as item {item}, which is not sealed in this case; give the file to `inquest count` again"
    )]
    Unsealed {
        /// Name of the file.
        file: String,
        /// The item it names.
        item: String,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried ("read", "write").
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// `case.toml` says something that cannot be.
    #[error("{}: {why}", path.display())]
    CaseToml {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        why: String,
    },
    /// No case where one was expected.
    #[error("{}: no case here (expected case.toml); begin one with `inquest count LIST... --case DIR`", dir.display())]
    NoCase {
        /// The folder.
        dir: PathBuf,
    },
    /// A row of a file of figures.
    #[error("{file}, row {row}: {why}")]
    Figures {
        /// Name of the file.
        file: String,
        /// Row as a person sees it.
        row: u32,
        /// What is wrong.
        why: String,
    },
    /// The payload of a log entry does not say what its kind promises.
    #[error("log entry {entry}: what it says cannot be read ({why}); compare with another copy of the case")]
    Payload {
        /// Number of the entry.
        entry: u64,
        /// What is wrong.
        why: String,
    },
    /// Matching refused.
    #[error(transparent)]
    Link(#[from] linkage::LinkError),
}
