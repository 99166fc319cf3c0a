//! What can be typed, with examples in the help.

mod branch;
pub mod files;

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
  samriddh run -c 'git clean -fdx'
  samriddh rewind <ID> --to 120 --preview
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

const INDEX_EXAMPLES: &str = "\
Examples:
  samriddh index .
  samriddh index ../shop --json

What a .gitignore file leaves out is not looked at; links are not followed; folders of installed packages are named and skipped.";

const METRICS_EXAMPLES: &str = "\
Examples:
  samriddh metrics .
  samriddh metrics src --json
  samriddh metrics . --coverage coverage.xml --history

Cyclomatic complexity is radon's definition (for Python, equal to it), cognitive complexity SonarSource's.";

const ASK_EXAMPLES: &str = "\
Examples:
  samriddh ask . overview
  samriddh ask . \"where are redirects handled?\"
  samriddh ask . \"who calls Session.send?\"
  samriddh ask . \"what breaks if I change Session.send?\"
  samriddh ask . \"how does template rendering work?\"
  samriddh ask . \"how would I add a decoder like GZipDecoder?\"
  samriddh ask . \"what are the riskiest files?\"
  samriddh ask . \"what is untested?\"

No model is asked. Each line says where it stands; what is not known is said as such.";

const MAP_EXAMPLES: &str = "\
Examples:
  samriddh map .
  samriddh map . --tokens 4000 --json
  samriddh map src --about Session --about auth";

const GRAPH_EXAMPLES: &str = "\
Examples:
  samriddh graph calls . --around Session.send --depth 2
  samriddh graph imports src --format mermaid
  samriddh graph endpoints . --json
  samriddh graph models . --format svg > models.svg

Calls of Python, JavaScript and TypeScript are found by following values; those of other languages by name. An edge says how sure it is:
certain (a value was followed), likely (a declared type or the only definition of that name), guess (one of a few of that name).";

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
    /// Save the data folder in one file, also while a session is at work in it
    #[command(
        after_help = "Examples:\n  samriddh backup --to ../samriddh.tar\n  samriddh backup --to /backups"
    )]
    Backup {
        /// The new file, or a folder to put it in under a name of its own
        #[arg(long, value_name = "FILE|DIR")]
        to: PathBuf,
    },
    /// Put a backup back; the data that are there are kept under another name
    #[command(
        after_help = "Examples:\n  samriddh restore ../samriddh.tar\n  samriddh restore ../samriddh.tar --home ./elsewhere\n  samriddh restore ../samriddh.tar --check"
    )]
    Restore {
        /// The file that `samriddh backup` made
        #[arg(value_name = "FROM")]
        from: PathBuf,
        /// Only read it and say whether it is whole
        #[arg(long)]
        check: bool,
    },
    /// Run a command, and first show and save what it would destroy
    #[command(after_help = files::RUN_EXAMPLES)]
    Run(files::Run),
    /// Put files, a session, or both back to an earlier state; a rewind can be undone
    #[command(after_help = files::REWIND_EXAMPLES)]
    Rewind(files::Rewind),
    /// List the saved states of folders, save one, or make room
    #[command(after_help = files::CHECKPOINTS_EXAMPLES)]
    Checkpoints(files::Checkpoints),
    /// Read a folder of code: its languages, symbols and size, and what was skipped with the reason
    #[command(after_help = INDEX_EXAMPLES)]
    Index {
        /// A folder of code, or one file
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
    },
    /// Measure a folder of code: complexity, size, depth, copies, documentation; with reports, coverage and history too
    #[command(after_help = METRICS_EXAMPLES)]
    Metrics {
        /// A folder of code, or one file
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
        /// A report of lcov, Cobertura or coverage.py: what part of each file and function tests run
        #[arg(long, value_name = "FILE")]
        coverage: Option<PathBuf>,
        /// Ask git how often each file changed, and by whom
        #[arg(long)]
        history: bool,
    },
    /// Answer a question about a folder of code, with files and lines
    #[command(after_help = ASK_EXAMPLES)]
    Ask {
        /// A folder of code, or one file
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// The question, in English
        #[arg(value_name = "QUESTION", required = true)]
        question: Vec<String>,
    },
    /// Show the definitions that a repository leans on most, within a number of tokens
    #[command(after_help = MAP_EXAMPLES)]
    Map {
        /// A folder of code, or one file
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
        /// About how many tokens, at four bytes each
        #[arg(long, value_name = "N", default_value_t = 1_000)]
        tokens: usize,
        /// A name or a part of a path that the map should be about; can be given more than once
        #[arg(long, value_name = "NAME")]
        about: Vec<String>,
    },
    /// Show who calls, imports, asks for or keeps what in a folder of code
    #[command(after_help = GRAPH_EXAMPLES)]
    Graph(Graph),
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

#[derive(Debug, clap::Args)]
pub struct Graph {
    /// What to show
    #[arg(value_enum, value_name = "KIND")]
    pub kind: GraphKind,
    /// A folder of code, or one file
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// How to show it; --json is `json` with everything that is known
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub format: GraphFormat,
    /// Only what lies around this name: a whole name, its end, or a part of it
    #[arg(long, value_name = "NAME")]
    pub around: Option<String>,
    /// How many steps around it
    #[arg(long, value_name = "N", default_value_t = 2, requires = "around")]
    pub depth: usize,
    /// At most so many nodes, those with most edges [default: 150 in drawings, all in text and JSON]
    #[arg(long, value_name = "N", value_parser = nodes)]
    pub nodes: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphKind {
    /// Which file imports which
    Imports,
    /// Which function calls which
    Calls,
    /// HTTP endpoints, who answers and who asks
    Endpoints,
    /// Database models and tables, how they hang together and who queries them
    Models,
}

impl GraphKind {
    pub fn name(self) -> &'static str {
        match self {
            GraphKind::Imports => "imports",
            GraphKind::Calls => "calls",
            GraphKind::Endpoints => "endpoints",
            GraphKind::Models => "models",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    Text,
    Mermaid,
    Dot,
    Json,
    Svg,
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

fn nodes(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|nodes| *nodes > 0).ok_or_else(|| "give a whole number from 1".to_owned())
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
            Action::Backup { .. } => "backup",
            Action::Restore { .. } => "restore",
            Action::Run(_) => "run",
            Action::Rewind(_) => "rewind",
            Action::Checkpoints(_) => "checkpoints",
            Action::Metrics { .. } => "metrics",
            Action::Index { .. } => "index",
            Action::Graph(_) => "graph",
            Action::Ask { .. } => "ask",
            Action::Map { .. } => "map",
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
