//! What can be typed, with examples in the help.

mod branch;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use protocol::command;
use protocol::problem::{Code, Problem};

pub use branch::{Fork, Replay};

const EXAMPLES: &str = "\
Examples:
  samriddh new \"A blog with posts and comments, React and FastAPI\" --out ../blog
  samriddh new \"A library where members borrow books with title and isbn\" --out ../library --yes
  samriddh new - --out ../shop --yes --json < request.txt
  samriddh resume <ID> --yes
  samriddh replay <ID> --speed 10
  samriddh fork <ID> --out ../blog-2
  samriddh doctor

Exit codes:
  0  done: what was asked is verified, or nobody asked for it to be
  1  a check or the work failed, or a record is damaged
  2  a bad or unsupported request; nothing was written
  3  nothing that was to be verified could run here (see `samriddh doctor`)
  4  the plan or a question waits for an answer (see `samriddh resume`)
  5  another samriddh has the data folder; nothing was written
  130  interrupted; the session can be resumed";

const NEW_EXAMPLES: &str = "\
Examples:
  samriddh new \"A blog with posts and comments, React and FastAPI\" --out ../blog
  samriddh new \"A library where members borrow books with title and isbn\" --out ../library --yes
  samriddh new - --out ../shop --yes --json < request.txt";

