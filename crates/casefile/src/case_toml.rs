//! `case.toml`: the title, the lists and how each was read, and the method; a person can read and correct it.
//!
//! What is read here is, with the sealed evidence and the decisions in the log, all that findings depend on.

use crate::error::CaseError;
use lists::column::{self, ColumnUse, DateOrder, Mapping};
use lists::{Field, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table as TomlTable, Value, value};

/// Version of the way Inquest matches and counts: another version may come to other findings from the same case.
pub const METHOD_VERSION: u32 = 1;

/// The last column of a table of overlaps, and so no id of a list.
pub(crate) const COUNT: &str = "count";

/// The whole of `case.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CaseToml {
    /// What is investigated, in a few words.
    pub title: String,
    /// How it is counted.
    pub method: Method,
    /// The lists.
    #[serde(default, rename = "source")]
    pub sources: Vec<SourceEntry>,
}

/// How the case is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Method {
    /// [`METHOD_VERSION`] of the program that began the case.
    pub version: u32,
    /// Seed of all random draws.
    pub seed: u64,
    /// Draws from the posterior over partitions.
    pub draws: u16,
}

impl Default for Method {
    fn default() -> Method {
        let linkage::Settings { seed, draws, .. } = linkage::Settings::default();
        Method { version: METHOD_VERSION, seed, draws }
    }
}

/// One list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SourceEntry {
    /// Short id, unique in the case.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Ids of the lists that it copies.
    #[serde(default)]
    pub derived_from: Vec<String>,
    /// What it could have listed, where that is only a part ("the district of ...").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<String>,
    /// Its files.
    #[serde(rename = "item")]
    pub items: Vec<ItemEntry>,
}

/// One sealed file of a list, or one sheet of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ItemEntry {
    /// SHA-256 of the sealed bytes.
    pub sha256: String,
    /// Name of the file when it was sealed.
    pub file: String,
    /// Sheet, where the format has sheets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What each column holds.
    pub columns: BTreeMap<String, ColumnEntry>,
}

/// What a column holds: a field, and for dates the order in which their parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected one of the fields listed at the head of this file, or { field = ..., order = ... } with the order \
                 day-month-year, month-day-year or year-month-day"
)]
pub enum ColumnEntry {
    /// A field.
    Field(Field),
    /// A field of dates.
    Date {
        /// The field.
        field: Field,
        /// Order of day, month and year where the cells leave it open.
        order: DateOrder,
    },
}

impl CaseToml {
    /// An empty case.
    pub fn new(title: &str) -> CaseToml {
        CaseToml { title: title.to_owned(), method: Method::default(), sources: Vec::new() }
    }

    /// Reads the text of `case.toml`; `path` is for messages.
    pub fn parse(text: &str, path: &Path) -> Result<CaseToml, CaseError> {
        let wrong = |why: String| CaseError::CaseToml { path: path.to_owned(), why };
        let case: CaseToml = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        if case.method.version != METHOD_VERSION {
            return Err(wrong(format!(
                "method version {} is not known to this program, which has version {METHOD_VERSION}; \
                 use the program that the findings name",
                case.method.version
            )));
        }
        let mut items = BTreeMap::new();
        for (i, source) in case.sources.iter().enumerate() {
            // An id stands in tables, beside others with ";" or "+" between them.
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
            if !source.id.starts_with(char::is_alphanumeric)
                || !source.id.chars().all(plain)
                || source.id == COUNT
            {
                return Err(wrong(format!(
                    "\"{}\" cannot be the id of a source; use letters, digits, \"_\", \"-\" and \".\", and not \"{COUNT}\" alone",
                    source.id
                )));
            }
            for item in &source.items {
                if let Some(other) = items.insert((&item.sha256, &item.sheet), &source.id) {
                    return Err(wrong(format!(
                        "{} stands twice, in \"{other}\" and in \"{}\"; its entries would count twice",
                        item.file, source.id
                    )));
                }
            }
            if case.sources[..i].iter().any(|s| s.id == source.id) {
                return Err(wrong(format!("two sources have the id \"{}\"; give each its own", source.id)));
            }
            let unknown = source.derived_from.iter().find(|id| !case.sources.iter().any(|s| s.id == **id));
            if let Some(unknown) = unknown {
                return Err(wrong(format!(
                    "source \"{}\" is derived from \"{unknown}\", and no source has that id",
                    source.id
                )));
            }
        }
        Ok(case)
    }

