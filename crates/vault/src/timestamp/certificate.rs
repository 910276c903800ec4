//! X.509 certificates (RFC 5280): what the check of a timestamp needs of them, and the path from the signer to an authority
//! that the reader trusts.

use super::der::{self, Reader, Value, context};
use super::signature::{self, Oid};
use crate::base64;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Longest path from a signer to an authority, in certificates.
const LONGEST_PATH: usize = 6;
/// Certificates that are looked at; a timestamp has two or three.
pub const MOST: usize = 32;

const BASIC_CONSTRAINTS: &Oid = &[85, 29, 19];
const KEY_USAGE: &Oid = &[85, 29, 15];
const EXTENDED_KEY_USAGE: &Oid = &[85, 29, 37];
const TIME_STAMPING: &Oid = &[43, 6, 1, 5, 5, 7, 3, 8];
/// Bit 5 of KeyUsage, counted from the highest.
const KEY_CERT_SIGN: u8 = 0x04;

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// All of it.
    pub whole: &'a [u8],
    /// The part that is signed.
    signed: &'a [u8],
    /// Serial number, as an INTEGER's content.
    pub serial: &'a [u8],
    /// Issuer, whole.
    pub issuer: &'a [u8],
    subject: &'a [u8],
    valid: (Timestamp, Timestamp),
    /// SubjectPublicKeyInfo, whole.
    pub key: &'a [u8],
    by: &'a Oid,
    signature: &'a [u8],
    authority: Option<Authority>,
    may_sign_certificates: bool,
    for_timestamps: bool,
    /// Says something critical that is not understood here.
    strange: bool,
}

/// BasicConstraints of an authority: how many more may stand below it.
#[derive(Clone, Copy, Debug)]
struct Authority {
    below: Option<u8>,
}