/// Turns a request in plain words into a working, tested repository, on this machine alone.
#[derive(Debug, Parser)]
#[command(name = "samriddh", version, about, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(flatten)]
    pub shared: Shared,
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Clone, Debug, clap::Args)]
pub struct Shared {
    /// Print exactly one JSON document on standard output; what is meant for people goes to standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// The data folder [default: SAMRIDDH_HOME, else the platform's place for application data]
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make a repository from a request in plain words
    #[command(after_help = NEW_EXAMPLES)]
    New(New),
    /// Serve sessions to browsers and terminals on this machine (127.0.0.1 only)
    #[command(after_help = "Examples:\n  samriddh serve\n  samriddh serve --port 0")]
    Serve {
        /// The port; 0 takes a free one
        #[arg(long, default_value_t = 7878, value_name = "N")]
        port: u16,
    },
    /// List the sessions of the data folder, newest first
    #[command(after_help = "Examples:\n  samriddh sessions\n  samriddh sessions --json")]
    Sessions,
    /// Show a session's plan, decisions, checks and result
    #[command(after_help = "Examples:\n  samriddh show <ID>\n  samriddh show <ID> --output backend.tests")]
    Show {
        /// The session's id, as `samriddh sessions` lists it
        #[arg(value_name = "ID")]
        id: String,
        /// Print what this check printed instead, without secrets
        #[arg(long, value_name = "CHECK")]
        output: Option<String>,
    },
    /// Play a session's record as it happened, or execute it again from the record alone
    #[command(after_help = branch::REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Begin another session from any event of a recorded one, in a folder of its own
    #[command(after_help = branch::FORK_EXAMPLES)]
    Fork(Fork),
    /// Go on with a session that waits for an answer or was interrupted
    #[command(after_help = "Examples:\n  samriddh resume <ID>\n  samriddh resume <ID> --yes")]
    Resume {
        /// The session's id, as `samriddh sessions` lists it
        #[arg(value_name = "ID")]
        id: String,
        /// Approve the plan, and take the team's recommendation on questions
        #[arg(long, short)]
        yes: bool,
    },
    /// Check that a session's record is whole and unaltered
    #[command(after_help = "Example:\n  samriddh verify <ID>")]
    Verify {
        /// The session's id, as `samriddh sessions` lists it
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Say which tools are here and what a missing one means
    #[command(after_help = "Examples:\n  samriddh doctor\n  samriddh doctor --repair")]
    Doctor {
        /// Mend the data folder instead: keep what is proved of damaged sessions, set the rest aside, say what was lost
        #[arg(long)]
        repair: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct New {
    /// What to make, in plain words; `-` reads it from standard input
    #[arg(value_name = "REQUEST", required_unless_present = "request_file", conflicts_with = "request_file")]
    pub request: Vec<String>,
    /// Read the request from a file
    #[arg(long, value_name = "FILE")]
    pub request_file: Option<PathBuf>,
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
        self.request_file.is_none() && self.request != ["-"]
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

impl Action {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Action::New(_) => "new",
            Action::Serve { .. } => "serve",
            Action::Sessions => "sessions",
            Action::Show { .. } => "show",
            Action::Replay(_) => "replay",
            Action::Fork(_) => "fork",
            Action::Resume { .. } => "resume",
            Action::Verify { .. } => "verify",
            Action::Doctor { .. } => "doctor",
        }
    }
}

/// Why there is nothing to do: help was asked for, or the words cannot be read.
#[derive(Debug)]
pub enum Stop {
    /// Help or the version, to be printed as it is.
    Shown(clap::Error),
    /// `json` when a document is due all the same; `new` when it is one of that command's form.
    Usage { error: clap::Error, json: bool, new: bool },
}

/// Reads a command line, the program's name first.
pub fn read(words: &[OsString]) -> Result<Args, Stop> {
    Args::try_parse_from(words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop::Shown(error),
        _ => {
            // Words behind a bare `--` are the request's, not options.
            let options: Vec<&OsString> = words.iter().skip(1).take_while(|word| *word != "--").collect();
            let json = options.iter().any(|word| *word == "--json");
            let new = options.iter().any(|word| *word == "new");
            Stop::Usage { error, json, new }
        }
    })
}

/// A usage error as a coded problem.
pub fn problem(error: &clap::Error) -> Problem {
    let text = error.render().to_string();
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let named: Vec<&str> = text.lines().skip(1).map(str::trim).filter(|line| line.starts_with('-')).collect();
    let message = if named.is_empty() { message } else { format!("{message} {}", named.join(", ")) };
    Problem::new(Code::Malformed, message, "run `samriddh help` to see what can be typed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args, Stop> {
        read(&shlex::split(line).unwrap().iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn definition_is_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn each_command_has_an_example_and_says_what_its_words_are() {
        use clap::CommandFactory;
        for command in Args::command().get_subcommands() {
            let name = command.get_name();
            let help = command.get_after_help().unwrap_or_default().to_string();
            assert!(help.contains(&format!("samriddh {name}")), "{name}: {help}");
            for word in command.get_positionals() {
                assert!(word.get_help().is_some(), "{name} {}", word.get_id());
            }
        }
    }

    #[test]
    fn options_may_stand_before_and_behind_the_command() {
        for line in ["samriddh --json new a blog --out x", "samriddh new a blog --out x --json"] {
            let args = parse(line).unwrap();
            assert!(args.shared.json, "{line}");
            let Action::New(new) = args.action else { panic!("{line}") };
            assert_eq!(new.request, ["a", "blog"]);
            assert_eq!(new.verify, Verify::Full);
        }
    }

    #[test]
    fn a_usage_error_names_what_is_missing_and_remembers_that_a_document_is_due() {
        let Err(Stop::Usage { error, json, new }) = parse("samriddh new 'a blog' --json") else { panic!() };
        assert!(json && new);
        let problem = problem(&error);
        assert_eq!(problem.message, "the following required arguments were not provided: --out <DIR>");
    }

    #[test]
    fn a_request_that_speaks_of_json_does_not_ask_for_a_document() {
        let Err(Stop::Usage { json, .. }) = parse("samriddh new -- print --json") else { panic!() };
        assert!(!json);
    }

    #[test]
    fn a_budget_is_dollars_to_the_millionth() {
        let budget = |text: &str| {
            let args = parse(&format!("samriddh new a blog --out x --model off --budget={text}"));
            args.ok().map(|args| match args.action {
                Action::New(new) => (new.model, new.budget),
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(budget("0.5"), Some((Model::Off, 500_000)));
        assert_eq!(budget("2"), Some((Model::Off, 2_000_000)));
        assert_eq!(budget("0.000001"), Some((Model::Off, 1)));
        for bad in ["", "-1", "1e3", "0.0000001", "1000001", ".5", "5."] {
            assert_eq!(budget(bad), None, "{bad}");
        }
    }

    #[test]
    fn speed_is_a_positive_number_or_max() {
        for bad in ["0", "-1", "fast", "nan", "inf"] {
            assert!(
                matches!(parse(&format!("samriddh replay x --speed={bad}")), Err(Stop::Usage { .. })),
                "{bad}"
            );
        }
        for good in ["0.5", "20", "max"] {
            assert!(parse(&format!("samriddh replay x --speed={good}")).is_ok(), "{good}");
        }
    }
}
