//! The cases: a table, what is asked of it, and what other programs need or a bound that should be kept.

use anyhow::{Context, Result};
use estimate::OverlapTable;
use estimate::averaging::average;
use estimate::graphical::{self, Grid};
use estimate::latent_class::{self, latent_classes};
use estimate::loglinear::Model;
use estimate::select::{hierarchical, pairwise};
use measure::Usage;
use std::path::Path;

/// One thing to measure.
pub struct Case {
    /// How it is asked for.
    pub name: &'static str,
    /// The bound or the other program's figure.
    pub bar: &'static str,
    table: &'static str,
    work: Work,
}

enum Work {
    /// So many classes, sampled.
    LatentClasses(usize),
    /// All graphs, with up to so many unlisted.
    Graphs(u64),
    /// All hierarchical models, fitted.
    Hierarchical,
    /// All models of dependent pairs, fitted.
    Pairs,
}

/// All cases; `benches/README.md` says where the bounds and the other programs' figures are from.
pub const CASES: [Case; 8] = [
    Case { name: "latent-uk6-15", bar: "LCMCR 40,000 sweeps/s", table: "uk6", work: Work::LatentClasses(15) },
    Case {
        name: "latent-uk6-10",
        bar: "LCMCR 61,558 sweeps/s, 163 ESS/s",
        table: "uk6",
        work: Work::LatentClasses(10),
    },
    Case {
        name: "latent-kosovo-10",
        bar: "LCMCR 70,922 sweeps/s",
        table: "kosovo",
        work: Work::LatentClasses(10),
    },
    Case { name: "graphical-uk5", bar: "0.5 s, 50 MiB", table: "uk5", work: Work::Graphs(100_000) },
    Case { name: "graphical-uk6", bar: "60 s", table: "uk6", work: Work::Graphs(100_000) },
    Case { name: "hierarchical-kosovo", bar: "0.020 s", table: "kosovo", work: Work::Hierarchical },
    Case { name: "hierarchical-uk5", bar: "", table: "uk5", work: Work::Hierarchical },
    Case { name: "pairs-uk6", bar: "5 s; Rcapture 1,658 s", table: "uk6", work: Work::Pairs },
];

impl Case {
    /// Does the work: what it cost and what came out.
    pub fn run(&self) -> Result<(Usage, String)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../crates/estimate/tests/tables/{}.csv", self.table));
        let file = std::fs::File::open(&path).with_context(|| format!("{}", path.display()))?;
        let table = OverlapTable::from_csv(file)?;
        let before = measure::so_far()?;
        let since = || -> Result<Usage> {
            let now = measure::so_far()?;
            Ok(Usage { cpu: now.cpu - before.cpu, ..now })
        };
        let said = match self.work {
            Work::LatentClasses(classes) => sampled(&table, classes, || Ok(since()?.cpu))?,
            Work::Graphs(most) => graphs(&table, most)?,
            Work::Hierarchical => models(&table, hierarchical(table.lists().len())?)?,
            Work::Pairs => models(&table, pairwise(table.lists().len())?)?,
        };
        Ok((since()?, said))
    }
}

fn sampled(table: &OverlapTable, classes: usize, seconds: impl Fn() -> Result<f64>) -> Result<String> {
    let options = latent_class::Options {
        classes: Some(classes),
        warm_up: 1_000,
        sweeps: 250_000,
        longest: 1,
        ..Default::default()
    };
    let found = latent_classes(table, &options)?;
    // What the starts and the warm-up take, a fortieth, is in the time and not in the sweeps.
    let sweeps = options.chains * found.sweeps;
    let (total, seconds) = (&found.total, seconds()?);
    Ok(format!(
        "{:.0} sweeps/s, {:.0} ESS/s in the middle, {:.0} in the tails; R-hat {:.4}, mean {:.0} ({:.0})",
        sweeps as f64 / seconds,
        total.ess_bulk / seconds,
        total.ess_tail / seconds,
        total.rhat,
        total.mean,
        total.mcse
    ))
}

fn graphs(table: &OverlapTable, most: u64) -> Result<String> {
    let options = graphical::Options { grid: Grid::Range(1..=most), complete: true, ..Default::default() };
    let found = graphical::average(table, &options)?;
    let posterior = &found.posterior;
    Ok(format!("{} graphs, mean {:.3}, sd {:.3}", found.considered, posterior.mean(), posterior.sd()))
}

fn models(table: &OverlapTable, models: impl IntoIterator<Item = Model>) -> Result<String> {
    let found = average(table, models, 1)?;
    let best = found.best.first().context("no model was fitted")?;
    Ok(format!(
        "{} fitted, {} refused; best {} N {:.3}; by AIC {:.2}, by BIC {:.2}",
        found.fitted,
        found.refused,
        best.model,
        best.total(),
        found.by_aic,
        found.by_bic
    ))
}
