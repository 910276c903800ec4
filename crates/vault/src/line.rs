//! One entry of the log and its line of text: the one place that writes and reads the format.
//!
//! A line is canonical JSON ([`crate::canonical`]) of exactly these members:
//! `{"at":…,"by":…,"facts":{…},"kind":…,"n":…,"payload":…,"prev":…}`. A line is read by writing again what was
//! understood: if that does not give the same bytes, the line is refused, so that no change can hide in what JSON forgives.

use crate::canonical;
use crate::hash::Hash;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Longest line, in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// What is to become an entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// A short kebab-case word for what was done ("decision", "state").
    pub kind: String,
    /// Who did it, as the case names its investigators.
    pub by: String,
    /// When. Kept to the second, in UTC.
    pub at: Timestamp,
    /// A JSON object of ids, hashes and whole numbers. No personal data: this part can never be withheld. Texts in it
    /// are at most 256 bytes without whitespace.
    pub facts: Value,
    /// A JSON object of what the entry says in words and values; it can be withheld or destroyed without breaking the log.
    pub payload: Option<Value>,
}

/// One entry of the log, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number, from 0.
    pub n: u64,
    /// When, to the second, UTC.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What was done.
    pub kind: String,
    /// Ids, hashes and numbers.
    pub facts: Map<String, Value>,
    /// The salted hash of its payload, which is the payload's name.
    pub payload: Option<Hash>,
    /// Hash of the line before this one; [`Hash::ZERO`] in the first.
    pub prev: Hash,
    /// Hash of this line. Not in the line, of course.
    pub hash: Hash,
}

/// The line (without newline) of what a draft says, at its place in the log. The error names the part that is wrong.
pub fn write(
    draft: &Draft,
    n: u64,
    payload: Option<Hash>,
    prev: Hash,
) -> Result<String, (&'static str, String)> {
    check(draft)?;
    let facts = canonical::to_string(&draft.facts).map_err(|error| ("facts", error.to_string()))?;
    let line = assemble(draft.at, &draft.by, &facts, &draft.kind, n, payload, prev);
    if line.len() > MAX_LINE {
        return Err(("facts", format!("the line would be longer than {MAX_LINE} bytes")));
    }
    Ok(line)
}

/// Reads a line (without newline). The error says what is wrong with it.
pub fn read(line: &[u8]) -> Result<Entry, String> {
    if line.len() > MAX_LINE {
        return Err(format!("longer than {MAX_LINE} bytes"));
    }
    let mut members = match serde_json::from_slice(line) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err("no JSON object".into()),
        Err(error) => return Err(format!("no JSON at byte {}", error.column())),
    };
    let mut text = |name: &str| match members.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(format!("\"{name}\" is no text")),
    };
    let (at, by, kind, prev) = (text("at")?, text("by")?, text("kind")?, text("prev")?);
    let at: Timestamp = at.parse().map_err(|_| "\"at\" is no time")?;
    let prev: Hash = prev.parse().map_err(|_| "\"prev\" is no SHA-256")?;
    let n = members.remove("n").and_then(|n| n.as_u64()).ok_or("\"n\" is no number")?;
    let payload = match members.remove("payload") {
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.parse::<Hash>().map_err(|_| "\"payload\" is no SHA-256")?),
        _ => return Err("\"payload\" is neither null nor a text".into()),
    };
    let facts = members.remove("facts").filter(Value::is_object).ok_or("\"facts\" is no object")?;
    let written = canonical::to_string(&facts).map_err(|error| error.to_string())?;
    if assemble(at, &by, &written, &kind, n, payload, prev).as_bytes() != line {
        return Err("not in canonical form".into());
    }
    let Value::Object(facts) = facts else {
        return Err("\"facts\" is no object".into());
    };
    Ok(Entry { n, at, by, kind, facts, payload, prev, hash: Hash::of(line) })
}

/// The members in their order.
fn assemble(
    at: Timestamp,
    by: &str,
    facts: &str,
    kind: &str,
    n: u64,
    payload: Option<Hash>,
    prev: Hash,
) -> String {
    let at = Timestamp::from_second(at.as_second()).unwrap_or(at); // a whole second of a valid time is one
    let (by, kind) = (canonical::quoted(by), canonical::quoted(kind));
    let payload = payload.map_or("null".into(), |hash| format!("\"{hash}\""));
    format!(
        r#"{{"at":"{at}","by":{by},"facts":{facts},"kind":{kind},"n":{n},"payload":{payload},"prev":"{prev}"}}"#
    )
}

