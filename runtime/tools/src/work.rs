//! The large effects of a session as ports: putting a repository in place, putting repairs on top of it, running checks and
//! repairs on a copy of it.

mod bench;
mod deliverer;
mod once;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use protocol::check::{CheckResult, CheckSpec};
use protocol::id::ContentHash;
use protocol::repair::RepairResult;
use tokio_util::sync::CancellationToken;

use crate::effect::Found;
use crate::error::ToolError;

pub use bench::Bench;
pub use deliverer::{LocalDeliverer, check_target};
pub use once::{Amending, Delivering};

/// A repository to put in place.
#[derive(Clone, Debug)]
pub struct Order {
    /// Absolute; must not exist, or be an empty folder.
    pub target: PathBuf,
    pub session: String,
    pub files: Vec<WorkFile>,
    /// What the finished tree must hash to, in hexadecimal.
    pub tree_hash: String,
    pub commits: Vec<WorkCommit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkFile {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

#[derive(Clone, Debug)]
pub struct WorkCommit {
    pub message: String,
    pub paths: Vec<String>,
}

/// Repaired files to put on top of a delivered repository, as one commit.
#[derive(Clone, Debug)]
pub struct Amendment {
    pub target: PathBuf,
    /// The last commit as it was delivered; none where it was delivered without a history.
    pub head: Option<String>,
    pub message: String,
    pub files: Vec<AmendedFile>,
}

/// A file as it is to be, and the hash of what was delivered in its place.
#[derive(Clone, Debug)]
pub struct AmendedFile {
    pub file: WorkFile,
    pub before: ContentHash,
}

/// What was put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The last commit's id; none without git.
    pub head: Option<String>,
    /// What could not be done and why; empty when all was.
    pub note: String,
}

#[async_trait]
pub trait Deliverer: Send + Sync {
    /// Builds the repository beside the target and renames it into place in one step.
    async fn deliver(&self, order: Order, cancel: CancellationToken) -> Result<Receipt, ToolError>;
    /// What an earlier, interrupted delivery of the same tree left in place.
    async fn delivered(&self, target: &Path, tree_hash: &str) -> Result<Found<Receipt>, ToolError>;
    /// Puts repairs on top of what was delivered. Where the person has changed it since, nothing is done and that is said.
    async fn amend(&self, amendment: Amendment, cancel: CancellationToken) -> Result<Receipt, ToolError>;
    /// What an earlier, interrupted call of [`Deliverer::amend`] came to.
    async fn amended(&self, amendment: &Amendment) -> Result<Found<Receipt>, ToolError>;
}

/// A delivered repository as the record has it, whatever became of it on the disk.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub repository: PathBuf,
    pub files: Vec<WorkFile>,
    /// The last commit; none without a history.
    pub head: Option<String>,
}

/// A check to run on a copy of a delivered repository.
#[derive(Clone, Debug)]
pub struct CheckOrder {
    pub session: String,
    pub spec: CheckSpec,
    pub ground: Arc<Ground>,
}

/// How a repair came out, with the files that it changed when it helped.
#[derive(Clone, Debug)]
pub struct Mended {
    pub result: RepairResult,
    pub files: Vec<WorkFile>,
}

/// A check's result, and what it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub result: CheckResult,
    /// Standard output, then standard error: without secrets, and without the middle of a stream that is longer than
    /// [`CHECK_OUTPUT_BYTES_MAX`].
    pub output: String,
    /// What it wrote, all of it.
    pub written_bytes: u64,
}

/// Of each stream of a check: a test run that prints more is read by its start and its end.
pub const CHECK_OUTPUT_BYTES_MAX: u64 = 4 * 1_024 * 1_024;

/// Of a check that printed nothing.
impl From<CheckResult> for Checked {
    fn from(result: CheckResult) -> Self {
        Self { result, output: String::new(), written_bytes: 0 }
    }
}

#[async_trait]
pub trait Checker: Send + Sync {
    /// Runs one check. What cannot run here is a result too.
    async fn run(&self, order: CheckOrder, cancel: CancellationToken) -> Checked;
    /// Runs the check's repairs and then the check again, all on the copy. Nothing of it reaches the repository.
    async fn repair(&self, order: CheckOrder, cancel: CancellationToken) -> Mended;
    /// Removes the session's copy.
    async fn clean(&self, session: &str);
}
