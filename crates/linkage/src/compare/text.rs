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
    words: Words,
    /// How common each is against the average text that two records share.
    relative: Commonness,
    /// For each record its number, or [`NONE`].
    pub of: Vec<u32>,
}

impl Texts {
    /// Texts that are compared by their words.
    pub fn new(column: &Coded<String>) -> Texts {
        let mut texts = Texts::whole(column);
        texts.words = Words::new(&texts.folded);
        for (number, sketch) in (0..).zip(&mut texts.sketches) {
            sketch.words = texts.words.marks(number);
        }
        texts
    }

    /// Folds every distinct text; what has neither letters nor digits says nothing.
    pub fn whole(column: &Coded<String>) -> Texts {
        let mut number: FxHashMap<String, u32> = FxHashMap::default();
        let mut folded_texts = Vec::new();
        let mut folded = String::new();
        let renumbered: Vec<u32> = (column.values.iter())
            .map(|text| {
                fold(text, &mut folded);
                if folded.is_empty() {
                    return NONE;
                }
                if let Some(number) = number.get(&folded) {
                    return *number;
                }
                let next = number.len() as u32;
                number.insert(folded.clone(), next);
                folded_texts.push(std::mem::take(&mut folded));
                next
            })
            .collect();
        let of: Vec<u32> =
            column.of.iter().map(|&c| renumbered.get(c as usize).copied().unwrap_or(NONE)).collect();
        let relative = Commonness::of(&of, folded_texts.len());
        let sketches = folded_texts.iter().map(|t| Sketch::of(t)).collect();
        Texts { folded: folded_texts, sketches, words: Words::default(), relative, of }
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
    #[inline]
    pub fn text_level(&self, p: u32, q: u32, memo: &mut Memo) -> u8 {
        if p == q {
            return 0;
        }
        let (x, y) = (&self.sketches[p as usize], &self.sketches[q as usize]);
        let may_slip = x.may_slip(y, limit(x.length.max(y.length) as usize));
        if !may_slip && !x.may_begin(y) && x.words & y.words == 0 {
            return 3;
        }
        self.alike(p, q, may_slip, memo)
    }

    /// The same of two that sight does not tell apart. By itself: most are.
    #[inline(never)]
    fn alike(&self, p: u32, q: u32, may_slip: bool, memo: &mut Memo) -> u8 {
        memo.get(p.min(q), p.max(q), || {
            let (x, y) = (&self.sketches[p as usize], &self.sketches[q as usize]);
            let (a, b) = (&self.folded[p as usize], &self.folded[q as usize]);
            let (shorter, longer) = (x.length.min(y.length) as usize, x.length.max(y.length) as usize);
            if may_slip && let Some(edits) = edits(a, b, limit(longer)) {
                let slips = match shorter {
                    0..3 => 0,
                    3..8 => 1,
                    _ => 2,
                };
                return if edits <= slips { 1 } else { 2 };
            }
            let begin_alike = x.may_begin(y) && (a.starts_with(b.as_str()) || b.starts_with(a.as_str()));
            // Or half of the letters of the longer one stand in words that both have.
            if begin_alike || x.words & y.words != 0 && self.words.half_shared(p, q) { 2 } else { 3 }
        })
    }

    /// Level of [`CODE`] of two numbers.
    #[inline]
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

/// The first [`MOST_WORDS`] words of each text, each once, in one order: neither which text comes first nor how long they are
/// may matter.
#[derive(Debug, Default)]
struct Words {
    /// For each text where its words begin; one more for the end.
    starts: Vec<u32>,
    /// Numbers of words, ascending for each text.
    numbers: Vec<u32>,
    /// For each word how many letters it has.
    letters: Vec<u32>,
}

impl Words {
    fn new(folded: &[String]) -> Words {
        let mut number: FxHashMap<&str, u32> = FxHashMap::default();
        let mut words = Words { starts: vec![0], ..Words::default() };
        let mut of_text: Vec<u32> = Vec::new();
        for text in folded {
            of_text.clear();
            for word in text.split(' ').take(MOST_WORDS) {
                let next = words.letters.len() as u32;
                let number = *number.entry(word).or_insert(next);
                if number == next {
                    words.letters.push(length(word) as u32);
                }
                of_text.push(number);
            }
            of_text.sort_unstable();
            of_text.dedup();
            words.numbers.extend_from_slice(&of_text);
            words.starts.push(words.numbers.len() as u32);
        }
        words
    }

    fn of(&self, text: u32) -> &[u32] {
        &self.numbers[self.starts[text as usize] as usize..self.starts[text as usize + 1] as usize]
    }

    /// A bit for each word of two letters or more; two words may share one.
    fn marks(&self, text: u32) -> u64 {
        let counts = self.of(text).iter().filter(|w| self.letters[**w as usize] > 1);
        counts.fold(0, |marks, w| marks | 1 << (w.wrapping_mul(0x9e37_79b9) >> 26))
    }

    /// Whether half of the letters of the longer of two texts stand in words that both have.
    fn half_shared(&self, p: u32, q: u32) -> bool {
        let (mut a, mut b) = (self.of(p), self.of(q));
        let letters = |words: &[u32]| words.iter().map(|w| self.letters[*w as usize]).sum::<u32>();
        let longer = letters(a).max(letters(b));
        let mut shared = 0;
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            if x == y && self.letters[*x as usize] > 1 {
                shared += self.letters[*x as usize];
            }
            (a, b) = (if x <= y { rest_a } else { a }, if y <= x { rest_b } else { b });
        }
        2 * shared >= longer
    }
}

/// What tells most texts apart at sight.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// How often each of 32 letter classes occurs, up to four times: a bit in each quarter for each time.
    letters: u128,
    /// Marks of its words, where it is compared by them.
    words: u64,
    /// The first three bytes.
    start: u32,
    /// Letters and digits, spaces too.
    length: u32,
}

