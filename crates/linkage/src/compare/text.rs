//! Two texts or two codes: the same, a slip, alike in part, or different.

use crate::compare::commonness::Commonness;
use crate::compare::memo::Memo;
use crate::records::{Coded, NONE};
use rustc_hash::FxHashMap;

/// Names of the levels of a comparison of two texts.
pub const TEXT: &[&str] = &["same", "typing slip", "similar", "different"];
/// Names of the levels of a comparison of two codes.
pub const CODE: &[&str] = &["same", "one slip", "begin alike", "different"];

/// Words of a text that are compared.
const MOST_WORDS: usize = 64;

/// The texts of a column, folded to letters and digits in lower case; spellings that fold alike share a number.
#[derive(Debug, Default)]
pub struct Texts {
    /// For each number, the folded text.
    folded: Vec<String>,
    /// For each number what tells it from most others.
    sketches: Vec<Sketch>,
    /// How common each is against the average text that two records share.
    relative: Commonness,
    /// For each record its number, or [`NONE`].
    pub of: Vec<u32>,
}

impl Texts {
    /// Folds every distinct text; what has neither letters nor digits says nothing.
    pub fn new(column: &Coded<String>) -> Texts {
        let mut number: FxHashMap<String, u32> = FxHashMap::default();
        let mut folded_texts = Vec::new();
        let renumbered: Vec<u32> = (column.values.iter())
            .map(|text| {
                let folded = fold(text);
                if folded.is_empty() {
                    return NONE;
                }
                let next = number.len() as u32;
                *number.entry(folded).or_insert_with_key(|folded| {
                    folded_texts.push(folded.clone());
                    next
                })
            })
            .collect();
        let of: Vec<u32> =
            column.of.iter().map(|&c| renumbered.get(c as usize).copied().unwrap_or(NONE)).collect();
        let relative = Commonness::of(&of, folded_texts.len());
        let sketches = folded_texts.iter().map(|t| Sketch::of(t)).collect();
        Texts { folded: folded_texts, sketches, relative, of }
    }

    /// The folded texts, by number.
    pub fn folded(&self) -> &[String] {
        &self.folded
    }

    /// How common a number is against the average that two records share.
    pub fn rarity(&self, number: u32) -> f32 {
        self.relative.of_value(number)
    }

    /// How common its values are.
    pub fn common(&self) -> &Commonness {
        &self.relative
    }

    /// Level of [`TEXT`] of two numbers.
    pub fn text_level(&self, p: u32, q: u32, memo: &mut Memo) -> u8 {
        if p == q {
            return 0;
        }
        let (x, y) = (&self.sketches[p as usize], &self.sketches[q as usize]);
        let apart = x.apart(y);
        if !x.may_slip(y, limit(x.length.max(y.length) as usize))
            && !x.words
            && !y.words
            && x.start != y.start
        {
            return 3;
        }
        memo.get(p.min(q), p.max(q), || text_level(&self.folded[p as usize], &self.folded[q as usize], apart))
    }

    /// Level of [`CODE`] of two numbers.
    pub fn code_level(&self, p: u32, q: u32) -> u8 {
        if p == q {
            return 0;
        }
        let (x, y) = (&self.sketches[p as usize], &self.sketches[q as usize]);
        if !x.may_slip(y, 1) && (x.start ^ y.start) & 0xffff != 0 {
            return 3;
        }
        code_level(&self.folded[p as usize], &self.folded[q as usize])
    }
}

/// What tells most texts apart at sight.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// One bit for each letter class that occurs.
    letters: u32,
    /// The first three bytes.
    start: u32,
    /// Letters and digits, spaces too.
    length: u32,
    /// Whether there is more than one word.
    words: bool,
}

impl Sketch {
    fn of(text: &str) -> Sketch {
        let letters = text.chars().fold(0, |set, c| set | 1 << (c as u32 & 31));
        let start = text.bytes().take(3).enumerate().fold(0, |start, (i, b)| start | u32::from(b) << (8 * i));
        Sketch { letters, start, length: length(text) as u32, words: text.contains(' ') }
    }

    /// Letter classes that only one of two has.
    fn apart(&self, other: &Sketch) -> u32 {
        (self.letters ^ other.letters).count_ones()
    }

    /// Whether so many edits could make one of the other: each changes two of the letters at most, and the length by one.
    fn may_slip(&self, other: &Sketch, edits: usize) -> bool {
        self.apart(other) as usize <= 2 * edits && self.length.abs_diff(other.length) as usize <= edits
    }
}

