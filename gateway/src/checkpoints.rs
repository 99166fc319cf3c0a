//! The checkpoints of a data folder: opened for one process at a time, kept as blobs like everything else.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cli::Screen;
use cli::render::style;
use memory::{BlobError, BlobHash, DataFolder, DiskProblem, FileBlobs, LockError};
use protocol::command::Command;
use protocol::id::{ContentHash, SessionId};
use protocol::problem::{Code, Problem};
use protocol::rewind;
use protocol::workspace::Restored;
use runtime::ports::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use tools::ToolError;
use tools::checkpoint::{Back, Finished, Keep, Limits, Vault};

use crate::tell::Owner;

/// Below the data folder, with a lock of its own: saving does not have to wait for a session's end.
pub const FOLDER: &str = "checkpoints";
/// Another process saves or puts back; both take seconds.
const TRIES: u32 = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// The store with its lock.
pub struct Checkpoints {
    pub vault: Vault,
    _lock: DataFolder,
}

/// What is to be told to a session once its files are back; kept with the checkpoints until it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Errand {
    pub to: u64,
    pub conversation: bool,
    pub out: Option<String>,
}

impl Errand {
    pub fn command(&self, session: &SessionId, files: Option<Restored>) -> Command {
        let (session, out) = (session.clone(), self.out.clone());
        Command::Rewind { session, to: self.to, conversation: self.conversation, out, files }
    }
}

/// Opens the store, and finishes what a killed process began in it. What cannot be finished is told, and stands in the way of
/// nothing else.
pub async fn open(home: &Path) -> Result<Checkpoints, Problem> {
    // The whole data folder's format, not this part's alone: a newer one is left untouched.
    memory::check_format(home).map_err(|error| {
        let hint = "use the samriddh that wrote it, or name another folder with --home DIR";
        Problem::new(Code::Version, error.to_string(), hint)
    })?;
    let folder = home.join(FOLDER);
    let lock = lock(&folder).await?;
    let blobs = FileBlobs::open(lock.layout().blobs()).map_err(|error| problem(&of_blob(&error)))?;
    let keep: Arc<dyn Keep> = Arc::new(Blobs(blobs));
    let vault = Vault::open(&folder, home, keep, Limits::default()).map_err(|error| problem(&error))?;
    for finished in vault.finish_pending(now_ms()).map_err(|error| problem(&error))? {
        let told = match &finished.outcome {
            Ok(back) => {
                let errand = run_errand(home, &finished, back).await;
                if errand.is_ok() {
                    vault.settle(&finished.folder).map_err(|error| problem(&error))?;
                }
                told_finished(&finished, back, errand.err().as_ref())
            }
            Err(error) => told_unfinished(&finished, error),
        };
        Screen::errors().print(&style::warn(&told));
    }
    Ok(Checkpoints { vault, _lock: lock })
}

/// Tells the session what its files went back to, if nobody has.
async fn run_errand(home: &Path, finished: &Finished, back: &Back) -> Result<(), Problem> {
    let (Some(session), Some(errand)) = (&finished.session, &finished.errand) else { return Ok(()) };
    let errand: Errand = serde_json::from_str(errand).map_err(|error| {
        Problem::new(
            Code::Storage,
            format!("what is to be told cannot be read: {error}"),
            "run `samriddh doctor`",
        )
    })?;
    let before = finished.before.as_ref().unwrap_or(&back.before).point();
    let events = runtime::archive::load(home, session)?;
    let last = rewind::last_rewind(&events).and_then(|last| last.files);
    if last.is_some_and(|files| files.before.checkpoint == before.checkpoint) {
        return Ok(());
    }
    let folder = finished.folder.display().to_string();
    let files = Restored { folder, before, after: back.after.point() };
    let mut owner = Owner::reach(home).await?;
    let done = owner.tell(errand.command(session, Some(files))).await;
    owner.leave().await;
    done
}

fn told_finished(finished: &Finished, back: &Back, untold: Option<&Problem>) -> String {
    let folder = style::clean(&finished.folder.display().to_string());
    let what = format!(
        "a rewind of {folder} that had been broken off was finished; what was there is checkpoint {}",
        back.before.id
    );
    match (&finished.session, untold) {
        (Some(session), Some(problem)) => format!(
            "{what}; session {session} was not told of it ({}), which the next command tries again",
            problem.message
        ),
        _ => what,
    }
}

fn told_unfinished(finished: &Finished, error: &ToolError) -> String {
    let folder = style::clean(&finished.folder.display().to_string());
    let before = match &finished.before {
        Some(before) => format!("what was there before it is checkpoint {}", before.id),
        None => "nothing was changed by it".to_owned(),
    };
    let next = match &finished.before {
        _ if !finished.folder.exists() => "it is given up, as the folder is gone".to_owned(),
        Some(before) => format!("bring that back with `samriddh rewind --checkpoint {} --yes`", before.id),
        None => "begin it anew with `samriddh rewind`".to_owned(),
    };
    format!("a rewind of {folder} that had been broken off cannot be finished: {error}; {before}; {next}")
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
