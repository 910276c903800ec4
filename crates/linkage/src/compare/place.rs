//! Two places, each said at several levels: the same, one inside the other, or somewhere else.

use names::{Closeness, Name, Script};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Names of the levels of a place comparison.
pub const PLACE: &[&str] = &["same", "similar spelling", "compatible", "wider place shared", "elsewhere"];

/// Every distinct place name of the records, numbered; spellings that sound alike, in any script, share a number.
#[derive(Debug)]
pub struct Gazetteer {
    number_of: FxHashMap<u64, u32>,
    names: Vec<Option<Name>>,
}

impl Gazetteer {
    /// Numbers the places of all records: for each its parts, from the narrowest to the widest. Parts without letters or
    /// digits are left out.
    pub fn new(places: &[Vec<String>]) -> (Gazetteer, Vec<Vec<u32>>) {
        let mut gazetteer = Gazetteer { number_of: FxHashMap::default(), names: Vec::new() };
        let mut numbers: Vec<Vec<u32>> = places.iter().map(|parts| gazetteer.number(parts)).collect();
        let same = gazetteer.across_scripts();
        for parts in &mut numbers {
            parts.iter_mut().for_each(|n| *n = same[*n as usize]);
            let mut seen: Vec<u32> = Vec::with_capacity(parts.len());
            parts.retain(|n| !seen.contains(n) && { seen.push(*n); true });
        }
        (gazetteer, numbers)
    }

    /// For each number the one that stands for it: a place in Arabic letters has the number of its first spelling in Latin
    /// letters, if there is one.
    fn across_scripts(&self) -> Vec<u32> {
        let script = |name: &Name| name.tokens.first().map(|t| t.script);
        let sound = |name: &Name| name.tokens.first().and_then(|t| t.skeleton.chars().next());
        let mut latin: FxHashMap<(Option<char>, usize), Vec<u32>> = FxHashMap::default();
        for (number, name) in self.names.iter().enumerate() {
            if let Some(name) = name.as_ref().filter(|n| script(n) == Some(Script::Latin)) {
                latin.entry((sound(name), name.tokens.len())).or_default().push(number as u32);
            }
        }
        let alike = |a: &Name, b: u32| {
            let b = self.names.get(b as usize).and_then(Option::as_ref);
            b.is_some_and(|b| a.tokens.iter().zip(&b.tokens).all(|(x, y)| names::closeness(x, y) <= Closeness::Variant))
        };
        let stands_for = |(number, name): (usize, &Option<Name>)| {
            let name = name.as_ref().filter(|n| script(n) == Some(Script::Arabic))?;
            let candidates = latin.get(&(sound(name), name.tokens.len()))?;
            candidates.iter().find(|&&c| alike(name, c)).map(|&c| (number, c))
        };
        let mut same: Vec<u32> = (0..self.names.len() as u32).collect();
        for (number, other) in self.names.iter().enumerate().filter_map(stands_for) {
            same[number] = other;
        }
        same
    }

    /// Numbers a place's parts by the key of their words.
    fn number(&mut self, parts: &[String]) -> Vec<u32> {
        let mut numbers: Vec<u32> = Vec::with_capacity(parts.len());
        for part in parts {
            let name = Name::parse(part);
            let mut hasher = FxHasher::default();
            match &name {
                Some(name) => {
                    let mut keys: Vec<u64> = name.tokens.iter().map(|t| t.key).collect();
                    keys.sort_unstable();
                    keys.hash(&mut hasher);
                }
                None if part.chars().any(char::is_alphanumeric) => part.to_lowercase().hash(&mut hasher),
                None => continue,
            }
            let next = self.names.len() as u32;
            let number = *self.number_of.entry(hasher.finish()).or_insert(next);
            if number == next {
                self.names.push(name);
            }
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// Whether two places with different numbers are spelled nearly alike: as many words, none of them different.
    fn similar(&self, a: u32, b: u32) -> bool {
        let (Some(Some(a)), Some(Some(b))) = (self.names.get(a as usize), self.names.get(b as usize)) else {
            return false;
        };
        a.tokens.len() == b.tokens.len()
            && a.tokens.iter().zip(&b.tokens).all(|(x, y)| names::closeness(x, y) <= Closeness::Typo)
    }

    /// How far apart two places are: a level of [`PLACE`]. Both from the narrowest part to the widest, not empty.
    pub fn compare(&self, a: &[u32], b: &[u32]) -> u8 {
        let (Some(&narrow_a), Some(&narrow_b)) = (a.first(), b.first()) else { return 4 };
        if narrow_a == narrow_b {
            // "Homs" the province and nothing more, twice, is agreement; so is the same village.
            return 0;
        }
        if a.contains(&narrow_b) || b.contains(&narrow_a) {
            return 2;
        }
        // A misspelt town is one only where nothing wider speaks against it.
        let wider = a[1..].iter().any(|x| b[1..].contains(x));
        let silent = a.len() == 1 || b.len() == 1;
        if (wider || silent) && self.similar(narrow_a, narrow_b) {
            return 1;
        }
        if wider { 3 } else { 4 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(a: &[&str], b: &[&str]) -> &'static str {
        let strings = |parts: &[&str]| parts.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        let (gazetteer, numbers) = Gazetteer::new(&[strings(a), strings(b)]);
        let (a, b) = (&numbers[0], &numbers[1]);
        assert_eq!(gazetteer.compare(a, b), gazetteer.compare(b, a));
        PLACE[usize::from(gazetteer.compare(a, b))]
    }

    #[test]
    fn levels() {
        assert_eq!(level(&["Karmin", "North"], &["Karmin", "North"]), "same");
        assert_eq!(level(&["Karmin", "Old District", "North"], &["Karmin", "North"]), "same");
        assert_eq!(level(&["Belvaros", "North"], &["Belvarosh", "North"]), "similar spelling");
        assert_eq!(level(&["Kafr Bahrun", "Sahlun"], &["كفر بهرون", "سهلون"]), "same");
        assert_eq!(level(&["North"], &["Karmin", "North"]), "compatible");
        assert_eq!(level(&["Tolna", "North"], &["Karmin", "North"]), "wider place shared");
        assert_eq!(level(&["Tolna", "South"], &["Karmin", "North"]), "elsewhere");
    }
}
