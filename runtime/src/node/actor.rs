//! The actor behind a node: it opens sessions when they are first needed and outlives each of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use protocol::command::{Command, Place, RunOptions};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent};

use super::answer;
use crate::fork::{self, Wanted};
use crate::log::Attachment;
use crate::ports::Ports;
use crate::ring::Posted;
use crate::session::{Mode, Opening, SessionActor, SessionMessage, Submitted, beginning};
use crate::shelf::{Kept, Shelf};
use crate::shortcuts::Shortcuts;
use crate::team::Team;

const SESSION_ANSWERS_WITHIN: Duration = Duration::from_secs(25);

pub(crate) enum NodeMessage {
    Command {
        id: CommandId,
        command: Box<Command>,
        reply: RpcReplyPort<Result<SessionId, Problem>>,
    },
    Attach {
        session: SessionId,
        from: Place,
        reply: RpcReplyPort<Result<Attachment, Problem>>,
    },
    /// Recorded events, a few at a time.
    Page {
        session: SessionId,
        after: u64,
        reply: RpcReplyPort<Result<Vec<Arc<Posted>>, Problem>>,
    },
    /// Why a session stopped without an outcome.
    Halted {
        session: SessionId,
        reply: RpcReplyPort<Option<Problem>>,
    },
    /// The sessions that are at work.
    Live {
        reply: RpcReplyPort<Vec<SessionId>>,
    },
    /// End all sessions in order, then this actor.
    Shutdown {
        reply: RpcReplyPort<()>,
    },
}

pub(crate) struct Start {
    pub shelf: Arc<dyn Shelf>,
    pub team: Team,
    pub ports: Ports,
}

pub(crate) struct NodeActor;

pub(crate) struct State {
    me: ActorRef<NodeMessage>,
    shelf: Arc<dyn Shelf>,
    team: Team,
    ports: Ports,
    shortcuts: Shortcuts,
    sessions: BTreeMap<SessionId, Open>,
}

struct Open {
    actor: ActorRef<SessionMessage>,
    halted: Arc<OnceLock<Problem>>,
    /// Why it stopped before it was opened anew for somebody who only looks; a command takes it up again.
    before: Option<Problem>,
    /// Somebody said something to it that lets it go on, not only looked at it.
    working: bool,
}

impl Open {
    fn why(&self) -> Option<Problem> {
        self.halted.get().cloned().or_else(|| self.before.clone())
    }
}

impl Actor for NodeActor {
    type Msg = NodeMessage;
    type State = State;
    type Arguments = Start;

    async fn pre_start(&self, me: ActorRef<NodeMessage>, start: Start) -> Result<State, ActorProcessingErr> {
        let Start { shelf, team, ports } = start;
        let shortcuts = Shortcuts::of(shelf.as_ref());
        Ok(State { me, shelf, team, ports, shortcuts, sessions: BTreeMap::new() })
    }

    async fn handle(
        &self,
        me: ActorRef<NodeMessage>,
        message: NodeMessage,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            NodeMessage::Command { id, command, reply } => {
                let _ = reply.send(state.command(id, *command).await);
            }
            NodeMessage::Attach { session, from, reply } => {
                let _ = reply.send(state.attach(&session, from).await);
            }
            NodeMessage::Page { session, after, reply } => {
                let _ = reply.send(state.page(&session, after).await);
            }
            NodeMessage::Halted { session, reply } => {
                let why = state.sessions.get(&session).and_then(Open::why);
                let _ = reply.send(why);
            }
            NodeMessage::Live { reply } => {
                let live = state.sessions.iter().filter(|(_, open)| open.working && is_up(&open.actor));
                let _ = reply.send(live.map(|(id, _)| id.clone()).collect());
            }
            NodeMessage::Shutdown { reply } => {
                state.drain().await;
                let _ = reply.send(());
                me.stop(None);
            }
        }
        Ok(())
    }

    /// A session that ends takes nobody with it; the next command opens it again from its log.
    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<NodeMessage>,
        event: SupervisionEvent,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(who, error) = &event {
            let open = state.sessions.values().find(|open| open.actor.get_id() == who.get_id());
            if let Some(open) = open {
                let hint = "go on with `samriddh resume`";
                let _ = open.halted.set(Problem::new(Code::Internal, error.to_string(), hint));
            }
        }
        Ok(())
    }
}

