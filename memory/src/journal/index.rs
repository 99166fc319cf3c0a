//! Where each record of a segment begins, and reading from there.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::frame::{self, Frame};
use super::{Damage, Flaw, JournalError, Record};
use crate::disk::{At, Disk, Open, Reader};

/// One segment whose records were walked over.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub first_seq: u64,
    pub path: PathBuf,
    /// Offset of each record, eight bytes a record: a million records cost 8 MB.
    pub starts: Vec<u64>,
    /// Where the next record would begin.
    pub end: u64,
}

impl Index {
    /// The number the next record would have.
    pub(super) fn next_seq(&self) -> u64 {
        self.first_seq + self.starts.len() as u64
    }

    /// Adds to `out` the records from `from` on, which must lie in this segment, until `out` holds `max`.
    pub(super) fn read(
        &self,
        disk: &dyn Disk,
        from: u64,
        max: usize,
        out: &mut Vec<Record>,
    ) -> Result<(), JournalError> {
        let skip = (from - self.first_seq) as usize;
        let Some(&start) = self.starts.get(skip) else { return Ok(()) };
        let file = disk.open(&self.path, Open::Read).at("open", &self.path)?;
        let mut reader = BufReader::new(Reader::new(&*file, start));
        let mut payload = Vec::new();
        for (seq, &offset) in (from..).zip(&self.starts[skip..]) {
            if out.len() >= max {
                break;
            }
            let found = frame::read(&mut reader, self.end - offset, &mut payload).at("read", &self.path)?;
            out.push(self.record(seq, offset, found, &payload)?);
        }
        Ok(())
    }

    /// Records were sound when the journal was opened, so anything else has changed under us.
    fn record(&self, seq: u64, offset: u64, found: Frame, payload: &[u8]) -> Result<Record, JournalError> {
        let why = match found {
            Frame::Whole(_) => match frame::record(payload) {
                Some(record) if record.seq == seq => return Ok(record),
                Some(record) => Flaw::Sequence { found: record.seq },
                None => Flaw::Payload,
            },
            Frame::Short => Flaw::Short,
            Frame::BadHead => Flaw::Head,
            Frame::BadPayload => Flaw::Payload,
        };
        let damage = Damage { seq, segment: name(&self.path), offset, why };
        let dir = self.path.parent().unwrap_or(Path::new(".")).to_path_buf();
        Err(JournalError::Damaged { dir, damage })
    }
}

pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
