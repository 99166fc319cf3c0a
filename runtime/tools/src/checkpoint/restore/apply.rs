//! The changes of an outlook on the disk. Each is whole or not begun; all of them can be begun again at any point.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::id::ContentHash;
use rustix::fs::{
    AtFlags, Mode as Bits, OFlags, fchmod, fstatvfs, mkdirat, openat, renameat, statat, symlinkat, unlinkat,
};
use rustix::io::Errno;

use super::Outlook;
use crate::checkpoint::keep::Keep;
use crate::checkpoint::manifest::Manifest;
use crate::checkpoint::path::TreePath;
use crate::checkpoint::scan::{self, target_bytes};
use crate::checkpoint::tree::{Difference, Entry, Kind, Tree};
use crate::error::ToolError;
use crate::folders::{self, FOLDER};
use crate::path::{TEMP_PREFIX, TEMP_SUFFIX};

/// Left free beside what is written, for the file system's own needs.
const SPARE_BYTES: u64 = 1024 * 1024;

pub(in crate::checkpoint) fn apply(
    root: &OwnedFd,
    now: &Tree,
    then: &Manifest,
    outlook: &Outlook,
    keep: &dyn Keep,
) -> Result<(), ToolError> {
    room(root, outlook.bytes)?;
    let mut work = Work { root, now, then: &then.tree, keep, last: None, folders: BTreeMap::new() };
    work.open_up(outlook)?;
    for (path, change) in outlook.changes.iter().rev() {
        work.clear(path, *change)?;
    }
    for (path, change) in &outlook.changes {
        work.make(path, *change)?;
    }
    work.close_down()
}

fn room(root: &OwnedFd, bytes: u64) -> Result<(), ToolError> {
    let about = fstatvfs(root).map_err(|e| ToolError::of_errno("look at", "the folder", e))?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    // Some file systems do not say how much is free.
    if about.f_blocks > 0 && free < bytes.saturating_add(if bytes > 0 { SPARE_BYTES } else { 0 }) {
        return Err(ToolError::DiskFull { path: "the folder".to_owned() });
    }
    Ok(())
}

struct Work<'a> {
    root: &'a OwnedFd,
    now: &'a Tree,
    then: &'a Tree,
    keep: &'a dyn Keep,
    /// The blob read last: the files of a bundle come one after the other.
    last: Option<(ContentHash, Vec<u8>)>,
    /// Folders whose permissions are set when all else is done; none for those that are only put on the disk.
    folders: BTreeMap<TreePath, Option<u32>>,
}

fn fail<'p>(action: &'p str, path: &'p TreePath) -> impl Fn(Errno) -> ToolError + 'p {
    move |errno| ToolError::of_errno(action, path.to_string(), errno)
}

