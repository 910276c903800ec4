//! Where the header is: the row, or two, that name the columns.
//!
//! Three kinds of evidence: words that headers use; cells that differ in kind from what stands under them ("Age" over
//! numbers); and the shape of the row (as full as the rows below, short, distinct, no numbers). A row that only
//! looks like the entries below it is held to be an entry: to lose a person to the header would be worse than to have
//! columns without names.

use std::collections::BTreeSet;

use super::{Cell, Kind, Row, is_invisible, words};

/// Non-empty rows in which the header is searched.
const SEARCHED: usize = 40;
/// Rows under a candidate that are compared with it.
const COMPARED: usize = 40;
/// Longest text of a header cell, in characters.
const LONGEST: usize = 80;

/// The header within the rows of a grid.
pub(crate) struct Header {
    /// Indices of the upper and the lower row; the same where there is one.
    pub rows: (usize, usize),
    /// One name for each column, not yet cleaned; empty where there is none.
    pub names: Vec<String>,
}

/// A number, a date, or a text that is one: digits and at most a few letters ("12.5", "3/4/2015", "٣٤", "6 months").
pub(super) fn is_typed(cell: &Cell) -> bool {
    if cell.kind != Kind::Text {
        return !cell.is_blank();
    }
    let (mut digits, mut letters) = (0, 0);
    for c in cell.text.chars() {
        digits += usize::from(c.is_numeric());
        letters += usize::from(c.is_alphabetic());
    }
    digits > 0 && letters <= digits
}

/// Number of filled cells.
pub(crate) fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

/// What an entry of this grid usually fills: the upper quartile over the first rows.
pub(super) fn usual_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(filled).filter(|width| *width > 0).take(400).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
}

