//! From what was read and matched to the findings.

use crate::breakdown::{breakdowns, differences};
use crate::count::Members;
use crate::finding::*;
use crate::overlap::OverlapTables;
use crate::person::{people, voters};
use crate::summary::headline;
use crate::timeline::timeline;
use crate::undocumented::undocumented;
use casefile::Reading;
use linkage::Linked;

/// Computes the findings. Never fails: what cannot be computed is stated as such in them.
pub fn compute(reading: &Reading, linked: &Linked, context: &Context) -> Findings {
    let members = Members::new(linked, reading.records.len());
    let voters = voters(&reading.sources);
    let people = people(reading, linked, &members);
    let tables = OverlapTables::new(reading, linked, &members);
    let ids: Vec<String> = reading.sources.iter().map(|source| source.id.clone()).collect();
    let corroborated = tables.count(|pattern| {
        let mut independent = pattern.iter().filter_map(|&source| voters.get(source as usize));
        let first = independent.next();
        independent.any(|other| Some(other) != first)
    });
    let mut findings = Findings {
        title: context.title.clone(),
        program: context.program.clone(),
        headline: String::new(),
        sources: sources(reading, &tables),
        records: reading.records.len(),
        documented: tables.documented(),
        unnamed: people.iter().filter(|person| person.name.is_none()).count(),
        corroborated,
        overlaps: tables.overlaps(&ids),
        breakdowns: breakdowns(&people, reading, &voters),
        timeline: timeline(&people),
        differences: differences(&people),
        estimate: undocumented(&tables, &reading.sources, context.seed),
        method: Method {
            hash: context.method_hash.clone(),
            version: context.method_version.clone(),
            seed: context.seed,
            draws: linked.draws,
        },
        mappings: context.mappings.clone(),
        log: LogPosition {
            entries: context.log_entries,
            head: context.log_head.clone(),
            checkpoint: context.checkpoint.clone(),
        },
        unread: unread(reading),
        left_out: left_out(reading),
        doubtful: Doubtful {
            groups: linked.groups.len(),
            records: linked.groups.iter().map(|group| group.records.len()).sum(),
        },
        missing: context.missing.clone(),
        notices: context.notices.clone(),
        people,
        tables,
    };
    findings.headline = headline(&findings);
    findings
}

fn sources(reading: &Reading, tables: &OverlapTables) -> Vec<SourceFinding> {
    let mut records = vec![0; reading.sources.len()];
    for record in &reading.records {
        if let Some(count) = records.get_mut(record.source) {
            *count += 1;
        }
    }
    reading
        .sources
        .iter()
        .zip(records)
        .enumerate()
        .map(|(index, (source, records))| {
            let mut files: Vec<String> = Vec::new();
            for item in &source.items {
                if !files.contains(&item.file) {
                    files.push(item.file.clone());
                }
            }
            let here = index as u32;
            SourceFinding {
                id: source.id.clone(),
                name: source.name.clone(),
                files,
                records,
                persons: tables.count(|pattern| pattern.contains(&here)),
                only_here: tables.count(|pattern| pattern.as_slice() == [here]),
                derived_from: source.derived_from.clone(),
                covers: source.covers.clone(),
            }
        })
        .collect()
}

fn unread(reading: &Reading) -> Vec<UnreadCell> {
    let cell = |(file, cell): &(String, lists::Unread)| UnreadCell {
        file: file.clone(),
        sheet: cell.sheet.clone(),
        row: cell.row,
        column: cell.column.clone(),
        text: cell.text.clone(),
        expected: cell.expected.clone(),
    };
    reading.unread.iter().map(cell).collect()
}

fn left_out(reading: &Reading) -> Vec<LeftOutRows> {
    let rows = |(file, rows): &(String, lists::LeftOut)| LeftOutRows {
        file: file.clone(),
        sheet: rows.sheet.clone(),
        rows: rows.rows,
        reason: rows.reason.clone(),
    };
    reading.left_out.iter().map(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let (reading, linked) = case();
        let findings = compute(&reading, &linked, &Context::default());
        assert_eq!(findings.documented.best, 5);
        assert_eq!(findings.people.len(), 5);
        assert_eq!(findings.unnamed, 1);
        assert_eq!(findings.overlaps.iter().map(|o| o.persons).sum::<usize>(), 5);
        let only: Vec<(usize, usize, usize)> =
            findings.sources.iter().map(|s| (s.records, s.persons, s.only_here)).collect();
        assert_eq!(only, [(3, 3, 1), (3, 3, 1), (1, 1, 1)]);
        assert_eq!(findings.doubtful, Doubtful { groups: 1, records: 2 });
    }

    #[test]
    fn two_lists_of_which_one_copies_the_other_corroborate_nobody() {
        let (mut reading, linked) = case();
        let corroborated = |reading: &Reading| compute(reading, &linked, &Context::default()).corroborated;
        assert_eq!(corroborated(&reading), 2);
        reading.sources[1].derived_from = vec!["alpha".into()];
        assert_eq!(corroborated(&reading), 0);
    }

    #[test]
    fn nothing_read_is_a_finding_too() {
        let findings = compute(&Reading::default(), &Linked::default(), &Context::default());
        assert_eq!(findings.documented, Documented { best: 0, low: 0, high: 0, level: 0.95 });
        assert!(!findings.estimate.identified);
    }
}
