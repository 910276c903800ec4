//! Names from the columns that hold their parts.

use super::input::{Cells, Input, InputColumn};
use linkage::{Coded, NONE, Names};
use lists::Field;
use names::{Name, Parts, Role, Token};
use std::borrow::Cow;
use std::collections::HashMap;

const PARTS: [Field; 6] = [
    Field::FullName,
    Field::GivenName,
    Field::FatherName,
    Field::GrandfatherName,
    Field::FamilyName,
    Field::OtherName,
];

/// Whether a column holds a part of the person's own name.
pub fn is_part(field: Field) -> bool {
    PARTS.contains(&field)
}

/// The names of all records, list by list; `None` where no list has any.
pub fn of(inputs: &[Input]) -> Option<Names> {
    let mut names = Names::default();
    let mut any = false;
    for input in inputs {
        let columns = PARTS.map(|field| part(input, field));
        any |= columns.iter().any(Option::is_some);
        add(&mut names, columns.each_ref().map(Option::as_deref), input.rows);
    }
    any.then_some(names)
}

/// The column of a part; where given or family names are parted into several columns, these joined row by row.
fn part(input: &Input, field: Field) -> Option<Cow<'_, Coded<String>>> {
    let columns = input.columns.iter().filter(|c| c.field == field).filter_map(|c| match &c.cells {
        Cells::Text(cells) => Some(cells),
        _ => None,
    });
    let columns: Vec<&Coded<String>> = columns.collect();
    let (first, others) = columns.split_first()?;
    if others.is_empty() || !matches!(field, Field::GivenName | Field::FamilyName) {
        return Some(Cow::Borrowed(first));
    }
    let mut memo: HashMap<Vec<u32>, u32, rustc_hash::FxBuildHasher> = HashMap::default();
    let mut joined = Coded::default();
    for row in 0..input.rows {
        let codes: Vec<u32> = columns.iter().map(|c| c.of.get(row).copied().unwrap_or(NONE)).collect();
        let code = match memo.get(&codes) {
            Some(&code) => code,
            None => {
                let cells = columns.iter().zip(&codes).filter_map(|(c, &code)| c.values.get(code as usize));
                let text = cells.map(String::as_str).collect::<Vec<_>>().join(" ");
                let code = if text.is_empty() { NONE } else { joined.values.len() as u32 };
                if code != NONE {
                    joined.values.push(text);
                }
                memo.insert(codes, code);
                code
            }
        };
        joined.of.push(code);
    }
    Some(Cow::Owned(joined))
}

/// Whether a column says nothing but what the columns of names say too ("first and surname" beside both): no evidence of its
/// own. A sample of the rows decides.
pub fn say(inputs: &[Input], column: impl Fn(&InputColumn) -> bool) -> bool {
    const ROWS: usize = 500;
    const NEARLY_ALL: f64 = 0.9;
    let (mut said, mut all) = (0, 0);
    for input in inputs {
        let texts = |wanted: &dyn Fn(&InputColumn) -> bool| -> Vec<&Coded<String>> {
            let columns = input.columns.iter().filter(|c| wanted(c));
            columns
                .filter_map(|c| match &c.cells {
                    Cells::Text(cells) => Some(cells),
                    _ => None,
                })
                .collect()
        };
        let (this, names) = (texts(&column), texts(&|c| is_part(c.field)));
        let words = |columns: &[&Coded<String>], row: usize| -> Vec<String> {
            let cells = columns.iter().filter_map(|c| c.values.get(c.of.get(row).copied()? as usize));
            cells.flat_map(|cell| words(cell)).collect()
        };
        let take = input.rows.min(ROWS);
        for row in (0..take).map(|at| at * input.rows / take) {
            let (this, names) = (words(&this, row), words(&names, row));
            if !this.is_empty() && !names.is_empty() {
                all += 1;
                said += usize::from(this.iter().all(|word| names.contains(word)));
            }
        }
    }
    all > 0 && f64::from(said as u32) >= NEARLY_ALL * f64::from(all)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

type Columns<'a> = [Option<&'a Coded<String>>; 6];

