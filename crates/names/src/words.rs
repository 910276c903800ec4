//! Words that belong together: articles, Abd, Abu, al-Din and the particles of surnames become one token.

use crate::{arabic, latin, script::Script};
use std::borrow::Cow;

/// What was taken as one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The normalised text.
    pub text: String,
    /// Whether it is a kunya: father or mother of someone.
    pub kunya: bool,
}

/// A word and whether a hyphen joins it to the one before.
type Word<'a> = (&'a str, bool);

const PARTICLES: [&str; 27] = [
    "da", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "do", "dos", "du", "la", "las",
    "le", "los", "mac", "mc", "st", "ten", "ter", "van", "von", "zu", "zum", "zur",
];
const ABD: [&str; 14] = [
    "abd", "abdal", "abdar", "abdas", "abdel", "abder", "abdes", "abdu", "abdul", "abdur", "abdus", "abdun",
    "abdud", "abed",
];
const ABU: [&str; 6] = ["abo", "aboo", "abou", "abu", "abw", "abi"];
const UMM: [&str; 3] = ["oum", "um", "umm"];
const SON: [&str; 6] = ["ben", "bin", "bint", "bnt", "ibn", "bn"];
/// What follows Abd without an article.
const AFTER_ABD: [&str; 22] = [
    "allah", "alla", "aziz", "ghani", "hadi", "hakim", "halim", "hamid", "jabbar", "kader", "karim",
    "khalik", "latif", "majid", "malik", "manaf", "nabi", "qadir", "rabbo", "rahim", "rahman", "salam",
];
const DIN: [&str; 18] = [
    "aldeen", "aldin", "aldine", "aldyn", "eddeen", "eddin", "eddine", "eddyn", "eldeen", "eldin", "eldine",
    "eldyn", "ouddine", "uddeen", "uddin", "uddine", "addin", "addeen",
];
/// What stands before al-Din, by its sound.
const BEFORE_DIN: [&str; 25] = [
    "ala", "alaa", "badr", "baha", "bahaa", "burhan", "diaa", "ezz", "fakhr", "hussam", "imad", "izz",
    "jalal", "jamal", "kamal", "khair", "muhi", "najm", "nasr", "nour", "sala", "salah", "seif", "shams",
    "taj",
];

/// More words than any name has; those beyond are ignored, which bounds the recursion below.
const MOST_WORDS: usize = 48;

/// Takes the words of one part of a name (no commas, quotes or brackets). In a family name (`family`) a particle may
/// stand first.
pub fn join(part: &str, family: bool) -> Vec<Joined> {
    let cleaned = if part.contains('\'') { Cow::Owned(part.replace('\'', "")) } else { Cow::Borrowed(part) };
    let mut words: Vec<Word> = Vec::with_capacity(4);
    for word in cleaned.split(' ').filter(|word| !word.is_empty()) {
        let pieces = word.split('-').filter(|p| !p.is_empty()).enumerate();
        // In Arabic a hyphen is no more than a space.
        words.extend(pieces.map(|(i, p)| (p, i > 0 && p.is_ascii())));
    }
    words.truncate(MOST_WORDS);
    let mut out = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        let inner = (i > 0 || family) && i + 1 < words.len();
        if inner && (SON.contains(&word(&words, i)) || matches!(word(&words, i), "بن" | "ابن" | "بنت"))
        {
            i += 1;
            continue;
        }
        let (joined, used) = take(&words, i, family || i > 0);
        out.push(joined);
        i += used.max(1);
    }
    out
}

fn word<'a>(words: &[Word<'a>], i: usize) -> &'a str {
    words.get(i).map_or("", |w| w.0)
}

fn hyphen(words: &[Word], i: usize) -> bool {
    words.get(i).is_some_and(|w| w.1)
}

/// The token that begins at `i` and how many words it takes.
fn take(words: &[Word], i: usize, inner: bool) -> (Joined, usize) {
    let (mut joined, mut used) = if Script::of(word(words, i)) == Script::Arabic {
        take_arabic(words, i)
    } else {
        take_latin(words, i, inner)
    };
    // Further parts of a hyphenated compound.
    while hyphen(words, i + used) {
        let (more, n) = take(words, i + used, true);
        joined.text.push('-');
        joined.text.push_str(&more.text);
        used += n;
    }
    (joined, used)
}

