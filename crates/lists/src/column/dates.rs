//! How the dates of each column are to be read: the order of day and month, and the century.

use std::ops::RangeInclusive;

use super::{
    ColumnUse, agree,
    header::stated_order,
    look::Look,
    sample::{Sample, is_arabic},
};
use crate::{
    Field, Kind,
    value::date::{self, DateOrder, Evidence, Reading},
};

/// Days since 30 December 1899 that are read as births: from 1913 to 2119. Lower numbers may be years.
pub(super) const BIRTH_SERIALS: RangeInclusive<i32> = 5_000..=80_000;
/// The same for deaths: from 1954.
const DEATH_SERIALS: RangeInclusive<i32> = 20_000..=80_000;

/// With no year of four digits in sight, a death in "68" is in 2068 and in "69" in 1969, as POSIX `strptime` has it ...
const LATEST_DEATH: i16 = 2068;
/// ... and a birth in "29" is in 2029 and in "30" in 1930, as spreadsheets have it.
const LATEST_BIRTH: i16 = 2029;

/// What all cells of a date column tell.
#[derive(Default)]
struct Tally {
    year_first: usize,
    day_first: usize,
    month_first: usize,
    /// Dates that read both ways and mean different days.
    either: usize,
    /// Which first and second numbers stand in those, as bits.
    firsts: u32,
    seconds: u32,
    /// Highest year that stands in four digits.
    latest: Option<i16>,
    /// Dates whose year has two digits.
    two_digits: usize,
    /// Cells that the file itself calls dates, and how many of them lie after the 12th of a month.
    dates: usize,
    after_twelfth: usize,
}

impl Tally {
    fn of(table: &impl Look, column: usize) -> Tally {
        let mut tally = Tally::default();
        table.each(column, &mut |cell, rows| {
            if let Kind::Date(day) = cell.kind {
                tally.dates += rows;
                tally.after_twelfth += if day.day() > 12 { rows } else { 0 };
                tally.latest = tally.latest.max(Some(day.year()));
                return;
            }
            let Some((evidence, year, digits)) = date::evidence(cell.text) else {
                return;
            };
            if digits == 4 {
                tally.latest = tally.latest.max(i16::try_from(year).ok().filter(|y| date::YEARS.contains(y)));
            } else {
                tally.two_digits += rows;
            }
            match evidence {
                Evidence::YearFirst => tally.year_first += rows,
                Evidence::DayFirst => tally.day_first += rows,
                Evidence::MonthFirst => tally.month_first += rows,
                Evidence::Either(a, b) => {
                    tally.either += if a == b { 0 } else { rows };
                    tally.firsts |= 1 << (a & 31);
                    tally.seconds |= 1 << (b & 31);
                }
            }
        });
        tally
    }

    /// The order that the cells prove, and how many of them say otherwise.
    fn proved(&self) -> Option<(DateOrder, usize)> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Some((DateOrder::DayMonthYear, self.month_first)),
            std::cmp::Ordering::Less => Some((DateOrder::MonthDayYear, self.day_first)),
            std::cmp::Ordering::Equal if self.day_first > 0 || self.either > 0 => None,
            std::cmp::Ordering::Equal => (self.year_first > 0).then_some((DateOrder::YearMonthDay, 0)),
        }
    }

    /// One number never changes and the other does: the one that stays is the month.
    fn varying(&self) -> Option<DateOrder> {
        match (self.firsts.count_ones(), self.seconds.count_ones()) {
            (1, 3..) => Some(DateOrder::MonthDayYear),
            (3.., 1) => Some(DateOrder::DayMonthYear),
            _ => None,
        }
    }
}

/// Sets the order of each date column that needs one, and says what is doubtful.
pub(super) fn decide(table: &impl Look, columns: &mut [ColumnUse], notices: &mut Vec<String>) {
    let tallies: Vec<(usize, Tally)> = columns
        .iter()
        .enumerate()
        .filter(|(_, c)| matches!(c.field, Field::BirthDate | Field::DeathDate))
        .map(|(at, _)| (at, Tally::of(table, at)))
        .collect();
    let elsewhere = |at: usize| {
        tallies.iter().filter(|(other, _)| *other != at).find_map(|(_, t)| t.proved()).map(|(order, _)| order)
    };
    for (at, tally) in &tallies {
        let Some(name) = columns.get(*at).map(|c| c.name.clone()) else {
            continue;
        };
        let stated = stated_order(&name);
        let order = match (tally.proved(), stated) {
            // "25-03-06" proves nothing of itself; the header may say that the year stands first.
            (_, Some(DateOrder::YearMonthDay)) if tally.latest.is_none() && tally.two_digits > 0 => {
                Some(DateOrder::YearMonthDay)
            }
            (Some((order, odd)), _) => {
                contradictions(&name, order, odd, stated, notices);
                Some(order)
            }
            (None, Some(order)) if tally.either + tally.day_first > 0 => Some(order),
            (None, _) if tally.either + tally.day_first > 0 => {
                let (order, because) = guess(table, columns, *at, tally, elsewhere(*at));
                notices.push(format!(
                    "dates in column \"{name}\" could be day/month or month/day ({} cells): read as {} because {because}; set date-order in case.toml if that is wrong",
                    tally.either + tally.day_first + tally.month_first,
                    words(order)
                ));
                Some(order)
            }
            _ => None,
        };
        converted(&name, tally, notices);
        if let Some(column) = columns.get_mut(*at) {
            column.date_order = order;
        }
    }
    for (at, tally) in &tallies {
        if let Some(column) = columns.get(*at).filter(|_| tally.two_digits > 0 && tally.latest.is_none()) {
            let latest = latest_year(table, columns, *at);
            notices.push(format!(
                "years in column \"{}\" have two digits: read as {} to {latest}",
                column.name,
                latest - 99
            ));
        }
    }
}

