//! A person as shown: what the records say, one value of each chosen by rule, all others kept beside it.

use crate::choose::{Chosen, choose};
use crate::count::Members;
use casefile::{PersonId, Reading, Source};
use jiff::civil::Date;
use linkage::Linked;
use lists::{AgeValue, DatePrecision, DateValue, Entry, Field, Sex};

/// One person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub id: PersonId,
    /// `None` where no record gives a name.
    pub name: Option<String>,
    /// Other spellings and other names, each once, in the order of the records.
    pub other_names: Vec<String>,
    pub sex: Chosen<Sex>,
    pub age: Chosen<AgeValue>,
    pub birth: Chosen<DateValue>,
    pub death: Chosen<DateValue>,
    /// From the widest level to the narrowest; empty where none is stated.
    pub places: Vec<(Field, String)>,
    /// Indexes of the sources, ascending.
    pub sources: Vec<usize>,
    /// Indexes of the records, ascending.
    pub records: Vec<usize>,
    /// Lowest of its records' probabilities.
    pub probability: f64,
}

impl Person {
    /// Age at death: as stated, else from the dates of birth and death.
    pub(crate) fn age_at_death(&self) -> Option<AgeValue> {
        self.age.value.or_else(|| age_between(self.birth.value?, self.death.value?))
    }
}

/// All people, in the order of their first record.
pub(crate) fn people(reading: &Reading, linked: &Linked, members: &Members) -> Vec<Person> {
    let voters = voters(&reading.sources);
    members.iter().filter_map(|records| person(reading, linked, &voters, records)).collect()
}

/// For each source the one as which it votes: itself, or the source it copies (the first, where it copies several).
/// A copy is no independent evidence. Sources that copy each other in a circle vote as the earliest of them.
pub(crate) fn voters(sources: &[Source]) -> Vec<usize> {
    let parent = |source: usize| -> Option<usize> {
        let ids = &sources.get(source)?.derived_from;
        ids.iter().find_map(|id| sources.iter().position(|other| &other.id == id))
    };
    (0..sources.len())
        .map(|source| {
            let mut path = vec![source];
            let mut at = source;
            while let Some(next) = parent(at) {
                if let Some(start) = path.iter().position(|&seen| seen == next) {
                    return path.iter().skip(start).copied().min().unwrap_or(source);
                }
                path.push(next);
                at = next;
            }
            at
        })
        .collect()
}

fn person(reading: &Reading, linked: &Linked, voters: &[usize], members: &[u32]) -> Option<Person> {
    let records: Vec<usize> = members.iter().map(|&record| record as usize).collect();
    let rows: Vec<_> = records.iter().filter_map(|&record| reading.records.get(record)).collect();
    let first = rows.first()?;
    let voter = |source: usize| voters.get(source).copied().unwrap_or(source);
    let names: Vec<(usize, String)> =
        rows.iter().filter_map(|r| Some((voter(r.source), name_of(&r.entry)?))).collect();
    let name = choose(names.clone()).value;
    let mut other_names: Vec<String> = Vec::new();
    let more = rows.iter().filter_map(|r| tidy(r.entry.other_name.as_deref()));
    for other in names.into_iter().map(|(_, name)| name).chain(more) {
        if name.as_ref() != Some(&other) && !other_names.contains(&other) {
            other_names.push(other);
        }
    }
    let places = choose(
        rows.iter()
            .filter(|r| !r.entry.places.is_empty())
            .map(|r| (voter(r.source), r.entry.places.as_slice()))
            .collect(),
    );
    let mut sources: Vec<usize> = rows.iter().map(|r| r.source).collect();
    sources.sort_unstable();
    sources.dedup();
    let probability = records
        .iter()
        .map(|&record| linked.probability.get(record).copied().unwrap_or(1.0))
        .fold(1.0_f64, f64::min);
    Some(Person {
        id: PersonId(format!("p-{}", first.id.0)),
        name,
        other_names,
        sex: choose(rows.iter().filter_map(|r| Some((voter(r.source), r.entry.sex?))).collect()),
        age: choose(rows.iter().filter_map(|r| Some((voter(r.source), r.entry.age?))).collect()),
        birth: choose(rows.iter().filter_map(|r| Some((voter(r.source), r.entry.birth?))).collect()),
        death: choose(rows.iter().filter_map(|r| Some((voter(r.source), r.entry.death?))).collect()),
        places: places.value.map(<[_]>::to_vec).unwrap_or_default(),
        sources,
        records,
        probability,
    })
}

