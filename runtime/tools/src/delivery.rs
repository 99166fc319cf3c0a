//! From the stage into the person's folder: everything or nothing.
//!
//! The repository is built in a sibling folder on the same file system, put on the disk, checked against the stage's hash,
//! and renamed. A killed run leaves at most that sibling, which the next run of the same session removes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::error::ToolError;
use crate::files::blocking;
use crate::folders::Durability;
use crate::git::{Commit, CommitId};
use crate::hash::TreeHash;
use crate::path::NAME_BYTES_MAX;
use crate::ports::Git;
use crate::workspace::Workspace;

/// Longer than any session's id; the sibling's name has to fit beside the target's.
const SESSION_BYTES_MAX: usize = 64;
const A_FILE: &str = "it is a file, or below one; name a folder that does not exist yet";

/// What stands in the target now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    pub target: PathBuf,
    pub tree_hash: TreeHash,
    pub files: usize,
    pub history: History,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    Written {
        head: CommitId,
    },
    /// There is no git here; the files are complete.
    Missing {
        what_to_do: String,
    },
}

/// Whether `target` already holds the tree: after a crash, the rename may have happened and its record not.
pub fn already_delivered(target: impl AsRef<Path>, expected: &TreeHash) -> Result<bool, ToolError> {
    match Workspace::open(target) {
        Ok(workspace) => Ok(workspace.tree_hash()? == *expected),
        Err(ToolError::NotFound { .. } | ToolError::Unsafe { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether `deliver` could put something there; to be asked before the work starts.
pub fn check_target(target: impl AsRef<Path>) -> Result<(), ToolError> {
    let target = resolve(target.as_ref())?;
    refuse_unless_free(&target)?;
    let nearest = target.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let permitted = rustix::fs::access(nearest, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK);
    permitted.map_err(|e| ToolError::of_errno("write in", nearest.display().to_string(), e))
}

pub(crate) async fn deliver(
    expected: TreeHash,
    target: &Path,
    session: &str,
    commits: Vec<Commit>,
    git: &dyn Git,
    cancel: CancellationToken,
) -> Result<Delivered, ToolError> {
    let target = resolve(target)?;
    refuse_unless_free(&target)?;
    let sibling = sibling_of(&target, session)?;
    let commits = Arc::new(commits);
    let site = {
        let commits = Arc::clone(&commits);
        blocking(move || Site::build(sibling, &commits)).await?
    };
    let history = history(git, &site.folder, &commits, cancel.clone()).await?;
    let site = blocking(move || site.check(&expected)).await?;
    if cancel.is_cancelled() {
        return Err(ToolError::Cancelled { step: "deliver".to_owned() });
    }
    site.rename_to(&target)?;
    let files = commits.iter().map(|commit| commit.files.len()).sum();
    Ok(Delivered { target, tree_hash: expected, files, history })
}

async fn history(
    git: &dyn Git,
    folder: &Path,
    commits: &[Commit],
    cancel: CancellationToken,
) -> Result<History, ToolError> {
    match git.make_history(folder, commits, cancel).await {
        Ok(head) => Ok(History::Written { head }),
        Err(ToolError::Missing { what_to_do, .. }) => Ok(History::Missing { what_to_do }),
        Err(error) => Err(error),
    }
}

/// The target with every link in its path followed once, so that its sibling is on the same file system.
fn resolve(target: &Path) -> Result<PathBuf, ToolError> {
    let shown = || target.display().to_string();
    match std::fs::canonicalize(target) {
        Ok(found) => return Ok(found),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(unusable(target, A_FILE));
        }
        Err(error) => return Err(ToolError::of_io("find", shown(), &error)),
    }
    if target.is_symlink() {
        return Err(unusable(target, "it is a symbolic link to nothing"));
    }
    let name = target.file_name().ok_or_else(|| unusable(target, "it names no folder"))?;
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Missing folders above are made later; until then they are resolved by their nearest existing one.
    let parent = if parent.exists() {
        std::fs::canonicalize(parent).map_err(|e| ToolError::of_io("find", shown(), &e))?
    } else {
        resolve(parent)?
    };
    Ok(parent.join(name))
}

fn unusable(target: &Path, why: &str) -> ToolError {
    ToolError::TargetUnusable { target: target.display().to_string(), why: why.to_owned() }
}

fn refuse_unless_free(target: &Path) -> Result<(), ToolError> {
    let mut entries = match std::fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) => {
            return match Errno::from_io_error(&error) {
                Some(Errno::NOENT) => Ok(()),
                Some(Errno::NOTDIR) => Err(unusable(target, A_FILE)),
                _ => Err(ToolError::of_io("read", target.display().to_string(), &error)),
            };
        }
    };
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(ToolError::TargetNotEmpty { target: target.display().to_string() }),
    }
}

