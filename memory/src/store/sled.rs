//! The store on disk, over sled, whose files are not trusted: each value has a checksum, every call catches panics.
//!
//! sled is known to lose its tail, to refuse its own files after a crash, and to panic on some damage. None of it
//! matters while everything in it can be folded again from journals: a store that shows any damage is set aside.

mod open;

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sled::{Batch, Db, IVec};

use super::{Change, Entry, Keyspace, Order, Store, StoreError, within_limits};
use crate::disk::{Busy, DiskError, DiskProblem, RealDisk, create_folder};
use crate::lock::FileLock;

/// Of the store in memory. sled's own choice of a gigabyte is for servers.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// CRC-32C of full key and value, before the value.
const CRC_BYTES: usize = 4;
/// Its presence tells the next open that this one met damage.
const CONDEMNED: &str = "condemned";

/// A store in a folder that this process owns.
pub struct SledStore {
    dir: PathBuf,
    /// None only while it is being dropped.
    db: Option<Db>,
    _lock: FileLock,
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoreReport {
    /// The store that was there could not be used; this one is empty and must be filled from the journals.
    pub set_aside: Option<SetAside>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    pub why: String,
    /// Where the damaged files are now.
    pub path: PathBuf,
}

impl SledStore {
    /// Opens the store in `dir`, or an empty one after setting a damaged one aside. Fails only if the disk does, or
    /// if someone else has it.
    pub fn open(dir: impl AsRef<Path>) -> Result<(Self, StoreReport), StoreError> {
        let dir = dir.as_ref().to_path_buf();
        create_folder(&RealDisk, &dir)?;
        let lock = FileLock::take(&dir.join("store.lock")).map_err(|busy| match busy {
            Busy::Held { pid } => StoreError::InUse { dir: dir.clone(), pid },
            Busy::Disk(error) => error.into(),
        })?;
        let (db, set_aside) = open::open(&dir)?;
        Ok((SledStore { dir, db: Some(db), _lock: lock }, StoreReport { set_aside }))
    }

    /// Calls sled. Damage in whatever form condemns the store, so that the next open starts afresh.
    fn call<T>(&self, call: impl FnOnce(&Db) -> sled::Result<T>) -> Result<T, StoreError> {
        let Some(db) = &self.db else { return Err(self.damaged("it is closed")) };
        // Nothing of ours is changed inside, and a sled that panicked is not used again after the next start.
        match catch_unwind(AssertUnwindSafe(|| call(db))) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(sled::Error::Io(error))) if DiskProblem::of(&error).is_environment() => {
                Err(StoreError::Stopped(DiskError::new("use the store in", &self.dir, error)))
            }
            Ok(Err(error)) => Err(self.condemn(&error.to_string())),
            Err(_) => Err(self.condemn("sled panicked")),
        }
    }

    fn condemn(&self, detail: &str) -> StoreError {
        // Best effort: without the mark the next open meets the same damage and finds out for itself.
        let _ = std::fs::write(self.dir.join(CONDEMNED), detail);
        self.damaged(detail)
    }

    fn damaged(&self, detail: &str) -> StoreError {
        StoreError::Damaged { dir: self.dir.clone(), detail: detail.to_string() }
    }

    fn unseal(&self, full_key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        unseal(full_key, sealed).ok_or_else(|| self.condemn("a value does not match its checksum"))
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        // sled syncs when it is dropped and panics if that fails; a panic while unwinding would end the process.
        let db = self.db.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(db)));
    }
}

fn seal(full_key: &[u8], value: &[u8]) -> Vec<u8> {
    let crc = crc32c::crc32c_append(crc32c::crc32c(full_key), value);
    [&crc.to_le_bytes()[..], value].concat()
}

fn unseal(full_key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (crc, value) = sealed.split_at_checked(CRC_BYTES)?;
    let sum = crc32c::crc32c_append(crc32c::crc32c(full_key), value);
    (crc == sum.to_le_bytes()).then(|| value.to_vec())
}

impl Store for SledStore {
    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let key = space.full_key(key);
        let sealed = self.call(|db| db.get(&key))?;
        sealed.map(|sealed| self.unseal(&key, &sealed)).transpose()
    }

    fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        within_limits(&changes)?;
        let mut batch = Batch::default();
        for change in changes {
            match change {
                Change::Put { space, key, value } => {
                    let key = space.full_key(&key);
                    let sealed = seal(&key, &value);
                    batch.insert(key, sealed);
                }
                Change::Remove { space, key } => batch.remove(space.full_key(&key)),
            }
        }
        self.call(|db| db.apply_batch(batch))
    }

    fn scan(
        &self,
        space: Keyspace,
        keys: RangeInclusive<&[u8]>,
        order: Order,
        max: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let range = space.full_key(keys.start())..=space.full_key(keys.end());
        let found: Vec<(IVec, IVec)> = self.call(|db| match order {
            Order::Ascending => db.range(range).take(max).collect(),
            Order::Descending => db.range(range).rev().take(max).collect(),
        })?;
        let entry = |(key, sealed): (IVec, IVec)| -> Result<Entry, StoreError> {
            Ok(Entry { key: space.own_key(&key), value: self.unseal(&key, &sealed)? })
        };
        found.into_iter().map(entry).collect()
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.call(|db| db.flush()).map(drop)
    }
}

#[cfg(test)]
mod tests;
