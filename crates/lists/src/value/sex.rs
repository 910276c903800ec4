//! Sex as lists write it, in English and Arabic.

use super::fold;
use crate::Sex;

/// Words for each value, folded.
const WORDS: [(Sex, &[&str]); 3] = [
    (
        Sex::Female,
        &[
            "f",
            "female",
            "females",
            "woman",
            "women",
            "girl",
            "fem",
            "انثي",
            "ا",
            "اناث",
            "امراه",
            "مراه",
            "بنت",
            "فتاه",
            "طفله",
            "سيده",
        ],
    ),
    (Sex::Male, &["m", "male", "males", "man", "men", "boy", "ذكر", "ذ", "ذكور", "رجل", "ولد", "فتي"]),
    (
        Sex::Other,
        &[
            "other",
            "x",
            "t",
            "nb",
            "trans",
            "transgender",
            "trans woman",
            "trans man",
            "transgender woman",
            "transgender man",
            "transgender female",
            "transgender male",
            "non-binary",
            "nonbinary",
            "non binary",
            "non-conforming",
            "nonconforming",
            "non conforming",
            "gender non-conforming",
            "intersex",
            "اخري",
            "غير ذلك",
        ],
    ),
];

/// The sex a cell states, or `None`. A code without a legend (1, 2) is not guessed, nor is طفل, which is said of any child.
pub fn parse(text: &str) -> Option<Sex> {
    let folded = fold(text);
    let word = folded.trim_matches(|c: char| matches!(c, '.' | ',' | '\'' | '"' | ' '));
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(sex, _)| *sex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_languages() {
        for text in ["F", "female", " Woman ", "أنثى", "انثى", "أ", "امرأة", "f.", "طفلة"] {
            assert_eq!(parse(text), Some(Sex::Female), "{text}");
        }
        for text in ["M", "MALE", "boy", "ذكر", "ذ", "رجل", "ذَكَر"] {
            assert_eq!(parse(text), Some(Sex::Male), "{text}");
        }
        for text in ["Transgender", "non-binary", "Non-conforming", "other", "X"] {
            assert_eq!(parse(text), Some(Sex::Other), "{text}");
        }
        for text in ["", "1", "طفل", "male/female", "unknown", "mother"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
