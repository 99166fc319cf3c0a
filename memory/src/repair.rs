//! Mending a damaged data folder: what can be proved stays in its place, everything else is set aside and counted.
//!
//! Nothing is deleted. A record behind a damaged one can still be whole, but no longer be proved to belong to its place
//! in the journal, so it is kept beside it, for people to read.

mod blobs;
mod journal;
mod salvage;

use std::path::{Path, PathBuf};

pub use blobs::LostBlob;

use crate::blobs::BlobError;
use crate::disk::{Disk, DiskError, RealDisk, is_folder};
use crate::folder::{DataFolder, Layout, LockError};
use crate::journal::JournalError;

/// What a repair found damaged. Empty if nothing was.
#[derive(Debug, Default)]
pub struct RepairReport {
    pub journals: Vec<(String, JournalLoss)>,
    pub blobs: Vec<LostBlob>,
    /// Sessions that are damaged still, and why.
    pub failed: Vec<(String, JournalError)>,
}

/// What a journal no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLoss {
    /// The damage, in words.
    pub why: String,
    /// Records that the journal still has, from the first on: whole groups, since a group counts as one.
    pub kept: u64,
    /// Later records that are whole; they can be read in `records.jsonl` below `aside`.
    pub saved: u64,
    /// Numbers after `kept`, up to the last that was seen, of which no whole record was found.
    pub unreadable: u64,
    /// The folder with the damaged files as they were.
    pub aside: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// Repairs every journal and blob of a data folder, which must have no other owner. Doing it again, also after it was
/// interrupted, goes on where it was.
pub fn repair(home: impl AsRef<Path>) -> Result<RepairReport, RepairError> {
    repair_on(&RealDisk, home)
}

/// The same on another disk.
pub fn repair_on(disk: &dyn Disk, home: impl AsRef<Path>) -> Result<RepairReport, RepairError> {
    let layout = Layout::new(home.as_ref());
    if !is_folder(disk, layout.root())? {
        return Ok(RepairReport::default());
    }
    let _owned = DataFolder::lock_on(disk, layout.root())?;
    let mut report = RepairReport { blobs: blobs::repair(disk, &layout.blobs())?, ..RepairReport::default() };
    for session in layout.session_names_on(disk)? {
        let Ok(dir) = layout.journal(&session) else { continue };
        match journal::repair(disk, &dir) {
            Ok(None) => {}
            Ok(Some(loss)) => report.journals.push((session, loss)),
            Err(error) => report.failed.push((session, error)),
        }
    }
    Ok(report)
}
