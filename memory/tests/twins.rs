//! Each implementation of a trait, on disk, on a simulated disk and in memory, passes the same suite.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use memory::disk::sim::SimDisk;
use memory::{
    FileBlobs, FileJournal, FileSnapshots, LayeredSnapshots, MemoryBlobs, MemoryJournal, MemoryStore,
    Options, RealDisk, SledStore, Snapshots, StoreSnapshots, conform,
};
use tempfile::TempDir;

/// Folders of their own, one a call.
fn folders(root: &Path) -> impl FnMut() -> PathBuf {
    let mut next = 0;
    move || {
        next += 1;
        root.join(next.to_string())
    }
}

#[test]
fn the_disk_of_this_machine() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::disk(|| {
        let dir = fresh();
        std::fs::create_dir(&dir).unwrap();
        (RealDisk, dir)
    });
}

#[test]
fn the_simulated_disk() {
    conform::disk(|| (SimDisk::new(1), PathBuf::from("/")));
}

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
    let mut fresh = folders(folder.path());
    conform::journal(|| FileJournal::open(fresh(), options.clone()).unwrap().0);
}

#[test]
fn the_journal_on_a_simulated_disk() {
    let mut fresh = folders(Path::new("/data"));
    let disk = SimDisk::new(1);
    conform::journal(|| {
        FileJournal::open_on(Arc::new(disk.clone()), fresh(), Options { segment_bytes: 200 }).unwrap().0
    });
}

#[test]
fn the_journal_in_memory() {
    conform::journal(MemoryJournal::new);
}

#[test]
fn blobs_in_files() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::blobs(|| FileBlobs::open(fresh()).unwrap());
}

#[test]
fn blobs_on_a_simulated_disk() {
    conform::blobs(|| FileBlobs::open_on(Arc::new(SimDisk::new(1)), "/data/blobs").unwrap());
}

#[test]
fn blobs_in_memory() {
    conform::blobs(MemoryBlobs::new);
}

#[test]
fn the_store_in_files() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::store(|| SledStore::open(fresh()).unwrap().0);
}

#[test]
fn the_store_in_memory() {
    conform::store(MemoryStore::new);
}

#[test]
fn snapshots_in_a_store_in_files() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::snapshots(|| StoreSnapshots::new(Arc::new(SledStore::open(fresh()).unwrap().0)));
}

#[test]
fn snapshots_in_a_store_in_memory() {
    conform::snapshots(|| StoreSnapshots::new(Arc::new(MemoryStore::new())));
}

#[test]
fn snapshots_in_files() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::snapshots(|| FileSnapshots::open(fresh()).unwrap());
}

#[test]
fn snapshots_on_a_simulated_disk() {
    conform::snapshots(|| FileSnapshots::open_on(Arc::new(SimDisk::new(1)), "/data/snapshots").unwrap());
}

#[test]
fn snapshots_in_a_store_and_in_files() {
    let folder = TempDir::new().unwrap();
    let mut fresh = folders(folder.path());
    conform::snapshots(|| {
        let near = StoreSnapshots::new(Arc::new(MemoryStore::new()));
        LayeredSnapshots::new(Some(near), FileSnapshots::open(fresh()).unwrap())
    });
    conform::snapshots(|| LayeredSnapshots::new(None, FileSnapshots::open(fresh()).unwrap()));
}

#[test]
fn a_file_is_written_for_what_the_store_does_not_take_and_now_and_then_for_the_rest() {
    let (disk, small, large) = (Arc::new(SimDisk::new(1)), vec![1; 10], vec![2; 300 * 1024]);
    let far = || FileSnapshots::open_on(disk.clone(), "/data/snapshots").unwrap();
    let near = StoreSnapshots::new(Arc::new(MemoryStore::new()));
    let layered = LayeredSnapshots::new(Some(near), far());
    let in_files = || far().latest("s", u64::MAX).unwrap().map(|(seq, _)| seq);
    let mut seen = Vec::new();
    for (seq, bytes) in [(256, &small), (4_096, &small), (4_352, &small), (4_608, &large), (8_800, &small)] {
        layered.save("s", seq, bytes).unwrap();
        assert_eq!(layered.latest("s", u64::MAX).unwrap(), Some((seq, bytes.clone())));
        seen.push(in_files());
    }
    assert_eq!(seen, [None, Some(4_096), Some(4_096), Some(4_608), Some(8_800)]);
}
