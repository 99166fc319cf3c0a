//! Blobs as files: `ab/abcdef…`, written beside their name and renamed when whole.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{BLOB_BYTES_MAX, BlobError, BlobHash, Blobs, within_limit};
use crate::disk::{
    At, Disk, DiskError, DiskProblem, Open, RealDisk, create_folder, is_folder, parent_of, publish,
    read_whole, sync_folder,
};

/// Where files lie until they have their name. Hashes give folders of two hexadecimal digits, so it is never one of
/// them.
const TEMPORARY: &str = "tmp";

/// Tells apart the temporary files of all threads and handles of this process, which owns the folder.
static NEXT_TEMPORARY: AtomicU64 = AtomicU64::new(0);

/// Blobs in a folder. One process owns it; any number of its threads may use it, through one handle or several.
#[derive(Debug, Clone)]
pub struct FileBlobs {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    /// Folders whose own entry is known to be on disk: to find out costs a sync. Shared by the threads that put.
    settled: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl FileBlobs {
    /// Opens the folder for its owner, making it if there is none.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, BlobError> {
        Self::open_on(RealDisk::shared(), dir)
    }

    /// The same on another disk.
    pub fn open_on(disk: Arc<dyn Disk>, dir: impl AsRef<Path>) -> Result<Self, BlobError> {
        let blobs = Self::open_read_only_on(disk, dir);
        create_folder(&*blobs.disk, &blobs.dir)?;
        create_folder(&*blobs.disk, &blobs.dir.join(TEMPORARY))?;
        Ok(blobs)
    }

    /// For `get` alone, beside the owner: touches nothing, not even to make the folder.
    pub fn open_read_only(dir: impl AsRef<Path>) -> Self {
        Self::open_read_only_on(RealDisk::shared(), dir)
    }

    /// The same on another disk.
    pub fn open_read_only_on(disk: Arc<dyn Disk>, dir: impl AsRef<Path>) -> Self {
        FileBlobs { disk, dir: dir.as_ref().to_path_buf(), settled: Arc::default() }
    }

    /// Every blob that is named here, with its size; what is not a blob's name is left out.
    pub fn all(&self) -> Result<Vec<(BlobHash, u64)>, BlobError> {
        let mut all = Vec::new();
        for folder in self.disk.list(&self.dir).at("list", &self.dir)? {
            let folder = self.dir.join(folder);
            if !is_folder(&*self.disk, &folder)? {
                continue;
            }
            for name in self.disk.list(&folder).at("list", &folder)? {
                if let Ok(hash) = name.parse::<BlobHash>() {
                    let path = path(&self.dir, &hash);
                    let size = self
                        .disk
                        .open(&path, Open::Read)
                        .and_then(|file| file.size())
                        .at("look at", &path)?;
                    all.push((hash, size));
                }
            }
        }
        Ok(all)
    }

    /// Removes a blob that nothing names any more; one that is not there is as good.
    pub fn remove(&self, hash: &BlobHash) -> Result<(), BlobError> {
        let path = path(&self.dir, hash);
        match self.disk.remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).at("remove the blob", &path)?
            }
            Ok(()) | Err(_) => {}
        }
        Ok(())
    }

    fn temporary(&self) -> PathBuf {
        let number = NEXT_TEMPORARY.fetch_add(1, Ordering::Relaxed);
        self.dir.join(TEMPORARY).join(number.to_string())
    }

    fn settle(&self, folder: &Path) -> Result<(), DiskError> {
        // Held while the disk works: nobody may take the folder for settled before it is. At most 256 times a process.
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        if !settled.contains(folder) {
            create_folder(&*self.disk, folder)?;
            settled.insert(folder.to_path_buf());
        }
        Ok(())
    }
}

/// Where the blob of a hash lies under the folder of all.
pub(super) fn path(dir: &Path, hash: &BlobHash) -> PathBuf {
    let name = hash.to_string();
    dir.join(&name[..2]).join(name)
}

/// Removes what an interrupted `put` left. For a new owner of the folder, before anyone opens the blobs.
pub(crate) fn remove_unfinished(disk: &dyn Disk, dir: &Path) -> Result<(), DiskError> {
    let temporary = dir.join(TEMPORARY);
    let names = match disk.list(&temporary) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        names => names.at("list", &temporary)?,
    };
    for path in names.iter().map(|name| temporary.join(name)) {
        disk.remove_file(&path).at("remove the unfinished blob", &path)?;
    }
    Ok(())
}

impl Blobs for FileBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        within_limit(bytes)?;
        let hash = BlobHash::of(bytes);
        let path = path(&self.dir, &hash);
        let folder = parent_of(&path);
        self.settle(folder)?;
        match self.get(&hash) {
            // Its content was synced before it got its name; whoever named it may not have synced the name.
            Ok(_) => sync_folder(&*self.disk, folder)?,
            // The good bytes are at hand: writing them again mends the damage.
            Err(BlobError::Missing { .. } | BlobError::Damaged { .. }) => {
                publish(&*self.disk, &self.temporary(), &path, bytes)?;
            }
            Err(error) => return Err(error),
        }
        Ok(hash)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let path = path(&self.dir, hash);
        let bytes = match read_whole(&*self.disk, &path, BLOB_BYTES_MAX as u64 + 1) {
            Err(DiskError { problem: DiskProblem::Missing, .. }) => {
                return Err(BlobError::Missing { hash: *hash });
            }
            read => read?,
        };
        if BlobHash::of(&bytes) == *hash { Ok(bytes) } else { Err(BlobError::Damaged { hash: *hash, path }) }
    }
}
