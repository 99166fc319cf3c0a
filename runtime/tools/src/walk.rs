//! Walking a workspace by descriptor: listing, hashing, syncing and sweeping see the same tree in the same way.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::Path;

use protocol::id::ContentHash;
use protocol::tree::{Kind, Tree};
use rustix::fs::{AtFlags, Dir, FileType, Mode as Bits, OFlags, Stat, openat, readlinkat, statat, unlinkat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::error::ToolError;
use crate::folders::{self, FOLDER};
use crate::path::{RelPath, is_git_folder, is_temp};
use crate::workspace::{Entry, Mode};

/// More than the largest repositories people work in, and still only tens of megabytes of names.
pub const ENTRIES_MAX: usize = 500_000;
/// Each level holds a descriptor; nested `node_modules` stay well below.
pub const LEVELS_MAX: usize = 64;
/// Waiting for the disk overlaps well and costs no processor; more gains nothing on one device.
const SYNC_THREADS: usize = 8;

/// What is below a workspace's root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Survey {
    /// Sorted by path.
    pub files: Vec<Entry>,
    pub left_out: Vec<LeftOut>,
}

/// Something that is there and that the team does not touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// For showing only: bytes that are not UTF-8 are replaced.
    pub path: String,
    pub why: String,
}

/// One thing found on a walk; `folder` is the open folder it is in.
struct Found<'a> {
    folder: &'a OwnedFd,
    name: &'a [u8],
    path: &'a [u8],
    stat: &'a Stat,
}

impl Found<'_> {
    fn file_type(&self) -> FileType {
        FileType::from_raw_mode(self.stat.st_mode)
    }

    fn executable(&self) -> bool {
        Bits::from_raw_mode(self.stat.st_mode).contains(Bits::XUSR)
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(self.path).into_owned()
    }

    fn error(&self, action: &str, errno: Errno) -> ToolError {
        ToolError::of_errno(action, self.shown(), errno)
    }
}

/// Opens for reading: never through a link, and without waiting for the other end of a named pipe.
pub(crate) fn open_nofollow(folder: &OwnedFd, name: impl rustix::path::Arg) -> Result<OwnedFd, Errno> {
    openat(
        folder,
        name,
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC,
        Bits::empty(),
    )
}

pub(crate) fn survey(root: &OwnedFd, at: &Path) -> Result<Survey, ToolError> {
    let mut survey = Survey::default();
    walk(root, at, &mut |found| {
        if found.file_type() == FileType::Directory || is_temp(found.name) {
            return Ok(());
        }
        match usable(&found) {
            Ok(path) => {
                let mode = Mode { executable: found.executable() };
                let size_bytes = u64::try_from(found.stat.st_size).unwrap_or(0);
                survey.files.push(Entry { path, mode, size_bytes });
            }
            Err(why) => survey.left_out.push(LeftOut { path: found.shown(), why }),
        }
        Ok(())
    })?;
    survey.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    survey.left_out.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(survey)
}

