//! A session owner in memory: one session, whose events the test decides.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod http;
pub mod running;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::sessions::Sessions;
use protocol::command::{Command, History, Place, RunOptions, Verify};
use protocol::event::{Body, Event, Fact, SessionEvent};
use protocol::frame::ResetReason;
use protocol::id::{CommandId, ContentHash, Role, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::View;
use runtime::ring::{Posted, Ring};
use runtime::{Attachment, Snapshot};

/// What an event is said to weigh: a ring holds four, so that a test can make a client fall behind.
const BYTES: usize = 256 * 1024;
/// Events of a page.
const PAGE: usize = 10;

pub struct OneSession {
    id: SessionId,
    /// A test looks and writes from beside the gateway; nothing is awaited under the lock.
    state: Mutex<State>,
    pub ring: Arc<Ring>,
}

#[derive(Default)]
struct State {
    events: Vec<Arc<Posted>>,
    commands: Vec<(CommandId, Command)>,
}

impl OneSession {
    pub fn new() -> Arc<Self> {
        let session = Self {
            id: SessionId::new("abcdefghijklmnopqrstuvwxyz"),
            state: Mutex::default(),
            ring: Ring::after(0),
        };
        session.happen(Body::Session(SessionEvent::Opened {
            request: "a blog".into(),
            options: RunOptions::offline("/nowhere", false, Verify::None),
            program: "test".into(),
        }));
        Arc::new(session)
    }

    pub fn id(&self) -> SessionId {
        self.id.clone()
    }

    /// Records an event and tells the watchers.
    pub fn happen(&self, body: Body) {
        let mut state = self.state.lock().unwrap();
        let event = Event {
            seq: state.events.len() as u64 + 1,
            at_ms: 1_700_000_000_000,
            session: self.id.clone(),
            fact: Fact {
                agent: Role::session(),
                incarnation: 1,
                cause: None,
                correlation: String::new(),
                body,
            },
        };
        let mark = ContentHash::new(format!("{:064x}", event.seq));
        let posted = Posted::new(event, mark, BYTES);
        state.events.push(Arc::clone(&posted));
        self.ring.post(vec![posted]);
    }

    /// The record as it would be after a restored backup: all but the first events are gone.
    pub fn cut(&self, events: usize) {
        self.state.lock().unwrap().events.truncate(events);
    }

    pub fn view(&self) -> View {
        let state = self.state.lock().unwrap();
        View::fold(state.events.iter().map(|posted| &posted.event)).unwrap()
    }

    pub fn commands(&self) -> Vec<Command> {
        self.state.lock().unwrap().commands.iter().map(|(_, command)| command.clone()).collect()
    }
}

#[async_trait]
impl Sessions for OneSession {
    async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        if command.session().is_some_and(|session| *session != self.id) {
            return Err(Problem::new(Code::NotFound, "there is no such session", "list them"));
        }
        self.state.lock().unwrap().commands.push((id, command));
        Ok(self.id.clone())
    }

    async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        if *session != self.id {
            return Err(Problem::new(Code::NotFound, "there is no such session", "list them"));
        }
        let state = self.state.lock().unwrap();
        let seq = state.events.len() as u64;
        let mark = |seq: u64| state.events.get(seq as usize - 1).map(|posted| &posted.mark);
        let reset = if from.after > seq {
            Some(ResetReason::Shorter)
        } else {
            let other = from.after > 0 && from.mark.is_some() && from.mark.as_ref() != mark(from.after);
            other.then_some(ResetReason::Replaced)
        };
        let after = if reset.is_some() { 0 } else { from.after };
        let wants = from.history == History::State;
        let view = || Arc::new(View::fold(state.events.iter().map(|posted| &posted.event)).unwrap());
        let snapshot = wants.then(|| Snapshot { view: view(), mark: mark(seq).unwrap().clone() });
        let feed = self.ring.watch(if wants { seq } else { after });
        Ok(Attachment { reset, snapshot, seq, feed })
    }

    async fn page(&self, _: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        let state = self.state.lock().unwrap();
        Ok(state.events.iter().skip(after as usize).take(PAGE).cloned().collect())
    }

    async fn halted(&self, _: &SessionId) -> Option<Problem> {
        None
    }

    async fn live(&self) -> Vec<SessionId> {
        vec![self.id()]
    }

    async fn alive(&self) -> Result<(), Problem> {
        Ok(())
    }
}
