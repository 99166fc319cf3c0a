//! The actor that owns a session: it records, decides by the plan's rules, and supervises its team.

mod amend;
mod asking;
pub(crate) mod beginning;
mod crew;
mod deliver;
mod dispatch;
mod drafts;
mod drain;
mod reports;
mod rewind;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use llm::Broken;
use memory::{Blobs, Journal};
use plan::answer::{Answer, Effect};
use protocol::command::{Command, Place, RunOptions};
use protocol::event::{Body, DeadReason, Fact, Failure, SessionEvent};
use protocol::id::{CommandId, Role, SessionId, TaskId};
use protocol::model::Ask;
use protocol::problem::{Code, Problem};
use protocol::usage::ReservationId;
use protocol::view::View;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tools::effect::Undone;
use tools::work::Receipt;

use crate::agent::{NoAnswer, Reply};
use crate::fork::Prefix;
use crate::log::{Attachment, Log, by_session};
use crate::ports::Ports;
use crate::ring::Posted;
use crate::shortcuts::Shortcuts;
use crate::team::Team;
use crate::worker::Origin;
use asking::Question;
use crew::Crew;

pub(crate) use deliver::DELIVERY_FAILED;

/// Rounds of deciding without waiting for anybody: more means that two rules undo each other.
const ROUNDS_MAX: usize = 256;

pub(crate) const PROGRAM: &str = concat!("samriddh ", env!("CARGO_PKG_VERSION"));

pub(crate) enum SessionMessage {
    /// A person's command; answered when its events are on disk.
    Command { id: CommandId, command: Box<Command>, reply: RpcReplyPort<Result<(), Problem>> },
    /// Where a watcher begins, and what follows.
    Attach { from: Place, reply: RpcReplyPort<Result<Attachment, Problem>> },
    /// Recorded events, a few at a time.
    Page { after: u64, reply: RpcReplyPort<Result<Vec<Arc<Posted>>, Problem>> },
    /// Whether this session was begun by that very command.
    Begun { submitted: Box<Submitted>, reply: RpcReplyPort<Result<(), Problem>> },
    /// Whether this session was forked by that very command.
    Forked { command: CommandId, parent: SessionId, at: u64, reply: RpcReplyPort<Result<(), Problem>> },
    /// The records up to an event, for a fork.
    Prefix { at: u64, reply: RpcReplyPort<Result<Prefix, Problem>> },
    /// An agent tells how far it is.
    Progressed { origin: Origin, done: u32, total: u32, note: String },
    /// An agent's answer to a task.
    Answered { origin: Origin, answer: Box<Answer> },
    /// An agent wants to know something of the model.
    Ask { origin: Origin, ask: Box<Ask>, reply: RpcReplyPort<Result<Reply, NoAnswer>> },
    /// An attempt at a call of the model has ended.
    Called { question: Box<Question>, reservation: ReservationId, ended: Result<llm::Answer, Broken> },
    /// The pause before another attempt is over.
    CallDue { question: Box<Question> },
    /// A message was not handled.
    Dead { origin: Origin, reason: DeadReason },
    /// An attempt failed as the record of a replay says it did.
    Broke { origin: Origin, failure: Failure, why: String },
    /// The time of an attempt is over.
    AttemptDue { origin: Origin },
    /// The pause before a restart is over.
    RestartDue { role: Role, incarnation: u32 },
    /// The repository was put in place, or could not be.
    Delivered { receipt: Result<Receipt, Undone> },
    /// Repairs were put on top of it, or could not be.
    Amended { receipt: Result<Receipt, Undone> },
    /// Start nothing new, end what runs, keep what is recorded.
    Drain { reply: RpcReplyPort<()> },
}

/// Opens a session from its journal, or begins it.
pub(crate) struct SessionActor;

pub(crate) struct Opening {
    pub id: SessionId,
    pub journal: Box<dyn Journal>,
    pub blobs: Arc<dyn Blobs>,
    pub shortcuts: Shortcuts,
    pub team: Team,
    pub ports: Ports,
    /// Whether it sets to work at once, or when it is told to go on.
    pub mode: Mode,
    /// Where the session says why it halted.
    pub halted: Arc<OnceLock<Problem>>,
}

pub(crate) struct Submitted {
    pub command: CommandId,
    pub request: String,
    pub options: RunOptions,
}

