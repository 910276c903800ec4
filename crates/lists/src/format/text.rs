//! From bytes to text: which encoding a file without a label is in.
//!
//! In order: a byte-order mark; UTF-16 by its zero bytes; UTF-8 if the bytes are valid as such, which other encodings
//! are only by accident; else one of the encodings in which Arabic and Western lists were saved before Unicode.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

/// Text and the name of the encoding it came in.
#[derive(Debug, PartialEq)]
pub(super) struct Text {
    pub text: String,
    pub encoding: &'static str,
}

/// Decodes a file; `None` if it is not text (zero bytes, or more than one control character in fifty).
pub(super) fn decode(bytes: &[u8]) -> Option<Text> {
    let decoded = decode_any(bytes);
    is_readable(&decoded.text).then_some(decoded)
}

/// The text of a file that is plainly UTF-8, without its mark if it has one; else the bytes again, for [`decode`] to judge.
pub(crate) fn plain_utf8(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    let mut text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
    // UTF-16 without a mark holds zeros, and so is not readable here.
    if !is_readable(&text) {
        return Err(text.into_bytes());
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Whether it is text at all: no zero bytes, and at most one control character in fifty.
fn is_readable(text: &str) -> bool {
    let (mut zeros, mut controls, mut inner) = (0usize, 0usize, 0usize);
    // Counters of one byte, so that many bytes are counted at once.
    for part in text.as_bytes().chunks(255) {
        let (mut z, mut c, mut i) = (0u8, 0u8, 0u8);
        for &byte in part {
            z += u8::from(byte == 0);
            // 0x1A ends a text file of DOS.
            c += u8::from((byte < 0x20 && !(0x09..=0x0d).contains(&byte) && byte != 0x1a) || byte == 0x7f);
            i += u8::from(byte & 0xc0 == 0x80);
        }
        zeros += usize::from(z);
        controls += usize::from(c);
        inner += usize::from(i);
    }
    if inner > 0 {
        let second = |pair: &[u8]| matches!(pair, [0xc2, 0x80..=0x9f]);
        controls += text.as_bytes().windows(2).filter(|pair| second(pair)).count();
    }
    zeros == 0 && controls * 50 <= text.len() - inner
}

fn decode_any(bytes: &[u8]) -> Text {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, UTF_16LE);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, UTF_16BE);
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return utf16(bytes, encoding);
    }
    if std::str::from_utf8(bytes).is_ok() || nearly_utf8(bytes) {
        return utf8(bytes);
    }
    let encoding = legacy(bytes);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let name = if encoding == WINDOWS_1256 {
        "windows-1256"
    } else if encoding == ISO_8859_6 {
        "ISO-8859-6"
    } else {
        "windows-1252"
    };
    Text { text: text.into_owned(), encoding: name }
}

fn utf8(bytes: &[u8]) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text { text: text.to_owned(), encoding: "UTF-8" },
        Err(_) => Text {
            text: String::from_utf8_lossy(bytes).into_owned(),
            encoding: "UTF-8, some characters damaged",
        },
    }
}

fn utf16(bytes: &[u8], encoding: &'static Encoding) -> Text {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let encoding = match (encoding == UTF_16LE, damaged) {
        (true, false) => "UTF-16LE",
        (true, true) => "UTF-16LE, some characters damaged",
        (false, false) => "UTF-16BE",
        (false, true) => "UTF-16BE, some characters damaged",
    };
    Text { text: text.into_owned(), encoding }
}

/// UTF-16 without a mark: separators, digits and spaces have a zero as their high byte, so zeros stand at the odd places
/// (little-endian) or at the even ones, never at both.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    let (mut even, mut odd) = (0, 0);
    for pair in pairs {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    match (even, odd) {
        (0, odd) if odd * 20 >= count && odd > 0 => Some(UTF_16LE),
        (even, 0) if even * 20 >= count && even > 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 with a few bytes lost: one bad byte must not turn a whole Arabic list into Western gibberish.
/// Ten valid characters beyond ASCII for each bad place; in other encodings valid ones are rare accidents.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 10 * bad
}

/// One of windows-1256 (Arabic), ISO-8859-6 (Arabic, older Unix systems) and windows-1252 (Western).
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if guess == ISO_8859_6 && high >= 100 {
        ISO_8859_6
    } else if guess == WINDOWS_1256 || guess == ISO_8859_6 || looks_arabic(bytes, high) {
        WINDOWS_1256
    } else {
        WINDOWS_1252
    }
}

/// Arabic words are runs of bytes above 0x7F; Western accents stand alone among ASCII letters.
fn looks_arabic(bytes: &[u8], high: usize) -> bool {
    let in_runs: usize = bytes
        .chunk_by(|a, b| (*a >= 0x80) == (*b >= 0x80))
        .filter(|run| run.len() >= 3 && run.first().is_some_and(|byte| *byte >= 0x80))
        .map(<[u8]>::len)
        .sum();
    in_runs * 2 > high
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "الاسم,العمر,المكان\nسالم درويش النجار,34,تل الورد\nليلى كامل الحداد,7,عين الصفا\n";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16_bytes(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
    }

    #[test]
    fn unicode_with_and_without_marks() {
        check(LIST.as_bytes(), "UTF-8", LIST);
        check(format!("\u{feff}{LIST}").as_bytes(), "UTF-8", LIST);
        for (little, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
            check(&utf16_bytes(&format!("\u{feff}{LIST}"), little), name, LIST);
            check(&utf16_bytes(LIST, little), name, LIST);
        }
    }

    #[test]
    fn arabic_before_unicode() {
        check(&encoded(WINDOWS_1256, LIST), "windows-1256", LIST);
        let short = "اسم\nسمر\n";
        check(&encoded(WINDOWS_1256, short), "windows-1256", short);
        let long = LIST.repeat(5);
        check(&encoded(ISO_8859_6, &long), "ISO-8859-6", &long);
    }

    #[test]
    fn western_before_unicode() {
        let list = "nom,âge,lieu\nÉlodie Brûlé,34,Nîmes\nJürgen Weiß,7,Köln\nMuñoz Peña,41,Málaga\n";
        check(&encoded(WINDOWS_1252, list), "windows-1252", list);
    }

    #[test]
    fn a_lost_byte_does_not_change_the_encoding() {
        let mut bytes = LIST.as_bytes().to_vec();
        bytes.remove(1);
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, "UTF-8, some characters damaged");
        assert!(decoded.text.contains("ليلى كامل الحداد") && decoded.text.contains('\u{fffd}'));
    }

    #[test]
    fn controls_are_counted_by_the_character() {
        for (text, readable) in [
            ("a\u{1}".to_owned() + &"b".repeat(48), true),
            ("a\u{1}".to_owned() + &"b".repeat(47), false),
            ("\u{85}".to_owned() + &"ج".repeat(49), true),
            ("\u{85}".to_owned() + &"ج".repeat(48), false),
            ("\u{7f}\t\n\r\u{b}\u{c}\u{1a}".to_owned() + &"b".repeat(43), true),
            ("a\0".to_owned() + &"b".repeat(1000), false),
        ] {
            assert_eq!(is_readable(&text), readable, "{text:?}");
            assert_eq!(decode(text.as_bytes()).is_some(), readable, "{text:?}");
        }
    }

    #[test]
    fn binary_is_not_text() {
        assert_eq!(decode(b"a,b\n\0\0\0,1\n\x01\x02\x03"), None);
        assert_eq!(decode(&[1, 2, 3, 4, 5, 6, 7, 8]), None);
    }
}
