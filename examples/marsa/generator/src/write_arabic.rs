//! The two lists in Arabic: the hospital's workbook and the association's JSON.

use crate::{
    families::Sex,
    random::Random,
    rates::{FAMILIES, HOSPITAL},
    slips::{Age, Entry},
    spelling::arabic_digits,
};
use anyhow::Result;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

const HEADER: [&str; 9] =
    ["رقم السجل", "الاسم الكامل", "الجنس", "العمر", "تاريخ الوفاة", "المنطقة", "البلدة", "الحي", "ملاحظات"];
/// Row of the header, from 0: a title over all columns, a line on the period and an empty row stand above it.
const HEADER_ROW: u32 = 3;
/// What the hospital writes of a body that nobody could identify.
const NAMELESS: [&str; 3] = ["مجهول", "مجهول الهوية", "غير معروف"];
const NOTES: [&str; 5] = ["", "", "", "سلم إلى ذويه", "وصل متوفى"];
/// The second sheet.
const REMARKS: [&str; 4] = [
    "ملاحظات على السجل",
    "التاريخ هو تاريخ إذن الدفن وقد يتأخر يوما عن الوفاة.",
    "الأعمار التي قدرها الطبيب مقربة إلى العشرات.",
    "هذا السجل من نسج الخيال، ومرسى بلد لا وجود له.",
];

/// `hospital.xlsx`: title rows, a merged title, date cells, a row of totals, a second sheet with remarks.
pub fn hospital(entries: &[Entry], random: &mut Random) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // Without a fixed date the file would differ each time.
    let created = ExcelDateTime::from_ymd(2031, 6, 1)?;
    workbook.set_properties(&DocProperties::new().set_title("سجل الوفيات").set_creation_datetime(&created));
    register(workbook.add_worksheet(), entries, random)?;
    let remarks = workbook.add_worksheet().set_name("ملاحظات")?.set_right_to_left(true);
    remarks.set_column_width(0, 70)?;
    for (row, text) in (0..).zip(REMARKS) {
        remarks.write_string(row, 0, text)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn register(sheet: &mut Worksheet, entries: &[Entry], random: &mut Random) -> Result<()> {
    let bold = Format::new().set_bold();
    let title = bold.clone().set_align(FormatAlign::Center).set_font_size(14);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.set_name("سجل الوفيات")?.set_right_to_left(true);
    sheet.merge_range(0, 0, 0, HEADER.len() as u16 - 1, "المستشفى المركزي - سجل الوفيات", &title)?;
    sheet.write_string(1, 0, "من شباط إلى أيار 2031")?;
    for (column, name) in (0..).zip(HEADER) {
        sheet.write_string_with_format(HEADER_ROW, column, name, &bold)?;
    }
    sheet.set_column_width(1, 28)?.set_column_width(4, 12)?;
    for (row, entry) in (HEADER_ROW + 1..).zip(entries) {
        match entry.id.parse::<u32>() {
            Ok(number) => sheet.write_number(row, 0, number)?,
            Err(_) => sheet.write_string(row, 0, &entry.id)?,
        };
        sheet.write_string(row, 1, full_name(entry, random))?;
        sheet.write_string(row, 2, sex(entry))?;
        match entry.age {
            Some(Age::Years(years)) if !random.chance(HOSPITAL.arabic_digits) => {
                sheet.write_number(row, 3, years)?
            }
            Some(Age::Years(years)) => sheet.write_string(row, 3, arabic_digits(&years.to_string()))?,
            Some(Age::Months(months)) => sheet.write_string(row, 3, in_months(months))?,
            None => sheet,
        };
        if let Some(date) = entry.date {
            if random.chance(HOSPITAL.arabic_digits) {
                let text = format!("{:02}/{:02}/{}", date.day(), date.month(), date.year());
                sheet.write_string(row, 4, arabic_digits(&text))?;
            } else {
                sheet.write_datetime_with_format(row, 4, excel_date(date)?, &day)?;
            }
        }
        sheet.write_string(row, 5, &entry.district)?;
        for (column, place) in [(6, &entry.town), (7, &entry.quarter)] {
            sheet.write_string(row, column, place.as_deref().unwrap_or_default())?;
        }
        sheet.write_string(row, 8, random.pick(&NOTES).copied().unwrap_or_default())?;
    }
    let foot = HEADER_ROW + 1 + entries.len() as u32;
    sheet.write_string_with_format(foot, 0, "المجموع", &bold)?;
    sheet.write_number_with_format(foot, 1, entries.len() as u32, &bold)?;
    Ok(())
}

fn excel_date(date: Date) -> Result<ExcelDateTime> {
    Ok(ExcelDateTime::from_ymd(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )?)
}

fn full_name(entry: &Entry, random: &mut Random) -> String {
    match &entry.name {
        None => random.pick(&NAMELESS).copied().unwrap_or_default().to_string(),
        Some(name) => match &name.father {
            Some(father) => format!("{} {father} {}", name.given, name.family),
            None => format!("{} {}", name.given, name.family),
        },
    }
}

fn sex(entry: &Entry) -> &'static str {
    match entry.sex {
        Some(Sex::Female) => "أنثى",
        Some(Sex::Male) => "ذكر",
        None => "",
    }
}

fn in_months(months: u32) -> String {
    match months {
        1 => "شهر".to_string(),
        2..=10 => format!("{months} أشهر"),
        _ => format!("{months} شهرا"),
    }
}

/// `families.json`: an array of objects, one a line; the name in its parts, dates as ISO 8601.
pub fn families(entries: &[Entry], random: &mut Random) -> Vec<u8> {
    let rows: Vec<String> = entries.iter().map(|entry| object(entry, random)).collect();
    format!("[\n{}\n]\n", rows.join(",\n")).into_bytes()
}

fn object(entry: &Entry, random: &mut Random) -> String {
    let mut digits = |text: String| {
        if random.chance(FAMILIES.arabic_digits) { arabic_digits(&text) } else { text }
    };
    let age = entry.age.map(|age| match age {
        Age::Years(years) => digits(years.to_string()),
        Age::Months(months) => in_months(months),
    });
    let date = entry.date.map(|date| digits(date.to_string()));
    let name = entry.name.as_ref();
    let fields = [
        ("الرقم", Some(entry.id.as_str())),
        ("الاسم", name.map(|name| name.given.as_str())),
        ("اسم الأب", name.and_then(|name| name.father.as_deref())),
        ("الكنية", name.map(|name| name.family.as_str())),
        ("اسم الأم", entry.mother.as_deref()),
        ("الجنس", Some(sex(entry)).filter(|sex| !sex.is_empty())),
        ("العمر", age.as_deref()),
        ("تاريخ الوفاة", date.as_deref()),
        ("المنطقة", Some(entry.district.as_str())),
        ("البلدة", entry.town.as_deref()),
        ("الحي", entry.quarter.as_deref()),
    ];
    let pair = |(key, value): (&str, Option<&str>)| {
        format!("{}: {}", quoted(key), value.map_or("null".into(), quoted))
    };
    format!("  {{{}}}", fields.map(pair).join(", "))
}

/// A JSON string (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut json = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c < ' ' => json.push_str(&format!("\\u{:04x}", c as u32)),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_are_escaped() {
        assert_eq!(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    }

    #[test]
    fn months_are_counted_as_arabic_counts_them() {
        assert_eq!(
            (in_months(1), in_months(2), in_months(11)),
            ("شهر".into(), "2 أشهر".into(), "11 شهرا".into())
        );
    }
}
