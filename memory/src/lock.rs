//! One owner at a time: an exclusive lock of the operating system on a file that names the owner.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::Owner;
use crate::disk::{At, Busy, DiskError, Guard, private_file};

/// A process id has at most ten digits; what is longer was not written by us.
const PID_DIGITS_MAX: u64 = 10;

/// Held until dropped. The system frees it when the process ends in whatever way, so nothing goes stale.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
}

impl Guard for FileLock {}

impl FileLock {
    pub(crate) fn take(path: &Path) -> Result<Self, Busy> {
        // Not truncated on opening: until the lock is ours the text is the owner's.
        let mut file = private_file()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .at("open the lock", path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Busy::Held { pid: owner(&mut file) }),
            Err(TryLockError::Error(error)) => return Err(DiskError::new("lock", path, error).into()),
        }
        sign(&mut file).at("write the lock", path)?;
        Ok(FileLock { file })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Explicit, because a child process that is just being started may hold a copy of the handle a little longer.
        let _ = FileExt::unlock(&self.file);
    }
}

/// Who holds the lock in this file now. Nothing is made, and the lock is nobody's for longer than the look takes.
pub(crate) fn holder(path: &Path) -> Result<Owner, DiskError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Owner::Nobody),
        Err(error) => return Err(DiskError::new("open the lock", path, error)),
    };
    match FileExt::try_lock_shared(&file) {
        Ok(()) => FileExt::unlock(&file).map(|()| Owner::Nobody).at("unlock", path),
        Err(TryLockError::WouldBlock) => Ok(Owner::Process(owner(&mut file))),
        Err(TryLockError::Error(error)) => Err(DiskError::new("lock", path, error)),
    }
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    write!(file, "{}", std::process::id())
}

fn owner(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_DIGITS_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
