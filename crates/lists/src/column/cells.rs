//! Columns without a name: what do their cells look like?

use jiff::civil::Date;

use super::{
    BY_CELLS, ColumnUse,
    agree::{any_reading, is_wordy},
    header::is_nameless,
    look::Look,
    sample::{Sample, is_own_id},
};
use crate::{
    Field, Kind,
    value::{age, date, digits::to_ascii, sex, tidy},
};

/// With nothing but the cells to go by, nearly all must fit.
const NEARLY_ALL: f64 = 0.9;

/// Deaths of one list seldom span more years than this; births do.
const YEARS_OF_DEATHS: i16 = 25;

/// Gives the nameless columns the fields that their cells show and that no header claims.
pub(super) fn fill(table: &impl Look, columns: &mut [ColumnUse], notices: &mut Vec<String>) {
    let nameless: Vec<usize> = (0..columns.len())
        .filter(|&at| {
            columns.get(at).is_some_and(|c| c.field == Field::Other && is_nameless(&c.name))
                && table.filled(at) > 0
        })
        .collect();
    if nameless.is_empty() {
        return;
    }
    let mut free = Free { columns, nameless, notices };
    free.give_best(Field::Sex, |at| is_sex(&Sample::new(table, at, Field::Sex)).then_some(1.0));
    dates(table, &mut free);
    free.give_best(Field::FullName, |at| name_score(&Sample::new(table, at, Field::FullName)));
    free.give_best(Field::PersonNumber, |at| {
        is_person_number(&Sample::new(table, at, Field::PersonNumber)).then_some(1.0)
    });
    free.give_best(Field::RecordId, |at| {
        (is_own_id(table, at) && is_id(&Sample::new(table, at, Field::RecordId))).then_some(1.0)
    });
    free.give_best(Field::Age, |at| is_age(&Sample::new(table, at, Field::Age)).then_some(1.0));
}

/// The columns that have no field yet.
struct Free<'a> {
    columns: &'a mut [ColumnUse],
    nameless: Vec<usize>,
    notices: &'a mut Vec<String>,
}

impl Free<'_> {
    fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|c| c.field == field)
    }

    fn give(&mut self, at: usize, field: Field, because: &str) {
        self.nameless.retain(|&n| n != at);
        if let Some(column) = self.columns.get_mut(at) {
            (column.field, column.why) = (field, BY_CELLS);
            let word = serde_json::to_value(field)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default();
            self.notices.push(format!(
                "column \"{}\" has no name of its own: read as {word} from its cells{because}",
                column.name
            ));
        }
    }

    /// Gives the field to the nameless column with the highest score; the first of several.
    fn give_best(&mut self, field: Field, score: impl Fn(usize) -> Option<f64>) {
        if self.has(field) || (field == Field::FullName && self.has(Field::GivenName)) {
            return;
        }
        let mut best: Option<(usize, f64)> = None;
        for &at in &self.nameless {
            if let Some(score) = score(at)
                && best.is_none_or(|(_, b)| score > b)
            {
                best = Some((at, score));
            }
        }
        if let Some((at, _)) = best {
            self.give(at, field, "");
        }
    }
}

/// One column of dates is that of the deaths if they lie close together; of two, the earlier ones are the births.
fn dates(table: &impl Look, free: &mut Free) {
    let mut found: Vec<(usize, Date, Date)> = Vec::new();
    for &at in &free.nameless {
        let sample = Sample::new(table, at, Field::DeathDate);
        let mut days: Vec<Date> = sample
            .cells
            .iter()
            .filter(|c| {
                !matches!(c.kind, Kind::Number(_)) && !c.text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            })
            .filter_map(|c| date::parse_cell(*c, &any_reading()).map(|d| d.first))
            .collect();
        if days.is_empty() || (days.len() as f64) < NEARLY_ALL * sample.cells.len() as f64 {
            continue;
        }
        days.sort_unstable();
        // A few typing errors at the ends do not count.
        let cut = days.len() / 20;
        if let (Some(first), Some(last)) = (days.get(cut), days.get(days.len() - 1 - cut)) {
            found.push((at, *first, *last));
        }
    }
    found.sort_by_key(|(at, first, _)| (*first, *at));
    let spread = |(_, first, last): &(usize, Date, Date)| last.year() - first.year();
    match found.as_slice() {
        [one] if spread(one) > YEARS_OF_DEATHS && !free.has(Field::BirthDate) => {
            free.give(one.0, Field::BirthDate, ", which lie decades apart")
        }
        [one] if spread(one) <= YEARS_OF_DEATHS && !free.has(Field::DeathDate) => {
            free.give(one.0, Field::DeathDate, ", which lie close together")
        }
        [births, deaths] if spread(births) > YEARS_OF_DEATHS && spread(deaths) <= YEARS_OF_DEATHS => {
            if !free.has(Field::BirthDate) {
                free.give(births.0, Field::BirthDate, ", the earlier of two columns of dates");
            }
            if !free.has(Field::DeathDate) {
                free.give(deaths.0, Field::DeathDate, ", the later of two columns of dates");
            }
        }
        _ => {}
    }
}

fn is_sex(sample: &Sample) -> bool {
    sample.share(|c| sex::parse(c.text).is_some()) >= NEARLY_ALL
}

/// Several words of letters, nearly never the same: the more often, the better.
fn name_score(sample: &Sample) -> Option<f64> {
    let looks = |text: &str| {
        let words = text.split_whitespace().count();
        (2..=7).contains(&words)
            && !text.chars().any(|c| c.is_numeric() || matches!(c, '/' | ':' | ';' | '@' | '?' | '!'))
    };
    let share = sample.share(|c| is_wordy(c) && looks(&tidy(c.text)));
    (share >= 0.8 && sample.distinct() >= 0.8).then_some(share * sample.distinct())
}

fn is_id(sample: &Sample) -> bool {
    sample.share(|c| !c.text.trim().contains(char::is_whitespace) && c.text.chars().any(char::is_numeric))
        >= NEARLY_ALL
}

/// Many digits, as many in one cell as in the next.
fn is_person_number(sample: &Sample) -> bool {
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
    let Some(first) = sample.cells.first().map(|c| digits(c.text)) else {
        return false;
    };
    first >= 8
        && sample.distinct() >= NEARLY_ALL
        && sample.share(|c| digits(c.text) == first && c.text.trim().chars().all(char::is_numeric))
            >= NEARLY_ALL
}

/// Ages: most below 100, some above 31 (the days of a month are not), not one different from the next.
fn is_age(sample: &Sample) -> bool {
    let plain = |text: &str| {
        to_ascii(text.trim()).strip_suffix(".0").unwrap_or(&to_ascii(text.trim())).parse::<u8>().ok()
    };
    let some_old = sample.cells.iter().any(|c| plain(c.text).is_some_and(|n| n > 31));
    let many = sample.cells.len() >= 30;
    some_old
        && sample.share(|c| age::parse(c.text).is_some()) >= NEARLY_ALL
        && (!many || (sample.distinct() < 0.8 && sample.distinct() * sample.cells.len() as f64 >= 8.0))
}
