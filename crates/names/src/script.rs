//! Which script a word is written in.

/// Scripts that are compared letter by letter; all others are compared through a general transliteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Latin letters; after normalisation `a` to `z` and the hyphen alone.
    Latin,
    /// Arabic letters, with those that Persian, Kurdish and Urdu add.
    Arabic,
    /// Anything else.
    Other,
}

impl Script {
    /// The script of a normalised word; a word in two scripts counts as [`Script::Other`].
    pub fn of(text: &str) -> Script {
        if text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            Script::Latin
        } else if text.chars().all(|c| ('\u{0621}'..='\u{06d3}').contains(&c)) {
            Script::Arabic
        } else {
            Script::Other
        }
    }
}