impl<'a> Certificate<'a> {
    /// Reads one; `None` for anything else.
    pub fn read(bytes: &'a [u8]) -> Option<Certificate<'a>> {
        let mut all = Reader(bytes);
        let mut outer = all.inside(der::SEQUENCE)?;
        all.end()?;
        let signed = outer.next(der::SEQUENCE)?;
        let by = signature::algorithm(&mut outer)?;
        let (0, signature) =
            outer.next(der::BIT_STRING)?.content.split_first().map(|(unused, rest)| (*unused, rest))?
        else {
            return None;
        };
        outer.end()?;

        let mut inner = Reader(signed.content);
        inner.optional(context(0));
        let serial = inner.next(der::INTEGER)?.content;
        if signature::algorithm(&mut inner)? != by {
            return None;
        }
        let issuer = inner.next(der::SEQUENCE)?.whole;
        let mut validity = inner.inside(der::SEQUENCE)?;
        let valid = (time(validity.any()?)?, time(validity.any()?)?);
        let subject = inner.next(der::SEQUENCE)?.whole;
        let key = inner.next(der::SEQUENCE)?.whole;
        let mut certificate = Certificate {
            whole: bytes,
            signed: signed.whole,
            serial,
            issuer,
            subject,
            valid,
            key,
            by,
            signature,
            authority: None,
            may_sign_certificates: true,
            for_timestamps: false,
            strange: false,
        };
        inner.optional(0x81);
        inner.optional(0x82);
        if let Some(extensions) = inner.inside(context(3)) {
            certificate.read_extensions(extensions)?;
        }
        inner.end()?;
        Some(certificate)
    }

    fn read_extensions(&mut self, mut extensions: Reader<'a>) -> Option<()> {
        for extension in extensions.inside(der::SEQUENCE)?.all()? {
            let mut extension = Reader(Some(extension).filter(|e| e.tag == der::SEQUENCE)?.content);
            let oid = extension.next(der::OID)?.content;
            let critical = extension.optional(der::BOOLEAN).is_some_and(|critical| critical.content != [0]);
            let mut value = Reader(extension.next(der::OCTET_STRING)?.content);
            if oid == BASIC_CONSTRAINTS {
                let mut constraints = value.inside(der::SEQUENCE)?;
                if constraints.optional(der::BOOLEAN).is_some_and(|authority| authority.content != [0]) {
                    let below = constraints.optional(der::INTEGER).map(|n| match n.content {
                        [n @ 0..0x80] => *n,
                        _ => 0x7f,
                    });
                    self.authority = Some(Authority { below });
                }
            } else if oid == KEY_USAGE {
                let bits = value.next(der::BIT_STRING)?.content;
                self.may_sign_certificates = bits.get(1).is_some_and(|bits| bits & KEY_CERT_SIGN != 0);
            } else if oid == EXTENDED_KEY_USAGE {
                let uses = value.inside(der::SEQUENCE)?.all()?;
                // RFC 3161, section 2.3: this one use, and critical.
                self.for_timestamps = critical
                    && matches!(&uses[..], [one] if one.tag == der::OID && one.content == TIME_STAMPING);
            } else if critical {
                self.strange = true;
            }
        }
        Some(())
    }

    /// Whether this certificate is for signing timestamps and nothing else.
    pub fn is_for_timestamps(&self) -> bool {
        self.for_timestamps
    }

    fn is_valid_at(&self, at: Timestamp) -> bool {
        self.valid.0 <= at && at <= self.valid.1
    }

    /// Whether this one stands for itself: what a reader trusts ends in such a one.
    fn is_root(&self) -> bool {
        self.subject == self.issuer
    }

    fn signed_by(&self, issuer: &Certificate) -> bool {
        issuer.subject == self.issuer
            && signature::holds(issuer.key, self.by, None, self.signed, self.signature) == Some(true)
    }

    /// Whether a path leads from this certificate to a root among `trusted`, each valid at that time. `others` may stand
    /// between.
    pub fn leads_to(&self, trusted: &[Certificate], others: &[Certificate], at: Timestamp) -> bool {
        let mut work = 1000;
        self.is_valid_at(at) && !self.strange && self.climbs(trusted, others, at, 0, &mut work)
    }

    /// `below` authorities stand below this certificate's issuer already. Each check of a signature is counted: what
    /// others made must not keep us busy.
    fn climbs(
        &self,
        trusted: &[Certificate],
        others: &[Certificate],
        at: Timestamp,
        below: u8,
        work: &mut u32,
    ) -> bool {
        if usize::from(below) >= LONGEST_PATH {
            return false;
        }
        let candidates = trusted.iter().map(|c| (c, true)).chain(others.iter().map(|c| (c, false)));
        for (issuer, is_trusted) in candidates.filter(|(issuer, _)| issuer.subject == self.issuer) {
            let may = issuer.may_sign_certificates
                && !issuer.strange
                && issuer.is_valid_at(at)
                && issuer.authority.is_some_and(|a| a.below.is_none_or(|most| below <= most));
            let Some(left) = work.checked_sub(1) else { return false };
            *work = left;
            if !may || !self.signed_by(issuer) {
                continue;
            }
            if is_trusted && issuer.is_root() && issuer.signed_by(issuer) {
                return true;
            }
            if !issuer.is_root() && issuer.climbs(trusted, others, at, below + 1, work) {
                return true;
            }
        }
        false
    }
}

/// The certificates of a PEM file (RFC 7468), in DER; what stands between them is passed over.
pub fn from_pem(pem: &str) -> Vec<Vec<u8>> {
    let blocks = pem.split("-----BEGIN CERTIFICATE-----").skip(1).take(MOST);
    blocks
        .filter_map(|block| {
            let (text, _) = block.split_once("-----END CERTIFICATE-----")?;
            base64::decode(&text.split_ascii_whitespace().collect::<String>())
        })
        .collect()
}

/// UTCTime and GeneralizedTime in UTC (RFC 5280, section 4.1.2.5; RFC 3161 also allows fractions of a second).
pub fn time(value: Value) -> Option<Timestamp> {
    let text = std::str::from_utf8(value.content).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag {
        der::UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i16 = digits(year)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        der::GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (digits(year)?, rest)
        }
        _ => return None,
    };
    let (rest, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    if rest.len() != 10 || fraction.len() > 9 {
        return None;
    }
    let two = |i: usize| digits(rest.get(i..i + 2)?);
    let nanos = digits::<i32>(&format!("{fraction:0<9}"))?;
    let civil = DateTime::new(year, two(0)?, two(2)?, two(4)?, two(6)?, two(8)?, nanos).ok()?;
    // RFC 5280 writes "never" as the end of the year 9999, beyond what a Timestamp holds.
    Some(Offset::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX))
}

fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_in_their_two_forms() {
        let at = |tag, text: &str| {
            time(Value { tag, content: text.as_bytes(), whole: b"" }).map(|time| time.to_string())
        };
        assert_eq!(at(der::UTC_TIME, "310405060708Z").as_deref(), Some("2031-04-05T06:07:08Z"));
        assert_eq!(at(der::UTC_TIME, "500405060708Z").as_deref(), Some("1950-04-05T06:07:08Z"));
        assert_eq!(at(der::GENERALIZED_TIME, "20310405060708.5Z").as_deref(), Some("2031-04-05T06:07:08.5Z"));
        for wrong in [
            "",
            "Z",
            "20310405060708",
            "20311305060708Z",
            "2031040506070Z",
            "203104050607080Z",
            "2031+405060708Z",
        ] {
            assert_eq!(at(der::GENERALIZED_TIME, wrong), None, "{wrong}");
        }
    }
}
