//! What is kept: the journal of each session, blobs, snapshots, and a store of what can be rebuilt.
//!
//! Bodies are bytes to this crate: it knows no event. Time is an argument, and nothing here reads a clock.

pub mod backup;
mod begin;
pub mod blobs;
mod codec;
pub mod conform;
pub mod disk;
mod folder;
pub mod format;
pub mod journal;
mod lock;
mod repair;
pub mod snapshots;
pub mod store;

pub use backup::{BackupError, backup, check, restore};
pub use begin::BeginError;
pub use blobs::{
    BLOB_BYTES_MAX, BLOB_THRESHOLD, BadBlobHash, BlobError, BlobHash, Blobs, FileBlobs, MemoryBlobs,
};
pub use disk::{Disk, DiskError, DiskProblem, RealDisk};
pub use folder::{BadSessionName, DataFolder, Layout, LockError, Owner, SESSION_NAME_CHARS_MAX};
pub use format::{DATA_FORMAT, FormatError, check_format};
pub use journal::{
    BODY_BYTES_MAX, Cut, Damage, FileJournal, Flaw, GROUP_BYTES_MAX, GROUP_RECORDS_MAX, Journal,
    JournalError, MemoryJournal, NewRecord, OpenReport, Options, Record, SEGMENT_BYTES, Verdict, verify,
    verify_on,
};
pub use repair::{JournalLoss, LostBlob, RepairError, RepairReport, repair, repair_on};
pub use snapshots::{
    FileSnapshots, LayeredSnapshots, SNAPSHOT_BYTES_MAX, SNAPSHOTS_KEPT, Snapshots, StoreSnapshots,
};
pub use store::{
    Change, Entry, KEY_BYTES_MAX, Keyspace, MemoryStore, Order, SetAside, SledStore, Store, StoreError,
    StoreReport, VALUE_BYTES_MAX,
};
