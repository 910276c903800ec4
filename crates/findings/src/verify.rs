//! The check of published findings against the case they were computed from.

use crate::run::Run;
use crate::write::RenderError;
use casefile::{Case, CaseError, sha256};
use linkage::Progress;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Longest file of findings that is read to be compared, beyond what it should hold.
const MARGIN: u64 = 64 << 20;

/// What a check found: nothing wrong, or the first thing that is.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Checked {
    /// Whether every number agrees and all evidence is as it was sealed.
    pub verified: bool,
    /// What does not agree, the gravest first.
    pub problems: Vec<String>,
    /// Sealed items whose bytes agree with their hash.
    pub items: u64,
    /// The public key whose signature the checkpoint of the log bears, as name, id and key; none if it is not signed.
    pub signed_by: Option<String>,
    /// Timestamps on checkpoints of the log, in words.
    pub timestamps: Vec<String>,
    /// Log entries that follow from each other.
    pub entries: u64,
    /// Sealed items that a bundle withholds, as its list says.
    pub items_withheld: u64,
    /// Payloads that this copy does not hold: withheld or destroyed, which is no fault but must be known.
    pub withheld: u64,
    /// Files among the objects and payloads that no log entry names. They count for nothing.
    pub unlisted: Vec<PathBuf>,
    /// Entries of evidence or decision that came into the log after these findings were stated.
    pub since: usize,
    /// Files of findings that agree, byte by byte, with what was computed anew.
    pub files: Vec<String>,
}

impl Checked {
    /// What the check of the vault alone found; `verified` is still to be said.
    pub fn of_vault(vault: vault::Verified) -> Checked {
        Checked {
            items: vault.objects,
            entries: vault.entries,
            signed_by: vault.key.map(|key| key.to_string()),
            timestamps: vault.stamped.iter().map(in_words).collect(),
            withheld: vault.withheld,
            unlisted: vault.unlisted,
            ..Checked::default()
        }
    }
}

/// Why a check could not be made at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The findings could not be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// There are no findings to check.
    #[error("{}: no findings here to verify; make them with `inquest count`", .0.display())]
    NoFindings(PathBuf),
}

/// Checks a case: first that the evidence and the log are as they were written, then that the findings in its folder are those
/// that the sealed evidence, the decisions and the method gave at the position of the log that they name. Everything is
/// computed anew from the sealed bytes, in memory; nothing on disk is trusted or changed.
pub fn verify(dir: &Path, program: &str, progress: Progress) -> Result<Checked, VerifyError> {
    if !Case::is_in(dir) {
        return Err(CaseError::NoCase { dir: dir.to_owned() }.into());
    }
    progress("checking the sealed files and the log", 0, 0);
    let mut checked = match vault::verify(dir) {
        Ok(vault) => Checked::of_vault(vault),
        Err(problems) => {
            let problems = problems.iter().map(ToString::to_string).collect();
            return Ok(Checked { problems, ..Checked::default() });
        }
    };
    let mut case = match Case::read_only(dir) {
        Err(error @ CaseError::CaseToml { .. }) => {
            checked.problems.push(error.to_string());
            return Ok(checked);
        }
        case => case?,
    };
    let folder = case.findings_dir();
    let stated = case.stated();
    if stated.is_none() && !folder.join("findings.json").exists() {
        return Err(VerifyError::NoFindings(folder));
    }
    let stated = stated.unwrap_or_default();
    if !case.toml_path().exists() {
        checked.problems.push("case.toml: is missing; bring it back from a copy".into());
        return Ok(checked);
    }
    if case.stated_method().is_some_and(|method| method != case.settings().hash()) {
        checked.problems.push(
            "case.toml: says something else than when these findings were stated; run `inquest count` if it was corrected"
                .into(),
        );
    }
    let position = position(&folder, &case).unwrap_or(u64::MAX);
    checked.since = case.since(position);
    let run = match Run::as_of(&mut case, position, program, progress) {
        Ok(run) => run,
        Err(error) => {
            checked.problems.push(format!("the findings cannot be computed anew: {error}"));
            return Ok(checked);
        }
    };
    progress("comparing with what was published", 0, 0);
    // The numbers first: findings.json is rendered last.
    for (name, bytes) in run.render()?.into_iter().rev() {
        let published = vault::read_file(&folder.join(&name), bytes.len() as u64 + MARGIN);
        match published {
            Err(error) => checked.problems.push(format!("findings/{name}: cannot be read ({error})")),
            Ok(None) => checked.problems.push(format!("findings/{name}: is missing")),
            Ok(Some(published)) if published != bytes => {
                checked.problems.push(difference(&name, &published, &bytes));
            }
            Ok(_) if stated.get(&name) != Some(&sha256(&bytes)) => checked.problems.push(format!(
                "findings/{name}: agrees with the evidence, but the log does not say that it was stated; run `inquest count`"
            )),
            Ok(_) => checked.files.push(name),
        }
    }
    checked.verified = checked.problems.is_empty();
    Ok(checked)
}

