//! Keeping the bytes of what a scan found: what is known to be unchanged is not read, what is kept already is not kept again.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use protocol::id::ContentHash;
use rustix::fs::fstat;
use rustix::io::Errno;

use super::keep::Keep;
use super::manifest::{Cover, Manifest, Piece};
use super::path::TreePath;
use super::scan::{self, Scan, Uncovered};
use super::tree::{Entry, Kind, Stamp, Tree};
use crate::error::ToolError;
use crate::walk::open_below;

/// Small files are kept together in blobs of about this size: each blob costs a wait for the disk. Larger files are kept
/// in pieces of it, so that no file has to fit into memory.
const BLOB_BYTES: usize = 4 * 1024 * 1024;
/// How often a file that changes under the reader is read again.
const READS_MAX: u32 = 4;

/// What earlier checkpoints of the folder hold, newest first.
#[derive(Default)]
pub(super) struct Known {
    by_path: HashMap<TreePath, Entry>,
    by_hash: HashMap<String, Vec<Piece>>,
}

impl Known {
    pub fn of<'m>(manifests: impl IntoIterator<Item = &'m Manifest>) -> Self {
        let mut known = Self::default();
        for (path, entry) in manifests.into_iter().flat_map(|manifest| &manifest.tree) {
            if let Some(hash) = &entry.hash {
                known.by_hash.entry(hash.to_string()).or_insert_with(|| entry.pieces.clone());
                known.by_path.entry(path.clone()).or_insert_with(|| entry.clone());
            }
        }
        known
    }

    fn unchanged(&self, path: &TreePath, now: &Entry) -> Option<&Entry> {
        let before = self.by_path.get(path)?;
        (before.stamp.is_of_unchanged(&now.stamp) && before.bytes == now.bytes).then_some(before)
    }

    /// The same file with the same bytes, as far as its own time of writing tells.
    fn unread(&self, path: &TreePath, now: &Entry) -> Option<&Entry> {
        let before = self.by_path.get(path)?;
        let written = |entry: &Entry| (entry.stamp.inode, entry.stamp.modified_ns, entry.bytes);
        (before.stamp.settled && written(before) == written(now)).then_some(before)
    }
}

/// Keeps what `cover` has of `scan`; at most `bytes_max` of it.
pub(super) fn save(
    root: &OwnedFd,
    scan: Scan,
    cover: Cover,
    known: &Known,
    keep: &dyn Keep,
    bytes_max: u64,
) -> Result<Manifest, ToolError> {
    let tree: Tree = scan.tree.into_iter().filter(|(path, _)| cover.has(path)).collect();
    let total: u64 = tree.values().map(|entry| entry.bytes).sum();
    if total > bytes_max {
        let why = format!(
            "it holds {total} bytes, and a checkpoint at most {bytes_max}; name a smaller folder with --in"
        );
        return Err(ToolError::Unsavable { path: "the folder".to_owned(), why });
    }
    let uncovered = scan.uncovered.into_iter().filter(|left| cover.has(&left.path)).collect();
    let mut saver = Saver {
        root,
        known,
        keep,
        here: HashMap::new(),
        bundle: Vec::new(),
        bundled: HashMap::new(),
        waiting: Vec::new(),
        tree: Tree::new(),
        uncovered,
    };
    for (path, entry) in tree {
        saver.entry(path, entry)?;
    }
    saver.flush()?;
    Ok(Manifest::new(cover, saver.tree, saver.uncovered))
}

struct Saver<'a> {
    root: &'a OwnedFd,
    known: &'a Known,
    keep: &'a dyn Keep,
    /// Content that this save has kept already.
    here: HashMap<String, Vec<Piece>>,
    bundle: Vec<u8>,
    /// Where in the bundle each content lies.
    bundled: HashMap<String, u64>,
    /// Files whose bytes lie in the bundle that is being filled, with place and content.
    waiting: Vec<(TreePath, u64, ContentHash)>,
    tree: Tree,
    uncovered: Vec<Uncovered>,
}

/// A file as it was read whole, without a change in between.
struct ReadFile {
    entry: Entry,
    hash: ContentHash,
    content: Content,
}

enum Content {
    Small(Vec<u8>),
    Kept(Vec<Piece>),
}

