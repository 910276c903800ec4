//! Base64 of RFC 4648, section 4: the standard alphabet, with padding. Only what a checkpoint needs.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text: four characters for each three bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for i in 0..4 {
            let index = (bits >> (18 - 6 * i)) & 63;
            let symbol = ALPHABET.get(index as usize).filter(|_| i <= group.len());
            out.push(symbol.map_or('=', |symbol| char::from(*symbol)));
        }
    }
    out
}

/// The bytes of a text that [`encode`] could have written; `None` for any other.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.as_bytes().chunks(4) {
        let symbols = group.iter().take_while(|symbol| **symbol != b'=');
        let (mut bits, mut count) = (0u32, 0);
        for symbol in symbols {
            bits = bits << 6 | u32::try_from(ALPHABET.iter().position(|other| other == symbol)?).ok()?;
            count += 1;
        }
        let [_, bytes @ ..] = (bits << (6 * (4 - count))).to_be_bytes();
        out.extend(bytes.iter().take(count * 6 / 8));
    }
    // Whatever was forgiven above (padding, spare bits) shows when it is written again.
    (encode(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 4648, section 10.
    const VECTORS: [(&str, &str); 7] = [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ];

    #[test]
    fn agrees_with_the_vectors_of_the_standard() {
        for (plain, text) in VECTORS {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn reads_no_other_spelling() {
        for wrong in ["Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Z===", "====", "Zm-v", "é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn round_trip(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn never_fails_on_any_text(text: String) {
            decode(&text);
        }
    }
}
