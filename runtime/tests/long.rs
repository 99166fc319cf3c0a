//! A long session: opening it reads from its last snapshot on, and its readers hold little of it at a time.

mod support;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memory::{
    Blobs, DataFolder, Journal, JournalError, MemoryBlobs, MemoryJournal, MemoryStore, NewRecord, Record,
    Snapshots, StoreSnapshots,
};
use protocol::command::{RunOptions, Verify};
use protocol::event::{Body, Fact, SessionEvent};
use protocol::id::{CommandId, Role, SessionId};
use protocol::problem::Problem;
use protocol::view::View;
use runtime::archive::{self, Reader};
use runtime::log::Log;
use runtime::shelf::{FolderShelf, Kept, Shelf};

/// Events between snapshots of a small view, and what a reader takes at a time.
const INTERVAL: u64 = 256;

fn session() -> SessionId {
    SessionId::new("a".repeat(26))
}

fn fact(body: SessionEvent) -> Fact {
    Fact {
        agent: Role::session(),
        incarnation: 1,
        cause: None,
        correlation: String::new(),
        body: Body::Session(body),
    }
}

/// Writes a session of so many events, as a session does.
fn write(shelf: &dyn Shelf, events: u64) -> View {
    let mut log = Log::on(shelf, session()).unwrap();
    let options = RunOptions::offline("/nowhere", false, Verify::None);
    let opened = SessionEvent::Opened { request: "a blog".into(), options, program: "test".into() };
    log.record(1, vec![fact(opened)]).unwrap();
    while log.view().seq < events {
        let body = |n: u64| {
            if n.is_multiple_of(2) { SessionEvent::Paused } else { SessionEvent::Resumed { approve: false } }
        };
        let next = log.view().seq + 1;
        let group = (next..=events.min(next + 9)).map(|n| fact(body(n))).collect();
        log.record(next, group).unwrap();
    }
    View::clone(log.view())
}

/// A shelf in memory that counts the records that are read.
#[derive(Clone, Default)]
struct Counting {
    journal: MemoryJournal,
    store: MemoryStore,
    read: Arc<AtomicU64>,
}

impl Shelf for Counting {
    fn has(&self, _: &SessionId) -> bool {
        true
    }

    fn open(&self, _: &SessionId) -> Result<Kept, Problem> {
        Ok(Kept { journal: Box::new(self.clone()), blobs: Arc::new(MemoryBlobs::new()) as Arc<dyn Blobs> })
    }

    fn begin(&self, _: &SessionId, groups: Vec<Vec<NewRecord>>) -> Result<(), Problem> {
        let mut journal = self.journal.clone();
        groups.into_iter().for_each(|group| {
            journal.append(group).unwrap();
        });
        Ok(())
    }

    fn snapshots(&self) -> Option<Arc<dyn Snapshots>> {
        Some(Arc::new(StoreSnapshots::new(Arc::new(self.store.clone()))))
    }
}

impl Journal for Counting {
    fn append(&mut self, batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError> {
        self.journal.append(batch)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, JournalError> {
        let records = self.journal.read(from, max)?;
        self.read.fetch_add(records.len() as u64, Ordering::Relaxed);
        Ok(records)
    }

    fn last_seq(&self) -> u64 {
        self.journal.last_seq()
    }

    fn head(&self) -> [u8; 32] {
        self.journal.head()
    }
}

#[test]
fn recovery_reads_from_the_last_snapshot_however_long_the_log_is() {
    for events in [1_000, 10_000] {
        let shelf = Counting::default();
        let written = write(&shelf, events);
        shelf.read.store(0, Ordering::Relaxed);
        let log = Log::on(&shelf, session()).unwrap();
        assert_eq!(**log.view(), written);
        let read = shelf.read.load(Ordering::Relaxed);
        assert!(read <= INTERVAL + 20, "{read} of {events} records were read");
    }
}

#[test]
fn another_process_reads_a_long_session_from_the_last_file_of_its_view() {
    let home = tempfile::tempdir().unwrap();
    let shelf = FolderShelf::new(DataFolder::lock(home.path()).unwrap());
    let written = write(&shelf, 9_000);
    let reader = Reader::open(home.path(), &session()).unwrap();
    assert_eq!(reader.last_seq(), 9_000);
    assert_eq!(reader.view().unwrap(), written);
    assert_eq!(reader.events().count(), 9_000);
    let files = std::fs::read_dir(home.path().join("snapshots")).unwrap().count();
    assert_eq!(files, 1, "one session has one folder of them");
    let summary = archive::list(home.path()).unwrap().remove(0);
    assert_eq!((summary.events, summary.request.as_str(), summary.damage), (9_000, "a blog", None));
}

#[test]
fn a_snapshot_file_that_is_damaged_or_removed_changes_nothing_that_is_read() {
    let home = tempfile::tempdir().unwrap();
    let written = write(&FolderShelf::new(DataFolder::lock(home.path()).unwrap()), 5_000);
    let folder = std::fs::read_dir(home.path().join("snapshots")).unwrap().next().unwrap().unwrap().path();
    let view = || Reader::open(home.path(), &session()).unwrap().view().unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(view(), written);
    std::fs::remove_dir_all(home.path().join("snapshots")).unwrap();
    std::fs::remove_dir_all(home.path().join("store")).unwrap();
    assert_eq!(view(), written);
    let log = Log::on(&FolderShelf::new(DataFolder::lock(home.path()).unwrap()), session()).unwrap();
    assert_eq!(**log.view(), written);
}

#[tokio::test(start_paused = true)]
async fn what_a_check_printed_is_kept_as_a_blob() {
    let home = tempfile::tempdir().unwrap();
    let node = support::node(home.path(), support::Script::new(), &support::Shared::default()).await;
    let session = node.command(CommandId::new("c1"), support::submit(true)).await.unwrap();
    support::events_until(&node, &session, support::is_finished).await;
    node.shutdown().await;
    let view = Reader::open(home.path(), &session).unwrap().view().unwrap();
    assert!(!view.checks.is_empty());
    let blobs = memory::FileBlobs::open_read_only(memory::Layout::new(home.path()).blobs());
    for (name, result) in &view.checks {
        let output = result.output.as_ref().unwrap_or_else(|| panic!("{name} printed something"));
        assert_eq!(blobs.get(&output.blob.as_str().parse().unwrap()).unwrap(), b"1 passed\n");
        assert_eq!((output.bytes, output.head.as_str(), output.tail.as_str()), (9, "1 passed\n", ""));
    }
}
