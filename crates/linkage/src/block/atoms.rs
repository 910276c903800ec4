//! What blocking keys are made of: a word of the name, a day, a year, the beginning of a code.

use crate::compare::{Comparer, Dates, NameColumn, Prepared, Texts};
use crate::content::mix;
use names::Role;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Values of one atom that a record may have at most.
pub const MOST_VALUES: usize = 8;

/// Atoms at most; columns after the twentieth or so are compared, not blocked on.
pub const MOST_ATOMS: usize = 64;

/// One atom: a property of a record with no value, one, or several.
pub struct Atom<'a> {
    /// Name for reports ("birth: year").
    pub name: String,
    /// Index of its column: atoms of one column say much the same.
    pub column: usize,
    /// Whether two of its values make a key of their own (two words of a name).
    pub pairs_with_itself: bool,
    /// What is expected of it before any record is seen: the share of matches that agree on it.
    pub agreement: f64,
    /// Whether two codes that are not equal never share a value.
    pub exact: bool,
    /// Whether it is the sounds of the words of a name.
    pub sounds: bool,
    /// Its values.
    pub values: Hashes<'a>,
}

/// The values of an atom, hashed.
pub enum Hashes<'a> {
    /// For each record a code, for each code a hash; 0 is no value.
    One {
        /// Codes.
        of: &'a [u32],
        /// Hashes.
        hash: Vec<u32>,
    },
    /// For each record words, for each word a hash.
    Words {
        /// The names.
        column: &'a NameColumn<'a>,
        /// Hashes.
        hash: Vec<u32>,
    },
    /// For each record a code, for each code several hashes.
    Many {
        /// Codes.
        of: &'a [u32],
        /// Hashes.
        hashes: Vec<Vec<u32>>,
    },
}

/// All atoms of the records.
pub struct Atoms<'a>(pub Vec<Atom<'a>>);

impl<'a> Atoms<'a> {
    /// The atoms of all columns.
    pub fn new(comparer: &'a Comparer<'a>) -> Atoms<'a> {
        let mut atoms = Vec::new();
        for (c, column) in comparer.columns().iter().enumerate() {
            let name = comparer.column_name(c);
            let first = atoms.len();
            match column {
                Prepared::Name(names) => of_names(names, 0.9, &mut atoms),
                Prepared::Relative(names) => {
                    of_names(names, 0.8, &mut atoms);
                    atoms.iter_mut().skip(first).for_each(|a| a.pairs_with_itself = false);
                }
                Prepared::Event(dates) | Prepared::Birth(dates) => of_dates(dates, &mut atoms),
                Prepared::Age(ages) => {
                    let hash =
                        ages.values.iter().map(|a| if a.0 == a.1 { number("age", a.0.into()) } else { 0 });
                    atoms.push(one("age", 0.7, &ages.of, hash.collect()));
                }
                Prepared::Category(texts) => {
                    let hash = texts.folded().iter().map(|t| text("value", t));
                    atoms.push(one("value", 0.95, &texts.of, hash.collect()));
                }
                Prepared::Code(texts) => of_codes(texts, &mut atoms),
                Prepared::Text(texts) => of_texts(texts, &mut atoms),
                Prepared::Place(places) => {
                    let hashes = places.values().iter().map(|parts| {
                        parts.iter().take(MOST_VALUES).map(|&p| number("place", p.into())).collect()
                    });
                    atoms.push(many("place", 0.8, places.of(), hashes.collect()));
                }
            }
            for atom in atoms.iter_mut().skip(first) {
                atom.column = c;
                // Texts are numbered by what they fold to, days by themselves.
                atom.exact = matches!(atom.name.as_str(), "value" | "day");
                atom.name =
                    if atom.name == "value" { name.to_owned() } else { format!("{name}: {}", atom.name) };
                atom.values.salt(text("column", name));
            }
        }
        atoms.truncate(MOST_ATOMS);
        Atoms(atoms)
    }

    /// Calls `add` with the hash of each value of an atom that a record has.
    pub fn values(&self, atom: usize, record: usize, add: impl FnMut(u32)) {
        self.0[atom].values.each(record, add);
    }
}

impl Hashes<'_> {
    /// Calls `add` with the hash of each value that a record has, [`MOST_VALUES`] at most.
    pub fn each(&self, record: usize, mut add: impl FnMut(u32)) {
        match self {
            Hashes::One { of, hash } => {
                if let Some(&h) = hash.get(of[record] as usize).filter(|h| **h != 0) {
                    add(h);
                }
            }
            Hashes::Words { column, hash } => {
                let words = column.names().words(record).iter().map(|&w| hash[w as usize]);
                words.filter(|h| *h != 0).take(MOST_VALUES).for_each(add);
            }
            Hashes::Many { of, hashes } => {
                let values = hashes.get(of[record] as usize).into_iter().flatten();
                values.take(MOST_VALUES).for_each(|&h| add(h));
            }
        }
    }

    /// Tells the values of one column from those of another.
    fn salt(&mut self, salt: u32) {
        let salt = u64::from(salt);
        let salted = |h: &mut u32| {
            if *h != 0 {
                *h = short(mix(u64::from(*h) ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            }
        };
        match self {
            Hashes::One { hash, .. } | Hashes::Words { hash, .. } => hash.iter_mut().for_each(salted),
            Hashes::Many { hashes, .. } => hashes.iter_mut().flatten().for_each(salted),
        }
    }
}

fn atom<'a>(name: &str, agreement: f64, values: Hashes<'a>) -> Atom<'a> {
    Atom {
        name: name.to_owned(),
        column: 0,
        pairs_with_itself: false,
        agreement,
        exact: false,
        sounds: false,
        values,
    }
}

