//! The twin on disk and the twin in memory pass the same suite.

use memory::{FileBlobs, FileJournal, MemoryBlobs, MemoryJournal, Options, conform};
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
