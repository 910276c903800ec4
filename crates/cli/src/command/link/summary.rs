//! What came of `inquest link`, in numbers: no value of any record stands in it.

use super::against::Against;
use super::roster::Roster;
use super::state::Told;
use linkage::{Matched, Records, Values};
use serde::Serialize;

/// The result of `inquest link`.
#[derive(Serialize)]
pub struct Summary<'a> {
    lists: Vec<ListSize<'a>>,
    records: usize,
    clusters: usize,
    /// Records in clusters of two and more.
    clustered: usize,
    /// What was compared.
    columns: Vec<Compared<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Told>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Against>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Model<'a>>,
}

/// A list.
#[derive(Serialize)]
struct ListSize<'a> {
    name: &'a str,
    records: usize,
}

/// A column that was compared, and as what.
#[derive(Serialize)]
struct Compared<'a> {
    name: &'a str,
    kind: &'static str,
}

/// The model and what it finds.
#[derive(Serialize)]
struct Model<'a> {
    comparisons: Vec<Comparison<'a>>,
    matches: Vec<Matches<'a>>,
    rules: Vec<Rule<'a>>,
    /// Estimated share of the likely matches that no rule finds.
    missed: Option<f64>,
    /// Pairs with odds of at least one in a hundred, and their weights in bits.
    kept_pairs: usize,
    weights: Vec<Weights>,
}

#[derive(Serialize)]
struct Comparison<'a> {
    name: &'a str,
    kind: &'a str,
    levels: Vec<Level<'a>>,
}

#[derive(Serialize)]
struct Level<'a> {
    level: &'a str,
    m: f64,
    u: f64,
    /// log2(m / u).
    bits: f64,
}

#[derive(Serialize)]
struct Matches<'a> {
    lists: [&'a str; 2],
    pairs: f64,
    expected_matches: f64,
}

#[derive(Serialize)]
struct Rule<'a> {
    agree_on: &'a str,
    estimated_pairs: Option<f64>,
}

#[derive(Serialize)]
struct Weights {
    from: i32,
    to: i32,
    pairs: u64,
}

impl<'a> Summary<'a> {
    /// Sums up; with the model where the matching was diagnosed.
    pub fn new(
        roster: &'a Roster,
        records: &'a Records,
        matched: &'a Matched,
        since: Option<Told>,
        against: Option<Against>,
    ) -> Summary<'a> {
        let lists = roster.names.iter().zip(roster.sizes());
        let columns = records.columns.iter().map(|c| Compared { name: &c.name, kind: kind(&c.values) });
        let linked = &matched.linked;
        let mut sizes = vec![0usize; linked.persons()];
        linked.person_of.iter().for_each(|&p| sizes[p as usize] += 1);
        Summary {
            lists: lists.map(|(name, records)| ListSize { name, records }).collect(),
            records: linked.person_of.len(),
            clusters: sizes.len(),
            columns: columns.collect(),
            clustered: sizes.iter().filter(|s| **s > 1).sum(),
            since,
            against,
            model: model(records, matched),
        }
    }

    /// In words.
    pub fn told(&self) -> String {
        let Summary { records, clusters, .. } = self;
        let lists = match self.lists.len() {
            1 => "one list".to_owned(),
            n => format!("{n} lists"),
        };
        let columns: Vec<String> = self.columns.iter().map(|c| format!("{} ({})", c.name, c.kind)).collect();
        let since = self.since.as_ref().map(Told::told).unwrap_or_default();
        let against = self.against.as_ref().map(Against::told).unwrap_or_default();
        let columns = columns.join(", ");
        format!(
            "{records} records in {lists} are {clusters} clusters.\nCompared by {columns}.\n{since}{against}"
        )
    }
}

fn kind(values: &Values) -> &'static str {
    match values {
        Values::Name(_) => "name",
        Values::Relative(_) => "name of a relative",
        Values::Event(_) => "date",
        Values::Birth(_) => "date of birth",
        Values::Age(_) => "age",
        Values::Category(_) => "category",
        Values::Code(_) => "code",
        Values::Text(_) => "text",
        Values::Place(_) => "place",
    }
}

fn model<'a>(records: &'a Records, matched: &'a Matched) -> Option<Model<'a>> {
    let (file, diagnosis) = (matched.model.as_ref()?, matched.diagnosis.as_ref()?);
    let level = |l: &'a linkage::LevelModel| Level {
        level: &l.name,
        m: l.m,
        u: l.u,
        bits: (l.m.max(1e-300) / l.u.max(1e-300)).log2(),
    };
    let comparison = |c: &'a linkage::ComparisonModel| Comparison {
        name: &c.name,
        kind: c.kind.name(),
        levels: c.levels.iter().map(level).collect(),
    };
    let list = |l: u32| records.lists.get(l as usize).map_or("", |l| l.name.as_str());
    let matches = diagnosis.lists.iter();
    let matches = matches.map(|l| Matches {
        lists: [list(l.a), list(l.b)],
        pairs: l.pairs,
        expected_matches: l.matches,
    });
    let rules = diagnosis.rules.iter();
    Some(Model {
        comparisons: file.comparisons.iter().map(comparison).collect(),
        matches: matches.collect(),
        rules: rules.map(|r| Rule { agree_on: &r.name, estimated_pairs: r.pairs.map(f64::round) }).collect(),
        missed: diagnosis.missed,
        kept_pairs: diagnosis.kept,
        weights: diagnosis
            .weights
            .iter()
            .map(|b| Weights { from: b.from, to: b.from + 1, pairs: b.pairs })
            .collect(),
    })
}
