//! The findings as they are published: the fields of `findings.json`, in their order.

use crate::person::Person;
use serde::Serialize;

/// What the caller knows and the evidence does not say: whose findings these are and where they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Title of the case.
    pub title: String,
    /// SHA-256 of the method, in hex.
    pub method_hash: String,
    /// Version of the method.
    pub method_version: String,
    /// Seed of the draws.
    pub seed: u64,
    /// Number of entries in the log.
    pub log_entries: u64,
    /// Hash of the log's last entry, in hex.
    pub log_head: String,
    /// The checkpoint at that point, as text; empty where there is none.
    pub checkpoint: String,
    /// Program and version ("inquest 0.1.0").
    pub program: String,
    /// How the columns of each list were read.
    pub mappings: Vec<MappingShown>,
    /// Words that stand for "not known".
    pub missing: Vec<MissingWord>,
    /// What a reader must know, one sentence each.
    pub notices: Vec<String>,
}

/// How the columns of one sheet were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MappingShown {
    /// Id of the source.
    pub source: String,
    /// Name of the file.
    pub file: String,
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Row of the header; 0 where there is none.
    pub header_row: u32,
    /// Each column and the field as which it was read.
    pub columns: Vec<(String, String)>,
}

/// Everything that is published, as `findings.json` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    /// Title of the case.
    pub title: String,
    /// Program and version.
    pub program: String,
    /// The count in one sentence that can be quoted.
    pub headline: String,
    /// The lists, in the order of the case.
    pub sources: Vec<SourceFinding>,
    /// Records in all lists.
    pub records: usize,
    /// How many people the lists name or describe.
    pub documented: Documented,
    /// People whom no record names. One of them may be somebody who is named elsewhere.
    pub unnamed: usize,
    /// People on at least two lists of which neither is known to copy the other.
    pub corroborated: usize,
    /// People by the exact set of lists they are on, most people first.
    pub overlaps: Vec<Overlap>,
    /// People by sex, age, month and place.
    pub breakdowns: Breakdowns,
    /// People by date of death.
    pub timeline: Timeline,
    /// For how many people the lists contradict each other.
    pub differences: Differences,
    /// How many people were killed in all, where the lists allow an estimate.
    pub estimate: EstimateFinding,
    /// The method that was used.
    pub method: Method,
    /// How the columns of each list were read.
    pub mappings: Vec<MappingShown>,
    /// Where the log stood.
    pub log: LogPosition,
    /// Cells that could not be read.
    pub unread: Vec<UnreadCell>,
    /// Rows that are no entries.
    pub left_out: Vec<LeftOutRows>,
    /// What matching left in doubt.
    pub doubtful: Doubtful,
    /// Words that were read as "not known".
    pub missing: Vec<MissingWord>,
    /// What a reader must know, one sentence each.
    pub notices: Vec<String>,
    /// The people, in the order of their first record; published as `persons.csv`.
    #[serde(skip)]
    pub(crate) people: Vec<Person>,
    /// The overlap tables, published as `overlaps.csv`.
    #[serde(skip)]
    pub(crate) tables: crate::OverlapTables,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceFinding {
    /// Id of the source.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Its files, in the order in which they were sealed; one with several sheets stands once.
    pub files: Vec<String>,
    /// Its records.
    pub records: usize,
    /// People on it.
    pub persons: usize,
    /// People on no other list.
    pub only_here: usize,
    /// Ids of the sources it copies.
    pub derived_from: Vec<String>,
    /// What it could have listed, in words, where that is known.
    pub covers: Option<String>,
}

/// Number of people with the interval that doubt in matching leaves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Documented {
    /// People in the best partition of the records.
    pub best: usize,
    /// Lower end of the interval, at most `best`.
    pub low: usize,
    /// Upper end of the interval, at least `best`.
    pub high: usize,
    /// Level of the interval.
    pub level: f64,
}

/// People who are on exactly these lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overlap {
    /// Ids of the lists, in the order of the case.
    pub lists: Vec<String>,
    /// People in the best partition.
    pub persons: usize,
    /// Lower end of the interval from matching.
    pub low: usize,
    /// Upper end of the interval from matching.
    pub high: usize,
}

/// People by what the lists say of them. Each table adds up to `documented.best`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Breakdowns {
    /// By sex.
    pub sex: Vec<Share>,
    /// By age at death.
    pub age_band: Vec<Share>,
    /// By month of death.
    pub month: Vec<Share>,
    /// By place.
    pub place: Vec<Share>,
    /// Which level of place the last table uses ("region"); `None` where no list states a place.
    pub place_level: Option<String>,
}

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Stable key ("2024-03", "12-17", "not_stated", "sources_differ").
    pub key: String,
    /// What people read.
    pub label: String,
    /// How many people.
    pub persons: usize,
}

/// People by date of death, in equal steps without gaps.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// "day", "week", "month" or "year".
    pub unit: &'static str,
    /// The steps, earliest first; empty where no date is known.
    pub bins: Vec<Bin>,
    /// People whose date is too vague for the unit.
    pub too_vague: usize,
    /// People with dates far from all others, outside the period shown.
    pub outside: usize,
    /// People without a date.
    pub not_stated: usize,
}

