//! The files of the findings: rendered in memory, written beside, made durable, then renamed into place.

use crate::finding::Findings;
use crate::{report, tables};
use casefile::{Reading, sha256};
use linkage::Linked;
use std::path::Path;
use thiserror::Error;

/// A file of the findings could not be made.
#[derive(Debug, Error)]
pub enum RenderError {
    /// A table.
    #[error("{name} could not be written in memory: {source}; free some memory and run again")]
    Table {
        /// Name of the file.
        name: &'static str,
        /// What went wrong.
        source: csv::Error,
    },
    /// The report.
    #[error("report.html could not be written in memory: {0}; free some memory and run again")]
    Report(#[from] askama::Error),
    /// The findings.
    #[error("findings.json could not be written in memory: {0}; free some memory and run again")]
    Json(#[from] serde_json::Error),
}

/// The findings could not be put on disk.
#[derive(Debug, Error)]
pub enum WriteError {
    /// They could not even be made.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The folder or a file in it cannot be written.
    #[error("{0}; see that the folder may be written and has room, and run again")]
    Vault(#[from] vault::VaultError),
}

/// The files of the findings, by name, as bytes; `findings.json` last. The same findings give the same bytes.
///
/// # Errors
/// Only if memory runs out while writing.
pub fn render(
    findings: &Findings,
    reading: &Reading,
    linked: &Linked,
) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
    let table = |name: &'static str, bytes: Result<Vec<u8>, csv::Error>| match bytes {
        Ok(bytes) => Ok((name.to_string(), bytes)),
        Err(source) => Err(RenderError::Table { name, source }),
    };
    let mut json = serde_json::to_vec_pretty(findings)?;
    json.push(b'\n');
    Ok(vec![
        table("persons.csv", tables::persons(findings, reading))?,
        table("links.csv", tables::links(findings, reading, linked))?,
        table("overlaps.csv", tables::overlaps(findings, reading))?,
        ("report.html".into(), report::render(findings, reading, linked)?.into_bytes()),
        ("findings.json".into(), json),
    ])
}

/// Writes the files into `dir`, which must exist, and returns their names with their SHA-256 in hex. `findings.json` is
/// put in place last: where it is new, all of them are.
///
/// # Errors
/// See [`vault::write_files`]: only "cannot replace" leaves files of two runs.
pub fn write(
    findings: &Findings,
    reading: &Reading,
    linked: &Linked,
    dir: &Path,
) -> Result<Vec<(String, String)>, WriteError> {
    let files = render(findings, reading, linked)?;
    let named: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
    vault::write_files(dir, &named)?;
    Ok(files.into_iter().map(|(name, bytes)| (name, sha256(&bytes))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;
    use crate::{Context, compute};

    #[test]
    fn what_is_written_is_what_is_rendered_and_nothing_else() {
        let (reading, linked) = case();
        let findings = compute(&reading, &linked, &Context::default());
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("findings.json"), "old").unwrap();
        std::fs::write(dir.path().join(".inquest-x.tmp"), "left by a run that was killed").unwrap();
        let written = write(&findings, &reading, &linked, dir.path()).unwrap();
        let rendered = render(&findings, &reading, &linked).unwrap();
        assert_eq!(written.last().unwrap().0, "findings.json");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), rendered.len());
        for ((name, bytes), (written, hash)) in rendered.iter().zip(&written) {
            assert_eq!(name, written);
            assert_eq!(&std::fs::read(dir.path().join(name)).unwrap(), bytes);
            assert_eq!(hash, &sha256(bytes));
        }
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let (reading, linked) = case();
        let once = || render(&compute(&reading, &linked, &Context::default()), &reading, &linked).unwrap();
        assert_eq!(once(), once());
    }

    #[test]
    fn the_json_holds_what_is_promised() {
        let (reading, linked) = case();
        let files = render(&compute(&reading, &linked, &Context::default()), &reading, &linked).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&files.last().unwrap().1).unwrap();
        assert_eq!(json["documented"], serde_json::json!({"best": 5, "low": 5, "high": 6, "level": 0.95}));
        assert_eq!(json["unread"][0]["text"], "forty-ish?");
        assert_eq!(json["left_out"][0]["rows"], serde_json::json!([12, 12]));
        for key in ["title", "sources", "overlaps", "breakdowns", "estimate", "method", "log", "notices"] {
            assert!(json.get(key).is_some(), "{key}");
        }
        for table in ["sex", "age_band", "month", "place"] {
            let shares = json["breakdowns"][table].as_array().unwrap();
            assert_eq!(shares.iter().map(|s| s["persons"].as_u64().unwrap()).sum::<u64>(), 5, "{table}");
        }
        let text = String::from_utf8_lossy(&files.last().unwrap().1).into_owned();
        assert!(!text.contains("Haddad"), "names stay in persons.csv and the report");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let (reading, linked) = case();
        let findings = compute(&reading, &linked, &Context::default());
        let gone = tempfile::tempdir().unwrap().path().join("gone");
        let error = write(&findings, &reading, &linked, &gone).unwrap_err().to_string();
        assert!(error.contains("gone") && error.contains("see that the folder may be written"), "{error}");
    }
}
