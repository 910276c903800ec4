use super::*;
use crate::{Cell, DatePrecision, Entry, Kind, Row};

/// A table of text cells, divided by "|"; the header is row 1.
fn table(columns: &str, rows: &[&str]) -> Table {
    let cell = |text: &str| Cell { text: text.to_owned(), kind: Kind::Text };
    let row = |(number, cells): (u32, &&str)| Row { number, cells: cells.split('|').map(cell).collect() };
    Table {
        sheet: None,
        header_row: 1,
        columns: columns.split('|').map(str::to_owned).collect(),
        rows: (2..).zip(rows).map(row).collect(),
        left_out: Vec::new(),
    }
}

fn fields(table: &Table) -> Vec<Field> {
    map(table).columns.iter().map(|c| c.field).collect()
}

fn read(table: &Table) -> (Vec<Entry>, Entries) {
    let all = entries(table, &map(table));
    (all.entries.clone(), all)
}

/// One column of dates of death under the given header, read: "2025-03-06", or "-" where there is none.
fn deaths(header: &str, dates: &[&str]) -> (Vec<String>, Mapping) {
    let table = table(header, dates);
    let show = |e: Entry| e.death.map_or("-".to_owned(), |d| d.first.to_string());
    let mapping = map(&table);
    (entries(&table, &mapping).entries.into_iter().map(show).collect(), mapping)
}

#[test]
fn a_name_that_is_parted_into_columns() {
    use Field::*;
    let table =
        table("First name|Middle name|Middle initial|Last name", &["Adam|Bert|C|Example", "Beth|||Sample"]);
    assert_eq!(fields(&table), [GivenName, GivenName, GivenName, FamilyName]);
    let (entries, _) = read(&table);
    let given: Vec<_> = entries.iter().map(|e| e.given_name.as_deref()).collect();
    assert_eq!(given, [Some("Adam Bert C"), Some("Beth")]);
}

#[test]
fn a_police_list() {
    use Field::*;
    let table = table(
        "Record number|Victim's name|Victim's age|Victim's gender|Victim's race|\
         Date of Incident (month/day/year)|City|State|Zipcode|County|Agency responsible for death|Cause of death|\
         WaPo ID|Names of Officers Involved|Age of officer|URL",
        &[
            "R:1|Adam Example|34|Male|White|1/13/2015|Springdale|MN|10001|Elm|Springdale Police|\
             Gunshot|1|Bob Sample|40|https://example.org/1",
            "R:2|Name withheld by police|30s|Female|Black|2/3/2015|Oakton|PA|10002|Ash|Oakton Police|Taser||\
             Carl Sample|41|",
            "R:3|Beth Example|Unknown|Transgender|Unknown|13/2/2015|Oakton|PA|10002|Ash|Oakton Police|Gunshot|3|||",
            "R:4|Carol Example|1985|M|Unknown|2/30/2015|Oakton|PA|10002|Ash|Oakton Police|Gunshot|4|||",
            "R:5|Dora Example|45 or 49|F|Unknown|2/28/2015|Oakton|PA|10002|Ash|Oakton Police|Gunshot|4|||",
        ],
    );
    let expected = [
        RecordId, FullName, Age, Sex, Other, DeathDate, Locality, Region, Other, District, Other, Cause,
        Other, Other, Other, Other,
    ];
    assert_eq!(fields(&table), expected);
    let mapping = map(&table);
    assert_eq!(mapping.columns[5].date_order, Some(DateOrder::MonthDayYear));
    assert!(
        mapping.notices.iter().any(|n| n.contains("1 cells make sense only the other way round")),
        "{:?}",
        mapping.notices
    );
    let (entries, all) = read(&table);
    assert_eq!(entries[0].row, 2);
    assert_eq!(
        entries[0].places,
        [(Region, "MN".to_owned()), (District, "Elm".to_owned()), (Locality, "Springdale".to_owned())]
    );
    assert_eq!(entries[1].full_name, None);
    assert_eq!(entries[1].age.map(|a| (a.low, a.high)), Some((30, 39)));
    assert_eq!(entries[2].death.map(|d| d.first.to_string()).as_deref(), Some("2015-02-13"));
    assert_eq!(entries[2].sex, Some(crate::Sex::Other));
    let unread: Vec<(u32, &str)> = all.unread.iter().map(|u| (u.row, u.text.as_str())).collect();
    assert_eq!(unread, [(5, "1985"), (5, "2/30/2015")]);
    assert!(all.missing.contains(&("Victim's name".to_owned(), "Name withheld by police".to_owned(), 1)));
    assert!(all.missing.contains(&("Victim's age".to_owned(), "Unknown".to_owned(), 1)));
}

