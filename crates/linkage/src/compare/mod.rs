//! How two records compare, column by column: each comparison ends in one of a few levels.
//!
//! Levels, not distances, because a level can have a probability among matches (`m`) and among non-matches (`u`)
//! that is learned from the records themselves (Fellegi & Sunter 1969; Winkler 1988).

mod columns;
mod commonness;
mod date;
mod kind;
mod memo;
mod name;
mod pattern;
mod place;
mod redundant;
mod rows;
mod text;

pub use columns::{Dates, Prepared};
pub use kind::{Comparison, Kind, NAME};
pub use name::{COMPLEX, NameColumn, TokenRarity};
pub use pattern::{Compared, Pattern};
pub use place::Gazetteer;
pub use rows::{Rows, Slot};
pub use text::Texts;

use crate::records::{Column, NONE, Records, Values};
use columns::Places;
use commonness::Commonness;
use memo::Memo;
use name::MOST_WORDS;

/// All records, prepared for comparison.
pub struct Comparer<'a> {
    columns: Vec<Prepared<'a>>,
    names: Vec<String>,
    comparisons: Vec<Comparison>,
    rows: Rows,
    /// Slots of the birth date and the age: where both records say the first, the second is silent.
    birth: Option<usize>,
}

impl<'a> Comparer<'a> {
    /// Prepares the columns that are `kept`; if nothing is said of that, all but those that say again what others say.
    pub fn new(records: &'a Records, contents: &[u64], kept: Option<&[bool]>) -> Comparer<'a> {
        let prepare = |column: &'a Column| match &column.values {
            Values::Name(names) => Prepared::Name(NameColumn::new(names)),
            Values::Relative(names) => Prepared::Relative(NameColumn::new(names)),
            Values::Event(spans) => Prepared::Event(Dates::new(spans)),
            Values::Birth(spans) => Prepared::Birth(Dates::new(spans)),
            Values::Age(ages) => Prepared::Age(ages),
            Values::Category(values) => Prepared::Category(Texts::whole(values)),
            Values::Code(values) => Prepared::Code(Texts::whole(values)),
            Values::Text(values) => Prepared::Text(Texts::new(values)),
            Values::Place(places) => Prepared::Place(Places::new(places)),
        };
        let columns: Vec<Prepared> = records.columns.iter().map(prepare).collect();
        let redundant = match kept {
            Some(kept) => kept.iter().map(|kept| !kept).collect(),
            None => redundant::redundant(&columns, contents),
        };
        let mut kept = columns.into_iter().zip(&records.columns).zip(&redundant).filter(|(_, r)| !**r);
        let (columns, names): (Vec<Prepared>, Vec<String>) =
            kept.by_ref().map(|((column, given), _)| (column, given.name.clone())).unzip();
        let comparisons =
            columns.iter().zip(&names).flat_map(|(column, name)| comparisons_of(column, name)).collect();
        let rows = Rows::new(&columns, &records.list_of);
        let slot_of =
            |wanted: fn(&Prepared) -> bool| rows.slots().iter().position(|s| wanted(&columns[s.column]));
        let birth = slot_of(|c| matches!(c, Prepared::Birth(_)));
        Comparer { columns, names, comparisons, rows, birth }
    }

    /// The comparisons, in the order of a pattern's levels.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// The columns.
    pub fn columns(&self) -> &[Prepared<'a>] {
        &self.columns
    }

    /// Name of a column.
    pub fn column_name(&self, column: usize) -> &str {
        &self.names[column]
    }

    /// The codes of all records.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The slot of the birth date, which silences the age where both records say it.
    pub fn birth(&self) -> Option<usize> {
        self.birth
    }

    /// Fetches what the names in some rows are compared by: all of them at once goes faster than one after the other.
    pub fn read_ahead(&self, codes: &[u32]) {
        for (s, slot) in self.rows.slots().iter().enumerate() {
            if let Prepared::Name(names) = &self.columns[slot.column] {
                let tokens = codes.iter().skip(s).step_by(self.rows.stride());
                std::hint::black_box(names.read_ahead(tokens.copied()));
            }
        }
    }

