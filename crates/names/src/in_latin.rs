//! Two Latin tokens.

use crate::closeness::Closeness::{self, Different, Partial, Same, Typo, Variant};
use crate::closeness::{Prefix, core_key, slips, split_prefix};
use crate::edit::distance;
use crate::latin::{self, Spelling};
use crate::name::Token;
use crate::{diminutive, lexicon};

/// How close two unequal Latin tokens are.
pub(crate) fn in_latin(a: &Token, b: &Token) -> Closeness {
    if diminutive::related(&a.text, &b.text) {
        return Variant;
    }
    let ((prefix_a, core_a), (prefix_b, core_b)) = (split_prefix(a), split_prefix(b));
    let compound = core_a.contains('-') || core_b.contains('-');
    if !compound && far_apart(core_a.as_bytes(), core_b.as_bytes()) {
        return Different;
    }
    let (x, y) = (Spelling::joined(core_a), Spelling::joined(core_b));
    if prefix_a == prefix_b {
        if x.as_bytes() == y.as_bytes() {
            return if Spelling::joined(&a.text).as_bytes() == Spelling::joined(&b.text).as_bytes() {
                Same
            } else {
                Variant
            };
        }
        if latin::differ_in_gender(core_a, core_b) {
            return Different;
        }
        if Spelling::by_sound(core_a).as_bytes() == Spelling::by_sound(core_b).as_bytes() {
            return Variant;
        }
        if a.key == b.key && core_key(a, core_a) == core_key(b, core_b) {
            let key = core_key(a, core_a);
            if lexicon::mean_the_same(key, x.as_bytes(), y.as_bytes()) {
                return Variant;
            }
        }
        if slips(x.as_bytes(), y.as_bytes()) || vowels_differ(x.as_bytes(), y.as_bytes()) {
            return if are_two_names(a, core_a, x.as_bytes(), b, core_b, y.as_bytes()) {
                Different
            } else {
                Typo
            };
        }
    } else if Spelling::joined(&a.text).as_bytes() == Spelling::joined(&b.text).as_bytes() {
        return Same;
    }
    if compound && share_a_part(core_a, core_b) {
        return Partial;
    }
    let begins = |long: &[u8], short: &[u8]| short.len() >= 4 && long.starts_with(short);
    if prefix_a == Prefix::None
        && prefix_b == Prefix::None
        && (begins(x.as_bytes(), y.as_bytes()) || begins(y.as_bytes(), x.as_bytes()))
        && !are_two_names(a, core_a, x.as_bytes(), b, core_b, y.as_bytes())
    {
        return Partial;
    }
    Different
}

/// Whether both are well-known names with other consonants: Khalid is no misspelling of Khalil, nor Marion of Martin.
fn are_two_names(a: &Token, core_a: &str, x: &[u8], b: &Token, core_b: &str, y: &[u8]) -> bool {
    if a.skeleton == b.skeleton {
        return false;
    }
    let known = |t: &Token, core: &str, letters: &[u8]| {
        diminutive::is_known(&t.text) || lexicon::knows_latin(core_key(t, core), letters)
    };
    known(a, core_a, x) && known(b, core_b, y)
}

/// A quick no: words whose consonants differ in too many classes to be spellings or misspellings of one another, where
/// neither begins with the other. Sees no order; a word's classes are the bits of a number.
fn far_apart(a: &[u8], b: &[u8]) -> bool {
    let classes = |word: &[u8]| {
        word.iter().fold(0u32, |set, &c| {
            set | match c {
                b'c' | b'k' | b'q' | b's' | b'x' | b'z' => 1 << 26,
                b'g' | b'j' => 1 << 27,
                b'f' | b'v' | b'p' => 1 << 28,
                b'd' | b't' => 1 << 29,
                b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h' => 0,
                c => 1 << (c.wrapping_sub(b'a') & 31),
            }
        })
    };
    let slips = if a.len().min(b.len()) >= 8 { 4 } else { 2 };
    (classes(a) ^ classes(b)).count_ones() > slips && !a.starts_with(b) && !b.starts_with(a)
}

/// Words of five letters or more with the same consonants whose vowels differ in at most two places.
fn vowels_differ(x: &[u8], y: &[u8]) -> bool {
    let consonant = |c: &&u8| !latin::is_vowel(**c);
    x.len().min(y.len()) >= 5
        && x.first().is_some_and(|&c| latin::is_vowel(c)) == y.first().is_some_and(|&c| latin::is_vowel(c))
        && x.last().is_some_and(|&c| latin::is_vowel(c)) == y.last().is_some_and(|&c| latin::is_vowel(c))
        && x.iter().filter(consonant).eq(y.iter().filter(consonant))
        && distance(x, y, 2).is_some()
}

/// Whether two compounds have a part in common: Smith-Jones and Jones, Garcia-Lopez and Garcia.
fn share_a_part(x: &str, y: &str) -> bool {
    let parts = |t: &'_ str| t.split('-').filter(|p| p.len() > 3).map(str::to_owned).collect::<Vec<_>>();
    let (x, y) = (parts(x), parts(y));
    x.iter().any(|p| {
        y.iter().any(|q| p == q || Spelling::by_sound(p).as_bytes() == Spelling::by_sound(q).as_bytes())
    })
}
