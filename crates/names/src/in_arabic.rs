//! Two Arabic tokens.

use crate::closeness::Closeness::{self, Different, Partial, Typo, Variant};
use crate::closeness::{Letters, slips};
use crate::name::Token;
use crate::sketch::Prefix;
use crate::{arabic, lexicon};

/// How close two unequal Arabic tokens are.
pub(crate) fn in_arabic(a: &Token, b: &Token) -> Closeness {
    let (prefix, core_a, core_b) = (a.sketch.prefix, a.core(), b.core());
    if prefix != b.sketch.prefix {
        return Different;
    }
    if core_a == core_b {
        return Variant;
    }
    let (x, y) = (Letters::of(core_a), Letters::of(core_b));
    let (x, y) = (x.get(), y.get());
    if x.is_empty() || y.is_empty() {
        return Different;
    }
    // A final hamza, ى for ي, a final -a written with alef or ha: one name, unless both are names of their own.
    let known = || lexicon::knows_arabic(a.key as u32, x) && lexicon::knows_arabic(b.key as u32, y);
    if a.sketch.sound == b.sketch.sound && arabic::folded(core_a).eq(arabic::folded(core_b)) {
        return if known() { Typo } else { Variant };
    }
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let ending = long.strip_prefix(short);
    if matches!(ending, Some(['ه' | 'ا' | 'ى'] | ['ا', 'ء'] | ['ي', 'ه'])) {
        return Different;
    }
    let close = slips(x, y) && (prefix != Prefix::Abd || x.len() == y.len());
    let mut pairs = x.iter().zip(y).filter(|(p, q)| p != q);
    let confused = short.len() == long.len()
        && short.len() > 3
        && pairs.next().is_some_and(|(&p, &q)| arabic::confusable(p, q))
        && pairs.next().is_none();
    if close || confused {
        return if known() { Different } else { Typo };
    }
    if ending.is_some() && short.len() >= 4 && prefix == Prefix::None && !known() {
        Partial
    } else {
        Different
    }
}
