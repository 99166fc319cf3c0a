//! What can be typed, with examples in the help.

pub mod blueprint;
mod branch;
mod code;
pub mod documents;
pub mod files;
mod new;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use protocol::problem::{Code, Problem};

pub use branch::{Fork, Replay, Resume};
pub use code::{Graph, GraphFormat, GraphKind};
pub use new::{Model, New, Verify};

const EXAMPLES: &str = "\
Examples:
  samriddh new \"A blog with posts and comments, React and FastAPI\" --out ../blog
  samriddh new \"A library where members borrow books with title and isbn\" --out ../library --yes
  samriddh new - --out ../shop --yes --json < request.txt
  samriddh blueprint \"A shop with products and orders\" > shop.yaml
  samriddh new --blueprint shop.yaml --out ../shop
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
    #[command(after_help = new::NEW_EXAMPLES)]
    New(New),
    /// Print what is understood of a request as a file to change and make; or read JHipster's JDL as one
    #[command(after_help = blueprint::BLUEPRINT_EXAMPLES)]
    Blueprint(blueprint::Blueprint),
    /// Serve sessions to browsers and terminals on this machine (127.0.0.1 only)
    #[command(
        after_help = "Requests and the gateway's own events are logged below the data folder, in logs/serve.jsonl: one JSON object a line, \
                      without addresses, names and secrets. At 4 MB a file makes room for the next.\n\n\
                      Examples:\n  samriddh serve\n  samriddh serve --port 0 --open"
    )]
    Serve {
        /// The port; 0 takes a free one
        #[arg(long, default_value_t = 7878, value_name = "N")]
        port: u16,
        /// Open the page in this machine's browser
        #[arg(long)]
        open: bool,
        /// Files of the log that are kept, the newest among them; the oldest is removed
        #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
        log_files: u16,
    },
    /// Print a fresh address of the page that a running `serve` of this data folder serves; it opens once, for five minutes
    #[command(after_help = "Examples:\n  samriddh page\n  samriddh page --open")]
    Page {
        /// Open it in this machine's browser
        #[arg(long)]
        open: bool,
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
    #[command(after_help = branch::RESUME_EXAMPLES)]
    Resume(Resume),
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
    #[command(after_help = code::INDEX_EXAMPLES)]
    Index {
        /// A folder of code, or one file
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
    },
    /// Measure a folder of code: complexity, size, depth, copies, documentation; with reports, coverage and history too
    #[command(after_help = code::METRICS_EXAMPLES)]
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
    #[command(after_help = code::ASK_EXAMPLES)]
    Ask {
        /// A folder of code, or one file
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// The question, in English
        #[arg(value_name = "QUESTION", required = true)]
        question: Vec<String>,
    },
    /// Show the definitions that a repository leans on most, within a number of tokens
    #[command(after_help = code::MAP_EXAMPLES)]
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
    #[command(after_help = code::GRAPH_EXAMPLES)]
    Graph(Graph),
    /// Write documentation of a folder of code: API reference, architecture, a guide for who is new, changelog; or check that it is up to date
    #[command(after_help = documents::DOCS_EXAMPLES)]
    Docs(documents::Docs),
    /// Read a repository and keep on reading it as its files change; questions typed at it are answered and recorded
    #[command(after_help = documents::OPEN_EXAMPLES)]
    Open {
        /// A folder of code
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
    },
    /// Say which tools are here and what a missing one means
    #[command(after_help = "Examples:\n  samriddh doctor\n  samriddh doctor --repair")]
    Doctor {
        /// Mend the data folder instead: keep what is proved of damaged sessions, set the rest aside, say what was lost
        #[arg(long)]
        repair: bool,
    },
}

impl Action {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Action::New(_) => "new",
            Action::Blueprint(_) => "blueprint",
            Action::Serve { .. } => "serve",
            Action::Page { .. } => "page",
            Action::Sessions => "sessions",
            Action::Show { .. } => "show",
            Action::Replay(_) => "replay",
            Action::Fork(_) => "fork",
            Action::Resume(_) => "resume",
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
            Action::Docs(_) => "docs",
            Action::Open { .. } => "open",
            Action::Doctor { .. } => "doctor",
        }
    }
}

/// Why there is nothing to do: help was asked for, or the words cannot be read.
#[derive(Debug)]
pub enum Stop {
    /// Help or the version, to be printed as it is, or as a document.
    Shown { text: clap::Error, json: bool },
    /// `json` when a document is due all the same; `new` when it is one of that command's form.
    Usage { error: clap::Error, json: bool, new: bool },
}

/// Reads a command line, the program's name first.
pub fn read(words: &[OsString]) -> Result<Args, Stop> {
    // Words behind a bare `--` are the request's, not options.
    let options: Vec<&OsString> = words.iter().skip(1).take_while(|word| *word != "--").collect();
    let json = options.iter().any(|word| *word == "--json");
    let new = options.iter().any(|word| *word == "new");
    Args::try_parse_from(words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop::Shown { text: error, json },
        _ => Stop::Usage { error, json, new },
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
