//! A repository into the person's folder: everything or nothing.
//!
//! It is built in a sibling folder on the same file system, checked against its hash, put on the disk, and renamed. A
//! killed run leaves at most that sibling, which the next run of the same session removes.

mod amend;
mod site;
mod target;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use protocol::id::ContentHash;
use tokio_util::sync::CancellationToken;

use super::{Amendment, Deliverer, Order, Receipt, WorkCommit, WorkFile};
use crate::effect::Found;
use crate::error::ToolError;
use crate::files::blocking;
use crate::git::{Commit, CommitFile, SystemGit};
use crate::path::RelPath;
use crate::ports::{Git, Shell};
use crate::workspace::{Mode, Workspace};

pub use target::check_target;

/// A generated file is source text or a lock file; this is far above any and keeps one from filling the memory.
pub const FILE_BYTES_MAX: u64 = 16 * 1_024 * 1_024;

/// Delivers to this machine's disk.
pub struct LocalDeliverer {
    git: Arc<dyn Git>,
}

impl LocalDeliverer {
    /// The history is made by the `git` that `shell` finds.
    pub fn new(shell: Arc<dyn Shell>) -> Self {
        Self::with_git(Arc::new(SystemGit::new(shell)))
    }

    pub fn with_git(git: Arc<dyn Git>) -> Self {
        Self { git }
    }

    /// Without git the files are the delivery; what is missing is said.
    async fn history(
        &self,
        folder: &Path,
        commits: &[Commit],
        cancel: CancellationToken,
    ) -> Result<Receipt, ToolError> {
        match self.git.make_history(folder, commits, cancel).await {
            Ok(head) => Ok(Receipt { head: Some(head.to_string()), note: String::new() }),
            Err(error @ ToolError::Missing { .. }) => Ok(without_history(&error.to_string())),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Deliverer for LocalDeliverer {
    async fn deliver(&self, order: Order, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        let target = target::resolve(&order.target)?;
        target::refuse_unless_free(&target)?;
        let folder = target::sibling_of(&target, &order.session)?;
        let expected = ContentHash::new(order.tree_hash.clone());
        let (site, commits) = blocking(move || {
            let commits = commits_of(order)?;
            Ok((site::Site::build(folder, &commits, &expected)?, commits))
        })
        .await?;
        let receipt = self.history(site.folder(), &commits, cancel.clone()).await?;
        let site = blocking(move || site.settle()).await?;
        if cancel.is_cancelled() {
            return Err(ToolError::Cancelled { step: "deliver".to_owned() });
        }
        site.rename_to(&target)?;
        Ok(receipt)
    }

    async fn delivered(&self, target: &Path, tree_hash: &str) -> Result<Found<Receipt>, ToolError> {
        let target = match std::fs::canonicalize(target) {
            Ok(found) => found,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::NotDone),
            Err(error) => return Err(ToolError::of_io("find", target.display().to_string(), &error)),
        };
        let there = target.clone();
        let found = blocking(move || Workspace::open(there)?.tree_hash()).await;
        match found {
            Ok(hash) if hash.as_str() == tree_hash => {}
            Ok(_) => return Ok(something_else(&target)),
            Err(ToolError::NotFound { .. } | ToolError::Unsafe { .. }) => return Ok(Found::NotDone),
            Err(error) => return Err(error),
        }
        let receipt = match self.git.head(&target, CancellationToken::new()).await {
            Ok(Some(head)) => Receipt { head: Some(head.to_string()), note: String::new() },
            Ok(None) => without_history("git was not there when it was delivered"),
            Err(error @ ToolError::Missing { .. }) => without_history(&error.to_string()),
            Err(error) => return Err(error),
        };
        Ok(Found::Done(receipt))
    }

    async fn amend(&self, amendment: Amendment, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        self.put_on_top(amendment, cancel).await
    }

    async fn amended(&self, amendment: &Amendment) -> Result<Found<Receipt>, ToolError> {
        self.is_on_top(amendment).await
    }
}

/// An empty folder is no trace of a delivery. Anything else is, or is the person's: that cannot be told apart.
fn something_else(target: &Path) -> Found<Receipt> {
    match target::refuse_unless_free(target) {
        Ok(()) => Found::NotDone,
        Err(_) => Found::Unknown {
            why: format!("{} holds something else than what was to be delivered", target.display()),
        },
    }
}

fn without_history(why: &str) -> Receipt {
    Receipt { head: None, note: format!("the repository has no history: {why}") }
}

/// The order's commits with their files, each path checked and each file in the first commit that names it.
fn commits_of(order: Order) -> Result<Vec<Commit>, ToolError> {
    let mut waiting = BTreeMap::new();
    let mut folded = BTreeMap::new();
    for file in order.files {
        let file = checked(file)?;
        if let Some(other) = folded.insert(file.path.folded(), file.path.clone()) {
            return Err(ToolError::Clash { path: file.path.to_string(), other: other.to_string() });
        }
        waiting.insert(file.path.to_string(), Some(file));
    }
    let commits: Vec<Commit> =
        order.commits.into_iter().map(|commit| commit_of(commit, &mut waiting)).collect::<Result<_, _>>()?;
    match waiting.into_iter().find(|(_, file)| file.is_some()) {
        None => Ok(commits),
        Some((path, _)) => Err(ToolError::HistoryMismatch { path }),
    }
}

fn checked(file: WorkFile) -> Result<CommitFile, ToolError> {
    if file.bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(ToolError::TooLarge { path: file.path, limit_bytes: FILE_BYTES_MAX });
    }
    Ok(CommitFile {
        path: RelPath::new(file.path)?,
        mode: Mode { executable: file.executable },
        bytes: file.bytes,
    })
}

/// A path that comes again has not changed since its first commit: it is left out of the later one.
fn commit_of(
    commit: WorkCommit,
    waiting: &mut BTreeMap<String, Option<CommitFile>>,
) -> Result<Commit, ToolError> {
    let mut files = Vec::with_capacity(commit.paths.len());
    for path in commit.paths {
        match waiting.get_mut(&path) {
            Some(file) => files.extend(file.take()),
            None => return Err(ToolError::HistoryMismatch { path }),
        }
    }
    Ok(Commit { message: commit.message, files, removed: Vec::new() })
}
