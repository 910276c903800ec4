//! Names whose parts come in columns of their own.

use crate::edit::LONGEST;
use crate::name::{Name, Role, Token};
use crate::normalise::{fold, readable};
use crate::parse::Found;
use crate::phrases::holds_no_name;
use crate::repair::mend;
use std::borrow::Cow;

/// The parts of a name as a list gives them; what it does not give is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The whole name; used when neither `given` nor `family` says anything.
    pub full: Option<&'a str>,
    /// Given name or names.
    pub given: Option<&'a str>,
    /// The father's given name.
    pub father: Option<&'a str>,
    /// The grandfather's given name.
    pub grandfather: Option<&'a str>,
    /// Family name or names.
    pub family: Option<&'a str>,
    /// An alias, nickname or kunya.
    pub other: Option<&'a str>,
}

impl Name {
    /// Builds a name from its parts: father and grandfather become middle names, in this order, and `other` a nickname.
    /// Without given and family name `full` is parsed. `None` if nothing names the person.
    pub fn from_parts(parts: &Parts) -> Option<Name> {
        if let Some(name) = plain(parts) {
            return Some(name);
        }
        let folded = |part: Option<&str>| {
            part.map(readable).map(|raw| mend(fold(raw), raw)).filter(|text| !holds_no_name(text))
        };
        let (given, family) = (folded(parts.given), folded(parts.family));
        let other = folded(parts.other);
        if given.is_none() && family.is_none() {
            let mut name = parts.full.and_then(Name::parse);
            if let (Some(name), Some(other)) = (&mut name, &other) {
                let mut found = Found::default();
                found.add(other, Role::Nickname);
                name.tokens.extend(found.into_name("").into_iter().flat_map(|n| n.tokens));
            }
            return name.or_else(|| parts.other.and_then(Name::parse));
        }
        let mut found = Found::default();
        if let Some(text) = &given {
            let rest = found.take_nicknames(text);
            found.add_given(&without_commas(&rest));
        }
        for text in [folded(parts.father), folded(parts.grandfather)].into_iter().flatten() {
            let rest = found.take_nicknames(&text);
            found.add(&without_commas(&rest), Role::Middle);
        }
        if let Some(text) = &family {
            let rest = found.take_nicknames(text);
            found.add(&without_commas(&rest), Role::Family);
        }
        if let Some(text) = &other {
            found.add(&text.replace(['(', ')', '"', ','], " "), Role::Nickname);
        }
        found.into_name(&written(parts))
    }
}

fn without_commas(text: &str) -> Cow<'_, str> {
    if text.contains(',') { Cow::Owned(text.replace(',', " ")) } else { Cow::Borrowed(text) }
}

/// The name as it was given, in one text.
fn written<'a>(parts: &Parts<'a>) -> Cow<'a, str> {
    if let Some(full) = parts.full {
        return Cow::Borrowed(full);
    }
    let mut all = [parts.given, parts.father, parts.grandfather, parts.family].into_iter().flatten();
    let first = all.next().unwrap_or("");
    all.fold(Cow::Borrowed(first), |text, part| text + " " + part)
}

/// A given and a family name of one plain word each, or one of them alone: most cells of most lists. `None` for all else.
fn plain(parts: &Parts) -> Option<Name> {
    let others = [parts.father, parts.grandfather, parts.other];
    if others.iter().any(Option::is_some) || parts.given.is_none() && parts.family.is_none() {
        return None;
    }
    let parted = usize::from(parts.given.is_some()) + usize::from(parts.family.is_some());
    let mut tokens = Vec::with_capacity(parted);
    for (part, role) in [(parts.given, Role::Given), (parts.family, Role::Family)] {
        if let Some(part) = part {
            tokens.push(Token::new(plain_word(part)?, role));
        }
    }
    Some(Name { raw: written(parts).into_owned(), tokens })
}

/// A word of Latin letters that stands for itself: no compound, no filler for a missing name.
fn plain_word(cell: &str) -> Option<String> {
    let word = cell.trim_matches(' ');
    let bytes = word.as_bytes();
    if bytes.is_empty() || bytes.len() > LONGEST || !bytes.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let text = word.to_ascii_lowercase();
    // Abd and Abu, Salahuddin; then "none" and "unknown".
    let compound = matches!(
        text.as_bytes(),
        [b'a', b'b', ..]
            | [.., b'd', b'i', b'n']
            | [.., b'd', b'i', b'n', b'e']
            | [.., b'd', b'e', b'e', b'n']
            | [.., b'd', b'e', b'e', b'n', b'e']
    );
    let filler = matches!(text.as_bytes(), [b'a' | b'n' | b't' | b'u' | b'w', ..]) && holds_no_name(&text);
    (!compound && !filler).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &Parts) -> Vec<(Role, String)> {
        Name::from_parts(parts).into_iter().flat_map(|n| n.tokens).map(|t| (t.role, t.text)).collect()
    }

    #[test]
    fn father_and_grandfather_are_middle_names() {
        let parts = Parts {
            given: Some("أحمد"),
            father: Some("عبد الله"),
            grandfather: Some("عمر"),
            family: Some("أبو صلاح"),
            other: Some("أبو علي"),
            full: None,
        };
        let expected = [
            (Role::Given, "احمد"),
            (Role::Middle, "عبدالله"),
            (Role::Middle, "عمر"),
            (Role::Family, "ابوصلاح"),
            (Role::Nickname, "ابوعلي"),
        ];
        assert_eq!(shown(&parts), expected.map(|(r, t)| (r, t.to_owned())));
    }

    #[test]
    fn a_plain_word_is_what_it_would_be_among_others() {
        let long = "a".repeat(90);
        for word in [
            "khalid",
            "Nasreddine",
            "abed",
            "none",
            "UNKNOWN",
            "Tbd",
            "withheld",
            " anonymous",
            "jr",
            "al",
            &long,
        ] {
            let quick = shown(&Parts { given: Some(word), ..Parts::default() });
            let slow = shown(&Parts { given: Some(word), father: Some(""), ..Parts::default() });
            assert_eq!(quick, slow, "{word}");
        }
    }

    #[test]
    fn full_serves_when_nothing_else_does() {
        let full = Parts { full: Some("Smith, John"), ..Parts::default() };
        assert_eq!(shown(&full), [(Role::Given, "john".to_owned()), (Role::Family, "smith".to_owned())]);
        let both = Parts {
            given: Some("John (Jack)"),
            family: Some("Smith Jr."),
            full: Some("J S"),
            ..Parts::default()
        };
        let texts: Vec<String> = shown(&both).into_iter().map(|t| t.1).collect();
        assert_eq!(texts, ["john", "smith", "jack", "jr"]);
        assert!(Name::from_parts(&Parts { given: Some("Unknown"), ..Parts::default() }).is_none());
    }
}
