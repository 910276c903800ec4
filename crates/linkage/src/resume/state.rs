//! What a run leaves behind for the next one.

use super::format;
use crate::model_file::{ModelError, ModelFile};

/// What a run leaves behind, so that the next one need not compare again what this one compared: the model, by which record
/// each person was known, and every pair that may be one person. It holds no name and no value of a record, only hashes.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The model that all pairs were weighed by.
    pub(super) model: ModelFile,
    /// By what pairs were searched for: the rules, and the version of this library.
    pub(super) searched_by: u64,
    /// Pairs of less weight are not remembered.
    pub(super) least: f32,
    /// For each comparison the greatest scale of commonness since all pairs were compared.
    pub(super) scales: Vec<f64>,
    /// The records, in the order in which they were first seen.
    pub(super) rows: Rows,
    /// For each person its number.
    pub(super) numbers: Vec<u32>,
    /// The number that the next new person gets; greater than any given so far.
    pub(super) next: u32,
    /// Pairs of records, the lesser first, ascending.
    pub(super) pairs: Vec<(u32, u32)>,
}

/// Records that a state knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rows {
    /// By what each is known again.
    pub ids: Vec<u64>,
    /// What each says.
    pub contents: Vec<u64>,
    /// The person of each; persons are in the order of their first record.
    pub persons: Vec<u32>,
    /// Whether each was compared, and not taken for one copy more of a row.
    pub compared: Vec<bool>,
}

/// Why a file is no state that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StateError {
    /// Something else.
    #[error("this is no state of inquest link")]
    Other,
    /// From another version of the program.
    #[error("this state is in format {found}, and this program reads format {expected}", expected = format::VERSION)]
    Version {
        /// Its format.
        found: String,
    },
    /// Not as it was written.
    #[error("this state is damaged: {0}")]
    Damaged(&'static str),
    /// The model in it cannot be read.
    #[error("this state is damaged: in its model, {0}")]
    Model(#[from] ModelError),
}

impl State {
    /// Reads what [`State::to_bytes`] wrote.
    pub fn parse(bytes: &[u8]) -> Result<State, StateError> {
        format::parse(bytes)
    }

    /// Writes it: a line with the format's number, a checksum, and the rest.
    pub fn to_bytes(&self) -> Vec<u8> {
        format::to_bytes(self)
    }

    /// The model that pairs were weighed by.
    pub fn model(&self) -> &ModelFile {
        &self.model
    }

    /// Number of records that it knows.
    pub fn records(&self) -> usize {
        self.rows.ids.len()
    }
}
