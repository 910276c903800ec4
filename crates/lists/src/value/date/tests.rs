use proptest::prelude::*;

use super::*;

fn reading(order: DateOrder) -> Reading {
    Reading { order, latest_year: 2025, serials: 20_000..=80_000 }
}

/// "2025-03-06", "2025-03-01..2025-03-31 month" and so on.
fn show(text: &str, order: DateOrder) -> Option<String> {
    let value = parse(text, &reading(order))?;
    Some(match value.precision {
        DatePrecision::Day => value.first.to_string(),
        other => format!("{}..{} {}", value.first, value.last, format!("{other:?}").to_lowercase()),
    })
}

#[test]
fn days_in_many_spellings() {
    for text in [
        "2025-03-06",
        "2025/3/6",
        "2025.03.06",
        "20250306",
        "2025-03-06 14:30",
        "2025-03-06T14:30:00Z",
        "6/3/2025",
        "06-03-2025",
        "6.3.25",
        "6 - 3 - 2025",
        "6 March 2025",
        "6 Mar 25",
        "6-Mar-2025",
        "March 6, 2025",
        "Mar. 6, 2025 3:30 PM",
        "Thursday, 6th of March 2025",
        "2025 March 6",
        "6 آذار 2025",
        "٦ آذار ٢٠٢٥",
        "٦/٣/٢٠٢٥",
        "6 مارس 2025م",
        "الخميس 6 آذار/مارس 2025",
        "۶/۳/۲۰۲۵",
        "45722",
        "45722.75",
        "6/3/2025 0:00",
    ] {
        assert_eq!(show(text, DateOrder::DayMonthYear).as_deref(), Some("2025-03-06"), "{text}");
    }
    assert_eq!(show("3/6/2025", DateOrder::MonthDayYear).as_deref(), Some("2025-03-06"));
    assert_eq!(show("25-03-06", DateOrder::YearMonthDay).as_deref(), Some("2025-03-06"));
    assert_eq!(show("5 تشرين الثاني 2024", DateOrder::DayMonthYear).as_deref(), Some("2024-11-05"));
    assert_eq!(show("5 كانون الأول 2024", DateOrder::DayMonthYear).as_deref(), Some("2024-12-05"));
    assert_eq!(show("5 جانفي 2024", DateOrder::DayMonthYear).as_deref(), Some("2024-01-05"));
}

#[test]
fn a_date_that_can_be_read_in_one_way_is_read_so() {
    assert_eq!(show("13/02/2015", DateOrder::MonthDayYear).as_deref(), Some("2015-02-13"));
    assert_eq!(show("02/13/2015", DateOrder::DayMonthYear).as_deref(), Some("2015-02-13"));
    assert_eq!(show("13/02/2015", DateOrder::YearMonthDay).as_deref(), Some("2015-02-13"));
    assert_eq!(show("3/4/2015", DateOrder::YearMonthDay), None);
    assert_eq!(show("4/4/2015", DateOrder::YearMonthDay).as_deref(), Some("2015-04-04"));
}

