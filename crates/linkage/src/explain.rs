//! Why two records weigh what they weigh.
//!
//! The match weight of a pair is the logarithm of the odds that it is one person. Against chance alone it would be a sum:
//! what is held before anything is compared, and for each comparison `log2(m / u)`, less the logarithm of how common the shared
//! value is against the average. That two people of one family, event, name or place may agree by more than chance
//! takes something away again; that is not a sum over comparisons, and stands by itself.

use crate::LinkError;
use crate::compare::{Compared, Comparer, Memos, Pattern};
use crate::model::{Model, Scores, pair_of_lists};
use crate::model_file::ModelFile;
use crate::records::Records;
use crate::standing::{ByLists, Standing};
use std::f64::consts::LN_2;

/// Why two records weigh what they weigh, in bits (logarithms to base 2 of odds).
///
/// [`prior`](Explained::prior), the weights and rarities of all fields, [`lookalikes`](Explained::lookalikes),
/// [`counted`](Explained::counted) and [`recalibration`](Explained::recalibration) sum to [`weight`](Explained::weight).
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Index of one record.
    pub a: u32,
    /// Index of the other.
    pub b: u32,
    /// Before anything is compared: matches against chance among the pairs of their lists.
    pub prior: f64,
    /// Each comparison.
    pub fields: Vec<FieldSaid>,
    /// What is taken away because two people of one family, event, name or place would agree likewise; at most 0.
    pub lookalikes: f64,
    /// What is added or taken away because pairs within lists show how many lookalikes weigh as much; 0 where the model does not
    /// know.
    pub counted: f64,
    /// What is added or taken away because people's decisions bear out other odds; 0 where the model has no recalibration.
    pub recalibration: f64,
    /// The match weight.
    pub weight: f64,
}

/// What one comparison says.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSaid {
    /// Name of the comparison.
    pub name: String,
    /// Name of the level; `None` where a record says nothing, or where another comparison speaks in its place.
    pub level: Option<&'static str>,
    /// What the level says: log2(m / u).
    pub weight: f64,
    /// What it adds that the shared value is rarer than the average; negative for a common one.
    pub rarity: f64,
}

/// Explains pairs of records by a model. What was decided on them, and whether a list names nobody twice, is not looked at.
pub fn explain(
    records: &Records,
    model: &ModelFile,
    pairs: &[(u32, u32)],
) -> Result<Vec<Explained>, LinkError> {
    crate::check(records)?;
    let n = records.len();
    if let Some(&record) = pairs.iter().flat_map(|(a, b)| [a, b]).find(|r| **r as usize >= n) {
        return Err(LinkError::NoSuchRecord { record: record as usize, records: n });
    }
    let contents = crate::content::contents(records, None);
    let comparer = Comparer::new(records, &contents, Some(&model.kept(records)));
    if comparer.comparisons().len() > Pattern::MOST {
        return Err(LinkError::Columns { needed: comparer.comparisons().len() });
    }
    let (lookalikes, recalibration) = (model.lookalikes.clone(), model.recalibration);
    let model = model.model(&records.lists, &comparer)?;
    let (as_between, more) = model.as_between();
    let by_lists = ByLists { list_of: &records.list_of, more, lists: model.lists };
    let (scores, between) = (Scores::new(&model), Scores::new(&as_between));
    let counted = Standing { by_lists, lookalikes, recalibration: None };
    let mut memos: Memos = comparer.memos();
    let explained = pairs.iter().map(|&(a, b)| {
        let lists = pair_of_lists(records.list_of[a as usize], records.list_of[b as usize], model.lists);
        let compared = comparer.compare(a, b, &mut memos);
        let by_model = of_pair((a, b), &compared, lists, &comparer, &model, &scores);
        let counted = counted.log_odds(a, b, between.log_odds(&compared, lists));
        let weight = recalibration.map_or(counted, |by| by.log_odds(counted));
        Explained {
            counted: counted / LN_2 - by_model.weight,
            recalibration: (weight - counted) / LN_2,
            weight: weight / LN_2,
            ..by_model
        }
    });
    Ok(explained.collect())
}

fn of_pair(
    (a, b): (u32, u32),
    compared: &Compared,
    lists: usize,
    comparer: &Comparer,
    model: &Model,
    scores: &Scores,
) -> Explained {
    let bits = |odds: f64| odds.max(1e-300).log2();
    let said = comparer.comparisons().iter().enumerate().map(|(k, comparison)| {
        let level = compared.pattern.level(k);
        let of = |class: usize| level.map_or(1.0, |l| model.levels[class][k][l]);
        FieldSaid {
            name: comparison.name.clone(),
            level: level.and_then(|l| comparison.kind.levels().get(l).copied()),
            weight: bits(of(0)) - bits(of(1)),
            rarity: if level.is_some() { -f64::from(compared.rarity[k]).log2() } else { 0.0 },
        }
    });
    let fields: Vec<FieldSaid> = said.collect();
    let shares = model.shares_of(lists);
    let prior = bits(shares[0]) - bits(shares[1]);
    let weight = scores.log_odds(compared, lists) / LN_2;
    let sum: f64 = prior + fields.iter().map(|f| f.weight + f.rarity).sum::<f64>();
    Explained { a, b, prior, fields, lookalikes: weight - sum, counted: 0.0, recalibration: 0.0, weight }
}
