//! A folder that reads and writes cannot leave: the only way the team touches files.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::id::ContentHash;
use protocol::tree::{Kind, Tree};
use rustix::fs::{AtFlags, FileType, Mode as Bits, OFlags, openat, renameat, statat, unlinkat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::error::ToolError;
use crate::folders::{self, Durability, Missing};
use crate::path::{RelPath, TEMP_PREFIX, TEMP_SUFFIX};
use crate::walk::{self, Survey};

/// Names tried for an unfinished file: each is new in this process, so a second try is only for what a killed run left.
const TEMP_TRIES_MAX: u32 = 16;

/// What a file may do besides hold bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mode {
    pub executable: bool,
}

impl Mode {
    pub const FILE: Self = Self { executable: false };
    pub const EXECUTABLE: Self = Self { executable: true };

    fn bits(self) -> Bits {
        Bits::from_raw_mode(if self.executable { 0o777 } else { 0o666 })
    }
}

/// A regular file of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub path: RelPath,
    pub mode: Mode,
    pub size_bytes: u64,
}

/// An open folder. It is held by descriptor: renaming or replacing the folder's path does not redirect it.
#[derive(Debug)]
pub struct Workspace {
    root: OwnedFd,
    path: PathBuf,
}

impl Workspace {
    /// Opens a folder that exists. The folder's own path is trusted (the person named it); what is below is not.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, ToolError> {
        let path = folder.as_ref().to_path_buf();
        Ok(Self { root: folders::open_root(&path)?, path })
    }

    /// Opens a folder, making it and the folders above it when they are missing.
    pub fn create(folder: impl AsRef<Path>) -> Result<Self, ToolError> {
        let path = folder.as_ref();
        std::fs::create_dir_all(path)
            .map_err(|e| ToolError::of_io("make", path.display().to_string(), &e))?;
        Self::open(path)
    }

    /// Where the folder was when it was opened; for commands that run in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces or makes a file: all of it or nothing is visible at any moment, and it is on the disk when this returns.
    /// An existing hard link keeps its content elsewhere; a symbolic link or a folder in the way is refused.
    pub fn write(&self, path: &RelPath, bytes: &[u8], mode: Mode) -> Result<(), ToolError> {
        self.write_with(path, bytes, mode, Durability::Now)
    }

    pub(crate) fn write_with(
        &self,
        path: &RelPath,
        bytes: &[u8],
        mode: Mode,
        durability: Durability,
    ) -> Result<(), ToolError> {
        let folder = folders::parent_of(&self.root, path, Missing::Create, durability)?;
        let (_, name) = path.split();
        refuse_unless_replaceable(&folder, name, path)?;
        let (temp_name, temp) = new_temp(&folder, mode, path)?;
        let written = fill(temp, bytes, durability)
            .map_err(|e| ToolError::of_io("write", path.as_str(), &e))
            .and_then(|()| {
                renameat(&folder, &temp_name, &folder, name)
                    .map_err(|e| ToolError::of_errno("write", path.as_str(), e))
            });
        if written.is_err() {
            // The first error is the one to report; a temporary file that stays is swept when the folder is next opened.
            let _ = unlinkat(&folder, &temp_name, AtFlags::empty());
        }
        written?;
        match durability {
            Durability::Now => {
                folders::sync(&folder).map_err(|e| ToolError::of_errno("write", path.as_str(), e))
            }
            Durability::AtSync => Ok(()),
        }
    }

    /// The content of a regular file of at most `limit_bytes`.
    pub fn read(&self, path: &RelPath, limit_bytes: u64) -> Result<Vec<u8>, ToolError> {
        let (file, size_bytes) = self.open_file(path)?;
        let too_large = || ToolError::TooLarge { path: path.to_string(), limit_bytes };
        if size_bytes > limit_bytes {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size_bytes).unwrap_or(0));
        // The file may grow while it is read: the limit is held against what arrives, not against what was announced.
        file.take(limit_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|e| ToolError::of_io("read", path.as_str(), &e))?;
        if bytes.len() as u64 > limit_bytes {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// Removes a file, and the folders above it that it leaves empty.
    pub fn remove(&self, path: &RelPath) -> Result<(), ToolError> {
        let fail = |errno| ToolError::of_errno("remove", path.as_str(), errno);
        let folder = folders::parent_of(&self.root, path, Missing::Fail, Durability::Now)?;
        unlinkat(&folder, path.split().1, AtFlags::empty()).map_err(fail)?;
        folders::sync(&folder).map_err(fail)?;
        self.prune(path);
        Ok(())
    }

    fn prune(&self, path: &RelPath) {
        let mut below = path.split().0.and_then(|folder| RelPath::new(folder).ok());
        while let Some(folder) = below {
            let parent = folders::parent_of(&self.root, &folder, Missing::Fail, Durability::AtSync);
            // A folder that is not empty refuses, which ends the climb.
            let removed =
                parent.is_ok_and(|parent| unlinkat(&parent, folder.split().1, AtFlags::REMOVEDIR).is_ok());
            below = if removed { folder.split().0.and_then(|above| RelPath::new(above).ok()) } else { None };
        }
    }

    /// Regular files with usable names, sorted by path; see `survey` for what is left out.
    pub fn list(&self) -> Result<Vec<Entry>, ToolError> {
        Ok(self.survey()?.files)
    }

    /// Everything below: the files of `list`, and what is not among them with the reason.
    pub fn survey(&self) -> Result<Survey, ToolError> {
        walk::survey(&self.root, &self.path)
    }

    /// The regular files that lie directly in a folder, sorted; none where the folder is not there. No link is followed.
    pub fn names(&self, folder: Option<&RelPath>) -> Result<Vec<RelPath>, ToolError> {
        walk::names(&self.root, folder)
    }

    /// The hash of the tree as it is now; `protocol::tree` has the definition.
    pub fn tree_hash(&self) -> Result<ContentHash, ToolError> {
        walk::tree_hash(&self.root, &self.path)
    }

    /// Puts everything below on the disk, folders included.
    pub fn sync(&self) -> Result<(), ToolError> {
        walk::sync_all(&self.root, &self.path)
    }

    /// Puts on the disk which names the folder itself holds.
    pub(crate) fn sync_root(&self) -> Result<(), ToolError> {
        folders::sync(&self.root).map_err(|e| ToolError::of_errno("sync", self.path.display().to_string(), e))
    }

    /// Removes what a killed run left half-written.
    pub fn sweep(&self) -> Result<usize, ToolError> {
        walk::sweep(&self.root, &self.path)
    }

    fn open_file(&self, path: &RelPath) -> Result<(File, u64), ToolError> {
        let fail = |errno| ToolError::of_errno("read", path.as_str(), errno);
        let folder = folders::parent_of(&self.root, path, Missing::Fail, Durability::AtSync)?;
        let file = File::from(walk::open_nofollow(&folder, path.split().1).map_err(fail)?);
        let about = file.metadata().map_err(|e| ToolError::of_io("read", path.as_str(), &e))?;
        if !about.is_file() {
            return Err(ToolError::Unsafe {
                path: path.to_string(),
                why: "it is not a regular file".to_owned(),
            });
        }
        Ok((file, about.len()))
    }
}