fn take_arabic(words: &[Word], i: usize) -> (Joined, usize) {
    let (first, next) = (word(words, i), word(words, i + 1));
    let arabic_next = !next.is_empty() && Script::of(next) == Script::Arabic;
    let mut text = arabic::usual_spelling(first).to_owned();
    let (mut used, mut kunya) = (1, false);
    match first {
        // The article of a servant's name, torn off it.
        "عبدا" if next.starts_with('ل') && next.chars().nth(2).is_some() => {
            text.push_str(next);
            used = 2;
        }
        "عبد" if next == "ال" && !word(words, i + 2).is_empty() => {
            text = format!("عبدال{}", word(words, i + 2));
            used = 3;
        }
        "ال" if next.starts_with("ال") => {
            text = next.to_owned();
            used = 2;
        }
        "عبد" if next.starts_with("ال") || matches!(next, "ربه" | "ربو" | "رب") => {
            text.push_str(next);
            used = 2;
        }
        "ابو" | "ابي" | "ابا" | "ام" | "ال" if arabic_next => {
            text = if matches!(first, "ابي" | "ابا") { "ابو".to_owned() } else { text };
            // The name may itself have two words (Abu Abd al-Rahman).
            let (more, n) = take_arabic(words, i + 1);
            text.push_str(&more.text);
            used = 1 + n;
            kunya = first != "ال" && text != "ابوبكر";
        }
        _ => {
            kunya = first.strip_prefix("ابو").is_some_and(|rest| rest.chars().nth(1).is_some())
                && first != "ابوبكر";
        }
    }
    if matches!(word(words, i + used), "الدين" | "الله") {
        text.push_str(word(words, i + used));
        used += 1;
    }
    (Joined { text, kunya }, used)
}

fn take_latin(words: &[Word], i: usize, inner: bool) -> (Joined, usize) {
    let (first, next) = (word(words, i), word(words, i + 1));
    let plain = |text: String| Joined { text, kunya: false };
    let last = next.is_empty();
    if !last && ABD.contains(&first) {
        // Abd Alrahman: after Abd alone, what begins like an article is one.
        if first == "abd"
            && let Some(of) =
                next.strip_prefix("al").or_else(|| next.strip_prefix("el")).filter(|of| of.len() > 2)
        {
            return with_din(words, i, plain(servant(of)), 2);
        }
        let article = latin::is_article(next, word(words, i + 2)) && !word(words, i + 2).is_empty();
        let at = i + 1 + usize::from(article);
        if article || first.len() > 4 && first != "abed" || first == "abdu" || AFTER_ABD.contains(&next) {
            return with_din(words, i, plain(servant(word(words, at))), at + 1 - i);
        }
    }
    if !last && (ABU.contains(&first) || UMM.contains(&first)) && (first != "abi" || inner) {
        // What follows may itself be a compound (Abu Abd al-Rahman).
        let (more, n) = if Script::of(next) == Script::Arabic {
            take_arabic(words, i + 1)
        } else {
            take_latin(words, i + 1, true)
        };
        let umm = UMM.contains(&first);
        let text = format!("{}{}", if umm { "umm-" } else { "abu" }, more.text.replace('-', ""));
        let kunya = umm || !text.starts_with("abubak");
        return (Joined { text, kunya }, n + 1);
    }
    let spaced = ["al", "el", "ul"].contains(&first) && inner;
    if !last && latin::is_article(first, next) && first != "l" && (hyphen(words, i + 1) || spaced) {
        let (more, n) = with_din(words, i + 1, one_word(next), 1);
        return (plain(format!("{first}-{}", more.text)), n + 1);
    }
    if !last && inner && PARTICLES.contains(&first) {
        let (more, n) = take(words, i + 1, true);
        let bond = if matches!(first, "mc" | "mac") { "" } else { "-" };
        return (plain(format!("{first}{bond}{}", more.text)), n + 1);
    }
    with_din(words, i, one_word(first), 1)
}

/// Adds a following al-Din or Allah.
fn with_din(words: &[Word], i: usize, mut joined: Joined, used: usize) -> (Joined, usize) {
    let (a, b) = (word(words, i + used), word(words, i + used + 1));
    let used = if matches!(a, "allah" | "allh" | "ullah") {
        joined.text.push_str("allah");
        used + 1
    } else if latin::is_article(a, b) && matches!(b, "din" | "deen" | "dine" | "deine" | "dyn") {
        joined.text.push_str("aldin");
        used + 2
    } else if DIN.contains(&a) {
        joined.text.push_str("aldin");
        used + 1
    } else {
        used
    };
    (joined, used)
}

/// Abd + a name of God, in one spelling: Abd al-Rahman, Abdurrahman and Abderrahmane begin alike.
fn servant(of: &str) -> String {
    match of {
        "lah" | "la" | "lh" | "llah" | "lla" | "allah" | "allh" | "alla" => "abdullah".to_owned(),
        "rabbo" | "rabbu" | "rabbuh" | "rabo" | "rabboh" | "rabbah" => "abdrabbo".to_owned(),
        of => format!("abdul{of}"),
    }
}

