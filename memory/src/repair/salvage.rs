//! Finding whole records in bytes of which some are damaged.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use crate::blobs::BlobHash;
use crate::journal::{Record, repairable};

/// Whole records after the last one that is proved, by number. Of two with one number the first found.
pub(super) struct Found {
    kept: u64,
    records: BTreeMap<u64, Record>,
}

impl Found {
    pub(super) fn after(kept: u64) -> Self {
        Found { kept, records: BTreeMap::new() }
    }

    pub(super) fn look_through(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            match repairable::whole_record(&bytes[at..]) {
                Some((record, len)) => {
                    at += len;
                    if record.seq > self.kept {
                        self.records.entry(record.seq).or_insert(record);
                    }
                }
                None => at += 1,
            }
        }
    }

    pub(super) fn saved(&self) -> u64 {
        self.records.len() as u64
    }

    /// The record that was found damaged is one of them, if nothing else is known of it.
    pub(super) fn unreadable(&self) -> u64 {
        let last = self.records.keys().last().map_or(self.kept + 1, |last| *last);
        last - self.kept - self.saved()
    }

    /// One JSON document a line, bodies as they are where they are JSON.
    pub(super) fn lines(&self) -> String {
        self.records.values().map(line).collect()
    }
}

fn line(record: &Record) -> String {
    let Record { seq, time_ms, kind, version, prev, body } = record;
    let (prev, body) = (BlobHash::from(*prev), body_text(body));
    format!(
        "{{\"seq\":{seq},\"time_ms\":{time_ms},\"kind\":{kind},\"version\":{version},\"prev\":\"{prev}\",\"body\":{body}}}\n"
    )
}

fn body_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let is_line_of_json = !text.contains('\n') && serde_json::from_slice::<IgnoredAny>(body).is_ok();
    if is_line_of_json { text.into_owned() } else { serde_json::Value::from(text).to_string() }
}