pub(crate) struct Session {
    me: ActorRef<SessionMessage>,
    log: Log,
    team: Team,
    ports: Ports,
    crew: Crew,
    /// Tasks an agent of this process is at.
    running: BTreeMap<TaskId, Running>,
    /// The repository is being written.
    writing: bool,
    mode: Mode,
    /// Ends everything that was started here.
    cancel: CancellationToken,
    /// Removes what an ended session needed; waited for when the process ends.
    cleaning: Option<JoinHandle<()>>,
    halted: Arc<OnceLock<Problem>>,
}

pub(crate) struct Running {
    pub role: Role,
    pub incarnation: u32,
    pub attempt: u32,
    pub cancel: CancellationToken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Opened to be looked at; the first command wakes it.
    Dormant,
    Awake,
    /// Recording failed, or the process ends: nothing more is begun.
    Halted,
}

impl Actor for SessionActor {
    type Msg = SessionMessage;
    type State = Session;
    type Arguments = Opening;

    async fn pre_start(
        &self,
        me: ActorRef<Self::Msg>,
        opening: Opening,
    ) -> Result<Session, ActorProcessingErr> {
        let log = Log::open(opening.id, opening.journal, opening.blobs, opening.shortcuts)?;
        Ok(Session {
            me,
            log,
            team: opening.team,
            ports: opening.ports,
            crew: Crew::default(),
            running: BTreeMap::new(),
            writing: false,
            mode: opening.mode,
            cancel: CancellationToken::new(),
            cleaning: None,
            halted: opening.halted,
        })
    }

    async fn post_start(
        &self,
        _: ActorRef<Self::Msg>,
        session: &mut Session,
    ) -> Result<(), ActorProcessingErr> {
        if session.mode == Mode::Awake {
            session.muster().await;
            session.go_on().await;
        }
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<Self::Msg>,
        message: SessionMessage,
        session: &mut Session,
    ) -> Result<(), ActorProcessingErr> {
        session.handle(message).await;
        Ok(())
    }

    /// An agent that ends is the session's to restart; ractor's own rule would end the session with it.
    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<Self::Msg>,
        event: SupervisionEvent,
        session: &mut Session,
    ) -> Result<(), ActorProcessingErr> {
        match event {
            SupervisionEvent::ActorFailed(who, error) => {
                session.agent_ended(who.get_id(), &panic_text(&error.to_string())).await;
            }
            SupervisionEvent::ActorTerminated(who, _, why) => {
                let why = why.unwrap_or_else(|| "it stopped by itself".to_owned());
                session.agent_ended(who.get_id(), &why).await;
            }
            SupervisionEvent::ActorStarted(_) | SupervisionEvent::ProcessGroupChanged(_) => {}
        }
        Ok(())
    }
}

/// A panic's text is for people: one line, without the words that wrap it.
fn panic_text(error: &str) -> String {
    error.lines().next().unwrap_or("it panicked").chars().take(300).collect()
}

impl Session {
    async fn handle(&mut self, message: SessionMessage) {
        match message {
            SessionMessage::Command { id, command, reply } => {
                let done = self.command(id, &command).await;
                let accepted = done.is_ok();
                let _ = reply.send(done);
                if accepted {
                    self.go_on().await;
                }
            }
            SessionMessage::Attach { from, reply } => {
                let _ = reply.send(self.log.attach(&from));
            }
            SessionMessage::Page { after, reply } => {
                let _ = reply.send(self.log.page(after));
            }
            SessionMessage::Begun { submitted, reply } => {
                let _ = reply.send(self.begun(&submitted));
            }
            SessionMessage::Forked { command, parent, at, reply } => {
                let _ = reply.send(self.forked(&command, &parent, at));
            }
            SessionMessage::Prefix { at, reply } => {
                let _ = reply.send(self.log.prefix(at));
            }
            SessionMessage::Progressed { origin, done, total, note } => {
                self.progressed(&origin, done, total, note);
            }
            SessionMessage::Answered { origin, answer } => self.answered(origin, *answer).await,
            SessionMessage::Ask { origin, ask, reply } => self.ask(origin, *ask, reply),
            SessionMessage::Called { question, reservation, ended } => {
                self.called(question, reservation, ended)
            }
            SessionMessage::CallDue { question } => self.attempt(question),
            SessionMessage::Dead { origin, reason } => self.dead(&origin, reason).await,
            SessionMessage::Broke { origin, failure, why } => self.broke(&origin, failure, &why).await,
            SessionMessage::AttemptDue { origin } => self.attempt_due(origin).await,
            SessionMessage::RestartDue { role, incarnation } => self.restart_due(role, incarnation).await,
            SessionMessage::Delivered { receipt } => self.delivered(receipt).await,
            SessionMessage::Amended { receipt } => self.amended(receipt).await,
            SessionMessage::Drain { reply } => {
                self.drain().await;
                let _ = reply.send(());
            }
        }
    }

