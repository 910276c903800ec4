//! New lists join a case: sealed first, then recognised, then written into `case.toml`.

use crate::case::Case;
use crate::case_toml::{COUNT, ColumnEntry, ItemEntry, SourceEntry};
use crate::error::CaseError;
use crate::figures;
use jiff::Timestamp;
use lists::{Table, column};
use std::path::{Path, PathBuf};

/// What joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// Files whose bytes were not sealed before.
    pub sealed: usize,
    /// Ids of sources that are new or have a new file.
    pub sources: Vec<String>,
    /// What a person should know of how the files were taken.
    pub notices: Vec<String>,
}

/// A sealed file that is in no source yet.
struct Pending {
    sha256: String,
    file: String,
}

impl Case {
    /// Seals files and takes them up as lists. A file that was taken up before changes nothing; a file that holds no
    /// list is an error, after which it is sealed but in no source.
    pub fn add_lists(&mut self, files: &[PathBuf], by: &str, at: Timestamp) -> Result<Added, CaseError> {
        let mut added = Added::default();
        let mut pending: Vec<Pending> = Vec::new();
        for (path, sealed) in files.iter().zip(self.vault.seal_all(files, by, at)?) {
            let (sha256, file) = (sealed.item.to_string(), file_name(path));
            added.sealed += usize::from(sealed.new);
            if let Some(twin) = pending.iter().find(|p| p.sha256 == sha256) {
                added.notices.push(format!("{file} has the same bytes as {} and counts once", twin.file));
            } else if !self.holds(&sha256) {
                pending.push(Pending { sha256, file });
            }
        }
        if files.is_empty() && self.toml.sources.is_empty() {
            pending = self.sealed_but_unread()?;
        }
        for pending in pending {
            self.take_up(&pending, &mut added)?;
        }
        self.save()?;
        Ok(added)
    }

    /// Whether an item belongs to a list.
    pub(crate) fn holds(&self, sha256: &str) -> bool {
        self.toml.sources.iter().flat_map(|s| &s.items).any(|i| i.sha256 == sha256)
    }

    /// Lists that were sealed by a run that did not come to read them.
    fn sealed_but_unread(&self) -> Result<Vec<Pending>, CaseError> {
        let item = |e: &vault::Entry| e.facts.get("item").and_then(|i| i.as_str()).map(str::to_owned);
        let mut no_lists: Vec<String> =
            self.entries().iter().filter(|e| e.kind == figures::KIND).filter_map(item).collect();
        no_lists.extend(self.entries().iter().flat_map(vault::bundle::custody).map(|item| item.to_string()));
        let mut pending = Vec::new();
        for entry in self.entries().iter().filter(|e| e.kind == "seal") {
            let Some(sha256) = item(entry).filter(|i| !no_lists.contains(i)) else {
                continue;
            };
            let file = self.vault.payload(entry)?.and_then(|p| p["file"].as_str().map(str::to_owned));
            pending.push(Pending { sha256, file: file.unwrap_or_default() });
        }
        Ok(pending)
    }

    fn take_up(&mut self, pending: &Pending, added: &mut Added) -> Result<(), CaseError> {
        let Pending { sha256, file } = pending;
        let tables = self.shelf.tables(&self.vault, sha256, file)?.to_vec();
        let items: Vec<ItemEntry> = tables.iter().map(|table| item(sha256, file, table)).collect();
        match self.part_of(file, &tables)? {
            Some(source) => {
                let source = &mut self.toml.sources[source];
                let files: Vec<&str> =
                    source.items.iter().map(|i| i.file.as_str()).chain([file.as_str()]).collect();
                let shared = common_stem(&files);
                source.items.extend(items);
                let old = std::mem::replace(&mut source.name, shared.clone());
                let id = slug(&shared);
                // The id follows the shared name unless a person chose it, or another list has it.
                if source.id == slug(&old) && self.unused(&id) == id {
                    self.rename(&slug(&old), &id);
                }
                added.notices.push(format!(
                    "{file} was taken as a further part of \"{shared}\" (same columns, other entries); \
                     if it is a list of its own, move its [[source.item]] in case.toml to a [[source]] of its own"
                ));
            }
            None => {
                let name = stem(file);
                let id = self.unused(&slug(&name));
                if let Some(older) =
                    self.toml.sources.iter().find(|s| s.items.iter().any(|i| i.file == *file))
                {
                    added.notices.push(format!(
                        "a file named {file} with other bytes is in \"{}\" already; both are counted, this one as \"{id}\"; \
                         if it replaces the older one, take that [[source]] out of case.toml",
                        older.id
                    ));
                }
                added.sources.push(id.clone());
                let source = SourceEntry { id, name, derived_from: Vec::new(), covers: None, items };
                self.toml.sources.push(source);
            }
        }
        Ok(())
    }

