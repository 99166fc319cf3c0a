//! Deliveries on this machine.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{Deliverer, Order, Receipt};
use crate::delivery::{self, History};
use crate::error::ToolError;
use crate::git::{Commit, CommitFile, SystemGit};
use crate::hash::{TreeHash, tree_hash_of};
use crate::path::RelPath;
use crate::ports::{Git, Shell};
use crate::workspace::Mode;

pub struct LocalDeliverer {
    git: SystemGit,
}

impl LocalDeliverer {
    pub fn new(shell: Arc<dyn Shell>) -> Self {
        Self { git: SystemGit::new(shell) }
    }
}

#[async_trait]
impl Deliverer for LocalDeliverer {
    async fn deliver(&self, order: Order, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        let expected = expected_hash(&order)?;
        let commits = commits(&order)?;
        let git: &dyn Git = &self.git;
        let delivered =
            delivery::deliver(expected, &order.target, &order.session, commits, git, cancel).await?;
        Ok(match delivered.history {
            History::Written { head } => {
                Receipt { head: Some(head.as_str().to_owned()), note: String::new() }
            }
            History::Missing { what_to_do } => {
                Receipt { head: None, note: format!("without git history: {what_to_do}") }
            }
        })
    }

    async fn delivered(&self, target: &Path, tree_hash: &str) -> Result<Option<Receipt>, ToolError> {
        let Some(expected) = TreeHash::from_hex(tree_hash) else { return Ok(None) };
        if !delivery::already_delivered(target, &expected)? {
            return Ok(None);
        }
        let head = self.git.head(target).await.map(|head| head.as_str().to_owned());
        let note = if head.is_none() { "without git history".to_owned() } else { String::new() };
        Ok(Some(Receipt { head, note }))
    }
}

/// The hash the order names, which its files must have.
fn expected_hash(order: &Order) -> Result<TreeHash, ToolError> {
    let paths = order.files.iter().map(|file| RelPath::new(&file.path)).collect::<Result<Vec<_>, _>>()?;
    let files =
        paths.iter().zip(&order.files).map(|(path, file)| (path, file.executable, file.bytes.as_slice()));
    let hash = tree_hash_of(files);
    if TreeHash::from_hex(&order.tree_hash) == Some(hash) {
        Ok(hash)
    } else {
        Err(ToolError::Corrupt { path: order.target.display().to_string() })
    }
}

fn commits(order: &Order) -> Result<Vec<Commit>, ToolError> {
    let mut waiting: std::collections::BTreeMap<&str, _> =
        order.files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut commits = Vec::with_capacity(order.commits.len());
    for planned in &order.commits {
        let mut files = Vec::with_capacity(planned.paths.len());
        for path in &planned.paths {
            let missing = || ToolError::HistoryMismatch { path: path.clone() };
            let file = waiting.remove(path.as_str()).ok_or_else(missing)?;
            let mode = Mode { executable: file.executable };
            files.push(CommitFile { path: RelPath::new(path)?, mode, bytes: file.bytes.clone() });
        }
        commits.push(Commit { message: planned.message.clone(), files, removed: Vec::new() });
    }
    match waiting.keys().next() {
        None => Ok(commits),
        Some(path) => Err(ToolError::HistoryMismatch { path: (*path).to_owned() }),
    }
}
