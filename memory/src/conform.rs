//! What every implementation of a trait of this crate must do, as functions that panic where one does not.
//!
//! Tests of this crate run them on each pair of twins; whoever writes another implementation runs them on it.

mod blobs;
mod disk;
mod journal;
mod snapshots;
mod store;

pub use blobs::blobs;
pub use disk::disk;
pub use journal::{filled, journal, note};
pub use snapshots::snapshots;
pub use store::store;
