//! The model of a pair of records: a mixture of six classes, and what each makes of a comparison pattern.
//!
//! Fellegi & Sunter (1969) know two classes, match and non-match, and take the comparisons as independent within
//! each. Lists of the dead break that: a whole family is killed on one day in one place, so that two different
//! people agree on family name, date and place. Those pairs get classes of their own, after the latent-class extension of
//! Winkler (1993) and Larsen & Rubin (2001), each with comparisons that are learned and others that are as in chance.

use crate::compare::{Compared, Comparison, Kind};

/// What a pair of records can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// One person.
    Match,
    /// Two people with nothing in common but chance.
    Chance,
    /// Two people of one family, killed in one event.
    Kin,
    /// Two people killed in one event.
    Event,
    /// Two people of the same name.
    Namesake,
    /// Two people of one place: who share a street share a town and a postcode too.
    Neighbour,
}

/// All classes, in the order of [`Model::levels`].
pub const CLASSES: [Class; COUNT] =
    [Class::Match, Class::Chance, Class::Kin, Class::Event, Class::Namesake, Class::Neighbour];

/// Number of classes.
pub const COUNT: usize = 6;

/// A number for each class, in the order of [`CLASSES`].
pub type PerClass = [f64; COUNT];

/// Where a class has a comparison's probabilities from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Learned for this class.
    Own,
    /// Those of [`Class::Chance`].
    Chance,
    /// Those of [`Class::Match`].
    Match,
    /// Those of [`Class::Event`].
    Event,
    /// What was held beforehand.
    Prior,
}

impl Class {
    /// Where this class has the probabilities of a kind of comparison from.
    pub fn from(self, kind: Kind) -> From {
        use Kind::{Birth, Code, Event, Family, Given, Middle, Place, Relative, Text};
        match (self, kind) {
            (Class::Match | Class::Chance, _) => From::Own,
            (Class::Kin, Family | Middle | Relative) => From::Own,
            (Class::Kin, Event | Place) => From::Event,
            // Twins, and cousins named after one grandfather: too few to learn them from.
            (Class::Kin, Birth | Given) => From::Prior,
            (Class::Event, Event | Place) => From::Own,
            (Class::Namesake, Given | Family) => From::Match,
            (Class::Neighbour, Place | Code | Text) => From::Own,
            _ => From::Chance,
        }
    }
}

/// What is held of each kind of comparison before the records are seen: probabilities by level among matches, among
/// kin (family name, middle names, mother), in one event (date, place) and in one place (place, codes, texts). They are worth [`PRIOR_PAIRS`] pairs, so that
/// a few thousand records outvote them and a few dozen do not.
pub struct Prior {
    /// Among records of one person.
    pub matched: &'static [f64],
    /// Among kin, within one event, or among neighbours; empty where no such class learns this kind.
    pub together: &'static [f64],
    /// The most that the last level may hold among matches: a class of pairs that mostly disagree on names is not the class
    /// of matches, whatever else it is.
    pub most_disagreeing: f64,
}

/// How often two kin of one household bear one given name, against two strangers.
const SAME_NAME_IN_A_HOUSEHOLD: f64 = 0.25;

/// How much rarer matches are within a list than between two, where nothing is known of it.
const SELDOM: f64 = 0.05;
/// Share of matches that pairs are weighed with where a model has none between lists.
const LEAST_MATCHES: f64 = 1e-9;

/// The weight of [`Prior`], in pairs.
pub const PRIOR_PAIRS: f64 = 20.0;

