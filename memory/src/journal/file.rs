//! The journal on disk.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::earlier::{self, Earlier};
use super::frame::Group;
use super::index::Index;
use super::segment::{self, HEADER_BYTES};
use super::tail::Tail;
use super::walk::{self, End, Walk};
use super::{Cut, Damage, Journal, JournalError, NewRecord, Record, SEGMENT_BYTES};
use crate::disk::{At, Busy, Disk, Guard, Open, RealDisk, create_folder, kind, sync_folder};

/// Held by the one writer of a journal, so that a session started twice cannot write into itself.
pub(super) const LOCK_NAME: &str = "writer.lock";

/// How a journal is written. What is read does not depend on it.
#[derive(Debug, Clone)]
pub struct Options {
    /// A segment that would grow beyond this is continued in a new file.
    pub segment_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { segment_bytes: SEGMENT_BYTES }
    }
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReport {
    pub records: u64,
    /// Bytes of an unfinished write at the end: removed by `open`, passed over by `open_read_only`.
    pub cut_bytes: u64,
    pub cut_at: Option<Cut>,
    /// Only from `open_read_only`: why the records end here although there is more in the files.
    pub damage: Option<Damage>,
    /// Bytes that were looked through: of a journal with a sound end, those of its last segment.
    pub bytes_read: u64,
}

/// A journal in a folder of segments.
///
/// Opening looks through the last segment alone, so it takes as long for a long journal as for a short one. What the
/// others hold is checked when it is read, each segment as a whole and with its link to the next, and by `verify`.
pub struct FileJournal {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    earlier: Vec<Earlier>,
    /// None if there is nothing to read.
    last: Option<Index>,
    head: [u8; 32],
    /// None if it was opened for reading.
    writer: Option<Writer>,
}

struct Writer {
    /// The end of the last of the segments.
    tail: Tail,
    options: Options,
    /// A new segment was begun and may be on disk: nothing more may go into the old one.
    rotating: bool,
    _lock: Box<dyn Guard>,
}

impl Writer {
    fn is_full(&self, more_bytes: u64) -> bool {
        let used = self.tail.len();
        self.rotating || (used > HEADER_BYTES && used + more_bytes > self.options.segment_bytes)
    }

    fn next_segment(
        &mut self,
        disk: &dyn Disk,
        dir: &Path,
        next_seq: u64,
        head: [u8; 32],
    ) -> Result<Index, JournalError> {
        // A segment that is followed by another is taken for whole, so leftovers of a failed write go first.
        self.tail.heal().at("cut a failed write in", dir)?;
        self.rotating = true;
        let segment = new_segment(disk, dir, next_seq, head)?;
        self.tail = open_tail(disk, &segment)?;
        self.rotating = false;
        Ok(segment)
    }
}

impl FileJournal {
    /// Opens a journal for writing, making it if there is none. An unfinished write at its end is cut off and
    /// reported; any other damage of the last segment is an error and nothing is changed.
    pub fn open(dir: impl AsRef<Path>, options: Options) -> Result<(Self, OpenReport), JournalError> {
        Self::open_on(RealDisk::shared(), dir, options)
    }

