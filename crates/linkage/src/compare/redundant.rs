//! Columns that say again what others say: the whole name beside its parts, the year beside the date.
//!
//! Comparisons are taken as independent; what stands in two columns would count twice. And columns in which all say the
//! same, or nothing.

use super::columns::Prepared;
use crate::content::chosen;
use crate::records::NONE;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Words of a text that are looked at.
const MOST_WORDS: usize = 1000;
/// Records that are looked at.
const LOOKED_AT: usize = 2000;
/// A column is redundant if all its words stand in other columns in this share of the records that have it.
const SHARE: f64 = 0.9;

/// Whether each column is redundant, beside those before it that are not. Only texts, codes and categories can be; of two that
/// say the same, the one with fewer words.
pub fn redundant(columns: &[Prepared], contents: &[u64]) -> Vec<bool> {
    let looked = chosen(contents, LOOKED_AT, 0x2ed0);
    let mut redundant: Vec<bool> = columns.iter().map(is_constant).collect();
    if redundant.iter().all(|r| *r) {
        // Rows that are all alike have nothing else to go by.
        redundant.fill(false);
    }
    // By column and record.
    let words: Vec<Vec<Option<Vec<u64>>>> =
        columns.iter().map(|column| looked.iter().map(|&r| words(column, r as usize)).collect()).collect();
    for c in (0..columns.len()).rev().filter(|&c| may_be_redundant(&columns[c])) {
        // Of two columns that say the same, the first stays.
        let counts = |&other: &usize| {
            other != c && !redundant[other] && (other < c || !matches!(columns[other], Prepared::Category(_)))
        };
        let others: Vec<usize> = (0..columns.len()).filter(counts).collect();
        let (mut said, mut again) = (0, 0);
        for (record, own) in words[c].iter().enumerate() {
            let Some(own) = own else { continue };
            let stands = |word| {
                others
                    .iter()
                    .any(|&o| words[o][record].as_ref().is_some_and(|w| w.binary_search(word).is_ok()))
            };
            said += 1;
            again += usize::from(own.iter().all(stands));
        }
        redundant[c] |= said > 20 && again as f64 >= SHARE * said as f64;
    }
    redundant
}

/// Whether all records that say something say the same.
fn is_constant(column: &Prepared) -> bool {
    let one = |of: &[u32]| {
        let mut said = of.iter().filter(|c| **c != NONE);
        let first = said.next();
        said.all(|c| Some(c) == first)
    };
    match column {
        Prepared::Name(column) | Prepared::Relative(column) => {
            let names = column.names();
            let mut said = (0..names.len()).map(|r| names.words(r)).filter(|w| !w.is_empty());
            let first = said.next();
            said.all(|w| Some(w) == first)
        }
        Prepared::Event(dates) | Prepared::Birth(dates) => one(dates.of()),
        Prepared::Age(ages) => one(&ages.of),
        Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => one(&texts.of),
        Prepared::Place(places) => one(places.of()),
    }
}

fn may_be_redundant(column: &Prepared) -> bool {
    matches!(column, Prepared::Category(_) | Prepared::Code(_) | Prepared::Text(_))
}

/// The words of a record's value, hashed, each once, ascending; `None` where it has none.
fn words(column: &Prepared, record: usize) -> Option<Vec<u64>> {
    let mut hashed = Vec::new();
    let mut add = |text: &str| {
        let words = text.split([' ', '-']).filter(|w| !w.is_empty()).take(MOST_WORDS);
        hashed.extend(words.map(|word| FxBuildHasher.hash_one(word)));
    };
    match column {
        Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
            add(texts.folded().get(texts.of[record] as usize)?);
        }
        Prepared::Name(names) => {
            let words = names.names().words(record).iter();
            words.for_each(|&w| add(&names.names().tokens()[w as usize].text));
        }
        Prepared::Birth(dates) | Prepared::Event(dates) => {
            let (year, month, day) = dates.get(dates.of()[record])?.parts();
            let parts = [i32::from(year), i32::from(month), i32::from(day)];
            parts.iter().for_each(|part| add(&part.to_string()));
        }
        _ => return None,
    }
    hashed.sort_unstable();
    hashed.dedup();
    Some(hashed)
}
