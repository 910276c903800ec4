//! Arabic text that a copy has damaged: letters torn off their word, words run together, a line set backwards.
//!
//! Only what is certain is mended, on the word of the common names in [`crate::lexicon`]; the raw text stays as it is.

use crate::arabic;
use crate::edit::LONGEST;
use crate::lexicon::is_name;

/// Mends folded text; `raw` is what it was folded from.
pub fn mend(text: String, raw: &str) -> String {
    if text.is_ascii() {
        return text;
    }
    let text = match backwards(&text, raw) {
        Some(turned) => turned,
        None => text,
    };
    let torn = text.split(' ').any(|word| word.len() <= 4 && word.starts_with(is_arabic));
    let text = if torn { joined(&text, raw) } else { text };
    let apart = text.split(' ').any(|word| run_together(word).is_some());
    let text = if apart { split(&text) } else { text };
    if has_inner_final(&text) { with_inner_ya(&text) } else { text }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{064a}')
}

/// The text with torn letters put back: a single letter is no Arabic word, and a word of two letters none if it makes a
/// common name with its neighbour and is none itself. A full stop says that single letters are initials.
fn joined(text: &str, raw: &str) -> String {
    let dotted = raw.contains('.');
    let words = text.split(' ').filter(|word| !word.is_empty()).count();
    let mut out = String::with_capacity(text.len());
    for word in text.split(' ') {
        let from = out.rfind(' ').map_or(0, |at| at + 1);
        let before = out.get(from..).unwrap_or("");
        if !before.is_empty() && before.ends_with(is_arabic) && belongs(before, word, dotted, words) {
            out.push_str(word);
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn belongs(before: &str, word: &str, dotted: bool, words: usize) -> bool {
    let mut letters = word.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    let Some(letter) = first.filter(|&c| is_arabic(c)) else { return false };
    let makes_a_name = || is_name(&format!("{before}{word}"));
    if second.is_some() {
        let short = third.is_none() && !is_name(word) || before.len() == 4 && !is_name(before);
        return short && before.starts_with(is_arabic) && makes_a_name();
    }
    // The letters و and ب are words: and, by.
    if dotted || matches!(letter, 'و' | 'ب') || before.len() < 4 {
        return false;
    }
    let ends_words = matches!(letter, 'ي' | 'ى' | 'ن' | 'ه' | 'ا');
    !is_name(before) || makes_a_name() || ends_words && words > 2
}

/// Where a word is two common names that were written together, the place between them.
fn run_together(word: &str) -> Option<usize> {
    // Six letters of two bytes each.
    if !(12..=2 * LONGEST).contains(&word.len())
        || !word.starts_with(is_arabic)
        || word.starts_with("ال")
        || is_name(word)
    {
        return None;
    }
    let servant = word.strip_prefix("عبدال");
    let from = if servant.is_some() { "عبدال".len() } else { 0 };
    let names = |at: &usize| {
        let (head, tail) = word.split_at(*at);
        is_name(tail) && is_name(head.get(from..).unwrap_or(""))
    };
    let ends = word.char_indices().map(|(at, _)| at).filter(|at| *at >= from + 6 && *at + 6 <= word.len());
    let mut found = ends.filter(names);
    let at = found.next()?;
    found.next().is_none().then_some(at)
}

fn split(text: &str) -> String {
    let part = |word: &str| match run_together(word) {
        Some(at) => format!("{} {}", word.get(..at).unwrap_or(""), word.get(at..).unwrap_or("")),
        None => word.to_owned(),
    };
    text.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

/// A final ى that stands inside a word was a ي there.
fn has_inner_final(text: &str) -> bool {
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if c == 'ى' && letters.peek().is_some_and(|&next| is_arabic(next) && next != 'ء') {
            return true;
        }
    }
    false
}

fn with_inner_ya(text: &str) -> String {
    let mut letters = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = letters.next() {
        let inner = c == 'ى' && letters.peek().is_some_and(|&next| is_arabic(next) && next != 'ء');
        out.push(if inner { 'ي' } else { c });
    }
    out
}

/// The text read from the other end, if it is certain that it was set backwards: none of its words is a common name as it
/// stands, and two are when turned round, or one where a word begins with a letter that only ends words.
fn backwards(text: &str, raw: &str) -> Option<String> {
    let words =
        || text.split(' ').filter(|word| word.starts_with(is_arabic) && word.chars().nth(2).is_some());
    if words().any(|word| is_name(word) || arabic::strip_article(word).len() < word.len()) {
        return None;
    }
    let turned = |word: &str| word.chars().rev().collect::<String>();
    let names = words().filter(|word| is_name(&turned(word))).count();
    let impossible =
        || raw.split_whitespace().any(|word| word.starts_with(['ة', 'ى']) && word.chars().nth(2).is_some());
    let certain = names >= 2 || names == 1 && impossible();
    let brackets = |c| match c {
        '(' => ')',
        ')' => '(',
        c => c,
    };
    certain.then(|| text.chars().rev().map(brackets).collect::<String>().replace('ة', "ه"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::fold;

    fn of(raw: &str) -> String {
        mend(fold(raw), raw)
    }

    #[test]
    fn torn_letters() {
        for (raw, whole) in [
            ("حسي ن", "حسين"),
            ("حسي ن خالد", "حسين خالد"),
            ("لي ن ا خالد", "لينا خالد"),
            ("محمد خالد شاهي ن", "محمد خالد شاهين"),
            ("فاطم ة خالد عمر", "فاطمه خالد عمر"),
            ("محمد خالد الحلب ي", "محمد خالد الحلبي"),
            ("اب راهيم خالد", "ابراهيم خالد"),
            // Initials.
            ("محمد خ النجار", "محمد خ النجار"),
            ("محمد ن.", "محمد ن "),
            ("محمد ن", "محمد ن"),
            ("محمد و خالد", "محمد و خالد"),
            ("م خالد", "م خالد"),
            ("طه خالد", "طه خالد"),
            ("ام خالد", "ام خالد"),
        ] {
            assert_eq!(of(raw), whole, "{raw}");
        }
    }

    #[test]
    fn words_run_together() {
        for (raw, apart) in [
            ("محمدعلي", "محمد علي"),
            ("عبدالرحمنخالد", "عبدالرحمن خالد"),
            ("محمدعلي النجار", "محمد علي النجار"),
            ("عبدالله", "عبدالله"),
            ("ابوعلي", "ابوعلي"),
            ("سليمان", "سليمان"),
            ("علىي خالد", "عليي خالد"),
        ] {
            assert_eq!(of(raw), apart, "{raw}");
        }
    }

    #[test]
    fn lines_set_backwards() {
        for (raw, turned) in [
            ("دلاخ دمحم", "محمد خالد"),
            ("ﺪﻟﺎﺧ ﺪﻤﺤﻣ", "محمد خالد"),
            ("ةمطاف", "فاطمه"),
            ("راجنلا دلاخ دمحم", "محمد خالد النجار"),
            ("محمد خالد", "محمد خالد"),
            ("دمحم", "دمحم"),
        ] {
            assert_eq!(of(raw), turned, "{raw}");
        }
    }
}
