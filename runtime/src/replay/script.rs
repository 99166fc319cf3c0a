//! What came from outside into a recorded session, in order: what people said, what effects answered, what broke. Pure.

use std::collections::{BTreeMap, BTreeSet};

use llm::ModelError;
use protocol::command::{Command, Place};
use protocol::enquiry::{EnquiryEvent, Look};
use protocol::event::{
    Body, CheckEvent, Event, FileEvent, HumanEvent, MessageEvent, Outcome, PlanEvent, SessionEvent, Subject,
    SupervisionEvent, TaskEvent,
};
use protocol::head;
use protocol::id::{CommandId, ContentHash, Role, SessionId, TaskId};
use protocol::model::ModelEvent;
use protocol::usage::LedgerEvent;
use protocol::workspace::WorkspaceEvent;
use tools::work::Receipt;

use super::cue::{Cue, Heard, Life, Mark, Proof, Repair, RepairedFile, Step, is_break};
use crate::agent::NoAnswer;
use crate::session::DELIVERY_FAILED;

/// Lives of a process, one after another.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub lives: Vec<Life>,
    /// The programs that recorded it, in order, each once.
    pub programs: Vec<String>,
    /// Whether it came to an end.
    pub ended: bool,
}

impl Script {
    pub fn read(events: &[Event]) -> Self {
        let mut reader = Reader { events, ..Reader::default() };
        for place in 0..events.len() {
            reader.take(place);
        }
        reader.finish()
    }
}

#[derive(Default)]
struct Reader<'a> {
    events: &'a [Event],
    script: Script,
    life: Life,
    /// Of the events that are compared.
    counted: usize,
    marks: BTreeMap<Mark, usize>,
    restarting: BTreeSet<Role>,
    /// The tree that was last put in place, or was about to be.
    delivered: Option<ContentHash>,
    /// The tree that repairs lead to.
    amended: Option<ContentHash>,
    ended: bool,
}

