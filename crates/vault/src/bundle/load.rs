//! Load files for review programs: a row for each sealed item, as CSV and as Concordance DAT.

/// The columns.
const COLUMNS: [&str; 10] = [
    "ITEM",
    "ENTRY",
    "SEALED_AT",
    "SEALED_BY",
    "FILE_NAME",
    "MEDIA_TYPE",
    "SIZE",
    "SHA256",
    "PATH",
    "STATUS",
];

/// A row: values in the order of the columns.
pub type Row = [String; COLUMNS.len()];

/// Comma-separated values (RFC 4180), in UTF-8.
pub fn csv(rows: &[Row]) -> String {
    table(rows, |value| format!("\"{}\"", value.replace('"', "\"\"")), ",")
}

/// Concordance DAT in UTF-8 with a byte order mark: values between U+00FE, parted by U+0014, line breaks as U+00AE. These
/// three cannot stand in a value and become U+FFFD.
pub fn dat(rows: &[Row]) -> String {
    let value = |value: &str| {
        let reserved = |c: char| ['\u{fe}', '\u{14}', '\u{ae}'].contains(&c);
        format!("\u{fe}{}\u{fe}", value.replace(reserved, "\u{fffd}").replace(['\n', '\r'], "\u{ae}"))
    };
    format!("\u{feff}{}", table(rows, value, "\u{14}"))
}

fn table(rows: &[Row], value: impl Fn(&str) -> String, between: &str) -> String {
    let line = |values: Vec<String>| values.join(between) + "\r\n";
    let head = line(COLUMNS.iter().map(|name| value(name)).collect());
    rows.iter().fold(head, |text, row| text + &line(row.iter().map(|v| value(v)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_their_cell() {
        let mut row = Row::default();
        row[4] = "a\",\"b\u{fe}\u{14}\n.csv".into();
        let csv = csv(&[row.clone()]);
        assert_eq!(csv.lines().nth(1), Some("\"\",\"\",\"\",\"\",\"a\"\",\"\"b\u{fe}\u{14}"));
        let dat = dat(&[row]);
        let last = dat.lines().last().unwrap();
        assert_eq!(last.split('\u{14}').nth(4), Some("\u{fe}a\",\"b\u{fffd}\u{fffd}\u{ae}.csv\u{fe}"));
        assert!(dat.starts_with("\u{feff}\u{fe}ITEM\u{fe}\u{14}"));
    }
}
