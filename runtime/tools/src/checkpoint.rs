//! Saved states of a folder: everything in it, kept by content beside the record, put back exactly, never through `.git`.
//!
//! A save lists what is there (files with their permission bits, links, empty folders, named pipes) and keeps the bytes
//! as blobs through the [`Keep`] port. A restore saves the present state first, so that it can be undone; it is written
//! down before it begins and finished at the next start if the process dies in it. What cannot be saved (sockets, devices,
//! other file systems, what may not be read) is named before anything is done, and is never touched.

mod keep;
mod manifest;
mod path;
mod restore;
mod save;
mod scan;
mod tree;
mod vault;

pub use keep::{Keep, MemoryKeep};
pub use manifest::{Cover, Manifest, Piece};
pub use path::TreePath;
pub use restore::{Outlook, Part};
pub(crate) use scan::target_bytes;
pub use scan::{Scan, Uncovered, scan};
pub use tree::{Difference, Entry, Kind, Stamp, Tree, difference};
pub use vault::{
    Back, CHECKPOINT_BYTES_MAX, CHECKPOINTS_KEPT, Finished, Limits, Meta, Pruned, Reason, STORE_BYTES_MAX,
    Vault, Why, Wish,
};
