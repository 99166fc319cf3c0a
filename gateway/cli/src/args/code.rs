//! What can be typed about a folder of code.

use std::path::PathBuf;

use clap::ValueEnum;

pub const INDEX_EXAMPLES: &str = "\
Examples:
  samriddh index .
  samriddh index ../shop --json

What a .gitignore file leaves out is not looked at; links are not followed; folders of installed packages are named and skipped.";

pub const METRICS_EXAMPLES: &str = "\
Examples:
  samriddh metrics .
  samriddh metrics src --json
  samriddh metrics . --coverage coverage.xml --history

Cyclomatic complexity is radon's definition (for Python, equal to it), cognitive complexity SonarSource's.";

pub const ASK_EXAMPLES: &str = "\
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

pub const MAP_EXAMPLES: &str = "\
Examples:
  samriddh map .
  samriddh map . --tokens 4000 --json
  samriddh map src --about Session --about auth";

pub const GRAPH_EXAMPLES: &str = "\
Examples:
  samriddh graph calls . --around Session.send --depth 2
  samriddh graph imports src --format mermaid
  samriddh graph endpoints . --json
  samriddh graph models . --format svg > models.svg
  samriddh graph flow . --from input --to os.system
  samriddh graph flow . --from views.search.q --without escape --format mermaid

Calls of Python, JavaScript and TypeScript are found by following values; those of other languages by name. An edge says how sure it is:
certain (a value was followed), likely (a declared type or the only definition of that name), guess (one of a few of that name).";

#[derive(Debug, clap::Args)]
pub struct Graph {
    /// What to show
    #[arg(value_enum, value_name = "KIND")]
    pub kind: GraphKind,
    /// A folder of code, or one file
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// How to show it (`flow`: text, mermaid or json); --json is `json` with everything that is known
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
    /// With `flow`: where values come from: a call, something that is read, a variable, a function's parameter
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// With `flow`: where they go to [default: whatever outside of the project is called with them]
    #[arg(long, value_name = "NAME", requires = "from")]
    pub to: Option<String>,
    /// With `flow`: a call that makes them harmless; can be given more than once
    #[arg(long, value_name = "NAME", requires = "from")]
    pub without: Vec<String>,
    /// With `flow`: how many calls deep they are followed
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=32))]
    pub calls: u16,
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
    /// Where values go, step by step (needs --from)
    Flow,
}

impl GraphKind {
    pub fn name(self) -> &'static str {
        match self {
            GraphKind::Imports => "imports",
            GraphKind::Calls => "calls",
            GraphKind::Endpoints => "endpoints",
            GraphKind::Models => "models",
            GraphKind::Flow => "flow",
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

fn nodes(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|nodes| *nodes > 0).ok_or_else(|| "give a whole number from 1".to_owned())
}