/// A name as a header writes it: no blanks at the ends, no invisible characters, one space for any white space.
pub(crate) fn clean(text: &str) -> String {
    let text = text.trim_matches(is_invisible);
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        // Joiners inside a word belong to its spelling.
        match c {
            c if c.is_whitespace() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            '\u{200c}' | '\u{200d}' => clean.push(c),
            c if is_invisible(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Finds the header; `None` where the first row is an entry already.
pub(crate) fn find(rows: &[Row]) -> Option<Header> {
    let usual = usual_width(rows);
    let candidates = rows.iter().enumerate().filter(|(_, row)| filled(row) > 0).take(SEARCHED);
    let mut best: Option<(f64, usize)> = None;
    for (at, row) in candidates {
        if filled(row) * 2 < usual {
            continue;
        }
        let below = rows.get(at + 1..).unwrap_or_default();
        if let Some(score) = score(row, below, usual)
            && best.is_none_or(|(highest, _)| score > highest + 0.5)
        {
            best = Some((score, at));
        }
    }
    let (_, at) = best?;
    let second = |upper: usize, lower: usize| {
        Some(Header { rows: (upper, lower), names: join(rows.get(upper)?, rows.get(lower)?) })
    };
    if is_lower(rows, at) {
        return second(at, at + 1);
    }
    if let Some(above) = at.checked_sub(1)
        && (is_group(rows, above, at) || (is_upper(rows, above) && is_lower(rows, above)))
    {
        return second(above, at);
    }
    let names = rows.get(at)?.cells.iter().map(|cell| cell.text.clone()).collect();
    Some(Header { rows: (at, at), names })
}

/// A short text that is no number, no date and no "unknown".
fn is_label(cell: &Cell) -> bool {
    cell.kind == Kind::Text
        && !is_typed(cell)
        && cell.text.chars().any(char::is_alphabetic)
        && cell.text.chars().count() <= LONGEST
        && !words::is_unknown(&cell.text)
}

/// What speaks for each filled cell of `row` to be a header over `below`: a word, a difference in kind.
fn evidence(row: &Row, below: &[Row]) -> Vec<(bool, bool)> {
    let below: Vec<&Row> = below.iter().filter(|row| filled(row) > 0).take(COMPARED).collect();
    let mut found = Vec::new();
    for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        let under: Vec<&Cell> =
            below.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_blank()).collect();
        let typed = under.iter().filter(|cell| is_typed(cell)).count();
        let same = under.iter().filter(|cell| words::is_header(&cell.text)).count();
        let word = is_label(cell) && words::is_header(&cell.text) && same * 2 <= under.len();
        let contrast = is_label(cell) && !under.is_empty() && typed * 10 >= under.len() * 6;
        found.push((word, contrast));
    }
    found
}

/// How much a row looks like the header of the rows below; `None` if it does not.
fn score(row: &Row, below: &[Row], usual: usize) -> Option<f64> {
    let cells: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
    let count = cells.len();
    let labels = cells.iter().filter(|cell| is_label(cell)).count();
    let distinct: BTreeSet<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    if labels * 5 < count * 4 || distinct.len() * 3 < count * 2 {
        return None;
    }
    let evidence = evidence(row, below);
    let words = evidence.iter().filter(|(word, _)| *word).count();
    let contrasts = evidence.iter().filter(|(_, contrast)| *contrast).count();
    let has_entries = below.iter().any(|row| filled(row) > 0);
    let convinced = words >= 2
        || (words == 1 && (count <= 2 || contrasts >= 1))
        || (contrasts >= 1 && labels == count && has_entries);
    if !convinced {
        return None;
    }
    let share = |part: usize| part as f64 / count as f64;
    Some(4.0 * share(words) + 2.0 * share(contrasts) + (count as f64 / usual.max(1) as f64).min(1.0))
}

/// Whether the row after `upper` continues the header: it names columns that `upper` leaves empty, and nothing
/// in it looks like an entry.
fn is_lower(rows: &[Row], upper: usize) -> bool {
    let (Some(top), Some(low)) = (rows.get(upper), rows.get(upper + 1)) else {
        return false;
    };
    let below = rows.get(upper + 2..).unwrap_or_default();
    let cells = low.cells.iter().filter(|cell| !cell.is_blank());
    if filled(low) < 2 || !cells.clone().all(is_label) || !below.iter().any(|row| filled(row) > 0) {
        return false;
    }
    let continues = low
        .cells
        .iter()
        .enumerate()
        .any(|(column, cell)| !cell.is_blank() && top.cells.get(column).is_none_or(Cell::is_blank));
    let evidence = evidence(low, below);
    let good = evidence.iter().filter(|(word, contrast)| *word || *contrast).count();
    let words = evidence.iter().filter(|(word, _)| *word).count();
    continues && words >= 1 && good >= 2 && good * 2 >= evidence.len()
}

/// Whether a row could be the upper one of a header: short labels, one of them a word of headers.
fn is_upper(rows: &[Row], at: usize) -> bool {
    let cells = || rows.get(at).into_iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_blank());
    cells().count() >= 2 && cells().all(is_short_label) && cells().any(|cell| words::is_header(&cell.text))
}

/// A label as it stands in a header, and not in a line such as "Source: register of 3 May".
fn is_short_label(cell: &Cell) -> bool {
    is_label(cell)
        && cell.text.chars().count() <= 30
        && !cell.text.contains(|c: char| c == ':' || c.is_numeric())
}

/// Whether the row above the header groups its columns ("Date of death" over day, month and year).
fn is_group(rows: &[Row], above: usize, header: usize) -> bool {
    let (Some(group), Some(names)) = (rows.get(above), rows.get(header)) else {
        return false;
    };
    let cells: Vec<(usize, &Cell)> =
        group.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()).collect();
    let named = |column: usize| names.cells.get(column).filter(|cell| !cell.is_blank());
    let fits = cells.iter().all(|(column, cell)| is_short_label(cell) && named(*column).is_some());
    let parts = |column: usize| named(column).is_some_and(|cell| words::is_date_part(&cell.text));
    match cells.as_slice() {
        [] => false,
        [(column, _)] => fits && *column > 0 && parts(*column),
        _ => fits && cells.len() < filled(names),
    }
}

