//! Two names: words numbered once, compared once.

use crate::compare::commonness::Commonness;
use crate::compare::memo::Memo;
use crate::records::Names;
use names::{Agreement, Closeness, Middle, Role, Token};
use rustc_hash::FxHashMap;

/// Words of a name that are compared at most.
const MOST_WORDS: usize = 12;

/// Levels of a comparison of two words.
pub const SAME: u8 = 0;
const VARIANT: u8 = 1;
const TYPO: u8 = 2;
const PARTIAL: u8 = 3;
const SIMILAR: u8 = 4;
const DIFFERENT: u8 = 5;

/// What two names say: levels of given name, family name and the names between.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameLevels {
    /// Given names.
    pub given: Option<u8>,
    /// Family names.
    pub family: Option<u8>,
    /// The names between.
    pub middle: Option<u8>,
}

/// How common a name is against the average name that two records share; `None` where none is shared.
pub type Rarity = Option<f32>;

/// The names of one column, ready to be compared.
pub struct NameColumn {
    names: Names,
    /// For each token the number of its text, whatever its role.
    text: Vec<u32>,
    /// How common each token's text is, and all spellings that sound like it, against the average.
    given: Common,
    family: Common,
}

#[derive(Default)]
struct Common {
    exact: Commonness,
    alike: Vec<f32>,
}

impl NameColumn {
    /// Counts the words.
    pub fn new(names: Names) -> NameColumn {
        let mut number: FxHashMap<&str, u32> = FxHashMap::default();
        let mut text = Vec::with_capacity(names.tokens().len());
        for token in names.tokens() {
            let next = number.len() as u32;
            text.push(*number.entry(token.text.as_str()).or_insert(next));
        }
        let texts = number.len();
        let given = counted(&names, &text, texts, Role::Given);
        let family = counted(&names, &text, texts, Role::Family);
        NameColumn { names, text, given, family }
    }

    /// The names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The chance that two names share the given name, and the family name.
    pub fn chance(&self) -> (f64, f64) {
        (self.given.exact.chance(), self.family.exact.chance())
    }

    /// How close two tokens are.
    fn closeness(&self, p: u32, q: u32, memo: &mut Memo) -> Closeness {
        if p == q || self.text[p as usize] == self.text[q as usize] {
            return Closeness::Same;
        }
        let tokens = self.names.tokens();
        let of = || names::closeness(&tokens[p as usize], &tokens[q as usize]) as u8;
        match memo.get(p.min(q), p.max(q), of) {
            SAME => Closeness::Same,
            VARIANT => Closeness::Variant,
            TYPO => Closeness::Typo,
            PARTIAL => Closeness::Partial,
            _ => Closeness::Different,
        }
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

    /// Compares two names; all `None` where one is missing.
    pub fn compare(&self, a: usize, b: usize, memo: &mut Memo) -> NameLevels {
        let Some(Aligned { agreement, x, y }) = self.align(a, b, memo) else { return NameLevels::default() };
        let mut level = |pair: names::Pair| self.level(pair.closeness, x[pair.a], y[pair.b], memo);
        NameLevels {
            given: agreement.given.map(&mut level),
            family: agreement.family.map(&mut level),
            middle: match agreement.middle {
                Middle::None => None,
                Middle::Agree => Some(0),
                Middle::Partly => Some(1),
                Middle::Conflict => Some(2),
            },
        }
    }

    /// Level of two relatives' names: the lesser of what their given and family names say.
    pub fn relative(&self, a: usize, b: usize, memo: &mut Memo) -> Option<u8> {
        let levels = self.compare(a, b, memo);
        levels.given.max(levels.family)
    }

    /// How common the given and the family name are that two records share.
    pub fn rarity(&self, a: usize, b: usize, memo: &mut Memo) -> (Rarity, Rarity) {
        let Some(Aligned { agreement, x, y }) = self.align(a, b, memo) else { return (None, None) };
        let of = |pair: Option<names::Pair>, common: &Common| {
            let pair = pair?;
            let (p, q) = (x[pair.a] as usize, y[pair.b] as usize);
            let (s, t) = (&self.names.tokens()[p], &self.names.tokens()[q]);
            match pair.closeness {
                Closeness::Same if self.text[p] == self.text[q] => Some(common.exact.of_value(self.text[p])),
                Closeness::Same | Closeness::Variant if s.key == t.key => Some(common.alike[self.text[p] as usize]),
                _ => None,
            }
        };
        (of(agreement.given, &self.given), of(agreement.family, &self.family))
    }

    /// Two renderings of one name in two scripts are as good as two equal spellings in one.
    fn level(&self, closeness: Closeness, p: u32, q: u32, memo: &mut Memo) -> u8 {
        let (s, t) = (&self.names.tokens()[p as usize], &self.names.tokens()[q as usize]);
        match closeness {
            Closeness::Same => SAME,
            Closeness::Variant if s.script != t.script => SAME,
            Closeness::Variant => VARIANT,
            Closeness::Typo => TYPO,
            Closeness::Partial => PARTIAL,
            Closeness::Different => {
                memo.get(p.max(q), p.min(q), || if names::resembles(s, t) { SIMILAR } else { DIFFERENT })
            }
        }
    }
}

struct Aligned<'a> {
    agreement: Agreement,
    x: &'a [u32],
    y: &'a [u32],
}

/// Counts the first word of each name with this role.
fn counted(names: &Names, text: &[u32], texts: usize, role: Role) -> Common {
    let tokens = names.tokens();
    let mut counts = vec![0u32; texts];
    for record in 0..names.len() {
        let first = names.words(record).iter().find(|&&w| {
            let token: &Token = &tokens[w as usize];
            token.role == role && !token.initial
        });
        if let Some(&w) = first {
            counts[text[w as usize] as usize] += 1;
        }
    }
    let exact = Commonness::from_counts(&counts);
    let mut number: FxHashMap<u64, u32> = FxHashMap::default();
    let mut key_of = vec![u32::MAX; texts];
    let mut alike: Vec<u32> = Vec::new();
    for (token, &t) in tokens.iter().zip(text) {
        // A text stands in several tokens, one for each role; its count is added once.
        if key_of[t as usize] == u32::MAX {
            let next = alike.len() as u32;
            let key = *number.entry(token.key).or_insert(next);
            if key == next {
                alike.push(0);
            }
            alike[key as usize] += counts[t as usize];
            key_of[t as usize] = key;
        }
    }
    // Against the average exact value: what many spellings share is commoner than each.
    let total: f64 = counts.iter().map(|&c| f64::from(c)).sum();
    let squares: f64 = counts.iter().map(|&c| f64::from(c) * f64::from(c)).sum();
    let relative = |key: &u32| {
        let count = f64::from(alike[*key as usize].max(1));
        if squares > 0.0 { (count * total / squares) as f32 } else { 1.0 }
    };
    Common { alike: key_of.iter().map(relative).collect(), exact }
}
