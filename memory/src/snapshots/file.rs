//! Snapshots as files, on any disk, a simulated one too: a saved one is there after a power cut.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{SNAPSHOT_BYTES_MAX, SNAPSHOTS_KEPT, Snapshots};
use crate::blobs::BlobHash;
use crate::disk::{At, Disk, DiskError, DiskProblem, RealDisk, create_folder, publish, read_whole};
use crate::store::StoreError;

/// BLAKE3 of session, number and snapshot, before it.
const HASH_BYTES: usize = 32;
const PREFIX: &str = "view-";
const TEMPORARY: &str = "new-snapshot.tmp";

/// A folder a session, named by the hash of its name, and in it a file a snapshot. One process owns the folder and saves
/// one snapshot at a time; any may read.
#[derive(Debug)]
pub struct FileSnapshots {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    /// The temporary file is one for all.
    saving: std::sync::Mutex<()>,
}

impl FileSnapshots {
    /// Opens the folder, making it if there is none.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_on(RealDisk::shared(), dir)
    }

    /// The same on another disk.
    pub fn open_on(disk: Arc<dyn Disk>, dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let snapshots = Self { dir: dir.as_ref().to_path_buf(), disk, saving: std::sync::Mutex::default() };
        create_folder(&*snapshots.disk, &snapshots.dir)?;
        Ok(snapshots)
    }

    /// For `latest` alone, beside the owner: makes nothing.
    pub fn open_read_only(dir: impl AsRef<Path>) -> Self {
        let (disk, dir) = (RealDisk::shared(), dir.as_ref().to_path_buf());
        Self { disk, dir, saving: std::sync::Mutex::default() }
    }

    fn folder(&self, session: &str) -> PathBuf {
        self.dir.join(BlobHash::of(session.as_bytes()).to_string())
    }

    /// The numbers of a session's snapshots, newest first.
    fn numbers(&self, session: &str) -> Result<Vec<u64>, DiskError> {
        let folder = self.folder(session);
        let names = match self.disk.list(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            names => names.at("list", &folder)?,
        };
        let number = |name: &String| name.strip_prefix(PREFIX)?.parse().ok();
        let mut numbers: Vec<u64> = names.iter().filter_map(number).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers)
    }

    /// None if it is damaged, or was removed meanwhile: an older one, or the journal, serves as well.
    fn read(&self, session: &str, seq: u64) -> Result<Option<Vec<u8>>, DiskError> {
        let bytes_max = (HASH_BYTES + SNAPSHOT_BYTES_MAX) as u64;
        let path = self.folder(session).join(name(seq));
        let mut bytes = match read_whole(&*self.disk, &path, bytes_max) {
            Err(DiskError { problem: DiskProblem::Missing, .. }) => return Ok(None),
            read => read?,
        };
        let snapshot = bytes.split_off(HASH_BYTES.min(bytes.len()));
        Ok((bytes == seal(session, seq, &snapshot)).then_some(snapshot))
    }
}

/// A number as text of one length is not needed here: numbers are sorted as numbers.
fn name(seq: u64) -> String {
    format!("{PREFIX}{seq}")
}

fn seal(session: &str, seq: u64, snapshot: &[u8]) -> [u8; HASH_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&(session.len() as u64).to_le_bytes())
        .update(session.as_bytes())
        .update(&seq.to_le_bytes());
    *hasher.update(snapshot).finalize().as_bytes()
}

impl Snapshots for FileSnapshots {
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() > SNAPSHOT_BYTES_MAX {
            let (bytes, bytes_max) = (bytes.len(), SNAPSHOT_BYTES_MAX);
            return Err(StoreError::TooLarge { what: "snapshot", bytes, bytes_max });
        }
        // Nothing is kept under the lock, so a panic elsewhere does not spoil it.
        let _saving = self.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let folder = self.folder(session);
        create_folder(&*self.disk, &folder)?;
        let sealed = [&seal(session, seq, bytes)[..], bytes].concat();
        publish(&*self.disk, &folder.join(TEMPORARY), &folder.join(name(seq)), &sealed)?;
        let others = self.numbers(session)?.into_iter().filter(|number| *number != seq);
        for surplus in others.skip(SNAPSHOTS_KEPT - 1) {
            let path = folder.join(name(surplus));
            match self.disk.remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(DiskError::new("remove", &path, error).into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn latest(&self, session: &str, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        for seq in self.numbers(session)?.into_iter().filter(|seq| *seq <= at_most) {
            if let Some(snapshot) = self.read(session, seq)? {
                return Ok(Some((seq, snapshot)));
            }
        }
        Ok(None)
    }
}
