//! The drawing of the overlaps: a column per set of lists, a bar above, a dot for each list of the set below
//! (Lex et al., UpSet: Visualization of Intersecting Sets, 2014). Coordinates in CSS pixels.

use super::axis::tenth;
use crate::finding::Findings;
use crate::number::thousands;

/// Columns at most; the table beneath holds all of them.
const COLUMNS: usize = 20;
const COLUMN: f64 = 28.0;
const ROW: f64 = 24.0;
/// Height of the tallest bar, and room above it for its number.
const BAR: f64 = 150.0;
const TOP: f64 = 22.0;
/// Room for the names and for the bars of the lists.
const NAMES: f64 = 210.0;
const SIZES: f64 = 110.0;

pub(crate) struct Upset {
    pub width: f64,
    pub height: f64,
    pub rows: Vec<ListRow>,
    pub columns: Vec<SetColumn>,
    /// Sets and people that the drawing leaves to the table.
    pub more: Option<String>,
    pub names_x: f64,
    pub matrix_x: f64,
    pub matrix_width: f64,
    pub baseline: f64,
}

pub(crate) struct ListRow {
    pub y: f64,
    pub top: f64,
    pub shaded: bool,
    pub name: String,
    pub full_name: String,
    pub persons: String,
    pub bar_x: f64,
    pub bar: f64,
}

pub(crate) struct SetColumn {
    pub x: f64,
    pub bar_x: f64,
    pub bar_y: f64,
    pub bar: f64,
    pub label_y: f64,
    pub persons: String,
    pub title: String,
    /// Height of each list's dot; true where the list is one of the set.
    pub dots: Vec<(f64, bool)>,
    /// First and last dot of the set.
    pub line: (f64, f64),
}

/// The drawing; `None` where there is nothing to compare (fewer than two lists, or no people).
pub(crate) fn upset(findings: &Findings) -> Option<Upset> {
    if findings.sources.len() < 2 || findings.documented.best == 0 {
        return None;
    }
    let sets: Vec<_> = findings.overlaps.iter().filter(|overlap| overlap.persons > 0).collect();
    let matrix_x = NAMES + SIZES + 24.0;
    let baseline = TOP + BAR;
    let matrix_y = baseline + 10.0;
    let most_in_list = findings.sources.iter().map(|s| s.persons).max().unwrap_or(1).max(1) as f64;
    let most_in_set = sets.first().map_or(1, |set| set.persons).max(1) as f64;
    let middle = |row: usize| tenth(matrix_y + ROW * (row as f64 + 0.5));
    let rows = findings.sources.iter().enumerate().map(|(row, source)| {
        let bar = tenth((source.persons as f64 / most_in_list * (SIZES - 50.0)).max(1.0));
        ListRow {
            y: middle(row),
            top: tenth(matrix_y + ROW * row as f64),
            shaded: row % 2 == 0,
            name: shortened(&source.name),
            full_name: source.name.clone(),
            persons: thousands(source.persons as u64),
            bar_x: tenth(NAMES + SIZES - bar),
            bar,
        }
    });
    let columns = sets.iter().take(COLUMNS).enumerate().map(|(column, set)| {
        let x = matrix_x + COLUMN * (column as f64 + 0.5);
        let bar = tenth((set.persons as f64 / most_in_set * BAR).max(1.0));
        let dots: Vec<(f64, bool)> = findings
            .sources
            .iter()
            .enumerate()
            .map(|(row, source)| (middle(row), set.lists.contains(&source.id)))
            .collect();
        let mut on = dots.iter().filter(|(_, on)| *on).map(|(y, _)| *y);
        let first = on.next().unwrap_or_default();
        SetColumn {
            x,
            bar_x: x - 9.0,
            bar_y: tenth(baseline - bar),
            bar,
            label_y: tenth(baseline - bar - 5.0),
            persons: thousands(set.persons as u64),
            title: set.lists.join(" + "),
            line: (first, on.next_back().unwrap_or(first)),
            dots,
        }
    });
    let matrix_width = COLUMN * sets.len().min(COLUMNS) as f64;
    let left = sets.len().saturating_sub(COLUMNS);
    let people_left: usize = sets.iter().skip(COLUMNS).map(|set| set.persons).sum();
    Some(Upset {
        width: matrix_x + matrix_width + 16.0,
        height: matrix_y + ROW * findings.sources.len() as f64 + 8.0,
        rows: rows.collect(),
        columns: columns.collect(),
        more: (left > 0).then(|| {
            let sets = crate::number::counted(left as u64, "smaller combination", "smaller combinations");
            let people = crate::number::counted(people_left as u64, "person", "people");
            format!("{sets} of lists, with {people} in all, stand in the table only.")
        }),
        names_x: NAMES - 8.0,
        matrix_x,
        matrix_width,
        baseline,
    })
}

/// A name that fits its room; the full one stands in the tooltip and in the tables.
fn shortened(name: &str) -> String {
    const MOST: usize = 30;
    if name.chars().count() <= MOST {
        return name.into();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;
    use crate::{Context, compute};

    #[test]
    fn columns_and_dots_are_the_overlaps() {
        let (reading, linked) = case();
        let findings = compute(&reading, &linked, &Context::default());
        let upset = upset(&findings).unwrap();
        assert_eq!(upset.columns.len(), 4);
        let first = &upset.columns[0];
        assert_eq!((first.title.as_str(), first.persons.as_str()), ("alpha + beta", "2"));
        assert_eq!(first.dots.iter().map(|d| d.1).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(first.line, (first.dots[0].0, first.dots[1].0));
        assert_eq!(first.bar, 2.0 * upset.columns[1].bar);
        let people: usize = upset.columns.iter().map(|c| c.persons.parse::<usize>().unwrap()).sum();
        assert_eq!(people, findings.documented.best);
    }

    #[test]
    fn one_list_has_no_overlaps_to_draw() {
        let (mut reading, linked) = case();
        reading.sources.truncate(1);
        assert!(upset(&compute(&reading, &linked, &Context::default())).is_none());
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(shortened(&"ش".repeat(40)).chars().count(), 30);
        assert_eq!(shortened("short"), "short");
    }
}
