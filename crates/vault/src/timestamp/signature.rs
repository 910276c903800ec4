//! Which algorithms may have signed a timestamp or a certificate, and the check of a signature by them.

use super::der::{self, Reader};
use ring::digest;
use ring::signature::{self as ring_signature, UnparsedPublicKey, VerificationAlgorithm};

/// An object identifier's content octets.
pub type Oid = [u8];

const RSA: &Oid = &[42, 134, 72, 134, 247, 13, 1, 1, 1];
const RSA_SHA256: &Oid = &[42, 134, 72, 134, 247, 13, 1, 1, 11];
const RSA_SHA384: &Oid = &[42, 134, 72, 134, 247, 13, 1, 1, 12];
const RSA_SHA512: &Oid = &[42, 134, 72, 134, 247, 13, 1, 1, 13];
const EC: &Oid = &[42, 134, 72, 206, 61, 2, 1];
const P256: &Oid = &[42, 134, 72, 206, 61, 3, 1, 7];
const P384: &Oid = &[43, 129, 4, 0, 34];
const ECDSA_SHA256: &Oid = &[42, 134, 72, 206, 61, 4, 3, 2];
const ECDSA_SHA384: &Oid = &[42, 134, 72, 206, 61, 4, 3, 3];
const ED25519: &Oid = &[43, 101, 112];
const SHA1: &Oid = &[43, 14, 3, 2, 26];
/// SHA-256, the digest of every imprint we ask for.
pub const SHA256: &Oid = &[96, 134, 72, 1, 101, 3, 4, 2, 1];
const SHA384: &Oid = &[96, 134, 72, 1, 101, 3, 4, 2, 2];
const SHA512: &Oid = &[96, 134, 72, 1, 101, 3, 4, 2, 3];

/// The digest of some bytes by the algorithm of that name; `None` for one that is unknown. SHA-1 only identifies
/// certificates (RFC 2634), where nobody gains by a collision of their own making.
pub fn digest(oid: &Oid, bytes: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match oid {
        _ if oid == SHA1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        _ if oid == SHA256 => &digest::SHA256,
        _ if oid == SHA384 => &digest::SHA384,
        _ if oid == SHA512 => &digest::SHA512,
        _ => return None,
    };
    Some(digest::digest(algorithm, bytes).as_ref().to_vec())
}

/// The SHA-1 of some bytes.
pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// The name of an algorithm that takes no parameters (none at all, or NULL): all that are supported are such.
pub fn algorithm<'a>(reader: &mut Reader<'a>) -> Option<&'a Oid> {
    let mut algorithm = reader.inside(der::SEQUENCE)?;
    let oid = algorithm.next(der::OID)?.content;
    let none = algorithm.0.is_empty() || algorithm.0 == [5, 0];
    none.then_some(oid)
}

/// Whether `signature` over `message` was made with the key of a SubjectPublicKeyInfo; `None` if an algorithm is not
/// supported. `hash` is what the signer says the message was hashed with, where the algorithm itself does not say.
pub fn holds(spki: &[u8], by: &Oid, hash: Option<&Oid>, message: &[u8], signature: &[u8]) -> Option<bool> {
    let mut info = Reader(spki).inside(der::SEQUENCE)?;
    let mut key_kind = info.inside(der::SEQUENCE)?;
    let (kind, curve) =
        (key_kind.next(der::OID)?.content, key_kind.optional(der::OID).map(|oid| oid.content));
    let (0, key) = info.next(der::BIT_STRING)?.content.split_first().map(|(unused, key)| (*unused, key))?
    else {
        return None;
    };
    let by = match hash {
        Some(hash) if by == RSA => [(SHA256, RSA_SHA256), (SHA384, RSA_SHA384), (SHA512, RSA_SHA512)]
            .into_iter()
            .find_map(|(of, by)| (of == hash).then_some(by))?,
        _ => by,
    };
    let supported: [(&Oid, Option<&Oid>, &Oid, &dyn VerificationAlgorithm); 8] = [
        (RSA, None, RSA_SHA256, &ring_signature::RSA_PKCS1_2048_8192_SHA256),
        (RSA, None, RSA_SHA384, &ring_signature::RSA_PKCS1_2048_8192_SHA384),
        (RSA, None, RSA_SHA512, &ring_signature::RSA_PKCS1_2048_8192_SHA512),
        (EC, Some(P256), ECDSA_SHA256, &ring_signature::ECDSA_P256_SHA256_ASN1),
        (EC, Some(P256), ECDSA_SHA384, &ring_signature::ECDSA_P256_SHA384_ASN1),
        (EC, Some(P384), ECDSA_SHA256, &ring_signature::ECDSA_P384_SHA256_ASN1),
        (EC, Some(P384), ECDSA_SHA384, &ring_signature::ECDSA_P384_SHA384_ASN1),
        (ED25519, None, ED25519, &ring_signature::ED25519),
    ];
    let found = supported.into_iter().find(|(k, c, b, _)| *k == kind && *c == curve && *b == by)?;
    Some(UnparsedPublicKey::new(found.3, key).verify(message, signature).is_ok())
}
