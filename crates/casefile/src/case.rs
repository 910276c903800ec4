//! A case on disk: its folder, its vault, its `case.toml`.

use crate::case_toml::{self, CaseToml};
use crate::error::CaseError;
use crate::figures::{self, Figure, Figures, Imported};
use crate::shelf::Shelf;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vault::bundle::{Exported, Redaction};
use vault::{Draft, Entry, Vault};

/// Name of the file in which a case says what it is.
pub const CASE_TOML: &str = "case.toml";
/// Longest `case.toml`, in bytes.
const MAX_CASE_TOML: u64 = 16 << 20;
/// Longest file of findings that goes into a bundle, in bytes.
const MAX_FINDINGS: u64 = 1 << 30;
/// Kind of the log entries that say which findings stood at that point of the log.
const STATE: &str = "state";

/// One investigation, one folder.
pub struct Case {
    pub(crate) dir: PathBuf,
    pub(crate) vault: Vault,
    pub(crate) toml: CaseToml,
    /// The text of `case.toml`; none until it is first written.
    pub(crate) text: Option<String>,
    pub(crate) shelf: Shelf,
}

/// Up to where the log counts for the findings: the last entry that is evidence or a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Number of entries up to there.
    pub entries: u64,
    /// Hash of the last of them, in hex.
    pub head: String,
    /// The checkpoint of the log at that point.
    pub checkpoint: String,
}

impl Case {
    /// The case that holds a folder: the folder itself or the nearest one above it with a `case.toml`.
    pub fn find(start: &Path) -> Option<PathBuf> {
        start.ancestors().find(|dir| dir.join(CASE_TOML).is_file()).map(Path::to_owned)
    }

