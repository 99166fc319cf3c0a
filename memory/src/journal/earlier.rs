//! Segments before the last one: nobody looks into them until they are read.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::index::Index;
use super::segment::{self, HEADER_BYTES};
use super::walk::{self, End, Walk};
use super::{Damage, JournalError};
use crate::disk::Disk;

/// A segment that is followed by another, so nothing in it changes any more.
pub(super) struct Earlier {
    first_seq: u64,
    path: PathBuf,
    next_seq: u64,
    next_path: PathBuf,
    found: OnceLock<Found>,
}

/// What a look into a segment showed.
pub(super) struct Found {
    pub index: Index,
    /// What the index ends before, if the segment is not whole.
    pub damage: Option<Damage>,
}

/// Walks the last segment alone, on the word of its header about those before it. Unless that comes out clean but for an
/// unfinished write, everything is walked, so that damage is always told in the same words.
pub(super) fn walk_end(disk: &dyn Disk, dir: &Path) -> Result<(Vec<Earlier>, Walk), JournalError> {
    let files = segment::list(disk, dir)?;
    let (Some((1, _)), Some((first_seq, path))) = (files.first(), files.last()) else {
        return Ok((Vec::new(), walk::walk(disk, dir)?));
    };
    match walk::walk_one(disk, *first_seq, path, true)? {
        Some(walk) if !matches!(walk.end, End::Damaged(_)) => Ok((unseen(&files), walk)),
        Some(_) | None => Ok((Vec::new(), walk::walk(disk, dir)?)),
    }
}

fn unseen(files: &[(u64, PathBuf)]) -> Vec<Earlier> {
    let pairs = files.iter().zip(files.iter().skip(1));
    let earlier = |((first_seq, path), (next_seq, next_path)): (&(u64, PathBuf), &(u64, PathBuf))| Earlier {
        first_seq: *first_seq,
        path: path.clone(),
        next_seq: *next_seq,
        next_path: next_path.clone(),
        found: OnceLock::new(),
    };
    pairs.map(earlier).collect()
}

/// Adds segments that were walked and are followed by the one that begins with `next_seq`.
pub(super) fn seal(earlier: &mut Vec<Earlier>, walked: Vec<Index>, next_seq: u64, next_path: &Path) {
    let nexts: Vec<(u64, PathBuf)> =
        walked.iter().map(|index| (index.first_seq, index.path.clone())).collect();
    let nexts = nexts.into_iter().skip(1).chain([(next_seq, next_path.to_path_buf())]);
    earlier.extend(walked.into_iter().zip(nexts).map(|(index, (next_seq, next_path))| Earlier {
        first_seq: index.first_seq,
        path: index.path.clone(),
        next_seq,
        next_path,
        found: OnceLock::from(Found { index, damage: None }),
    }));
}

impl Earlier {
    /// The number of the first record behind it.
    pub(super) fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Looks through the whole segment the first time: checksums, numbers, chain, and its link to the next one.
    pub(super) fn look(&self, disk: &dyn Disk, dir: &Path) -> Result<&Found, JournalError> {
        if let Some(found) = self.found.get() {
            return Ok(found);
        }
        let found = match self.sound(disk)? {
            Some(index) => Found { index, damage: None },
            None => self.damaged(walk::walk(disk, dir)?),
        };
        Ok(self.found.get_or_init(|| found))
    }

    /// None if anything about it is not as it was written.
    fn sound(&self, disk: &dyn Disk) -> Result<Option<Index>, JournalError> {
        let Some(mut walk) = walk::walk_one(disk, self.first_seq, &self.path, false)? else {
            return Ok(None);
        };
        let whole = matches!(walk.end, End::Clean) && walk.last_seq() + 1 == self.next_seq;
        if whole && walk::origin(disk, self.next_seq, &self.next_path)? == Some(walk.head) {
            return Ok(walk.segments.pop());
        }
        Ok(None)
    }

    /// What a walk over all segments left of this one.
    fn damaged(&self, walk: Walk) -> Found {
        let nothing = || Index {
            first_seq: self.first_seq,
            path: self.path.clone(),
            starts: Vec::new(),
            end: HEADER_BYTES,
        };
        let index = walk.segments.into_iter().find(|index| index.first_seq == self.first_seq);
        let damage = match walk.end {
            End::Damaged(damage) => Some(damage),
            End::Clean | End::Torn { .. } => None,
        };
        Found { index: index.unwrap_or_else(nothing), damage }
    }
}
