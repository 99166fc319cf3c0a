//! The session's agents: starting them, and what happens when one ends.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::event::{Body, Fact, Failure, SupervisionEvent, TaskEnd};
use protocol::id::{Role, TaskId};
use ractor::{Actor, ActorId, ActorRef};

use super::dispatch::attempt_failed;
use super::reports::ended;
use super::{Mode, Session, SessionMessage};
use crate::envelope::Slots;
use crate::log::by_session;
use crate::ports::Alarm;
use crate::restart::{self, Decision};
use crate::team::{Member, Needed};
use crate::worker::{Origin, Start, Worker, WorkerMessage};

/// Who is up, by role.
#[derive(Default)]
pub(super) struct Crew {
    up: BTreeMap<Role, Seat>,
}

struct Seat {
    worker: ActorRef<WorkerMessage>,
    incarnation: u32,
    slots: Slots,
}

impl Crew {
    pub(super) fn is_up(&self, role: &Role) -> bool {
        self.up.contains_key(role)
    }

    pub(super) fn reach(&self, role: &Role) -> Option<(ActorRef<WorkerMessage>, u32, Slots)> {
        let seat = self.up.get(role)?;
        Some((seat.worker.clone(), seat.incarnation, seat.slots.clone()))
    }

    fn role_of(&self, worker: ActorId) -> Option<Role> {
        let found = self.up.iter().find(|(_, seat)| seat.worker.get_id() == worker);
        found.map(|(role, _)| role.clone())
    }

    fn remove(&mut self, role: &Role) -> Option<Seat> {
        self.up.remove(role)
    }
}

impl Session {
    /// Starts every agent that is not up, in the team's order.
    pub(super) async fn muster(&mut self) {
        let reads = self.view().options.as_ref().is_some_and(|options| options.reads);
        for member in self.team.members.clone() {
            let is_needed = member.needed == Needed::Always || reads;
            if is_needed && !self.crew.is_up(&member.role) {
                let before = self.view().agents.get(&member.role).map_or(0, |agent| agent.incarnation);
                self.seat(&member, before + 1).await;
            }
        }
    }

    /// Starts one incarnation; it folds what it knew from the log before its first task.
    async fn seat(&mut self, member: &Member, incarnation: u32) {
        let worker = Worker {
            role: member.role.clone(),
            incarnation,
            session: self.me.clone(),
            session_id: self.log.session().to_string(),
            clock: Arc::clone(&self.ports.clock),
            checker: Arc::clone(&self.ports.checker),
            reader: self.ports.reader.clone(),
            blobs: Arc::clone(self.log.blobs()),
        };
        let start = Start { make: Arc::clone(&member.make), view: Arc::clone(self.log.view()) };
        let role = member.role.clone();
        match Actor::spawn_linked(None, worker, start, self.me.get_cell()).await {
            Ok((worker, _)) => {
                self.record(vec![supervision(SupervisionEvent::AgentStarted {
                    role: role.clone(),
                    incarnation,
                })]);
                self.crew.up.insert(role, Seat { worker, incarnation, slots: (member.mailbox)() });
            }
            Err(error) => self.begin_restart(&role, incarnation, Failure::Panicked, &error.to_string()),
        }
    }

    /// An agent's actor ended. One that was replaced before is of no interest.
    pub(super) async fn agent_ended(&mut self, worker: ActorId, why: &str) {
        if self.mode != Mode::Awake {
            return;
        }
        if let Some(role) = self.crew.role_of(worker) {
            self.fail_agent(&role, Failure::Panicked, why);
            self.go_on().await;
        }
    }

    /// Ends this incarnation of an agent: its attempt failed, and another incarnation is due.
    pub(super) fn fail_agent(&mut self, role: &Role, failure: Failure, why: &str) {
        let Some(seat) = self.crew.remove(role) else { return };
        // It may be stuck where a signal does not reach it: nothing waits for its end, and its reports are stale from now on.
        seat.worker.kill();
        for origin in self.release(role) {
            self.record(vec![attempt_failed(&origin, failure, why)]);
            self.park_if_hopeless(&origin.task);
        }
        self.begin_restart(role, seat.incarnation, failure, why);
    }