#[test]
fn months_years_and_ranges() {
    for (text, expected) in [
        ("March 2025", "2025-03-01..2025-03-31 month"),
        ("2025-03", "2025-03-01..2025-03-31 month"),
        ("03/2025", "2025-03-01..2025-03-31 month"),
        ("آذار 2025", "2025-03-01..2025-03-31 month"),
        ("early March 2025", "2025-03-01..2025-03-31 month"),
        ("February 2024", "2024-02-01..2024-02-29 month"),
        ("2016", "2016-01-01..2016-12-31 year"),
        ("عام 2016", "2016-01-01..2016-12-31 year"),
        ("6-9 March 2025", "2025-03-06..2025-03-09 range"),
        ("6 – 9 March 2025", "2025-03-06..2025-03-09 range"),
        ("March 6-9, 2025", "2025-03-06..2025-03-09 range"),
        ("7/3/2025 - 9/3/2025", "2025-03-07..2025-03-09 range"),
        ("7-3-2025 - 9-3-2025", "2025-03-07..2025-03-09 range"),
        ("7/3/2025-9/3/2025", "2025-03-07..2025-03-09 range"),
        ("6-9/3/2025", "2025-03-06..2025-03-09 range"),
        ("between 6 and 8 March 2025", "2025-03-06..2025-03-08 range"),
        ("بين 6 و8 آذار 2025", "2025-03-06..2025-03-08 range"),
        ("من 6 آذار حتى 8 نيسان 2025", "2025-03-06..2025-04-08 range"),
        ("March - April 2025", "2025-03-01..2025-04-30 range"),
        ("30 December 2024 to 2 January 2025", "2024-12-30..2025-01-02 range"),
        ("2016-2017", "2016-01-01..2017-12-31 range"),
        ("6 or 7 March 2025", "2025-03-06..2025-03-07 range"),
    ] {
        assert_eq!(show(text, DateOrder::DayMonthYear).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_date_is_not_read() {
    for text in [
        "",
        "6",
        "March",
        "6 March",
        "Mar-15",
        "12",
        "2015-16",
        "31/2/2025",
        "2025-02-29",
        "0/3/2025",
        "13/13/2025",
        "1446-09-06",
        "6 رمضان 1446",
        "6/9/1446 هـ",
        "2025?",
        "about 2025",
        "6 March 2025 (approx)",
        "9-6 March 2025",
        "early 6 March 2025",
        "19999",
        "80001",
        "2025-03-06-09",
        "1-2-3-4",
        "12:30",
        "next Friday",
        "3/4",
        "6/3-2025",
        "99999999",
    ] {
        assert_eq!(show(text, DateOrder::DayMonthYear), None, "{text}");
    }
}

#[test]
fn two_digit_years_do_not_pass_the_latest() {
    assert_eq!(full_year(25, 2, 2025), Some(2025));
    assert_eq!(full_year(26, 2, 2025), Some(1926));
    assert_eq!(full_year(0, 2, 2025), Some(2000));
    assert_eq!(full_year(99, 2, 2025), Some(1999));
    assert_eq!(full_year(68, 2, 2068), Some(2068));
    assert_eq!(full_year(69, 2, 2068), Some(1969));
    assert_eq!(full_year(123, 3, 2025), None);
}

#[test]
fn month_columns() {
    for text in ["3", "03", "March", "mar.", "آذار", "٣", "3.0"] {
        assert_eq!(month(text), Some(3), "{text}");
    }
    for text in ["0", "13", "Marchmont", "6 March", ""] {
        assert_eq!(month(text), None, "{text}");
    }
}

#[test]
fn cells_that_know_their_kind() {
    let cell = |text: &str, kind| crate::Cell { text: text.into(), kind };
    let order = reading(DateOrder::DayMonthYear);
    let date = jiff::civil::date(2025, 3, 6);
    assert_eq!(parse_cell(cell("3/6/25", Kind::Date(date)).seen(), &order), Some(day(date)));
    assert_eq!(parse_cell(cell("45722", Kind::Number(45722.0)).seen(), &order), Some(day(date)));
    assert_eq!(
        parse_cell(cell("2025", Kind::Number(2025.0)).seen(), &order).map(|d| d.precision),
        Some(DatePrecision::Year)
    );
    assert_eq!(parse_cell(cell("TRUE", Kind::Bool(true)).seen(), &order), None);
}

proptest! {
    #[test]
    fn plain_dates_are_read_as_all_others(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
        // A blank at the end leads the longer way.
        let longer = format!("{text} ");
        for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
            prop_assert_eq!(parse(&text, &reading(order)), parse(&longer, &reading(order)));
        }
        prop_assert_eq!(evidence(&text), evidence(&longer));
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}") {
        for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
            let _ = (parse(&text, &reading(order)), evidence(&text), month(&text));
        }
    }

    #[test]
    fn nor_a_text_of_what_dates_are_made_of(text in "([0-9]{1,8}|[-/., :]|march|كانون|الثاني|و| to |t){0,12}") {
        for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
            if let Some(value) = parse(&text, &reading(order)) {
                prop_assert!(value.first <= value.last);
            }
        }
    }

    #[test]
    fn what_is_written_in_an_order_is_read_back(days in 0_i64..60_000, mark in "[-/.]") {
        let date = Date::constant(1920, 1, 1).checked_add(days.days()).unwrap_or_default();
        let (y, m, d) = (date.year(), date.month(), date.day());
        for (text, order) in [
            (format!("{d}{mark}{m:02}{mark}{y}"), DateOrder::DayMonthYear),
            (format!("{m:02}{mark}{d}{mark}{y}"), DateOrder::MonthDayYear),
            (format!("{y}{mark}{m}{mark}{d:02}"), DateOrder::YearMonthDay),
        ] {
            prop_assert_eq!(parse(&text, &reading(order)), Some(day(date)), "{}", text);
        }
    }
}
