//! Snapshots of views, so that a long log need not be folded from its beginning. They can be thrown away at any time.

use std::sync::Arc;

use memory::{Journal, Snapshots};
use protocol::id::{ContentHash, SessionId};
use protocol::view::View;
use serde::{Deserialize, Serialize};

/// Events between snapshots: folding so many takes about a millisecond.
const EVERY: u64 = 256;

/// Where snapshots are kept, if anywhere.
#[derive(Clone, Default)]
pub(crate) struct Shortcuts(Option<Arc<dyn Snapshots>>);

/// A view with the place in the chain of records that it was folded up to.
#[derive(Serialize, Deserialize)]
struct Shortcut<V> {
    program: String,
    /// BLAKE3 of the last record that was folded in: a journal that was restored or repaired may hold another one there.
    head: ContentHash,
    view: V,
}

impl Shortcuts {
    pub fn new(snapshots: Arc<dyn Snapshots>) -> Self {
        Self(Some(snapshots))
    }

    /// The newest view that this very journal was folded into, by this very program.
    pub fn latest(&self, session: &SessionId, journal: &dyn Journal) -> Option<View> {
        let snapshots = self.0.as_ref()?;
        // What cannot be read is folded again: that is what a shortcut is for.
        let (seq, bytes) = snapshots.latest(session.as_str(), journal.last_seq()).ok()??;
        let shortcut: Shortcut<View> = serde_json::from_slice(&bytes).ok()?;
        let fits = shortcut.program == crate::session::PROGRAM
            && shortcut.view.seq == seq
            && Some(shortcut.head) == head_at(journal, seq);
        fits.then_some(shortcut.view)
    }

    /// Keeps the view after each so many events.
    pub fn save_when_due(&self, before: u64, view: &View, head: [u8; 32]) {
        let (Some(snapshots), Some(session)) = (&self.0, &view.session) else { return };
        if before / EVERY == view.seq / EVERY {
            return;
        }
        let program = crate::session::PROGRAM.to_owned();
        let shortcut = Shortcut { program, head: hex(head), view };
        if let Ok(bytes) = serde_json::to_vec(&shortcut) {
            // A snapshot that cannot be kept costs the next start a few milliseconds and nothing else.
            let _ = snapshots.save(session.as_str(), view.seq, &bytes);
        }
    }
}

/// The hash of record `seq`, as the record after it or the journal names it.
fn head_at(journal: &dyn Journal, seq: u64) -> Option<ContentHash> {
    if seq == journal.last_seq() {
        return Some(hex(journal.head()));
    }
    let next = journal.read(seq + 1, 1).ok()?;
    next.first().map(|record| hex(record.prev))
}

fn hex(hash: [u8; 32]) -> ContentHash {
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
        let shortcuts = Shortcuts::new(Arc::new(StoreSnapshots::new(Arc::new(MemoryStore::new()))));
        let session = SessionId::new("s");
        let at_256 = journal(256, "1");
        shortcuts.save_when_due(250, &view(255), [0; 32]);
        assert_eq!(shortcuts.latest(&session, &at_256), None);
        shortcuts.save_when_due(250, &view(256), at_256.head());
        assert_eq!(shortcuts.latest(&session, &at_256), Some(view(256)));
        assert_eq!(shortcuts.latest(&session, &journal(300, "1")), Some(view(256)));
        assert_eq!(shortcuts.latest(&session, &journal(300, "\"another\"")), None);
        assert_eq!(shortcuts.latest(&session, &journal(100, "1")), None);
    }
}
