//! Latin spellings: articles, sounds that have several spellings, endings that tell a woman's name from a man's.

/// Spellings of the Arabic article before any letter.
const ARTICLES: [&str; 5] = ["al", "el", "ul", "il", "l"];

/// Whether `word` before `next` is an Arabic article: al-, el-, or with its l turned into the next consonant (ash-Shami).
pub fn is_article(word: &str, next: &str) -> bool {
    if ARTICLES.contains(&word) {
        return true;
    }
    let mut letters = word.bytes();
    matches!(letters.next(), Some(b'a' | b'e' | b'u' | b'i'))
        && matches!(letters.next(), Some(b't' | b'd' | b'r' | b'z' | b's' | b'n' | b'c'))
        && word.len() <= 3
        && next.starts_with(word.get(1..).unwrap_or("-"))
}

/// The word without a hyphenated article.
pub fn strip_article(text: &str) -> &str {
    match text.split_once('-') {
        Some((head, rest)) if rest.len() > 1 && is_article(head, rest) => rest,
        _ => text,
    }
}

/// A word of ASCII letters, rewritten on the stack; at most [`crate::edit::LONGEST`] letters.
#[derive(Clone, Copy)]
pub struct Spelling {
    letters: [u8; crate::edit::LONGEST],
    len: usize,
}

impl Spelling {
    const EMPTY: Spelling = Spelling { letters: [0; crate::edit::LONGEST], len: 0 };

    /// The letters.
    pub fn as_bytes(&self) -> &[u8] {
        self.letters.get(..self.len).unwrap_or(&[])
    }

    fn last(&self) -> u8 {
        self.as_bytes().last().copied().unwrap_or(0)
    }

    fn push(&mut self, c: u8) {
        if let Some(slot) = self.letters.get_mut(self.len) {
            *slot = c;
            self.len += 1;
        }
    }

    /// Adds `c` unless it is there already: doubling is not a difference.
    fn push_once(&mut self, c: u8) {
        if self.last() != c {
            self.push(c);
        }
    }

    /// Without hyphens.
    pub fn joined(text: &str) -> Spelling {
        let mut out = Spelling::EMPTY;
        text.bytes().filter(|&b| b != b'-').for_each(|b| out.push(b));
        out
    }

    /// Without hyphens and doubled letters.
    pub fn single(text: &str) -> Spelling {
        let mut out = Spelling::EMPTY;
        text.bytes().filter(|&b| b != b'-').for_each(|b| out.push_once(b));
        out
    }

    /// One spelling per sound, for the spellings that do not tell names apart: ph and f, ck, c, q and k, ou, oo and u,
    /// ee, ey, ie, y and i, doubled letters, a silent final h or (after a consonant group) e.
    pub fn by_sound(text: &str) -> Spelling {
        let joined =
            (text.contains('-') || text.len() > crate::edit::LONGEST).then(|| Spelling::joined(text));
        let mut rest = joined.as_ref().map_or(text.as_bytes(), Spelling::as_bytes);
        // A final "eigh" or "ah" is a vowel with silent letters.
        let mut tail = 0;
        if let [head @ .., b'e', b'i', b'g', b'h'] = rest {
            (rest, tail) = (head, b'i');
        } else if let [head @ .., b'a' | b'e', b'h'] = rest {
            if head.len() > 1 {
                (rest, tail) = (head, b'a');
            }
        } else if let [head @ .., b'e'] = rest
            && let [.., x, y] = head
            && !is_vowel(*x)
            && !is_vowel(*y)
        {
            rest = head;
        }
        let mut out = Spelling::EMPTY;
        while let [c, after @ ..] = rest {
            rest = after;
            let next = after.first().copied().unwrap_or(0);
            let (class, used) = match (*c, next) {
                (b'p', b'h') => (b'f', 1),
                (b'c', b'k') => (b'k', 1),
                (b'c', b'h') => (b'C', 1),
                (b's', b'h') => (b'S', 1),
                (b'c', b'e' | b'i' | b'y') => (b's', 0),
                (b'k', b'h') => (b'X', 1),
                (b'q', b'u') => (b'k', 1),
                (b'c' | b'q', _) => (b'k', 0),
                (b'd', b'j') => (b'j', 1),
                (b'o', b'u') | (b'o', b'o') => (b'u', 1),
                (b'e', b'e') | (b'e', b'y') | (b'i', b'e') => (b'i', 1),
                (b'a', b'y') => {
                    out.push_once(b'a');
                    (b'i', 1)
                }
                (b'y', n) if !is_vowel(n) => (b'i', 0),
                (c, _) => (c, 0),
            };
            out.push_once(class);
            rest = rest.get(used..).unwrap_or(&[]);
        }
        if tail != 0 {
            out.push_once(tail);
        }
        out
    }
}

/// Whether `c` is a, e, i, o or u.
pub fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Endings that make a woman's name of a man's; doubled letters written once.
const FEMININE: [&[u8]; 12] =
    [b"a", b"ah", b"eh", b"ia", b"ina", b"ine", b"eta", b"ela", b"ette", b"ete", b"elle", b"na"];

