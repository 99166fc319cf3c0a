//! Reading sessions from their journals alone: no lock, no actors, nothing is run or changed.

use std::io;
use std::path::Path;
use std::sync::Arc;

use memory::{DiskError, FileSnapshots, FormatError, Layout};
use memory::{FileJournal, Journal, JournalError, Verdict};
use protocol::event::{Body, Event, Outcome, SessionEvent};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::view::{Parent, Stage, View};

use crate::log::{events, page, unfoldable};
use crate::ring::Posted;
use crate::shortcuts::Shortcuts;

/// One line about a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub id: SessionId,
    pub stage: Stage,
    pub outcome: Option<Outcome>,
    pub paused: bool,
    /// A question waits for the person.
    pub asked: bool,
    /// The repository it makes.
    pub path: String,
    pub request: String,
    pub created_ms: u64,
    /// Where it was forked, if it is a fork.
    pub parent: Option<Parent>,
    /// Events that can be read.
    pub events: u64,
    /// Why it cannot be read to its end; what is shown is the part before.
    pub damage: Option<String>,
}

/// Every session of a data folder, newest first; one that cannot be read does not hide the others.
pub fn list(home: &Path) -> Result<Vec<Summary>, Problem> {
    let mut all: Vec<Summary> = ids(home)?.into_iter().map(|id| summary(home, id)).collect();
    all.sort_by(|a, b| b.created_ms.cmp(&a.created_ms).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// The sessions of a data folder that have a journal, in no order that means anything.
pub fn ids(home: &Path) -> Result<Vec<SessionId>, Problem> {
    let names = folder(home)?.session_names().map_err(|error| disk(&error))?;
    Ok(names.iter().filter_map(|name| SessionId::parse(name)).collect())
}

/// The data folder; one that is not there yet has no sessions.
fn folder(home: &Path) -> Result<Layout, Problem> {
    known(home)?;
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
    match Reader::open(home, &id) {
        Ok(reader) => {
            let (view, damage) = reader.readable_view();
            summarize(id, view, reader.last_seq(), damage)
        }
        Err(problem) => summarize(id, View::default(), 0, Some(problem.message)),
    }
}

/// What a line says of a session whose `events` fold to `view`.
pub fn summarize(id: SessionId, view: View, events: u64, damage: Option<String>) -> Summary {
    Summary {
        id,
        stage: view.stage,
        outcome: view.outcome,
        paused: view.paused,
        asked: view.open_question().is_some(),
        path: view.place().unwrap_or_default().to_owned(),
        request: view.request,
        created_ms: view.lineage.last().map_or(view.timing.opened_ms, |parent| parent.at_ms),
        parent: view.lineage.into_iter().next_back(),
        events,
        damage,
    }
}

/// All events of a session; a damaged journal is an error. Of a long one [`Reader`] needs less memory.
pub fn load(home: &Path, session: &SessionId) -> Result<Vec<Event>, Problem> {
    Reader::open(home, session)?.whole()?.events().collect()
}

/// The record of a session, for reading beside its writer. What is read is checked; what is not, is for [`verify`].
pub struct Reader {
    session: SessionId,
    /// None for a folder that was made for a journal, and no more.
    journal: Option<FileJournal>,
    /// Why there is more than can be read, as far as opening it has shown.
    damage: Option<String>,
    shortcuts: Shortcuts,
}

impl Reader {
    pub fn open(home: &Path, session: &SessionId) -> Result<Self, Problem> {
        let folder = journal_folder(home, session)?;
        let (kept, damage) = match FileJournal::open_read_only(folder) {
            Err(JournalError::Missing { .. }) => (None, None),
            opened => {
                let (kept, report) = opened.map_err(|error| journal(&error))?;
                (Some(kept), report.damage.map(|damage| damage.to_string()))
            }
        };
        let shortcuts =
            Shortcuts::new(Arc::new(FileSnapshots::open_read_only(Layout::new(home).snapshots())));
        Ok(Self { session: session.clone(), journal: kept, damage, shortcuts })
    }

    /// Itself, if there is something to read and opening it has shown no damage.
    pub fn whole(self) -> Result<Self, Problem> {
        match &self.damage {
            None if self.last_seq() == 0 => Err(Problem::new(
                Code::Storage,
                format!(
                    "nothing is recorded of session {}: it was never begun, or its record is lost",
                    self.session
                ),
                "restore its folder from a backup, or start again with `samriddh new`",
            )),
            None => Ok(self),
            Some(damage) => Err(Problem::new(
                Code::Storage,
                damage.clone(),
                "restore the session's folder from a backup, or keep what is before it with `samriddh doctor --repair`",
            )),
        }
    }

    /// The number of the last event.
    pub fn last_seq(&self) -> u64 {
        self.journal.as_ref().map_or(0, |journal| journal.last_seq())
    }

    /// Whether the record up to a fork is what the fork says its parent had, to the byte.
    fn begins_with(&self, parent: &Parent) -> bool {
        let Some(journal) = &self.journal else { return false };
        let next = journal.read(parent.at + 1, 1).ok().and_then(|records| records.into_iter().next());
        next.is_some_and(|record| parent.head.as_str() == memory::BlobHash::from(record.prev).to_string())
    }

    /// All events, of which few are in memory at a time. Nothing comes after an error.
    pub fn events(&self) -> impl Iterator<Item = Result<Event, Problem>> {
        self.events_after(0)
    }

    /// The events that follow `after` with the hashes of their records, as many as are read at a time; none at the end.
    pub fn page(&self, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        self.journal.as_ref().map_or(Ok(Vec::new()), |journal| page(&self.session, journal, after))
    }

    fn events_after(&self, after: u64) -> impl Iterator<Item = Result<Event, Problem>> {
        let journal = self.journal.as_ref().map(|journal| journal as &dyn Journal);
        journal.map(|journal| events(&self.session, journal, after)).into_iter().flatten()
    }

    /// What the record folds to, from the last snapshot on.
    pub fn view(&self) -> Result<View, Problem> {
        let mut view = self.shortcut();
        for event in self.events_after(view.seq) {
            view.apply(&event?).map_err(unfoldable)?;
        }
        Ok(view)
    }

    /// What it folds to up to and with event `at`.
    pub fn view_at(&self, at: u64) -> Result<View, Problem> {
        let mut view = Some(self.shortcut()).filter(|view| view.seq <= at).unwrap_or_default();
        for event in self.events_after(view.seq) {
            let event = event?;
            if event.seq > at {
                break;
            }
            view.apply(&event).map_err(unfoldable)?;
        }
        Ok(view)
    }

    /// What it folds to as far as it can be read, and why not further: that still tells what it is about.
    pub fn readable_view(&self) -> (View, Option<String>) {
        let mut view = self.shortcut();
        for event in self.events_after(view.seq) {
            let folded = event.and_then(|event| view.apply(&event).map_err(unfoldable));
            if let Err(problem) = folded {
                return (view, Some(self.damage.clone().unwrap_or(problem.message)));
            }
        }
        (view, self.damage.clone())
    }

    fn shortcut(&self) -> View {
        let journal = self.journal.as_ref().map(|journal| journal as &dyn Journal);
        journal.and_then(|journal| self.shortcuts.clone().latest(&self.session, journal)).unwrap_or_default()
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
    /// Where it was forked, if it is a fork.
    pub parent: Option<Parent>,
    /// A fork whose record does not begin with what it says its parent had: nobody but a forger writes one.
    pub foreign: Option<u64>,
}

impl Proof {
    fn of_nothing() -> Self {
        Self { verdict: NOTHING, last: None, outcome: None, unfounded: None, parent: None, foreign: None }
    }
}

/// Walks the chain of a session's journal.
pub fn verify(home: &Path, session: &SessionId) -> Result<Proof, Problem> {
    known(home)?;
    let folder = match journal_folder(home, session) {
        Ok(folder) => folder,
        // The session's own folder says that there was one, even if nothing is left in it.
        Err(problem) => match Layout::new(home).session(session.as_str()) {
            Ok(folder) if folder.is_dir() => {
                return Ok(Proof::of_nothing());
            }
            Ok(_) | Err(_) => return Err(problem),
        },
    };
    let verdict = match memory::verify(folder) {
        Err(JournalError::Missing { .. }) => {
            return Ok(Proof::of_nothing());
        }
        walked => walked.map_err(|error| journal(&error))?,
    };
    let reader = Reader::open(home, session)?;
    let (mut view, mut last, mut folds, mut rewound) = (View::default(), None, true, false);
    // From the first event on, without a snapshot; what cannot be folded says nothing of an end.
    for event in reader.events().map_while(Result::ok) {
        folds = folds && view.apply(&event).is_ok();
        rewound |= matches!(&event.fact.body, Body::Session(SessionEvent::Rewound { .. }));
        last = Some(event);
    }
    // A rewind is judged by all that came before it; only then is the whole record in memory.
    let events: Vec<Event> = reader.events().map_while(Result::ok).take_while(|_| rewound).collect();
    let unfounded = protocol::rewind::unfounded(&events).unwrap_or(None);
    let foreign = view.lineage.iter().find(|parent| !reader.begins_with(parent)).map(|parent| parent.at + 1);
    let outcome = view.outcome.filter(|_| folds);
    let parent = view.lineage.into_iter().next_back();
    Ok(Proof { verdict, outcome, unfounded, last, parent, foreign })
}

const NOTHING: Verdict = Verdict::Intact { records: 0, head: [0; 32] };

/// Nothing is read of what a newer version wrote: it may mean something else.
fn known(home: &Path) -> Result<(), Problem> {
    memory::check_format(home).map_err(|error| {
        let code = match error {
            FormatError::Newer { .. } => Code::Version,
            FormatError::Disk(_) | FormatError::Unreadable(_) | FormatError::NotSaved { .. } => Code::Storage,
        };
        Problem::new(code, error.to_string(), "name another folder with --home DIR or SAMRIDDH_HOME")
    })
}

fn journal_folder(home: &Path, session: &SessionId) -> Result<std::path::PathBuf, Problem> {
    known(home)?;
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
