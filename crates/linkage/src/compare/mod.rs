//! How two records compare, column by column: each comparison ends in one of a few levels.
//!
//! Levels, not distances, because a level can have a probability among matches (`m`) and among non-matches (`u`)
//! that is learned from the records themselves (Fellegi & Sunter 1969; Winkler 1988).

mod date;
mod name;
mod pattern;
mod place;

pub use pattern::Pattern;

use crate::records::{Records, Values};
use ::names::Role;
use date::Days;
use name::NameColumn;
pub use place::Gazetteer;

/// What a comparison is about. The model treats kinds differently: two people killed in one event share its date,
/// two kin share the family name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// The names between given and family name: father, grandfather, middle names.
    Middle,
    /// The name of a relative.
    Relative,
    /// Date of the event.
    Event,
    /// Where.
    Place,
    /// Date of birth.
    Birth,
    /// Age.
    Age,
    /// A category such as sex.
    Category,
    /// An official number.
    Identifier,
}

/// Names of the levels of a comparison of two names.
pub const NAME: &[&str] = &["same", "variant", "typing slip", "part or initial", "different"];
/// Names of the levels of [`Kind::Middle`].
pub const MIDDLE: &[&str] = &["agree", "partly", "conflict"];
/// Names of the levels of [`Kind::Category`].
pub const CATEGORY: &[&str] = &["same", "different"];
/// Names of the levels of [`Kind::Identifier`].
pub const IDENTIFIER: &[&str] = &["same", "one slip", "different"];

impl Kind {
    /// Names of the levels, from full agreement down.
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Kind::Given | Kind::Family | Kind::Relative => NAME,
            Kind::Middle => MIDDLE,
            Kind::Event => date::EVENT,
            Kind::Place => place::PLACE,
            Kind::Birth => date::BIRTH,
            Kind::Age => date::AGE,
            Kind::Category => CATEGORY,
            Kind::Identifier => IDENTIFIER,
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Name for reports ("death date").
    pub name: String,
    /// What it is about.
    pub kind: Kind,
}

enum Prepared {
    Name(NameColumn),
    Relative(NameColumn),
    Event(Vec<Option<Days>>),
    Birth(Vec<Option<Days>>),
    Age(Vec<Option<(u16, u16)>>),
    Category(Vec<Option<u16>>),
    Identifier(Vec<Option<String>>),
    Place(Gazetteer, Vec<Vec<u32>>),
}

/// All records, prepared for comparison.
pub struct Comparer {
    columns: Vec<Prepared>,
    comparisons: Vec<Comparison>,
    /// Whether a column says when someone was born, which silences the age where both records say it.
    birth: Option<usize>,
}

/// For each comparison the value that two records share, as its frequency table knows it; `None` where they share none.
pub type SharedValues = Vec<Option<u64>>;

impl Comparer {
    /// Prepares every column.
    pub fn new(records: &Records) -> Comparer {
        let mut columns = Vec::new();
        let mut comparisons = Vec::new();
        let mut birth = None;
        for column in &records.columns {
            let mut add = |suffix: &str, kind| {
                comparisons.push(Comparison { name: format!("{}{suffix}", column.name), kind });
            };
            let days = |spans: &[Option<crate::Span>]| spans.iter().map(|s| s.map(Days::new)).collect();
            columns.push(match &column.values {
                Values::Name(names) => {
                    add(": given", Kind::Given);
                    add(": family", Kind::Family);
                    add(": middle", Kind::Middle);
                    Prepared::Name(NameColumn::new(names))
                }
                Values::Relative(names) => {
                    add("", Kind::Relative);
                    Prepared::Relative(NameColumn::new(names))
                }
                Values::Event(spans) => {
                    add("", Kind::Event);
                    Prepared::Event(days(spans))
                }
                Values::Birth(spans) => {
                    add("", Kind::Birth);
                    birth = Some(columns.len());
                    Prepared::Birth(days(spans))
                }
                Values::Age(ages) => {
                    add("", Kind::Age);
                    Prepared::Age(ages.clone())
                }
                Values::Category(values) => {
                    add("", Kind::Category);
                    Prepared::Category(values.clone())
                }
                Values::Identifier(values) => {
                    add("", Kind::Identifier);
                    Prepared::Identifier(values.clone())
                }
                Values::Place(places) => {
                    add("", Kind::Place);
                    let (gazetteer, numbers) = Gazetteer::new(places);
                    Prepared::Place(gazetteer, numbers)
                }
            });
        }
        Comparer { columns, comparisons, birth }
    }

