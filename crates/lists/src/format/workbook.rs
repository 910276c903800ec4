//! Workbooks: XLSX, XLS and ODS.
//!
//! A cell is kept as a person sees it in a plain format: dates as YYYY-MM-DD without the time, whole numbers without a
//! point, errors as `#N/A`. Where cells are merged downwards, each of them holds the value that is seen beside all its
//! rows; merging sideways is a matter of headers and is left to the search for the table.

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx,
};
use jiff::civil::Date;

use super::{Fault, MOST_CELLS, MOST_ROWS, ReadFile, compound, guarded, repeats, within_limits, zip};
use crate::table::{Cell, Grid, Kind, Row};

/// Most bytes of an archive when unpacked.
const MOST_UNPACKED: u64 = 1 << 30;
/// Most bytes of the texts that an XLSX keeps apart from its sheets, which the library holds in memory as a whole.
const MOST_TEXTS: u32 = 256 << 20;

/// Reads an archive as XLSX or ODS, whichever it is.
pub(super) fn read_zip(bytes: &[u8]) -> Result<ReadFile, Fault> {
    let damaged = || Fault::Damaged("the end of the file is missing".to_owned());
    let entries = zip::entries(bytes).ok_or_else(damaged)?;
    let unpacked: u64 = entries.iter().map(|entry| u64::from(entry.size)).sum();
    if unpacked > MOST_UNPACKED {
        return Err(Fault::TooLarge(format!(
            "{unpacked} bytes when unpacked, at most {MOST_UNPACKED} are read"
        )));
    }
    // What is unpacked is no longer than claimed: the library stops there and calls the archive damaged.
    if entries.iter().any(|entry| entry.name.ends_with(b"sharedStrings.xml") && entry.size > MOST_TEXTS) {
        return Err(Fault::TooLarge(format!("more than {MOST_TEXTS} bytes of texts")));
    }
    let holds = |name: &[u8]| entries.iter().any(|entry| entry.name == name);
    let head = bytes.get(..512).unwrap_or(bytes);
    let claims = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    if holds(b"xl/workbook.bin") {
        Err(Fault::NotATable("a binary workbook (open it in a spreadsheet program and save it as XLSX)"))
    } else if entries.iter().any(|entry| entry.name.starts_with(b"xl/")) {
        Ok(ReadFile { grids: guarded(|| read_xlsx(bytes))?, format: "XLSX", encoding: None })
    } else if holds(b"content.xml") && !claims(b"opendocument.text") && !claims(b"opendocument.presentation")
    {
        Ok(ReadFile { grids: guarded(|| read_ods(bytes))?, format: "ODS", encoding: None })
    } else if holds(b"content.xml") || entries.iter().any(|entry| entry.name.starts_with(b"word/")) {
        Err(Fault::NotATable("a text document or presentation (copy its table into a spreadsheet)"))
    } else {
        Err(Fault::NotATable("a ZIP archive (unpack it and add the files in it)"))
    }
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => Fault::Protected,
        _ => Fault::Damaged("its list of sheets cannot be read".to_owned()),
    })?;
    let sheets = in_order(book.sheets_metadata());
    let mut grids = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let broken = || Fault::Damaged(format!("sheet \"{sheet}\" cannot be read"));
        // The cells one by one: a library that lays them out at once reserves memory for whatever place they claim.
        let mut cells = Vec::new();
        match book.worksheet_cells_reader(&sheet) {
            Ok(mut reader) => {
                while let Some(found) = reader.next_cell().map_err(|_| broken())? {
                    let (row, column) = found.get_position();
                    push(&mut cells, row, column, from_ref(found.get_value()))?;
                }
            }
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(_) => return Err(broken()),
        }
        // What is merged is a convenience; a fault there must not cost the sheet.
        let merged = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
        grids.push(grid(sheet, cells, &merged)?);
    }
    Ok(grids)
}

/// Reads an XLS workbook; other files of the same container (Word, encrypted XLSX) are told apart.
pub(super) fn read_xls(bytes: &[u8]) -> Result<ReadFile, Fault> {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        return Err(Fault::Protected);
    }
    if !["Workbook", "Book", "WORKBOOK", "BOOK"].into_iter().any(holds) {
        return Err(Fault::NotATable("an old Office document that holds no workbook"));
    }
    if !compound::ends(bytes) {
        return Err(Fault::Damaged("its parts lead in a circle".to_owned()));
    }
    let grids = guarded(|| {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsError::Password => Fault::Protected,
            _ => Fault::Damaged("its sheets cannot be read".to_owned()),
        })?;
        let sheets = in_order(book.sheets_metadata());
        let read = sheets.into_iter().map(|sheet| {
            let merged = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
            dense(&mut book, sheet, &merged)
        });
        read.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(ReadFile { grids, format: "XLS", encoding: None })
}

fn read_ods(bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    if repeats::written_out(bytes).is_some_and(|text| text > MOST_TEXTS.into()) {
        return Err(Fault::TooLarge(format!(
            "more than {MOST_TEXTS} bytes of text when its repeated rows are written out"
        )));
    }
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::OdsError::Password => Fault::Protected,
        calamine::OdsError::CellLimitExceeded { .. } => {
            Fault::TooLarge(format!("a sheet of more than {MOST_CELLS} cells"))
        }
        _ => Fault::Damaged("its sheets cannot be read".to_owned()),
    })?;
    let sheets = in_order(book.sheets_metadata());
    sheets.into_iter().map(|sheet| dense(&mut book, sheet, &[])).collect()
}

