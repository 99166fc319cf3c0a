//! Reading sessions from their journals alone: no lock, no actors, nothing is run or changed.

use std::path::Path;

use memory::{DiskError, Layout};
use memory::{FileJournal, Journal, JournalError, Verdict};
use protocol::event::{Event, Outcome};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};

use crate::log::events_after;

/// One line about a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub id: SessionId,
    pub stage: Stage,
    pub outcome: Option<Outcome>,
    /// The repository it makes.
    pub path: String,
    pub request: String,
    pub created_ms: u64,
    /// Why it cannot be read to its end; what is shown is the part before.
    pub damage: Option<String>,
}

/// Every session of a data folder, newest first.
pub fn list(home: &Path) -> Result<Vec<Summary>, Problem> {
    let layout = Layout::new(home);
    let names = layout.session_names().map_err(|error| disk(&error))?;
    let ids = names.iter().filter_map(|name| SessionId::parse(name));
    let mut all = ids.map(|id| summary(home, id)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| b.created_ms.cmp(&a.created_ms).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

fn summary(home: &Path, id: SessionId) -> Result<Summary, Problem> {
    let (events, damage) = readable(home, &id)?;
    // A log that cannot be folded to its end still tells what it is about.
    let mut view = View::default();
    let folded = events.iter().try_for_each(|event| view.apply(event));
    Ok(Summary {
        id,
        stage: view.stage,
        outcome: view.outcome,
        path: view.options.map(|options| options.out).unwrap_or_default(),
        request: view.request,
        created_ms: view.timing.opened_ms,
        damage: damage.or_else(|| folded.err().map(|error| error.to_string())),
    })
}

/// All events of a session; a damaged journal is an error.
pub fn load(home: &Path, session: &SessionId) -> Result<Vec<Event>, Problem> {
    match readable(home, session)? {
        (events, None) => Ok(events),
        (_, Some(damage)) => Err(Problem::new(
            Code::Storage,
            damage,
            "restore the session's folder from a backup, or keep what is before it with `samriddh doctor --repair`",
        )),
    }
}

/// Walks the chain of a session's journal.
pub fn verify(home: &Path, session: &SessionId) -> Result<Verdict, Problem> {
    let folder = journal_folder(home, session)?;
    memory::verify(folder).map_err(|error| journal(&error))
}

fn readable(home: &Path, session: &SessionId) -> Result<(Vec<Event>, Option<String>), Problem> {
    let folder = journal_folder(home, session)?;
    let (kept, report) = FileJournal::open_read_only(folder).map_err(|error| journal(&error))?;
    let events = events_after(session, &kept as &dyn Journal, 0)?;
    Ok((events, report.damage.map(|damage| damage.to_string())))
}

fn journal_folder(home: &Path, session: &SessionId) -> Result<std::path::PathBuf, Problem> {
    let folder = Layout::new(home).journal(session.as_str()).ok().filter(|folder| folder.is_dir());
    folder.ok_or_else(|| {
        let message = format!("there is no session {session} in {}", home.display());
        Problem::new(Code::NotFound, message, "`samriddh sessions` lists those there are")
    })
}

fn journal(error: &JournalError) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the data folder's permissions and SAMRIDDH_HOME")
}

fn disk(error: &DiskError) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the data folder's permissions and SAMRIDDH_HOME")
}
