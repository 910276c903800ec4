//! Two Latin tokens.

use crate::closeness::Closeness::{self, Different, Partial, Same, Typo, Variant};
use crate::closeness::{slips, stems};
use crate::diminutive;
use crate::edit::within;
use crate::latin::{self, Spelling};
use crate::name::Token;
use crate::sketch::Prefix;

/// How close two unequal Latin tokens are.
pub(crate) fn in_latin(a: &Token, b: &Token) -> Closeness {
    if a.sketch.forms & b.sketch.forms != 0 && diminutive::related(&a.text, &b.text) {
        return Variant;
    }
    let (core_a, core_b) = (a.core(), b.core());
    let joined = |token: &Token, core| token.sketch.odd.then(|| Spelling::joined(core));
    let (joined_a, joined_b) = (joined(a, core_a), joined(b, core_b));
    let x = joined_a.as_ref().map_or(core_a.as_bytes(), Spelling::as_bytes);
    let y = joined_b.as_ref().map_or(core_b.as_bytes(), Spelling::as_bytes);
    let one_prefix = a.sketch.prefix == b.sketch.prefix;
    let one_core = a.sketch.letters == b.sketch.letters && x == y;
    if (one_core || !one_prefix) && hyphens_apart(&a.text, &b.text) {
        return Same;
    }
    if one_prefix && one_core {
        return Variant;
    }
    let found = if one_prefix { spelled((a, x), (b, y)) } else { None };
    let found = found.unwrap_or_else(|| in_part((a, core_a, x), (b, core_b, y)));
    if one_prefix && found != Different && latin::differ_in_gender(core_a, core_b) {
        Different
    } else {
        found
    }
}

/// Whether two words differ in hyphens alone.
fn hyphens_apart(a: &str, b: &str) -> bool {
    Spelling::joined(a).as_bytes() == Spelling::joined(b).as_bytes()
}

/// How close two cores are as spellings of one word, if they may be.
fn spelled((a, x): (&Token, &[u8]), (b, y): (&Token, &[u8])) -> Option<Closeness> {
    let sound = a.sketch.sound == b.sketch.sound
        && Spelling::by_sound(a.core()).as_bytes() == Spelling::by_sound(b.core()).as_bytes();
    let meant = a.sketch.meanings;
    if sound || a.sketch.core_key == b.sketch.core_key && meant != 0 && meant == b.sketch.meanings {
        return Some(Variant);
    }
    let shortened = || a.sketch.core_key == b.sketch.core_key && (is_shorthand(x) || is_shorthand(y));
    let (stem_x, stem_y) = stems(a, x, b, y);
    if !slips(stem_x, stem_y) && !vowels_differ(stem_x, stem_y) && !shortened() {
        return None;
    }
    Some(if are_two_names(a, b) { Different } else { Typo })
}

/// Whether one core says a part of the other.
fn in_part((a, core_a, x): (&Token, &str, &[u8]), (b, core_b, y): (&Token, &str, &[u8])) -> Closeness {
    if (a.sketch.odd || b.sketch.odd) && share_a_part(core_a, core_b) {
        return Partial;
    }
    let one_beginning = x.first_chunk::<4>() == y.first_chunk::<4>();
    let begins = |long: &[u8], short: &[u8]| one_beginning && short.len() >= 4 && long.starts_with(short);
    let plain = a.sketch.prefix == Prefix::None && b.sketch.prefix == Prefix::None;
    if plain && (begins(x, y) || begins(y, x)) && !are_two_names(a, b) { Partial } else { Different }
}

/// Whether both are well-known names with other consonants: Khalid is no misspelling of Khalil, nor Marion of Martin.
fn are_two_names(a: &Token, b: &Token) -> bool {
    let known = |t: &Token| t.sketch.forms != 0 || t.is_common();
    a.skeleton != b.skeleton && known(a) && known(b)
}

/// Whether a word has three consonants or more and writes no vowel, but perhaps at its beginning: mhmd, ahmd.
fn is_shorthand(word: &[u8]) -> bool {
    let vowel = |c: u8| latin::is_vowel(c) || c == b'y';
    let consonants =
        word.chunk_by(|a, b| a == b).filter_map(<[u8]>::first).filter(|&&c| !vowel(c) && c != b'w');
    word.iter().skip(1).all(|&c| !vowel(c)) && consonants.count() > 2
}

/// Words of five letters or more with the same consonants whose vowels differ in at most two places.
fn vowels_differ(x: &[u8], y: &[u8]) -> bool {
    let consonant = |c: &&u8| !latin::is_vowel(**c);
    x.len().min(y.len()) >= 5
        && x.first().is_some_and(|&c| latin::is_vowel(c)) == y.first().is_some_and(|&c| latin::is_vowel(c))
        && x.last().is_some_and(|&c| latin::is_vowel(c)) == y.last().is_some_and(|&c| latin::is_vowel(c))
        && x.iter().filter(consonant).eq(y.iter().filter(consonant))
        && within(x, y, 2)
}

fn parts(compound: &str) -> impl Iterator<Item = &str> {
    compound.split('-').filter(|part| part.len() > 3)
}

/// Whether two compounds have a part in common: Smith-Jones and Jones, Garcia-Lopez and Garcia.
fn share_a_part(x: &str, y: &str) -> bool {
    let alike =
        |p: &str, q: &str| p == q || Spelling::by_sound(p).as_bytes() == Spelling::by_sound(q).as_bytes();
    parts(x).any(|p| parts(y).any(|q| alike(p, q)))
}
