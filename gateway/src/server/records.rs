//! Reading what is recorded, beside the sessions' owner: on threads that may wait for the disk, a few at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use runtime::archive::Reader;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::answer::Refusal;
use crate::listing::Rows;

/// More than this at once would only make each of them slower.
const AT_ONCE: usize = 8;
/// How long a reader waits for its turn.
const TURN_MAX: Duration = Duration::from_secs(10);

pub struct Records {
    home: PathBuf,
    turns: Arc<Semaphore>,
    rows: Arc<Rows>,
}

impl Records {
    pub fn of(home: &Path) -> Self {
        Self { home: home.to_owned(), turns: Arc::new(Semaphore::new(AT_ONCE)), rows: Arc::default() }
    }

    /// What is known of each session without reading it again.
    pub fn rows(&self) -> Arc<Rows> {
        Arc::clone(&self.rows)
    }

    /// Does work that waits for the disk.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = timeout(TURN_MAX, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            let problem = Problem::new(Code::Overloaded, "too much is being read at once", "try again soon");
            return Err(Refusal { retry_after_s: Some(5), ..problem.into() });
        };
        let home = self.home.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&home)
        });
        let done = done.await.unwrap_or_else(|error| {
            Err(Problem::new(Code::Internal, format!("reading broke off: {error}"), "report this"))
        });
        done.map_err(Refusal::from)
    }

    /// The same for one session's record, which must have something to tell.
    pub async fn of_session<T: Send + 'static>(
        &self,
        id: &str,
        work: impl FnOnce(&Path, Reader) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Refusal> {
        let id = session(id)?;
        self.read(move |home| work(home, Reader::open(home, &id)?.whole()?)).await
    }
}

/// The id of a file that was handed over, as those of sessions are.
pub fn handed_over(text: &str) -> Result<SessionId, Refusal> {
    SessionId::parse(text).ok_or_else(|| {
        let message = "that is not a file's id, which has 26 small letters and digits";
        Refusal::not_found(message, "GET /api/uploads lists those there are")
    })
}

/// An id from an address: it becomes a folder's name, so nothing else passes.
pub fn session(text: &str) -> Result<SessionId, Refusal> {
    SessionId::parse(text).ok_or_else(|| {
        let message = "that is not a session's id, which has 26 small letters and digits";
        Refusal::not_found(message, "GET /api/sessions lists those there are")
    })
}
