//! Parquet, by its records and without Arrow.

use jiff::civil::Date;
use parquet::basic::{Encoding, LogicalType, TimeUnit};
use parquet::column::page::Page;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::{Fault, MOST_ROWS, ReadFile, guarded, within_limits};
use crate::table::{Cell, Grid, Kind, Row};

/// Reads all records. Their numbers count from 1; the names of the columns are row 0.
pub(super) fn read(bytes: &[u8]) -> Result<ReadFile, Fault> {
    let grid = guarded(|| records(bytes))?;
    Ok(ReadFile { grids: vec![grid], format: "Parquet", encoding: None })
}

fn records(bytes: &[u8]) -> Result<Grid, Fault> {
    // The library's own messages may quote values, so they are not passed on.
    let damaged = |what: &str| Fault::Damaged(what.to_owned());
    // The reader wants the byte buffer of a crate that the library does not pass on; a page made of our bytes is one.
    let page = Page::DictionaryPage {
        buf: bytes.to_vec().into(),
        num_values: 0,
        encoding: Encoding::PLAIN,
        is_sorted: false,
    };
    let reader = SerializedFileReader::new(page.buffer().clone())
        .map_err(|_| damaged("its table of contents cannot be read"))?;
    let metadata = reader.metadata().file_metadata();
    let claimed = usize::try_from(metadata.num_rows()).unwrap_or(usize::MAX);
    if claimed > MOST_ROWS {
        within_limits(claimed, 0, 0)?;
    }
    let schema = metadata.schema_descr().root_schema();
    let names = schema.get_fields().iter().map(|field| Cell::text(field.name())).collect::<Vec<_>>();
    // Columns of nanoseconds, which the record reader hands out as bare integers.
    let nanoseconds: Vec<bool> = schema
        .get_fields()
        .iter()
        .map(|field| {
            let logical = field.get_basic_info().logical_type_ref();
            matches!(logical, Some(LogicalType::Timestamp(time)) if matches!(time.unit, TimeUnit::NANOS))
        })
        .collect();
    let columns = names.len();
    let mut rows = vec![Row { number: 0, cells: names }];
    for (number, record) in (1u32..).zip(reader.get_row_iter(None).map_err(|_| damaged("no records"))?) {
        let record = record.map_err(|_| Fault::Damaged(format!("record {number} cannot be decoded")))?;
        let fields = record.into_columns();
        let cells = fields.into_iter().enumerate().map(|(at, (_, field))| match field {
            Field::Long(time) if nanoseconds.get(at) == Some(&true) => day(time, 1_000_000_000),
            field => cell(&field),
        });
        rows.push(Row { number, cells: cells.collect() });
        within_limits(rows.len() - 1, columns, rows.len() * columns)?;
    }
    Ok(Grid { sheet: None, rows, has_header: true })
}

fn cell(field: &Field) -> Cell {
    let whole = |text: String, number: f64| Cell { text, kind: Kind::Number(number) };
    match field {
        Field::Null => Cell::empty(),
        Field::Bool(value) => Cell { text: value.to_string(), kind: Kind::Bool(*value) },
        Field::Byte(n) => Cell::number(f64::from(*n)),
        Field::Short(n) => Cell::number(f64::from(*n)),
        Field::Int(n) => Cell::number(f64::from(*n)),
        Field::Long(n) => whole(n.to_string(), *n as f64),
        Field::UByte(n) => Cell::number(f64::from(*n)),
        Field::UShort(n) => Cell::number(f64::from(*n)),
        Field::UInt(n) => Cell::number(f64::from(*n)),
        Field::ULong(n) => whole(n.to_string(), *n as f64),
        Field::Float16(n) => Cell::number(f64::from(*n)),
        // By way of its decimal: 0.1 stays 0.1 and does not become 0.10000000149.
        Field::Float(n) => n.to_string().parse().map_or_else(|_| Cell::empty(), Cell::number),
        Field::Double(n) => Cell::number(*n),
        Field::Str(text) => Cell::text(text),
        Field::Bytes(bytes) => Cell::text(String::from_utf8_lossy(bytes.data())),
        Field::Date(days) => day(i64::from(*days), 1),
        Field::TimestampMillis(time) => day(*time, 1000),
        Field::TimestampMicros(time) => day(*time, 1_000_000),
        // Written by the library: digits, with the point where the column says.
        Field::Decimal(_) => {
            let text = field.to_string();
            text.parse().map_or_else(|_| Cell::text(text.as_str()), |number| whole(text.clone(), number))
        }
        other => Cell::text(json(other)),
    }
}

/// The day of a time that is counted in `per_second` parts of a second since 1970, or of a day count (`per_second` 1 day).
fn day(time: i64, per_second: i64) -> Cell {
    let per_day = if per_second == 1 { 1 } else { per_second.saturating_mul(86_400) };
    let days = i32::try_from(time.div_euclid(per_day)).ok();
    let date = days
        .and_then(|days| Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    date.map_or_else(|| Cell { text: time.to_string(), kind: Kind::Number(time as f64) }, Cell::date)
}

/// Nested values as JSON text.
fn json(field: &Field) -> String {
    let list = |items: Vec<String>, ends: (&str, &str)| format!("{}{}{}", ends.0, items.join(","), ends.1);
    let text = |text: &str| serde_json::Value::from(text).to_string();
    match field {
        Field::Group(row) => {
            let items = row.get_column_iter().map(|(name, value)| format!("{}:{}", text(name), json(value)));
            list(items.collect(), ("{", "}"))
        }
        Field::ListInternal(items) => list(items.elements().iter().map(json).collect(), ("[", "]")),
        Field::MapInternal(map) => {
            let pair = |(key, value): &(Field, Field)| format!("{}:{}", text(&cell(key).text), json(value));
            list(map.entries().iter().map(pair).collect(), ("{", "}"))
        }
        Field::Null => "null".to_owned(),
        Field::TimeMillis(_) | Field::TimeMicros(_) => field.to_string(),
        simple => {
            let cell = cell(simple);
            match cell.kind {
                Kind::Number(_) | Kind::Bool(_) => cell.text,
                _ => text(&cell.text),
            }
        }
    }
}
