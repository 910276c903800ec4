//! People by sex, age, month and place. Every table adds up to the number of people: who has no value stands under
//! "not stated"; on whom as many lists say one thing as another stands under "lists differ" (sex and age). Months
//! and places count under the displayed value.

use crate::choose::{Statement, choose};
use crate::finding::{Breakdowns, Differences, Share};
use crate::number::counted;
use crate::person::Person;
use casefile::Reading;
use linkage::Gazetteer;
use lists::{AgeValue, DateValue, Field, Sex};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Age bands in completed years, both ends included.
const BANDS: [(u16, u16, &str); 7] = [
    (0, 4, "0-4"),
    (5, 11, "5-11"),
    (12, 17, "12-17"),
    (18, 29, "18-29"),
    (30, 44, "30-44"),
    (45, 59, "45-59"),
    (60, u16::MAX, "60+"),
];

/// Places that are shown by name; the rest stand together.
const PLACES: usize = 30;

/// Levels of place from the widest to the narrowest.
pub(crate) const PLACE_LEVELS: [(Field, &str); 7] = [
    (Field::Country, "country"),
    (Field::Region, "region"),
    (Field::District, "district"),
    (Field::Locality, "town or village"),
    (Field::Neighbourhood, "neighbourhood"),
    (Field::Address, "address or site"),
    (Field::Place, "place"),
];

/// Where one person stands in a table.
pub(crate) enum Slot {
    Under(String),
    Differ,
    Missing,
}

/// All four tables.
pub(crate) fn breakdowns(people: &[Person], reading: &Reading, voters: &[usize]) -> Breakdowns {
    let sexes = [("female", "Women and girls"), ("male", "Men and boys"), ("other", "Other")];
    let mut bands: Vec<(&str, String)> =
        BANDS.iter().map(|&(low, high, key)| (key, band_label(low, high))).collect();
    bands.push(("wide_range", "age known only roughly".into()));
    let months = months(people);
    let (place, place_level) = places(people, reading, voters);
    Breakdowns {
        sex: table(&sexes, people.iter().map(sex_slot)),
        age_band: table(&bands, people.iter().map(age_slot)),
        month: table(&months, people.iter().map(month_slot)),
        place,
        place_level,
    }
}

/// For how many people the lists contradict each other.
pub(crate) fn differences(people: &[Person]) -> Differences {
    let count = |contested: fn(&Person) -> bool| people.iter().filter(|p| contested(p)).count();
    Differences {
        sex: count(|p| p.sex.contested),
        age: count(|p| p.age.contested),
        birth: count(|p| p.birth.contested),
        death: count(|p| p.death.contested),
    }
}

/// Counts the slots in the order of `rows`; rows that nobody stands under are left out, but for the two last.
fn table<K: AsRef<str>, L: AsRef<str>>(rows: &[(K, L)], slots: impl Iterator<Item = Slot>) -> Vec<Share> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut differ, mut missing) = (0, 0);
    for slot in slots {
        match slot {
            Slot::Under(key) => *counts.entry(key).or_default() += 1,
            Slot::Differ => differ += 1,
            Slot::Missing => missing += 1,
        }
    }
    let mut shares: Vec<Share> = rows
        .iter()
        .filter_map(|(key, label)| {
            let persons = counts.remove(key.as_ref())?;
            Some(Share { key: key.as_ref().into(), label: label.as_ref().into(), persons })
        })
        .collect();
    shares.push(Share { key: "sources_differ".into(), label: "lists differ".into(), persons: differ });
    shares.push(Share { key: "not_stated".into(), label: "not stated".into(), persons: missing });
    shares
}

pub(crate) fn sex_slot(person: &Person) -> Slot {
    match person.sex.value {
        None => Slot::Missing,
        Some(_) if !person.sex.rivals.is_empty() => Slot::Differ,
        Some(Sex::Female) => Slot::Under("female".into()),
        Some(Sex::Male) => Slot::Under("male".into()),
        Some(Sex::Other) => Slot::Under("other".into()),
    }
}