/// What is asked of a draft beyond being canonical. Not asked when reading: what stands in the log stands.
fn check(draft: &Draft) -> Result<(), (&'static str, String)> {
    let kind_ok = draft.kind.starts_with(|c: char| c.is_ascii_lowercase())
        && draft.kind.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
        && draft.kind.len() <= 40;
    if !kind_ok {
        return Err(("kind", "expected a short kebab-case word".into()));
    }
    if draft.by.trim().is_empty() || draft.by.len() > 256 || draft.by.contains(char::is_control) {
        return Err(("by", "expected a name of 1 to 256 bytes on one line".into()));
    }
    if !draft.facts.is_object() {
        return Err(("facts", "expected a JSON object".into()));
    }
    if canonical::to_string(&draft.facts).is_ok() && !only_ids(&draft.facts) {
        return Err(("facts", "only ids, hashes and numbers; words and names belong in the payload".into()));
    }
    Ok(())
}

/// Whether every text is short and without whitespace: sentences and full names are caught, ids and hashes pass.
fn only_ids(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.len() <= 256 && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        }
        Value::Array(values) => values.iter().all(only_ids),
        Value::Object(members) => members.values().all(only_ids),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft() -> Draft {
        Draft {
            kind: "decision".into(),
            by: "سلمى N.".into(),
            at: "2031-04-05T06:07:08.9Z".parse().unwrap(),
            facts: json!({"b": 2, "a": ["p-3f.0.1", null]}),
            payload: None,
        }
    }

    const LINE: &str = concat!(
        r#"{"at":"2031-04-05T06:07:08Z","by":"سلمى N.","facts":{"a":["p-3f.0.1",null],"b":2},"kind":"decision","n":7,"#,
        r#""payload":null,"prev":"0000000000000000000000000000000000000000000000000000000000000000"}"#
    );

    #[test]
    fn writes_one_form() {
        assert_eq!(write(&draft(), 7, None, Hash::ZERO).unwrap(), LINE);
    }

    #[test]
    fn reads_what_it_writes() {
        let entry = read(LINE.as_bytes()).unwrap();
        assert_eq!((entry.n, entry.by.as_str(), entry.kind.as_str()), (7, "سلمى N.", "decision"));
        assert_eq!(entry.at.to_string(), "2031-04-05T06:07:08Z");
        assert_eq!(Value::Object(entry.facts), draft().facts);
        assert_eq!((entry.payload, entry.prev, entry.hash), (None, Hash::ZERO, Hash::of(LINE.as_bytes())));
        let with_payload = write(&draft(), 7, Some(Hash::of(b"x")), Hash::of(b"y")).unwrap();
        let entry = read(with_payload.as_bytes()).unwrap();
        assert_eq!((entry.payload, entry.prev), (Some(Hash::of(b"x")), Hash::of(b"y")));
    }

    #[test]
    fn refuses_every_other_spelling() {
        let changes = [
            (r#","by""#, r#", "by""#),
            ("08Z", "08+00:00"),
            ("08Z", "08.0Z"),
            ("T", "t"),
            (r#""n":7"#, r#""n":7,"n":7"#),
            (r#""n":7"#, r#""n":7.0"#),
            (r#""n":7"#, r#""extra":1,"n":7"#),
            (r#""n":7,"#, ""),
            (r#""b":2"#, r#""b":2e0"#),
            (r#""b":2"#, r#""b":2,"b":2"#),
            ("decision", r"decisio\u006e"),
            ("null,\"prev", "\"ab\",\"prev"),
            ("}", "} "),
        ];
        for (from, to) in changes {
            let changed = LINE.replacen(from, to, 1);
            assert_ne!(changed, LINE, "{from}");
            assert!(read(changed.as_bytes()).is_err(), "{changed}");
        }
        for wrong in ["", "[]", "null", "{}", "{\"at\":", "\u{feff}{}"] {
            assert!(read(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(read(&[0xff]).is_err());
        assert!(read("[".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn refuses_drafts_that_could_not_stand() {
        let refused = |change: fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            write(&draft, 0, None, Hash::ZERO).map_err(|(field, _)| field)
        };
        assert_eq!(refused(|d| d.kind = "Two Words".into()), Err("kind"));
        assert_eq!(refused(|d| d.kind.clear()), Err("kind"));
        assert_eq!(refused(|d| d.by = " ".into()), Err("by"));
        assert_eq!(refused(|d| d.by = "a\nb".into()), Err("by"));
        assert_eq!(refused(|d| d.facts = json!([1])), Err("facts"));
        assert_eq!(refused(|d| d.facts = json!({"score": 0.5})), Err("facts"));
        assert_eq!(refused(|d| d.facts = json!({"note": "seen at the gate"})), Err("facts"));
        assert_eq!(refused(|d| d.facts = json!({"ids": vec!["x".repeat(200); 6000]})), Err("facts"));
        assert!(refused(|d| d.facts = json!({"media_type": "text/csv", "source": "مصدر_1"})).is_ok());
    }
}
