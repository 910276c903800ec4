//! Reading a model, and checking what it says.

use super::{
    Alone, ComparisonModel, LevelModel, ListAlone, ListShare, Matches, ModelError, ModelFile, Shares,
    VERSION, has_own,
};
use crate::compare::Kind;
use crate::lookalikes::{BINS, Lookalikes};
use crate::model::Class;
use crate::recalibrate::Recalibration;
use serde::Deserialize;

/// How far from 1 the levels of a comparison may sum, for people round.
const ROUNDED: f64 = 1e-3;
/// How far from 1 a sum is that comes of adding in floating point.
const ADDED: f64 = 1e-9;
/// Rules, atoms of a rule, and comparisons at most.
const MOST: usize = 64;
/// Slopes and offsets of a recalibration: no decisions lead further.
const SLOPES: std::ops::RangeInclusive<f64> = 0.01..=100.0;
const OFFSETS: std::ops::RangeInclusive<f64> = -100.0..=100.0;
/// By how much lookalikes may lower a weight.
const LOWERED: std::ops::RangeInclusive<f64> = -20.0..=20.0;

#[derive(Deserialize)]
struct Versioned {
    version: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "version")]
    _version: i64,
    rules: Vec<Vec<String>>,
    #[serde(default)]
    rescues: Vec<Vec<String>>,
    shares: RawShares,
    matches: RawMatches,
    alone: RawAlone,
    lookalikes: Option<RawLookalikes>,
    comparison: Vec<RawComparison>,
    recalibration: Option<RawRecalibration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShares {
    kin: f64,
    event: f64,
    namesake: f64,
    neighbour: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMatches {
    between: f64,
    within: f64,
    #[serde(default)]
    lists: Vec<RawListShare>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawListShare {
    a: String,
    b: String,
    share: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAlone {
    other: f64,
    #[serde(default)]
    lists: Vec<RawListAlone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawListAlone {
    list: String,
    share: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLookalikes {
    lowered: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecalibration {
    slope: f64,
    offset: f64,
    decisions: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawComparison {
    name: String,
    kind: String,
    levels: Vec<RawLevel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLevel {
    level: String,
    m: f64,
    u: f64,
    kin: Option<f64>,
    event: Option<f64>,
    neighbour: Option<f64>,
}

/// A model from TOML.
pub fn parse(text: &str) -> Result<ModelFile, ModelError> {
    let syntax = |error: toml::de::Error| {
        let line =
            error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count());
        wrong(
            format!("line {line}"),
            error.message().replace('\n', " "),
            "a model in TOML, as --save-model writes it",
        )
    };
    // The version first: what a later one may say is not for this one to judge.
    match toml::from_str::<Versioned>(text).map_err(syntax)?.version {
        Some(toml::Value::Integer(VERSION)) => {}
        Some(other) => return Err(wrong("version", other.to_string(), VERSION)),
        None => return Err(wrong("version", "there is none", VERSION)),
    }
    let raw: Raw = toml::from_str(text).map_err(syntax)?;
    if raw.rules.is_empty() || raw.rules.len() > MOST {
        return Err(wrong("rules", format!("{} of them", raw.rules.len()), format!("1 to {MOST}")));
    }
    if raw.rescues.len() > MOST {
        return Err(wrong("rescues", format!("{} of them", raw.rescues.len()), format!("0 to {MOST}")));
    }
    if let Some(at) = raw.rules.iter().position(|r| r.is_empty() || r.len() > MOST) {
        let found = format!("{} names", raw.rules[at].len());
        return Err(wrong(
            format!("rules, the {}.", at + 1),
            found,
            "1 to 64 names of what records must agree on",
        ));
    }
    let shares = Shares {
        kin: probability(|| "shares, kin".into(), raw.shares.kin)?,
        event: probability(|| "shares, event".into(), raw.shares.event)?,
        namesake: probability(|| "shares, namesake".into(), raw.shares.namesake)?,
        neighbour: probability(|| "shares, neighbour".into(), raw.shares.neighbour)?,
    };
    let matches = Matches {
        between: probability(|| "matches, between".into(), raw.matches.between)?,
        within: probability(|| "matches, within".into(), raw.matches.within)?,
        lists: raw.matches.lists.into_iter().map(list_share).collect::<Result<_, _>>()?,
    };
    let alone = Alone {
        other: probability(|| "alone, other".into(), raw.alone.other)?,
        lists: raw.alone.lists.into_iter().map(list_alone).collect::<Result<_, _>>()?,
    };
    let lookalikes = raw.lookalikes.map(lookalikes).transpose()?;
    let comparisons: Vec<ComparisonModel> =
        raw.comparison.into_iter().map(comparison).collect::<Result<_, _>>()?;
    if comparisons.is_empty() || comparisons.len() > MOST {
        return Err(wrong("comparison", format!("{} of them", comparisons.len()), format!("1 to {MOST}")));
    }
    for (at, c) in comparisons.iter().enumerate() {
        if comparisons[..at].iter().any(|other| other.name == c.name) {
            return Err(wrong(format!("comparison \"{}\"", c.name), "it stands twice", "each once"));
        }
    }
    let recalibration = raw.recalibration.map(recalibration).transpose()?;
    let (rules, rescues) = (raw.rules, raw.rescues);
    Ok(ModelFile { rules, rescues, shares, matches, alone, lookalikes, comparisons, recalibration })
}

fn recalibration(raw: RawRecalibration) -> Result<Recalibration, ModelError> {
    let RawRecalibration { slope, offset, decisions } = raw;
    if !SLOPES.contains(&slope) {
        return Err(wrong(
            "recalibration, slope",
            slope,
            "a number from 0.01 to 100; 1 leaves weights as they are",
        ));
    }
    if !OFFSETS.contains(&offset) {
        return Err(wrong(
            "recalibration, offset",
            offset,
            "a number from -100 to 100; 0 leaves weights as they are",
        ));
    }
    Ok(Recalibration { slope, offset, decisions })
}

fn list_alone(raw: RawListAlone) -> Result<ListAlone, ModelError> {
    let share = probability(|| format!("alone, lists, \"{}\"", raw.list), raw.share)?;
    Ok(ListAlone { list: raw.list, share })
}

fn lookalikes(raw: RawLookalikes) -> Result<Lookalikes, ModelError> {
    let key = "lookalikes, lowered";
    let count = raw.lowered.len();
    let Ok(lowered) = <[f64; BINS]>::try_from(raw.lowered) else {
        return Err(wrong(key, format!("{count} numbers"), format!("{BINS} numbers")));
    };
    // A heavier pair is never less likely; so nothing rises by more than a unit from one number to the next.
    match lowered.iter().find(|l| !LOWERED.contains(*l)) {
        Some(l) => Err(wrong(key, l, "numbers from -20 to 20; 0 leaves weights as they are")),
        None if lowered.windows(2).any(|w| w[1] > w[0] + 1.0 + ROUNDED) => {
            Err(wrong(key, "a number more than 1 above the one before", "numbers that rise by 1 at most"))
        }
        None => Ok(Lookalikes(lowered)),
    }
}

fn list_share(raw: RawListShare) -> Result<ListShare, ModelError> {
    let share = probability(|| format!("matches, lists, \"{}\" and \"{}\"", raw.a, raw.b), raw.share)?;
    Ok(ListShare { a: raw.a, b: raw.b, share })
}

fn comparison(raw: RawComparison) -> Result<ComparisonModel, ModelError> {
    let key = format!("comparison \"{}\"", raw.name);
    let Some(kind) = Kind::named(&raw.kind) else {
        let kinds: Vec<&str> = super::KINDS.iter().map(|k| k.1).collect();
        return Err(wrong(
            format!("{key}, kind"),
            format!("\"{}\"", raw.kind),
            format!("one of {}", kinds.join(", ")),
        ));
    };
    let names = kind.levels();
    let all = || format!("each once of {}", names.join(", "));
    if let Some(stray) = raw.levels.iter().find(|l| !names.contains(&l.level.as_str())) {
        return Err(wrong(format!("{key}, levels"), format!("\"{}\"", stray.level), all()));
    }
    let mut levels = Vec::with_capacity(names.len());
    for name in names {
        let mut found = raw.levels.iter().filter(|l| l.level == *name);
        let (Some(level), None) = (found.next(), found.next()) else {
            let times = raw.levels.iter().filter(|l| l.level == *name).count();
            return Err(wrong(format!("{key}, levels"), format!("\"{name}\" {times} times"), all()));
        };
        let of = |class: &str| format!("{key}, level \"{name}\", {class}");
        let own = |class: Class, name: &str, p: Option<f64>| match (has_own(class, kind), p) {
            (true, Some(p)) => probability(|| of(name), p).map(Some),
            (false, None) => Ok(None),
            (true, None) => Err(wrong(of(name), "there is none", "a probability")),
            (false, Some(_)) => {
                Err(wrong(of(name), "there is one", format!("none, for a comparison of kind {}", raw.kind)))
            }
        };
        levels.push(LevelModel {
            name: (*name).to_owned(),
            m: probability(|| of("m"), level.m)?,
            u: probability(|| of("u"), level.u)?,
            kin: own(Class::Kin, "kin", level.kin)?,
            event: own(Class::Event, "event", level.event)?,
            neighbour: own(Class::Neighbour, "neighbour", level.neighbour)?,
        });
    }
    sum_to_one(&key, "m", &mut levels, |l| Some(&mut l.m))?;
    sum_to_one(&key, "u", &mut levels, |l| Some(&mut l.u))?;
    sum_to_one(&key, "kin", &mut levels, |l| l.kin.as_mut())?;
    sum_to_one(&key, "event", &mut levels, |l| l.event.as_mut())?;
    sum_to_one(&key, "neighbour", &mut levels, |l| l.neighbour.as_mut())?;
    Ok(ComparisonModel { name: raw.name, kind, levels })
}

fn probability(key: impl Fn() -> String, p: f64) -> Result<f64, ModelError> {
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err(wrong(key(), p, "a probability from 0 to 1")) }
}

/// Checks that the levels sum to 1 in a class; what was rounded is made to. What sums to 1 but for floating point stays.
fn sum_to_one(
    key: &str,
    class: &str,
    levels: &mut [LevelModel],
    of: impl Fn(&mut LevelModel) -> Option<&mut f64>,
) -> Result<(), ModelError> {
    let mut all: Vec<&mut f64> = levels.iter_mut().filter_map(of).collect();
    let sum: f64 = all.iter().map(|p| **p).sum();
    if all.is_empty() || (sum - 1.0).abs() <= ADDED {
        return Ok(());
    }
    if (sum - 1.0).abs() > ROUNDED {
        return Err(wrong(format!("{key}, {class}"), format!("its levels sum to {sum:.4}"), "a sum of 1"));
    }
    all.iter_mut().for_each(|p| **p /= sum);
    Ok(())
}

/// An error in words.
pub fn wrong(key: impl Into<String>, found: impl ToString, expected: impl ToString) -> ModelError {
    ModelError { key: key.into(), found: found.to_string(), expected: expected.to_string() }
}
