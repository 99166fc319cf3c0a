//! The file system, with errors that say what to do next and directory entries that survive a power cut.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// One operation on the disk that failed: what was tried, where, and what a person can do about it.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} {}: {problem}", .path.display())]
pub struct DiskError {
    pub doing: &'static str,
    pub path: PathBuf,
    pub problem: DiskProblem,
    pub source: io::Error,
}

impl DiskError {
    pub(crate) fn new(doing: &'static str, path: &Path, source: io::Error) -> Self {
        DiskError { doing, path: path.to_path_buf(), problem: DiskProblem::of(&source), source }
    }
}

/// The cases in which a person has something different to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiskProblem {
    Full,
    ReadOnly,
    Denied,
    TooManyFiles,
    Missing,
    Other(String),
}

impl DiskProblem {
    /// True if the same call can work later with nothing else changed in the data itself.
    pub fn is_environment(&self) -> bool {
        match self {
            DiskProblem::Full | DiskProblem::ReadOnly | DiskProblem::Denied | DiskProblem::TooManyFiles => {
                true
            }
            DiskProblem::Missing | DiskProblem::Other(_) => false,
        }
    }

    pub(crate) fn of(error: &io::Error) -> Self {
        // std has no kind for these two: 24 is EMFILE and 23 ENFILE on every Unix we know, 4 is Windows' own.
        const TOO_MANY_FILES: &[i32] = if cfg!(windows) { &[4] } else { &[23, 24] };
        if error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code)) {
            return DiskProblem::TooManyFiles;
        }
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                DiskProblem::Full
            }
            io::ErrorKind::ReadOnlyFilesystem => DiskProblem::ReadOnly,
            io::ErrorKind::PermissionDenied => DiskProblem::Denied,
            io::ErrorKind::NotFound => DiskProblem::Missing,
            _ => DiskProblem::Other(error.to_string()),
        }
    }
}

impl fmt::Display for DiskProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiskProblem::Full => f.write_str(
                "the disk or quota is full; free some space and try again, nothing of this was kept",
            ),
            DiskProblem::ReadOnly => {
                f.write_str("the file system is read-only; set SAMRIDDH_HOME to a folder that can be written")
            }
            DiskProblem::Denied => f.write_str(
                "permission denied; give this user access to it or set SAMRIDDH_HOME to a folder of your own",
            ),
            DiskProblem::TooManyFiles => f.write_str(
                "too many files are open; close other programs or raise the limit (ulimit -n) and try again",
            ),
            DiskProblem::Missing => f.write_str("it does not exist; check the name and SAMRIDDH_HOME"),
            DiskProblem::Other(text) => write!(f, "{text}; check the disk and try again"),
        }
    }
}

/// Adds to an `io::Result` what was being done to which path.
pub(crate) trait At<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, DiskError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, DiskError> {
        self.map_err(|source| DiskError::new(doing, path, source))
    }
}

/// Creates a folder and its parents for this user alone (0700); every new entry is on disk when it returns.
pub(crate) fn create_folder(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = parent_of(path);
    create_folder(parent)?;
    match private_folder().create(path) {
        // Not there rather than perhaps gone after a power cut: the next attempt starts over.
        Ok(()) => sync_folder(parent).inspect_err(|_| drop(fs::remove_dir(path))),
        // Someone else made it in the meantime: what matters is that it is a folder.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error).at("create the folder", path),
    }
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn private_folder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(false);
    builder
}

/// Options that create files readable by this user alone (0600).
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the entries of a folder durable: a file that was synced can still lose its name in a power cut.
pub(crate) fn sync_folder(path: &Path) -> Result<(), DiskError> {
    if cfg!(windows) {
        return Ok(()); // A folder cannot be opened as a file there; NTFS journals its entries.
    }
    File::open(path).and_then(|folder| folder.sync_all()).at("sync the folder", path)
}

/// Writes `bytes` under a temporary name, syncs them, and gives them their name: readers see all of it or nothing.
pub(crate) fn publish(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let written =
        write_synced(temporary, bytes).and_then(|()| fs::rename(temporary, path).at("name the file", path));
    if let Err(error) = written {
        // Best effort: the next open of the folder removes what is left here.
        let _ = fs::remove_file(temporary);
        return Err(error);
    }
    sync_folder(parent_of(path))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let mut file = private_file().write(true).create(true).truncate(true).open(path).at("create", path)?;
    io::Write::write_all(&mut file, bytes).at("write", path)?;
    file.sync_all().at("sync", path)
}
