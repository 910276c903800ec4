//! What is said of tables, and how much of it is true.

use estimate::latent_class::{FEWEST_DRAWS, MOST_RHAT};
use estimate::methods::{Answer, Answers, Method, Settings, methods};
use estimate::{LEVEL, OverlapTable, select};

/// A number that was given for a table.
#[derive(Clone, Copy)]
pub struct Said {
    by: Method,
    point: f64,
    low: f64,
    high: f64,
    reliable: bool,
    /// Whether the chains converged, where there are any.
    converged: bool,
}

impl Said {
    fn of(answer: &Answer) -> Option<Said> {
        Some(Said {
            by: answer.name,
            point: answer.point?,
            low: answer.low?,
            high: answer.high?,
            reliable: answer.reliable,
            converged: answer.rhat.is_some_and(|rhat| rhat <= MOST_RHAT)
                && answer.ess.is_some_and(|ess| ess >= FEWEST_DRAWS),
        })
    }

    fn holds(&self, truth: f64) -> bool {
        self.low <= truth && truth <= self.high
    }
}

/// Whose number a line of the result is about.
#[derive(Clone, Copy, PartialEq)]
pub enum Line {
    Of(Method),
    /// The Wald interval of the model with the best BIC, as if it had not been chosen.
    BestModel,
    Recommended,
}

impl Line {
    fn name(self) -> &'static str {
        match self {
            Line::Of(Method::LogLinear) => "log-linear models, weighed",
            Line::Of(Method::LatentClass) => "latent classes",
            Line::Of(Method::Graphical) => "graphical models",
            Line::Of(Method::LowerBound) => "Chao's bound (lower end alone)",
            Line::Of(Method::TwoList) => "two lists",
            Line::BestModel => "best model by BIC alone",
            Line::Recommended => "what is recommended",
        }
    }
}

/// What is said of one table, in the order of the lines.
pub fn ask(
    table: &OverlapTable,
    lines: &[Line],
    settings: &Settings,
) -> Result<Vec<Option<Said>>, estimate::Error> {
    let answers = methods(table, settings)?;
    let of = |method| answers.methods.iter().find(|answer| answer.name == method).and_then(Said::of);
    let best = select::candidates(&table.without_empty_lists()?).into_iter().next().map(|fit| {
        let (low, high) = fit.wald(LEVEL);
        Said { by: Method::LogLinear, point: fit.total(), low, high, reliable: true, converged: true }
    });
    let line = |line: &Line| match line {
        Line::Of(method) => of(*method),
        Line::BestModel => best,
        Line::Recommended => stated(&answers),
    };
    Ok(lines.iter().map(line).collect())
}

/// The number stated, with the interval that spans all sound methods.
fn stated(answers: &Answers) -> Option<Said> {
    let by = answers.methods.iter().find(|answer| Some(answer.name) == answers.recommended)?;
    let (low, high) = answers.interval?;
    Some(Said { low, high, ..Said::of(by)? })
}

/// A share in per cent.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

/// Likewise, with its Monte Carlo standard error: that of (part + 1) of (whole + 2), which is not zero where all or none are.
fn percent_and_error(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let p = (part + 1) as f64 / (whole + 2) as f64;
    format!("{} ± {:.1}", percent(part, whole), 100.0 * (p * (1.0 - p) / whole as f64).sqrt())
}

fn median(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    match (numbers.get(numbers.len().saturating_sub(1) / 2), numbers.get(numbers.len() / 2)) {
        (Some(a), Some(b)) => format!("{:.2}", 0.5 * (a + b)),
        _ => "–".to_owned(),
    }
}

/// One line of the table.
pub fn row(line: Line, said: &[Option<Said>], truth: f64) -> String {
    let reliable: Vec<Said> = said.iter().flatten().copied().filter(|s| s.reliable).collect();
    let whole = reliable.len();
    let above = reliable.iter().filter(|s| truth > s.high).count();
    let below = reliable.iter().filter(|s| truth < s.low).count();
    let given = format!("{whole} of {} ({})", said.len(), percent(whole, said.len()));
    let points = median(reliable.iter().map(|s| s.point / truth).collect());
    let widths = median(reliable.iter().map(|s| (s.high - s.low) / truth).collect());
    let name = line.name();
    let below_share = percent(below, whole);
    if line == Line::Of(Method::LowerBound) {
        let held = percent_and_error(whole - below, whole);
        format!("| {name} | {given} | {held} | – | {below_share} | {points} | – |")
    } else {
        let held = percent_and_error(whole - above - below, whole);
        let above_share = percent(above, whole);
        format!("| {name} | {given} | {held} | {above_share} | {below_share} | {points} | {widths} |")
    }
}

/// What became of the chains.
pub fn convergence(said: &[Option<Said>], truth: f64) -> String {
    let failed: Vec<&Said> = said.iter().flatten().filter(|s| !s.converged).collect();
    let held = failed.iter().filter(|s| s.holds(truth)).count();
    let (failed, asked) = (failed.len(), said.len());
    format!(
        "Latent classes: the chains did not converge for {failed} of {asked} tables ({}); the intervals of these are marked as not to be \
         used ({held} of the {failed} held the truth).",
        percent(failed, asked)
    )
}

/// Whose numbers were recommended.
pub fn recommended(said: &[Option<Said>], truth: f64) -> String {
    let of_method = |method: Method| {
        let given: Vec<&Said> = said.iter().flatten().filter(|s| s.by == method).collect();
        let held = given.iter().filter(|s| s.holds(truth)).count();
        let name = Line::Of(method).name();
        (!given.is_empty())
            .then(|| format!("that of the {name}: {} tables ({held} held the truth)", given.len()))
    };
    let mut parts: Vec<String> = super::ASKED.into_iter().filter_map(of_method).collect();
    parts.push(format!("no number: {} tables", said.iter().filter(|s| s.is_none()).count()));
    format!("What is recommended: {}.", parts.join("; "))
}
