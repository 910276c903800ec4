//! Which records are one person.

mod posterior;

pub use posterior::{Group, Linked};
