//! A model file and the records: from what was learned of them, and to what weighs them.

use super::read::wrong;
use super::{
    Alone, ComparisonModel, LevelModel, ListAlone, ListShare, Matches, ModelError, ModelFile, Shares,
    has_own, unique,
};
use crate::block::{Atoms, Rule};
use crate::compare::{Comparer, Comparison};
use crate::em::pairs_of_lists;
use crate::learning::{Learned, Ready};
use crate::model::{COUNT, Class, Model, pair_of_lists};
use crate::records::{List, Records, Values};

impl ModelFile {
    /// What was learned.
    pub(crate) fn of(
        records: &Records,
        comparer: &Comparer,
        atoms: &Atoms,
        ready: &Ready,
        learned: &Learned,
    ) -> ModelFile {
        let Ready { model, rules, rescues, .. } = ready;
        let atom_names = atom_names(atoms);
        let rule = |rule: &Rule| rule.atoms.iter().map(|&a| atom_names[a].clone()).collect();
        let [_, _, kin, event, namesake, neighbour] = model.shares;
        let comparisons = comparison_names(comparer.comparisons()).into_iter().enumerate();
        let comparisons = comparisons.map(|(k, name)| {
            let kind = model.kinds[k];
            let of = |class: usize, level: usize| model.levels[class][k][level];
            let own = |class, at, level| has_own(class, kind).then(|| of(at, level));
            let level = |(l, name): (usize, &&str)| LevelModel {
                name: (*name).to_owned(),
                m: of(0, l),
                u: of(1, l),
                kin: own(Class::Kin, 2, l),
                event: own(Class::Event, 3, l),
                neighbour: own(Class::Neighbour, 5, l),
            };
            ComparisonModel { name, kind, levels: kind.levels().iter().enumerate().map(level).collect() }
        });
        ModelFile {
            rules: rules.iter().map(rule).collect(),
            rescues: rescues.iter().map(rule).collect(),
            shares: Shares { kin, event, namesake, neighbour },
            matches: matches(records, model),
            alone: alone(records, &learned.alone),
            lookalikes: learned.lookalikes.clone(),
            comparisons: comparisons.collect(),
            recalibration: None,
        }
    }

    /// Which columns of the records it compares.
    pub fn kept(&self, records: &Records) -> Vec<bool> {
        let first = records.columns.iter().map(|column| match column.values {
            Values::Name(_) => format!("{}: given", column.name),
            _ => column.name.clone(),
        });
        let first: Vec<String> = first.collect();
        let names = unique(first.iter().map(String::as_str));
        names.iter().map(|name| self.comparisons.iter().any(|c| c.name == *name)).collect()
    }

    /// The model and the rules for these records, of which `comparer` compares what the file says.
    pub(crate) fn ready(
        &self,
        records: &Records,
        comparer: &Comparer,
        atoms: &Atoms,
    ) -> Result<Ready, ModelError> {
        let model = self.model(&records.lists, comparer)?;
        let rules = rules_of("rules", &self.rules, comparer, atoms)?;
        let rescues = rules_of("rescues", &self.rescues, comparer, atoms)?;
        let given = Learned { lookalikes: self.lookalikes.clone(), alone: self.alone_of(&records.lists) };
        Ok(Ready { model, rules, rescues, chosen: None, given: Some(given) })
    }

    /// The model for the records of these lists.
    pub(crate) fn model(&self, lists: &[List], comparer: &Comparer) -> Result<Model, ModelError> {
        let names = comparison_names(comparer.comparisons());
        if let Some(stray) = self.comparisons.iter().find(|c| !names.contains(&c.name)) {
            let expected = if names.is_empty() {
                "other columns".to_owned()
            } else {
                format!("one of {}", names.join(", "))
            };
            return Err(wrong(
                format!("comparison \"{}\"", stray.name),
                "the records have no such column",
                expected,
            ));
        }
        let mut levels: [Vec<Vec<f64>>; COUNT] = Default::default();
        for (comparison, name) in comparer.comparisons().iter().zip(&names) {
            let key = || format!("comparison \"{name}\"");
            let Some(of) = self.comparisons.iter().find(|c| c.name == *name) else {
                return Err(wrong(
                    key(),
                    "there is none",
                    "one, for the other parts of the name are compared",
                ));
            };
            if of.kind != comparison.kind {
                let expected = format!("{}, which the column is here", comparison.kind.name());
                return Err(wrong(format!("{}, kind", key()), of.kind.name(), expected));
            }
            // What a class has from another one is filled in below.
            let own =
                |p: fn(&LevelModel) -> Option<f64>| of.levels.iter().map(|l| p(l).unwrap_or(l.u)).collect();
            let of_class: [Vec<f64>; COUNT] = [
                own(|l| Some(l.m)),
                own(|l| Some(l.u)),
                own(|l| l.kin),
                own(|l| l.event),
                own(|l| Some(l.u)),
                own(|l| l.neighbour),
            ];
            levels.iter_mut().zip(of_class).for_each(|(all, of_class)| all.push(of_class));
        }
        let Shares { kin, event, namesake, neighbour } = self.shares;
        let mut model = Model {
            kinds: comparer.comparisons().iter().map(|c| c.kind).collect(),
            levels,
            matches: self.matches_of(lists),
            between: self.matches.between,
            shares: [self.matches.between, 1.0, kin, event, namesake, neighbour],
            lists: lists.len(),
        };
        model.share_levels();
        Ok(model)
    }

