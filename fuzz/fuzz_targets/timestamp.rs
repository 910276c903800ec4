//! A timestamp response that anybody may have written: refused in words, or accepted; and then it is the seed, but for bytes
//! that nobody signs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::timestamp;

const NOTE: &[u8] = b"inquest\n";
const ROOT: &str = include_str!("timestamp.pem");

fuzz_target!(|response: &[u8]| {
    timestamp::nonce(response);
    timestamp::imprint(response);
    match timestamp::check(response, NOTE, None, ROOT) {
        Ok(stamp) => assert_eq!(stamp.serial, "02"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
