//! The tables of sealed files, each file read once.

use crate::error::CaseError;
use lists::{LeftOut, Table};
use std::collections::BTreeMap;
use std::str::FromStr;
use vault::{ItemId, Vault};

/// Longest file that is read as a list, in bytes: as many entries as are ever read, at a hundred bytes each.
const MAX_LIST: u64 = 512 << 20;

/// Tables by the SHA-256 of the sealed bytes.
#[derive(Default)]
pub struct Shelf {
    read: BTreeMap<String, (Vec<Table>, Vec<LeftOut>)>,
}

impl Shelf {
    /// The tables of a sealed file, whose bytes are checked against their hash. `file` is its name, for the format and
    /// for messages.
    pub fn tables(&mut self, vault: &Vault, sha256: &str, file: &str) -> Result<&[Table], CaseError> {
        Ok(&self.file(vault, sha256, file)?.0)
    }

    /// Sheets of a sealed file that hold no entries.
    pub fn left_out(&mut self, vault: &Vault, sha256: &str, file: &str) -> Result<&[LeftOut], CaseError> {
        Ok(&self.file(vault, sha256, file)?.1)
    }

    fn file(
        &mut self,
        vault: &Vault,
        sha256: &str,
        file: &str,
    ) -> Result<&(Vec<Table>, Vec<LeftOut>), CaseError> {
        if !self.read.contains_key(sha256) {
            let item = ItemId::from_str(sha256)
                .map_err(|_| CaseError::Unsealed { file: file.to_owned(), item: sha256.to_owned() })?;
            if vault.object_path(&item).metadata().is_ok_and(|object| object.len() > MAX_LIST) {
                return Err(CaseError::TooLarge { file: file.to_owned(), most: MAX_LIST >> 20 });
            }
            let bytes = vault.object(&item, MAX_LIST)?;
            let grids = lists::format::read(file, &bytes)?.grids;
            drop(bytes);
            let found = lists::table::best(&grids)
                .map_err(|source| CaseError::Table { file: file.to_owned(), source })?;
            self.read.insert(sha256.to_owned(), (found.tables, found.left_out));
        }
        self.read.get(sha256).ok_or_else(|| CaseError::Unsealed { file: file.into(), item: sha256.into() })
    }
}
