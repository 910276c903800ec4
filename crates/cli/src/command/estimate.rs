//! `inquest estimate`: how many no list saw, from a table of overlaps.

use super::{print, print_json};
use crate::args::{self, Common, Estimate};
use crate::progress::Line;
use crate::{Outcome, threads};
use anyhow::{Context, Result, bail};
use estimate::loglinear::Model;
use estimate::methods::{Answer, Answers, Method, Settings, methods};
use estimate::{OverlapTable, graphical, latent_class};
use std::fmt::Write;

pub fn run(args: &Estimate, common: &Common) -> Result<Outcome> {
    if args.threads == Some(0) {
        bail!("--threads 0: the work needs at least one thread");
    }
    threads::start(args.threads.unwrap_or_else(threads::all))
        .context("--threads: no such number of threads can be had")?;
    let name = args.table.display();
    let file = std::fs::File::open(&args.table).with_context(|| format!("{name}: cannot be opened"))?;
    let table = OverlapTable::from_csv(file).with_context(|| name.to_string())?;
    let settings = settings(args, &table)?;
    let line = Line::new();
    line.step("estimating", 0, 0);
    let answers = methods(&table, &settings).with_context(|| name.to_string())?;
    line.clear();
    if common.json {
        print_json(&answers)?;
    } else {
        print(&mut std::io::stdout().lock(), &told(&answers))?;
    }
    Ok(Outcome::Done)
}

fn settings(args: &Estimate, table: &OverlapTable) -> Result<Settings> {
    let model = args.model.as_ref().map(|text| Model::parse(text, table.lists().len()));
    let grid = args.grid.clone().map_or(graphical::Grid::Automatic, graphical::Grid::Range);
    let usual = latent_class::Options::default();
    Ok(Settings {
        methods: args.method.iter().flat_map(|method| asked(*method)).collect(),
        model: model.transpose().context("--model")?,
        graphical: graphical::Options { delta: args.delta, grid, complete: false },
        latent_class: latent_class::Options {
            classes: args.classes,
            sweeps: args.sweeps.unwrap_or(usual.sweeps),
            seed: args.seed,
            ..usual
        },
    })
}

fn asked(method: args::Method) -> Vec<Method> {
    match method {
        args::Method::All => Method::ALL.to_vec(),
        args::Method::Loglinear => vec![Method::LogLinear],
        args::Method::Graphical => vec![Method::Graphical],
        args::Method::LatentClass => vec![Method::LatentClass],
        args::Method::LowerBound => vec![Method::LowerBound],
        args::Method::TwoList => vec![Method::TwoList],
    }
}

fn told(answers: &Answers) -> String {
    let lists = answers.lists.len();
    let mut text =
        format!("{} people are on {lists} lists: {}.\n", answers.observed, answers.lists.join(", "));
    let stated = answers.methods.iter().find(|a| Some(a.name) == answers.recommended);
    match stated {
        Some(stated) => {
            let _ = writeln!(
                text,
                "\nIn all, listed and unlisted: {}, with 95% interval, by {}: {}.\nIt holds if {}.",
                numbers(stated),
                stated.name,
                answers.because,
                stated.assumption
            );
        }
        None => {
            let _ = writeln!(
                text,
                "\nHow many were never listed cannot be said from these lists: {}.",
                answers.because
            );
            if let Some(bound) = &answers.lower_bound {
                let _ = writeln!(
                    text,
                    "If the lists do not avoid each other there were, but for chance, at least {:.0} ({:.0}–{:.0}).",
                    bound.point, bound.low, bound.high
                );
            }
        }
    }
    text.push_str("\nWhat each method says:\n");
    for answer in answers.methods.iter().filter(|a| a.name != Method::TwoList) {
        let verdict = match (answer.reliable, answer.name) {
            (true, Method::LowerBound) => "a bound, no estimate",
            (true, _) => "sound, if its assumption holds",
            (false, _) => "not to be relied on",
        };
        let _ = write!(text, "  {:<13} {:<28} {verdict}", answer.name.name(), numbers(answer));
        if let Some(model) = &answer.model {
            let _ = write!(text, "; {model}");
        }
        text.push('\n');
        for reason in &answer.reasons {
            let _ = writeln!(text, "                because {reason}");
        }
    }
    let pairs: Vec<&Answer> = answers.methods.iter().filter(|a| a.name == Method::TwoList).collect();
    if !pairs.is_empty() {
        text.push_str("\nEach two lists alone, right only if they are independent of each other, which two cannot show:\n");
        for pair in pairs {
            let _ = writeln!(text, "  {:<28} {}", numbers(pair), pair.model.as_deref().unwrap_or_default());
        }
    }
    if !answers.alternatives.is_empty() {
        text.push_str("\nHow the log-linear estimate moves with the choice of model and lists:\n");
        for a in &answers.alternatives {
            let _ = writeln!(text, "  {:.0} ({:.0}–{:.0})  {}", a.point, a.low, a.high, a.name);
        }
    }
    text
}

/// Point and interval.
fn numbers(answer: &Answer) -> String {
    match (answer.point, answer.low, answer.high) {
        (Some(point), Some(low), Some(high)) => format!("{point:.0} ({low:.0}–{high:.0})"),
        (Some(point), Some(low), None) => format!("{point:.0} ({low:.0} or more)"),
        _ => "no number".to_owned(),
    }
}
