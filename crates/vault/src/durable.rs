//! Files that survive a crash: written beside their place, flushed to the disk, renamed, and the folder flushed too.
//! A file is then there with all its bytes, or not at all.

use crate::error::VaultError;
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The ending of files that are not yet in their place. Those that a crash left behind are swept away.
const UNFINISHED: &str = ".tmp";

/// A new file in a folder, to be moved to its place with [`put`]. It is removed if that does not happen.
pub fn beside(folder: &Path) -> Result<NamedTempFile, VaultError> {
    let mut builder = tempfile::Builder::new();
    builder.suffix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the user's umask takes
    builder.tempfile_in(folder).map_err(VaultError::io("write in", folder))
}

/// Flushes a file from [`beside`] and moves it to its place, which must be on the same disk. The caller then flushes
/// the folder with [`flush_folder`], once for any number of files.
pub fn put(file: NamedTempFile, place: &Path, permissions: Option<Permissions>) -> Result<(), VaultError> {
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(VaultError::io("protect", place))?;
    }
    file.as_file().sync_all().map_err(VaultError::io("write", place))?;
    file.persist(place).map_err(|error| VaultError::io("write", place)(error.error))?;
    Ok(())
}

/// Writes a small file whole, replacing what was there. The caller flushes the folder.
pub fn write(place: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let mut file = beside(place.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes).map_err(VaultError::io("write", place))?;
    put(file, place, None)
}

/// Makes the names in a folder survive a crash.
pub fn flush_folder(folder: &Path) -> Result<(), VaultError> {
    // Elsewhere a folder cannot be opened as a file, and the rename itself is what there is.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(VaultError::io("flush", folder))?;
    }
    Ok(())
}

/// Creates a folder if it is not there, so that it survives a crash.
pub fn create_folder(folder: &Path) -> Result<(), VaultError> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(VaultError::io("create", folder))?;
    match folder.parent() {
        Some(parent) if parent != Path::new("") => flush_folder(parent),
        _ => Ok(()),
    }
}

/// Removes what a crash left unfinished in a folder. Only the holder of the lock may do so.
pub fn sweep(folder: &Path) -> Result<(), VaultError> {
    for entry in fs::read_dir(folder).map_err(VaultError::io("read", folder))? {
        let path = entry.map_err(VaultError::io("read", folder))?.path();
        if path.as_os_str().as_encoded_bytes().ends_with(UNFINISHED.as_bytes()) && path.is_file() {
            fs::remove_file(&path).map_err(VaultError::io("remove", &path))?;
        }
    }
    Ok(())
}

/// Opens an ordinary file for reading; `None` if nothing has that name. Anything else under that name (a link, a pipe,
/// a device: a folder received from others may hold them) is an error and is not opened.
pub fn open(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => File::open(path).map(Some),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "not an ordinary file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The bytes of an ordinary file; `None` if nothing has that name.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let Some(mut file) = open(path)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
