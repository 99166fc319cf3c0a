//! The commands about documentation and about a repository that stays open.

use std::path::PathBuf;

pub const DOCS_EXAMPLES: &str = "\
Examples:
  samriddh docs .
  samriddh docs . --check
  samriddh docs ../shop --out ../shop-docs
  samriddh docs . --overwrite --json

The same code and history give the same bytes. A page that somebody edited is kept and named; with --overwrite it is made anew. \
Releases in the changelog are tags of git; a commit that carries the pages itself may be missing in it until the next one.

With --check nothing is written; exit code 1 when a page is missing, stale, or left over from code that is gone.";

#[derive(Debug, clap::Args)]
pub struct Docs {
    /// A folder of code
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// The folder of the pages [default: docs/samriddh in PATH]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write nothing; say which pages are missing or stale
    #[arg(long, conflicts_with = "overwrite")]
    pub check: bool,
    /// Make pages anew even where somebody edited them
    #[arg(long)]
    pub overwrite: bool,
}

pub const OPEN_EXAMPLES: &str = "\
Examples:
  samriddh open .
  echo \"who calls main?\" | samriddh open ../shop
  samriddh open . --json < questions.txt

It lists what the folder holds, follows edits, and answers a question a line with files and lines, as `samriddh ask` does, from the \
files as they are at that moment. What was read, asked and answered is a session: `samriddh replay <ID>` plays it again. \
It ends at the end of its input, at `quit`, or at Ctrl-C.";
