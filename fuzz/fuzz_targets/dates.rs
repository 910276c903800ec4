//! A cell of a column of dates, months or ages: it is read or not, and what is read is a span in the right order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lists::value::age;
use lists::value::date::{DateOrder, Reading, YEARS, evidence, month, parse};

fuzz_target!(|text: &str| {
    // A blank at the end leads past the short way for dates as most lists write them.
    let longer = format!("{text} ");
    for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
        let reading = Reading { order, latest_year: 2031, serials: 20_000..=60_000 };
        let read = parse(text, &reading);
        assert_eq!(read, parse(&longer, &reading), "{text:?}");
        if let Some(date) = read {
            assert!(date.first <= date.last, "{text:?}: {date:?}");
            assert!(YEARS.contains(&date.first.year()) && YEARS.contains(&date.last.year()), "{text:?}: {date:?}");
        }
    }
    assert_eq!(evidence(text), evidence(&longer), "{text:?}");
    assert!(month(text).is_none_or(|month| (1..=12).contains(&month)), "{text:?}");
    if let Some(age) = age::parse(text) {
        assert!(age.low <= age.high && age.high <= 120, "{text:?}: {age:?}");
    }
});
