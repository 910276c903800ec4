//! Which records are one person: probabilistic record linkage without training data.
//!
//! ```text
//! Records -> block (which pairs to compare) -> compare (a pattern of levels for each)
//!         -> em (what each level says, learned) -> model (a match weight for each pair)
//!         -> cluster (persons, and what is in doubt) -> Linked
//! ```
//!
//! Records may come from any number of lists, each with its own gaps and errors; that one list names a person twice is
//! unlikely, not impossible. The outcome is the best partition of the records into persons, a probability for each
//! record, and draws from the posterior over partitions, so that any number computed from the persons can carry the
//! uncertainty of the matching.

mod ascending;
mod block;
mod cluster;
mod compare;
mod constraints;
mod content;
mod copies;
mod coverage;
mod diagnosis;
mod em;
mod enumerate;
mod explain;
mod groups;
mod learning;
mod lookalikes;
mod membership;
mod model;
mod model_file;
mod pairs;
mod partition;
mod posterior;
mod recalibrate;
mod records;
mod resume;
mod standing;
mod strength;
mod weigh;
mod workers;

/// Invented lists, and by this name what they are made of.
#[cfg(test)]
#[path = "../tests/common/mod.rs"]
mod common;
#[cfg(test)]
extern crate self as linkage;

pub use compare::{Gazetteer, Kind};
pub use constraints::{Decided, Verdict};
pub use diagnosis::{Bin, Calibrated, Diagnosis, ListPair, RuleFound};
pub use explain::{Explained, FieldSaid, explain};
pub use lookalikes::Lookalikes;
pub use model_file::{
    Alone, ComparisonModel, LevelModel, ListAlone, ListShare, Matches, ModelError, ModelFile, Shares,
};
pub use posterior::{Group, Linked, Pair};
pub use recalibrate::{NotRecalibrated, Recalibration};
pub use records::{Coded, Column, List, NONE, Names, Records, Span, Values};
pub use resume::{Anew, Carried, Since, State, StateError, record_id, resume};

use block::Atoms;
use cluster::Edge;
use compare::{Comparer, Memos, Pattern};
use constraints::Constraints;
use learning::{Learned, Ready};
use pairs::{LEAST_WEIGHT, Search};
use standing::{ByLists, Standing};
use weigh::Weigher;

/// What a person may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seed of all random draws.
    pub seed: u64,
    /// Number of draws from the posterior over partitions; at most 65,535.
    pub draws: u16,
    /// Whether the likely pairs are returned too.
    pub pairs: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: 20_250_307, draws: 1000, pairs: false }
    }
}

/// What went wrong.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum LinkError {
    /// A column does not have one value per record.
    #[error(
        "column \"{column}\" has {values} values for {records} records; give each record one value, or none as `None`"
    )]
    Length {
        /// Name of the column.
        column: String,
        /// Values in it.
        values: usize,
        /// Records.
        records: usize,
    },
    /// A record names a list that does not exist.
    #[error("record {record} belongs to list {list}, but there are {lists} lists, numbered from 0")]
    List {
        /// Index of the record.
        record: usize,
        /// The list it names.
        list: u32,
        /// Number of lists.
        lists: usize,
    },
    /// More comparisons than a pattern holds.
    #[error("the columns need {needed} comparisons, and at most {most} can be made (a name needs three); leave some out", most = Pattern::MOST)]
    Columns {
        /// Comparisons that the columns need.
        needed: usize,
    },
    /// More records than can be numbered.
    #[error("{0} records are more than can be matched at once (four thousand million)")]
    Records(usize),
    /// A decision names a record that does not exist.
    #[error("a decision names record {record}, but there are {records} records, numbered from 0")]
    NoSuchRecord {
        /// The record it names.
        record: usize,
        /// Number of records.
        records: usize,
    },
    /// Two records were decided to be two people, and by other decisions are one.
    #[error(
        "records {a} and {b} were decided to be two people, but other decisions make them one; withdraw one of these"
    )]
    Contradiction {
        /// Index of one record.
        a: usize,
        /// Index of the other.
        b: usize,
    },
    /// Two records of a list that names nobody twice were decided to be one person.
    #[error(
        "records {a} and {b} were decided to be one person, but list \"{list}\" was said to name nobody twice"
    )]
    TwiceInList {
        /// Index of one record.
        a: usize,
        /// Index of the other.
        b: usize,
        /// Name of the list.
        list: String,
    },
    /// So many persons have been numbered that no number is left.
    #[error("no number is left for a new person; match without the state of earlier runs")]
    Numbers,
    /// A model that does not fit these records.
    #[error("the model does not fit these records: {0}")]
    Model(#[from] ModelError),
}