impl Saver<'_> {
    fn entry(&mut self, path: TreePath, mut entry: Entry) -> Result<(), ToolError> {
        if entry.kind != Kind::File {
            self.tree.insert(path, entry);
            return Ok(());
        }
        if let Some(before) = self.known.unchanged(&path, &entry) {
            (entry.hash, entry.pieces) = (before.hash.clone(), before.pieces.clone());
            self.tree.insert(path, entry);
            return Ok(());
        }
        match self.read(&path, &entry.stamp) {
            Ok(Some(read)) => self.add(path, read),
            // Removed since the scan.
            Ok(None) => Ok(()),
            Err(ToolError::PermissionDenied { .. }) => {
                // Taking the right to read away changes no byte.
                if let Some(before) = self.known.unread(&path, &entry) {
                    (entry.hash, entry.pieces) = (before.hash.clone(), before.pieces.clone());
                    self.tree.insert(path, entry);
                    return Ok(());
                }
                self.uncovered.push(Uncovered { path, why: "it may not be read".to_owned() });
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn add(&mut self, path: TreePath, read: ReadFile) -> Result<(), ToolError> {
        let ReadFile { mut entry, hash, content } = read;
        entry.hash = Some(hash.clone());
        let kept = self.known.by_hash.get(hash.as_str()).or_else(|| self.here.get(hash.as_str())).cloned();
        match (kept, content) {
            (Some(pieces), _) | (None, Content::Kept(pieces)) => {
                self.here.insert(hash.to_string(), pieces.clone());
                entry.pieces = pieces;
            }
            (None, Content::Small(bytes)) if !bytes.is_empty() => {
                if self.bundle.len() + bytes.len() > BLOB_BYTES {
                    self.flush()?;
                }
                let waits = self.bundled.get(hash.as_str()).copied();
                let offset = waits.unwrap_or(self.bundle.len() as u64);
                if waits.is_none() {
                    self.bundled.insert(hash.to_string(), offset);
                    self.bundle.extend(bytes);
                }
                self.waiting.push((path.clone(), offset, hash));
            }
            (None, Content::Small(_)) => {}
        }
        self.tree.insert(path, entry);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ToolError> {
        if self.bundle.is_empty() {
            return Ok(());
        }
        let blob = self.keep.put(&self.bundle)?;
        self.bundle.clear();
        self.bundled.clear();
        for (path, offset, hash) in self.waiting.drain(..) {
            let Some(entry) = self.tree.get_mut(&path) else { continue };
            entry.pieces = vec![Piece { blob: blob.clone(), offset, bytes: entry.bytes }];
            self.here.insert(hash.to_string(), entry.pieces.clone());
        }
        Ok(())
    }

    fn read(&self, path: &TreePath, stamp: &Stamp) -> Result<Option<ReadFile>, ToolError> {
        for _ in 0..READS_MAX {
            let fd = match open_below(self.root, path.as_bytes()) {
                Ok(fd) => fd,
                Err(Errno::NOENT) => return Ok(None),
                Err(Errno::LOOP | Errno::NOTDIR | Errno::ISDIR) => break,
                Err(errno) => return Err(ToolError::of_errno("read", path.to_string(), errno)),
            };
            if let Some(read) = self.read_open(path, fd, stamp)? {
                return Ok(Some(read));
            }
        }
        Err(ToolError::Changing { path: path.to_string() })
    }

    /// None when it changed meanwhile.
    fn read_open(
        &self,
        path: &TreePath,
        fd: OwnedFd,
        scanned: &Stamp,
    ) -> Result<Option<ReadFile>, ToolError> {
        let look = |fd: &OwnedFd| fstat(fd).map_err(|e| ToolError::of_errno("look at", path.to_string(), e));
        let fail = |error: std::io::Error| ToolError::of_io("read", path.to_string(), &error);
        let before = look(&fd)?;
        let mut file = File::from(fd);
        if !file.metadata().map_err(fail)?.is_file() {
            return Ok(None);
        }
        let (mut hasher, mut pieces, mut total) = (blake3::Hasher::new(), Vec::new(), 0_u64);
        let mut chunk = Vec::new();
        loop {
            chunk.clear();
            let got =
                Read::by_ref(&mut file).take(BLOB_BYTES as u64).read_to_end(&mut chunk).map_err(fail)?;
            hasher.update(&chunk);
            total += got as u64;
            let whole = got < BLOB_BYTES;
            if whole && pieces.is_empty() {
                break;
            }
            if got > 0 {
                let blob = self.keep.put(&chunk)?;
                pieces.push(Piece { blob, offset: 0, bytes: got as u64 });
            }
            if whole {
                break;
            }
        }
        let fd = OwnedFd::from(file);
        let after = look(&fd)?;
        // Whether the stamp can be trusted is the scan's to say; here it only has to stand still.
        let (old, mut new) = (scan::stamp(&before, i128::MAX), scan::stamp(&after, i128::MAX));
        if old != new || u64::try_from(after.st_size).ok() != Some(total) {
            return Ok(None);
        }
        new.settled = scanned.settled;
        new.settled &= new == *scanned;
        let hash = ContentHash::new(hasher.finalize().to_hex().to_string());
        let content = if pieces.is_empty() { Content::Small(chunk) } else { Content::Kept(pieces) };
        let mode = scan::mode_of(&after);
        let entry =
            Entry { kind: Kind::File, mode, bytes: total, hash: None, pieces: Vec::new(), stamp: new };
        Ok(Some(ReadFile { entry, hash, content }))
    }
}
