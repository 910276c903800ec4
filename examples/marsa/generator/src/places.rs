//! The districts, towns and quarters of Marsa.

use crate::{names::Spelling, random::Random};
use anyhow::{Context, Result, bail};

/// How large a town is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Has quarters; the lists reach it easily.
    City,
    /// In between.
    Town,
    /// Few hear of what happens here.
    Village,
}

/// A district and its towns.
#[derive(Debug)]
pub struct District {
    /// Its name.
    pub name: Spelling,
    /// Its share of the killings, in percent.
    pub weight: u32,
    /// Its towns.
    pub towns: Vec<Town>,
}

/// A city, town or village.
#[derive(Debug)]
pub struct Town {
    /// Its name.
    pub name: Spelling,
    /// How large it is.
    pub size: Size,
    /// Its share of the district's killings, against the other towns.
    pub weight: u32,
    /// Its quarters: cities alone have them.
    pub quarters: Vec<Spelling>,
}

/// Where someone was killed.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Index of the district.
    pub district_index: usize,
    /// The district.
    pub district: &'a District,
    /// The town.
    pub town: &'a Town,
    /// The quarter, in a city.
    pub quarter: Option<&'a Spelling>,
}

/// Reads `stock/places.tsv`. Fails on a line that does not fit, or a town before any district.
pub fn read() -> Result<Vec<District>> {
    let mut districts: Vec<District> = Vec::new();
    for (index, line) in include_str!("../stock/places.tsv").lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        let place = || format!("places.tsv, line {}", index + 1);
        let fields: Vec<&'static str> = line.split('\t').collect();
        let &[level, weight, arabic, latin] = fields.as_slice() else {
            bail!("{}: expected level, weight, Arabic and Latin, found {} fields", place(), fields.len());
        };
        let name = Spelling::read(arabic, latin);
        let weight = weight.parse().unwrap_or(0);
        let size = match level {
            "district" => {
                districts.push(District { name, weight, towns: Vec::new() });
                continue;
            }
            "city" => Size::City,
            "town" => Size::Town,
            "village" => Size::Village,
            "quarter" => {
                let town = districts.last_mut().and_then(|d| d.towns.last_mut());
                town.with_context(|| format!("{}: a quarter before any town", place()))?.quarters.push(name);
                continue;
            }
            other => bail!(
                "{}: unknown level {other:?}; expected district, city, town, village or quarter",
                place()
            ),
        };
        let district =
            districts.last_mut().with_context(|| format!("{}: a town before any district", place()))?;
        district.towns.push(Town { name, size, weight, quarters: Vec::new() });
    }
    Ok(districts)
}

/// A place drawn by weight; the quarter is left open.
pub fn draw<'a>(districts: &'a [District], random: &mut Random) -> Result<Place<'a>> {
    let district_index = random.weighted(districts.iter().map(|d| d.weight));
    let district = districts.get(district_index).context("places.tsv names no district")?;
    let town = district.towns.get(random.weighted(district.towns.iter().map(|t| t.weight)));
    Ok(Place { district_index, district, town: town.context("a district without towns")?, quarter: None })
}

impl<'a> Place<'a> {
    /// The same town, in one of its quarters if it has any.
    pub fn in_some_quarter(self, random: &mut Random) -> Self {
        Place { quarter: random.pick(&self.town.quarters), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn marsa_has_eight_districts_and_no_name_twice() {
        let districts = read().unwrap();
        assert_eq!(districts.len(), 8);
        assert_eq!(districts.iter().map(|d| d.weight).sum::<u32>(), 100);
        let mut seen = BTreeSet::new();
        for district in &districts {
            let towns = district.towns.iter().map(|t| &t.name);
            let quarters = district.towns.iter().flat_map(|t| &t.quarters);
            for name in std::iter::once(&district.name).chain(towns).chain(quarters) {
                assert!(seen.insert(name.arabic) && name.latin.iter().all(|l| seen.insert(l)), "{name:?}");
            }
            assert!(district.towns.iter().all(|t| (t.size == Size::City) != t.quarters.is_empty()));
        }
    }
}
