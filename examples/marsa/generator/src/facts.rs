//! The figures that the README states, counted from the truth.

use crate::{families::Person, lists::Lists, people::Victim, slips::Entry};
use std::collections::{BTreeMap, BTreeSet};

/// How many victims there are, how many are listed, and where, in Markdown.
pub fn table(victims: &[Victim<'_>], lists: &Lists) -> String {
    let documented: BTreeSet<usize> = lists.by_source().iter().flat_map(|(_, list)| persons(list)).collect();
    let mut text = String::from(
        "| list | rows | victims | share of all victims | on no other list |\n|---|--:|--:|--:|--:|\n",
    );
    for (source, list) in lists.by_source() {
        let here = persons(list);
        let others = lists.by_source().into_iter().filter(|(other, _)| *other != source);
        let elsewhere: BTreeSet<usize> = others.flat_map(|(_, list)| persons(list)).collect();
        let only = here.difference(&elsewhere).count();
        let percent = here.len() * 100 / victims.len().max(1);
        text.push_str(&format!("| `{source}` | {} | {} | {percent} % | {only} |\n", list.len(), here.len()));
    }
    let rows: usize = lists.by_source().iter().map(|(_, list)| list.len()).sum();
    let named = documented.iter().filter(|&&v| victims.get(v).is_some_and(|v| !v.unidentified)).count();
    text.push_str(&format!(
        "| together | {rows} | {} | {} % | |\n\n",
        documented.len(),
        documented.len() * 100 / victims.len().max(1)
    ));
    text.push_str(&format!(
        "{} victims in all; {} on at least one list ({named} of them identified, {} not); {} on none.\n",
        victims.len(),
        documented.len(),
        documented.len() - named,
        victims.len() - documented.len()
    ));
    let monitors = persons(&lists.monitors);
    let shared = lists.herald.iter().filter(|entry| monitors.contains(&entry.victim)).count();
    let herald = lists.herald.len();
    text.push_str(&format!(
        "{shared} of the Herald's {herald} rows are on victims whom the monitors list.\n"
    ));
    let (two, three) = (namesakes(victims, false), namesakes(victims, true));
    text.push_str(&format!(
        "{two} victims share given and family name with another victim, {three} of them the father's name too.\n"
    ));
    text
}

/// How many victims bear the full name of another, without or with the father's name in it.
fn namesakes(victims: &[Victim<'_>], with_father: bool) -> usize {
    let mut bearers: BTreeMap<_, usize> = BTreeMap::new();
    for Person { given, father, family, .. } in victims.iter().map(|v| &v.person) {
        let father = with_father.then_some(father.arabic);
        *bearers.entry((given.arabic, father, family.arabic)).or_default() += 1;
    }
    bearers.values().filter(|&&n| n > 1).sum()
}

fn persons(list: &[Entry]) -> BTreeSet<usize> {
    list.iter().map(|entry| entry.victim).collect()
}
