//! A model that anybody may have written: it is refused in words, or read, and then written and read alike.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkage::ModelFile;

fuzz_target!(|text: &str| {
    match ModelFile::parse(text) {
        Ok(file) => assert_eq!(ModelFile::parse(&file.to_toml()), Ok(file)),
        Err(error) => assert!(!error.key.is_empty() && !error.expected.is_empty()),
    }
});
