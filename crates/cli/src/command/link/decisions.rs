//! What people decided on pairs of records: `list_l,id_l,list_r,id_r,verdict`, as CSV or any other table that is read.

use super::input::{Input, is_same};
use super::roster::Roster;
use anyhow::{Context, Result, anyhow, bail};
use linkage::{Decided, LinkError, Verdict};
use lists::table::Row;
use lists::value::{fold, tidy};
use rustc_hash::FxHashMap;
use std::path::Path;

/// What a table of decisions must have.
const EXPECTED: &str = "list_l,id_l,list_r,id_r,verdict (of one list: id_l,id_r,verdict)";

/// Words for each verdict, in lower case and with single blanks.
const VERDICTS: [(Verdict, &[&str]); 3] = [
    (Verdict::Same, &["same", "same person", "نفس الشخص", "نفسه"]),
    (Verdict::Different, &["different", "different people", "مختلف", "مختلفان", "شخصان"]),
    (Verdict::CannotTell, &["cannot tell", "can not tell", "can't tell", "لا يمكن الجزم", "غير مؤكد"]),
];

/// The decisions of a file.
pub struct Decisions {
    /// Name of the file.
    file: String,
    /// By the records' indexes, in the order of the file.
    pub decided: Vec<Decided>,
    /// The row of each.
    rows: Vec<u32>,
}

/// A row, before its records are looked up.
#[derive(Debug, PartialEq)]
struct Said {
    row: u32,
    /// List and id on either side; the list where it is said.
    sides: [(Option<String>, String); 2],
    verdict: Verdict,
}

impl Decisions {
    /// Reads the file and finds its records.
    pub fn read(path: &Path, inputs: &[Input], roster: &Roster) -> Result<Decisions> {
        let file = path.display().to_string();
        let bytes = match std::fs::read(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                bail!("{file}: there is no such file")
            }
            read => read.with_context(|| format!("{file}: cannot be read"))?,
        };
        let ids = roster.list_of.iter().copied().zip(inputs.iter().flat_map(|input| input.ids.iter()));
        let said = said(&file, &bytes).and_then(|said| found(&said, &roster.names, ids));
        let (decided, rows) = said.map_err(|error| match error.is::<lists::format::FormatError>() {
            true => error,
            false => error.context(file.clone()),
        })?;
        Ok(Decisions { file, decided, rows })
    }

    /// An error of matching; one that the decisions are to blame for with their file, row and ids.
    pub fn blamed(&self, error: LinkError, inputs: &[Input], roster: &Roster) -> anyhow::Error {
        let file = &self.file;
        let row = |a: usize, b: usize, verdict: Verdict| {
            let is = |d: &Decided| {
                d.verdict == verdict && [(a, b), (b, a)].contains(&(d.a as usize, d.b as usize))
            };
            let at = self.decided.iter().position(is);
            at.and_then(|at| self.rows.get(at)).map_or(String::new(), |row| format!(", row {row}"))
        };
        let pair = |a, b| format!("{} and {}", named(a, inputs, roster), named(b, inputs, roster));
        match error {
            LinkError::Contradiction { a, b } => anyhow!(
                "{file}{}: {} are different here, but by other rows they are the same; correct one of these",
                row(a, b, Verdict::Different),
                pair(a, b)
            ),
            LinkError::TwiceInList { a, b, list } => anyhow!(
                "{file}{}: {} are the same by these decisions, but by --one-per-list \"{list}\" names nobody twice",
                row(a, b, Verdict::Same),
                pair(a, b)
            ),
            other => other.into(),
        }
    }
}

/// A record by its id and list.
fn named(record: usize, inputs: &[Input], roster: &Roster) -> String {
    let id = inputs.iter().flat_map(|input| input.ids.iter()).nth(record).unwrap_or_default();
    let list = roster.list_of.get(record).and_then(|&list| roster.names.get(list as usize));
    shown(id, list.filter(|_| roster.names.len() > 1).map(String::as_str))
}

/// As messages name a record, on one line whatever is in the id.
fn shown(id: &str, list: Option<&str>) -> String {
    let id = tidy(id);
    list.map_or(format!("\"{id}\""), |list| format!("\"{id}\" of \"{}\"", tidy(list)))
}