    /// What a worker needs to remember comparisons.
    pub fn memos(&self) -> Memos {
        Memos(self.columns.iter().map(|_| Memo::default()).collect())
    }

    /// Compares two records.
    pub fn compare(&self, a: u32, b: u32, memos: &mut Memos) -> Compared {
        self.compare_rows(a, self.rows.of(a), b, self.rows.of(b), memos)
    }

    /// Compares two records whose codes are at hand.
    pub fn compare_rows(&self, a: u32, x: &[u32], b: u32, y: &[u32], memos: &mut Memos) -> Compared {
        let mut compared = Compared::default();
        for s in 0..self.rows.slots().len() {
            self.compare_slot(s, (a, x), (b, y), memos, &mut compared);
        }
        compared
    }

    /// Compares two records in one slot; the second slot of a name is compared with the first.
    pub fn compare_slot(
        &self,
        s: usize,
        a: (u32, &[u32]),
        b: (u32, &[u32]),
        memos: &mut Memos,
        compared: &mut Compared,
    ) {
        let ((a, x), (b, y)) = (a, b);
        let slot = &self.rows.slots()[s];
        let memo = &mut memos.0[slot.column];
        if let Prepared::Name(names) = &self.columns[slot.column] {
            if slot.part == 0 {
                let (x, y) = ([x[s], x[s + 1]], [y[s], y[s + 1]]);
                let simple =
                    if x[0] == COMPLEX || y[0] == COMPLEX { None } else { names.compare_simple(x, y, memo) };
                // What is remembered may not depend on which record came first.
                let (names_in_order, a, b) = if x <= y { ([x, y], a, b) } else { ([y, x], b, a) };
                let whole = |memo: &mut Memo| names.compare(a as usize, b as usize, memo);
                let levels = simple.unwrap_or_else(|| memo.of_names(names_in_order, whole));
                compared.say(slot.comparison, levels.given, levels.rarity[0]);
                compared.say(slot.comparison + 1, levels.family, levels.rarity[1]);
                compared.say(slot.comparison + 2, levels.middle, levels.rarity[2]);
            }
            return;
        }
        let (p, q) = (x[s], y[s]);
        if p != NONE && q != NONE && !self.is_silenced(slot, x, y) {
            let same = if p == q { self.same(slot, p) } else { None };
            let (level, rarity) = match same {
                Some((level, rarity)) => (Some(level), rarity),
                None => self.unequal(slot, (a, p), (b, q), memo),
            };
            compared.say(slot.comparison, level, rarity);
        }
    }

    /// Whether a slot is that of the age, and both records say when the person was born.
    fn is_silenced(&self, slot: &Slot, x: &[u32], y: &[u32]) -> bool {
        let born = |s: usize| x[s] != NONE && y[s] != NONE;
        matches!(self.columns[slot.column], Prepared::Age(_)) && self.birth.is_some_and(born)
    }

