//! Arabic names in Latin letters, in three ways that lists really differ by.

use crate::truth::each_row;
use anyhow::{Context, Result};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

const SEED: u64 = 7;
const NAME: &str = "name";

/// How words are romanised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// Each word as it most often is; a word nobody has romanised, letter by letter.
    Usual,
    /// Each word letter by letter, vowels that are not written left out.
    Letters,
    /// Each word, each time, in one of the ways in which it is, as often as it is.
    Drawn,
}

/// The ways in which one word is romanised and how often, in the order in which they came.
type Ways = Vec<(String, u32)>;

/// Romanises words as a list of names in both scripts does.
pub struct Romaniser {
    ways: FxHashMap<String, Ways>,
    /// The same without what only spelling distinguishes.
    folded: FxHashMap<String, Ways>,
    rng: ChaCha8Rng,
}

impl Romaniser {
    /// Learns from names with the same number of words in both scripts.
    pub fn learn(pairs: &Path) -> Result<Romaniser> {
        let mut learnt = Romaniser::new();
        each_row(pairs, ["name_ar", "name_en"], |[arabic, latin]| {
            learnt.add(&String::from_utf8_lossy(arabic), &String::from_utf8_lossy(latin));
            Ok(())
        })?;
        Ok(learnt)
    }

    fn new() -> Romaniser {
        let rng = ChaCha8Rng::seed_from_u64(SEED);
        Romaniser { ways: FxHashMap::default(), folded: FxHashMap::default(), rng }
    }

    fn add(&mut self, arabic: &str, latin: &str) {
        if arabic.split_whitespace().count() != latin.split_whitespace().count() {
            return;
        }
        for (word, way) in arabic.split_whitespace().zip(latin.split_whitespace()) {
            for (ways, word) in [(&mut self.ways, word.to_owned()), (&mut self.folded, folded(word))] {
                let ways = ways.entry(word).or_default();
                match ways.iter_mut().find(|(known, _)| known == way) {
                    Some((_, count)) => *count += 1,
                    None => ways.push((way.to_owned(), 1)),
                }
            }
        }
    }

    /// A name in Latin letters.
    pub fn name(&mut self, name: &str, how: Way) -> String {
        let words: Vec<String> = name.split_whitespace().map(|word| self.word(word, how)).collect();
        words.join(" ")
    }

    fn word(&mut self, word: &str, how: Way) -> String {
        let ways = self.ways.get(word).or_else(|| self.folded.get(&folded(word)));
        match (how, ways) {
            (Way::Letters, _) | (_, None) => by_letters(word),
            (Way::Usual, Some(ways)) => {
                let most = ways.iter().map(|(_, count)| *count).max();
                ways.iter()
                    .find(|(_, count)| Some(*count) == most)
                    .map(|(way, _)| way.clone())
                    .unwrap_or_default()
            }
            (Way::Drawn, Some(ways)) => {
                let all: u64 = ways.iter().map(|(_, count)| u64::from(*count)).sum();
                let drawn = (u64::from(self.rng.next_u32()) * all) >> 32;
                let mut below = 0;
                let chosen = ways.iter().find(|(_, count)| {
                    below += u64::from(*count);
                    drawn < below
                });
                chosen.map(|(way, _)| way.clone()).unwrap_or_default()
            }
        }
    }
}

/// A copy of a list in `dir`, under the same name, with its names romanised.
pub fn romanised(list: &Path, romaniser: &mut Romaniser, how: Way, dir: &Path) -> Result<PathBuf> {
    let name = list.display();
    let copy = dir.join(list.file_name().context("a file without a name")?);
    let mut from = csv::Reader::from_path(list).with_context(|| format!("{name}: cannot be read"))?;
    let mut to =
        csv::Writer::from_path(&copy).with_context(|| format!("{}: cannot be written", copy.display()))?;
    let header = from.headers()?.clone();
    let at =
        header.iter().position(|c| c == NAME).with_context(|| format!("{name}: no column \"{NAME}\""))?;
    to.write_record(&header)?;
    for row in from.records() {
        let row = row?;
        let cells = row.iter().enumerate();
        to.write_record(
            cells.map(|(c, text)| if c == at { romaniser.name(text, how) } else { text.to_owned() }),
        )?;
    }
    to.flush()?;
    Ok(copy)
}

fn folded(word: &str) -> String {
    let fold = |letter| match letter {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    };
    word.chars().map(fold).collect()
}

fn by_letters(word: &str) -> String {
    let latin: String = word.chars().map(letter).collect();
    let mut letters = latin.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The plainest Latin for a letter; nothing for one that has none.
fn letter(arabic: char) -> String {
    let latin = match arabic {
        'ا' | 'أ' | 'آ' | 'ى' | 'ع' | 'ة' => "a",
        'إ' => "i",
        'ب' => "b",
        'ت' | 'ط' => "t",
        'ث' => "th",
        'ج' => "j",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ض' => "d",
        'ذ' => "dh",
        'ر' => "r",
        'ز' | 'ظ' => "z",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ك' => "k",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' | 'ؤ' => "w",
        'ي' | 'ئ' => "y",
        other if other.is_ascii() => return other.to_ascii_lowercase().to_string(),
        _ => "",
    };
    latin.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> Romaniser {
        let mut learnt = Romaniser::new();
        for latin in ["Lena Haddad", "Lina Hadad", "Lina Haddad", "Lina Al Haddad"] {
            learnt.add("لينا حداد", latin);
        }
        learnt
    }

    #[test]
    fn the_usual_way_and_letter_by_letter() {
        let mut learnt = learnt();
        assert_eq!(learnt.name("لينا حداد", Way::Usual), "Lina Haddad");
        assert_eq!(learnt.name("لينا حداد", Way::Letters), "Lyna Hdad");
        assert_eq!(learnt.name("سامر", Way::Usual), "Samr", "a word nobody has romanised");
        learnt.add("هدى", "Huda");
        assert_eq!(learnt.name("هدي", Way::Usual), "Huda", "another spelling of a known word");
    }

    #[test]
    fn draws_come_as_often_as_they_are_and_repeat() {
        let draw = || {
            let mut learnt = learnt();
            (0..3000).map(|_| learnt.name("لينا", Way::Drawn)).collect::<Vec<_>>()
        };
        let drawn = draw();
        let lena = drawn.iter().filter(|name| *name == "Lena").count();
        assert!((900..1100).contains(&lena), "one in three, not {lena} in 3,000");
        assert_eq!(drawn, draw());
    }

    #[test]
    fn only_names_change() {
        let dir = tempfile::tempdir().unwrap();
        let list = dir.path().join("list.csv");
        let out = tempfile::tempdir().unwrap();
        std::fs::write(&list, "\u{feff}id,name,dob\nن1,لينا حداد,\"1,2\"\n").unwrap();
        let copy = romanised(&list, &mut learnt(), Way::Letters, out.path()).unwrap();
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "id,name,dob\nن1,Lyna Hdad,\"1,2\"\n");
    }
}
