//! What the team may ask of the machine. The runtime wraps these to record every answer; `fake` has the twins for tests and
//! simulations, and one conformance test holds each pair to the same behaviour.

use std::path::Path;

use async_trait::async_trait;
use protocol::id::ContentHash;
use tokio_util::sync::CancellationToken;

use crate::command::{Invocation, Line, Outcome};
use crate::error::ToolError;
use crate::git::{Commit, CommitId};
use crate::path::RelPath;
use crate::workspace::{Entry, Mode};

/// Files of one workspace. Nothing a caller passes can name a file outside it.
#[async_trait]
pub trait Files: Send + Sync {
    /// The content of a file of at most `limit_bytes`.
    async fn read(&self, path: &RelPath, limit_bytes: u64) -> Result<Vec<u8>, ToolError>;
    /// Makes or replaces a file; whole and on the disk when this returns.
    async fn write(&self, path: &RelPath, bytes: &[u8], mode: Mode) -> Result<(), ToolError>;
    /// Removes a file and the folders it leaves empty.
    async fn remove(&self, path: &RelPath) -> Result<(), ToolError>;
    /// Regular files, sorted by path.
    async fn list(&self) -> Result<Vec<Entry>, ToolError>;
    /// The hash of the tree, as `protocol::tree` defines it.
    async fn tree_hash(&self) -> Result<ContentHash, ToolError>;
}

/// Called with each line a command prints, as it prints it.
pub type OnLine<'a> = &'a mut (dyn FnMut(Line) + Send);

/// Commands. There is no error: a command that could not be started is an outcome like any other.
#[async_trait]
pub trait Shell: Send + Sync {
    /// Runs to the end, the deadline or the cancellation; nothing that was started is left running afterwards.
    /// Dropping the future ends the command as well.
    async fn run_streaming(
        &self,
        invocation: Invocation,
        cancel: CancellationToken,
        on_line: OnLine<'_>,
    ) -> Outcome;

    /// The same for callers that need only the outcome.
    async fn run(&self, invocation: Invocation, cancel: CancellationToken) -> Outcome {
        self.run_streaming(invocation, cancel, &mut |_| {}).await
    }
}

/// Repositories of the product's own making.
#[async_trait]
pub trait Git: Send + Sync {
    /// Makes the history of `folder`, whose files are already there, from `commits`; the last commit's identifier.
    /// The same commits give the same identifier on every machine.
    async fn make_history(
        &self,
        folder: &Path,
        commits: &[Commit],
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError>;
    /// The last commit of the repository in `folder`; `None` when there is no repository or nothing in it.
    async fn head(&self, folder: &Path, cancel: CancellationToken) -> Result<Option<CommitId>, ToolError>;
    /// Puts one commit on top of `onto`, which must be the last one of the branch that is checked out; the files in `folder`
    /// and what is staged stay as they are. When it is there already, that is fine.
    async fn put_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError>;
    /// Whether the last commit is this one on top of `onto`.
    async fn is_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: CancellationToken,
    ) -> Result<bool, ToolError>;
    /// Paths of the history that differ from the last commit, staged or not.
    async fn changed_paths(&self, folder: &Path, cancel: CancellationToken)
    -> Result<Vec<String>, ToolError>;
    /// Makes what is staged of these paths what the last commit has.
    async fn take_into_index(
        &self,
        folder: &Path,
        paths: &[RelPath],
        cancel: CancellationToken,
    ) -> Result<(), ToolError>;
    /// Whether nothing differs from the last commit and nothing is untracked.
    async fn status_clean(&self, folder: &Path, cancel: CancellationToken) -> Result<bool, ToolError>;
}