#[test]
fn an_arabic_list_in_parts() {
    use Field::*;
    let table = table(
        "الرقم|الاسم|اسم الأب|الكنية|اسم الأم|العمر|الجنس|تاريخ الاستشهاد|المحافظة|القرية|ملاحظات",
        &[
            "١|سامي|نزار|درويش|هدى|٣٤|ذكر|٧/٣/٢٠٢٥|طرطوس|عين مثال|لا يوجد",
            "٢|رنا|سليم|مثالي|مجهول|رضيع|أنثى|٨/٣/٢٠٢٥|طرطوس|عين مثال|",
            "٣|هالة|سليم|مثالي||5 أشهر|أنثى|٩/٣/٢٠٢٥|طرطوس|غير محدد|",
        ],
    );
    assert_eq!(
        fields(&table),
        [
            RecordId, GivenName, FatherName, FamilyName, MotherName, Age, Sex, DeathDate, Region, Locality,
            Other
        ]
    );
    let mapping = map(&table);
    assert_eq!(mapping.columns[7].date_order, Some(DateOrder::DayMonthYear));
    assert!(
        mapping.notices.iter().any(|n| n.contains("could be day/month or month/day")),
        "{:?}",
        mapping.notices
    );
    let (entries, all) = read(&table);
    assert_eq!(entries[0].given_name.as_deref(), Some("سامي"));
    assert_eq!(entries[1].mother_name, None);
    assert_eq!(entries[2].places, [(Region, "طرطوس".to_owned())]);
    assert_eq!(entries[0].death.map(|d| d.first.to_string()).as_deref(), Some("2025-03-07"));
    assert_eq!(entries[2].sex, Some(crate::Sex::Female));
    assert!(all.unread.is_empty(), "{:?}", all.unread);
}

#[test]
fn the_cells_must_agree_with_the_header() {
    let rows: &[&str] = &["1|Adam Example|before dawn", "2|Beth Example|at noon"];
    let table = table("id|name|date", rows);
    assert_eq!(fields(&table), [Field::RecordId, Field::FullName, Field::Other]);
    assert!(map(&table).notices.iter().any(|n| n.contains("\"date\"")));
}

#[test]
fn an_id_differs_in_every_row() {
    let rows: &[&str] = &["1|a7|Adam Example", "1|a8|Beth Example", "2|a9|Carl Example"];
    assert_eq!(fields(&table("id|uid|name", rows)), [Field::Other, Field::RecordId, Field::FullName]);
    // The only id there is may be named after the list itself.
    assert_eq!(fields(&table("x|Coast List ID|name", rows))[1], Field::RecordId);
}

#[test]
fn the_best_words_win_and_other_spellings_stay_names() {
    let rows: &[&str] = &[
        "سامي نزار درويش|Sami Nizar Darwish|1/2/2025|5/2/2025",
        "رنا سليم مثالي|Rana Salim Mithali|14/2/2025|15/2/2025",
    ];
    let table = table("name_ar|name_en|date|date of death", rows);
    assert_eq!(fields(&table), [Field::FullName, Field::OtherName, Field::Other, Field::DeathDate]);
    assert_eq!(read(&table).0[0].other_name.as_deref(), Some("Sami Nizar Darwish"));
}

