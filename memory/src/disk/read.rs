//! Reading a file of a disk from a place on.

use std::io::{self, Read};
use std::path::Path;

use super::{At, Disk, DiskError, DiskFile, Open};

/// A file from some place on, as `std` reads.
pub(crate) struct Reader<'f> {
    file: &'f dyn DiskFile,
    at: u64,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(file: &'f dyn DiskFile, at: u64) -> Self {
        Reader { file, at }
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The content of a file, at most `bytes_max` of it.
pub(crate) fn read_whole(disk: &dyn Disk, path: &Path, bytes_max: u64) -> Result<Vec<u8>, DiskError> {
    let file = disk.open(path, Open::Read).at("open", path)?;
    let size = file.size().at("measure", path)?.min(bytes_max);
    // One byte more, so that the read that finds the end needs no larger buffer.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    Reader::new(&*file, 0).take(bytes_max).read_to_end(&mut bytes).at("read", path)?;
    Ok(bytes)
}
