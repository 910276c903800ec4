//! Arabic letters laid against a Latin spelling.
//!
//! Each Arabic letter may be written in several ways ([`renderings`]); short vowels, which Arabic does not write, are
//! free; long vowels must be there. A woman's ending is never free. The table of the alignment holds, for each number of
//! Arabic and Latin letters consumed, the least cost; it is small and lives on the stack.

use crate::arabic::{self, Place, renderings};
use crate::edit::LONGEST;
use crate::latin::is_vowel;
use crate::long_vowel::long_vowel;

/// A vowel that does not fit.
const VOWEL: u8 = 1;
/// A consonant that does not fit; also the most that is accepted.
const CONSONANT: u8 = 2;
const NEVER: u8 = u8::MAX;

/// How well a Latin spelling renders an Arabic word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is a spelling of the word.
    Full,
    /// But for one vowel.
    Vowel,
    /// But for one consonant or two vowels.
    Consonant,
    /// It is not.
    No,
}

/// Words of which only this spelling fits: the rules alone would mix Omar with Ammar, Amr with Omar, and Said with Sayyid.
const FIXED: [(&[u8], &str); 6] = [
    (b"amr", "عمرو"),
    (b"amro", "عمرو"),
    (b"omar", "عمر"),
    (b"omer", "عمر"),
    (b"said", "سعيد"),
    (b"umar", "عمر"),
];

/// Lays `arabic` (normalised, no article) against `latin` (a to z, no article, no hyphen).
pub fn fit(arabic: &[char], latin: &[u8]) -> Fit {
    match cost(arabic, latin, CONSONANT, false) {
        Some(0) => Fit::Full,
        Some(VOWEL) => Fit::Vowel,
        Some(_) => Fit::Consonant,
        None => Fit::No,
    }
}

/// Whether they [`fit`] in full, which is found at less expense.
pub fn renders(arabic: &[char], latin: &[u8]) -> bool {
    cost(arabic, latin, 0, false).is_some()
}

/// Whether a Latin word without vowels, of three consonants or more, has those of the Arabic word: mhmd, brhym.
pub fn has_consonants(arabic: &[char], latin: &[u8]) -> bool {
    latin.len() > 2 && !latin.iter().any(|&c| is_vowel(c)) && cost(arabic, latin, 0, true).is_some()
}

/// The least cost of an alignment, if it is at most `most`; with `no_vowels` the Latin word writes none, not even long ones.
fn cost(arabic: &[char], latin: &[u8], most: u8, no_vowels: bool) -> Option<u8> {
    if arabic.is_empty() || latin.is_empty() || arabic.len() > LONGEST || latin.len() > LONGEST {
        return None;
    }
    // Each Arabic letter takes at most three Latin ones and a short vowel of two; each Latin consonant takes a letter.
    let consonants = latin.iter().filter(|&&c| !is_vowel(c)).count();
    if consonants > arabic.len() * 2 + 3 || arabic.len() > latin.len() + 4 {
        return None;
    }
    if let Some((_, only)) = FIXED.iter().find(|(spelling, _)| *spelling == latin) {
        return only.chars().eq(arabic.iter().copied()).then_some(0);
    }
    let long = long_vowel(latin);
    // Costs after the Arabic letters so far, for the Latin letters from the first to the last that were reached.
    let mut current = Row::EMPTY;
    current.lower(0, 0, most);
    for i in 0..=arabic.len() {
        if current.first > current.last {
            return None;
        }
        let letter = Letter::at(arabic, i);
        let mut next = Row::EMPTY;
        let mut j = current.first;
        while j <= current.last {
            if let Some(&cost) = current.costs.get(j).filter(|&&cost| cost <= most) {
                if let Some(more) = skip_latin(letter.map(|l| l.letter), latin, j, long) {
                    current.lower(j + 1, cost + more, most);
                }
                if let Some(letter) = &letter {
                    let mut reach = |end, more| next.lower(end, cost + more, most);
                    letter.consume(latin, j, &mut reach);
                    if no_vowels
                        && (arabic::is_long_vowel(letter.letter) || arabic::is_glottal(letter.letter))
                    {
                        reach(j, 0);
                    }
                }
            }
            j += 1;
        }
        if i < arabic.len() {
            current = next;
        }
    }
    current.costs.get(latin.len()).copied().filter(|&cost| cost <= most)
}

/// A row of the table: for each number of Latin letters consumed the least cost.
struct Row {
    costs: [u8; LONGEST + 1],
    first: usize,
    last: usize,
}

impl Row {
    const EMPTY: Row = Row { costs: [NEVER; LONGEST + 1], first: 1, last: 0 };

    fn lower(&mut self, at: usize, cost: u8, most: u8) {
        if cost <= most
            && let Some(least) = self.costs.get_mut(at)
        {
            *least = (*least).min(cost);
            let empty = self.first > self.last;
            self.first = if empty { at } else { self.first.min(at) };
            self.last = if empty { at } else { self.last.max(at) };
        }
    }
}