fn in_words(stamped: &vault::Stamped) -> String {
    format!(
        "the first {} log entries existed at {} (log entry {}; whose word that is, log/timestamps/{}.pem says)",
        stamped.entries, stamped.stamp.at, stamped.entry, stamped.trusted
    )
}

/// The number of log entries on which the published findings say that they rest, if the log bears that out.
fn position(folder: &Path, case: &Case) -> Option<u64> {
    let bytes = vault::read_file(&folder.join("findings.json"), MARGIN).ok()??;
    let log = serde_json::from_slice::<Value>(&bytes).ok()?.get("log")?.clone();
    let (entries, head) = (log.get("entries")?.as_u64()?, log.get("head")?.as_str()?);
    let position = case.position(entries);
    (position.entries == entries && position.head == head).then_some(entries)
}

/// The first place where a published file differs from what was computed.
fn difference(name: &str, published: &[u8], computed: &[u8]) -> String {
    if name.ends_with(".json") {
        let read = |bytes| serde_json::from_slice::<Value>(bytes);
        return match (read(published), read(computed)) {
            (Ok(published), Ok(computed)) => match first_difference("", &published, &computed) {
                Some((place, published, computed)) => {
                    format!("findings/{name}: {place} is published as {published}, and comes to {computed}")
                }
                None => {
                    format!("findings/{name}: the numbers agree, but it is not laid out as it was written")
                }
            },
            _ => format!("findings/{name}: is no JSON any more"),
        };
    }
    let (published, computed) = (String::from_utf8_lossy(published), String::from_utf8_lossy(computed));
    let line = published.lines().zip(computed.lines()).position(|(x, y)| x != y);
    let line = line.unwrap_or_else(|| published.lines().count().min(computed.lines().count())) + 1;
    // A table of persons holds names; they do not belong in a message.
    format!("findings/{name}: line {line} is not what the evidence gives")
}

/// The first value in which two documents differ: where, what the first says, what the second says.
fn first_difference(place: &str, a: &Value, b: &Value) -> Option<(String, String, String)> {
    let inside = |key: &str| {
        if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
    };
    let none = Value::Null;
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys = y.keys().chain(x.keys().filter(|k| !y.contains_key(*k)));
            keys.into_iter().find_map(|k| {
                first_difference(&inside(k), x.get(k).unwrap_or(&none), y.get(k).unwrap_or(&none))
            })
        }
        (Value::Array(x), Value::Array(y)) => (0..x.len().max(y.len())).find_map(|i| {
            first_difference(&format!("{place}[{i}]"), x.get(i).unwrap_or(&none), y.get(i).unwrap_or(&none))
        }),
        _ if a == b => None,
        _ => Some((place.to_owned(), short(a), short(b))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named() {
        let published = json!({"documented": {"best": 12}, "sources": [{"records": 3}]});
        let computed = json!({"documented": {"best": 11}, "sources": [{"records": 3}]});
        let text = |x: &Value| serde_json::to_vec(x).unwrap();
        let said = difference("findings.json", &text(&published), &text(&computed));
        assert_eq!(said, "findings/findings.json: documented.best is published as 12, and comes to 11");
        assert_eq!(
            difference("links.csv", b"a\nb\n", b"a\nc\n"),
            "findings/links.csv: line 2 is not what the evidence gives"
        );
        assert_eq!(
            difference("links.csv", b"a\n", b"a\nb\n"),
            "findings/links.csv: line 2 is not what the evidence gives"
        );
    }
}
