//! The twin on disk and the twin in memory pass the same suite.

use std::sync::Arc;

use memory::{
    FileBlobs, FileJournal, MemoryBlobs, MemoryJournal, MemoryStore, Options, SledStore, StoreSnapshots,
    conform,
};
use tempfile::TempDir;

#[test]
fn the_journal_in_files() {
    conform_files(Options::default());
}

#[test]
fn the_journal_in_many_small_files() {
    conform_files(Options { segment_bytes: 200 });
}

fn conform_files(options: Options) {
    let folder = TempDir::new().unwrap();
    let mut next = 0;
    conform::journal(|| {
        next += 1;
        FileJournal::open(folder.path().join(next.to_string()), options.clone()).unwrap().0
    });
}

#[test]
fn the_journal_in_memory() {
    conform::journal(MemoryJournal::new);
}

#[test]
fn blobs_in_files() {
    let folder = TempDir::new().unwrap();
    let mut next = 0;
    conform::blobs(|| {
        next += 1;
        FileBlobs::open(folder.path().join(next.to_string())).unwrap()
    });
}

#[test]
fn blobs_in_memory() {
    conform::blobs(MemoryBlobs::new);
}

#[test]
fn the_store_in_files() {
    let folder = TempDir::new().unwrap();
    let mut next = 0;
    conform::store(|| {
        next += 1;
        SledStore::open(folder.path().join(next.to_string())).unwrap().0
    });
}

#[test]
fn the_store_in_memory() {
    conform::store(MemoryStore::new);
}

#[test]
fn snapshots_in_files() {
    let folder = TempDir::new().unwrap();
    let mut next = 0;
    conform::snapshots(|| {
        next += 1;
        StoreSnapshots::new(Arc::new(SledStore::open(folder.path().join(next.to_string())).unwrap().0))
    });
}

#[test]
fn snapshots_in_memory() {
    conform::snapshots(|| StoreSnapshots::new(Arc::new(MemoryStore::new())));
}
