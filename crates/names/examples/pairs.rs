//! Benchmark: how well pairs of names in two scripts, or two spellings, are recognised, and how fast.
//!
//!     cargo run --release -p names --example pairs -- FILE.csv COLUMN_A COLUMN_B [--failures]
//!
//! Each row of the CSV file (comma-separated, first line with column names) has one person's name in both columns.
//! Prints the share of rows whose given and family names come out Same or Variant, the share of false pairs (the given
//! name of one row with that of another, where the tokens of column A differ) that do so too, and times.
//! `--failures` prints the token pairs that were not recognised; they are personal data.

use names::{Closeness, Name, Token, align, closeness};
use std::collections::BTreeMap;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, column_a, column_b, rest @ ..] = args.as_slice() else {
        return Err("usage: pairs FILE.csv COLUMN_A COLUMN_B [--failures]".into());
    };
    let text = std::fs::read_to_string(file)?;
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(fields);
    let header = lines.next().ok_or("the file is empty")?;
    let column = |name: &str| header.iter().position(|h| h == name).ok_or(format!("no column {name}"));
    let (a, b) = (column(column_a)?, column(column_b)?);
    let rows: Vec<(String, String)> =
        lines.filter_map(|f| Some((f.get(a)?.clone(), f.get(b)?.clone()))).collect();

    let start = Instant::now();
    let pairs: Vec<(Name, Name)> =
        rows.iter().filter_map(|(x, y)| Name::parse(x).zip(Name::parse(y))).collect();
    let per_name = start.elapsed().as_secs_f64() * 1e6 / (2.0 * rows.len().max(1) as f64);
    println!(
        "{} rows, {} with a name on both sides; {per_name:.2} µs to parse a name",
        rows.len(),
        pairs.len()
    );

    true_pairs(&pairs, rest.iter().any(|r| r == "--failures"));
    false_pairs(&pairs);
    within(&pairs);
    Ok(())
}

/// Rows: the share of given, family, and both that are recognised; equal keys; time of an alignment.
fn true_pairs(pairs: &[(Name, Name)], show: bool) {
    let (mut given, mut family, mut both, mut keys, mut keyed) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut near = 0usize;
    let mut failures: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let start = Instant::now();
    for (x, y) in pairs {
        let found = align(&x.words(), &y.words(), &mut |i, j| closeness(&x.tokens[i], &y.tokens[j]));
        let well = |p: Option<names::Pair>| p.is_some_and(|p| p.closeness <= Closeness::Variant);
        given += usize::from(well(found.given));
        family += usize::from(well(found.family));
        let slip = |p: Option<names::Pair>| p.is_some_and(|p| p.closeness <= Closeness::Typo);
        near += usize::from(slip(found.given) && slip(found.family));
        both += usize::from(well(found.given) && well(found.family));
        for pair in [found.given, found.family].into_iter().flatten() {
            let (p, q) = (&x.tokens[pair.a], &y.tokens[pair.b]);
            if pair.closeness <= Closeness::Variant {
                keyed += 1;
                keys += usize::from(p.key == q.key);
            }
            if show && (pair.closeness > Closeness::Variant || p.key != q.key) {
                *failures
                    .entry((
                        p.text.clone(),
                        q.text.clone(),
                        format!("{:?} {} {}", pair.closeness, p.skeleton, q.skeleton),
                    ))
                    .or_default() += 1;
            }
        }
    }
    let time = start.elapsed().as_secs_f64() * 1e6 / pairs.len().max(1) as f64;
    let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
    println!(
        "true pairs: given {:.4}, family {:.4}, both {:.4}; both but for slips {:.4}",
        share(given, pairs.len()),
        share(family, pairs.len()),
        share(both, pairs.len()),
        share(near, pairs.len())
    );
    println!(
        "            equal keys among them {:.4}; {time:.2} µs to align, with comparisons",
        share(keys, keyed)
    );
    for ((a, b, how), n) in failures {
        println!("{n}\t{a}\t{b}\t{how}");
    }
}

/// Given names of different rows, across the columns.
fn false_pairs(pairs: &[(Name, Name)]) {
    let (mut tried, mut same, mut typo) = (0usize, 0usize, 0usize);
    let start = Instant::now();
    for step in [1, 7, 101, 1009, 5003, 9001, 10007, 11003] {
        for (i, (x, _)) in pairs.iter().enumerate() {
            let Some((other, y)) = pairs.get((i + step) % pairs.len().max(1)) else {
                continue;
            };
            let (Some(p), Some(q), Some(r)) = (x.tokens.first(), y.tokens.first(), other.tokens.first())
            else {
                continue;
            };
            if p.text == r.text {
                continue;
            }
            tried += 1;
            let found = closeness(p, q);
            same += usize::from(found <= Closeness::Variant);
            typo += usize::from(found == Closeness::Typo);
        }
    }
    let time = start.elapsed().as_secs_f64() * 1e6 / tried.max(1) as f64;
    let share = |n: usize| n as f64 / tried.max(1) as f64;
    println!(
        "false pairs: {tried} tried, Same or Variant {:.5}, Typo {:.5}; {time:.2} µs each",
        share(same),
        share(typo)
    );
}

/// Speed within the second column's script.
fn within(pairs: &[(Name, Name)]) {
    for (column, pick) in [("A", 0), ("B", 1)] {
        let tokens: Vec<&Token> = pairs
            .iter()
            .map(|(x, y)| if pick == 0 { x } else { y })
            .filter_map(|n| n.tokens.last())
            .collect();
        let start = Instant::now();
        let (mut tried, mut near) = (0usize, 0usize);
        for step in [3, 77, 1013] {
            for (i, x) in tokens.iter().enumerate() {
                if let Some(y) = tokens.get((i + step) % tokens.len().max(1)).filter(|y| y.text != x.text) {
                    tried += 1;
                    near += usize::from(closeness(x, y) <= Closeness::Typo);
                }
            }
        }
        let time = start.elapsed().as_secs_f64() * 1e6 / tried.max(1) as f64;
        println!(
            "within column {column}: {time:.3} µs for a pair of unequal last tokens, {near} of {tried} close"
        );
    }
}

/// The fields of one line; quoted ones may hold commas.
fn fields(line: &str) -> Vec<String> {
    let (mut out, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    out.push(field);
    out
}
