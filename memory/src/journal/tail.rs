//! The end of the last segment, the only place that is ever written.
//!
//! A failed write or sync leaves bytes of which nobody knows how many arrived. They are cut off again before
//! anything else is written, so the file never has garbage between two records. After a failed sync the kernel may
//! hold pages that it takes for clean: cutting drops them, and a later append writes its bytes anew.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// What a tail needs of a file; tests put one in between that fails.
pub(super) trait Medium: Send {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    fn cut(&mut self, len: u64) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
}

impl Medium for File {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(offset))?;
        self.write_all(bytes)
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

pub(super) struct Tail {
    medium: Box<dyn Medium>,
    /// Bytes of the file that hold whole, synced records.
    good: u64,
    /// There may be more than `good` bytes.
    dirty: bool,
}

impl Tail {
    pub(super) fn new(medium: Box<dyn Medium>, good: u64) -> Self {
        Tail { medium, good, dirty: false }
    }

    pub(super) fn len(&self) -> u64 {
        self.good
    }

    /// On success the bytes are on disk; on failure the file is, or will be before the next write, what it was.
    pub(super) fn commit(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.heal()?;
        self.dirty = true;
        let written = self.medium.write_at(self.good, bytes).and_then(|()| self.medium.sync());
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

    /// Removes what a failed commit may have left.
    pub(super) fn heal(&mut self) -> io::Result<()> {
        if self.dirty {
            self.medium.cut(self.good)?;
            self.medium.sync()?;
            self.dirty = false;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod faulty {
    //! A file whose operations fail on request, and which then keeps a part of what was written.

    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        /// Half of the bytes arrive.
        Write,
        Sync,
        /// Half of the bytes arrive and they cannot be cut off at once either.
        WriteAndCut,
    }

    /// The fault of the next operation; taken by the one that fails.
    pub(crate) type Plan = Arc<Mutex<Vec<Fault>>>;

    pub(crate) struct Faulty {
        pub file: File,
        pub plan: Plan,
    }

    impl Faulty {
        fn fails(&self, with: &[Fault]) -> Option<Fault> {
            let mut plan = self.plan.lock().unwrap();
            let fault = plan.first().copied().filter(|fault| with.contains(fault))?;
            plan.remove(0);
            Some(fault)
        }
    }

    impl Medium for Faulty {
        fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
            let Some(fault) = self.fails(&[Fault::Write, Fault::WriteAndCut]) else {
                return self.file.write_at(offset, bytes);
            };
            if fault == Fault::WriteAndCut {
                self.plan.lock().unwrap().insert(0, fault);
            }
            self.file.write_at(offset, &bytes[..bytes.len() / 2])?;
            Err(io::ErrorKind::StorageFull.into())
        }

        fn cut(&mut self, len: u64) -> io::Result<()> {
            match self.fails(&[Fault::WriteAndCut]) {
                Some(_) => Err(io::ErrorKind::StorageFull.into()),
                None => Medium::cut(&mut self.file, len),
            }
        }

        fn sync(&mut self) -> io::Result<()> {
            match self.fails(&[Fault::Sync]) {
                Some(_) => Err(io::Error::from_raw_os_error(5)),
                None => self.file.sync(),
            }
        }
    }
}