/// Pairs whose difference is a woman's or man's form, though no ending above tells it.
const COUPLES: [(&str, &str); 33] = [
    ("alexander", "alexandra"),
    ("alexandra", "alexandre"),
    ("andre", "andree"),
    ("antoine", "antoinette"),
    ("christian", "christiane"),
    ("christian", "christine"),
    ("christine", "christopher"),
    ("claude", "claudia"),
    ("clement", "clementine"),
    ("denis", "denise"),
    ("denise", "dennis"),
    ("felicia", "felix"),
    ("frances", "francis"),
    ("francois", "francoise"),
    ("george", "georgia"),
    ("jesse", "jessie"),
    ("joan", "john"),
    ("joanna", "john"),
    ("joel", "joelle"),
    ("johanna", "john"),
    ("justin", "justine"),
    ("laurence", "laurent"),
    ("louis", "louise"),
    ("martin", "martine"),
    ("maxim", "maxine"),
    ("michael", "michele"),
    ("michael", "michelle"),
    ("michel", "michele"),
    ("pascal", "pascale"),
    ("patricia", "patrick"),
    ("rene", "renee"),
    ("simon", "simone"),
    ("valerie", "valery"),
];

fn is_couple(a: &str, b: &str) -> bool {
    // Rows of one first letter stand together, and they are few.
    let first = a.as_bytes().first().map_or(0, |c| c.wrapping_sub(b'a'));
    let rows = COUPLES_AT.get(usize::from(first)).zip(COUPLES_AT.get(usize::from(first) + 1));
    let rows = rows.and_then(|(&from, &to)| COUPLES.get(usize::from(from)..usize::from(to)));
    let (low, high) = (a.min(b), a.max(b));
    rows.is_some_and(|rows| rows.iter().any(|(x, y)| *x == low && *y == high))
}

/// Where the rows of each first letter begin, a to z and the end.
const COUPLES_AT: [u8; 27] = {
    let mut at = [0; 27];
    let mut letter = 0;
    while letter < 27 {
        let mut row = 0;
        while row < COUPLES.len() && COUPLES[row].0.as_bytes()[0] < b'a' + letter as u8 {
            row += 1;
        }
        at[letter] = row as u8;
        letter += 1;
    }
    at
};

/// Whether two spellings differ as a man's and a woman's name do (Samir and Samira, Daniel and Danielle).
pub fn differ_in_gender(a: &str, b: &str) -> bool {
    let (short, long) = if (a.len(), a) <= (b.len(), b) { (a, b) } else { (b, a) };
    if short.as_bytes().first() != long.as_bytes().first() || long.len() - short.len() > 5 {
        return false;
    }
    if is_couple(a, b) {
        return true;
    }
    // Danielle, Lucienne: a doubled consonant and e after the man's name.
    if let [head @ .., x, y, b'e'] = long.as_bytes()
        && x == y
        && !is_vowel(*x)
        && short.as_bytes().strip_prefix(head) == Some(&[*x])
    {
        return true;
    }
    if !matches!(long.as_bytes().last(), Some(b'a' | b'e' | b'h' | b'o')) {
        return false;
    }
    let (s, l) = (Spelling::single(short), Spelling::single(long));
    if let Some(ending) = l.as_bytes().strip_prefix(s.as_bytes())
        && FEMININE.contains(&ending)
    {
        return true;
    }
    match (s.as_bytes(), l.as_bytes()) {
        ([x @ .., b'o'], [y @ .., b'a']) | ([x @ .., b'a'], [y @ .., b'o']) => x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn couples_are_sorted_for_search() {
        assert!(COUPLES.is_sorted());
        assert!(COUPLES.iter().all(|(a, b)| a < b));
    }

    #[test]
    fn articles() {
        for (text, core) in [
            ("al-najjar", "najjar"),
            ("ash-shami", "shami"),
            ("an-najjar", "najjar"),
            ("eun-ji", "eun-ji"),
            ("an-ji", "an-ji"),
            ("al-x", "al-x"),
            ("alfred", "alfred"),
        ] {
            assert_eq!(strip_article(text), core, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_sound() {
        for (a, b) in [
            ("leigh", "lee"),
            ("ann", "anne"),
            ("clarke", "clark"),
            ("philip", "filipp"),
            ("catherin", "katherin"),
            ("mahmoud", "mahmud"),
            ("kelly", "kelley"),
            ("sarah", "sara"),
            ("nasreen", "nasrin"),
        ] {
            assert_eq!(Spelling::by_sound(a).as_bytes(), Spelling::by_sound(b).as_bytes(), "{a} {b}");
        }
        assert_ne!(Spelling::by_sound("jane").as_bytes(), Spelling::by_sound("jan").as_bytes());
    }

    #[test]
    fn men_and_women() {
        for (a, b) in [
            ("ali", "alia"),
            ("daniel", "danielle"),
            ("joseph", "josephine"),
            ("mario", "maria"),
            ("eric", "erica"),
        ] {
            assert!(differ_in_gender(a, b) && differ_in_gender(b, a), "{a} {b}");
        }
        assert_eq!(differ_in_gender("wwa", "www"), differ_in_gender("www", "wwa"));
        assert!(!differ_in_gender("sara", "sarah"));
        assert!(!differ_in_gender("brown", "browne"));
    }
}