    /// Whether a folder holds a case, finished or not.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(CASE_TOML).exists() || dir.join("log").exists()
    }

    /// Opens a case for writing, or begins one in a folder that has none.
    pub fn open_or_create(dir: &Path) -> Result<Case, CaseError> {
        let vault = Vault::create_or_open(dir)?;
        Case::with_vault(dir, vault)
    }

    /// Opens a case for reading: takes no lock and changes nothing.
    pub fn read_only(dir: &Path) -> Result<Case, CaseError> {
        if !Case::is_in(dir) {
            return Err(CaseError::NoCase { dir: dir.to_owned() });
        }
        let vault = Vault::read_only(dir)?;
        Case::with_vault(dir, vault)
    }

    fn with_vault(dir: &Path, vault: Vault) -> Result<Case, CaseError> {
        let path = dir.join(CASE_TOML);
        // An ordinary file, and no longer than a person could write: the folder may come from others.
        let text = vault::read_file(&path, MAX_CASE_TOML)
            .and_then(|bytes| bytes.map(String::from_utf8).transpose().map_err(std::io::Error::other))
            .map_err(|source| CaseError::Io { doing: "read", path: path.clone(), source })?;
        let toml = match &text {
            Some(text) => CaseToml::parse(text, &path)?,
            None => CaseToml::new(&title_of(dir)),
        };
        Ok(Case { dir: dir.to_owned(), vault, toml, text, shelf: Shelf::default() })
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What `case.toml` says.
    pub fn settings(&self) -> &CaseToml {
        &self.toml
    }

    /// Where `case.toml` is.
    pub fn toml_path(&self) -> PathBuf {
        self.dir.join(CASE_TOML)
    }

    /// Where the findings go.
    pub fn findings_dir(&self) -> PathBuf {
        self.dir.join("findings")
    }

    /// The log entries, from the first.
    pub fn entries(&self) -> &[Entry] {
        self.vault.entries()
    }

    /// Makes the folder for the findings.
    pub fn make_findings_dir(&self) -> Result<PathBuf, CaseError> {
        let dir = self.findings_dir();
        vault::make_folder(&dir)?;
        Ok(dir)
    }

    /// Evidence and decisions among the first `entries` entries of the log. Entries that only say what was found are
    /// neither: else stating the findings would change them. Nor are those that only keep the log.
    pub(crate) fn basis(&self, entries: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries()
            .iter()
            .filter(move |e| e.n < entries && e.kind != STATE && !vault::is_bookkeeping(&e.kind))
    }

    /// Number of entries of evidence or decision that came after the first `entries` of the log.
    pub fn since(&self, entries: u64) -> usize {
        self.basis(u64::MAX).filter(|e| e.n >= entries).count()
    }

    /// Up to where the log counted for the findings when it had `entries` entries.
    pub fn position(&self, entries: u64) -> Position {
        match self.basis(entries).next_back() {
            Some(entry) => Position {
                entries: entry.n + 1,
                head: entry.hash.to_string(),
                checkpoint: self.vault.checkpoint_at(entry.n + 1).map_or(String::new(), |c| c.to_string()),
            },
            None => Position { entries: 0, head: "0".repeat(64), checkpoint: String::new() },
        }
    }

    /// Writes `case.toml` if what it should say has changed.
    pub(crate) fn save(&mut self) -> Result<(), CaseError> {
        let path = self.toml_path();
        let text = case_toml::with_sources(self.text.as_deref(), &self.toml, &path)?;
        if self.text.as_ref() != Some(&text) {
            vault::write_files(&self.dir, &[(CASE_TOML, text.as_bytes())])?;
            self.text = Some(text);
        }
        Ok(())
    }

    /// Logs which findings stand, by the SHA-256 of each file; says nothing twice.
    pub fn log_state(
        &mut self,
        files: &[(String, String)],
        by: &str,
        at: Timestamp,
    ) -> Result<(), CaseError> {
        let files: BTreeMap<&str, &str> = files.iter().map(|(n, h)| (n.as_str(), h.as_str())).collect();
        let facts = json!({ "findings": files, "method": self.toml.hash() });
        let said =
            self.entries().iter().rev().find(|e| e.kind == STATE).map(|e| Value::Object(e.facts.clone()));
        if said.as_ref() != Some(&facts) {
            let draft = Draft { kind: STATE.into(), by: by.into(), at, facts, payload: None };
            self.vault.append(vec![draft])?;
        }
        Ok(())
    }

    /// The findings that the log says stand: file names and their SHA-256; none if none were ever stated.
    pub fn stated(&self) -> Option<BTreeMap<String, String>> {
        let entry = self.entries().iter().rev().find(|e| e.kind == STATE)?;
        let files = entry.facts.get("findings")?.as_object()?;
        Some(files.iter().filter_map(|(n, h)| Some((n.clone(), h.as_str()?.to_owned()))).collect())
    }

    /// Hash of the method with which the log says that findings were last stated.
    pub fn stated_method(&self) -> Option<&str> {
        self.entries().iter().rev().find(|e| e.kind == STATE)?.facts.get("method")?.as_str()
    }

    /// The vault, to do what concerns the log alone.
    pub fn vault(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Writes a bundle of the case where nothing is yet; see [`Vault::export`]. Without rules it also holds `case.toml` and
    /// the findings: both may name people, so that a copy that withholds anything goes without them.
    pub fn export(
        &mut self,
        place: &Path,
        rules: Option<&Redaction>,
        by: &str,
        at: Timestamp,
    ) -> Result<Exported, CaseError> {
        let mut extra = Vec::new();
        if rules.is_none() {
            extra.extend(self.text.as_ref().map(|text| (CASE_TOML.to_owned(), text.clone().into_bytes())));
            for name in self.stated().unwrap_or_default().into_keys() {
                let path = self.findings_dir().join(&name);
                let bytes = vault::read_file(&path, MAX_FINDINGS).map_err(|source| CaseError::Io {
                    doing: "read",
                    path: path.clone(),
                    source,
                })?;
                extra.extend(bytes.map(|bytes| (format!("findings/{name}"), bytes)));
            }
        }
        let none = Redaction::default();
        Ok(self.vault.export(place, rules.unwrap_or(&none), &extra, by, at)?)
    }

    /// Takes up a bundle of another case; see [`Vault::import`]. Its lists are read when `case.toml` names none yet and the
    /// case is counted.
    pub fn import(
        &mut self,
        bundle: &Path,
        by: &str,
        at: Timestamp,
    ) -> Result<vault::bundle::Imported, CaseError> {
        let imported = self.vault.import(bundle, by, at)?;
        if self.text.is_none() {
            self.save()?;
        }
        Ok(imported)
    }

    /// Seals a file of figures and logs what it says.
    pub fn import_figures(&mut self, file: &Path, by: &str, at: Timestamp) -> Result<Imported, CaseError> {
        let sealed = self.vault.seal(file, by, at)?;
        let (item, name) = (sealed.item.to_string(), crate::import::file_name(file));
        let left_out = self.shelf.left_out(&self.vault, &item, &name)?.to_vec();
        let tables = self.shelf.tables(&self.vault, &item, &name)?;
        let read = figures::from_tables(tables, &name, &item)?;
        let left_out = tables.iter().flat_map(|t| t.left_out.clone()).chain(left_out).collect();
        let known = self.figures()?.figures;
        let fresh: Vec<Figure> = read.into_iter().filter(|f| !known.contains(f)).collect();
        if !fresh.is_empty() {
            self.vault.append(vec![figures::draft(&fresh, &item, by, at)])?;
        }
        if self.text.is_none() {
            self.save()?;
        }
        Ok(Imported { fresh: fresh.len(), left_out })
    }

    /// All figures of the case.
    pub fn figures(&self) -> Result<Figures, CaseError> {
        figures::all(self.entries().iter(), |entry| Ok(self.vault.payload(entry)?))
    }
}

fn title_of(dir: &Path) -> String {
    let name =
        fs::canonicalize(dir).ok().and_then(|d| d.file_name().map(|n| n.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| "case".to_owned())
}