    /// The same on another disk.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        dir: impl AsRef<Path>,
        options: Options,
    ) -> Result<(Self, OpenReport), JournalError> {
        let dir = dir.as_ref().to_path_buf();
        create_folder(&*disk, &dir)?;
        let lock = lock(&*disk, &dir)?;
        let (mut earlier, mut walk) = earlier::walk_end(&*disk, &dir)?;
        let report = report(&walk);
        match &walk.end {
            End::Clean => {}
            End::Torn { cut, .. } => remove_tail(&*disk, &dir, cut)?,
            End::Damaged(damage) => return Err(JournalError::Damaged { dir, damage: damage.clone() }),
        }
        let (last, tail) = match walk.segments.pop() {
            Some(segment) => {
                let tail = settled_tail(&*disk, &dir, &segment, walk.last_group)?;
                (segment, tail)
            }
            None => {
                let segment = new_segment(&*disk, &dir, 1, walk.head)?;
                let tail = open_tail(&*disk, &segment)?;
                (segment, tail)
            }
        };
        earlier::seal(&mut earlier, walk.segments, last.first_seq, &last.path);
        let writer = Some(Writer { tail, options, rotating: false, _lock: lock });
        Ok((FileJournal { disk, dir, earlier, last: Some(last), head: walk.head, writer }, report))
    }

    /// Opens what is intact of a journal and changes nothing. Its writer may be at work: later records are not seen.
    /// Damage before the last segment is met by the `read` that comes to it.
    pub fn open_read_only(dir: impl AsRef<Path>) -> Result<(Self, OpenReport), JournalError> {
        Self::open_read_only_on(RealDisk::shared(), dir)
    }

    /// The same on another disk.
    pub fn open_read_only_on(
        disk: Arc<dyn Disk>,
        dir: impl AsRef<Path>,
    ) -> Result<(Self, OpenReport), JournalError> {
        let dir = dir.as_ref().to_path_buf();
        let (mut earlier, mut walk) = earlier::walk_end(&*disk, &dir)?;
        exists(&*disk, &dir, &walk)?;
        let (report, last) = (report(&walk), walk.segments.pop());
        if let Some(last) = &last {
            earlier::seal(&mut earlier, walk.segments, last.first_seq, &last.path);
        }
        Ok((FileJournal { disk, dir, earlier, last, head: walk.head, writer: None }, report))
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Becomes the one writer of a journal.
pub(crate) fn lock(disk: &dyn Disk, dir: &Path) -> Result<Box<dyn Guard>, JournalError> {
    disk.lock(&dir.join(LOCK_NAME)).map_err(|busy| match busy {
        Busy::Held { pid } => JournalError::InUse { dir: dir.to_path_buf(), pid },
        Busy::Disk(error) => error.into(),
    })
}

/// Walks a folder that must already be a journal, if only an empty one.
pub(super) fn walk_existing(disk: &dyn Disk, dir: &Path) -> Result<Walk, JournalError> {
    let walk = walk::walk(disk, dir)?;
    exists(disk, dir, &walk)?;
    Ok(walk)
}

fn exists(disk: &dyn Disk, dir: &Path, walk: &Walk) -> Result<(), JournalError> {
    let untouched = walk.segments.is_empty() && matches!(walk.end, End::Clean);
    if untouched && kind(disk, &dir.join(LOCK_NAME))?.is_none() {
        return Err(JournalError::Missing { dir: dir.to_path_buf() });
    }
    Ok(())
}

fn report(walk: &Walk) -> OpenReport {
    let read = OpenReport { records: walk.last_seq(), bytes_read: walk.bytes, ..OpenReport::default() };
    match &walk.end {
        End::Clean => read,
        End::Torn { cut, bytes } => OpenReport { cut_bytes: *bytes, cut_at: Some(cut.clone()), ..read },
        End::Damaged(damage) => OpenReport { damage: Some(damage.clone()), ..read },
    }
}

fn remove_tail(disk: &dyn Disk, dir: &Path, cut: &Cut) -> Result<(), JournalError> {
    let path = dir.join(&cut.segment);
    if cut.offset < HEADER_BYTES {
        disk.remove_file(&path).at("remove the unfinished segment", &path)?;
        return Ok(sync_folder(disk, dir)?);
    }
    let file = disk.open(&path, Open::Write).at("open", &path)?;
    file.set_len(cut.offset).and_then(|()| file.sync()).at("cut the unfinished write from", &path)?;
    Ok(())
}

fn new_segment(disk: &dyn Disk, dir: &Path, first_seq: u64, prev: [u8; 32]) -> Result<Index, JournalError> {
    let path = segment::create(disk, dir, first_seq, prev)?;
    Ok(Index { first_seq, path, starts: Vec::new(), end: HEADER_BYTES })
}

fn open_tail(disk: &dyn Disk, segment: &Index) -> Result<Tail, JournalError> {
    let file = disk.open(&segment.path, Open::Write).at("open", &segment.path)?;
    Ok(Tail::new(file, segment.end))
}

/// A writer that was killed may have left a group of records, and the name of a segment, that no sync has made durable.
fn settled_tail(disk: &dyn Disk, dir: &Path, segment: &Index, last_group: u64) -> Result<Tail, JournalError> {
    let tail = open_tail(disk, segment)?;
    tail.rewrite_from(last_group).at("sync", &segment.path)?;
    sync_folder(disk, dir)?;
    Ok(tail)
}

impl Journal for FileJournal {
    fn append(&mut self, batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError> {
        let next_seq = self.last_seq() + 1;
        let Some(writer) = &mut self.writer else { return Err(JournalError::ReadOnly) };
        if batch.is_empty() {
            return Ok(next_seq..next_seq);
        }
        let group = Group::encode(&batch, next_seq, self.head)?;
        let bytes = group.bytes.len() as u64;
        let Some(segment) = &mut self.last else { return Err(JournalError::ReadOnly) };
        if writer.is_full(bytes) {
            let next = writer.next_segment(&*self.disk, &self.dir, next_seq, self.head)?;
            let full = std::mem::replace(segment, next);
            earlier::seal(&mut self.earlier, vec![full], next_seq, &segment.path);
        }
        let start = writer.tail.len();
        writer.tail.commit(&group.bytes).at("append to", &segment.path)?;
        segment.starts.extend(group.starts.iter().map(|offset| start + offset));
        segment.end = writer.tail.len();
        self.head = group.head;
        Ok(next_seq..self.last_seq() + 1)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, JournalError> {
        let mut records = Vec::new();
        let from = from.max(1);
        let first = self.earlier.partition_point(|segment| segment.next_seq() <= from);
        for segment in &self.earlier[first..] {
            if records.len() >= max {
                return Ok(records);
            }
            let found = segment.look(&*self.disk, &self.dir)?;
            found.index.read(&*self.disk, from.max(found.index.first_seq), max, &mut records)?;
            match &found.damage {
                Some(_) if records.len() >= max => {}
                // What is before it first; whoever asks for more is told.
                Some(_) if !records.is_empty() => return Ok(records),
                Some(damage) => {
                    return Err(JournalError::Damaged { dir: self.dir.clone(), damage: damage.clone() });
                }
                None => {}
            }
        }
        if let Some(last) = &self.last
            && records.len() < max
            && from < last.next_seq()
        {
            last.read(&*self.disk, from.max(last.first_seq), max, &mut records)?;
        }
        Ok(records)
    }

    fn last_seq(&self) -> u64 {
        self.last.as_ref().map_or(0, |segment| segment.next_seq() - 1)
    }

    fn head(&self) -> [u8; 32] {
        self.head
    }
}
