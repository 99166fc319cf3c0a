//! The file system as far as this crate needs one, so that faults and power cuts can be simulated.

mod durable;
mod error;
mod read;
mod real;
pub mod sim;

use std::fmt;
use std::io;
use std::path::Path;

pub(crate) use durable::{create_folder, is_folder, kind, parent_of, publish, sync_folder};
pub(crate) use error::At;
pub use error::{DiskError, DiskProblem};
pub(crate) use read::{Reader, read_whole};
pub use real::RealDisk;
pub(crate) use real::private_file;

/// Files and folders. What was written is on disk after `sync` of the file, and its name after `sync_folder`.
pub trait Disk: Send + Sync + fmt::Debug {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;

    /// What is there, links followed; `NotFound` if nothing is.
    fn kind(&self, path: &Path) -> io::Result<Kind>;

    /// The names in a folder, in any order. What is not UTF-8 was not made by us and is left out.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// One folder, whose parent must be there, for this user alone.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Replaces a file that has the name already. Readers see the old one or the new one.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// The folder must be empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes the entries of a folder durable: a file that was synced can still lose its name in a power cut.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;

    /// Becomes the one holder of the lock in this file, until the guard is dropped or the process ends.
    fn lock(&self, path: &Path) -> Result<Box<dyn Guard>, Busy>;
}

/// An open file. Each call says where, so that no handle has a place of its own to lose.
pub trait DiskFile: Send + fmt::Debug {
    fn size(&self) -> io::Result<u64>;

    /// Some of the bytes from `offset` on; 0 at the end of the file.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// All of the bytes, or an error after any part of them.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    fn set_len(&self, len: u64) -> io::Result<()>;

    /// Returns when content and length are on the disk itself. After an error nobody knows what of them is.
    fn sync(&self) -> io::Result<()>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    Read,
    /// For reading and writing a file that is there.
    Write,
    /// An empty file, for this user alone, whatever was there.
    Create,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
}

/// A held lock.
pub trait Guard: Send + Sync + fmt::Debug {}

/// Why a lock was not given.
#[derive(Debug)]
pub enum Busy {
    Held { pid: Option<u32> },
    Disk(DiskError),
}

impl From<DiskError> for Busy {
    fn from(error: DiskError) -> Self {
        Busy::Disk(error)
    }
}