fn contradictions(
    name: &str,
    order: DateOrder,
    odd: usize,
    stated: Option<DateOrder>,
    notices: &mut Vec<String>,
) {
    if odd > 0 {
        notices.push(format!(
            "dates in column \"{name}\" are {}, but {odd} cells make sense only the other way round and are read so: others may be wrong",
            words(order)
        ));
    }
    if let Some(stated) = stated.filter(|s| *s != order && order != DateOrder::YearMonthDay) {
        notices.push(format!(
            "column \"{name}\" says {}, but its cells are {}: read by the cells",
            words(stated),
            words(order)
        ));
    }
}

/// A spreadsheet set to another country turns 3/4 into a date and leaves 13/4 as text: then every date it made is wrong.
fn converted(name: &str, tally: &Tally, notices: &mut Vec<String>) {
    if tally.dates >= 5
        && tally.after_twelfth == 0
        && tally.day_first + tally.month_first >= 3
        && tally.either == 0
    {
        notices.push(format!(
            "column \"{name}\": {} cells are dates of the spreadsheet, none after the 12th of a month, and {} are text with a day after the 12th: \
             a spreadsheet has probably exchanged day and month in the former; compare with the original list",
            tally.dates,
            tally.day_first + tally.month_first
        ));
    }
}

/// The likelier order where the cells prove none, and why.
fn guess(
    table: &impl Look,
    columns: &[ColumnUse],
    at: usize,
    tally: &Tally,
    elsewhere: Option<DateOrder>,
) -> (DateOrder, &'static str) {
    if let Some(order) = tally.varying() {
        return (order, "one of the two numbers is the same in all of them");
    }
    if let Some(order) = elsewhere.filter(|o| *o != DateOrder::YearMonthDay) {
        return (order, "another column of dates is");
    }
    let arabic_name = |c: &ColumnUse| is_arabic(&c.name);
    let arabic_cells =
        |column: usize| Sample::new(table, column, Field::Other).share(|c| is_arabic(c.text)) > 0.5;
    if columns.iter().any(arabic_name) || (0..columns.len()).any(|c| c != at && arabic_cells(c)) {
        return (DateOrder::DayMonthYear, "the list is in Arabic");
    }
    let state_codes = |column: usize| {
        Sample::new(table, column, Field::Region)
            .share(|c| c.text.trim().len() == 2 && c.text.trim().bytes().all(|b| b.is_ascii_uppercase()))
            > 0.9
    };
    if columns.iter().enumerate().any(|(c, u)| u.field == Field::Region && state_codes(c)) {
        return (DateOrder::MonthDayYear, "the regions are written as American states");
    }
    (DateOrder::DayMonthYear, "most of the world writes so")
}

fn words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayMonthYear => "day/month/year",
        DateOrder::MonthDayYear => "month/day/year",
        DateOrder::YearMonthDay => "year-month-day",
    }
}

/// How the dates (or years) of a column are to be read; the order is decided from the cells if the mapping has none.
pub(super) fn reading(table: &impl Look, columns: &[ColumnUse], at: usize) -> Reading {
    let birth = columns.get(at).is_some_and(|c| is_birth(c.field));
    let order = columns.get(at).and_then(|c| c.date_order).or_else(|| {
        let tally = Tally::of(table, at);
        tally
            .proved()
            .map(|(order, _)| order)
            .or_else(|| (tally.either > 0).then(|| guess(table, columns, at, &tally, None).0))
    });
    Reading {
        // No cell needs an order: then none is ambiguous.
        order: order.unwrap_or(DateOrder::YearMonthDay),
        latest_year: latest_year(table, columns, at),
        serials: if birth { BIRTH_SERIALS } else { DEATH_SERIALS },
    }
}

/// The last year that two digits can mean: the latest that stands in four digits among the deaths (nobody is born
/// after the last death), else in the column itself, else a convention.
fn latest_year(table: &impl Look, columns: &[ColumnUse], at: usize) -> i16 {
    let deaths = columns
        .iter()
        .enumerate()
        .filter_map(|(column, used)| match used.field {
            Field::DeathDate => Tally::of(table, column).latest,
            Field::DeathYear => {
                let mut latest = None;
                table.each(column, &mut |cell, _| {
                    let year = agree::year(cell.text, 0).filter(|y| *y > 0 && date::YEARS.contains(y));
                    latest = latest.max(year);
                });
                latest
            }
            _ => None,
        })
        .max();
    let birth = columns.get(at).is_some_and(|c| is_birth(c.field));
    let own = || Tally::of(table, at).latest;
    deaths.or_else(own).unwrap_or(if birth { LATEST_BIRTH } else { LATEST_DEATH })
}

fn is_birth(field: Field) -> bool {
    matches!(field, Field::BirthDate | Field::BirthYear | Field::BirthMonth | Field::BirthDay)
}
