//! From a written name to its tokens.

use crate::name::{Name, Role, Token};
use crate::normalise::{fold, readable};
use crate::other::given_after_family;
use crate::phrases::{
    has_letter, holds_no_name, is_abbreviated_title, is_address, is_son_of, is_title, suffix,
};
use crate::repair::mend;
use crate::words::{Joined, join};
use std::borrow::Cow;

const MOST_TOKENS: usize = 24;

impl Name {
    /// Parses a name written in full: `Given Middle Family Jr.`, `Family, Given Middle`, `FAMILY Given`, or Arabic
    /// (given, father, grandfather, family). Titles go; words in quotes or brackets, and a leading Abu or Umm, become
    /// nicknames. Of a very long text the
    /// beginning is read. `None` if the text holds no name: empty, digits, "name withheld", or "son of ...".
    pub fn parse(raw: &str) -> Option<Name> {
        let whole = raw;
        let raw = readable(raw);
        let text = mend(fold(&with_comma(raw)), raw);
        if holds_no_name(&text) || is_son_of(&text) {
            return None;
        }
        let mut found = Found::default();
        let rest = found.take_nicknames(&text);
        let mut parts: Vec<&str> = rest.split(',').map(str::trim).filter(|p| has_letter(p)).collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| part.split_whitespace().all(is_title)) {
            parts.pop();
        }
        while parts.len() > 1
            && parts.last().is_some_and(|p| p.split_whitespace().all(|w| suffix(w).is_some()))
        {
            parts.pop().into_iter().flat_map(str::split_whitespace).for_each(|w| found.add_suffix(w));
        }
        match parts.as_slice() {
            [] => {}
            [natural] => found.add_in_order(natural),
            [family, given @ ..] => {
                found.add(family, Role::Family);
                given.iter().for_each(|part| found.add_given(part));
            }
        }
        found.into_name(whole)
    }
}

/// What was found of a name so far.
#[derive(Default)]
pub(crate) struct Found {
    words: Vec<(Role, String)>,
    suffix: Option<&'static str>,
    /// A family name before marriage, which stands after the present one.
    pub born: Option<String>,
}

impl Found {
    /// The name, unless nothing was found; a nickname alone does for one.
    pub fn into_name(mut self, raw: &str) -> Option<Name> {
        if let Some(born) = self.born.take() {
            self.add(&born, Role::Family);
        }
        if self.words.is_empty() {
            return None;
        }
        self.words.extend(self.suffix.map(|suffix| (Role::Suffix, suffix.to_owned())));
        let place = |role: Role| match role {
            Role::Given => 0,
            Role::Middle => 1,
            Role::Family => 2,
            Role::Nickname => 3,
            Role::Suffix => 4,
        };
        if !self.words.is_sorted_by_key(|(role, _)| place(*role)) {
            self.words.sort_by_key(|(role, _)| place(*role));
        }
        let mut tokens: Vec<Token> = Vec::with_capacity(self.words.len());
        for words in self.words.chunk_by_mut(|a, b| a.0 == b.0) {
            let first = words.iter_mut().take(MOST_TOKENS);
            tokens.extend(first.map(|(role, text)| Token::new(std::mem::take(text), *role)));
        }
        Some(Name { raw: raw.to_owned(), tokens })
    }

    fn push(&mut self, role: Role, text: String) {
        self.words.push((role, text));
    }

    fn has(&self, role: Role) -> bool {
        self.words.iter().any(|word| word.0 == role)
    }

    /// Adds all words of a part with one role, but for titles and suffixes.
    pub fn add(&mut self, part: &str, role: Role) {
        let words = self.words(part, role == Role::Family);
        self.words.extend(words.into_iter().map(|word| (role, word.text)));
    }

    /// Adds given names: the first as such, the others as middle names.
    pub fn add_given(&mut self, part: &str) {
        let words = self.words(part, false);
        self.add_words(words);
    }

