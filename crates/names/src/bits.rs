//! Letters as bits: of a word's letters in its own script, and of those that the other script may write them with.
//!
//! What the two tables say follows from [`crate::arabic::renderings`], which a test checks; they let a pair of words be
//! refused without an alignment.

use crate::arabic::{is_glottal, is_long_vowel};

/// For each Arabic letter the Latin letters that its renderings begin with, and the consonants that follow in them;
/// vowels are left out.
const LATIN: [(char, &[u8], &[u8]); 35] = [
    ('ا', b"", b"h"),
    ('ب', b"b", b""),
    ('ت', b"t", b""),
    ('ث', b"ts", b"h"),
    ('ج', b"jgd", b"j"),
    ('ح', b"h", b""),
    ('خ', b"k", b"h"),
    ('د', b"d", b""),
    ('ذ', b"dtz", b"h"),
    ('ر', b"r", b""),
    ('ز', b"z", b""),
    ('س', b"sc", b""),
    ('ش', b"sc", b"ch"),
    ('ص', b"s", b""),
    ('ض', b"d", b"h"),
    ('ط', b"t", b""),
    ('ظ', b"zdt", b"h"),
    ('ع', b"", b""),
    ('غ', b"g", b"h"),
    ('ف', b"fpv", b"h"),
    ('ق', b"qkgc", b""),
    ('ك', b"kcq", b""),
    ('ل', b"l", b""),
    ('م', b"m", b""),
    ('ن', b"n", b""),
    ('ه', b"h", b"ht"),
    ('و', b"wv", b"w"),
    ('ي', b"y", b"y"),
    ('ى', b"y", b"h"),
    ('ء', b"", b""),
    ('پ', b"pb", b""),
    ('گ', b"g", b""),
    ('ڤ', b"v", b""),
    ('چ', b"ctj", b"ch"),
    ('ژ', b"zj", b"h"),
];

/// Bits of [`arabic_bit`] for the letters that a Latin spelling must write with a consonant, or pay for leaving out.
pub(crate) const MUST_BE_WRITTEN: u32 = {
    let mut set = 0;
    let mut i = 0;
    while i < 30 {
        let c = LATIN[i].0;
        if !is_long_vowel(c) && !is_glottal(c) && c != 'ه' {
            set |= 1 << i;
        }
        i += 1;
    }
    set
};

/// Bits of [`latin_bit`] for consonants, y and w among them.
pub(crate) const CONSONANTS: u32 =
    !(latin_bit(b'a') | latin_bit(b'e') | latin_bit(b'i') | latin_bit(b'o') | latin_bit(b'u'));

/// A bit for a letter a to z.
pub(crate) const fn latin_bit(letter: u8) -> u32 {
    1 << (letter.wrapping_sub(b'a') & 31)
}

/// A bit for an Arabic letter; those that other languages add share two.
pub(crate) fn arabic_bit(c: char) -> u32 {
    1 << PLACE.get((c as usize).wrapping_sub(FIRST)).copied().unwrap_or(30 + (c as u8 & 1))
}

/// The Latin letters that an Arabic letter may be written with.
pub(crate) fn written_as(c: char) -> u32 {
    WRITTEN_AS.get((c as usize).wrapping_sub(FIRST)).copied().unwrap_or(0)
}

/// The Arabic letters, as bits, whose renderings may begin with this Latin letter.
pub(crate) fn written_with(letter: u8) -> u32 {
    WRITTEN_WITH.get(usize::from(letter.wrapping_sub(b'a'))).copied().unwrap_or(0)
}

const FIRST: usize = 0x621;
const RANGE: usize = 0x6d4 - FIRST;

const PLACE: [u8; RANGE] = {
    let mut place = [0; RANGE];
    let mut c = 0;
    while c < RANGE {
        place[c] = 30 + (c & 1) as u8;
        c += 1;
    }
    let mut i = 0;
    while i < 30 {
        place[LATIN[i].0 as usize - FIRST] = i as u8;
        i += 1;
    }
    place
};

const WRITTEN_AS: [u32; RANGE] = {
    let mut written = [0; RANGE];
    let mut i = 0;
    while i < LATIN.len() {
        let (c, first, later) = LATIN[i];
        written[c as usize - FIRST] = set(first) | set(later);
        i += 1;
    }
    written
};

const WRITTEN_WITH: [u32; 26] = {
    let mut written = [0; 26];
    let mut i = 0;
    while i < 30 {
        let (_, first, _) = LATIN[i];
        let mut k = 0;
        while k < first.len() {
            written[(first[k] - b'a') as usize] |= 1 << i;
            k += 1;
        }
        i += 1;
    }
    written
};

const fn set(letters: &[u8]) -> u32 {
    let (mut set, mut i) = (0, 0);
    while i < letters.len() {
        set |= latin_bit(letters[i]);
        i += 1;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::{Place, renderings};

    #[test]
    fn the_tables_say_what_the_renderings_do() {
        let letters = || ('\u{621}'..='\u{6d3}').map(Some).chain([None]);
        for c in letters().flatten() {
            for (before, after) in letters().flat_map(|b| letters().map(move |a| (b, a))) {
                let neighbours =
                    [None, Some('ب'), Some('ا'), Some('و'), Some('ي'), Some('ع'), Some('ن'), Some('ل')];
                if !neighbours.contains(&before) || !neighbours.contains(&after) {
                    continue;
                }
                for (wasla, before_wasla, length) in [(false, false, 2), (false, true, 4), (true, false, 4)] {
                    for spelling in renderings(c, Place { before, after, wasla, before_wasla, length }) {
                        let letters = set(spelling.as_bytes()) & CONSONANTS;
                        assert_eq!(letters & !written_as(c), 0, "{c} {spelling}");
                        if MUST_BE_WRITTEN & arabic_bit(c) != 0 && !(c == 'ل' && spelling.is_empty()) {
                            let first = spelling.bytes().next().unwrap_or(b'?');
                            assert_ne!(written_with(first) & arabic_bit(c), 0, "{c} {spelling}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_bit_for_a_letter() {
        let all = LATIN[..30].iter().fold(0u32, |set, (c, ..)| set | arabic_bit(*c));
        assert_eq!(all.count_ones(), 30);
        assert_eq!(arabic_bit('x') & all, 0);
        assert_eq!((latin_bit(b'a'), latin_bit(b'z')), (1, 1 << 25));
    }
}