    /// SHA-256 of all that this file says, however it is laid out.
    pub fn hash(&self) -> String {
        // Structs and ordered maps of strings and numbers always have a JSON form.
        let text = serde_json::to_vec(self).unwrap_or_default();
        crate::hash::sha256(&text)
    }
}

impl ItemEntry {
    /// What a person or the program said of each column of `table`; columns that are not named are kept unread.
    pub fn mapping(&self, table: &Table, path: &Path) -> Result<Mapping, CaseError> {
        if let Some(name) = self.columns.keys().find(|name| !table.columns.contains(*name)) {
            return Err(CaseError::CaseToml {
                path: path.to_owned(),
                why: format!(
                    "{} has no column \"{name}\"; its columns are {}",
                    self.file,
                    table.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ")
                ),
            });
        }
        let columns = table
            .columns
            .iter()
            .map(|name| {
                let (field, date_order) = match self.columns.get(name) {
                    Some(ColumnEntry::Field(field)) => (*field, None),
                    Some(ColumnEntry::Date { field, order }) => (*field, Some(*order)),
                    None => (Field::Other, None),
                };
                ColumnUse { name: name.clone(), field, date_order, why: column::BY_HAND }
            })
            .collect();
        Ok(Mapping { columns, notices: Vec::new() })
    }
}

const HEAD: &str = "\
# What this case says of itself: its title, its lists, and how each was read. Correct what is wrong and run
# `inquest count` in this folder again. The sealed files in objects/ stay as they are.
#
# A column holds one of: FIELDS.
# A column of dates may say in which order they are written:
#   \"Date\" = { field = \"death-date\", order = \"day-month-year\" }   (or month-day-year, year-month-day)
# A list that copies another says so: derived-from = [\"id-of-the-other\"]
# A list that could only have listed a part says which: covers = \"the district of ...\"

";

/// The text of `case.toml` with sources added; what a person wrote there, comments included, stays.
pub fn with_sources(text: Option<&str>, case: &CaseToml, path: &Path) -> Result<String, CaseError> {
    let wrong = |why: String| CaseError::CaseToml { path: path.to_owned(), why };
    let mut document = match text {
        Some(text) => text.parse::<DocumentMut>().map_err(|e| wrong(e.to_string()))?,
        None => head(case)?.parse::<DocumentMut>().map_err(|e| wrong(e.to_string()))?,
    };
    let written = document.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let written = written
        .as_array_of_tables_mut()
        .ok_or_else(|| wrong("\"source\" must be written as [[source]]".into()))?;
    for (i, source) in case.sources.iter().enumerate() {
        match written.get_mut(i) {
            None => written.push(source_table(source)),
            Some(table) => {
                let Some(items) = table.get_mut("item").and_then(Item::as_array_of_tables_mut) else {
                    continue;
                };
                for item in source.items.iter().skip(items.len()) {
                    items.push(item_table(item));
                }
            }
        }
    }
    Ok(document.to_string())
}

fn head(case: &CaseToml) -> Result<String, CaseError> {
    let fields: Vec<String> = Field::ALL.iter().map(|f| f.name().to_owned()).collect();
    let mut lines = vec![String::new()];
    for field in fields {
        match lines.last_mut() {
            Some(line) if line.len() + field.len() < 96 => {
                if !line.is_empty() {
                    line.push_str(", ");
                }
                line.push_str(&field);
            }
            _ => lines.push(field),
        }
    }
    let head = HEAD.replace("FIELDS", &lines.join(",\n#   "));
    let mut document = DocumentMut::new();
    document["title"] = value(&case.title);
    let mut method = TomlTable::new();
    method["version"] = value(i64::from(case.method.version));
    method["seed"] = value(i64::try_from(case.method.seed).unwrap_or(i64::MAX));
    method["draws"] = value(i64::from(case.method.draws));
    document["method"] = Item::Table(method);
    Ok(format!("{head}{document}"))
}

fn source_table(source: &SourceEntry) -> TomlTable {
    let mut table = TomlTable::new();
    table["id"] = value(&source.id);
    table["name"] = value(&source.name);
    table["derived-from"] = value(source.derived_from.iter().collect::<toml_edit::Array>());
    if let Some(covers) = &source.covers {
        table["covers"] = value(covers);
    }
    let mut items = ArrayOfTables::new();
    source.items.iter().for_each(|item| items.push(item_table(item)));
    table["item"] = Item::ArrayOfTables(items);
    table
}