    fn add_words(&mut self, words: Vec<Joined>) {
        let alone = words.len() == 1;
        for (i, word) in words.into_iter().enumerate() {
            let named = self.has(Role::Given);
            let role = if i == 0 && word.kunya && (!alone || !named) {
                Role::Nickname
            } else if named {
                Role::Middle
            } else {
                Role::Given
            };
            self.push(role, word.text);
        }
    }

    fn add_in_order(&mut self, part: &str) {
        let mut words = self.words(part, false);
        if let [word] = words.as_slice()
            && let Some(at) = given_after_family(&word.text)
        {
            let (family, given) = word.text.split_at(at);
            self.push(Role::Family, family.to_owned());
            self.push(Role::Given, given.to_owned());
            return;
        }
        let kunya = words.first().is_some_and(|w| w.kunya);
        if (words.len() > 1 + usize::from(kunya) || words.len() > 1 && words.last().is_some_and(|w| w.kunya))
            && let Some(last) = words.pop()
        {
            self.push(Role::Family, last.text);
        }
        self.add_words(words);
    }

    /// The joined words of a part without its titles (at the beginning) and suffixes (at the end).
    fn words(&mut self, part: &str, family: bool) -> Vec<Joined> {
        let mut rest = part.trim();
        while let Some((head, last)) = rest.rsplit_once(' ')
            && suffix(last).is_some()
        {
            self.add_suffix(last);
            rest = head.trim_end();
        }
        let mut words = join(rest, family);
        while words.len() > 1 && words.first().is_some_and(|w| is_before_name(&w.text, words.len(), family)) {
            words.remove(0);
        }
        words
    }

    fn add_suffix(&mut self, word: &str) {
        if let Some(canonical) = suffix(word).filter(|s| !s.is_empty()) {
            self.suffix = Some(canonical);
        }
    }
}

/// Whether the first of some words is no part of the name.
fn is_before_name(word: &str, words: usize, family: bool) -> bool {
    if family { is_address(word) } else { is_title(word) || words > 2 && is_abbreviated_title(word) }
}

