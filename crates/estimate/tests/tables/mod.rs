//! The tables that the tests share; where they come from is said in README.md beside them.

use std::path::Path;

/// The table of this name.
pub fn read(name: &str) -> estimate::OverlapTable {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tables/{name}.csv"));
    let file = std::fs::File::open(path).expect("the table is there");
    estimate::OverlapTable::from_csv(file).expect("the table is sound")
}
