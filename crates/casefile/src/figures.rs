//! Figures: totals that sources asserted, kept side by side as they were said.
//!
//! A figure is never corrected here and never added up: what it counted, of whom, where, in which period and as of
//! when stands beside its number, because most contradictions between totals are differences in these.

use crate::error::CaseError;
use lists::{LeftOut, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vault::{Draft, Entry};

/// Kind of the log entries that hold figures.
pub const KIND: &str = "figures";

/// A total that a source asserted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Short id, unique in the case.
    pub id: String,
    /// Who asserted it.
    pub source: String,
    /// What kind of source that is ("monitor", "UN").
    pub source_type: String,
    /// When it was published, as the list says.
    pub published: String,
    /// The day the total stands for.
    pub as_of: String,
    /// The days on which those counted were killed.
    pub period: String,
    /// What was counted ("killed", "killed, names verified").
    pub counted: String,
    /// Of whom ("civilians").
    pub category: String,
    /// Who is said to have done it.
    pub attributed_to: String,
    /// Where.
    pub place: String,
    /// The number, or the lower of two.
    pub low: Option<u64>,
    /// The higher of two; none where the source gave one number or a lower bound.
    pub high: Option<u64>,
    /// "at least", "more than", ...
    pub qualifier: String,
    /// Through whom it is known, where not from the source itself.
    pub via: String,
    /// Where it can be read.
    pub reference: String,
    /// Anything else.
    pub note: String,
}

/// The figures of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Those that this copy holds.
    pub figures: Vec<Figure>,
    /// How many were imported by log entries whose payload this copy does not hold.
    pub withheld: u64,
}

/// What came of importing a file of figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Figures that are new, or were changed.
    pub fresh: usize,
    /// Rows that are no figures, and why.
    pub left_out: Vec<LeftOut>,
}

/// The columns of a file of figures, by the words that may head them.
const COLUMNS: [(&str, &[&str]); 16] = [
    ("id", &["claim_id", "id", "figure_id"]),
    ("source", &["source"]),
    ("source_type", &["source_type"]),
    ("published", &["published_date", "published"]),
    ("as_of", &["as_of_date", "as_of"]),
    ("period", &["period_counted", "period"]),
    ("counted", &["what_counted", "counted"]),
    ("category", &["categories", "category"]),
    ("attributed_to", &["attributed_to"]),
    ("place", &["place"]),
    ("low", &["number_low", "low", "number"]),
    ("high", &["number_high", "high"]),
    ("qualifier", &["qualifier"]),
    ("via", &["reported_via", "via"]),
    ("reference", &["reference", "url"]),
    ("note", &["note", "notes"]),
];

/// Reads the figures of tables; `file` is for messages, `item` for the ids of figures that have none.
pub fn from_tables(tables: &[Table], file: &str, item: &str) -> Result<Vec<Figure>, CaseError> {
    let mut figures = Vec::new();
    for table in tables {
        from_table(table, file, item, &mut figures)?;
    }
    Ok(figures)
}

fn from_table(table: &Table, file: &str, item: &str, figures: &mut Vec<Figure>) -> Result<(), CaseError> {
    let wrong = |row: u32, why: String| CaseError::Figures { file: file.to_owned(), row, why };
    let position = |field: &str| {
        let words = COLUMNS.iter().find(|c| c.0 == field).map_or(&[][..], |c| c.1);
        words.iter().find_map(|word| table.columns.iter().position(|c| c.trim().eq_ignore_ascii_case(word)))
    };
    for needed in ["source", "low"] {
        if position(needed).is_none() {
            return Err(wrong(
                table.header_row,
                format!(
                    "no column \"{needed}\"; a file of figures has the columns {}",
                    COLUMNS.map(|c| c.1[0]).join(", ")
                ),
            ));
        }
    }
    for row in &table.rows {
        let text = |field: &str| {
            let cell = position(field).and_then(|at| row.cells.get(at));
            cell.map_or("", |c| c.text.trim()).to_owned()
        };
        let number = |field: &str| match text(field) {
            empty if empty.is_empty() => Ok(None),
            text => whole(&text).map(Some).ok_or_else(|| {
                wrong(
                    row.number,
                    format!("\"{text}\" is no whole number; write the words into \"qualifier\""),
                )
            }),
        };
        let mut figure = Figure {
            id: text("id"),
            source: text("source"),
            source_type: text("source_type"),
            published: text("published"),
            as_of: text("as_of"),
            period: text("period"),
            counted: text("counted"),
            category: text("category"),
            attributed_to: text("attributed_to"),
            place: text("place"),
            low: number("low")?,
            high: number("high")?,
            qualifier: text("qualifier"),
            via: text("via"),
            reference: text("reference"),
            note: text("note"),
        };
        if figure.id.is_empty() {
            figure.id = format!("{}.{}", item.get(..12).unwrap_or(item), row.number);
        }
        if figure.source.is_empty() {
            return Err(wrong(row.number, "no source; a figure that nobody asserted cannot be kept".into()));
        }
        if let (Some(low), Some(high)) = (figure.low, figure.high)
            && high < low
        {
            return Err(wrong(
                row.number,
                format!("the higher number {high} is below the lower number {low}"),
            ));
        }
        if figures.iter().any(|f| f.id == figure.id) {
            return Err(wrong(
                row.number,
                format!("the id \"{}\" stands twice; give each figure its own", figure.id),
            ));
        }
        figures.push(figure);
    }
    Ok(())
}