/// One step of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// First day of the step (YYYY-MM-DD).
    pub from: String,
    /// How many people.
    pub persons: usize,
}

/// For how many people the lists contradict each other. A vaguer value that holds the exact one is no contradiction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Differences {
    /// On the sex.
    pub sex: usize,
    /// On the age.
    pub age: usize,
    /// On the date of birth.
    pub birth: usize,
    /// On the date of death.
    pub death: usize,
}

/// How many people were killed in all, those on no list included, or why that cannot be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EstimateFinding {
    /// Whether the lists allow an estimate. If not, the documented minimum stands alone.
    pub identified: bool,
    /// Why not, in plain words.
    pub reason: Option<String>,
    /// People in all: documented and undocumented.
    pub point: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// Method, in words.
    pub method: Option<String>,
    /// What must hold for the estimate to be right, in words.
    pub assumption: Option<String>,
    /// The method whose number is stated; the interval spans those of all methods that may be relied on.
    pub recommended: Option<&'static str>,
    /// Why this method's number is stated.
    pub because: Option<String>,
    /// The share of the variance of those unlisted that is due to doubt in the matching of records, 0 to 1.
    pub from_matching: Option<f64>,
    /// The number by the best matching alone, where matching is in doubt.
    pub by_best_matching: Option<f64>,
    /// Ids of the lists that were used; lists that copy each other stand joined by "+".
    pub lists_used: Vec<String>,
    /// What became of lists that do not stand as they were given, one sentence each.
    pub design: Vec<String>,
    /// What each method says. Where no number is stated above, none of these is one to state.
    pub methods: Vec<MethodFinding>,
    /// What else the log-linear models say: another choice, a list left out.
    pub alternatives: Vec<Alternative>,
    /// What follows if two lists depended on each other as is assumed.
    pub dependence: Option<DependenceFinding>,
    /// A lower bound that needs fewer assumptions.
    pub lower_bound: Option<f64>,
    /// What is drawn of the methods.
    #[serde(skip)]
    pub(crate) drawings: Vec<Drawing>,
}

/// What one method says of how many there were in all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodFinding {
    /// Its name, as `inquest estimate --method` takes it.
    pub name: &'static str,
    /// The model with most support, or the lists.
    pub model: Option<String>,
    /// People in all.
    pub point: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Mean of its distribution, where it has one.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Whether it may be relied on, if its assumption holds.
    pub reliable: bool,
    /// Why not.
    pub reasons: Vec<String>,
    /// What must hold for it to be right.
    pub assumption: &'static str,
    /// Convergence of its chains: 1 if they agree.
    pub rhat: Option<f64>,
    /// So many independent draws its chains are worth.
    pub ess: Option<f64>,
    /// Standard error of the mean that is due to the number of draws.
    pub mcse: Option<f64>,
    /// The share of the variance of those unlisted that is due to doubt in matching.
    pub from_matching: Option<f64>,
}

/// What is drawn of a method.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawing {
    /// The method.
    pub name: &'static str,
    /// Totals that are equally likely.
    pub likely: Vec<f64>,
    /// What its chains did.
    pub chains: Option<estimate::methods::Chains>,
}

/// What follows if two lists depended on each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DependenceFinding {
    /// The two lists.
    pub lists: [String; 2],
    /// What each assumed odds ratio gives.
    pub assumed: Vec<AssumedFinding>,
}

/// What one assumed odds ratio gives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AssumedFinding {
    /// That someone on the one list is on the other, against someone who is not; 1 for independent lists.
    pub odds_ratio: f64,
    /// People in all.
    pub point: f64,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end; `None` where it has none.
    pub high: Option<f64>,
    /// Whether the overlaps speak against it.
    pub contradicted: bool,
}

/// What another method gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Name of the method.
    pub name: String,
    /// People in all.
    pub point: f64,
    /// Lower end of its interval, where it has one.
    pub low: Option<f64>,
    /// Upper end of its interval, where it has one.
    pub high: Option<f64>,
}

/// The method that was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Method {
    /// SHA-256 in hex.
    pub hash: String,
    /// Version.
    pub version: String,
    /// Seed of the draws.
    pub seed: u64,
    /// Draws from the posterior over partitions.
    pub draws: usize,
}

/// Where the log stood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogPosition {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last entry, in hex.
    pub head: String,
    /// The checkpoint at that point; empty where there is none.
    pub checkpoint: String,
}

/// Words in a column that say that a value is not known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MissingWord {
    /// Name of the file.
    pub file: String,
    /// Name of the column.
    pub column: String,
    /// The words.
    pub text: String,
    /// Number of cells that say so.
    pub cells: usize,
}

/// A cell that could not be read, verbatim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnreadCell {
    /// Name of the file.
    pub file: String,
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// Row as a person sees it.
    pub row: u32,
    /// Name of the column.
    pub column: String,
    /// What stands there.
    pub text: String,
    /// What was expected ("a date").
    pub expected: String,
}

/// Rows that are no entries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOutRows {
    /// Name of the file.
    pub file: String,
    /// Sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// First and last row.
    pub rows: (u32, u32),
    /// Why, in words.
    pub reason: String,
}

/// What matching left in doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Doubtful {
    /// Groups of records that could be parted into people in more than one credible way.
    pub groups: usize,
    /// Records in them.
    pub records: usize,
}
