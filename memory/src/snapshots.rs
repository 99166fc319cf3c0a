//! Snapshots of a session's view, so that a long log need not be folded from its beginning. They can be thrown away.

mod file;
mod layered;
mod store;

pub use file::FileSnapshots;
pub use layered::LayeredSnapshots;
pub use store::StoreSnapshots;

use crate::store::StoreError;

/// Of each session; with fewer, a reader that looks a little back would fold from the beginning.
pub const SNAPSHOTS_KEPT: usize = 4;

/// The longest snapshot: the view of the longest session that is measured takes a few megabytes.
pub const SNAPSHOT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Keeps the last few snapshots of each session.
pub trait Snapshots: Send + Sync {
    /// Keeps `bytes` as the state of the session after record `seq`.
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError>;

    /// The latest snapshot that is not after record `at_most`.
    fn latest(&self, session: &str, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError>;
}
