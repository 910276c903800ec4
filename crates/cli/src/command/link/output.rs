//! What `inquest link` writes.

use super::input::Input;
use super::roster::Roster;
use anyhow::{Context, Result};
use linkage::Linked;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use tempfile::NamedTempFile;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 18;

/// `clusters.csv`: one row per record, in the order of the files.
/// `numbers` says what each person is called, if not by its place.
pub fn clusters(
    path: &Path,
    inputs: &[Input],
    roster: &Roster,
    linked: &Linked,
    numbers: Option<&[u32]>,
) -> Result<()> {
    let number = |person: u32| numbers.and_then(|of| of.get(person as usize)).copied().unwrap_or(person);
    let lists: Vec<String> = roster.names.iter().map(|name| quoted(name)).collect();
    let records = || roster.list_of.iter().zip(inputs.iter().flat_map(|input| input.ids.iter()));
    written(path, |out| {
        out.line.extend_from_slice(b"list,id,cluster,probability\n");
        let found = linked.person_of.iter().zip(&linked.probability);
        for ((&list, id), (&person, &probability)) in records().zip(found) {
            out.line.extend_from_slice(lists.get(list as usize).map_or(&[], |name| name.as_bytes()));
            out.line.push(b',');
            out.cell(id);
            out.line.push(b',');
            out.whole(u64::from(number(person)));
            out.line.push(b',');
            out.probability(probability);
            out.end()?;
        }
        Ok(())
    })
}

/// `pairs.csv`: one row per likely pair.
pub fn pairs(path: &Path, inputs: &[Input], roster: &Roster, linked: &Linked) -> Result<()> {
    let lists: Vec<String> = roster.names.iter().map(|name| quoted(name)).collect();
    let mut starts = vec![0];
    inputs.iter().for_each(|input| starts.push(starts.last().map_or(0, |last| last + input.rows)));
    written(path, |out| {
        out.line.extend_from_slice(b"list_l,id_l,list_r,id_r,weight,probability\n");
        for pair in &linked.pairs {
            for record in [pair.a as usize, pair.b as usize] {
                let list = roster.list_of.get(record).and_then(|&list| lists.get(list as usize));
                out.line.extend_from_slice(list.map_or(&[], |name| name.as_bytes()));
                out.line.push(b',');
                let file = starts.partition_point(|&start| start <= record).saturating_sub(1);
                if let (Some(input), Some(start)) = (inputs.get(file), starts.get(file)) {
                    out.cell(input.ids.get(record - start));
                }
                out.line.push(b',');
            }
            out.weight(pair.weight);
            out.line.push(b',');
            out.probability(pair.probability);
            out.end()?;
        }
        Ok(())
    })
}

/// A text of our own making.
pub fn text(path: &Path, text: &str) -> Result<()> {
    bytes(path, text.as_bytes())
}

/// Bytes of our own making.
pub fn bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    written(path, |out| {
        out.flush()?;
        out.file.write_all(bytes)
    })
}

/// Writes a file beside its place and moves it there when it is whole. What is no file (a pipe, a terminal) is written to
/// as it is.
fn written(path: &Path, write: impl Fn(&mut Out) -> std::io::Result<()>) -> Result<()> {
    let all = || -> std::io::Result<()> {
        if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let mut out = Out { file: File::options().write(true).open(path)?, line: Vec::new() };
            write(&mut out)?;
            return out.flush();
        }
        // Where the place is a link, the file that it leads to is replaced.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = beside(folder)?;
        let mut out = Out { file: beside.reopen()?, line: Vec::with_capacity(GATHERED + 256) };
        write(&mut out)?;
        out.flush()?;
        out.file.sync_all()?;
        beside.persist(&place).map_err(|error| error.error)?;
        Ok(())
    };
    all().with_context(|| format!("{}: cannot be written", path.display()))
}

fn beside(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the user's umask takes
    builder.tempfile_in(folder)
}

/// A file, and the lines that are not yet written to it.
struct Out {
    file: File,
    line: Vec<u8>,
}

impl Out {
    fn end(&mut self) -> std::io::Result<()> {
        self.line.push(b'\n');
        if self.line.len() >= GATHERED { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }

    fn cell(&mut self, text: &str) {
        if needs_quotes(text) {
            self.line.extend_from_slice(quoted(text).as_bytes());
        } else {
            self.line.extend_from_slice(text.as_bytes());
        }
    }

    fn whole(&mut self, number: u64) {
        self.line.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    /// With as many digits as say something: five, and three for a weight.
    fn probability(&mut self, p: f64) {
        if p >= 1.0 {
            self.line.push(b'1');
        } else {
            self.fixed(p, 5);
        }
    }

    fn weight(&mut self, weight: f64) {
        self.fixed(weight, 3);
    }

    /// A number with so many digits after the point, rounded to the nearest.
    fn fixed(&mut self, number: f64, digits: u32) {
        let unit = 10u64.pow(digits);
        let units = (number.abs() * unit as f64).round();
        if units >= 1e15 || units.is_nan() {
            self.line.extend_from_slice(number.to_string().as_bytes());
            return;
        }
        // Below 1e15 the cast is exact.
        let units = units as u64;
        if number < 0.0 && units > 0 {
            self.line.push(b'-');
        }
        self.whole(units / unit);
        self.line.push(b'.');
        let (mut rest, mut place) = (units % unit, unit / 10);
        while place > 0 {
            self.line.push(b'0' + (rest / place) as u8);
            rest %= place;
            place /= 10;
        }
    }
}

fn needs_quotes(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'))
}

/// A cell of a CSV file.
fn quoted(text: &str) -> String {
    if needs_quotes(text) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(write: impl Fn(&mut Out)) -> String {
        let mut out = Out { file: tempfile::tempfile().unwrap(), line: Vec::new() };
        write(&mut out);
        String::from_utf8(out.line).unwrap()
    }

    #[test]
    fn numbers_as_the_standard_library_writes_them() {
        for number in [0.0, 0.1, 0.999994, 0.12345678, 1e-9, 3.0004, -2.7501, -0.0001, 123456.789, -1e-9] {
            let expected = format!("{number:.3}");
            let expected = if expected == "-0.000" { "0.000".to_owned() } else { expected };
            assert_eq!(shown(|out| out.weight(number)), expected);
        }
        assert_eq!(shown(|out| out.probability(1.0)), "1");
        assert_eq!(shown(|out| out.probability(0.999_999)), "1.00000");
        assert_eq!(shown(|out| out.probability(0.25)), "0.25000");
        assert_eq!(shown(|out| out.weight(f64::INFINITY)), "inf");
    }

    #[test]
    fn cells_with_marks_are_quoted() {
        assert_eq!(shown(|out| out.cell("a,\"b\"")), "\"a,\"\"b\"\"\"");
        assert_eq!(shown(|out| out.cell("a b")), "a b");
    }

    #[test]
    fn a_file_that_cannot_be_finished_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clusters.csv");
        std::fs::write(&path, "old").unwrap();
        let failed = written(&path, |out| {
            out.cell("new");
            out.flush()?;
            Err(std::io::Error::other("no room"))
        });
        assert!(failed.unwrap_err().to_string().contains("cannot be written"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        written(&path, |out| {
            out.cell("new");
            Ok(())
        })
        .unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }
}
