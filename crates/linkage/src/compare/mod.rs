//! How two records compare, column by column: each comparison ends in one of a few levels.
//!
//! Levels, not distances, because a level can have a probability among matches (`m`) and among non-matches (`u`)
//! that is learned from the records themselves (Fellegi & Sunter 1969; Winkler 1988).

mod commonness;
mod date;
mod memo;
mod name;
mod pattern;
mod place;
mod text;

pub use pattern::Pattern;

use crate::records::{Coded, NONE, Records, Span, Values};
pub use date::Days;
use commonness::Commonness;
use memo::Memo;
pub use name::NameColumn;
pub use place::Gazetteer;
pub use text::Texts;

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
    /// A number or code.
    Code,
    /// Words.
    Text,
}

/// Names of the levels of a comparison of two names.
pub const NAME: &[&str] = &["same", "variant", "typing slip", "part or initial", "similar", "different"];
/// Names of the levels of [`Kind::Middle`].
pub const MIDDLE: &[&str] = &["agree", "partly", "conflict"];
/// Names of the levels of [`Kind::Category`].
pub const CATEGORY: &[&str] = &["same", "different"];

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
            Kind::Code => text::CODE,
            Kind::Text => text::TEXT,
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

/// A column, ready to be compared.
pub enum Prepared {
    /// The person's own name.
    Name(NameColumn),
    /// A relative's name.
    Relative(NameColumn),
    /// When it happened.
    Event(Dates),
    /// When the person was born.
    Birth(Dates),
    /// Age in years, lowest and highest.
    Age(Coded<(u16, u16)>),
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
pub struct Dates {
    days: Vec<Days>,
    common: Commonness,
    of: Vec<u32>,
}

impl Dates {
    fn new(spans: &Coded<Span>) -> Dates {
        let common = Commonness::of(&spans.of, spans.values.len());
        Dates { days: spans.values.iter().copied().map(Days::new).collect(), common, of: spans.of.clone() }
    }

    /// The distinct dates.
    pub fn days(&self) -> &[Days] {
        &self.days
    }

    /// For each record an index into the distinct dates, or [`NONE`].
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// The date of a record.
    pub fn get(&self, record: usize) -> Option<&Days> {
        self.days.get(self.of[record] as usize)
    }

    fn both(&self, a: usize, b: usize) -> Option<(&Days, &Days)> {
        self.get(a).zip(self.get(b))
    }

    fn rarity(&self, a: usize, b: usize) -> Option<f32> {
        let shared = self.of[a] == self.of[b] && self.get(a)?.exact().is_some();
        shared.then(|| self.common.of_value(self.of[a]))
    }
}

/// Places, as numbers of a gazetteer.
pub struct Places {
    gazetteer: Gazetteer,
    /// The distinct places, each from the narrowest part to the widest.
    values: Vec<Vec<u32>>,
    /// How common each narrowest part is.
    common: Commonness,
    of: Vec<u32>,
}

impl Places {
    fn new(column: &Coded<Vec<String>>) -> Places {
        let (gazetteer, values) = Gazetteer::new(&column.values);
        let narrowest = |code: &u32| {
            let parts: Option<&Vec<u32>> = values.get(*code as usize);
            parts.and_then(|p| p.first()).copied().unwrap_or(NONE)
        };
        let narrow: Vec<u32> = column.of.iter().map(narrowest).collect();
        let common = Commonness::of(&narrow, gazetteer.len());
        Places { common, gazetteer, values, of: column.of.clone() }
    }

    /// The distinct places, each from the narrowest part to the widest.
    pub fn values(&self) -> &[Vec<u32>] {
        &self.values
    }

