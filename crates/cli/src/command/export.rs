//! `inquest export`: a copy that a stranger can check.

use super::{by, case_dir, print, print_json};
use crate::Outcome;
use crate::args::{Common, Export};
use anyhow::{Context, Result, bail};
use casefile::Case;
use jiff::Timestamp;
use serde_json::json;
use vault::bundle::{Redaction, VERIFY_SH};

/// Longest file of rules, in bytes.
const MAX_RULES: u64 = 16 << 20;

pub fn run(export: &Export, common: &Common) -> Result<Outcome> {
    let dir = case_dir(common)?;
    if !Case::is_in(&dir) {
        bail!("{}: no case here; name one with --case DIR", dir.display());
    }
    let rules = export.redact.as_deref().map(rules).transpose()?;
    let mut case = Case::open_or_create(&dir)?;
    let done = case.export(&export.bundle, rules.as_ref(), &by(common), Timestamp::now())?;
    let script = vault::Hash::of(VERIFY_SH.as_bytes());
    if common.json {
        print_json(&json!({
            "bundle": export.bundle, "objects": done.objects, "payloads": done.payloads,
            "objects_withheld": done.objects_withheld, "payloads_withheld": done.payloads_withheld, "verify_sh": script,
        }))?;
    } else {
        let text = format!(
            "{}: {} sealed items and {} payloads; withheld: {} and {}\n\
             Whoever gets it checks it with `sh verify.sh`, whose SHA-256 is {script}\n",
            export.bundle.display(),
            done.objects,
            done.payloads,
            done.objects_withheld,
            done.payloads_withheld
        );
        print(&mut std::io::stdout().lock(), &text)?;
    }
    Ok(Outcome::Done)
}

fn rules(file: &std::path::Path) -> Result<Redaction> {
    let name = file.display();
    let bytes = vault::read_file(file, MAX_RULES).with_context(|| format!("{name}: cannot be read"))?;
    let text = String::from_utf8(bytes.with_context(|| format!("{name}: not there"))?);
    let text = text.with_context(|| format!("{name}: not UTF-8"))?;
    text.parse().with_context(|| name.to_string())
}
