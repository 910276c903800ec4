//! Whole files: which format they are held to be, what is in them, and refusals.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::*;
use crate::table::{self, Kind};

fn texts(grid: &Grid) -> Vec<(u32, Vec<&str>)> {
    grid.rows
        .iter()
        .map(|row| (row.number, row.cells.iter().map(|cell| cell.text.as_str()).collect()))
        .collect()
}

fn fixture(name: &str) -> ReadFile {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
    read(name, &std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn content_decides_before_the_name() {
    let format = |name: &str, bytes: &[u8]| read(name, bytes).unwrap().format;
    assert_eq!(format("list.csv", b"[{\"name\":\"Lina\"}]"), "JSON");
    assert_eq!(format("list.txt", b" {\"name\":\"Lina\"}\n{\"name\":\"Omar\"}"), "JSON Lines");
    assert_eq!(format("list.csv", b"[id],name\n1,Lina\n"), "CSV");
    assert_eq!(format("list", b"name;age\nLina;7\n"), "CSV");
    assert_eq!(format("list.csv", &std::fs::read("tests/files/list.ods").unwrap()), "ODS");
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let word = [b"PK\x03\x04".as_slice(), &[0; 40]].concat();
    let control = (0..=255).collect::<Vec<u8>>();
    for bytes in
        [b"%PDF-1.7".as_slice(), b"\x89PNG\r\n", &control, b"", b" \n \n", &word, b"<html><table>", b"PAR1xx"]
    {
        let error = read("register.csv", bytes).unwrap_err().to_string();
        assert!(error.starts_with("register.csv: ") && !error.contains('\n'), "{error}");
    }
    let error = read("register.xlsx", b"%PDF-1.7").unwrap_err();
    assert_eq!(
        error.to_string(),
        "register.xlsx: this is a PDF, not a table; CSV, XLSX, XLS, ODS, JSON and Parquet are read"
    );
    assert!(matches!(read("a.csv", b"\xef\xbb\xbf"), Err(FormatError::Empty { .. })));
}

#[test]
fn an_xlsx_with_merged_cells_dates_and_a_second_sheet() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let hour = Format::new().set_num_format("hh:mm");
    let plain = Format::new();
    book.add_worksheet().set_name("hidden").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
    // The first sheet can be hidden only if another is the one that opens.
    let sheet = book.add_worksheet().set_name("القائمة").unwrap().set_active(true);
    sheet.merge_range(1, 1, 1, 6, "Victims of the spring", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "الاسم", &plain).unwrap();
    sheet.merge_range(3, 2, 3, 4, "Date of death", &plain).unwrap();
    for (column, name) in (2..).zip(["Day", "Month", "Year"]) {
        sheet.write(4, column, name).unwrap();
    }
    sheet.merge_range(3, 5, 4, 5, "Place", &plain).unwrap();
    sheet.merge_range(3, 6, 4, 6, "Told", &plain).unwrap();
    for (row, (name, died)) in (5..).zip([("سالم درويش", 4.0), ("ليلى الحداد", 5.5)]) {
        sheet.write(row, 1, name).unwrap();
        sheet.write(row, 2, died).unwrap();
        sheet.write(row, 3, 3).unwrap();
        sheet.write(row, 4, 2015).unwrap();
        sheet.write_with_format(row, 6, 42_067.75, &day).unwrap();
    }
    sheet.merge_range(5, 5, 6, 5, "Tell Ward", &plain).unwrap();
    sheet.write(8, 1, "المجموع").unwrap();
    sheet.write_formula(8, 2, Formula::new("=SUM(C6:C7)").set_result("9.5")).unwrap();
    let odd = book.add_worksheet().set_name("odd").unwrap();
    odd.write_with_format(0, 0, 0.5, &hour).unwrap();
    odd.write_with_format(0, 1, 60.0, &day).unwrap();
    odd.write_formula(0, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    odd.write(0, 3, true).unwrap();
    odd.write(0, 4, 0.1 + 0.2).unwrap();
    odd.write(0, 5, 900_123_456_789.0).unwrap();

    let file = read("list.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((file.format, file.encoding), ("XLSX", None));
    let sheets: Vec<_> = file.grids.iter().map(|grid| grid.sheet.as_deref().unwrap()).collect();
    assert_eq!(sheets, ["القائمة", "odd", "hidden"]);
    assert_eq!(texts(&file.grids[1])[0].1[..4], ["12:00:00", "60", "#N/A", "TRUE"]);
    assert_eq!(file.grids[1].rows[0].cells[5].text, "900123456789");
    let found = table::best(&file.grids).unwrap();
    let list = &found.tables[0];
    assert_eq!((found.tables.len(), found.left_out.len(), list.header_row), (1, 2, 5));
    assert_eq!(
        list.columns[1..],
        ["الاسم", "Date of death Day", "Date of death Month", "Date of death Year", "Place", "Told"]
    );
    let rows: Vec<_> = list.rows.iter().map(|row| (row.number, row.cells[5].text.as_str())).collect();
    assert_eq!(rows, [(6, "Tell Ward"), (7, "Tell Ward")]);
    assert_eq!(list.rows[1].cells[2].text, "5.5");
    let told = &list.rows[0].cells[6];
    assert_eq!((told.text.as_str(), told.kind), ("2015-03-04", Kind::Date(jiff::civil::date(2015, 3, 4))));
    let left_out: Vec<_> = list.left_out.iter().map(|left| (left.rows, left.reason.as_str())).collect();
    assert_eq!(left_out, [((2, 2), "title above the table"), ((9, 9), "total at the foot")]);
}

#[test]
fn a_stray_cell_at_the_end_of_a_sheet_is_refused_not_laid_out() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "name").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let error = read("list.xlsx", &book.save_to_buffer().unwrap()).unwrap_err();
    assert!(matches!(error, FormatError::TooLarge { .. }), "{error}");
}

#[test]
fn both_date_systems_of_xls() {
    for name in ["list.xls", "list-1904.xls"] {
        let file = fixture(name);
        assert_eq!(file.format, "XLS");
        let found = table::best(&file.grids).unwrap();
        let list = &found.tables[0];
        assert_eq!(
            (list.header_row, list.columns.join("|")),
            (4, "column 1|الاسم|Age|Date of death|Place".into())
        );
        let rows: Vec<_> = list.rows.iter().map(|row| (row.number, row.cells[3].text.as_str())).collect();
        assert_eq!(rows, [(5, "2015-03-04"), (6, "2015-03-05")], "{name}");
        assert_eq!(list.rows[1].cells[4].text, "Tell Ward");
    }
}

#[test]
fn ods_and_parquet() {
    let file = fixture("list.ods");
    assert_eq!(
        texts(&file.grids[0])[..2],
        [
            (3, vec!["الاسم", "Age", "Date of death", "Place"]),
            (4, vec!["سالم درويش النجار", "34", "2015-03-04", "Tell Ward"])
        ]
    );
    let file = fixture("list.parquet");
    let grid = &file.grids[0];
    assert!(grid.has_header && file.format == "Parquet");
    assert_eq!(
        texts(grid),
        [
            (0, vec!["name", "age", "date", "seen", "told", "weight", "minor", "sources"]),
            (
                1,
                vec![
                    "سالم درويش النجار",
                    "34",
                    "2015-03-04",
                    "2015-03-04",
                    "2015-03-04",
                    "0.1",
                    "false",
                    "[\"council\",\"hospital\"]"
                ]
            ),
            (2, vec!["ليلى كامل الحداد", "", "2015-03-05", "2015-03-05", "2015-03-05", "", "true", "[]"]),
        ]
    );
    assert!(matches!(grid.rows[1].cells[3].kind, Kind::Date(_)));
}

/// Every prefix and every single flipped byte of the binary fixtures is read or refused.
#[test]
fn damaged_files_never_panic() {
    for name in ["list.xls", "list.ods", "list.parquet"] {
        let bytes = std::fs::read(format!("tests/files/{name}")).unwrap();
        for at in (0..bytes.len()).step_by(61) {
            let _ = read(name, &bytes[..at]);
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            let _ = read(name, &flipped);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(start in 0usize..6, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let starts: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"[{", b"\xff\xfe"];
        let _ = read("list", &[starts[start], &bytes].concat());
    }

    #[test]
    fn random_lists_never_panic_and_keep_their_rows_in_order(text in "([A-Zا-ي\"'0-9 ]{0,4}|total|name|[,;|\t\n\r]){0,60}") {
        if let Ok(file) = read("list.csv", text.as_bytes()) {
            for table in file.grids.iter().filter_map(table::find) {
                prop_assert!(table.rows.windows(2).all(|pair| pair[0].number < pair[1].number));
                prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()));
            }
        }
    }
}
