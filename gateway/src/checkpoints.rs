//! The checkpoints of a data folder: opened for one process at a time, kept as blobs like everything else.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cli::Screen;
use cli::render::style;
use memory::{BlobError, BlobHash, DataFolder, DiskProblem, FileBlobs, LockError};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use runtime::ports::{Clock, SystemClock};
use tools::ToolError;
use tools::checkpoint::{Keep, Limits, Vault};

/// Below the data folder, with a lock of its own: saving does not have to wait for a session's end.
const FOLDER: &str = "checkpoints";
/// Another process saves or puts back; both take seconds.
const TRIES: u32 = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// The store with its lock.
pub struct Checkpoints {
    pub vault: Vault,
    _lock: DataFolder,
}

/// Opens the store, and finishes what a killed process began in it.
pub async fn open(home: &Path) -> Result<Checkpoints, Problem> {
    let folder = home.join(FOLDER);
    let lock = lock(&folder).await?;
    let blobs = FileBlobs::open(lock.layout().blobs()).map_err(|error| problem(&of_blob(&error)))?;
    let keep: Arc<dyn Keep> = Arc::new(Blobs(blobs));
    let vault = Vault::open(&folder, home, keep, Limits::default()).map_err(|error| problem(&error))?;
    for back in vault.finish_pending(now_ms()).map_err(|error| problem(&error))? {
        Screen::errors().print(&style::warn(&format!(
            "a rewind of {} that had been broken off was finished; what was there is checkpoint {}",
            style::clean(&back.before.folder.display().to_string()),
            back.before.id
        )));
    }
    Ok(Checkpoints { vault, _lock: lock })
}

pub fn now_ms() -> u64 {
    SystemClock.now_ms()
}

async fn lock(folder: &Path) -> Result<DataFolder, Problem> {
    let mut tries = 0;
    loop {
        match DataFolder::lock(folder) {
            Ok(lock) => return Ok(lock),
            Err(LockError::InUse { .. }) if tries < TRIES => tries += 1,
            Err(error @ LockError::InUse { .. }) => {
                let hint = "wait until it is done, or use another folder with --home DIR";
                return Err(Problem::new(Code::Locked, error.to_string(), hint));
            }
            Err(LockError::Disk(error)) => {
                let hint = "check it with `samriddh doctor`, or name another with --home DIR";
                return Err(Problem::new(Code::Storage, error.to_string(), hint));
            }
            Err(LockError::Format(error)) => {
                let hint = "use the samriddh that wrote it, or name another folder with --home DIR";
                return Err(Problem::new(Code::Version, error.to_string(), hint));
            }
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
}

/// What a tool could not do, as every command says it.
pub fn problem(error: &ToolError) -> Problem {
    let (code, hint) = match error {
        ToolError::NotFound { .. } | ToolError::BadPath { .. } => (Code::NotFound, "check the name"),
        ToolError::Unsavable { .. } | ToolError::TooMany { .. } => {
            (Code::TooLarge, "nothing was changed; `samriddh checkpoints` shows what is kept")
        }
        ToolError::Changing { .. } | ToolError::Unsafe { .. } => {
            (Code::NotNow, "what was begun is finished by the next try")
        }
        _ => {
            (Code::Storage, "nothing is lost: what was begun is finished by the next `samriddh checkpoints`")
        }
    };
    Problem::new(code, error.to_string(), hint)
}

/// The data folder's blobs as the tools' port.
struct Blobs(FileBlobs);

impl Keep for Blobs {
    fn put(&self, bytes: &[u8]) -> Result<ContentHash, ToolError> {
        use memory::Blobs;
        let hash = self.0.put(bytes).map_err(|error| of_blob(&error))?;
        Ok(ContentHash::new(hash.to_string()))
    }

    fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ToolError> {
        use memory::Blobs;
        self.0.get(&of_hash(hash)?).map_err(|error| of_blob(&error))
    }

    fn list(&self) -> Result<Vec<(ContentHash, u64)>, ToolError> {
        let all = self.0.all().map_err(|error| of_blob(&error))?;
        Ok(all.into_iter().map(|(hash, bytes)| (ContentHash::new(hash.to_string()), bytes)).collect())
    }

    fn remove(&self, hash: &ContentHash) -> Result<(), ToolError> {
        self.0.remove(&of_hash(hash)?).map_err(|error| of_blob(&error))
    }
}

fn of_hash(hash: &ContentHash) -> Result<BlobHash, ToolError> {
    hash.as_str().parse().map_err(|_| ToolError::Corrupt { path: "a checkpoint".to_owned() })
}

fn of_blob(error: &BlobError) -> ToolError {
    match error {
        BlobError::Missing { hash } => ToolError::NotFound { path: format!("saved bytes {hash}") },
        BlobError::Damaged { path, .. } => ToolError::Corrupt { path: path.display().to_string() },
        BlobError::Disk(disk) if disk.problem == DiskProblem::Full => {
            ToolError::DiskFull { path: "the checkpoints".to_owned() }
        }
        other => {
            let detail = other.to_string();
            ToolError::Io { action: "keep".to_owned(), path: "bytes of a checkpoint".to_owned(), detail }
        }
    }
}
