//! Two names: tokens numbered once, compared once.

use names::{Agreement, Closeness, Middle, Name, Pair, Role, Token};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// The names of one column, with their tokens numbered so that equal tokens are compared once.
pub struct NameColumn {
    names: Vec<Option<Name>>,
    /// For each record, where its tokens' numbers begin in `numbers`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

/// Closeness of token pairs that were compared already.
pub type TokenMemo = FxHashMap<(u32, u32), Closeness>;

impl NameColumn {
    /// Numbers the tokens.
    pub fn new(names: &[Option<Name>]) -> NameColumn {
        let mut number_of: FxHashMap<(String, bool), u32> = FxHashMap::default();
        let mut starts = Vec::with_capacity(names.len());
        let mut numbers = Vec::new();
        for name in names {
            starts.push(numbers.len() as u32);
            for token in name.iter().flat_map(|n| &n.tokens) {
                let next = number_of.len() as u32;
                numbers.push(*number_of.entry((token.text.clone(), token.initial)).or_insert(next));
            }
        }
        NameColumn { names: names.to_vec(), starts, numbers }
    }

    fn token(&self, record: usize, index: usize) -> Option<&Token> {
        self.names[record].as_ref().and_then(|n| n.tokens.get(index))
    }

    /// Lays two names against each other; `None` where one is missing.
    pub fn agreement(&self, a: usize, b: usize, memo: &mut TokenMemo) -> Option<Agreement> {
        let (x, y) = (self.names[a].as_ref()?, self.names[b].as_ref()?);
        let (from_a, from_b) = (self.starts[a] as usize, self.starts[b] as usize);
        Some(names::align(x, y, &mut |i, j| {
            let (p, q) = (self.numbers[from_a + i], self.numbers[from_b + j]);
            if p == q {
                return Closeness::Same;
            }
            *memo.entry((p.min(q), p.max(q))).or_insert_with(|| names::closeness(&x.tokens[i], &y.tokens[j]))
        }))
    }

    /// Level of the given names.
    pub fn given(&self, a: usize, b: usize, agreement: &Agreement) -> Option<u8> {
        agreement.given.map(|pair| self.level(a, b, pair))
    }

    /// Level of the family names.
    pub fn family(&self, a: usize, b: usize, agreement: &Agreement) -> Option<u8> {
        agreement.family.map(|pair| self.level(a, b, pair))
    }

    /// Two renderings of one name in two scripts are as good as two equal spellings in one.
    fn level(&self, a: usize, b: usize, pair: Pair) -> u8 {
        let across = match (self.token(a, pair.a), self.token(b, pair.b)) {
            (Some(x), Some(y)) => x.script != y.script,
            _ => false,
        };
        match pair.closeness {
            Closeness::Same => 0,
            Closeness::Variant if across => 0,
            Closeness::Variant => 1,
            Closeness::Typo => 2,
            Closeness::Partial => 3,
            Closeness::Different => 4,
        }
    }

    /// Level of two relatives' names: the lesser of what their given and family names say.
    pub fn relative(&self, a: usize, b: usize, memo: &mut TokenMemo) -> Option<u8> {
        let agreement = self.agreement(a, b, memo)?;
        self.given(a, b, &agreement).max(self.family(a, b, &agreement))
    }

    /// What two agreeing tokens share, as the frequency table knows it: the spelling, or the key of spellings that sound
    /// alike.
    pub fn shared_term(&self, a: usize, b: usize, pair: Pair) -> Option<u64> {
        let (x, y) = (self.token(a, pair.a)?, self.token(b, pair.b)?);
        match pair.closeness {
            Closeness::Same if x.text == y.text => Some(exact(x)),
            Closeness::Same | Closeness::Variant => (x.key == y.key).then_some(x.key),
            _ => None,
        }
    }

    /// A record's first token with this role: its spelling and its key.
    pub fn term(&self, record: usize, role: Role) -> Option<(u64, u64)> {
        let name = self.names[record].as_ref()?;
        let token = name.tokens.iter().find(|t| t.role == role && !t.initial)?;
        Some((exact(token), token.key))
    }

    /// Keys of all tokens that say more than an initial.
    pub fn keys(&self, record: usize) -> Vec<u64> {
        let tokens = self.names[record].iter().flat_map(|n| &n.tokens);
        let mut keys: Vec<u64> =
            tokens.filter(|t| !t.initial && t.role != Role::Suffix).map(|t| t.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// A spelling as a number; apart from all keys, which are hashes of other text.
fn exact(token: &Token) -> u64 {
    let mut hasher = FxHasher::default();
    ("spelling", &token.text).hash(&mut hasher);
    hasher.finish()
}

/// Level of the names between given and family name.
pub fn middle(agreement: &Agreement) -> Option<u8> {
    match agreement.middle {
        Middle::None => None,
        Middle::Agree => Some(0),
        Middle::Partly => Some(1),
        Middle::Conflict => Some(2),
    }
}
