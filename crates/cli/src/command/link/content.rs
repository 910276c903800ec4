//! What kind of values a column of no known field holds, by what they look like.

use jiff::civil::Date;
use linkage::{Coded, NONE, Span, Values};
use lists::Field;
use lists::column::field_of_header;
use rustc_hash::FxHashMap;

/// A column with fewer distinct values than this, each in many rows, is a category.
const MOST_CATEGORIES: usize = 100;
/// In how many rows at least each of them stands, on average.
const ROWS_OF_A_CATEGORY: usize = 20;
/// An id is filled in nearly every row.
const NEARLY_ALL: f64 = 0.98;
/// Dates of birth lie further apart than dates of events, in years.
const YEARS_OF_EVENTS: i16 = 25;

/// The values by their kind; `None` if they cannot tell records apart, or tell all of them apart as an id does.
pub fn values(name: &str, cells: Coded<String>) -> Option<Values> {
    let mut counts = vec![0usize; cells.values.len()];
    for &code in &cells.of {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
    }
    let filled: usize = counts.iter().sum();
    let distinct = counts.iter().filter(|c| **c > 0).count();
    if distinct < 2 {
        return None;
    }
    let share = |is: fn(&str) -> bool| {
        let matching: usize = cells.values.iter().zip(&counts).filter(|(v, _)| is(v)).map(|(_, c)| *c).sum();
        matching as f64 / filled.max(1) as f64
    };
    if share(|v| date(v).is_some()) > 0.8 {
        return Some(dates(name, &cells));
    }
    if distinct <= MOST_CATEGORIES && filled >= distinct * ROWS_OF_A_CATEGORY {
        return Some(Values::Category(cells));
    }
    if share(is_code) <= 0.7 {
        return Some(Values::Text(cells));
    }
    let codes = in_one_form(cells);
    let id = codes.values.len() == filled && filled as f64 >= NEARLY_ALL * codes.of.len() as f64;
    (!id).then_some(Values::Code(codes))
}

/// A number, a code, a telephone number, an e-mail address: what is right or wrong as a whole.
fn is_code(text: &str) -> bool {
    if text.contains(char::is_whitespace) && text.contains('@') {
        return false;
    }
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let letters = text.chars().any(char::is_alphabetic);
    let words = text.split_whitespace().count();
    text.contains('@')
        || (digits >= 6 && !letters)
        || (digits > 0 && words == 1)
        || (words == 2 && text.split_whitespace().all(|word| word.contains(char::is_numeric)))
        || (words == 2 && digits * 3 >= text.chars().count())
}

/// Codes without what only decorates them.
fn in_one_form(cells: Coded<String>) -> Coded<String> {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    let mut values = Vec::new();
    let to: Vec<u32> = (cells.values.iter())
        .map(|value| {
            *known.entry(code(value)).or_insert_with_key(|code| {
                values.push(code.clone());
                values.len() as u32 - 1
            })
        })
        .collect();
    let of = cells.of.iter().map(|&code| to.get(code as usize).copied().unwrap_or(NONE)).collect();
    Coded { values, of }
}

/// "TQ13 8DF" as "tq138df", "(0170) 123-456" as "0170123456", "3.0" as "3"; a decimal stays one.
fn code(text: &str) -> String {
    let lower = text.to_lowercase();
    if let Some((whole, fraction)) = lower.split_once('.')
        && [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return if fraction.bytes().all(|b| b == b'0') { whole.to_owned() } else { lower };
    }
    let bare: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    // In a short one ("12-3"), the mark may be all that tells it from another.
    if lower.contains('@') || bare.chars().count() < 5 { lower } else { bare }
}

