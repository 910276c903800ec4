//! Blocking: which pairs of records are worth comparing.
//!
//! Comparing every record with every other would take days on a million. Records are compared when they share a
//! blocking key; a blocking rule says what a key consists of ("two words of the name", "a word of the name and the year of
//! birth"). Which rules are used is chosen from the data ([`choose`]): many candidates are tried on a sample of keys,
//! and those are kept that together find most of the likely matches within a budget of pairs.

mod atoms;
mod candidates;
mod choose;
mod earlier;
mod index;
mod keys;
mod sample;
mod touched;

pub use atoms::Atoms;
pub use candidates::{Rule, candidates};
pub use choose::choose;
pub use earlier::Earlier;
pub use index::{Blocks, LARGEST_BLOCK};
pub use keys::Room;
#[cfg(test)]
use keys::keys;
pub use sample::{Sample, sample};
pub use touched::{Change, Touched};
