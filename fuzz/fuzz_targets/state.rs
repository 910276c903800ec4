//! A state that anybody may have written, its checksum right: it is refused in words, or read, and then written and read alike.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkage::State;
use sha2::{Digest, Sha256};

fuzz_target!(|body: &[u8]| {
    let _ = State::parse(body);
    let sealed = [b"inquest link state 1\n", &Sha256::digest(body)[..], body].concat();
    match State::parse(&sealed) {
        Ok(state) => assert!(State::parse(&state.to_bytes()) == Ok(state)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
