//! Signed notes (<https://c2sp.org/signed-note>): a text, an empty line, and a line for each signature on it.

use crate::base64;
use std::fmt;
use std::str::FromStr;

/// Longest note that is read, in bytes: room for the signatures of many witnesses.
pub const MAX_NOTE: u64 = 64 << 10;

/// A text and what was signed under it. Nothing in it has been checked but its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The signed text, with the newline at its end.
    pub text: String,
    /// At least one.
    pub signatures: Vec<Signature>,
}

/// One signature line: `— <name> <base64 of id and signature>`. Lines of unknown keys are kept and prove nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key: no whitespace and no "+".
    pub name: String,
    /// First 4 bytes of a hash of the key; see [`crate::PublicKey`].
    pub id: [u8; 4],
    /// The signature itself.
    pub bytes: Vec<u8>,
}

/// The text is not a signed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a signed note: expected a text, an empty line, and lines that begin with \"— \"")]
pub struct NotANote;

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for Signature { name, id, bytes } in &self.signatures {
            writeln!(f, "— {name} {}", base64::encode(&[id.as_slice(), bytes].concat()))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = NotANote;

    fn from_str(note: &str) -> Result<Note, NotANote> {
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return Err(NotANote);
        }
        let blank = note.rfind("\n\n").ok_or(NotANote)?;
        let (text, lines) = note.split_at_checked(blank + 1).ok_or(NotANote)?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or(NotANote)?;
        let signatures = lines.split('\n').map(signature).collect::<Option<_>>().ok_or(NotANote)?;
        Ok(Note { text: text.to_owned(), signatures })
    }
}

fn signature(line: &str) -> Option<Signature> {
    let (name, data) = line.strip_prefix("— ")?.split_once(' ')?;
    let data = base64::decode(data)?;
    let (id, bytes) = data.split_first_chunk::<4>()?;
    let sound = is_name(name) && !bytes.is_empty();
    sound.then(|| Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
}

/// Whether a key may have this name.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTE: &str = "a text\n\nof three lines\n\n— a.example/k AAAAAAE=\n— شاهد AAAAAQIC\n";

    #[test]
    fn reads_text_and_signatures() {
        let note: Note = NOTE.parse().unwrap();
        assert_eq!(note.text, "a text\n\nof three lines\n");
        let told: Vec<_> = note.signatures.iter().map(|s| (&*s.name, s.id, &*s.bytes)).collect();
        assert_eq!(told, [("a.example/k", [0; 4], &[1u8][..]), ("شاهد", [0, 0, 0, 1], &[2, 2][..])]);
        assert_eq!(note.to_string(), NOTE);
    }

    #[test]
    fn refuses_what_is_no_note() {
        for wrong in [
            "",
            "\n\n",
            "text\n",
            "text\n\n",
            "text\n\n\n",
            NOTE.trim_end(),
            &NOTE.replace("— a", "- a"),
            &NOTE.replace("— a", "—a"),
            &NOTE.replace("AAAAAAE=", "AAAAAAE"),
            &NOTE.replace("AAAAAAE=", "AAAAAA=="),
            &NOTE.replace("AAAAAAE=", "AAAAAAE= x"),
            &NOTE.replace("a.example", "a+example"),
            &NOTE.replace("a.example", "a\u{a0}example"),
            &NOTE.replace('\n', "\r\n"),
            &NOTE.replace("of", "\t"),
        ] {
            assert_eq!(wrong.parse::<Note>(), Err(NotANote), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn never_fails_and_writes_what_it_read(text: String) {
            for text in [text.clone(), format!("a\n\n— {text}\n"), format!("{text}\n\n— k AAAAAAE=\n")] {
                if let Ok(note) = text.parse::<Note>() {
                    prop_assert_eq!(note.to_string(), text);
                }
            }
        }
    }
}
