//! The end of the last segment, the only place that is ever written.
//!
//! A failed write or sync leaves bytes of which nobody knows how many arrived. They are cut off again before
//! anything else is written, so the file never has garbage between two records. After a failed sync the kernel may
//! hold pages that it takes for clean: cutting drops them, and a later append writes its bytes anew.

use std::io::{self, Read};

use crate::disk::{DiskFile, Reader};

pub(super) struct Tail {
    file: Box<dyn DiskFile>,
    /// Bytes of the file that hold whole, synced records.
    good: u64,
    /// There may be more than `good` bytes.
    dirty: bool,
}

impl Tail {
    pub(super) fn new(file: Box<dyn DiskFile>, good: u64) -> Self {
        Tail { file, good, dirty: false }
    }

    pub(super) fn len(&self) -> u64 {
        self.good
    }

    /// On success the bytes are on disk; on failure the file is, or will be before the next write, what it was.
    pub(super) fn commit(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.heal()?;
        self.dirty = true;
        let written = self.file.write_at(self.good, bytes).and_then(|()| self.file.sync());
        match written {
            Ok(()) => {
                self.good += bytes.len() as u64;
                self.dirty = false;
                Ok(())
            }
            Err(error) => {
                // If this fails too, the next commit tries again first; what the caller needs is the first cause.
                let _ = self.heal();
                Err(error)
            }
        }
    }

    /// Makes durable what is in the file from `start` on. It is written again, because after a failed sync, even of
    /// another process, the kernel takes bytes for written that are not, and the next sync passes over them.
    pub(super) fn rewrite_from(&self, start: u64) -> io::Result<()> {
        let mut bytes = Vec::new();
        Reader::new(&*self.file, start).take(self.good - start).read_to_end(&mut bytes)?;
        self.file.write_at(start, &bytes)?;
        self.file.sync()
    }

    /// Removes what a failed commit may have left.
    pub(super) fn heal(&mut self) -> io::Result<()> {
        if self.dirty {
            self.file.set_len(self.good)?;
            self.file.sync()?;
            self.dirty = false;
        }
        Ok(())
    }
}