/// Regular files with usable names directly in a folder below the root.
pub(crate) fn names(root: &OwnedFd, folder: Option<&RelPath>) -> Result<Vec<RelPath>, ToolError> {
    let shown = || folder.map_or(".", RelPath::as_str).to_owned();
    let fail = |errno| ToolError::of_errno("list", shown(), errno);
    let mut open = root.try_clone().map_err(|error| ToolError::of_io("list", shown(), &error))?;
    for name in folder.into_iter().flat_map(RelPath::names) {
        open = match openat(&open, name, FOLDER, Bits::empty()) {
            Ok(below) => below,
            Err(Errno::NOENT) => return Ok(Vec::new()),
            Err(errno) => return Err(fail(errno)),
        };
    }
    let mut names = Vec::new();
    for entry in Dir::read_from(&open).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let Ok(name) = entry.file_name().to_str() else { continue };
        let path = folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"));
        let Ok(path) = RelPath::new(path) else { continue };
        let stat = match statat(&open, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // Removed since the folder was read.
            Err(Errno::NOENT) => continue,
            Err(errno) => return Err(fail(errno)),
        };
        if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && !is_temp(name.as_bytes()) {
            names.push(path);
        }
        if names.len() > ENTRIES_MAX {
            break;
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn usable(found: &Found) -> Result<RelPath, String> {
    match found.file_type() {
        FileType::RegularFile => {}
        FileType::Symlink => return Err("it is a symbolic link".to_owned()),
        _ => return Err("it is not a regular file".to_owned()),
    }
    let text = std::str::from_utf8(found.path).map_err(|_| "its name is not UTF-8".to_owned())?;
    RelPath::new(text).map_err(|error| error.to_string())
}

pub(crate) fn tree_hash(root: &OwnedFd, at: &Path) -> Result<ContentHash, ToolError> {
    let mut tree = Tree::default();
    walk(root, at, &mut |found| {
        let (kind, content) = match found.file_type() {
            FileType::Directory => return Ok(()),
            _ if is_temp(found.name) => return Ok(()),
            FileType::RegularFile => (Kind::of_file(found.executable()), hash_file(&found)?),
            FileType::Symlink => {
                let target =
                    readlinkat(found.folder, found.name, Vec::new()).map_err(|e| found.error("read", e))?;
                (Kind::Link, blake3::hash(target.to_bytes()))
            }
            _ => (Kind::Other, blake3::hash(b"")),
        };
        tree.add(found.path, kind, content);
        Ok(())
    })?;
    Ok(crate::workspace::content_hash(tree.hash()))
}

fn hash_file(found: &Found) -> Result<blake3::Hash, ToolError> {
    let file = File::from(open_nofollow(found.folder, found.name).map_err(|e| found.error("read", e))?);
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(|e| ToolError::of_io("read", found.shown(), &e))?;
    Ok(hasher.finalize())
}

pub(crate) fn sweep(root: &OwnedFd, at: &Path) -> Result<usize, ToolError> {
    let mut swept = 0;
    walk(root, at, &mut |found| {
        if found.file_type() == FileType::RegularFile && is_temp(found.name) {
            unlinkat(found.folder, found.name, AtFlags::empty()).map_err(|e| found.error("remove", e))?;
            swept += 1;
        }
        Ok(())
    })?;
    Ok(swept)
}

/// Files first, then the folders that name them, so that nothing on the disk names a file that is not there.
pub(crate) fn sync_all(root: &OwnedFd, at: &Path) -> Result<(), ToolError> {
    let (mut files, mut dirs) = (Vec::new(), Vec::new());
    walk_with(root, at, GitFolder::Enter, &mut |found| {
        match found.file_type() {
            FileType::RegularFile => files.push(found.path.to_vec()),
            FileType::Directory => dirs.push(found.path.to_vec()),
            _ => {}
        }
        Ok(())
    })?;
    sync_each(root, &files)?;
    sync_each(root, &dirs)?;
    folders::sync(root).map_err(|e| ToolError::of_errno("sync", at.display().to_string(), e))
}

fn sync_each(root: &OwnedFd, paths: &[Vec<u8>]) -> Result<(), ToolError> {
    let sync_some = |paths: &[Vec<u8>]| {
        paths.iter().try_for_each(|path| {
            let synced = open_below(root, path).and_then(|fd| folders::sync(&fd));
            synced.map_err(|e| ToolError::of_errno("sync", String::from_utf8_lossy(path), e))
        })
    };
    let share = paths.len().div_ceil(SYNC_THREADS).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = paths.chunks(share).map(|some| scope.spawn(move || sync_some(some))).collect();
        // A panic in a thread of ours is a defect of ours: it goes on as one.
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

pub(crate) fn open_below(root: &OwnedFd, path: &[u8]) -> Result<OwnedFd, Errno> {
    let mut names = path.split(|byte| *byte == b'/');
    let leaf = names.next_back().unwrap_or(path);
    let mut folder = None;
    for name in names {
        folder = Some(openat(folder.as_ref().unwrap_or(root), name, FOLDER, Bits::empty())?);
    }
    open_nofollow(folder.as_ref().unwrap_or(root), leaf)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GitFolder {
    Enter,
    LeaveOut,
}

type Visit<'v> = &'v mut dyn FnMut(Found) -> Result<(), ToolError>;

fn walk(root: &OwnedFd, at: &Path, visit: Visit) -> Result<(), ToolError> {
    walk_with(root, at, GitFolder::LeaveOut, visit)
}

fn walk_with(root: &OwnedFd, at: &Path, git: GitFolder, visit: Visit) -> Result<(), ToolError> {
    let mut walk = Walk { at, git, seen: 0, visit };
    walk.folder(root, &mut Vec::new(), 0)
}

struct Walk<'w> {
    at: &'w Path,
    git: GitFolder,
    seen: usize,
    visit: Visit<'w>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &OwnedFd, path: &mut Vec<u8>, level: usize) -> Result<(), ToolError> {
        if level > LEVELS_MAX {
            return Err(self.too_many("levels of folders", LEVELS_MAX));
        }
        let fail = |e| ToolError::of_errno("list", String::from_utf8_lossy(path).into_owned(), e);
        let mut names = Vec::new();
        for item in Dir::read_from(folder).map_err(fail)? {
            let name = item.map_err(fail)?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(name);
            }
        }
        names.into_iter().try_for_each(|name| self.entry(folder, &name, path, level))
    }

    fn entry(
        &mut self,
        folder: &OwnedFd,
        name: &[u8],
        path: &mut Vec<u8>,
        level: usize,
    ) -> Result<(), ToolError> {
        if self.git == GitFolder::LeaveOut && is_git_folder(name) {
            return Ok(());
        }
        self.seen += 1;
        if self.seen > ENTRIES_MAX {
            return Err(self.too_many("files", ENTRIES_MAX));
        }
        let length = path.len();
        if length > 0 {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        let result = self.visit_one(folder, name, path, level);
        path.truncate(length);
        result
    }

    fn visit_one(
        &mut self,
        folder: &OwnedFd,
        name: &[u8],
        path: &mut Vec<u8>,
        level: usize,
    ) -> Result<(), ToolError> {
        let fail = |path: &[u8], e| ToolError::of_errno("list", String::from_utf8_lossy(path), e);
        let stat = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // Removed since the folder was read: a tree without it is just as true.
            Err(Errno::NOENT) => return Ok(()),
            Err(errno) => return Err(fail(path, errno)),
        };
        (self.visit)(Found { folder, name, path, stat: &stat })?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
            return Ok(());
        }
        let below = openat(folder, name, FOLDER, Bits::empty()).map_err(|e| fail(path, e))?;
        self.folder(&below, path, level + 1)
    }

    fn too_many(&self, what: &str, limit: usize) -> ToolError {
        ToolError::TooMany { path: self.at.display().to_string(), what: what.to_owned(), limit }
    }
}
