//! Blobs without a disk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BlobError, BlobHash, Blobs, within_limit};

/// A clone is a second handle on the same blobs, as a folder opened again would be; hence the shared lock.
#[derive(Debug, Clone, Default)]
pub struct MemoryBlobs {
    kept: Arc<Mutex<BTreeMap<BlobHash, Vec<u8>>>>,
}

impl MemoryBlobs {
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<BlobHash, Vec<u8>>> {
        // An insertion is whole or did not happen, so a panic elsewhere does not spoil the map.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Blobs for MemoryBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        within_limit(bytes)?;
        let hash = BlobHash::of(bytes);
        self.kept().entry(hash).or_insert_with(|| bytes.to_vec());
        Ok(hash)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        self.kept().get(hash).cloned().ok_or(BlobError::Missing { hash: *hash })
    }
}
