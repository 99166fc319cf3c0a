//! The journal of a session: records in order, each bound to the one before it, on disk before they are acknowledged.
//!
//! A folder of segments, `00000000000000000001.seg` and so on, each named after its first record:
//! preamble and origin, then for each record a head (length, place, checksums), a fixed envelope and the body.

mod earlier;
mod file;
mod frame;
mod index;
mod memory;
mod segment;
mod tail;
mod tear;
mod verify;
mod walk;

/// What repairing a journal needs of its insides.
pub(crate) mod repairable {
    pub(crate) use super::file::lock;
    pub(crate) use super::frame::whole_record;
    pub(crate) use super::segment::{HEADER_BYTES, list};
    pub(crate) use super::walk::{End, walk};
}

/// What a backup of a journal needs of its insides.
pub(crate) mod backed {
    use super::walk::{End, Walk};

    /// Why there is more in the files than the walk found, beyond an unfinished write.
    pub(crate) fn damage(walk: &Walk) -> Option<String> {
        match &walk.end {
            End::Damaged(damage) => Some(damage.to_string()),
            End::Clean | End::Torn { .. } => None,
        }
    }
}

pub(crate) use walk::walk_prefix;

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

pub use file::{FileJournal, OpenReport, Options};
pub use memory::MemoryJournal;
pub use verify::{Verdict, verify, verify_on};

use crate::disk::DiskError;

/// One record's body. Longer text is a blob; this much leaves room for a plan and bounds what a reader allocates.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes committed together. A group lies in one segment, so this also bounds how far one can outgrow its size.
pub const GROUP_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Records committed together: their places are counted in two bytes.
pub const GROUP_RECORDS_MAX: usize = 1 << 16;
/// A segment that has reached this is continued in a new file: opening a journal looks through one, in milliseconds.
pub const SEGMENT_BYTES: u64 = 4 * 1024 * 1024;

/// A record as it was kept. `body` is one JSON document, `prev` the BLAKE3 of the record before it (zeros for the first).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub seq: u64,
    pub time_ms: u64,
    pub kind: u16,
    pub version: u16,
    pub prev: [u8; 32],
    pub body: Vec<u8>,
}

/// A record to keep. `body` is one JSON document; `kind` and `version` say how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    pub time_ms: u64,
    pub kind: u16,
    pub version: u16,
    pub body: Vec<u8>,
}

impl NewRecord {
    /// The hash that this record has as number `seq` of a journal whose record before it has the hash `prev`.
    pub fn hash(&self, prev: [u8; 32], seq: u64) -> [u8; 32] {
        frame::link(prev, seq, self)
    }
}

/// An append-only sequence of records, from 1 and without gaps.
pub trait Journal: Send {
    /// Keeps the batch in order; one batch costs one sync. What is acknowledged is on disk, and after an error nothing
    /// of the batch is kept. If the process dies before the answer, all of the batch may be there, or nothing of it.
    fn append(&mut self, batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError>;

    /// The records from `from` on, at most `max`; fewer only at the end, or before damage that was not known yet: then
    /// the next call names it.
    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, JournalError>;

    /// 0 if there is no record yet.
    fn last_seq(&self) -> u64;

    /// BLAKE3 of the last record (envelope and body), zeros if there is none. It stands for the whole chain.
    fn head(&self) -> [u8; 32];
}

/// Where a journal stops being what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The first record that cannot be trusted; all before it can be read.
    pub seq: u64,
    /// File name of the segment it lies in.
    pub segment: String,
    /// Where in that file.
    pub offset: u64,
    pub why: Flaw,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} is damaged ({} at byte {}: {})", self.seq, self.segment, self.offset, self.why)
    }
}

/// What is wrong at the place of a damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the header of the segment does not match its checksum")]
    SegmentHeader,
    #[error("the segment does not continue the one before it")]
    SegmentOrder,
    #[error("the segment that should hold it is missing")]
    SegmentMissing,
    #[error("the file ends inside the record")]
    Short,
    #[error("the length of the record does not match its checksum")]
    Head,
    #[error("the record does not match its checksum")]
    Payload,
    #[error("record {found} stands in its place")]
    Sequence { found: u64 },
    #[error("the chain of hashes breaks after it")]
    Chain,
}

/// The unfinished end of a journal: what was being written when the process or the machine stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The record that would have stood there.
    pub seq: u64,
    /// File name of the segment.
    pub segment: String,
    /// Bytes of that file that are kept.
    pub offset: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("{damage}; the {} records before it can be read; restore {} from a backup, or go on with those after `samriddh doctor --repair`", damage.seq - 1, dir.display())]
    Damaged { dir: PathBuf, damage: Damage },
    #[error(
        "{} was written by a newer version of samriddh (format {found}, this one knows {known}); update samriddh",
        path.display()
    )]
    Newer { path: PathBuf, found: u16, known: u16 },
    #[error("{} is not a journal; check the session id and SAMRIDDH_HOME", dir.display())]
    Missing { dir: PathBuf },
    #[error(
        "{} is being written by another samriddh ({}); attach to it instead",
        dir.display(), pid.map_or("unknown process".to_string(), |pid| format!("pid {pid}"))
    )]
    InUse { dir: PathBuf, pid: Option<u32> },
    #[error("the journal was opened for reading only; open it for writing to append")]
    ReadOnly,
    #[error(
        "a {what} of {bytes} bytes is over the limit of {bytes_max}; keep long text as a blob and split the batch"
    )]
    TooLarge { what: &'static str, bytes: usize, bytes_max: usize },
}
