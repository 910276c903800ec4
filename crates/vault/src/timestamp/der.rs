//! Reading DER (ITU-T X.690): only lengths and tags; what the content means, the caller knows. Never recursive, so that no
//! nesting can exhaust the stack, and never beyond the bytes that are there.

/// One value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// Its identifier octet.
    pub tag: u8,
    /// Its content.
    pub content: &'a [u8],
    /// Identifier, length and content.
    pub whole: &'a [u8],
}

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const OID: u8 = 0x06;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// The identifier octet of the constructed context-specific tag `n` (below 31).
pub const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// Values one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value; `None` at the end and for what is not DER.
    pub fn any(&mut self) -> Option<Value<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        if tag & 0x1f == 0x1f {
            return None; // tags of several bytes: none of our structures has one
        }
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = bytes.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte));
                // The shortest form alone: no zero in front, no long form for a short length.
                (Some(length).filter(|l| *l >= 0x80 && bytes.first() != Some(&0))?, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len() - rest.len())?;
        self.0 = rest;
        Some(Value { tag, content, whole })
    }

    /// The next value, which must have this tag.
    pub fn next(&mut self, tag: u8) -> Option<Value<'a>> {
        self.optional(tag)
    }

    /// The next value if it has this tag; else nothing is passed over.
    pub fn optional(&mut self, tag: u8) -> Option<Value<'a>> {
        let before = *self;
        let value = self.any().filter(|value| value.tag == tag);
        if value.is_none() {
            *self = before;
        }
        value
    }

    /// The next value, which must have this tag, to be read itself.
    pub fn inside(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.next(tag).map(|value| Reader(value.content))
    }

    /// That nothing follows.
    pub fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// All values that follow; `None` if something among them is not DER.
    pub fn all(mut self) -> Option<Vec<Value<'a>>> {
        let mut values = Vec::new();
        while !self.0.is_empty() {
            values.push(self.any()?);
        }
        Some(values)
    }
}

/// A value of one kind.
pub fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes = content.len().to_be_bytes();
    let length: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        _ => {
            out.push(0x80 | length.len() as u8);
            out.extend(length);
        }
    }
    out.extend(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_is_not_der() {
        for wrong in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 1],
            &[0x30, 0x81, 1, 0],
            &[0x30, 0x82, 0, 0x80, 0],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 1, 0],
        ] {
            assert_eq!(Reader(wrong).any(), None, "{wrong:x?}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(content in prop::collection::vec(any::<u8>(), 0..700)) {
            let written = write(OCTET_STRING, &content);
            let mut reader = Reader(&written);
            let value = reader.next(OCTET_STRING).unwrap();
            prop_assert_eq!((value.content, value.whole), (&content[..], &written[..]));
            prop_assert!(reader.end().is_some());
        }

        #[test]
        fn never_fails(bytes: Vec<u8>) {
            Reader(&bytes).all();
        }
    }
}
