//! What can be typed to make a repository.

use std::path::PathBuf;

use clap::ValueEnum;
use protocol::command;

pub const NEW_EXAMPLES: &str = "\
Examples:
  samriddh new \"A blog with posts and comments, React and FastAPI\" --out ../blog
  samriddh new \"A library where members borrow books with title and isbn\" --out ../library --yes
  samriddh new - --out ../shop --yes --json < request.txt
  samriddh new \"An app for my books\" --with books.csv --out ../books
  samriddh new --blueprint shop.yaml --out ../shop
  samriddh new --blueprint shop.jdl --out ../shop";

#[derive(Debug, clap::Args)]
pub struct New {
    /// What to make, in plain words; `-` reads it from standard input
    #[arg(value_name = "REQUEST", required_unless_present_any = ["request_file", "blueprint", "with"], conflicts_with = "request_file")]
    pub request: Vec<String>,
    /// Read the request from a file
    #[arg(long, value_name = "FILE")]
    pub request_file: Option<PathBuf>,
    /// A file that belongs to the request: text, or a CSV or JSON of records, whose columns become fields; may come again
    #[arg(long, value_name = "FILE", conflicts_with = "blueprint")]
    pub with: Vec<PathBuf>,
    /// Make what a blueprint says instead (see `samriddh blueprint`); a file called .jdl is JHipster's; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["request", "request_file"])]
    pub blueprint: Option<PathBuf>,
    /// The folder to make; it must not exist yet, or be empty
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Approve the plan, and take the team's recommendation on questions, without asking
    #[arg(long, short)]
    pub yes: bool,
    /// Which checks to run on the result; `quick` needs no network, and leaves out most: the report says how many
    #[arg(long, value_enum, default_value_t = Verify::Full)]
    pub verify: Verify,
    /// Whether the language model that the environment names may be asked about what the request leaves open
    #[arg(long, value_enum, default_value_t = Model::Configured)]
    pub model: Model,
    /// What the model may cost in all, in dollars
    #[arg(long, value_name = "DOLLARS", default_value = "1", value_parser = micro_dollars)]
    pub budget: u64,
    /// How many tokens the model may read and write in all
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(..=TOKENS_MAX))]
    pub budget_tokens: u64,
}

/// A trillion: far beyond any session, and exact in every client.
const TOKENS_MAX: u64 = 1_000_000_000_000;
/// As for tokens.
const DOLLARS_MAX: u64 = 1_000_000;
const MICRO: u64 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    Configured,
    Off,
}

/// `0.5` is 500,000 micro-dollars; digits beyond the sixth are refused, not rounded.
fn micro_dollars(text: &str) -> Result<u64, String> {
    let bad = || format!("give dollars up to {DOLLARS_MAX} with at most six decimals, such as 0.50");
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.len() <= 7 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 6 {
        return Err(bad());
    }
    let whole: u64 = whole.parse().map_err(|_| bad())?;
    let part: u64 = format!("{part:0<6}").parse().map_err(|_| bad())?;
    if whole > DOLLARS_MAX { Err(bad()) } else { Ok(whole * MICRO + part) }
}

impl New {
    /// The request stands on the command line; nothing has to be waited for.
    pub fn is_in_words(&self) -> bool {
        self.request_file.is_none() && self.blueprint.is_none() && self.request != ["-"]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Verify {
    None,
    Quick,
    Full,
}

impl From<Verify> for command::Verify {
    fn from(verify: Verify) -> Self {
        match verify {
            Verify::None => command::Verify::None,
            Verify::Quick => command::Verify::Quick,
            Verify::Full => command::Verify::Full,
        }
    }
}
