//! Files that survive a crash: written beside their place, flushed to the disk, renamed, and the folder flushed too.
//! A file is then there with all its bytes, or not at all.

use crate::error::{Problem, VaultError};
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Beginning and ending of the names of files that are not yet in their place. Those that a crash left behind are swept
/// away; no file of a person's has such a name.
const UNFINISHED: (&str, &str) = (".inquest-", ".tmp");

/// A new file in a folder, to be moved to its place with [`put`]. It is removed if that does not happen.
pub fn beside(folder: &Path) -> Result<NamedTempFile, VaultError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
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

/// As [`write`], a file that only its owner can read (mode 0600 where there are modes).
pub fn write_secret(place: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let folder = place.parent().unwrap_or(Path::new("."));
    // Without permissions asked for, tempfile gives them to the owner alone.
    let file = tempfile::Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).tempfile_in(folder);
    let mut file = file.map_err(VaultError::io("write in", folder))?;
    file.write_all(bytes).map_err(VaultError::io("write", place))?;
    put(file, place, None)
}

/// Writes files of a folder whole, replacing what was there: a reader, or a crash, finds each as it was or as it shall be.
/// All of them are complete and on the disk before the first takes its place, and they take it in the order given: where
/// the last is new, all are. What a crash left unfinished in the folder is removed first, so only one process may write
/// there at a time.
///
/// # Errors
/// "cannot write": the folder stands as it stood. "cannot replace": the files before the one named are new.
pub fn write_files(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), VaultError> {
    sweep(folder)?;
    let mut beside_it = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let place = folder.join(name);
        let mut file = beside(folder)?;
        let written = file.write_all(bytes).and_then(|()| file.as_file().sync_all());
        written.map_err(VaultError::io("write", &place))?;
        beside_it.push((file, place));
    }
    for (file, place) in beside_it {
        file.persist(&place).map_err(|error| VaultError::io("replace", &place)(error.error))?;
    }
    flush_folder(folder)
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

/// Creates a folder inside a case if it is not there. A link that stands there instead is refused: a case received from
/// others could lead us to write, and to sweep, anywhere.
pub fn make_folder(folder: &Path) -> Result<(), VaultError> {
    match fs::symlink_metadata(folder) {
        Ok(found) if !found.is_dir() => Err(Problem::not_a_folder(folder).into()),
        _ => create_folder(folder),
    }
}

/// Removes what a crash left unfinished in a folder. Only the holder of the lock may do so.
pub fn sweep(folder: &Path) -> Result<(), VaultError> {
    for entry in fs::read_dir(folder).map_err(VaultError::io("read", folder))? {
        let entry = entry.map_err(VaultError::io("read", folder))?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.as_encoded_bytes();
        let unfinished = name.starts_with(UNFINISHED.0.as_bytes()) && name.ends_with(UNFINISHED.1.as_bytes());
        if unfinished && entry.file_type().is_ok_and(|kind| kind.is_file()) {
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

/// The bytes of an ordinary file of at most `most` bytes; `None` if nothing has that name. A larger one is an error and
/// is not read: what others made must not fill our memory.
pub fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(path)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("longer than {most} bytes")));
    }
    Ok(Some(bytes))
}
