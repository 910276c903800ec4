//! Columns that say again what others say: the whole name beside its parts, the year beside the date.
//!
//! Comparisons are taken as independent; what stands in two columns would count twice. And columns in which all say the
//! same, or nothing.

use super::columns::Prepared;
use crate::content::chosen;
use crate::records::NONE;
use rustc_hash::FxHashSet;

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
    for c in (0..columns.len()).rev() {
        let (mut said, mut again) = (0, 0);
        for record in looked.iter().map(|&r| r as usize) {
            let Some(own) = words(&columns[c], record, true) else { continue };
            let mut others: FxHashSet<String> = FxHashSet::default();
            for (other, column) in columns.iter().enumerate().filter(|(o, _)| *o != c && !redundant[*o]) {
                // Of two columns that say the same, the first stays.
                if other < c || !matches!(column, Prepared::Category(_)) {
                    others.extend(words(column, record, false).into_iter().flatten());
                }
            }
            said += 1;
            again += usize::from(own.iter().all(|w| others.contains(w)));
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

/// The words of a record's value; `None` where it has none, and for columns that cannot be redundant if `judged`.
fn words(column: &Prepared, record: usize, judged: bool) -> Option<Vec<String>> {
    let parts =
        |text: &str| text.split([' ', '-']).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    match column {
        Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
            texts.folded().get(texts.of[record] as usize).map(|t| parts(t))
        }
        Prepared::Name(names) if !judged => {
            let words = names.names().words(record).iter().map(|&w| &names.names().tokens()[w as usize]);
            Some(words.flat_map(|t| parts(&t.text)).collect())
        }
        Prepared::Birth(dates) | Prepared::Event(dates) if !judged => {
            let (year, month, day) = dates.days().get(dates.of()[record] as usize)?.parts();
            Some(
                [i32::from(year), i32::from(month), i32::from(day)].iter().map(ToString::to_string).collect(),
            )
        }
        _ => None,
    }
}
