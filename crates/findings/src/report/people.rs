//! The people of the report, by name, with the records behind each.

use crate::finding::Findings;
use crate::number::{percent_down, thousands};
use crate::person::{Person, age_text, date_text, name_of, place_text, sex_text};
use casefile::{Reading, Record};
use linkage::Linked;

/// People per block. Blocks let a browser lay out only those in sight.
const BLOCK: usize = 200;

/// A record that is less sure than this to belong with its person's others is marked.
const DOUBTFUL: f64 = 0.995;

/// A block of people, so many that a browser can skip those out of sight.
pub(crate) struct Chunk<'a> {
    pub from: String,
    pub to: String,
    pub people: Vec<PersonRow<'a>>,
}

pub(crate) struct PersonRow<'a> {
    pub id: &'a str,
    pub name: Option<&'a str>,
    pub other_names: &'a [String],
    pub sex: &'a str,
    pub age: String,
    pub death: String,
    pub place: String,
    /// On what the lists contradict each other.
    pub contested: Vec<&'static str>,
    pub records: Vec<RecordRow<'a>>,
}

pub(crate) struct RecordRow<'a> {
    pub source: &'a str,
    /// File and sheet, where the source has several.
    pub item: Option<String>,
    pub row: u32,
    pub own_id: Option<&'a str>,
    /// "87%", where it is in doubt.
    pub doubt: Option<String>,
    /// What this record says where the lists contradict each other.
    pub says: Vec<String>,
}

/// The people in the order of their names (those without one last), then of their first record.
pub(crate) fn chunks<'a>(findings: &'a Findings, reading: &'a Reading, linked: &Linked) -> Vec<Chunk<'a>> {
    let mut people: Vec<(Option<String>, &Person)> =
        findings.people.iter().map(|p| (p.name.as_ref().map(|name| name.to_lowercase()), p)).collect();
    people.sort_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)));
    people
        .chunks(BLOCK)
        .enumerate()
        .map(|(index, block)| Chunk {
            from: thousands((index * BLOCK + 1) as u64),
            to: thousands((index * BLOCK + block.len()) as u64),
            people: block.iter().map(|(_, person)| row(person, reading, linked)).collect(),
        })
        .collect()
}

fn row<'a>(person: &'a Person, reading: &'a Reading, linked: &Linked) -> PersonRow<'a> {
    let contested = [
        (person.sex.contested, "sex"),
        (person.age.contested, "age"),
        (person.birth.contested, "date of birth"),
        (person.death.contested, "date of death"),
    ];
    let records = person.records.iter().filter_map(|&index| {
        let record = reading.records.get(index)?;
        let source = reading.sources.get(record.source)?;
        let item = source.items.get(record.item).filter(|_| source.items.len() > 1);
        let probability = linked.probability.get(index).copied().unwrap_or(1.0);
        Some(RecordRow {
            source: &source.id,
            item: item.map(|item| super::file_and_sheet(&item.file, item.sheet.as_deref())),
            row: record.entry.row,
            own_id: record.entry.record_id.as_deref(),
            doubt: (probability < DOUBTFUL).then(|| percent_down(probability)),
            says: says(person, record),
        })
    });
    PersonRow {
        id: &person.id.0,
        name: person.name.as_deref(),
        other_names: &person.other_names,
        sex: person.sex.value.map_or("", sex_text),
        age: person.age.value.as_ref().map(age_text).unwrap_or_default(),
        death: person.death.value.as_ref().map(date_text).unwrap_or_default(),
        place: place_text(&person.places),
        contested: contested.into_iter().filter(|(on, _)| *on).map(|(_, what)| what).collect(),
        records: records.collect(),
    }
}

/// What a record says that is not as displayed: its spelling of the name, and its side where the lists differ.
fn says(person: &Person, record: &Record) -> Vec<String> {
    let entry = &record.entry;
    let mut said = Vec::new();
    if person.records.len() > 1
        && let Some(name) = name_of(entry).filter(|name| Some(name) != person.name.as_ref())
    {
        said.push(name);
    }
    if person.sex.contested
        && let Some(sex) = entry.sex
    {
        said.push(sex_text(sex).into());
    }
    if person.age.contested
        && let Some(age) = &entry.age
    {
        said.push(format!("age {}", age_text(age)));
    }
    if person.birth.contested
        && let Some(birth) = &entry.birth
    {
        said.push(format!("born {}", date_text(birth)));
    }
    if person.death.contested
        && let Some(death) = &entry.death
    {
        said.push(format!("died {}", date_text(death)));
    }
    said
}
