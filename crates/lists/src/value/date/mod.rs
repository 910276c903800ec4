//! Dates as lists write them, read into spans of days.
//!
//! The Gregorian calendar alone: Hijri dates are not converted, since the conversion is uncertain by a day or two and
//! the reader would take it for what the list says.

mod months;
mod order;
mod tokens;

use std::ops::RangeInclusive;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::fold;
use crate::{DatePrecision, DateValue, Kind, Seen};
pub use order::{Evidence, evidence};
use tokens::{Token, tokens};

/// Years that are read: earlier ones are no year of a list of the dead, or belong to the Hijri calendar.
pub const YEARS: RangeInclusive<i16> = 1850..=2150;

/// In which order a numeric date names its parts. `case.toml` writes "day-month-year" and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 6/3/2025 is the sixth of March.
    DayMonthYear,
    /// 3/6/2025 is the sixth of March.
    MonthDayYear,
    /// 2025-03-06, and 25-03-06 where the year has two digits.
    YearMonthDay,
}

impl DateOrder {
    /// Its name in `case.toml`.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::DayMonthYear => "day-month-year",
            DateOrder::MonthDayYear => "month-day-year",
            DateOrder::YearMonthDay => "year-month-day",
        }
    }
}

/// How the dates of one column are to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Order of numeric dates. A date that can be read in one way only is read so whatever is said here.
    pub order: DateOrder,
    /// The last year that a year of two digits can mean: with 2025, "25" is 2025 and "26" is 1926.
    pub latest_year: i16,
    /// Plain numbers that are days since 30 December 1899, as spreadsheets count them.
    pub serials: RangeInclusive<i32>,
}

/// A date, or a part of one, as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Part {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

/// The date a cell holds. A cell that the file itself calls a date needs no reading.
pub fn parse_cell(cell: Seen, reading: &Reading) -> Option<DateValue> {
    match cell.kind {
        Kind::Date(date) => YEARS.contains(&date.year()).then(|| day(date)),
        Kind::Number(number) => serial(number, reading).or_else(|| parse(cell.text, reading)),
        Kind::Text => parse(cell.text, reading),
        Kind::Bool(_) => None,
    }
}

/// The date a text states: a day, a month, a year, or a range ("6-9 March 2025"); `None` for anything else.
pub fn parse(text: &str, reading: &Reading) -> Option<DateValue> {
    // Most lists write nothing else, and no reading changes it.
    if let Some((year, month, day)) = iso(text) {
        let year = full_year(year, 4, reading.latest_year)?;
        return from_parts(year, Some(month_of(month)?), Some(day_of(day)?));
    }
    let folded = fold(text);
    if folded.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && let Ok(number) = folded.parse::<f64>()
        && let Some(value) = serial(number, reading)
    {
        return Some(value);
    }
    let tokens = tokens(&folded)?;
    match single(&tokens, reading).and_then(span) {
        Some(value) => Some(value),
        None => range(&tokens, reading),
    }
}

/// Year, month and day of a text that is exactly "2025-03-06", whether there is such a day or not.
fn iso(text: &str) -> Option<(u32, u32, u32)> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else { return None };
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1];
    let number = |digits: &[u8]| digits.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    let (year, month, day) = (&[y0, y1, y2, y3], &[m0, m1], &[d0, d1]);
    digits.iter().all(u8::is_ascii_digit).then(|| (number(year), number(month), number(day)))
}

/// The month that a cell of a month column names: a number from 1 to 12 or a name in English or Arabic.
pub fn month(text: &str) -> Option<i8> {
    let folded = fold(text);
    let plain = folded.trim_matches(['.', ' ']);
    match plain.strip_suffix(".0").unwrap_or(plain).parse::<i8>() {
        Ok(number) => (1..=12).contains(&number).then_some(number),
        Err(_) => match tokens(plain)?.as_slice() {
            [Token::Month(month)] => Some(*month),
            _ => None,
        },
    }
}

/// The span of one day, a whole month or a whole year; `None` if there is no such day.
pub fn from_parts(year: i16, month: Option<i8>, day: Option<i8>) -> Option<DateValue> {
    span(Part { year: Some(year), month, day })
}

