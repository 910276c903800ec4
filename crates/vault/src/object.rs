//! Sealed bytes, each file named by the SHA-256 of its content: `objects/ab/<64 hex digits>`.

use crate::durable;
use crate::error::{Problem, VaultError};
use crate::hash::{Hash, ItemId};
use crate::media_type;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{File, Permissions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How many bytes are read, hashed and copied at a time.
pub const PIECE: usize = 256 * 1024;

/// A file that is now among the objects.
#[derive(Debug)]
pub struct Stored {
    /// Its id.
    pub item: ItemId,
    /// Its length in bytes.
    pub size: u64,
    /// What it is.
    pub media_type: &'static str,
    /// Its name, without the folder.
    pub file: String,
}

/// The place of an object below `objects/`.
pub fn path(objects: &Path, item: ItemId) -> PathBuf {
    let name = item.to_string();
    objects.join(name.get(..2).unwrap_or_default()).join(name)
}

/// Copies a file among the objects, hashing it on the way: what is stored is what was hashed, even if the file changes
/// meanwhile. If the object is there already, its bytes are checked instead. Until [`flush`] has been called for it, the
/// object's name may be lost in a crash. `name` is the name it shall be known by; else its own.
pub fn store(objects: &Path, source: &Path, name: Option<&str>) -> Result<Stored, VaultError> {
    let not_a_file = || VaultError::NotAFile { path: source.to_owned() };
    let own = source.file_name().ok_or_else(not_a_file)?.to_string_lossy();
    let file = name.unwrap_or(&own).to_owned();
    // A pipe would keep us waiting for ever; it is told from a file before it is opened.
    if !source.metadata().map_err(VaultError::io("read", source))?.is_file() {
        return Err(not_a_file());
    }
    let mut from = File::open(source).map_err(VaultError::io("read", source))?;
    let mut to = durable::beside(objects)?;

    let mut state = Sha256::new();
    let mut size = 0;
    let mut beginning = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let read = read_some(&mut from, &mut piece).map_err(VaultError::io("read", source))?;
        if read.is_empty() {
            break;
        }
        let wanted = media_type::BEGINNING.saturating_sub(beginning.len());
        beginning.extend(read.iter().take(wanted));
        state.update(read);
        size += read.len() as u64;
        to.write_all(read).map_err(VaultError::io("write in", objects))?;
    }
    let item = ItemId(Hash::finish(state));

    let place = path(objects, item);
    match holds(objects, item).map_err(VaultError::io("read", &place))? {
        Some(true) => {}
        Some(false) => return Err(Problem::ObjectChanged { item }.into()),
        None => {
            let folder = place.parent().unwrap_or(objects);
            durable::create_folder(folder)?;
            durable::put(to, &place, read_only())?;
        }
    }
    Ok(Stored { item, size, media_type: media_type::of(&file, &beginning), file })
}

/// Makes stored objects survive a crash: each folder that holds some of them is flushed once, and the one above them.
pub fn flush(objects: &Path, items: impl IntoIterator<Item = ItemId>) -> Result<(), VaultError> {
    let places: BTreeSet<PathBuf> = items.into_iter().map(|item| path(objects, item)).collect();
    let folders: BTreeSet<&Path> = places.iter().filter_map(|place| place.parent()).collect();
    for folder in folders {
        durable::flush_folder(folder)?;
    }
    durable::flush_folder(objects)
}

/// The bytes of an object of at most `most` bytes, checked.
pub fn read(objects: &Path, item: ItemId, most: u64) -> Result<Vec<u8>, VaultError> {
    let place = path(objects, item);
    let bytes = durable::read(&place, most).map_err(VaultError::io("read", &place))?;
    let bytes = bytes.ok_or(VaultError::NoObject { item })?;
    if Hash::of(&bytes) != item.0 {
        return Err(Problem::ObjectChanged { item }.into());
    }
    Ok(bytes)
}

