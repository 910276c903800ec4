//! The table of contents of a ZIP archive: enough to tell one archive from another and to refuse a bomb before it is
//! unpacked. PKWARE APPNOTE 6.3, sections 4.3.12 (central directory) and 4.3.16 (its end).

/// One file of the archive.
pub(super) struct Entry<'a> {
    /// Path inside the archive, as bytes.
    pub name: &'a [u8],
    /// Unpacked size in bytes, as the archive claims; 4 GiB and more stand as `u32::MAX`.
    pub size: u32,
}

/// Reads the table of contents; `None` if there is none.
pub(super) fn entries(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    // The end record is 22 bytes and may be followed by a comment of up to 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06")? + from;
    let mut at = number(bytes, end + 16, 4)? as usize;
    let mut found = Vec::new();
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02".as_slice()) {
        let size = number(bytes, at + 24, 4)?;
        let name_length = number(bytes, at + 28, 2)? as usize;
        let extra = number(bytes, at + 30, 2)? as usize;
        let comment = number(bytes, at + 32, 2)? as usize;
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        found.push(Entry { name, size });
        at += 46 + name_length + extra + comment;
    }
    Some(found)
}

/// A little-endian number of up to four bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let slice = bytes.get(at..at.checked_add(length)?)?;
    Some(slice.iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}
