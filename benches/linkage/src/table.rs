//! Rows as text or Markdown.

use crate::row::Row;
use crate::score::Bin;

const HEAD: [&str; 9] =
    ["set", "records", "CPU s", "MiB", "edge F1", "at 0.5", "cluster F1", "precision", "recall"];
const PEER: [&str; 4] = ["peer CPU s", "peer MiB", "peer edge F1", "peer cluster F1"];
const BIN: [&str; 6] = ["set", "probability", "pairs", "claimed", "actual", ""];

/// One row with its notes and its calibration; the header before the first.
pub fn text(row: &Row, first: bool, peer: bool) -> String {
    let widths = HEAD.iter().chain(&PEER).map(|head| head.len().max(9));
    let line = |cells: &[String]| {
        let (set, rest) = cells.split_first().map_or(("", &[][..]), |(set, rest)| (set.as_str(), rest));
        let rest: String =
            rest.iter().zip(widths.clone().skip(1)).map(|(c, w)| format!("  {c:>w$}")).collect();
        format!("{set:<14}{rest}\n")
    };
    let mut told = if first { line(&heads(peer)) } else { String::new() };
    told += &line(&cells(row, peer));
    for note in &row.notes {
        told += &format!("    {note}\n");
    }
    for bin in &row.bins {
        let [range, pairs, claimed, actual, flag] = of_bin(bin);
        let bin = format!("    {range}  {pairs:>10} pairs  claimed {claimed}  actual {actual}  {flag}");
        told += bin.trim_end();
        told.push('\n');
    }
    told
}

/// A table of rows, their notes, and a table of calibration.
pub fn markdown(rows: &[Row], peer: bool) -> String {
    let heads = heads(peer);
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = |columns: usize| format!("|---|{}\n", "---:|".repeat(columns - 1));
    let mut told = line(&heads) + &rule(heads.len());
    told.extend(rows.iter().map(|row| line(&cells(row, peer))));
    told.push('\n');
    for row in rows {
        told.extend(row.notes.iter().map(|note| format!("- {}: {note}\n", row.set)));
    }
    if rows.iter().any(|row| !row.notes.is_empty()) {
        told.push('\n');
    }
    told += &line(&BIN.map(str::to_owned));
    told += &rule(BIN.len());
    for row in rows {
        for bin in &row.bins {
            let mut cells = vec![row.set.to_owned()];
            cells.extend(of_bin(bin));
            told += &line(&cells);
        }
    }
    told
}

fn heads(peer: bool) -> Vec<String> {
    let peers = if peer { &PEER[..] } else { &[] };
    HEAD.iter().chain(peers).map(|head| (*head).to_owned()).collect()
}

fn cells(row: &Row, peer: bool) -> Vec<String> {
    let mut cells = vec![
        row.set.to_owned(),
        thousands(row.records),
        format!("{:.2}", row.usage.cpu),
        thousands(row.usage.mib.round() as usize),
        share(row.edges.best),
        share(row.edges.half),
        share(row.clusters.f1()),
        share(row.clusters.precision()),
        share(row.clusters.recall()),
    ];
    if peer {
        let or_dash = |told: Option<String>| told.unwrap_or_else(|| "-".to_owned());
        let ran = row.peer.as_ref();
        cells.push(or_dash(ran.map(|p| format!("{:.2}", p.usage.cpu))));
        cells.push(or_dash(ran.map(|p| thousands(p.usage.mib.round() as usize))));
        cells.push(or_dash(ran.and_then(|p| p.edge).map(share)));
        cells.push(or_dash(ran.and_then(|p| p.cluster).map(share)));
    }
    cells
}

fn of_bin(bin: &Bin) -> [String; 5] {
    [
        format!("{:.2}-{:.2}", bin.from, bin.to),
        thousands(bin.pairs),
        format!("{:.3}", bin.claimed),
        format!("{:.3}", bin.actual),
        if bin.claims_too_much() { "claims too much".to_owned() } else { String::new() },
    ]
}

fn share(share: f64) -> String {
    format!("{share:.5}")
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::PeerRow;
    use crate::score::{Edges, Score};
    use measure::Usage;

    fn row() -> Row {
        Row {
            set: "invented",
            records: 1_234_567,
            usage: Usage { cpu: 1.234, mib: 99.5 },
            edges: Edges { best: 0.9, half: 0.875 },
            clusters: Score { truth: 8, found: 4, right: 3 },
            notes: vec!["a note".to_owned()],
            bins: vec![Bin { from: 0.5, to: 0.6, pairs: 200, claimed: 0.55, actual: 0.5 }],
            peer: Some(PeerRow { usage: Usage { cpu: 2.0, mib: 1.0 }, edge: Some(0.5), cluster: None }),
        }
    }

    #[test]
    fn text_stands_in_columns() {
        let told = text(&row(), true, true);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[0].len(), lines[1].len());
        assert!(lines[1].starts_with("invented        1,234,567       1.23        100"), "{}", lines[1]);
        assert!(lines[1].ends_with('-'));
        assert_eq!(lines[2], "    a note");
        assert_eq!(lines[3], "    0.50-0.60         200 pairs  claimed 0.550  actual 0.500  claims too much");
        assert_eq!(text(&row(), false, false).lines().count(), 3);
    }

    #[test]
    fn markdown_has_as_many_cells_as_heads() {
        let told = markdown(&[row()], true);
        let bars: Vec<usize> = told.lines().map(|l| l.matches('|').count()).filter(|n| *n > 0).collect();
        assert_eq!(bars, [14, 14, 14, 7, 7, 7]);
        assert!(told.contains("- invented: a note\n"));
    }
}