/// Cost of passing over the Latin letter at `j` without an Arabic one; `letter` is the Arabic letter that comes next.
fn skip_latin(letter: Option<char>, latin: &[u8], j: usize, long: Option<usize>) -> Option<u8> {
    let (&c, next) = (latin.get(j)?, latin.get(j + 1));
    if j == 0 {
        return None;
    }
    let after_vowel = latin.get(j - 1).is_some_and(|&c| is_vowel(c));
    let parted = !after_vowel && letter.is_some_and(arabic::is_glottal);
    match next {
        _ if !is_vowel(c) => (next.is_some() || c != b'h').then_some(CONSONANT),
        // French writes a silent e after n (Amine); any other final a or e may be a woman's ending.
        None => match c {
            b'e' if latin.get(j - 1) == Some(&b'n') => Some(0),
            b'a' | b'e' => None,
            _ => Some(VOWEL),
        },
        // ee and oo are long: the second of them counts.
        _ if matches!(c, b'e' | b'o') && latin.get(j - 1) == Some(&c) => Some(VOWEL),
        Some(&n) if matches!(c, b'e' | b'o') && n == c && !after_vowel => Some(0),
        _ if long == Some(j) => Some(VOWEL),
        // French writes a short u as ou; this is the first of several vowels (Mouhamad), not the last (Mahmoud).
        Some(b'u') if c == b'o' && opens_with_ou(latin, j) => Some(0),
        // Two vowels in a row are a long one, or have a y between them, unless a glottal sound parts them.
        Some(b'a' | b'o' | b'u') if c == b'i' && !parted => Some(CONSONANT),
        Some(&n) if is_vowel(n) && !parted => Some(VOWEL),
        _ => Some(0),
    }
}

fn opens_with_ou(latin: &[u8], j: usize) -> bool {
    let (before, after) = (latin.get(..j).unwrap_or(&[]), latin.get(j + 2..).unwrap_or(&[]));
    !before.iter().any(|&c| is_vowel(c))
        && !after.first().is_some_and(|&c| is_vowel(c))
        && after.iter().any(|&c| is_vowel(c))
}

/// An Arabic letter in its place.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    spellings: &'static [&'static str],
    first: bool,
    /// Whether it ends the word, but for a hamza.
    last: bool,
}

impl Letter {
    fn at(arabic: &[char], i: usize) -> Option<Letter> {
        let &letter = arabic.get(i)?;
        let place = Place {
            before: i.checked_sub(1).and_then(|k| arabic.get(k)).copied(),
            after: arabic.get(i + 1).copied(),
            wasla: is_wasla(arabic, i),
            before_wasla: is_wasla(arabic, i + 1),
            length: arabic.len(),
        };
        let last = place.after.is_none() || (place.after == Some('ء') && i + 2 == arabic.len());
        Some(Letter { letter, spellings: renderings(letter, place), first: i == 0, last })
    }

    /// Calls `reach` with each Latin position that the letter, set at `j`, leads to, and the cost.
    fn consume(&self, latin: &[u8], j: usize, reach: &mut impl FnMut(usize, u8)) {
        let rest = latin.get(j..).unwrap_or(&[]);
        // Consonants alone are doubled: bb, kkh.
        let doubled = rest.first().is_some_and(|&c| !is_vowel(c));
        for spelling in self.spellings {
            let spelling = spelling.as_bytes();
            if begins(rest, spelling) {
                reach(j + spelling.len(), 0);
            }
            if doubled
                && let ([x, ..], [y, tail @ ..]) = (spelling, rest)
                && x == y
                && begins(tail, spelling)
            {
                reach(j + 1 + spelling.len(), 0);
            }
        }
        if self.first || j == 0 {
            return;
        }
        let vowel_next = rest.first().is_some_and(|&c| is_vowel(c));
        if arabic::is_long_vowel(self.letter) || (self.last && self.letter == 'ه') {
            // A final vowel tells Ali from Alaa and Samir from Samira: it must fit.
            if !self.last {
                reach(j, VOWEL);
                if vowel_next {
                    reach(j + 1, VOWEL);
                }
            } else if self.letter == 'ي' {
                reach(j, CONSONANT);
            }
        } else {
            reach(j, CONSONANT);
            if !rest.is_empty() && !vowel_next {
                reach(j + 1, CONSONANT);
            }
        }
    }
}

/// `starts_with` for the few letters of a spelling, without the call that it makes.
fn begins(word: &[u8], with: &[u8]) -> bool {
    match (with, word) {
        ([], _) => true,
        ([a], [x, ..]) => a == x,
        ([a, b], [x, y, ..]) => a == x && b == y,
        ([a, b, c], [x, y, z, ..]) => a == x && b == y && c == z,
        _ => false,
    }
}

/// Whether the letter at `i` is the alef of a final الله or الدين.
fn is_wasla(arabic: &[char], i: usize) -> bool {
    i > 1
        && arabic
            .get(i..)
            .is_some_and(|tail| tail == ['ا', 'ل', 'ل', 'ه'] || tail == ['ا', 'ل', 'د', 'ي', 'ن'])
}

