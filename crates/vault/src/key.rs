//! The key of a case: who holds it can sign checkpoints of its log. Ed25519 (RFC 8032).

use crate::base64;
use crate::durable;
use crate::error::{Problem, VaultError};
use crate::hash::Hash;
use crate::note::{self, Note, Signature};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The byte that stands for Ed25519 in key ids and encoded keys (C2SP signed-note).
const ED25519: u8 = 1;
/// What stands before the 32 secret bytes in an unencrypted PKCS #8 file of an Ed25519 key (RFC 8410, section 7).
const PKCS8: [u8; 16] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const PEM: (&str, &str) = ("-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----\n");

/// The public half: 32 bytes that are a point of the curve and not one of the few that sign anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// A key from its 32 bytes (RFC 8032, section 5.1.5); `None` if no key has them.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<PublicKey> {
        VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak()).map(PublicKey)
    }

    /// A key from the base64 that a "key" entry of the log holds.
    pub(crate) fn from_text(text: &str) -> Option<PublicKey> {
        PublicKey::from_bytes(&base64::decode(text)?.try_into().ok()?)
    }

    /// Its 32 bytes in base64, as a "key" entry of the log holds them.
    pub(crate) fn text(&self) -> String {
        base64::encode(self.0.as_bytes())
    }

    /// The key under a name, which for a log is its origin.
    pub fn named(self, name: &str) -> NamedKey {
        NamedKey { name: name.to_owned(), key: self }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A public key and its name. Its text (`Display`, [`FromStr`]) is the "vkey" of C2SP signed-note:
/// `<name>+<8 hex digits of its id>+<base64 of 0x01 and the key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedKey {
    /// The name.
    pub name: String,
    /// The key.
    pub key: PublicKey,
}

impl NamedKey {
    /// The first 4 bytes of SHA-256(name || 0x0A || 0x01 || key): tells keys of one name apart, and proves nothing.
    pub fn id(&self) -> [u8; 4] {
        let hash = Hash::of_parts(&[self.name.as_bytes(), &[b'\n', ED25519], self.key.0.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        [a, b, c, d]
    }

    /// Whether this key signed a note: `None` if no signature claims to be its own; `Some(false)` if one does and is not.
    pub fn signed(&self, note: &Note) -> Option<bool> {
        let own = note.signatures.iter().filter(|s| s.name == self.name && s.id == self.id());
        own.map(|signature| self.holds(note.text.as_bytes(), &signature.bytes)).reduce(|a, b| a && b)
    }

    fn holds(&self, text: &[u8], signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.0.verify_strict(text, &signature).is_ok())
    }
}

impl fmt::Display for NamedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = crate::hash::to_hex(&self.id());
        let key = base64::encode(&[&[ED25519], self.key.0.as_bytes().as_slice()].concat());
        write!(f, "{}+{id}+{key}", self.name)
    }
}

/// The text is no public key of the form that [`NamedKey`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 key: expected <name>+<8 hex digits>+<base64>")]
pub struct NotAKey;

impl FromStr for NamedKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<NamedKey, NotAKey> {
        let parse = || {
            let (name, rest) = text.split_once('+').filter(|(name, _)| note::is_name(name))?;
            let encoded = base64::decode(rest.split_once('+')?.1)?;
            let key = PublicKey::from_bytes(encoded.strip_prefix(&[ED25519])?.try_into().ok()?)?;
            // A wrong id shows when it is written again.
            Some(key.named(name)).filter(|key| key.to_string() == text)
        };
        parse().ok_or(NotAKey)
    }
}

/// The secret half. It cannot be printed, and its memory is wiped when it is dropped.
pub struct CaseKey(SigningKey);

impl CaseKey {
    /// A key of 32 bytes that nobody can guess.
    pub fn from_seed(seed: &[u8; 32]) -> CaseKey {
        CaseKey(SigningKey::from_bytes(seed))
    }

    /// The half that everybody may know.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// A note of a text, signed under a name.
    pub fn sign(&self, name: &str, text: String) -> Note {
        let bytes = self.0.sign(text.as_bytes()).to_bytes().to_vec();
        let signature = Signature { name: name.to_owned(), id: self.public().named(name).id(), bytes };
        Note { text, signatures: vec![signature] }
    }

    /// Writes the key where only the owner of the file can read it: unencrypted PKCS #8 in PEM, which openssl reads too.
    pub fn write(&self, place: &Path) -> Result<(), VaultError> {
        let encoded = base64::encode(&[PKCS8.as_slice(), &self.0.to_bytes()].concat());
        durable::write_secret(place, format!("{}{encoded}{}", PEM.0, PEM.1).as_bytes())
    }

    /// Reads what [`CaseKey::write`] wrote; `None` if nothing is there.
    pub fn read(place: &Path) -> Result<Option<CaseKey>, Problem> {
        let Some(bytes) = durable::read(place, 1000).map_err(Problem::unreadable(place))? else {
            return Ok(None);
        };
        let parse = || {
            let text = std::str::from_utf8(&bytes).ok()?.strip_prefix(PEM.0)?.strip_suffix(PEM.1)?;
            let seed = base64::decode(text)?.strip_prefix(&PKCS8)?.try_into().ok()?;
            Some(CaseKey::from_seed(&seed))
        };
        let why = || "no Ed25519 key as this program writes it".into();
        parse().map(Some).ok_or_else(|| Problem::Unreadable { path: place.to_owned(), why: why() })
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CaseKey").field(&self.public()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of C2SP signed-note, made by its reference implementation in Go (golang.org/x/mod/sumdb/note).
    const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
         then you don't know what your problem is.\n\n\
         — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn agrees_with_the_reference_implementation() {
        let (key, note): (NamedKey, Note) = (VKEY.parse().unwrap(), NOTE.parse().unwrap());
        assert_eq!(key.to_string(), VKEY);
        assert_eq!(key.signed(&note), Some(true));
        let changed: Note = NOTE.replace("answer", "anwser").parse().unwrap();
        assert_eq!(key.signed(&changed), Some(false));
        assert_eq!(key.key.named("another").signed(&note), None);
    }

    #[test]
    fn of_two_signatures_that_claim_a_key_both_must_hold() {
        let key = CaseKey::from_seed(&[3; 32]);
        let mut note = key.sign("a", "text\n".into());
        assert_eq!(key.public().named("a").signed(&note), Some(true));
        let mut false_one = note.signatures[0].clone();
        false_one.bytes[5] ^= 1;
        note.signatures.push(false_one);
        assert_eq!(key.public().named("a").signed(&note), Some(false));
        note.signatures[1].bytes.truncate(9);
        assert_eq!(key.public().named("a").signed(&note), Some(false));
    }

    #[test]
    fn refuses_other_spellings_and_weak_keys() {
        for wrong in ["", "a", "a+b", "+c74f20a3+AR", &VKEY.replace("c7", "C7"), &VKEY.replace("c74", "c75")]
        {
            assert_eq!(wrong.parse::<NamedKey>(), Err(NotAKey), "{wrong}");
        }
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(PublicKey::from_bytes(&one), None, "the neutral point");
    }

    #[test]
    fn the_file_is_secret_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("case.key");
        assert!(CaseKey::read(&place).unwrap().is_none());
        let key = CaseKey::from_seed(&[7; 32]);
        key.write(&place).unwrap();
        assert_eq!(CaseKey::read(&place).unwrap().unwrap().public(), key.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(place.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&place, "x").unwrap();
        assert!(CaseKey::read(&place).is_err());
        assert!(!format!("{key:?}").contains(&base64::encode(&[7; 32])));
    }
}