impl Sketch {
    fn of(text: &str) -> Sketch {
        let letters = text.chars().fold(0u128, |set, c| {
            // The first quarter in which the letter has no bit yet.
            let class = 1u128 << (c as u32 & 31);
            let free = (0..4).map(|time| class << (32 * time)).find(|bit| set & bit == 0);
            set | free.unwrap_or(0)
        });
        let start = text.bytes().take(3).enumerate().fold(0, |start, (i, b)| start | u32::from(b) << (8 * i));
        Sketch { letters, words: 0, start, length: length(text) as u32 }
    }

    /// Whether so many edits could make one of the other: each changes the counts of two letters at most, by one, and the
    /// length by one.
    #[inline]
    fn may_slip(&self, other: &Sketch, edits: usize) -> bool {
        if self.length.abs_diff(other.length) as usize > edits {
            return false;
        }
        // Few letters occur three times: the lower half tells most apart.
        let differing = self.letters ^ other.letters;
        let lower = (differing as u64).count_ones() as usize;
        lower <= 2 * edits && lower + ((differing >> 64) as u64).count_ones() as usize <= 2 * edits
    }

    /// Whether one may be how the other begins.
    #[inline]
    fn may_begin(&self, other: &Sketch) -> bool {
        self.start == other.start && self.length.min(other.length) >= 3
    }
}

/// Letters and digits in lower case, words parted by one space.
fn fold(text: &str, folded: &mut String) {
    folded.clear();
    for c in text.chars() {
        if c.is_alphanumeric() {
            if c.is_ascii() { folded.push(c.to_ascii_lowercase()) } else { folded.extend(c.to_lowercase()) }
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
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

/// One character wrong, left out or put in, or two neighbours swapped, is a slip in codes of five characters or more.
#[inline(never)]
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_is_refused_at_sight_is_different(
            one in "[abcش]{0,9}( [abcش]{1,5}){0,3}",
            other in "[abcش]{0,9}( [abcش]{1,5}){0,3}",
        ) {
            let texts = texts(&one, &other);
            let (p, q) = (texts.of[0], texts.of[1]);
            if p != NONE && q != NONE {
                let (a, b) = (&texts.folded[p as usize], &texts.folded[q as usize]);
                let (shorter, longer) = (length(a).min(length(b)), length(a).max(length(b)));
                let slips = match shorter { 0..3 => 0, 3..8 => 1, _ => 2 };
                let words = |text: &str| text.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
                let letters = |words: &mut dyn Iterator<Item = &String>| words.map(|w| length(w)).sum::<usize>();
                let (x, y) = (words(a), words(b));
                let shared = letters(&mut x.intersection(&y).filter(|w| length(w) > 1));
                let in_part = shorter >= 3 && (a.starts_with(b.as_str()) || b.starts_with(a.as_str()))
                    || 2 * shared >= letters(&mut x.iter()).max(letters(&mut y.iter()));
                let expected = match edits(a, b, limit(longer)) {
                    _ if p == q => 0,
                    Some(edits) if edits <= slips => 1,
                    Some(_) => 2,
                    None if in_part => 2,
                    None => 3,
                };
                prop_assert_eq!(texts.text_level(p, q, &mut Memo::default()), expected);
            }
        }
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
