//! What is known of a word before a comparison looks at its letters.
//!
//! Most pairs of words that are ever compared are two names, and a few machine words tell: which letters occur, how
//! many, how the word begins, how it sounds. They are worked out once, when the token is made, and take 48 bytes.

use crate::bits::{arabic_bit, latin_bit, written_as, written_with};
use crate::edit::LONGEST;
use crate::latin::{self, Spelling};
use crate::script::Script;
use crate::{arabic, diminutive, lexicon, short, skeleton};

/// What a token has before its core: Abd and Abu make another name of what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    None,
    Abd,
    Abu,
}

/// An ending that makes a compound of the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    None,
    Din,
    Allah,
}

/// A word in a few machine words. Its core is what is left without the article, Abd or Abu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The first eight bytes of the core, the first of them highest.
    pub(crate) head: u64,
    /// A bit for each letter of the core, see [`crate::bits`].
    pub(crate) letters: u32,
    /// A bit for each letter of the word.
    pub(crate) whole: u32,
    /// Hash of the core's sound: of [`Spelling::by_sound`], or of [`arabic::folded`].
    pub(crate) sound: u32,
    /// Hash of the core's skeleton, its lower half.
    pub(crate) core_key: u32,
    /// Without the article. Latin: the Arabic letters that it may stand for. Arabic: the Latin ones it may be written with.
    pub(crate) across: u32,
    /// The common names that the core stands for, see [`lexicon::meanings`]; of an Arabic word one bit, whether it is one.
    pub(crate) meanings: u64,
    /// The groups of short forms that the word may belong to, see [`diminutive::groups`] and [`short::rows`].
    pub(crate) forms: u32,
    /// Letters in the core; 255 for more.
    pub(crate) chars: u8,
    /// Letters in the word, with hyphens; 255 for more.
    pub(crate) whole_chars: u8,
    /// Where the word begins without its article.
    bare: u8,
    /// Where the core begins.
    core: u8,
    /// What ends the core.
    pub(crate) ending: Ending,
    /// What stands before the core.
    pub(crate) prefix: Prefix,
    /// Whether the core is a compound or the word longer than [`LONGEST`]: the letters must be looked at.
    pub(crate) odd: bool,
    /// The script of the word.
    pub(crate) script: Script,
}

impl Sketch {
    /// A bit for each letter of the core.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// `key` is that of the word's skeleton.
    pub(crate) fn of(text: &str, script: Script, key: u64) -> Sketch {
        let (prefix, bare, core) = split(text, script);
        let start = |rest: &str| u8::try_from(text.len() - rest.len()).unwrap_or(0);
        let whole = Letters::of(text, script);
        let open = if bare.len() == text.len() { whole } else { Letters::of(bare, script) };
        let part = if core.len() == bare.len() { open } else { Letters::of(core, script) };
        let compound = script == Script::Latin && core.as_bytes().contains(&b'-');
        let own_key = core.len() != text.len() && (prefix != Prefix::None || compound);
        let core_key = if own_key { skeleton::key(&skeleton::skeleton(core, script)) } else { key } as u32;
        Sketch {
            head: head(core),
            letters: part.set,
            whole: whole.set,
            sound: match script {
                Script::Latin => hash(Spelling::by_sound(core).as_bytes().iter().map(|&b| u32::from(b))),
                Script::Arabic => hash(arabic::folded(core).map(u32::from)),
                Script::Other => key as u32,
            },
            core_key,
            meanings: match script {
                Script::Latin if compound => lexicon::meanings(core_key, Spelling::joined(core).as_bytes()),
                Script::Latin => lexicon::meanings(core_key, core.as_bytes()),
                Script::Arabic => u64::from(lexicon::knows_arabic(key as u32, core)),
                Script::Other => 0,
            },
            across: open.across,
            forms: match script {
                Script::Latin => diminutive::groups(text),
                Script::Arabic => short::rows(text),
                Script::Other => 0,
            },
            chars: part.count,
            whole_chars: whole.count,
            bare: start(bare),
            core: start(core),
            ending: Ending::of(core, script),
            prefix,
            odd: compound || usize::from(whole.count) > LONGEST,
            script,
        }
    }

