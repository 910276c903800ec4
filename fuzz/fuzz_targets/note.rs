//! A signed note and a public key that anybody may have written: refused, or read, and then written and read alike.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::{Kept, NamedKey, Note};

fuzz_target!(|text: &str| {
    let note = text.parse::<Note>();
    if let Ok(note) = &note {
        assert_eq!(note.to_string(), text);
    }
    if let Ok(kept) = Kept::read(text.as_bytes()) {
        assert_eq!(kept.note.is_some(), note.is_ok());
    }
    for line in text.lines() {
        if let Ok(key) = line.parse::<NamedKey>() {
            assert_eq!(key.to_string(), line);
            if let Ok(note) = &note {
                key.signed(note);
            }
        }
    }
});
