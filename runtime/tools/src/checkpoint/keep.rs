//! The port to whoever keeps bytes: a blob store of the data folder, or memory in tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use protocol::id::ContentHash;

use crate::error::ToolError;

/// Bytes by their BLAKE3. What `put` has returned is on the disk.
pub trait Keep: Send + Sync {
    fn put(&self, bytes: &[u8]) -> Result<ContentHash, ToolError>;
    /// The bytes of this hash and no others; an error where they are missing or damaged.
    fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ToolError>;
    /// All that is kept, with the size of each.
    fn list(&self) -> Result<Vec<(ContentHash, u64)>, ToolError>;
    fn remove(&self, hash: &ContentHash) -> Result<(), ToolError>;
}

/// Keeps bytes as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryKeep(Mutex<BTreeMap<String, Vec<u8>>>);

impl Keep for MemoryKeep {
    fn put(&self, bytes: &[u8]) -> Result<ContentHash, ToolError> {
        let hash = ContentHash::of(bytes);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry(hash.to_string()).or_insert_with(|| bytes.to_vec());
        Ok(hash)
    }

    fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ToolError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(hash.as_str())
            .cloned()
            .ok_or_else(|| ToolError::NotFound { path: format!("saved bytes {hash}") })
    }

    fn list(&self) -> Result<Vec<(ContentHash, u64)>, ToolError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.iter().map(|(hash, bytes)| (ContentHash::new(hash.as_str()), bytes.len() as u64)).collect())
    }

    fn remove(&self, hash: &ContentHash) -> Result<(), ToolError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(hash.as_str());
        Ok(())
    }
}
