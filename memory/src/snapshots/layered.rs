//! Snapshots in a store and, less often, in files: the store costs no sync, and a file outlives the process that wrote it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{FileSnapshots, Snapshots, StoreSnapshots};
use crate::store::StoreError;

/// What the store takes: it is made for small values.
const NEAR_BYTES_MAX: usize = 256 * 1024;
/// Records between two files of small snapshots. A killed process loses what is in the store, and other processes do not
/// see it: they fold so much again, in some ten milliseconds.
const FAR_EVERY: u64 = 4_096;

/// The newest of both counts. One process owns them.
pub struct LayeredSnapshots {
    /// None where the store cannot be used: then everything is a file.
    near: Option<StoreSnapshots>,
    far: Arc<FileSnapshots>,
    /// The last file of each session. Shared by the sessions of the process, and held for no longer than a look.
    last: Mutex<BTreeMap<String, u64>>,
}

impl LayeredSnapshots {
    pub fn new(near: Option<StoreSnapshots>, far: FileSnapshots) -> Self {
        Self { near, far: Arc::new(far), last: Mutex::default() }
    }

    fn last_far(&self, session: &str) -> Result<u64, StoreError> {
        let known = self.last.lock().unwrap_or_else(PoisonError::into_inner).get(session).copied();
        let last = match known {
            Some(last) => last,
            None => self.far.latest(session, u64::MAX)?.map_or(0, |(seq, _)| seq),
        };
        self.note(session, last);
        Ok(last)
    }

    fn note(&self, session: &str, seq: u64) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(session.to_owned(), seq);
    }
}

impl Snapshots for LayeredSnapshots {
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let near = self.near.as_ref().filter(|_| bytes.len() <= NEAR_BYTES_MAX);
        if near.is_none() || seq.saturating_sub(self.last_far(session)?) >= FAR_EVERY {
            self.far.save(session, seq, bytes)?;
            self.note(session, seq);
        }
        near.map_or(Ok(()), |near| near.save(session, seq, bytes))
    }

    fn latest(&self, session: &str, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        // A store that is damaged has nothing to say; it is set aside at the next start.
        let near = self.near.as_ref().and_then(|near| near.latest(session, at_most).ok().flatten());
        let far = self.far.latest(session, at_most)?;
        Ok(near.into_iter().chain(far).max_by_key(|(seq, _)| *seq))
    }
}
