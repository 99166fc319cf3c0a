//! What comes from outside into a session, as the cues of its replay.

use llm::{Finish, ModelError, Usage};
use protocol::check::CheckResult;
use protocol::command::{Command, RunOptions};
use protocol::enquiry::Look;
use protocol::event::{
    Body, Failure, FileEvent, HumanEvent, MessageEvent, SessionEvent, Subject, SupervisionEvent, TaskEvent,
};
use protocol::id::{CallId, CommandId, ContentHash, Role, TaskId};
use protocol::model::ModelEvent;
use protocol::repair::RepairResult;
use tools::work::Receipt;

use crate::session::DELIVERY_FAILED;

/// What one process took in.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    pub cues: Vec<Cue>,
    /// So many events that are compared were on disk when it ended; none where it came to an end by itself.
    pub ends_at: Option<usize>,
    /// Whether it could ask a model.
    pub has_model: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// The first event that tells of it.
    pub seq: u64,
    pub at_ms: u64,
    pub step: Step,
    /// How many of the same kind have happened when it has.
    pub goal: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Begin {
        command: CommandId,
        request: String,
        options: RunOptions,
    },
    Fork {
        command: CommandId,
        out: String,
    },
    Say {
        id: CommandId,
        command: Command,
        /// For one that goes back: how many of the events that are compared there were then.
        back_to: Option<usize>,
    },
    /// A task's agent asks the model.
    Ask {
        task: TaskId,
        call: CallId,
    },
    Hear {
        call: CallId,
        heard: Heard,
    },
    /// An agent hands over its answer; where the task was a check, with what came of that.
    HandOver {
        task: TaskId,
        check: Option<Proof>,
        look: Option<Box<Look>>,
        repair: Option<Box<Repair>>,
    },
    Break {
        task: TaskId,
        failure: Failure,
        why: String,
    },
    Deliver {
        receipt: Result<Receipt, String>,
        tree: Option<ContentHash>,
    },
    /// Repairs are put on top of the delivery, or refused for a reason.
    Amend {
        receipt: Result<Receipt, String>,
        tree: Option<ContentHash>,
    },
    /// What an interrupted delivery left could not be told.
    Doubt {
        why: String,
    },
    /// An agent is back after a pause.
    Return {
        role: Role,
    },
}

/// What a repair came to, with the files that it changed.
#[derive(Clone, Debug)]
pub(super) struct Repair {
    pub check: String,
    pub result: RepairResult,
    pub files: Vec<RepairedFile>,
}

/// Where the bytes of a file lie.
#[derive(Clone, Debug)]
pub(super) struct RepairedFile {
    pub path: String,
    pub executable: bool,
    pub bundle: ContentHash,
    pub offset: u64,
    pub bytes: u64,
}

/// What a check came to, and the tree that had been put in place then.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub check: String,
    pub result: CheckResult,
    pub tree: Option<ContentHash>,
}

/// How one attempt at a call ended.
#[derive(Clone, Debug)]
pub(super) enum Heard {
    Answer { text: ContentHash, finish: Finish, usage: Option<Usage> },
    Failure { error: ModelError, in_the_middle: bool, tried_again: bool },
}

/// Kinds of happenings that are counted, so that it is known when a cue has had its effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Said(CommandId),
    Asked(CallId),
    Heard(CallId),
    HandedOver(TaskId),
    Broke(TaskId),
    Delivered,
    Amended,
    Doubted,
    Up(Role, u32),
}

impl Mark {
    /// What an event shows to have happened.
    pub fn of(body: &Body) -> Option<Mark> {
        match body {
            Body::Session(SessionEvent::CommandAccepted { id, .. }) => Some(Mark::Said(id.clone())),
            Body::Session(SessionEvent::Finished { reason, .. }) if reason.starts_with(DELIVERY_FAILED) => {
                Some(Mark::Delivered)
            }
            Body::File(FileEvent::Delivered { .. }) => Some(Mark::Delivered),
            Body::File(FileEvent::Amended { .. } | FileEvent::AmendmentRefused { .. }) => Some(Mark::Amended),
            Body::Human(HumanEvent::Asked { question }) if plan::doubt::why(question).is_some() => {
                Some(Mark::Doubted)
            }
            Body::Model(ModelEvent::Requested { call, .. }) => Some(Mark::Asked(call.clone())),
            Body::Model(ModelEvent::Answered { call, .. } | ModelEvent::Failed { call, .. }) => {
                Some(Mark::Heard(call.clone()))
            }
            Body::Message(MessageEvent::Sent { about, subject: Subject::Answer, .. }) => {
                Some(Mark::HandedOver(about.clone()))
            }
            Body::Task(TaskEvent::AttemptFailed { task, failure, .. }) if is_break(*failure) => {
                Some(Mark::Broke(task.clone()))
            }
            Body::Supervision(SupervisionEvent::AgentStarted { role, incarnation }) => {
                Some(Mark::Up(role.clone(), *incarnation))
            }
            _ => None,
        }
    }
}

/// Not by the program's end, which is replayed as one, nor by the agent's own word, which it gives again.
pub(super) fn is_break(failure: Failure) -> bool {
    match failure {
        Failure::Panicked | Failure::Hung | Failure::Nonsense | Failure::Undeliverable => true,
        Failure::Declined | Failure::Interrupted => false,
    }
}

impl Step {
    pub fn mark(&self) -> Mark {
        match self {
            Step::Begin { command, .. } | Step::Fork { command, .. } => Mark::Said(command.clone()),
            Step::Say { id, .. } => Mark::Said(id.clone()),
            Step::Ask { call, .. } => Mark::Asked(call.clone()),
            Step::Hear { call, .. } => Mark::Heard(call.clone()),
            Step::HandOver { task, .. } => Mark::HandedOver(task.clone()),
            Step::Break { task, .. } => Mark::Broke(task.clone()),
            Step::Deliver { .. } => Mark::Delivered,
            Step::Amend { .. } => Mark::Amended,
            Step::Doubt { .. } => Mark::Doubted,
            Step::Return { role } => Mark::Up(role.clone(), 0),
        }
    }
}
