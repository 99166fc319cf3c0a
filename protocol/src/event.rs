//! Everything that can happen in a session, in closed families. Past tense: an event is a fact.

use serde::{Deserialize, Serialize};

use crate::check::CheckResult;
use crate::claim::{Claim, Conflict, Ruling, Vote};
use crate::command::{Command, RunOptions};
use crate::enquiry::{EnquiryEvent, Query};
use crate::id::{ClaimKey, CommandId, ContentHash, QuestionId, Role, SessionId, TaskId};
use crate::model::ModelEvent;
use crate::plan::{Change, Plan};
use crate::repair::RepairResult;
use crate::requirements::Requirements;
use crate::rewind::Past;
use crate::usage::UsageEvent;
use crate::workspace::WorkspaceEvent;

/// One fact with its envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the session's log, from 1 without gaps.
    pub seq: u64,
    /// Milliseconds since the Unix epoch.
    pub at_ms: u64,
    pub session: SessionId,
    #[serde(flatten)]
    pub fact: Fact,
}

/// What the journal keeps of an event: all but its position, time and session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Whose doing it is.
    pub agent: Role,
    /// Which life of that agent, from 1.
    pub incarnation: u32,
    /// The sequence number of the event that led to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// The task or command this belongs to; empty for the session itself.
    pub correlation: String,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "family", content = "event")]
