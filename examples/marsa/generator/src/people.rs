//! The victims: who they were, and when and where they were killed.
//!
//! The wave begins on [`first_day`]. About half of the dead fall in massacres (one town, one day), the others one
//! household at a time. No two victims are alike: see [`alike`].

use crate::{
    families::{self, Person},
    names::Names,
    places::{self, District, Place, Size},
    random::Random,
};
use anyhow::{Context, Result, bail};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;

/// How many were killed.
pub const VICTIMS: usize = 3_000;
/// How long the wave lasted.
pub const DAYS: u32 = 90;
/// The dead of each massacre.
pub const MASSACRES: [usize; 18] =
    [240, 190, 160, 130, 110, 95, 85, 75, 65, 60, 50, 45, 40, 35, 30, 25, 20, 15];
/// Bodies that nobody could identify, in percent of all victims.
pub const UNIDENTIFIED: f64 = 0.02;
/// Persons killed alone who are given the full name of someone killed elsewhere; half of them the father's name too.
/// Others share a name by chance.
pub const NAMESAKES: f64 = 0.15;

/// How easily a victim comes to the notice of any list: a latent trait that makes all lists miss the same people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Half the usual odds.
    Low,
    /// The usual odds.
    Usual,
    /// Twice the usual odds.
    High,
}

/// One person who was killed.
#[derive(Clone, Debug)]
pub struct Victim<'a> {
    /// Name, family, sex, age.
    pub person: Person<'a>,
    /// Day of death.
    pub date: Date,
    /// Place of death.
    pub place: Place<'a>,
    /// Killed in a massacre.
    pub massacre: bool,
    /// Nobody could say who this was.
    pub unidentified: bool,
    /// How easily any list hears of this victim.
    pub notice: Notice,
}

/// The first day of the wave.
pub fn first_day() -> Date {
    jiff::civil::date(2031, 2, 3)
}

/// Whether a careful reader of two full records could take them for one person: the same name and sex, and less than two
/// clear differences in father, mother, town, age and date.
pub fn alike(a: &Victim<'_>, b: &Victim<'_>) -> bool {
    let (p, q) = (&a.person, &b.person);
    let differences = [
        p.father != q.father,
        p.mother != q.mother,
        a.place.town.name != b.place.town.name,
        p.age.abs_diff(q.age) >= 4,
        (a.date - b.date).get_days().abs() >= 4,
    ];
    p.given == q.given
        && p.family == q.family
        && p.sex == q.sex
        && differences.iter().filter(|d| **d).count() < 2
}

/// Everyone who was killed, in the order of the events.
pub fn victims<'a>(
    names: &'a Names,
    districts: &'a [District],
    random: &mut Random,
) -> Result<Vec<Victim<'a>>> {
    let mut wave = Wave { names, random, victims: Vec::new(), by_name: BTreeMap::new() };
    for dead in MASSACRES {
        let place = loop {
            let place = places::draw(districts, wave.random)?;
            // A village of a few hundred does not lose a hundred people and still stand in the stock of places.
            if dead < 60 || place.town.size != Size::Village {
                break place;
            }
        };
        let date = wave.day()?;
        let until = wave.victims.len() + dead;
        while wave.victims.len() < until {
            let size = [1, 1, 1, 2, 3, 4, 5, 6, 7].get(wave.random.below(9) as usize).copied().unwrap_or(1);
            let household = size.min(until - wave.victims.len());
            let place = place.in_some_quarter(wave.random);
            wave.kill(household, date, place, true)?;
        }
    }
    while wave.victims.len() < VICTIMS {
        let size = [1, 1, 1, 1, 1, 1, 2, 2, 3, 4].get(wave.random.below(10) as usize).copied().unwrap_or(1);
        let household = size.min(VICTIMS - wave.victims.len());
        let place = places::draw(districts, wave.random)?.in_some_quarter(wave.random);
        let date = wave.day()?;
        wave.kill(household, date, place, false)?;
    }
    Ok(wave.victims)
}