impl State {
    async fn command(&mut self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        match command {
            Command::Submit { request, options } => self.submit(id, request, options).await,
            Command::Fork { session, at, out } => self.fork(id, session, at, out).await,
            other => {
                let session = other.session().cloned().ok_or_else(no_session)?;
                let actor = self.live(&session).await?;
                if let Some(open) = self.sessions.get_mut(&session) {
                    open.before = None;
                }
                let effect = working_after(&other);
                let command = Box::new(other);
                let message = |reply| SessionMessage::Command { id, command, reply };
                answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)??;
                if let (Some(open), Some(working)) = (self.sessions.get_mut(&session), effect) {
                    open.working = working;
                }
                Ok(session)
            }
        }
    }

    async fn submit(
        &mut self,
        command: CommandId,
        request: String,
        options: RunOptions,
    ) -> Result<SessionId, Problem> {
        plan::obey::fits(&request)?;
        check_absolute(&options.out)?;
        let session = session_of(&command);
        let submitted = Submitted { command, request, options };
        if !self.is_begun(&session)? {
            self.shelf.begin(&session, beginning::groups(submitted, self.ports.clock.now_ms())?)?;
            self.open(&session, Mode::Awake).await?;
            return Ok(session);
        }
        let actor = self.live(&session).await?;
        let message = |reply| SessionMessage::Begun { submitted: Box::new(submitted), reply };
        answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)??;
        Ok(session)
    }

    /// Whether it has a record.
    fn is_begun(&self, session: &SessionId) -> Result<bool, Problem> {
        let open = self.sessions.get(session).is_some_and(|open| is_up(&open.actor));
        Ok(open || (self.shelf.has(session) && self.shelf.open(session)?.journal.last_seq() > 0))
    }

    /// The new session is there when this returns; nobody works on it before it is resumed.
    async fn fork(
        &mut self,
        command: CommandId,
        parent: SessionId,
        at: u64,
        out: String,
    ) -> Result<SessionId, Problem> {
        check_absolute(&out)?;
        let session = session_of(&command);
        if self.is_begun(&session)? {
            let actor = self.live(&session).await?;
            let message = |reply| SessionMessage::Forked { command, parent, at, reply };
            answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)??;
            return Ok(session);
        }
        let actor = self.live(&parent).await?;
        let message = |reply| SessionMessage::Prefix { at, reply };
        let prefix = answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)??;
        let wanted = Wanted { command, parent, out };
        self.shelf.begin(&session, fork::groups(prefix, wanted, self.ports.clock.now_ms())?)?;
        Ok(session)
    }

    async fn attach(&mut self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        let actor = self.live(session).await?;
        let message = |reply| SessionMessage::Attach { from, reply };
        answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)?
    }

    async fn page(&mut self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        let actor = self.live(session).await?;
        let message = |reply| SessionMessage::Page { after, reply };
        answer(actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await)?
    }

    /// The session's actor, opened from its log if need be.
    async fn live(&mut self, session: &SessionId) -> Result<ActorRef<SessionMessage>, Problem> {
        let up = self.sessions.get(session).filter(|open| is_up(&open.actor));
        if let Some(open) = up {
            return Ok(open.actor.clone());
        }
        if !self.shelf.has(session) {
            let message = format!("there is no session {session} here");
            return Err(Problem::new(Code::NotFound, message, "`samriddh sessions` lists those there are"));
        }
        self.open(session, Mode::Dormant).await
    }

    async fn open(&mut self, session: &SessionId, mode: Mode) -> Result<ActorRef<SessionMessage>, Problem> {
        let halted = Arc::new(OnceLock::new());
        let opening = self.opening(session, mode, Arc::clone(&halted))?;
        let spawned = Actor::spawn_linked(None, SessionActor, opening, self.me.get_cell()).await;
        let (actor, _) = spawned.map_err(|error| {
            Problem::new(Code::Storage, error.to_string(), "check the session with `samriddh verify`")
        })?;
        let before = self.sessions.get(session).and_then(Open::why);
        let open = Open { actor: actor.clone(), halted, before, working: mode == Mode::Awake };
        self.sessions.insert(session.clone(), open);
        Ok(actor)
    }

    fn opening(
        &self,
        session: &SessionId,
        mode: Mode,
        halted: Arc<OnceLock<Problem>>,
    ) -> Result<Opening, Problem> {
        let Kept { journal, blobs } = self.shelf.open(session)?;
        if journal.last_seq() == 0 {
            let message =
                format!("session {session} has no records: it was never begun, or all of them were lost");
            return Err(Problem::new(Code::NotFound, message, "`samriddh sessions` lists those there are"));
        }
        Ok(Opening {
            id: session.clone(),
            journal,
            blobs,
            shortcuts: self.shortcuts.clone(),
            team: self.team.clone(),
            ports: self.ports.clone(),
            mode,
            halted,
        })
    }

    async fn drain(&mut self) {
        for open in std::mem::take(&mut self.sessions).into_values() {
            let message = |reply| SessionMessage::Drain { reply };
            // One that has ended already has nothing to drain.
            let _ = open.actor.call(message, Some(SESSION_ANSWERS_WITHIN)).await;
        }
    }
}

/// The session that a submit begins. It follows from the command's id, so that a submit which comes again, in whichever
/// process, finds what it began the first time.
pub fn session_of(command: &CommandId) -> SessionId {
    let hash = blake3::derive_key("samriddh 2026-11 session of a submit", command.as_str().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    SessionId::from_random(bytes)
}

/// Whether a session is at work once it has obeyed; none where that stays as it was.
fn working_after(command: &Command) -> Option<bool> {
    match command {
        Command::Rewind { .. } => Some(false),
        Command::Note { .. } | Command::Attach { .. } => None,
        Command::Submit { .. }
        | Command::Revise { .. }
        | Command::Approve { .. }
        | Command::Reject { .. }
        | Command::Answer { .. }
        | Command::Pause { .. }
        | Command::Resume { .. }
        | Command::Cancel { .. }
        | Command::Ask { .. }
        | Command::Look { .. }
        | Command::Fork { .. } => Some(true),
    }
}

fn is_up(actor: &ActorRef<SessionMessage>) -> bool {
    matches!(
        actor.get_status(),
        ractor::ActorStatus::Unstarted | ractor::ActorStatus::Starting | ractor::ActorStatus::Running
    )
}

fn check_absolute(out: &str) -> Result<(), Problem> {
    if Path::new(out).is_absolute() {
        return Ok(());
    }
    Err(Problem::new(
        Code::Malformed,
        format!("`{out}` is not an absolute path"),
        "give the folder's whole path",
    ))
}

fn no_session() -> Problem {
    Problem::new(Code::Malformed, "the command names no session", "name one; `samriddh sessions` lists them")
}
