//! The copy of a delivered repository that checks may litter.

use std::fs;
use std::path::{Path, PathBuf};

use protocol::id::ContentHash;
use protocol::tree::{Kind, Tree};

use crate::error::ToolError;
use crate::files::blocking;
use crate::workspace::{Workspace, content_hash};

/// Larger files are not in generated repositories.
const FILE_BYTES_MAX: u64 = 16 * 1_024 * 1_024;
/// Deeper folders are not either.
const DEPTH_MAX: usize = 64;

/// The copy in `folder`, made when it is not there whole. Its history comes along.
pub(super) async fn make(repository: &Path, folder: &Path) -> Result<PathBuf, String> {
    let (copy, partial) = (folder.join("repository"), folder.join("repository.partial"));
    if copy.is_dir() {
        return Ok(copy);
    }
    let (from, to, made) = (repository.to_owned(), partial, copy.clone());
    let failed = format!("the repository could not be copied to {}", folder.display());
    blocking(move || {
        copy_whole(&from, &to, &made)
            .map_err(|error| ToolError::of_io("copy", from.display().to_string(), &error))
    })
    .await
    .map_err(|error| format!("{failed}: {error}"))?;
    Ok(copy)
}

/// Under another name until it is whole, so that one that was cut short is never used.
fn copy_whole(from: &Path, partial: &Path, copy: &Path) -> std::io::Result<()> {
    if partial.exists() {
        fs::remove_dir_all(partial)?;
    }
    copy_folder(from, partial, 0)?;
    fs::rename(partial, copy)
}

fn copy_folder(from: &Path, to: &Path, depth: usize) -> std::io::Result<()> {
    if depth > DEPTH_MAX {
        return Err(std::io::Error::other(format!("folders are nested deeper than {DEPTH_MAX}")));
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &target, depth + 1)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
        // Links are not made by any pack, and one that somebody added could lead out of the copy.
    }
    Ok(())
}

/// The hash of the delivered files as they stand in the copy; what checks added beside them does not count.
pub(super) fn tree_hash(repository: &Path, copy: &Path) -> Result<ContentHash, ToolError> {
    let (delivered, copied) = (Workspace::open(repository)?, Workspace::open(copy)?);
    let mut tree = Tree::default();
    for entry in delivered.list()? {
        let bytes = copied.read(&entry.path, FILE_BYTES_MAX)?;
        tree.add(entry.path.as_str(), Kind::of_file(entry.mode.executable), blake3::hash(&bytes));
    }
    Ok(content_hash(tree.hash()))
}
