//! A session's record: the journal, its blobs, the view folded from it, and those who watch it grow.

use std::collections::VecDeque;
use std::sync::Arc;

use memory::{BlobHash, Blobs, Journal, NewRecord, Record};
use protocol::command::{History, Place};
use protocol::event::{Body, Event, Fact};
use protocol::frame::ResetReason;
use protocol::id::{ContentHash, Role, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::View;

use crate::fork::{self, Prefix, Together};
use crate::ring::{Feed, Posted, Ring};
use crate::shelf::{Kept, Shelf};
use crate::shortcuts::{self, Shortcuts};

/// The format of a record's body; older ones stay readable.
const FACT_VERSION: u16 = 1;
/// More events than this are told as the view they fold to, unless the watcher wants each.
const EVENTS_ONE_BY_ONE_MAX: u64 = 5_000;
/// Records read at a time: what a reader of a long log holds in memory, and a page of the past.
const READ_RECORDS: usize = 256;

/// The one writer of a session's record.
pub struct Log {
    session: SessionId,
    journal: Box<dyn Journal>,
    blobs: Arc<dyn Blobs>,
    shortcuts: Shortcuts,
    view: Arc<View>,
    /// Set by the first write that failed: from then on the view may hold what the journal does not.
    broken: bool,
    ring: Arc<Ring>,
}

/// Where a watcher begins, and its place among those who watch.
#[derive(Debug)]
pub struct Attachment {
    /// Set when what the watcher had is not what is recorded; it begins anew.
    pub reset: Option<ResetReason>,
    /// The state to begin with, in place of the events up to it.
    pub snapshot: Option<Snapshot>,
    /// The last event when the watcher came; what follows it is live.
    pub seq: u64,
    /// Everything after the place, or after the snapshot.
    pub feed: Feed,
}

/// A view, and the hash of the last record folded in.
#[derive(Debug)]
pub struct Snapshot {
    pub view: Arc<View>,
    pub mark: ContentHash,
}

impl Log {
    /// Opens a session's record where it is kept, making it if there is none.
    pub fn on(shelf: &dyn Shelf, session: SessionId) -> Result<Self, Problem> {
        let Kept { journal, blobs } = shelf.open(&session)?;
        Self::open(session, journal, blobs, Shortcuts::of(shelf))
    }

    /// Folds what the journal holds, from the last snapshot that belongs to it.
    pub(crate) fn open(
        session: SessionId,
        journal: Box<dyn Journal>,
        blobs: Arc<dyn Blobs>,
        mut shortcuts: Shortcuts,
    ) -> Result<Self, Problem> {
        let mut view = shortcuts.latest(&session, journal.as_ref()).unwrap_or_default();
        for event in events(&session, journal.as_ref(), view.seq) {
            view.apply(&event?).map_err(unfoldable)?;
        }
        let ring = Ring::after(view.seq);
        Ok(Self { session, journal, blobs, shortcuts, view: Arc::new(view), broken: false, ring })
    }

    pub fn view(&self) -> &Arc<View> {
        &self.view
    }

    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// Every event so far, from the record's beginning.
    pub fn events(&self) -> Result<Vec<Event>, Problem> {
        events_after(&self.session, self.journal.as_ref(), 0)
    }

    /// Writes the facts as one group. They are on disk, folded in and shown to the watchers when this returns, or none is.
    pub fn record(&mut self, at_ms: u64, facts: Vec<Fact>) -> Result<(), Problem> {
        if facts.is_empty() {
            return Ok(());
        }
        if self.broken {
            return Err(storage(&"an earlier write failed, so nothing more is recorded"));
        }
        // A clock that was set back does not make a log run backwards.
        let at_ms = at_ms.max(self.view.timing.last_ms);
        let events = self.number(at_ms, facts);
        let posted = self.write(events).inspect_err(|_| self.broken = true)?;
        self.shortcuts.save_when_due(&self.view, self.journal.head());
        self.ring.post(posted);
        Ok(())
    }

    /// Folds first: what cannot be folded must not get into the journal. Only readers of an older view make it a copy.
    fn write(&mut self, events: Vec<Event>) -> Result<Vec<Arc<Posted>>, Problem> {
        let view = Arc::make_mut(&mut self.view);
        for event in &events {
            view.apply(event).map_err(unfoldable)?;
        }
        let batch = events.iter().map(to_record).collect::<Result<Vec<_>, _>>()?;
        let mut prev = self.journal.head();
        let mut posted = Vec::with_capacity(events.len());
        for (event, record) in events.into_iter().zip(&batch) {
            prev = record.hash(prev, event.seq);
            posted.push(Posted::new(event, mark(prev), record.body.len()));
        }
        self.journal.append(batch).map_err(|error| storage(&error))?;
        Ok(posted)
    }

    /// Where a watcher begins that comes from `from`: nothing is missed between its beginning and its feed.
    pub fn attach(&self, from: &Place) -> Result<Attachment, Problem> {
        let seq = self.view.seq;
        let reset = self.reset(from)?;
        let after = if reset.is_some() { 0 } else { from.after };
        let wants = match from.history {
            History::Events => false,
            History::State => after < seq,
            History::Short => seq - after > EVENTS_ONE_BY_ONE_MAX,
        };
        let snapshot =
            wants.then(|| Snapshot { view: Arc::clone(&self.view), mark: mark(self.journal.head()) });
        let feed = self.ring.watch(if wants { seq } else { after });
        Ok(Attachment { reset, snapshot, seq, feed })
    }

    /// Whether the record is another one than the watcher saw.
    fn reset(&self, from: &Place) -> Result<Option<ResetReason>, Problem> {
        if from.after > self.view.seq {
            return Ok(Some(ResetReason::Shorter));
        }
        let Some(seen) = from.mark.as_ref().filter(|_| from.after > 0) else { return Ok(None) };
        let here = shortcuts::head_at(self.journal.as_ref(), from.after);
        let here = here.ok_or_else(|| storage(&format!("record {} cannot be read", from.after)))?;
        Ok((here != *seen).then_some(ResetReason::Replaced))
    }

    /// The events that follow `after`, as many as are read at a time.
    pub fn page(&self, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        page(&self.session, self.journal.as_ref(), after)
    }

    /// Where parts of answers are shown that are no events.
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring)
    }

    /// Where long texts are kept by their hash.
    pub fn blobs(&self) -> &Arc<dyn Blobs> {
        &self.blobs
    }

    /// The records up to the event `at` and what was recorded at once with it, as they are.
    pub(crate) fn prefix(&self, at: u64) -> Result<Prefix, Problem> {
        fork::check(&self.session, at, self.journal.last_seq())?;
        let (mut records, mut together) = (Vec::new(), Together::default());
        loop {
            let next = records.last().map_or(1, |record: &Record| record.seq + 1);
            let page = self.journal.read(next, READ_RECORDS).map_err(|error| storage(&error))?;
            if page.is_empty() {
                return Ok(Prefix { records, head: hash_of(self.journal.head()) });
            }
            for record in page {
                let fact = to_event(&self.session, &record)?.fact;
                if record.seq > at && together.ends_before(&fact) {
                    return Ok(Prefix { records, head: hash_of(record.prev) });
                }
                together.take(&fact);
                records.push(record);
            }
        }
    }

    /// Keeps bytes by their hash.
    pub fn keep(&self, bytes: &[u8]) -> Result<ContentHash, Problem> {
        let hash = self.blobs.put(bytes).map_err(|error| storage(&error))?;
        Ok(ContentHash::new(hash.to_string()))
    }

    pub fn kept(&self, hash: &ContentHash) -> Result<Vec<u8>, Problem> {
        let hash: BlobHash = hash.as_str().parse().map_err(|error| storage(&error))?;
        self.blobs.get(&hash).map_err(|error| storage(&error))
    }

    fn number(&self, at_ms: u64, facts: Vec<Fact>) -> Vec<Event> {
        let first = self.view.seq + 1;
        let numbered = facts.into_iter().zip(first..);
        numbered.map(|(fact, seq)| Event { seq, at_ms, session: self.session.clone(), fact }).collect()
    }
}