    /// The comparisons, in the order of a pattern's slots.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// Compares two records.
    pub fn compare(&self, a: usize, b: usize, memo: &mut Memo) -> Pattern {
        let mut pattern = Pattern::default();
        for (c, column) in self.columns.iter().enumerate() {
            match column {
                Prepared::Name(names) => {
                    let agreement = names.agreement(a, b, memo.of(c));
                    let (given, family, middle) = agreement.as_ref().map_or((None, None, None), |g| {
                        (names.given(a, b, g), names.family(a, b, g), name::middle(g))
                    });
                    pattern.push(given);
                    pattern.push(family);
                    pattern.push(middle);
                }
                Prepared::Relative(names) => pattern.push(names.relative(a, b, memo.of(c))),
                Prepared::Event(days) => {
                    pattern.push(both(&days[a], &days[b]).map(|(x, y)| date::event(x, y)));
                }
                Prepared::Birth(days) => {
                    pattern.push(both(&days[a], &days[b]).map(|(x, y)| date::birth(x, y)));
                }
                Prepared::Age(ages) => {
                    let silenced = self.birth.is_some_and(|c| match &self.columns[c] {
                        Prepared::Birth(days) => days[a].is_some() && days[b].is_some(),
                        _ => false,
                    });
                    let level = both(&ages[a], &ages[b]).map(|(x, y)| date::age(*x, *y));
                    pattern.push(level.filter(|_| !silenced));
                }
                Prepared::Category(values) => {
                    pattern.push(both(&values[a], &values[b]).map(|(x, y)| u8::from(x != y)));
                }
                Prepared::Identifier(values) => {
                    pattern.push(both(&values[a], &values[b]).map(|(x, y)| identifier(x, y)));
                }
                Prepared::Place(gazetteer, places) => {
                    let (x, y) = (&places[a], &places[b]);
                    pattern.push((!x.is_empty() && !y.is_empty()).then(|| gazetteer.compare(x, y)));
                }
            }
        }
        pattern
    }

    /// The exact values that two records share, by comparison: what makes agreement on a rare name weigh more than
    /// agreement on a common one.
    pub fn shared(&self, a: usize, b: usize, memo: &mut Memo) -> SharedValues {
        let mut shared = Vec::with_capacity(self.comparisons.len());
        for (c, column) in self.columns.iter().enumerate() {
            match column {
                Prepared::Name(names) => {
                    let agreement = names.agreement(a, b, memo.of(c));
                    let of = |pair: Option<::names::Pair>| pair.and_then(|p| names.shared_term(a, b, p));
                    shared.push(agreement.as_ref().and_then(|g| of(g.given)));
                    shared.push(agreement.as_ref().and_then(|g| of(g.family)));
                    shared.push(None);
                }
                Prepared::Event(days) => {
                    let same = both(&days[a], &days[b]).filter(|(x, y)| date::event(x, y) == 0);
                    shared.push(same.and_then(|(x, _)| x.exact()).map(|d| d as u32 as u64));
                }
                Prepared::Place(_, places) => {
                    let same = places[a].first().filter(|p| places[b].first() == Some(p));
                    shared.push(same.map(|&p| u64::from(p)));
                }
                _ => shared.push(None),
            }
        }
        shared
    }

