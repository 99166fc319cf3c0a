//! Keys and values that can be rebuilt from journals: indexes, caches, snapshots, the profile.

mod memory;
mod sled;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use self::memory::MemoryStore;
pub use self::sled::{SetAside, SledStore, StoreReport};

use crate::disk::DiskError;

/// The longest key: ids and names, never text.
pub const KEY_BYTES_MAX: usize = 512;
/// The longest value. Most are far below a kilobyte; the exception is the snapshot of a long session.
pub const VALUE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A part of the store with keys of its own. The name is on disk: it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keyspace(&'static str);

impl Keyspace {
    /// For constants: a name of more than 255 bytes does not compile there.
    pub const fn new(name: &'static str) -> Self {
        assert!(name.len() <= u8::MAX as usize, "a keyspace has a short name");
        Keyspace(name)
    }

    /// A key as it is stored: no key of one space is a key of another.
    fn full_key(self, key: &[u8]) -> Vec<u8> {
        [&[self.0.len() as u8], self.0.as_bytes(), key].concat()
    }

    /// What was passed to `full_key`.
    fn own_key(self, full: &[u8]) -> Vec<u8> {
        full.get(self.full_key(&[]).len()..).unwrap_or_default().to_vec()
    }
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Put { space: Keyspace, key: Vec<u8>, value: Vec<u8> },
    Remove { space: Keyspace, key: Vec<u8> },
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: Vec<u8>,
    pub value: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// A key-value store. Losing it loses no fact: what is in it is folded from journals again.
pub trait Store: Send + Sync {
    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Makes all changes, in order, or none; readers see no state in between.
    fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// The entries with keys in this range, in the order of their bytes, at most `max`.
    fn scan(
        &self,
        space: Keyspace,
        keys: RangeInclusive<&[u8]>,
        order: Order,
        max: usize,
    ) -> Result<Vec<Entry>, StoreError>;

    /// Hands everything to the disk, at a checkpoint. What came after the last one can be gone after a crash.
    fn flush(&self) -> Result<(), StoreError>;

    fn put(&self, space: Keyspace, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.apply(vec![Change::Put { space, key: key.to_vec(), value: value.to_vec() }])
    }

    fn remove(&self, space: Keyspace, key: &[u8]) -> Result<(), StoreError> {
        self.apply(vec![Change::Remove { space, key: key.to_vec() }])
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// sled answers nothing more once a write of its own has failed.
    #[error("{0}; then start samriddh again, the store rests until then")]
    Stopped(DiskError),
    #[error(
        "the store in {} is damaged ({detail}); start again, it is then set aside and rebuilt from the journals",
        dir.display()
    )]
    Damaged { dir: PathBuf, detail: String },
    #[error(
        "the store in {} is in use ({}); attach to the samriddh that has it, or try again when it has ended",
        dir.display(), pid.map_or("unknown process".to_string(), |pid| format!("pid {pid}"))
    )]
    InUse { dir: PathBuf, pid: Option<u32> },
    #[error("a {what} of {bytes} bytes is over the limit of {bytes_max}; keep long bodies as blobs")]
    TooLarge { what: &'static str, bytes: usize, bytes_max: usize },
}

fn within_limits(changes: &[Change]) -> Result<(), StoreError> {
    for change in changes {
        let (key, value) = match change {
            Change::Put { key, value, .. } => (key, value.len()),
            Change::Remove { key, .. } => (key, 0),
        };
        for (what, bytes, bytes_max) in [("key", key.len(), KEY_BYTES_MAX), ("value", value, VALUE_BYTES_MAX)]
        {
            if bytes > bytes_max {
                return Err(StoreError::TooLarge { what, bytes, bytes_max });
            }
        }
    }
    Ok(())
}
