//! One way to write a JSON value, so that equal values have equal bytes and equal hashes.
//!
//! The form is that of RFC 8785 (JSON Canonicalization Scheme) for what we allow: no whitespace, members sorted by
//! name (by code point), strings with the shortest escapes, integers in decimal. Numbers with a fraction are refused,
//! and integers beyond ±(2^53 - 1) too: other programs do not agree on how to read them (RFC 7493, section 2.2).

use serde_json::Value;
use std::fmt::Write;

/// Largest integer that every JSON reader takes for the same number: 2^53 - 1.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Lists and objects nest at most this deep: well within what the reader accepts.
pub const MAX_DEPTH: usize = 64;

/// Why a value has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// A number with a fraction or an exponent, or one too large.
    #[error("a number is no integer within ±(2^53 - 1): write it as text")]
    Number,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("lists and objects are nested deeper than {MAX_DEPTH} levels")]
    Depth,
}

/// The canonical text of a value.
pub fn to_string(value: &Value) -> Result<String, NotCanonical> {
    let mut out = String::new();
    write(value, MAX_DEPTH, &mut out)?;
    Ok(out)
}

/// The canonical text of a string.
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_text(text, &mut out);
    out
}

fn write(value: &Value, depth: usize, out: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let integer =
                number.as_i64().filter(|n| n.unsigned_abs() <= MAX_INTEGER).ok_or(NotCanonical::Number)?;
            let _ = write!(out, "{integer}"); // writing to a String cannot fail
        }
        Value::String(text) => write_text(text, out),
        Value::Array(values) => {
            let depth = depth.checked_sub(1).ok_or(NotCanonical::Depth)?;
            out.push('[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(value, depth, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            let depth = depth.checked_sub(1).ok_or(NotCanonical::Depth)?;
            // Sorted here: whether serde_json sorts depends on features that other crates may turn on.
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (i, (name, value)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write(value, depth, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{08}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{0c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c)); // writing to a String cannot fail
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sorts_members_and_leaves_no_whitespace() {
        let value = json!({"b": [1, -2, null], "a": {"z": true, "y": false}, "": "x"});
        assert_eq!(to_string(&value).unwrap(), r#"{"":"x","a":{"y":false,"z":true},"b":[1,-2,null]}"#);
    }

    #[test]
    fn escapes_what_must_be_and_nothing_else() {
        let value = json!("\"\\\u{8}\t\n\u{c}\r\u{1}\u{1f}/\u{7f}é سلمى\u{1F600}");
        let text = to_string(&value).unwrap();
        assert_eq!(text, "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f/\u{7f}é سلمى\u{1F600}\"");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn refuses_numbers_that_readers_disagree_on() {
        for fine in [json!(MAX_INTEGER), json!(-(MAX_INTEGER as i64)), json!(0)] {
            assert!(to_string(&fine).is_ok(), "{fine}");
        }
        for wrong in [json!(1.5), json!(1.0), json!(MAX_INTEGER + 1), json!(u64::MAX), json!(i64::MIN)] {
            assert_eq!(to_string(&json!([wrong])), Err(NotCanonical::Number));
        }
    }

    #[test]
    fn refuses_deep_nesting() {
        let nest = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        assert!(to_string(&nest(MAX_DEPTH)).is_ok());
        assert_eq!(to_string(&nest(MAX_DEPTH + 1)), Err(NotCanonical::Depth));
    }
}
