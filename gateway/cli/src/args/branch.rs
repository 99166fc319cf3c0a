//! What can be typed about a recorded session besides looking at it: executing it again, and going on from any of its events.

use std::path::PathBuf;

use crate::replay::Speed;

pub const REPLAY_EXAMPLES: &str = "\
Examples:
  samriddh replay <ID>
  samriddh replay <ID> --speed max
  samriddh replay <ID> --verify
  samriddh replay <ID> --with no-authority=security
  samriddh replay <ID> --with weight.frontend=3 --with majority

With --verify the real agents and rules execute the session again in memory: people, models, checks and the delivery \
answer from the record, and nothing else can be reached. The exit code is 0 when that comes to the same, and 1 when \
not; then the first event is named that differs.

With --with the same happens under another rule: `majority` (nobody answers for anything, votes settle it), \
`no-authority=ROLE`, `authority.PREFIX=ROLE` (the role answers for keys that begin so), `weight.ROLE=N` (its votes count \
N times, 0 to 10), `without=ROLE` (it is not in the team). What the record has no answer for, such as a check of other \
files, is reported as not recorded, and never run.";

pub const RESUME_EXAMPLES: &str = "\
Examples:
  samriddh resume <ID>
  samriddh resume <ID> --yes
  samriddh resume <ID> --request-change \"add tags to posts\"
  samriddh resume <ID> --answer uuid

Where nobody is there to be asked, --request-change and --answer say what would be typed at the prompt: one change of the \
plan, or the answer to the question that is open (an option, or its number). The next thing that waits ends it again, \
with exit code 4.";

pub const FORK_EXAMPLES: &str = "\
Examples:
  samriddh fork <ID> --out ../blog-2
  samriddh fork <ID> --at 182 --out ../blog-2 --yes
  samriddh fork <ID> --out ../blog-2 --request-change \"drop the admin dashboard\"
  samriddh fork <ID> --list

The new session begins with the record of the other one up to that event, and then goes its own way; what the other one \
is or becomes does not matter to it. Events that were recorded at once are taken together.";

#[derive(Debug, clap::Args)]
pub struct Replay {
    /// The session's id, as `samriddh sessions` lists it
    #[arg(value_name = "ID")]
    pub id: String,
    /// How many times faster than it happened: a number such as 1, 0.5 or 20, or `max`
    #[arg(long, default_value = "1", value_name = "N|max")]
    pub speed: Speed,
    /// Execute it again with its recorded effects instead, and compare
    #[arg(long, conflicts_with_all = ["speed", "with"])]
    pub verify: bool,
    /// Execute it again under another rule, and show what is otherwise; can be given several times
    #[arg(long, value_name = "RULE", conflicts_with = "speed")]
    pub with: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Resume {
    /// The session's id, as `samriddh sessions` lists it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Approve the plan, and take the team's recommendation on questions
    #[arg(long, short)]
    pub yes: bool,
    /// Have the plan changed first, in plain words
    #[arg(long, value_name = "TEXT")]
    pub request_change: Option<String>,
    /// Answer the open question first: one of its options, or its number
    #[arg(long, value_name = "VALUE", conflicts_with = "request_change")]
    pub answer: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Fork {
    /// The session's id, as `samriddh sessions` lists it
    #[arg(value_name = "ID")]
    pub id: String,
    /// The last event that both have [default: the last there is; with --request-change the last shown plan]
    #[arg(long, value_name = "SEQ")]
    pub at: Option<u64>,
    /// The folder that the new session makes; it must not exist yet, or be empty
    #[arg(long, short, value_name = "DIR", required_unless_present = "list")]
    pub out: Option<PathBuf>,
    /// Have the plan changed, in plain words, and show the new one
    #[arg(long, value_name = "TEXT")]
    pub request_change: Option<String>,
    /// Go on at once: approve the plan, and take the team's recommendation on questions
    #[arg(long, short)]
    pub yes: bool,
    /// List events at which a fork makes sense, instead of making one
    #[arg(long, conflicts_with_all = ["at", "out", "request_change", "yes"])]
    pub list: bool,
}
