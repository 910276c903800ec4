//! Two places, each said at several levels: the same, one inside the other, or somewhere else.

use names::{Closeness, Name};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Names of the levels of a place comparison.
pub const PLACE: &[&str] = &["same", "similar spelling", "compatible", "wider place shared", "elsewhere"];

/// Every distinct place name of the records, numbered; spellings that sound alike, in any script, share a number.
#[derive(Debug, Default)]
pub struct Gazetteer {
    number_of: FxHashMap<u64, u32>,
    names: Vec<Option<Name>>,
}

impl Gazetteer {
    /// Numbers a place's parts, from the narrowest to the widest; parts without letters or digits are left out.
    pub fn number(&mut self, parts: &[String]) -> Vec<u32> {
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
        let mut gazetteer = Gazetteer::default();
        let strings = |parts: &[&str]| parts.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        let (a, b) = (gazetteer.number(&strings(a)), gazetteer.number(&strings(b)));
        assert_eq!(gazetteer.compare(&a, &b), gazetteer.compare(&b, &a));
        PLACE[usize::from(gazetteer.compare(&a, &b))]
    }

    #[test]
    fn levels() {
        assert_eq!(level(&["Karmin", "North"], &["Karmin", "North"]), "same");
        assert_eq!(level(&["Karmin", "Old District", "North"], &["Karmin", "North"]), "same");
        assert_eq!(level(&["Belvaros", "North"], &["Belvarosh", "North"]), "similar spelling");
        assert_eq!(level(&["North"], &["Karmin", "North"]), "compatible");
        assert_eq!(level(&["Tolna", "North"], &["Karmin", "North"]), "wider place shared");
        assert_eq!(level(&["Tolna", "South"], &["Karmin", "North"]), "elsewhere");
    }
}
