//! Reading sessions from their journals alone: no lock, no actors, nothing is run or changed.

use std::io;
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
    /// Events that can be read.
    pub events: usize,
    /// Why it cannot be read to its end; what is shown is the part before.
    pub damage: Option<String>,
}

/// Every session of a data folder, newest first; one that cannot be read does not hide the others.
pub fn list(home: &Path) -> Result<Vec<Summary>, Problem> {
    let layout = folder(home)?;
    let names = layout.session_names().map_err(|error| disk(&error))?;
    let ids = names.iter().filter_map(|name| SessionId::parse(name));
    let mut all: Vec<Summary> = ids.map(|id| summary(home, id)).collect();
    all.sort_by(|a, b| b.created_ms.cmp(&a.created_ms).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// The data folder; one that is not there yet has no sessions.
fn folder(home: &Path) -> Result<Layout, Problem> {
    match std::fs::metadata(home) {
        Ok(found) if !found.is_dir() => Err(Problem::new(
            Code::Storage,
            format!("the data folder {} is a file", home.display()),
            "name a folder with --home DIR or SAMRIDDH_HOME",
        )),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Problem::new(
            Code::Storage,
            format!("the data folder {} cannot be read: {error}", home.display()),
            "check it with `samriddh doctor`, or name another with --home DIR",
        )),
        Ok(_) | Err(_) => Ok(Layout::new(home)),
    }
}

fn summary(home: &Path, id: SessionId) -> Summary {
    let (events, damage) = readable(home, &id).unwrap_or_else(|problem| (Vec::new(), Some(problem.message)));
    // A log that cannot be folded to its end still tells what it is about.
    let mut view = View::default();
    let folded = events.iter().try_for_each(|event| view.apply(event));
    Summary {
        id,
        stage: view.stage,
        outcome: view.outcome,
        path: view.options.map(|options| options.out).unwrap_or_default(),
        request: view.request,
        created_ms: view.timing.opened_ms,
        events: events.len(),
        damage: damage.or_else(|| folded.err().map(|error| error.to_string())),
    }
}

/// All events of a session; a damaged journal is an error.
pub fn load(home: &Path, session: &SessionId) -> Result<Vec<Event>, Problem> {
    match readable(home, session)? {
        (events, None) if events.is_empty() => Err(Problem::new(
            Code::Storage,
            format!("nothing is recorded of session {session}: it was never begun, or its record is lost"),
            "restore its folder from a backup, or start again with `samriddh new`",
        )),
        (events, None) => Ok(events),
        (_, Some(damage)) => Err(Problem::new(
            Code::Storage,
            damage,
            "restore the session's folder from a backup, or keep what is before it with `samriddh doctor --repair`",
        )),
    }
}

/// What a session's journal proves of itself. Nothing outside it keeps its length, so a record that lost its last groups
/// looks like that of a session which was interrupted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub verdict: Verdict,
    /// The last event that can be read; none when there is none.
    pub last: Option<Event>,
    /// How the session ended, if its record reaches so far.
    pub outcome: Option<Outcome>,
    /// A rewind whose state is not that of the event it names: nobody but a forger writes one.
    pub unfounded: Option<u64>,
}

/// Walks the chain of a session's journal.
pub fn verify(home: &Path, session: &SessionId) -> Result<Proof, Problem> {
    let folder = match journal_folder(home, session) {
        Ok(folder) => folder,
        // The session's own folder says that there was one, even if nothing is left in it.
        Err(problem) => match Layout::new(home).session(session.as_str()) {
            Ok(folder) if folder.is_dir() => {
                return Ok(Proof { verdict: NOTHING, last: None, outcome: None, unfounded: None });
            }
            Ok(_) | Err(_) => return Err(problem),
        },
    };
    let verdict = match memory::verify(folder) {
        Err(JournalError::Missing { .. }) => {
            return Ok(Proof { verdict: NOTHING, last: None, outcome: None, unfounded: None });
        }
        walked => walked.map_err(|error| journal(&error))?,
    };
    let (events, _) = readable(home, session)?;
    let mut view = View::default();
    // What cannot be folded says nothing of an end; the chain has been judged already.
    let folded = events.iter().try_for_each(|event| view.apply(event));
    Ok(Proof {
        verdict,
        outcome: view.outcome.filter(|_| folded.is_ok()),
        unfounded: protocol::rewind::unfounded(&events).unwrap_or(None),
        last: events.into_iter().next_back(),
    })
}

const NOTHING: Verdict = Verdict::Intact { records: 0, head: [0; 32] };

fn readable(home: &Path, session: &SessionId) -> Result<(Vec<Event>, Option<String>), Problem> {
    let folder = journal_folder(home, session)?;
    let (kept, report) = match FileJournal::open_read_only(folder) {
        // A folder that was made for a journal, and no more.
        Err(JournalError::Missing { .. }) => return Ok((Vec::new(), None)),
        opened => opened.map_err(|error| journal(&error))?,
    };
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
    Problem::new(Code::Storage, error.to_string(), "check the data folder with `samriddh doctor`")
}

fn disk(error: &DiskError) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the data folder with `samriddh doctor`")
}
