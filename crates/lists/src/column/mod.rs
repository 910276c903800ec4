//! Which field is each column? From a [`Table`] to a [`Mapping`], and with it to [`Entry`](crate::Entry)s.
//!
//! The words of the header speak first and the cells must agree: a column called "date" whose cells are no dates is
//! not read as one. Where a column has no name, its cells alone decide, and a notice says so. A person can overrule
//! any of it in `case.toml`.

mod agree;
mod cells;
mod choose;
mod dates;
mod entries;
mod header;
pub(crate) mod look;
mod parts;
mod phrases;
mod sample;
mod triples;
mod typed;

use serde::Serialize;

pub use crate::value::date::DateOrder;
use crate::{Field, Table, columnar::Columns};
pub use entries::{Entries, entries};
pub use header::field_of_header;
use look::Look;
pub use parts::parts_of_one_source;
pub use typed::{Typed, typed};

/// What each column of a table holds, and what a person should know about how that was found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mapping {
    /// One per column of the table, in its order.
    pub columns: Vec<ColumnUse>,
    /// Doubts and choices, each a sentence.
    pub notices: Vec<String>,
}

/// What one column holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnUse {
    /// The column's name in the table.
    pub name: String,
    /// What it holds; [`Field::Other`] is kept and not interpreted.
    pub field: Field,
    /// How its numeric dates are to be read; `None` for other columns, and where no date needs it.
    pub date_order: Option<DateOrder>,
    /// What decided: "header", "cells", "nothing recognised", "by hand".
    pub why: &'static str,
}

/// Decided by the words of the header.
pub const BY_HEADER: &str = "header";
/// Decided by the cells.
pub const BY_CELLS: &str = "cells";
/// Neither said enough.
pub const NOT_RECOGNISED: &str = "nothing recognised";
/// Decided by a person.
pub const BY_HAND: &str = "by hand";

/// What each column of the table holds. At most one column has a given field, save for places, other names and notes
/// of the source. Reads a sample of the rows; ids and the order of dates are judged on all.
pub fn map(table: &Table) -> Mapping {
    mapping(table)
}

/// As [`map`], of a table by columns.
pub fn map_columns(columns: &Columns) -> Mapping {
    mapping(columns)
}

fn mapping(table: &impl Look) -> Mapping {
    let mut notices = Vec::new();
    let mut columns = choose::by_header(table, &mut notices);
    cells::fill(table, &mut columns, &mut notices);
    triples::find(table, &mut columns, &mut notices);
    dates::decide(table, &mut columns, &mut notices);
    notices.extend(nameless(table, &columns));
    Mapping { columns, notices }
}

/// What a person should know about a mapping that may have been corrected by hand: what [`map`] would say of the table, save
/// for the columns that are read otherwise now.
pub fn notices(table: &Table, mapping: &Mapping) -> Vec<String> {
    let found = map(table);
    let changed: Vec<String> = (found.columns.iter().zip(&mapping.columns))
        .filter(|(found, used)| (found.field, found.date_order) != (used.field, used.date_order))
        .map(|(found, _)| format!("\"{}\"", found.name))
        .collect();
    let unnamed = nameless(table, &found.columns);
    let stands =
        |notice: &String| Some(notice) != unnamed.as_ref() && !changed.iter().any(|c| notice.contains(c));
    let mut notices: Vec<String> = found.notices.into_iter().filter(stands).collect();
    notices.extend(nameless(table, &mapping.columns));
    notices
}

/// The notice that nobody has a name.
fn nameless(table: &impl Look, columns: &[ColumnUse]) -> Option<String> {
    let named = |c: &ColumnUse| matches!(c.field, Field::FullName | Field::GivenName | Field::FamilyName);
    (table.rows() > 0 && !columns.iter().any(named)).then(|| {
        "no column was recognised as the names of the dead: say in case.toml which one it is".to_owned()
    })
}

#[cfg(test)]
mod tests;
