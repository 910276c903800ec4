//! What `inquest link` writes.

use super::input::Input;
use anyhow::{Context, Result};
use linkage::Linked;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// `clusters.csv`: one row per record, in the order of the lists.
pub fn clusters(path: &Path, inputs: &[Input], linked: &Linked) -> Result<()> {
    let mut out = create(path)?;
    let mut write = || -> std::io::Result<()> {
        out.write_all(b"list,id,cluster,probability\n")?;
        for (record, (list, id)) in records(inputs).enumerate() {
            let (cluster, p) = (linked.person_of[record], linked.probability[record]);
            writeln!(out, "{},{},{cluster},{}", quoted(list), quoted(id), shown(p))?;
        }
        out.flush()
    };
    write().with_context(|| format!("{}: cannot be written", path.display()))
}

/// `pairs.csv`: one row per likely pair.
pub fn pairs(path: &Path, inputs: &[Input], linked: &Linked) -> Result<()> {
    let ids: Vec<(&str, &str)> = records(inputs).collect();
    let mut out = create(path)?;
    let mut write = || -> std::io::Result<()> {
        out.write_all(b"list_l,id_l,list_r,id_r,weight,probability\n")?;
        for pair in &linked.pairs {
            let ((list_l, id_l), (list_r, id_r)) = (ids[pair.a as usize], ids[pair.b as usize]);
            writeln!(
                out,
                "{},{},{},{},{:.3},{}",
                quoted(list_l),
                quoted(id_l),
                quoted(list_r),
                quoted(id_r),
                pair.weight,
                shown(pair.probability)
            )?;
        }
        out.flush()
    };
    write().with_context(|| format!("{}: cannot be written", path.display()))
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

fn records(inputs: &[Input]) -> impl Iterator<Item = (&str, &str)> {
    inputs.iter().flat_map(|input| input.ids.iter().map(|id| (input.name.as_str(), id.as_str())))
}

/// A cell of a CSV file.
fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(['"', ',', '\n', '\r']) {
        std::borrow::Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        std::borrow::Cow::Borrowed(text)
    }
}

/// A probability with as many digits as say something.
fn shown(p: f64) -> String {
    if p >= 1.0 { "1".to_owned() } else { format!("{p:.5}") }
}
