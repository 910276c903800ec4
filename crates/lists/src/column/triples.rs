//! A date that stands in three columns whose headers say nothing: what do their cells look like together?

use std::ops::Range;

use super::{BY_CELLS, ColumnUse, NOT_RECOGNISED, agree, look::Look};
use crate::{Field, value::date};

/// Rows looked at, and how many of them must hold all three parts.
const ROWS: usize = 1000;
const FEWEST: usize = 30;
/// With nothing but the cells to go by, nearly all must fit. Of days and months that belong to no date, one pair in sixty
/// is a day that the month does not have.
const NEARLY_ALL: f64 = 0.995;
/// Deaths of one list seldom span more years than this; births do.
const YEARS_OF_DEATHS: i16 = 25;

/// The orders in which the parts can stand: of year, month and day.
const ORDERS: [[usize; 3]; 3] = [[0, 1, 2], [2, 1, 0], [2, 0, 1]];

/// Gives three neighbouring columns of which nothing is known the parts of a date, if nearly all rows make one.
pub(super) fn find(table: &impl Look, columns: &mut [ColumnUse], notices: &mut Vec<String>) {
    let mut start = 0;
    while start + 3 <= columns.len() {
        let free = |c: &ColumnUse| c.field == Field::Other && c.why == NOT_RECOGNISED;
        let three = columns.get(start..start + 3).unwrap_or_default();
        let found = three.iter().all(free).then(|| date_of(table, start..start + 3)).flatten();
        start += match found.and_then(|(order, spread)| give(columns, start, order, spread)) {
            Some(notice) => {
                notices.push(notice);
                3
            }
            None => 1,
        };
    }
}

/// The order of the parts, and how many years they span; `None` if the columns are no date.
fn date_of(table: &impl Look, columns: Range<usize>) -> Option<([usize; 3], i16)> {
    let take = table.rows().min(ROWS);
    let rows: Vec<[&str; 3]> = (0..take)
        .filter_map(|at| {
            let row = at * table.rows() / take.max(1);
            let mut texts =
                columns.clone().map(|column| table.cell(row, column).map(|cell| cell.text.trim()));
            let all = [texts.next()??, texts.next()??, texts.next()??];
            all.iter().all(|text| !text.is_empty()).then_some(all)
        })
        .collect();
    if rows.len() < FEWEST {
        return None;
    }
    ORDERS.into_iter().find_map(|order| Some((order, years_of(&rows, order)?)))
}

/// How many years the dates span, but for the outermost of them; `None` if they are no dates.
fn years_of(rows: &[[&str; 3]], [y, m, d]: [usize; 3]) -> Option<i16> {
    let mut years = Vec::new();
    let (mut months, mut days) = (0u32, 0u32);
    for row in rows {
        let date = || {
            let year = agree::year(row[y], 0).filter(|_| row[y].chars().count() >= 4)?;
            let (month, day) = (agree::day(row[m]).filter(|month| *month <= 12)?, agree::day(row[d])?);
            date::from_parts(year, Some(month), Some(day)).map(|_| (year, month, day))
        };
        if let Some((year, month, day)) = date() {
            years.push(year);
            months |= 1 << month;
            days |= 1 << day;
        }
    }
    // Every part of a year and of a month comes up, and some days that are no month.
    let varied = months.count_ones() >= 6 && days.count_ones() >= 12 && (days >> 13) != 0;
    if !varied || (years.len() as f64) < NEARLY_ALL * rows.len() as f64 {
        return None;
    }
    years.sort_unstable();
    let cut = years.len() / 20;
    Some(years.iter().rev().nth(cut)? - years.get(cut)?)
}

fn give(columns: &mut [ColumnUse], start: usize, order: [usize; 3], spread: i16) -> Option<String> {
    use Field::{BirthDate, BirthDay, BirthMonth, BirthYear, DeathDate, DeathDay, DeathMonth, DeathYear};
    let (whole, parts, what) = match spread > YEARS_OF_DEATHS {
        true => (BirthDate, [BirthYear, BirthMonth, BirthDay], "birth"),
        false => (DeathDate, [DeathYear, DeathMonth, DeathDay], "death"),
    };
    if columns.iter().any(|c| c.field == whole || parts.contains(&c.field)) {
        return None;
    }
    for (field, place) in parts.into_iter().zip(order) {
        let column = columns.get_mut(start + place)?;
        (column.field, column.why) = (field, BY_CELLS);
    }
    let name = |place: usize| columns.get(start + place).map_or("", |c| c.name.as_str());
    Some(format!(
        "columns \"{}\", \"{}\" and \"{}\" are read as year, month and day of {what} from their cells",
        name(order[0]),
        name(order[1]),
        name(order[2])
    ))
}

#[cfg(test)]
mod tests {
    use super::super::map;
    use crate::{Cell, Field, Row, Table};

    /// A name and three numbers in each row.
    fn fields(names: [&str; 3], numbers: impl Fn(u32) -> [u32; 3]) -> Vec<Field> {
        let row = |n: u32| Row {
            number: n + 2,
            cells: std::iter::once(format!("Sami {n}"))
                .chain(numbers(n).map(|n| n.to_string()))
                .map(Cell::text)
                .collect(),
        };
        let table = Table {
            sheet: None,
            header_row: 1,
            columns: ["name", names[0], names[1], names[2]].map(str::to_owned).into(),
            rows: (0..200).map(row).collect(),
            left_out: Vec::new(),
        };
        map(&table).columns.into_iter().skip(1).map(|c| c.field).collect()
    }

    #[test]
    fn three_columns_that_make_a_date() {
        use Field::*;
        let (month, day) = (|n: u32| 1 + n % 12, |n: u32| 1 + n * 5 % 28);
        let found = fields(["q1", "q2", "q3"], |n| [1930 + n % 70, month(n), day(n)]);
        assert_eq!(found, [BirthYear, BirthMonth, BirthDay]);
        let found = fields(["q1", "q2", "q3"], |n| [day(n), month(n), 2012 + n % 3]);
        assert_eq!(found, [DeathDay, DeathMonth, DeathYear]);
        let found = fields(["q1", "q2", "q3"], |n| [month(n), day(n), 1930 + n % 70]);
        assert_eq!(found, [BirthMonth, BirthDay, BirthYear]);
    }

    #[test]
    fn three_numbers_that_make_none() {
        // A day that the month does not have, now and then; parts that hardly vary; a street number.
        for numbers in [
            (|n| [1930 + n % 70, 1 + n % 12, 1 + n * 5 % 31]) as fn(u32) -> [u32; 3],
            |n| [1930 + n % 70, 1 + n % 4, 1 + n * 5 % 28],
            |n| [1930 + n % 70, 1 + n % 12, 1 + n % 12],
            |n| [n % 190, 1 + n % 12, 1 + n * 5 % 28],
        ] {
            assert_eq!(fields(["q1", "q2", "q3"], numbers), [Field::Other; 3]);
        }
    }
}
