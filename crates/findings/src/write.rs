//! The files of the findings: rendered in memory, written beside, made durable, then renamed into place.

use crate::finding::Findings;
use crate::{report, tables};
use casefile::Reading;
use linkage::Linked;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
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

/// The findings could not be put on disk. What stood in the folder before stands there still, unless the error says
/// that renaming had begun.
#[derive(Debug, Error)]
pub enum WriteError {
    /// They could not even be made.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The folder or a file in it cannot be written.
    #[error("{}: cannot be written ({source}); check that the folder exists, may be written and has room", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Some files are new and some are old.
    #[error("{}: cannot be put in place ({source}); the folder now holds files of two runs: run again", path.display())]
    Rename {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
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

/// Writes the files into `dir`, which must exist, and returns their names with their SHA-256 in hex.
///
/// Every file is complete and durable under another name before the first is renamed, and `findings.json` is renamed
/// last: where it is new, all of them are.
///
/// # Errors
/// [`WriteError::Io`] leaves the folder as it was; [`WriteError::Rename`] does not.
pub fn write(
    findings: &Findings,
    reading: &Reading,
    linked: &Linked,
    dir: &Path,
) -> Result<Vec<(String, String)>, WriteError> {
    let failed = |path: &Path, source| WriteError::Io { path: path.to_path_buf(), source };
    let mut beside = Vec::new();
    for (name, bytes) in render(findings, reading, linked)? {
        let path = dir.join(&name);
        let mut file = tempfile::NamedTempFile::new_in(dir).map_err(|e| failed(dir, e))?;
        file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(|e| failed(&path, e))?;
        beside.push((name, path, file, hex(&Sha256::digest(&bytes))));
    }
    let mut written = Vec::new();
    for (name, path, file, hash) in beside {
        file.persist(&path).map_err(|e| WriteError::Rename { path: path.clone(), source: e.error })?;
        written.push((name, hash));
    }
    sync_folder(dir).map_err(|e| failed(dir, e))?;
    Ok(written)
}

/// The names in a folder are durable only once the folder is; Windows has no such call and needs none.
fn sync_folder(dir: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(dir)?.sync_all() } else { Ok(()) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
        let written = write(&findings, &reading, &linked, dir.path()).unwrap();
        let rendered = render(&findings, &reading, &linked).unwrap();
        assert_eq!(written.last().unwrap().0, "findings.json");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), rendered.len());
        for ((name, bytes), (written, hash)) in rendered.iter().zip(&written) {
            assert_eq!(name, written);
            assert_eq!(&std::fs::read(dir.path().join(name)).unwrap(), bytes);
            assert_eq!(hash, &hex(&Sha256::digest(bytes)));
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
        assert!(error.contains("gone") && error.contains("check that the folder exists"), "{error}");
    }
}
