//! Compares the kernel's view with the fold of what is on the disk, after every group of events that is recorded at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memory::{Journal, Snapshots, StoreError, StoreSnapshots};
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::view::View;

use crate::shelf::Disk;

/// So that a life that is taken up folds the rest of its log, as it would from a folder.
const KEPT_EVERY: u64 = 64;

/// What was seen over all lives of a simulation.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Sight>>);

#[derive(Default)]
struct Sight {
    views: BTreeMap<SessionId, View>,
    /// The first view that was not the fold of its log.
    parting: Option<String>,
}

impl Seen {
    /// The last event after which the session's view was compared.
    ///
    /// # Errors
    /// The first view that was another than the fold of its log.
    pub fn up_to(&self, session: &SessionId) -> anyhow::Result<u64> {
        let sight = self.sight();
        match &sight.parting {
            Some(parting) => anyhow::bail!("{parting}"),
            None => Ok(sight.views.get(session).map_or(0, |view| view.seq)),
        }
    }

    fn sight(&self) -> MutexGuard<'_, Sight> {
        // A panic in between fails the simulation anyway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Snapshots that are looked at before they are kept.
pub struct Witness {
    pub disk: Disk,
    pub seen: Seen,
    pub kept: StoreSnapshots,
}

impl Witness {
    /// Folds on from where the last comparison stood, with what can be read back from the disk.
    fn compare(&self, session: &str, seq: u64, bytes: &[u8]) -> anyhow::Result<()> {
        let mut sight = self.seen.sight();
        let id = SessionId::new(session);
        let view = sight.views.entry(id.clone()).or_default();
        let missing = usize::try_from(seq.saturating_sub(view.seq))?;
        for record in self.disk.journal(&id).read(view.seq + 1, missing)? {
            let fact = serde_json::from_slice(&record.body)?;
            view.apply(&Event { seq: record.seq, at_ms: record.time_ms, session: id.clone(), fact })?;
        }
        let folded = serde_json::to_vec(view)?;
        let kept = bytes.strip_suffix(b"}").and_then(|bytes| bytes.strip_suffix(folded.as_slice()));
        anyhow::ensure!(
            kept.is_some_and(|before| before.ends_with(b"\"view\":")),
            "the kernel's view at event {seq} is not the fold of its log"
        );
        Ok(())
    }
}

impl Snapshots for Witness {
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError> {
        if let Err(parting) = self.compare(session, seq, bytes) {
            self.seen.sight().parting.get_or_insert_with(|| format!("{parting:#}"));
        }
        if seq.is_multiple_of(KEPT_EVERY) { self.kept.save(session, seq, bytes) } else { Ok(()) }
    }

    fn latest(&self, session: &str, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        self.kept.latest(session, at_most)
    }
}