pub(crate) fn age_slot(person: &Person) -> Slot {
    let Some(age) = person.age_at_death() else {
        return Slot::Missing;
    };
    let key = band(&age);
    if person.age.rivals.iter().any(|rival| band(rival) != key) {
        return Slot::Differ;
    }
    Slot::Under(key.unwrap_or("wide_range").into())
}

/// The band that holds the whole span; `None` if no one band does.
fn band(age: &AgeValue) -> Option<&'static str> {
    BANDS.iter().find(|&&(low, high, _)| low <= age.low && age.high <= high).map(|&(_, _, key)| key)
}

fn band_label(low: u16, high: u16) -> String {
    if high == u16::MAX { format!("{low} and older") } else { format!("{low} to {high}") }
}

pub(crate) fn month_slot(person: &Person) -> Slot {
    person.death.value.as_ref().map_or(Slot::Missing, |death| Slot::Under(month_key(death).0))
}

/// The months (or years, where the month is not known) in which somebody died, in order.
fn months(people: &[Person]) -> Vec<(String, String)> {
    let keys: BTreeMap<String, String> =
        people.iter().filter_map(|p| p.death.value.as_ref()).map(month_key).collect();
    keys.into_iter().collect()
}

/// Key and label: "2024-03"; "2024" where the span leaves the month open; "2023/2024" where it leaves the year open.
fn month_key(death: &DateValue) -> (String, String) {
    let (first, last) = (death.first, death.last);
    if first.year() != last.year() {
        let key = format!("{:04}/{:04}", first.year(), last.year());
        return (key, format!("{:04} to {:04}, year not stated", first.year(), last.year()));
    }
    if first.month() != last.month() {
        return (format!("{:04}", first.year()), format!("{:04}, month not stated", first.year()));
    }
    let key = format!("{:04}-{:02}", first.year(), first.month());
    (key.clone(), key)
}

/// A place name as written, and the number of the place, which other spellings of it share.
pub(crate) struct Place<'a> {
    pub number: u32,
    pub text: &'a str,
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Statement for Place<'_> {}

/// The places of all records, so that what is one place depends on no order of lists or people.
pub(crate) fn gazetteer(reading: &Reading) -> Gazetteer {
    let places = reading.records.iter().flat_map(|record| &record.entry.places);
    Gazetteer::of(places.map(|(_, text)| text.trim()))
}

/// The place of a person at a level, as most of the lists have it.
pub(crate) fn place_of<'a>(
    person: &Person,
    level: Field,
    reading: &'a Reading,
    voters: &[usize],
    gazetteer: &mut Gazetteer,
) -> Option<Place<'a>> {
    let records = person.records.iter().filter_map(|&r| reading.records.get(r));
    let said = records.flat_map(|record| {
        let voter = voters.get(record.source).copied().unwrap_or(record.source);
        let places = record.entry.places.iter();
        places.filter(|(field, _)| *field == level).map(move |(_, text)| (voter, text.trim()))
    });
    let said =
        said.filter_map(|(voter, text)| Some((voter, Place { number: gazetteer.number(text)?, text })));
    choose(said.collect()).value
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Places at one level: the region if most people have one, else the widest level that varies; largest first.
fn places(people: &[Person], reading: &Reading, voters: &[usize]) -> (Vec<Share>, Option<String>) {
    let level = level(people, reading);
    let mut gazetteer = gazetteer(reading);
    let mut found: BTreeMap<u32, (usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    let mut missing = people.len();
    for person in people {
        let place = level.and_then(|(level, _)| place_of(person, level, reading, voters, &mut gazetteer));
        if let Some(place) = place {
            let (persons, texts) = found.entry(place.number).or_default();
            *persons += 1;
            *texts.entry(place.text).or_default() += 1;
            missing -= 1;
        }
    }
    let mut shares: Vec<Share> = found
        .into_values()
        .map(|(persons, texts)| Share {
            key: fold(commonest(&texts, |_| true)),
            label: label(&texts),
            persons,
        })
        .collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.persons));
    // One place more than the limit is shown by name: "1 other place" would take its line.
    if shares.len() > PLACES + 1 {
        let rest = shares.split_off(PLACES);
        let label = format!("{} together", counted(rest.len() as u64, "other place", "other places"));
        shares.push(Share {
            key: "other_places".into(),
            label,
            persons: rest.iter().map(|s| s.persons).sum(),
        });
    }
    shares.push(Share { key: "sources_differ".into(), label: "lists differ".into(), persons: 0 });
    shares.push(Share { key: "not_stated".into(), label: "not stated".into(), persons: missing });
    (shares, level.map(|(_, name)| name.to_string()))
}

