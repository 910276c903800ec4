//! A case on disk: its folder, its vault, its `case.toml`.

use crate::case_toml::{self, CaseToml};
use crate::error::CaseError;
use crate::figures::{self, Figure};
use crate::shelf::Shelf;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vault::{Draft, Entry, Vault};

/// Name of the file in which a case says what it is.
pub const CASE_TOML: &str = "case.toml";
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
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(source) => {
                return Err(CaseError::Io { doing: "read", path, source });
            }
        };
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

    /// Up to where the log counts for the findings. Entries that only say what was found do not: else stating the
    /// findings would change them.
    pub fn position(&self) -> Position {
        let last = self.entries().iter().rev().find(|e| e.kind != STATE);
        match last {
            Some(entry) => Position {
                entries: entry.n + 1,
                head: entry.hash.to_string(),
                checkpoint: self.vault.checkpoint_at(entry.n + 1).map_or(String::new(), |c| c.to_string()),
            },
            None => Position { entries: 0, head: "0".repeat(64), checkpoint: String::new() },
        }
    }

    /// Writes `case.toml` if what it should say has changed: beside, flushed, renamed.
    pub(crate) fn save(&mut self) -> Result<(), CaseError> {
        let path = self.toml_path();
        let text = case_toml::with_sources(self.text.as_deref(), &self.toml, &path)?;
        if self.text.as_ref() != Some(&text) {
            write_whole(&path, text.as_bytes())?;
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

    /// Seals a file of figures and logs what it says; the number of figures that are new or were changed by it.
    pub fn import_figures(&mut self, file: &Path, by: &str, at: Timestamp) -> Result<usize, CaseError> {
        let sealed = self.vault.seal(file, by, at)?;
        let (item, name) = (sealed.item.to_string(), crate::import::file_name(file));
        let tables = self.shelf.tables(&self.vault, &item, &name)?;
        let read =
            tables.first().map(|t| figures::from_table(t, &name, &item)).transpose()?.unwrap_or_default();
        let known = self.figures()?;
        let fresh: Vec<Figure> = read.into_iter().filter(|f| !known.contains(f)).collect();
        if !fresh.is_empty() {
            self.vault.append(vec![figures::draft(&fresh, &item, by, at)])?;
        }
        if self.text.is_none() {
            self.save()?;
        }
        Ok(fresh.len())
    }

    /// All figures of the case.
    pub fn figures(&self) -> Result<Vec<Figure>, CaseError> {
        figures::all(self.entries().iter(), |entry| Ok(self.vault.payload(entry)?))
    }
}

fn title_of(dir: &Path) -> String {
    let name =
        fs::canonicalize(dir).ok().and_then(|d| d.file_name().map(|n| n.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| "case".to_owned())
}

/// Replaces a file as a whole: a reader, or a crash, sees the old text or the new.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CaseError> {
    use std::io::Write;
    let io = |source| CaseError::Io { doing: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".case").tempfile_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|e| io(e.error))?;
    fs::File::open(folder).and_then(|f| f.sync_all()).map_err(io)
}
