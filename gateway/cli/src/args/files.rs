//! The commands about files: `run`, `rewind`, `checkpoints`.

use std::path::PathBuf;

pub const RUN_EXAMPLES: &str = "\
Examples:
  samriddh run -- rm -rf build
  samriddh run -c \"git reset --hard && git clean -fdx\" --preview
  samriddh run --in ../blog --session <ID> --yes -- make clean

What the command would remove, overwrite or make unreachable is shown and saved before it runs; where that cannot \
be foreseen (scripts, unknown programs), the whole folder is saved first. `samriddh rewind` brings it back. The command \
sees the same variables as checks do, and no keys.";

pub const REWIND_EXAMPLES: &str = "\
Examples:
  samriddh rewind <ID> --list
  samriddh rewind <ID> --to 120 --preview
  samriddh rewind <ID> --to 120 --both --yes
  samriddh rewind <ID> --to 40 --conversation --out ../blog-2
  samriddh rewind <ID> --undo
  samriddh rewind --checkpoint 7
  samriddh rewind --in ../blog --undo

Nothing is lost by a rewind: the files as they are now are saved first, and nothing of a session's record is removed. \
`.git` folders are left bit for bit as they are, unless --git is given; no git command is run.";

pub const CHECKPOINTS_EXAMPLES: &str = "\
Examples:
  samriddh checkpoints
  samriddh checkpoints --in ../blog --json
  samriddh checkpoints --save --in ../blog
  samriddh checkpoints --prune --keep 20";

#[derive(Debug, clap::Args)]
pub struct Run {
    /// The program and its arguments; no shell reads them
    #[arg(value_name = "COMMAND", last = true, required_unless_present = "line", conflicts_with = "line")]
    pub command: Vec<String>,
    /// A line for the shell instead
    #[arg(short = 'c', long = "line", value_name = "LINE")]
    pub line: Option<String>,
    /// The folder it may change [default: the repository around the current folder, else the current folder]
    #[arg(long = "in", value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The session whose record tells of it
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
    /// Only show what it would destroy; nothing is run or saved
    #[arg(long)]
    pub preview: bool,
    /// Run it without asking
    #[arg(long, short)]
    pub yes: bool,
    /// Let it change what lies outside the folder, if that can be saved as well
    #[arg(long)]
    pub allow_outside: bool,
    /// End it after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3_600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
}

#[derive(Debug, clap::Args)]
pub struct Rewind {
    /// The session's id, as `samriddh sessions` lists it; without it, a folder is put back
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// The event to go back to, by its number
    #[arg(long, value_name = "SEQ", requires = "id", conflicts_with_all = ["undo", "checkpoint", "list"])]
    pub to: Option<u64>,
    /// The checkpoint to go back to, by its number
    #[arg(long, value_name = "N", conflicts_with_all = ["undo", "list", "id"])]
    pub checkpoint: Option<u64>,
    /// Take the last rewind back; that can be undone, too
    #[arg(long, conflicts_with = "list")]
    pub undo: bool,
    /// List what can be gone back to
    #[arg(long)]
    pub list: bool,
    /// Files alone
    #[arg(long, conflicts_with_all = ["conversation", "both"])]
    pub code: bool,
    /// The session's plan, claims and approvals alone
    #[arg(long, conflicts_with = "both")]
    pub conversation: bool,
    /// Files and session (this is what happens without --code and --conversation)
    #[arg(long)]
    pub both: bool,
    /// Put `.git` folders back as well, bit for bit, as far as the checkpoint holds them
    #[arg(long)]
    pub git: bool,
    /// The folder [default: that of the session or checkpoint, else the current one]
    #[arg(long = "in", value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Where what the session makes from then on goes; it must not exist yet, or be empty
    #[arg(long, value_name = "DIR", requires = "to")]
    pub out: Option<PathBuf>,
    /// Only show what would change
    #[arg(long)]
    pub preview: bool,
    /// Do it without asking
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, clap::Args)]
pub struct Checkpoints {
    /// Those of this folder alone
    #[arg(long = "in", value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Save the folder now
    #[arg(long, conflicts_with = "prune")]
    pub save: bool,
    /// Remove the oldest, and the bytes that only they need
    #[arg(long)]
    pub prune: bool,
    /// How many of the newest a pruning leaves
    #[arg(long, value_name = "N", default_value_t = 100, requires = "prune", value_parser = at_least_one)]
    pub keep: usize,
}

/// The newest stays always: its number must not be given again.
fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("the newest checkpoint always stays: keep 1 or more".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("give a whole number".to_owned()),
    }
}