    /// Takes an agent's tasks from the running ones; their results are no longer wanted.
    fn release(&mut self, role: &Role) -> Vec<Origin> {
        let mine = self.running.extract_if(.., |_, running| running.role == *role);
        let origin = |(task, running): (TaskId, super::Running)| {
            running.cancel.cancel();
            let (incarnation, attempt) = (running.incarnation, running.attempt);
            Origin { role: running.role, incarnation, task, attempt }
        };
        mine.map(origin).collect()
    }

    fn begin_restart(&mut self, role: &Role, incarnation: u32, failure: Failure, why: &str) {
        let (role, why) = (role.clone(), why.to_owned());
        let failed =
            SupervisionEvent::AgentFailed { role: role.clone(), incarnation, failure, why: why.clone() };
        self.record(vec![supervision(failed)]);
        let policy = self.team.member(&role).map(|member| member.restart).unwrap_or_default();
        let history =
            self.view().agents.get(&role).map(|agent| agent.restarts_at_ms.clone()).unwrap_or_default();
        match restart::decide(&policy, &history, self.ports.clock.now_ms()) {
            Decision::Restart { delay_ms } => {
                let incarnation = incarnation + 1;
                let restarting =
                    SupervisionEvent::AgentRestarting { role: role.clone(), incarnation, delay_ms };
                self.record(vec![supervision(restarting)]);
                let alarm = Alarm::Restart(role.clone());
                self.later(delay_ms, alarm, SessionMessage::RestartDue { role, incarnation });
            }
            Decision::GiveUp { why: limit } => self.give_up(&role, &format!("{limit}; last: {why}")),
        }
    }

    /// The restart limit was reached: what the agent had to do cannot be done in this session.
    fn give_up(&mut self, role: &Role, why: &str) {
        let mut facts =
            vec![supervision(SupervisionEvent::GaveUp { role: role.clone(), why: why.to_owned() })];
        let open = self.view().running().filter(|task| task.spec.role == *role);
        facts.extend(open.map(|task| ended(&task.spec.id, TaskEnd::Failed, why)));
        self.record(facts);
    }

    pub(super) async fn restart_due(&mut self, role: Role, incarnation: u32) {
        let expected = self.view().agents.get(&role).is_some_and(|agent| agent.incarnation == incarnation);
        if self.mode != Mode::Awake || !expected || self.crew.is_up(&role) {
            return;
        }
        if let Some(member) = self.team.member(&role).cloned() {
            self.seat(&member, incarnation).await;
            self.go_on().await;
        }
    }

    /// Stops the team of an ended session, last started first.
    pub(super) async fn dismiss(&mut self) {
        let mut facts = Vec::new();
        for member in self.team.members.clone().iter().rev() {
            if let Some(seat) = self.crew.remove(&member.role) {
                seat.worker.stop(None);
                let (role, incarnation) = (member.role.clone(), seat.incarnation);
                facts.push(supervision(SupervisionEvent::AgentStopped { role, incarnation }));
            }
        }
        if !facts.is_empty() {
            self.record(facts);
            let (checker, session) = (Arc::clone(&self.ports.checker), self.log.session().to_string());
            self.cleaning = Some(self.spawn(async move { checker.clean(&session).await }));
        }
    }

    /// Ends every agent at once, without a word in the record: another incarnation of each follows when the session goes on.
    pub(super) fn release_crew(&mut self) {
        for seat in std::mem::take(&mut self.crew).up.into_values() {
            seat.worker.kill();
        }
    }

    /// Tasks that another process was at when it ended.
    pub(super) fn record_interruptions(&mut self) {
        let open = self.view().running();
        let facts = open.map(|task| {
            let origin = Origin {
                role: task.spec.role.clone(),
                incarnation: 0,
                task: task.spec.id.clone(),
                attempt: task.attempt,
            };
            attempt_failed(&origin, Failure::Interrupted, "the program ended")
        });
        let facts: Vec<Fact> = facts.collect();
        self.record(facts);
    }
}

fn supervision(event: SupervisionEvent) -> Fact {
    by_session("", Body::Supervision(event))
}
