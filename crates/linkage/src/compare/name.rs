//! Two names: words numbered once, compared once.

use crate::compare::commonness::{Commonness, others};
use crate::compare::memo::Memo;
use crate::records::{NONE, Names};
use names::{Agreement, Closeness, Middle, Role, Script, Sketch, Token};
use rustc_hash::FxHashMap;

/// Words of a name that are compared at most.
pub const MOST_WORDS: usize = 12;

/// Levels of a comparison of two words.
pub const SAME: u8 = 0;
const VARIANT: u8 = 1;
const TYPO: u8 = 2;
const PARTIAL: u8 = 3;
const SIMILAR: u8 = 4;
const DIFFERENT: u8 = 5;

/// What two names say, and how common the names are that they share against the average shared name (1 where none is).
#[derive(Clone, Copy, Debug)]
pub struct NameLevels {
    /// Given names.
    pub given: Option<u8>,
    /// Family names.
    pub family: Option<u8>,
    /// The names between.
    pub middle: Option<u8>,
    /// How common the shared given, family and middle names are.
    pub rarity: [f32; 3],
}

impl Default for NameLevels {
    fn default() -> NameLevels {
        NameLevels { given: None, family: None, middle: None, rarity: [1.0; 3] }
    }
}

/// In place of the given name's number: a name that is more than a given and a family name, and is aligned word by word; in
/// place of the family name's stands the number of the whole name.
pub const COMPLEX: u32 = NONE - 1;

/// The names of one column, ready to be compared.
pub struct NameColumn<'a> {
    names: &'a Names,
    /// For each token the number of its text, whatever its role.
    text: Vec<u32>,
    /// For each token which of [`PARTS`] it is; another number for initials and for all other roles.
    part: Vec<u8>,
    /// For each token what tells it from most others.
    sketches: Vec<Sketch>,
    scripts: Vec<Script>,
    /// For each token the hash of its sound.
    keys: Vec<u64>,
    /// By part, how common each text is.
    common: [Commonness; 3],
    /// By part, for each text how common all spellings are together that sound like it, against the average of one.
    alike: [Vec<f32>; 3],
    /// For each token as a given and as a family name how common it is.
    rarities: [Vec<TokenRarity>; 2],
}

/// The parts of a name that are counted.
const PARTS: [Role; 3] = [Role::Given, Role::Family, Role::Middle];
const MIDDLE: usize = 2;

/// How common a token is against the average that two names share: by itself, and with all that sound like it.
#[derive(Clone, Copy, Debug)]
pub struct TokenRarity {
    pub exact: f32,
    /// How much rarer it is, in natural log.
    pub exact_rarer: f32,
    pub alike_rarer: f32,
}

impl<'n> NameColumn<'n> {
    /// Counts the words.
    pub fn new(names: &'n Names) -> NameColumn<'n> {
        let tokens = names.tokens();
        let mut number: FxHashMap<&str, u32> = FxHashMap::default();
        let mut text = Vec::with_capacity(tokens.len());
        // For each text the number of its sound.
        let mut sound_of: Vec<u32> = Vec::new();
        let mut sounds: FxHashMap<u64, u32> = FxHashMap::default();
        for token in tokens {
            let next = number.len() as u32;
            let number = *number.entry(token.text.as_str()).or_insert(next);
            text.push(number);
            if number == next {
                let next = sounds.len() as u32;
                sound_of.push(*sounds.entry(token.key).or_insert(next));
            }
        }
        let of_role = |role: Role| PARTS.iter().position(|part| *part == role).unwrap_or(PARTS.len());
        let part: Vec<u8> =
            tokens.iter().map(|t| if t.initial { PARTS.len() } else { of_role(t.role) } as u8).collect();
        let counts = counts(names, &text, &part, sound_of.len());
        let common = counts.each_ref().map(|counts| Commonness::from_counts(counts));
        let alike = counts.each_ref().map(|counts| alike(counts, &sound_of, sounds.len()));
        let rarities = [0, 1].map(|part: usize| {
            let rarity = |&text: &u32| {
                let (exact, alike) = (common[part].of_value(text), alike[part][text as usize]);
                TokenRarity { exact, exact_rarer: -exact.ln(), alike_rarer: -alike.ln() }
            };
            text.iter().map(rarity).collect()
        });
        let sketches = tokens.iter().map(Token::sketch).collect();
        let scripts = tokens.iter().map(|t| t.script).collect();
        let keys = tokens.iter().map(|t| t.key).collect();
        NameColumn { names, text, part, sketches, scripts, keys, common, alike, rarities }
    }

    /// The names.
    pub fn names(&self) -> &'n Names {
        self.names
    }

