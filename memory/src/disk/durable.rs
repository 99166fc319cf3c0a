//! Folders and files that are there after a power cut, once the call that made them has returned.

use std::io;
use std::path::Path;

use super::{At, Disk, DiskError, DiskProblem, Kind, Open};

/// Creates a folder and its parents for this user alone (0700); its entry is on disk when it returns.
pub(crate) fn create_folder(disk: &dyn Disk, path: &Path) -> Result<(), DiskError> {
    let parent = parent_of(path);
    let is_topmost = parent == path;
    if is_folder(disk, path)? {
        return if is_topmost { Ok(()) } else { settle(disk, parent) };
    }
    if !is_topmost {
        create_folder(disk, parent)?;
    }
    match disk.create_folder(path) {
        // Not there rather than perhaps gone after a power cut: the next attempt starts over.
        Ok(()) => sync_folder(disk, parent).inspect_err(|_| drop(disk.remove_folder(path))),
        // Someone else made it in the meantime: what matters is that it is a folder.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(disk, path)? => {
            settle(disk, parent)
        }
        Err(error) => Err(error).at("create the folder", path),
    }
}

/// Whoever made the entry may have ended before syncing it.
fn settle(disk: &dyn Disk, parent: &Path) -> Result<(), DiskError> {
    match sync_folder(disk, parent) {
        // The folder above the data folder need not be ours to read; then its entries are not ours to sync.
        Err(DiskError { problem: DiskProblem::Denied, .. }) => Ok(()),
        settled => settled,
    }
}

pub(crate) fn is_folder(disk: &dyn Disk, path: &Path) -> Result<bool, DiskError> {
    Ok(kind(disk, path)? == Some(Kind::Folder))
}

/// What is there, if anything. A disk that does not answer is not one that has nothing.
pub(crate) fn kind(disk: &dyn Disk, path: &Path) -> Result<Option<Kind>, DiskError> {
    match disk.kind(path) {
        Ok(kind) => Ok(Some(kind)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error).at("look at", path),
    }
}

/// The root is its own parent, and so is the current folder.
pub(crate) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

pub(crate) fn sync_folder(disk: &dyn Disk, path: &Path) -> Result<(), DiskError> {
    disk.sync_folder(path).at("sync the folder", path)
}

/// Writes `bytes` under a temporary name, syncs them, and gives them their name: readers see all of it or nothing.
pub(crate) fn publish(disk: &dyn Disk, temporary: &Path, path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let written = write_synced(disk, temporary, bytes)
        .and_then(|()| disk.rename(temporary, path).at("name the file", path));
    if let Err(error) = written {
        // Best effort: the next open of the folder removes what is left here.
        let _ = disk.remove_file(temporary);
        return Err(error);
    }
    sync_folder(disk, parent_of(path))
}

fn write_synced(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let file = disk.open(path, Open::Create).at("create", path)?;
    file.write_at(0, bytes).at("write", path)?;
    file.sync().at("sync", path)
}
