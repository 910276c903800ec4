//! Two places, each said at several levels: the same, one inside the other, or somewhere else.

use names::{Closeness, Name};
use rustc_hash::FxHashMap;

/// Names of the levels of a place comparison.
pub const PLACE: &[&str] = &["same", "similar spelling", "compatible", "wider place shared", "elsewhere"];

/// Every distinct place name, numbered; spellings of one name, in any script, share a number.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// Numbers by the words as they are written, in lower case.
    written: FxHashMap<String, u32>,
    /// Numbers of places that sound alike, by the keys of their words.
    sounding: FxHashMap<Vec<u64>, Vec<u32>>,
    /// The first spelling of each.
    names: Vec<Option<Name>>,
}

impl Gazetteer {
    /// Of these places, in whatever order they come.
    pub fn of<'a>(places: impl Iterator<Item = &'a str>) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        // Which spelling comes first decides which ones share a number: that is the alphabet's to say, not the records'.
        let mut parts: Vec<&str> = places.collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            gazetteer.number(part);
        }
        gazetteer
    }

    /// Numbers the places of all records: for each its parts, from the narrowest to the widest. Parts without letters or
    /// digits are left out.
    pub fn new(places: &[Vec<String>]) -> (Gazetteer, Vec<Vec<u32>>) {
        let mut gazetteer = Gazetteer::of(places.iter().flatten().map(String::as_str));
        let numbers = places.iter().map(|parts| {
            let mut numbers: Vec<u32> = Vec::with_capacity(parts.len());
            for number in parts.iter().filter_map(|part| gazetteer.number(part)) {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
            numbers
        });
        let numbers = numbers.collect();
        (gazetteer, numbers)
    }

    /// Number of distinct places.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no place.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The number of a place name; the same for another spelling of it. `None` without letters or digits.
    pub fn number(&mut self, place: &str) -> Option<u32> {
        let text = place.trim().to_lowercase();
        if let Some(number) = self.written.get(&text) {
            return Some(*number);
        }
        // "Quarter 4" and "Quarter 5" sound alike to whoever listens for letters.
        let name = Name::parse(place).filter(|_| !text.chars().any(char::is_numeric));
        if name.is_none() && !text.chars().any(char::is_alphanumeric) {
            return None;
        }
        let next = self.names.len() as u32;
        let number = match &name {
            Some(name) => {
                let keys: Vec<u64> = name.tokens.iter().map(|t| t.key).collect();
                let alike = self.sounding.entry(keys).or_default();
                let known = alike.iter().find(|&&other| {
                    let other = self.names.get(other as usize).and_then(Option::as_ref);
                    other.is_some_and(|other| furthest(name, other) <= Closeness::Typo)
                });
                known.copied().unwrap_or_else(|| {
                    alike.push(next);
                    next
                })
            }
            None => next,
        };
        if number == next {
            self.names.push(name);
        }
        self.written.insert(text, number);
        Some(number)
    }

    /// Whether two places with different numbers are spelled nearly alike: as many words, none of them different.
    fn similar(&self, a: u32, b: u32) -> bool {
        let (Some(Some(a)), Some(Some(b))) = (self.names.get(a as usize), self.names.get(b as usize)) else {
            return false;
        };
        furthest(a, b) <= Closeness::Typo
    }

    /// How far apart two places are: a level of [`PLACE`]. Both from the narrowest part to the widest, not empty.
    pub fn compare(&self, a: &[u32], b: &[u32]) -> u8 {
        let (Some(&narrow_a), Some(&narrow_b)) = (a.first(), b.first()) else {
            return 4;
        };
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

/// The worst that two names have between words in the same place; [`Closeness::Different`] where one has more words.
fn furthest(a: &Name, b: &Name) -> Closeness {
    if a.tokens.len() != b.tokens.len() {
        return Closeness::Different;
    }
    let words = a.tokens.iter().zip(&b.tokens).map(|(x, y)| names::closeness(x, y));
    words.max().unwrap_or(Closeness::Different)
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
        assert_eq!(level(&["MA"], &["ME"]), "elsewhere");
        assert_eq!(level(&["Quarter 4"], &["Quarter 5"]), "elsewhere");
        assert_eq!(level(&["North"], &["Karmin", "North"]), "compatible");
        assert_eq!(level(&["Tolna", "North"], &["Karmin", "North"]), "wider place shared");
        assert_eq!(level(&["Tolna", "South"], &["Karmin", "North"]), "elsewhere");
    }
}
