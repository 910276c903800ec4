//! `inquest figures`: totals that sources asserted, side by side.

use super::{by, case_dir, print, print_json};
use crate::Outcome;
use crate::args::{Common, Figures, FiguresAction};
use anyhow::Result;
use casefile::{Case, Figure};
use jiff::Timestamp;
use serde_json::json;
use std::fmt::Write;

pub fn run(figures: &Figures, common: &Common) -> Result<Outcome> {
    match &figures.action {
        Some(FiguresAction::Import { file }) => import(file, common),
        Some(FiguresAction::List) | None => list(common),
    }
}

fn import(file: &std::path::Path, common: &Common) -> Result<Outcome> {
    // A case may begin with figures alone.
    let mut case = Case::open_or_create(&case_dir(common)?)?;
    let imported = case.import_figures(file, &by(common), Timestamp::now())?;
    let (added, kept) = (imported.fresh, case.figures()?.figures.len());
    if common.json {
        print_json(&json!({ "added": added, "figures": kept, "left_out": imported.left_out }))?;
    } else {
        let mut text = format!(
            "{added} figures are new or changed; the case now holds {kept}. List them: inquest figures\n"
        );
        for left in &imported.left_out {
            let (first, last) = left.rows;
            let rows = if first == last { format!("row {first}") } else { format!("rows {first} to {last}") };
            let sheet = left.sheet.as_ref().map_or(String::new(), |s| format!("sheet {s}, "));
            let _ = writeln!(text, "Note: {sheet}{rows}: left out ({})", left.reason);
        }
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(Outcome::Done)
}

fn list(common: &Common) -> Result<Outcome> {
    let all = Case::read_only(&case_dir(common)?)?.figures()?;
    if common.json {
        print_json(&json!({ "figures": all.figures, "withheld": all.withheld }))?;
    } else {
        let mut text = String::new();
        if !all.figures.is_empty() || all.withheld == 0 {
            text = side_by_side(all.figures);
        }
        if all.withheld > 0 {
            let _ = writeln!(
                text,
                "Note: {} figures are not in this copy: withheld, or destroyed.",
                all.withheld
            );
        }
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(Outcome::Done)
}

/// What was counted, of whom and where heads each group; within it, by the day the total stands for.
fn side_by_side(mut figures: Vec<Figure>) -> String {
    if figures.is_empty() {
        return "This case holds no figures; import some: inquest figures import FILE\n".to_owned();
    }
    let group = |f: &Figure| {
        let of = if f.category.is_empty() { String::new() } else { format!(", {}", f.category) };
        let place = if f.place.is_empty() { "place not said" } else { &f.place };
        (place.to_owned(), format!("{}{of}", f.counted))
    };
    figures.sort_by_cached_key(|f| (group(f), f.as_of.clone(), f.published.clone(), f.id.clone()));
    let mut text = String::new();
    let mut heading = None;
    for figure in &figures {
        let (place, what) = group(figure);
        if heading.as_ref() != Some(&(place.clone(), what.clone())) {
            let gap = if heading.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{gap}{place}: {what}");
            heading = Some((place, what));
        }
        let _ =
            write!(text, "  {:<6} {:<10} {:<34} {}", figure.id, figure.as_of, figure.number(), figure.source);
        if !figure.period.is_empty() {
            let _ = write!(text, "; killed in {}", figure.period);
        }
        if !figure.attributed_to.is_empty() {
            let _ = write!(text, "; by {}", figure.attributed_to);
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "\n{} figures, as their sources gave them; --json has references and notes.",
        figures.len()
    );
    text
}