    /// Tells `add` the values a record adds to each comparison's frequency table: the comparison, the value, and whether it
    /// is the exact value or (for names) the key under which similar spellings meet.
    pub fn values(&self, a: usize, mut add: impl FnMut(usize, u64, Exactness)) {
        let mut slot = 0;
        for column in &self.columns {
            match column {
                Prepared::Name(names) => {
                    for (role, at) in [(Role::Given, slot), (Role::Family, slot + 1)] {
                        if let Some((exact, key)) = names.term(a, role) {
                            add(at, exact, Exactness::Exact);
                            add(at, key, Exactness::Alike);
                        }
                    }
                    slot += 2;
                }
                Prepared::Event(days) => {
                    if let Some(day) = days[a].and_then(|d| d.exact()) {
                        add(slot, day as u32 as u64, Exactness::Exact);
                    }
                }
                Prepared::Place(_, places) => {
                    if let Some(&place) = places[a].first() {
                        add(slot, u64::from(place), Exactness::Exact);
                    }
                }
                _ => {}
            }
            slot += 1;
        }
    }

    /// What blocking needs to know of a record.
    pub fn traits(&self, a: usize) -> Traits {
        let mut traits = Traits::default();
        for column in &self.columns {
            match column {
                Prepared::Name(names) => traits.name.extend(names.keys(a)),
                Prepared::Relative(names) => traits.relative.extend(names.keys(a)),
                Prepared::Event(days) => {
                    if let Some(days) = &days[a] {
                        traits.event = days.exact();
                        traits.event_years.extend(days.years().take(3));
                    }
                }
                Prepared::Birth(days) => {
                    if let Some(days) = &days[a] {
                        traits.birth = days.exact();
                        traits.birth_years.extend(days.years().take(3));
                    }
                }
                Prepared::Age(ages) => {
                    traits.age = ages[a].filter(|(low, high)| low == high).map(|(low, _)| low)
                }
                Prepared::Category(_) => {}
                Prepared::Identifier(values) => traits.identifier.clone_from(&values[a]),
                Prepared::Place(_, places) => traits.places.extend(&places[a]),
            }
        }
        traits
    }
}

/// What a value in a frequency table stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// One value.
    Exact,
    /// All spellings that sound alike.
    Alike,
}

/// What blocking needs to know of a record.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    /// Keys of the tokens of the name, without initials.
    pub name: Vec<u64>,
    /// Keys of the tokens of relatives' names.
    pub relative: Vec<u64>,
    /// Day of the event.
    pub event: Option<i32>,
    /// Years the event may have been in.
    pub event_years: Vec<i32>,
    /// Day of birth.
    pub birth: Option<i32>,
    /// Years of birth.
    pub birth_years: Vec<i32>,
    /// Age, where it is one number.
    pub age: Option<u16>,
    /// Official number.
    pub identifier: Option<String>,
    /// Place numbers, narrowest first.
    pub places: Vec<u32>,
}

/// What a worker remembers of the token pairs it has compared: names repeat, comparing them is the dear part.
#[derive(Default)]
pub struct Memo {
    columns: Vec<name::TokenMemo>,
}

impl Memo {
    fn of(&mut self, column: usize) -> &mut name::TokenMemo {
        while self.columns.len() <= column {
            self.columns.push(name::TokenMemo::default());
        }
        &mut self.columns[column]
    }
}

fn both<'a, T>(a: &'a Option<T>, b: &'a Option<T>) -> Option<(&'a T, &'a T)> {
    a.as_ref().zip(b.as_ref())
}

/// How far apart two official numbers are: a level of [`IDENTIFIER`]. One digit wrong, left out or put in, or two
/// neighbours swapped, is a slip.
fn identifier(a: &str, b: &str) -> u8 {
    if a == b {
        return 0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest = |s: &[char]| s.len().saturating_sub(front + back);
    let slip = match (rest(&a), rest(&b)) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => a[front] == b[front + 1] && a[front + 1] == b[front],
        _ => false,
    };
    if slip && a.len().min(b.len()) >= 5 { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn numbers_with_one_slip() {
        assert_eq!(identifier("900112233", "900112233"), 0);
        for slip in ["900112235", "90011233", "9001122333", "900121233", "090112233"] {
            assert_eq!(identifier("900112233", slip), 1, "{slip}");
            assert_eq!(identifier(slip, "900112233"), 1, "{slip}");
        }
        assert_eq!(identifier("900112233", "900442233"), 2);
        assert_eq!(identifier("17", "18"), 2);
    }
}
