//! Reaching a folder without ever following a symbolic link.
//!
//! Each name is opened relative to the folder before it with `O_NOFOLLOW`, so a link swapped in at any moment makes the
//! open fail rather than lead somewhere else, and a checked path has no `..` to climb with. `openat2` would do the same in
//! one call, but only on Linux, only since 5.6 and not under every container's system call filter; this is one way for
//! every unix.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
use rustix::io::Errno;

use crate::error::ToolError;
use crate::path::RelPath;

/// May folders on the way be made?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    Create,
    Fail,
}

/// When does a write have to be on the disk?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Before the call returns.
    Now,
    /// When `Workspace::sync` is called: a delivery writes hundreds of files and waits for the disk once.
    AtSync,
}

pub(crate) const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A folder that the person named: its own path is trusted, what is below is not.
pub(crate) fn open_root(folder: &Path) -> Result<OwnedFd, ToolError> {
    let flags = FOLDER.difference(OFlags::NOFOLLOW);
    openat(CWD, folder, flags, Mode::empty())
        .map_err(|e| ToolError::of_errno("open", folder.display().to_string(), e))
}

/// The folder that holds `path`'s last name.
pub(crate) fn parent_of(
    root: &OwnedFd,
    path: &RelPath,
    missing: Missing,
    durability: Durability,
) -> Result<OwnedFd, ToolError> {
    let fail = |errno| ToolError::of_errno("open the folder of", path.as_str(), errno);
    let mut folder =
        root.try_clone().map_err(|e| ToolError::of_io("open the folder of", path.as_str(), &e))?;
    let Some(names) = path.split().0 else { return Ok(folder) };
    for name in names.split('/') {
        folder = match openat(&folder, name, FOLDER, Mode::empty()) {
            Err(Errno::NOENT) if missing == Missing::Create => {
                make(&folder, name, durability).map_err(fail)?
            }
            other => other.map_err(fail)?,
        };
    }
    Ok(folder)
}

/// Makes and opens one folder; somebody else having made it in between is as good.
fn make(parent: &OwnedFd, name: &str, durability: Durability) -> Result<OwnedFd, Errno> {
    match mkdirat(parent, name, Mode::from_raw_mode(0o777)) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(errno),
    }
    if durability == Durability::Now {
        sync(parent)?;
    }
    openat(parent, name, FOLDER, Mode::empty())
}

/// Puts a folder's or a file's state on the disk (through the standard library, which knows macOS's stronger call).
pub(crate) fn sync(fd: &impl AsFd) -> Result<(), Errno> {
    let file = File::from(
        fd.as_fd().try_clone_to_owned().map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::IO))?,
    );
    match file.sync_all().map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::IO)) {
        // Some file systems cannot sync a folder; what they offer for the file is all there is.
        Err(Errno::INVAL | Errno::NOTSUP) => Ok(()),
        other => other,
    }
}
