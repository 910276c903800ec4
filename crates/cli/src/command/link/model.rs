//! What `inquest link` is given beside the lists: a model, and lists that name nobody twice.

use crate::args::Link;
use anyhow::{Context, Result, bail};
use linkage::{Kind, List, ModelFile, Records, Values};
use std::path::Path;

/// The model that `--model` names.
pub fn read(args: &Link) -> Result<Option<ModelFile>> {
    let Some(path) = &args.model else { return Ok(None) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name}: cannot be read"))?;
    Ok(Some(ModelFile::parse(&text).with_context(|| name)?))
}

/// Where the model is written that `--save-model` asks for.
pub fn save(path: &Path, model: Option<&ModelFile>) -> Result<()> {
    let Some(model) = model else { bail!("{}: there is no model to save", path.display()) };
    super::output::text(path, &model.to_toml())
}

/// Marks the lists that name nobody twice.
pub fn mark_one_per_list(lists: &mut [List], named: &[String]) -> Result<()> {
    for name in named {
        let mut found = false;
        for list in lists.iter_mut().filter(|l| l.name.eq_ignore_ascii_case(name.trim())) {
            list.one_per_list = true;
            found = true;
        }
        if !found {
            let names: Vec<&str> = lists.iter().map(|l| l.name.as_str()).collect();
            bail!("--one-per-list: there is no list \"{name}\"; the lists are {}", names.join(", "));
        }
    }
    Ok(())
}

/// Takes columns of words, codes and categories for what the model takes them for: by what they look like they may seem another
/// kind in a part of the records.
pub fn fit(records: &mut Records, model: &ModelFile) {
    for column in &mut records.columns {
        let Some(comparison) = model.comparisons.iter().find(|c| c.name == column.name) else { continue };
        column.values = match (
            std::mem::replace(&mut column.values, Values::Text(Default::default())),
            comparison.kind,
        ) {
            (Values::Category(v) | Values::Code(v) | Values::Text(v), Kind::Category) => Values::Category(v),
            (Values::Category(v) | Values::Code(v) | Values::Text(v), Kind::Code) => Values::Code(v),
            (Values::Category(v) | Values::Code(v) | Values::Text(v), Kind::Text) => Values::Text(v),
            (other, _) => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_marked_by_name() {
        let mut lists = [List::named("north"), List::named("south")];
        mark_one_per_list(&mut lists, &["South ".to_owned()]).unwrap();
        assert_eq!([lists[0].one_per_list, lists[1].one_per_list], [false, true]);
        let refused = mark_one_per_list(&mut lists, &["east".to_owned()]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "--one-per-list: there is no list \"east\"; the lists are north, south"
        );
    }
}
