//! Matching again when records have come, changed or gone, without comparing again what was compared.
//!
//! A [`State`] holds the pairs that may be one person. The next run, by the same model, weighs these anew, for how common
//! values are has changed with the records; it compares what is new with everything that shares a block with it; and it groups
//! all records into persons. What comes out is what a run on all records by that model gives. Where that cannot be
//! said, everything is compared anew: the [`Anew`] says why. Persons keep their numbers either way.

mod format;
mod known;
mod state;
#[cfg(test)]
mod tests;

pub use state::{State, StateError};

use crate::ascending::ascending;
use crate::block::{Change, LARGEST_BLOCK, Rule};
use crate::cluster::Edge;
use crate::copies::Copies;
use crate::pairs::Search;
use crate::posterior::Linked;
use crate::records::NONE;
use crate::{
    Given, LinkError, Matched, ModelFile, Progress, Records, Settings, constraints, content, link_all,
};
use known::Known;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashSet;
use state::Rows;

/// Pairs are remembered that weigh so much less than those that are wanted. They may come to be wanted, as values become rarer;
/// odds fall or rise by no more than the values' commonness does.
const REMEMBERED_BELOW: f32 = 2.405;
/// What weights may have risen by before a pair that was not remembered could be wanted; less than that by what rounding
/// makes uncertain.
const MOST_RISE: f64 = 2.4;
/// If one record in so many is gone, values may have become rarer than that.
const MOST_GONE: usize = 20;
/// If so many records are gone, nearly every block may have been too large before, and nothing is saved.
const TOO_MANY_GONE: usize = LARGEST_BLOCK / 2;

/// What goes on from one run to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// For each person its number. A person of whom a record was known keeps the number it had: of two that have become one the
    /// lesser; of one that is now parted, the part that holds the record that was seen first. Others get numbers that
    /// nobody had before.
    pub numbers: Vec<u32>,
    /// For the next run; `None` where there were no records to learn a model from.
    pub state: Option<State>,
    /// What was new.
    pub since: Since,
}

/// How the records differ from those of the run before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Records that are as they were.
    pub same: usize,
    /// Records that say something else.
    pub changed: usize,
    /// Records that were not there.
    pub new: usize,
    /// Records that are no longer there.
    pub gone: usize,
    /// Why all pairs were compared, those of known records too; `None` where they were not.
    pub anew: Option<Anew>,
}

/// Why all pairs are compared anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anew {
    /// There is no state.
    First,
    /// The model is another one.
    Model,
    /// There are decisions, and by what they may say of weights, pairs could count that were not remembered.
    Weak,
    /// The rules for what is compared, or the program, are other ones.
    Rules,
    /// More than 150 records, or one in twenty, are gone or have changed.
    Gone,
    /// Records that came, or are gone, may have made values so rare that pairs could count that were not remembered.
    Rarer,
}

/// Matches the records as [`link_given`](crate::link_given) does, by the model of an earlier run, if there is one and no other
/// model is given. `ids` are by what records are known again ([`record_id`]); where two are the same, the second is
/// taken for new. It comes to what a run on all records by that model comes to, save for what `docs/linkage.md` names: of
/// places, a new spelling.
pub fn resume(
    records: &Records,
    ids: &[u64],
    earlier: Option<&State>,
    settings: Settings,
    given: Given,
    progress: Progress,
) -> Result<(Matched, Carried), LinkError> {
    crate::check(records)?;
    if ids.len() != records.len() {
        return Err(LinkError::Length {
            column: "ids".to_owned(),
            values: ids.len(),
            records: records.len(),
        });
    }
    let decided = constraints::settled(records, given.decided)?;
    let model = given.model.or(earlier.map(|state| &state.model));
    let given = Given { model, decided: &decided, ..given };
    let kept = given.model.map(|file| file.kept(records));
    let contents = content::contents(records, kept.as_deref());
    let mut as_they_stand = kept.as_deref().map(|kept| content::as_it_stands(records, kept));
    let copies = Copies::find(&contents, &decided);
    // Of many copies of one row a handful is compared.
    let compared: Vec<u32> = match &copies {
        Some(copies) => copies.kept().to_vec(),
        None => (0..records.len() as u32).collect(),
    };
    let known = Known::new(ids, earlier, as_they_stand.as_deref());
    let again = earlier.map(|state| Again::new(state, &known, &compared, given.model));
    let mut remembered = Remembered::default();
    let find = |search: &Search| find(search, again.as_ref(), &mut remembered);
    let copies = copies.as_ref();
    let matched = link_all(records, &contents, kept.as_deref(), copies, settings, given, progress, find)?;
    let (numbers, next) = known.numbers(&matched.linked)?;
    let since = Since { anew: remembered.anew, ..known.since() };
    let state = matched.model.as_ref().map(|model| {
        let contents = as_they_stand.take();
        let contents = contents.unwrap_or_else(|| content::as_it_stands(records, &model.kept(records)));
        let by_age = known.by_age();
        let rows = rows(&by_age, ids, &contents, &matched.linked, &compared);
        let mut of_person = vec![NONE; numbers.len()];
        for (&record, &person) in by_age.iter().zip(&rows.persons) {
            of_person[person as usize] = numbers[matched.linked.person_of[record as usize] as usize];
        }
        State {
            model: model.clone(),
            searched_by: remembered.searched_by,
            least: remembered.least,
            scales: remembered.scales,
            rows,
            numbers: of_person,
            next,
            pairs: by_place(&remembered.pairs, &compared, &by_age),
        }
    });
    Ok((matched, Carried { numbers, state, since }))
}