/// The name of an entry as its list has it: the full name, else its parts in order.
pub(crate) fn name_of(entry: &Entry) -> Option<String> {
    tidy(entry.full_name.as_deref()).or_else(|| {
        let parts = [&entry.given_name, &entry.father_name, &entry.grandfather_name, &entry.family_name];
        tidy(Some(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")))
    })
}

/// The same words with single spaces; `None` where there are none.
fn tidy(text: Option<&str>) -> Option<String> {
    let text = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// "2024-03-05", "2024-03", "2024" or "2024-03-05 to 2024-03-09".
pub(crate) fn date_text(date: &DateValue) -> String {
    match date.precision {
        DatePrecision::Day => date.first.to_string(),
        DatePrecision::Month => format!("{:04}-{:02}", date.first.year(), date.first.month()),
        DatePrecision::Year => format!("{:04}", date.first.year()),
        DatePrecision::Range => format!("{} to {}", date.first, date.last),
    }
}

/// "34", "about 34" or "30 to 39". No hyphen: spreadsheets make dates of "5-11".
pub(crate) fn age_text(age: &AgeValue) -> String {
    match (age.low == age.high, age.approximate) {
        (true, false) => age.low.to_string(),
        (true, true) => format!("about {}", age.low),
        (false, _) => format!("{} to {}", age.low, age.high),
    }
}

/// "female", "male", "other".
pub(crate) fn sex_text(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
    }
}

/// The levels of a place from the widest to the narrowest, each text once.
pub(crate) fn place_text(places: &[(Field, String)]) -> String {
    let mut levels: Vec<&str> = Vec::new();
    for (_, text) in places {
        if !levels.contains(&text.as_str()) {
            levels.push(text);
        }
    }
    levels.join(", ")
}

/// Age in completed years between two spans of days; `None` if death precedes birth.
fn age_between(birth: DateValue, death: DateValue) -> Option<AgeValue> {
    let high = u16::try_from(years(birth.first, death.last)).ok()?;
    let low = u16::try_from(years(birth.last, death.first)).unwrap_or(0);
    Some(AgeValue { low, high, approximate: low != high })
}

/// Birthdays from `from` to `to`; negative if `to` is earlier.
fn years(from: Date, to: Date) -> i32 {
    let before_birthday = (to.month(), to.day()) < (from.month(), from.day());
    i32::from(to.year()) - i32::from(from.year()) - i32::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{day, record, source, year};

    fn reading(rows: &[(usize, Entry)], sources: usize) -> Reading {
        Reading {
            sources: (0..sources).map(|s| source(&format!("s{s}"))).collect(),
            records: rows.iter().enumerate().map(|(i, (s, e))| record(*s, i as u32 + 2, e.clone())).collect(),
            ..Reading::default()
        }
    }

    fn only(reading: &Reading) -> Person {
        let linked = Linked { person_of: vec![0; reading.records.len()], ..Linked::default() };
        people(reading, &linked, &Members::new(&linked, reading.records.len())).remove(0)
    }

    fn named(name: &str) -> Entry {
        Entry { full_name: Some(name.into()), ..Entry::default() }
    }

    #[test]
    fn all_spellings_are_kept_and_the_commonest_is_shown() {
        let mut parts = Entry { given_name: Some("Sami".into()), ..Entry::default() };
        parts.family_name = Some("  Darwish ".into());
        parts.other_name = Some("Abu Karim".into());
        let person =
            only(&reading(&[(0, named("Samy Darwich")), (1, named("Sami  Darwish")), (2, parts)], 3));
        assert_eq!(person.name.as_deref(), Some("Sami Darwish"));
        assert_eq!(person.other_names, ["Samy Darwich", "Abu Karim"]);
        assert_eq!(person.sources, [0, 1, 2]);
    }

    #[test]
    fn a_copy_does_not_outvote_the_list_it_contradicts() {
        let mut reading = reading(&[(0, named("A")), (1, named("B")), (2, named("B"))], 3);
        reading.sources[2].derived_from = vec!["s1".into()];
        assert_eq!(only(&reading).name.as_deref(), Some("A"));
        reading.sources[2].derived_from.clear();
        assert_eq!(only(&reading).name.as_deref(), Some("B"));
    }

    #[test]
    fn copies_in_a_circle_end_at_the_earliest() {
        let mut sources = vec![source("a"), source("b"), source("c"), source("d")];
        sources[1].derived_from = vec!["c".into()];
        sources[2].derived_from = vec!["b".into()];
        sources[3].derived_from = vec!["c".into(), "a".into()];
        assert_eq!(voters(&sources), [0, 1, 1, 1]);
    }

    #[test]
    fn age_comes_from_the_dates_only_where_none_is_stated() {
        let mut entry =
            Entry { birth: Some(day(2006, 6, 2)), death: Some(day(2024, 6, 1)), ..Entry::default() };
        let age =
            |entry: &Entry| only(&reading(&[(0, entry.clone())], 1)).age_at_death().map(|a| (a.low, a.high));
        assert_eq!(age(&entry), Some((17, 17)));
        entry.death = Some(day(2024, 6, 2));
        assert_eq!(age(&entry), Some((18, 18)));
        entry.birth = Some(year(2006));
        assert_eq!(age(&entry), Some((17, 18)));
        entry.birth = Some(year(2030));
        assert_eq!(age(&entry), None);
        entry.age = Some(AgeValue { low: 40, high: 40, approximate: false });
        assert_eq!(age(&entry), Some((40, 40)));
    }

    #[test]
    fn a_nameless_person_stays_nameless() {
        assert_eq!(only(&reading(&[(0, named("  "))], 1)).name, None);
    }
}
