//! A bag's manifest and rules of redaction that anybody may have written: no path that is read leads out of the bundle.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::{Component, Path};
use vault::bundle::{Redaction, manifest};

fuzz_target!(|text: &str| {
    if let Ok(read) = manifest::read(text) {
        for path in read.keys() {
            assert!(Path::new(path).components().all(|part| matches!(part, Component::Normal(_))), "{path:?}");
        }
        assert_eq!(manifest::read(&manifest::write(&read)), Ok(read));
    }
    if let Err(error) = text.parse::<Redaction>() {
        assert!((1..=text.lines().count()).contains(&error.line));
    }
});
