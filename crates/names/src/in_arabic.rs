//! Two Arabic tokens.

use crate::closeness::Closeness::{self, Different, Partial, Typo, Variant};
use crate::closeness::{Letters, slips, stems};
use crate::name::Token;
use crate::sketch::Prefix;
use crate::{arabic, short};

/// How close two unequal Arabic tokens are.
pub(crate) fn in_arabic(a: &Token, b: &Token) -> Closeness {
    let (prefix, core_a, core_b) = (a.sketch.prefix, a.core(), b.core());
    if prefix != b.sketch.prefix {
        return Different;
    }
    if a.sketch.forms & b.sketch.forms != 0 && short::is_familiar(&a.text, &b.text) {
        return Partial;
    }
    if core_a == core_b {
        return Variant;
    }
    let (x, y) = (Letters::of(core_a), Letters::of(core_b));
    let (x, y) = (x.get(), y.get());
    if x.is_empty() || y.is_empty() {
        return Different;
    }
    // A final hamza, ى for ي, a final -a written with alef or ha: one name, unless both are names of their own.
    let (known_a, known_b) = (a.is_common(), b.is_common());
    let known = known_a && known_b;
    if a.sketch.sound == b.sketch.sound && arabic::folded(core_a).eq(arabic::folded(core_b)) {
        return if known { Typo } else { Variant };
    }
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let ending = long.strip_prefix(short);
    if matches!(ending, Some(['ه' | 'ا' | 'ى'] | ['ا', 'ء'] | ['ي', 'ه'])) {
        return Different;
    }
    let (stem_x, stem_y) = stems(a, x, b, y);
    let close = slips(stem_x, stem_y) && (prefix != Prefix::Abd || x.len() == y.len());
    // In words of three letters only where one is a common name and the other is none.
    let misread = || x.len() == y.len() && is_misread(x, y) && (x.len() > 3 || known_a != known_b);
    // What is left of a common name is a slip where it is no name itself: three of four letters, or all but the last after
    // a ya, which ligatures of the two swallow.
    let lost = || {
        let one_known = if x.len() > y.len() { known_a && !known_b } else { known_b && !known_a };
        let swallowed = || {
            short.len() > 2
                && short.ends_with(&['ي'])
                && matches!(ending, Some([c]) if !arabic::is_long_vowel(*c))
        };
        let inside = lost_consonant(short, long);
        inside && short.len() == 4 || (inside && short.len() == 3 || swallowed()) && one_known
    };
    if close || misread() || lost() || short.len() > 2 && same_but_for_doubling(x, y) {
        return if known { Different } else { Typo };
    }
    if ending.is_some() && short.len() >= 4 && prefix == Prefix::None && !known { Partial } else { Different }
}

/// Whether words of one length differ in a letter for one that looks or sounds like it, or in two consonants that changed
/// places.
fn is_misread(x: &[char], y: &[char]) -> bool {
    let mut places = (0..x.len()).filter(|&i| x.get(i) != y.get(i));
    let letters = |i: usize| (x.get(i).copied().unwrap_or(' '), y.get(i).copied().unwrap_or(' '));
    match (places.next(), places.next(), places.next()) {
        (Some(i), None, None) => {
            let (p, q) = letters(i);
            // The letters ب ت ث have a form of their own at the end, and so have ن, ي, ف and ق.
            let last = i + 1 == x.len() && [p, q].iter().any(|c| matches!(c, 'ن' | 'ي' | 'ق'));
            arabic::confusable(p, q) || arabic::same_but_for_dots(p, q) && !last
        }
        (Some(i), Some(j), None) if j == i + 1 => {
            let ((p, q), (r, s)) = (letters(i), letters(j));
            p == s && q == r && !arabic::is_long_vowel(p) && !arabic::is_long_vowel(q)
        }
        _ => false,
    }
}

/// Whether the longer word has one letter more, a consonant inside it: a long vowel more makes another name (Saada,
/// Saida), and so does a letter more at the beginning or the end (Hani, Tahani).
fn lost_consonant(short: &[char], long: &[char]) -> bool {
    let at = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = long.get(at + 1..).unwrap_or(&[]);
    let consonant = long.get(at).is_some_and(|&c| !arabic::is_long_vowel(c));
    at > 0 && consonant && !rest.is_empty() && short.get(at..) == Some(rest)
}

/// Whether words differ in letters written twice alone.
fn same_but_for_doubling(x: &[char], y: &[char]) -> bool {
    x.len() != y.len() && single(x).eq(single(y))
}

/// The letters without those that repeat the one before.
fn single(word: &[char]) -> impl Iterator<Item = &char> {
    word.chunk_by(|a, b| a == b).filter_map(<[char]>::first)
}
