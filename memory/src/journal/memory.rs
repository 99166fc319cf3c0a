//! The journal without a disk: for simulations, tests, and whoever must not leave traces.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::frame::{self, Group};
use super::{Journal, JournalError, NewRecord, Record};
use crate::codec::FRAME_HEAD_BYTES;

/// Same numbers, same hashes, same limits as `FileJournal`. A clone is a second handle on the same records, as a
/// folder opened again would be: a session that is restarted finds what the one before it wrote. Hence the shared lock.
#[derive(Debug, Clone, Default)]
pub struct MemoryJournal {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    records: Vec<Record>,
    head: [u8; 32],
}

impl MemoryJournal {
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that holds the lock leaves the records half changed, so a panic elsewhere does not spoil them.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn append(&mut self, batch: Vec<NewRecord>) -> Result<Range<u64>, JournalError> {
        let mut kept = self.kept();
        let next_seq = kept.records.len() as u64 + 1;
        let group = Group::encode(&batch, next_seq, kept.head)?;
        let ends = group.starts.iter().skip(1).copied().chain([group.bytes.len() as u64]);
        for (start, end) in group.starts.iter().zip(ends) {
            let payload = &group.bytes[*start as usize + FRAME_HEAD_BYTES..end as usize];
            kept.records.extend(frame::record(payload));
        }
        kept.head = group.head;
        Ok(next_seq..kept.records.len() as u64 + 1)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, JournalError> {
        let skip = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(self.kept().records.iter().skip(skip).take(max).cloned().collect())
    }

    fn last_seq(&self) -> u64 {
        self.kept().records.len() as u64
    }

    fn head(&self) -> [u8; 32] {
        self.kept().head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_can_tell_its_place_in_the_chain_before_it_is_appended() {
        let mut journal = MemoryJournal::new();
        let batch: Vec<NewRecord> = ["1", "2", "3"]
            .map(|body| NewRecord { time_ms: 7, kind: 1, version: 1, body: body.into() })
            .into();
        let told = batch.iter().zip(1..).fold([0; 32], |prev, (record, seq)| record.hash(prev, seq));
        journal.append(batch).unwrap();
        assert_eq!(told, journal.head());
    }
}
