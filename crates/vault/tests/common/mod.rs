//! A small vault to test with.
#![allow(clippy::unwrap_used, missing_docs, dead_code)]

pub mod authority;

use jiff::Timestamp;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use vault::{Draft, Vault};

pub struct Case {
    pub dir: tempfile::TempDir,
}

impl Case {
    /// An empty folder, and files beside it.
    pub fn new() -> Case {
        Case { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("case")
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Opened for writing, with a key and salts that are the same each time.
    pub fn open(&self) -> Result<Vault, vault::VaultError> {
        let mut next = fs::read_dir(self.at("payloads")).map_or(0, |files| files.count() as u8);
        Vault::create_or_open_with(&self.path(), move |bytes| {
            next += 1;
            bytes.fill(next);
            Ok(())
        })
    }

    /// The key, two sealed files and three entries, one of them with a payload: six lines.
    pub fn filled() -> Case {
        let case = Case::new();
        let (a, b) = (case.file("a.csv", "name\nSalma N.\n"), case.file("b.pdf", "%PDF-1.4 list"));
        let mut vault = case.open().unwrap();
        vault.seal_all(&[a, b], "m.k", time(0)).unwrap();
        vault.append(vec![draft(1), draft(2), draft(3)]).unwrap();
        case
    }
}

pub fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_900_000_000 + second).unwrap()
}

/// An entry; those with an even number have a payload.
pub fn draft(number: u32) -> Draft {
    Draft {
        kind: "decision".into(),
        by: "m.k".into(),
        at: time(i64::from(number)),
        facts: json!({"number": number, "persons": ["p-3f9a.0.17"]}),
        payload: number.is_multiple_of(2).then(|| json!({"reason": format!("نفس الأم, {number}")})),
    }
}

/// All files below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Replaces a file, even a read-only one.
pub fn replace(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}
