//! A name and what it consists of.

use crate::other;
use crate::script::Script;
use crate::skeleton;
use crate::sketch::Sketch;

/// A personal name: what was written, and the tokens it was found to consist of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as it was given.
    pub raw: String,
    /// Its tokens in the order given, middles, family, then nicknames and suffix. Never empty.
    pub tokens: Vec<Token>,
}

impl Name {
    /// Its tokens, borrowed, as [`crate::align`] takes them.
    pub fn words(&self) -> Vec<&Token> {
        self.tokens.iter().collect()
    }
}

/// What a token does in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The person's own name.
    Given,
    /// A further given name; in Arabic names father, grandfather and so on, in this order.
    Middle,
    /// A family name; a name may have two (Spanish custom).
    Family,
    /// `jr`, `sr`, `ii`, `iii` or `iv`.
    Suffix,
    /// A nickname, alias or kunya (Abu Ali, Umm Khalid).
    Nickname,
}

/// One word of a name, or several that belong together (`Abd al-Rahman`, `de la Cruz`, `Smith-Jones`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Normalised: lower case, without diacritics; a hyphen parts an article, a particle or a compound.
    pub text: String,
    /// What it does in the name.
    pub role: Role,
    /// Whether it is a single letter.
    pub initial: bool,
    /// The script it is written in.
    pub script: Script,
    /// Hash of `skeleton`: equal for spellings that sound alike, across scripts. For blocking and frequencies; it is
    /// much coarser than [`crate::closeness`] and the same on every machine.
    pub key: u64,
    /// The consonants by class, without the article: one alphabet for all scripts. What is neither Latin nor Arabic is
    /// transliterated, generally and coarsely.
    pub skeleton: String,
    /// What lets a comparison refuse most pairs at once.
    pub(crate) sketch: Sketch,
    /// A word in another script in Latin letters, see [`crate::other`].
    pub(crate) latin: Option<Box<Token>>,
}

impl Token {
    /// A few machine words that tell most pairs of tokens apart, for those who compare millions.
    pub fn sketch(&self) -> Sketch {
        self.sketch
    }

    /// The text without article, Abd or Abu.
    pub(crate) fn core(&self) -> &str {
        self.sketch.core(&self.text)
    }

    /// Whether it is a common Arabic name, in either script.
    pub(crate) fn is_common(&self) -> bool {
        self.sketch.meanings != 0
    }

    /// The text without its article.
    pub(crate) fn bare(&self) -> &str {
        self.sketch.bare(&self.text)
    }

    pub(crate) fn new(text: String, role: Role) -> Token {
        let script = Script::of(&text);
        let latin = if script == Script::Other { other::in_latin_letters(&text, role) } else { None };
        let skeleton = match &latin {
            Some(latin) => latin.skeleton.clone(),
            None => skeleton::skeleton(&text, script),
        };
        let key = skeleton::key(&skeleton);
        Token {
            initial: text.chars().nth(1).is_none() && !text.starts_with(other::is_syllable),
            latin,
            sketch: Sketch::of(&text, script, key),
            key,
            text,
            role,
            script,
            skeleton,
        }
    }
}