#[test]
fn order_of_day_and_month() {
    use DateOrder::*;
    let order = |header: &str, dates: &[&str]| {
        let (read, mapping) = deaths(header, dates);
        (
            mapping.columns[0].date_order,
            read[0].clone(),
            mapping.notices.iter().any(|n| n.contains("could be")),
        )
    };
    assert_eq!(order("date", &["3/4/2025", "13/4/2025"]), (Some(DayMonthYear), "2025-04-03".into(), false));
    assert_eq!(order("date", &["3/4/2025", "4/13/2025"]), (Some(MonthDayYear), "2025-03-04".into(), false));
    assert_eq!(
        order("date", &["2025-03-04", "2025-04-13"]),
        (Some(YearMonthDay), "2025-03-04".into(), false)
    );
    assert_eq!(order("date", &["3/4/2025"]), (Some(DayMonthYear), "2025-04-03".into(), true));
    assert_eq!(
        order("date (month/day/year)", &["3/4/2025"]),
        (Some(MonthDayYear), "2025-03-04".into(), false)
    );
    // Three days of one month are likelier than one day of three months.
    assert_eq!(
        order("date", &["3/7/2025", "3/8/2025", "3/9/2025"]),
        (Some(MonthDayYear), "2025-03-07".into(), true)
    );
    assert_eq!(
        order("date", &["7/3/2025", "8/3/2025", "9/3/2025"]),
        (Some(DayMonthYear), "2025-03-07".into(), true)
    );
    // The header errs.
    let (read, mapping) = deaths("date (dd/mm/yyyy)", &["3/4/2025", "3/14/2025", "3/15/2025"]);
    assert_eq!(read, ["2025-03-04", "2025-03-14", "2025-03-15"]);
    assert!(mapping.notices.iter().any(|n| n.contains("read by the cells")));
    assert_eq!(order("date", &["6 March 2025", "7 March 2025"]), (None, "2025-03-06".into(), false));
    assert_eq!(
        order("date yymmdd", &["25-03-06", "25-03-07"]),
        (Some(YearMonthDay), "2025-03-06".into(), false)
    );
}

#[test]
fn two_digit_years() {
    assert_eq!(
        deaths("date", &["13/1/15", "14/1/16", "15/1/2016"]).0,
        ["2015-01-13", "2016-01-14", "2016-01-15"]
    );
    let (read, mapping) = deaths("date", &["13/1/15", "14/1/82"]);
    assert_eq!(read, ["2015-01-13", "1982-01-14"]);
    assert!(
        mapping.notices.iter().any(|n| n.contains("two digits: read as 1969 to 2068")),
        "{:?}",
        mapping.notices
    );
    let rows: &[&str] = &[
        "Adam Example|15/6/45|70|13/1/2016",
        "Beth Example|15/6/15|0|14/1/2016",
        "Carl Example|15/6/12|103|14/1/2016",
    ];
    let births: Vec<_> = read_births(&table("name|dob|age|date of death", rows));
    assert_eq!(births, ["1945-06-15", "2015-06-15", "1912-06-15"]);
}

fn read_births(table: &Table) -> Vec<String> {
    entries(table, &map(table))
        .entries
        .iter()
        .map(|e| e.birth.map_or("-".to_owned(), |d| d.first.to_string()))
        .collect()
}

#[test]
fn dates_in_three_columns() {
    let rows: &[&str] = &[
        "Adam Example|January|2|2015",
        "Beth Example|2||2015",
        "Carl Example|Unknown|5|2015",
        "Dora Example|February|30|2015",
        "Edna Example|March|3|Unknown",
    ];
    let table = table("name|month|day|year", rows);
    let (entries, all) = read(&table);
    let seen: Vec<_> = entries.iter().map(|e| e.death.map(|d| (d.first.to_string(), d.precision))).collect();
    let some = |text: &str, precision| Some((text.to_owned(), precision));
    assert_eq!(
        seen,
        [
            some("2015-01-02", DatePrecision::Day),
            some("2015-02-01", DatePrecision::Month),
            some("2015-01-01", DatePrecision::Year),
            None,
            None
        ]
    );
    assert_eq!(all.unread.iter().map(|u| (u.row, u.text.as_str())).collect::<Vec<_>>(), [(5, "30")]);
}