/// `FAMILY Given` as `FAMILY, Given`: leading words in capitals before words that are not.
fn with_comma(raw: &str) -> Cow<'_, str> {
    if raw.contains(',') || !raw.as_bytes().first().is_some_and(u8::is_ascii_uppercase) {
        return Cow::Borrowed(raw);
    }
    let capitals =
        |w: &str| !w.chars().any(char::is_lowercase) && w.chars().filter(|c| c.is_uppercase()).count() > 2;
    let mut end = 0;
    for word in raw.split(' ') {
        if !capitals(word) {
            break;
        }
        end += word.len() + 1;
    }
    let (family, given) = (raw.get(..end).unwrap_or(""), raw.get(end..).unwrap_or(""));
    let named =
        given.split_whitespace().next().is_some_and(|w| w.chars().filter(|c| c.is_lowercase()).count() > 0);
    if end == 0 || !named || suffix(&given.to_lowercase().replace('.', "")).is_some() {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(format!("{}, {given}", family.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(raw: &str) -> String {
        let letter = |r: Role| match r {
            Role::Given => 'g',
            Role::Middle => 'm',
            Role::Family => 'f',
            Role::Suffix => 's',
            Role::Nickname => 'n',
        };
        let name = Name::parse(raw);
        let tokens = name.iter().flat_map(|n| &n.tokens);
        tokens.map(|t| format!("{}:{}", letter(t.role), t.text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_as_they_are_written() {
        for (raw, tokens) in [
            ("John Robert Smith Jr.", "g:john m:robert f:smith s:jr"),
            ("SMITH, John R.", "g:john m:r f:smith"),
            ("Smith, John, Jr.", "g:john f:smith s:jr"),
            ("John Smith, III", "g:john f:smith s:iii"),
            ("DUPONT Jean Paul", "g:jean m:paul f:dupont"),
            ("JOHN SMITH", "g:john f:smith"),
            ("Mr. John \"Bob\" Smith", "g:john f:smith n:bob"),
            ("John 'Bob' O'Neill", "g:john f:oneill n:bob"),
            ("Khalid Omar (Abu Ali)", "g:khalid f:omar n:abuali"),
            ("Garcia Lopez, Maria", "g:maria f:garcia f:lopez"),
            ("Cher", "g:cher"),
            ("الشهيد محمد خالد عمر النجار", "g:محمد m:خالد m:عمر f:النجار"),
            ("أبو علي حسن النجار", "g:حسن f:النجار n:ابوعلي"),
            ("محمد خالد ابو صلاح", "g:محمد m:خالد f:ابوصلاح"),
            ("Sheikh Omar Abd al-Rahman Abu Daher", "g:omar m:abdulrahman f:abudaher"),
            ("أبو علي", "n:ابوعلي"),
            ("Abu Ali Abu Daher", "f:abudaher n:abuali"),
            ("المرحوم", "g:المرحوم"),
            ("John Smith 34", "g:john f:smith"),
            ("Smith, John, Dr.", "g:john f:smith"),
            ("Dr. Smith, John", "g:john f:smith"),
            ("The martyr Dr. Khalid Omar", "g:khalid f:omar"),
            ("الشهيدة الطفلة فاطمة خالد عمر", "g:فاطمه m:خالد f:عمر"),
            ("أ.د. محمد خالد", "g:محمد f:خالد"),
            ("م. خالد", "g:م f:خالد"),
            ("الطفل/ عمر خالد", "g:عمر f:خالد"),
            ("محمد ابن خالد آل النجار", "g:محمد m:خالد f:النجار"),
            ("محمد خالد آل نجار", "g:محمد m:خالد f:النجار"),
            ("محمد عبدا لرحمن خالد", "g:محمد m:عبدالرحمن f:خالد"),
            ("محمد عبد ال رحمن خالد", "g:محمد m:عبدالرحمن f:خالد"),
            ("عبدا لله خالد", "g:عبدالله f:خالد"),
            ("کریم حسینی", "g:كريم f:حسيني"),
            ("محمد 123 خالد؟", "g:محمد f:خالد"),
        ] {
            assert_eq!(shown(raw), tokens, "{raw}");
        }
    }

    #[test]
    fn what_is_no_name() {
        for raw in [
            "",
            "  ",
            "123",
            "Name withheld",
            "Unknown",
            "unidentified man",
            "مجهول الهوية",
            "Son of Omar",
            "?",
            "زوجة عمر",
            "ابن محمد خالد",
            "عائلة النجار",
            "شهيد مجهول",
            "Martyr, unidentified",
            "غير معروف",
            "n/a",
        ] {
            assert!(Name::parse(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn a_cell_of_megabytes_costs_no_more_than_its_copy() {
        for word in ["محمد ", "محمدعلي", "ي ", "aka ", "' ", "abu ", "nee b ", "ab,"] {
            let raw = word.repeat(2_000_000);
            let name = Name::parse(&raw).unwrap_or_else(|| Name { raw: raw.clone(), tokens: vec![] });
            assert!(name.raw == raw && name.tokens.iter().all(|t| t.text.len() < 4096), "{word}");
        }
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            "[b-z][aeiou][a-z]{2,8}",
            "[بتجحدرسشفقكمن]{3,6}",
            "(al|el|abdul|abu|van|bin)[- ][bdfgkmrs][a-z]{3,6}"
        ]
    }

    proptest! {
        #[test]
        fn normalised_names_stay_as_they_are(words in proptest::collection::vec(word(), 2..5)) {
            let texts = |raw: &str| -> Vec<(Role, String)> {
                let name = Name::parse(raw);
                name.into_iter().flat_map(|n| n.tokens).map(|t| (t.role, t.text)).collect()
            };
            let once = texts(&words.join(" "));
            // A nickname moves behind the name; it cannot be told there.
            if once.iter().any(|t| t.0 == Role::Nickname) {
                return Ok(());
            }
            let written = once.iter().map(|t| t.1.as_str()).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(texts(&written), once);
        }
    }
}