    /// Accepts a command: its events and its id are on disk when this returns.
    async fn command(&mut self, id: CommandId, command: &Command) -> Result<(), Problem> {
        if self.view().commands.contains(&id) {
            return Ok(());
        }
        let mut bodies = plan::obey(self.view(), command)?;
        if let Command::Rewind { to, conversation: true, out, .. } = command {
            bodies.push(self.rewound(*to, out.clone())?);
            self.stand_down();
        }
        let said = Some(Box::new(command.clone()));
        let accepted = Body::Session(SessionEvent::CommandAccepted { id: id.clone(), command: said });
        let all = std::iter::once(accepted).chain(bodies);
        let facts: Vec<Fact> =
            all.map(|body| Fact { agent: Role::person(), ..by_session(id.as_str(), body) }).collect();
        self.log.record(self.ports.clock.now_ms(), facts)?;
        self.drop_unwanted();
        // What only concerns the record is no reason to take the work up again.
        if self.mode == Mode::Dormant && !matches!(command, Command::Rewind { .. } | Command::Note { .. }) {
            self.wake().await;
        }
        Ok(())
    }

    /// Takes over from the process that had the session before.
    async fn wake(&mut self) {
        self.mode = Mode::Awake;
        if self.view().outcome.is_some() {
            return;
        }
        self.record(vec![by_session(
            "",
            Body::Session(SessionEvent::Recovered { program: PROGRAM.to_owned() }),
        )]);
        self.settle_abandoned();
        self.record_interruptions();
        self.muster().await;
    }

    /// Does all that can be done now; called after everything that happened.
    async fn go_on(&mut self) {
        for _ in 0..ROUNDS_MAX {
            if self.mode != Mode::Awake {
                return;
            }
            if self.view().outcome.is_some() {
                self.dismiss().await;
                return;
            }
            let effects = plan::decide(self.view(), &self.team.shape);
            if !self.perform(effects) {
                return;
            }
        }
        self.halt(&Problem::new(
            Code::Internal,
            "the session's rules did not come to rest",
            "keep the session's folder and report this",
        ));
    }

    /// True when something was recorded, so that the rules have to be asked again.
    fn perform(&mut self, effects: Vec<Effect>) -> bool {
        let mut facts = Vec::new();
        let mut started = false;
        for effect in effects {
            match effect {
                Effect::Record(body) => facts.push(by_session("", body)),
                Effect::Start(task) => started |= self.start(task),
                Effect::Deliver { target, tree_hash, commits } => {
                    self.begin_delivery(target, tree_hash, commits)
                }
                Effect::Amend { tree_hash, message } => self.begin_amendment(tree_hash, message),
            }
        }
        let recorded = !facts.is_empty();
        self.record(facts);
        self.drop_unwanted();
        recorded || started
    }

    /// Records, or halts the session: what is not on disk is not acted on.
    fn record(&mut self, facts: Vec<Fact>) -> bool {
        match self.log.record(self.ports.clock.now_ms(), facts) {
            Ok(()) => true,
            Err(problem) => {
                self.halt(&problem);
                false
            }
        }
    }

    /// Begins nothing more and ends what runs; what is recorded stays. The actor stops, and its watchers see that.
    fn halt(&mut self, problem: &Problem) {
        self.mode = Mode::Halted;
        self.cancel.cancel();
        // The first reason counts; later ones follow from it.
        let _ = self.halted.set(problem.clone());
        self.me.stop(Some(problem.message.clone()));
    }

    /// Tells tasks whose end is recorded that nobody waits for them.
    fn drop_unwanted(&mut self) {
        let view = Arc::clone(self.log.view());
        let ended = |task: &TaskId| view.tasks.get(task).is_none_or(|task| task.end.is_some());
        for (task, running) in &self.running {
            if ended(task) {
                running.cancel.cancel();
            }
        }
        self.running.retain(|task, _| !ended(task));
    }

    fn view(&self) -> &View {
        self.log.view()
    }
}