fn one<'a>(name: &str, agreement: f64, of: &'a [u32], hash: Vec<u32>) -> Atom<'a> {
    atom(name, agreement, Hashes::One { of, hash })
}

/// Several values for a code; an atom of one where no code has more.
fn many<'a>(name: &str, agreement: f64, of: &'a [u32], hashes: Vec<Vec<u32>>) -> Atom<'a> {
    if hashes.iter().all(|h| h.len() < 2) {
        return one(name, agreement, of, hashes.iter().map(|h| h.first().copied().unwrap_or(0)).collect());
    }
    atom(name, agreement, Hashes::Many { of, hashes })
}

/// The words of a name by their sound, and how they begin.
fn of_names<'a>(column: &'a NameColumn<'a>, agreement: f64, atoms: &mut Vec<Atom<'a>>) {
    let tokens = column.names().tokens();
    let counts = |t: &&names::Token| !t.initial && t.role != Role::Suffix;
    let whole = tokens.iter().map(|t| if counts(&t) { number("word", t.key) } else { 0 });
    let start = tokens.iter().map(|t| {
        if !counts(&t) {
            return 0;
        }
        let end = t.skeleton.char_indices().nth(2).map_or(t.skeleton.len(), |(i, _)| i);
        text("start", &t.skeleton[..end])
    });
    for (name, agreement, hash) in
        [("word", agreement, whole.collect()), ("beginning of a word", agreement + 0.05, start.collect())]
    {
        let words = atom(name, agreement, Hashes::Words { column, hash });
        atoms.push(Atom { pairs_with_itself: true, sounds: name == "word", ..words });
    }
}

fn of_dates<'a>(dates: &'a Dates<'a>, atoms: &mut Vec<Atom<'a>>) {
    let exact = |f: &dyn Fn(i32, (i16, i8, i8)) -> u32| -> Vec<u32> {
        dates.days().iter().map(|d| d.exact().map_or(0, |day| f(day, d.parts()))).collect()
    };
    atoms.push(one("day", 0.8, dates.of(), exact(&|day, _| number("day", day as u64))));
    // In one order: day and month are often swapped.
    let in_year = exact(&|_, (_, m, d)| number("in the year", (m.min(d) as u64) << 8 | m.max(d) as u64));
    atoms.push(one("day and month", 0.85, dates.of(), in_year));
    let years = dates.days().iter().map(|d| d.years().take(3).map(|y| number("year", y as u64)).collect());
    atoms.push(many("year", 0.9, dates.of(), years.collect()));
}

fn of_codes<'a>(texts: &'a Texts, atoms: &mut Vec<Atom<'a>>) {
    let part = |name: &'static str, f: &dyn Fn(&str) -> Option<String>| -> Vec<u32> {
        texts.folded().iter().map(|t| f(t).map_or(0, |t| text(name, &t))).collect()
    };
    atoms.push(one("value", 0.8, &texts.of, part("value", &|t| Some(t.to_owned()))));
    let half = |t: &str| -> Option<(String, String)> {
        let letters: Vec<char> = t.chars().filter(|c| c.is_alphanumeric()).collect();
        let (front, back) = letters.split_at(letters.len() / 2);
        (letters.len() >= 4).then(|| (front.iter().collect(), back.iter().collect()))
    };
    atoms.push(one("first half", 0.85, &texts.of, part("front", &|t| half(t).map(|h| h.0))));
    atoms.push(one("second half", 0.85, &texts.of, part("back", &|t| half(t).map(|h| h.1))));
}

fn of_texts<'a>(texts: &'a Texts, atoms: &mut Vec<Atom<'a>>) {
    let folded = texts.folded();
    atoms.push(one("value", 0.75, &texts.of, folded.iter().map(|t| text("value", t)).collect()));
    let start = folded.iter().map(|t| text("start", &t.chars().take(3).collect::<String>()));
    atoms.push(one("beginning", 0.8, &texts.of, start.collect()));
    let words: usize = folded.iter().map(|t| 1 + t.matches(' ').count()).sum();
    if words * 10 > folded.len() * 13 {
        let hashes = folded.iter().map(|t| {
            let words = t.split(' ').filter(|w| w.len() > 2);
            let mut hashes: Vec<u32> = words.take(MOST_VALUES).map(|w| text("word", w)).collect();
            hashes.sort_unstable();
            hashes.dedup();
            hashes
        });
        atoms.push(many("word", 0.8, &texts.of, hashes.collect()));
    }
}

fn text(kind: &str, value: &str) -> u32 {
    let mut hasher = FxHasher::default();
    (kind, value).hash(&mut hasher);
    short(mix(hasher.finish()))
}

fn number(kind: &str, value: u64) -> u32 {
    let mut hasher = FxHasher::default();
    (kind, value).hash(&mut hasher);
    short(mix(hasher.finish()))
}

/// The upper half of a hash; never 0, which is no value.
fn short(hash: u64) -> u32 {
    ((hash >> 32) as u32).max(1)
}
