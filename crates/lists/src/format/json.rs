//! JSON: an array of objects, an object that holds one, an array of arrays, or one object per line.
//!
//! Objects inside objects become columns `a.b`; arrays inside objects stay as JSON text. Columns stand in the order in
//! which their names first appear.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Fault, within_limits};
use crate::table::{Cell, Grid, Kind, Row};

/// A JSON value whose objects keep the order of their keys, and keys that stand twice.
#[derive(Debug)]
enum Json {
    Null,
    Bool(bool),
    /// A number and its text.
    Number(f64, String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Reads a text as JSON, then as JSON Lines. Returns the grids and the name of the format.
pub(super) fn read(text: &str) -> Result<(Vec<Grid>, &'static str), Fault> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Json>() {
        // The message of serde_json names what it expected, the line and the column, and no content.
        values.push(value.map_err(|error| Fault::Damaged(error.to_string()))?);
    }
    let (value, format) = match values.len() {
        1 => (values.pop().unwrap_or(Json::Null), "JSON"),
        _ => (Json::List(values), "JSON Lines"),
    };
    let mut lists = Vec::new();
    find_lists(value, "", &mut lists);
    if lists.is_empty() {
        let detail = "no list of records in it: expected an array of objects, or one object per line";
        return Err(Fault::Damaged(detail.to_owned()));
    }
    let one = lists.len() == 1;
    let grids = lists.into_iter().map(|(path, list)| grid((!one).then_some(path), list));
    Ok((grids.collect::<Result<_, _>>()?, format))
}

/// Collects the arrays of objects or of arrays, each with the path of keys that leads to it.
fn find_lists(value: Json, path: &str, found: &mut Vec<(String, Vec<Json>)>) {
    match value {
        Json::List(list)
            if !list.is_empty()
                && (list.iter().all(|item| matches!(item, Json::Object(_)))
                    || list.iter().all(|item| matches!(item, Json::List(_)))) =>
        {
            found.push((path.to_owned(), list));
        }
        Json::Object(pairs) => {
            for (key, value) in pairs {
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                find_lists(value, &path, found);
            }
        }
        _ => {}
    }
}

/// Lays records out as a grid. Records count from 1; the names of the columns are row 0.
fn grid(sheet: Option<String>, list: Vec<Json>) -> Result<Grid, Fault> {
    let has_header = matches!(list.first(), Some(Json::Object(_)));
    let mut columns = Columns::default();
    let mut rows = Vec::with_capacity(list.len() + 1);
    let mut count = 0;
    for (number, item) in (1u32..).zip(list) {
        let mut cells = Vec::new();
        match item {
            Json::Object(pairs) => columns.place("", pairs, &mut cells)?,
            Json::List(items) => cells = items.into_iter().map(cell).collect(),
            _ => {}
        }
        count += cells.len();
        within_limits(rows.len(), cells.len(), count)?;
        rows.push(Row { number, cells });
    }
    if has_header {
        rows.insert(0, Row { number: 0, cells: columns.names.into_iter().map(Cell::text).collect() });
    }
    Ok(Grid { sheet, rows, has_header })
}

#[derive(Default)]
struct Columns {
    names: Vec<String>,
    places: FxHashMap<String, usize>,
}

impl Columns {
    fn place(
        &mut self,
        prefix: &str,
        pairs: Vec<(String, Json)>,
        cells: &mut Vec<Cell>,
    ) -> Result<(), Fault> {
        for (key, value) in pairs {
            let name = format!("{prefix}{key}");
            match value {
                Json::Object(inner) => self.place(&format!("{name}."), inner, cells)?,
                value => {
                    let mut at = self.at(&name);
                    // A key that stands twice in one record: the second value is kept beside the first.
                    let mut count = 1;
                    while cells.get(at).is_some_and(|cell| !cell.text.is_empty()) {
                        count += 1;
                        at = self.at(&format!("{name} ({count})"));
                    }
                    within_limits(0, at + 1, 0)?;
                    if cells.len() <= at {
                        cells.resize(at + 1, Cell::empty());
                    }
                    if let Some(place) = cells.get_mut(at) {
                        *place = cell(value);
                    }
                }
            }
        }
        Ok(())
    }

    fn at(&mut self, name: &str) -> usize {
        if let Some(at) = self.places.get(name) {
            return *at;
        }
        let at = self.names.len();
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), at);
        at
    }
}