struct Wave<'a, 'r> {
    names: &'a Names,
    random: &'r mut Random,
    victims: Vec<Victim<'a>>,
    /// Given and family name to the victims who bear them.
    by_name: BTreeMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Wave<'a, '_> {
    /// A day of the wave: it swells to the middle and ebbs.
    fn day(&mut self) -> Result<Date> {
        let day = (self.random.below(DAYS) + self.random.below(DAYS)) / 2;
        first_day().checked_add(i64::from(day).days()).context("the wave ends within the calendar")
    }

    /// Adds a household, drawing again until nobody in it is like anyone else.
    fn kill(&mut self, size: usize, date: Date, place: Place<'a>, massacre: bool) -> Result<()> {
        for _ in 0..100 {
            let mut persons = families::household(self.names, size, self.random)?;
            if let [alone] = persons.as_mut_slice()
                && self.random.chance(NAMESAKES)
            {
                self.rename(alone);
            }
            let household: Vec<Victim> = persons
                .into_iter()
                .map(|person| Victim {
                    person,
                    date,
                    place,
                    massacre,
                    unidentified: self.random.chance(UNIDENTIFIED),
                    notice: [Notice::Low, Notice::Usual, Notice::Usual, Notice::High]
                        .get(self.random.below(4) as usize)
                        .copied()
                        .unwrap_or(Notice::Usual),
                })
                .collect();
            if household.iter().all(|v| self.is_new(v)) {
                household.into_iter().for_each(|v| self.add(v));
                return Ok(());
            }
        }
        bail!(
            "no household of {size} could be found that is unlike all others: the stock of names is too small"
        )
    }

    /// Gives a person the name of an earlier victim of the same sex, and every other time the father's name too.
    fn rename(&mut self, person: &mut Person<'a>) {
        let Some(other) = self.random.pick(&self.victims).map(|v| &v.person) else {
            return;
        };
        if other.sex == person.sex {
            (person.given, person.family) = (other.given, other.family);
            if self.random.chance(0.5) {
                person.father = other.father;
            }
        }
    }

    fn is_new(&self, victim: &Victim<'a>) -> bool {
        let same_name = self.by_name.get(&(victim.person.given.arabic, victim.person.family.arabic));
        same_name
            .into_iter()
            .flatten()
            .filter_map(|&i| self.victims.get(i))
            .all(|other| !alike(victim, other))
    }

    fn add(&mut self, victim: Victim<'a>) {
        let name = (victim.person.given.arabic, victim.person.family.arabic);
        self.by_name.entry(name).or_default().push(self.victims.len());
        self.victims.push(victim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_victims_are_alike_and_the_dates_are_in_the_wave() {
        let (names, districts) = (Names::read().unwrap(), places::read().unwrap());
        let victims = victims(&names, &districts, &mut Random::new(7, 1)).unwrap();
        assert_eq!(victims.len(), VICTIMS);
        for (i, a) in victims.iter().enumerate() {
            assert!(victims[..i].iter().all(|b| !alike(a, b)), "{a:?}");
            assert!((0..DAYS as i32).contains(&(a.date - first_day()).get_days()));
            assert_eq!(a.place.quarter.is_some(), a.place.town.size == Size::City);
        }
    }

    #[test]
    fn there_are_namesakes_and_families() {
        let (names, districts) = (Names::read().unwrap(), places::read().unwrap());
        let victims = victims(&names, &districts, &mut Random::new(7, 1)).unwrap();
        let shared = |a: &Victim, b: &Victim| {
            (a.person.given, a.person.father, a.person.family)
                == (b.person.given, b.person.father, b.person.family)
        };
        let namesakes =
            victims.iter().enumerate().filter(|(i, a)| victims[..*i].iter().any(|b| shared(a, b))).count();
        assert!(namesakes > 20, "{namesakes}");
        let unidentified = victims.iter().filter(|v| v.unidentified).count();
        assert!((40..90).contains(&unidentified), "{unidentified}");
    }
}
