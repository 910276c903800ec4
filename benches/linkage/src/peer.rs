//! Splink on the same set, as the specs of the comparison set it up: what it says of its own cost and F1.

use anyhow::{Context, Result};
use measure::Usage;
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;

/// How the peer is run.
pub struct Peer {
    /// A Python that has it.
    pub python: PathBuf,
    /// The folder of `run_splink.py` and `specs/`.
    pub bench: PathBuf,
}

/// The peer on one set.
pub struct PeerRow {
    /// What it cost, without the time to import Python packages and to judge itself.
    pub usage: Usage,
    /// F1 of its pairs at the best threshold.
    pub edge: Option<f64>,
    /// F1 of its clusters at the best threshold.
    pub cluster: Option<f64>,
}

impl Peer {
    /// Runs the peer; `None` if it has no spec for the set.
    pub fn run(&self, set: &str, files: &[PathBuf]) -> Result<Option<PeerRow>> {
        let spec = self.bench.join("specs").join(format!("{set}.json"));
        if !spec.is_file() {
            return Ok(None);
        }
        let data = files.first().and_then(|file| file.parent()).context("no files")?;
        let command: [OsString; 5] = [
            self.python.clone().into(),
            self.bench.join("run_splink.py").into(),
            spec.into(),
            "--data".into(),
            data.into(),
        ];
        let (_, printed) = measure::measured(&command)?;
        parse(&printed).map(Some)
    }
}

/// The figures in the last line of what the peer printed.
fn parse(printed: &str) -> Result<PeerRow> {
    let last = printed.trim().lines().last().context("it printed nothing")?;
    let told: Value = serde_json::from_str(last).context("its last line is not JSON")?;
    let number = |name: &str| told[name].as_f64().with_context(|| format!("it does not say {name}"));
    let f1 = |name: &str| told[name]["f1"].as_f64();
    Ok(PeerRow {
        usage: Usage { cpu: number("cpu_s")?, mib: number("peak_rss_mib")? },
        edge: f1("edge_best"),
        cluster: f1("cluster_best"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_in_the_last_line() {
        let row = parse("a warning\n{\"cpu_s\": 2.5, \"peak_rss_mib\": 234, \"edge_best\": {\"f1\": 0.9}}\n")
            .unwrap();
        assert_eq!((row.usage.cpu, row.usage.mib, row.edge, row.cluster), (2.5, 234.0, Some(0.9), None));
        assert!(parse("").is_err() && parse("{}").is_err());
    }
}
