//! What one cell tells about the order of day, month and year in its column.

use super::tokens::{Token, tokens};
use crate::value::fold;

/// What a numeric date tells about the order in which its column writes dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The year stands first.
    YearFirst,
    /// Only day, month, year makes a date of it.
    DayFirst,
    /// Only month, day, year makes a date of it.
    MonthFirst,
    /// Both do: the first and the second number as written.
    Either(u8, u8),
}

/// The evidence in a text, and its year as written (value, digits); `None` where no numeric date of three parts stands.
/// Day and month that are equal tell nothing: [`Evidence::Either`] with two equal numbers.
pub fn evidence(text: &str) -> Option<(Evidence, u32, u8)> {
    if let Some((year, _, _)) = super::iso(text) {
        return Some((Evidence::YearFirst, year, 4));
    }
    // Without a mark between its parts it has one part: most of a column's cells may be written so.
    if text.is_ascii() && !text.contains(['/', '-', '.']) {
        return None;
    }
    let tokens = tokens(&fold(text))?;
    tokens.windows(5).find_map(|window| match *window {
        [
            Token::Number { value: a, digits: da },
            Token::Mark(first),
            Token::Number { value: b, digits: 1 | 2 },
            Token::Mark(second),
            Token::Number { value: c, digits: dc },
        ] if first == second && first != ',' => judge((a, da), b, (c, dc)),
        _ => None,
    })
}

fn judge((a, a_digits): (u32, u8), b: u32, (c, c_digits): (u32, u8)) -> Option<(Evidence, u32, u8)> {
    if c_digits <= 2 && (a_digits == 4 || (a_digits == 2 && a > 31)) {
        return Some((Evidence::YearFirst, a, a_digits));
    }
    if a_digits > 2 || !matches!(c_digits, 2 | 4) {
        return None;
    }
    let day_first = (1..=31).contains(&a) && (1..=12).contains(&b);
    let month_first = (1..=12).contains(&a) && (1..=31).contains(&b);
    let evidence = match (day_first, month_first) {
        (true, true) => Evidence::Either(u8::try_from(a).ok()?, u8::try_from(b).ok()?),
        (true, false) => Evidence::DayFirst,
        (false, true) => Evidence::MonthFirst,
        (false, false) => return None,
    };
    Some((evidence, c, c_digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_cell_tells() {
        assert_eq!(evidence("13/2/2025"), Some((Evidence::DayFirst, 2025, 4)));
        assert_eq!(evidence("2-13-25"), Some((Evidence::MonthFirst, 25, 2)));
        assert_eq!(evidence("2025.2.13"), Some((Evidence::YearFirst, 2025, 4)));
        assert_eq!(evidence("3/4/2025 - 5/4/2025"), Some((Evidence::Either(3, 4), 2025, 4)));
        assert_eq!(evidence("٣/٤/٢٠٢٥"), Some((Evidence::Either(3, 4), 2025, 4)));
        assert_eq!(evidence("13/13/2025"), None);
        assert_eq!(evidence("6 March 2025"), None);
        assert_eq!(evidence("20250306"), None);
    }
}