fn cell(value: Json) -> Cell {
    match value {
        Json::Null => Cell::empty(),
        Json::Bool(value) => Cell { text: value.to_string(), kind: Kind::Bool(value) },
        Json::Number(number, text) => Cell { text, kind: Kind::Number(number) },
        Json::Text(text) => Cell::text(text),
        Json::List(items) if items.is_empty() => Cell::empty(),
        nested => Cell::text(nested.to_string()),
    }
}

/// JSON text, keys in the order they came.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(_, number) => f.write_str(number),
            Json::Text(value) => f.write_str(&text(value)),
            Json::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Json::Object(pairs) => {
                f.write_str("{")?;
                for (at, (key, item)) in pairs.iter().enumerate() {
                    write!(f, "{}{}:{item}", if at > 0 { "," } else { "" }, text(key))?;
                }
                f.write_str("}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Build)
    }
}

struct Build;

impl<'de> Visitor<'de> for Build {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64, value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64, value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value, Cell::number(value).text))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = entries.next_entry()? {
            pairs.push(pair);
        }
        Ok(Json::Object(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(grid: &Grid) -> Vec<(u32, Vec<&str>)> {
        grid.rows
            .iter()
            .map(|row| (row.number, row.cells.iter().map(|cell| cell.text.as_str()).collect()))
            .collect()
    }

    fn one(text: &str) -> (Grid, &'static str) {
        let (mut grids, format) = read(text).unwrap();
        assert_eq!(grids.len(), 1);
        (grids.remove(0), format)
    }

    #[test]
    fn an_array_of_objects_in_order_of_first_appearance() {
        let (grid, format) =
            one(r#"[{"name":"سالم درويش","age":34.0,"place":{"city":"Tell Ward","at":[36.5,37]}},
                {"zone":true,"name":"Lina","age":null,"id":900719925474099312}]"#);
        assert_eq!(format, "JSON");
        assert!(grid.has_header && grid.sheet.is_none());
        assert_eq!(
            texts(&grid),
            [
                (0, vec!["name", "age", "place.city", "place.at", "zone", "id"]),
                (1, vec!["سالم درويش", "34", "Tell Ward", "[36.5,37]"]),
                (2, vec!["Lina", "", "", "", "true", "900719925474099312"]),
            ]
        );
        assert_eq!(grid.rows[1].cells[1].kind, Kind::Number(34.0));
        assert_eq!(grid.rows[2].cells[4].kind, Kind::Bool(true));
    }

    #[test]
    fn an_object_around_the_array_and_two_arrays() {
        let (grid, _) = one(r#"{"meta":{"n":1},"data":{"people":[{"name":"Lina"}]},"tags":["x"]}"#);
        assert_eq!(texts(&grid), [(0, vec!["name"]), (1, vec!["Lina"])]);
        let (grids, _) = read(r#"{"dead":[{"name":"Lina"}],"codes":[{"code":1}]}"#).unwrap();
        let sheets: Vec<_> = grids.iter().map(|grid| grid.sheet.as_deref()).collect();
        assert_eq!(sheets, [Some("dead"), Some("codes")]);
    }

    #[test]
    fn lines_of_objects_and_arrays_of_arrays() {
        let (grid, format) = one("{\"name\":\"Lina\"}\n\n{\"name\":\"Omar\",\"name\":\"Umar\"}\n");
        assert_eq!(format, "JSON Lines");
        assert_eq!(
            texts(&grid),
            [(0, vec!["name", "name (2)"]), (1, vec!["Lina"]), (2, vec!["Omar", "Umar"])]
        );
        let (grid, _) = one(r#"[["name","age"],["Lina",7]]"#);
        assert!(!grid.has_header);
        assert_eq!(texts(&grid), [(1, vec!["name", "age"]), (2, vec!["Lina", "7"])]);
    }

    #[test]
    fn what_holds_no_list_is_refused_without_its_content() {
        for text in ["{\"name\":\"Lina\"}", "[1,2]", "[{\"name\":\"Lina\"}", "{\"Lina\" 3}", "[]"] {
            let Err(Fault::Damaged(detail)) = read(text) else { panic!("{text} was read") };
            assert!(!detail.contains("Lina"), "{detail}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn a_key_that_stands_ten_thousand_times_is_too_much() {
        let keys = vec!["\"a\":1"; 10_000].join(",");
        assert!(matches!(read(&format!("[{{{keys}}}]")), Err(Fault::TooLarge(_))));
    }
}
