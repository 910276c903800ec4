//! How one name comes to be written in several ways.

use crate::{names::Spelling, random::Random, rates::Rates};

/// The script in which a list writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Arabic.
    Arabic,
    /// Latin.
    Latin,
}

/// A given name or a place, as one list writes it.
pub fn written(name: &Spelling, script: Script, rates: &Rates, random: &mut Random) -> String {
    let odd = random.chance(rates.respelled);
    match script {
        Script::Latin if odd => {
            random.pick(name.latin.get(1..).unwrap_or_default()).unwrap_or(&name.usual()).to_string()
        }
        Script::Latin => name.usual().to_string(),
        Script::Arabic if odd => loosely(name.arabic, random),
        Script::Arabic => name.arabic.to_string(),
    }
}

/// A family name, as one list writes it: with its article, if it has one, or not.
pub fn family(name: &Spelling, script: Script, rates: &Rates, random: &mut Random) -> String {
    let stem = written(name, script, rates, random);
    let odd = random.chance(rates.article);
    match script {
        _ if !name.has_article() => stem,
        Script::Arabic if odd => stem.chars().skip(2).collect(),
        Script::Arabic => stem,
        Script::Latin if odd => match random.below(4) {
            0 => format!("Al {stem}"),
            1 => format!("el-{stem}"),
            2 => format!("Al{}", stem.to_lowercase()),
            _ => stem,
        },
        Script::Latin => format!("al-{stem}"),
    }
}

/// One of the ways in which people write Arabic loosely, of those that change this name; else the name.
fn loosely(name: &str, random: &mut Random) -> String {
    let habits = [
        name.replace(['أ', 'إ', 'آ'], "ا"),
        name.replace('ة', "ه"),
        name.replace('ى', "ي"),
        name.replace("عبد ال", "عبدال"),
        name.replace('ؤ', "و"),
        name.replace('ئ', "ي"),
        name.replace('ء', ""),
    ];
    let changing: Vec<&String> = habits.iter().filter(|habit| *habit != name).collect();
    random.pick(&changing).map_or(name, |habit| habit.as_str()).to_string()
}

/// Letters that a hurried hand or eye takes for each other: the same stroke with other dots, or neighbours on the
/// keyboard.
const CONFUSED: [(char, char); 14] = [
    ('ح', 'خ'),
    ('ج', 'ح'),
    ('د', 'ذ'),
    ('ر', 'ز'),
    ('س', 'ش'),
    ('ع', 'غ'),
    ('ف', 'ق'),
    ('ن', 'ب'),
    ('ت', 'ن'),
    ('a', 's'),
    ('i', 'o'),
    ('m', 'n'),
    ('e', 'r'),
    ('d', 'f'),
];

/// The text with one typing error after its first letter: a letter exchanged for a like one, two letters exchanged, one
/// doubled, or one left out. Texts under four letters stay as they are.
pub fn typo(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_string();
    }
    for _ in 0..50 {
        let at = random.between(1, letters.len() as u32 - 2) as usize;
        let (Some(&here), Some(&next)) = (letters.get(at), letters.get(at + 1)) else {
            continue;
        };
        if !here.is_alphabetic() || !next.is_alphabetic() {
            continue;
        }
        let like =
            CONFUSED.iter().find_map(|&(a, b)| if here == a { Some(b) } else { (here == b).then_some(a) });
        match (random.below(5), like) {
            (0 | 1, Some(like)) => letters[at] = like,
            (2, _) if here != next => letters.swap(at, at + 1),
            (3, _) => letters.insert(at, here),
            (4, _) => drop(letters.remove(at)),
            _ => continue,
        }
        break;
    }
    letters.into_iter().collect()
}

/// A number in Arabic-Indic digits, for lists in Arabic; other characters stay.
pub fn arabic_digits(text: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(c);
    text.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{names::Names, rates};

    #[test]
    fn a_typo_changes_one_place_and_never_the_first_letter() {
        let mut random = Random::new(5, 5);
        for name in ["Mohammed", "الحسن", "Abdul Rahman", "al-Najjar"] {
            for _ in 0..200 {
                let wrong = typo(name, &mut random);
                assert_eq!(wrong.chars().next(), name.chars().next());
                assert!(wrong.chars().count().abs_diff(name.chars().count()) <= 1, "{wrong}");
            }
        }
        assert_eq!(typo("Ali", &mut random), "Ali");
    }

    #[test]
    fn loose_arabic_keeps_the_name_readable() {
        let mut random = Random::new(6, 6);
        assert_eq!(loosely("أحمد", &mut random), "احمد");
        assert_eq!(loosely("عبد الله", &mut random), "عبدالله");
        assert_eq!(loosely("محمد", &mut random), "محمد");
        assert_eq!(arabic_digits("14/03/2031"), "١٤/٠٣/٢٠٣١");
    }

    #[test]
    fn articles_come_and_go() {
        let names = Names::read().unwrap();
        let mut random = Random::new(8, 8);
        let forms: std::collections::BTreeSet<String> = (0..300)
            .map(|_| family(&names.families[0], Script::Latin, &rates::MONITORS, &mut random))
            .collect();
        for form in ["al-Hassan", "al-Hasan", "Al Hassan", "el-Hassan", "Alhassan", "Hassan"] {
            assert!(forms.contains(form), "{form} not in {forms:?}");
        }
    }
}
