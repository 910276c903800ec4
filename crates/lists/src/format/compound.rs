//! The chains of sectors in a compound file, the container of XLS ([MS-CFB], sections 2.2 to 2.5): enough to refuse one that
//! leads in a circle before a library follows it until the memory is full.

/// Sector numbers from here on mean "end", "free" and the like.
const SPECIAL: u32 = 0xffff_fffa;

/// Whether every chain of sectors comes to an end. What is no compound file at all has no chains.
pub(super) fn ends(bytes: &[u8]) -> bool {
    let shift = number(bytes, 30).map_or(9, |n| n & 0xffff);
    let size = if shift == 12 { 4096 } else { 512 };
    let table = table(bytes, size);
    // 0: not seen; else the number of the walk that saw it first.
    let mut seen = vec![0_usize; table.len()];
    for start in 0..table.len() {
        let mut at = start;
        while let Some(walk) = seen.get_mut(at).filter(|walk| **walk == 0) {
            *walk = start + 1;
            at = table.get(at).map_or(usize::MAX, |next| *next as usize);
        }
        // An end, or a sector of an earlier walk, which ended; a sector of this walk closes a circle.
        if seen.get(at) == Some(&(start + 1)) {
            return false;
        }
    }
    true
}

/// For each sector the one that follows it.
fn table(bytes: &[u8], size: usize) -> Vec<u32> {
    let sectors = bytes.len() / size;
    let sector = |id: u32| {
        let from = (id as usize).saturating_add(1).saturating_mul(size);
        (0..size / 4).map_while(move |i| number(bytes, from.saturating_add(4 * i)))
    };
    let mut parts: Vec<u32> = (0..109).filter_map(|i| number(bytes, 76 + 4 * i)).collect();
    let mut further = number(bytes, 68).unwrap_or(u32::MAX);
    for _ in 0..sectors {
        if further >= SPECIAL {
            break;
        }
        let mut more: Vec<u32> = sector(further).collect();
        further = more.pop().unwrap_or(u32::MAX);
        parts.append(&mut more);
    }
    let parts = parts.into_iter().filter(|id| *id < SPECIAL).take(sectors);
    parts.flat_map(sector).take(sectors).collect()
}

/// Four little-endian bytes.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_seen() {
        let book = include_bytes!("../../tests/files/list.xls").to_vec();
        assert!(ends(&book));
        let table_at = (number(&book, 76).unwrap() as usize + 1) * 512;
        let directory = number(&book, 48).unwrap() as usize;
        let mut circle = book.clone();
        circle[table_at + 4 * directory..][..4].copy_from_slice(&(directory as u32).to_le_bytes());
        assert!(!ends(&circle));
        assert!(ends(b"") && ends(&book[..100]) && ends(&[0xff; 2000]));
    }
}
