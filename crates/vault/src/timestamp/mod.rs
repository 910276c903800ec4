//! Timestamps (RFC 3161): an authority's signed word that it saw the hash of a checkpoint at a certain time. The request is
//! a file to be sent, the response a file that came back; both are made and checked here without any network.

mod certificate;
mod der;
mod signature;

use certificate::Certificate;
use der::{Reader, context};
use jiff::Timestamp;
use signature::{Oid, SHA256};

/// Longest response that is read, in bytes.
pub const MAX_RESPONSE: u64 = 256 << 10;

const SIGNED_DATA: &Oid = &[42, 134, 72, 134, 247, 13, 1, 7, 2];
const TST_INFO: &Oid = &[42, 134, 72, 134, 247, 13, 1, 9, 16, 1, 4];
const CONTENT_TYPE: &Oid = &[42, 134, 72, 134, 247, 13, 1, 9, 3];
const MESSAGE_DIGEST: &Oid = &[42, 134, 72, 134, 247, 13, 1, 9, 4];
const SIGNING_CERTIFICATE: &Oid = &[42, 134, 72, 134, 247, 13, 1, 9, 16, 2, 12];
const SIGNING_CERTIFICATE_V2: &Oid = &[42, 134, 72, 134, 247, 13, 1, 9, 16, 2, 47];

/// What an authority attests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it saw the hash.
    pub at: Timestamp,
    /// The serial number that it gave this timestamp, in hex.
    pub serial: String,
}

/// Why a response is not a timestamp of what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadStamp {
    /// The bytes are no response.
    #[error("not a timestamp response (RFC 3161): {0} is not as it should be")]
    Unreadable(&'static str),
    /// The authority refused.
    #[error("the authority refused (status {0}); ask again or ask another")]
    Refused(u8),
    /// It is a timestamp of other bytes.
    #[error("a timestamp of something else than this checkpoint")]
    OtherImprint,
    /// It answers another request.
    #[error("the answer to another request (its nonce differs)")]
    OtherNonce,
    /// The certificate of the signer is not in it.
    #[error("the signer's certificate is not in the response")]
    NoSigner,
    /// What was signed is not what stands there.
    #[error("the signature does not hold")]
    Signature,
    /// Signed with an algorithm that is not supported.
    #[error(
        "signed with an algorithm that is not known here; known are RSA (PKCS #1) and ECDSA on P-256 and P-384, with SHA-256, SHA-384 or (RSA) SHA-512"
    )]
    Algorithm,
    /// The signer is not certified for timestamps alone.
    #[error("the signer's certificate is not one for timestamps")]
    NotForTimestamps,
    /// No path of certificates leads to an authority that is trusted.
    #[error(
        "no path of valid certificates leads from the signer to a root certificate in the file of trusted ones"
    )]
    Untrusted,
}

/// A request for a timestamp of some bytes, in DER: their SHA-256, a nonce, and that the certificates are wanted.
pub fn request(bytes: &[u8], nonce: [u8; 8]) -> Vec<u8> {
    let [first, rest @ ..] = nonce;
    // Positive, and as long as it is written: DER would cut a zero byte in front.
    let nonce = [&[first & 0x3f | 0x40], rest.as_slice()].concat();
    let algorithm = der::write(der::SEQUENCE, &[der::write(der::OID, SHA256), vec![5, 0]].concat());
    let hash = der::write(der::OCTET_STRING, crate::Hash::of(bytes).as_bytes());
    let parts = [
        der::write(der::INTEGER, &[1]),
        der::write(der::SEQUENCE, &[algorithm, hash].concat()),
        der::write(der::INTEGER, &nonce),
        der::write(der::BOOLEAN, &[0xff]),
    ];
    der::write(der::SEQUENCE, &parts.concat())
}

/// The nonce of a request that [`request`] made; `None` for anything else.
pub fn nonce(request: &[u8]) -> Option<Vec<u8>> {
    let mut request = Reader(request).inside(der::SEQUENCE)?;
    request.next(der::INTEGER)?;
    request.next(der::SEQUENCE)?;
    Some(request.next(der::INTEGER)?.content.to_vec())
}

/// The SHA-256 for which a request asks; `None` for anything that [`request`] did not make.
pub fn imprint(request: &[u8]) -> Option<crate::Hash> {
    let mut request = Reader(request).inside(der::SEQUENCE)?;
    request.next(der::INTEGER)?;
    let mut imprint = request.inside(der::SEQUENCE)?;
    let sha256 = signature::algorithm(&mut imprint)? == SHA256;
    let hash = imprint.next(der::OCTET_STRING)?.content.try_into().ok()?;
    sha256.then(|| crate::Hash::from_bytes(hash))
}

