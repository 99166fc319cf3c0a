//! Snapshots as files, on any disk, a simulated one too: a saved one is there after a power cut.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{SNAPSHOTS_KEPT, Snapshots};
use crate::blobs::BlobHash;
use crate::disk::{At, Disk, DiskError, RealDisk, create_folder, publish, read_whole};
use crate::store::{StoreError, VALUE_BYTES_MAX};

/// BLAKE3 of the file's name and the snapshot, before it.
const HASH_BYTES: usize = 32;
const TEMPORARY: &str = "new-snapshot.tmp";

/// One file a snapshot, named by the hash of the session's name and the number of the record. One process owns the
/// folder and saves one snapshot at a time.
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
        let dir = dir.as_ref().to_path_buf();
        create_folder(&*disk, &dir)?;
        Ok(FileSnapshots { disk, dir, saving: std::sync::Mutex::default() })
    }

    /// The numbers of a session's snapshots, newest first.
    fn numbers(&self, session: &str) -> Result<Vec<u64>, DiskError> {
        let prefix = prefix(session);
        let names = self.disk.list(&self.dir).at("list", &self.dir)?;
        let number = |name: &String| name.strip_prefix(&prefix)?.parse().ok();
        let mut numbers: Vec<u64> = names.iter().filter_map(number).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers)
    }

    /// None if it is damaged: an older one, or the journal, serves as well.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
        let bytes_max = (HASH_BYTES + VALUE_BYTES_MAX) as u64;
        let mut bytes = read_whole(&*self.disk, &self.dir.join(name), bytes_max)?;
        let snapshot = bytes.split_off(HASH_BYTES.min(bytes.len()));
        Ok((bytes == seal(name, &snapshot)).then_some(snapshot))
    }
}

fn prefix(session: &str) -> String {
    format!("{}-", BlobHash::of(session.as_bytes()))
}

/// A number as text of one length is not needed here: numbers are sorted as numbers.
fn name(session: &str, seq: u64) -> String {
    format!("{}{seq}", prefix(session))
}

fn seal(name: &str, snapshot: &[u8]) -> [u8; HASH_BYTES] {
    *blake3::Hasher::new().update(name.as_bytes()).update(snapshot).finalize().as_bytes()
}

impl Snapshots for FileSnapshots {
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() > VALUE_BYTES_MAX {
            let (bytes, bytes_max) = (bytes.len(), VALUE_BYTES_MAX);
            return Err(StoreError::TooLarge { what: "snapshot", bytes, bytes_max });
        }
        // Nothing is kept under the lock, so a panic elsewhere does not spoil it.
        let _saving = self.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let name = name(session, seq);
        let sealed = [&seal(&name, bytes)[..], bytes].concat();
        publish(&*self.disk, &self.dir.join(TEMPORARY), &self.dir.join(&name), &sealed)?;
        let others = self.numbers(session)?.into_iter().filter(|number| *number != seq);
        for surplus in others.skip(SNAPSHOTS_KEPT - 1) {
            let path = self.dir.join(self::name(session, surplus));
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
            if let Some(snapshot) = self.read(&name(session, seq))? {
                return Ok(Some((seq, snapshot)));
            }
        }
        Ok(None)
    }
}
