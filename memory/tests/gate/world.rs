//! What a process does with a disk, what it was promised, and whether the promise holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use memory::disk::sim::SimDisk;
use memory::{
    BlobError, BlobHash, Blobs, DataFolder, FileBlobs, FileJournal, FileSnapshots, Journal, NewRecord,
    Options, Record, Snapshots, Verdict, verify_on,
};

const HOME: &str = "/home/data";
/// A few groups each, so that the script begins several segments.
const OPTIONS: Options = Options { segment_bytes: 4_000 };

#[derive(Clone)]
pub enum Step {
    Append(Vec<NewRecord>),
    Blob(Vec<u8>),
    Snapshot(u64, Vec<u8>),
    ReadAll,
    /// The process ends in order and starts again.
    Reopen,
}

/// Groups of all sizes, new segments, blobs that are new and that are there already, more snapshots than are kept.
pub fn script() -> Vec<Step> {
    let body =
        |seed: usize, len: usize| format!("{{\"n\":{seed},\"text\":\"{}\"}}", "x".repeat(len)).into_bytes();
    let record = |seed: usize, len| NewRecord {
        time_ms: 1_700_000_000_000 + seed as u64,
        kind: 3,
        version: 1,
        body: body(seed, len),
    };
    let mut steps = Vec::new();
    for round in 0..4_usize {
        steps.push(Step::Append(vec![record(round, 10)]));
        steps.push(Step::Blob(body(round, 1_300)));
        steps.push(Step::Append((0..3).map(|n| record(10 * round + n, 90 + 333 * n)).collect()));
        steps.push(Step::Snapshot(round as u64, body(round, 700)));
        steps.push(Step::Blob(body(round / 2, 1_300)));
        steps.push(Step::Append(vec![record(round, 1_800), record(round, 0)]));
        if round % 2 == 1 {
            steps.push(Step::ReadAll);
            steps.push(Step::Snapshot(10 + round as u64, body(round, 70)));
            steps.push(Step::Reopen);
        }
    }
    steps
}

/// An open data folder.
pub struct World {
    disk: SimDisk,
    _owned: DataFolder,
    journal: FileJournal,
    blobs: FileBlobs,
    snapshots: FileSnapshots,
}

/// What the process was told is kept, and what it only tried to keep.
#[derive(Clone, Default)]
pub struct Promised {
    records: Vec<NewRecord>,
    /// Batches that were refused since the last one that was kept.
    refused: Vec<Vec<NewRecord>>,
    blobs: Vec<Vec<u8>>,
    blobs_tried: Vec<Vec<u8>>,
    snapshot: Option<u64>,
    snapshots_tried: BTreeMap<u64, Vec<u8>>,
}

impl World {
    pub fn open(disk: &SimDisk) -> Result<World, String> {
        let shared = || Arc::new(disk.clone());
        let owned = DataFolder::lock_on(disk, HOME).map_err(text)?;
        let journal = owned.layout().journal("s").map_err(text)?;
        let (journal, _) = FileJournal::open_on(shared(), journal, OPTIONS).map_err(text)?;
        let blobs = FileBlobs::open_on(shared(), owned.layout().blobs()).map_err(text)?;
        let snapshots =
            FileSnapshots::open_on(shared(), owned.layout().root().join("snapshots")).map_err(text)?;
        Ok(World { disk: disk.clone(), _owned: owned, journal, blobs, snapshots })
    }

    /// Does a step and writes down what was promised. The world is gone if it could not be opened again.
    pub fn perform(self, step: &Step, promised: &mut Promised) -> (Option<World>, Result<(), String>) {
        let mut world = self;
        let done = match step {
            Step::Append(batch) => world.append(batch, promised),
            Step::Blob(bytes) => world.put(bytes, promised),
            Step::Snapshot(seq, bytes) => world.save(*seq, bytes, promised),
            Step::ReadAll => world.journal.read(1, usize::MAX).map(drop).map_err(text),
            Step::Reopen => {
                let disk = world.disk.clone();
                drop(world);
                return match World::open(&disk) {
                    Ok(world) => (Some(world), Ok(())),
                    Err(error) => (None, Err(error)),
                };
            }
        };
        (Some(world), done)
    }

