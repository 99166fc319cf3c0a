//! Walking a journal from its first byte: every checksum, every number, every link of the chain.

use std::io::{BufReader, Read};
use std::path::Path;

use super::frame::{self, Frame};
use super::index::{self, Index};
use super::segment::{self, FORMAT_VERSION, HEADER_BYTES, Header};
use super::{Cut, Damage, Flaw, JournalError, tear};
use crate::codec::{Envelope, FrameHead};
use crate::disk::{At, Disk, DiskFile, Open, Reader};

/// What a walk found: the intact prefix, and how it ends.
pub(crate) struct Walk {
    pub(super) segments: Vec<Index>,
    /// Hash of the last intact record.
    pub head: [u8; 32],
    /// Where the last group of records begins in the last segment.
    pub last_group: u64,
    /// Hash of the record before that group.
    group_head: [u8; 32],
    /// Records of that group that are still to come.
    left: u16,
    /// Hash of the one before it, in case the chain disowns the last.
    before_head: [u8; 32],
    /// The first record there is to walk over.
    begin: u64,
    /// Bytes of the files that were walked over.
    pub(super) bytes: u64,
    pub end: End,
}

#[derive(Debug)]
pub(crate) enum End {
    Clean,
    Torn { cut: Cut, bytes: u64 },
    Damaged(Damage),
}

/// Walks the segments in `dir`. Errors only if the disk fails or a newer format is met; damage is a finding.
pub(crate) fn walk(disk: &dyn Disk, dir: &Path) -> Result<Walk, JournalError> {
    let mut walk = Walk::after(0, [0; 32]);
    let files = segment::list(disk, dir)?;
    for (place, (first_seq, path)) in files.iter().enumerate() {
        let is_last = place + 1 == files.len();
        walk.end = walk.segment(disk, *first_seq, path, is_last)?;
        if !matches!(walk.end, End::Clean) {
            break;
        }
    }
    walk.drop_unfinished_group();
    Ok(walk)
}

/// Walks what a backup may take: whole groups alone, also where damage follows.
pub(crate) fn walk_prefix(disk: &dyn Disk, dir: &Path) -> Result<Walk, JournalError> {
    let mut walk = walk(disk, dir)?;
    if let End::Damaged(damage) = &walk.end
        && (walk.left > 0 || damage.why == Flaw::Chain)
    {
        walk.cut_to_last_group();
    }
    Ok(walk)
}

/// Walks one segment on the word of its header about the one before it. None if that header says nothing sound.
pub(super) fn walk_one(
    disk: &dyn Disk,
    first_seq: u64,
    path: &Path,
    is_last: bool,
) -> Result<Option<Walk>, JournalError> {
    let Some(prev) = origin(disk, first_seq, path)? else { return Ok(None) };
    let mut walk = Walk::after(first_seq - 1, prev);
    walk.end = walk.segment(disk, first_seq, path, is_last)?;
    if is_last {
        walk.drop_unfinished_group();
    }
    Ok(Some(walk))
}

/// The hash of the record before segment `first_seq`, as its header tells it.
pub(super) fn origin(disk: &dyn Disk, first_seq: u64, path: &Path) -> Result<Option<[u8; 32]>, JournalError> {
    let file = disk.open(path, Open::Read).at("open", path)?;
    match segment::read_header(&*file, path)? {
        Header::Newer(found) => {
            Err(JournalError::Newer { path: path.to_path_buf(), found, known: FORMAT_VERSION })
        }
        Header::Known(origin) => Ok(Some(origin.prev).filter(|_| origin.first_seq == first_seq)),
        Header::Damaged | Header::Short => Ok(None),
    }
}

impl Walk {
    /// Begins behind record `seq`, whose hash is `head`.
    fn after(seq: u64, head: [u8; 32]) -> Self {
        Walk {
            segments: Vec::new(),
            head,
            last_group: HEADER_BYTES,
            group_head: head,
            left: 0,
            before_head: head,
            begin: seq + 1,
            bytes: 0,
            end: End::Clean,
        }
    }