/// Checks a response: that an authority signed the SHA-256 of `bytes`, that its certificate is for timestamps, and that
/// a path leads from it to a root certificate in `trusted` (PEM), all valid at the time it states. Whether certificates
/// were revoked is not looked at. `nonce` is that of the request, where it is known.
pub fn check(response: &[u8], bytes: &[u8], nonce: Option<&[u8]>, trusted: &str) -> Result<Stamp, BadStamp> {
    let token = token(response)?;
    let signed = SignedData::read(token).ok_or(BadStamp::Unreadable("the signed data"))?;
    let info = Info::read(signed.content).ok_or(BadStamp::Unreadable("the timestamp (TSTInfo)"))?;
    if info.algorithm != SHA256 || info.imprint != crate::Hash::of(bytes).as_bytes() {
        return Err(BadStamp::OtherImprint);
    }
    if nonce.is_some_and(|nonce| info.nonce != Some(nonce)) {
        return Err(BadStamp::OtherNonce);
    }
    let others: Vec<Certificate> = signed.certificates.iter().filter_map(|c| Certificate::read(c)).collect();
    let signer = others.iter().find(|c| signed.signer.names(c)).ok_or(BadStamp::NoSigner)?;
    signed.signer.check(signed.content, signer)?;
    if !signer.is_for_timestamps() {
        return Err(BadStamp::NotForTimestamps);
    }
    let trusted = certificate::from_pem(trusted);
    let trusted: Vec<Certificate> = trusted.iter().filter_map(|c| Certificate::read(c)).collect();
    if !signer.leads_to(&trusted, &others, info.at) {
        return Err(BadStamp::Untrusted);
    }
    Ok(Stamp { at: info.at, serial: crate::hash::to_hex(info.serial) })
}

/// The ContentInfo of a TimeStampResp whose status is "granted" (0) or "granted with modifications" (1).
fn token(response: &[u8]) -> Result<Reader<'_>, BadStamp> {
    let parse = || {
        let mut all = Reader(response);
        let mut outer = all.inside(der::SEQUENCE)?;
        all.end()?;
        let status = outer.inside(der::SEQUENCE)?.next(der::INTEGER)?.content;
        let status = <[u8; 1]>::try_from(status).ok()?[0];
        let token = outer.optional(der::SEQUENCE).map(|token| Reader(token.content));
        outer.end()?;
        Some((status, token))
    };
    match parse() {
        Some((0 | 1, Some(token))) => Ok(token),
        Some((status @ 2.., _)) => Err(BadStamp::Refused(status)),
        _ => Err(BadStamp::Unreadable("the status")),
    }
}

/// SignedData (RFC 5652, section 5.1) with one signer.
struct SignedData<'a> {
    /// What is signed: a TSTInfo.
    content: &'a [u8],
    certificates: Vec<&'a [u8]>,
    signer: Signer<'a>,
}

impl<'a> SignedData<'a> {
    fn read(mut token: Reader<'a>) -> Option<SignedData<'a>> {
        if token.next(der::OID)?.content != SIGNED_DATA {
            return None;
        }
        let mut data = token.inside(context(0))?.inside(der::SEQUENCE)?;
        token.end()?;
        // RFC 5652, section 5.1: version 3, since the content is no plain data; the digests that the signers use.
        if data.next(der::INTEGER)?.content != [3] {
            return None;
        }
        let mut digests = data.inside(der::SET)?;
        let digest = signature::algorithm(&mut digests)?;
        let mut encapsulated = data.inside(der::SEQUENCE)?;
        if encapsulated.next(der::OID)?.content != TST_INFO {
            return None;
        }
        let content = encapsulated.inside(context(0))?.next(der::OCTET_STRING)?.content;
        let certificates = match data.optional(context(0)) {
            Some(certificates) => Reader(certificates.content).all()?,
            None => Vec::new(),
        };
        let certificates = certificates.iter().take(certificate::MOST).map(|c| c.whole).collect();
        data.optional(context(1));
        let mut signers = data.inside(der::SET)?;
        let signer = Signer::read(signers.inside(der::SEQUENCE)?)?;
        signers.end()?;
        data.end()?;
        if signer.hash != digest {
            return None;
        }
        Some(SignedData { content, certificates, signer })
    }
}

/// SignerInfo (RFC 5652, section 5.3), which names its certificate by issuer and serial number.
struct Signer<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    hash: &'a Oid,
    /// The signed attributes: their content alone.
    attributes: &'a [u8],
    by: &'a Oid,
    signature: &'a [u8],
}

