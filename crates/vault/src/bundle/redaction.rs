//! What a bundle withholds: rules that a person writes, and the list that the bundle then carries.

use crate::hash::Hash;
use crate::line::Entry;
use crate::log::SEAL;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::str::FromStr;

/// Rules of what to withhold, one a line; the first that fits counts. Text after the second word is the reason, which the
/// bundle states.
///
/// ```text
/// object 3f9a… names a witness      the bytes of an item
/// payload 17   names a witness      what log entry 17 says in words
/// kind decision                     what entries of a kind say in words
/// media-type image/* faces          the bytes of items of a media type
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    rules: Vec<(Target, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Object(Hash),
    Payload(u64),
    Kind(String),
    MediaType(String),
}

/// A line that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: not a rule; expected object SHA-256, payload ENTRY, kind KIND or media-type TYPE, then a reason"
)]
pub struct NotARule {
    /// The line, from 1.
    pub line: usize,
}

impl FromStr for Redaction {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Redaction, NotARule> {
        let mut rules = Vec::new();
        for (i, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            rules.push(rule(line).ok_or(NotARule { line: i + 1 })?);
        }
        Ok(Redaction { rules })
    }
}

impl Redaction {
    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

fn rule(line: &str) -> Option<(Target, String)> {
    let (what, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (value, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let target = match what {
        "object" => Target::Object(value.parse().ok()?),
        "payload" => Target::Payload(value.parse().ok()?),
        "kind" => Target::Kind(value.to_owned()),
        "media-type" if value.contains('/') => Target::MediaType(value.to_owned()),
        _ => return None,
    };
    Some((target, reason.trim().to_owned()))
}

impl Redaction {
    /// Why the bytes of the item that an entry seals are withheld; `None`: they are not.
    pub(crate) fn of_object(&self, item: Hash, media_type: &str) -> Option<&str> {
        self.first(|target| match target {
            Target::Object(hash) => *hash == item,
            Target::MediaType(of) => match of.strip_suffix('*') {
                Some(beginning) => media_type.starts_with(beginning),
                None => of == media_type,
            },
            _ => false,
        })
    }

    /// Why the payload of an entry is withheld. One that names an item whose bytes are withheld is too: it holds the name
    /// of the file.
    pub(crate) fn of_payload(&self, entry: &Entry) -> Option<&str> {
        let own = self.first(|target| match target {
            Target::Payload(n) => *n == entry.n,
            Target::Kind(kind) => *kind == entry.kind,
            _ => false,
        });
        let fact = |name: &str| entry.facts.get(name)?.as_str();
        own.or_else(|| {
            let item = fact("item").filter(|_| entry.kind == SEAL)?.parse().ok()?;
            self.of_object(item, fact("media_type").unwrap_or_default())
        })
    }

    fn first(&self, fits: impl Fn(&Target) -> bool) -> Option<&str> {
        self.rules.iter().find(|(target, _)| fits(target)).map(|(_, reason)| reason.as_str())
    }
}

/// The list of what is withheld: each with the entry that names it, and the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Items, by their SHA-256.
    pub objects: BTreeMap<Hash, (u64, String)>,
    /// Payloads, by their names.
    pub payloads: BTreeMap<Hash, (u64, String)>,
}

const HEAD: &str = "kind,id,entry,reason\n";

impl Withheld {
    /// The list as CSV (RFC 4180, with newlines alone).
    pub fn to_csv(&self) -> String {
        let mut text = HEAD.to_owned();
        for (kind, list) in [("object", &self.objects), ("payload", &self.payloads)] {
            for (id, (entry, reason)) in list {
                let _ = writeln!(text, "{kind},{id},{entry},\"{}\"", reason.replace('"', "\"\"")); // to a String
            }
        }
        text
    }

    /// Reads what [`Withheld::to_csv`] wrote; `None` for anything else.
    pub fn read(text: &str) -> Option<Withheld> {
        let mut withheld = Withheld::default();
        for line in text.strip_prefix(HEAD)?.lines() {
            let mut parts = line.splitn(4, ',');
            let (kind, id, entry) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let reason = parts.next()?.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\"");
            match kind {
                "object" => withheld.objects.insert(id, (entry, reason)),
                "payload" => withheld.payloads.insert(id, (entry, reason)),
                _ => return None,
            };
        }
        (withheld.to_csv() == text).then_some(withheld)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rules_and_names_the_line_that_is_none() {
        let id = Hash::of(b"a");
        let text = format!(
            "# what the court asked for\nobject {id} a \"witness\", named\n\nkind decision\nmedia-type image/* faces\n"
        );
        let rules: Redaction = text.parse().unwrap();
        assert_eq!(rules.of_object(id, "text/csv"), Some("a \"witness\", named"));
        assert_eq!(rules.of_object(Hash::ZERO, "image/png"), Some("faces"));
        assert_eq!(rules.of_object(Hash::ZERO, "text/csv"), None);
        for wrong in ["object 3f", "payload x", "kind", "nothing at all", "media-type image"] {
            assert_eq!(format!("\n{wrong}").parse::<Redaction>(), Err(NotARule { line: 2 }), "{wrong}");
        }
    }

    #[test]
    fn the_list_is_read_in_its_one_form() {
        let mut withheld = Withheld::default();
        withheld.objects.insert(Hash::ZERO, (3, "a \"witness\", named".into()));
        withheld.payloads.insert(Hash::of(b"x"), (4, String::new()));
        let text = withheld.to_csv();
        assert_eq!(Withheld::read(&text), Some(withheld));
        for wrong in [text.trim_end(), &text.replace("object", "item"), &text.replace(",3,", ",03,"), ""] {
            assert_eq!(Withheld::read(wrong), None);
        }
    }
}