/// The records as a state knows them.
fn rows(by_age: &[u32], ids: &[u64], contents: &[u64], linked: &Linked, compared: &[u32]) -> Rows {
    let mut is_compared = vec![false; ids.len()];
    compared.iter().for_each(|record| is_compared[*record as usize] = true);
    let mut number = vec![NONE; linked.persons()];
    let mut persons = 0;
    let person = |record: &u32| {
        let number = &mut number[linked.person_of[*record as usize] as usize];
        if *number == NONE {
            (*number, persons) = (persons, persons + 1);
        }
        *number
    };
    Rows {
        ids: by_age.iter().map(|record| ids[*record as usize]).collect(),
        contents: by_age.iter().map(|record| contents[*record as usize]).collect(),
        persons: by_age.iter().map(person).collect(),
        compared: by_age.iter().map(|record| is_compared[*record as usize]).collect(),
    }
}

/// Pairs of what was compared as pairs of places, ascending.
fn by_place(pairs: &[(u32, u32)], compared: &[u32], by_age: &[u32]) -> Vec<(u32, u32)> {
    let mut place = vec![NONE; by_age.len()];
    by_age.iter().enumerate().for_each(|(at, record)| place[*record as usize] = at as u32);
    let place = |at: u32| place[compared[at as usize] as usize];
    let placed = pairs.iter().map(|&(a, b)| (place(a).min(place(b)), place(a).max(place(b))));
    let mut placed: Vec<(u32, u32)> = placed.collect();
    placed.par_sort_unstable();
    placed
}

/// What a state says of the records that are compared.
struct Again<'a> {
    state: &'a State,
    is_other_model: bool,
    /// For each place in the state the record, as a position among those that are compared, if it was compared then and
    /// says the same; else [`NONE`].
    at: Vec<u32>,
    /// Whether each of those that are compared is new.
    is_new: Vec<bool>,
    /// How many that were compared are not there any more, or say something else.
    gone: usize,
}

/// Whether two models are one but for what decisions made of them: what that moves is looked at by itself.
fn is_same(one: Option<&ModelFile>, other: &ModelFile) -> bool {
    let bare = |model: &ModelFile| ModelFile { recalibration: None, ..model.clone() };
    one.is_some_and(|one| bare(one) == bare(other))
}