/// What is known before matching begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// A model to match by; nothing is learned then.
    pub model: Option<&'a ModelFile>,
    /// What people decided on pairs of records: holds in every partition, and recalibrates the weights of all pairs if there
    /// is enough of it.
    pub decided: &'a [Decided],
    /// Whether a [`Diagnosis`] is wanted.
    pub diagnose: bool,
}

/// What came of matching, and by what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matched {
    /// The persons.
    pub linked: Linked,
    /// The model: what was given, or what was learned; `None` where there were no records to learn from.
    pub model: Option<ModelFile>,
    /// By what the weights were recalibrated: by the decisions, or else as the model says.
    pub recalibration: Option<Recalibration>,
    /// Why the decisions did not recalibrate them, where there are any and they did not.
    pub not_recalibrated: Option<NotRecalibrated>,
    /// Where it was wanted.
    pub diagnosis: Option<Diagnosis>,
}

/// Told how far the matching has come: what is being done, how much of it is done, of how much (0 where that is not
/// known). Called from several threads.
pub type Progress<'a> = &'a (dyn Fn(&'static str, u64, u64) + Sync);

/// Matches the records: persons, probabilities, draws. The same records and settings give the same outcome on any
/// number of threads.
pub fn link(records: &Records, settings: Settings, progress: Progress) -> Result<Linked, LinkError> {
    Ok(link_given(records, settings, Given::default(), progress)?.linked)
}

/// As [`link`], with a model or decisions that are there already.
pub fn link_given(
    records: &Records,
    settings: Settings,
    given: Given,
    progress: Progress,
) -> Result<Matched, LinkError> {
    check(records)?;
    let kept = given.model.map(|file| file.kept(records));
    let contents = content::contents(records, kept.as_deref());
    let decided = constraints::settled(records, given.decided)?;
    let given = Given { decided: &decided, ..given };
    let copies = copies::Copies::find(&contents, &decided);
    let all = |search: &Search| search.all(search.least);
    link_all(records, &contents, kept.as_deref(), copies.as_ref(), settings, given, progress, all)
}

/// Matches records of which many may be alike: of `copies` only a handful are compared, and the others put back.
#[expect(clippy::too_many_arguments, reason = "what link_few_alike takes, and the copies")]
fn link_all(
    records: &Records,
    contents: &[u64],
    kept: Option<&[bool]>,
    copies: Option<&copies::Copies>,
    settings: Settings,
    given: Given,
    progress: Progress,
    find: impl FnOnce(&Search) -> Vec<Edge>,
) -> Result<Matched, LinkError> {
    let Some(copies) = copies else {
        return link_few_alike(records, contents, kept, settings, given, progress, find);
    };
    let (records, contents, decided) =
        (copies.records(records), copies.only(contents), copies.decided(given.decided));
    let given = Given { decided: &decided, ..given };
    let matched = link_few_alike(&records, &contents, kept, settings, given, progress, find)?;
    Ok(Matched { linked: copies.put_back(matched.linked), ..matched })
}

/// Matches records of which no more than a handful are alike, by the columns that are `kept`, where that is said. `find` finds
/// the pairs worth keeping.
fn link_few_alike(
    records: &Records,
    contents: &[u64],
    kept: Option<&[bool]>,
    settings: Settings,
    given: Given,
    progress: Progress,
    find: impl FnOnce(&Search) -> Vec<Edge>,
) -> Result<Matched, LinkError> {
    let n = records.len();
    let constraints = Constraints::new(records, given.decided)?;
    let comparer = Comparer::new(records, contents, kept);
    if comparer.comparisons().len() > Pattern::MOST {
        return Err(LinkError::Columns { needed: comparer.comparisons().len() });
    }
    if n == 0 {
        return Ok(Matched { model: given.model.cloned(), ..Matched::default() });
    }
    progress("choosing which pairs to compare", 0, 0);
    let atoms = Atoms::new(&comparer);
    let ready = match given.model {
        Some(file) => file.ready(records, &comparer, &atoms)?,
        None => learning::learned(records, contents, &comparer, &atoms, settings.seed, progress),
    };
    let Ready { model, rules, rescues, .. } = &ready;
    // All pairs as if any two lists had equally many matches; what they stand for comes after.
    let (as_between, more) = model.as_between();
    let by_lists = ByLists { list_of: &records.list_of, more, lists: model.lists };
    let weigher = Weigher::new(&comparer, &as_between, &records.list_of);
    let found = find(&Search {
        weigher: &weigher,
        comparer: &comparer,
        atoms: &atoms,
        rules,
        rescues,
        records: n,
        least: recalibrate::least(LEAST_WEIGHT, given) - by_lists.most() as f32,
        progress,
    });
    progress("grouping records into persons", 0, 0);
    let lookalikes = match &ready.given {
        Some(learned) => learned.lookalikes.clone(),
        None => {
            let pairs = em::pairs_of_lists(&records.list_of, records.lists.len());
            Lookalikes::counted(
                &found,
                &by_lists,
                &model.within(&pairs),
                em::between_and_within(&pairs, model.lists),
            )
        }
    };
    let mut standing = Standing { by_lists, lookalikes, recalibration: None };
    let mut memos = comparer.memos();
    let told = recalibrate::told(records, given.decided, |a, b| {
        standing.log_odds(a, b, weigher.weight(a, b, &mut memos))
    });
    let (recalibration, not_recalibrated) = recalibrate::by(&told, given);
    standing.recalibration = recalibration;
    let edges = constraints.possible(standing.of_edges(found, LEAST_WEIGHT));
    let alone = match &ready.given {
        Some(learned) => learned.alone.clone(),
        None => coverage::alone(&edges, &records.list_of, &model.expected_matches(&records.list_of)),
    };
    let by = recalibration.as_ref();
    let diagnosis = given.diagnose.then(|| Diagnosis::new(records, &ready, &atoms, &edges, &told, by));
    let learned = Learned { lookalikes: standing.lookalikes.clone(), alone };
    let of_records = || ModelFile::of(records, &comparer, &atoms, &ready, &learned);
    let mut file = given.model.cloned().unwrap_or_else(of_records);
    file.recalibration = recalibration;
    let weigh = |memos: &mut Memos, a: u32, b: u32| {
        standing.log_odds(a, b, weigher.weight_or(pairs::LEAST_SAID, a, b, memos))
    };
    let scores: Vec<f64> = learned.alone.iter().map(|share| coverage::score(*share)).collect();
    let alone = |record: u32| scores[records.list_of[record as usize] as usize];
    let asked =
        cluster::Asked { draws: usize::from(settings.draws), pairs: settings.pairs, seed: settings.seed };
    let mut linked = constraints.cluster(contents, edges, alone, || comparer.memos(), weigh, asked);
    // Of the pairs that are told, what they weigh by themselves.
    for pair in &mut linked.pairs {
        if pair.weight <= standing.log_odds(pair.a, pair.b, f64::from(pairs::LEAST_SAID)) {
            pair.weight = standing.log_odds(pair.a, pair.b, weigher.weight(pair.a, pair.b, &mut memos));
        }
    }
    Ok(Matched { linked, model: Some(file), recalibration, not_recalibrated, diagnosis })
}

fn check(records: &Records) -> Result<(), LinkError> {
    let n = records.len();
    if n >= u32::MAX as usize {
        return Err(LinkError::Records(n));
    }
    for column in &records.columns {
        if column.values.len() != n {
            return Err(LinkError::Length {
                column: column.name.clone(),
                values: column.values.len(),
                records: n,
            });
        }
    }
    let lists = records.lists.len();
    match records.list_of.iter().position(|&l| l as usize >= lists) {
        Some(record) => Err(LinkError::List { record, list: records.list_of[record], lists }),
        None => Ok(()),
    }
}