/// The events of a journal that follow `after`, with the hashes of their records.
pub(crate) fn page(
    session: &SessionId,
    journal: &dyn Journal,
    after: u64,
) -> Result<Vec<Arc<Posted>>, Problem> {
    // The hash of a record stands in the one after it.
    let read = journal.read(after.saturating_add(1), READ_RECORDS + 1);
    let records = read.map_err(|error| storage(&error))?;
    let hashes = records.iter().skip(1).map(|record| record.prev).chain([journal.head()]);
    let posted = |(record, hash): (&Record, [u8; 32])| {
        let event = to_event(session, record)?;
        Ok(Posted::new(event, mark(hash), record.body.len()))
    };
    records.iter().zip(hashes).take(READ_RECORDS).map(posted).collect()
}

/// Watchers of a session that ends are told so.
impl Drop for Log {
    fn drop(&mut self) {
        self.ring.close();
    }
}

fn mark(hash: [u8; 32]) -> ContentHash {
    shortcuts::hex(hash)
}

/// What the kernel itself records.
pub(crate) fn by_session(correlation: &str, body: Body) -> Fact {
    Fact { agent: Role::session(), incarnation: 1, cause: None, correlation: correlation.to_owned(), body }
}

/// Every event with a sequence number above `after`.
pub(crate) fn events_after(
    session: &SessionId,
    journal: &dyn Journal,
    after: u64,
) -> Result<Vec<Event>, Problem> {
    events(session, journal, after).collect()
}