/// One name for each column of a header of two rows. A group reaches to the right until the next filled cell of the upper
/// row, over the columns that the lower row names.
fn join(upper: &Row, lower: &Row) -> Vec<String> {
    let width = upper.cells.len().max(lower.cells.len());
    let mut group = String::new();
    (0..width)
        .map(|column| {
            let text = |row: &Row| row.cells.get(column).map(|cell| clean(&cell.text)).unwrap_or_default();
            let (top, low) = (text(upper), text(lower));
            if !top.is_empty() {
                // Only a cell with another under it is a group; one that stands alone, or is merged down, is a name.
                group = if low.is_empty() || low == top { String::new() } else { top.clone() };
            }
            match (top.is_empty(), low.is_empty()) {
                (_, true) => top,
                _ if low == top || group.is_empty() => low,
                _ => format!("{group} {low}"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Row> {
        let row =
            |(number, line): (u32, &str)| Row { number, cells: line.split('|').map(Cell::text).collect() };
        (1u32..).zip(text.lines()).map(row).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: Option<(usize, usize)>) -> Vec<String> {
        let header = find(&rows(text));
        assert_eq!(header.as_ref().map(|header| header.rows), expected, "{text}");
        header.map(|header| header.names).unwrap_or_default()
    }

    #[test]
    fn the_first_row_or_one_under_a_title() {
        check("name|age|place\nSami Noor|34|Tell Ward\nLina Haddad|7|Ain Safa", Some((0, 0)));
        check("الاسم|العمر\nسالم درويش|34", Some((0, 0)));
        check(
            "Victims of the spring||\nas of 3 May||\n||\nName|Age|Place\nSami Noor|34|Tell Ward\nLina|7|Ain Safa",
            Some((3, 3)),
        );
        check("name\nSami Noor\nLina Haddad", Some((0, 0)));
    }

    #[test]
    fn unknown_words_over_numbers() {
        check("navê|temen\nSami Noor|34\nLina Haddad|7", Some((0, 0)));
    }

    #[test]
    fn no_header_at_all() {
        check("Sami Noor|34|Tell Ward\nLina Haddad|7|Ain Safa\nOmar Zein|5|Tell Ward", None);
        check("Sami Noor|unknown|Tell Ward\nLina Haddad|7|Ain Safa\nOmar Zein|5|Tell Ward", None);
        check("Sami Noor|M|Ward City\nLina Haddad|F|Ain Safa\nOmar Zein|M|Tell Ward", None);
        check("سالم درويش\nليلى الحداد", None);
    }

    #[test]
    fn two_rows_with_groups() {
        let names = check(
            "Name|Date of death|||Place\n|Day|Month|Year|\nSami Noor|3|4|2015|Tell Ward\nLina|5|6|2015|Ain Safa",
            Some((0, 1)),
        );
        let expected = ["Name", "Date of death Day", "Date of death Month", "Date of death Year", "Place"];
        assert_eq!(names, expected);
        let names = check(
            "|Victim|||Incident|\nNo|Name|Age|Sex|Date|Place\n1|Sami|3|M|2015-01-02|Ward\n2|Lina|5|F|2015-01-03|Safa",
            Some((0, 1)),
        );
        assert_eq!(
            names,
            ["No", "Victim Name", "Victim Age", "Victim Sex", "Incident Date", "Incident Place"]
        );
    }

    #[test]
    fn the_first_entry_is_no_second_header_row() {
        check("Name|Age|Place|\nSami Noor|n/a|Ward City|x\nLina|7|Ain Safa|y", Some((0, 0)));
        check("Name|Sex|Place|\nSami Noor|M|Ward City|\nLina|F|Ain Safa|", Some((0, 0)));
    }
}
