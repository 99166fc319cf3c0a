//! A session owner in memory: one session, whose events the test decides.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::sessions::Sessions;
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{Body, Event, Fact, SessionEvent};
use protocol::id::{CommandId, Role, SessionId};
use protocol::problem::{Code, Problem};
use runtime::Attachment;
use tokio::sync::broadcast;

/// Small, so that a test can make a client fall behind.
const RING: usize = 4;

pub struct OneSession {
    id: SessionId,
    /// A test looks and writes from beside the gateway; nothing is awaited under the lock.
    state: Mutex<State>,
    live: broadcast::Sender<Arc<Event>>,
}

#[derive(Default)]
struct State {
    events: Vec<Event>,
    commands: Vec<(CommandId, Command)>,
}

impl OneSession {
    pub fn new() -> Arc<Self> {
        let session = Self {
            id: SessionId::new("abcdefghijklmnopqrstuvwxyz"),
            state: Mutex::default(),
            live: broadcast::channel(RING).0,
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
        state.events.push(event.clone());
        let _ = self.live.send(Arc::new(event));
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

    async fn attach(&self, session: &SessionId, after: u64) -> Result<Attachment, Problem> {
        if *session != self.id {
            return Err(Problem::new(Code::NotFound, "there is no such session", "list them"));
        }
        let state = self.state.lock().unwrap();
        let live = self.live.subscribe();
        let backlog = state.events.iter().filter(|event| event.seq > after).cloned().collect();
        Ok(Attachment { backlog, live })
    }

    async fn halted(&self, _: &SessionId) -> Option<Problem> {
        None
    }

    async fn alive(&self) -> Result<(), Problem> {
        Ok(())
    }
}
