//! Cuts a text into records and cells: RFC 4180 and what people and programs make of it.
//!
//! Written here rather than taken from a library for two reasons. A quote that is never closed must not swallow the entries
//! after it: it is then read as an ordinary character. And every record must know the physical line it starts on, whatever
//! ends the lines and however many lines a quoted cell spans.

use super::csv::Cut;

/// A cell: where it stands in the text, or, if it holds doubled quotes, what it says without them.
pub(crate) enum Piece {
    /// From the first byte to the one after the last.
    Slice(usize, usize),
    /// Written out.
    Joined(String),
}

/// Cuts records one by one.
pub(crate) struct Cutter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: Option<u8>,
    wide_delimiter: Option<char>,
    /// Bytes that may still be searched in vain for closing quotes: keeps hostile input linear.
    patience: usize,
}

impl<'a> Cutter<'a> {
    pub fn new(text: &'a str, cut: &Cut) -> Self {
        Cutter {
            text,
            at: cut.start,
            line: cut.line,
            delimiter: cut.delimiter.filter(char::is_ascii).map(|c| c as u8),
            wide_delimiter: cut.delimiter.filter(|c| !c.is_ascii()),
            patience: 8 * text.len() + (1 << 20),
        }
    }

    /// Where the next record begins, and its line.
    pub fn place(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// Goes on from a place where a record begins.
    pub fn go_to(&mut self, (at, line): (usize, u32)) {
        (self.at, self.line) = (at, line);
    }

    /// Hands over the cells of the next record, with the text that they stand in, and returns the line it starts on.
    /// Blank lines are records of one empty cell.
    pub fn record(&mut self, mut cell: impl FnMut(&'a str, Piece)) -> Option<u32> {
        // 0x1A at the very end is the end mark of DOS, not a record.
        if self.at >= self.text.len() || self.text.get(self.at..) == Some("\x1a") {
            return None;
        }
        let line = self.line;
        loop {
            let piece = self.quoted().unwrap_or_else(|| self.plain());
            cell(self.text, piece);
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
        Some(line)
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

    fn ends_cell(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b'\n' | b'\r')) || self.delimiter_at(at) > 0
    }

    /// Everything up to the delimiter or the end of the line, verbatim.
    fn plain(&mut self) -> Piece {
        let start = self.at;
        while !self.ends_cell(self.at) {
            self.at += 1;
        }
        Piece::Slice(start, self.at)
    }

    /// A cell in quotes; `None`, and nothing consumed, if here is none that closes. A quote closes the cell where the
    /// cell can end. One that stands elsewhere is taken as it is, except after a line break: there it is the opening
    /// quote of another cell, and ours was never closed.
    fn quoted(&mut self) -> Option<Piece> {
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
                        (self.at, self.line) = (after, self.line.saturating_add(lines));
                        if from == open + 1 {
                            return Some(Piece::Slice(from, at));
                        }
                        text.push_str(self.text.get(from..at)?);
                        return Some(Piece::Joined(text));
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