    /// How common given names, family names and the names between are.
    pub fn common(&self) -> &[Commonness; 3] {
        &self.common
    }

    /// For each record its given and family name where it has nothing else: numbers of tokens, [`NONE`] for what it lacks; of any
    /// other name [`COMPLEX`] and the number of the whole.
    pub fn short(&self) -> impl Iterator<Item = [u32; 2]> {
        let mut number: FxHashMap<&[u32], u32> = FxHashMap::default();
        (0..self.names.len()).map(move |record| {
            self.simple(record).unwrap_or_else(|| {
                let next = number.len() as u32;
                [COMPLEX, *number.entry(self.names.words(record)).or_insert(next)]
            })
        })
    }

    fn simple(&self, record: usize) -> Option<[u32; 2]> {
        let mut simple = [NONE; 2];
        for &word in self.names.words(record) {
            let slot = simple.get_mut(usize::from(self.part[word as usize]))?;
            if *slot != NONE {
                return None;
            }
            *slot = word;
        }
        Some(simple)
    }

    /// For each token how common it is as a given (0) or family name (1).
    pub fn rarities(&self, part: usize) -> &[TokenRarity] {
        &self.rarities[part]
    }

    /// The hash of a token's sound, folded; [`NONE`] for what is no token.
    pub fn short_sound(&self, token: u32) -> u32 {
        self.keys.get(token as usize).map_or(NONE, |&key| ((key ^ key >> 32) as u32).min(NONE - 1))
    }

    /// What two tokens are compared by first, of so many of them: reading it changes nothing but where it is next.
    pub fn read_ahead(&self, tokens: impl Iterator<Item = u32>) -> u32 {
        tokens.filter_map(|t| self.sketches.get(t as usize)).fold(0, |sum, s| sum ^ s.letters())
    }

    /// How close two tokens are.
    fn closeness(&self, p: u32, q: u32, memo: &mut Memo) -> Closeness {
        if self.is_same(p, q) {
            return Closeness::Same;
        }
        match self.compared(p, q, memo) {
            SAME => Closeness::Same,
            VARIANT => Closeness::Variant,
            TYPO => Closeness::Typo,
            PARTIAL => Closeness::Partial,
            _ => Closeness::Different,
        }
    }

    fn is_same(&self, p: u32, q: u32) -> bool {
        p == q || self.text[p as usize] == self.text[q as usize]
    }

    fn differ_at_sight(&self, p: u32, q: u32) -> bool {
        names::clearly_different(&self.sketches[p as usize], &self.sketches[q as usize])
    }

    /// What two tokens of unequal text are: a closeness as a level, or for different ones whether they are similar.
    fn compared(&self, p: u32, q: u32, memo: &mut Memo) -> u8 {
        if self.differ_at_sight(p, q) {
            return DIFFERENT;
        }
        memo.get(p.min(q), p.max(q), || {
            let (s, t) = (&self.names.tokens()[p as usize], &self.names.tokens()[q as usize]);
            match names::closeness(s, t) {
                Closeness::Same => SAME,
                Closeness::Variant => VARIANT,
                Closeness::Typo => TYPO,
                Closeness::Partial => PARTIAL,
                Closeness::Different if names::resembles(s, t) => SIMILAR,
                Closeness::Different => DIFFERENT,
            }
        })
    }

