//! The copy of a delivered repository that checks may litter. What was delivered stands in it unchanged when a check begins.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protocol::id::ContentHash;
use protocol::tree::{Kind, Tree};

use crate::error::ToolError;
use crate::files::blocking;
use crate::folders::Durability;
use crate::path::RelPath;
use crate::work::{Ground, WorkFile};
use crate::workspace::{Mode, Workspace, content_hash};

/// Larger files are not in generated repositories.
const FILE_BYTES_MAX: u64 = 16 * 1_024 * 1_024;
/// Deeper folders are not either.
const DEPTH_MAX: usize = 64;

/// The copy in `folder`, made when it is not there whole, with its history and every delivered file as it was delivered;
/// and the hash of those.
pub(super) async fn make(ground: &Arc<Ground>, folder: &Path) -> Result<(PathBuf, ContentHash), String> {
    let copy = folder.join("repository");
    let (ground, folder, made) = (Arc::clone(ground), folder.to_owned(), copy.clone());
    let failed = format!("the repository could not be copied to {}", folder.display());
    let tree = blocking(move || {
        copy_repository(&ground.repository, &folder, &made)?;
        refresh_history(&ground, &folder, &made)?;
        settle(&ground, &made)
    })
    .await
    .map_err(|error| format!("{failed}: {error}"))?;
    Ok((copy, tree))
}

/// Under another name until it is whole, so that one that was cut short is never used.
fn copy_repository(from: &Path, folder: &Path, copy: &Path) -> Result<(), ToolError> {
    if copy.is_dir() {
        return Ok(());
    }
    replace(from, &folder.join("repository.partial"), copy).map_err(|error| copying(from, &error))
}

fn copying(from: &Path, error: &std::io::Error) -> ToolError {
    ToolError::of_io("copy", from.display().to_string(), error)
}

fn replace(from: &Path, partial: &Path, to: &Path) -> std::io::Result<()> {
    if partial.exists() {
        fs::remove_dir_all(partial)?;
    }
    copy_folder(from, partial, 0)?;
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::rename(partial, to)
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

/// A repair that was delivered has a commit that the copy does not know yet. Which one it has is kept beside it, and written
/// last: a refresh that was cut short is made again.
fn refresh_history(ground: &Ground, folder: &Path, copy: &Path) -> Result<(), ToolError> {
    let Some(head) = &ground.head else { return Ok(()) };
    let known = folder.join("head");
    if fs::read_to_string(&known).is_ok_and(|known| known == *head) {
        return Ok(());
    }
    let (from, to) = (ground.repository.join(".git"), copy.join(".git"));
    if from.is_dir() {
        replace(&from, &folder.join("history.partial"), &to).map_err(|error| copying(&from, &error))?;
    }
    fs::write(&known, head).map_err(|error| ToolError::of_io("write", known.display().to_string(), &error))
}

/// Undoes what checks and repairs did to delivered files. What they added beside them stays.
fn settle(ground: &Ground, copy: &Path) -> Result<ContentHash, ToolError> {
    let workspace = Workspace::open(copy)?;
    let mut tree = Tree::default();
    for file in &ground.files {
        let path = RelPath::new(file.path.as_str())?;
        if !stands(&workspace, &path, &file.bytes)? {
            let mode = Mode { executable: file.executable };
            workspace.write_with(&path, &file.bytes, mode, Durability::AtSync)?;
        }
        tree.add(path.as_str(), Kind::of_file(file.executable), blake3::hash(&file.bytes));
    }
    Ok(content_hash(tree.hash()))
}

fn stands(workspace: &Workspace, path: &RelPath, bytes: &[u8]) -> Result<bool, ToolError> {
    match workspace.read(path, FILE_BYTES_MAX) {
        Ok(found) => Ok(found == bytes),
        Err(ToolError::NotFound { .. } | ToolError::TooLarge { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Delivered files that a repair changed, and the hash of all as they stand now.
pub(super) struct Changes {
    pub files: Vec<WorkFile>,
    pub tree: ContentHash,
}

pub(super) async fn changes(ground: &Arc<Ground>, copy: &Path) -> Result<Changes, String> {
    let (ground, copy) = (Arc::clone(ground), copy.to_owned());
    blocking(move || {
        let workspace = Workspace::open(&copy)?;
        let (mut tree, mut files) = (Tree::default(), Vec::new());
        for file in &ground.files {
            let path = RelPath::new(file.path.as_str())?;
            let bytes = workspace.read(&path, FILE_BYTES_MAX)?;
            tree.add(path.as_str(), Kind::of_file(file.executable), blake3::hash(&bytes));
            if bytes != file.bytes {
                files.push(WorkFile { path: file.path.clone(), bytes, executable: file.executable });
            }
        }
        Ok(Changes { files, tree: content_hash(tree.hash()) })
    })
    .await
    .map_err(|error| format!("it left the repository unusable: {error}"))
}