    /// Level and rarity of two equal codes of a slot; `None` for names, which codes do not tell.
    pub fn same(&self, slot: &Slot, code: u32) -> Option<(u8, f32)> {
        Some(match &self.columns[slot.column] {
            Prepared::Name(_) | Prepared::Relative(_) => return None,
            Prepared::Event(dates) => (date::event(dates.get(code)?, dates.get(code)?), dates.rarity(code)),
            Prepared::Birth(dates) => (date::birth(dates.get(code)?, dates.get(code)?), dates.rarity(code)),
            Prepared::Age(ages) => {
                (date::age(*ages.values.get(code as usize)?, ages.values[code as usize]), 1.0)
            }
            Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                (0, texts.rarity(code))
            }
            Prepared::Place(places) => (0, places.rarity(code, code)),
        })
    }

    /// Level and rarity of two codes of a slot that are there and not equal, or those of names.
    fn unequal(&self, slot: &Slot, a: (u32, u32), b: (u32, u32), memo: &mut Memo) -> (Option<u8>, f32) {
        let ((a, p), (b, q)) = (a, b);
        let level = match &self.columns[slot.column] {
            Prepared::Name(_) => return (None, 1.0),
            Prepared::Relative(names) => return (names.relative(a as usize, b as usize, memo), 1.0),
            Prepared::Event(dates) => date::event(&dates.days()[p as usize], &dates.days()[q as usize]),
            Prepared::Birth(dates) => date::birth(&dates.days()[p as usize], &dates.days()[q as usize]),
            Prepared::Age(ages) => date::age(ages.values[p as usize], ages.values[q as usize]),
            Prepared::Category(_) => 1,
            Prepared::Code(texts) => texts.code_level(p, q),
            Prepared::Text(texts) => texts.text_level(p, q, memo),
            Prepared::Place(places) => {
                let compare = || places.gazetteer.compare(places.get(p), places.get(q));
                return (Some(memo.get(p.min(q), p.max(q), compare)), places.rarity(p, q));
            }
        };
        (Some(level), 1.0)
    }

    /// For each comparison how common its values are; `None` where that is not counted.
    fn common(&self) -> Vec<Option<&Commonness>> {
        let mut common = Vec::with_capacity(self.comparisons.len());
        for column in &self.columns {
            match column {
                Prepared::Name(names) => common.extend(names.common().iter().map(Some)),
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                    common.push(Some(texts.common()));
                }
                Prepared::Event(dates) | Prepared::Birth(dates) => common.push(Some(dates.common())),
                Prepared::Place(places) => common.push(Some(places.common())),
                Prepared::Relative(_) | Prepared::Age(_) => common.push(None),
            }
        }
        common
    }

    /// For each comparison the chance that two records that both say something say the same (of names between, two of them);
    /// `None` where that is not counted.
    pub fn chances(&self) -> Vec<Option<f64>> {
        let chance = |(common, comparison): (Option<&Commonness>, &Comparison)| {
            let chance = common?.chance();
            Some(if comparison.kind == Kind::Middle { chance * chance } else { chance })
        };
        self.common().into_iter().zip(&self.comparisons).map(chance).collect()
    }

    /// For each comparison the scale by which a value's count tells how common it is, and how many values two records may
    /// share; 0 where nothing is counted. A scale that falls makes all values rarer.
    pub fn scales(&self) -> Vec<(f64, usize)> {
        let values = |comparison: &Comparison| if comparison.kind == Kind::Middle { MOST_WORDS } else { 1 };
        let scale = |(common, comparison): (Option<&Commonness>, &Comparison)| {
            (common.map_or(0.0, Commonness::scale), values(comparison))
        };
        self.common().into_iter().zip(&self.comparisons).map(scale).collect()
    }

    /// What comparing two codes of a slot costs, roughly, in nanoseconds.
    pub fn cost(&self, slot: &Slot) -> f32 {
        match self.columns[slot.column] {
            Prepared::Category(_) => 5.0,
            Prepared::Event(_) | Prepared::Birth(_) | Prepared::Age(_) => 8.0,
            Prepared::Code(_) => 12.0,
            Prepared::Text(_) | Prepared::Place(_) => 25.0,
            Prepared::Name(_) => 80.0,
            Prepared::Relative(_) => 250.0,
        }
    }
}

/// What a column is compared by.
fn comparisons_of(column: &Prepared, name: &str) -> Vec<Comparison> {
    let kinds: &[(&str, Kind)] = match column {
        Prepared::Name(_) => {
            &[(": given", Kind::Given), (": family", Kind::Family), (": middle", Kind::Middle)]
        }
        Prepared::Relative(_) => &[("", Kind::Relative)],
        Prepared::Event(_) => &[("", Kind::Event)],
        Prepared::Birth(_) => &[("", Kind::Birth)],
        Prepared::Age(_) => &[("", Kind::Age)],
        Prepared::Category(_) => &[("", Kind::Category)],
        Prepared::Code(_) => &[("", Kind::Code)],
        Prepared::Text(_) => &[("", Kind::Text)],
        Prepared::Place(_) => &[("", Kind::Place)],
    };
    kinds.iter().map(|&(part, kind)| Comparison { name: format!("{name}{part}"), kind }).collect()
}

/// What a worker remembers, column by column.
pub struct Memos(Vec<Memo>);