/// The prior of a kind of comparison.
pub fn prior(kind: Kind) -> Prior {
    let (matched, together, most_disagreeing): (&'static [f64], &'static [f64], f64) = match kind {
        Kind::Given => {
            (&[0.84, 0.06, 0.05, 0.02, 0.02, 0.01], &[0.03, 0.004, 0.004, 0.004, 0.008, 0.95], 0.15)
        }
        Kind::Family => (&[0.86, 0.05, 0.05, 0.01, 0.02, 0.01], &[0.85, 0.06, 0.04, 0.02, 0.01, 0.02], 0.15),
        Kind::Middle => (&[0.39, 0.39, 0.17, 0.05], &[0.22, 0.23, 0.15, 0.40], 0.15),
        Kind::Relative => {
            (&[0.77, 0.10, 0.07, 0.03, 0.01, 0.02], &[0.35, 0.05, 0.04, 0.02, 0.01, 0.53], 0.15)
        }
        Kind::Event => {
            (&[0.84, 0.06, 0.02, 0.02, 0.03, 0.01, 0.02], &[0.84, 0.06, 0.01, 0.04, 0.03, 0.01, 0.01], 0.15)
        }
        Kind::Place => (&[0.62, 0.08, 0.20, 0.07, 0.03], &[0.62, 0.06, 0.22, 0.08, 0.02], 0.15),
        Kind::Birth => {
            (&[0.80, 0.06, 0.01, 0.04, 0.05, 0.02, 0.02], &[0.02, 0.03, 0.001, 0.02, 0.03, 0.199, 0.70], 0.30)
        }
        Kind::Age => (&[0.72, 0.16, 0.05, 0.04, 0.02, 0.01], &[], 0.10),
        Kind::Category => (&[0.96, 0.04], &[], 0.50),
        Kind::Code => (&[0.85, 0.06, 0.03, 0.06], &[0.50, 0.05, 0.15, 0.30], 0.60),
        Kind::Text => (&[0.78, 0.06, 0.06, 0.10], &[0.50, 0.05, 0.05, 0.40], 0.60),
    };
    Prior { matched, together, most_disagreeing }
}

/// Probabilities of the levels of every comparison, and how common each class is.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Kind of each comparison.
    pub kinds: Vec<Kind>,
    /// `levels[class][comparison][level]`: each innermost row sums to 1.
    pub levels: [Vec<Vec<f64>>; COUNT],
    /// Share of matches among the pairs of two lists, by [`pair_of_lists`].
    pub matches: Vec<f64>,
    /// Share of matches among all pairs of records of two lists; within a list where there is but one.
    pub between: f64,
    /// Share of each class among all pairs, 0 for a class that these comparisons cannot show; that of [`Class::Match`] is its mean over all pairs of lists.
    pub shares: PerClass,
    /// Number of lists.
    pub lists: usize,
}

/// Index of a pair of lists, in either order.
pub fn pair_of_lists(a: u32, b: u32, lists: usize) -> usize {
    a.min(b) as usize * lists + a.max(b) as usize
}

impl Model {
    /// A model from the priors and from how often each level occurs between records drawn at random; `said` tells which
    /// comparisons ever have two values.
    pub fn new(
        comparisons: &[Comparison],
        said: &[bool],
        chance: &[Vec<f64>],
        lists: usize,
        matches: Vec<f64>,
    ) -> Model {
        let kinds: Vec<Kind> = comparisons.iter().map(|c| c.kind).collect();
        let has = |kind| kinds.iter().zip(said).any(|(k, said)| *k == kind && *said);
        let share = |class, share| if class { share } else { 0.0 };
        let event = has(Kind::Event);
        let of_place = |kind: &Kind| matches!(kind, Kind::Place | Kind::Code | Kind::Text);
        let places = kinds.iter().zip(said).filter(|(k, said)| of_place(k) && **said).count();
        let shares = [
            1e-4,
            1.0,
            share(has(Kind::Family) && (event || has(Kind::Middle) || has(Kind::Relative)), 1e-5),
            share(event, 1e-3),
            share(has(Kind::Given) && has(Kind::Family), 1e-5),
            share(places > 1, 1e-5),
        ];
        let matched: Vec<Vec<f64>> = kinds.iter().map(|&k| prior(k).matched.to_vec()).collect();
        let together: Vec<Vec<f64>> = kinds.iter().map(|&k| prior(k).together.to_vec()).collect();
        let mut levels = [matched, chance.to_vec(), together.clone(), together.clone(), Vec::new(), together];
        if event {
            // Those who were killed together are one household, and parents do not give one name to two children.
            for (k, _) in kinds.iter().enumerate().filter(|(_, kind)| **kind == Kind::Given) {
                let (named_alike, different) = chance[k].split_at(chance[k].len() - 1);
                levels[2][k] = named_alike.iter().map(|p| p * SAME_NAME_IN_A_HOUSEHOLD).collect();
                let rest = 1.0 - levels[2][k].iter().sum::<f64>();
                levels[2][k].push(if different.is_empty() { 1.0 } else { rest });
            }
        }
        let mut model = Model { kinds, levels, matches, between: 0.0, shares, lists };
        model.share_levels();
        model
    }

