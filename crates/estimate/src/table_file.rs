//! Reading tables of overlaps written as CSV, whole or by strata.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Read;

use crate::table::{check_lists, is_name};
use crate::{Error, OverlapTable};

/// A part of the people, estimated by itself: a region, a year, a sex. Or all of them, where nothing parts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// The columns of strata, each with its value here; none where this is the whole.
    pub values: Vec<(String, String)>,
    /// Its people.
    pub table: OverlapTable,
    /// Tables of the same lists that other matchings of the records give, equally likely; none where there is no doubt.
    pub drawn: Vec<OverlapTable>,
}

impl Stratum {
    /// Its name: `region=north, year=2013`.
    #[must_use]
    pub fn name(&self) -> String {
        stratum_name(&self.values)
    }
}

fn stratum_name(values: &[(String, String)]) -> String {
    values.iter().map(|(column, value)| format!("{column}={value}")).collect::<Vec<_>>().join(", ")
}

/// Where the columns of a file are.
struct Layout {
    strata: Vec<(String, usize)>,
    /// Names of the lists, and their columns.
    lists: Vec<String>,
    at: Vec<usize>,
    count: Option<usize>,
}

impl OverlapTable {
    /// Reads a table written as CSV: one column of 0 or 1 for each list. If a column `count` follows, one row for each pattern;
    /// else one row for each person.
    pub fn from_csv(reader: impl Read) -> Result<OverlapTable, Error> {
        let mut strata = Stratum::from_csv(reader, &[])?;
        strata.pop().map(|whole| whole.table).ok_or(Error::Total { problem: "nothing" })
    }
}

impl Stratum {
    /// Reads a table as [`OverlapTable::from_csv`] does, with further columns by whose values the rows are parted; the strata come
    /// in the order of their names. Without such columns there is one stratum.
    pub fn from_csv(reader: impl Read, strata: &[String]) -> Result<Vec<Stratum>, Error> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(reader);
        let layout = Layout::of(reader.headers().map_err(csv_error)?, strata)?;
        // By stratum and pattern: the line where it stood first, and its count.
        let mut found: BTreeMap<Vec<String>, BTreeMap<u32, (u64, u64)>> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(csv_error)?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: usize| row.get(at).unwrap_or_default();
            if let Some((column, at)) = layout.strata.iter().find(|(_, at)| !is_name(cell(*at))) {
                return Err(cell_error(line, column, cell(*at), "a short text in one line"));
            }
            let values: Vec<String> = layout.strata.iter().map(|(_, at)| cell(*at).to_owned()).collect();
            let mut pattern = 0u32;
            for (i, (list, &at)) in layout.lists.iter().zip(&layout.at).enumerate() {
                match cell(at) {
                    "0" => {}
                    "1" => pattern |= 1 << i,
                    other if layout.count.is_none() && i + 1 == layout.lists.len() => {
                        let expected = "0 or 1 (if these are counts, call the column \"count\")";
                        return Err(cell_error(line, list, other, expected));
                    }
                    other => return Err(cell_error(line, list, other, "0 or 1")),
                }
            }
            let count: u64 = match layout.count.map(cell) {
                None => 1,
                Some(cell) => cell.parse().map_err(|_| {
                    cell_error(line, "count", cell, "a whole number, written in digits alone")
                })?,
            };
            if pattern == 0 && count > 0 {
                return Err(Error::Unlisted { line });
            }
            match found.entry(values).or_default().entry(pattern) {
                Entry::Vacant(first) => drop(first.insert((line, count))),
                Entry::Occupied(first) if layout.count.is_some() => {
                    return Err(Error::Twice { line, first: first.get().0 });
                }
                Entry::Occupied(mut first) => first.get_mut().1 += 1,
            }
        }
        if found.is_empty() {
            return Err(Error::Total { problem: "nothing" });
        }
        let stratum = |(values, patterns): (Vec<String>, BTreeMap<u32, (u64, u64)>)| {
            let values: Vec<(String, String)> = strata.iter().cloned().zip(values).collect();
            let counts = patterns.into_iter().map(|(pattern, (_, count))| (pattern, count));
            let table = OverlapTable::new(layout.lists.clone(), counts).map_err(|error| match strata {
                [] => error,
                _ => Error::Stratum { name: stratum_name(&values), problem: error.to_string() },
            })?;
            Ok(Stratum { values, table, drawn: Vec::new() })
        };
        found.into_iter().map(stratum).collect()
    }
}