fn add(names: &mut Names, columns: Columns, rows: usize) {
    let [full, given, father, grandfather, family, other] = columns;
    if let (Some(only), [None, None, None, None, None]) = (full, [given, father, grandfather, family, other])
    {
        let words = parsed(names, only, |cell| Parts { full: Some(cell), ..Parts::default() });
        only.of.iter().for_each(|&code| names.push(words.of(code).iter().copied()));
        return;
    }
    let simple = father.is_none() && grandfather.is_none() && other.is_none();
    if simple && (given.is_some() || family.is_some()) {
        return add_simple(names, [full, given, family], rows);
    }
    // Each combination of contents is one name.
    let mut memo: HashMap<[u32; 6], Vec<u32>, rustc_hash::FxBuildHasher> = HashMap::default();
    for row in 0..rows {
        let codes = columns.map(|column| column.and_then(|c| c.of.get(row).copied()).unwrap_or(NONE));
        let words = memo.entry(codes).or_insert_with(|| {
            let mut cells = columns
                .iter()
                .zip(codes)
                .map(|(column, code)| column.and_then(|c| c.values.get(code as usize)).map(String::as_str));
            let mut cell = || cells.next().flatten();
            let (full, given, father) = (cell(), cell(), cell());
            let (grandfather, family, other) = (cell(), cell(), cell());
            let name = Name::from_parts(&Parts { full, given, father, grandfather, family, other });
            name.iter().flat_map(|n| &n.tokens).map(|t| names.number(t)).collect()
        });
        names.push(words.iter().copied());
    }
}

/// Given and family names in columns of their own, and perhaps the whole name in a third.
fn add_simple(names: &mut Names, [full, given, family]: [Option<&Coded<String>>; 3], rows: usize) {
    let none = Coded::default();
    let (given, family) = (given.unwrap_or(&none), family.unwrap_or(&none));
    let given_words = parsed(names, given, |cell| Parts { given: Some(cell), ..Parts::default() });
    let family_words = parsed(names, family, |cell| Parts { family: Some(cell), ..Parts::default() });
    let code = |column: &Coded<String>, row: usize| column.of.get(row).copied().unwrap_or(NONE);
    let Some(full) = full else {
        for row in 0..rows {
            let (given, family) = (given_words.of(code(given, row)), family_words.of(code(family, row)));
            names.push(given.iter().chain(family).copied());
        }
        return;
    };
    let tokens: Vec<Vec<Token>> =
        full.values.iter().map(|cell| Name::parse(cell).map_or_else(Vec::new, |n| n.tokens)).collect();
    let mut memo: HashMap<[u32; 3], Vec<u32>, rustc_hash::FxBuildHasher> = HashMap::default();
    for row in 0..rows {
        let codes = [code(full, row), code(given, row), code(family, row)];
        let words = memo.entry(codes).or_insert_with(|| {
            let mut all = given_words.of(codes[1]).to_vec();
            all.extend(family_words.of(codes[2]));
            // What only the whole name says stands between.
            for token in tokens.get(codes[0] as usize).map_or(&[][..], Vec::as_slice) {
                if !all.iter().any(|&w| names.tokens()[w as usize].text == token.text) {
                    let mut token = token.clone();
                    if matches!(token.role, Role::Given | Role::Family) && !all.is_empty() {
                        token.role = Role::Middle;
                    }
                    all.push(names.number(&token));
                }
            }
            all
        });
        names.push(words.iter().copied());
    }
}

/// The words of each content of a column.
struct Words {
    ends: Vec<u32>,
    words: Vec<u32>,
}

impl Words {
    fn of(&self, code: u32) -> &[u32] {
        let Some(&end) = self.ends.get(code as usize) else { return &[] };
        let start = (code as usize).checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |e| *e);
        self.words.get(start as usize..end as usize).unwrap_or_default()
    }
}

fn parsed(names: &mut Names, column: &Coded<String>, parts: fn(&str) -> Parts) -> Words {
    let mut words = Words { ends: Vec::with_capacity(column.values.len()), words: Vec::new() };
    for cell in &column.values {
        if let Some(name) = Name::from_parts(&parts(cell)) {
            words.words.extend(name.tokens.iter().map(|token| names.number(token)));
        }
        words.ends.push(words.words.len() as u32);
    }
    words
}