/// A single written word, with the compounds that are written as one word brought to one form.
pub(crate) fn one_word(text: &str) -> Joined {
    let plain = |text: String| Joined { text, kunya: false };
    if let Some(rest) = text.strip_prefix("abd")
        && let [b'a' | b'e' | b'u' | b'o', ..] = rest.as_bytes()
        && let Some(rest) = rest.get(1..)
        && rest.len() > 1
    {
        let doubled = rest.as_bytes().first() == rest.as_bytes().get(1);
        let of = match rest.strip_prefix('l') {
            Some("lah" | "la" | "lh" | "ah" | "a") => "lah",
            Some(of) => of,
            None if doubled => rest.get(1..).unwrap_or(rest),
            None => rest,
        };
        if of.len() > 2 {
            return plain(servant(of));
        }
    }
    for prefix in ["abou", "abu", "abw"] {
        if let Some(rest) = text.strip_prefix(prefix)
            && rest.len() > 2
        {
            return Joined { text: format!("abu{rest}"), kunya: !rest.starts_with("bak") };
        }
    }
    if let Some(stem) = before_din(text) {
        return plain(format!("{stem}aldin"));
    }
    plain(text.to_owned())
}

/// The stem of a one-word compound with al-Din (Saladin, Nasreddine, Badruddin).
fn before_din(text: &str) -> Option<&str> {
    let stem = text.strip_suffix('e').unwrap_or(text);
    let stem = stem.strip_suffix("din").or_else(|| stem.strip_suffix("deen"))?;
    let stem = stem.strip_suffix('d').or_else(|| stem.strip_suffix('l')).unwrap_or(stem);
    let stem = stem.strip_suffix(['a', 'e', 'u', 'i', 'o']).unwrap_or(stem);
    let sound = |t: &str| crate::skeleton::skeleton(t, Script::Latin);
    let of = sound(stem);
    (stem.len() > 1 && stem.is_ascii() && BEFORE_DIN.iter().any(|b| sound(b) == of)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn endless_compounds_end() {
        for word in ["abu ", "a-", "van ", "al-", "ابو ", "umm "] {
            assert!(join(&word.repeat(100_000), true).len() <= super::MOST_WORDS, "{word}");
        }
    }

    fn words(part: &str) -> Vec<String> {
        join(&crate::normalise::fold(part), false).into_iter().map(|j| j.text).collect()
    }

    #[test]
    fn what_belongs_together() {
        for (part, joined) in [
            ("Abd al-Rahman", "abdulrahman"),
            ("Abd Alrahman", "abdulrahman"),
            ("Abdallh", "abdullah"),
            ("Salah Eldeen", "salahaldin"),
            ("Abw Daher", "abudaher"),
            ("Abdul Rahman", "abdulrahman"),
            ("Abdel-Rahman", "abdulrahman"),
            ("Abd-el-Rahman", "abdulrahman"),
            ("Abdurrahman", "abdulrahman"),
            ("Abd Allah", "abdullah"),
            ("Abdallah", "abdullah"),
            ("Abdulla", "abdullah"),
            ("Abdelaziz", "abdulaziz"),
            ("Salah al-Din", "salahaldin"),
            ("Salah El Din", "salahaldin"),
            ("Salaheddine", "salahaldin"),
            ("Awad Allah", "awadallah"),
            ("Abu al-Najja", "abualnajja"),
            ("Abou Daher", "abudaher"),
            ("عبد الله", "عبدالله"),
            ("عبدالله", "عبدالله"),
            ("صلاح الدين", "صلاحالدين"),
            ("أبو صلاح", "ابوصلاح"),
            ("أبو عبد الرحمن", "ابوعبدالرحمن"),
            ("Maria-Elena", "maria-elena"),
            ("Al-Najjar", "al-najjar"),
            ("Claudine", "claudine"),
            ("O'Brien", "obrien"),
            ("Abed", "abed"),
            ("Abu Abd al-Rahman", "abuabdulrahman"),
            ("Abd Rabbo", "abdrabbo"),
        ] {
            assert_eq!(words(part), [joined], "{part}");
        }
        assert_eq!(words("Juan de la Cruz"), ["juan", "de-la-cruz"]);
        assert_eq!(words("Omar bin Khalid Al Najjar"), ["omar", "khalid", "al-najjar"]);
        assert_eq!(words("عمر بن خالد"), ["عمر", "خالد"]);
        assert_eq!(words("Sami Al-Abdel Najjar"), ["sami", "al-abdel", "najjar"]);
        assert_eq!(words("Al Smith"), ["al", "smith"]);
    }
}
