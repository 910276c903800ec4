//! From sealed files to records, as `case.toml` says.

use crate::case::Case;
use crate::error::CaseError;
use crate::record::{Reading, Record, RecordId, Source, SourceItem};
use lists::{Field, column};
use std::str::FromStr;
use vault::ItemId;

/// How the columns of one file, or one sheet of it, were read.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingUsed {
    /// Id of the source.
    pub source: String,
    /// Name of the file.
    pub file: String,
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Row of the header; 0 where there is none.
    pub header_row: u32,
    /// Each column and what it holds.
    pub columns: Vec<(String, Field)>,
}

/// What was read, how, and what a reader of the findings must know of it.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The records.
    pub reading: Reading,
    /// How the columns were read.
    pub mappings: Vec<MappingUsed>,
    /// Words that were read as "not known".
    pub missing: Vec<MissingWords>,
    /// One sentence each.
    pub notices: Vec<String>,
}

/// Words in a column that say that a value is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingWords {
    /// Name of the file.
    pub file: String,
    /// Name of the column.
    pub column: String,
    /// The words, as first written.
    pub text: String,
    /// Number of cells that say so.
    pub cells: usize,
}

impl Case {
    /// Reads every list of the case, as it was when the log had `entries` entries. Sources, and the files of each, are in
    /// the order in which they were sealed, so that adding a list renames nobody.
    pub fn read(&mut self, entries: u64) -> Result<Read, CaseError> {
        let path = self.toml_path();
        let mut read = Read { notices: self.in_no_list(entries), ..Read::default() };
        let mut sources = self.toml.sources.clone();
        for source in &mut sources {
            source.items.sort_by_key(|item| self.sealed_at(&item.sha256));
        }
        sources.sort_by_key(|source| source.items.first().map_or(u64::MAX, |i| self.sealed_at(&i.sha256)));
        for (s, source) in sources.into_iter().enumerate() {
            let mut items = Vec::with_capacity(source.items.len());
            for (i, item) in source.items.iter().enumerate() {
                let file = &item.file;
                let left_out = self.shelf.left_out(&self.vault, &item.sha256, file)?.to_vec();
                let tables = self.shelf.tables(&self.vault, &item.sha256, file)?;
                let at =
                    tables.iter().position(|t| t.sheet == item.sheet).ok_or_else(|| CaseError::CaseToml {
                        path: path.clone(),
                        why: format!(
                            "{file} has no list on a sheet {:?}",
                            item.sheet.as_deref().unwrap_or("(none)")
                        ),
                    })?;
                let table = &tables[at];
                let mapping = item.mapping(table, &path)?;
                let entries = column::entries(table, &mapping);
                let named = |sentence: String| format!("{file}: {sentence}");
                read.notices.extend(column::notices(table, &mapping).into_iter().map(named));
                read.missing.extend(entries.missing.into_iter().map(|(column, text, cells)| MissingWords {
                    file: file.clone(),
                    column,
                    text,
                    cells,
                }));
                let stem = item.sha256.get(..12).unwrap_or(&item.sha256).to_owned();
                let records = entries.entries.into_iter().map(|entry| Record {
                    id: RecordId(format!("{stem}.{at}.{}", entry.row)),
                    source: s,
                    item: i,
                    entry,
                });
                read.reading.records.extend(records);
                read.reading.unread.extend(entries.unread.into_iter().map(|u| (file.clone(), u)));
                let left = table.left_out.iter().cloned().chain(if at == 0 { left_out } else { Vec::new() });
                read.reading.left_out.extend(left.map(|l| (file.clone(), l)));
                read.mappings.push(MappingUsed {
                    source: source.id.clone(),
                    file: file.clone(),
                    sheet: item.sheet.clone(),
                    header_row: table.header_row,
                    columns: mapping.columns.into_iter().map(|c| (c.name, c.field)).collect(),
                });
                items.push(SourceItem {
                    sha256: item.sha256.clone(),
                    file: file.clone(),
                    sheet: item.sheet.clone(),
                });
            }
            read.reading.sources.push(Source {
                id: source.id,
                name: source.name,
                items,
                derived_from: source.derived_from,
                covers: source.covers,
            });
        }
        Ok(read)
    }

    /// A sentence on each sealed item of which nothing is counted. Told from the log alone, without the name of the file,
    /// so that a copy from which payloads were withheld says the same.
    fn in_no_list(&self, entries: u64) -> Vec<String> {
        let text = |entry: &vault::Entry, fact: &str| entry.facts.get(fact)?.as_str().map(str::to_owned);
        let of_kind = |kind: &'static str| self.basis(entries).filter(move |entry| entry.kind == kind);
        let figures: Vec<String> = of_kind(crate::figures::KIND).filter_map(|e| text(e, "item")).collect();
        let sealed = of_kind("seal").filter_map(|e| Some((text(e, "item")?, text(e, "media_type")?)));
        sealed
            .filter(|(item, _)| !self.holds(item) && !figures.contains(item))
            .map(|(item, media_type)| {
                format!(
                    "The sealed file {}… ({media_type}) is in no list of this case; nothing of it is counted.",
                    item.get(..12).unwrap_or(&item)
                )
            })
            .collect()
    }

    fn sealed_at(&self, sha256: &str) -> u64 {
        let item = ItemId::from_str(sha256).ok();
        item.and_then(|item| self.vault.sealed(&item)).map_or(u64::MAX, |entry| entry.n)
    }
}
