//! The records to be matched, column by column; each distinct value is held once.

use jiff::civil::Date;
use names::{Name, Token};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// One list: who holds its records together.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Name for messages and reports.
    pub name: String,
    /// Whether it is known to name nobody twice: two records of it are never one person.
    pub one_per_list: bool,
}

impl List {
    /// A list of which nothing is known but its name.
    pub fn named(name: impl Into<String>) -> List {
        List { name: name.into(), one_per_list: false }
    }
}

/// A span of days, both ends included: one day, a month, a year or a stated range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First day.
    pub first: Date,
    /// Last day; not before the first.
    pub last: Date,
}

/// No value: what [`Coded::of`] holds for a record that says nothing.
pub const NONE: u32 = u32::MAX;

/// The values of a column: each distinct value once, and for each record which one it has.
#[derive(Clone, Debug)]
pub struct Coded<T> {
    /// The values; each once, for records that share a value are known by its number.
    pub values: Vec<T>,
    /// For each record an index into `values`, or [`NONE`].
    pub of: Vec<u32>,
}

impl<T> Default for Coded<T> {
    fn default() -> Coded<T> {
        Coded { values: Vec::new(), of: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> FromIterator<Option<T>> for Coded<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(values: I) -> Coded<T> {
        let mut number: FxHashMap<T, u32> = FxHashMap::default();
        let mut coded = Coded::default();
        for value in values {
            let code = value.map_or(NONE, |value| {
                let next = number.len() as u32;
                *number.entry(value).or_insert_with_key(|value| {
                    coded.values.push(value.clone());
                    next
                })
            });
            coded.of.push(code);
        }
        coded
    }
}

/// The names of a column: each distinct word once, and for each record its words.
#[derive(Clone, Debug)]
pub struct Names {
    tokens: Vec<Token>,
    /// By a hash of what makes a token another one; the next hash where two share one.
    number: FxHashMap<u64, u32>,
    /// Where each record's words begin in `words`; one more than there are records.
    starts: Vec<u32>,
    words: Vec<u32>,
}

impl Default for Names {
    fn default() -> Names {
        Names { tokens: Vec::new(), number: FxHashMap::default(), starts: vec![0], words: Vec::new() }
    }
}

impl Names {
    /// The number of a token, known or new.
    pub fn number(&mut self, token: &Token) -> u32 {
        let mut hasher = FxHasher::default();
        (token.text.as_str(), token.role).hash(&mut hasher);
        let mut hash = hasher.finish();
        let is = |other: &Token| {
            other.text == token.text && other.role == token.role && other.initial == token.initial
        };
        loop {
            match self.number.get(&hash) {
                Some(&known) if is(&self.tokens[known as usize]) => return known,
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let next = self.tokens.len() as u32;
        self.number.insert(hash, next);
        self.tokens.push(token.clone());
        next
    }

    /// Adds the next record's name, as numbers of tokens; none where it has no name. Numbers that were not given out are
    /// left out.
    pub fn push(&mut self, words: impl IntoIterator<Item = u32>) {
        let known = self.tokens.len() as u32;
        self.words.extend(words.into_iter().filter(|&w| w < known));
        self.starts.push(self.words.len() as u32);
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The distinct tokens, by number.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// A record's words, as numbers of tokens.
    pub fn words(&self, record: usize) -> &[u32] {
        &self.words[self.starts[record] as usize..self.starts[record + 1] as usize]
    }
}

impl<'a> FromIterator<Option<&'a Name>> for Names {
    fn from_iter<I: IntoIterator<Item = Option<&'a Name>>>(values: I) -> Names {
        let mut names = Names::default();
        for name in values {
            let words: Vec<u32> = name.iter().flat_map(|n| &n.tokens).map(|t| names.number(t)).collect();
            names.push(words);
        }
        names
    }
}

/// The values of one column; a record may say nothing in any of them.
#[derive(Clone, Debug)]
pub enum Values {
    /// The person's own name.
    Name(Names),
    /// The name of a relative (the mother's).
    Relative(Names),
    /// When it happened.
    Event(Coded<Span>),
    /// When the person was born. Where both records say so, it is compared in place of the age.
    Birth(Coded<Span>),
    /// Age in completed years, lowest and highest.
    Age(Coded<(u16, u16)>),
    /// One of a few categories (sex).
    Category(Coded<String>),
    /// A number or code: a national id, a telephone number, a postcode, an e-mail address.
    Code(Coded<String>),
    /// Words: a street, a town where no wider place is said, an occupation.
    Text(Coded<String>),
    /// Places from the narrowest to the widest ("Ras al-Tin", "Qasab").
    Place(Coded<Vec<String>>),
}

/// A named column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name for reports ("death date").
    pub name: String,
    /// One value per record.
    pub values: Values,
}

/// All records of all lists. Every column has as many values as there are records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The lists.
    pub lists: Vec<List>,
    /// For each record, the index of its list.
    pub list_of: Vec<u32>,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.list_of.len()
    }

    /// Whether there is no record at all.
    pub fn is_empty(&self) -> bool {
        self.list_of.is_empty()
    }
}

impl Values {
    /// Number of records that the column has values for, those that say nothing included.
    pub fn len(&self) -> usize {
        match self {
            Values::Name(v) | Values::Relative(v) => v.len(),
            Values::Event(v) | Values::Birth(v) => v.of.len(),
            Values::Age(v) => v.of.len(),
            Values::Category(v) | Values::Code(v) | Values::Text(v) => v.of.len(),
            Values::Place(v) => v.of.len(),
        }
    }

    /// Whether the column has no values at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
