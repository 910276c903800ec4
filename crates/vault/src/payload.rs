//! Payloads: what log entries say in words and values, each in a file of its own so that it can be withheld.
//!
//! The file is canonical JSON and a newline: `{"body":{…},"salt":"<32 hex digits>"}`. Its name is
//! SHA-256(16 salt bytes || canonical JSON of the body). The salt keeps others from guessing a withheld payload
//! ("does this entry name that person?") by hashing what they suspect.

use crate::canonical::{self, NotCanonical};
use crate::hash::{self, Hash};
use serde_json::Value;

/// Longest file of a payload, in bytes.
pub const MAX_PAYLOAD: u64 = 64 << 20;

/// Random bytes that make a payload's hash say nothing about its body.
pub type Salt = [u8; 16];

/// A payload ready to be written.
#[derive(Debug)]
pub struct Prepared {
    /// The name of its file, and what the log entry holds.
    pub name: Hash,
    /// The bytes of its file.
    pub file: String,
}

/// Prepares a payload.
pub fn seal(body: &Value, salt: Salt) -> Result<Prepared, NotCanonical> {
    let body = canonical::to_string(body)?;
    Ok(Prepared {
        name: Hash::of_parts(&[&salt, body.as_bytes()]),
        file: format!("{{\"body\":{body},\"salt\":\"{}\"}}\n", hash::to_hex(&salt)),
    })
}

/// The body of a payload, from the bytes of its file; `None` if they are not those that were written under that name.
pub fn open(name: Hash, file: &[u8]) -> Option<Value> {
    let mut members: serde_json::Map<String, Value> = serde_json::from_slice(file).ok()?;
    let salt = hash::from_hex(members.get("salt")?.as_str()?)?;
    let body = members.remove("body")?;
    let written = seal(&body, salt).ok()?;
    (written.name == name && written.file.as_bytes() == file).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SALT: Salt = [7; 16];

    #[test]
    fn opens_what_it_seals() {
        let body = json!({"reason": "same mother, ذات الأم", "ids": [1, 2]});
        let sealed = seal(&body, SALT).unwrap();
        assert_eq!(
            sealed.file,
            "{\"body\":{\"ids\":[1,2],\"reason\":\"same mother, ذات الأم\"},\"salt\":\"07070707070707070707070707070707\"}\n"
        );
        assert_eq!(open(sealed.name, sealed.file.as_bytes()), Some(body));
    }

    #[test]
    fn the_salt_changes_the_name() {
        let body = json!({"answer": "yes"});
        assert_ne!(seal(&body, SALT).unwrap().name, seal(&body, [8; 16]).unwrap().name);
    }

    #[test]
    fn a_change_of_any_byte_is_seen() {
        let sealed = seal(&json!({"a": "x", "b": [0]}), SALT).unwrap();
        for at in 0..sealed.file.len() {
            for flip in [1, 0x20, 0x80] {
                let mut file = sealed.file.clone().into_bytes();
                file[at] ^= flip;
                assert_eq!(open(sealed.name, &file), None, "byte {at}");
            }
        }
        for other in [b"".as_slice(), b"{}", b"[]\n", sealed.file.trim_end().as_bytes()] {
            assert_eq!(open(sealed.name, other), None);
        }
        assert_eq!(open(Hash::ZERO, sealed.file.as_bytes()), None);
    }
}
