//! Setting aside blobs that do not have the content of their name.

use std::path::{Path, PathBuf};

use super::journal::free_name;
use crate::blobs::{BLOB_BYTES_MAX, BlobError, BlobHash};
use crate::disk::{At, Disk, create_folder, is_folder, read_whole, sync_folder};

/// Beside the folders of two hexadecimal digits.
const ASIDE: &str = "damaged";

/// A blob whose content is lost. To put the same bytes again brings it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostBlob {
    pub hash: BlobHash,
    /// Where the damaged bytes are now.
    pub aside: PathBuf,
}

pub(super) fn repair(disk: &dyn Disk, dir: &Path) -> Result<Vec<LostBlob>, BlobError> {
    let mut lost = Vec::new();
    for folder in folders(disk, dir)? {
        let mut names = disk.list(&folder).at("list", &folder)?;
        names.sort();
        for name in names {
            // Other files are not ours to judge.
            let Ok(hash) = name.parse::<BlobHash>() else { continue };
            let path = folder.join(&name);
            let bytes = read_whole(disk, &path, BLOB_BYTES_MAX as u64 + 1)?;
            if BlobHash::of(&bytes) != hash {
                let aside = set_aside(disk, &path, &dir.join(ASIDE), &name)?;
                lost.push(LostBlob { hash, aside });
            }
        }
    }
    Ok(lost)
}

fn folders(disk: &dyn Disk, dir: &Path) -> Result<Vec<PathBuf>, BlobError> {
    if !is_folder(disk, dir)? {
        return Ok(Vec::new());
    }
    let mut names = disk.list(dir).at("list", dir)?;
    names.retain(|name| name.len() == 2);
    names.sort();
    Ok(names.into_iter().map(|name| dir.join(name)).collect())
}

fn set_aside(disk: &dyn Disk, path: &Path, to: &Path, name: &str) -> Result<PathBuf, BlobError> {
    create_folder(disk, to)?;
    let aside = to.join(free_name(disk, to, name)?);
    disk.rename(path, &aside).at("set aside the damaged blob", path)?;
    sync_folder(disk, to)?;
    if let Some(folder) = path.parent() {
        sync_folder(disk, folder)?;
    }
    Ok(aside)
}
