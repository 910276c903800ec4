//! The command line: every option in one place, with its help.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The working record of an independent investigation into mass killings.
///
/// From overlapping, error-ridden lists of the dead to a count that states its uncertainty, with every number traced to
/// sealed evidence. Works offline; nothing leaves this computer.
///
/// Ends with 0 when it is done, 1 when what was asked does not hold (a verify that failed), 2 on wrong use or input that
/// cannot be read.
#[derive(Parser)]
#[command(name = "inquest", version, max_term_width = 110)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// What every command understands.
#[derive(ClapArgs)]
pub struct Common {
    /// The case to work in [default: the case that holds the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub case: Option<PathBuf>,
    /// Write the result as JSON, for other programs
    #[arg(long, global = true)]
    pub json: bool,
    /// Who does this, as the log shall name them
    #[arg(long, global = true, value_name = "NAME", env = "INQUEST_BY")]
    pub by: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    Count(Count),
    Verify(Verify),
    Log(Log),
    Export(Export),
    Import(Import),
    #[command(subcommand_required = false)]
    Figures(Figures),
    Estimate(Box<Estimate>),
    Link(Box<Link>),
}

/// Count the victims: seal lists, read them, match them, state the findings
///
/// Lists may be CSV (any delimiter and encoding), XLSX, XLS, ODS, JSON, JSON Lines or Parquet, in English or Arabic, with
/// the table anywhere in them. How each column was understood is printed and written to case.toml in the case's folder:
/// correct it there and run `inquest count` again, without lists.
#[derive(ClapArgs)]
pub struct Count {
    /// The lists; none to count the case again as case.toml says now
    #[arg(value_name = "LIST")]
    pub lists: Vec<PathBuf>,
}