impl<'a> Signer<'a> {
    fn read(mut info: Reader<'a>) -> Option<Signer<'a>> {
        if info.next(der::INTEGER)?.content != [1] {
            return None;
        }
        let mut id = info.inside(der::SEQUENCE)?;
        let (issuer, serial) = (id.next(der::SEQUENCE)?.whole, id.next(der::INTEGER)?.content);
        let hash = signature::algorithm(&mut info)?;
        let attributes = info.next(context(0))?.content;
        let by = signature::algorithm(&mut info)?;
        let signature = info.next(der::OCTET_STRING)?.content;
        Some(Signer { issuer, serial, hash, attributes, by, signature })
    }

    fn names(&self, certificate: &Certificate) -> bool {
        certificate.issuer == self.issuer && certificate.serial == self.serial
    }

    /// That the attributes speak of this content and this certificate, and that its key signed them.
    fn check(&self, content: &[u8], certificate: &Certificate) -> Result<(), BadStamp> {
        let unreadable = BadStamp::Unreadable("the signed attributes");
        let kind = self.attribute(CONTENT_TYPE).ok_or(unreadable.clone())?;
        let digest = self.attribute(MESSAGE_DIGEST).ok_or(unreadable)?;
        let computed = signature::digest(self.hash, content).ok_or(BadStamp::Algorithm)?;
        if kind != der::write(der::OID, TST_INFO) || digest != der::write(der::OCTET_STRING, &computed) {
            return Err(BadStamp::Signature);
        }
        if self.names_by_hash(certificate) != Some(true) {
            return Err(BadStamp::Signature);
        }
        // RFC 5652, section 5.4: what is signed has the tag of a SET, not the [0] under which it stands.
        let message = der::write(der::SET, self.attributes);
        match signature::holds(certificate.key, self.by, Some(self.hash), &message, self.signature) {
            Some(true) => Ok(()),
            Some(false) => Err(BadStamp::Signature),
            None => Err(BadStamp::Algorithm),
        }
    }

    /// The one value, whole, of the one attribute of that type.
    fn attribute(&self, oid: &Oid) -> Option<&'a [u8]> {
        let mut found = None;
        for attribute in Reader(self.attributes).all()? {
            let mut attribute = Reader(Some(attribute).filter(|a| a.tag == der::SEQUENCE)?.content);
            if attribute.next(der::OID)?.content == oid {
                let mut values = attribute.inside(der::SET)?;
                let value = values.any()?.whole;
                values.end()?;
                if found.replace(value).is_some() {
                    return None;
                }
            }
        }
        found
    }

    /// Whether the signed attributes hold the certificate's hash (RFC 2634, section 5.4; RFC 5816): else another
    /// certificate of the same key could be put in its place.
    fn names_by_hash(&self, certificate: &Certificate) -> Option<bool> {
        let first = |attribute: &'a [u8]| {
            Reader(attribute).inside(der::SEQUENCE)?.inside(der::SEQUENCE)?.inside(der::SEQUENCE)
        };
        if let Some(attribute) = self.attribute(SIGNING_CERTIFICATE_V2) {
            let mut id = first(attribute)?;
            // The algorithm is left out where it is SHA-256.
            let hash = match id.optional(der::SEQUENCE) {
                Some(algorithm) => Reader(algorithm.content).next(der::OID)?.content,
                None => SHA256,
            };
            return Some(signature::digest(hash, certificate.whole)? == id.next(der::OCTET_STRING)?.content);
        }
        let mut id = first(self.attribute(SIGNING_CERTIFICATE)?)?;
        Some(signature::sha1(certificate.whole) == id.next(der::OCTET_STRING)?.content)
    }
}

/// TSTInfo (RFC 3161, section 2.4.2).
struct Info<'a> {
    algorithm: &'a Oid,
    imprint: &'a [u8],
    serial: &'a [u8],
    at: Timestamp,
    nonce: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    fn read(content: &'a [u8]) -> Option<Info<'a>> {
        let mut all = Reader(content);
        let mut info = all.inside(der::SEQUENCE)?;
        all.end()?;
        if info.next(der::INTEGER)?.content != [1] {
            return None;
        }
        info.next(der::OID)?;
        let mut imprint = info.inside(der::SEQUENCE)?;
        let algorithm = signature::algorithm(&mut imprint)?;
        let imprint = imprint.next(der::OCTET_STRING)?.content;
        let serial = info.next(der::INTEGER)?.content;
        let at = certificate::time(info.next(der::GENERALIZED_TIME)?)?;
        info.optional(der::SEQUENCE); // accuracy
        info.optional(der::BOOLEAN); // ordering
        let nonce = info.optional(der::INTEGER).map(|nonce| nonce.content);
        info.optional(context(0)); // the authority's name
        info.optional(context(1)); // extensions
        info.end()?;
        Some(Info { algorithm, imprint, serial, at, nonce })
    }
}