    /// Fills in the levels that a class has from another one.
    pub fn share_levels(&mut self) {
        for (c, class) in CLASSES.into_iter().enumerate() {
            let levels = (self.kinds.iter().enumerate())
                .map(|(k, &kind)| {
                    let from = match class.from(kind) {
                        From::Own | From::Prior => c,
                        From::Match => 0,
                        From::Chance => 1,
                        From::Event => 3,
                    };
                    self.levels[from][k].clone()
                })
                .collect();
            self.levels[c] = levels;
        }
    }

    /// Share of matches between two lists and within one, `pairs` being the number of pairs of each two lists. Of a list alone both
    /// are its own; where no list may name a person twice, others may be held to do so seldom.
    pub fn mean_matches(&self, pairs: &[f64]) -> (f64, f64) {
        // Expected matches and pairs, between lists and within one.
        let mut sums = [(0.0, 0.0); 2];
        for (at, (share, pairs)) in self.matches.iter().zip(pairs).enumerate() {
            let sum = &mut sums[usize::from(at / self.lists == at % self.lists)];
            // A list that names nobody twice says nothing of others.
            if *share > 0.0 {
                *sum = (sum.0 + share * pairs, sum.1 + pairs);
            }
        }
        let mean = |sum: (f64, f64)| (sum.1 > 0.0).then(|| (sum.0 / sum.1).clamp(0.0, 1.0));
        let (between, within) = (mean(sums[0]), mean(sums[1]));
        let either = between.or(within).unwrap_or(self.shares[0].clamp(0.0, 1.0));
        (either, within.unwrap_or(either * SELDOM))
    }

    /// The same model with as many matches in any pair of lists as in the mean of two; and by pair of lists what its pairs weigh
    /// more by this model than by that, in natural log.
    pub fn as_between(&self) -> (Model, Vec<f64>) {
        let mut model = self.clone();
        let mean = if self.between > 0.0 { self.between } else { LEAST_MATCHES };
        let more = model.matches.iter_mut().map(|share| {
            let own = std::mem::replace(share, mean);
            (own.max(1e-300) / mean).ln()
        });
        let more = more.collect();
        (model, more)
    }

    /// For each list how many matches it is expected to have within itself, `pairs` being the number of pairs of each two lists.
    pub fn within(&self, pairs: &[f64]) -> Vec<f64> {
        let own = (0..self.lists).map(|list| list * self.lists + list);
        own.map(|at| self.matches[at] * pairs[at]).collect()
    }

    /// For each list how many matches a record of it is expected to have, before anything is compared.
    pub fn expected_matches(&self, list_of: &[u32]) -> Vec<f64> {
        let mut sizes = vec![0.0; self.lists];
        list_of.iter().for_each(|&l| sizes[l as usize] += 1.0);
        let with = |a: usize, b: usize| {
            let others: f64 = sizes[b] - if a == b { 1.0 } else { 0.0 };
            self.matches[pair_of_lists(a as u32, b as u32, self.lists)] * others.max(0.0)
        };
        (0..self.lists).map(|a| (0..self.lists).map(|b| with(a, b)).sum()).collect()
    }

    /// Share of each class among the pairs of two lists; the rest is chance.
    pub fn shares_of(&self, pair_of_lists: usize) -> PerClass {
        let mut shares = self.shares;
        shares[0] = self.matches[pair_of_lists];
        shares[1] = (1.0 - shares[0] - shares[2] - shares[3] - shares[4] - shares[5]).max(0.5);
        shares
    }

    /// By how much a class's probability of agreement changes when the shared value is `relative` times as common as
    /// the average: by `own + chance * relative`. Two people share a value by chance in proportion to the square of its
    /// frequency, one person with himself in proportion to the frequency itself; dividing both by the frequency leaves `relative`
    /// and 1. A class that agrees more often than chance does so for a reason, and only its chance part changes.
    fn rarity_factor(&self, class: Class, c: usize, k: usize, level: usize) -> (f64, f64) {
        let p = self.levels[c][k][level];
        let u = self.levels[1][k][level];
        match (class, self.kinds[k]) {
            (Class::Match, _) => (1.0, 0.0),
            // Pairs killed in one event abound on the days and in the places of massacres.
            (Class::Chance, _) | (Class::Kin | Class::Event, Kind::Event | Kind::Place) => (0.0, 1.0),
            _ => ((p - u).max(0.0) / p.max(1e-12), p.min(u) / p.max(1e-12)),
        }
    }
}

