//! Columns made ready for comparison: each distinct value prepared once, each record a code.

use super::commonness::Commonness;
use super::date::Days;
use super::name::NameColumn;
use super::place::Gazetteer;
use super::text::Texts;
use crate::records::{Coded, NONE, Span};

/// A column, ready to be compared.
pub enum Prepared<'a> {
    /// The person's own name.
    Name(NameColumn<'a>),
    /// A relative's name.
    Relative(NameColumn<'a>),
    /// When it happened.
    Event(Dates<'a>),
    /// When the person was born.
    Birth(Dates<'a>),
    /// Age in years, lowest and highest.
    Age(&'a Coded<(u16, u16)>),
    /// A category.
    Category(Texts),
    /// A code.
    Code(Texts),
    /// Words.
    Text(Texts),
    /// Places.
    Place(Places),
}

/// Dates, each distinct one prepared once.
pub struct Dates<'a> {
    days: Vec<Days>,
    common: Commonness,
    of: &'a [u32],
}

impl<'a> Dates<'a> {
    /// Prepares every distinct date.
    pub fn new(spans: &'a Coded<Span>) -> Dates<'a> {
        let common = Commonness::of(&spans.of, spans.values.len());
        Dates { days: spans.values.iter().copied().map(Days::new).collect(), common, of: &spans.of }
    }

    /// A distinct date.
    pub fn get(&self, code: u32) -> Option<&Days> {
        self.days.get(code as usize)
    }

    /// The distinct dates.
    pub fn days(&self) -> &[Days] {
        &self.days
    }

    /// For each record an index into the distinct dates, or [`NONE`].
    pub fn of(&self) -> &[u32] {
        self.of
    }

    /// How common its values are.
    pub fn common(&self) -> &Commonness {
        &self.common
    }

    /// How common a date is that two records share, if it is known to the day; 1 otherwise.
    pub fn rarity(&self, code: u32) -> f32 {
        let exact = self.days.get(code as usize).is_some_and(|d| d.exact().is_some());
        if exact { self.common.of_value(code) } else { 1.0 }
    }
}

/// Places, as numbers of a gazetteer.
pub struct Places {
    /// Numbers and spellings.
    pub gazetteer: Gazetteer,
    /// The distinct places, each from the narrowest part to the widest.
    values: Vec<Vec<u32>>,
    /// How common each narrowest part is.
    common: Commonness,
    of: Vec<u32>,
}

impl Places {
    /// Numbers every distinct place; what has neither letters nor digits says nothing.
    pub fn new(column: &Coded<Vec<String>>) -> Places {
        let (gazetteer, values) = Gazetteer::new(&column.values);
        let says = |code: &u32| values.get(*code as usize).is_some_and(|p: &Vec<u32>| !p.is_empty());
        let of: Vec<u32> = column.of.iter().map(|c| if says(c) { *c } else { NONE }).collect();
        let narrowest = |code: &u32| {
            let parts: Option<&Vec<u32>> = values.get(*code as usize);
            parts.and_then(|p| p.first()).copied().unwrap_or(NONE)
        };
        let narrow: Vec<u32> = of.iter().map(narrowest).collect();
        let common = Commonness::of(&narrow, gazetteer.len());
        Places { common, gazetteer, values, of }
    }

    /// The distinct places, each from the narrowest part to the widest.
    pub fn values(&self) -> &[Vec<u32>] {
        &self.values
    }

    /// For each record an index into the distinct places, or [`NONE`].
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// The places of a code from the narrowest to the widest; empty where it names none.
    pub fn get(&self, code: u32) -> &[u32] {
        self.values.get(code as usize).map_or(&[], Vec::as_slice)
    }

    /// How common each narrowest part is.
    pub fn common(&self) -> &Commonness {
        &self.common
    }

    /// How common the narrowest part is that two places share; 1 where they share none.
    pub fn rarity(&self, p: u32, q: u32) -> f32 {
        match (self.get(p).first(), self.get(q).first()) {
            (Some(x), Some(y)) if x == y => self.common.of_value(*x),
            _ => 1.0,
        }
    }
}
