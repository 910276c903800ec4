//! From the bytes of a file to [`Grid`]s: every sheet, every cell, and nothing decided about what they mean.
//!
//! What the file is, its content says first and its name only second: lists travel under wrong endings.

mod compound;
pub(crate) mod csv;
pub(crate) mod cut;
mod json;
mod parquet;
mod repeats;
pub(crate) mod text;
mod workbook;
mod zip;

use crate::table::Grid;

/// A file, read: its sheets, and how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// The sheets in the order of the file, hidden ones last; formats without sheets give one grid.
    pub grids: Vec<Grid>,
    /// "CSV", "XLSX", "XLS", "ODS", "JSON", "JSON Lines" or "Parquet".
    pub format: &'static str,
    /// How bytes became text ("UTF-8", "windows-1256", ...), for formats that leave it open. A name that ends in
    /// "some characters damaged" says that the text holds U+FFFD where bytes could not be read.
    pub encoding: Option<&'static str>,
}

/// What is read, in the words of every refusal.
const ACCEPTED: &str = "CSV, XLSX, XLS, ODS, JSON and Parquet are read";

/// Most rows of one sheet.
pub(crate) const MOST_ROWS: usize = 5_000_000;
/// Most columns of one sheet.
pub(crate) const MOST_COLUMNS: usize = 2_000;
/// Most cells of one sheet, empty ones left of the last filled cell of a row included: about 3 GB of memory.
pub(crate) const MOST_CELLS: usize = 60_000_000;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FormatError {
    /// No bytes, or nothing but blanks.
    #[error("{file}: the file is empty; {ACCEPTED}")]
    Empty {
        /// Name of the file.
        file: String,
    },
    /// Something else than a table.
    #[error("{file}: this is {what}, not a table; {ACCEPTED}")]
    NotATable {
        /// Name of the file.
        file: String,
        /// What it seems to be, with an article.
        what: &'static str,
    },
    /// Locked with a password.
    #[error(
        "{file}: the workbook is locked with a password; open it, save it without one, and add that file too"
    )]
    Protected {
        /// Name of the file.
        file: String,
    },
    /// The right kind of file, but not readable.
    #[error("{file}: damaged {format}: {detail}; open it in the program that made it and save it anew")]
    Damaged {
        /// Name of the file.
        file: String,
        /// The format it claims.
        format: &'static str,
        /// Where and what, without the content of cells.
        detail: String,
    },
    /// Beyond what a list of people can be.
    #[error("{file}: too large: {what}; split the file or delete what stands outside the list")]
    TooLarge {
        /// Name of the file.
        file: String,
        /// What is too large and what the limit is.
        what: String,
    },
}

/// What went wrong in one format; the name of the file is added by [`read`].
#[derive(Debug)]
pub(crate) enum Fault {
    NotATable(&'static str),
    Protected,
    Damaged(String),
    TooLarge(String),
}

impl Fault {
    fn in_file(self, file: &str, format: &'static str) -> FormatError {
        let file = file.to_owned();
        match self {
            Fault::NotATable(what) => FormatError::NotATable { file, what },
            Fault::Protected => FormatError::Protected { file },
            Fault::Damaged(detail) => FormatError::Damaged { file, format, detail },
            Fault::TooLarge(what) => FormatError::TooLarge { file, what },
        }
    }
}

/// Reads all sheets and cells of a file. `file_name` serves to name it in errors, and its ending where the content does not
/// tell the format.
///
/// # Errors
/// Whatever is empty, no table, locked, damaged or too large (see [`FormatError`]); the message says what is accepted.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<ReadFile, FormatError> {
    let empty = || FormatError::Empty { file: file_name.to_owned() };
    if bytes.is_empty() {
        return Err(empty());
    }
    if let Some(what) = foreign(bytes) {
        return Err(Fault::NotATable(what).in_file(file_name, ""));
    }
    let file = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        workbook::read_zip(bytes).map_err(|fault| fault.in_file(file_name, "workbook"))?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        workbook::read_xls(bytes).map_err(|fault| fault.in_file(file_name, "XLS"))?
    } else if bytes.starts_with(b"PAR1") {
        parquet::read(bytes).map_err(|fault| fault.in_file(file_name, "Parquet"))?
    } else {
        read_text(file_name, bytes)?
    };
    if file.grids.iter().all(|grid| grid.rows.is_empty()) {
        return Err(empty());
    }
    Ok(file)
}

