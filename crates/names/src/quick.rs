//! A certain no at the price of a few machine instructions.
//!
//! Each check follows from what the full comparison accepts: it refuses a pair only where every way of being close would
//! need letters that the words do not have. A test holds it against the full comparison.

use crate::bits::{CONSONANTS, MUST_BE_WRITTEN, latin_bit};
use crate::edit::LONGEST;
use crate::script::Script;
use crate::sketch::{Prefix, Sketch};

/// Whether two Latin or Arabic tokens, neither an initial, are two names for certain; they may be even where this says no.
pub(crate) fn two_names(a: &Sketch, b: &Sketch) -> bool {
    match (a.script, b.script) {
        (Script::Latin, Script::Latin) => in_latin(a, b),
        (Script::Arabic, Script::Arabic) => in_arabic(a, b),
        (Script::Arabic, Script::Latin) => across(a, b),
        (Script::Latin, Script::Arabic) => across(b, a),
        _ => true,
    }
}

/// Whether two tokens, by their sketches alone, are [`crate::Closeness::Different`] and do not [resemble](crate::resembles)
/// each other, for certain; they may do so even where this says no.
pub fn clearly_different(a: &Sketch, b: &Sketch) -> bool {
    let known = |s: &Sketch| s.script != Script::Other && s.whole_chars > 1;
    known(a) && known(b) && two_names(a, b) && !may_resemble(a, b)
}

/// Whether two words are near enough in length and letters to [resemble](crate::resembles) each other.
pub(crate) fn may_resemble(a: &Sketch, b: &Sketch) -> bool {
    // An edit changes two of the letters that occur at most.
    let most = edits_in_likeness(a.whole_chars.max(b.whole_chars));
    a.script == b.script
        && a.whole_chars.abs_diff(b.whole_chars) <= most
        && (a.whole ^ b.whole).count_ones() <= 2 * u32::from(most)
}

/// Edits between two words that resemble each other, by the letters of the longer one.
pub(crate) fn edits_in_likeness(longer: u8) -> u8 {
    match longer {
        0..3 => 0,
        3..6 => 1,
        6..9 => 2,
        _ => 3,
    }
}

/// Edits that are taken for slips in words of which the shorter has so many letters.
pub(crate) fn slips_in(shorter: usize) -> usize {
    match shorter {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    }
}

/// Whether slips could make one core of the other. An edit changes two of the letters that occur at most.
pub(crate) fn may_slip(a: &Sketch, b: &Sketch) -> bool {
    let slips = slips_in(usize::from(a.chars.min(b.chars)));
    slips > 0
        && usize::from(a.chars.abs_diff(b.chars)) <= slips
        && (a.letters ^ b.letters).count_ones() as usize <= 2 * slips
}

fn in_latin(a: &Sketch, b: &Sketch) -> bool {
    if a.odd || b.odd || a.forms & b.forms != 0 {
        return false;
    }
    if a.prefix != b.prefix {
        return a.whole != b.whole;
    }
    let differing = a.letters ^ b.letters;
    let vowels = a.chars.min(b.chars) >= 5 && differing & CONSONANTS == 0;
    let begins = a.chars.min(b.chars) >= 4 && (a.head ^ b.head) >> 32 == 0;
    !(vowels || begins || a.sound == b.sound || a.core_key == b.core_key || may_slip(a, b))
}

fn in_arabic(a: &Sketch, b: &Sketch) -> bool {
    if a.prefix != b.prefix {
        return true;
    }
    if a.odd || b.odd || a.forms & b.forms != 0 {
        return false;
    }
    let differing = (a.letters ^ b.letters).count_ones();
    let confused = a.chars.abs_diff(b.chars) <= 1 && differing <= 2 || differing == 0;
    let begins = a.chars.min(b.chars) >= 4 && a.head == b.head;
    !(confused || begins || a.sound == b.sound || may_slip(a, b))
}

/// A consonant that does not fit takes all that an alignment may cost, and a short word may not cost as much.
fn across(arabic: &Sketch, latin: &Sketch) -> bool {
    if usize::from(latin.whole_chars) > LONGEST {
        return false;
    }
    let short = arabic.whole_chars < 5 && latin.whole_chars < 6;
    let servant = arabic.prefix == Prefix::Abd && latin.prefix == Prefix::Abd;
    let most = if short || servant { 0 } else { 1 };
    // An article that is not set off may go before the comparison.
    let no_vowels = latin.letters & !CONSONANTS == 0;
    let head = latin.head.to_be_bytes();
    let article = matches!(head, [b'a' | b'e', b'l', ..]) || no_vowels && head.starts_with(b"l");
    let needed = latin.letters & CONSONANTS & !if article { latin_bit(b'l') } else { 0 };
    let too_many = |left: u32| left.count_ones() > most;
    too_many(needed & !arabic.across) || too_many(arabic.letters & MUST_BE_WRITTEN & !latin.across)
}
