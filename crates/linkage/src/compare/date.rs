//! Two dates: the same day, a slip of the pen, or another day.

use crate::records::Span;
use jiff::civil::Date;

/// A span prepared for comparison: days since 1970-01-01, and the calendar parts of its first day.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    first: i32,
    last: i32,
    year: i16,
    month: i8,
    day: i8,
}

impl Days {
    /// Prepares a span.
    pub fn new(span: Span) -> Days {
        Days {
            first: day_number(span.first),
            last: day_number(span.last),
            year: span.first.year(),
            month: span.first.month(),
            day: span.first.day(),
        }
    }

    fn is_new_year(&self) -> bool {
        self.month == 1 && self.day == 1
    }

    /// The year, month and day of the first day.
    pub fn parts(&self) -> (i16, i8, i8) {
        (self.year, self.month, self.day)
    }

    /// The day number, where the date is known to the day.
    pub fn exact(&self) -> Option<i32> {
        (self.first == self.last).then_some(self.first)
    }

    /// The years the span touches.
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        let last = i32::from(self.year) + (self.last - self.first) / 365;
        i32::from(self.year)..=last
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
fn day_number(date: Date) -> i32 {
    let (y, m, d) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Names of the levels of [`event`].
pub const EVENT: &[&str] = &[
    "same day",
    "a day apart",
    "day and month swapped",
    "within a week",
    "compatible",
    "within a month",
    "other",
];

/// How far apart two dates of one event are: a level of [`EVENT`].
pub fn event(a: &Days, b: &Days) -> u8 {
    let gap = if a.last < b.first {
        b.first - a.last
    } else if b.last < a.first {
        a.first - b.last
    } else {
        0
    };
    match (a.exact(), b.exact(), gap) {
        (Some(_), Some(_), 0) => 0,
        (_, _, 0) => 4,
        (Some(_), Some(_), 1) => 1,
        (Some(_), Some(_), _) if swapped(a, b) => 2,
        (_, _, 1..=7) => 3,
        (_, _, 8..=31) => 5,
        _ => 6,
    }
}

/// Names of the levels of [`birth`].
pub const BIRTH: &[&str] = &[
    "same day",
    "day or month differs",
    "day and month swapped",
    "year differs",
    "compatible",
    "within two years",
    "other",
];

/// How far apart two dates of birth are: a level of [`BIRTH`]. One part (day, month or year) that differs, or day
/// and month swapped, is a common slip in lists; the first of January often means that only the year is known.
pub fn birth(a: &Days, b: &Days) -> u8 {
    let overlap = a.first <= b.last && b.first <= a.last;
    if a.exact().is_some() && b.exact().is_some() {
        let (year, month, day) = (a.year == b.year, a.month == b.month, a.day == b.day);
        match (year, month, day) {
            (true, true, true) => 0,
            _ if year && (a.is_new_year() || b.is_new_year()) => 4,
            (true, true, false) | (true, false, true) => 1,
            _ if swapped(a, b) => 2,
            (false, true, true) => 3,
            _ if (a.first - b.first).abs() <= 731 => 5,
            _ => 6,
        }
    } else if overlap {
        4
    } else if (a.first - b.first).abs() <= 731 {
        5
    } else {
        6
    }
}

fn swapped(a: &Days, b: &Days) -> bool {
    a.year == b.year && a.month == b.day && a.day == b.month && a.month != a.day
}

/// Names of the levels of [`age`].
pub const AGE: &[&str] =
    &["same", "a year apart", "compatible", "two or three years apart", "further apart", "far apart"];

/// How far apart two ages are: a level of [`AGE`]. The tolerance widens with the age: old people's ages are rounded.
pub fn age(a: (u16, u16), b: (u16, u16)) -> u8 {
    let gap = if a.1 < b.0 { b.0 - a.1 } else { a.0.saturating_sub(b.1) };
    let exact = a.0 == a.1 && b.0 == b.1;
    let older = a.1.max(b.1);
    match gap {
        0 if exact => 0,
        0 => 2,
        1 => 1,
        2 | 3 => 3,
        gap if u32::from(gap) * 10 <= u32::from(older) || gap <= 5 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i16, m: i8, d: i8) -> Days {
        let date = Date::new(y, m, d).unwrap();
        Days::new(Span { first: date, last: date })
    }

    fn span(a: (i16, i8, i8), b: (i16, i8, i8)) -> Days {
        Days::new(Span { first: Date::new(a.0, a.1, a.2).unwrap(), last: Date::new(b.0, b.1, b.2).unwrap() })
    }

    #[test]
    fn day_numbers_count_from_1970() {
        assert_eq!(day(1970, 1, 1).first, 0);
        assert_eq!(day(2000, 3, 1).first, 11_017);
        assert_eq!(day(1969, 12, 31).first, -1);
    }

    #[test]
    fn events() {
        let level = |a: &Days, b: &Days| {
            assert_eq!(event(a, b), event(b, a));
            EVENT[usize::from(event(a, b))]
        };
        assert_eq!(level(&day(2025, 3, 7), &day(2025, 3, 7)), "same day");
        assert_eq!(level(&day(2025, 3, 31), &day(2025, 4, 1)), "a day apart");
        assert_eq!(level(&day(2025, 3, 7), &day(2025, 7, 3)), "day and month swapped");
        assert_eq!(level(&day(2025, 3, 7), &day(2025, 3, 12)), "within a week");
        assert_eq!(level(&day(2025, 3, 7), &day(2025, 4, 2)), "within a month");
        assert_eq!(level(&day(2025, 3, 7), &span((2025, 3, 1), (2025, 3, 31))), "compatible");
        assert_eq!(level(&day(2025, 4, 1), &span((2025, 3, 1), (2025, 3, 31))), "within a week");
        assert_eq!(level(&day(2025, 3, 7), &day(2024, 3, 7)), "other");
    }

    #[test]
    fn births() {
        let level = |a: &Days, b: &Days| BIRTH[usize::from(birth(a, b))];
        assert_eq!(level(&day(1984, 9, 18), &day(1984, 9, 18)), "same day");
        assert_eq!(level(&day(1984, 9, 18), &day(1994, 9, 18)), "year differs");
        assert_eq!(level(&day(1984, 9, 8), &day(1984, 8, 9)), "day and month swapped");
        assert_eq!(level(&day(1984, 9, 18), &day(1984, 1, 1)), "compatible");
        assert_eq!(level(&day(1984, 9, 18), &day(1984, 9, 8)), "day or month differs");
        assert_eq!(level(&day(1984, 9, 18), &span((1984, 1, 1), (1984, 12, 31))), "compatible");
        assert_eq!(level(&day(1984, 9, 18), &day(1985, 1, 2)), "within two years");
        assert_eq!(level(&day(1984, 9, 18), &day(1999, 1, 2)), "other");
    }

    #[test]
    fn ages() {
        let level = |a, b| AGE[usize::from(age(a, b))];
        assert_eq!(level((34, 34), (34, 34)), "same");
        assert_eq!(level((34, 34), (30, 39)), "compatible");
        assert_eq!(level((34, 34), (35, 35)), "a year apart");
        assert_eq!(level((30, 39), (41, 41)), "two or three years apart");
        assert_eq!(level((70, 70), (63, 63)), "further apart");
        assert_eq!(level((20, 20), (34, 34)), "far apart");
    }
}
