//! Vowels of Latin spellings that are known to be long though one letter writes them.

use crate::latin::is_vowel;

/// Stems of names in -a-i- whose i is long, where another name in -ā-i- exists (Salim beside Salem); sorted.
const LONG_I: [&[u8]; 26] = [
    b"amin", b"amir", b"anis", b"aziz", b"fahim", b"farid", b"habib", b"hakim", b"hamid", b"hasib", b"jamil",
    b"karim", b"khalil", b"latif", b"nabil", b"nadim", b"najib", b"nasim", b"rahim", b"rashid", b"salim",
    b"samih", b"samir", b"sharif", b"wahid", b"wasim",
];

/// Where a Latin spelling has a single vowel letter that is known to be long, so that it must not be passed over as a
/// short one: the i of Salim, the u of Mahmud, the second a of Ammar.
pub fn long_vowel(latin: &[u8]) -> Option<usize> {
    let stem = match latin {
        [stem @ .., b'a' | b'e', b'h'] | [stem @ .., b'a' | b'e'] if stem.len() > 3 => stem,
        _ => latin,
    };
    let vowel = stem.iter().rposition(|&c| is_vowel(c))?;
    let (head, at) = (stem.get(..vowel)?, *stem.get(vowel)?);
    match at {
        b'i' => LONG_I.binary_search(&stem).is_ok().then_some(vowel),
        b'u' | b'o' => {
            let middle = head.strip_prefix(b"ma")?;
            (middle.len() > 1 && vowel + 1 < stem.len() && !middle.iter().any(|&c| is_vowel(c)))
                .then_some(vowel)
        }
        b'a' => match head {
            _ if matches!(stem, b"hassan" | b"assad") => None,
            [start @ .., b'a', x, y] if x == y && !start.iter().any(|&c| is_vowel(c)) => Some(vowel),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_sorted_for_search() {
        assert!(LONG_I.is_sorted());
    }

    #[test]
    fn where_it_stands() {
        for (word, at) in [
            ("salim", Some(3)),
            ("salima", Some(3)),
            ("mahmud", Some(4)),
            ("ammar", Some(3)),
            ("salem", None),
            ("omar", None),
        ] {
            assert_eq!(long_vowel(word.as_bytes()), at, "{word}");
        }
    }
}
