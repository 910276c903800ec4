//! Text tables: the delimiter, and the grid of cells.

use super::cut::{Cutter, Piece};
use super::{Fault, within_limits};
use crate::table::{Cell, Grid, Row, is_invisible};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Records and characters looked at to choose the delimiter.
const SAMPLE: (usize, usize) = (200, 256 * 1024);

/// How a text is cut: the delimiter (`None` for a list of one column), where the records begin, and on which line.
pub(crate) struct Cut {
    pub delimiter: Option<char>,
    pub start: usize,
    pub line: u32,
}

impl Cut {
    /// By the line `sep=`, else by what most of the first records agree on.
    pub fn of(text: &str) -> Cut {
        match separator_line(text) {
            Some((delimiter, body)) => {
                Cut { delimiter: Some(delimiter), start: text.len() - body.len(), line: 2 }
            }
            None => Cut { delimiter: choose(text), start: 0, line: 1 },
        }
    }
}

/// Splits a text into records. One empty row stands for any number of blank lines, so that a gap remains visible.
pub(super) fn read(text: &str) -> Result<Grid, Fault> {
    let cut = Cut::of(text);
    rows(&mut Cutter::new(text, &cut), usize::MAX).map(|rows| Grid { sheet: None, rows, has_header: false })
}

/// The next records as rows, until as many as are `wanted` are filled.
pub(crate) fn rows(cutter: &mut Cutter, wanted: usize) -> Result<Vec<Row>, Fault> {
    let mut rows: Vec<Row> = Vec::new();
    let (mut columns, mut cells, mut filled) = (0, 0, 0);
    let mut record = Vec::new();
    while filled < wanted {
        record.clear();
        let Some(number) = cutter.record(|text, piece| {
            record.push(Cell::text(match piece {
                Piece::Slice(from, to) => text.get(from..to).unwrap_or_default().to_owned(),
                Piece::Joined(joined) => joined,
            }));
        }) else {
            break;
        };
        let blank = record.iter().all(Cell::is_blank);
        if blank && rows.last().is_none_or(|row| row.cells.is_empty()) {
            continue;
        }
        filled += usize::from(!blank);
        let record = if blank { Vec::new() } else { std::mem::take(&mut record) };
        columns = columns.max(record.len());
        cells += record.len();
        rows.push(Row { number, cells: record });
        within_limits(rows.len(), columns, cells)?;
    }
    if filled < wanted && rows.last().is_some_and(|row| row.cells.is_empty()) {
        rows.pop();
    }
    Ok(rows)
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
        let mut cutter = Cutter::new(sample, &Cut { delimiter: Some(delimiter), start: 0, line: 1 });
        let mut count = 0;
        while count < SAMPLE.0 {
            let (mut width, mut blank) = (0, true);
            let record = cutter.record(|text, piece| {
                width += 1;
                blank = blank
                    && match &piece {
                        Piece::Slice(from, to) => text.get(*from..*to).unwrap_or_default(),
                        Piece::Joined(joined) => joined,
                    }
                    .chars()
                    .all(is_invisible);
            });
            if record.is_none() {
                break;
            }
            if blank {
                continue;
            }
            count += 1;
            if let Some(width) = widths.get_mut(width.min(256)) {
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