impl Reader<'_> {
    fn take(&mut self, place: usize) {
        let event = &self.events[place];
        if let Some(step) = self.step(place) {
            if self.begins_life(place, &step) {
                self.end_life();
            }
            let goal = self.marks.get(&step.mark()).copied().unwrap_or(0) + 1;
            self.life.cues.push(Cue { seq: event.seq, at_ms: event.at_ms, step, goal });
        }
        if let Some(mark) = Mark::of(&event.fact.body) {
            *self.marks.entry(mark).or_default() += 1;
        }
        match &event.fact.body {
            Body::Session(SessionEvent::Finished { .. }) => self.ended = true,
            Body::File(FileEvent::DeliveryStarted { tree_hash, .. }) => {
                self.delivered = Some(tree_hash.clone());
            }
            Body::File(FileEvent::AmendmentStarted { tree_hash, .. }) => {
                self.amended = Some(tree_hash.clone());
            }
            Body::File(FileEvent::Amended { tree_hash, .. }) => self.delivered = Some(tree_hash.clone()),
            Body::Session(SessionEvent::Forked { .. }) => self.ended = false,
            Body::Task(TaskEvent::Ended { why, .. }) if *why == NoAnswer::NotConfigured.to_string() => {
                self.life.has_model = false;
            }
            _ => {}
        }
        self.programs(&event.fact.body);
        self.counted += usize::from(head::counts(&event.fact.body));
    }

    /// A process that ended left no event: the next one shows by what it says first, or could be the one before.
    fn begins_life(&self, place: usize, step: &Step) -> bool {
        match step {
            Step::Begin { .. } | Step::Fork { .. } => true,
            Step::Say {
                command: Command::Cancel { .. } | Command::Reject { .. } | Command::Rewind { .. },
                ..
            } => true,
            Step::Say { .. } => {
                let said = self.said(place);
                let next = self.events.get(place + said.len()).map(|event| &event.fact.body);
                matches!(next, Some(Body::Session(SessionEvent::Recovered { .. })))
            }
            Step::Ask { .. }
            | Step::Hear { .. }
            | Step::HandOver { .. }
            | Step::Break { .. }
            | Step::Deliver { .. }
            | Step::Amend { .. }
            | Step::Doubt { .. }
            | Step::Return { .. } => false,
        }
    }

    fn end_life(&mut self) {
        let fresh = Life { has_model: true, ..Life::default() };
        let mut life = std::mem::replace(&mut self.life, fresh);
        self.restarting.clear();
        if !life.cues.is_empty() {
            life.ends_at = Some(self.counted);
            self.script.lives.push(life);
        }
    }

    fn finish(mut self) -> Script {
        let ended = self.ended;
        self.script.ended = ended;
        self.end_life();
        if let Some(last) = self.script.lives.last_mut().filter(|_| ended) {
            last.ends_at = None;
        }
        self.script
    }

    fn programs(&mut self, body: &Body) {
        if let Body::Session(
            SessionEvent::Opened { program, .. }
            | SessionEvent::Recovered { program }
            | SessionEvent::Forked { program, .. },
        ) = body
            && !self.script.programs.contains(program)
        {
            self.script.programs.push(program.clone());
        }
    }

    /// The events of a person's command, its acceptance first.
    fn said(&self, place: usize) -> &[Event] {
        let fact = &self.events[place].fact;
        let mine = self.events[place..]
            .iter()
            .take_while(|it| it.fact.agent == fact.agent && it.fact.correlation == fact.correlation);
        &self.events[place..place + mine.count()]
    }

    fn step(&mut self, place: usize) -> Option<Step> {
        let event = &self.events[place];
        let correlation = || CommandId::new(event.fact.correlation.clone());
        match &event.fact.body {
            Body::Session(SessionEvent::Opened { request, options, .. }) => Some(Step::Begin {
                command: correlation(),
                request: request.clone(),
                options: options.clone(),
            }),
            Body::Session(SessionEvent::Forked { out, .. }) => {
                Some(Step::Fork { command: correlation(), out: out.clone() })
            }
            Body::Session(SessionEvent::CommandAccepted { id, command }) => {
                let follows = place.checked_sub(1).map(|before| &self.events[before].fact.body);
                if matches!(
                    follows,
                    Some(Body::Session(SessionEvent::Opened { .. } | SessionEvent::Forked { .. }))
                ) {
                    return None;
                }
                let command = match command {
                    Some(command) => (**command).clone(),
                    None => said(&event.session, self.said(place)),
                };
                let back_to = match &command {
                    Command::Rewind { to, .. } => Some(self.counted_until(*to)),
                    _ => None,
                };
                Some(Step::Say { id: id.clone(), command, back_to })
            }
            Body::Model(body) => self.model(place, body),
            Body::Message(MessageEvent::Sent { about, subject: Subject::Answer, .. }) => {
                Some(Step::HandOver {
                    task: about.clone(),
                    check: self.check(place, about),
                    look: self.look(place, about).map(Box::new),
                    repair: self.repair(place, about).map(Box::new),
                })
            }
            Body::Task(TaskEvent::AttemptFailed { task, attempt: _, failure, why }) if is_break(*failure) => {
                Some(Step::Break { task: task.clone(), failure: *failure, why: why.clone() })
            }
            Body::File(FileEvent::Delivered { head, note, .. }) => {
                let receipt = Ok(Receipt { head: head.clone(), note: note.clone() });
                Some(Step::Deliver { receipt, tree: self.delivered.clone() })
            }
            Body::File(FileEvent::Amended { head, note, .. }) => {
                let receipt = Ok(Receipt { head: head.clone(), note: note.clone() });
                Some(Step::Amend { receipt, tree: self.amended.clone() })
            }
            Body::File(FileEvent::AmendmentRefused { why }) => {
                Some(Step::Amend { receipt: Err(why.clone()), tree: self.amended.clone() })
            }
            Body::Human(HumanEvent::Asked { question }) => {
                plan::doubt::why(question).map(|why| Step::Doubt { why: why.to_owned() })
            }
            Body::Session(SessionEvent::Finished { outcome: Outcome::Failed, reason }) => {
                let said = reason.strip_prefix(DELIVERY_FAILED)?;
                Some(Step::Deliver { receipt: Err(said.to_owned()), tree: self.delivered.clone() })
            }
            Body::Supervision(SupervisionEvent::AgentRestarting { role, .. }) => {
                self.restarting.insert(role.clone());
                None
            }
            Body::Supervision(SupervisionEvent::AgentStarted { role, .. }) => {
                self.restarting.remove(role).then(|| Step::Return { role: role.clone() })
            }
            _ => None,
        }
    }

    fn counted_until(&self, seq: u64) -> usize {
        let until = self.events.iter().take_while(|event| event.seq <= seq);
        until.filter(|event| head::counts(&event.fact.body)).count()
    }

    fn model(&self, place: usize, body: &ModelEvent) -> Option<Step> {
        let rest = &self.events[place + 1..];
        match body {
            ModelEvent::Requested { call, task, .. } => {
                Some(Step::Ask { task: task.clone(), call: call.clone() })
            }
            ModelEvent::Answered { call, answer, finish, usage } => {
                let heard = Heard::Answer { text: answer.clone(), finish: finish.clone(), usage: *usage };
                Some(Step::Hear { call: call.clone(), heard })
            }
            ModelEvent::Failed { call, failure, why, retry_after_ms } => {
                let error = ModelError::recorded(*failure, why, *retry_after_ms);
                let settled = rest.first().is_some_and(|next| match &next.fact.body {
                    Body::Usage(usage) => matches!(usage.entry, LedgerEvent::Settled { .. }),
                    _ => false,
                });
                let tried_again = rest.iter().any(|event| match &event.fact.body {
                    Body::Model(ModelEvent::Requested { call: of, .. }) => of == call,
                    _ => false,
                });
                let heard = Heard::Failure { error, in_the_middle: settled, tried_again };
                Some(Step::Hear { call: call.clone(), heard })
            }
        }
    }

    /// What was recorded at once with an answer that begins at `place`.
    fn group(&self, place: usize, task: &TaskId) -> impl Iterator<Item = &Body> {
        self.events[place..].iter().take_while(move |event| !ends(event, task)).map(|event| &event.fact.body)
    }

    /// What a check came to, if the answer was one's.
    fn check(&self, place: usize, task: &TaskId) -> Option<Proof> {
        self.group(place, task).find_map(|body| match body {
            Body::Check(CheckEvent::Ended { name, result }) => {
                Some(Proof { check: name.clone(), result: (**result).clone(), tree: self.delivered.clone() })
            }
            _ => None,
        })
    }

    /// What the index answered, if the answer was its own.
    fn look(&self, place: usize, task: &TaskId) -> Option<Look> {
        let mut look = None;
        for body in self.group(place, task) {
            match body {
                Body::Workspace(read @ WorkspaceEvent::Indexed { .. }) => {
                    look.get_or_insert_with(Look::default).read = Some(read.clone());
                }
                Body::Enquiry(EnquiryEvent::Found { finding, .. }) => {
                    look.get_or_insert_with(Look::default).finding = finding.clone();
                }
                _ => {}
            }
        }
        look
    }

    /// What a repair came to, if the answer was one's.
    fn repair(&self, place: usize, task: &TaskId) -> Option<Repair> {
        let (check, result) = self.group(place, task).find_map(|body| match body {
            Body::Check(CheckEvent::RepairEnded { name, result }) => Some((name.clone(), (**result).clone())),
            _ => None,
        })?;
        let files = self.group(place, task).filter_map(|body| match body {
            Body::File(FileEvent::Staged { file, bundle, offset, .. }) => Some(RepairedFile {
                path: file.path.clone(),
                executable: file.executable,
                bundle: bundle.clone(),
                offset: *offset,
                bytes: file.bytes,
            }),
            _ => None,
        });
        Some(Repair { check, result, files: files.collect() })
    }
}

