//! Giving tasks to agents, one at a time each.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::event::{
    Body, DeadReason, Fact, Failure, MessageEvent, Subject, TaskEvent, TaskKind, TaskSpec,
};
use protocol::id::Role;
use protocol::problem::Problem;
use tokio::task::JoinHandle;
use tools::work::Ground;

use super::{Running, Session, SessionMessage};
use crate::agent::Assignment;
use crate::log::by_session;
use crate::ports::Alarm;
use crate::worker::{Order, Origin, WorkerMessage};

impl Session {
    /// Starts a task unless it is going on, or its agent is busy or away. True when it was started.
    pub(super) fn start(&mut self, task: TaskSpec) -> bool {
        let busy = self.running.values().any(|running| running.role == task.role);
        if busy || self.running.contains_key(&task.id) || !self.crew.is_up(&task.role) {
            return false;
        }
        let attempt = self.view().tasks.get(&task.id).map_or(0, |known| known.attempt) + 1;
        let facts = vec![
            by_session(task.id.as_str(), Body::Task(TaskEvent::Started { task: task.clone(), attempt })),
            self.given(&task),
        ];
        self.record(facts) && self.assign(task, attempt)
    }

    /// The message that an agent gets: from the session, or from the agent for whom it is to find something out.
    fn given(&self, task: &TaskSpec) -> Fact {
        let (from, subject) = match task.kind.by() {
            Some(asking) => (asking.clone(), Subject::Query),
            None => (Role::session(), Subject::Assignment),
        };
        let (to, about) = (task.role.clone(), task.id.clone());
        let sent = Body::Message(MessageEvent::Sent { from, to, about, subject });
        Fact { cause: self.cause(task), ..by_session(task.id.as_str(), sent) }
    }

    /// What led to a message that belongs to a question: what was said to it before.
    pub(super) fn cause(&self, task: &TaskSpec) -> Option<u64> {
        self.view().enquiries.open.get(&task.kind.enquiry()?).map(|enquiry| enquiry.seq)
    }

    fn assign(&mut self, task: TaskSpec, attempt: u32) -> bool {
        let Some((worker, incarnation, slots)) = self.crew.reach(&task.role) else { return false };
        let cancel = self.cancel.child_token();
        let origin = Origin { role: task.role.clone(), incarnation, task: task.id.clone(), attempt };
        let expires_ms = self.ports.clock.now_ms().saturating_add(task.deadline_ms);
        let deadline_ms = task.deadline_ms;
        let ground = match self.ground(&task.kind) {
            Ok(ground) => ground,
            Err(problem) => {
                self.halt(&problem);
                return false;
            }
        };
        let order = Order {
            assignment: Assignment { task: task.clone(), attempt, view: Arc::clone(self.log.view()) },
            cancel: cancel.clone(),
            ground,
        };
        let sent = match slots.seal(order, expires_ms) {
            Err(_full) => Err(DeadReason::Overflow),
            Ok(envelope) => {
                worker.cast(WorkerMessage::Assigned(Box::new(envelope))).map_err(|_| DeadReason::Closed)
            }
        };
        match sent {
            Ok(()) => {
                let running = Running { role: task.role, incarnation, attempt, cancel };
                self.running.insert(task.id, running);
                let alarm = Alarm::Deadline(origin.task.clone());
                self.later(deadline_ms, alarm, SessionMessage::AttemptDue { origin });
            }
            Err(reason) => self.record_undeliverable(&origin, reason),
        }
        true
    }

    /// An agent is given one task at a time: one whose mailbox is full all the same, or closed, does not work it off any
    /// more. It is replaced, which gives it a new mailbox, and the pauses between restarts keep the task from being thrown
    /// at it again at once.
    fn record_undeliverable(&mut self, origin: &Origin, reason: DeadReason) {
        let (to, about) = (origin.role.clone(), origin.task.clone());
        let dead = Body::Message(MessageEvent::DeadLettered { to, about, reason });
        let why = match reason {
            DeadReason::Overflow => "its mailbox is full",
            DeadReason::Closed | DeadReason::Expired | DeadReason::Stale => "its mailbox is closed",
        };
        let failed = attempt_failed(origin, Failure::Undeliverable, why);
        self.record(vec![by_session(origin.task.as_str(), dead), failed]);
        self.park_if_hopeless(&origin.task);
        self.fail_agent(&origin.role, Failure::Undeliverable, why);
    }

    /// What was delivered, for those who run something on a copy of it; a repair builds on those that are pending.
    fn ground(&self, kind: &TaskKind) -> Result<Arc<Ground>, Problem> {
        let Some(delivery) = &self.view().delivery else { return Ok(Arc::default()) };
        let files = match kind {
            TaskKind::Check { .. } => self.work_files(&self.view().files)?,
            TaskKind::Repair { .. } => self.work_files(self.view().repaired_files())?,
            TaskKind::Understand
            | TaskKind::Revise { .. }
            | TaskKind::Refine
            | TaskKind::Propose
            | TaskKind::Dispute
            | TaskKind::Vote
            | TaskKind::Rule
            | TaskKind::Plan
            | TaskKind::Render { .. }
            | TaskKind::Route { .. }
            | TaskKind::Consult { .. }
            | TaskKind::Look { .. } => return Ok(Arc::default()),
        };
        let (repository, head) = (PathBuf::from(&delivery.target), delivery.head.clone());
        Ok(Arc::new(Ground { repository, files, head }))
    }

    /// Sends this session a message after a while.
    pub(super) fn later(&self, ms: u64, alarm: Alarm, message: SessionMessage) {
        let (me, clock, cancel) = (self.me.clone(), Arc::clone(&self.ports.clock), self.cancel.clone());
        self.spawn(async move {
            tokio::select! {
                biased;
                () = cancel.cancelled() => {}
                () = clock.wait(ms, alarm) => {
                    // A session that has ended needs no reminder.
                    let _ = me.cast(message);
                }
            }
        });
    }

    /// Runs a future beside the session; it ends with the session's cancellation at the latest.
    #[expect(
        clippy::disallowed_methods,
        reason = "tasks beside a session are started here and end by its token"
    )]
    pub(super) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        tokio::spawn(future)
    }
}

pub(super) fn attempt_failed(origin: &Origin, failure: Failure, why: &str) -> Fact {
    let event = TaskEvent::AttemptFailed {
        task: origin.task.clone(),
        attempt: origin.attempt,
        failure,
        why: why.to_owned(),
    };
    by_session(origin.task.as_str(), Body::Task(event))
}