/// Whether a Latin word may begin with this Arabic letter; `latin` may be a single letter, `after` the next Arabic one.
pub fn may_begin(letter: char, after: Option<char>, latin: &str) -> bool {
    let place =
        Place { before: None, after: after.or(Some('ب')), wasla: false, before_wasla: false, length: 4 };
    let begins = |spelling: &&str| {
        !spelling.is_empty() && (latin.starts_with(spelling) || spelling.starts_with(latin))
    };
    renderings(letter, place).iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arabic: &str, latin: &str) -> Fit {
        fit(&arabic.chars().collect::<Vec<_>>(), latin.as_bytes())
    }

    #[test]
    fn spellings_of_a_name() {
        for (arabic, spellings) in [
            ("محمد", &["muhammad", "mohamed", "mohammed", "mouhamad", "mohamad"][..]),
            ("محمود", &["mahmud", "mahmoud", "mahmood"]),
            ("حسين", &["hussein", "husayn", "hussain", "hocine", "houssein"]),
            ("شيخ", &["sheikh", "shaykh", "cheikh"]),
            ("سليم", &["salim", "saleem", "selim"]),
            ("سالم", &["salem", "saalim"]),
            ("خالد", &["khalid", "khaled"]),
            ("سعيد", &["said", "saeed", "saeid"]),
            ("عمر", &["omar", "umar"]),
            ("عمار", &["ammar"]),
            ("عامر", &["amer", "aamir"]),
            ("امير", &["amir", "ameer"]),
            ("جمال", &["jamal", "gamal", "djamal", "jamaal"]),
            ("جميل", &["jamil", "gamil", "jameel"]),
            ("علاء", &["alaa", "ala"]),
            ("علياء", &["alia", "aliaa", "alya"]),
            ("اسماعيل", &["ismail", "ismael", "esmail"]),
            ("طه", &["taha"]),
            ("عيسى", &["issa", "isa", "eissa"]),
            ("رايد", &["raed", "raid"]),
            ("دعاء", &["doaa", "duaa"]),
            ("ثاير", &["thaer"]),
            ("نصرالله", &["nasrallah"]),
            ("صلاحالدين", &["salahaldin"]),
            ("رووف", &["raouf"]),
            ("امين", &["amine", "amin"]),
        ] {
            for spelling in spellings {
                assert_eq!(of(arabic, spelling), Fit::Full, "{arabic} {spelling}");
            }
        }
    }

    #[test]
    fn a_long_vowel_out_of_place() {
        for (arabic, latin) in [
            ("سالم", "salim"),
            ("سليم", "salem"),
            ("كرم", "karim"),
            ("كريم", "karam"),
            ("محمد", "mahmud"),
            ("حسن", "hussein"),
            ("حسين", "hasan"),
            ("سلمان", "sulaiman"),
            ("سليمان", "salman"),
            ("جميل", "jamal"),
        ] {
            assert_eq!(of(arabic, latin), Fit::Vowel, "{arabic} {latin}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_full_fit_is_found_either_way(arabic in "[ابتحدرسعقلمنهويىء]{1,6}", latin in "[abdehiklmnoqrstuwy]{1,8}") {
            let letters: Vec<char> = arabic.chars().collect();
            let full = fit(&letters, latin.as_bytes()) == Fit::Full;
            proptest::prop_assert_eq!(renders(&letters, latin.as_bytes()), full);
        }
    }

    #[test]
    fn consonants_alone() {
        let of =
            |arabic: &str, latin: &str| has_consonants(&arabic.chars().collect::<Vec<_>>(), latin.as_bytes());
        for (arabic, latin) in [
            ("محمد", "mhmd"),
            ("حسين", "hsyn"),
            ("حسين", "hsn"),
            ("ابراهيم", "brhym"),
            ("خالد", "khld"),
            ("احمد", "hmd"),
        ] {
            assert!(of(arabic, latin), "{arabic} {latin}");
        }
        for (arabic, latin) in
            [("محمد", "hmd"), ("علي", "ly"), ("خالد", "khl"), ("محمد", "mahmd"), ("خليل", "khld")]
        {
            assert!(!of(arabic, latin), "{arabic} {latin}");
        }
    }

    #[test]
    fn other_names() {
        for (arabic, latin) in [
            ("علي", "alia"),
            ("علي", "ala"),
            ("علاء", "ali"),
            ("سمير", "samira"),
            ("سميره", "samir"),
            ("احمد", "hamid"),
            ("احمد", "muhammad"),
            ("احسان", "hasan"),
            ("عمار", "omar"),
            ("عمر", "amr"),
            ("سليمان", "salim"),
            ("عمر", "mar"),
        ] {
            assert_eq!(of(arabic, latin), Fit::No, "{arabic} {latin}");
        }
        assert!(of("عمر", "ammar") > Fit::Full);
        assert!(of("علاء", "alia") > Fit::Vowel);
    }
}
