//! What can be wrong with a table of overlaps, or with a model asked of it.

/// Why a table, a model or an estimate was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The number of lists lies outside 2..=16.
    #[error("the table has {found} lists; expected 2 to 16: leave out or merge some")]
    Lists {
        /// How many there were.
        found: usize,
    },
    /// A list's name is empty or used twice.
    #[error("column {column}: the list's name is {problem}; give every list a name of its own")]
    Name {
        /// Column, counted from 1.
        column: usize,
        /// `empty` or `used twice`.
        problem: &'static str,
    },
    /// The column of counts does not stand last.
    #[error("column {column}: the counts must stand last, after one 0/1 column for each list")]
    CountColumn {
        /// Column, counted from 1.
        column: usize,
    },
    /// A column of strata is not there.
    #[error("there is no column \"{name}\"")]
    NoColumn {
        /// The column asked for.
        name: String,
    },
    /// The column of counts was taken for one of strata.
    #[error("column {column} ({name}): holds how many people there are and cannot part them; name another")]
    CountedStratum {
        /// The column asked for.
        name: String,
        /// Column, counted from 1.
        column: usize,
    },
    /// One stratum's table cannot be used.
    #[error("stratum {name}: {problem}")]
    Stratum {
        /// The stratum.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Fewer than two lists name anyone.
    #[error(
        "lists that name anyone: {found}; expected two or more: one list alone says nothing of those it does not name"
    )]
    OneList {
        /// How many do.
        found: usize,
    },
    /// A cell does not hold what its column needs.
    #[error("line {line}, column {column}: found \"{found}\"; expected {expected}")]
    Cell {
        /// Line of the file, counted from 1.
        line: u64,
        /// The column's heading.
        column: String,
        /// What the cell holds.
        found: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// The pattern of zeros was given: those on no list are the unknown.
    #[error("line {line}: people on no list cannot have been counted; remove the row of zeros")]
    Unlisted {
        /// Line of the file (CSV) or place of the pattern, counted from 1.
        line: u64,
    },
    /// A pattern stands twice in a CSV table.
    #[error("line {line}: this pattern was already given in line {first}; keep one row for each pattern")]
    Twice {
        /// The second line.
        line: u64,
        /// The first line.
        first: u64,
    },
    /// A pattern names a list that the table does not have.
    #[error("pattern {place}: it names a list beyond the {lists} of the table")]
    Pattern {
        /// Place of the pattern, counted from 1.
        place: usize,
        /// Lists in the table.
        lists: usize,
    },
    /// The counts add up to nothing, or to more than can be computed with.
    #[error("the counts add up to {problem}; expected 1 to 1,000,000,000,000")]
    Total {
        /// `nothing` or `too much`.
        problem: &'static str,
    },
    /// A list was named by a number that does not exist, or in two groups.
    #[error("list number {index} (from 0): {problem}; the table has {lists} lists")]
    Index {
        /// The number given.
        index: usize,
        /// Lists in the table.
        lists: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file is not a CSV table.
    #[error("the table could not be read: {detail}; expected CSV, one row for each pattern")]
    Csv {
        /// What the reader said.
        detail: String,
    },
    /// A model was written wrongly or does not suit the table.
    #[error("model {model}: {problem}")]
    Model {
        /// The model as written.
        model: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The data cannot tell the model's terms apart.
    #[error("model {model}: the overlaps cannot tell its terms apart; use a model with fewer terms")]
    NotIdentifiable {
        /// The model.
        model: String,
    },
    /// The likelihood has no maximum.
    #[error(
        "model {model}: too many overlaps are empty for an estimate to exist; use a model with fewer terms"
    )]
    NoMaximum {
        /// The model.
        model: String,
    },
    /// The iteration did not settle.
    #[error("model {model}: the fit did not settle; use a model with fewer terms")]
    NotConverged {
        /// The model.
        model: String,
    },
    /// Averaging graphical models needs 3 to 6 lists.
    #[error(
        "the table has {found} lists; graphical models are averaged over 3 to 6: leave out or merge some if there are more, \
         use the estimate from two lists if there are 2"
    )]
    GraphLists {
        /// How many there are.
        found: usize,
    },
    /// The prior count of each cell is out of range.
    #[error(
        "the prior count of each cell is {found}; expected 0.000001 to 1,000 (by default 1 over the number of cells)"
    )]
    PriorCount {
        /// The count given.
        found: f64,
    },
    /// The range of the number unlisted cannot be summed over.
    #[error("the range {low} to {high} of those unlisted {problem}; give another or leave it to be found")]
    Unsummable {
        /// Its lower end.
        low: u64,
        /// Its upper end.
        high: u64,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Fewer than three lists name anyone.
    #[error("{found} lists name anyone; latent classes need three: two cannot tell people apart who differ")]
    FewLists {
        /// How many do.
        found: usize,
    },
    /// More patterns than the sampler of latent classes gets through.
    #[error(
        "the lists overlap in {found} ways; latent classes are sampled up to {most}, beyond it would take hours: leave out or \
         merge some lists"
    )]
    ManyPatterns {
        /// How many distinct patterns there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Latent classes were asked for with settings that cannot be.
    #[error("latent classes: {problem}")]
    LatentClasses {
        /// What is wrong.
        problem: &'static str,
    },
    /// A bootstrap was asked for that cannot be made.
    #[error("the bootstrap: {problem}")]
    Bootstrap {
        /// What is wrong.
        problem: &'static str,
    },
    /// Two lists have no one in common.
    #[error("the two lists have no one in common: nothing says how many both missed")]
    NoOverlap,
}
