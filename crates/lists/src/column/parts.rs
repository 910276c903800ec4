//! One source that comes in several files, a year or a chapter in each.

use rustc_hash::FxHashSet;

use super::map;
use crate::{Field, Table, value::digits::to_ascii, value::tidy};

/// Two yearly parts of one list share hardly a person; two releases of one list share most. So many names (as a share
/// of the shorter list) may stand in both, since people have namesakes.
const NAMESAKES: f64 = 0.1;

/// Are two files (name and table each) parts of one source: the same columns, names that differ by a year or a number
/// alone ("list_2015.csv", "list_2016.csv"), no record id in both, and hardly a name in both?
pub fn parts_of_one_source(a: (&str, &Table), b: (&str, &Table)) -> bool {
    let ((a_name, a), (b_name, b)) = (a, b);
    if a.columns != b.columns || !differ_by_number(a_name, b_name, a.sheet.as_deref(), b.sheet.as_deref()) {
        return false;
    }
    let (uses_a, uses_b) = (map(a), map(b));
    let column = |uses: &super::Mapping, field: Field| uses.columns.iter().position(|c| c.field == field);
    if let (Some(x), Some(y)) = (column(&uses_a, Field::RecordId), column(&uses_b, Field::RecordId))
        && in_both(&texts(a, &[x]), &texts(b, &[y])) > 0
    {
        return false;
    }
    let names: Vec<usize> = (0..a.columns.len())
        .filter(|&at| {
            uses_a.columns.get(at).is_some_and(|c| {
                matches!(c.field, Field::FullName | Field::GivenName | Field::FatherName | Field::FamilyName)
            })
        })
        .collect();
    if names.is_empty() {
        // Nothing shows that they go on: two releases of one list look the same.
        return false;
    }
    let (x, y) = (texts(a, &names), texts(b, &names));
    in_both(&x, &y) as f64 <= NAMESAKES * x.len().min(y.len()) as f64
}

/// The distinct contents of some columns of each row; rows where all are empty are left out.
fn texts(table: &Table, columns: &[usize]) -> FxHashSet<String> {
    let row = |row: &crate::Row| {
        let cells: Vec<String> =
            columns.iter().filter_map(|&at| row.cells.get(at)).map(|c| tidy(&c.text)).collect();
        cells.iter().any(|c| !c.is_empty()).then(|| cells.join("\u{1f}"))
    };
    table.rows.iter().filter_map(row).collect()
}

fn in_both(a: &FxHashSet<String>, b: &FxHashSet<String>) -> usize {
    a.iter().filter(|text| b.contains(*text)).count()
}

/// Do the file names (or, where they are the same, the names of the sheets) differ, and only in a number?
fn differ_by_number(a: &str, b: &str, a_sheet: Option<&str>, b_sheet: Option<&str>) -> bool {
    if a == b {
        return matches!((a_sheet, b_sheet), (Some(x), Some(y)) if x != y && without_numbers(x) == without_numbers(y));
    }
    without_numbers(a) == without_numbers(b)
}

/// The name with each number written as "#".
fn without_numbers(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in to_ascii(name).to_lowercase().chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}