/// Whether a file can only be CSV, if it is anything that is read.
pub(crate) fn is_csv(file_name: &str, text: &str) -> bool {
    let start = text.trim_start_matches(crate::table::is_invisible);
    !start.is_empty()
        && !says_json(&ending(file_name))
        && !start.starts_with(['{', '[', '<'])
        && foreign(text.as_bytes()).is_none()
        && !["PK\x03\x04", "PK\x05\x06", "PAR1"].iter().any(|magic| text.starts_with(magic))
}

fn ending(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

fn says_json(ending: &str) -> bool {
    matches!(ending, "json" | "jsonl" | "ndjson" | "geojson")
}

/// JSON or CSV.
fn read_text(file_name: &str, bytes: &[u8]) -> Result<ReadFile, FormatError> {
    let fault = |fault: Fault, format| fault.in_file(file_name, format);
    let text::Text { text, encoding } =
        text::decode(bytes).ok_or_else(|| fault(Fault::NotATable("a binary file"), ""))?;
    let start = text.trim_start_matches(crate::table::is_invisible);
    let ending = ending(file_name);
    if says_json(&ending) || start.starts_with(['{', '[']) {
        match json::read(start) {
            Ok((grids, format)) => {
                return Ok(ReadFile { grids, format, encoding: Some(encoding) });
            }
            // A CSV may begin with a bracket; only a file that calls itself so is held to be CSV then.
            Err(_) if matches!(ending.as_str(), "csv" | "tsv" | "tab" | "txt") => {}
            Err(error) => return Err(fault(error, "JSON")),
        }
    }
    let lower: String = start.chars().take(100).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<table") {
        return Err(fault(
            Fault::NotATable("a web page (open it in a spreadsheet program and save it as XLSX)"),
            "",
        ));
    }
    if lower.starts_with("<?xml") {
        return Err(fault(
            Fault::NotATable("an XML file (open it in a spreadsheet program and save it as XLSX)"),
            "",
        ));
    }
    let grid = csv::read(&text).map_err(|error| fault(error, "CSV"))?;
    Ok(ReadFile { grids: vec![grid], format: "CSV", encoding: Some(encoding) })
}

/// Files that investigators have beside their lists, by their first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 14] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
        (b"II*\0", "an image"),
        (b"MM\0*", "an image"),
        (b"RIFF", "an image, a sound or a film"),
        (b"\x1aE\xdf\xa3", "a film"),
        (b"{\\rtf", "a text document"),
        (b"\x1f\x8b", "a compressed file (unpack it first)"),
        (b"7z\xbc\xaf", "a compressed file (unpack it first)"),
        (b"Rar!", "a compressed file (unpack it first)"),
        (b"BZh", "a compressed file (unpack it first)"),
        (b"SQLite format 3", "a database"),
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("a film or an image");
    }
    KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what)
}

/// Refuses a sheet that is larger than a list can be. `cells` counts the cells up to the last filled one of each row.
fn within_limits(rows: usize, columns: usize, cells: usize) -> Result<(), Fault> {
    if rows > MOST_ROWS {
        return Err(Fault::TooLarge(format!("{rows} rows, at most {MOST_ROWS} are read")));
    }
    if columns > MOST_COLUMNS {
        return Err(Fault::TooLarge(format!("{columns} columns, at most {MOST_COLUMNS} are read")));
    }
    if cells > MOST_CELLS {
        return Err(Fault::TooLarge(format!("{cells} cells in one sheet, at most {MOST_CELLS} are read")));
    }
    Ok(())
}

/// Runs a parser that may panic on hostile bytes and turns the panic into an error.
fn guarded<T>(parse: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(parse))
        .unwrap_or_else(|_| Err(Fault::Damaged("its parts contradict each other".to_owned())))
}

#[cfg(test)]
mod tests;
