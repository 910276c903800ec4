//! The fast way to read a CSV: rows by their marks, interned column by column.

use std::sync::Arc;

use super::intern::{Interner, NONE};
use super::marks::Marks;
use super::store::{Span, Store};
use super::texts::Texts;
use super::{Columns, Numbers, plain};
use crate::format::cut::{Cutter, Piece};
use crate::format::{self, csv, text};
use crate::table::{header, is_invisible, unique};

/// Rows that are cut before they are interned: their spans and one hash table fit in the processor's second cache.
const BLOCK: usize = 1024;
/// After so many rows, and each time again, it is judged whether a column repeats itself at all.
const JUDGED: usize = 1 << 16;
/// A column with more distinct texts per filled cell than this is kept as it is.
const HARDLY_REPEATS: f64 = 0.9;
/// Cells at most: 1.6 GB of codes.
const MOST_CELLS: usize = 400_000_000;

/// The columns of a file that is a CSV and a plain table; else its bytes again.
pub(super) fn read(
    file_name: &str,
    bytes: Vec<u8>,
    unwanted: &dyn Fn(&str) -> bool,
) -> Result<Columns, Vec<u8>> {
    let text = text::plain_utf8(bytes)?;
    if !format::is_csv(file_name, &text) || has_single_cr(text.as_bytes()) {
        return Err(text.into_bytes());
    }
    let store = Store::new(text).map_err(String::into_bytes)?;
    let text = store.text().clone();
    // What was made of the text is gone when it was not plain, and the text is nobody else's.
    columns(store, unwanted)
        .ok_or_else(|| Arc::try_unwrap(text).unwrap_or_else(|t| (*t).clone()).into_bytes())
}

/// A carriage return that ends a line by itself, or stands within one.
fn has_single_cr(bytes: &[u8]) -> bool {
    let next = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.chunks(255).zip(next.chunks(255));
    // Counted without a way out, so that many bytes are looked at at once.
    let single = |(here, next): (&[u8], &[u8])| {
        here.iter().zip(next).fold(0u8, |n, (a, b)| n + u8::from(*a == b'\r' && *b != b'\n')) > 0
    };
    bytes.last() == Some(&b'\r') || pairs.into_iter().any(single)
}

fn columns(mut store: Store, unwanted: &dyn Fn(&str) -> bool) -> Option<Columns> {
    let text = store.text().clone();
    let cut = csv::Cut::of(&text);
    let delimiter = match cut.delimiter {
        None => b'\n',
        Some(delimiter) if delimiter.is_ascii() && !matches!(delimiter, '"' | '\r' | '\n' | ' ') => {
            delimiter as u8
        }
        Some(_) => return None,
    };
    let head = csv::rows(&mut Cutter::new(&text, &cut), plain::HEAD).ok()?;
    let header = header::find(&head).filter(|header| header.rows == (0, 0))?;
    let names = unique(&header.names, header.names.len());
    let mut scan = Scan {
        width: names.len(),
        spans: Vec::with_capacity((BLOCK + 1) * names.len()),
        columns: names.iter().map(|name| Column::new(!unwanted(name))).collect(),
        rows: 0,
        numbers: Numbers::default(),
        blanks: Vec::new(),
    };
    let mut cutter = Cutter::new(&text, &cut);
    let mut blank = true;
    while blank {
        cutter.record(|text, piece| blank = blank && is_blank(text, &piece))?;
    }
    scan.all(&mut store, &text, delimiter, cutter)?;
    drop(text);
    let Scan { columns, rows, numbers, blanks, .. } = scan;
    let texts: Vec<Texts> = columns.into_iter().map(Column::done).collect();
    let table = plain::Scanned { store: &store, texts: &texts, rows, numbers: &numbers, blanks: &blanks };
    if rows == 0 || !table.is_plain(&header.names, &head) {
        return None;
    }
    let named = header.names.iter().rposition(|name| !header::clean(name).is_empty());
    let filled = texts.iter().rposition(|texts| texts.filled() > 0);
    let width = named.max(filled).map_or(0, |last| last + 1);
    let wanted = |(name, _): &(String, Texts)| !unwanted(name);
    let (names, texts) = names.into_iter().zip(texts).take(width).filter(wanted).unzip();
    Some(Columns { sheet: None, names, rows, numbers, store, texts })
}

fn is_blank(text: &str, piece: &Piece) -> bool {
    match piece {
        Piece::Slice(from, to) => text.get(*from..*to).unwrap_or_default(),
        Piece::Joined(joined) => joined,
    }
    .chars()
    .all(is_invisible)
}

struct Scan {
    width: usize,
    /// The cells of the rows that are not interned yet, row by row, each row as wide as the header.
    spans: Vec<Span>,
    columns: Vec<Column>,
    rows: usize,
    numbers: Numbers,
    /// The last blank rows: how many rows stand before each.
    blanks: Vec<usize>,
}

