//! People by date of death in equal steps: days, weeks, months or years, as the length of the period asks.

use crate::finding::{Bin, Timeline};
use crate::person::Person;
use jiff::ToSpan;
use jiff::civil::Date;
use lists::{DatePrecision, DateValue};
use std::collections::BTreeMap;

/// Longest period, in days, that is shown by day, by week and by month.
const DAYS_BY_DAY: i64 = 120;
const DAYS_BY_WEEK: i64 = 731;
const DAYS_BY_MONTH: i64 = 15 * 366;

/// Most steps of a timeline; beyond, the outermost 0.5% at either end are counted apart (they are mostly slips
/// of the pen in the year, and would flatten all the rest).
const MOST_BINS: usize = 190;

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }

    /// First day of the step that holds `date`; weeks begin on Monday.
    fn start(self, date: Date) -> Date {
        match self {
            Unit::Day => date,
            Unit::Week => {
                let since_monday = i64::from(date.weekday().to_monday_zero_offset());
                date.saturating_sub(since_monday.days())
            }
            Unit::Month => date.first_of_month(),
            Unit::Year => date.first_of_year(),
        }
    }

    fn next(self, start: Date) -> Date {
        start.saturating_add(match self {
            Unit::Day => 1.day(),
            Unit::Week => 7.days(),
            Unit::Month => 1.month(),
            Unit::Year => 1.year(),
        })
    }
}

/// The timeline of the displayed dates of death.
pub(crate) fn timeline(people: &[Person]) -> Timeline {
    let deaths: Vec<DateValue> = people.iter().filter_map(|person| person.death.value).collect();
    let not_stated = people.len() - deaths.len();
    let unit = unit(&deaths);
    let mut starts: Vec<Date> = deaths
        .iter()
        .filter(|death| unit.start(death.first) == unit.start(death.last))
        .map(|death| unit.start(death.first))
        .collect();
    starts.sort_unstable();
    let too_vague = deaths.len() - starts.len();
    let bins = |period: &[Date]| -> Option<BTreeMap<Date, usize>> {
        let (Some(&first), Some(&last)) = (period.first(), period.last()) else {
            return Some(BTreeMap::new());
        };
        let mut bins = BTreeMap::from([(first, 0)]);
        let mut at = first;
        while at < last {
            if bins.len() >= MOST_BINS {
                return None;
            }
            at = unit.next(at);
            bins.insert(at, 0);
        }
        for start in &starts {
            if let Some(persons) = bins.get_mut(start) {
                *persons += 1;
            }
        }
        Some(bins)
    };
    let cut = starts.len().div_ceil(200);
    let core = starts.get(cut..starts.len().saturating_sub(cut)).unwrap_or_default();
    let bins = bins(&starts).or_else(|| bins(core)).unwrap_or_default();
    Timeline {
        unit: unit.name(),
        outside: starts.len() - bins.values().sum::<usize>(),
        bins: bins.into_iter().map(|(from, persons)| Bin { from: from.to_string(), persons }).collect(),
        too_vague,
        not_stated,
    }
}

/// The unit for these dates: by the length of the period, and not finer than most of them are known.
fn unit(deaths: &[DateValue]) -> Unit {
    let mut days: Vec<Date> =
        deaths.iter().filter(|d| d.precision == DatePrecision::Day).map(|d| d.first).collect();
    let mostly_days = days.len() * 2 >= deaths.len();
    if !mostly_days {
        days = deaths.iter().flat_map(|d| [d.first, d.last]).collect();
    }
    days.sort_unstable();
    // Single wild dates do not choose the unit.
    let cut = days.len() / 200;
    let first = days.get(cut).copied().unwrap_or_default();
    let last = days.iter().rev().nth(cut).copied().unwrap_or_default();
    let length = first.duration_until(last).as_hours() / 24 + 1;
    match (mostly_days, length) {
        (true, ..=DAYS_BY_DAY) => Unit::Day,
        (true, ..=DAYS_BY_WEEK) => Unit::Week,
        (_, ..=DAYS_BY_MONTH) => Unit::Month,
        _ => Unit::Year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Members;
    use crate::sample::{day, record, source, year};
    use casefile::Reading;
    use linkage::Linked;
    use lists::Entry;

    fn of(deaths: &[Option<DateValue>]) -> Timeline {
        let records = deaths.iter().enumerate();
        let reading = Reading {
            sources: vec![source("a")],
            records: records
                .map(|(i, &death)| record(0, i as u32, Entry { death, ..Entry::default() }))
                .collect(),
            ..Reading::default()
        };
        let linked = Linked { person_of: (0..deaths.len() as u32).collect(), ..Linked::default() };
        timeline(&crate::person::people(&reading, &linked, &Members::new(&linked, deaths.len())))
    }

    #[test]
    fn days_without_deaths_are_shown_and_vague_dates_are_counted_apart() {
        let t = of(&[
            Some(day(2021, 3, 5)),
            Some(day(2021, 3, 8)),
            Some(day(2021, 3, 8)),
            Some(year(2021)),
            None,
        ]);
        assert_eq!(t.unit, "day");
        assert_eq!(t.bins.iter().map(|b| b.persons).collect::<Vec<_>>(), [1, 0, 0, 2]);
        assert_eq!((t.too_vague, t.not_stated, t.outside), (1, 1, 0));
    }

    #[test]
    fn the_unit_follows_the_length_of_the_period() {
        let span = |a, b| of(&[Some(a), Some(b)]);
        assert_eq!(span(day(2021, 1, 1), day(2021, 4, 30)).unit, "day");
        let weeks = span(day(2021, 1, 1), day(2021, 5, 1));
        assert_eq!((weeks.unit, weeks.bins[0].from.as_str(), weeks.bins.len()), ("week", "2020-12-28", 18));
        let months = span(day(2019, 1, 31), day(2022, 1, 1));
        assert_eq!((months.unit, months.bins.len()), ("month", 37));
        assert_eq!(of(&[Some(year(2020)), Some(year(2021)), Some(year(1990))]).bins.len(), 32);
    }

    #[test]
    fn one_wild_year_does_not_flatten_the_rest() {
        let mut deaths: Vec<_> = (0..400).map(|i| Some(day(2021, 3, 1 + (i % 20) as i8))).collect();
        deaths.push(Some(day(1021, 3, 5)));
        let t = of(&deaths);
        assert_eq!((t.unit, t.bins.len()), ("day", 20));
        assert_eq!(t.outside + t.bins.iter().map(|b| b.persons).sum::<usize>(), 401);
        assert_eq!(t.outside, 1);
    }

    #[test]
    fn no_dates_no_bars() {
        let t = of(&[None, None]);
        assert_eq!((t.bins.len(), t.not_stated), (0, 2));
        assert!(of(&[]).bins.is_empty());
    }
}
