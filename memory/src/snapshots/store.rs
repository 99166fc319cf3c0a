//! Snapshots in a store, which may lose the last ones in a power cut.

use std::sync::Arc;

use super::{SNAPSHOTS_KEPT, Snapshots};
use crate::store::{Change, Entry, Keyspace, Order, Store, StoreError};

const SPACE: Keyspace = Keyspace::new("snapshots");

/// Snapshots in a store: over `SledStore` on disk, over `MemoryStore` in memory.
#[derive(Clone)]
pub struct StoreSnapshots {
    store: Arc<dyn Store>,
}

impl StoreSnapshots {
    pub fn new(store: Arc<dyn Store>) -> Self {
        StoreSnapshots { store }
    }

    fn newest_first(&self, session: &str, at_most: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        let (first, last) = (key(session, 0), key(session, at_most));
        self.store.scan(SPACE, &first[..]..=&last[..], Order::Descending, max)
    }
}

impl Snapshots for StoreSnapshots {
    fn save(&self, session: &str, seq: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let saved = key(session, seq);
        let kept = self.newest_first(session, u64::MAX, SNAPSHOTS_KEPT + 1)?;
        let others = kept.into_iter().map(|entry| entry.key).filter(|key| *key != saved);
        let surplus = others.skip(SNAPSHOTS_KEPT - 1).map(|key| Change::Remove { space: SPACE, key });
        let mut changes: Vec<Change> = surplus.collect();
        changes.push(Change::Put { space: SPACE, key: saved, value: bytes.to_vec() });
        self.store.apply(changes)
    }

    fn latest(&self, session: &str, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let found = self.newest_first(session, at_most, 1)?.pop();
        Ok(found.and_then(|Entry { key, value }| Some((seq(&key)?, value))))
    }
}

/// Length first, so that no session's keys lie among another's; then big-endian, so that bytes sort like numbers.
fn key(session: &str, seq: u64) -> Vec<u8> {
    let name = session.as_bytes();
    [&(name.len() as u32).to_be_bytes(), name, &seq.to_be_bytes()].concat()
}

fn seq(key: &[u8]) -> Option<u64> {
    key.last_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}