/// The commonest spelling in each script: "Qasab · قصب".
fn label(texts: &BTreeMap<&str, usize>) -> String {
    let arabic = |text: &str| text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
    let (latin, arabic) = (commonest(texts, |t| !arabic(t)), commonest(texts, arabic));
    let both = if latin.is_empty() || arabic.is_empty() { "" } else { " · " };
    format!("{latin}{both}{arabic}")
}

/// The commonest of the texts that are asked for; the first of equals, nothing if there is none.
fn commonest<'a>(texts: &BTreeMap<&'a str, usize>, wanted: impl Fn(&str) -> bool) -> &'a str {
    let wanted = texts.iter().rev().filter(|(text, _)| wanted(text));
    wanted.max_by_key(|(_, n)| **n).map_or("", |(text, _)| text)
}

/// The level of the table of places, with its name.
fn level(people: &[Person], reading: &Reading) -> Option<(Field, &'static str)> {
    // For each level: on how many people it is stated, and its values.
    let mut stated: FxHashMap<Field, (usize, FxHashMap<String, ()>)> = FxHashMap::default();
    for person in people {
        let records = || person.records.iter().filter_map(|&r| reading.records.get(r));
        for (field, _) in PLACE_LEVELS {
            let mut any = false;
            for (_, text) in records().flat_map(|r| &r.entry.places).filter(|(f, _)| *f == field) {
                let entry = stated.entry(field).or_default();
                entry.1.insert(fold(text), ());
                any = true;
            }
            if any && let Some(entry) = stated.get_mut(&field) {
                entry.0 += 1;
            }
        }
    }
    let people_with = |field: Field| stated.get(&field).map_or(0, |s| s.0);
    let varies = |field: Field| stated.get(&field).is_some_and(|s| s.1.len() > 1);
    let most = |field: Field| people_with(field) * 2 > people.len();
    let region = PLACE_LEVELS.into_iter().find(|&(f, _)| f == Field::Region && most(f) && varies(f));
    region
        .or_else(|| PLACE_LEVELS.into_iter().find(|&(f, _)| most(f) && varies(f)))
        .or_else(|| PLACE_LEVELS.into_iter().find(|&(f, _)| varies(f)))
        .or_else(|| PLACE_LEVELS.into_iter().find(|&(f, _)| people_with(f) > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Members;
    use crate::person::{people, voters};
    use crate::sample::{case, day, record, source};
    use linkage::Linked;
    use lists::{DatePrecision, Entry};

    fn tables(reading: &Reading, linked: &Linked) -> (Breakdowns, Differences) {
        let members = Members::new(linked, reading.records.len());
        let people = people(reading, linked, &members);
        (breakdowns(&people, reading, &voters(&reading.sources)), differences(&people))
    }

    fn of(shares: &[Share], key: &str) -> usize {
        shares.iter().find(|s| s.key == key).map_or(0, |s| s.persons)
    }

    #[test]
    fn every_table_adds_up_to_the_number_of_people() {
        let (reading, linked) = case();
        let (b, _) = tables(&reading, &linked);
        for shares in [&b.sex, &b.age_band, &b.month, &b.place] {
            assert_eq!(shares.iter().map(|s| s.persons).sum::<usize>(), linked.persons());
            let last: Vec<&str> = shares.iter().rev().take(2).map(|s| s.key.as_str()).collect();
            assert_eq!(last, ["not_stated", "sources_differ"]);
        }
        assert_eq!((of(&b.sex, "female"), of(&b.sex, "male")), (1, 4));
        assert_eq!(
            (of(&b.age_band, "5-11"), of(&b.age_band, "60+"), of(&b.age_band, "not_stated")),
            (1, 1, 1)
        );
        assert_eq!((of(&b.month, "2021-03"), of(&b.month, "2021"), of(&b.month, "2021-04")), (3, 1, 1));
        assert_eq!((of(&b.place, "qasab"), of(&b.place, "marsa")), (3, 1));
        assert_eq!(b.place[0].label, "Qasab");
        assert_eq!(b.place_level.as_deref(), Some("region"));
    }

    /// Two lists, one record each, on one person.
    fn disagree(a: Entry, b: Entry) -> (Breakdowns, Differences) {
        let reading = Reading {
            sources: vec![source("a"), source("b")],
            records: vec![record(0, 2, a), record(1, 2, b)],
            ..Reading::default()
        };
        tables(&reading, &Linked { person_of: vec![0, 0], ..Linked::default() })
    }

    #[test]
    fn a_tie_on_sex_is_said_and_not_decided() {
        let sex = |sex| Entry { sex: Some(sex), ..Entry::default() };
        let (b, d) = disagree(sex(Sex::Male), sex(Sex::Female));
        assert_eq!((of(&b.sex, "sources_differ"), of(&b.sex, "male"), d.sex), (1, 0, 1));
    }

    #[test]
    fn ages_that_differ_within_a_band_are_of_that_band() {
        let age =
            |low, high| Entry { age: Some(AgeValue { low, high, approximate: false }), ..Entry::default() };
        let (b, d) = disagree(age(34, 34), age(35, 35));
        assert_eq!((of(&b.age_band, "30-44"), d.age), (1, 1));
        assert_eq!(of(&disagree(age(17, 17), age(18, 18)).0.age_band, "sources_differ"), 1);
        assert_eq!(of(&disagree(age(0, 17), Entry::default()).0.age_band, "wide_range"), 1);
        assert_eq!(of(&disagree(age(5, 11), Entry::default()).0.age_band, "5-11"), 1);
    }

    #[test]
    fn a_month_is_never_invented() {
        let mut range = day(2023, 12, 30);
        range.last = jiff::civil::date(2024, 1, 2);
        range.precision = DatePrecision::Range;
        assert_eq!(month_key(&range).0, "2023/2024");
        range.first = jiff::civil::date(2024, 1, 1);
        assert_eq!(month_key(&range).0, "2024-01");
    }

    #[test]
    fn many_places_end_in_one_line_that_says_how_many() {
        let records = (0..40_u32)
            .map(|i| {
                let places = vec![(Field::Country, "X".into()), (Field::District, format!("D{}", i.min(35)))];
                record(0, i, Entry { places, ..Entry::default() })
            })
            .collect();
        let reading = Reading { sources: vec![source("a")], records, ..Reading::default() };
        let linked = Linked { person_of: (0..40).collect(), ..Linked::default() };
        let (b, _) = tables(&reading, &linked);
        assert_eq!(b.place_level.as_deref(), Some("district"));
        assert_eq!(b.place.len(), PLACES + 3);
        assert_eq!((b.place[0].label.as_str(), b.place[0].persons), ("D35", 5));
        assert_eq!(b.place[PLACES].label, "6 other places together");
        assert_eq!(b.place.iter().map(|s| s.persons).sum::<usize>(), 40);
    }
}
