//! Persons, and the households in which they lived and died.

use crate::{
    names::{Names, Spelling},
    random::Random,
};
use anyhow::{Context, Result};

/// Sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Who someone was.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// Given name.
    pub given: &'a Spelling,
    /// Given name of the father.
    pub father: &'a Spelling,
    /// Given name of the mother.
    pub mother: &'a Spelling,
    /// Family name: the father's. Married women keep theirs.
    pub family: &'a Spelling,
    /// Sex.
    pub sex: Sex,
    /// Completed years.
    pub age: u32,
    /// Completed months of those under one year, from 1.
    pub months: u32,
}

/// `size` persons killed together. One alone can be anyone; several are a couple or a parent with children, or brothers
/// and sisters. Nobody in a household shares a given name and sex with another, and no two children are of one age.
pub fn household<'a>(names: &'a Names, size: usize, random: &mut Random) -> Result<Vec<Person<'a>>> {
    let head = stranger(names, random, size > 1)?;
    let mut persons = vec![head.clone()];
    let siblings = random.chance(0.25);
    // Children of the head, or the head's own brothers and sisters.
    let (father, mother, oldest) = if siblings {
        (head.father, head.mother, head.age + 6)
    } else {
        let mut wife = stranger(names, random, true)?;
        wife.sex = Sex::Female;
        wife.given = early(&names.women, random)?;
        wife.age = head.age.saturating_sub(random.below(8)).max(19);
        let (mother, oldest) = (wife.given, wife.age - 18);
        if size > 1 && random.chance(0.7) {
            persons.push(wife);
        }
        (head.given, mother, oldest)
    };
    for _ in 0..200 {
        if persons.len() >= size {
            break;
        }
        let (sex, given) = sex_and_given(names, random, 0.55)?;
        let age = oldest.saturating_sub(random.below(16.min(oldest) + 1));
        let months = random.between(1, 11);
        let child = Person { given, father, mother, family: head.family, sex, age, months };
        let clash =
            |p: &Person| (p.sex == sex && p.given == given) || (p.family == head.family && p.age == age);
        if !persons.iter().any(clash) && given != father && given != mother {
            persons.push(child);
        }
    }
    Ok(persons)
}

/// Someone on their own; a head of household is a grown man.
fn stranger<'a>(names: &'a Names, random: &mut Random, head: bool) -> Result<Person<'a>> {
    let (sex, given) = sex_and_given(names, random, if head { 1.0 } else { 0.8 })?;
    let age = match random.below(10) {
        _ if head => random.between(24, 66),
        0 => random.between(0, 17),
        1 | 2 => random.between(50, 85),
        _ => random.between(18, 49),
    };
    let months = random.between(1, 11);
    let mut father = early(&names.men, random)?;
    while father == given {
        father = early(&names.men, random)?;
    }
    let mother = early(&names.women, random)?;
    Ok(Person { given, father, mother, family: early(&names.families, random)?, sex, age, months })
}

fn sex_and_given<'a>(names: &'a Names, random: &mut Random, men: f64) -> Result<(Sex, &'a Spelling)> {
    Ok(match random.chance(men) {
        true => (Sex::Male, early(&names.men, random)?),
        false => (Sex::Female, early(&names.women, random)?),
    })
}

fn early<'a>(stock: &'a [Spelling], random: &mut Random) -> Result<&'a Spelling> {
    random.pick_early(stock).context("the stock of names is empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn households_are_possible_families() {
        let names = Names::read().unwrap();
        let mut random = Random::new(3, 3);
        for size in (1..=7).cycle().take(2_000) {
            let persons = household(&names, size, &mut random).unwrap();
            assert!(persons.len() <= size && !persons.is_empty());
            let head = &persons[0];
            for (i, p) in persons.iter().enumerate() {
                assert!(persons[..i].iter().all(|q| p.given != q.given || p.sex != q.sex), "{persons:?}");
                if i > 0 && p.father == head.given && p.family == head.family {
                    assert!(p.age + 18 <= head.age + 8, "{persons:?}");
                }
            }
        }
    }
}
