//! The stock of names, in both scripts.

use anyhow::{Context, Result};

/// A name in Arabic and as it is written in Latin letters.
#[derive(Debug, PartialEq, Eq)]
pub struct Spelling {
    /// In Arabic, fully spelled.
    pub arabic: &'static str,
    /// Latin spellings, the usual one first. Family names stand without their article.
    pub latin: Vec<&'static str>,
}

/// Given names and family names, each sorted from the frequent to the rare.
#[derive(Debug)]
pub struct Names {
    /// Given names of men.
    pub men: Vec<Spelling>,
    /// Given names of women.
    pub women: Vec<Spelling>,
    /// Family names.
    pub families: Vec<Spelling>,
}

impl Spelling {
    /// The usual Latin spelling.
    pub fn usual(&self) -> &'static str {
        self.latin.first().copied().unwrap_or_default()
    }

    /// Whether the Arabic name begins with the article.
    pub fn has_article(&self) -> bool {
        self.arabic.starts_with("ال")
    }

    /// Reads "Latin|Latin" beside the Arabic.
    pub(crate) fn read(arabic: &'static str, latin: &'static str) -> Self {
        Spelling { arabic, latin: latin.split('|').collect() }
    }
}

impl Names {
    /// Reads the files in `stock/`. Fails on a line that is not "Arabic, tab, Latin".
    pub fn read() -> Result<Self> {
        Ok(Names {
            men: read("men.tsv", include_str!("../stock/men.tsv"))?,
            women: read("women.tsv", include_str!("../stock/women.tsv"))?,
            families: read("families.tsv", include_str!("../stock/families.tsv"))?,
        })
    }
}

fn read(file: &str, text: &'static str) -> Result<Vec<Spelling>> {
    let line = |(index, line): (usize, &'static str)| {
        let (arabic, latin) = line
            .split_once('\t')
            .with_context(|| format!("{file}, line {}: expected Arabic, tab, Latin", index + 1))?;
        Ok(Spelling::read(arabic, latin))
    };
    text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_names_share_a_spelling() {
        let names = Names::read().unwrap();
        for stock in [&names.men, &names.women, &names.families] {
            assert!(stock.len() >= 60);
            let mut seen = BTreeSet::new();
            for name in stock {
                assert!(seen.insert(name.arabic), "{name:?}");
                for latin in &name.latin {
                    assert!(seen.insert(latin), "{latin} in {name:?}");
                }
                assert!(name.latin.len() >= 2, "{name:?}");
            }
        }
    }
}