    fn align(&self, a: usize, b: usize, memo: &mut Memo) -> Option<Aligned<'_>> {
        let (x, y) = (self.names.words(a), self.names.words(b));
        let (x, y) = (&x[..x.len().min(MOST_WORDS)], &y[..y.len().min(MOST_WORDS)]);
        if x.is_empty() || y.is_empty() {
            return None;
        }
        let tokens = self.names.tokens();
        let blank = &tokens[x[0] as usize];
        let (mut left, mut right) = ([blank; MOST_WORDS], [blank; MOST_WORDS]);
        left.iter_mut().zip(x).for_each(|(slot, &w)| *slot = &tokens[w as usize]);
        right.iter_mut().zip(y).for_each(|(slot, &w)| *slot = &tokens[w as usize]);
        let (left, right) = (&left[..x.len()], &right[..y.len()]);
        let agreement = names::align(left, right, &mut |i, j| self.closeness(x[i], y[j], memo));
        Some(Aligned { agreement, x, y })
    }

    /// Compares two names; says nothing where one is missing.
    pub fn compare(&self, a: usize, b: usize, memo: &mut Memo) -> NameLevels {
        let Some(Aligned { agreement, x, y }) = self.align(a, b, memo) else { return NameLevels::default() };
        let mut level = |pair: names::Pair| self.level(pair.closeness, x[pair.a], y[pair.b], memo);
        let (given, family) = (agreement.given.map(&mut level), agreement.family.map(&mut level));
        let of = |pair: Option<names::Pair>, part: usize| {
            pair.map_or(1.0, |pair| self.rarity(pair.closeness, x[pair.a], y[pair.b], part))
        };
        let mut rarity = [of(agreement.given, 0), of(agreement.family, 1), 1.0];
        let middle = match agreement.middle {
            Middle::None => None,
            Middle::Agree => {
                let (words, shared) = self.middles(&agreement, x, y);
                rarity[2] = shared;
                Some(u8::from(words < 2))
            }
            Middle::Partly => Some(2),
            Middle::Conflict => Some(3),
        };
        NameLevels { given, family, middle, rarity }
    }

    /// Compares two simple names as [`NameColumn::short`] gives them; `None` where the given name of one may be the family name of
    /// the other, which takes an alignment.
    pub fn compare_simple(&self, x: [u32; 2], y: [u32; 2], memo: &mut Memo) -> Option<NameLevels> {
        let mut levels = NameLevels::default();
        let mut near = false;
        for slot in 0..2 {
            let (p, q) = (x[slot], y[slot]);
            if p == NONE || q == NONE {
                continue;
            }
            // Two tokens of one role are two texts.
            let found = if p == q { SAME } else { self.compared(p, q, memo) };
            near |= found < PARTIAL;
            levels.rarity[slot] = match found {
                SAME if p == q => self.rarities[slot][p as usize].exact,
                SAME => self.rarity(Closeness::Same, p, q, slot),
                VARIANT => self.rarity(Closeness::Variant, p, q, slot),
                _ => 1.0,
            };
            let across = found == VARIANT && self.scripts[p as usize] != self.scripts[q as usize];
            let level = Some(if across { SAME } else { found });
            if slot == 0 { levels.given = level } else { levels.family = level }
        }
        let mut crossed = |p: u32, q: u32| {
            let both = p != NONE && q != NONE;
            both && !self.differ_at_sight(p, q) && self.closeness(p, q, memo) <= Closeness::Typo
        };
        let swapped = !near && crossed(x[0], y[1]) && crossed(x[1], y[0]);
        (!swapped).then_some(levels)
    }

    /// How many names between given and family name two names share that agree in those, and how common those are.
    fn middles(&self, agreement: &Agreement, x: &[u32], y: &[u32]) -> (usize, f32) {
        let tokens = self.names.tokens();
        let is_middle = |w: u32| tokens[w as usize].role == Role::Middle;
        let used = |at: usize, of: fn(names::Pair) -> usize| {
            [agreement.given, agreement.family].into_iter().flatten().any(|pair| of(pair) == at)
        };
        let left = (0..x.len()).filter(|&i| is_middle(x[i]) && !used(i, |p| p.a));
        let mut right = [0u32; MOST_WORDS];
        let mut rights = 0;
        for j in (0..y.len()).filter(|&j| is_middle(y[j]) && !used(j, |p| p.b)) {
            right[rights] = y[j];
            rights += 1;
        }
        let (mut lefts, mut left_over, mut shared) = (0, rights, 1.0f32);
        for i in left {
            lefts += 1;
            let p = x[i];
            let same = |q: &u32| self.text[*q as usize] == self.text[p as usize];
            let alike = |q: &u32| tokens[*q as usize].key == tokens[p as usize].key;
            let found = right[..left_over].iter().position(same);
            let Some(at) = found.or_else(|| right[..left_over].iter().position(alike)) else { continue };
            shared *= if found.is_some() {
                self.common[MIDDLE].of_value(self.text[p as usize])
            } else {
                self.alike[MIDDLE][self.text[p as usize] as usize]
            };
            // A name that stands once is shared once.
            left_over -= 1;
            right.swap(at, left_over);
        }
        (lefts.min(rights), shared)
    }

    /// Level of two relatives' names: the lesser of what their given and family names say.
    pub fn relative(&self, a: usize, b: usize, memo: &mut Memo) -> Option<u8> {
        let levels = self.compare(a, b, memo);
        levels.given.max(levels.family)
    }

    /// How common a name is that two tokens share as this part, 1 where they share none.
    fn rarity(&self, closeness: Closeness, p: u32, q: u32, part: usize) -> f32 {
        let (p, q) = (p as usize, q as usize);
        match closeness {
            Closeness::Same if self.text[p] == self.text[q] => self.common[part].of_value(self.text[p]),
            Closeness::Same | Closeness::Variant if self.keys[p] == self.keys[q] => {
                self.alike[part][self.text[p] as usize]
            }
            _ => 1.0,
        }
    }

    /// Two renderings of one name in two scripts are as good as two equal spellings in one.
    fn level(&self, closeness: Closeness, p: u32, q: u32, memo: &mut Memo) -> u8 {
        match closeness {
            Closeness::Same => SAME,
            Closeness::Variant if self.scripts[p as usize] != self.scripts[q as usize] => SAME,
            Closeness::Variant => VARIANT,
            Closeness::Typo => TYPO,
            Closeness::Partial => PARTIAL,
            Closeness::Different if self.is_same(p, q) => SAME,
            Closeness::Different => self.compared(p, q, memo).max(SIMILAR),
        }
    }
}

