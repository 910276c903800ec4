//! The committed files are what the generator makes, and what the README says of them is so.

use std::path::PathBuf;

fn example() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn the_files_are_what_the_generator_writes() {
    let dir = tempfile::tempdir().unwrap();
    marsa::write_example(dir.path()).unwrap();
    for (path, _) in marsa::make(marsa::SEED).unwrap().files {
        let made = std::fs::read(dir.path().join(path)).unwrap();
        let committed = std::fs::read(example().join(path)).unwrap();
        assert!(made == committed, "{path} differs: run `cargo run -p marsa -- examples/marsa`");
    }
    let files = std::fs::read_dir(example().join("lists")).unwrap().count();
    assert_eq!(files, 4, "a file in lists/ that the generator does not make");
}

#[test]
fn the_readme_states_the_rates_and_the_figures() {
    let readme = std::fs::read_to_string(example().join("README.md")).unwrap();
    let facts = marsa::make(marsa::SEED).unwrap().facts;
    assert!(readme.contains(&facts), "the README should say:\n{facts}");
    let rates = marsa::rates::table();
    assert!(readme.contains(&rates), "the README should say:\n{rates}");
}
