//! What one list writes of one victim: the truth, and what goes wrong on the way.

use crate::{
    families::Sex,
    people::Victim,
    random::Random,
    rates::Rates,
    spelling::{self, Script},
};
use jiff::{ToSpan, civil::Date};

/// One row of a list, before it takes the shape of its file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The list's own id.
    pub id: String,
    /// Index of the victim.
    pub victim: usize,
    /// The name; none of a body that nobody could identify.
    pub name: Option<Name>,
    /// Mother's given name.
    pub mother: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age.
    pub age: Option<Age>,
    /// Date of death.
    pub date: Option<Date>,
    /// District.
    pub district: String,
    /// Town.
    pub town: Option<String>,
    /// Quarter.
    pub quarter: Option<String>,
}

/// A name in its parts.
#[derive(Clone, Debug)]
pub struct Name {
    /// Given name.
    pub given: String,
    /// Father's given name.
    pub father: Option<String>,
    /// Family name, with its article if the list writes one.
    pub family: String,
}

/// An age as a list states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Completed years.
    Years(u32),
    /// Completed months, under one year.
    Months(u32),
}

/// What a list with these `rates` writes of a victim.
pub fn told(victim: &Victim<'_>, index: usize, script: Script, rates: &Rates, random: &mut Random) -> Entry {
    let place = victim.place;
    let town = (!random.chance(rates.district_only)).then_some(place.town);
    let quarter = town.and(place.quarter).filter(|_| !random.chance(rates.quarter_missing));
    let mut write = |name| spelling::written(name, script, rates, random);
    let (district, town, quarter) =
        (write(&place.district.name), town.map(|t| write(&t.name)), quarter.map(&mut write));
    let age = match (victim.person.age, victim.unidentified) {
        (0, _) => Age::Months(victim.person.months),
        // Of a body one can but guess the age.
        (years, true) => Age::Years(rounded(years)),
        (years, false) => Age::Years(years),
    };
    let mother = spelling::written(victim.person.mother, script, rates, random);
    let entry = Entry {
        id: String::new(),
        victim: index,
        name: (!victim.unidentified).then(|| name(victim, script, rates, random)),
        mother: (!victim.unidentified && !random.chance(rates.mother_missing)).then_some(mother),
        sex: Some(victim.person.sex),
        age: Some(age),
        date: Some(victim.date),
        district,
        town,
        quarter,
    };
    slipped(entry, rates, random)
}

/// What a list that copies `entry` makes of it: all that is wrong there, and its own slips.
pub fn copied(entry: &Entry, victim: &Victim<'_>, rates: &Rates, random: &mut Random) -> Entry {
    let mut copy = entry.clone();
    if let Some(old) = &mut copy.name
        && random.chance(rates.respelled)
    {
        let anew = name(victim, Script::Latin, &Rates { respelled: 0.8, article: 0.8, ..*rates }, random);
        *old = Name { father: old.father.take(), ..anew };
    }
    if random.chance(rates.district_only) {
        (copy.town, copy.quarter) = (None, None);
    }
    slipped(copy, rates, random)
}

fn name(victim: &Victim<'_>, script: Script, rates: &Rates, random: &mut Random) -> Name {
    let person = &victim.person;
    let father = spelling::written(person.father, script, rates, random);
    Name {
        given: spelling::written(person.given, script, rates, random),
        father: (!random.chance(rates.father_missing)).then_some(father),
        family: spelling::family(person.family, script, rates, random),
    }
}

/// Slips that depend on nothing but what is to be written.
fn slipped(mut entry: Entry, rates: &Rates, random: &mut Random) -> Entry {
    if let Some(name) = &mut entry.name
        && random.chance(rates.typo)
    {
        let part = if random.chance(0.5) { &mut name.given } else { &mut name.family };
        *part = spelling::typo(part, random);
    }
    entry.sex = entry.sex.filter(|_| !random.chance(rates.sex_missing));
    entry.age =
        entry.age.filter(|_| !random.chance(rates.age_missing)).map(|age| age_slip(age, rates, random));
    entry.date =
        entry.date.filter(|_| !random.chance(rates.date_missing)).map(|date| date_slip(date, rates, random));
    entry
}

fn age_slip(age: Age, rates: &Rates, random: &mut Random) -> Age {
    match age {
        Age::Years(years) if years >= 20 && random.chance(rates.age_rounded) => Age::Years(rounded(years)),
        Age::Years(years) if random.chance(rates.age_off_by_one) => {
            Age::Years(if random.chance(0.5) { years + 1 } else { years.saturating_sub(1) })
        }
        age => age,
    }
}

fn rounded(years: u32) -> u32 {
    (years + 5) / 10 * 10
}

fn date_slip(date: Date, rates: &Rates, random: &mut Random) -> Date {
    if random.chance(rates.date_off_by_one) {
        // The day is noticed late more often than early.
        let days = if random.chance(0.75) { 1 } else { -1 };
        return date.saturating_add(days.days());
    }
    match Date::new(date.year(), date.day(), date.month()) {
        Ok(swapped) if random.chance(rates.day_month_swapped) => swapped,
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::MONITORS;

    #[test]
    fn dates_slip_by_a_day_or_by_their_order() {
        let mut random = Random::new(9, 9);
        let truth = jiff::civil::date(2031, 3, 5);
        let swap = Rates { date_off_by_one: 0.0, day_month_swapped: 1.0, ..MONITORS };
        assert_eq!(date_slip(truth, &swap, &mut random), jiff::civil::date(2031, 5, 3));
        let late = jiff::civil::date(2031, 3, 25);
        assert_eq!(date_slip(late, &swap, &mut random), late);
        let off = Rates { date_off_by_one: 1.0, ..swap };
        assert_eq!((date_slip(truth, &off, &mut random) - truth).get_days().abs(), 1);
    }

    #[test]
    fn ages_round_to_the_nearest_ten() {
        assert_eq!((rounded(34), rounded(35), rounded(3)), (30, 40, 0));
        let mut random = Random::new(10, 10);
        let off = Rates { age_rounded: 0.0, age_off_by_one: 1.0, ..MONITORS };
        for years in [0, 1, 30] {
            let Age::Years(told) = age_slip(Age::Years(years), &off, &mut random) else { unreachable!() };
            assert!(told.abs_diff(years) <= 1);
        }
        assert_eq!(age_slip(Age::Months(4), &off, &mut random), Age::Months(4));
    }
}
