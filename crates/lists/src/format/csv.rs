//! Text tables: RFC 4180 and what people and programs make of it.
//!
//! Written here rather than taken from a library for two reasons. A quote that is never closed must not swallow the entries
//! after it: it is then read as an ordinary character. And every record must know the physical line it starts on, whatever
//! ends the lines and however many lines a quoted cell spans.

use super::{Fault, within_limits};
use crate::table::{Cell, Grid, Row};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Records and characters looked at to choose the delimiter.
const SAMPLE: (usize, usize) = (200, 256 * 1024);

/// Splits a text into records. One empty row stands for any number of blank lines, so that a gap remains visible.
pub(super) fn read(text: &str) -> Result<Grid, Fault> {
    let (delimiter, body, first_line) = match separator_line(text) {
        Some((delimiter, body)) => (Some(delimiter), body, 2),
        None => (choose(text), text, 1),
    };
    let mut records = Records::new(body, delimiter, first_line);
    let mut rows: Vec<Row> = Vec::new();
    let (mut columns, mut cells) = (0, 0);
    while let Some((number, record)) = records.next() {
        let blank = record.iter().all(Cell::is_blank);
        if blank && rows.last().is_none_or(|row| row.cells.is_empty()) {
            continue;
        }
        let record = if blank { Vec::new() } else { record };
        columns = columns.max(record.len());
        cells += record.len();
        rows.push(Row { number, cells: record });
        within_limits(rows.len(), columns, cells)?;
    }
    if rows.last().is_some_and(|row| row.cells.is_empty()) {
        rows.pop();
    }
    Ok(Grid { sheet: None, rows, has_header: false })
}

/// The line `sep=;` by which Excel is told the delimiter, and the text after it.
fn separator_line(text: &str) -> Option<(char, &str)> {
    let rest = text.get(..4).filter(|head| head.eq_ignore_ascii_case("sep=")).and(text.get(4..))?;
    let delimiter = rest.chars().next()?;
    let rest = rest.get(delimiter.len_utf8()..)?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
    Some((delimiter, rest))
}

/// The delimiter under which most of the first records have the same number of cells, more than one; `None` for a
/// list of one column.
fn choose(text: &str) -> Option<char> {
    let end = text.char_indices().nth(SAMPLE.1).map_or(text.len(), |(at, _)| at);
    let sample = text.get(..end).unwrap_or(text);
    let mut best = (0.2, None);
    for delimiter in DELIMITERS.into_iter().filter(|delimiter| sample.contains(*delimiter)) {
        let mut widths = [0usize; 257];
        let (mut records, mut count) = (Records::new(sample, Some(delimiter), 1), 0);
        while let Some((_, record)) = records.next().filter(|_| count < SAMPLE.0) {
            if record.iter().all(Cell::is_blank) {
                continue;
            }
            count += 1;
            if let Some(width) = widths.get_mut(record.len().min(256)) {
                *width += 1;
            }
        }
        let score = widths.iter().enumerate().skip(2).map(|(width, records)| {
            // Of two that are as consistent, the one that cuts finer: commas inside the cells of a `;` list.
            (*records as f64 / count.max(1) as f64) * (1.0 - 1.0 / width as f64)
        });
        let score = score.fold(0.0, f64::max);
        if score > best.0 {
            best = (score, Some(delimiter));
        }
    }
    best.1
}