/// Whether the object is there (`None`: no) with the bytes that its name stands for.
pub fn holds(objects: &Path, item: ItemId) -> io::Result<Option<bool>> {
    Ok(hash_of(&path(objects, item))?.map(|hash| hash == item.0))
}

/// SHA-256 of an ordinary file; `None` if nothing has that name.
pub fn hash_of(path: &Path) -> io::Result<Option<Hash>> {
    let Some(mut file) = durable::open(path)? else {
        return Ok(None);
    };
    let mut state = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match read_some(&mut file, &mut piece)? {
            [] => return Ok(Some(Hash::finish(state))),
            read => state.update(read),
        }
    }
}

/// What stands in `objects/`: the ids, and the files and folders that are no objects, both in order.
pub fn list(objects: &Path) -> io::Result<(Vec<ItemId>, Vec<PathBuf>)> {
    let (mut items, mut strange) = (Vec::new(), Vec::new());
    if !objects.try_exists()? {
        return Ok((items, strange));
    }
    for folder in objects.read_dir()? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            strange.push(folder.path());
            continue;
        }
        for object in folder.path().read_dir()? {
            let place = object?.path();
            let item = place.file_name().and_then(|name| name.to_str()?.parse().ok());
            match item {
                Some(item) if path(objects, item) == place => items.push(item),
                _ => strange.push(place),
            }
        }
    }
    items.sort_unstable();
    strange.sort_unstable();
    Ok((items, strange))
}

fn read_some<'a>(file: &mut File, piece: &'a mut [u8]) -> io::Result<&'a [u8]> {
    loop {
        match file.read(piece) {
            Ok(n) => return Ok(piece.get(..n).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Mode 0444: nobody changes sealed bytes by accident.
fn read_only() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o444));
    #[cfg(not(unix))]
    return None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn stores_bytes_under_their_hash_read_only() {
        let dir = tempfile::tempdir().unwrap();
        let source = dir.path().join("list.csv");
        let content = vec![b'x'; PIECE * 2 + 5];
        fs::write(&source, &content).unwrap();
        let objects = dir.path().join("objects");
        fs::create_dir(&objects).unwrap();

        let stored = store(&objects, &source, None).unwrap();
        assert_eq!(stored.item, ItemId(Hash::of(&content)));
        assert_eq!(
            (stored.size, stored.media_type, &*stored.file),
            (content.len() as u64, "text/csv", "list.csv")
        );
        assert_eq!(read(&objects, stored.item, u64::MAX).unwrap(), content);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = path(&objects, stored.item).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o444);
        }
        store(&objects, &source, None).unwrap();
        assert_eq!(list(&objects).unwrap(), (vec![stored.item], vec![]), "nothing unfinished is left");
    }

    #[test]
    fn reports_an_object_that_changed() {
        let dir = tempfile::tempdir().unwrap();
        let source = dir.path().join("a");
        fs::write(&source, "first").unwrap();
        let item = store(dir.path(), &source, None).unwrap().item;
        let place = path(dir.path(), item);
        fs::remove_file(&place).unwrap();
        fs::write(&place, "other").unwrap();
        let changed = |result: Result<(), VaultError>| {
            assert!(
                matches!(result, Err(VaultError::Damaged(Problem::ObjectChanged { item: i })) if i == item)
            );
        };
        changed(read(dir.path(), item, u64::MAX).map(drop));
        changed(store(dir.path(), &source, None).map(drop));
    }

    #[test]
    fn seals_only_files() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(store(dir.path(), dir.path(), None), Err(VaultError::NotAFile { .. })));
        assert!(matches!(store(dir.path(), Path::new("/"), None), Err(VaultError::NotAFile { .. })));
        assert!(matches!(store(dir.path(), &dir.path().join("absent"), None), Err(VaultError::Io { .. })));
        let item = ItemId(Hash::ZERO);
        assert!(matches!(read(dir.path(), item, u64::MAX), Err(VaultError::NoObject { .. })));
    }
}