pub enum Body {
    Session(SessionEvent),
    Plan(PlanEvent),
    Task(TaskEvent),
    Message(MessageEvent),
    Claim(ClaimEvent),
    File(FileEvent),
    Check(CheckEvent),
    Human(HumanEvent),
    Supervision(SupervisionEvent),
    Model(ModelEvent),
    Usage(UsageEvent),
    Workspace(WorkspaceEvent),
    Enquiry(EnquiryEvent),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SessionEvent {
    Opened {
        request: String,
        options: RunOptions,
        program: String,
    },
    /// A command was accepted; one with the same id is not done again.
    CommandAccepted {
        id: CommandId,
        /// What it was; none where the events beside it say all, and in older records.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command: Option<Box<Command>>,
    },
    /// All before is another session's record, up to its event `at`. From here on the session goes its own way, into its own folder.
    Forked {
        parent: SessionId,
        at: u64,
        /// BLAKE3 of the parent's record `at`, which stands for all before it.
        head: ContentHash,
        out: String,
        program: String,
    },
    /// A new process took the session over and folded it from the log.
    Recovered {
        program: String,
    },
    Paused,
    /// `approve` is what the person said to the plan and to questions that wait.
    Resumed {
        approve: bool,
    },
    Finished {
        outcome: Outcome,
        reason: String,
    },
    /// The person went back: from here on the session stands where it stood after event `to`, and waits. Nothing before it
    /// is removed or made undone outside the session; a later rewind can return to what this one left. `past` is the
    /// view's state after `to`, which a run that performs the record again reaches by its own fold. `out` is where what is
    /// made from here on goes, if that is another folder.
    Rewound {
        to: u64,
        past: Box<Past>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The repository was delivered and no check failed.
    Done,
    /// The request cannot be built; nothing was written.
    Refused,
    /// A check or a task failed.
    Failed,
    /// The person ended it.
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PlanEvent {
    /// `refusal` says why the request cannot be built.
    Understood {
        requirements: Box<Requirements>,
        refusal: Option<String>,
    },
    /// A model's reading of what was not understood or only assumed, as far as it holds.
    Refined {
        requirements: Box<Requirements>,
        changes: Vec<Change>,
        /// What was not taken of its answer, each with the reason.
        left_out: Vec<String>,
    },
    RevisionRequested {
        text: String,
    },
    /// New requirements; claims and rulings start again.
    Revised {
        requirements: Box<Requirements>,
        changes: Vec<Change>,
        not_understood: Vec<String>,
    },
    /// Nothing of the revision was understood; the plan stays.
    RevisionRefused {
        text: String,
        message: String,
    },
    Drafted {
        plan: Box<Plan>,
    },
    Approved {
        revision: u32,
        by: Role,
    },
    Rejected,
    MilestoneReached {
        name: String,
    },
}

/// A task that failed this often is parked; interruptions of the whole program do not count.
pub const ATTEMPTS_MAX: u32 = 3;

/// A piece of work given to one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskSpec {
    pub id: TaskId,
    pub kind: TaskKind,
    pub role: Role,
    /// Time for one attempt; there are at most [`ATTEMPTS_MAX`].
    pub deadline_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TaskKind {
    /// Read the request.
    Understand,
    /// Read a revision of the plan.
    Revise { text: String },
    /// Ask a model about what was not understood or only assumed. Its failure stops nothing.
    Refine,
    /// Publish claims on the requirements.
    Propose,
    /// Find the keys on which claims differ.
    Dispute,
    /// Weigh the options of the open conflicts.
    Vote,
    /// Settle every claimed key.
    Rule,
    /// Draft the plan.
    Plan,
    /// Render a pack's files.
    Render { pack: String },
    /// Run one check.
    Check { name: String },
    /// Put right what a failed check complains of.
    Repair { check: String },
    /// Say whose field a question about a repository is.
    Route { number: u32 },
    /// Say what to ask the index about it, or answer it.
    Consult { number: u32 },
    /// Ask the index, for a question or to follow the files. `by` is who wants to know.
    Look { number: Option<u32>, by: Role, query: Query },
}

impl TaskKind {
    /// The agent for whom it is done, where that is not the session.
    pub fn by(&self) -> Option<&Role> {
        match self {
            TaskKind::Look { number: Some(_), by, .. } => Some(by),
            _ => None,
        }
    }

    /// The question about a repository that it belongs to.
    pub fn enquiry(&self) -> Option<u32> {
        match self {
            TaskKind::Route { number } | TaskKind::Consult { number } => Some(*number),
            TaskKind::Look { number, .. } => *number,
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TaskEvent {
    Started {
        task: TaskSpec,
        attempt: u32,
    },
    Progressed {
        task: TaskId,
        done: u32,
        total: u32,
        note: String,
    },
    AttemptFailed {
        task: TaskId,
        attempt: u32,
        failure: Failure,
        why: String,
    },
    /// Exactly one for each task.
    Ended {
        task: TaskId,
        end: TaskEnd,
        why: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskEnd {
    Done,
    Failed,
    TimedOut,
    Cancelled,
}

/// Whether a fork takes a task over: work that was done, or goes on, or without which a session can do anyway. Checks ran in
/// the parent's folder.
pub fn survives_fork(kind: &TaskKind, end: Option<TaskEnd>) -> bool {
    match (kind, end) {
        (TaskKind::Check { .. } | TaskKind::Repair { .. }, _) => false,
        (TaskKind::Refine, _) | (_, None | Some(TaskEnd::Done)) => true,
        (_, Some(TaskEnd::Failed | TaskEnd::TimedOut | TaskEnd::Cancelled)) => false,
    }
}

/// How one attempt at a task went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The agent's process of thought broke off.
    Panicked,
    /// Nothing was heard by the attempt's deadline.
    Hung,
    /// The answer does not fit the task.
    Nonsense,
    /// The agent said that it cannot.
    Declined,
    /// The program ended in the middle.
    Interrupted,
    /// The agent's mailbox was full or closed.
    Undeliverable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MessageEvent {
    Sent {
        from: Role,
        to: Role,
        about: TaskId,
        subject: Subject,
    },
    /// It was never handled.
    DeadLettered {
        to: Role,
        about: TaskId,
        reason: DeadReason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Assignment,
    Answer,
    /// One agent asks another.
    Query,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadReason {
    /// The receiver had ended.
    Closed,
    /// Its deadline had passed before it was taken up.
    Expired,
    /// The mailbox was full.
    Overflow,
    /// It came from an agent's earlier life, or for a task that had ended.
    Stale,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ClaimEvent {
    Published { claim: Claim },
    Disputed { conflict: Conflict },
    VoteCast { vote: Vote },
    Ruled { ruling: Ruling },
}

/// One file as it was rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub path: String,
    pub hash: ContentHash,
    pub bytes: u64,
    pub lines: u32,
    pub executable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FileEvent {
    /// The bytes lie in the blob `bundle` from `offset` on. Those of a repair take the place of others when it is delivered.
    Staged {
        file: FileRecord,
        task: TaskId,
        bundle: ContentHash,
        offset: u64,
    },
    /// The repository is about to be put in place.
    DeliveryStarted {
        target: String,
        tree_hash: ContentHash,
    },
    Delivered {
        tree_hash: ContentHash,
        files: u32,
        lines: u32,
        head: Option<String>,
        note: String,
    },
    /// What repairs changed is about to be put on top of what was delivered.
    AmendmentStarted {
        before: ContentHash,
        tree_hash: ContentHash,
    },
    /// The delivered tree is another one now: proofs of the one before do not count any more.
    Amended {
        tree_hash: ContentHash,
        head: Option<String>,
        note: String,
    },
    /// The repairs were not delivered; the repository stays as it was.
    AmendmentRefused {
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CheckEvent {
    Ended {
        name: String,
        result: Box<CheckResult>,
    },
    /// What was done about a check that failed. If it helped, the files that follow are delivered.
    RepairEnded {
        name: String,
        result: Box<RepairResult>,
    },
}

/// A decision the team leaves to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    pub key: ClaimKey,
    pub text: String,
    pub options: Vec<String>,
    pub recommended: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum HumanEvent {
    Asked { question: Question },
    Answered { question: QuestionId, value: String, by: Role },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SupervisionEvent {
    AgentStarted {
        role: Role,
        incarnation: u32,
    },
    AgentFailed {
        role: Role,
        incarnation: u32,
        failure: Failure,
        why: String,
    },
    AgentRestarting {
        role: Role,
        incarnation: u32,
        delay_ms: u64,
    },
    /// The restart limit was reached.
    GaveUp {
        role: Role,
        why: String,
    },
    AgentStopped {
        role: Role,
        incarnation: u32,
    },
}
