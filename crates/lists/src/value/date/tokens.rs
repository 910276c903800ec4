//! A date's text as numbers, months and what stands between them.

use super::months::{self, Meaning};

/// Longer texts are sentences, not dates.
const MAX_TOKENS: usize = 24;

/// A piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number {
        value: u32,
        /// How many digits were written: "03" has two.
        digits: u8,
    },
    Month(i8),
    /// `/`, `-`, `.` or `,`.
    Mark(char),
    /// A dash between blanks, or a word: the two ends of a range are on its sides.
    To,
    /// "early", "mid", "late".
    Vague,
}

/// The tokens of a folded text without its time of day; `None` if it holds what no date holds.
pub(super) fn tokens(folded: &str) -> Option<Vec<Token>> {
    let text = without_time(folded)?;
    let mut out = Vec::with_capacity(8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.len() >= MAX_TOKENS {
            return None;
        }
        if c == ' ' {
            rest = rest.get(1..)?;
        } else if c.is_ascii_digit() {
            let (number, after) = split_while(rest, |c| c.is_ascii_digit());
            if number.len() > 8 {
                return None;
            }
            out.push(Token::Number { value: number.parse().ok()?, digits: u8::try_from(number.len()).ok()? });
            rest = after;
        } else if c.is_alphabetic() {
            rest = word(rest, &mut out)?;
        } else if matches!(c, '/' | '-' | '.' | ',' | '\'') {
            let before = text.len() - rest.len();
            let spaced = text.get(..before).is_some_and(|t| t.ends_with(' '))
                && rest.get(1..).is_some_and(|t| t.starts_with(' '));
            match c {
                '-' if spaced => out.push(Token::To),
                '\'' => {}
                _ => out.push(Token::Mark(c)),
            }
            rest = rest.get(1..)?;
        } else {
            return None;
        }
    }
    Some(out)
}

/// Reads one word (or a month of two words) at the start of `text`, and returns what follows it.
fn word<'a>(text: &'a str, out: &mut Vec<Token>) -> Option<&'a str> {
    let (word, after) = split_while(text, char::is_alphabetic);
    if months::begins_month(word) {
        let (second, after) = split_while(after.trim_start(), char::is_alphabetic);
        let month = months::month(&format!("{word} {second}"))?;
        out.push(Token::Month(month));
        return Some(after);
    }
    match months::meaning(word) {
        Some(Meaning::Month(month)) => {
            // "آذار/مارس": one month by two names.
            let twice = matches!(out.as_slice(), [.., Token::Month(m), Token::Mark('/')] if *m == month);
            if twice {
                out.pop();
            } else {
                out.push(Token::Month(month));
            }
        }
        Some(Meaning::Filler | Meaning::From) => {}
        Some(Meaning::Vague) => out.push(Token::Vague),
        Some(Meaning::To) => out.push(Token::To),
        // "2025-03-06T" is left when the time after it was cut off.
        None if word == "t" && after.is_empty() => {}
        // و written together with what follows it: "و8" is split already, "وآذار" is not.
        None => {
            let month = word.strip_prefix('و').and_then(months::month)?;
            out.push(Token::To);
            out.push(Token::Month(month));
        }
    }
    Some(after)
}

/// The text before the time of day, if it has one: "1/2/15 0:00", "2025-03-06T08:30:00Z", "March 6, 2025 3:30 pm".
/// `None` if a colon stands in what is no time.
fn without_time(text: &str) -> Option<&str> {
    let Some(colon) = text.find(':') else {
        return Some(text);
    };
    let (head, tail) = (text.get(..colon)?, text.get(colon..)?);
    let date = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let hour: u8 = head.get(date.len()..)?.parse().ok()?;
    if hour > 24 || !(date.ends_with([' ', ',', 't'])) {
        return None;
    }
    let mut rest = tail;
    while let Some(after) = rest.strip_prefix([':', '.']) {
        let (number, after) = split_while(after, |c| c.is_ascii_digit());
        if number.is_empty() {
            return None;
        }
        rest = after;
    }
    let zone = rest.trim().trim_end_matches('.');
    let is_offset = |t: &str| {
        t.strip_prefix(['+', '-']).is_some_and(|t| {
            t.len() <= 5 && !t.is_empty() && t.chars().all(|c| c.is_ascii_digit() || c == ':')
        })
    };
    let known =
        matches!(zone, "" | "z" | "am" | "pm" | "a.m" | "p.m" | "utc" | "gmt" | "ص" | "م" | "صباحا" | "مساء");
    (known || is_offset(zone)).then(|| date.trim_end_matches([' ', ',']))
}

/// The longest start of `text` whose characters all fit, and the rest.
fn split_while(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c: char| !fits(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_is_cut_off_and_nothing_else() {
        assert_eq!(without_time("1/2/15 0:00"), Some("1/2/15"));
        assert_eq!(without_time("2025-03-06t08:30:00.000z"), Some("2025-03-06t"));
        assert_eq!(without_time("2025-03-06 08:30+02:00"), Some("2025-03-06"));
        assert_eq!(without_time("march 6, 2025 3:30 p.m."), Some("march 6, 2025"));
        assert_eq!(without_time("2025-03-06 12:00 - 2025-03-07 13:00"), None);
        assert_eq!(without_time("2025-03-06 99:00"), None);
        assert_eq!(without_time("note: 6 march"), None);
    }

    #[test]
    fn words_and_marks() {
        let number = |value, digits| Token::Number { value, digits };
        assert_eq!(tokens("6 - 9 march"), Some(vec![number(6, 1), Token::To, number(9, 1), Token::Month(3)]));
        assert_eq!(tokens("6th of march"), Some(vec![number(6, 1), Token::Month(3)]));
        assert_eq!(tokens("تشرين الثاني 2024"), Some(vec![Token::Month(11), number(2024, 4)]));
        assert_eq!(tokens("اذار/مارس 2025"), Some(vec![Token::Month(3), number(2025, 4)]));
        assert_eq!(tokens("رمضان 1446"), None);
        assert_eq!(tokens("6 march (approx)"), None);
    }
}
