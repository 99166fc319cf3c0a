//! What agents tell the session: progress, answers, silence.

use plan::answer::{Answer, FileDraft};
use protocol::event::{
    ATTEMPTS_MAX, Body, DeadReason, Fact, Failure, FileEvent, FileRecord, MessageEvent, Subject, TaskEnd,
    TaskEvent,
};
use protocol::id::{ContentHash, Role, TaskId};
use protocol::problem::Problem;

use super::dispatch::attempt_failed;
use super::{Mode, Session};
use crate::log::by_session;
use crate::worker::Origin;

impl Session {
    pub(super) fn progressed(&mut self, origin: &Origin, done: u32, total: u32, note: String) {
        if self.is_current(origin) {
            let event = TaskEvent::Progressed { task: origin.task.clone(), done, total, note };
            self.record(vec![by_agent(origin, Body::Task(event))]);
        }
    }

    pub(super) async fn answered(&mut self, origin: Origin, answer: Answer) {
        if !self.is_current(&origin) {
            self.bury(&origin, DeadReason::Stale);
            return;
        }
        let task = self.view().tasks[&origin.task].spec.clone();
        if let Answer::Declined { why } = &answer {
            self.declined(&origin, why);
        } else {
            match plan::accept(self.view(), &task, answer, self.team.bounds.as_ref()) {
                Ok(accepted) => self.accepted(&origin, accepted),
                Err(nonsense) => self.fail_agent(&origin.role.clone(), Failure::Nonsense, &nonsense.why),
            }
        }
        self.go_on().await;
    }

    fn accepted(&mut self, origin: &Origin, accepted: plan::answer::Accepted) {
        let mut facts = vec![self.answer_sent(origin)];
        facts.extend(accepted.events.into_iter().map(|body| by_agent(origin, body)));
        match self.stage(origin, &accepted.files) {
            Ok(staged) => facts.extend(staged),
            Err(problem) => return self.halt(&problem),
        }
        facts.push(ended(&origin.task, TaskEnd::Done, &accepted.note));
        self.running.remove(&origin.task);
        self.record(facts);
    }

    /// Keeps the files' bytes in one blob, so that a step costs one sync and not one a file.
    fn stage(&self, origin: &Origin, files: &[FileDraft]) -> Result<Vec<Fact>, Problem> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let bytes: Vec<u8> = files.iter().flat_map(|file| file.bytes.iter().copied()).collect();
        let bundle = self.log.keep(&bytes)?;
        let mut offset = 0;
        let mut facts = Vec::with_capacity(files.len());
        for file in files {
            let size = file.bytes.len() as u64;
            let task = origin.task.clone();
            let staged = FileEvent::Staged { file: file_record(file), task, bundle: bundle.clone(), offset };
            facts.push(by_agent(origin, Body::File(staged)));
            offset += size;
        }
        Ok(facts)
    }

    /// An agent that says it cannot is heard at once: asking again would give the same answer.
    fn declined(&mut self, origin: &Origin, why: &str) {
        self.running.remove(&origin.task);
        self.record(vec![
            self.answer_sent(origin),
            attempt_failed(origin, Failure::Declined, why),
            ended(&origin.task, TaskEnd::Failed, why),
        ]);
    }

    pub(super) async fn dead(&mut self, origin: &Origin, reason: DeadReason) {
        self.bury(origin, reason);
        if self.is_current(origin) {
            self.running.remove(&origin.task);
            self.record(vec![attempt_failed(origin, Failure::Undeliverable, "it was taken up too late")]);
            self.park_if_hopeless(&origin.task);
        }
        self.go_on().await;
    }

    /// What ended an attempt in the past is not tried again; that it ended so has the same consequences.
    pub(super) async fn broke(&mut self, origin: &Origin, failure: Failure, why: &str) {
        if !self.is_current(origin) {
            return;
        }
        if failure == Failure::Undeliverable {
            self.running.remove(&origin.task);
            self.record(vec![attempt_failed(origin, failure, why)]);
            self.park_if_hopeless(&origin.task);
        } else {
            self.fail_agent(&origin.role, failure, why);
        }
        self.go_on().await;
    }

    pub(super) async fn attempt_due(&mut self, origin: Origin) {
        if self.is_current(&origin) {
            self.fail_agent(&origin.role, Failure::Hung, "nothing was heard by the deadline");
            self.go_on().await;
        }
    }

    /// To whoever asked.
    fn answer_sent(&self, origin: &Origin) -> Fact {
        let task = self.view().tasks.get(&origin.task).map(|task| &task.spec);
        let to = task.and_then(|task| task.kind.by()).cloned().unwrap_or_else(Role::session);
        let (from, about) = (origin.role.clone(), origin.task.clone());
        let sent = Body::Message(MessageEvent::Sent { from, to, about, subject: Subject::Answer });
        Fact { cause: task.and_then(|task| self.cause(task)), ..by_agent(origin, sent) }
    }

    fn bury(&mut self, origin: &Origin, reason: DeadReason) {
        let (to, about) = (origin.role.clone(), origin.task.clone());
        self.record(vec![by_agent(origin, Body::Message(MessageEvent::DeadLettered { to, about, reason }))]);
    }

    /// Ends a task that has used up its attempts.
    pub(super) fn park_if_hopeless(&mut self, task: &TaskId) {
        let Some(known) = self.view().tasks.get(task) else { return };
        if known.end.is_none() && known.failures >= ATTEMPTS_MAX {
            let hung = known.failure == Some(Failure::Hung);
            let end = if hung { TaskEnd::TimedOut } else { TaskEnd::Failed };
            let why = format!("given up after {ATTEMPTS_MAX} attempts: {}", known.why);
            self.record(vec![ended(task, end, &why)]);
        }
    }

    /// False for a report of an earlier life or attempt, or of a task that has ended.
    pub(super) fn is_current(&self, origin: &Origin) -> bool {
        let running = self.running.get(&origin.task);
        self.mode == Mode::Awake
            && running.is_some_and(|r| r.incarnation == origin.incarnation && r.attempt == origin.attempt)
    }
}

fn file_record(file: &FileDraft) -> FileRecord {
    let lines = file.bytes.iter().filter(|byte| **byte == b'\n').count();
    FileRecord {
        path: file.path.clone(),
        hash: ContentHash::of(&file.bytes),
        bytes: file.bytes.len() as u64,
        lines: u32::try_from(lines).unwrap_or(u32::MAX),
        executable: file.executable,
    }
}

fn by_agent(origin: &Origin, body: Body) -> Fact {
    let incarnation = origin.incarnation;
    Fact { agent: origin.role.clone(), incarnation, ..by_session(origin.task.as_str(), body) }
}

pub(super) fn ended(task: &TaskId, end: TaskEnd, why: &str) -> Fact {
    let event = TaskEvent::Ended { task: task.clone(), end, why: why.to_owned() };
    by_session(task.as_str(), Body::Task(event))
}
