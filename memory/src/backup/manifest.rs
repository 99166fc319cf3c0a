//! What a backup says of itself.

use serde::{Deserialize, Serialize};

/// Of the files this program writes, and the newest it reads.
pub(super) const BACKUP_FORMAT: u16 = 1;
pub(super) const MANIFEST: &str = "manifest.json";
/// The hash of the manifest, last in the file.
pub(super) const SEAL: &str = "manifest.blake3";
/// A file takes about 200 bytes in it, so this is enough for a hundred thousand of them several times over.
pub(super) const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub backup_format: u16,
    /// Of the data folder.
    pub data_format: u16,
    /// Name and version.
    pub program: String,
    /// Milliseconds since the Unix epoch; none where nobody knows the time.
    pub made_ms: Option<u64>,
    pub sessions: Vec<SessionEntry>,
    pub files: Vec<FileEntry>,
}

/// A session as far as it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEntry {
    pub name: String,
    pub records: u64,
    /// BLAKE3 of the last of them: it stands for the whole chain.
    pub head: String,
    /// Why there is more in its files than was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Below the data folder, with `/` between names.
    pub path: String,
    pub bytes: u64,
    pub blake3: String,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    pub manifest: Manifest,
    /// Blobs that do not have the content of their name: saved as they are.
    pub damaged_blobs: Vec<String>,
}

impl BackedUp {
    /// True if something in the data folder is not as it was written.
    pub fn is_damaged(&self) -> bool {
        !self.damaged_blobs.is_empty() || self.manifest.sessions.iter().any(|it| it.damage.is_some())
    }
}

impl Manifest {
    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// The name that a blob's content should hash to, if the path is one of a blob.
pub(super) fn blob_name(path: &str) -> Option<&str> {
    let (folder, name) = path.strip_prefix("blobs/")?.split_once('/')?;
    (name.len() == 64 && folder.len() == 2 && name.starts_with(folder)).then_some(name)
}