/// Letters and digits in lower case, words parted by one space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            if c.is_ascii() { folded.push(c.to_ascii_lowercase()) } else { folded.extend(c.to_lowercase()) }
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Edits between two texts, up to `limit`, letter by letter.
fn edits(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() {
        return names::distance(a.as_bytes(), b.as_bytes(), limit);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    names::distance(&a, &b, limit)
}

/// Letters of a text, not bytes: Arabic has two to a letter, and shall not be given twice the tolerance.
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Edits within which two texts are similar, by the length of the longer one.
fn limit(longer: usize) -> usize {
    if longer < 6 { 1 } else { 1 + longer.min(24) / 6 }
}

fn text_level(a: &str, b: &str, letters_apart: u32) -> u8 {
    let (one, other) = (length(a), length(b));
    let (shorter, longer) = (one.min(other), one.max(other));
    // Each edit changes at most two letters of the set.
    let limit = limit(longer);
    let slips = match shorter {
        0..3 => 0,
        3..8 => 1,
        _ => 2,
    };
    if letters_apart as usize <= 2 * limit
        && longer - shorter <= limit
        && let Some(edits) = edits(a, b, limit)
    {
        return if edits <= slips { 1 } else { 2 };
    }
    if alike_in_part(a, b, shorter) { 2 } else { 3 }
}

/// Whether one begins with the other, or half of the letters of the longer one stand in words that both have.
fn alike_in_part(a: &str, b: &str, shorter: usize) -> bool {
    if shorter >= 3 && (a.starts_with(b) || b.starts_with(a)) {
        return true;
    }
    if !a.contains(' ') && !b.contains(' ') {
        return false;
    }
    let (a, b) = (words(a), words(b));
    let shared: usize =
        a.iter().filter(|w| length(w) > 1 && b.binary_search(w).is_ok()).map(|w| length(w)).sum();
    let letters = |words: &[&str]| words.iter().map(|w| length(w)).sum::<usize>();
    2 * shared >= letters(&a).max(letters(&b))
}

/// The first words of a text, each once, in alphabetical order: neither which text comes first nor how long they are may
/// matter.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').take(MOST_WORDS).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// One character wrong, left out or put in, or two neighbours swapped, is a slip in codes of five characters or more.
fn code_level(a: &str, b: &str) -> u8 {
    let (one, other) = (length(a), length(b));
    let (shorter, longer) = (one.min(other), one.max(other));
    if shorter >= 5 && longer - shorter <= 1 && edits(a, b, 1).is_some() {
        return 1;
    }
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    if common >= 2 && 2 * common >= longer { 2 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(a: &str, b: &str) -> Texts {
        Texts::new(&[Some(a.to_owned()), Some(b.to_owned())].into_iter().collect())
    }

    fn text(a: &str, b: &str) -> &'static str {
        let texts = texts(a, b);
        TEXT[usize::from(texts.text_level(texts.of[0], texts.of[1], &mut Memo::default()))]
    }

    #[test]
    fn texts_by_level() {
        assert_eq!(text("Mill  Road", "mill road"), "same");
        assert_eq!(text("pridhamstreet", "pridham street"), "typing slip");
        assert_eq!(text("kafr", "kefr"), "typing slip");
        assert_eq!(text("lakefront village", "lakefront vlge"), "similar");
        assert_eq!(text("12 mill road", "mill road"), "similar");
        assert_eq!(text("orleton", "ludlow"), "different");
        // As many letters wrong in Arabic as in Latin.
        for (a, b) in [("abcd", "axyd"), ("ابتث", "اجحث"), ("abcdefgh", "abxdefgh"), ("ابتثجحخد", "ابسثجحخد")]
        {
            let latin = a.is_ascii();
            assert_eq!(
                text(a, b),
                if a.chars().count() == 4 { "different" } else { "typing slip" },
                "{latin}"
            );
        }
        assert_eq!(text("al", "el"), "similar");
        assert_eq!(
            text("street south street", "east street north"),
            text("east street north", "street south street")
        );
        assert_eq!(
            text("ab cd ".repeat(2_000_000).as_str(), "xy zw ".repeat(2_000_000).as_str()),
            "different"
        );
        assert_eq!(texts("...", "mill road").of[0], NONE);
    }

    #[test]
    fn codes_with_one_slip() {
        let code = |a: &str, b: &str| {
            let texts = texts(a, b);
            CODE[usize::from(texts.code_level(texts.of[0], texts.of[1]))]
        };
        assert_eq!(code("AB-17/3", "ab 17 3"), "same");
        assert_eq!(code("900112233", "900112233"), "same");
        for slip in ["900112235", "90011233", "9001122333", "900121233", "090112233"] {
            assert_eq!(code("900112233", slip), "one slip", "{slip}");
        }
        assert_eq!(code("17", "18"), "different");
        assert_eq!(code("sy8 4hf", "SY8 4EY"), "begin alike");
    }
}