/// The year that a year of two digits (or four) means.
pub fn full_year(value: u32, digits: u8, latest: i16) -> Option<i16> {
    let year = i16::try_from(value).ok()?;
    match digits {
        4 => YEARS.contains(&year).then_some(year),
        1 | 2 => latest.checked_sub((latest.checked_sub(year)?).rem_euclid(100)),
        _ => None,
    }
}

fn day(date: Date) -> DateValue {
    DateValue { first: date, last: date, precision: DatePrecision::Day }
}

fn serial(number: f64, reading: &Reading) -> Option<DateValue> {
    let whole = number.floor();
    if !(whole >= f64::from(*reading.serials.start()) && whole <= f64::from(*reading.serials.end())) {
        return None;
    }
    // Within the range checked above, the cast is exact.
    let date = Date::constant(1899, 12, 30).checked_add((whole as i64).days()).ok()?;
    Some(day(date))
}

fn span(part: Part) -> Option<DateValue> {
    let year = part.year?;
    let (first, last, precision) = match (part.month, part.day) {
        (Some(month), Some(day)) => {
            let date = Date::new(year, month, day).ok()?;
            (date, date, DatePrecision::Day)
        }
        (Some(month), None) => {
            let first = Date::new(year, month, 1).ok()?;
            (first, first.last_of_month(), DatePrecision::Month)
        }
        (None, None) => {
            let first = Date::new(year, 1, 1).ok()?;
            (first, first.last_of_year(), DatePrecision::Year)
        }
        (None, Some(_)) => return None,
    };
    Some(DateValue { first, last, precision })
}

/// One date, or the part of one that an end of a range states.
fn single(tokens: &[Token], reading: &Reading) -> Option<Part> {
    use Token::{Mark, Month, Number};
    let vague = tokens.contains(&Token::Vague);
    let part = match *without_ornament(tokens).as_slice() {
        [Number { value, digits: 8 }] => compact(value),
        [Number { value, digits: 4 }] => year_part(value, 4, reading),
        [Number { value, digits: 1 | 2 }] => Some(Part { day: day_of(value), ..Part::default() }),
        [Month(month)] => Some(Part { month: Some(month), ..Part::default() }),
        [Number { value: a, digits: 4 }, Mark('/' | '-' | '.'), Number { value: b, digits: 1 | 2 }]
        | [Number { value: b, digits: 1 | 2 }, Mark('/' | '-' | '.'), Number { value: a, digits: 4 }] => {
            Some(Part { month: Some(month_of(b)?), ..year_part(a, 4, reading)? })
        }
        // Without a year: an end of a range.
        [Number { value: a, digits: 1 | 2 }, Mark('/' | '.'), Number { value: b, digits: 1 | 2 }] => {
            let (day, month) = day_and_month(a, b, reading.order)?;
            Some(Part { year: None, month: Some(month), day: Some(day) })
        }
        // "9, 2025": the second end of "March 6-9, 2025".
        [Number { value: a, digits: 1 | 2 }, Number { value: b, digits: 4 }] => {
            Some(Part { day: Some(day_of(a)?), ..year_part(b, 4, reading)? })
        }
        [Number { value, digits: 4 }, Month(month)] | [Month(month), Number { value, digits: 4 }] => {
            Some(Part { month: Some(month), ..year_part(value, 4, reading)? })
        }
        [Number { value, digits: 1 | 2 }, Month(month)] | [Month(month), Number { value, digits: 1 | 2 }] => {
            Some(Part { month: Some(month), day: Some(day_of(value)?), ..Part::default() })
        }
        [Number { value: year, digits: 4 }, Month(month), Number { value: day, digits: 1 | 2 }] => {
            Some(Part { month: Some(month), day: Some(day_of(day)?), ..year_part(year, 4, reading)? })
        }
        [
            Number { value: day, digits: 1 | 2 },
            Month(month),
            Number { value: year, digits: digits @ (2 | 4) },
        ]
        | [
            Month(month),
            Number { value: day, digits: 1 | 2 },
            Number { value: year, digits: digits @ (2 | 4) },
        ] => Some(Part { month: Some(month), day: Some(day_of(day)?), ..year_part(year, digits, reading)? }),
        [
            Number { value: a, digits: da },
            Mark(first),
            Number { value: b, digits: 1 | 2 },
            Mark(second),
            Number { value: c, digits: dc },
        ] if first == second && first != ',' => numeric((a, da), b, (c, dc), reading),
        _ => None,
    }?;
    (!vague || part.day.is_none()).then_some(part)
}