/// Dates of birth, if the header says so or they lie decades apart; else of something that happened.
fn dates(name: &str, cells: &Coded<String>) -> Values {
    let spans: Vec<Option<Span>> = cells.values.iter().map(|v| date(v)).collect();
    let of: Coded<Span> = cells.of.iter().map(|&c| spans.get(c as usize).copied().flatten()).collect();
    let mut years: Vec<i16> = of.values.iter().map(|span| span.first.year()).collect();
    years.sort_unstable();
    let cut = years.len() / 20;
    let spread = years.iter().rev().nth(cut).zip(years.get(cut)).map_or(0, |(last, first)| last - first);
    match field_of_header(name) {
        Some(Field::BirthDate) => Values::Birth(of),
        Some(Field::DeathDate) => Values::Event(of),
        _ if spread > YEARS_OF_EVENTS => Values::Birth(of),
        _ => Values::Event(of),
    }
}

/// `2031-02-14` or `20310214`; month and day the other way round where only that can be meant.
fn date(text: &str) -> Option<Span> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let (y, m, d) = match parts.as_slice() {
        [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => (*y, *m, *d),
        [all] if all.len() == 8 && all.is_ascii() => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let (y, m, d): (i16, i8, i8) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    let (m, d) = if m > 12 && d <= 12 { (d, m) } else { (m, d) };
    if !(1000..2200).contains(&y) {
        return None;
    }
    let date = Date::new(y, m, d).ok()?;
    Some(Span { first: date, last: date })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, cells: impl Iterator<Item = String>) -> &'static str {
        match values(name, cells.map(|c| Some(c).filter(|c| !c.is_empty())).collect()) {
            None => "none",
            Some(Values::Birth(_)) => "birth",
            Some(Values::Event(_)) => "event",
            Some(Values::Category(_)) => "category",
            Some(Values::Code(_)) => "code",
            Some(Values::Text(_)) => "text",
            Some(_) => "another",
        }
    }

    /// Each value in two rows.
    fn twice(value: impl Fn(usize) -> String) -> impl Iterator<Item = String> {
        (0..400).map(move |row| value(row / 2))
    }

    #[test]
    fn columns_by_what_they_hold() {
        assert_eq!(kind("email", twice(|n| format!("person.{n}@example.org"))), "code");
        assert_eq!(kind("phone", twice(|n| format!("+00 (170) 55-{n:04}"))), "code");
        assert_eq!(kind("postcode", twice(|n| format!("tq{} {}df", n % 90, n % 7))), "code");
        assert_eq!(kind("street number", twice(|n| (n * 7 % 190).to_string())), "code");
        assert_eq!(kind("street", twice(|n| format!("{n} north road east"))), "text");
        assert_eq!(
            kind("occupation", twice(|n| format!("maker of {}", ["hats", "ropes", "oil"][n % 3]))),
            "category"
        );
        let letters =
            |n: usize| (0..3).map(|i| char::from(b'a' + (n / 6usize.pow(i) % 6) as u8)).collect::<String>();
        assert_eq!(kind("suburb", twice(letters)), "text");
        assert_eq!(kind("dob", twice(|n| format!("{}0{}1{}", 1850 + n % 90, 1 + n % 9, n % 9))), "birth");
        assert_eq!(kind("registered", twice(|n| format!("2031-0{}-1{}", 1 + n % 9, n % 9))), "event");
        assert_eq!(kind("constant", (0..50).map(|_| "x".to_owned())), "none");
        assert_eq!(kind("empty", (0..50).map(|_| String::new())), "none");
    }

    #[test]
    fn what_differs_in_every_row_is_an_id() {
        assert_eq!(kind("rec", (0..400).map(|n| format!("rec-{n}-org"))), "none");
        assert_eq!(kind("rec", twice(|n| format!("rec-{n}-org"))), "code");
        // Many rows have none: a telephone number, say.
        assert_eq!(
            kind("x", (0..400).map(|n| if n % 3 == 0 { String::new() } else { format!("{n:08}") })),
            "code"
        );
    }

    #[test]
    fn codes_in_one_form() {
        for (text, expected) in [
            ("TQ13 8DF", "tq138df"),
            ("(0170) 123-456", "0170123456"),
            ("3.0", "3"),
            ("3.5", "3.5"),
            ("12-3", "12-3"),
            ("A.B@Example.org", "a.b@example.org"),
        ] {
            assert_eq!(code(text), expected);
        }
    }
}