/// The hash that `Workspace::tree_hash` would give for these files (path, executable, bytes), in any order.
pub fn tree_hash_of<'a>(files: impl IntoIterator<Item = (&'a RelPath, bool, &'a [u8])>) -> ContentHash {
    let mut tree = Tree::default();
    for (path, executable, bytes) in files {
        tree.add(path.as_str(), Kind::of_file(executable), blake3::hash(bytes));
    }
    content_hash(tree.hash())
}

pub(crate) fn content_hash(hash: blake3::Hash) -> ContentHash {
    ContentHash::new(hash.to_hex().to_string())
}

/// Renaming over a link would not follow it, yet whoever put it there expects the write elsewhere: say so instead.
fn refuse_unless_replaceable(folder: &OwnedFd, name: &str, path: &RelPath) -> Result<(), ToolError> {
    let why = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => return Ok(()),
        Err(errno) => return Err(ToolError::of_errno("write", path.as_str(), errno)),
        Ok(stat) => match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => return Ok(()),
            FileType::Symlink => "a symbolic link is in the way",
            FileType::Directory => "it is a folder",
            _ => "it is not a regular file",
        },
    };
    Err(ToolError::Unsafe { path: path.to_string(), why: why.to_owned() })
}

fn new_temp(folder: &OwnedFd, mode: Mode, path: &RelPath) -> Result<(String, File), ToolError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    for _ in 0..TEMP_TRIES_MAX {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{TEMP_PREFIX}{}-{number}{TEMP_SUFFIX}", std::process::id());
        match openat(folder, &name, flags, mode.bits()) {
            Ok(fd) => return Ok((name, File::from(fd))),
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(ToolError::of_errno("write", path.as_str(), errno)),
        }
    }
    Err(ToolError::of_errno("write", path.as_str(), Errno::EXIST))
}

fn fill(mut file: File, bytes: &[u8], durability: Durability) -> std::io::Result<()> {
    file.write_all(bytes)?;
    match durability {
        Durability::Now => file.sync_all(),
        Durability::AtSync => Ok(()),
    }
}