/// The same one after another, of which few are in memory at a time. Nothing comes after an error.
pub(crate) fn events<'a>(session: &'a SessionId, journal: &'a dyn Journal, after: u64) -> Events<'a> {
    Events { session, journal, next: after.saturating_add(1), read: VecDeque::new(), ended: false }
}

/// Events as they are read.
pub(crate) struct Events<'a> {
    session: &'a SessionId,
    journal: &'a dyn Journal,
    next: u64,
    read: VecDeque<Record>,
    ended: bool,
}

impl Iterator for Events<'_> {
    type Item = Result<Event, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        if self.read.is_empty() {
            match self.journal.read(self.next, READ_RECORDS) {
                Ok(records) => self.read = records.into(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(storage(&error)));
                }
            }
        }
        let Some(record) = self.read.pop_front() else {
            self.ended = true;
            return None;
        };
        self.next = record.seq + 1;
        let event = to_event(self.session, &record);
        self.ended = event.is_err();
        Some(event)
    }
}

fn hash_of(head: [u8; 32]) -> ContentHash {
    ContentHash::new(BlobHash::from(head).to_string())
}

fn to_event(session: &SessionId, record: &Record) -> Result<Event, Problem> {
    let fact = serde_json::from_slice(&record.body).map_err(|error| {
        Problem::new(
            Code::Storage,
            format!("record {} of session {session} cannot be read: {error}", record.seq),
            "it may come from a newer samriddh; update it and try again",
        )
    })?;
    Ok(Event { seq: record.seq, at_ms: record.time_ms, session: session.clone(), fact })
}

fn to_record(event: &Event) -> Result<NewRecord, Problem> {
    record_of(event.at_ms, &event.fact)
}

/// The record that keeps a fact.
pub(crate) fn record_of(time_ms: u64, fact: &Fact) -> Result<NewRecord, Problem> {
    let body = serde_json::to_vec(fact).map_err(|error| storage(&error))?;
    Ok(NewRecord { time_ms, kind: family(&fact.body), version: FACT_VERSION, body })
}

/// The record's kind on disk, one number a family; a number is never given a second meaning.
fn family(body: &Body) -> u16 {
    match body {
        Body::Session(_) => 1,
        Body::Plan(_) => 2,
        Body::Task(_) => 3,
        Body::Message(_) => 4,
        Body::Claim(_) => 5,
        Body::File(_) => 6,
        Body::Check(_) => 7,
        Body::Human(_) => 8,
        Body::Supervision(_) => 9,
        Body::Model(_) => 10,
        Body::Usage(_) => 11,
        Body::Workspace(_) => 12,
        Body::Enquiry(_) => 13,
    }
}

fn storage(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        Code::Storage,
        error.to_string(),
        "nothing that was acknowledged is lost; when the cause is removed, go on with `samriddh resume`",
    )
}

pub(crate) fn unfoldable(error: protocol::view::FoldError) -> Problem {
    Problem::new(Code::Internal, error.to_string(), "run `samriddh verify` on the session")
}
