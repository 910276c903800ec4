//! What leaves a vault and what comes into it from another: requests and answers of timestamp authorities, bundles.

use super::Vault;
use crate::bundle::{self, EXPORT, Exported, IMPORT, Imported, Redaction};
use crate::durable;
use crate::error::{Problem, VaultError};
use crate::hash::Hash;
use crate::line::Draft;
use crate::log::TIMESTAMP;
use crate::note::MAX_NOTE;
use crate::stamps;
use crate::timestamp::Stamp;
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

impl Vault {
    /// A request (RFC 3161, DER) for a timestamp of the checkpoint as it stands now, to be sent to one or more
    /// authorities. It is kept, so that the responses can be taken up later, whatever was logged meanwhile.
    pub fn request_timestamp(&mut self) -> Result<Vec<u8>, VaultError> {
        let writer = self.writer.as_mut().ok_or(VaultError::ReadOnly)?;
        let note = durable::read(&self.folder.checkpoint, MAX_NOTE);
        let note = note.map_err(VaultError::io("read", &self.folder.checkpoint))?;
        let note = note.ok_or(VaultError::NoCheckpoint)?;
        let mut nonce = [0; 8];
        (writer.random)(&mut nonce).map_err(VaultError::Random)?;
        stamps::keep_request(&self.folder, &note, nonce)
    }

    /// Takes up a response to one of the requests, checked with root certificates (PEM) that the caller trusts, and logs
    /// it as a "timestamp" entry. A response that does not hold is [`VaultError::Timestamp`] and leaves nothing.
    pub fn keep_timestamp(
        &mut self,
        response: &[u8],
        trusted: &[u8],
        by: &str,
        at: Timestamp,
    ) -> Result<Stamp, VaultError> {
        if self.writer.is_none() {
            return Err(VaultError::ReadOnly);
        }
        let (stamp, facts) = stamps::keep_response(&self.folder, response, trusted)?;
        if !self.entries().iter().any(|e| e.kind == TIMESTAMP && facts.as_object() == Some(&e.facts)) {
            self.commit(vec![stamps::draft(facts, by, at)])?;
        }
        Ok(stamp)
    }

    /// Writes a copy of the vault to a new folder, as a bundle that others can check ([`bundle`]), without what the
    /// rules withhold. An entry of kind "export" comes first, so that the bundle holds it: it fixes what was withheld.
    /// `extra` are further files for the bundle's `data/`: names of ASCII letters, digits, ".", "_", "-" and "/".
    ///
    /// If writing the bundle fails, the entry stays, and no bundle is there.
    pub fn export(
        &mut self,
        place: &Path,
        rules: &Redaction,
        extra: &[(String, Vec<u8>)],
        by: &str,
        at: Timestamp,
    ) -> Result<Exported, VaultError> {
        if std::fs::symlink_metadata(place).is_ok() {
            return Err(VaultError::Exists { path: place.to_owned() });
        }
        let withheld = bundle::withheld(&self.folder, &self.log, rules);
        let facts = json!({
            "objects": withheld.objects.len(),
            "payloads": withheld.payloads.len(),
            "withheld": Hash::of(withheld.to_csv().as_bytes()),
        });
        self.commit(vec![Draft { kind: EXPORT.into(), by: by.into(), at, facts, payload: None }])?;
        let date = at.strftime("%Y-%m-%d").to_string();
        bundle::write(&self.folder, &self.log, &withheld, &date, extra, place)
    }

    /// Takes up a bundle of another vault: checks all of it, seals its objects here, and with them its log, checkpoint, key,
    /// payloads and timestamps, which an entry of kind "import" names. Nothing is taken up of a bundle that does not hold; a
    /// second import of the same bundle adds nothing.
    pub fn import(&mut self, place: &Path, by: &str, at: Timestamp) -> Result<Imported, VaultError> {
        if self.writer.is_none() {
            return Err(VaultError::ReadOnly);
        }
        let checked = bundle::verify_bundle(place).map_err(|problems| {
            let count = problems.len();
            let first = problems.into_iter().next().unwrap_or(Problem::LogMissing);
            VaultError::BadBundle { first, count }
        })?;
        let other = Vault::read_only(&place.join("data"))?;
        let (files, _payloads) = bundle::incoming(&other.folder, &other.log, &self.folder.objects)?;
        let named: Vec<_> = files.iter().map(|f| (&*f.path, Some(&*f.name), &*f.acquired)).collect();
        let (sealed, mut drafts) = self.store(&named, by, at)?;
        // What was read just now must be what was checked: the bundle may have been changed meanwhile.
        let parts: Vec<_> = files.iter().zip(&sealed).filter_map(|(f, s)| Some((f.part?, s.item))).collect();
        let objects = files.iter().zip(&sealed).filter(|(f, _)| f.part.is_none());
        let mut new = 0;
        for (_, object) in objects {
            if !other.log.sealed().contains_key(&object.item) {
                return Err(Problem::ObjectChanged { item: object.item }.into());
            }
            new += usize::from(object.new);
        }
        let facts = bundle::facts(&other.log, &parts);
        if !self.entries().iter().any(|e| e.kind == IMPORT && facts.as_object() == Some(&e.facts)) {
            drafts.push(Draft { kind: IMPORT.into(), by: by.into(), at, facts, payload: None });
        }
        self.commit(drafts)?;
        let origin = other.log.origin().unwrap_or_default();
        let withheld = usize::try_from(checked.objects_withheld).unwrap_or(usize::MAX);
        Ok(Imported { origin, entries: other.log.len(), new, withheld })
    }
}