    /// The source of which a new file is a further part.
    fn part_of(&mut self, file: &str, tables: &[Table]) -> Result<Option<usize>, CaseError> {
        let [new] = tables else { return Ok(None) };
        for (s, source) in self.toml.sources.iter().enumerate() {
            let mut all = !source.items.is_empty();
            for item in &source.items {
                let known = self.shelf.tables(&self.vault, &item.sha256, &item.file)?;
                let [known] = known else {
                    all = false;
                    break;
                };
                all &= column::parts_of_one_source((&item.file, known), (file, new));
            }
            if all {
                return Ok(Some(s));
            }
        }
        Ok(None)
    }

    fn rename(&mut self, old: &str, new: &str) {
        for source in &mut self.toml.sources {
            for id in std::iter::once(&mut source.id).chain(&mut source.derived_from) {
                if id == old {
                    new.clone_into(id);
                }
            }
        }
    }

    fn unused(&self, id: &str) -> String {
        let taken = |id: &str| id == COUNT || self.toml.sources.iter().any(|s| s.id == id);
        if !taken(id) {
            return id.to_owned();
        }
        (2..).map(|n| format!("{id}_{n}")).find(|id| !taken(id)).unwrap_or_default()
    }
}

fn item(sha256: &str, file: &str, table: &Table) -> ItemEntry {
    let columns = column::map(table).columns.into_iter().map(|c| {
        let entry = match c.date_order {
            Some(order) => ColumnEntry::Date { field: c.field, order },
            None => ColumnEntry::Field(c.field),
        };
        (c.name, entry)
    });
    ItemEntry {
        sha256: sha256.to_owned(),
        file: file.to_owned(),
        sheet: table.sheet.clone(),
        columns: columns.collect(),
    }
}

/// The last part of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn stem(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
    stem.to_owned()
}

/// What the names of a source's files have in common, without the year or number in which they differ.
fn common_stem(files: &[&str]) -> String {
    let first = stem(files.first().unwrap_or(&""));
    let mut length = first.len();
    for file in files {
        let other = stem(file);
        let same = first.char_indices().zip(other.chars()).take_while(|((_, x), y)| x == y);
        length = length.min(same.last().map_or(0, |((i, x), _)| i + x.len_utf8()));
    }
    let common = first[..length].trim_end_matches(|c: char| c.is_numeric() || !c.is_alphanumeric());
    if common.is_empty() { first } else { common.to_owned() }
}

/// A name as an id: letters and digits of any script in lower case, all else as single underscores.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let slug = slug.trim_end_matches('_');
    if slug.is_empty() { "list".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names() {
        assert_eq!(slug("The Herald (2031)"), "the_herald_2031");
        assert_eq!(slug("قائمة المشفى"), "قائمة_المشفى");
        assert_eq!(slug("--"), "list");
        assert_eq!(slug("İzmir"), "izmir");
        assert_eq!(stem("a.b.csv"), "a.b");
        assert_eq!(stem(".hidden"), ".hidden");
        assert_eq!(common_stem(&["dead_2015.csv", "dead_2016.csv"]), "dead");
        assert_eq!(common_stem(&["2015.csv", "2016.csv"]), "2015");
    }
}
