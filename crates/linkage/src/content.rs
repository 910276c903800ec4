//! What a row says, as one number: the same wherever the row stands, whatever the order of columns and lists.
//!
//! Whatever is drawn from the records or decided between equals goes by it, so that the order of the input decides nothing.

use crate::records::{Coded, Column, List, NONE, Names, Records, Values};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The content of each record, its list's name included; columns in which all say the same add nothing, nor do those that are
/// not `kept`, where that is said.
pub fn contents(records: &Records, kept: Option<&[bool]>) -> Vec<u64> {
    let tells = |of_column: &[u64]| {
        let mut said = of_column.iter().filter(|h| **h != 0);
        let first = said.next();
        said.any(|h| Some(h) != first)
    };
    added(records, kept, |list| hashed(&list.name), tells)
}

/// What each record says in the columns that are `kept`, whatever other records say, and whether its list may name it
/// twice: where this is as it was, the record is.
pub fn as_it_stands(records: &Records, kept: &[bool]) -> Vec<u64> {
    let list = |list: &List| mix(hashed(&list.name) ^ u64::from(list.one_per_list));
    added(records, Some(kept), list, |_| true)
}

/// What each record says in the columns that are `kept` and that `tell` something, added to what its list says.
fn added(
    records: &Records,
    kept: Option<&[bool]>,
    list: impl Fn(&List) -> u64,
    tell: impl Fn(&[u64]) -> bool,
) -> Vec<u64> {
    let lists: Vec<u64> = records.lists.iter().map(list).collect();
    let mut contents: Vec<u64> = records.list_of.iter().map(|&l| lists[l as usize]).collect();
    let is_kept = |c: usize| kept.is_none_or(|kept| kept.get(c) == Some(&true));
    for (_, column) in records.columns.iter().enumerate().filter(|(c, _)| is_kept(*c)) {
        let of_column = of_column(column);
        if tell(&of_column) {
            let salt = hashed(&column.name);
            contents.iter_mut().zip(&of_column).filter(|(_, h)| **h != 0).for_each(|(content, &h)| {
                *content = content.wrapping_add(mix(h ^ salt));
            });
        }
    }
    contents.iter_mut().for_each(|c| *c = mix(*c));
    contents
}

/// About `most` of the records, chosen by what they say; all where there are no more.
pub fn chosen(contents: &[u64], most: usize, salt: u64) -> Vec<u32> {
    let all = 0..contents.len() as u32;
    if contents.len() <= most {
        return all.collect();
    }
    let share = (most as f64 / contents.len() as f64 * u64::MAX as f64) as u64;
    all.filter(|&r| mix(contents[r as usize] ^ salt) < share).collect()
}

/// For each record what it says in a column; 0 for nothing.
fn of_column(column: &Column) -> Vec<u64> {
    match &column.values {
        Values::Name(names) | Values::Relative(names) => of_names(names),
        Values::Event(v) | Values::Birth(v) => of_coded(v),
        Values::Age(v) => of_coded(v),
        Values::Category(v) | Values::Code(v) | Values::Text(v) => of_coded(v),
        Values::Place(v) => of_coded(v),
    }
}

fn of_coded<T: Hash>(coded: &Coded<T>) -> Vec<u64> {
    let hashes: Vec<u64> = coded.values.iter().map(hashed).collect();
    coded
        .of
        .iter()
        .map(|&c| if c == NONE { 0 } else { hashes.get(c as usize).copied().unwrap_or(0) })
        .collect()
}

fn of_names(names: &Names) -> Vec<u64> {
    let tokens: Vec<u64> = names.tokens().iter().map(|t| hashed(&(&t.text, t.role, t.initial))).collect();
    let whole = |r| names.words(r).iter().fold(0u64, |sum, &w| mix(sum.wrapping_add(tokens[w as usize])));
    (0..names.len()).map(whole).collect()
}

/// A value as a number; never 0.
pub fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    mix(hasher.finish()).max(1)
}

/// Spreads a hash over all bits (the finaliser of SplitMix64; Steele, Lea & Flood 2014). Records are known again by it from one
/// version to the next: it stays as it is.
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
