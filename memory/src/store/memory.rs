//! The store without a disk.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Change, Entry, Keyspace, Order, Store, StoreError, within_limits};

/// A clone is a second handle on the same entries, as a folder opened again would be; hence the shared lock.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    kept: Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

impl MemoryStore {
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        // Changes are checked before the first is made, so a panic elsewhere does not leave half a batch.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.kept().get(&space.full_key(key)).cloned())
    }

    fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        within_limits(&changes)?;
        let mut kept = self.kept();
        for change in changes {
            match change {
                Change::Put { space, key, value } => drop(kept.insert(space.full_key(&key), value)),
                Change::Remove { space, key } => drop(kept.remove(&space.full_key(&key))),
            }
        }
        Ok(())
    }

    fn scan(
        &self,
        space: Keyspace,
        keys: RangeInclusive<&[u8]>,
        order: Order,
        max: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new()); // A BTreeMap panics on a range that ends before it starts.
        }
        let kept = self.kept();
        let found = kept.range(space.full_key(keys.start())..=space.full_key(keys.end()));
        let entry =
            |(key, value): (&Vec<u8>, &Vec<u8>)| Entry { key: space.own_key(key), value: value.clone() };
        Ok(match order {
            Order::Ascending => found.take(max).map(entry).collect(),
            Order::Descending => found.rev().take(max).map(entry).collect(),
        })
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