impl Layout {
    fn of(headers: &csv::StringRecord, strata: &[String]) -> Result<Layout, Error> {
        let headers: Vec<&str> = headers.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        let of_stratum = |name: &String| {
            let at = headers.iter().position(|header| header == name);
            at.map(|at| (name.clone(), at)).ok_or_else(|| Error::NoColumn { name: name.clone() })
        };
        let strata: Vec<(String, usize)> = strata.iter().map(of_stratum).collect::<Result<_, _>>()?;
        let mut rest: Vec<usize> =
            (0..headers.len()).filter(|at| strata.iter().all(|(_, other)| other != at)).collect();
        if let Some((name, at)) = strata.iter().find(|(_, at)| is_count(headers[*at])) {
            return Err(Error::CountedStratum { name: name.clone(), column: at + 1 });
        }
        let count = rest.last().copied().filter(|&at| is_count(headers[at]));
        if count.is_some() {
            rest.pop();
        } else if let Some(at) = rest.iter().copied().find(|&at| is_count(headers[at])) {
            return Err(Error::CountColumn { column: at + 1 });
        }
        let lists: Vec<String> = rest.iter().map(|&at| headers[at].to_owned()).collect();
        check_lists(&lists)?;
        Ok(Layout { strata, lists, at: rest, count })
    }
}

fn is_count(header: &str) -> bool {
    header.eq_ignore_ascii_case("count")
}

fn cell_error(line: u64, column: &str, found: &str, expected: &'static str) -> Error {
    Error::Cell { line, column: column.to_owned(), found: found.chars().take(40).collect(), expected }
}

fn csv_error(error: csv::Error) -> Error {
    Error::Csv { detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<OverlapTable, Error> {
        OverlapTable::from_csv(text.as_bytes())
    }

    #[test]
    fn rows_of_persons_are_counted() {
        let persons = table("a,b\n1,0\n1,1\n1,0\n0,1\n").unwrap();
        assert_eq!(persons, table("a,b,count\n1,0,2\n0,1,1\n1,1,1\n").unwrap());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| table(text).unwrap_err().to_string();
        assert_eq!(said("a,b,count\n1,0,3\n1,2,4\n"), "line 3, column b: found \"2\"; expected 0 or 1");
        assert!(said("a,b,count\n1,0,-3\n").starts_with("line 2, column count: found \"-3\""));
        assert!(said("a,b,count\n0,0,3\n").starts_with("line 2: people on no list"));
        assert!(
            said("a,b,count\n1,0,3\n1,0,3\n").contains("line 3: this pattern was already given in line 2")
        );
        assert!(said("a,b,total\n1,0,7\n").starts_with("line 2, column total: found \"7\"; expected 0 or 1"));
        assert!(said("a,count,b\n1,0,7\n").contains("column 2"));
        assert!(said("a,b\n1,0\n0,0\n").starts_with("line 3: people on no list"));
        assert!(said("a,a,count\n").contains("column 2: the list's name is used twice"));
        assert!(said("a,count\n1,4\n").contains("1 lists"));
        assert!(said("a,b,count\n").contains("nothing"));
        assert!(said("a,b,count\n1,1\n").contains("could not be read"));
        assert!(said("a,b,count\n1,1,18446744073709551615\n").contains("too much"));
        assert!(matches!(table(""), Err(Error::Lists { found: 0 })));
    }

    #[test]
    fn rows_are_parted_by_their_strata() {
        let read = |text: &str, strata: &[&str]| {
            let strata: Vec<String> = strata.iter().map(|s| (*s).to_owned()).collect();
            Stratum::from_csv(text.as_bytes(), &strata)
        };
        let text = "region,a,b,count\nsouth,1,0,3\nnorth,1,1,2\nsouth,0,1,4\n";
        let parted = read(text, &["region"]).unwrap();
        let said: Vec<_> = parted.iter().map(|s| (s.name(), s.table.patterns())).collect();
        assert_eq!(
            said,
            [("region=north".to_owned(), &[(3, 2)][..]), ("region=south".to_owned(), &[(1, 3), (2, 4)])]
        );
        assert!(read(text, &["count"]).unwrap_err().to_string().starts_with("column 4 (count)"));
        assert_eq!(read(text, &["year"]).unwrap_err().to_string(), "there is no column \"year\"");
        let twice = "region,a,b,count\nsouth,1,0,3\nnorth,1,0,2\nsouth,1,0,4\n";
        assert!(read(twice, &["region"]).unwrap_err().to_string().contains("line 4"));
        let nothing = "region,a,b,count\nsouth,1,0,3\nnorth,1,0,0\n";
        assert!(read(nothing, &["region"]).unwrap_err().to_string().starts_with("stratum region=north: "));
    }
}
