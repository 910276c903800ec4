//! Writing a model, for people to read.

use super::{ModelFile, VERSION};
use crate::lookalikes::{FIRST, Lookalikes};
use std::fmt::Write;

const HEAD: &str = "\
# A model of inquest link: by it, `inquest link --model` matches without learning anything.
#
# A pair of records is weighed by what each comparison finds: a level, of probability m among records of one person and
# u among two people with nothing in common; log2(m / u) bits speak for one person. kin, event and neighbour are the probabilities
# among two people of one family, killed in one event, and of one place; where they are not written, such pairs are as u
# says (or, on date and place, as event says; or, of namesakes, as m says of the names). The levels of a comparison sum to 1
# in each class.
#
# How common a shared value is, and so how much more or less than the average it says, is not kept here: it is counted among the
# records at hand.
";

/// The model as TOML.
pub fn to_toml(file: &ModelFile) -> String {
    let mut text = String::from(HEAD);
    // Writing to a String cannot fail.
    let _ = write(&mut text, file);
    text
}

fn rules(out: &mut String, key: &str, rules: &[Vec<String>]) -> std::fmt::Result {
    writeln!(out, "{key} = [")?;
    for rule in rules {
        let atoms: Vec<String> = rule.iter().map(|atom| quoted(atom)).collect();
        writeln!(out, "  [{}],", atoms.join(", "))?;
    }
    writeln!(out, "]\n")
}

fn write(out: &mut String, file: &ModelFile) -> std::fmt::Result {
    writeln!(out, "version = {VERSION}\n")?;
    writeln!(
        out,
        "# Records are compared that agree on everything that one of these lines names; on what stands twice, twice."
    )?;
    rules(out, "rules", &file.rules)?;
    writeln!(out, "# The same for records that lack what all of those look at, and for them alone.")?;
    rules(out, "rescues", &file.rescues)?;
    writeln!(
        out,
        "# Shares of all pairs of records that are two people of one family, of one event, of one name, of one place."
    )?;
    writeln!(out, "[shares]")?;
    let shares = file.shares;
    writeln!(out, "kin = {:?}\nevent = {:?}", shares.kin, shares.event)?;
    writeln!(out, "namesake = {:?}\nneighbour = {:?}\n", shares.namesake, shares.neighbour)?;
    writeln!(
        out,
        "# Shares of pairs that are one person: between any two lists, within any list, and for lists by name."
    )?;
    writeln!(out, "[matches]")?;
    writeln!(out, "between = {:?}\nwithin = {:?}", file.matches.between, file.matches.within)?;
    writeln!(out, "lists = [")?;
    for of in &file.matches.lists {
        writeln!(out, "  {{ a = {}, b = {}, share = {:?} }},", quoted(&of.a), quoted(&of.b), of.share)?;
    }
    writeln!(out, "]")?;
    writeln!(
        out,
        "\n# Shares of the records of a list that have no match: of any list, and for lists by name."
    )?;
    writeln!(out, "[alone]\nother = {:?}\nlists = [", file.alone.other)?;
    for of in &file.alone.lists {
        writeln!(out, "  {{ list = {}, share = {:?} }},", quoted(&of.list), of.share)?;
    }
    writeln!(out, "]")?;
    if let Some(Lookalikes(lowered)) = &file.lookalikes {
        writeln!(
            out,
            "\n# Pairs within lists, which are two people, show what lookalikes weigh. By so much, in natural log, weights are lowered:\n\
             # those of {FIRST:?}, and each unit above; in between linearly."
        )?;
        writeln!(out, "[lookalikes]\nlowered = {lowered:?}")?;
    }
    if let Some(by) = file.recalibration {
        writeln!(
            out,
            "\n# What people decided on pairs bears out: natural log odds are offset + slope * match weight."
        )?;
        writeln!(out, "[recalibration]")?;
        writeln!(out, "slope = {:?}\noffset = {:?}\ndecisions = {}", by.slope, by.offset, by.decisions)?;
    }
    for comparison in &file.comparisons {
        writeln!(out, "\n[[comparison]]")?;
        writeln!(out, "name = {}\nkind = {}", quoted(&comparison.name), quoted(comparison.kind.name()))?;
        writeln!(out, "levels = [")?;
        for level in &comparison.levels {
            write!(out, "  {{ level = {}, m = {:?}, u = {:?}", quoted(&level.name), level.m, level.u)?;
            for (class, p) in [("kin", level.kin), ("event", level.event), ("neighbour", level.neighbour)] {
                if let Some(p) = p {
                    write!(out, ", {class} = {p:?}")?;
                }
            }
            writeln!(out, " }},")?;
        }
        writeln!(out, "]")?;
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