struct Aligned<'a> {
    agreement: Agreement,
    x: &'a [u32],
    y: &'a [u32],
}

/// By part, how many names have each text: the first word of each name that is this part, and all of them between given and
/// family name.
fn counts(names: &Names, text: &[u32], part: &[u8], texts: usize) -> [Vec<u32>; 3] {
    let mut counts = [(); 3].map(|()| vec![0u32; texts]);
    for record in 0..names.len() {
        let mut left = [1, 1, MOST_WORDS];
        for &word in names.words(record) {
            let part = usize::from(part[word as usize]);
            if let (Some(left), Some(counts)) =
                (left.get_mut(part).filter(|left| **left > 0), counts.get_mut(part))
            {
                *left -= 1;
                counts[text[word as usize] as usize] += 1;
            }
        }
    }
    counts
}

/// For each text how common all are together that share its sound, against the average exact value: what many spellings share is
/// commoner than each.
fn alike(counts: &[u32], sound_of: &[u32], sounds: usize) -> Vec<f32> {
    let mut alike = vec![0u32; sounds];
    sound_of.iter().zip(counts).for_each(|(sound, count)| alike[*sound as usize] += count);
    let total: f64 = counts.iter().map(|&c| f64::from(c)).sum();
    let squares: f64 = counts.iter().map(|&c| f64::from(c) * f64::from(c)).sum();
    let relative = |count: &u32| if squares > 0.0 { (others(*count) * total / squares) as f32 } else { 1.0 };
    let relative: Vec<f32> = alike.iter().map(relative).collect();
    sound_of.iter().map(|sound| relative[*sound as usize]).collect()
}
