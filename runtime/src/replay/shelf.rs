//! A shelf without a disk, on which no more is kept than the record says a life had kept when it ended.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memory::{Blobs, Journal, JournalError, MemoryBlobs, MemoryJournal, NewRecord, Record, Snapshots};
use protocol::event::Fact;
use protocol::head;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};

use crate::shelf::{Kept, Shelf};

/// Outlives the lives of a replay.
#[derive(Clone, Default)]
pub(super) struct MemoryShelf {
    journals: Arc<Mutex<BTreeMap<SessionId, MemoryJournal>>>,
    blobs: MemoryBlobs,
    /// So many events that are compared are kept at most.
    at_most: Arc<Mutex<Option<usize>>>,
}

impl MemoryShelf {
    pub fn limit(&self, at_most: Option<usize>) {
        *self.at_most.lock().unwrap_or_else(PoisonError::into_inner) = at_most;
    }

    /// What is kept of a session; nothing where there is none.
    pub fn journal(&self, session: &SessionId) -> MemoryJournal {
        self.journals().entry(session.clone()).or_default().clone()
    }

    pub fn blobs(&self) -> &MemoryBlobs {
        &self.blobs
    }

    fn journals(&self) -> MutexGuard<'_, BTreeMap<SessionId, MemoryJournal>> {
        // Journals are only ever added.
        self.journals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf for MemoryShelf {
    fn has(&self, session: &SessionId) -> bool {
        self.journals().contains_key(session)
    }

    fn open(&self, session: &SessionId) -> Result<Kept, Problem> {
        let inner = self.journal(session);
        let kept = inner.read(1, usize::MAX).map_err(|error| problem(&error))?;
        let counted = kept.iter().filter(|record| counts(&record.body)).count();
        let journal = Limited { inner, counted, at_most: Arc::clone(&self.at_most) };
        Ok(Kept { journal: Box::new(journal), blobs: Arc::new(self.blobs.clone()) as Arc<dyn Blobs> })
    }

    fn begin(&self, session: &SessionId, groups: Vec<Vec<NewRecord>>) -> Result<(), Problem> {
        let mut journal = MemoryJournal::new();
        groups
            .into_iter()
            .try_for_each(|group| journal.append(group).map(drop))
            .map_err(|it| problem(&it))?;
        self.journals().insert(session.clone(), journal);
        Ok(())
    }

    fn snapshots(&self) -> Option<Arc<dyn Snapshots>> {
        None
    }
}

fn problem(error: &JournalError) -> Problem {
    Problem::new(Code::Internal, error.to_string(), "report this: a replay keeps nothing on a disk")
}

fn counts(body: &[u8]) -> bool {
    serde_json::from_slice::<Fact>(body).is_ok_and(|fact| head::counts(&fact.body))
}

struct Limited {
    inner: MemoryJournal,
    counted: usize,
    at_most: Arc<Mutex<Option<usize>>>,
}

impl Journal for Limited {
    /// A record that was cut has perhaps a part of what was kept at once: then as much is kept here.
    fn append(&mut self, mut batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError> {
        let at_most = *self.at_most.lock().unwrap_or_else(PoisonError::into_inner);
        let (whole, mut counted) = (batch.len(), self.counted);
        let fits = |record: &NewRecord| {
            counted += usize::from(counts(&record.body));
            at_most.is_none_or(|at_most| counted <= at_most)
        };
        let kept = batch.iter().map(fits).take_while(|fits| *fits).count();
        batch.truncate(kept);
        self.counted += batch.iter().filter(|record| counts(&record.body)).count();
        let appended = self.inner.append(batch)?;
        if kept == whole { Ok(appended) } else { Err(JournalError::ReadOnly) }
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
