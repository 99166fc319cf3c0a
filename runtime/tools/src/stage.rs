//! Where a session collects its files until they are delivered in one step.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::delivery::{self, Delivered};
use crate::error::ToolError;
use crate::folders::Durability;
use crate::git::{Commit, CommitFile};
use crate::hash::{ContentHash, TreeHash, tree_hash_of_hashed};
use crate::path::RelPath;
use crate::ports::Git;
use crate::workspace::{Mode, Workspace};

/// A generated file is source text; this is far above any and keeps one from filling the memory.
pub const FILE_BYTES_MAX: u64 = 16 * 1_024 * 1_024;

/// A file in the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    pub hash: ContentHash,
    pub mode: Mode,
    pub size_bytes: u64,
}

/// One commit of the delivered history: files by path, with the content they have in the stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub message: String,
    pub files: Vec<RelPath>,
}

/// A folder of the session's own under the data folder. A killed run leaves whole files only; power failure may lose
/// some, which the caller sees in `entries` after opening and puts again.
#[derive(Debug)]
pub struct Stage {
    workspace: Workspace,
    entries: BTreeMap<RelPath, Staged>,
    /// Every path as a file system without case would see it.
    folded: BTreeMap<String, RelPath>,
}

impl Stage {
    /// Opens the folder (made when missing) with whatever an earlier run put there.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, ToolError> {
        let workspace = Workspace::create(folder)?;
        workspace.sweep()?;
        let mut stage = Self { workspace, entries: BTreeMap::new(), folded: BTreeMap::new() };
        for entry in stage.workspace.list()? {
            let bytes = stage.workspace.read(&entry.path, FILE_BYTES_MAX)?;
            stage.note(&entry.path, &bytes, entry.mode);
        }
        Ok(stage)
    }

    /// Adds or replaces a file.
    pub fn put(&mut self, path: &RelPath, bytes: &[u8], mode: Mode) -> Result<ContentHash, ToolError> {
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(ToolError::TooLarge { path: path.to_string(), limit_bytes: FILE_BYTES_MAX });
        }
        if let Some(other) = self.folded.get(&path.folded()).filter(|other| *other != path) {
            return Err(ToolError::Clash { path: path.to_string(), other: other.to_string() });
        }
        self.workspace.write_with(path, bytes, mode, Durability::AtSync)?;
        Ok(self.note(path, bytes, mode))
    }

    fn note(&mut self, path: &RelPath, bytes: &[u8], mode: Mode) -> ContentHash {
        let hash = ContentHash::of(bytes);
        self.entries.insert(path.clone(), Staged { hash, mode, size_bytes: bytes.len() as u64 });
        self.folded.insert(path.folded(), path.clone());
        hash
    }

    /// Takes a file out again.
    pub fn remove(&mut self, path: &RelPath) -> Result<(), ToolError> {
        self.workspace.remove(path)?;
        self.entries.remove(path);
        self.folded.remove(&path.folded());
        Ok(())
    }

    /// The content of a file, checked against what was put.
    pub fn read(&self, path: &RelPath) -> Result<Vec<u8>, ToolError> {
        let staged = self.entries.get(path).ok_or_else(|| ToolError::NotFound { path: path.to_string() })?;
        let corrupt = || ToolError::Corrupt { path: path.to_string() };
        let bytes = match self.workspace.read(path, FILE_BYTES_MAX) {
            Err(ToolError::NotFound { .. }) => return Err(corrupt()),
            other => other?,
        };
        if ContentHash::of(&bytes) == staged.hash { Ok(bytes) } else { Err(corrupt()) }
    }

    /// What is staged, sorted by path.
    pub fn entries(&self) -> &BTreeMap<RelPath, Staged> {
        &self.entries
    }

    /// The folder itself; for copying it to where checks run.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The hash the delivered tree will have.
    pub fn tree_hash(&self) -> TreeHash {
        tree_hash_of_hashed(
            self.entries.iter().map(|(path, staged)| (path, staged.mode.executable, staged.hash)),
        )
    }

    /// Builds the repository beside `target` and renames it into place in one step; `target` must not exist or be an
    /// empty folder. Together the milestones must name every staged file. On an error nothing is left behind.
    pub async fn deliver(
        &self,
        target: impl AsRef<Path>,
        session: &str,
        milestones: &[Milestone],
        git: &dyn Git,
        cancel: CancellationToken,
    ) -> Result<Delivered, ToolError> {
        let commits = self.commits(milestones)?;
        delivery::deliver(self.tree_hash(), target.as_ref(), session, commits, git, cancel).await
    }

    /// The milestones with their content. A path that comes again has not changed since: it is left out of the later one.
    fn commits(&self, milestones: &[Milestone]) -> Result<Vec<Commit>, ToolError> {
        let mut waiting: BTreeMap<&RelPath, &Staged> = self.entries.iter().collect();
        let mut commits = Vec::new();
        for milestone in milestones {
            let mut files = Vec::new();
            for path in &milestone.files {
                if !self.entries.contains_key(path) {
                    return Err(ToolError::HistoryMismatch { path: path.to_string() });
                }
                if let Some(staged) = waiting.remove(path) {
                    files.push(CommitFile { path: path.clone(), mode: staged.mode, bytes: self.read(path)? });
                }
            }
            commits.push(Commit { message: milestone.message.clone(), files, removed: Vec::new() });
        }
        match waiting.keys().next() {
            None => Ok(commits),
            Some(path) => Err(ToolError::HistoryMismatch { path: path.to_string() }),
        }
    }
}
