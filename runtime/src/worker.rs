//! The actor around one agent: it opens envelopes, lets the agent work, and tells the session what came of it.

use std::sync::Arc;

use memory::Blobs;
use plan::answer::Answer;
use protocol::event::DeadReason;
use protocol::id::{Role, TaskId};
use protocol::view::View;
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio_util::sync::CancellationToken;
use tools::reading::Reader;
use tools::work::{Checker, Ground};

use crate::agent::{Agent, Assignment, Desk};
use crate::envelope::Envelope;
use crate::ports::Clock;
use crate::session::SessionMessage;
use crate::team::MakeAgent;

pub(crate) enum WorkerMessage {
    /// Do a task.
    Assigned(Box<Envelope<Order>>),
}

/// A task on its way to an agent.
pub(crate) struct Order {
    pub assignment: Assignment,
    pub cancel: CancellationToken,
    pub ground: Arc<Ground>,
}

/// One incarnation of one agent.
pub(crate) struct Worker {
    pub role: Role,
    pub incarnation: u32,
    pub session: ActorRef<SessionMessage>,
    pub session_id: String,
    pub clock: Arc<dyn Clock>,
    pub checker: Arc<dyn Checker>,
    pub reader: Option<Arc<dyn Reader>>,
    pub blobs: Arc<dyn Blobs>,
}

/// What a new incarnation starts from.
pub(crate) struct Start {
    pub make: MakeAgent,
    pub view: Arc<View>,
}

/// Where a report comes from, so that one of an earlier life or attempt is known as such.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub role: Role,
    pub incarnation: u32,
    pub task: TaskId,
    pub attempt: u32,
}

impl Actor for Worker {
    type Msg = WorkerMessage;
    type State = Box<dyn Agent>;
    type Arguments = Start;

    async fn pre_start(
        &self,
        _: ActorRef<Self::Msg>,
        start: Start,
    ) -> Result<Self::State, ActorProcessingErr> {
        let mut agent = (start.make)();
        agent.recall(&start.view);
        Ok(agent)
    }

    async fn handle(
        &self,
        _: ActorRef<Self::Msg>,
        message: Self::Msg,
        agent: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            WorkerMessage::Assigned(envelope) => self.work(*envelope, agent.as_mut()).await,
        }
    }
}

impl Worker {
    async fn work(&self, envelope: Envelope<Order>, agent: &mut dyn Agent) -> Result<(), ActorProcessingErr> {
        let order = &envelope.message;
        let origin = self.origin(&order.assignment);
        if self.clock.now_ms() > envelope.expires_ms || order.cancel.is_cancelled() {
            self.session.cast(SessionMessage::Dead { origin, reason: DeadReason::Expired })?;
            return Ok(());
        }
        let desk = self.desk(order, &origin);
        agent.recall(&order.assignment.view);
        let answer: Answer = agent.perform(order.assignment.clone(), &desk).await;
        // The permit goes back only now, with the envelope: a mailbox counts what is being handled too.
        self.session.cast(SessionMessage::Answered { origin, answer: Box::new(answer) })?;
        Ok(())
    }

    fn origin(&self, assignment: &Assignment) -> Origin {
        Origin {
            role: self.role.clone(),
            incarnation: self.incarnation,
            task: assignment.task.id.clone(),
            attempt: assignment.attempt,
        }
    }

    fn desk(&self, order: &Order, origin: &Origin) -> Desk {
        let line = Some((self.session.clone(), origin.clone()));
        let (session, origin) = (self.session.clone(), origin.clone());
        Desk {
            line,
            session: self.session_id.clone(),
            ground: Arc::clone(&order.ground),
            checker: Arc::clone(&self.checker),
            reader: self.reader.clone(),
            blobs: Arc::clone(&self.blobs),
            cancel: order.cancel.clone(),
            on_progress: Arc::new(move |done, total, note| {
                // A session that has ended wants no more of it.
                let _ = session.cast(SessionMessage::Progressed {
                    origin: origin.clone(),
                    done,
                    total,
                    note: note.to_owned(),
                });
            }),
        }
    }
}