/// What the rows say that have a verdict.
fn said(file: &str, bytes: &[u8]) -> Result<Vec<Said>> {
    let grids = lists::format::read(file, bytes)?.grids;
    let header_of = |rows: &[Row]| -> Option<(usize, Vec<String>)> {
        let at = rows.iter().position(|row| row.cells.iter().any(|cell| !cell.is_blank()))?;
        Some((at, rows.get(at)?.cells.iter().map(|cell| tidy(&cell.text)).collect()))
    };
    let at = |header: &[String], name: &str| header.iter().position(|h| is_same(h, name));
    // Of several sheets the first that has verdicts.
    let with_header = grids.iter().filter_map(|grid| Some((grid, header_of(&grid.rows)?)));
    let with_verdicts = with_header.clone().find(|(_, (_, header))| at(header, "verdict").is_some());
    let Some((grid, (above, header))) = with_verdicts.or_else(|| with_header.clone().next()) else {
        bail!("there is nothing in it; expected {EXPECTED}");
    };
    let needed = |name: &str| {
        at(&header, name).with_context(|| format!("there is no column \"{name}\"; expected {EXPECTED}"))
    };
    let ids = [needed("id_l")?, needed("id_r")?];
    let verdict_at = needed("verdict")?;
    let lists = [at(&header, "list_l"), at(&header, "list_r")];
    let mut said = Vec::new();
    for row in grid.rows.iter().skip(above + 1) {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.text.trim());
        let word = tidy(cell(verdict_at));
        // A row without a verdict is a pair that nobody has decided on yet.
        if word.is_empty() {
            continue;
        }
        let number = row.number;
        let Some(verdict) = verdict(&word) else {
            bail!("row {number}: \"{word}\" is no verdict; expected same, different or cannot tell");
        };
        let side = |side: usize| -> Result<(Option<String>, String)> {
            let id = cell(ids[side]);
            if id.is_empty() {
                bail!("row {number}: there is no id in column \"{}\"", ["id_l", "id_r"][side]);
            }
            let list = lists[side].map(cell).filter(|list| !list.is_empty());
            Ok((list.map(str::to_owned), id.to_owned()))
        };
        said.push(Said { row: number, sides: [side(0)?, side(1)?], verdict });
    }
    Ok(said)
}

fn verdict(word: &str) -> Option<Verdict> {
    let word = fold(&word.replace(['_', '-'], " "));
    let is = |words: &[&str]| words.iter().any(|w| fold(w) == word);
    VERDICTS.iter().find(|(_, words)| is(words)).map(|v| v.0)
}

