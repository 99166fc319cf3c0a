//! A shelf in memory that outlives the simulated process: what was acknowledged is there for the next one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memory::{
    Blobs, Journal, JournalError, MemoryBlobs, MemoryJournal, MemoryStore, NewRecord, Record, Snapshots,
    StoreSnapshots,
};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use runtime::shelf::{Kept, Shelf};

use crate::switch::Switch;
use crate::witness::{Seen, Witness};

/// What all processes of one simulation keep.
#[derive(Clone, Default)]
pub struct Disk {
    journals: Arc<Mutex<BTreeMap<SessionId, MemoryJournal>>>,
    blobs: MemoryBlobs,
    store: MemoryStore,
    seen: Seen,
}

impl Disk {
    /// A session's journal as it is on the disk; an empty one if there is none yet.
    pub fn journal(&self, session: &SessionId) -> MemoryJournal {
        self.journals().entry(session.clone()).or_default().clone()
    }

    pub fn sessions(&self) -> Vec<SessionId> {
        self.journals().keys().cloned().collect()
    }

    /// Another disk with the same on it. Blobs are only ever added to, so both may share those; what can be rebuilt is not copied.
    pub fn copy(&self) -> Self {
        let kept = self.journals();
        let copies = kept.iter().map(|(session, journal)| (session.clone(), copied(journal)));
        let journals = Arc::new(Mutex::new(copies.collect()));
        Self { journals, blobs: self.blobs.clone(), ..Self::default() }
    }

    pub fn remove(&self, session: &SessionId) {
        self.journals().remove(session);
    }

    pub fn blobs(&self) -> Arc<dyn Blobs> {
        Arc::new(self.blobs.clone())
    }

    /// What was seen of views on the way.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    fn journals(&self) -> MutexGuard<'_, BTreeMap<SessionId, MemoryJournal>> {
        // Journals are only ever added.
        self.journals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn copied(journal: &MemoryJournal) -> MemoryJournal {
    let mut copy = MemoryJournal::new();
    let records = journal.read(1, usize::MAX).unwrap_or_default().into_iter().map(|record| NewRecord {
        time_ms: record.time_ms,
        kind: record.kind,
        version: record.version,
        body: record.body,
    });
    // What one journal took, another takes.
    let _ = copy.append(records.collect());
    copy
}

/// The disk as one process sees it.
pub struct SimShelf {
    pub disk: Disk,
    pub switch: Switch,
}

impl Shelf for SimShelf {
    fn has(&self, session: &SessionId) -> bool {
        self.disk.journals().contains_key(session)
    }

    fn open(&self, session: &SessionId) -> Result<Kept, Problem> {
        let journal = SwitchedJournal { inner: self.disk.journal(session), switch: self.switch.clone() };
        Ok(Kept { journal: Box::new(journal), blobs: Arc::new(self.disk.blobs.clone()) as Arc<dyn Blobs> })
    }

    fn begin(&self, session: &SessionId, groups: Vec<Vec<NewRecord>>) -> Result<(), Problem> {
        let mut journal = MemoryJournal::new();
        if !self.switch.lets_record(groups.iter().map(Vec::len).sum::<usize>() as u64) {
            return Err(problem(&JournalError::ReadOnly));
        }
        groups
            .into_iter()
            .try_for_each(|group| journal.append(group).map(drop))
            .map_err(|it| problem(&it))?;
        self.disk.journals().insert(session.clone(), journal);
        Ok(())
    }

    fn snapshots(&self) -> Option<Arc<dyn Snapshots>> {
        let kept = StoreSnapshots::new(Arc::new(self.disk.store.clone()));
        Some(Arc::new(Witness { disk: self.disk.clone(), seen: self.disk.seen.clone(), kept }))
    }

    fn snapshots_every(&self) -> Option<u64> {
        Some(1)
    }
}

fn problem(error: &JournalError) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "this disk exists in memory alone")
}

struct SwitchedJournal {
    inner: MemoryJournal,
    switch: Switch,
}

impl Journal for SwitchedJournal {
    fn append(&mut self, batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError> {
        let after = self.inner.last_seq() + batch.len() as u64;
        if self.switch.lets_record(after) { self.inner.append(batch) } else { Err(JournalError::ReadOnly) }
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, JournalError> {
        self.inner.read(from, max)
    }

    fn last_seq(&self) -> u64 {
        self.inner.last_seq()
    }

    fn head(&self) -> [u8; 32] {
        self.inner.head()
    }
}