    fn append(&mut self, batch: &[NewRecord], promised: &mut Promised) -> Result<(), String> {
        let before = (self.journal.last_seq(), self.journal.head());
        match self.journal.append(batch.to_vec()) {
            Ok(_) => {
                promised.records.extend_from_slice(batch);
                promised.refused.clear();
                Ok(())
            }
            Err(error) => {
                assert_eq!((self.journal.last_seq(), self.journal.head()), before, "refused: {error}");
                promised.refused.push(batch.to_vec());
                Err(text(error))
            }
        }
    }

    fn put(&self, bytes: &[u8], promised: &mut Promised) -> Result<(), String> {
        promised.blobs_tried.push(bytes.to_vec());
        self.blobs.put(bytes).map_err(text)?;
        promised.blobs.push(bytes.to_vec());
        Ok(())
    }

    fn save(&self, seq: u64, bytes: &[u8], promised: &mut Promised) -> Result<(), String> {
        promised.snapshots_tried.insert(seq, bytes.to_vec());
        self.snapshots.save("s", seq, bytes).map_err(text)?;
        promised.snapshot = promised.snapshot.max(Some(seq));
        Ok(())
    }

    /// Panics, saying `at`, if anything that was promised is not there, or anything is there that nobody wrote.
    /// Records of a refused batch that turn out to be kept are promised from now on.
    pub fn check(&self, promised: &mut Promised, at: &str) {
        let kept = self.journal.read(1, usize::MAX).unwrap_or_else(|error| panic!("{at}: {error}"));
        let kept: Vec<NewRecord> = kept.into_iter().map(fields).collect();
        assert!(
            kept.len() >= promised.records.len(),
            "{at}: {} records of {}",
            kept.len(),
            promised.records.len()
        );
        let (known, more) = kept.split_at(promised.records.len());
        assert!(known == promised.records, "{at}: a record is not what was kept");
        let tried = more.is_empty() || promised.refused.iter().any(|batch| batch.starts_with(more));
        assert!(tried, "{at}: {} records that nobody wrote", more.len());
        if !more.is_empty() {
            promised.refused.clear();
        }
        promised.records = kept;
        let intact = Verdict::Intact { records: self.journal.last_seq(), head: self.journal.head() };
        let verdict = verify_on(&self.disk, self.journal.dir());
        assert!(verdict.as_ref().is_ok_and(|verdict| *verdict == intact), "{at}: {verdict:?}");
        self.check_blobs(promised, at);
        self.check_snapshots(promised, at);
    }

    fn check_blobs(&self, promised: &Promised, at: &str) {
        for bytes in &promised.blobs_tried {
            match self.blobs.get(&BlobHash::of(bytes)) {
                Ok(found) => assert!(found == *bytes, "{at}: a blob is another"),
                Err(BlobError::Missing { .. }) if !promised.blobs.contains(bytes) => {}
                Err(error) => panic!("{at}: {error}"),
            }
        }
    }

    fn check_snapshots(&self, promised: &Promised, at: &str) {
        let latest = self.snapshots.latest("s", u64::MAX).unwrap_or_else(|error| panic!("{at}: {error}"));
        let found = latest.as_ref().map(|(seq, _)| *seq);
        assert!(found >= promised.snapshot, "{at}: snapshot {found:?} instead of {:?}", promised.snapshot);
        if let Some((seq, bytes)) = latest {
            assert!(promised.snapshots_tried.get(&seq) == Some(&bytes), "{at}: snapshot {seq} is another");
        }
    }
}

fn fields(record: Record) -> NewRecord {
    let Record { time_ms, kind, version, body, .. } = record;
    NewRecord { time_ms, kind, version, body }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