    fn alone_of(&self, lists: &[List]) -> Vec<f64> {
        let said = |name: &String| self.alone.lists.iter().find(|l| l.list == *name).map(|l| l.share);
        list_names(lists).iter().map(|name| said(name).unwrap_or(self.alone.other)).collect()
    }

    fn matches_of(&self, lists: &[List]) -> Vec<f64> {
        let names = list_names(lists);
        let mut shares = vec![0.0; lists.len() * lists.len()];
        let mut said: rustc_hash::FxHashMap<(&str, &str), f64> = rustc_hash::FxHashMap::default();
        for of in &self.matches.lists {
            said.insert((&of.a, &of.b), of.share);
            said.insert((&of.b, &of.a), of.share);
        }
        for a in 0..lists.len() {
            for b in a..lists.len() {
                let default = if a == b { self.matches.within } else { self.matches.between };
                let share = said.get(&(names[a].as_str(), names[b].as_str())).copied().unwrap_or(default);
                let share = if a == b && lists[a].one_per_list { 0.0 } else { share };
                shares[pair_of_lists(a as u32, b as u32, lists.len())] = share;
            }
        }
        shares
    }
}

/// The rules that the names of atoms stand for.
fn rules_of(
    of: &str,
    given: &[Vec<String>],
    comparer: &Comparer,
    atoms: &Atoms,
) -> Result<Vec<Rule>, ModelError> {
    let names = atom_names(atoms);
    // Of texts of one word each there is no atom of words, and a rule of them finds nothing.
    let columns = 0..comparer.columns().len();
    let wordless: Vec<String> = columns.map(|c| format!("{}: word", comparer.column_name(c))).collect();
    let mut rules = Vec::new();
    'rules: for (r, rule) in given.iter().enumerate() {
        let mut found = Vec::new();
        for atom in rule {
            match names.iter().position(|name| name == atom) {
                Some(at) => found.push(at),
                None if wordless.contains(atom) => continue 'rules,
                None => {
                    let key = format!("{of}, the {}.", r + 1);
                    return Err(wrong(key, format!("\"{atom}\""), format!("one of {}", names.join(", "))));
                }
            }
        }
        found.sort_unstable();
        let twice = found.windows(2).find(|w| w[0] == w[1] && !atoms.0[w[0]].pairs_with_itself);
        if let Some(twice) = twice {
            let key = format!("{of}, the {}.", r + 1);
            return Err(wrong(
                key,
                format!("\"{}\" twice", names[twice[0]]),
                "once; only words of a name may stand twice",
            ));
        }
        rules.push(Rule { atoms: found });
    }
    Ok(rules)
}

fn atom_names(atoms: &Atoms) -> Vec<String> {
    unique(atoms.0.iter().map(|a| a.name.as_str()))
}

fn comparison_names(comparisons: &[Comparison]) -> Vec<String> {
    unique(comparisons.iter().map(|c| c.name.as_str()))
}

/// Names of lists that tell them apart.
pub fn list_names(lists: &[List]) -> Vec<String> {
    unique(lists.iter().map(|l| l.name.as_str()))
}

/// The shares of matches by names of lists, and for others the mean of those.
fn matches(records: &Records, model: &Model) -> Matches {
    let names = list_names(&records.lists);
    let pairs = pairs_of_lists(&records.list_of, model.lists);
    let mut lists = Vec::new();
    for a in 0..model.lists {
        for b in a..model.lists {
            let at = pair_of_lists(a as u32, b as u32, model.lists);
            if pairs[at] > 0.0 {
                lists.push(ListShare { a: names[a].clone(), b: names[b].clone(), share: model.matches[at] });
            }
        }
    }
    let within = model.mean_matches(&pairs).1;
    Matches { between: model.between, within, lists }
}

/// The shares of records without a match by names of lists, and for others the mean of those.
fn alone(records: &Records, shares: &[f64]) -> Alone {
    let names = list_names(&records.lists);
    let mut sizes = vec![0.0; shares.len()];
    records.list_of.iter().for_each(|&list| sizes[list as usize] += 1.0);
    // The order of the lists shall not matter.
    let mut sums: Vec<f64> = shares.iter().zip(&sizes).map(|(share, size)| share * size).collect();
    sums.sort_by(f64::total_cmp);
    let mean = sums.iter().sum::<f64>() / records.len().max(1) as f64;
    let lists = names.into_iter().zip(shares).map(|(list, &share)| ListAlone { list, share });
    Alone { other: (mean * 1e6).round() / 1e6, lists: lists.collect() }
}