/// Cuts records one by one.
struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: Option<u8>,
    wide_delimiter: Option<char>,
    /// Bytes that may still be searched in vain for closing quotes: keeps hostile input linear.
    patience: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: Option<char>, line: u32) -> Self {
        let ascii = delimiter.filter(char::is_ascii).map(|c| c as u8);
        let wide_delimiter = delimiter.filter(|c| !c.is_ascii());
        Records { text, at: 0, line, delimiter: ascii, wide_delimiter, patience: 8 * text.len() + (1 << 20) }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Length of the delimiter at `at`, 0 if there is none.
    fn delimiter_at(&self, at: usize) -> usize {
        match (self.wide_delimiter, self.byte(at)) {
            (Some(wide), Some(_)) if self.text.get(at..).is_some_and(|rest| rest.starts_with(wide)) => {
                wide.len_utf8()
            }
            (None, Some(byte)) if Some(byte) == self.delimiter => 1,
            _ => 0,
        }
    }

    /// The next record and the line it starts on. Blank lines are records of one empty cell.
    fn next(&mut self) -> Option<(u32, Vec<Cell>)> {
        // 0x1A at the very end is the end mark of DOS, not a record.
        if self.at >= self.text.len() || self.text.get(self.at..) == Some("\x1a") {
            return None;
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            let cell = self.quoted().unwrap_or_else(|| self.plain());
            cells.push(Cell::text(cell));
            match self.delimiter_at(self.at) {
                0 => break,
                length => self.at += length,
            }
        }
        self.at += match (self.byte(self.at), self.byte(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(_), _) => 1,
            (None, _) => 0,
        };
        self.line = self.line.saturating_add(1);
        Some((line, cells))
    }

    fn ends_cell(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b'\n' | b'\r')) || self.delimiter_at(at) > 0
    }

    /// Everything up to the delimiter or the end of the line, verbatim.
    fn plain(&mut self) -> String {
        let start = self.at;
        while !self.ends_cell(self.at) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }

    /// A cell in quotes; `None`, and nothing consumed, if here is none that closes. A quote closes the cell where the
    /// cell can end. One that stands elsewhere is taken as it is, except after a line break: there it is the opening
    /// quote of another cell, and ours was never closed.
    fn quoted(&mut self) -> Option<String> {
        let mut open = self.at;
        while self.byte(open) == Some(b' ') {
            open += 1;
        }
        if self.byte(open) != Some(b'"') || self.patience == 0 {
            return None;
        }
        let mut text = String::new();
        let (mut from, mut lines) = (open + 1, 0u32);
        let mut at = from;
        let mut searched = 0;
        loop {
            searched += 1;
            match self.byte(at) {
                None => break,
                Some(b'"') if self.byte(at + 1) == Some(b'"') && !(lines > 0 && self.opens_here(at)) => {
                    text.push_str(self.text.get(from..=at)?);
                    at += 2;
                    from = at;
                }
                Some(b'"') => {
                    let mut after = at + 1;
                    while self.byte(after) == Some(b' ') {
                        after += 1;
                    }
                    if self.ends_cell(after) {
                        text.push_str(self.text.get(from..at)?);
                        (self.at, self.line) = (after, self.line.saturating_add(lines));
                        return Some(text);
                    }
                    if lines > 0 {
                        break;
                    }
                    at += 1;
                }
                Some(byte) => {
                    let single_cr = byte == b'\r' && self.byte(at + 1) != Some(b'\n');
                    lines += u32::from(byte == b'\n' || single_cr);
                    at += 1;
                }
            }
        }
        self.patience = self.patience.saturating_sub(searched);
        None
    }

    /// Two quotes where a cell can begin and that do not close a cell are an empty cell, not an escaped quote.
    fn opens_here(&self, at: usize) -> bool {
        let before = at.checked_sub(1);
        before.is_some_and(|before| {
            matches!(self.byte(before), Some(b'\n' | b'\r')) || self.delimiter_at(before) == 1
        }) && self.ends_cell(at + 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let grid = read(text).unwrap();
        grid.rows
            .into_iter()
            .map(|row| (row.number, row.cells.into_iter().map(|cell| cell.text).collect()))
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &[&str])]) {
        let rows = rows(text);
        let rows: Vec<(u32, Vec<&str>)> = rows
            .iter()
            .map(|(number, cells)| (*number, cells.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(u32, Vec<&str>)> =
            expected.iter().map(|(n, cells)| (*n, cells.to_vec())).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn every_delimiter() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["name,age,place", "Sami Noor,34,Tell Ward", "Lina Haddad,7,Ain Safa"].join("\n");
            let text = text.replace(',', delimiter);
            check(
                &text,
                &[
                    (1, &["name", "age", "place"]),
                    (2, &["Sami Noor", "34", "Tell Ward"]),
                    (3, &["Lina Haddad", "7", "Ain Safa"]),
                ],
            );
        }
    }

    #[test]
    fn commas_inside_the_cells_of_a_semicolon_list() {
        let text = "name;age;place\nNoor, Sami;34;Tell Ward\nHaddad, Lina;7;Ain Safa\n";
        assert_eq!(rows(text)[1].1, ["Noor, Sami", "34", "Tell Ward"]);
    }

    #[test]
    fn a_list_of_one_column_is_not_cut() {
        check(
            "Sami Noor\nLina Haddad\nOmar; Rima\n",
            &[(1, &["Sami Noor"]), (2, &["Lina Haddad"]), (3, &["Omar; Rima"])],
        );
    }

    #[test]
    fn the_separator_line_is_obeyed_and_counted() {
        check("sep=;\r\na,b;c\r\n1;2\r\n", &[(2, &["a,b", "c"]), (3, &["1", "2"])]);
        check("SEP=،\nا،ب\n", &[(2, &["ا", "ب"])]);
    }

    #[test]
    fn lines_are_physical_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "\"x", "y\",1", "", "", "p,q"].join(end);
            let inner = format!("x{end}y");
            check(&text, &[(1, &["a", "b"]), (2, &[&inner, "1"]), (4, &[]), (6, &["p", "q"])]);
        }
    }

    #[test]
    fn rows_of_differing_length_and_blank_rows() {
        check(
            "a,b,c\n1\n,,\n1,2,3,4\n,,\n",
            &[(1, &["a", "b", "c"]), (2, &["1"]), (3, &[]), (4, &["1", "2", "3", "4"])],
        );
    }

    #[test]
    fn quotes_as_they_should_be() {
        check(
            "a,\"b, \"\"c\"\"\",\"\"\n\"\",\"x\" , \"y\"\n",
            &[(1, &["a", "b, \"c\"", ""]), (2, &["", "x", "y"])],
        );
    }

    #[test]
    fn quotes_as_they_should_not_be() {
        check(
            "a,b\n\"Sami \"Abu\" Noor, elder\",34\nAl \"Doctor\" Z,7\n",
            &[(1, &["a", "b"]), (2, &["Sami \"Abu\" Noor, elder", "34"]), (3, &["Al \"Doctor\" Z", "7"])],
        );
    }

    #[test]
    fn an_open_quote_swallows_no_entry() {
        let expected: [(u32, &[&str]); 4] =
            [(1, &["a", "b"]), (2, &["\"Sami", "34"]), (3, &["Lina", "7"]), (4, &["Omar, Z", "5"])];
        check("a,b\n\"Sami,34\nLina,7\n\"Omar, Z\",5\n", &expected);
        check("a,b\n\"Sami,34\nLina,7\n", &expected[..3]);
        // An empty cell in quotes after it is no escaped quote.
        check("a,b\n\"Sami,34\n\"\",7\n", &[(1, &["a", "b"]), (2, &["\"Sami", "34"]), (3, &["", "7"])]);
    }

    #[test]
    fn hostile_quotes_take_linear_time() {
        let text = "\"a\"b,".repeat(200_000);
        assert_eq!(read(&text).map(|_| ()).unwrap_err().to_string_for_test(), "TooLarge");
        let text = format!("a,b\n{}", "\"a\"b\n,".repeat(200_000));
        assert!(read(&text).is_ok());
    }

    impl Fault {
        fn to_string_for_test(&self) -> &'static str {
            match self {
                Fault::TooLarge(_) => "TooLarge",
                _ => "another fault",
            }
        }
    }
}