fn item_table(item: &ItemEntry) -> TomlTable {
    let mut table = TomlTable::new();
    table["file"] = value(&item.file);
    table["sha256"] = value(&item.sha256);
    if let Some(sheet) = &item.sheet {
        table["sheet"] = value(sheet);
    }
    let mut columns = TomlTable::new();
    // What is not used comes last: a person looks for what is.
    let unused = |c: &ColumnEntry| *c == ColumnEntry::Field(Field::Other);
    let (last, first): (Vec<_>, Vec<_>) = item.columns.iter().partition(|(_, c)| unused(c));
    for (name, column) in first.into_iter().chain(last) {
        columns[name] = match column {
            ColumnEntry::Field(field) => value(field.name()),
            ColumnEntry::Date { field, order } => {
                let mut date = InlineTable::new();
                date.insert("field", Value::from(field.name()));
                date.insert("order", Value::from(order.name()));
                value(date)
            }
        };
    }
    table["columns"] = Item::Table(columns);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> CaseToml {
        let columns = BTreeMap::from([
            ("Name".to_owned(), ColumnEntry::Field(Field::FullName)),
            (
                "Date".to_owned(),
                ColumnEntry::Date { field: Field::DeathDate, order: DateOrder::DayMonthYear },
            ),
        ]);
        let item = ItemEntry { sha256: "ab".repeat(32), file: "list.csv".into(), sheet: None, columns };
        let mut case = CaseToml::new("Karmin");
        case.sources.push(SourceEntry {
            id: "list".into(),
            name: "list".into(),
            derived_from: Vec::new(),
            covers: None,
            items: vec![item],
        });
        case
    }

    #[test]
    fn what_is_written_is_read_back() {
        let path = Path::new("case.toml");
        let text = with_sources(None, &case(), path).unwrap();
        assert_eq!(CaseToml::parse(&text, path).unwrap(), case());
    }

    #[test]
    fn a_persons_comments_stay_when_a_list_joins() {
        let path = Path::new("case.toml");
        let mut case = case();
        let text =
            with_sources(None, &case, path).unwrap().replace("[method]", "# decided on Monday\n[method]");
        let mut second = case.sources[0].clone();
        second.id = "second".into();
        second.items[0].sha256 = "cd".repeat(32);
        case.sources.push(second);
        let text = with_sources(Some(&text), &case, path).unwrap();
        assert!(text.contains("# decided on Monday"));
        assert_eq!(CaseToml::parse(&text, path).unwrap(), case);
    }

    #[test]
    fn mistakes_are_named() {
        let path = Path::new("case.toml");
        let text = with_sources(None, &case(), path).unwrap();
        for (from, to, says) in [
            ("full-name", "fullname", "fullname"),
            ("version = 1", "version = 99", "99"),
            ("derived-from = []", "derived-from = [\"other\"]", "other"),
            ("title =", "titel =", "titel"),
            ("id = \"list\"", "id = \"a;b\"", "\"a;b\" cannot be"),
            ("id = \"list\"", "id = \"\"", "cannot be"),
            ("id = \"list\"", "id = \"count\"", "cannot be"),
        ] {
            let error =
                CaseToml::parse(&text.replacen(from, to, if from == "full-name" { 9 } else { 1 }), path);
            let error = error.expect_err(from).to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_file_in_two_lists_is_refused() {
        let path = Path::new("case.toml");
        let mut case = case();
        let mut second = case.sources[0].clone();
        second.id = "second".into();
        case.sources.push(second);
        let error = CaseToml::parse(&with_sources(None, &case, path).unwrap(), path).unwrap_err().to_string();
        assert!(error.contains("list.csv stands twice"), "{error}");
        // Two sheets of one file are two things.
        case.sources[1].items[0].sheet = Some("April".into());
        assert!(CaseToml::parse(&with_sources(None, &case, path).unwrap(), path).is_ok());
    }

    #[test]
    fn the_hash_is_of_what_is_said_not_of_how() {
        let path = Path::new("case.toml");
        let text = with_sources(None, &case(), path).unwrap();
        let spaced = CaseToml::parse(&text.replace('\n', "\n\n"), path).unwrap();
        assert_eq!(spaced.hash(), case().hash());
        let mut other = case();
        other.method.seed += 1;
        assert_ne!(other.hash(), case().hash());
    }
}