/// The records that the rows speak of, of all records by list and id.
fn found<'a>(
    said: &[Said],
    lists: &[String],
    records: impl Iterator<Item = (u32, &'a str)>,
) -> Result<(Vec<Decided>, Vec<u32>)> {
    let list_of = |row: u32, named: &Option<String>| -> Result<u32> {
        let at = match named {
            None if lists.len() == 1 => Some(0),
            None => bail!(
                "row {row}: there is no list; of several lists, columns \"list_l\" and \"list_r\" name them"
            ),
            Some(name) => {
                let exactly = lists.iter().position(|list| list == name);
                exactly.or_else(|| lists.iter().position(|list| list.eq_ignore_ascii_case(name)))
            }
        };
        match (at, named) {
            (Some(at), _) => Ok(at as u32),
            (None, name) => bail!(
                "row {row}: there is no list \"{}\"; the lists are {}",
                tidy(name.as_deref().unwrap_or_default()),
                lists.join(", ")
            ),
        }
    };
    // Only the records that are spoken of: none yet, one, or several of one id.
    let mut wanted: FxHashMap<(u32, &str), Option<Result<u32, ()>>> = FxHashMap::default();
    let mut keys = Vec::with_capacity(said.len());
    for Said { row, sides: [left, right], .. } in said {
        let key = [(list_of(*row, &left.0)?, left.1.as_str()), (list_of(*row, &right.0)?, right.1.as_str())];
        key.iter().for_each(|key| {
            wanted.insert(*key, None);
        });
        keys.push(key);
    }
    for (record, key) in records.enumerate() {
        if let Some(found) = wanted.get_mut(&key) {
            *found = Some(if found.is_none() { Ok(record as u32) } else { Err(()) });
        }
    }
    let several = lists.len() > 1;
    let mut decided: Vec<Decided> = Vec::with_capacity(said.len());
    // By pair: whether it was decided to be the same, and where.
    let mut earlier: FxHashMap<(u32, u32), (Verdict, u32)> = FxHashMap::default();
    for (Said { row, verdict, .. }, key) in said.iter().zip(&keys) {
        let record = |(list, id): (u32, &str)| -> Result<u32> {
            let named = || shown(id, lists.get(list as usize).filter(|_| several).map(String::as_str));
            match wanted.get(&(list, id)).copied().flatten() {
                Some(Ok(record)) => Ok(record),
                Some(Err(())) => bail!("row {row}: {} is the id of several records", named()),
                None => bail!("row {row}: there is no record {}", named()),
            }
        };
        let (a, b) = (record(key[0])?, record(key[1])?);
        if a == b {
            bail!("row {row}: both sides are the record {}", shown(key[0].1, None));
        }
        if *verdict != Verdict::CannotTell {
            let (before, first) = *earlier.entry((a.min(b), a.max(b))).or_insert((*verdict, *row));
            if before != *verdict {
                bail!("row {row}: the same pair was decided otherwise in row {first}; correct one of them");
            }
        }
        decided.push(Decided { a, b, verdict: *verdict });
    }
    Ok((decided, said.iter().map(|s| s.row).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: [(u32, &str); 6] = [(0, "1"), (0, "2"), (0, "3"), (1, "1"), (1, "x, y"), (1, "1")];

    fn read(text: &str, lists: &[&str]) -> Result<Vec<(u32, u32, Verdict)>> {
        let lists: Vec<String> = lists.iter().map(|l| (*l).to_owned()).collect();
        let records = RECORDS.into_iter().filter(|r| (r.0 as usize) < lists.len());
        let (decided, rows) = found(&said("d.csv", text.as_bytes())?, &lists, records)?;
        assert_eq!(decided.len(), rows.len());
        Ok(decided.iter().map(|d| (d.a, d.b, d.verdict)).collect())
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = read(text, &["north", "south"]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn rows_name_records_by_list_and_id() {
        use Verdict::{CannotTell, Different, Same};
        let both = "list_l,id_l,list_r,id_r,weight,probability,verdict\n\
                    north,1,south,\"x, y\",3.2,0.9,same\n\
                    SOUTH,\"x, y\",north,2,0.1,0.5,Cannot_tell\n\
                    north,3,north,1,0.1,0.5,\n\
                    north,3,north,1,0.1,0.5, Different \n";
        let expected = [(0, 4, Same), (4, 1, CannotTell), (2, 0, Different)];
        assert_eq!(read(both, &["north", "south"]).unwrap(), expected);
        // As spreadsheets in other countries write it, and in Arabic.
        let other = "\u{feff}ID L;ID R;Verdict\r\n1;2;نفس الشخص\r\n2;3;مُختلفان\r\n1;3;لا يمكن الجزم\r\n";
        assert_eq!(read(other, &["north"]).unwrap(), [(0, 1, Same), (1, 2, Different), (0, 2, CannotTell)]);
        // The same again, from the other side, is no contradiction; nor is that another could not tell.
        let twice = "id_l,id_r,verdict\n1,2,same\n2,1,same\n1,2,cannot tell\n";
        assert_eq!(read(twice, &["north"]).unwrap().len(), 3);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        let head = "list_l,id_l,list_r,id_r,verdict\n";
        refused(
            &format!("{head}north,1,south,\"x, y\",yes\n"),
            "row 2: \"yes\" is no verdict; expected same",
        );
        refused(&format!("{head}north,9,north,1,same\n"), "row 2: there is no record \"9\" of \"north\"");
        refused(
            &format!("{head}north,1,east,1,same\n"),
            "row 2: there is no list \"east\"; the lists are north",
        );
        refused(&format!("{head}north,1,,1,same\n"), "row 2: there is no list; of several lists");
        refused(&format!("{head}north,1,north,,same\n"), "row 2: there is no id in column \"id_r\"");
        refused(
            &format!("{head}north,1,south,1,same\n"),
            "row 2: \"1\" of \"south\" is the id of several records",
        );
        refused(&format!("{head}north,1,north,1,same\n"), "row 2: both sides are the record \"1\"");
        refused(
            &format!("{head}north,1,north,2,same\n\nnorth,2,north,1,different\n"),
            "row 4: the same pair was decided otherwise in row 2",
        );
        refused(
            "list_l,id_l,list_r,verdict\nnorth,1,north,same\n",
            "there is no column \"id_r\"; expected list_l",
        );
        refused("id_l,id_r,verdict\n1,2,same\n", "row 2: there is no list; of several lists");
        refused("id_l,id_r\n1,2\n", "there is no column \"verdict\"");
    }

    /// A table of decisions with some characters of it changed: refused in words, or read.
    #[test]
    fn a_damaged_table_is_refused_or_read() {
        let whole =
            "list_l,id_l,list_r,id_r,verdict\nnorth,1,south,\"x, y\",same\nnorth,2,north,3,different\n";
        let characters: Vec<char> = "\",;\t\n\r\0\u{feff}x1نَ\u{200f}".chars().collect();
        let mut state = 1u64;
        let mut drawn = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..3_000 {
            let mut text: Vec<char> = whole.chars().collect();
            for _ in 0..1 + drawn(5) {
                let (at, to) = (drawn(text.len()), characters[drawn(characters.len())]);
                text[at] = to;
            }
            let text: String = text.into_iter().collect();
            match read(&text, &["north", "south"]) {
                Ok(decided) => assert!(decided.iter().all(|d| d.0 != d.1 && d.0 < 6 && d.1 < 6)),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}
