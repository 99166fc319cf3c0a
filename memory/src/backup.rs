//! A data folder in one file, taken while somebody writes to it, and put back.
//!
//! The file is a tar of plain files with `manifest.json` behind them and its hash last, so an interrupted backup has no
//! manifest and is no backup. Journals come first, each up to its last whole group of records; what they speak of was
//! kept before them, so it is found afterwards. What can be rebuilt stays out.

mod check;
mod make;
mod manifest;
mod restore;
mod tree;

use std::path::PathBuf;

pub use check::{check, check_on};
pub(crate) use make::of_format;
pub use make::{About, backup, backup_on};
pub use manifest::{BackedUp, FileEntry, Manifest, SessionEntry};
pub use restore::{Restored, restore, restore_on};

use crate::disk::DiskError;
use crate::format::FormatError;
use crate::journal::JournalError;

/// Told how many bytes of the files are done, and how many there are.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, u64);

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error("{} is no data folder of samriddh; name one with --home DIR", .0.display())]
    NoData(PathBuf),
    #[error("there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// Where the backup should be, not what is saved.
    #[error("{} cannot be written: {why}", path.display())]
    NoPlace { path: PathBuf, why: String },
    #[error("{} is there already; name another file, or a folder to put the backup in", .0.display())]
    Exists(PathBuf),
    #[error("the backup {} would lie in the folder that it saves; name a place outside", .0.display())]
    Inside(PathBuf),
    #[error("{} changed while it was copied; make the backup again", .0.display())]
    Changed(PathBuf),
    #[error("{} is not a whole backup: {why}; use another one", path.display())]
    NotWhole { path: PathBuf, why: String },
    #[error(
        "{} was made by a newer version of samriddh (backup format {found}, this one knows {known}); update samriddh",
        path.display()
    )]
    Newer { path: PathBuf, found: u16, known: u16 },
    #[error("{} holds other things than samriddh's data, and is left alone; name another folder with --home DIR", .0.display())]
    Foreign(PathBuf),
    #[error(
        "another samriddh ({}) is using {}; end it before its data are replaced",
        pid.map_or("unknown process".to_string(), |pid| format!("pid {pid}")), folder.display()
    )]
    InUse { folder: PathBuf, pid: Option<u32> },
}