/// A whole number: digits of either script, in groups of three or in one. "1,5" and "1.5" are none.
fn whole(text: &str) -> Option<u64> {
    let text = lists::value::digits::to_ascii(text);
    let mut groups = text.split([',', ' ', '\u{a0}', '\u{202f}', '٬', '،']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|c| c.is_ascii_digit());
    let grouped = rest.is_empty() || first.len() <= 3;
    if !digits(first) || !grouped || !rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    format!("{first}{}", rest.concat()).parse().ok()
}

/// The log entry that adds figures read from a sealed item.
pub fn draft(figures: &[Figure], item: &str, by: &str, at: jiff::Timestamp) -> Draft {
    Draft {
        kind: KIND.to_owned(),
        by: by.to_owned(),
        at,
        facts: json!({ "item": item, "figures": figures.len() }),
        payload: Some(json!({ "figures": figures })),
    }
}

/// All figures of a case, in the order in which their ids first appeared; a later entry with the same id answers the
/// earlier one. `payload` gives what an entry says, `None` where that was withheld.
pub fn all<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    mut payload: impl FnMut(&Entry) -> Result<Option<Value>, CaseError>,
) -> Result<Figures, CaseError> {
    let mut all = Figures::default();
    for entry in entries.filter(|e| e.kind == KIND) {
        let Some(mut body) = payload(entry)? else {
            all.withheld += entry.facts.get("figures").and_then(Value::as_u64).unwrap_or(1);
            continue;
        };
        let added: Vec<Figure> = serde_json::from_value(body["figures"].take())
            .map_err(|e| CaseError::Payload { entry: entry.n, why: e.to_string() })?;
        for figure in added {
            match all.figures.iter_mut().find(|f| f.id == figure.id) {
                Some(known) => *known = figure,
                None => all.figures.push(figure),
            }
        }
    }
    Ok(all)
}

impl Figure {
    /// The number as it was said: "more than 1,700", "745", "1,700–1,800", "no number".
    pub fn number(&self) -> String {
        let number = match (self.low, self.high) {
            (Some(low), Some(high)) if low != high => format!("{}–{}", thousands(low), thousands(high)),
            (Some(n), _) | (None, Some(n)) => thousands(n),
            (None, None) => "no number".to_owned(),
        };
        if self.qualifier.is_empty() { number } else { format!("{} {number}", self.qualifier) }
    }
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use lists::{Cell, Kind, Row};

    fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| Cell { text: (*text).to_owned(), kind: Kind::Text };
        let rows = rows.iter().enumerate();
        Table {
            sheet: None,
            header_row: 1,
            columns: columns.iter().map(|c| (*c).to_owned()).collect(),
            rows: rows
                .map(|(i, r)| Row { number: i as u32 + 2, cells: r.iter().map(cell).collect() })
                .collect(),
            left_out: Vec::new(),
        }
    }

    #[test]
    fn a_figure_says_what_it_counted() {
        let table = table(
            &["claim_id", "source", "what_counted", "number_low", "number_high", "qualifier"],
            &[
                &["F1", "Monitor", "killed", "1,700", "", "more than"],
                &["F2", "Ministry", "killed", "12", "15", ""],
            ],
        );
        let figures = from_tables(&[table], "f.csv", "ab").unwrap();
        assert_eq!(figures[0].number(), "more than 1,700");
        assert_eq!(figures[1].number(), "12–15");
    }

    #[test]
    fn a_number_is_never_made_of_what_is_none() {
        for (text, number) in
            [("1,700", 1700), ("1 234 567", 1_234_567), ("745", 745), ("12345", 12345), ("١٬٤٢٦", 1426)]
        {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for text in ["1,5", "1.5", "1.700", "12,34", "1234,567", ",700", "1,,000", "-3", "1e3", "many", ""] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn mistakes_name_file_and_row() {
        let columns = ["id", "source", "number"];
        for (rows, says) in [
            (&[&["a", "Monitor", "many"][..]][..], "\"many\""),
            (&[&["a", "", "3"]], "no source"),
            (&[&["a", "M", "3"], &["a", "M", "4"]], "twice"),
        ] {
            let error = from_tables(&[table(&columns, rows)], "f.csv", "ab").unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("f.csv, row"), "{error}");
        }
        let error = from_tables(&[table(&["id", "who"], &[])], "f.csv", "ab").unwrap_err().to_string();
        assert!(error.contains("number_low"), "{error}");
    }
}
