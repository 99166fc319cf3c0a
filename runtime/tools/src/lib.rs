//! Every effect on a workspace: files that cannot leave it, commands in their own process group, git without the person's
//! settings, what is installed here. Traits in `ports`; what a session does goes through them and is recorded by the caller.

pub mod ports;

pub mod fake;
pub mod probe;

mod capture;
mod command;
mod delivery;
mod environment;
mod error;
mod files;
mod folders;
mod git;
mod group;
mod hash;
mod marks;
mod path;
mod redact;
mod shell;
mod spawner;
mod stage;
mod walk;
pub mod work;
mod workspace;

pub use command::{Captured, Exit, Invocation, Line, OUTPUT_CAP_BYTES, Outcome, Stream};
pub use delivery::{Delivered, History, already_delivered, check_target};
pub use environment::Environment;
pub use error::ToolError;
pub use files::LocalFiles;
pub use git::{Commit, CommitFile, CommitId, SystemGit};
pub use hash::{ContentHash, TreeHash, tree_hash_of, tree_hash_of_hashed};
pub use marks::end_orphans;
pub use path::RelPath;
pub use redact::redact;
pub use shell::LocalShell;
pub use stage::{Milestone, Stage, Staged};
pub use tokio_util::sync::CancellationToken;
pub use walk::{LeftOut, Survey};
pub use workspace::{Entry, Mode, Workspace};
