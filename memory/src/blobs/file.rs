//! Blobs as files: `ab/abcdef…`, written beside their name and renamed when whole.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{BLOB_BYTES_MAX, BlobError, BlobHash, Blobs, within_limit};
use crate::disk::{At, DiskError, create_folder, publish};

/// Where files lie until they have their name. Hashes give folders of two hexadecimal digits, so it is never one of
/// them.
const TEMPORARY: &str = "tmp";

/// Tells apart the temporary files of all threads and handles of this process, which owns the folder.
static NEXT_TEMPORARY: AtomicU64 = AtomicU64::new(0);

/// Blobs in a folder. One process owns it; any number of its threads may use it, through one handle or several.
#[derive(Debug, Clone)]
pub struct FileBlobs {
    dir: PathBuf,
}

impl FileBlobs {
    /// Opens the folder for its owner, making it if there is none.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, BlobError> {
        let blobs = Self::open_read_only(dir);
        create_folder(&blobs.dir.join(TEMPORARY))?;
        Ok(blobs)
    }

    /// For `get` alone, beside the owner: touches nothing, not even to make the folder.
    pub fn open_read_only(dir: impl AsRef<Path>) -> Self {
        FileBlobs { dir: dir.as_ref().to_path_buf() }
    }

    fn path(&self, hash: &BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.dir.join(&name[..2]).join(name)
    }

    fn temporary(&self) -> PathBuf {
        let number = NEXT_TEMPORARY.fetch_add(1, Ordering::Relaxed);
        self.dir.join(TEMPORARY).join(number.to_string())
    }
}

/// Removes what an interrupted `put` left. For a new owner of the folder, before anyone opens the blobs.
pub(crate) fn remove_unfinished(dir: &Path) -> Result<(), DiskError> {
    let temporary = dir.join(TEMPORARY);
    match fs::remove_dir_all(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(DiskError::new("remove unfinished blobs in", &temporary, error))
        }
        _ => Ok(()),
    }
}

impl Blobs for FileBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        within_limit(bytes)?;
        let hash = BlobHash::of(bytes);
        match self.get(&hash) {
            Ok(_) => return Ok(hash),
            // The good bytes are at hand: writing them again mends the damage.
            Err(BlobError::Missing { .. } | BlobError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(&hash);
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
        }
        publish(&self.temporary(), &path, bytes)?;
        Ok(hash)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let path = self.path(hash);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BlobError::Missing { hash: *hash });
            }
            Err(error) => return Err(DiskError::new("open", &path, error).into()),
        };
        let mut bytes = Vec::new();
        file.take(BLOB_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).at("read", &path)?;
        if BlobHash::of(&bytes) == *hash { Ok(bytes) } else { Err(BlobError::Damaged { hash: *hash, path }) }
    }
}
