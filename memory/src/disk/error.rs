//! Errors of a disk that say what to do next.

use std::fmt;
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
