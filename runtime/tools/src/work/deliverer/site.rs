//! The folder in which a repository is built, which is not there afterwards whatever happens.

use std::path::{Path, PathBuf};

use protocol::id::ContentHash;

use super::target;
use crate::error::ToolError;
use crate::folders::Durability;
use crate::git::Commit;
use crate::workspace::Workspace;

/// Until it is renamed, dropping it removes the folder and the folders made for it.
pub(super) struct Site {
    folder: PathBuf,
    expected: ContentHash,
    /// Folders that did not exist before, the outermost last.
    made: Vec<PathBuf>,
    renamed: bool,
}

impl Site {
    /// Removes what an earlier run of the session left, and writes every file.
    pub(super) fn build(
        folder: PathBuf,
        commits: &[Commit],
        expected: &ContentHash,
    ) -> Result<Self, ToolError> {
        let site = Self::clear(folder, expected.clone())?;
        let workspace = Workspace::open(&site.folder)?;
        for file in commits.iter().flat_map(|commit| &commit.files) {
            workspace.write_with(&file.path, &file.bytes, file.mode, Durability::AtSync)?;
        }
        Ok(site)
    }

    fn clear(folder: PathBuf, expected: ContentHash) -> Result<Self, ToolError> {
        let shown = folder.display().to_string();
        let above = folder.ancestors().skip(1);
        let made = above.take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
        let site = Self { folder, expected, made, renamed: false };
        match std::fs::remove_dir_all(&site.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(ToolError::of_io("remove", shown, &error));
            }
            _ => {}
        }
        std::fs::create_dir_all(&site.folder).map_err(|e| ToolError::of_io("make", shown, &e))?;
        Ok(site)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Compares what is there with what should be, and puts it on the disk.
    pub(super) fn settle(self) -> Result<Self, ToolError> {
        let workspace = Workspace::open(&self.folder)?;
        if workspace.tree_hash()? != self.expected {
            return Err(ToolError::Corrupt { path: self.folder.display().to_string() });
        }
        workspace.sync()?;
        Ok(self)
    }

    pub(super) fn rename_to(mut self, target: &Path) -> Result<(), ToolError> {
        let parent = Workspace::open(target.parent().unwrap_or(Path::new("/")))?;
        std::fs::rename(&self.folder, target).map_err(|error| target::of_rename(target, &error))?;
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