fn sibling_of(target: &Path, session: &str) -> Result<PathBuf, ToolError> {
    let plain = !session.is_empty()
        && session.len() <= SESSION_BYTES_MAX
        && session.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !plain {
        return Err(ToolError::BadPath {
            path: session.escape_debug().to_string(),
            why: "a session's id has 1 to 64 letters, digits, `-` and `_`".to_owned(),
        });
    }
    let name = target.file_name().ok_or_else(|| unusable(target, "it is the root of the file system"))?;
    let mut sibling = OsString::from(".");
    sibling.push(name);
    sibling.push(format!(".samriddh-{session}"));
    if sibling.len() > NAME_BYTES_MAX {
        return Err(unusable(target, "its name is too long; choose a shorter one"));
    }
    Ok(target.with_file_name(sibling))
}

/// The folder in which the repository is built. Until it is renamed, dropping it removes it and the folders made for it.
struct Site {
    folder: PathBuf,
    /// Folders that did not exist before, the outermost last.
    made: Vec<PathBuf>,
    renamed: bool,
}

impl Site {
    /// Removes what an earlier run of the session left and makes the folder anew.
    fn clear(folder: PathBuf) -> Result<Self, ToolError> {
        let shown = folder.display().to_string();
        let made =
            folder.ancestors().skip(1).take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
        let site = Self { folder, made, renamed: false };
        match std::fs::remove_dir_all(&site.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(ToolError::of_io("remove", shown, &error));
            }
            _ => {}
        }
        std::fs::create_dir_all(&site.folder).map_err(|e| ToolError::of_io("make", shown, &e))?;
        Ok(site)
    }

    fn build(folder: PathBuf, commits: &[Commit]) -> Result<Self, ToolError> {
        let site = Self::clear(folder)?;
        let workspace = Workspace::open(&site.folder)?;
        for file in commits.iter().flat_map(|commit| &commit.files) {
            workspace.write_with(&file.path, &file.bytes, file.mode, Durability::AtSync)?;
        }
        Ok(site)
    }

    /// Compares what is there with what should be, and puts it on the disk.
    fn check(self, expected: &TreeHash) -> Result<Self, ToolError> {
        let workspace = Workspace::open(&self.folder)?;
        if workspace.tree_hash()? != *expected {
            return Err(ToolError::Corrupt { path: self.folder.display().to_string() });
        }
        workspace.sync()?;
        Ok(self)
    }

    fn rename_to(mut self, target: &Path) -> Result<(), ToolError> {
        let parent = Workspace::open(target.parent().unwrap_or(Path::new("/")))?;
        std::fs::rename(&self.folder, target).map_err(|error| match Errno::from_io_error(&error) {
            Some(Errno::NOTEMPTY | Errno::EXIST) => {
                ToolError::TargetNotEmpty { target: target.display().to_string() }
            }
            Some(Errno::NOTDIR) => unusable(target, A_FILE),
            Some(Errno::BUSY | Errno::XDEV) => {
                unusable(target, "it is a mount point; name a new folder inside it")
            }
            _ => ToolError::of_io("rename the result to", target.display().to_string(), &error),
        })?;
        self.renamed = true;
        // The rename is done and visible; that it could not be forced to the disk changes nothing about what is there.
        let _ = parent.sync_root();
        Ok(())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.renamed {
            return;
        }
        // Best effort on the way out of an error, which is the one to report; the next run clears the site again.
        let _ = std::fs::remove_dir_all(&self.folder);
        for above in &self.made {
            if std::fs::remove_dir(above).is_err() {
                break;
            }
        }
    }
}