impl Work<'_> {
    /// Folders that do not let their owner change what is in them do so until the end.
    fn open_up(&mut self, outlook: &Outlook) -> Result<(), ToolError> {
        for path in outlook.changes.keys() {
            let Some(above) = path.parent() else { continue };
            let Some(entry) = self.now.get(&above).filter(|entry| entry.is_folder()) else { continue };
            if entry.mode & 0o700 != 0o700 && !self.folders.contains_key(&above) {
                let folder = self.folder(&above)?;
                fchmod(&folder, Bits::from_raw_mode(entry.mode | 0o700)).map_err(fail("open up", &above))?;
                let wanted = self.then.get(&above).map_or(entry.mode, |then| then.mode);
                self.folders.insert(above, Some(wanted));
            }
        }
        Ok(())
    }

    /// Removes what has to go before anything can be made in its place.
    fn clear(&mut self, path: &TreePath, change: Difference) -> Result<(), ToolError> {
        let Some(here) = self.now.get(path) else { return Ok(()) };
        let turns = self.then.get(path).is_none_or(|then| then.is_folder() != here.is_folder());
        let goes = match change {
            Difference::Remove => true,
            Difference::Replace => turns,
            Difference::Create | Difference::Permit => false,
        };
        if !goes {
            return Ok(());
        }
        let folder = match self.parent(path) {
            Ok(folder) => folder,
            Err(ToolError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let name = path.split().1;
        let removed = if here.is_folder() {
            unlinkat(&folder, name, AtFlags::REMOVEDIR)
        } else {
            self.is_as_saved(&folder, path, here)?;
            unlinkat(&folder, name, AtFlags::empty())
        };
        match removed {
            Ok(()) | Err(Errno::NOENT) => {}
            // Something new is in it, or something else is in its place.
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR | Errno::ISDIR) => {
                return Err(ToolError::Changing { path: path.to_string() });
            }
            Err(errno) => return Err(fail("remove", path)(errno)),
        }
        self.folders.remove(path);
        self.touched(path);
        Ok(())
    }

    fn make(&mut self, path: &TreePath, change: Difference) -> Result<(), ToolError> {
        let Some(wanted) = self.then.get(path) else { return Ok(()) };
        let folder = match change {
            Difference::Remove => return Ok(()),
            Difference::Create | Difference::Replace | Difference::Permit => self.parent(path)?,
        };
        match (&wanted.kind, change) {
            (Kind::Folder, Difference::Permit) => drop(self.folders.insert(path.clone(), Some(wanted.mode))),
            (Kind::Folder, _) => {
                match mkdirat(&folder, path.split().1, Bits::from_raw_mode(0o700)) {
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(errno) => return Err(fail("make", path)(errno)),
                }
                self.folders.insert(path.clone(), Some(wanted.mode));
            }
            (_, Difference::Permit) => self.permit(&folder, path, wanted)?,
            (_, _) => self.put(&folder, path, wanted)?,
        }
        self.touched(path);
        Ok(())
    }

    fn permit(&mut self, folder: &OwnedFd, path: &TreePath, wanted: &Entry) -> Result<(), ToolError> {
        let name = path.split().1;
        let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map_err(fail("look at", path))?;
        // Another name of the same file would change with it; and opening a pipe waits for its other end.
        if wanted.kind != Kind::File || stat.st_nlink > 1 {
            return self.put(folder, path, wanted);
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        match openat(folder, name, flags, Bits::empty()) {
            Ok(fd) => fchmod(&fd, Bits::from_raw_mode(wanted.mode)).map_err(fail("permit", path)),
            // Its owner may not even read it.
            Err(Errno::ACCESS) => self.put(folder, path, wanted),
            Err(errno) => Err(fail("permit", path)(errno)),
        }
    }

    fn put(&mut self, folder: &OwnedFd, path: &TreePath, wanted: &Entry) -> Result<(), ToolError> {
        match self.now.get(path).filter(|here| !here.is_folder()) {
            Some(here) => self.is_as_saved(folder, path, here)?,
            None => self.is_free(folder, path)?,
        }
        if wanted.kind != Kind::File {
            return self.put_special(folder, path, wanted);
        }
        let (temp, file) = new_temp(folder, path)?;
        let written = self
            .fill(file, path, wanted)
            .and_then(|()| renameat(folder, &*temp, folder, path.split().1).map_err(fail("put back", path)));
        if written.is_err() {
            // The first error is the one to report; what stays is swept by the next restore.
            let _ = unlinkat(folder, &*temp, AtFlags::empty());
        }
        written
    }

    fn fill(&mut self, mut file: File, path: &TreePath, wanted: &Entry) -> Result<(), ToolError> {
        let io = |error: std::io::Error| ToolError::of_io("write", path.to_string(), &error);
        let mut hasher = blake3::Hasher::new();
        for piece in &wanted.pieces {
            let blob = match &self.last {
                Some((hash, bytes)) if *hash == piece.blob => bytes,
                _ => &self.last.insert((piece.blob.clone(), self.keep.get(&piece.blob)?)).1,
            };
            let range = usize::try_from(piece.offset).ok().zip(usize::try_from(piece.bytes).ok());
            let slice = range.and_then(|(from, count)| blob.get(from..from.checked_add(count)?));
            let slice = slice.ok_or_else(|| ToolError::Corrupt { path: path.to_string() })?;
            hasher.update(slice);
            file.write_all(slice).map_err(io)?;
        }
        let hash = ContentHash::new(hasher.finalize().to_hex().to_string());
        if wanted.hash.as_ref() != Some(&hash) {
            return Err(ToolError::Corrupt { path: path.to_string() });
        }
        fchmod(&file, Bits::from_raw_mode(wanted.mode)).map_err(fail("permit", path))?;
        file.sync_all().map_err(io)
    }

    fn put_special(&self, folder: &OwnedFd, path: &TreePath, wanted: &Entry) -> Result<(), ToolError> {
        let temp = temp_name();
        match &wanted.kind {
            Kind::Link(to) => {
                let to = target_bytes(to).ok_or_else(|| ToolError::Corrupt { path: path.to_string() })?;
                symlinkat(&*to, folder, &*temp).map_err(fail("put back", path))?;
            }
            Kind::Pipe => pipe(folder, &temp, wanted.mode).map_err(fail("put back", path))?,
            Kind::File | Kind::Folder => return Ok(()),
        }
        renameat(folder, &*temp, folder, path.split().1).map_err(|errno| {
            let _ = unlinkat(folder, &*temp, AtFlags::empty());
            fail("put back", path)(errno)
        })
    }

    /// Replacing and removing are for what was saved a moment ago and nothing else.
    fn is_as_saved(&self, folder: &OwnedFd, path: &TreePath, saved: &Entry) -> Result<(), ToolError> {
        let stat = match statat(folder, path.split().1, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(()),
            Err(errno) => return Err(fail("look at", path)(errno)),
        };
        let now = scan::stamp(&stat, i128::MIN);
        // The time of the last change is left out: removing another name of the same file moves it.
        let same = (now.inode, now.modified_ns) == (saved.stamp.inode, saved.stamp.modified_ns);
        if same { Ok(()) } else { Err(ToolError::Changing { path: path.to_string() }) }
    }

    fn is_free(&self, folder: &OwnedFd, path: &TreePath) -> Result<(), ToolError> {
        match statat(folder, path.split().1, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(()),
            Ok(_) => Err(ToolError::Changing { path: path.to_string() }),
            Err(errno) => Err(fail("look at", path)(errno)),
        }
    }

    /// Opens a folder by its names, one after the other, none of them a link.
    fn folder(&self, path: &TreePath) -> Result<OwnedFd, ToolError> {
        let mut folder = self.root.try_clone().map_err(|e| ToolError::of_io("open", path.to_string(), &e))?;
        for name in path.names() {
            folder = openat(&folder, name, FOLDER, Bits::empty()).map_err(fail("open the folder", path))?;
        }
        Ok(folder)
    }

    fn parent(&self, path: &TreePath) -> Result<OwnedFd, ToolError> {
        match path.parent() {
            Some(above) => self.folder(&above),
            None => self.root.try_clone().map_err(|e| ToolError::of_io("open", path.to_string(), &e)),
        }
    }

    fn touched(&mut self, path: &TreePath) {
        if let Some(above) = path.parent() {
            self.folders.entry(above).or_insert(None);
        }
    }

    /// Permissions and names of folders, the deepest first: one that shuts its owner out is shut last.
    fn close_down(&mut self) -> Result<(), ToolError> {
        for (path, mode) in std::mem::take(&mut self.folders).into_iter().rev() {
            let folder = match self.folder(&path) {
                Ok(folder) => folder,
                Err(ToolError::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            if let Some(mode) = mode {
                fchmod(&folder, Bits::from_raw_mode(mode)).map_err(fail("permit", &path))?;
            }
            folders::sync(&folder).map_err(fail("sync", &path))?;
        }
        folders::sync(self.root).map_err(|e| ToolError::of_errno("sync", "the folder", e))
    }
}

fn temp_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{TEMP_PREFIX}back-{}-{number}{TEMP_SUFFIX}", std::process::id())
}

fn new_temp(folder: &OwnedFd, path: &TreePath) -> Result<(String, File), ToolError> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let name = temp_name();
    let fd = openat(folder, &*name, flags, Bits::from_raw_mode(0o600)).map_err(fail("write", path))?;
    Ok((name, File::from(fd)))
}

#[cfg(target_os = "linux")]
fn pipe(folder: &OwnedFd, name: &str, mode: u32) -> Result<(), Errno> {
    rustix::fs::mknodat(folder, name, rustix::fs::FileType::Fifo, Bits::from_raw_mode(mode), 0)?;
    rustix::fs::chmodat(folder, name, Bits::from_raw_mode(mode), AtFlags::empty())
}

#[cfg(not(target_os = "linux"))]
fn pipe(_: &OwnedFd, _: &str, _: u32) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
