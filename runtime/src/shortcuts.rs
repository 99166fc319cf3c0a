//! Snapshots of views, so that a long log need not be folded from its beginning. They can be thrown away at any time.

use std::sync::{Arc, LazyLock};

use memory::{Journal, Snapshots};
use protocol::id::{ContentHash, SessionId};
use protocol::view::View;
use serde::{Deserialize, Serialize};

use crate::shelf::Shelf;

/// Events between snapshots: folding so many takes about a millisecond.
const EVERY: u64 = 256;
/// About what one event takes in the log. A snapshot is due when the log has grown by as much as the last one took, so
/// that all of them together cost no more than the log, however large the view becomes.
const EVENT_BYTES: u64 = 512;

/// Where a session's snapshots are kept, if anywhere.
#[derive(Clone)]
pub(crate) struct Shortcuts {
    snapshots: Option<Arc<dyn Snapshots>>,
    /// Events between them, where that does not go by the size of the view.
    every: Option<u64>,
    /// The event at which the next one is due.
    due: u64,
}

impl Default for Shortcuts {
    fn default() -> Self {
        Self { snapshots: None, every: None, due: EVERY }
    }
}

/// A view with the place in the chain of records that it was folded up to.
#[derive(Serialize, Deserialize)]
struct Shortcut<V> {
    program: String,
    /// Hash of an empty view: another one has other fields.
    shape: ContentHash,
    /// BLAKE3 of the last record that was folded in: a journal that was restored or repaired may hold another one there.
    head: ContentHash,
    view: V,
}

impl Shortcuts {
    pub fn new(snapshots: Arc<dyn Snapshots>) -> Self {
        Self { snapshots: Some(snapshots), ..Self::default() }
    }

    /// Those of a shelf, as often as it wants them.
    pub fn of(shelf: &dyn Shelf) -> Self {
        let every = shelf.snapshots_every();
        Self { snapshots: shelf.snapshots(), every, due: every.unwrap_or(EVERY) }
    }

    /// The newest view that this very journal was folded into, by this very program.
    pub fn latest(&mut self, session: &SessionId, journal: &dyn Journal) -> Option<View> {
        let snapshots = self.snapshots.as_ref()?;
        // What cannot be read is folded again: that is what a shortcut is for.
        let (seq, bytes) = snapshots.latest(session.as_str(), journal.last_seq()).ok()??;
        let shortcut: Shortcut<View> = serde_json::from_slice(&bytes).ok()?;
        let fits = shortcut.program == crate::session::PROGRAM
            && Some(shortcut.shape) == shape()
            && shortcut.view.seq == seq
            && Some(shortcut.head) == head_at(journal, seq);
        if !fits {
            return None;
        }
        self.due = seq + self.interval(bytes.len());
        Some(shortcut.view)
    }

    /// Keeps the view after so many events.
    pub fn save_when_due(&mut self, view: &View, head: [u8; 32]) {
        let (Some(snapshots), Some(session)) = (&self.snapshots, &view.session) else { return };
        let Some(shape) = shape().filter(|_| view.seq >= self.due) else { return };
        let program = crate::session::PROGRAM.to_owned();
        let shortcut = Shortcut { program, shape, head: hex(head), view };
        self.due = view.seq + self.every.unwrap_or(EVERY);
        if let Ok(bytes) = serde_json::to_vec(&shortcut) {
            self.due = view.seq + self.interval(bytes.len());
            // A snapshot that cannot be kept costs the next start some milliseconds and nothing else.
            let _ = snapshots.save(session.as_str(), view.seq, &bytes);
        }
    }

    /// Events until the next snapshot, by the size of the last.
    fn interval(&self, bytes: usize) -> u64 {
        self.every.unwrap_or_else(|| EVERY.max(bytes as u64 / EVENT_BYTES))
    }
}

fn shape() -> Option<ContentHash> {
    static SHAPE: LazyLock<Option<ContentHash>> = LazyLock::new(|| View::default().hash().ok());
    SHAPE.clone()
}

/// The hash of record `seq`, as the record after it or the journal names it.
pub(crate) fn head_at(journal: &dyn Journal, seq: u64) -> Option<ContentHash> {
    if seq == journal.last_seq() {
        return Some(hex(journal.head()));
    }
    let next = journal.read(seq + 1, 1).ok()?;
    next.first().map(|record| hex(record.prev))
}

pub(crate) fn hex(hash: [u8; 32]) -> ContentHash {
    ContentHash::new(memory::BlobHash::from(hash).to_string())
}

#[cfg(test)]
mod tests {
    use memory::{MemoryJournal, MemoryStore, NewRecord, StoreSnapshots};

    use super::*;

    fn journal(records: u64, first: &str) -> MemoryJournal {
        let mut journal = MemoryJournal::new();
        let record = |body: String| NewRecord { time_ms: 1, kind: 1, version: 1, body: body.into_bytes() };
        let bodies = (1..=records).map(|n| if n == 1 { first.to_owned() } else { n.to_string() });
        journal.append(bodies.map(record).collect()).unwrap();
        journal
    }

    fn view(seq: u64) -> View {
        View { session: Some("s".into()), seq, ..View::default() }
    }

    #[test]
    fn a_snapshot_serves_its_own_journal_and_no_other() {
        let mut shortcuts = Shortcuts::new(Arc::new(StoreSnapshots::new(Arc::new(MemoryStore::new()))));
        let session = SessionId::new("s");
        let at_256 = journal(256, "1");
        shortcuts.save_when_due(&view(255), [0; 32]);
        assert_eq!(shortcuts.latest(&session, &at_256), None);
        shortcuts.save_when_due(&view(256), at_256.head());
        assert_eq!(shortcuts.latest(&session, &at_256), Some(view(256)));
        assert_eq!(shortcuts.latest(&session, &journal(300, "1")), Some(view(256)));
        assert_eq!(shortcuts.latest(&session, &journal(300, "\"another\"")), None);
        assert_eq!(shortcuts.latest(&session, &journal(100, "1")), None);
    }

    #[test]
    fn snapshots_of_a_large_view_are_as_far_apart_as_they_are_long() {
        let kept = Arc::new(StoreSnapshots::new(Arc::new(MemoryStore::new())));
        let mut shortcuts = Shortcuts::new(kept.clone());
        let request = "x".repeat(1_000 * EVENT_BYTES as usize);
        let large = |seq| View { request: request.clone(), ..view(seq) };
        for seq in 1..=1_300 {
            shortcuts.save_when_due(&large(seq), [0; 32]);
        }
        let at_most = |seq| kept.latest("s", seq).unwrap().map(|(seq, _)| seq);
        assert_eq!([at_most(1_255), at_most(1_300)], [Some(256), Some(1_257)]);
    }
}
