//! What came of `inquest link`, in numbers: no value of any record stands in it.

use super::against::Against;
use super::columns::LeftOut;
use super::roster::Roster;
use super::state::Told;
use linkage::{Calibrated, Decided, Matched, Records, Values, Verdict};
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
    /// What could have been, and was not.
    left_out: Vec<LeftOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Told>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Decisions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recalibration: Option<Recalibration>,
    /// Why the decisions did not recalibrate the weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_recalibrated: Option<String>,
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

/// How many pairs were decided how; a pair that stands twice counts twice.
#[derive(Serialize)]
struct Decisions {
    same: usize,
    different: usize,
    cannot_tell: usize,
}

/// By what weights were recalibrated: log odds are `offset + slope * weight`.
#[derive(Serialize)]
struct Recalibration {
    /// "decisions", or "model" where the model brought it along.
    from: &'static str,
    /// Decided pairs that it was fitted to.
    decisions: u32,
    slope: f64,
    offset: f64,
}

/// The model and what it finds.
#[derive(Serialize)]
struct Model<'a> {
    comparisons: Vec<Comparison<'a>>,
    matches: Vec<Matches<'a>>,
    /// What share of each list's records has no match.
    alone: Vec<Alone<'a>>,
    /// By how much weights are lowered because pairs within lists show so many lookalikes; natural log.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lookalikes: Vec<Lowered>,
    rules: Vec<Rule<'a>>,
    /// Estimated share of the likely matches that no rule finds.
    missed: Option<f64>,
    /// Pairs with odds of at least one in a hundred, and their weights in bits.
    kept_pairs: usize,
    weights: Vec<Weights>,
    /// What the model claims of decided pairs, and what was decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calibration: Vec<Calibration>,
    /// The same after recalibration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calibration_recalibrated: Vec<Calibration>,
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
struct Alone<'a> {
    list: &'a str,
    share: f64,
}

#[derive(Serialize)]
struct Lowered {
    weight: f64,
    by: f64,
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

#[derive(Serialize)]
struct Calibration {
    from: f64,
    to: f64,
    /// Decided pairs whose probability lies there.
    pairs: u64,
    /// The mean of their probabilities.
    claimed: f64,
    /// The share of them that was decided to be the same.
    decided: f64,
}

impl<'a> Summary<'a> {
    /// Sums up; with the model where the matching was diagnosed. `by_given` says whether it was there before.
    pub fn new(
        roster: &'a Roster,
        (records, mut left_out): (&'a Records, Vec<LeftOut>),
        (matched, by_given): (&'a Matched, bool),
        decided: &[Decided],
        since: Option<Told>,
        against: Option<Against>,
    ) -> Summary<'a> {
        let count = |verdict| decided.iter().filter(|d| d.verdict == verdict).count();
        let decisions = Decisions {
            same: count(Verdict::Same),
            different: count(Verdict::Different),
            cannot_tell: count(Verdict::CannotTell),
        };
        let fitted = decisions.same + decisions.different > 0 && matched.not_recalibrated.is_none();
        let recalibration = matched.recalibration.map(|by| Recalibration {
            from: if fitted { "decisions" } else { "model" },
            decisions: by.decisions,
            slope: by.slope,
            offset: by.offset,
        });
        let lists = roster.names.iter().zip(roster.sizes());
        let kept = matched.model.as_ref().map(|model| model.kept(records));
        let is_kept = |at: usize| kept.as_ref().is_none_or(|kept| kept[at]);
        let (columns, others): (Vec<_>, Vec<_>) =
            records.columns.iter().enumerate().partition(|(at, _)| is_kept(*at));
        let columns = columns.into_iter().map(|(_, c)| Compared { name: &c.name, kind: kind(&c.values) });
        let why = if by_given { "not in the model" } else { "says again what others say" };
        left_out.extend(others.into_iter().map(|(_, c)| LeftOut::new(&c.name, why)));
        let linked = &matched.linked;
        let mut sizes = vec![0usize; linked.persons()];
        linked.person_of.iter().for_each(|&p| sizes[p as usize] += 1);
        Summary {
            lists: lists.map(|(name, records)| ListSize { name, records }).collect(),
            records: linked.person_of.len(),
            clusters: sizes.len(),
            columns: columns.collect(),
            left_out,
            clustered: sizes.iter().filter(|s| **s > 1).sum(),
            since,
            decisions: (!decided.is_empty()).then_some(decisions),
            recalibration,
            not_recalibrated: matched.not_recalibrated.as_ref().map(ToString::to_string),
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
        let left_out: Vec<String> = self.left_out.iter().map(LeftOut::told).collect();
        let left_out =
            if left_out.is_empty() { String::new() } else { format!("Left out: {}.\n", left_out.join(", ")) };
        let decided = self.told_of_decisions();
        format!(
            "{records} records in {lists} are {clusters} clusters.\nCompared by {columns}.\n{left_out}{decided}{since}{against}"
        )
    }

    fn told_of_decisions(&self) -> String {
        let mut told = String::new();
        if let Some(Decisions { same, different, cannot_tell }) = &self.decisions {
            told += &format!("Decisions: {same} same, {different} different, {cannot_tell} cannot tell.\n");
        }
        if let Some(why) = &self.not_recalibrated {
            told += &format!("They did not recalibrate the weights: {why}.\n");
        }
        if let Some(Recalibration { from, decisions, slope, offset }) = &self.recalibration {
            let by = if *from == "model" { "the model's" } else { "these" };
            told += &format!(
                "Weights are recalibrated by {by} {decisions} decided pairs: log odds are {offset:.2} + {slope:.2} × weight.\n"
            );
        }
        told
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
    let lowered = file.lookalikes.iter().flat_map(linkage::Lookalikes::lowered);
    let lowered = lowered.map(|(weight, by)| Lowered { weight, by });
    Some(Model {
        comparisons: file.comparisons.iter().map(comparison).collect(),
        matches: matches.collect(),
        alone: file.alone.lists.iter().map(|l| Alone { list: &l.list, share: l.share }).collect(),
        lookalikes: lowered.collect(),
        rules: rules.map(|r| Rule { agree_on: &r.name, estimated_pairs: r.pairs.map(f64::round) }).collect(),
        missed: diagnosis.missed,
        kept_pairs: diagnosis.kept,
        weights: diagnosis
            .weights
            .iter()
            .map(|b| Weights { from: b.from, to: b.from + 1, pairs: b.pairs })
            .collect(),
        calibration: diagnosis.calibration.iter().map(calibration).collect(),
        calibration_recalibrated: diagnosis.recalibrated.iter().map(calibration).collect(),
    })
}

fn calibration(bin: &Calibrated) -> Calibration {
    let Calibrated { from, to, pairs, claimed, same } = *bin;
    Calibration { from, to, pairs, claimed, decided: same as f64 / pairs.max(1) as f64 }
}
