//! Who gets a field when several columns claim it.

use std::collections::BTreeMap;

use super::{
    BY_HEADER, ColumnUse, NOT_RECOGNISED,
    agree::{agrees, expected},
    header::{Hit, WEAK, is_continued, is_place, recognise},
    look::Look,
    sample::Sample,
};
use crate::Field;

struct Claim {
    column: usize,
    hit: Hit,
    filled: usize,
}

/// The columns' fields by the words of their headers, where the cells agree.
pub(super) fn by_header(table: &impl Look, notices: &mut Vec<String>) -> Vec<ColumnUse> {
    let mut claims: BTreeMap<Field, Vec<Claim>> = BTreeMap::new();
    for (column, name) in table.names().iter().enumerate() {
        let Some(hit) = recognise(name) else { continue };
        if agrees(table, column, hit.field) {
            claims.entry(hit.field).or_default().push(Claim { column, hit, filled: table.filled(column) });
        } else if hit.score > WEAK
            && let Some(expected) = expected(hit.field)
        {
            notices.push(format!(
                "column \"{name}\" is not used: by its name each cell should be {expected}, but most are not"
            ));
        }
    }
    let mut columns: Vec<ColumnUse> = table
        .names()
        .iter()
        .map(|name| ColumnUse {
            name: name.clone(),
            field: Field::Other,
            date_order: None,
            why: NOT_RECOGNISED,
        })
        .collect();
    for (field, mut claims) in claims {
        // The best words first, then the fuller column, then the earlier; an empty column never beats a filled one.
        claims.sort_by_key(|c| (c.filled == 0, std::cmp::Reverse((c.hit.score, c.filled)), c.column));
        for (place, claim) in claims.iter().enumerate() {
            let field = if place == 0 || is_shared(field) || is_continued(&claim.hit) {
                field
            } else if claim.hit.spare_name {
                Field::OtherName
            } else {
                if claim.hit.score > WEAK {
                    let name = |c: &Claim| table.names().get(c.column).map_or("", String::as_str);
                    notices.push(format!(
                        "column \"{}\" is not used: column \"{}\" is taken for the same",
                        name(claim),
                        claims.first().map_or("", name),
                    ));
                }
                continue;
            };
            if let Some(column) = columns.get_mut(claim.column) {
                (column.field, column.why) = (field, BY_HEADER);
            }
        }
    }
    name_is_given_name(table, &mut columns);
    columns
}

/// May several columns have this field?
pub(super) fn is_shared(field: Field) -> bool {
    is_place(field) || matches!(field, Field::OtherName | Field::SourceNote | Field::Other)
}

/// "Name" beside "Surname", with one word in most cells, is the given name.
fn name_is_given_name(table: &impl Look, columns: &mut [ColumnUse]) {
    let has = |field: Field| columns.iter().any(|c| c.field == field);
    if has(Field::GivenName) || !(has(Field::FamilyName) || has(Field::FatherName)) {
        return;
    }
    let Some(at) = columns.iter().position(|c| c.field == Field::FullName) else {
        return;
    };
    let sample = Sample::new(table, at, Field::FullName);
    if !sample.cells.is_empty()
        && sample.words() < 1.5
        && let Some(column) = columns.get_mut(at)
    {
        column.field = Field::GivenName;
    }
}
