//! Opening sled where it cannot hurt, and setting aside what does not open.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sled::{Db, Mode};

use super::{CACHE_BYTES, CONDEMNED, SetAside};
use crate::disk::{At, DiskError, DiskProblem, RealDisk, sync_folder};
use crate::store::StoreError;

const DB: &str = "db";
const CORRUPT: &str = "db.corrupt-";
/// Damaged stores that are kept for whoever wants to find out why; older ones are removed.
const CORRUPT_KEPT: usize = 2;

/// sled's own threads may hold a closed store for some milliseconds more. Its lock is ours, so nobody else can.
const CLOSING_WAIT: Duration = Duration::from_millis(5);
/// Two seconds in all: a background write of a slow disk.
const CLOSING_WAITS_MAX: u32 = 400;

/// Why a store did not open.
enum Refusal {
    Environment(std::io::Error),
    /// A handle that is being closed still has it.
    Locked,
    Damaged(String),
}

/// Opens the database under `dir`, whose lock is held.
pub(super) fn open(dir: &Path) -> Result<(Db, Option<SetAside>), StoreError> {
    let path = dir.join(DB);
    let why = match condemned(dir) {
        Some(why) => why,
        None => match open_when_closed(&path) {
            Ok(db) => return Ok((db, None)),
            Err(Refusal::Damaged(why)) => why,
            Err(refusal) => return Err(refusal.into_error(dir)),
        },
    };
    let set_aside = SetAside { why, path: set_aside(dir, &path)? };
    let db = open_on_thread(&path).map_err(|refusal| refusal.into_error(dir))?;
    Ok((db, Some(set_aside)))
}

impl Refusal {
    fn of(error: sled::Error) -> Self {
        // sled gives no kind for this one; the text is that of the pinned version.
        const LOCKED: &str = "could not acquire lock";
        match error {
            sled::Error::Io(error) if error.to_string().contains(LOCKED) => Refusal::Locked,
            sled::Error::Io(error) if DiskProblem::of(&error).is_environment() => Refusal::Environment(error),
            error => Refusal::Damaged(error.to_string()),
        }
    }

    fn into_error(self, dir: &Path) -> StoreError {
        let dir = dir.to_path_buf();
        match self {
            Refusal::Environment(error) => DiskError::new("open the store in", &dir, error).into(),
            Refusal::Locked => StoreError::InUse { dir, pid: Some(std::process::id()) },
            Refusal::Damaged(detail) => StoreError::Damaged { dir, detail },
        }
    }
}

fn open_when_closed(path: &Path) -> Result<Db, Refusal> {
    for _ in 0..CLOSING_WAITS_MAX {
        match open_on_thread(path) {
            Err(Refusal::Locked) => std::thread::sleep(CLOSING_WAIT),
            opened => return opened,
        }
    }
    open_on_thread(path)
}

/// A thread of its own, because recovery of a damaged file may panic or use up the stack.
fn open_on_thread(path: &Path) -> Result<Db, Refusal> {
    let path = path.to_path_buf();
    let opening = std::thread::Builder::new().name("store-open".to_string()).spawn(move || {
        // Flushing is the caller's, at checkpoints: sled's timer would be a second writer nobody asked for.
        let config = sled::Config::new().path(path).cache_capacity(CACHE_BYTES).mode(Mode::LowSpace);
        config.flush_every_ms(None).open()
    });
    match opening.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(db))) => Ok(db),
        Ok(Ok(Err(error))) => Err(Refusal::of(error)),
        Ok(Err(_)) => Err(Refusal::Damaged("sled panicked while opening it".to_string())),
        Err(error) => Err(Refusal::Environment(error)),
    }
}

fn condemned(dir: &Path) -> Option<String> {
    let mark = dir.join(CONDEMNED);
    mark.exists().then(|| fs::read_to_string(mark).unwrap_or_default())
}

/// Renames the database and forgets why; returns where it is now.
fn set_aside(dir: &Path, db: &Path) -> Result<PathBuf, DiskError> {
    let mut earlier = earlier_numbers(dir)?;
    let number = earlier.last().map_or(1, |last| last + 1);
    let aside = dir.join(format!("{CORRUPT}{number}"));
    if db.exists() {
        fs::rename(db, &aside).at("set aside the damaged store", db)?;
    }
    let mark = dir.join(CONDEMNED);
    if mark.exists() {
        fs::remove_file(&mark).at("remove", &mark)?;
    }
    earlier.truncate(earlier.len().saturating_sub(CORRUPT_KEPT - 1));
    for number in earlier {
        let path = dir.join(format!("{CORRUPT}{number}"));
        fs::remove_dir_all(&path).at("remove", &path)?;
    }
    sync_folder(&RealDisk, dir)?;
    Ok(aside)
}

fn earlier_numbers(dir: &Path) -> Result<Vec<u64>, DiskError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir).at("list", dir)? {
        let name = entry.at("list", dir)?.file_name();
        let number: Option<u64> =
            name.to_str().and_then(|name| name.strip_prefix(CORRUPT)).and_then(|text| text.parse().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}
