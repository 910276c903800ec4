//! Makes the example case: the invented country of Marsa, a wave of killings in 2031, and the four lists of its dead,
//! with the truth about every row.
//!
//! ```text
//! names, places -> people (who was killed) -> lists (who is on which list)
//!     -> slips (what the list writes of them, at its rates) -> write (the files)
//! ```
//!
//! The seed is fixed and the random numbers are the generator's own: the files are the same bytes on every machine.

pub mod facts;
pub mod families;
pub mod lists;
pub mod names;
pub mod people;
pub mod places;
pub mod random;
pub mod rates;
pub mod slips;
pub mod spelling;
pub mod write;
pub mod write_arabic;

use anyhow::{Context, Result};
use random::Random;
use std::path::Path;

/// The seed of the example.
pub const SEED: u64 = 2031;

/// The files of the example.
#[derive(Debug)]
pub struct Example {
    /// Each file's path below the example's folder, and its bytes.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// The facts that the README states, in Markdown.
    pub facts: String,
}

/// Makes the example in memory.
pub fn make(seed: u64) -> Result<Example> {
    let names = names::Names::read()?;
    let districts = places::read()?;
    let victims = people::victims(&names, &districts, &mut Random::new(seed, 1))?;
    let lists = lists::lists(&victims, &mut Random::new(seed, 2));
    let files = vec![
        ("lists/monitors.csv", write::monitors(&lists.monitors, &mut Random::new(seed, 3))),
        ("lists/hospital.xlsx", write_arabic::hospital(&lists.hospital, &mut Random::new(seed, 4))?),
        ("lists/families.json", write_arabic::families(&lists.families, &mut Random::new(seed, 5))),
        ("lists/herald.csv", write::herald(&lists.herald)),
        ("truth.csv", write::truth(&lists)),
    ];
    Ok(Example { files, facts: facts::table(&victims, &lists) })
}

/// Makes the example and writes its files below `dir`, over what is there.
pub fn write_example(dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir.join("lists"))
        .with_context(|| format!("cannot make {}", dir.join("lists").display()))?;
    for (path, bytes) in make(SEED)?.files {
        let path = dir.join(path);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