/// Find which records of any lists are one person or thing, without a case
///
/// Several files are several lists; one file is searched for duplicates, or parted into lists by `--list`. Columns are
/// recognised as in `count`; others are compared by what they look like. Writes one row per record:
/// `list,id,cluster,probability`.
#[derive(ClapArgs)]
pub struct Link {
    /// The lists
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Where the clusters are written
    #[arg(long, value_name = "CSV")]
    pub out: PathBuf,
    /// Where the likely pairs are written: `list_l,id_l,list_r,id_r,weight,probability`
    #[arg(long, value_name = "CSV")]
    pub pairs: Option<PathBuf>,
    /// The column of ids; by default the one that looks like it, else the row numbers
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// A column that is not to be looked at; may be repeated
    #[arg(long, value_name = "COLUMN")]
    pub ignore: Vec<String>,
    /// A column whose values are the lists that a file holds together
    #[arg(long, value_name = "COLUMN")]
    pub list: Option<String>,
    /// A list that names nobody twice: no two of its records are one; may be repeated
    #[arg(long, value_name = "LIST")]
    pub one_per_list: Vec<String>,
    /// What people decided on pairs, which holds: `list_l,id_l,list_r,id_r,verdict`, the verdict same, different or cannot
    /// tell; rows without one are passed over. From fifty on, the weights of all pairs are recalibrated by them
    #[arg(long, value_name = "CSV")]
    pub decisions: Option<PathBuf>,
    /// A model to match by, as --save-model wrote it and a person may have edited it; nothing is learned then
    #[arg(long, value_name = "TOML")]
    pub model: Option<PathBuf>,
    /// Where the model is written: comparisons, probabilities and blocking rules
    #[arg(long, value_name = "TOML")]
    pub save_model: Option<PathBuf>,
    /// What this run leaves behind for the next one, and takes up if it is there: then only what is new or has changed is
    /// compared, by the same model, and clusters keep their numbers
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Earlier clusters to compare with: `list,id,cluster`
    #[arg(long, value_name = "CSV")]
    pub against: Option<PathBuf>,
    /// Threads to use [default: one for each core, fewer for short files]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// Check a case: recompute its findings from the sealed evidence and compare every number
///
/// Says "verified" when everything agrees, else names what does not, and ends with 1.
#[derive(ClapArgs)]
pub struct Verify {
    /// The case, a copy of it, or a bundle [default: --case, or the case that holds the current folder]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// A checkpoint of this case that was kept elsewhere (a copy of log/checkpoint): the log must continue it
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
}

/// Write a copy of the case that a stranger can check: a BagIt bag with verify.sh, which needs sh, coreutils and openssl
///
/// Holds the sealed files, the log, its timestamps and load files, never the secret key; without --redact also case.toml and
/// the findings. An "export" entry in the log fixes what was withheld.
#[derive(ClapArgs)]
pub struct Export {
    /// The folder to write, where nothing is yet
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// What to withhold, a rule a line: object SHA-256, payload ENTRY, kind KIND or media-type TYPE, then a reason, which the
    /// bundle states. What is withheld keeps its hash and place
    #[arg(long, value_name = "RULES")]
    pub redact: Option<PathBuf>,
}

/// Take up a bundle of another case: its sealed files, and its log as their custody
#[derive(ClapArgs)]
pub struct Import {
    /// The bundle, as `inquest export` wrote it; it is checked first
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
}

/// The log of the case: have its checkpoint stamped with the time
#[derive(ClapArgs)]
pub struct Log {
    #[command(subcommand)]
    pub action: LogAction,
}

#[derive(Subcommand)]
pub enum LogAction {
    /// A timestamp (RFC 3161) proves that the log existed at a time; nothing is sent from here
    ///
    /// First `--request FILE`: send that file to one or more authorities, from any computer. Then, for each answer,
    /// `--response FILE --trusted PEM`.
    Timestamp {
        /// Write a request for a timestamp of the checkpoint as it is now
        #[arg(long, value_name = "FILE", required_unless_present = "response", conflicts_with = "response")]
        request: Option<PathBuf>,
        /// Check the answer of an authority and keep it
        #[arg(long, value_name = "FILE", requires = "trusted")]
        response: Option<PathBuf>,
        /// The root certificate of the authority, in PEM, from a source you trust
        #[arg(long, value_name = "PEM", requires = "response")]
        trusted: Option<PathBuf>,
    },
}

/// Totals that sources asserted: list them side by side, or import a file of them
#[derive(ClapArgs)]
pub struct Figures {
    #[command(subcommand)]
    pub action: Option<FiguresAction>,
}

#[derive(Subcommand)]
pub enum FiguresAction {
    /// List the figures (what `inquest figures` alone does)
    List,
    /// Seal a file of figures and keep what it says
    Import {
        /// A table with one row per figure: source, what was counted, place, number, qualifier, reference, ...
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Estimate how many no list saw, from a table of overlaps or from the case, or say why that cannot be done
///
/// Of a case, doubt in the matching of records enters the interval of every sound method, and what case.toml says of the lists (`derived-from`,
/// `covers`) holds.
#[derive(ClapArgs)]
pub struct Estimate {
    /// A CSV table: one 0/1 column per list. With a column `count` at the end one row per pattern of lists, else one row per
    /// person [default: the people of the case]
    #[arg(value_name = "TABLE")]
    pub table: Option<PathBuf>,
    /// Estimate by the values of this column, a region or a year, and add up; may be given several times. Of a case: sex, age,
    /// month, year or a level of place
    #[arg(long, value_name = "COLUMN")]
    pub strata: Vec<String>,
    /// Methods to ask; may be given several times
    #[arg(long, value_enum, value_name = "METHOD", default_value = "all")]
    pub method: Vec<Method>,
    /// Fit this log-linear model instead of those that the data choose: groups of dependent lists, by number, as in [123,14]
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Graphical models: what each pattern of lists counts beforehand [default: 1 over the number of patterns]
    #[arg(long, value_name = "D", allow_negative_numbers = true)]
    pub delta: Option<f64>,
    /// Graphical models: sum over these numbers of unlisted people, as in 0..100000 [default: as far as is needed]
    #[arg(long, value_name = "A..B", value_parser = range)]
    pub grid: Option<std::ops::RangeInclusive<u64>>,
    /// Latent classes: how many there may be at most [default: 15, or fewer for few lists]
    #[arg(long, value_name = "K")]
    pub classes: Option<usize>,
    /// Latent classes: sweeps of each chain; more are made if they do not suffice [default: 50000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    pub sweeps: Option<u32>,
    /// Latent classes: what is believed beforehand of the factor by which all people of a kind are more than those of it on a list,
    /// with probability 0.95, as in 1.1..5; of use with many lists [default: none, all chances equally likely]
    #[arg(long, value_name = "A..B", value_parser = factors)]
    pub expansion: Option<(f64, f64)>,
    /// A list that copies another, as in press=monitors: they count as one; may be given several times
    #[arg(long, value_name = "COPY=ORIGINAL")]
    pub copies: Vec<String>,
    /// A list that could name only a part of the people: it is left out of the estimate; may be given several times
    #[arg(long, value_name = "LIST")]
    pub partial: Vec<String>,
    /// A list that could name only people of some strata, as in clinic:region=North,Coast; may be given several times
    #[arg(long, value_name = "LIST:COLUMN=VALUE,...")]
    pub covers: Vec<String>,
    /// Pool the lists that name fewer people than this into one [default: 0 for a table, 10 for a case]
    #[arg(long, value_name = "N")]
    pub pool: Option<u64>,
    /// Seed of what is drawn: the same seed, the same answer [default: 1, or the case's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads to use [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// Methods of estimation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// All of them
    All,
    /// Log-linear models of the overlaps, weighed by how well they fit
    Loglinear,
    /// Decomposable graphical models, weighed by their probability
    Graphical,
    /// Classes of people who differ in how easily they come on a list
    LatentClass,
    /// The number that the true one is hardly below
    LowerBound,
    /// Each pair of lists by itself
    TwoList,
}

/// Reads `A..B`, both ends included.
fn range(text: &str) -> Result<std::ops::RangeInclusive<u64>, String> {
    let ends = text.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    match ends {
        Some((low, high)) if low <= high => Ok(low..=high),
        _ => Err("expected two whole numbers, the lesser first, as in 0..100000".to_owned()),
    }
}

/// Reads `A..B`, two numbers.
fn factors(text: &str) -> Result<(f64, f64), String> {
    let ends = text.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    ends.filter(|(low, high)| 1.0 < *low && low < high)
        .ok_or_else(|| "expected two factors above 1, the lesser first, as in 1.1..5".to_owned())
}