impl<'a> Again<'a> {
    fn new(state: &'a State, known: &Known, compared: &[u32], model: Option<&ModelFile>) -> Again<'a> {
        let mut position = vec![NONE; known.records()];
        compared.iter().enumerate().for_each(|(at, record)| position[*record as usize] = at as u32);
        let (mut is_new, mut gone) = (vec![true; compared.len()], 0);
        let at = |(place, compared): (usize, &bool)| {
            let record = known.same_at(place).filter(|_| *compared);
            let at = record.map_or(NONE, |record| position[record as usize]);
            match is_new.get_mut(at as usize) {
                Some(is_new) => *is_new = false,
                None => gone += usize::from(*compared),
            }
            at
        };
        let at = state.rows.compared.iter().enumerate().map(at).collect();
        Again { state, is_other_model: !is_same(model, &state.model), at, is_new, gone }
    }

    /// Why everything has to be compared anew.
    fn anew(&self, searched_by: u64, least: f32, scales: &[(f64, usize)]) -> Option<Anew> {
        // By how much the weight of a pair of known records may have risen.
        let rise = |(then, (now, values)): (&f64, &(f64, usize))| {
            let rise = if *now > 0.0 { (then / now).ln().max(0.0) } else { 0.0 };
            // A value that two records have left may have been that of all that are gone.
            (rise + (self.gone as f64).ln_1p()) * *values as f64
        };
        let rise: f64 = self.state.scales.iter().zip(scales).map(rise).sum();
        if self.is_other_model {
            Some(Anew::Model)
        } else if self.state.searched_by != searched_by || self.state.scales.len() != scales.len() {
            Some(Anew::Rules)
        } else if self.state.least > least {
            Some(Anew::Weak)
        } else if self.gone * MOST_GONE > self.at.len() || self.gone > TOO_MANY_GONE {
            Some(Anew::Gone)
        } else {
            (rise > MOST_RISE).then_some(Anew::Rarer)
        }
    }

    /// All pairs of `least` weight or more: those of the state, weighed anew, and those that are new.
    fn pairs(&self, search: &Search, least: f32) -> Vec<Edge> {
        let mut doubtful = vec![false; self.is_new.len()];
        let change = Change { is_new: &self.is_new, gone: self.gone };
        let mut found = search.touched(least, change, &mut doubtful);
        let at = |place: u32| self.at[place as usize];
        let pairs = self.state.pairs.iter().map(|&(a, b)| (at(a).min(at(b)), at(a).max(at(b))));
        let mut pairs: Vec<(u32, u32)> = pairs.filter(|pair| pair.1 != NONE).collect();
        let is_doubtful = |pair: &&(u32, u32)| doubtful[pair.0 as usize] && doubtful[pair.1 as usize];
        let mut lost: FxHashSet<(u32, u32)> = pairs.iter().filter(is_doubtful).copied().collect();
        if !lost.is_empty() {
            search.lost(&mut lost);
            pairs.retain(|pair| !lost.contains(pair));
        }
        found.extend(search.weighed(&pairs, least));
        ascending(found, search.records)
    }
}

/// What a search leaves to be remembered.
#[derive(Default)]
struct Remembered {
    searched_by: u64,
    least: f32,
    scales: Vec<f64>,
    pairs: Vec<(u32, u32)>,
    anew: Option<Anew>,
}

/// Finds the pairs worth keeping, with the help of what was found before, and notes those worth remembering.
fn find(search: &Search, again: Option<&Again>, remembered: &mut Remembered) -> Vec<Edge> {
    let name = |rule: &Rule| rule.name(search.atoms);
    let rules: [Vec<String>; 2] =
        [search.rules, search.rescues].map(|rules| rules.iter().map(name).collect());
    // What parts a block that is too large.
    let atoms: Vec<&str> = search.atoms.0.iter().map(|atom| atom.name.as_str()).collect();
    let searched_by = content::hashed(&(env!("CARGO_PKG_VERSION"), rules, atoms));
    let least = search.least - REMEMBERED_BELOW;
    let scales = search.comparer.scales();
    let anew = again.map_or(Some(Anew::First), |again| again.anew(searched_by, least, &scales));
    let (mut edges, then): (_, &[f64]) = match again.filter(|_| anew.is_none()) {
        Some(again) => (again.pairs(search, least), &again.state.scales),
        None => (search.all(least), &[]),
    };
    let scales = scales.iter().enumerate().map(|(k, now)| then.get(k).map_or(now.0, |then| then.max(now.0)));
    let pairs = edges.iter().map(|edge| (edge.0, edge.1)).collect();
    *remembered = Remembered { searched_by, least, scales: scales.collect(), pairs, anew };
    edges.retain(|edge| edge.2 >= search.least);
    edges
}

/// By what a record is known again from one run to the next: its list, its id in it, and how many records of the list with that
/// id stand before it. The same on every machine and in every version.
pub fn record_id(list: &str, id: &str, before: u32) -> u64 {
    let add = |hash: u64, word: u64| {
        content::mix((hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(word.rotate_left(29))
    };
    // Where the list ends and the id begins is fixed by their lengths.
    let mut hash =
        [list.len() as u64, id.len() as u64, before.into()].into_iter().fold(0x1f83_d9ab_fb41_bd6b, add);
    for text in [list, id] {
        let (whole, rest) = text.as_bytes().as_chunks::<8>();
        hash = whole.iter().fold(hash, |hash, word| add(hash, u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            hash = add(hash, rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }
    hash
}
