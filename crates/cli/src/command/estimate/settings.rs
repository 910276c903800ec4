//! From the options to the settings of the methods.

use crate::args::{self, Estimate};
use anyhow::{Context, Result, bail};
use estimate::graphical::Grid;
use estimate::loglinear::Model;
use estimate::methods::{Method, Settings};
use estimate::{Covers, Stratum};

/// What is asked for, of these lists; `usual` is what holds where nothing is said.
pub fn settings(args: &Estimate, strata: &[Stratum], usual: Settings) -> Result<Settings> {
    let lists: &[String] = strata.first().map_or(&[], |stratum| stratum.table.lists());
    let mut settings = usual;
    settings.methods = args.method.iter().flat_map(|method| asked(*method)).collect();
    if let Some(text) = &args.model {
        settings.model = Some(Model::parse(text, lists.len()).context("--model")?);
    }
    settings.graphical.delta = args.delta;
    if let Some(range) = &args.grid {
        settings.graphical.grid = Grid::Range(range.clone());
    }
    let chains = &mut settings.latent_class;
    chains.classes = args.classes.or(chains.classes);
    chains.sweeps = args.sweeps.map_or(chains.sweeps, |sweeps| sweeps as usize);
    chains.seed = args.seed.unwrap_or(chains.seed);
    settings.expansion = args.expansion;
    let design = &mut settings.design;
    for copies in &args.copies {
        let (copy, of) = copies
            .split_once('=')
            .with_context(|| format!("--copies {copies}: expected COPY=ORIGINAL, two names of lists"))?;
        design.lineage.derived.push((list("--copies", copy, lists)?, list("--copies", of, lists)?));
    }
    for name in &args.partial {
        design.lineage.partial.push(list("--partial", name, lists)?);
    }
    for covers in &args.covers {
        design.covers.push(covered(covers, lists, &args.strata)?);
    }
    for covers in &design.covers {
        if let Some(value) = covers.nowhere(strata) {
            let name = lists.get(covers.list).map_or("", String::as_str);
            bail!(
                "{name} is said to cover {}={value}, but nobody is there; see how the values are written",
                covers.column
            );
        }
    }
    design.fewest = args.pool.unwrap_or(design.fewest);
    Ok(settings)
}

/// Reads `LIST:COLUMN=VALUE,VALUE`.
fn covered(text: &str, lists: &[String], strata: &[String]) -> Result<Covers> {
    let parts = || {
        let (list, rest) = text.rsplit_once(':')?;
        let (column, values) = rest.split_once('=')?;
        Some((list, column, values.split(',').map(|value| value.trim().to_owned()).collect()))
    };
    let (name, column, values) = parts().with_context(|| {
        format!("--covers {text}: expected LIST:COLUMN=VALUE,VALUE as in north:region=North,Coast")
    })?;
    if !strata.iter().any(|known| known == column) {
        bail!("--covers {text}: the rows are not parted by \"{column}\"; say --strata {column} as well");
    }
    Ok(Covers { list: list("--covers", name, lists)?, column: column.to_owned(), values })
}

/// The place of a list among the others.
fn list(option: &str, name: &str, lists: &[String]) -> Result<usize> {
    lists
        .iter()
        .position(|list| list == name)
        .with_context(|| format!("{option}: there is no list \"{name}\"; there are {}", lists.join(", ")))
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