    /// For each record an index into the distinct places, or [`NONE`].
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// The places of a record from the narrowest to the widest; empty where it names none.
    pub fn get(&self, record: usize) -> &[u32] {
        self.values.get(self.of[record] as usize).map_or(&[], Vec::as_slice)
    }
}

/// All records, prepared for comparison.
pub struct Comparer {
    columns: Vec<Prepared>,
    names: Vec<String>,
    comparisons: Vec<Comparison>,
    /// Whether a column says when someone was born, which silences the age where both records say it.
    birth: Option<usize>,
}

/// For each comparison how common the value is that two records share, against the average shared value; `None` where they
/// share none.
pub type Rarities = [Option<f32>; Pattern::MOST];

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
            columns.push(match &column.values {
                Values::Name(names) => {
                    add(": given", Kind::Given);
                    add(": family", Kind::Family);
                    add(": middle", Kind::Middle);
                    Prepared::Name(NameColumn::new(names.clone()))
                }
                Values::Relative(names) => {
                    add("", Kind::Relative);
                    Prepared::Relative(NameColumn::new(names.clone()))
                }
                Values::Event(spans) => {
                    add("", Kind::Event);
                    Prepared::Event(Dates::new(spans))
                }
                Values::Birth(spans) => {
                    add("", Kind::Birth);
                    birth = Some(columns.len());
                    Prepared::Birth(Dates::new(spans))
                }
                Values::Age(ages) => {
                    add("", Kind::Age);
                    Prepared::Age(ages.clone())
                }
                Values::Category(values) => {
                    add("", Kind::Category);
                    Prepared::Category(Texts::new(values))
                }
                Values::Code(values) => {
                    add("", Kind::Code);
                    Prepared::Code(Texts::new(values))
                }
                Values::Text(values) => {
                    add("", Kind::Text);
                    Prepared::Text(Texts::new(values))
                }
                Values::Place(places) => {
                    add("", Kind::Place);
                    Prepared::Place(Places::new(places))
                }
            });
        }
        let names = records.columns.iter().map(|c| c.name.clone()).collect();
        Comparer { columns, names, comparisons, birth }
    }

    /// The comparisons, in the order of a pattern's slots.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// The columns.
    pub fn columns(&self) -> &[Prepared] {
        &self.columns
    }

    /// Name of a column.
    pub fn column_name(&self, column: usize) -> &str {
        &self.names[column]
    }

    /// What a worker needs to remember comparisons.
    pub fn memos(&self) -> Memos {
        let remembers = |c: &Prepared| matches!(c, Prepared::Name(_) | Prepared::Relative(_) | Prepared::Text(_));
        Memos(self.columns.iter().map(|c| if remembers(c) { Memo::default() } else { Memo::none() }).collect())
    }

    /// Compares two records.
    pub fn compare(&self, a: usize, b: usize, memos: &mut Memos) -> Pattern {
        let mut pattern = Pattern::default();
        for (column, memo) in self.columns.iter().zip(&mut memos.0) {
            match column {
                Prepared::Name(names) => {
                    let levels = names.compare(a, b, memo);
                    pattern.push(levels.given);
                    pattern.push(levels.family);
                    pattern.push(levels.middle);
                }
                Prepared::Relative(names) => pattern.push(names.relative(a, b, memo)),
                Prepared::Event(dates) => pattern.push(dates.both(a, b).map(|(x, y)| date::event(x, y))),
                Prepared::Birth(dates) => pattern.push(dates.both(a, b).map(|(x, y)| date::birth(x, y))),
                Prepared::Age(ages) => {
                    let silenced = self.birth.is_some_and(|c| match &self.columns[c] {
                        Prepared::Birth(dates) => dates.both(a, b).is_some(),
                        _ => false,
                    });
                    let age = |record: usize| ages.values.get(ages.of[record] as usize);
                    let level = age(a).zip(age(b)).map(|(x, y)| date::age(*x, *y));
                    pattern.push(level.filter(|_| !silenced));
                }
                Prepared::Category(texts) => pattern.push(both(texts, a, b).map(|(p, q)| u8::from(p != q))),
                Prepared::Code(texts) => pattern.push(both(texts, a, b).map(|(p, q)| texts.code_level(p, q))),
                Prepared::Text(texts) => {
                    pattern.push(both(texts, a, b).map(|(p, q)| texts.text_level(p, q, memo)));
                }
                Prepared::Place(places) => {
                    let (x, y) = (places.get(a), places.get(b));
                    pattern.push((!x.is_empty() && !y.is_empty()).then(|| places.gazetteer.compare(x, y)));
                }
            }
        }
        pattern
    }

    /// For each comparison the chance that two records that both say something say the same; `None` where that is not
    /// counted.
    pub fn chances(&self) -> Vec<Option<f64>> {
        let mut chances = Vec::with_capacity(self.comparisons.len());
        for column in &self.columns {
            match column {
                Prepared::Name(names) => {
                    let (given, family) = names.chance();
                    chances.extend([Some(given), Some(family), None]);
                }
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                    chances.push(Some(texts.chance()));
                }
                Prepared::Event(dates) | Prepared::Birth(dates) => chances.push(Some(dates.common.chance())),
                Prepared::Place(places) => chances.push(Some(places.common.chance())),
                Prepared::Relative(_) | Prepared::Age(_) => chances.push(None),
            }
        }
        chances
    }

    /// How common the values are that two records share: agreement on a rare name weighs more than on a common one.
    pub fn rarities(&self, a: usize, b: usize, memos: &mut Memos) -> Rarities {
        let mut rarities = [None; Pattern::MOST];
        let mut slot = 0;
        let mut push = |rarity: Option<f32>| {
            if let Some(at) = rarities.get_mut(slot) {
                *at = rarity;
            }
            slot += 1;
        };
        for (column, memo) in self.columns.iter().zip(&mut memos.0) {
            match column {
                Prepared::Name(names) => {
                    let (given, family) = names.rarity(a, b, memo);
                    push(given);
                    push(family);
                    push(None);
                }
                Prepared::Event(dates) | Prepared::Birth(dates) => push(dates.rarity(a, b)),
                Prepared::Place(places) => {
                    let same = places.get(a).first().filter(|p| places.get(b).first() == Some(p));
                    push(same.map(|&p| places.common.of_value(p)));
                }
                Prepared::Category(texts) | Prepared::Code(texts) | Prepared::Text(texts) => {
                    push(both(texts, a, b).filter(|(p, q)| p == q).map(|(p, _)| texts.rarity(p)));
                }
                Prepared::Relative(_) | Prepared::Age(_) => push(None),
            }
        }
        rarities
    }
}

fn both(texts: &Texts, a: usize, b: usize) -> Option<(u32, u32)> {
    let (p, q) = (texts.of[a], texts.of[b]);
    (p != NONE && q != NONE).then_some((p, q))
}

/// What a worker remembers, column by column.
pub struct Memos(Vec<Memo>);
