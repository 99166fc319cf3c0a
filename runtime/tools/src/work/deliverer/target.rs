//! The folder a repository is to appear in, and the sibling it is built in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::io::Errno;

use crate::error::ToolError;
use crate::path::NAME_BYTES_MAX;

/// Longer than any session's id; the sibling's name has to fit beside the target's.
const SESSION_BYTES_MAX: usize = 64;
const A_FILE: &str = "it is a file, or below one; name a folder that does not exist yet";

/// Whether something could be delivered to `target`; to be asked before the work starts.
pub fn check_target(target: impl AsRef<Path>) -> Result<(), ToolError> {
    let target = resolve(target.as_ref())?;
    refuse_unless_free(&target)?;
    let nearest = target.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let permitted = access(nearest, Access::WRITE_OK | Access::EXEC_OK);
    permitted.map_err(|e| ToolError::of_errno("write in", nearest.display().to_string(), e))
}

/// The target with every link in its path followed once, so that its sibling is on the same file system.
pub(super) fn resolve(target: &Path) -> Result<PathBuf, ToolError> {
    match std::fs::canonicalize(target) {
        Ok(found) => return Ok(found),
        Err(error) => match error.kind() {
            std::io::ErrorKind::NotFound => {}
            std::io::ErrorKind::NotADirectory => return Err(unusable(target, A_FILE)),
            _ => return Err(ToolError::of_io("find", target.display().to_string(), &error)),
        },
    }
    if target.is_symlink() {
        return Err(unusable(target, "it is a symbolic link to nothing"));
    }
    let name = target.file_name().ok_or_else(|| unusable(target, "it names no folder"))?;
    // Missing folders above are made later; until then they are resolved by their nearest existing one.
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => resolve(parent)?,
        _ => resolve(Path::new("."))?,
    };
    Ok(parent.join(name))
}

pub(super) fn unusable(target: &Path, why: &str) -> ToolError {
    ToolError::TargetUnusable { target: target.display().to_string(), why: why.to_owned() }
}

pub(super) fn refuse_unless_free(target: &Path) -> Result<(), ToolError> {
    match std::fs::read_dir(target).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(not_empty(target)),
        Err(error) => match Errno::from_io_error(&error) {
            Some(Errno::NOENT) => Ok(()),
            Some(Errno::NOTDIR) => Err(unusable(target, A_FILE)),
            _ => Err(ToolError::of_io("read", target.display().to_string(), &error)),
        },
    }
}

fn not_empty(target: &Path) -> ToolError {
    ToolError::TargetNotEmpty { target: target.display().to_string() }
}

/// What a failed rename onto the target means.
pub(super) fn of_rename(target: &Path, error: &std::io::Error) -> ToolError {
    match Errno::from_io_error(error) {
        Some(Errno::NOTEMPTY | Errno::EXIST) => not_empty(target),
        Some(Errno::NOTDIR) => unusable(target, A_FILE),
        Some(Errno::BUSY | Errno::XDEV) => {
            unusable(target, "it is a mount point; name a new folder inside it")
        }
        _ => ToolError::of_io("rename the result to", target.display().to_string(), error),
    }
}

pub(super) fn sibling_of(target: &Path, session: &str) -> Result<PathBuf, ToolError> {
    if !is_plain(session) {
        let why = "a session's id has 1 to 64 letters, digits, `-` and `_`".to_owned();
        return Err(ToolError::BadPath { path: session.escape_debug().to_string(), why });
    }
    let name = target.file_name().ok_or_else(|| unusable(target, "it is the root of the file system"))?;
    let mut sibling = OsString::from(".");
    sibling.push(name);
    sibling.push(format!(".samriddh-{session}"));
    if sibling.len() > NAME_BYTES_MAX {
        return Err(unusable(target, "its name is too long; choose a shorter one"));
    }
    Ok(target.with_file_name(sibling))
}

/// Whether a session's id can be a part of a file name.
fn is_plain(session: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !session.is_empty() && session.len() <= SESSION_BYTES_MAX && session.bytes().all(plain)
}