/// The model laid out for weighing pairs: what each level says in each class, side by side.
pub struct Scores {
    /// By comparison and level (16 each): the probability in each class.
    levels: Vec<PerClass>,
    /// The same for the two parts of [`Model::rarity_factor`].
    own: Vec<PerClass>,
    chance: Vec<PerClass>,
    /// What each level says against chance, in natural log; nothing where a kind has no such level.
    gains: Vec<f32>,
    /// By pair of lists: the share of each class.
    shares: Vec<PerClass>,
}

/// Levels that a comparison has at most.
pub const LEVELS: usize = 16;

impl Scores {
    /// Lays out a model.
    pub fn new(model: &Model) -> Scores {
        let comparisons = model.kinds.len();
        let mut scores = Scores {
            levels: vec![[1.0; COUNT]; comparisons * LEVELS],
            own: vec![[1.0; COUNT]; comparisons * LEVELS],
            chance: vec![[0.0; COUNT]; comparisons * LEVELS],
            gains: vec![f32::NEG_INFINITY; comparisons * LEVELS],
            shares: (0..model.matches.len()).map(|l| model.shares_of(l)).collect(),
        };
        for (k, kind) in model.kinds.iter().enumerate() {
            for level in 0..kind.levels().len() {
                let at = Scores::place(k, level);
                let (m, u) = (model.levels[0][k][level], model.levels[1][k][level]);
                scores.gains[at] = (m.max(1e-300) / u.max(1e-300)).ln() as f32;
                for (c, class) in CLASSES.into_iter().enumerate() {
                    scores.levels[at][c] = model.levels[c][k][level];
                    let (own, chance) = model.rarity_factor(class, c, k, level);
                    scores.own[at][c] = own;
                    scores.chance[at][c] = chance;
                }
            }
        }
        scores
    }

    /// Probability of a pattern in each class, from the [`Scores::place`] of each level it says; a missing value says nothing.
    pub fn probabilities(&self, places: &[u16]) -> PerClass {
        let mut product = [1.0; COUNT];
        for &at in places {
            product.iter_mut().zip(&self.levels[usize::from(at)]).for_each(|(p, level)| *p *= level);
        }
        product
    }

    /// Where a level of a comparison stands.
    pub fn place(comparison: usize, level: usize) -> usize {
        comparison * LEVELS + level
    }

    /// Match weight of a pair: natural log of the odds that it is one person, the classes' shares included.
    pub fn log_odds(&self, compared: &Compared, pair_of_lists: usize) -> f64 {
        let mut product = [1.0; COUNT];
        for (k, level) in compared.pattern.said() {
            let at = Scores::place(k, level);
            let relative = f64::from(compared.rarity[k]);
            if relative == 1.0 {
                product.iter_mut().zip(&self.levels[at]).for_each(|(p, level)| *p *= level);
            } else {
                for (c, p) in product.iter_mut().enumerate() {
                    *p *= self.levels[at][c] * (self.own[at][c] + self.chance[at][c] * relative);
                }
            }
        }
        let shares = &self.shares[pair_of_lists];
        let others: f64 = (1..COUNT).map(|c| shares[c] * product[c]).sum();
        let matched = shares[0] * product[0];
        (matched.max(1e-300) / others.max(1e-300)).ln()
    }

    /// Log odds of a match among the pairs of two lists before anything is compared, chance alone being against it.
    pub fn prior(&self, pair_of_lists: usize) -> f32 {
        let shares = &self.shares[pair_of_lists];
        (shares[0].max(1e-300) / shares[1]).ln() as f32
    }

    /// What a comparison says against chance, in natural log, at a level, if the shared value is `relative` times as common as
    /// the average.
    pub fn gain(&self, comparison: usize, level: usize, relative: f32) -> f32 {
        self.gains[Scores::place(comparison, level)] - if relative == 1.0 { 0.0 } else { relative.ln() }
    }

    /// By how much a comparison of two people says less against chance, in natural log, than unequal values could; the mean, equal
    /// values counting for nothing.
    pub fn expected_loss(&self, comparison: usize) -> f32 {
        let best = self.best_gain(comparison, 1);
        let levels = (1..LEVELS).map(|level| Scores::place(comparison, level));
        let said = levels.filter(|at| self.gains[*at].is_finite());
        said.map(|at| self.levels[at][1] as f32 * (best - self.gains[at])).sum()
    }

    /// The most that a comparison can say against chance, in natural log, at any level from `from` on.
    pub fn best_gain(&self, comparison: usize, from: usize) -> f32 {
        let gains = &self.gains[comparison * LEVELS..][..LEVELS];
        gains.iter().skip(from).copied().fold(f32::NEG_INFINITY, f32::max)
    }
}
