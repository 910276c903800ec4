//! Lists as they come: from the bytes of a file to rows with typed values.
//!
//! ```text
//! bytes -> format (CSV, workbook, JSON, Parquet) -> Grid -> table (where is the header?) -> Table
//!       -> column (which field is each column?) -> Mapping -> value (dates, ages, ...) -> Entry
//! ```
//!
//! This crate knows nothing of cases, vaults or matching.

pub mod column;
pub mod columnar;
mod entry;
pub mod format;
pub mod table;
pub mod value;

pub use entry::*;
pub use table::{Cell, Grid, Kind, LeftOut, Row, Seen, Table};
