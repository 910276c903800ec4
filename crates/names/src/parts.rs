//! Names whose parts come in columns of their own.

use crate::name::{Name, Role};
use crate::normalise::fold;
use crate::parse::{Found, holds_no_name};

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
        let folded = |part: Option<&str>| part.map(fold).filter(|text| !holds_no_name(text));
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
            found.add_given(&rest.replace(',', " "));
        }
        for text in [folded(parts.father), folded(parts.grandfather)].into_iter().flatten() {
            let rest = found.take_nicknames(&text);
            found.add(&rest.replace(',', " "), Role::Middle);
        }
        if let Some(text) = &family {
            let rest = found.take_nicknames(text);
            found.add(&rest.replace(',', " "), Role::Family);
        }
        if let Some(text) = &other {
            found.add(&text.replace(['(', ')', '"', ','], " "), Role::Nickname);
        }
        let raw = parts.full.map(str::to_owned).unwrap_or_else(|| {
            let all = [parts.given, parts.father, parts.grandfather, parts.family];
            all.into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        found.into_name(&raw)
    }
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