/// The tokens without "early" and without the marks that only decorate: those beside a month or at an end, and commas.
fn without_ornament(tokens: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Token::Vague | Token::Mark(',') => {}
            Token::Mark(_) if !matches!(out.last(), Some(Token::Number { .. })) => {}
            Token::Month(_) => {
                if matches!(out.last(), Some(Token::Mark(_))) {
                    out.pop();
                }
                out.push(*token);
            }
            // A dash between blanks is a separator where it does not divide two dates.
            Token::To => out.push(Token::Mark('-')),
            _ => out.push(*token),
        }
    }
    if matches!(out.last(), Some(Token::Mark(_))) {
        out.pop();
    }
    out
}

fn numeric(a: (u32, u8), b: u32, c: (u32, u8), reading: &Reading) -> Option<Part> {
    let ((a, a_digits), (c, c_digits)) = (a, c);
    let year_first = a_digits == 4
        || (a_digits == 2 && c_digits <= 2 && (a > 31 || reading.order == DateOrder::YearMonthDay));
    if year_first && c_digits <= 2 {
        return Some(Part {
            month: Some(month_of(b)?),
            day: Some(day_of(c)?),
            ..year_part(a, a_digits, reading)?
        });
    }
    if a_digits > 2 || !matches!(c_digits, 2 | 4) {
        return None;
    }
    let (day, month) = day_and_month(a, b, reading.order)?;
    Some(Part { month: Some(month), day: Some(day), ..year_part(c, c_digits, reading)? })
}

/// Day and month of two numbers: by the column's order, or in the only way they can be read.
fn day_and_month(a: u32, b: u32, order: DateOrder) -> Option<(i8, i8)> {
    let day_first = day_of(a).zip(month_of(b));
    let month_first = day_of(b).zip(month_of(a));
    match order {
        _ if a == b => day_first,
        DateOrder::DayMonthYear => day_first.or(month_first),
        DateOrder::MonthDayYear => month_first.or(day_first),
        // A stray 3/4/2025 among dates that begin with the year: nothing says which it is.
        DateOrder::YearMonthDay => match (day_first, month_first) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        },
    }
}

fn compact(value: u32) -> Option<Part> {
    let year = i16::try_from(value / 10_000).ok().filter(|y| (1900..=2100).contains(y))?;
    Some(Part {
        year: Some(year),
        month: Some(month_of(value / 100 % 100)?),
        day: Some(day_of(value % 100)?),
    })
}

fn year_part(value: u32, digits: u8, reading: &Reading) -> Option<Part> {
    Some(Part { year: Some(full_year(value, digits, reading.latest_year)?), ..Part::default() })
}

fn month_of(value: u32) -> Option<i8> {
    i8::try_from(value).ok().filter(|m| (1..=12).contains(m))
}

fn day_of(value: u32) -> Option<i8> {
    i8::try_from(value).ok().filter(|d| (1..=31).contains(d))
}

/// Two dates and what divides them; each takes from the other what it leaves out ("6-9 March 2025").
fn range(tokens: &[Token], reading: &Reading) -> Option<DateValue> {
    let bare_dashes = tokens.iter().filter(|t| **t == Token::Mark('-')).count();
    tokens.iter().enumerate().find_map(|(at, token)| {
        // A bare dash divides only where it cannot be a separator within one of the two dates.
        if !(*token == Token::To || *token == Token::Mark('-') && bare_dashes == 1) {
            return None;
        }
        let (left, right) = (single(tokens.get(..at)?, reading)?, single(tokens.get(at + 1..)?, reading)?);
        let left_whole = Part {
            year: left.year.or(right.year),
            month: left.month.or(if left.day.is_some() { right.month } else { None }),
            day: left.day,
        };
        let right_whole = Part {
            year: right.year.or(left.year),
            month: right.month.or(if right.day.is_some() { left.month } else { None }),
            day: right.day,
        };
        // A day up to a year is a slip of the pen, not a range.
        if left_whole.month.is_some() != right_whole.month.is_some()
            || left_whole.day.is_some() != right_whole.day.is_some()
        {
            return None;
        }
        let (first, last) = (span(left_whole)?.first, span(right_whole)?.last);
        (first <= last).then_some(DateValue { first, last, precision: DatePrecision::Range })
    })
}

#[cfg(test)]
mod tests;
