//! Names from the columns that hold their parts.

use super::input::{Cells, Input};
use linkage::{Coded, Names};
use lists::Field;
use names::{Name, Parts, Role};

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
        let part = |field| {
            input.columns.iter().find(|c| c.field == field).and_then(|c| match &c.cells {
                Cells::Text(cells) => Some(cells),
                _ => None,
            })
        };
        let columns = PARTS.map(part);
        any |= columns.iter().any(Option::is_some);
        add(&mut names, columns, input.rows);
    }
    any.then_some(names)
}

fn add(names: &mut Names, columns: [Option<&Coded<String>>; 6], rows: usize) {
    let [full, given, father, grandfather, family, other] = columns;
    let simple = father.is_none() && grandfather.is_none() && other.is_none();
    if simple && (given.is_some() || family.is_some()) {
        let parse = |column: Option<&Coded<String>>, parts: fn(&str) -> Parts| -> Vec<Vec<names::Token>> {
            let cells = column.map_or(&[][..], |c| &c.values);
            cells.iter().map(|cell| Name::from_parts(&parts(cell)).map_or_else(Vec::new, |n| n.tokens)).collect()
        };
        let numbered = |names: &mut Names, tokens: Vec<Vec<names::Token>>| -> Vec<Vec<u32>> {
            tokens.iter().map(|all| all.iter().map(|t| names.number(t)).collect()).collect()
        };
        let given_words = parse(given, |cell| Parts { given: Some(cell), ..Parts::default() });
        let family_words = parse(family, |cell| Parts { family: Some(cell), ..Parts::default() });
        let full_words = parse(full, |cell| Parts { full: Some(cell), ..Parts::default() });
        let given_words = numbered(names, given_words);
        let family_words = numbered(names, family_words);
        for row in 0..rows {
            let words = |column: Option<&Coded<String>>, words: &[Vec<u32>]| -> Vec<u32> {
                column.and_then(|c| words.get(c.of[row] as usize)).cloned().unwrap_or_default()
            };
            let mut all = words(given, &given_words);
            all.extend(words(family, &family_words));
            // What only the whole name says stands between.
            let whole = full.and_then(|c| full_words.get(c.of[row] as usize)).map_or(&[][..], Vec::as_slice);
            for token in whole {
                if !all.iter().any(|&w| names.tokens()[w as usize].text == token.text) {
                    let mut token = token.clone();
                    if matches!(token.role, Role::Given | Role::Family) && !all.is_empty() {
                        token.role = Role::Middle;
                    }
                    let number = names.number(&token);
                    all.push(number);
                }
            }
            names.push(all);
        }
        return;
    }
    for row in 0..rows {
        let cell = |column: Option<&'_ Coded<String>>| -> Option<String> {
            column.and_then(|c| c.values.get(c.of[row] as usize)).cloned()
        };
        let cells = [full, given, father, grandfather, family, other].map(cell);
        let [full, given, father, grandfather, family, other] = cells.each_ref().map(Option::as_deref);
        let name = Name::from_parts(&Parts { full, given, father, grandfather, family, other });
        let words: Vec<u32> = name.iter().flat_map(|n| &n.tokens).map(|t| names.number(t)).collect();
        names.push(words);
    }
}
