//! `marsa OUT_DIR`: writes the lists and the truth of the example case below OUT_DIR.

use anyhow::{Context, Result};
use std::path::Path;

fn main() -> Result<()> {
    let dir =
        std::env::args_os().nth(1).context("usage: marsa OUT_DIR (examples/marsa for the example itself)")?;
    marsa::write_example(Path::new(&dir))
}
