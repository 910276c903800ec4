//! Grids as they come, and the tables in them.

use super::*;

/// A grid from lines of cells cut at `|`; an empty line is a blank row.
fn grid(sheet: Option<&str>, text: &str) -> Grid {
    let cells = |line: &str| {
        if line.is_empty() { Vec::new() } else { line.split('|').map(Cell::text).collect() }
    };
    let rows = (1u32..).zip(text.lines()).map(|(number, line)| Row { number, cells: cells(line) });
    Grid { sheet: sheet.map(str::to_owned), rows: rows.collect(), has_header: false }
}

fn table(text: &str) -> Table {
    find(&grid(None, text)).unwrap()
}

fn numbers(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.number).collect()
}

fn left_out(table: &Table) -> Vec<(u32, u32, &str)> {
    table.left_out.iter().map(|left| (left.rows.0, left.rows.1, left.reason.as_str())).collect()
}

const HEAD: &str = "No|Name|Age|Place|Date\n";
const BODY: &str = "1|Sami Noor|34|Tell Ward|2015-03-04\n2|Lina Haddad|7|Ain Safa|2015-03-05\n3|Omar Zein|51|Tell Ward|2015-03-05\n";

#[test]
fn titles_above_are_left_out_with_their_rows() {
    let table = table(&format!("Victims of the spring\nas of 3 May\n\n{HEAD}{BODY}"));
    assert_eq!((table.header_row, numbers(&table)), (4, vec![5, 6, 7]));
    assert_eq!(table.columns, ["No", "Name", "Age", "Place", "Date"]);
    assert_eq!(left_out(&table), [(1, 2, "title above the table")]);
}

#[test]
fn no_header() {
    let table = table(BODY);
    assert_eq!((table.header_row, numbers(&table)), (0, vec![1, 2, 3]));
    assert_eq!(table.columns, ["column 1", "column 2", "column 3", "column 4", "column 5"]);
}

#[test]
fn names_are_clean_and_unique() {
    let table = table("\u{feff} Name\u{200f}|Name||Age\nSami|Noor|x|34||\nLina|Haddad|y|7|z|\u{200e}");
    assert_eq!(table.columns, ["Name", "Name (2)", "column 3", "Age", "column 5"]);
    assert!(table.rows.iter().all(|row| row.cells.len() == 5));
}

#[test]
fn cells_stay_verbatim() {
    let table = table("Name|Age\n  Sami\u{200f} Noor |34\nLina|7");
    assert_eq!(table.rows[0].cells[0].text, "  Sami\u{200f} Noor ");
}

#[test]
fn totals_in_both_languages() {
    for total in
        ["|Total|3||", "Total||||", "4|المجموع|92||", "Grand total: 3||||", "Total|Total|Total||3", "|||3|"]
    {
        let table = table(&format!("{HEAD}{BODY}{total}\n"));
        assert_eq!(numbers(&table), [2, 3, 4], "{total}");
        assert_eq!(left_out(&table), [(5, 5, "total at the foot")], "{total}");
    }
    let table = table(&format!("{HEAD}{BODY}|Subtotal|92||\n4|Rima Attar|9|Ain Safa|2015-03-06\n"));
    assert_eq!((numbers(&table), left_out(&table)), (vec![2, 3, 4, 6], vec![(5, 5, "total")]));
}

#[test]
fn notes_at_the_foot() {
    let table = table(&format!(
        "{HEAD}{BODY}\nCompiled by the town council\nSource: hospital register|||page 4|\n\n3\n"
    ));
    assert_eq!(numbers(&table), [2, 3, 4]);
    let table = super::find(&grid(None, &format!("{HEAD}{BODY}* minors\n"))).unwrap();
    assert_eq!(left_out(&table), [(5, 5, "note at the foot")]);
}

#[test]
fn headers_repeated_and_headings_between() {
    let text = format!("{HEAD}{BODY}{HEAD}Ain Safa district||||\n4|Rima Attar|9|Ain Safa|2015-03-06\n");
    let table = table(&text);
    assert_eq!(numbers(&table), [2, 3, 4, 7]);
    assert_eq!(left_out(&table), [(5, 5, "header repeated"), (6, 6, "heading between the entries")]);
}

#[test]
fn real_entries_stay() {
    // A name alone, in the middle, at the foot, and after a blank row; an entry without a name; a person named Total.
    for entry in [
        "|Rima Attar|||",
        "4|Rima Attar|||",
        "4|unknown|||2015-03-05",
        "4||9|Ain Safa|",
        "4|Total Abbas|9||",
        "4|Sum|9|Ain Safa|",
        "4|unidentified body|||",
        "4|||Ain Safa|2015-03-05",
    ] {
        let text = format!("{HEAD}{BODY}{entry}\n{BODY}{entry}\n\n{entry}\n");
        assert_eq!(numbers(&table(&text)), [2, 3, 4, 5, 6, 7, 8, 9, 11], "{entry}");
    }
    let list = table("Name\nSami Noor\nLina Haddad\n\nRima Attar\n");
    assert_eq!(numbers(&list), [2, 3, 5]);
}

#[test]
fn forms_not_filled_in_are_left_out_only_at_the_end() {
    let table = table(&format!("{HEAD}{BODY}4||||\n5|Rima Attar|9|Ain Safa|2015-03-06\n6||||\n7||||\n"));
    assert_eq!(numbers(&table), [2, 3, 4, 5, 6]);
    assert_eq!(left_out(&table), [(7, 8, "only a running number")]);
}

#[test]
fn blank_rows_and_blank_columns() {
    let table = table(&format!("{HEAD}\n{BODY}|||||||\n4|Rima Attar|9|Ain Safa|2015-03-06||\n"));
    assert_eq!((numbers(&table), table.columns.len()), (vec![3, 4, 5, 7], 5));
}

#[test]
fn the_list_among_sheets() {
    let codes = (1..400).map(|n| format!("{n}|Town {n}\n")).collect::<String>();
    let grids = [
        grid(Some("read me"), "This workbook holds what the council knows.\nPlease ask before use."),
        grid(Some("codes"), &format!("Code|City\n{codes}")),
        grid(Some("March"), &format!("{HEAD}{BODY}")),
        grid(Some("April"), &format!("Victims in April\n{HEAD}{BODY}")),
        grid(Some("empty"), ""),
    ];
    let found = best(&grids).unwrap();
    let sheets: Vec<_> = found.tables.iter().map(|table| table.sheet.as_deref()).collect();
    assert_eq!(sheets, [Some("March"), Some("April")]);
    let others: Vec<_> = found.left_out.iter().map(|left| (left.sheet.as_deref(), left.rows)).collect();
    assert_eq!(others, [(Some("read me"), (1, 2)), (Some("codes"), (1, 400))]);
    assert!(found.left_out[0].reason.starts_with("another sheet: "));
    assert_eq!(best(&grids[4..]), Err(TableError::NoEntries));
}

#[test]
fn a_format_that_names_its_columns_is_believed() {
    let mut grid = grid(None, "a|b|c|d\n1|2|3|4\n|Total|9|9\n||");
    grid.has_header = true;
    for (number, row) in (0u32..).zip(&mut grid.rows) {
        row.number = number;
    }
    let table = find(&grid).unwrap();
    assert_eq!((table.header_row, numbers(&table), table.left_out.len()), (0, vec![1, 2], 0));
}