#[test]
fn spreadsheet_dates() {
    let cell = |number: f64| Cell { text: number.to_string(), kind: Kind::Number(number) };
    let mut list = table("date", &["", "", ""]);
    for (row, number) in list.rows.iter_mut().zip([45722.0, 45723.5, 2025.0]) {
        row.cells[0] = cell(number);
    }
    let days: Vec<_> =
        read(&list).0.iter().filter_map(|e| e.death).map(|d| (d.first.to_string(), d.precision)).collect();
    assert_eq!(
        days,
        [
            ("2025-03-06".into(), DatePrecision::Day),
            ("2025-03-07".into(), DatePrecision::Day),
            ("2025-01-01".into(), DatePrecision::Year)
        ]
    );
    // Half of the dates were converted with day and month exchanged.
    let mut list = table("date", &["13/3/2025", "14/3/2025", "15/3/2025", "", "", "", "", ""]);
    for (row, month) in list.rows.iter_mut().skip(3).zip(1_i8..) {
        row.cells[0] =
            Cell { text: format!("2025-{month:02}-03"), kind: Kind::Date(jiff::civil::date(2025, month, 3)) };
    }
    assert!(
        map(&list).notices.iter().any(|n| n.contains("exchanged day and month")),
        "{:?}",
        map(&list).notices
    );
}

#[test]
fn without_headers_the_cells_speak() {
    use Field::*;
    let rows: &[&str] = &[
        "1|سامي نزار درويش|ذكر|1990-02-01|2025-03-07|35|100000001",
        "2|رنا سليم مثالي|أنثى|1950-12-11|2025-03-07|74|100000002",
        "3|هالة سليم مثالي|أنثى|2020-05-15|2025-03-08|4|100000003",
    ];
    let table = table("column 1|column 2|column 3|column 4|column 5|column 6|column 7", rows);
    assert_eq!(fields(&table), [RecordId, FullName, Sex, BirthDate, DeathDate, Age, PersonNumber]);
    assert!(map(&table).columns.iter().all(|c| c.why == BY_CELLS));
}

#[test]
fn hijri_dates_are_not_guessed() {
    let (read, mapping) = deaths("تاريخ الوفاة", &["6/9/1446", "7/9/1446"]);
    assert_eq!(read, ["-", "-"]);
    assert_eq!(mapping.columns[0].field, Field::Other);
    assert!(!mapping.notices.is_empty());
}

#[test]
fn parts_go_on_and_releases_repeat() {
    let columns = "id|name|age";
    let first = table(columns, &["1|Adam Example|30", "2|Beth Example|31"]);
    let second = table(columns, &["3|Carl Example|30", "4|Dora Example|31"]);
    assert!(parts_of_one_source(("list_2015.csv", &first), ("list_2016.csv", &second)));
    assert!(!parts_of_one_source(("list_2015.csv", &first), ("other_2016.csv", &second)));
    assert!(!parts_of_one_source(("list_2015.csv", &first), ("list_2016.csv", &first)), "the same ids");
    let renumbered = table(columns, &["5|Adam Example|30", "6|Beth Example|31"]);
    assert!(
        !parts_of_one_source(("list_2015.csv", &first), ("list_2016.csv", &renumbered)),
        "the same people"
    );
    let other = table("id|name|years", &["3|Carl Example|30"]);
    assert!(!parts_of_one_source(("list_2015.csv", &first), ("list_2016.csv", &other)), "other columns");
}

#[test]
fn odd_tables_are_no_trouble() {
    assert!(map(&Table { columns: Vec::new(), ..table("", &[]) }).columns.is_empty());
    let empty = table("id|name|date|age", &[]);
    assert_eq!(entries(&empty, &map(&empty)), Entries::default());
    // A mapping that does not fit the table.
    let short = table("name", &["", "Adam Example"]);
    let wide = map(&table("name|date|year|lat", &["Adam Example|3/4/2025|2025|1"]));
    assert_eq!(entries(&short, &wide).entries.len(), 2);
}
