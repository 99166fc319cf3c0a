//! Every effect on a workspace: files that cannot leave it, commands in their own process group, git without the person's
//! settings, what is installed here. Traits in `ports`; what a session does goes through them and is recorded by the caller.

pub mod blast;
pub mod checkpoint;
pub mod ports;

pub mod fake;
pub mod probe;
pub mod reading;
pub mod sources;

mod capture;
mod command;
pub mod effect;
mod environment;
mod error;
mod files;
mod folders;
mod git;
mod group;
mod marks;
mod meter;
mod path;
mod redact;
mod shell;
mod spawner;
mod walk;
pub mod watch;
pub mod work;
mod workspace;

pub use command::{Captured, Exit, Invocation, Line, OUTPUT_CAP_BYTES, Outcome, Stream};
pub use environment::Environment;
pub use error::ToolError;
pub use files::LocalFiles;
pub use git::{Commit, CommitFile, CommitId, SystemGit};
pub use marks::end_orphans;
pub use path::RelPath;
pub use redact::redact;
pub use shell::LocalShell;
pub use tokio_util::sync::CancellationToken;
pub use walk::{LeftOut, Survey};
pub use workspace::{Entry, Mode, Workspace, tree_hash_of};
