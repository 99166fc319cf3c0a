//! Long bodies, kept once under the name of their content (BLAKE3).

mod file;
mod memory;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub use file::FileBlobs;
pub(crate) use file::remove_unfinished;
pub use memory::MemoryBlobs;

use crate::disk::DiskError;

/// A body longer than this does not belong into a journal record: eight kilobytes keep a fold of the log fast.
pub const BLOB_THRESHOLD: usize = 8 * 1024;
/// The longest blob: it is read into memory whole, and a tool's output is capped far below.
pub const BLOB_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Keeps bytes by the hash of their content.
pub trait Blobs: Send + Sync {
    /// On disk when it returns. The same bytes twice are kept once.
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError>;

    /// The bytes, checked against their name.
    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError>;
}

/// BLAKE3 of a blob's bytes; as text, 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash([u8; 32]);

impl BlobHash {
    pub fn of(bytes: &[u8]) -> Self {
        BlobHash(*blake3::hash(bytes).as_bytes())
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for BlobHash {
    fn from(bytes: [u8; 32]) -> Self {
        BlobHash(bytes)
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the hash of a blob; give 64 lower-case hexadecimal digits")]
pub struct BadBlobHash(String);

impl FromStr for BlobHash {
    type Err = BadBlobHash;

    fn from_str(text: &str) -> Result<Self, BadBlobHash> {
        let one_spelling = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        match blake3::Hash::from_hex(text) {
            Ok(hash) if one_spelling => Ok(BlobHash(*hash.as_bytes())),
            _ => Err(BadBlobHash(text.chars().take(80).collect())),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("there is no blob {hash} here; it may belong to another data folder, check SAMRIDDH_HOME")]
    Missing { hash: BlobHash },
    #[error("the blob at {} does not have the content of its name; restore it from a backup", path.display())]
    Damaged { hash: BlobHash, path: PathBuf },
    #[error("a blob of {bytes} bytes is over the limit of {bytes_max}; keep a part of it")]
    TooLarge { bytes: usize, bytes_max: usize },
}

fn within_limit(bytes: &[u8]) -> Result<(), BlobError> {
    let bytes = bytes.len();
    if bytes > BLOB_BYTES_MAX {
        Err(BlobError::TooLarge { bytes, bytes_max: BLOB_BYTES_MAX })
    } else {
        Ok(())
    }
}