fn ends(event: &Event, of: &TaskId) -> bool {
    matches!(&event.fact.body, Body::Task(TaskEvent::Ended { task, .. }) if task == of)
}

/// The command that became these events, where the record does not say it: in those of earlier programs.
fn said(session: &SessionId, events: &[Event]) -> Command {
    let session = || session.clone();
    let bodies = events.iter().map(|event| &event.fact.body);
    let mut known = bodies.filter_map(|body| match body {
        Body::Plan(PlanEvent::RevisionRequested { text }) => {
            Some(Command::Revise { session: session(), text: text.clone() })
        }
        Body::Plan(PlanEvent::Approved { revision, .. }) => {
            Some(Command::Approve { session: session(), revision: *revision })
        }
        Body::Plan(PlanEvent::Rejected) => Some(Command::Reject { session: session() }),
        Body::Human(HumanEvent::Answered { question, value, .. }) => {
            let (question, value) = (question.clone(), value.clone());
            Some(Command::Answer { session: session(), question, value })
        }
        Body::Session(SessionEvent::Paused) => Some(Command::Pause { session: session() }),
        Body::Session(SessionEvent::Resumed { approve }) => {
            Some(Command::Resume { session: session(), approve: *approve })
        }
        Body::Session(SessionEvent::Finished { .. }) => Some(Command::Cancel { session: session() }),
        _ => None,
    });
    known.next().unwrap_or_else(|| Command::Attach { session: session(), from: Place::default() })
}