    /// The core of `text`, the word that this is the sketch of.
    pub fn core<'a>(&self, text: &'a str) -> &'a str {
        text.get(usize::from(self.core)..).unwrap_or(text)
    }

    /// `text` without its article.
    pub fn bare<'a>(&self, text: &'a str) -> &'a str {
        text.get(usize::from(self.bare)..).unwrap_or(text)
    }
}

/// A word's prefix, the word without its article, and its core; the latter two end as the word does.
fn split(text: &str, script: Script) -> (Prefix, &str, &str) {
    if script == Script::Other {
        return (Prefix::None, text, text);
    }
    let long = |rest: &&str| rest.chars().nth(1).is_some();
    if script == Script::Latin {
        let bare = latin::strip_article(text);
        if !bare.starts_with("ab") {
            return (Prefix::None, bare, bare);
        }
        if let Some(rest) = bare.strip_prefix("abdul").filter(long) {
            return (Prefix::Abd, bare, rest);
        }
        match bare.strip_prefix("abu").filter(|rest| rest.len() > 2) {
            Some(rest) => {
                (Prefix::Abu, bare, rest.strip_prefix("al").filter(|r| r.len() > 3).unwrap_or(rest))
            }
            None => (Prefix::None, bare, bare),
        }
    } else {
        let bare = arabic::strip_article(text);
        if let Some(rest) = text.strip_prefix("عبدال").filter(long) {
            return (Prefix::Abd, bare, rest);
        }
        match text.strip_prefix("ابو").filter(long) {
            Some(rest) => (Prefix::Abu, bare, arabic::strip_article(rest)),
            None => (Prefix::None, bare, bare),
        }
    }
}

/// Which letters occur, and how many there are.
#[derive(Clone, Copy)]
struct Letters {
    set: u32,
    across: u32,
    count: u8,
}

impl Letters {
    fn of(text: &str, script: Script) -> Letters {
        let (mut set, mut across, mut count) = (0, 0, 0u8);
        match script {
            Script::Latin => {
                for b in text.bytes() {
                    // A hyphen is no letter, but it counts as one.
                    set |= if b == b'-' { 0 } else { latin_bit(b) };
                    across |= written_with(b);
                    count = count.saturating_add(1);
                }
            }
            Script::Arabic => {
                for c in text.chars() {
                    set |= arabic_bit(c);
                    across |= written_as(c);
                    count = count.saturating_add(1);
                }
            }
            Script::Other => {
                for c in text.chars() {
                    set |= 1u32 << (c as u32 & 31);
                    count = count.saturating_add(1);
                }
            }
        }
        Letters { set, across, count }
    }
}

impl Ending {
    fn of(core: &str, script: Script) -> Ending {
        match script {
            Script::Latin if core.ends_with("aldin") => Ending::Din,
            Script::Latin if core.ends_with("allah") => Ending::Allah,
            Script::Arabic if core.ends_with("الدين") => Ending::Din,
            Script::Arabic if core.ends_with("الله") => Ending::Allah,
            _ => Ending::None,
        }
    }

    /// Its letters.
    pub fn letters(self, script: Script) -> usize {
        match (self, script) {
            (Ending::None, _) => 0,
            (Ending::Allah, Script::Arabic) => 4,
            _ => 5,
        }
    }
}

/// The first eight bytes, the first of them highest; zeros after a shorter word.
fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(slot, b)| *slot = b);
    u64::from_be_bytes(bytes)
}

/// FNV-1a over units.
fn hash(units: impl Iterator<Item = u32>) -> u32 {
    units.fold(0x811c_9dc5, |hash, unit| (hash ^ unit).wrapping_mul(0x0100_0193))
}