    /// Each segment, and how many of its bytes are part of the walk.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (&Path, u64)> {
        self.segments.iter().map(|segment| (segment.path.as_path(), segment.end))
    }

    fn cut_to_last_group(&mut self) {
        let Some(segment) = self.segments.last_mut() else { return };
        let offset = self.last_group;
        segment.starts.retain(|start| *start < offset);
        segment.end = offset;
        self.head = self.group_head;
    }

    pub(crate) fn last_seq(&self) -> u64 {
        self.next_seq() - 1
    }

    fn next_seq(&self) -> u64 {
        self.segments.last().map_or(self.begin, Index::next_seq)
    }

    fn segment(
        &mut self,
        disk: &dyn Disk,
        first_seq: u64,
        path: &Path,
        is_last: bool,
    ) -> Result<End, JournalError> {
        let file = disk.open(path, Open::Read).at("open", path)?;
        let len = file.size().at("measure", path)?;
        self.bytes += len;
        let seq = self.next_seq();
        let damaged = |why| Ok(End::Damaged(Damage { seq, segment: index::name(path), offset: 0, why }));
        match segment::read_header(&*file, path)? {
            Header::Newer(found) => {
                return Err(JournalError::Newer { path: path.to_path_buf(), found, known: FORMAT_VERSION });
            }
            _ if first_seq > seq => return damaged(Flaw::SegmentMissing),
            _ if first_seq < seq => return damaged(Flaw::SegmentOrder),
            Header::Short if is_last => {
                return Ok(End::Torn { cut: Cut { seq, segment: index::name(path), offset: 0 }, bytes: len });
            }
            Header::Short | Header::Damaged => return damaged(Flaw::SegmentHeader),
            Header::Known(origin) if origin.first_seq != seq => return damaged(Flaw::SegmentOrder),
            Header::Known(origin) if origin.prev != self.head => return Ok(self.disown_last(path)),
            Header::Known(_) => {}
        }
        self.last_group = HEADER_BYTES;
        self.segments.push(Index {
            first_seq,
            path: path.to_path_buf(),
            starts: Vec::new(),
            end: HEADER_BYTES,
        });
        self.records(&*file, len, path, is_last)
    }

    fn records(
        &mut self,
        file: &dyn DiskFile,
        len: u64,
        path: &Path,
        is_last: bool,
    ) -> Result<End, JournalError> {
        let mut reader = BufReader::new(Reader::new(file, HEADER_BYTES));
        let mut payload = Vec::new();
        let mut offset = HEADER_BYTES;
        while offset < len {
            let seq = self.next_seq();
            let found = frame::read(&mut reader, len - offset, &mut payload).at("read", path)?;
            let why = match found {
                Frame::Whole(FrameHead { place, left, .. }) => match frame::envelope(&payload) {
                    Some(Envelope { seq: found, .. }) if found != seq => Flaw::Sequence { found },
                    Some(Envelope { prev, .. }) if prev != self.head => return Ok(self.disown_last(path)),
                    Some(_) => {
                        if place == 0 {
                            (self.last_group, self.group_head) = (offset, self.head);
                        }
                        self.left = left;
                        let end = offset + frame::bytes(&payload);
                        self.accept(offset, end, frame::hash(&payload));
                        offset = end;
                        continue;
                    }
                    None => Flaw::Payload,
                },
                Frame::Short => Flaw::Short,
                Frame::BadHead => Flaw::Head,
                Frame::BadPayload => Flaw::Payload,
            };
            let segment = index::name(path);
            if is_last && tear::is_torn(&rest(file, offset, len, path)?, offset, seq, found) {
                return Ok(End::Torn { cut: Cut { seq, segment, offset }, bytes: len - offset });
            }
            return Ok(End::Damaged(Damage { seq, segment, offset, why }));
        }
        Ok(End::Clean)
    }

    /// A group is acknowledged as a whole: one that ends early was being written, and what is there of it goes.
    fn drop_unfinished_group(&mut self) {
        let Some(segment) = self.segments.last().filter(|_| self.left > 0) else { return };
        let (end, missing) = match &self.end {
            End::Clean => (segment.end, 0),
            End::Torn { cut, bytes } => (cut.offset, *bytes),
            // Behind damage nothing tells whether the rest of the group was there.
            End::Damaged(_) => return,
        };
        let offset = self.last_group;
        self.cut_to_last_group();
        let Some(segment) = self.segments.last() else { return };
        let cut = Cut { seq: segment.next_seq(), segment: index::name(&segment.path), offset };
        self.end = End::Torn { cut, bytes: end - offset + missing };
    }

    fn accept(&mut self, start: u64, end: u64, hash: [u8; 32]) {
        self.before_head = std::mem::replace(&mut self.head, hash);
        if let Some(segment) = self.segments.last_mut() {
            segment.starts.push(start);
            segment.end = end;
        }
    }

    /// What follows names another predecessor, with sound checksums: the last accepted record was replaced.
    fn disown_last(&mut self, path: &Path) -> End {
        while let Some(segment) = self.segments.last_mut() {
            if let Some(offset) = segment.starts.pop() {
                segment.end = offset;
                self.head = self.before_head;
                let (seq, segment) = (segment.next_seq(), index::name(&segment.path));
                return End::Damaged(Damage { seq, segment, offset, why: Flaw::Chain });
            }
            self.segments.pop();
        }
        // The first record of all claims a predecessor.
        End::Damaged(Damage { seq: 1, segment: index::name(path), offset: HEADER_BYTES, why: Flaw::Chain })
    }
}

/// The bytes from `offset` up to the length that was measured.
fn rest(file: &dyn DiskFile, offset: u64, len: u64, path: &Path) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::new();
    Reader::new(file, offset).take(len - offset).read_to_end(&mut bytes).at("read", path)?;
    Ok(bytes)
}
