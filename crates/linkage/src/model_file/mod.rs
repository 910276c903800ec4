//! A model as a file that a person may read and edit: what each level of each comparison says, how common matches are, and
//! which pairs are compared.
//!
//! Matching by a model learns nothing: the same records by the model that they gave come out the same, and a part of
//! them gets the same weights, save for how common their values are, which is counted among the records at hand.

mod fit;
mod read;
mod write;

use crate::compare::Kind;
use crate::lookalikes::Lookalikes;
use crate::model::{Class, From};
use crate::recalibrate::Recalibration;

/// The version that this program reads and writes.
pub const VERSION: i64 = 1;

/// What is wrong with a model, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{key}: {found}; expected {expected}")]
pub struct ModelError {
    /// Where in the model ("comparison \"sex\", level \"same\", m"; "line 7").
    pub key: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

/// A model of a pair of records, with the rules by which pairs are found.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFile {
    /// Blocking rules: records that agree on all atoms of a rule are compared. By names of atoms ("name: word").
    pub rules: Vec<Vec<String>>,
    /// Rules for the records that lack what all of those look at.
    pub rescues: Vec<Vec<String>>,
    /// How common the classes of two people are.
    pub shares: Shares,
    /// How common matches are.
    pub matches: Matches,
    /// How many records have no match.
    pub alone: Alone,
    /// What lookalikes weigh, where it is known.
    pub lookalikes: Option<Lookalikes>,
    /// What is compared.
    pub comparisons: Vec<ComparisonModel>,
    /// What weights stand for by people's decisions; `None` where they stand for themselves.
    pub recalibration: Option<Recalibration>,
}

/// Shares of all pairs, each in [0, 1]: 0 where the comparisons cannot show such pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Two people of one family.
    pub kin: f64,
    /// Two people killed in one event.
    pub event: f64,
    /// Two people of one name.
    pub namesake: f64,
    /// Two people of one place.
    pub neighbour: f64,
}

/// Shares of matches among the pairs of two lists, or within one, each in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Matches {
    /// Between two lists that are not named.
    pub between: f64,
    /// Within a list that is not named.
    pub within: f64,
    /// For lists by name.
    pub lists: Vec<ListShare>,
}

/// The share of matches among the pairs of two lists.
#[derive(Clone, Debug, PartialEq)]
pub struct ListShare {
    /// One list.
    pub a: String,
    /// The other, or the same one.
    pub b: String,
    /// The share.
    pub share: f64,
}

/// Shares of the records of a list that have no match, each in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Alone {
    /// For a list that is not named.
    pub other: f64,
    /// For lists by name.
    pub lists: Vec<ListAlone>,
}

/// The share of a list's records that have no match.
#[derive(Clone, Debug, PartialEq)]
pub struct ListAlone {
    /// The list.
    pub list: String,
    /// The share.
    pub share: f64,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonModel {
    /// Its name: that of its column, for a name with its part ("name: given").
    pub name: String,
    /// What it is about.
    pub kind: Kind,
    /// Its levels, from full agreement down.
    pub levels: Vec<LevelModel>,
}

/// What a level says: how probable it is in each class of pairs, each in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct LevelModel {
    /// Its name.
    pub name: String,
    /// Among records of one person.
    pub m: f64,
    /// Among two people with nothing in common.
    pub u: f64,
    /// Among kin, where that is not as in another class.
    pub kin: Option<f64>,
    /// Within one event, where that is not as in another class.
    pub event: Option<f64>,
    /// Among neighbours, where that is not as in another class.
    pub neighbour: Option<f64>,
}

impl ModelFile {
    /// Reads a model, checking all that can be checked without the records.
    pub fn parse(text: &str) -> Result<ModelFile, ModelError> {
        read::parse(text)
    }

    /// Writes it as TOML; [`ModelFile::parse`] reads back the same.
    pub fn to_toml(&self) -> String {
        write::to_toml(self)
    }
}

/// Kinds and their names.
const KINDS: [(Kind, &str); 11] = [
    (Kind::Given, "given"),
    (Kind::Family, "family"),
    (Kind::Middle, "middle"),
    (Kind::Relative, "relative"),
    (Kind::Event, "event"),
    (Kind::Place, "place"),
    (Kind::Birth, "birth"),
    (Kind::Age, "age"),
    (Kind::Category, "category"),
    (Kind::Code, "code"),
    (Kind::Text, "text"),
];

impl Kind {
    /// Its name in a model.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|k| k.0 == self).map_or("", |k| k.1)
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|k| k.1 == name).map(|k| k.0)
    }
}

/// Whether a class has probabilities of its own for a kind.
fn has_own(class: Class, kind: Kind) -> bool {
    matches!(class.from(kind), From::Own | From::Prior)
}

/// Names that tell apart what has one name: "place", "place (2)".
fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut given: rustc_hash::FxHashSet<String> = rustc_hash::FxHashSet::default();
    let mut number = |name: &str| {
        let numbered = (2..).map(|i| format!("{name} ({i})"));
        let free = std::iter::once(name.to_owned()).chain(numbered).find(|n| !given.contains(n));
        let free = free.unwrap_or_default();
        given.insert(free.clone());
        free
    };
    names.map(&mut number).collect()
}
