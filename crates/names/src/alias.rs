//! Other names of a person, given beside the name: in brackets or quotes, or after words that say so.

use crate::name::Role;
use crate::parse::Found;
use crate::phrases::has_letter;
use std::borrow::Cow;

/// Words after which another name stands.
const MARKERS: [&[&str]; 8] = [
    &["aka"],
    &["a", "k", "a"],
    &["alias"],
    &["also", "known", "as"],
    &["known", "as"],
    &["nicknamed"],
    &["nom", "de", "guerre"],
    &["dit"],
];
/// Words after which a woman's family name before her marriage stands.
const BORN: [&str; 3] = ["born", "nee", "ne"];
/// The same in Arabic, where the next word begins with the preposition ب.
const KNOWN_BY: [&str; 8] =
    ["المعروف", "المعروفه", "الشهير", "الشهيره", "والمعروف", "والشهير", "يعرف", "عرف"];
/// The same where the preposition may be left out.
const CALLED: [&str; 10] =
    ["الملقب", "الملقبه", "المكنى", "المكني", "المكناه", "والملقب", "والمكنى", "يكنى", "وشهرته", "شهرته"];

impl Found {
    /// Takes the words in quotes or brackets, and those after "aka" and its like; returns the rest.
    pub fn take_nicknames<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let text = self.take_marked(text);
        if !text.bytes().any(|b| matches!(b, b'"' | b'(' | b'\'' | b')')) {
            return text;
        }
        let turned = turned_brackets(&text);
        let text = turned.as_deref().unwrap_or(&text);
        let (mut rest, mut inside) = (String::with_capacity(text.len()), String::new());
        let mut open = None;
        let mut nicknames = Vec::new();
        for (i, c) in text.char_indices() {
            match (c, open) {
                ('"' | '(', None) => open = Some(if c == '(' { ')' } else { c }),
                ('\'', None) if opens_quote(text, i) => open = Some('\''),
                (c, Some(end)) if c == end => {
                    nicknames.push(std::mem::take(&mut inside));
                    rest.push(' ');
                    open = None;
                }
                ('"' | '(' | ')', _) => rest.push(' '),
                (c, Some(_)) => inside.push(c),
                (c, None) => rest.push(c),
            }
        }
        // What was never closed is no nickname.
        rest.push(' ');
        rest.push_str(&inside);
        if !has_letter(&rest) {
            return Cow::Owned(nicknames.join(" "));
        }
        for nickname in &nicknames {
            let other = self.take_marked(nickname.trim());
            self.add(&other, Role::Nickname);
        }
        Cow::Owned(rest)
    }

    /// Takes what follows a marker, up to the next comma.
    fn take_marked<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let Some((from, at, role)) = marked(text) else { return Cow::Borrowed(text) };
        let (before, after) = (text.get(..from).unwrap_or(""), text.get(at..).unwrap_or(""));
        let (alias, rest) = after.split_once([',', '(', ')', '"']).unwrap_or((after, ""));
        let alias = alias.trim_start();
        let alias = without_by(alias);
        if has_letter(before) {
            match role {
                Role::Family => self.born = Some(alias.to_owned()),
                role => self.add(alias, role),
            }
            Cow::Owned(format!("{before} {rest}"))
        } else {
            Cow::Owned(format!("{before} {alias} {rest}"))
        }
    }
}

/// Where a marker begins, where it ends, and what stands after it.
fn marked(text: &str) -> Option<(usize, usize, Role)> {
    let mut at = 0;
    for (n, word) in text.split(BETWEEN).enumerate() {
        let from = at;
        at += word.len() + 1;
        if !may_mark(word) {
            continue;
        }
        let following = || text.get(from..).unwrap_or("").split(BETWEEN);
        let is_next = |marker: &&&[&str]| marker.iter().copied().eq(following().take(marker.len()));
        if let Some(marker) = MARKERS.iter().find(is_next) {
            let length: usize = marker.iter().map(|word| word.len() + 1).sum();
            return Some((from, from + length - 1, Role::Nickname));
        }
        let end = from + word.len();
        let next = following().nth(1).unwrap_or("");
        if BORN.contains(&word) && n > 0 && !next.is_empty() {
            return Some((from, end, Role::Family));
        }
        if KNOWN_BY.contains(&word) && next.starts_with('ب') || CALLED.contains(&word) && !next.is_empty() {
            return Some((from, end, Role::Nickname));
        }
    }
    None
}

