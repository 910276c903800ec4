//! `inquest estimate`: how many no list saw, from a table of overlaps.

use super::{print, print_json};
use crate::Outcome;
use crate::args::{Common, Estimate};
use anyhow::{Context, Result};
use estimate::{Alternative, Lineage, OverlapTable};
use std::fmt::Write;

pub fn run(args: &Estimate, common: &Common) -> Result<Outcome> {
    let name = args.table.display();
    let file = std::fs::File::open(&args.table).with_context(|| format!("{name}: cannot be opened"))?;
    let table = OverlapTable::from_csv(file).with_context(|| name.to_string())?;
    let outcome = estimate::estimate(&table, &Lineage::default());
    if common.json {
        print_json(&outcome)?;
    } else {
        print(&mut std::io::stdout().lock(), &told(&table, &outcome))?;
    }
    Ok(Outcome::Done)
}

fn told(table: &OverlapTable, outcome: &estimate::Outcome) -> String {
    let mut text = format!("{} people are on {} lists.\n", table.n(), table.lists().len());
    let (alternatives, lower_bound) = match outcome {
        estimate::Outcome::Identified {
            point,
            low,
            high,
            level,
            method,
            model,
            models,
            assumption,
            alternatives,
            lower_bound,
            ..
        } => {
            let _ = writeln!(
                text,
                "In all, listed and unlisted: {point:.0} ({:.0}% interval {low:.0}–{high:.0}).\n\n\
                 Method: {method}\nModel with most support, of {models}: {model}\nIt holds if: {assumption}",
                level * 100.0
            );
            (alternatives, lower_bound)
        }
        estimate::Outcome::NotIdentified { reason, alternatives, lower_bound } => {
            let _ = writeln!(text, "How many were never listed cannot be said from these lists: {reason}");
            (alternatives, lower_bound)
        }
    };
    if let Some(bound) = lower_bound {
        let _ = writeln!(text, "\nLower bound: {}", said(bound));
    }
    if !alternatives.is_empty() {
        text.push_str("\nOther methods, each under its own assumptions alone:\n");
        for alternative in alternatives {
            let _ = writeln!(text, "  {}", said(alternative));
        }
    }
    text
}

fn said(a: &Alternative) -> String {
    format!("{:.0} ({:.0}–{:.0})  {}", a.point, a.low, a.high, a.name)
}
