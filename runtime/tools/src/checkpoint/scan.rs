//! Looking at everything below a folder, by descriptor and never through a link.

use std::collections::BTreeSet;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode as Bits, Stat, fstat, openat, readlinkat, statat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::path::TreePath;
use super::tree::{Entry, Kind, Stamp, Tree};
use crate::error::ToolError;
use crate::folders::FOLDER;
use crate::path::is_temp;
use crate::walk::{ENTRIES_MAX, LEVELS_MAX};

/// A change within this long of a save may leave the times of a file as they were: kernels stamp with a clock that moves
/// every few milliseconds, some file systems every two seconds.
const GRAIN_NS: i128 = 2_100_000_000;

/// Something a checkpoint cannot hold. It is left as it is, whatever is put back around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncovered {
    pub path: TreePath,
    pub why: String,
}

/// What is below a folder now. No bytes have been read.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    pub tree: Tree,
    pub uncovered: Vec<Uncovered>,
    /// Files that have more names than one: what is written through one of them is written to all, wherever they are.
    pub linked: BTreeSet<TreePath>,
}

/// Looks. `avoid` are folders that are not part of it, by device and inode; `now_ms` is the time when it begins.
pub fn scan(root: &OwnedFd, at: &Path, avoid: &[(u64, u64)], now_ms: u64) -> Result<Scan, ToolError> {
    let here = fstat(root).map_err(|e| ToolError::of_errno("look at", at.display().to_string(), e))?;
    let before_ns = i128::from(now_ms) * 1_000_000 - GRAIN_NS;
    let mut look = Look { at, device: device(&here), avoid, before_ns, found: Scan::default() };
    look.folder(root, None, 0)?;
    Ok(look.found)
}

#[expect(clippy::useless_conversion, reason = "the fields have other types on other systems")]
fn device(stat: &Stat) -> u64 {
    u64::try_from(stat.st_dev).unwrap_or(u64::MAX)
}

#[expect(clippy::useless_conversion, reason = "the fields have other types on other systems")]
pub(super) fn identity(stat: &Stat) -> (u64, u64) {
    (device(stat), u64::try_from(stat.st_ino).unwrap_or(u64::MAX))
}

pub(super) fn stamp(stat: &Stat, before_ns: i128) -> Stamp {
    let ns = |seconds: i128, rest: i128| seconds * 1_000_000_000 + rest;
    let modified_ns = ns(i128::from(stat.st_mtime), i128::from(stat.st_mtime_nsec));
    let changed_ns = ns(i128::from(stat.st_ctime), i128::from(stat.st_ctime_nsec));
    let settled = modified_ns < before_ns && changed_ns < before_ns;
    Stamp { inode: identity(stat).1, modified_ns, changed_ns, settled }
}

pub(super) fn mode_of(stat: &Stat) -> u32 {
    Bits::from_raw_mode(stat.st_mode).as_raw_mode() & 0o7777
}

struct Look<'a> {
    at: &'a Path,
    device: u64,
    avoid: &'a [(u64, u64)],
    before_ns: i128,
    found: Scan,
}

impl Look<'_> {
    fn folder(&mut self, folder: &OwnedFd, path: Option<&TreePath>, level: usize) -> Result<(), ToolError> {
        if level > LEVELS_MAX {
            return Err(self.too_many("levels of folders", LEVELS_MAX));
        }
        let shown = || path.map_or_else(|| self.at.display().to_string(), ToString::to_string);
        let fail = |errno| ToolError::of_errno("list", shown(), errno);
        let mut names = Vec::new();
        for item in Dir::read_from(folder).map_err(fail)? {
            let name = item.map_err(fail)?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." && !is_temp(&name) {
                names.push(name);
            }
        }
        names.iter().try_for_each(|name| self.entry(folder, path, name, level))
    }

    fn entry(
        &mut self,
        folder: &OwnedFd,
        above: Option<&TreePath>,
        name: &[u8],
        level: usize,
    ) -> Result<(), ToolError> {
        let Some(path) = TreePath::join(above, name) else { return Ok(()) };
        if self.found.tree.len() >= ENTRIES_MAX {
            return Err(self.too_many("files", ENTRIES_MAX));
        }
        let stat = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // Removed since the folder was read.
            Err(Errno::NOENT) => return Ok(()),
            Err(errno) => return Err(ToolError::of_errno("look at", path.to_string(), errno)),
        };
        if self.avoid.contains(&identity(&stat)) {
            return self.leave(path, "it is where samriddh keeps its own data");
        }
        if device(&stat) != self.device {
            return self.leave(path, "it is on another file system");
        }
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => return self.below(folder, path, name, &stat, level),
            FileType::Symlink => match readlinkat(folder, name, Vec::new()) {
                Ok(target) => Kind::Link(shown_target(target.to_bytes())),
                Err(Errno::NOENT) => return Ok(()),
                Err(errno) => return Err(ToolError::of_errno("read", path.to_string(), errno)),
            },
            FileType::Fifo => Kind::Pipe,
            FileType::Socket => return self.leave(path, "it is a socket"),
            _ => return self.leave(path, "it is a device"),
        };
        self.add(path, kind, &stat);
        Ok(())
    }

    fn below(
        &mut self,
        folder: &OwnedFd,
        path: TreePath,
        name: &[u8],
        stat: &Stat,
        level: usize,
    ) -> Result<(), ToolError> {
        match openat(folder, name, FOLDER, Bits::empty()) {
            Ok(below) => {
                self.add(path.clone(), Kind::Folder, stat);
                self.folder(&below, Some(&path), level + 1)
            }
            Err(Errno::ACCESS | Errno::PERM) => self.leave(path, "it may not be looked into"),
            // Replaced or removed since it was looked at.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(()),
            Err(errno) => Err(ToolError::of_errno("open", path.to_string(), errno)),
        }
    }

    fn add(&mut self, path: TreePath, kind: Kind, stat: &Stat) {
        let bytes = if kind == Kind::File { u64::try_from(stat.st_size).unwrap_or(0) } else { 0 };
        if kind == Kind::File && stat.st_nlink > 1 {
            self.found.linked.insert(path.clone());
        }
        let (mode, stamp) = (mode_of(stat), stamp(stat, self.before_ns));
        self.found.tree.insert(path, Entry { kind, mode, bytes, hash: None, pieces: Vec::new(), stamp });
    }

    fn leave(&mut self, path: TreePath, why: &str) -> Result<(), ToolError> {
        self.found.uncovered.push(Uncovered { path, why: why.to_owned() });
        Ok(())
    }

    fn too_many(&self, what: &str, limit: usize) -> ToolError {
        ToolError::TooMany { path: self.at.display().to_string(), what: what.to_owned(), limit }
    }
}

/// A target is no path of the tree, but the same text keeps its bytes.
fn shown_target(target: &[u8]) -> String {
    let mut text = String::new();
    for chunk in target.utf8_chunks() {
        chunk.valid().chars().for_each(|c| match c {
            '%' => text.push_str("%25"),
            c => text.push(c),
        });
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}

/// The bytes of a target from its text.
pub(crate) fn target_bytes(text: &str) -> Option<Vec<u8>> {
    super::path::decode(text)
}