/// What parts words.
const BETWEEN: [char; 5] = [' ', ',', '(', ')', '"'];

/// Whether a marker may begin with this word, by its first letter and its length.
fn may_mark(word: &str) -> bool {
    match word.as_bytes() {
        [b'a', ..] => matches!(word.len(), 1 | 3 | 4 | 5),
        [b'b' | b'd' | b'k' | b'n', ..] => matches!(word.len(), 2..=9),
        // ا, ش, ع; و, ي.
        [0xd8, 0xa7, 0xd9, 0x84, ..] | [0xd8, 0xb4 | 0xb9, ..] | [0xd9, 0x88 | 0x8a, ..] => word.len() > 5,
        _ => false,
    }
}

/// The alias without the preposition ب, which stands alone or is written with its first word.
fn without_by(alias: &str) -> &str {
    if let Some(rest) = alias.strip_prefix("ب ") {
        return rest;
    }
    match alias.strip_prefix('ب') {
        Some(rest) if rest.chars().nth(2).is_some() && !crate::lexicon::is_name(first(alias)) => rest,
        Some(rest) if crate::lexicon::is_name(first(rest)) => rest,
        _ => alias,
    }
}

fn first(text: &str) -> &str {
    text.split(' ').next().unwrap_or("")
}

/// Brackets that face outwards, as writing from right to left may leave them: turned round.
fn turned_brackets(text: &str) -> Option<String> {
    let (open, close) = (text.find('('), text.find(')'));
    let outward = close.is_some_and(|close| open.is_some_and(|open| close < open));
    outward.then(|| {
        let turn = |c| match c {
            '(' => ')',
            ')' => '(',
            c => c,
        };
        text.chars().map(turn).collect()
    })
}

/// Whether the apostrophe at `at` opens a quoted word: it begins a word whose end another one closes.
fn opens_quote(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    if !before.is_empty() && !before.ends_with(' ') {
        return false;
    }
    let word = text.get(at + 1..).unwrap_or("").split(' ').next().unwrap_or("");
    word.len() > 2 && word.ends_with('\'')
}

#[cfg(test)]
mod tests {
    use crate::{Name, Role};

    #[test]
    fn other_names() {
        for (raw, name, others) in [
            ("Khalid Omar (Abu Ali)", "khalid omar", "abuali"),
            ("Khalid Omar a.k.a. Abu Ali", "khalid omar", "abuali"),
            ("Khalid Omar, also known as Abu Ali", "khalid omar", "abuali"),
            ("Khalid Omar (known as Lulu)", "khalid omar", "lulu"),
            ("Khalid alias Lulu", "khalid", "lulu"),
            ("Mary Smith née Jones", "mary smith jones", ""),
            ("خالد عمر المعروف بأبي علي", "خالد عمر", "ابوعلي"),
            ("خالد عمر المعروف ب أبو علي", "خالد عمر", "ابوعلي"),
            ("خالد عمر (المعروف بـ \"أبو علي\")", "خالد عمر", "ابوعلي"),
            ("خالد عمر الملقب بلال", "خالد عمر", "بلال"),
            ("خالد عمر الملقب بالنمر", "خالد عمر", "النمر"),
            ("خالد عمر )النمر(", "خالد عمر", "النمر"),
            ("خالد عمر المعروف", "خالد عمر المعروف", ""),
            ("Alia Khalid", "alia khalid", ""),
        ] {
            let name_of = |nickname: bool| {
                let name = Name::parse(raw);
                let tokens = name.iter().flat_map(|n| &n.tokens);
                let texts =
                    tokens.filter(|t| (t.role == Role::Nickname) == nickname).map(|t| t.text.as_str());
                texts.collect::<Vec<_>>().join(" ")
            };
            assert_eq!((name_of(false).as_str(), name_of(true).as_str()), (name, others), "{raw}");
        }
    }
}