/// Names of the worksheets, visible ones first.
fn in_order(sheets: &[Sheet]) -> Vec<String> {
    let mut sheets: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
    sheets.into_iter().map(|sheet| sheet.name.clone()).collect()
}

/// A sheet that the library hands out whole.
fn dense<'a, R: Reader<Cursor<&'a [u8]>>>(
    book: &mut R,
    sheet: String,
    merged: &[Dimensions],
) -> Result<Grid, Fault> {
    let range = book
        .worksheet_range(&sheet)
        .map_err(|_| Fault::Damaged(format!("sheet \"{sheet}\" cannot be read")))?;
    let (top, left) = range.start().unwrap_or_default();
    let mut cells = Vec::new();
    for (row, column, value) in range.used_cells() {
        let place = |start: u32, at: usize| start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        push(&mut cells, place(top, row), place(left, column), from_data(value))?;
    }
    grid(sheet, cells, merged)
}

/// A filled cell and its place, from 0.
type Placed = (u32, u32, Cell);

fn push(cells: &mut Vec<Placed>, row: u32, column: u32, cell: Option<Cell>) -> Result<(), Fault> {
    let Some(cell) = cell else { return Ok(()) };
    if cells.len() >= MOST_CELLS {
        within_limits(0, 0, cells.len() + 1)?;
    }
    cells.push((row, column, cell));
    Ok(())
}

/// Lays cells out in rows. One empty row stands for any number of rows without cells.
fn grid(sheet: String, mut cells: Vec<Placed>, merged: &[Dimensions]) -> Result<Grid, Fault> {
    // Stable: of two cells that claim one place, the later is kept, as spreadsheet programs do.
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    fill_down(&mut cells, merged)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut laid_out = 0;
    for (row, column, cell) in cells {
        let (number, column) = (row.saturating_add(1), column as usize);
        within_limits(number as usize, column + 1, laid_out)?;
        let last = rows.last().map_or(0, |row| row.number);
        if last != number || rows.is_empty() {
            if !rows.is_empty() && last.saturating_add(1) < number {
                rows.push(Row { number: last.saturating_add(1), cells: Vec::new() });
            }
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            if row.cells.len() <= column {
                laid_out += column + 1 - row.cells.len();
                row.cells.resize(column + 1, Cell::empty());
            }
            if let Some(place) = row.cells.get_mut(column) {
                *place = cell;
            }
        }
    }
    within_limits(0, 0, laid_out)?;
    Ok(Grid { sheet: Some(sheet), rows, has_header: false })
}

/// Writes the value of cells that are merged downwards into each of their rows, down to the last row in use.
fn fill_down(cells: &mut Vec<Placed>, merged: &[Dimensions]) -> Result<(), Fault> {
    let last_row = cells.last().map_or(0, |(row, _, _)| *row);
    if last_row as usize >= MOST_ROWS {
        within_limits(last_row as usize + 1, 0, 0)?;
    }
    let before = cells.len();
    let mut filled = Vec::new();
    for region in merged.iter().filter(|region| region.end.0 > region.start.0) {
        let place = |(row, column, _): &Placed| (*row, *column);
        let Ok(at) = cells.binary_search_by_key(&region.start, place) else {
            continue;
        };
        let Some((_, column, cell)) = cells.get(at) else {
            continue;
        };
        for row in region.start.0 + 1..=region.end.0.min(last_row) {
            within_limits(0, 0, before + filled.len() + 1)?;
            filled.push((row, *column, cell.clone()));
        }
    }
    if !filled.is_empty() {
        // What stands hidden under a merged region is not seen, so the fill comes after it and replaces it.
        cells.append(&mut filled);
        cells.sort_by_key(|(row, column, _)| (*row, *column));
    }
    Ok(())
}

fn from_ref(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        DataRef::SharedString(text) => text_cell(text),
        other => from_data(&Data::from(other.clone())),
    }
}

fn text_cell(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::text(text))
}

/// The cell as a person sees it; `None` for an empty one.
fn from_data(value: &Data) -> Option<Cell> {
    match value {
        Data::Empty => None,
        Data::String(text) => text_cell(text),
        Data::Int(number) => Some(Cell { text: number.to_string(), kind: Kind::Number(*number as f64) }),
        Data::Float(number) => Some(Cell::number(*number)),
        Data::Bool(value) => {
            Some(Cell { text: if *value { "TRUE" } else { "FALSE" }.to_owned(), kind: Kind::Bool(*value) })
        }
        Data::DateTime(time) => Some(date_cell(time)),
        Data::DateTimeIso(text) => {
            let date = text.get(..10).and_then(|day| day.parse::<Date>().ok());
            date.map(Cell::date).or_else(|| text_cell(text))
        }
        Data::DurationIso(text) => text_cell(text),
        Data::Error(error) => Some(Cell::text(error.to_string())),
    }
}

/// A serial number formatted as a date: the day of it. What is only a time of day (below 1) or a duration is text
/// `hours:minutes:seconds`; what no calendar has (29 February 1900, negative numbers) stays a number.
fn date_cell(time: &ExcelDateTime) -> Cell {
    let serial = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&serial) {
        let seconds = (serial * 86_400.0).round() as i64;
        let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
        return Cell::text(format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    }
    if !(0.0..2_958_466.0).contains(&serial) {
        return Cell::number(serial);
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map_or_else(|| Cell::number(serial), Cell::date)
}