impl Scan {
    /// Reads all rows from where `cutter` stands; `None` if they are more than can be held, or wider than the header.
    fn all(&mut self, store: &mut Store, text: &str, delimiter: u8, mut cutter: Cutter) -> Option<()> {
        let bytes = text.as_bytes();
        let (mut at, mut line) = cutter.place();
        let mut marks = Marks::new(bytes, delimiter, at);
        loop {
            let from = self.spans.len();
            let number = line;
            if let Some(next) = self.row(bytes, &mut marks, at) {
                (at, line) = (next, line.saturating_add(1));
            } else {
                self.spans.truncate(from);
                cutter.go_to((at, line));
                if !self.odd_row(store, &mut cutter)? {
                    break;
                }
                (at, line) = cutter.place();
                marks.go_to(at);
            }
            self.spans.resize(from + self.width, Span::default());
            if is_blank_row(store, self.spans.get(from..)?) {
                self.spans.truncate(from);
                if self.blanks.last() != Some(&self.rows) {
                    self.blanks.push(self.rows);
                }
                if self.blanks.len() > 2 * plain::TAIL {
                    self.blanks.drain(..plain::TAIL);
                }
                continue;
            }
            self.numbers.push(number);
            self.rows += 1;
            if self.rows.is_multiple_of(BLOCK) {
                self.intern(store);
                if self.rows * self.width > MOST_CELLS {
                    return None;
                }
            }
        }
        self.intern(store);
        Some(())
    }

    /// The cells of a row without quotes and not wider than the header, and where the next begins.
    #[inline]
    fn row(&mut self, bytes: &[u8], marks: &mut Marks, at: usize) -> Option<usize> {
        let mut start = at;
        let mut room = self.width;
        loop {
            let mark = marks.next()?;
            let byte = *bytes.get(mark)?;
            if byte == b'"' || room == 0 {
                return None;
            }
            room -= 1;
            let mut end = mark;
            if byte == b'\n' && end > start && bytes.get(end - 1) == Some(&b'\r') {
                end -= 1;
            }
            self.spans.push(Span { start: start as u32, length: (end - start) as u32 });
            start = mark + 1;
            if byte == b'\n' {
                return Some(start);
            }
        }
    }

    /// The same of any row, by the cutter; false at the end.
    fn odd_row(&mut self, store: &mut Store, cutter: &mut Cutter) -> Option<bool> {
        let (mut cells, mut fits) = (0, true);
        let read = cutter.record(|text, piece| {
            cells += 1;
            if cells > self.width {
                fits = fits && is_blank(text, &piece);
                return;
            }
            let span = match piece {
                Piece::Slice(from, to) => Some(Span { start: from as u32, length: (to - from) as u32 }),
                Piece::Joined(joined) => store.add(&joined),
            };
            fits = fits && span.is_some();
            self.spans.push(span.unwrap_or_default());
        });
        fits.then_some(read.is_some())
    }

    fn intern(&mut self, store: &Store) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.take(store, self.spans.iter().skip(at).step_by(self.width));
            if self.rows.is_multiple_of(JUDGED) {
                column.judge();
            }
        }
        self.spans.clear();
    }
}

/// Whether nothing can be seen in a row; nearly always its first cell tells.
fn is_blank_row(store: &Store, spans: &[Span]) -> bool {
    spans.iter().all(|span| store.is_blank(*span))
}

/// A column that is being read.
enum Column {
    Each(Vec<Span>),
    Coded { interner: Interner, codes: Vec<u32> },
}

impl Column {
    fn new(interned: bool) -> Column {
        if interned {
            Column::Coded { interner: Interner::new(), codes: Vec::new() }
        } else {
            Column::Each(Vec::new())
        }
    }

    fn take<'a>(&mut self, store: &Store, cells: impl Iterator<Item = &'a Span>) {
        match self {
            Column::Each(spans) => {
                spans.extend(cells.map(|span| if store.is_blank(*span) { Span::default() } else { *span }))
            }
            Column::Coded { interner, codes } => {
                interner.code_all(store, cells, codes);
            }
        }
    }

    /// Gives up interning a column that hardly repeats itself.
    fn judge(&mut self) {
        let Column::Coded { interner, codes } = self else { return };
        let filled = codes.iter().filter(|&&code| code != NONE).count();
        if interner.spans.len() * 2 > JUDGED && interner.spans.len() as f64 > HARDLY_REPEATS * filled as f64 {
            let span = |code: &u32| interner.origins.get(*code as usize).copied().unwrap_or_default();
            *self = Column::Each(codes.iter().map(span).collect());
        }
    }

    fn done(self) -> Texts {
        match self {
            Column::Each(spans) => Texts { spans, ..Texts::default() },
            Column::Coded { interner, codes } => {
                Texts { own: interner.own, spans: interner.spans, codes: Some(codes), ..Texts::default() }
            }
        }
    }
}
